"""Loading an aggregate out of its history: ours, against the library's own repository on the same log and mapper.

The library asks of every event whether it has the members of a protocol, and asks the database by itself; ours applies the
events, as the office does in every command. What was loaded is compared: both are to be the same.
"""

from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from time import perf_counter
from uuid import UUID, uuid4

from bench.lists import opened
from bench.report import Report, Row
from bench.rounds import interleaved
from domain.aggregates import Quota
from domain.authorization import Role
from domain.base import Authority, CommandHeader, DocumentReference
from domain.store import TalentCards

ROUNDS, SECONDS = 7, 0.25
LENGTHS = {10: 1.0, 100: 1.5, 1000: 1.3}
VERSION = "zibo-2023/1"


def run(rounds: int, seconds: float) -> Report:
    with opened() as town:
        store = town.service.store
        return Report([loaded(store, length, bar, rounds, seconds) for length, bar in LENGTHS.items()])


def loaded(store: TalentCards, length: int, bar: float, rounds: int, seconds: float) -> Row:
    id_ = filed_often(store, length)
    known: Quota = store.repository.get(id_)
    assert vars(store.get(id_)) == vars(known)
    loading = {
        "ours": partial(store.get, id_),
        "the library's repository": partial(store.repository.get, id_),
    }
    measures = {name: partial(per_second, load, seconds) for name, load in loading.items()}
    return interleaved(
        f"an aggregate of {length} events", "loads/s", measures, rounds, {"the library's repository": bar}
    )


def per_second(load: partial[object], seconds: float) -> float:
    began, times = perf_counter(), 0
    while not times or perf_counter() < began + seconds:
        load()
        times += 1
    return times / (perf_counter() - began)


def filed_often(store: TalentCards, length: int) -> UUID:
    """A quota with a history of so many events, of which none makes it larger."""
    at = datetime(2026, 1, 5, 8, tzinfo=UTC)
    officer = Authority(
        actor="wang-min",
        role=Role.OFFICER,
        function="hrss",
        effective_on=at.date(),
        at=at,
        policy_version=VERSION,
        documents=(DocumentReference(kind="filing", number="示例〔2026〕1号"),),
    )
    quota = Quota.open(
        f"made-up-{length}",
        "huicai",
        2026,
        city_limit=10,
        department_limits={"drc": 5, "miit": 5},
        authority=officer,
    )
    for _ in range(length - 1):
        quota.file_method(officer)
    command_id = uuid4()
    store.save_all(
        [quota],
        CommandHeader(
            command_id=command_id,
            correlation_id=command_id,
            name="OpenQuota",
            principal="wang-min",
            key=str(command_id),
            fingerprint=sha256(command_id.bytes).digest(),
        ),
    )
    return quota.id
