"""What all representations are made of."""

from collections.abc import Iterable
from functools import cache
from typing import Any, Literal, get_args, get_origin

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
        return _with_facts(self, self.as_json())  # type: ignore[no-any-return]  # an object, as its JSON is


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
            holding = _holding(type(shown))
            return json | {
                name: _with_facts(getattr(shown, name), json[name]) for name in holding if name in json
            }
        case dict(), dict():
            return {
                name: _with_facts(inside, value)
                for inside, (name, value) in zip(shown.values(), json.items(), strict=True)
            }
        case ((tuple() | list() | set() | frozenset()), list()):
            return [_with_facts(*pair) for pair in zip(shown, json, strict=True)]
    return json


@cache
def _holding(model: type[BaseModel]) -> tuple[str, ...]:
    """The members in which a masked fact may stand, by what their types say: of most there is no need to look."""
    of_members = model.model_fields.items()
    return tuple(name for name, field in of_members if _may_hold(field.annotation, frozenset({model})))


def _may_hold(stated: Any, within: frozenset[Any]) -> bool:
    """Whether a masked fact may stand in what is of this type; of a type that says too little, it may."""
    if parts := get_args(stated):
        return get_origin(stated) is not Literal and any(_may_hold(part, within) for part in parts)
    if not isinstance(stated, type):
        return stated is not None and stated is not Ellipsis
    if issubclass(stated, BaseModel):
        if stated in within or not stated.model_fields:
            return True
        return any(_may_hold(one.annotation, within | {stated}) for one in stated.model_fields.values())
    # From Python 3.11 on, `Any` is a class too.
    return stated in (MaskedFact, Any, object) or (
        issubclass(stated, Iterable) and not issubclass(stated, str | bytes)
    )


def words(text: Text) -> Words:
    """The text as a representation shows it."""
    return Words(zh=text.zh, en=text.en)
