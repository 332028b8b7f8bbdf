"""The times of a case (办理时间): since when it is where, and when it rested. Nothing is counted here.

A case is whatever is dealt with under deadlines: a card application (申报), or a demand item (需求事项) with its phases as
steps. Every event of one says what it does to its times (`passing`); `domain/deadlines.py` counts.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self

from domain.base import Value


class RestCause(StrEnum):
    """Why no time runs (暂停计时)."""

    CORRECTION = "correction"  # 补正
    SUSPENSION = "suspension"  # 挂起
    CLOSED = "closed"  # 已办结，后又恢复办理


@dataclass(frozen=True, slots=True, kw_only=True)
class Resting:
    """No time runs from the first day on, until the last, which counts again; None is still to come."""

    rest: RestCause
    begun_on: date
    ended_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A case at a step, from the event of version `begun` on."""

    step: str
    begun: int
    begun_on: date
    ended_on: date | None = None


class DeadlineKey(Value):
    """Which deadline of a case: that of the whole, or of one stay at a step; `begun` is the version it began with."""

    step: str | None = None
    begun: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """So many days more."""

    deadline: DeadlineKey
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseTimes:
    """What the deadlines of a case are computed from; `given` are days for the whole of this one, not the rule's."""

    begun: int | None = None  # the version of the event from which on the case's own time runs
    begun_on: date | None = None
    is_accepted: bool = False
    given: int | None = None
    ended_on: date | None = None
    stays: tuple[Stay, ...] = ()
    pauses: tuple[Resting, ...] = ()
    extensions: tuple[Extension, ...] = ()
    breached: tuple[DeadlineKey, ...] = ()

    @property
    def at(self) -> str | None:
        """The step at which it is, if it is at one."""
        last = self.stays[-1] if self.stays else None
        return last.step if last is not None and last.ended_on is None else None

    def begins(self, version: int, on: date, *, accepted: bool) -> Self:
        """The case's own time runs from that day on: it was submitted, and is counted anew once it is accepted."""
        return replace(self, begun=version, begun_on=on, is_accepted=accepted)

    def moves_to(self, step: str, version: int, on: date) -> Self:
        """The case comes to a step, from another or as its first; one that was over is under way again."""
        here = Stay(step=step, begun=version, begun_on=on)
        over = (
            ()
            if self.ended_on is None
            else (Resting(rest=RestCause.CLOSED, begun_on=self.ended_on, ended_on=on),)
        )
        return replace(self, stays=(*self._left(on), here), pauses=(*self.pauses, *over), ended_on=None)

    def rests(self, rest: RestCause, on: date) -> Self:
        """No time runs from now on."""
        return replace(self, pauses=(*self.pauses, Resting(rest=rest, begun_on=on)))

    def goes_on(self, rest: RestCause, on: date) -> Self:
        """Time runs again, unless it rests for another cause as well."""
        return replace(self, pauses=tuple(_ended(pause, rest, on) for pause in self.pauses))

    def ends(self, on: date) -> Self:
        """The case is over."""
        pauses = tuple(_ended(pause, pause.rest, on) for pause in self.pauses)
        return replace(self, stays=self._left(on), pauses=pauses, ended_on=on)

    def is_given(self, days: int | None) -> Self:
        """The whole of this case has so many days, whatever the rule says of others; None for those of the rule."""
        return replace(self, given=days)

    def begins_anew(self, step: str, version: int, on: date) -> Self:
        """A case that was over is dealt with once more, and has all its time again."""
        here = self.moves_to(step, version, on)
        return replace(here.begins(version, on, accepted=self.is_accepted), given=None)

    def was_not_over(self, step: str, version: int, on: date) -> Self:
        """That it was over had been a mistake: the time since then counts."""
        return replace(self, ended_on=None).moves_to(step, version, on)

    def is_followed_by(self, step: str, version: int, on: date) -> Self:
        """Something is still to be done, though the case itself is over."""
        here = Stay(step=step, begun=version, begun_on=on)
        return replace(self, stays=(*self._left(on), here))

    def leaves(self, on: date) -> Self:
        """What was to be done where it is has been done, and nothing follows."""
        return replace(self, stays=self._left(on))

    def extended(self, deadline: DeadlineKey, days: int) -> Self:
        """A deadline has so many days more."""
        more = Extension(deadline=deadline, days=days)
        return replace(self, extensions=(*self.extensions, more))

    def escalated(self, deadline: DeadlineKey) -> Self:
        """It is on record that a deadline was not kept."""
        return replace(self, breached=(*self.breached, deadline))

    def extensions_of(self, deadline: DeadlineKey) -> list[int]:
        """By how many days this deadline was extended, time after time."""
        return [extension.days for extension in self.extensions if extension.deadline == deadline]

    def _left(self, on: date) -> tuple[Stay, ...]:
        """The stays, the present one ended."""
        return tuple(stay if stay.ended_on is not None else replace(stay, ended_on=on) for stay in self.stays)


def _ended(pause: Resting, rest: RestCause, on: date) -> Resting:
    if pause.rest is rest and pause.ended_on is None:
        return replace(pause, ended_on=on)
    return pause
