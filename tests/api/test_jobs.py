"""The page of scheduled jobs: when each is due, and what came of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from domain.authorization import Post, Role
from scheduler.job import Effect, Job
from scheduler.keeper import Keeper
from scheduler.schedule import CALENDAR
from tests.api.conftest import Person, Town, as_owner
from tests.scheduler.conftest import Clock, job_that, opening


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-10-01 00:30")


@pytest.fixture
def scheduler(town: Town, tmp_path: Path, clock: Clock) -> Iterator[Service]:
    """The service as the scheduler has it."""
    settings = Settings(data=tmp_path, threads=2, _env_file=None)
    made = service_on(town.database.url("scheduler"), settings, clock=clock)
    yield made
    made.close()


def ticks(job: Job, scheduler: Service) -> None:
    keeper = Keeper(job, scheduler)
    keeper.tick()
    keeper.close()


def operator(town: Town) -> Person:
    return town.person("wang-wu", Post(role=Role.OPERATOR))


def test_the_page_tells_every_job_of_the_calendar_and_when_it_is_due(town, scheduler):
    for job in CALENDAR:
        ticks(job, scheduler)

    shown = {job["job"]: job for job in operator(town).gets("/v1/jobs").json()["items"]}

    assert shown.keys() == {job.code for job in CALENDAR}
    assert shown["open_quotas"]["next_slot"] == "2026-12-31T16:10:00Z"
    assert shown["open_quotas"]["title"] == {"zh": "开启年度配额", "en": "Open the year's quotas"}
    assert shown["open_quotas"]["last_run"] is None


def test_a_job_tells_what_came_of_its_slots_the_newest_first(town, scheduler, clock):
    job = job_that(lambda slot, _: [opening(2040 + slot.on.day)])
    ticks(job, scheduler)
    clock.goes(days=2)
    ticks(job, scheduler)

    shown = town.auditor().gets("/v1/jobs/example").json()
    one = town.auditor().gets("/v1/jobs/example", runs=1).json()

    assert [run["slot"] for run in shown["runs"]] == ["2026-10-01T17:00:00Z", "2026-09-30T17:00:00Z"]
    assert {run["state"] for run in shown["runs"]} == {"done"}
    assert shown["runs"][0]["wanted"] == shown["runs"][0]["done"] == 1
    assert shown["runs"][0]["seconds"] >= 0
    assert shown["last_run"] == shown["runs"][0]
    assert one["runs"] == shown["runs"][:1]


def test_a_failing_job_is_told_on_the_page_in_readiness_and_in_figures_and_the_service_stays_ready(
    town, scheduler, clock
):
    def broken(*_):
        raise RuntimeError

    ticks(job_that(broken), scheduler)
    clock.goes(hours=1)
    ticks(job_that(broken), scheduler)

    [shown] = operator(town).gets("/v1/jobs").json()["items"]
    ready = town.http.get("/readyz")
    figures = town.http.get("/metrics").text

    assert (shown["failing"], shown["last_run"]["state"], shown["last_run"]["error"]) == (
        1,
        "failed",
        "RuntimeError",
    )
    assert (ready.status_code, ready.json()["jobs"][0]["failing"]) == (200, 1)
    assert 'huicai_job_failing{job_code="example"} 1.0' in figures
    assert 'huicai_job_led{job_code="example"} 0.0' in figures


class TestRunningNow:
    """An operator does not wait for the calendar, nor for the pause after a failure."""

    def test_a_job_is_run_at_the_next_tick_and_tells_what_came_of_it(self, town, scheduler):
        job = job_that(lambda *_: [opening(2040)])
        ticks(job, scheduler)

        ordered = operator(town).posts("/v1/jobs/example/runs")
        where = ordered.headers["location"]
        before = operator(town).gets(where).json()
        ticks(job, scheduler)
        after = town.auditor().gets(where).json()

        assert (ordered.status_code, ordered.json()["href"]) == (201, where)
        assert (before["state"], before["asked_by"], before["slot"]) == (
            "asked", "wang-wu", ordered.json()["slot"],
        )  # fmt: skip
        assert (after["state"], after["wanted"], after["done"]) == ("done", 1, 1)

    def test_the_same_order_with_its_key_is_one_run_and_is_told_the_scheduler_again(self, town, scheduler):
        ticks(job_that(lambda *_: [opening(2040)]), scheduler)
        key = {"Idempotency-Key": "now"}
        first = operator(town).posts("/v1/jobs/example/runs", headers=key)
        as_owner(town.database, "DELETE FROM jobs.runs")  # as if the process had died before it was told

        second = operator(town).posts("/v1/jobs/example/runs", headers=key)

        assert (second.json(), second.headers["idempotency-replayed"]) == (first.json(), "true")
        assert len(operator(town).gets("/v1/jobs/example").json()["runs"]) == 1

    def test_a_slot_that_failed_is_tried_again_at_once_and_does_what_is_left_once(
        self, town, scheduler, clock
    ):
        broken = [True]

        def wanted(*_):
            yield opening(2040)
            yield Effect("late", object()) if broken else opening(2041)  # type: ignore[arg-type]

        job = job_that(wanted)
        ticks(job, scheduler)
        clock.goes(hours=1)
        ticks(job, scheduler)
        [failed] = operator(town).gets("/v1/jobs/example").json()["runs"]
        broken.clear()

        ordered = operator(town).posts("/v1/jobs/example/runs", slot=failed["slot"])
        ticks(job, scheduler)  # within the pause after the failure

        run = operator(town).gets(ordered.headers["location"]).json()
        assert (failed["state"], run["state"], run["attempts"]) == ("failed", "done", 2)
        assert (run["done"], run["repeated"], run["asked_by"]) == (1, 1, None)

    def test_a_slot_that_is_done_is_left_as_it_is(self, town, scheduler, clock):
        job = job_that(lambda *_: [opening(2040)])
        ticks(job, scheduler)
        clock.goes(hours=1)
        ticks(job, scheduler)
        [done] = operator(town).gets("/v1/jobs/example").json()["runs"]

        operator(town).posts("/v1/jobs/example/runs", slot=done["slot"]).raise_for_status()

        assert operator(town).gets(done["href"]).json() == done

    def test_only_an_operator_orders_it_and_is_offered_it(self, town, scheduler):
        ticks(job_that(lambda *_: []), scheduler)
        refused = town.auditor().posts("/v1/jobs/example/runs")

        assert (refused.status_code, refused.json()["code"]) == (403, "post_may_not")
        assert town.refusals()[-1]["command"] == "RunJob"
        [offered] = operator(town).gets("/v1/jobs/example").json()["actions"]["open"]
        assert (offered["name"], offered["href"]) == ("run_job", "/v1/jobs/example/runs")
        assert town.auditor().gets("/v1/jobs/example").json()["actions"] == {"open": [], "closed": []}

    @pytest.mark.parametrize("slot", ["2026-09-01T00:00:00Z", "2026-09-01T00:00:00", "soon"])
    def test_a_slot_that_never_came_up_and_one_that_is_none_are_refused(self, town, scheduler, slot):
        ticks(job_that(lambda *_: []), scheduler)

        refused = operator(town).posts("/v1/jobs/example/runs", slot=slot)

        assert refused.status_code in (404, 422)
        assert operator(town).gets("/v1/jobs/example").json()["runs"] == []
        assert operator(town).posts("/v1/jobs/no_such/runs").status_code == 404


def test_there_is_no_job_that_no_scheduler_has_brought_along(town):
    assert operator(town).gets("/v1/jobs/no_such").status_code == 404
