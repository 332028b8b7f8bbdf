"""Projectors and rebuilds are killed at any moment while events come in: the read models are what the log makes them."""

import random
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import chain
from threading import Event, Thread
from time import sleep
from uuid import uuid4

import pytest

from domain.authorization import Scope
from domain.store import TalentCards
from persistence.datastore import Datastore, open_engine
from persistence.master_key import MasterKey
from persistence.sealing_factory import SealingFactory
from persistence.vault import Vault
from projections import PROJECTIONS
from projections.progress import Progress
from projections.quota_board import QuotaBoard
from projections.rebuild import compare
from tests.conftest import Database
from tests.faults.projectors import SMALL_PAGE, careless_projector, projector, rebuilder
from tests.persistence.commands import command
from tests.projections.made_up import enterprise, nominate, officer, principal, quota_of_2025, talent
from tests.projections.made_up_cards import card, case, issue
from tests.projections.waiting import held_up, until

AT_ONCE = 2
REBUILDING = """
    SELECT FROM pg_locks
     WHERE locktype = 'advisory' AND (classid::bigint << 32) | objid::bigint = hashtextextended('rebuild quota_board', 0)
"""
WHERE = {"area": "zhangdian", "authority": officer()}


class Town:
    """A database in which places are nominated and used for as long as somebody lives in it."""

    def __init__(self, database: Database) -> None:
        self.url = database.url("projector")
        self.app = Datastore(open_engine(database.url("app")))
        self.projector = Datastore(open_engine(self.url))
        self.progress = Progress(self.app.engine)
        self.last = 0
        self._store = TalentCards(SealingFactory(self.app, Vault(self.app, MasterKey(bytes(range(32))))))

    def close(self) -> None:
        self._store.close()
        self.app.close()
        self.projector.close()

    @contextmanager
    def living(self) -> Iterator[None]:
        """Something happens all the time meanwhile."""
        over = Event()

        def live() -> None:
            while not over.is_set():
                self.live_a_year()

        thread = Thread(target=live)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def live_a_year(self) -> None:
        """A quota with two places; each of the steps is a command of its own."""
        quota = quota_of_2025(city=str(uuid4()))
        self._record(quota)
        for _ in range(2):
            member, person = enterprise(), talent()
            member.name_principal(principal(), officer())
            place_id = nominate(quota, member)
            self._record(member, person, quota)
            quota.propose_person(place_id, person.id, **WHERE)
            self._record(quota)
            drafted = case(person, member)
            quota.reserve(place_id, drafted.id, **WHERE)
            self._record(drafted, quota)
            quota.consume(place_id, **WHERE)
            self._record(issue(card(person, member)), quota)

    def drift(self) -> list[str]:
        """The tables that are not what the log makes them."""
        return [table for name in PROJECTIONS for table in compare(name, self.projector)]

    def has_caught_up(self) -> bool:
        states = self.progress.states()
        return all(state.position >= self.last for state in states if state.is_running)

    def is_not_rebuilt(self) -> bool:
        """Whether nobody is at a rebuild of the board, and what the last one has sent to the server is over."""
        return self.projector.rows(REBUILDING) == []

    def _record(self, *aggregates: object) -> None:
        self.last = max(self._store.save_all(aggregates, command()))


@pytest.fixture
def town(database) -> Iterator[Town]:
    with closing(Town(database)) as made:
        yield made


def killed(town: Town, start: Callable[[str], object], kills: int) -> None:
    """Two projectors at a time; one of them is killed at a moment, and another takes its place."""
    at_work = [start(town.url) for _ in range(AT_ONCE)]
    try:
        with town.living():
            for _ in range(kills):
                moved = town.progress.position("quota_board")
                until(lambda moved=moved: town.progress.position("quota_board") > moved, within=60)
                sleep(random.uniform(0, 0.3))
                victim = at_work.pop(random.randrange(AT_ONCE))
                victim.kill()
                victim.join()
                at_work.append(start(town.url))
        until(town.has_caught_up, within=120)
    finally:
        for process in at_work:
            process.kill()
            process.join()


