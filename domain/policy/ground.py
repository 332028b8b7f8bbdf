"""What every rule of a pack stands on: clauses of a notice (依据条款), or a default that is the project's own."""

from datetime import date
from typing import Annotated, LiteralString, Self

from pydantic import AfterValidator, Field, Strict, model_validator
from pydantic_core import PydanticCustomError

from domain.base import Value
from domain.text import Text


def _must_say_something(text: str) -> str:
    if not any(sign.isalnum() for sign in text):
        raise _wrong("blank")
    return text


def _must_say_it_twice(text: Text) -> Text:
    return Text(*map(_must_say_something, text))


def _wrong(code: LiteralString) -> PydanticCustomError:
    return PydanticCustomError(code, code)  # its sentence stands in faults.py


Written = Annotated[str, AfterValidator(_must_say_something)]
Label = Annotated[Text, AfterValidator(_must_say_it_twice)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*([_-][a-z0-9]+)*$", max_length=40)]
ClauseId = Annotated[str, Field(pattern=r"^[A-Z]+[0-9]?-[0-9]+[a-z]?$", max_length=12)]
RegionCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]
Day = Annotated[date, Strict()]
YesNo = Annotated[bool, Strict()]
Count = Annotated[int, Strict(), Field(ge=1, le=1000)]


class Citing(Value):
    """What cites clauses of the notices."""

    clauses: tuple[ClauseId, ...] = ()


class Grounded(Citing):
    """A rule that cites its clauses; where the notices are silent, it is marked as our own and says why."""

    own_default: YesNo = False
    why: Label | None = None

    @model_validator(mode="after")
    def _must_stand_on_something(self) -> Self:
        if not (self.clauses or self.own_default):
            raise _wrong("ungrounded")
        if self.own_default != (self.why is not None):
            raise _wrong("unexplained")
        return self


class Dated(Value):
    """Something that exists from a day to a day, both included; a missing day is an open end."""

    valid_from: Day | None = None
    valid_to: Day | None = None

    @model_validator(mode="after")
    def _must_not_end_before_it_begins(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_to < self.valid_from:
            raise _wrong("ends_before_it_begins")
        return self

    def exists_on(self, day: date | None) -> bool:
        """Whether it exists on that day; without a day, whether it is to last."""
        if day is None:
            return self.valid_to is None
        return (self.valid_from or date.min) <= day <= (self.valid_to or date.max)

    def coexists_with(self, other: "Dated") -> bool:
        """Whether there is a day on which both exist."""
        begin = max(self.valid_from or date.min, other.valid_from or date.min)
        return begin <= min(self.valid_to or date.max, other.valid_to or date.max)


class Source(Value):
    """A notice (政策文件) that passages are quoted from; `number` is its 发文字号, or 无文号."""

    short: Label
    number: str = Field(pattern=r"^(无文号|[\u4e00-\u9fff]+\u3014[0-9]{4}\u3015[0-9]+号)$")
    title: Label
    issued_on: Day
    issuers: tuple[Label, ...] = Field(min_length=1)


class Passage(Value):
    """The notice's own words (条款原文) at one place, with a rendering in English."""

    source: str
    article: Written
    zh: Written
    en: Written


class Clause(Value):
    """One rule of the notices: the sentence that is shown for it, and the passages it is drawn from."""

    rule: Label
    passages: tuple[Passage, ...] = Field(min_length=1)
