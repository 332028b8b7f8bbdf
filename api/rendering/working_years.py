"""A year of the calendar (工作日历): which days are free and which are worked, by which notice."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from api.addresses import WORKING_YEAR, href
from api.rendering.shown import Shown
from domain.aggregates import WorkingYear
from domain.aggregates.working_year import NoticeSource
from domain.base import DocumentReference
from domain.calendar import Calendar, HolidayNotice, NamedDay, statutory
from domain.store import Recorded


class NamedDayShown(Shown):
    """A day that is not what its day of the week says."""

    day: date
    name: str


class NoticeShown(Shown):
    """What was put on record about the year, by whom, and by which notice."""

    source: NoticeSource
    documents: tuple[DocumentReference, ...]
    actor: str
    recorded_at: datetime
    position: int


class WorkingYearShown(Shown):
    """A year; without a notice it is provisional, and has the holidays of the law alone. The latest notice holds.

    `working_days` is how many the year has by that notice.
    """

    href: str
    version: int
    year: int
    is_provisional: bool
    working_days: int
    days_off: tuple[NamedDayShown, ...]
    days_worked: tuple[NamedDayShown, ...]
    notices: tuple[NoticeShown, ...]


class WorkingYears(Shown):
    """The years from the first that counts to the one after the present."""

    items: tuple[WorkingYearShown, ...]


def working_year_shown(year: int, known: WorkingYear | None, history: Sequence[Recorded]) -> WorkingYearShown:
    """The year with what was put on record about it."""
    return _shown(known.notice if known else statutory(year), known, tuple(map(_notice, history)))


def working_year_answered(known: WorkingYear, _: Any = None) -> WorkingYearShown:
    """The year as a command has decided it, before it is stored: its notices are told with the next question."""
    return _shown(known.notice, known, ())


def _shown(
    notice: HolidayNotice, known: WorkingYear | None, notices: tuple[NoticeShown, ...]
) -> WorkingYearShown:
    year = notice.year
    calendar = Calendar(lambda asked: notice if asked == year else None)
    return WorkingYearShown(
        href=href(WORKING_YEAR, year=year),
        version=known.version if known else 0,
        year=year,
        is_provisional=known is None,
        working_days=calendar.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)),
        days_off=tuple(map(_day, notice.days_off)),
        days_worked=tuple(map(_day, notice.days_worked)),
        notices=notices,
    )


def _day(named: NamedDay) -> NamedDayShown:
    return NamedDayShown(day=named.day, name=named.name)


def _notice(recorded: Recorded) -> NoticeShown:
    event: Any = recorded.event
    return NoticeShown(
        source=event.source,
        documents=event.envelope.documents,
        actor=event.envelope.actor,
        recorded_at=recorded.entry.recorded_at,
        position=recorded.entry.position,
    )
