"""A quarter is closed and its reports are compiled while everything goes wrong: each once, and by one cut-off."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from time import monotonic, sleep

import pytest

from bootstrap.service import Service
from domain.aggregates import LedgerClosings, QuarterlyReport
from domain.calendar import published
from domain.policy.ledgers import Ledger
from domain.use_cases.keeping_calendar import AnnouncePublishedYears
from domain.use_cases.publishing_policies import PublishShippedPolicy
from domain.use_cases.reporting_quarters import CloseEntry
from persistence import master_key
from scheduler.carrying_out import Outcome, carry_out
from scheduler.job import Effect, Slot
from tests.conftest import Database
from tests.domain.demands_of_zibo import CITY_WINDOW, WINDOW, registered
from tests.domain.officers import START_UP
from tests.domain.zibo import ZIBO
from tests.faults import schedulers
from tests.faults.closers import MOMENTS, PATIENCE_S, Plan, dies
from tests.faults.schedulers import CLOSING
from tests.in_memory import Books
from tests.scheduler.conftest import CITY, Clock, Office, at, books_on

AREAS = tuple(area.code for area in ZIBO.areas)
ONCE = {
    "LedgerClosings.EntryClosed": 1,
    "QuarterlyReport.Opened": len(AREAS) + 1,
    "QuarterlyReport.Compiled": len(AREAS),
}
IN_SHORT = ("after entry was closed", "half-way through the reports", "before the run is put down")
SLOT = at("2024-04-04 00:05")


@pytest.fixture
def books(database: Database, tmp_path: Path) -> Iterator[Books]:
    """One item of March, in a city whose scheduler was there on the first day of April."""
    with books_on(database, master_key.kept_in(tmp_path / "master-key")) as made:
        made.send(PublishShippedPolicy(pack=ZIBO), START_UP)
        made.send(AnnouncePublishedYears(notices=(published(2024),)), START_UP)
        registered(made)
        yield made


@pytest.fixture
def office(books: Books, database: Database, tmp_path: Path) -> Iterator[Office]:
    made = Office(database, tmp_path, Clock("2024-04-03 20:00"))
    made.ticks(CLOSING)
    made.clock.now = SLOT
    yield made
    made.service.close()


def late_entry(books: Books) -> None:
    """Somebody enters what has effect in March, after entry was closed."""
    paper = {"effective_on": date(2024, 3, 29), "at": SLOT + timedelta(hours=9), "reason_code": "as_agreed"}
    registered(books, WINDOW.model_copy(update=paper))


def counted(books: Books) -> dict[str, int]:
    """How often each of these has happened."""
    topics = [event.TOPIC for event in books.events()]
    return {topic: topics.count(topic) for topic in ONCE}


def must_have_one_cut_off(books: Books, position: int) -> None:
    """All reports have that of the closing, and count what was recorded by then."""
    closings = books.load(LedgerClosings, LedgerClosings.id_of(CITY))
    [cut_off] = closings.cut_offs.values()
    assert cut_off.position == position
    reports = [books.load(QuarterlyReport, QuarterlyReport.id_of(area, "2024Q1")) for area in AREAS]
    assert {report.content.cut_off for report in reports} == {cut_off}
    assert sum(report.content.total.registered for report in reports) == 1
    assert reports[0].content.total_of(Ledger.OPINION).registered == 0


@pytest.mark.parametrize(
    "moments",
    [
        pytest.param(IN_SHORT, id="three steps"),
        pytest.param(tuple(MOMENTS), id="every step", marks=pytest.mark.slow),
    ],
)
def test_given_a_scheduler_that_is_killed_at_one_step_after_another_then_the_quarter_is_closed_and_compiled_once(
    office, books, database, tmp_path, moments
):
    newest = books.log.size
    for number, moment in enumerate(moments):
        put_back = timedelta(hours=number % 2)  # every other clock is an hour behind, on the day before
        dies(Plan(database.url("scheduler"), tmp_path, SLOT - put_back if number else SLOT, moment))
        if moment == "after entry was closed":
            late_entry(books)

    goes_on_to_the_end(office)

    assert counted(books) == ONCE
    must_have_one_cut_off(books, newest)


def goes_on_to_the_end(office: Office) -> None:
    """As soon as the server knows that the leader before is dead."""
    until = monotonic() + PATIENCE_S
    while [run.state for run in office.ticks(CLOSING)] != ["done"]:
        assert monotonic() < until, office.runs(CLOSING)
        sleep(0.05)


def test_given_schedulers_that_all_lead_at_the_same_slot_and_at_others_then_each_effect_comes_about_once(
    office, books
):
    newest = books.log.size
    slots = [Slot(SLOT + timedelta(minutes=minute)) for minute in (0, 0, 1, 1)]  # some were ordered by hand
    outcomes = [Outcome() for _ in slots]

    with ThreadPoolExecutor(len(slots)) as at_once:
        office.clock.now = slots[-1].at
        for _ in at_once.map(
            lambda slot, outcome: carry_out(CLOSING, slot, office.service, outcome, lambda: True),
            slots,
            outcomes,
        ):
            pass
    office.ticks(CLOSING)

    assert counted(books) == ONCE
    must_have_one_cut_off(books, newest)
    assert sum(outcome.done for outcome in outcomes) <= 1 + len(AREAS)


def test_given_a_database_that_is_gone_for_a_minute_half_way_then_what_is_left_is_done_by_the_same_cut_off(
    office, books, database, monkeypatch
):
    newest = books.log.size
    monkeypatch.setattr(
        office.service.jobs.datastore, "_patience", 0.2
    )  # for the test's sake it gives up soon

    def then(slot: Slot, service: Service) -> Iterator[Effect]:
        if office.clock.now == SLOT:
            gone(database)
        yield from CLOSING.then(slot, service)

    keeper = office.keeper(replace(CLOSING, then=then))
    keeper.tick()
    office.clock.goes(seconds=30)
    keeper.tick()
    back(database)
    office.clock.goes(seconds=30)
    late_entry(books)
    keeper.tick()
    keeper.close()

    [run] = office.runs(CLOSING)
    assert (run.state, run.attempts) == ("done", 2)
    assert counted(books) == ONCE
    must_have_one_cut_off(books, newest)


def gone(database: Database) -> None:
    """Nobody is let in any more, and whoever is in is put out."""
    with database.server.administrator() as administrator:
        cursor = administrator.cursor()
        cursor.execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS false")
        cursor.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s",
            (database.name,),
        )


def back(database: Database) -> None:
    with database.server.administrator() as administrator:
        administrator.cursor().execute(f"ALTER DATABASE {database.name} ALLOW_CONNECTIONS true")


@pytest.mark.slow
@pytest.mark.parametrize("behaviour", [schedulers.through_keepers, schedulers.past_any_lock])
def test_given_eight_schedulers_that_are_killed_at_any_moment_then_the_quarter_is_closed_and_compiled_once(
    office, books, database, tmp_path, behaviour
):
    newest = books.log.size
    plan = schedulers.Plan(
        database.url("scheduler"), tmp_path, behaviour, (SLOT,), job=schedulers.closing_job
    )

    died = schedulers.killed(plan, kills=12)

    assert died > 0
    assert counted(books) == ONCE
    must_have_one_cut_off(books, newest)


@pytest.mark.slow
def test_given_eight_schedulers_that_are_killed_at_any_moment_then_every_window_is_reminded_once(
    books, database, tmp_path
):
    by_hand = {"effective_on": date(2024, 4, 2), "at": at("2024-04-02 10:00")}
    books.send(CloseEntry(unit=CITY, quarter="2024Q1"), CITY_WINDOW.model_copy(update=by_hand))
    slots = (at("2024-04-08 06:50"),)  # areas were due the day before
    plan = schedulers.Plan(database.url("scheduler"), tmp_path, schedulers.past_any_lock, slots)

    died = schedulers.killed(plan._replace(job=schedulers.reminding_job), kills=8)

    assert died > 0
    reminded = [one.unit for one in books.events() if one.TOPIC == "QuarterlyReport.SubmissionReminded"]
    assert sorted(reminded) == sorted(AREAS)
