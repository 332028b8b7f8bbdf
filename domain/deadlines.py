"""Deadlines (办理期限) as they stand: counted anew from what happened to the case, whenever somebody looks.

    day on which it begins │ counted days … │ pause: its first day to the day before it ends │ … │ due
                            first counted: the day after, or the same, as the pack says

The day on which a pause begins does not count, the day on which it ends does: so what was left is left again. A
deadline falls due on the working day on which the last day is counted, or on the next working day after it. One that
is over already is not put off by a pause.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from domain.calendar import ONE_DAY, Calendar
from domain.case_times import CaseTimes, DeadlineKey, Stay
from domain.policy.deadlines import (
    Beginning,
    CaseDeadlineRule,
    CountFrom,
    DayUnit,
    DeadlineRule,
    RouteDeadlines,
)
from domain.text import Text


class Light(StrEnum):
    """How a deadline stands on a day (亮灯)."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    GREY = "grey"
    BLACK_AND_WHITE = "black_and_white"

    @property
    def label(self) -> Text:
        """The colour in words, for print and for who does not see colours."""
        return _LIGHTS[self]


class Idle(NamedTuple):
    """Days that do not count: from the first on, until the last, which counts again."""

    begun_on: date
    ended_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One deadline of a case. While it rests it has no day, and `left` says how many days are left.

    `amber_from` is the first day on which it is amber. What a provisional deadline is computed with is a year whose
    notice is not known yet.
    """

    key: DeadlineKey
    rule: DeadlineRule
    days: int  # with what it was extended by
    begun_on: date
    due_on: date | None
    amber_from: date | None
    left: int | None
    is_provisional: bool
    closed_on: date | None
    is_escalated: bool

    def light(self, day: date) -> Light:
        """How it stands on a day."""
        if self.closed_on is not None:
            return Light.BLACK_AND_WHITE
        if self.due_on is None or self.amber_from is None:
            return Light.GREY
        if day > self.due_on:
            return Light.RED
        return Light.AMBER if day >= self.amber_from else Light.GREEN

    def days_left(self, day: date, calendar: Calendar) -> int | None:
        """How many days of its kind are left after a day, below 0 if it is overdue; None once it is closed."""
        if self.closed_on is not None or self.due_on is None:
            return self.left
        earlier, later = sorted((day, self.due_on))
        number = (
            (later - earlier).days
            if self.rule.unit is DayUnit.CALENDAR_DAYS
            else calendar.working_days_between(earlier, later)
        )
        return number if day <= self.due_on else -number

    @property
    def was_kept(self) -> bool | None:
        """Whether it was done in time, once it is done."""
        if self.closed_on is None:
            return None
        return self.due_on is None or self.closed_on <= self.due_on


def deadlines_of(times: CaseTimes, rules: RouteDeadlines, calendar: Calendar) -> list[Deadline]:
    """Every deadline that the case has or had: its own first, then those of its stays, in their order."""
    return [*calendar.lately(_deadlines_of, times, rules)]


def _deadlines_of(times: CaseTimes, rules: RouteDeadlines, calendar: Calendar) -> list[Deadline]:
    found, case_rule = [], rules.whole
    if (
        case_rule is not None
        and times.begun is not None
        and times.begun_on is not None
        and _runs(times, case_rule)
    ):
        key = DeadlineKey(begun=times.begun)
        idle = [*_pauses(times), *_resting_stays(times, case_rule)]
        found.append(_counted(key, case_rule, times, times.begun_on, times.ended_on, idle, calendar))
    for stay in times.stays:
        rule = rules.steps.get(stay.step)
        if rule is not None:
            key = DeadlineKey(step=stay.step, begun=stay.begun)
            idle = [*_pauses(times)]
            found.append(_counted(key, rule, times, stay.begun_on, stay.ended_on, idle, calendar))
    return found


def days_between(begun_on: date, due_on: date, rule: DeadlineRule, calendar: Calendar) -> int:
    """How many days, as the rule counts them, what began on one day has until another."""
    return DayCount(rule.unit, calendar).until(_first(begun_on, rule), due_on)


def working_days_taken(
    times: CaseTimes, rule: CaseDeadlineRule | None, since: date, until: date, calendar: Calendar
) -> int:
    """How many working days lie after `since`, up to and with `until`, on which the case did not rest (办理时长)."""
    resting = [*_pauses(times), *(() if rule is None else _resting_stays(times, rule))]
    return DayCount(DayUnit.WORKING_DAYS, calendar).taken(since + ONE_DAY, until, resting)


def days_to_give(times: CaseTimes, whole: Deadline, due_on: date, calendar: Calendar) -> int:
    """How many days the whole of a case has to be given to be due on that day, as it has rested and was extended."""
    rule = whole.rule
    assert isinstance(rule, CaseDeadlineRule)  # that of the whole
    resting = [*_pauses(times), *_resting_stays(times, rule)]
    days = DayCount(rule.unit, calendar).taken(_first(whole.begun_on, rule), due_on, resting)
    return days - sum(times.extensions_of(whole.key))


def _runs(times: CaseTimes, rule: CaseDeadlineRule) -> bool:
    """Whether that has happened with which the time of the case begins."""
    return times.is_accepted or rule.begins_with is Beginning.SUBMISSION


def _counted(
    key: DeadlineKey,
    rule: DeadlineRule,
    times: CaseTimes,
    begun_on: date,
    closed_on: date | None,
    idle: Iterable[Idle],
    calendar: Calendar,
) -> Deadline:
    allowed = rule.days if key.step is not None or times.given is None else times.given
    days = allowed + sum(times.extensions_of(key))
    first = _first(begun_on, rule)
    until = closed_on or date.max
    count = DayCount(rule.unit, calendar)
    due_on, left = count.due(first, days, [span for span in idle if span.begun_on < until])
    return Deadline(
        key=key,
        rule=rule,
        days=days,
        begun_on=begun_on,
        due_on=due_on,
        amber_from=None if due_on is None else calendar.first_day_within(rule.amber_within, due_on),
        left=left,
        is_provisional=due_on is not None and calendar.is_provisional(first, due_on),
        closed_on=closed_on,
        is_escalated=key in times.breached,
    )


def _first(begun_on: date, rule: DeadlineRule) -> date:
    """The first day that counts."""
    return begun_on if rule.count_from is CountFrom.SAME_DAY else begun_on + ONE_DAY


@dataclass(frozen=True, slots=True)
class DayCount:
    """Counts days of one unit."""

    unit: DayUnit
    calendar: Calendar

    def due(self, first: date, days: int, idle: Iterable[Idle]) -> tuple[date | None, int | None]:
        """The day on which so many days from `first` on are over that are not idle, or None and how many are left."""
        at, left = first, days
        for span in _merged(idle):
            if span.begun_on > at:
                due_on = self._end(at, left)
                if due_on < span.begun_on:
                    return due_on, None
                left -= min(left, self._number(at, span.begun_on))
            if span.ended_on is None:
                return None, left
            at = max(at, span.ended_on)
        return self._end(at, left), None

    def until(self, first: date, last: date) -> int:
        """How many days count from `first` up to and with `last`; 0 if it is earlier."""
        return self._number(first, last + ONE_DAY) if last >= first else 0

    def taken(self, first: date, last: date, idle: Iterable[Idle]) -> int:
        """How many days count from `first` up to and with `last` that are not idle."""
        at, days = first, 0
        for span in _merged(idle):
            days += self.until(at, min(span.begun_on, last + ONE_DAY) - ONE_DAY)
            at = max(at, span.ended_on or last + ONE_DAY)
        return days + self.until(at, last)

    def _number(self, first: date, behind: date) -> int:
        """How many days count from `first` up to the day before `behind`."""
        if self.unit is DayUnit.CALENDAR_DAYS:
            return (behind - first).days
        return self.calendar.working_days_between(first - ONE_DAY, behind - ONE_DAY)

    def _end(self, first: date, days: int) -> date:
        """The working day on which so many days are over, counted from `first` on."""
        if days == 0:
            return self.calendar.working_day_from(first)
        if self.unit is DayUnit.CALENDAR_DAYS:
            return self.calendar.working_day_from(first + (days - 1) * ONE_DAY)
        return self.calendar.working_day_after(first - ONE_DAY, days)


def _pauses(times: CaseTimes) -> Iterator[Idle]:
    return (Idle(pause.begun_on, pause.ended_on) for pause in times.pauses)


def _resting_stays(times: CaseTimes, rule: CaseDeadlineRule) -> Iterator[Idle]:
    """The stays at steps at which the case's own time rests, as with the province."""
    return (_idle(stay) for stay in times.stays if stay.step in rule.rests_at)


def _idle(stay: Stay) -> Idle:
    return Idle(stay.begun_on, stay.ended_on)


def _merged(idle: Iterable[Idle]) -> Iterator[Idle]:
    """The idle days in their order, those that overlap as one."""
    merged: Idle | None = None
    for span in sorted(idle, key=lambda one: one.begun_on):
        if span.ended_on is not None and span.ended_on <= span.begun_on:
            continue
        if merged is None:
            merged = span
        elif merged.ended_on is None:
            break
        elif span.begun_on <= merged.ended_on:
            ended_on = None if span.ended_on is None else max(merged.ended_on, span.ended_on)
            merged = Idle(merged.begun_on, ended_on)
        else:
            yield merged
            merged = span
    if merged is not None:
        yield merged


_LIGHTS = {
    Light.GREEN: Text("绿灯（期限内）", "green (in time)"),
    Light.AMBER: Text("黄灯（临期）", "amber (due soon)"),
    Light.RED: Text("红灯（超期）", "red (overdue)"),
    Light.GREY: Text("灰灯（暂停计时）", "grey (paused)"),
    Light.BLACK_AND_WHITE: Text("黑白（已办结）", "black and white (closed)"),
}
