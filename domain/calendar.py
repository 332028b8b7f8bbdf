"""Days as the office counts them: its time zone, and working days with their exchanges (调休).

Which weekdays are free and which weekends are worked, the State Council's notice for a year says. Where none is known
yet, the statutory holidays are taken, and whatever is computed from them is provisional (暂定).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, TypeVar, cast
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays
from holidays.countries.china import ChinaStaticHolidays

from domain.base import Value

Result = TypeVar("Result")

OFFICE_ZONE = ZoneInfo("Asia/Shanghai")

FIRST_YEAR = 2022  # that of the first notice about the mechanism
DECEMBER = 12
ONE_DAY = timedelta(days=1)
WORKED = "调休上班"


class NamedDay(Value):
    """A day that is not what its day of the week says, and what it is called (节假日、调休)."""

    day: date
    name: str


class HolidayNotice(Value):
    """What a year's notice exchanges (节假日安排通知): weekdays that are free, and weekends that are worked.

    It may reach into the December before, as that of 2006 did.
    """

    year: int
    days_off: tuple[NamedDay, ...] = ()
    days_worked: tuple[NamedDay, ...] = ()


Notices = Callable[[int], HolidayNotice | None]


@dataclass(frozen=True, slots=True)
class Calendar:
    """Counts working days by the notices that are known; it is handed to whatever computes a date."""

    notices: Notices
    _known: dict[int, HolidayNotice | None] = field(default_factory=dict)
    _ordinals: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _lately: dict[Callable[..., Any], tuple[tuple[Any, ...], Any]] = field(default_factory=dict)

    def lately(self, count: Callable[..., Result], *what: Any) -> Result:
        """What is counted of this by this calendar; not anew while one asks for the very same, as rehearsals do."""
        asked, found = self._lately.get(count, ((), None))
        if len(asked) != len(what) or any(one is not other for one, other in zip(asked, what, strict=True)):
            found = count(*what, self)
            self._lately[count] = what, found
        return cast("Result", found)

    def is_working_day(self, day: date) -> bool:
        """Whether the office works on that day."""
        ordinals = self._working_days(day.year)
        at = bisect_left(ordinals, day.toordinal())
        return at < len(ordinals) and ordinals[at] == day.toordinal()

    def working_days_between(self, earlier: date, later: date) -> int:
        """How many working days lie after `earlier`, up to and with `later`; 0 if it is not later."""
        if later <= earlier:
            return 0
        years = range(earlier.year, later.year + 1)
        first, last = earlier.toordinal(), later.toordinal()
        return sum(bisect_right(days, last) - bisect_right(days, first) for days in self._of(years))

    def working_day_after(self, day: date, number: int) -> date:
        """The working day that is `number` working days after `day`, counted from 1."""
        left, year, behind = number, day.year, day.toordinal()
        while True:
            days = self._working_days(year)
            at = bisect_right(days, behind)
            if left <= len(days) - at:
                return date.fromordinal(days[at + left - 1])
            left -= len(days) - at
            year += 1

    def working_day_from(self, day: date) -> date:
        """That day if it is a working day, otherwise the next."""
        return self.working_day_after(day - ONE_DAY, 1)

    def first_day_within(self, number: int, due_on: date) -> date:
        """The first day from which `due_on` is no more than so many working days ahead."""
        year, before = due_on.year, due_on.toordinal()
        left = number + 1
        while True:
            days = self._working_days(year)
            upto = bisect_right(days, before)
            if left <= upto:
                return date.fromordinal(days[upto - left])
            left -= upto
            year -= 1

    def is_provisional(self, first: date, last: date) -> bool:
        """Whether a day in this stretch lies in a year whose notice is not known yet."""
        if first.year == last.year:
            return self._notice(first.year) is None
        return any(self._notice(year) is None for year in range(first.year, last.year + 1))

    def _of(self, years: range) -> Iterator[tuple[int, ...]]:
        return (self._working_days(year) for year in years)

    def _working_days(self, year: int) -> tuple[int, ...]:
        if year not in self._ordinals:
            own, following = self._notice(year), self._notice(year + 1)
            self._ordinals[year] = _working_days(year, own or statutory(year), following)
        return self._ordinals[year]

    def _notice(self, year: int) -> HolidayNotice | None:
        if year not in self._known:
            self._known[year] = self.notices(year)
        return self._known[year]


@lru_cache(maxsize=256)
def _working_days(year: int, own: HolidayNotice, following: HolidayNotice | None) -> tuple[int, ...]:
    """The ordinals of a year's working days, in their order."""
    notices = [own] if following is None else [own, following]
    free = {named.day for notice in notices for named in notice.days_off}
    worked = {named.day for notice in notices for named in notice.days_worked}
    days = map(date.fromordinal, range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal()))
    return tuple(day.toordinal() for day in days if day in worked or (is_weekday(day) and day not in free))


@lru_cache
def statutory(year: int) -> HolidayNotice:
    """The holidays that the law itself gives in a year, with a day in lieu of each that falls on a weekend.

    They are the same before the library knows the year's notice and after, so that what is provisional stays so.
    """
    by_notice = {
        date(year, month, day) for month, day, *_ in ChinaStaticHolidays.special_public_holidays.get(year, ())
    }
    days_off = tuple(named for named in _weekdays_off(_china(year)) if named.day not in by_notice)
    return HolidayNotice(year=year, days_off=days_off)


@lru_cache
def published(year: int) -> HolidayNotice | None:
    """The year's notice as the library of holidays has it, or None if that does not know it yet.

    Half days, such as the Women's Day, are free for a part of the staff only: the office works.
    """
    if year not in ChinaStaticHolidays.special_public_holidays:
        return None
    china = _china(year)
    exchanged = sorted(day for day in china.weekend_workdays if belongs_to(day, year))
    days_worked = tuple(NamedDay(day=day, name=WORKED) for day in exchanged)
    return HolidayNotice(year=year, days_off=_weekdays_off(china), days_worked=days_worked)


def published_years() -> tuple[int, ...]:
    """The years whose notice the library of holidays knows, from the first that is of use here."""
    return tuple(year for year in sorted(ChinaStaticHolidays.special_public_holidays) if year >= FIRST_YEAR)


def _china(year: int) -> HolidayBase:
    return country_holidays("CN", years=year, language="zh_CN", expand=False)


def _weekdays_off(china: HolidayBase) -> tuple[NamedDay, ...]:
    return tuple(NamedDay(day=day, name=name) for day, name in sorted(china.items()) if is_weekday(day))


def belongs_to(day: date, year: int) -> bool:
    """Whether a year's notice may name that day: it lies in the year, or in the December before."""
    return day.year == year or (day.year == year - 1 and day.month == DECEMBER)


def is_weekday(day: date) -> bool:
    """Whether it is a day from Monday to Friday."""
    return day.weekday() < 5  # noqa: PLR2004  Saturday is 5
