"""What the jobs of the calendar do, on a city's books, as the days go by."""

import base64
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from bootstrap.projecting import projecting
from bootstrap.settings import Settings
from domain.calendar import published
from domain.cards import ArrivalStage, CardStatus
from domain.use_cases.keeping_calendar import AnnouncePublishedYears
from domain.use_cases.publishing_policies import PublishShippedPolicy
from persistence.datastore import Datastore, open_engine
from persistence.job_runs import RunLine
from persistence.master_key import MasterKey
from persistence.vault import Vault
from scheduler.job import Job
from scheduler.schedule import CALENDAR
from scheduler.slots import next_slot
from tests.conftest import Database
from tests.domain.books_of_zibo import opened
from tests.domain.cards_of_zibo import ARRIVES, early, elite, the_card
from tests.domain.cases_of_zibo import person_of, submitted, the_case
from tests.domain.officers import START_UP
from tests.domain.zibo import ZIBO
from tests.in_memory import Books
from tests.on_database import BooksOnDatabase
from tests.scheduler.conftest import CITY, Clock, Office, at

KEY = bytes(range(32))
JOBS = {job.code: job for job in CALENDAR}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path, threads=4, master_key=base64.b64encode(KEY).decode(), _env_file=None)


@pytest.fixture
def books(database: Database) -> Iterator[Books]:
    """The city's books, kept up by a projector."""
    with (
        closing(Datastore(open_engine(database.url("app")))) as datastore,
        projecting(database.url("projector")),
    ):
        yield BooksOnDatabase(datastore, Vault(datastore, MasterKey(KEY)), ZIBO)


@pytest.fixture
def office(
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


def test_every_job_has_a_code_of_its_own_a_title_in_both_languages_and_a_next_slot():
    assert len(JOBS) == len(CALENDAR)
    for job in CALENDAR:
        assert all(job.title)
        assert next_slot(job.cron, at("2026-10-01 00:00")) is not None


def test_the_quota_of_the_new_year_is_open_on_its_first_day_and_opened_once(office):
    first = night(office, JOBS["open_quotas"], "2027-01-01")

    assert (first.wanted, first.done) == (1, 1)
    assert office.opened() == [(2027, "2027-01-01", "scheduled")]
    assert office.rows("SELECT count(*) FROM log.commands WHERE name = 'OpenQuota'") == [(1,)]
    assert CITY == "370300"


def test_a_quota_that_an_officer_has_opened_is_not_wanted(office):
    job = JOBS["open_quotas"]
    night(office, job, "2027-01-01")
    office.service.jobs.ask(job.code, office.clock.now.replace(minute=30), "wang-wu")

    asked = office.ticks(job)[-1]

    assert (asked.state, asked.wanted) == ("done", 0)


def test_a_deadline_that_was_not_kept_is_told_of_as_of_the_night_after_it_once_and_the_case_goes_on(
    office, books
):
    opened(books)
    books.send(PublishShippedPolicy(pack=ZIBO), START_UP)
    books.send(AnnouncePublishedYears(notices=(published(2024),)), START_UP)
    case_id = submitted(books, person_of(books))  # on 15 March 2024; the district has until the 22nd
    job = JOBS["escalate_overdue"]

    in_time = night(office, job, "2024-03-22")
    over = night(office, job, "2024-03-23")
    later = night(office, job, "2024-03-24")

    assert (in_time.wanted, over.wanted, over.done, later.wanted) == (0, 1, 1, 0)
    [breached] = [one for one in books.events() if type(one).TOPIC == "CardApplication.DeadlineBreached"]
    assert (breached.originator_id, str(breached.envelope.effective_on)) == (case_id, "2024-03-23")
    assert breached.envelope.capacity == "system"
    assert the_case(books, case_id).step == "district_opinion"


def test_a_card_expires_the_night_after_its_last_day_and_no_sooner(office, books):
    ids = elite(books)

    before = night(office, JOBS["expire_cards"], "2027-03-14")
    after = night(office, JOBS["expire_cards"], "2027-03-15")

    assert (before.wanted, after.wanted, after.done) == (0, 1, 1)
    assert the_card(books, ids).status is CardStatus.EXPIRED
    assert night(office, JOBS["expire_cards"], "2027-03-16").wanted == 0


def test_a_card_that_ended_while_nobody_was_there_has_expired_from_the_day_after_its_last(office, books):
    ids = elite(books)
    night(office, JOBS["expire_cards"], "2027-03-10")
    office.clock.now = at("2027-04-04 08:00")

    run = office.ticks(JOBS["expire_cards"])[-1]

    assert (run.passed_over, run.wanted, run.done) == (24, 1, 1)
    assert str(the_card(books, ids).effective_on) == "2027-03-15"


def test_an_early_card_is_suspended_when_its_holder_has_not_come_within_the_days_of_grace(office, books):
    ids = early(books)
    rule = ZIBO.card_life("elite").arrival
    assert rule is not None
    job, last = JOBS["lapse_arrivals"], ARRIVES + timedelta(days=rule.grace_days)

    in_time = night(office, job, str(last))
    over = night(office, job, str(last + timedelta(days=1)))

    assert (in_time.wanted, over.wanted, over.done) == (0, 1, 1)
    assert the_card(books, ids).arrival.stage is ArrivalStage.LAPSED
    assert the_card(books, ids).status is CardStatus.SUSPENDED
