"""Eight schedulers are killed again and again: each slot's work is done exactly once."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from tests.conftest import Database
from tests.faults.schedulers import (
    BEGIN,
    ITEMS,
    Plan,
    Strokes,
    bell_job,
    counted,
    entered,
    killed,
    past_any_lock,
    through_keepers,
)

FORMS = [
    pytest.param(16, 8, id="16 slots, 8 kills"),
    pytest.param(200, 100, id="200 slots, 100 kills", marks=pytest.mark.slow),
]
BEHAVIOURS = [
    pytest.param(through_keepers, id="one of them leading"),
    pytest.param(past_any_lock, id="all of them at it at once"),
]


@pytest.fixture
def service(database: Database, tmp_path: Path) -> Iterator[Service]:
    """The service at the moment before the first slot."""
    opened = service_on(
        database.url("scheduler"), Settings(data=tmp_path, threads=2, _env_file=None), clock=lambda: BEGIN
    )
    yield opened
    opened.close()


@pytest.mark.parametrize(("slots", "kills"), FORMS)
@pytest.mark.parametrize("behaviour", BEHAVIOURS)
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
    plan = plan_of(database, tmp_path, through_keepers, slots=16)._replace(is_claimed=False)
    entered(service, bell_job(plan))

    killed(plan, kills=8)

    assert counted(service, 16).doubled > 0


def plan_of(database: Database, folder: Path, behaviour, slots: int) -> Plan:
    return Plan(database.url("scheduler"), folder, behaviour, slots, is_claimed=True, dies_after=None)
