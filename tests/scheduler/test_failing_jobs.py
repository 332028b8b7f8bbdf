"""What fails is told, tried again after a while, and hinders nothing else."""

import logging
from datetime import timedelta
from uuid import UUID

import pytest

from domain.use_cases.managing_quotas import CloseQuota
from scheduler.job import Effect
from scheduler.keeper import pause_after
from tests.conftest import Database
from tests.scheduler.conftest import CITY, Office, a_quota_a_day, at, job_that, opening


def failing_until_mended(broken: list[bool]):
    def wanted(*_):
        if broken:
            raise RuntimeError("a value that must not be told")
        yield opening(2040)

    return wanted


def test_given_a_job_that_fails_when_ticked_then_it_is_told_and_tried_again_after_a_pause(
    office: Office, caplog: pytest.LogCaptureFixture
):
    broken = [True]
    job = job_that(failing_until_mended(broken))
    office.ticks(job)
    office.clock.goes(hours=1)

    with caplog.at_level(logging.ERROR):
        [failed] = office.ticks(job)
    [line] = office.service.jobs.calendar()

    assert (failed.state, failed.error, failed.attempts) == ("failed", "RuntimeError", 1)
    assert failed.message.startswith("raised at test_failing_jobs.py:")
    assert failed.next_attempt_at == office.clock.now + timedelta(seconds=30)
    assert line.failing == 1
    assert "job example of" in caplog.text
    assert "a value that must not be told" not in caplog.text

    broken.clear()
    [waiting] = office.ticks(job)
    assert waiting == failed
    office.clock.goes(seconds=30)
    [mended] = office.ticks(job)

    assert (mended.state, mended.attempts, mended.error, mended.done) == ("done", 2, None, 1)
    assert office.opened() == [(2040, "2026-10-01", "scheduled")]


@pytest.mark.bar(id="C1")
def test_given_slots_that_failed_by_a_clock_that_ran_ahead_when_it_is_right_again_then_each_is_tried_again_in_its_time(
    office: Office,
):
    broken = [True]
    job = job_that(failing_until_mended(broken))
    office.ticks(job)
    office.clock.goes(days=3)
    office.ticks(job)
    broken.clear()

    office.clock.goes(days=-3, hours=1)
    first = office.ticks(job)
    office.clock.goes(days=1)
    second = office.ticks(job)

    assert [run.state for run in first] == ["done", "failed", "failed"]
    assert [run.state for run in second] == ["done", "done", "failed"]


def test_the_pause_doubles_with_every_failure_up_to_an_hour():
    assert [pause_after(attempt).total_seconds() for attempt in (1, 2, 3, 8, 100)] == [
        30,
        60,
        120,
        3600,
        3600,
    ]


def test_given_a_slot_that_fails_when_the_next_comes_then_that_is_run_all_the_same(office: Office):
    def wanted(slot, service):
        if slot.on.day == 1:
            raise RuntimeError
        yield from a_quota_a_day(slot, service)

    job = job_that(wanted)
    office.ticks(job)
    office.clock.goes(days=1, hours=1)

    runs = office.ticks(job)

    assert [run.state for run in runs] == ["failed", "done"]
    assert [year for year, *_ in office.opened()] == [2031]


def test_given_one_item_that_is_refused_and_one_that_breaks_then_the_others_come_about_and_these_are_named(
    office: Office,
):
    def wanted(*_):
        yield opening(2040)
        yield Effect("closing", CloseQuota(city=CITY, card_type="huicai", quota_year=2040))
        yield Effect("broken", object())  # type: ignore[arg-type]
        yield opening(2041)

    job = job_that(wanted)
    office.ticks(job)
    office.clock.goes(hours=1)

    [run] = office.ticks(job)

    assert (run.state, run.wanted, run.done, run.refused, run.failed) == ("failed", 4, 2, 1, 1)
    assert run.troubles == [
        {"item": "closing", "code": "post_may_not"}, {"item": "broken", "code": "AttributeError"},
    ]  # fmt: skip
    assert [year for year, *_ in office.opened()] == [2040, 2041]


