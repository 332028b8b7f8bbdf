"""What a scheduled job is (定时任务): data about when, and a function that says what is wanted."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bootstrap.service import Service
from domain.authorization import Command
from domain.calendar import OFFICE_ZONE
from domain.text import Text


class CatchUp(StrEnum):
    """Which slots are run that came up while nobody was there (补做)."""

    EVERY = "every"  # each of them, oldest first: each has an effect of its own
    LATEST = "latest"  # the last one, which does what the others would have done


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment at which a job is due: it acts as of then, whenever it comes to it.

    `at` is told by the office's clock, however it was read: what is named after it has one name.
    """

    at: datetime

    def __post_init__(self) -> None:
        object.__setattr__(self, "at", self.at.astimezone(OFFICE_ZONE))

    @property
    def on(self) -> date:
        """The office's day of it."""
        return self.at.date()


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that should come about: `item` names it among all that the slot wants, whatever else is wanted of the same thing."""

    item: str
    command: Command


Wanted = Callable[[Slot, Service], Iterable[Effect]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One row of the calendar.

    `cron` is minute, hour, day, month and weekday by the office's clock. `reads` are the projections that
    `wanted` asks: they have taken in the whole log, as it is when the slot is begun, before they are asked.
    `then` says what is wanted once that has come about; the projections have taken in that as well.
    """

    code: str
    title: Text
    cron: str
    catch_up: CatchUp
    reads: tuple[str, ...] = ()
    wanted: Wanted
    then: Wanted | None = None

    @property
    def stages(self) -> tuple[Wanted, ...]:
        """What is asked, one after the other."""
        return (self.wanted,) if self.then is None else (self.wanted, self.then)
