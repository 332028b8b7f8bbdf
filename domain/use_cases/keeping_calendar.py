"""Keeping the calendar of working days (工作日历): the State Council's notices, year by year."""

from typing import Annotated, ClassVar

from pydantic import Field

from domain.aggregates.working_year import NoticeSource, WorkingYear
from domain.authorization import Command, Permission, operator, system
from domain.calendar import HolidayNotice, NamedDay
from domain.errors import Invalid
from domain.text import Text
from domain.work import Work

Year = Annotated[int, Field(ge=2000, le=2100)]
Days = Annotated[tuple[NamedDay, ...], Field(max_length=100)]


class AnnounceWorkingYear(Command):
    """A notice as an operator read it, by its number and day: weekdays that are free, weekends that are worked."""

    permitted: ClassVar[tuple[Permission, ...]] = (operator,)
    year: Year
    days_off: Days
    days_worked: Days = ()


class AnnouncePublishedYears(Command):
    """The notices as the library of holidays has them."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)
    notices: tuple[HolidayNotice, ...] = Field(min_length=1)


def announce_working_year(command: AnnounceWorkingYear, work: Work) -> WorkingYear:
    if not any(paper.number and paper.issued_on for paper in work.authority.documents):
        raise Invalid(NEEDS_NOTICE, field="documents")
    notice = HolidayNotice(
        year=command.year, days_off=_in_order(command.days_off), days_worked=_in_order(command.days_worked)
    )
    return _put_on_record(notice, NoticeSource.NOTICE, work)


def announce_published_years(command: AnnouncePublishedYears, work: Work) -> WorkingYear:
    """Returns the last of the years."""
    work.gather(WorkingYear.id_of(notice.year) for notice in command.notices)
    return [_put_on_record(notice, NoticeSource.LIBRARY, work) for notice in command.notices][-1]


def _put_on_record(notice: HolidayNotice, source: NoticeSource, work: Work) -> WorkingYear:
    known = work.find(WorkingYear, WorkingYear.id_of(notice.year))
    if known is None:
        return work.add(WorkingYear.announce(notice, source, work.authority))
    known.amend(notice, source, work.authority)
    return known


def _in_order(days: tuple[NamedDay, ...]) -> tuple[NamedDay, ...]:
    return tuple(sorted(days, key=lambda named: named.day))


NEEDS_NOTICE = Text("须注明放假通知的文号和日期", "State the number and date of the notice")
