"""Which slots come up, by the office's clock."""

from datetime import UTC

import pytest

from scheduler.job import CatchUp, Slot
from scheduler.slots import Due, come_up, next_slot, slots_between
from tests.scheduler.conftest import a_quota_a_day, at, job_that

NIGHTLY = "0 1 * * *"


def test_a_slot_is_a_moment_of_the_office_and_not_of_utc():
    assert next_slot(NIGHTLY, at("2026-10-01 00:30")) == at("2026-10-01 01:00")


def test_a_slot_is_told_by_the_offices_clock_however_it_was_read():
    read = Slot(at("2026-10-01 00:30").astimezone(UTC))

    assert (read.on.isoformat(), read.at.isoformat()) == ("2026-10-01", "2026-10-01T00:30:00+08:00")


def test_the_slot_after_a_slot_is_the_next_one():
    assert next_slot(NIGHTLY, at("2026-10-01 01:00")) == at("2026-10-02 01:00")


def test_the_slots_between_two_moments_are_those_after_the_first_up_to_and_with_the_second():
    found = list(slots_between(NIGHTLY, at("2026-10-01 01:00"), at("2026-10-04 01:00")))

    assert found == [at(f"2026-10-0{day} 01:00") for day in (2, 3, 4)]


def test_a_job_that_catches_up_with_every_slot_has_them_all_oldest_first():
    job = job_that(a_quota_a_day, catch_up=CatchUp.EVERY)

    due = come_up(job, at("2026-10-01 01:00"), at("2026-10-22 08:00"))

    assert [one.slot.day for one in due] == list(range(2, 23))
    assert {one.passed_over for one in due} == {0}


def test_a_job_whose_last_slot_does_it_all_passes_the_others_over_and_says_how_many():
    job = job_that(a_quota_a_day, catch_up=CatchUp.LATEST)

    assert come_up(job, at("2026-10-01 01:00"), at("2026-10-22 08:00")) == [Due(at("2026-10-22 01:00"), 20)]


@pytest.mark.parametrize("catch_up", CatchUp)
def test_before_the_first_slot_nothing_has_come_up(catch_up):
    job = job_that(a_quota_a_day, catch_up=catch_up)

    assert come_up(job, at("2026-10-01 01:00"), at("2026-10-02 00:59")) == []


def test_a_clock_that_was_put_back_an_hour_finds_nothing_that_has_come_up():
    assert come_up(job_that(a_quota_a_day), at("2026-10-01 01:00"), at("2026-10-01 00:30")) == []
