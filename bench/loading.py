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
from domain.aggregates import Enterprise
from domain.authorization import Role
from domain.base import Authority, CommandHeader
from domain.store import TalentCards

ROUNDS, SECONDS = 7, 0.25
LENGTHS = {10: 1.0, 100: 1.5, 1000: 1.5}
VERSION = "zibo-2023/1"


def run(rounds: int, seconds: float) -> Report:
    with opened() as town:
        store = town.service.store
        return Report([loaded(store, length, bar, rounds, seconds) for length, bar in LENGTHS.items()])


def loaded(store: TalentCards, length: int, bar: float, rounds: int, seconds: float) -> Row:
    id_ = renamed_often(store, length)
    known: Enterprise = store.repository.get(id_)
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


def renamed_often(store: TalentCards, length: int) -> UUID:
    """An enterprise with a history of so many events."""
    at = datetime(2026, 1, 5, 8, tzinfo=UTC)
    officer = Authority(
        actor="wang-min",
        role=Role.OFFICER,
        function="hrss",
        effective_on=at.date(),
        at=at,
        policy_version=VERSION,
        reason_code="renamed",
    )
    enterprise = Enterprise.register(
        uuid4(), city="370300", area="zhangdian", name="示例有限公司", uscc=None, authority=officer
    )
    for number in range(length - 1):
        enterprise.rename(f"示例{number}号有限公司", officer)
    command_id = uuid4()
    store.save_all(
        [enterprise],
        CommandHeader(
            command_id=command_id,
            correlation_id=command_id,
            name="RegisterEnterprise",
            principal="wang-min",
            key=str(command_id),
            fingerprint=sha256(command_id.bytes).digest(),
        ),
    )
    return enterprise.id
