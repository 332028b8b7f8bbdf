"""Working year (工作日历年度): which days of a year are free and which are worked, as the State Council's notice says.

    Announced ── Amended ↺

Invariant: what was computed with an earlier notice can be computed again; the latest notice holds.
"""

from enum import StrEnum
from functools import lru_cache
from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced
from domain.calendar import HolidayNotice, NamedDay, belongs_to, is_weekday
from domain.errors import Invalid
from domain.text import Text
from domain.timelines import OnRecordAlready

NAMESPACE = UUID("5d0f6f44-0a0e-5f3c-9b8e-2d7c53a41b90")


class NoticeSource(StrEnum):
    """Where a notice was taken from (来源); an operator's stands above the library's."""

    LIBRARY = "library"  # 随软件提供
    NOTICE = "notice"  # 系统管理员依通知录入


class WorkingYear(EventSourced):
    TOPIC = "WorkingYear"

    class Event(EventSourced.Event):
        """Something that happened to a year's calendar."""

    class Announced(Event, Begins):
        TOPIC: ClassVar[str] = "WorkingYear.Announced"
        year: int
        source: NoticeSource
        days_off: tuple[NamedDay, ...]
        days_worked: tuple[NamedDay, ...]

    class Amended(Event):
        """A later notice says otherwise (调整放假安排), or an earlier one was entered wrongly."""

        TOPIC: ClassVar[str] = "WorkingYear.Amended"
        year: int
        source: NoticeSource
        days_off: tuple[NamedDay, ...]
        days_worked: tuple[NamedDay, ...]

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    @lru_cache(maxsize=1024)  # asked for by every command
    def id_of(year: int) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, str(year))

    @classmethod
    def announce(cls, notice: HolidayNotice, source: NoticeSource, authority: Authority) -> Self:
        """Put a year's notice on record (发布工作日历)."""
        _must_be_exceptions(notice)
        return cls.begin(
            cls.Announced,
            cls.id_of(notice.year),
            authority.under(_version(notice.year, 1)),
            year=notice.year,
            source=source,
            days_off=notice.days_off,
            days_worked=notice.days_worked,
        )

    def amend(self, notice: HolidayNotice, source: NoticeSource, authority: Authority) -> None:
        """Put on record what a later notice says of the year (调整工作日历)."""
        _must_be_exceptions(notice)
        if notice == self.notice:
            raise OnRecordAlready(field="days_off")
        self.record(
            self.Amended,
            authority.under(_version(notice.year, self.version + 1)),
            year=notice.year,
            source=source,
            days_off=notice.days_off,
            days_worked=notice.days_worked,
        )

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Announced)
    def __init__(
        self,
        year: int,
        source: NoticeSource,
        days_off: tuple[NamedDay, ...],
        days_worked: tuple[NamedDay, ...],
    ) -> None:
        self.source = source
        self.notice = HolidayNotice(year=year, days_off=days_off, days_worked=days_worked)

    @event(Amended)
    def _amended(
        self,
        year: int,
        source: NoticeSource,
        days_off: tuple[NamedDay, ...],
        days_worked: tuple[NamedDay, ...],
    ) -> None:
        self.source = source
        self.notice = HolidayNotice(year=year, days_off=days_off, days_worked=days_worked)


def _must_be_exceptions(notice: HolidayNotice) -> None:
    """A notice frees weekdays and has weekends worked, each once, in its year or the December before."""
    named = [*notice.days_off, *notice.days_worked]
    if not notice.days_off:
        raise Invalid(NOTHING_FREE, field="days_off")
    if any(not belongs_to(one.day, notice.year) for one in named):
        raise Invalid(OTHER_YEAR, field="days_off")
    if any(not is_weekday(one.day) for one in notice.days_off):
        raise Invalid(FREE_ANYWAY, field="days_off")
    if any(is_weekday(one.day) for one in notice.days_worked):
        raise Invalid(WORKED_ANYWAY, field="days_worked")
    if len({one.day for one in named}) < len(named):
        raise Invalid(NAMED_TWICE, field="days_off")


def _version(year: int, number: int) -> str:
    """What a decision about the calendar stands under: the year's own notice, as a policy under its version."""
    return f"working-year-{year}/{number}"


NOTHING_FREE = Text("通知至少有一个放假的工作日", "A notice frees at least one weekday")
OTHER_YEAR = Text("日期须在该年度或上年12月", "A day lies in the year, or in the December before")
FREE_ANYWAY = Text("周末本来放假，不必列入", "A weekend is free anyway, and is not named")
WORKED_ANYWAY = Text("工作日本来上班，不必列入", "A weekday is worked anyway, and is not named")
NAMED_TWICE = Text("同一日期列了两次", "A day is named twice")
