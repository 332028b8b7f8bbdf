"""Taking events into read models, and how soon a command's own effect is seen there.

ours                        pages of 1,000 positions, folded in memory, one statement per table
one transaction per event   the same cases with pages of one event: how projections are mostly run
"""

import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from time import perf_counter
from uuid import uuid4

from bench.report import Report, Row
from bench.rounds import interleaved
from domain.base import CommandHeader, EventSourced
from domain.store import TalentCards
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.master_key import MasterKey
from persistence.migrations import migrate
from persistence.sealing_factory import SealingFactory
from persistence.vault import Vault
from projections import PROJECTIONS
from projections.follower import Follower
from projections.pages import PAGE
from projections.progress import Progress
from projections.rebuild import rebuild
from projections.runner import Projector
from tests.projections.made_up import enterprise, nominate, officer, principal, quota_of_2025, talent
from tests.projections.made_up_cards import card, issue

QUOTAS = 100  # with ten nominations each, and all that belongs to them: 101 events
PER_EVENT = "one transaction per event"
BARS = {PER_EVENT: 5.0}


class Office:
    """A database with a log, and a pool for each of the roles that work on it."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self.app = Datastore(open_engine(server.url("app")))
        self.projector = Datastore(open_engine(server.url("projector")))
        vault = Vault(self.app, MasterKey(bytes(32)))
        self._store = TalentCards(SealingFactory(self.app, vault))

    def record(self, *aggregates: EventSourced) -> int:
        """Save them as one command; returns the position of its last event."""
        command_id = uuid4()
        header = CommandHeader(
            command_id=command_id,
            correlation_id=command_id,
            name="quota.nominate",
            principal="officer-17",
            key=str(command_id),
            fingerprint=bytes(32),
        )
        return max(self._store.save_all(aggregates, header))

    def empty(self, name: str) -> None:
        """Have the projection begin anew."""
        with self.projector.transaction() as cursor:
            for table in PROJECTIONS[name].tables:
                cursor.execute(f"TRUNCATE read.{table.name}")
            cursor.execute("DELETE FROM read.tracking WHERE projection = %s", (name,))


def run(rounds: int, seconds: float) -> Report:
    with opened() as office:
        last = 0
        for _ in range(QUOTAS):
            last = office.record(*a_quota_in_use())
        rows = [in_comparison(office, name, rounds, seconds) for name in PROJECTIONS]
        rows += [rebuilt(office, name, rounds) for name in PROJECTIONS]
        return Report([*rows, seen_after(office, last)])


def a_quota_in_use() -> list[EventSourced]:
    """A quota all of whose places are used, with enterprises, principals, talents and their cards."""
    quota, people, cards = quota_of_2025(city=str(uuid4())), [], []
    members = [enterprise(f"淄博{number}号有限公司") for number in range(10)]
    for number, one in enumerate(members):
        one.name_principal(principal(), officer())
        one.enter_on_list("cluster_leader", quota.id, "zhangdian", officer())
        people.append(talent())
        place_id = nominate(quota, one, department=("drc", "miit")[number % 2])
        where = {"area": "zhangdian", "authority": officer()}
        quota.propose_person(place_id, people[-1].id, **where)
        quota.reserve(place_id, uuid4(), **where)
        quota.consume(place_id, **where)
        cards.append(issue(card(people[-1], one)))
    return [*members, *people, quota, *cards]


def in_comparison(office: Office, name: str, rounds: int, seconds: float) -> Row:
    contestants = {
        "ours": partial(events_per_second, office, name, PAGE, seconds),
        PER_EVENT: partial(events_per_second, office, name, 1, seconds),
    }
    return interleaved(f"taken in/{name}", "events/s", contestants, rounds, BARS)


def events_per_second(office: Office, name: str, page: int, seconds: float) -> float:
    office.empty(name)
    with closing(office.projector.detached()) as connection:
        connection.cursor().execute("SET synchronous_commit = off")
        follower = Follower(PROJECTIONS[name], connection, page=page)
        started = perf_counter()
        while perf_counter() - started < seconds and follower.advance():
            pass
        elapsed = perf_counter() - started
    return Progress(office.app.engine).position(name) / elapsed


def rebuilt(office: Office, name: str, rounds: int) -> Row:
    results = [rebuild(name, office.projector) for _ in range(rounds)]
    speed = median(result.position / result.seconds for result in results)
    return Row(case=f"rebuilt beside the live tables/{name}", ours=speed, unit="events/s")


def seen_after(office: Office, last: int) -> Row:
    """Milliseconds from the answer to a command until its effect is in the read model."""
    progress, waits = Progress(office.app.engine), []
    with Projector(office.projector):
        progress.wait_for("quota_board", last, 30)
        for _ in range(100):
            position = office.record(enterprise())
            answered = perf_counter()
            progress.wait_for("quota_board", position, 5)
            waits.append((perf_counter() - answered) * 1000)
    return Row(case="a command's effect seen, median", ours=median(waits), unit="ms")


@contextmanager
def opened() -> Iterator[Office]:
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # as root the server runs as somebody else, who must get through
        with EmbeddedPostgres(folder) as server:
            migrate(server.url("owner"))
            yield Office(server)
