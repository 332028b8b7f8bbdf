"""Slots that come up while somebody is there, or nobody: each is run once, as of its own day."""

from dataclasses import replace

import pytest

from scheduler.job import CatchUp
from tests.conftest import Database
from tests.scheduler.conftest import Clock, Office, a_quota_a_day, at, job_that

EVERY = job_that(a_quota_a_day, catch_up=CatchUp.EVERY)
LATEST = job_that(a_quota_a_day, catch_up=CatchUp.LATEST)


def test_given_a_new_job_when_it_is_first_looked_after_then_no_slot_of_the_past_is_run(office: Office):
    assert office.ticks(EVERY) == []
    assert office.opened() == []


def test_given_a_slot_that_has_come_when_ticked_twice_then_its_work_is_done_once(office: Office):
    office.ticks(EVERY)
    office.clock.goes(hours=1)

    office.ticks(EVERY)
    [run] = office.ticks(EVERY)

    assert (run.slot, run.state, run.attempts, run.wanted, run.done) == (
        at("2026-10-01 01:00"),
        "done",
        1,
        1,
        1,
    )
    assert office.opened() == [(2030, "2026-10-01", "scheduled")]


def test_given_three_weeks_without_a_scheduler_when_it_is_back_then_every_slot_is_run_as_of_its_day(
    office: Office,
):
    office.ticks(EVERY)
    office.clock.goes(days=21)

    runs = office.ticks(EVERY)

    assert [run.slot for run in runs] == [at(f"2026-10-{day:02} 01:00") for day in range(1, 22)]
    assert {run.state for run in runs} == {"done"}
    assert office.opened() == [(2029 + day, f"2026-10-{day:02}", "caught_up") for day in range(1, 22)]


def test_given_three_weeks_without_a_scheduler_when_the_last_slot_does_it_all_then_it_alone_is_run(
    office: Office,
):
    office.ticks(LATEST)
    office.clock.goes(days=21)

    [run] = office.ticks(LATEST)

    assert (run.slot, run.passed_over) == (at("2026-10-21 01:00"), 20)
    assert office.opened() == [(2050, "2026-10-21", "caught_up")]


@pytest.mark.bar(id="C1")
def test_given_a_clock_put_back_an_hour_when_the_hour_passes_again_then_nothing_is_done_again(office: Office):
    office.ticks(EVERY)
    office.clock.goes(hours=1)
    office.ticks(EVERY)

    office.clock.goes(hours=-1)
    during = office.ticks(EVERY)
    office.clock.goes(hours=1)
    after = office.ticks(EVERY)

    assert during == after
    assert office.opened() == [(2030, "2026-10-01", "scheduled")]


@pytest.mark.bar(id="C1")
def test_given_a_clock_put_back_before_a_slot_that_was_begun_then_its_work_is_still_done_as_of_the_slot(
    office: Office,
):
    office.ticks(EVERY)
    office.clock.goes(hours=1)
    interrupted = office.keeper(EVERY, goes_on=lambda: False)
    interrupted.tick()
    interrupted.close()

    office.clock.goes(hours=-3)
    [run] = office.ticks(EVERY)

    assert (run.state, run.attempts) == ("done", 2)
    assert office.opened() == [(2030, "2026-10-01", "scheduled")]


@pytest.mark.bar(id="C1")
def test_given_a_clock_that_ran_ahead_when_it_is_right_again_then_the_slots_between_come_up(office: Office):
    office.ticks(EVERY)
    office.clock.goes(days=4)
    office.ticks(EVERY)

    office.clock.goes(days=-2)
    office.ticks(EVERY)
    office.clock.goes(days=3)
    runs = office.ticks(EVERY)

    assert [run.slot for run in runs] == [at(f"2026-10-0{day} 01:00") for day in range(1, 6)]
    assert [year for year, *_ in office.opened()] == [2030, 2031, 2032, 2033, 2034]


@pytest.mark.bar(id="C1")
def test_given_a_job_first_looked_after_by_a_clock_a_year_ahead_when_it_is_right_again_then_the_slots_from_then_on_come_up(
    office: Office,
):
    office.clock.goes(days=365)
    office.ticks(EVERY)

    office.clock.goes(days=-365)
    office.ticks(EVERY)
    office.clock.goes(days=2)
    runs = office.ticks(EVERY)

    assert [run.slot for run in runs] == [at(f"2026-10-0{day} 01:00") for day in (1, 2)]


@pytest.mark.bar(id="C1")
def test_given_a_clock_half_a_century_behind_when_it_is_right_again_then_no_slot_from_before_the_log_comes_up(
    office: Office,
):
    office.ticks(EVERY)
    office.clock.goes(hours=1)
    office.ticks(EVERY)  # with the log's first event
    yearly = replace(EVERY, code="yearly", cron="0 1 2 10 *")
    office.ticks(yearly)

    for moment in ("1976-10-01 01:30", "1977-10-03 01:30", "2026-10-02 01:30"):
        office.clock.now = at(moment)
        runs = office.ticks(yearly)

    assert [run.slot for run in runs] == [at("2026-10-02 01:00")]


def test_given_two_schedulers_when_one_leads_then_the_other_stands_by_until_it_is_gone(
    office: Office, database: Database, tmp_path, clock: Clock
):
    other = Office(database, tmp_path, clock)
    leader, standing_by = office.keeper(EVERY), other.keeper(EVERY)
    leader.tick()
    clock.goes(hours=1)

    standing_by.tick()
    assert office.opened() == []
    [line] = office.service.jobs.calendar()
    assert line.is_led

    leader.close()
    standing_by.tick()
    assert office.opened() == [(2030, "2026-10-01", "scheduled")]
    standing_by.close()
    other.service.close()


def test_given_a_new_job_when_it_is_first_looked_after_then_the_calendar_says_when_it_is_due(office: Office):
    office.ticks(EVERY)

    [line] = office.service.jobs.calendar()

    assert (line.job, line.title_en, line.cron, line.catch_up) == (
        "example",
        "A job of a test",
        "0 1 * * *",
        "every",
    )
    assert (line.since, line.next_slot, line.last_done) == (
        at("2026-10-01 00:30"),
        at("2026-10-01 01:00"),
        None,
    )
    assert not line.is_led
