"""What held on a day does not depend on the day on which it was recorded."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.timelines import Dated, OnRecordAlready, Timeline

JANUARY, FEBRUARY, MARCH = date(2024, 1, 8), date(2024, 2, 5), date(2024, 3, 4)
days = st.dates(date(2024, 1, 1), date(2024, 1, 20))


def test_a_fact_holds_until_the_day_of_the_next():
    timeline = Timeline.of("zhangdian", JANUARY).and_then("boshan", MARCH)

    assert [timeline.on(day) for day in (JANUARY, FEBRUARY, MARCH)] == ["zhangdian", "zhangdian", "boshan"]


def test_before_the_first_fact_that_one_holds():
    assert Timeline.of("zhangdian", MARCH).on(JANUARY) == "zhangdian"


def test_an_earlier_fact_that_is_recorded_late_is_not_the_latest():
    timeline = Timeline.of("zhangdian", JANUARY).and_then("boshan", MARCH).and_then("zichuan", FEBRUARY)

    assert timeline.latest == "boshan"
    assert timeline.on(FEBRUARY) == "zichuan"


def test_of_two_facts_of_one_day_the_later_recorded_holds():
    timeline = Timeline.of("zhangdian", MARCH).and_then("boshan", MARCH)

    assert timeline.latest == timeline.on(MARCH) == "boshan"
    assert timeline.in_order[0] == Dated("zhangdian", MARCH)


def test_what_holds_on_a_day_anyway_is_not_put_on_record_from_that_day_on():
    timeline = Timeline.of("zhangdian", JANUARY).and_then("boshan", MARCH)

    timeline.must_be_new("boshan", FEBRUARY, field="area")
    with pytest.raises(OnRecordAlready) as refused:
        timeline.must_be_new("zhangdian", FEBRUARY, field="area")

    assert refused.value.field == "area"


@given(st.lists(days, min_size=1, max_size=8), days)
def test_on_any_day_that_fact_holds_which_has_the_latest_day_until_then(recorded, day):
    timeline = Timeline.of(0, recorded[0])
    for number, since in enumerate(recorded[1:], 1):
        timeline = timeline.and_then(number, since)

    until_then = [(since, number) for number, since in enumerate(recorded) if since <= day]
    first = min(range(len(recorded)), key=recorded.__getitem__)
    assert timeline.on(day) == (max(until_then)[1] if until_then else first)
