"""Eight schedulers are killed again and again: each slot's work is done exactly once."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bootstrap.projecting import projecting
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from domain.card_chapters.reminders import ListedForRenewal
from persistence import master_key
from persistence.datastore import Datastore, open_engine
from persistence.vault import Vault
from scheduler.slots import slots_between
from tests.conftest import Database
from tests.domain.cards_of_zibo import elite
from tests.domain.zibo import ZIBO
from tests.faults.schedulers import (
    BEGIN,
    ITEMS,
    TWICE_A_MONTH,
    Plan,
    Strokes,
    all_slots,
    bell_job,
    broken_off_job,
    counted,
    entered,
    killed,
    past_any_lock,
    renewals_job,
    through_keepers,
)
from tests.on_database import BooksOnDatabase
from tests.scheduler.conftest import at

pytestmark = pytest.mark.bar(id="S1")
LEADING, AT_ONCE = "one of them leading", "all of them at it at once"
FORMS = [
    pytest.param(through_keepers, 16, 8, id=f"16 slots, 8 kills, {LEADING}"),
    pytest.param(past_any_lock, 16, 8, id=f"16 slots, 8 kills, {AT_ONCE}"),
    pytest.param(through_keepers, 600, 48, id=f"600 slots, 48 kills, {LEADING}", marks=pytest.mark.slow),
    pytest.param(past_any_lock, 120, 48, id=f"120 slots, 48 kills, {AT_ONCE}", marks=pytest.mark.slow),
]


@pytest.fixture
def service(database: Database, tmp_path: Path) -> Iterator[Service]:
    """The service at the moment before the first slot."""
    opened = service_on(
        database.url("scheduler"), Settings(data=tmp_path, threads=2, _env_file=None), clock=lambda: BEGIN
    )
    yield opened
    opened.close()


@pytest.mark.parametrize(("behaviour", "slots", "kills"), FORMS)
def test_given_eight_schedulers_when_they_are_killed_at_any_moment_then_every_slot_is_worked_once(
    service, database, tmp_path, behaviour, slots, kills, capsys
):
    plan = plan_of(database, tmp_path, behaviour, slots)
    entered(service, bell_job(plan))

    died = killed(plan, kills)

    strokes = counted(service, slots)
    with capsys.disabled():
        print(f"\n{died} of the schedulers were killed: {strokes}")
    assert died >= kills
    assert strokes == Strokes(wanted=slots * ITEMS, missing=0, doubled=0, not_wanted=0)


def test_given_no_claim_when_schedulers_are_at_the_same_slots_then_the_doubling_is_found(
    service, database, tmp_path, capsys
):
    """The negative control: a key of its own for every attempt is no claim, and the same count shows it."""
    plan = plan_of(database, tmp_path, past_any_lock, slots=2)._replace(is_claimed=False)

    killed(plan, kills=0)

    strokes = counted(service, 2)
    with capsys.disabled():
        print(f"\nwithout a claim: {strokes}")
    assert strokes.missing == 0
    assert strokes.doubled > 0


def test_given_no_claim_when_the_leader_is_killed_then_the_next_one_does_part_of_it_again(
    service, database, tmp_path
):
    """The lock and the record of runs are not what keeps work from being done twice."""
    plan = plan_of(database, tmp_path, through_keepers, slots=16)
    plan = plan._replace(is_claimed=False, job=broken_off_job)
    entered(service, bell_job(plan))

    killed(plan, kills=8)

    assert counted(service, 16).doubled > 0


@pytest.mark.slow
def test_given_cards_to_renew_when_schedulers_are_killed_then_each_is_on_every_list_once_as_of_its_slot(
    database, tmp_path
):
    """What is wanted again in the next slot too is kept from being done twice by the card itself."""
    slots = tuple(slots_between(TWICE_A_MONTH, at("2026-12-02 00:00"), at("2027-02-15 00:00")))
    plan = Plan(database.url("scheduler"), tmp_path, through_keepers, slots, job=renewals_job)
    before = Settings(data=tmp_path, threads=2, _env_file=None)
    with (
        closing(Datastore(open_engine(database.url("app")))) as datastore,
        projecting(database.url("projector")),
        closing(
            service_on(database.url("scheduler"), before, clock=lambda: at("2026-12-02 00:00"))
        ) as service,
    ):
        books = BooksOnDatabase(
            datastore, Vault(datastore, master_key.kept_in(tmp_path / "master-key")), ZIBO
        )
        cards = [
            elite(books, name=name, number=n)["card_id"]
            for n, name in ((1, "淄博甲有限公司"), (3, "淄博乙有限公司"))
        ]
        entered(service, renewals_job(plan))

        died = killed(plan, kills=6)
        listed = [
            (event.originator_id, event.days_before, str(event.envelope.effective_on))
            for event in books.events()
            if isinstance(event, ListedForRenewal)
        ]

    days = {90: "2026-12-14", 60: "2027-01-14", 30: "2027-02-14"}  # they end on 14 March 2027
    assert died > 0
    assert sorted(listed) == sorted((card, mark, day) for card in cards for mark, day in days.items())


def plan_of(database: Database, folder: Path, behaviour, slots: int) -> Plan:
    return Plan(database.url("scheduler"), folder, behaviour, all_slots(slots))
