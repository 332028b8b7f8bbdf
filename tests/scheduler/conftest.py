"""A city's service by a clock that the test sets, and jobs that open one quota for every slot."""

import base64
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bootstrap.projecting import projecting
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from domain.calendar import OFFICE_ZONE
from domain.text import Text
from domain.use_cases.managing_quotas import OpenQuota
from persistence.datastore import Datastore, open_engine
from persistence.job_runs import RunLine
from persistence.master_key import MasterKey
from persistence.vault import Vault
from scheduler.job import CatchUp, Effect, Job, Slot, Wanted
from scheduler.keeper import Keeper
from scheduler.schedule import CALENDAR
from scheduler.slots import next_slot
from tests.conftest import Database
from tests.domain.zibo import ZIBO
from tests.in_memory import Books
from tests.on_database import BooksOnDatabase

CITY = "370300"
KEY = bytes(range(32))
JOBS = {job.code: job for job in CALENDAR}
FIRST_YEAR = 2030


def at(text: str) -> datetime:
    """A moment by the office's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=OFFICE_ZONE)


class Clock:
    """Stands still, and goes on or back as it is told."""

    def __init__(self, begin: str) -> None:
        self.now = at(begin)

    def __call__(self) -> datetime:
        return self.now

    def goes(self, **stretch: int) -> None:
        self.now += timedelta(**stretch)


class Office:
    """A service whose jobs are run by the tick."""

    def __init__(
        self, database: Database, folder: Path, clock: Clock, settings: Settings | None = None
    ) -> None:
        self.clock = clock
        stated = settings or Settings(data=folder, threads=4, _env_file=None)
        self.service = service_on(database.url("scheduler"), stated, clock=clock)

    def keeper(self, job: Job, goes_on: Callable[[], bool] = lambda: True) -> Keeper:
        return Keeper(job, self.service, goes_on)

    def ticks(self, job: Job) -> list[RunLine]:
        """One tick of a scheduler that comes and goes; the runs of the job, the first slot first."""
        keeper = self.keeper(job)
        keeper.tick()
        keeper.close()
        return self.runs(job)

    def runs(self, job: Job) -> list[RunLine]:
        return list(reversed(self.service.jobs.runs(job.code)))

    def opened(self) -> list[tuple[int, str, str | None]]:
        """The quotas that are open, each with the day it has effect from and why the clock says so."""
        events = [
            self.service.store.mapper.to_domain_event(stored)
            for stored in self.service.log.select_notifications(1, 1000)
        ]
        return [
            (event.quota_year, str(event.envelope.effective_on), event.envelope.reason_code)
            for event in events
            if event.TOPIC == "Quota.Opened"
        ]

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        return self.service.jobs.datastore.rows(query)


def job_that(
    wanted: Wanted, *, cron: str = "0 1 * * *", catch_up: CatchUp = CatchUp.EVERY, **stated: Any
) -> Job:
    """A job, at one o'clock every night unless told otherwise."""
    title = Text("示例任务", "A job of a test")
    return Job(code="example", title=title, cron=cron, catch_up=catch_up, wanted=wanted, **stated)


def a_quota_a_day(slot: Slot, _: Service) -> Iterator[Effect]:
    """The quota of 2030 on the 1st of the month, that of 2031 on the 2nd …"""
    yield opening(FIRST_YEAR + slot.on.day - 1)


def opening(year: int) -> Effect:
    return Effect(str(year), OpenQuota(city=CITY, card_type="huicai", quota_year=year))


@pytest.fixture
def clock() -> Clock:
    return Clock("2026-10-01 00:30")


@pytest.fixture
def office(database: Database, tmp_path: Path, clock: Clock) -> Iterator[Office]:
    made = Office(database, tmp_path, clock)
    yield made
    made.service.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, threads=4, master_key=base64.b64encode(KEY).decode(), _env_file=None)


@pytest.fixture
def books(database: Database) -> Iterator[Books]:
    """The city's books, kept up by a projector."""
    with books_on(database, MasterKey(KEY)) as made:
        yield made


@contextmanager
def books_on(database: Database, key: MasterKey) -> Iterator[Books]:
    """The same, on whichever database."""
    with (
        closing(Datastore(open_engine(database.url("app")))) as datastore,
        projecting(database.url("projector"), gathering=0),  # who tests asks at once what has come of it
    ):
        yield BooksOnDatabase(datastore, Vault(datastore, key), ZIBO)


@pytest.fixture
def office_of_books(
    books: Books, database: Database, tmp_path: Path, clock: Clock, settings: Settings
) -> Iterator[Office]:
    made = Office(database, tmp_path, clock, settings)
    yield made
    made.service.close()


def night(office: Office, job: Job, day: str) -> RunLine:
    """The job's run in the night to this day, by a scheduler that had looked at the job the day before."""
    slot = next_slot(job.cron, at(f"{day} 00:00"))
    assert slot is not None
    office.clock.now = slot.replace(hour=0, minute=0)
    office.ticks(job)
    office.clock.now = slot
    [*_, run] = office.ticks(job)
    assert run.state == "done", (run.error, run.message, run.troubles)
    return run
