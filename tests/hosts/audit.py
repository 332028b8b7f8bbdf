"""What has to hold once a city has lost a host: compared with what the clients were told, and with what was given away."""

import threading
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from bootstrap.projecting import compared
from persistence.datastore import Datastore, open_engine
from persistence.event_record import event_record
from persistence.recorders import LogRecorder
from persistence.transparency_log import TransparencyLog
from projections import PROJECTIONS
from sealer import signers, verifying
from sealer.publishing import TileFiles
from sealer.verifying import Verified
from tests.hosts.city import City
from tests.hosts.servers import Server
from transparency.tiles import Edge
from transparency.tree import leaf_hash

COMMANDS = "SELECT key, first_position, last_position FROM log.commands WHERE principal = 'zhao-min'"
NAMED = "SELECT originator_id::text FROM log.events WHERE topic = 'Enterprise.Registered'"
Signed = tuple[int, bytes]  # size and root


@dataclass(frozen=True, slots=True)
class Findings:
    """All but the first two have to be nought."""

    acknowledged: int
    checkpoints: int
    lost: int
    """acknowledged, and not in the log at the position that was told"""
    doubled: int
    """commands with effects on more than one aggregate, and enterprises that were registered twice"""
    gaps: int
    """positions missing below the last one"""
    stale: int
    """reads that did not have what they were to have"""
    refused: int
    """commands that were answered with anything but their effect"""
    forked: int
    """checkpoints that were given away, and are not of this log"""
    log_faults: int
    """what `huicai log verify` would find"""
    unlike_their_fold: tuple[str, ...]
    """tables of projections that are not what the log makes them"""

    @property
    def wrong(self) -> dict[str, Any]:
        """What is not as it has to be."""
        told = {name: getattr(self, name) for name in self.__slots__}
        return {
            name: found
            for name, found in told.items()
            if found and name not in ("acknowledged", "checkpoints")
        }

    def __str__(self) -> str:
        told = {name: getattr(self, name) for name in self.__slots__}
        return ", ".join(f"{name} {found}" for name, found in told.items())


def findings(
    told: Sequence[dict[str, Any]], given_away: set[Signed], city: City, primary: Server
) -> Findings:
    """Compare everything with what the primary holds in the end."""
    acknowledged = [one for one in told if one["kind"] == "acknowledged"]
    held = {key: (first, last) for key, first, last in primary.rows(COMMANDS)}
    [(events, newest)] = primary.rows("SELECT count(*), coalesce(max(position), 0) FROM log.events")
    registered = Counter(id_ for (id_,) in primary.rows(NAMED))
    roots = roots_of(primary)
    return Findings(
        acknowledged=len(acknowledged),
        checkpoints=len(given_away),
        lost=sum(held.get(one["key"], (0, 0))[1] != one["position"] for one in acknowledged),
        doubled=sum(number > 1 for number in registered.values())
        + len(acknowledged) - len({one["id"] for one in acknowledged}),
        gaps=newest - events,
        stale=sum(one["kind"] == "stale" for one in told),
        refused=sum(one["kind"] in ("refused", "given_up") for one in told),
        forked=sum(roots.get(size) != root for size, root in given_away),
        log_faults=_log_faults(city, primary),
        unlike_their_fold=tuple(
            table
            for name in PROJECTIONS
            for table in compared(primary.url("projector"), name, lambda *_: None)
        ),
    )  # fmt: skip


@contextmanager
def collected(city: City) -> Iterator[set[Signed]]:
    """Every checkpoint that lies in the published folder at any time while the context lasts."""
    found: set[Signed] = set()
    over = threading.Event()
    files = TileFiles(city.shared / "transparency-log")

    def look() -> None:
        while not over.wait(0.05):
            if (given := files.last_checkpoint(1)) is not None:
                found.add((given.size, given.root))

    watching = threading.Thread(target=look)
    watching.start()
    try:
        yield found
    finally:
        over.set()
        watching.join()


def roots_of(server: Server) -> dict[int, bytes]:
    """The root of the first log at every size, made anew of all events."""
    edge, roots = Edge(), {}
    with _store(server) as store:
        for event in LogRecorder(store).select_notifications(None, 1_000_000):
            edge.extend([leaf_hash(event_record(event))])
            roots[edge.size] = edge.root()
    return roots


def is_covered(primary: Server) -> bool:
    """Whether a checkpoint covers all that there is."""
    newest = primary.asks("SELECT coalesce(max(position), 0) FROM log.events", "huicai")
    size = primary.asks("SELECT size FROM transparency.logs WHERE frozen_at IS NULL", "huicai")
    return bool(newest == size)


def signed_on(server: Server) -> dict[int, str]:
    """The checkpoints in a server's own table, which is more than was given away."""
    rows = server.rows("SELECT size, note FROM transparency.checkpoints WHERE epoch = 1")
    return {size: note.split("\n")[2] for size, note in rows}


def _log_faults(city: City, primary: Server) -> int:
    verified = Verified()
    with _store(primary) as store:
        source = TransparencyLog(store)
        keys = signers.verifiers([line.verifier_key for line in source.verifier_keys()])
        files = TileFiles(city.shared / "transparency-log")
        return len(list(verifying.faults(source, files, keys, verified))) + len(source.alarms())


@contextmanager
def _store(server: Server) -> Iterator[Datastore]:
    store = Datastore(open_engine(server.url("sealer"), takes_writes=False))
    try:
        yield store
    finally:
        store.close()