@pytest.mark.bar(id="R3")
def test_given_two_projectors_under_load_when_one_after_the_other_is_killed_then_nothing_drifts(town):
    killed(town, projector, 4)

    assert town.drift() == []


@pytest.mark.slow
@pytest.mark.bar(id="R3", size="200 kills")
def test_given_two_projectors_under_load_when_they_are_killed_200_times_then_nothing_drifts(town, capsys):
    for round_ in range(8):
        killed(town, projector, 25)
        drift = town.drift()
        with capsys.disabled():
            print(
                f"\n    {25 * (round_ + 1)} kills, {town.last:,} events: {len(drift)} tables drifted", end=""
            )
        assert drift == []
    with capsys.disabled():
        print()


@pytest.mark.bar(id="R3")
def test_given_a_projector_that_commits_its_position_apart_when_killed_then_the_drift_is_found(town):
    """The negative control: such a kill and the same comparison show a projector that is not ours."""
    town.live_a_year()
    with held_up(town.projector, "read.quota_board") as is_wanted:
        careless = careless_projector(town.url)
        until(is_wanted)
        careless.kill()
        careless.join()

    assert town.progress.position("quota_board") > 0
    assert "quota_board" in town.drift()


# ── Rebuilds ─────────────────────────────────────────────────────────────────────────────────────────────


def rebuilt_through(town: Town, kills: int, dies_after: int | None = None) -> list[list[int]]:
    """Where each rebuild was when it was killed: after so many pages, or at any moment.

    Events come in, the board is kept up and read all the while. A rebuild goes on where it was as long as the live tables
    are there too, which is waited for; one that comes to its end before it is killed is followed by another.
    """
    board, reached, answers = QuotaBoard(town.app.engine), [[]], []
    with towns_projector(town), town.living(), reading(board, answers):
        for _ in range(kills):
            rebuilding = rebuilder(town.url, "quota_board", dies_after)
            if dies_after is None:
                until(lambda one=rebuilding: not town.is_not_rebuilt() or not one.is_alive())
                rebuilding.join(random.uniform(0, 0.3))
                rebuilding.kill()
            rebuilding.join()
            until(town.is_not_rebuilt)  # the server may take a moment to notice
            under_way = [one.position for one in town.progress.rebuilds()]
            if under_way:
                reached[-1] += under_way
                until(lambda: town.progress.position("quota_board") >= reached[-1][-1])
            else:
                reached.append([])
        rebuilding = rebuilder(town.url, "quota_board")
        rebuilding.join()
    assert rebuilding.exitcode == 0
    assert answers == sorted(answers)  # nobody has seen fewer quotas than before
    assert all(positions == sorted(positions) for positions in reached)
    return reached


@contextmanager
def towns_projector(town: Town) -> Iterator[None]:
    process = projector(town.url)
    try:
        yield
        until(town.has_caught_up, within=120)
    finally:
        process.kill()
        process.join()


@contextmanager
def reading(board: QuotaBoard, answers: list[int]) -> Iterator[None]:
    """Somebody looks how many quotas there are; an error would end the thread, and is found in the answers."""
    over = Event()

    def read() -> None:
        try:
            while not over.is_set():
                answers.append(len(board.quotas(scope=Scope(), limit=100_000)))
        except Exception:
            answers.append(-1)
            raise

    thread = Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@pytest.mark.bar(id="R5")
def test_given_a_rebuild_that_is_killed_while_all_goes_on_then_it_goes_on_and_nothing_drifts(town):
    for _ in range(10):
        town.live_a_year()

    reached = rebuilt_through(town, 3, dies_after=2)

    assert reached == [[2 * SMALL_PAGE, 4 * SMALL_PAGE, 6 * SMALL_PAGE]]
    assert town.drift() == []


@pytest.mark.slow
@pytest.mark.bar(id="R5", size="20 kills")
def test_given_a_rebuild_that_is_killed_20_times_while_all_goes_on_then_nothing_drifts(town, capsys):
    for _ in range(100):
        town.live_a_year()

    reached = rebuilt_through(town, 20)

    assert any(chain(*reached)), "no kill came in the middle of the work"
    with capsys.disabled():
        print(f"\n    20 kills of a rebuild, which was at {reached} of {town.last:,} events")
    assert town.drift() == []
