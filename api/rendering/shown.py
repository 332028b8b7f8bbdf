"""What all representations are made of."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from api.disclosure import MaskedFact
from domain.text import Text


class Shown(BaseModel):
    """A representation, or a part of one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def as_json(self) -> dict[str, Any]:
        """The representation as JSON carries it."""
        return self.model_dump(mode="json")

    def as_answer(self) -> dict[str, Any]:
        """The same, with every masked fact as the `Personal` it is: an answer is stored, and has to be sealed."""
        return {name: _with_facts(getattr(self, name), value) for name, value in self.as_json().items()}


class Words(Shown):
    """The same words in Chinese and in English."""

    zh: str
    en: str


def _with_facts(shown: Any, json: Any) -> Any:
    """What `json` says, with the facts that stand in `shown` at the same places."""
    match shown, json:
        case MaskedFact(), _:
            return shown.personal
        case BaseModel(), dict():
            return {name: _with_facts(getattr(shown, name), value) for name, value in json.items()}
        case dict(), dict():
            return {
                name: _with_facts(inside, value)
                for inside, (name, value) in zip(shown.values(), json.items(), strict=True)
            }
        case ((tuple() | list()), list()):
            return [_with_facts(*pair) for pair in zip(shown, json, strict=True)]
    return json


def words(text: Text) -> Words:
    """The text as a representation shows it."""
    return Words(zh=text.zh, en=text.en)