def test_given_a_slot_that_half_failed_when_tried_again_then_what_took_effect_is_not_done_again(
    office: Office,
):
    broken = [True]

    def wanted(*_):
        yield opening(2040)
        yield Effect("late", object()) if broken else opening(2041)  # type: ignore[arg-type]

    job = job_that(wanted)
    office.ticks(job)
    office.clock.goes(hours=1)
    office.ticks(job)
    broken.clear()
    office.clock.goes(minutes=1)

    [run] = office.ticks(job)

    assert (run.state, run.attempts, run.wanted, run.done, run.repeated) == ("done", 2, 2, 1, 1)
    assert [year for year, *_ in office.opened()] == [2040, 2041]


def test_given_a_projection_that_is_behind_when_the_job_reads_it_then_the_job_does_not_act_on_what_is_missing(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("scheduler.carrying_out.PROJECTION_PATIENCE_S", 0.01)
    asked = []
    job = job_that(lambda slot, _: asked.append(slot) or [opening(2040)], reads=("quota_board",))
    office.ticks(job_that(a_quota_a_day))
    office.clock.goes(hours=1)
    office.ticks(job_that(a_quota_a_day))
    office.clock.goes(days=1)

    run = office.ticks(job)[-1]

    assert (run.state, run.error) == ("failed", "ProjectionBehind")
    assert asked == []


def test_given_a_process_that_is_to_end_when_half_of_a_slot_is_done_then_the_next_leader_does_the_rest(
    office: Office,
):
    left = [True, False]
    job = job_that(lambda *_: [opening(2040), opening(2041)])
    office.ticks(job)
    office.clock.goes(hours=1)
    ending = office.keeper(job, goes_on=lambda: left.pop(0))

    ending.tick()
    ending.close()
    [half] = office.runs(job)
    [whole] = office.ticks(job)

    assert (half.state, half.attempts) == ("running", 1)
    assert (whole.state, whole.attempts, whole.done, whole.repeated) == ("done", 2, 1, 1)
    assert [year for year, *_ in office.opened()] == [2040, 2041]


def test_given_a_database_that_is_away_when_it_is_back_then_the_slot_is_finished(
    office: Office, database: Database
):
    def wanted(*_):
        yield opening(2040)
        if office.runs(job)[0].attempts == 1:
            cut(database)
        yield opening(2041)

    job = job_that(wanted)
    office.ticks(job)
    office.clock.goes(hours=1)
    keeper = office.keeper(job)

    keeper.tick()
    keeper.tick()
    keeper.close()

    [run] = office.runs(job)
    assert (run.state, run.attempts) == ("done", 2)
    assert [year for year, *_ in office.opened()] == [2040, 2041]


def cut(database: Database) -> None:
    """End every connection of the scheduler, its leader's among them."""
    with database.server.administrator(database.name) as administrator:
        administrator.cursor().execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
            " WHERE usename = 'huicai_scheduler' AND datname = current_database()"
        )


def test_given_somebody_who_asks_for_a_run_when_ticked_then_it_is_run_at_once_and_the_calendar_goes_on(
    office: Office,
):
    job = job_that(lambda slot, _: [opening(2040 + slot.at.minute)])
    office.ticks(job)
    office.clock.goes(minutes=7)
    office.service.jobs.ask("example", office.clock.now, "wang-wu")

    [asked] = office.ticks(job)
    office.clock.goes(minutes=23)
    runs = office.ticks(job)

    assert (asked.asked_by, asked.state, asked.slot) == ("wang-wu", "done", at("2026-10-01 00:37"))
    assert [(run.slot, run.asked_by) for run in runs] == [
        (at("2026-10-01 00:37"), "wang-wu"), (at("2026-10-01 01:00"), None),
    ]  # fmt: skip


def test_what_a_run_does_can_be_found_by_its_correlation(office: Office):
    job = job_that(lambda *_: [opening(2040), opening(2041)])
    office.ticks(job)
    office.clock.goes(hours=1)
    office.ticks(job)

    found = {record.correlation_id for record in office.service.log.select_notifications(1, 10)}

    assert len(found) == 1
    assert isinstance(next(iter(found)), UUID)
