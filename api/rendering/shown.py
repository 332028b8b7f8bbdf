"""What all representations are made of."""

from typing import Any

from pydantic import BaseModel, ConfigDict

from domain.text import Text


class Shown(BaseModel):
    """A representation, or a part of one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def as_json(self) -> dict[str, Any]:
        """The representation as JSON carries it."""
        return self.model_dump(mode="json")


class Words(Shown):
    """The same words in Chinese and in English."""

    zh: str
    en: str


def words(text: Text) -> Words:
    """The text as a representation shows it."""
    return Words(zh=text.zh, en=text.en)
