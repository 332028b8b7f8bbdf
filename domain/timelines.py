"""Facts that change in the course of time: what held on a day, whenever it was recorded (历史信息)."""

from dataclasses import dataclass, replace
from datetime import date
from operator import attrgetter
from typing import Generic, Self, TypeVar

from domain.errors import Conflict
from domain.text import Text

Fact = TypeVar("Fact")


class OnRecordAlready(Conflict):
    code = "on_record_already"
    title = Text("与现登记内容相同", "This is on record already")


@dataclass(frozen=True, slots=True)
class Dated(Generic[Fact]):
    """A fact and the day from which it holds."""

    fact: Fact
    since: date


@dataclass(frozen=True, slots=True)
class Timeline(Generic[Fact]):
    """The facts that have held one after the other; of two of one day the later recorded holds."""

    in_order: tuple[Dated[Fact], ...]  # of their days, at least one

    @classmethod
    def of(cls, fact: Fact, since: date) -> Self:
        """The timeline that begins with this fact."""
        return cls((Dated(fact, since),))

    def and_then(self, fact: Fact, since: date) -> Self:
        """The same timeline, with a fact that holds from a day until that of the next."""
        in_order = sorted((*self.in_order, Dated(fact, since)), key=attrgetter("since"))
        return replace(self, in_order=tuple(in_order))

    @property
    def latest(self) -> Fact:
        """What holds by the latest day that is known."""
        return self.in_order[-1].fact

    def on(self, day: date) -> Fact:
        """What held on a day; before the first of all, that one."""
        held = (dated.fact for dated in reversed(self.in_order) if dated.since <= day)
        return next(held, self.in_order[0].fact)

    def since(self, day: date) -> date:
        """From which day on that holds which held on a day; before the first of all, its day."""
        held = (dated.since for dated in reversed(self.in_order) if dated.since <= day)
        return next(held, self.in_order[0].since)

    def by_day(self, day: date) -> Self:
        """The same timeline up to a day; of a day before the first of all, that one."""
        held = tuple(dated for dated in self.in_order if dated.since <= day)
        return replace(self, in_order=held or self.in_order[:1])

    def must_be_new(self, fact: Fact, day: date, *, field: str) -> None:
        """Refuse to put on record from a day on what holds on that day anyway. Raises `OnRecordAlready`."""
        if fact == self.on(day):
            raise OnRecordAlready(field=field)
