"""Holds what clients have seen against the log, in the manner of Elle: which histories could no honest log have led to?

A thing (an aggregate) has versions, and each write of it makes the next one. From that order, and from which version a read
has seen, follows who came before whom: ww (a write after a write), wr (a read of a write), rw (a write after a
read that has not seen it), and what one client did before something else. If this is a circle, nobody was first.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from math import inf
from typing import NamedTuple


class Outcome(StrEnum):
    OK = "ok"
    FAIL = "fail"
    """it was refused, and has not happened"""
    INFO = "info"
    """nobody has answered: it may have happened, or happen yet"""


@dataclass(frozen=True, kw_only=True)
class Operation:
    """What a client has asked, and was told. Times are of one clock."""

    client: str
    thing: str
    invoked: float
    returned: float = inf
    outcome: Outcome = Outcome.OK
    key: str | None = None
    """of what it writes; None for a read"""
    on_version: int | None = None
    """the version that a write was decided on, if it says so (If-Match)"""
    version: int | None = None
    """the version that it has made, or has seen"""
    seen: str | None = None
    """what a read has shown: the key of the write that said so"""
    min_position: int | None = None
    """a read of a projection that has to have come so far"""

    @property
    def is_write(self) -> bool:
        return self.key is not None


class Written(NamedTuple):
    """What the log has."""

    thing: str
    version: int
    key: str
    position: int
    shows: str | None = None
    """what a read of this version shows, if that is what an earlier write has said"""


class Anomaly(NamedTuple):
    kind: str
    of: str


def anomalies(operations: Sequence[Operation], log: Sequence[Written]) -> list[Anomaly]:
    """Everything that is wrong with this history."""
    found = [
        *_of_what_was_asked(operations, log),
        *_of_values(operations, log),
        *_of_real_time(operations),
        *_of_decisions(operations, log),
        *_of_own_writes(operations, log),
        *_of_order(operations, log),
    ]
    return sorted(set(found))


def _of_what_was_asked(operations: Sequence[Operation], log: Sequence[Written]) -> Iterator[Anomaly]:
    """Every acknowledged write stands in the log once, where it was told; every other at most once; a refused one never."""
    held = Counter((one.thing, one.key) for one in log)
    versions = {(one.thing, one.key): one.version for one in log}
    outcomes = {(one.thing, one.key): one for one in operations if one.is_write}
    for at, operation in outcomes.items():
        if operation.outcome is Outcome.OK and versions.get(at) != operation.version:
            yield Anomaly("lost", str(operation.key))
        if operation.outcome is Outcome.FAIL and held[at]:
            yield Anomaly("refused, and done", str(operation.key))
    for at, times in held.items():
        if times > 1:
            yield Anomaly("doubled", at[1])
        if at not in outcomes:
            yield Anomaly("unasked", at[1])
    for thing, writes in _by_thing(log).items():
        if [one.version for one in writes] != list(range(writes[0].version, writes[0].version + len(writes))):
            yield Anomaly("gap in versions", thing)


def _of_values(operations: Iterable[Operation], log: Iterable[Written]) -> Iterator[Anomaly]:
    """A read of a version shows what that version says: nothing that was not committed, and nothing older."""
    shown = {(one.thing, one.version): one.shows or one.key for one in log}
    for one in operations:
        if not one.is_write and one.version is not None and shown.get((one.thing, one.version)) != one.seen:
            yield Anomaly("wrong value", f"{one.thing} {one.version}")


def _of_real_time(operations: Iterable[Operation]) -> Iterator[Anomaly]:
    """Whoever asks after somebody was answered sees at least what that one saw, and writes after it."""
    told = defaultdict(list)
    for one in operations:
        if one.version is not None and one.min_position is None:
            told[one.thing].append(one)
    for thing, those in told.items():
        answered = sorted(those, key=lambda one: one.returned)
        newest, before = 0, iter(answered)
        following = next(before, None)
        for one in sorted(those, key=lambda one: one.invoked):
            while following is not None and following.returned < one.invoked:
                newest = max(newest, following.version or 0)
                following = next(before, None)
            if (one.version or 0) < newest + one.is_write:
                yield Anomaly("against real time", f"{thing} {one.version}")


def _of_decisions(operations: Iterable[Operation], log: Iterable[Written]) -> Iterator[Anomaly]:
    """A write that was decided on a version makes the next one: nobody has come in between."""
    versions = {(one.thing, one.key): one.version for one in log}
    for one in operations:
        made = versions.get((one.thing, one.key or ""))
        if one.on_version is not None and made not in (None, one.on_version + 1):
            yield Anomaly("lost update", str(one.key))


def _of_own_writes(operations: Iterable[Operation], log: Iterable[Written]) -> Iterator[Anomaly]:
    """A projection that has come to a position shows what was written up to there."""
    positions = _by_thing(log)
    for one in operations:
        if one.min_position is not None and one.outcome is Outcome.OK:
            due = [w.version for w in positions.get(one.thing, ()) if w.position <= one.min_position]
            if (one.version or 0) < max(due, default=0):
                yield Anomaly("not as recent as asked", f"{one.thing} {one.version}")


def _of_order(operations: Sequence[Operation], log: Sequence[Written]) -> Iterator[Anomaly]:
    """Nobody comes before himself."""
    before: TopologicalSorter[str] = TopologicalSorter()
    for earlier, later in {*_of_versions(log), *_of_steps(operations, log)}:
        before.add(later, earlier)
    try:
        before.prepare()
    except CycleError as circle:
        yield Anomaly("circle", " ─> ".join(circle.args[1]))


def _of_versions(log: Iterable[Written]) -> Iterator[tuple[str, str]]:
    """ww"""
    for writes in _by_thing(log).values():
        yield from ((one.key, other.key) for one, other in pairwise(writes) if one.key != other.key)


def _of_steps(operations: Iterable[Operation], log: Iterable[Written]) -> Iterator[tuple[str, str]]:
    """wr and rw of every read, and each client's own order."""
    keys = {(one.thing, one.version): one.key for one in log}
    last: dict[str, str] = {}
    for number, one in enumerate(operations):
        if one.outcome is not Outcome.OK or one.min_position is not None or one.version is None:
            continue
        node = one.key or f"read {number} of {one.thing} {one.version}"
        if one.client in last and last[one.client] != node:
            yield last[one.client], node
        last[one.client] = node
        if not one.is_write:
            if seen := keys.get((one.thing, one.version)):
                yield seen, node
            if unseen := keys.get((one.thing, one.version + 1)):
                yield node, unseen


def _by_thing(log: Iterable[Written]) -> dict[str, list[Written]]:
    writes = defaultdict(list)
    for one in log:
        writes[one.thing].append(one)
    return {thing: sorted(those, key=lambda one: one.version) for thing, those in writes.items()}
