"""The page of scheduled jobs: when each is due, and what came of it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from domain.authorization import Post, Role
from scheduler.job import Job
from scheduler.keeper import Keeper
from scheduler.schedule import CALENDAR
from tests.api.conftest import Person, Town
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
    assert 'huicai_job_failing{job="example"} 1.0' in figures
    assert 'huicai_job_led{job="example"} 0.0' in figures


def test_there_is_no_job_that_no_scheduler_has_brought_along(town):
    assert operator(town).gets("/v1/jobs/no_such").status_code == 404
