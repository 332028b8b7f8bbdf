"""Working days as the State Council's notices have them, and what is said of years without one."""

from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.calendar import Calendar, HolidayNotice, NamedDay, published, published_years, statutory

CHINA = Calendar(published)
KNOWN = st.dates(date(2022, 1, 1), date(2026, 12, 31))


def every_day_of(*years):
    day = date(years[0], 1, 1)
    while day.year <= years[-1]:
        yield day
        day += timedelta(days=1)


def test_another_reading_of_the_notices_has_the_same_working_days():
    years = published_years()

    differing = [
        day for day in every_day_of(*years) if CHINA.is_working_day(day) != chinese_calendar.is_workday(day)
    ]

    assert years[0] == 2022
    assert years[-1] >= 2026
    assert differing == []


def test_a_weekend_that_is_worked_and_the_weekday_that_is_free_for_it_are_exchanged():
    """国庆 2026: Sunday 20 September and Saturday 10 October are worked."""
    assert CHINA.is_working_day(date(2026, 9, 20))
    assert CHINA.is_working_day(date(2026, 10, 10))
    assert not any(CHINA.is_working_day(date(2026, 10, day)) for day in range(1, 8))


def test_what_was_counted_lately_is_counted_anew_for_anything_else():
    counted, calendar, one, other = [], Calendar(published), object(), object()

    def count(what: object, calendar: Calendar) -> int:
        counted.append(what)
        return len(counted)

    assert [calendar.lately(count, what) for what in (one, one, other, one)] == [1, 1, 2, 3]
    assert counted == [one, other, one]


def test_a_half_day_for_a_part_of_the_staff_is_a_working_day():
    assert CHINA.is_working_day(date(2024, 3, 8))
    assert CHINA.is_working_day(date(2026, 5, 4)) is False  # in lieu of 2 May, not as Youth Day


def test_a_notice_may_exchange_days_of_the_december_before():
    """That of 2006 had people work on 31 December 2005."""
    saturday = date(2026, 12, 26)
    of_2027 = HolidayNotice(
        year=2027,
        days_off=(NamedDay(day=date(2027, 1, 4), name="元旦"),),
        days_worked=(NamedDay(day=saturday, name="调休上班"),),
    )
    calendar = Calendar(lambda year: of_2027 if year == 2027 else published(year))

    assert calendar.is_working_day(saturday)
    assert not CHINA.is_working_day(saturday)
    assert calendar.working_day_after(date(2026, 12, 25), 1) == saturday


def test_a_year_without_a_notice_has_the_holidays_of_the_law_and_exchanges_nothing():
    assert not CHINA.is_working_day(date(2027, 10, 1))
    assert not CHINA.is_working_day(date(2027, 10, 4))  # in lieu of Saturday 2 October
    assert not any(CHINA.is_working_day(day) for day in every_day_of(2027) if day.weekday() >= 5)


def test_the_holidays_of_the_law_are_the_same_once_the_notice_is_known():
    named = {one.day for one in statutory(2026).days_off}

    assert date(2026, 10, 5) in named  # in lieu of Saturday 3 October
    assert date(2026, 10, 6) not in named  # exchanged for Sunday 20 September


def test_over_the_turn_of_the_year_into_one_without_a_notice_is_provisional():
    last, first = date(2026, 12, 31), date(2027, 1, 4)

    assert CHINA.working_day_after(last, 1) == first
    assert not CHINA.is_provisional(date(2026, 12, 1), last)
    assert CHINA.is_provisional(last, date(2027, 1, 1))


def test_as_soon_as_the_notice_is_known_nothing_is_provisional():
    calendar = Calendar(lambda year: statutory(year) if year == 2027 else published(year))

    assert not calendar.is_provisional(date(2026, 12, 31), date(2027, 1, 4))


@given(KNOWN, KNOWN)
def test_between_two_days_lie_the_working_days_after_the_first_up_to_the_last(one, other):
    between = [
        day
        for number in range((other - one).days)
        if CHINA.is_working_day(day := one + timedelta(days=number + 1))
    ]

    assert CHINA.working_days_between(one, other) == len(between)


@given(KNOWN, st.integers(1, 300))
def test_so_many_working_days_on_there_are_so_many_between(day, number):
    later = CHINA.working_day_after(day, number)

    assert CHINA.is_working_day(later)
    assert CHINA.working_days_between(day, later) == number


@given(KNOWN, st.integers(0, 60))
def test_the_first_day_within_so_many_is_the_first_from_which_there_are_no_more(due_on, number):
    first = CHINA.first_day_within(number, due_on)

    assert CHINA.working_days_between(first, due_on) <= number
    assert CHINA.working_days_between(first - timedelta(days=1), due_on) > number


@pytest.mark.parametrize(
    ("day", "becomes"), [(date(2026, 10, 3), date(2026, 10, 8)), (date(2026, 10, 8),) * 2]
)
def test_what_falls_on_a_holiday_is_put_off_to_the_next_working_day(day, becomes):
    assert CHINA.working_day_from(day) == becomes
