"""Deadlines held against a count day by day, which knows nothing but single days.

The count asks the library of holidays itself, of each day alone, and keeps no notion of a pause but "not that day".
"""

from datetime import date, timedelta
from random import Random

import pytest
from holidays import country_holidays

from domain.calendar import Calendar, published
from domain.case_times import CaseTimes, RestCause
from domain.deadlines import deadlines_of
from domain.policy.deadlines import CountFrom, DayUnit
from tests.domain.test_deadlines import case_rule, rule, rules_of, steps

CALENDAR = Calendar(published)
FIRST, LAST = date(2024, 1, 1), date(2027, 12, 31)
CHINA = country_holidays("CN", years=range(2024, 2029))
IS_WORKED = {
    day: CHINA.is_working_day(day)
    for number in range((date(2028, 12, 31) - FIRST).days)
    if (day := FIRST + timedelta(days=number))
}


def counted_by_hand(begun_on, one_rule, idle):
    """The due day, or None and how many days are left, found by going from day to day."""
    left = one_rule.days
    day = begun_on if one_rule.count_from is CountFrom.SAME_DAY else begun_on + timedelta(days=1)
    while day in IS_WORKED:
        rests = any(begin <= day and (end is None or day < end) for begin, end in idle)
        if not rests:
            if one_rule.unit is DayUnit.CALENDAR_DAYS or IS_WORKED[day]:
                left = max(0, left - 1)
            if left == 0 and IS_WORKED[day]:
                return day, None
        day += timedelta(days=1)
    assert any(end is None for _, end in idle), "the days of the test are too few"
    return None, left


def some_case(random):
    """A case with up to four pauses that may overlap, touch, end at once or not at all; and which days are idle."""
    begun_on = FIRST + timedelta(days=random.randrange((LAST - FIRST).days - 500))
    times = CaseTimes().begins(2, begun_on, accepted=False).moves_to("review", 2, begun_on)
    for rest in (RestCause.CORRECTION, RestCause.SUSPENSION, RestCause.CORRECTION, RestCause.SUSPENSION)[
        : random.randrange(5)
    ]:
        begin = begun_on + timedelta(days=random.randrange(60))
        times = times.rests(rest, begin)
        if random.random() > 0.05:
            times = times.goes_on(rest, begin + timedelta(days=random.choice((0, 1, 3, 10, 45))))
    return begun_on, times, [(pause.begun_on, pause.ended_on) for pause in times.pauses]


def some_rule(random, make):
    return make(
        random.choice((1, 2, 5, 10, 20, 40, 60)),
        unit=random.choice(list(DayUnit)),
        count_from=random.choice(list(CountFrom)),
    )


def assert_counted_right(number, seed):
    random = Random(seed)
    for _ in range(number):
        begun_on, times, idle = some_case(random)
        of_step, of_case = some_rule(random, rule), some_rule(random, case_rule)
        found = deadlines_of(times, rules_of(of_case, steps(review=of_step)), CALENDAR)
        expected = [counted_by_hand(begun_on, one, idle) for one in (of_case, of_step)]
        assert [(one.due_on, one.left) for one in found] == expected, (begun_on, of_case, of_step, idle)


def test_2000_random_cases_are_due_when_a_count_by_hand_says_so():
    assert_counted_right(2_000, seed=161)


@pytest.mark.slow
def test_10000_random_cases_are_due_when_a_count_by_hand_says_so():
    assert_counted_right(10_000, seed=2022)
