"""The transparency log as it is read (透明日志): its logs, checkpoints and tiles, proofs, and what was found wrong.

What signs it is the sealer, in `persistence/log_sealing.py`; tree and formats are in `transparency`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from persistence.datastore import Datastore
from persistence.event_record import event_record
from persistence.leadership import is_led
from persistence.records import EVENT_COLUMNS, RecordedNotification, recorded_notification
from transparency.note import Note
from transparency.proof_file import ProofFile
from transparency.tiles import WIDTH, Tile, TiledNodes, unpacked
from transparency.tree import NoSuchProof, consistency_path, inclusion_path

LOG_COLUMNS = "epoch, origin, first_position, reference, size, root, begun_at, reason, frozen_at"
LOGS = f"SELECT {LOG_COLUMNS} FROM transparency.logs ORDER BY epoch"  # noqa: S608  names of our own columns
TILE = """
    SELECT hashes FROM transparency.tiles WHERE epoch = %(epoch)s AND level = %(level)s AND index = %(index)s
"""
EVENTS = f"""
    SELECT {EVENT_COLUMNS} FROM log.events WHERE position BETWEEN %(first)s AND %(last)s ORDER BY position
"""  # noqa: S608  names of our own columns
NEWEST_CHECKPOINT = """
    SELECT size, note, signed_at FROM transparency.checkpoints
     WHERE epoch = %(epoch)s AND size <= coalesce(%(size)s, 9223372036854775807) ORDER BY size DESC, id DESC LIMIT 1
"""
# What witnesses have put below a checkpoint: of each key the latest.
COSIGNATURES = """
    SELECT DISTINCT ON (c.witness, c.key_id) c.line FROM anchors.cosignatures c JOIN transparency.logs l USING (origin)
     WHERE l.epoch = %(epoch)s AND c.size = %(size)s ORDER BY c.witness, c.key_id, c.signed_at DESC
"""
NEWEST_COSIGNED = """
    SELECT max(c.size) FROM anchors.cosignatures c JOIN transparency.logs l USING (origin) WHERE l.epoch = %(epoch)s
"""
FIRST_CHECKPOINT_FROM = """
    SELECT size, note, signed_at FROM transparency.checkpoints
     WHERE epoch = %(epoch)s AND size >= %(size)s ORDER BY size, id DESC LIMIT 1
"""
KEYS = """
    SELECT verifier_key, epoch, from_size, since, retired_at FROM transparency.verifier_keys
     ORDER BY epoch, from_size, since
"""
ALARMS = """
    SELECT id, epoch, kind, first_position, last_position, raised_at, resolved_at, settled_at
      FROM transparency.alarms
     WHERE resolved_at IS NULL OR %(all)s ORDER BY id
"""
COVERED = """
    coalesce((SELECT first_position - 1 + greatest(0, size - (reference IS NOT NULL)::int)
                FROM transparency.logs WHERE frozen_at IS NULL), 0)
"""
SEALER = f"""
    SELECT {is_led("sealer", "'log'")}, looked_at, rechecked_position,
           coalesce(extract(epoch FROM clock_timestamp() - (
               SELECT recorded_at FROM log.events WHERE position > {COVERED} ORDER BY position LIMIT 1)), 0)::float8,
           {COVERED},
           (SELECT count(*) FROM transparency.alarms WHERE resolved_at IS NULL AND settled_at IS NULL)
      FROM transparency.sealer
"""  # noqa: S608  put together from our own words


class Alarm(NamedTuple):
    """What a sealer found wrong between these positions; `resolved_at` when it was found right again, `settled_at` when a
    rollover has left it behind as it is.

    altered    a covered event is no longer what was covered        tree   the tiles do not have the root that was signed
    missing    a covered event is gone                              fork   what was signed earlier is not continued
    unsteady   an event was read in two ways before it was covered  gap    a later event is there and this one is not
    """

    id: int
    epoch: int
    kind: str
    first_position: int
    last_position: int
    raised_at: datetime
    resolved_at: datetime | None
    settled_at: datetime | None


class SealerState(NamedTuple):
    """How the sealer fares: how long the oldest event waits that no checkpoint covers, in seconds."""

    is_led: bool
    looked_at: datetime | None
    rechecked_position: int
    lag: float
    covered_position: int
    alarms: int


class SignedCheckpoint(NamedTuple):
    """A checkpoint as it was signed, and by whom it was cosigned since."""

    size: int
    note: str
    signed_at: datetime


class KeyLine(NamedTuple):
    """A key of a log, to be handed to whoever verifies, and the first checkpoint that it signed."""

    verifier_key: str
    epoch: int
    from_size: int
    since: datetime
    retired_at: datetime | None


@dataclass(frozen=True, slots=True)
class Log:
    """One log; `size` and `root` are those of its newest checkpoint."""

    epoch: int
    origin: str
    first_position: int
    reference: bytes | None
    size: int
    root: bytes
    begun_at: datetime
    reason: str | None
    frozen_at: datetime | None

    @property
    def references(self) -> int:
        """How many entries stand before the first event: one that refers to the log before it, or none."""
        return 0 if self.reference is None else 1

    @property
    def covered_position(self) -> int:
        """The last position that its newest checkpoint covers; that before its first if it covers none."""
        return self.first_position - 1 + max(0, self.size - self.references)

    def index_of(self, position: int) -> int:
        """The entry that an event is. In the first log that is the position less one."""
        return position - self.first_position + self.references

    def position_of(self, index: int) -> int:
        """The event that an entry is; one below the first position for the reference."""
        return index + self.first_position - self.references


class TransparencyLog:
    """Reads what the sealer has written, and the events that it is about."""

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def logs(self) -> list[Log]:
        """All of them, the open one last."""
        return [log_from(row) for row in self.datastore.rows(LOGS)]

    def log(self, epoch: int | None = None) -> Log | None:
        """One log, the open one if none is named; None if there is no such."""
        logs = self.logs()
        if epoch is None:
            return logs[-1] if logs else None
        return next((log for log in logs if log.epoch == epoch), None)

    def log_of(self, position: int) -> Log | None:
        """The log that covers an event, None if none does yet."""
        return next(
            (log for log in self.logs() if log.first_position <= position <= log.covered_position), None
        )

    def checkpoint(self, epoch: int, size: int | None = None) -> SignedCheckpoint | None:
        """The newest checkpoint of a log, or the newest that is not larger than `size`; with its cosignatures."""
        return self._cosigned(epoch, self.datastore.rows(NEWEST_CHECKPOINT, epoch=epoch, size=size))

    def cosigned_checkpoint(self, epoch: int) -> SignedCheckpoint | None:
        """The newest checkpoint of a log that a witness has cosigned."""
        [(size,)] = self.datastore.rows(NEWEST_COSIGNED, epoch=epoch)
        found = None if size is None else self.checkpoint(epoch, size)
        return found if found is not None and found.size == size else None

    def checkpoint_from(self, epoch: int, size: int) -> SignedCheckpoint | None:
        """The smallest checkpoint of a log that has at least this size."""
        return self._cosigned(epoch, self.datastore.rows(FIRST_CHECKPOINT_FROM, epoch=epoch, size=size))

    def verifier_keys(self) -> list[KeyLine]:
        """Every key that has signed, those of the first log first."""
        return [KeyLine(*row) for row in self.datastore.rows(KEYS)]

    def alarms(self, *, also_resolved: bool = False) -> list[Alarm]:
        """What was found wrong and is still, the oldest first; also what was put right, if that is asked for."""
        return [Alarm(*row) for row in self.datastore.rows(ALARMS, all=also_resolved)]

    def sealer(self) -> SealerState:
        """How the sealer fares, from a database that answers now."""
        [row] = self.datastore.rows(SEALER)
        return SealerState(*row)

    def hashes_of(self, epoch: int) -> Callable[[Tile], list[bytes]]:
        """What finds the hashes of a tile. Raises `NoSuchProof` for one that is not there, or is narrower."""

        def found(tile: Tile) -> list[bytes]:
            rows = self.datastore.rows(TILE, epoch=epoch, level=tile.level, index=tile.index)
            hashes = unpacked(bytes(rows[0][0])) if rows else []
            if len(hashes) < tile.width:
                raise NoSuchProof(f"there is no {tile.path} in log {epoch}")
            return hashes[: tile.width]

        return found

    def inclusion(self, log: Log, index: int, size: int) -> list[bytes]:
        """The path from an entry to the root of the tree of this size. Raises `NoSuchProof`."""
        _must_have_reached(log, size)
        return inclusion_path(index, size, TiledNodes(size, self.hashes_of(log.epoch)))

    def consistency(self, log: Log, first: int, second: int) -> list[bytes]:
        """The path from the root of one size to that of a later one. Raises `NoSuchProof`."""
        _must_have_reached(log, second)
        return consistency_path(first, second, TiledNodes(second, self.hashes_of(log.epoch)))

    def proof_file(self, position: int, *, cosigned: bool = False) -> ProofFile:
        """The proof of an event under the newest checkpoint of its log, or the newest with a cosignature. Raises `NoSuchProof`."""
        log = self.log_of(position)
        newest = self.cosigned_checkpoint if cosigned else self.checkpoint
        checkpoint = None if log is None else newest(log.epoch)
        if log is None or checkpoint is None:
            raise NoSuchProof(f"no checkpoint covers position {position} yet")
        path = self.inclusion(log, log.index_of(position), checkpoint.size)
        return ProofFile(log.index_of(position), tuple(path), Note.parse(checkpoint.note))

    def entries(self, log: Log, index: int, width: int = WIDTH) -> list[bytes]:
        """The entries of a bundle as they are in the database now. Raises `NoSuchProof` where some are missing."""
        first = index * WIDTH
        _must_have_reached(log, first + width)
        reference = [log.reference] if log.reference is not None and first == 0 else []
        positions = log.position_of(first + len(reference)), log.position_of(first + width - 1)
        entries = [*reference, *map(event_record, self.events(*positions))]
        if len(entries) != width:
            raise NoSuchProof(f"events are missing among the positions {positions[0]} to {positions[1]}")
        return entries

    def _cosigned(self, epoch: int, rows: list[tuple[Any, ...]]) -> SignedCheckpoint | None:
        if not rows:
            return None
        size, note, signed_at = rows[0]
        lines = self.datastore.rows(COSIGNATURES, epoch=epoch, size=size)
        return SignedCheckpoint(size, note + "".join(line for (line,) in lines), signed_at)

    def events(self, first: int, last: int) -> list[RecordedNotification]:
        """The events at these positions, as far as they are there."""
        rows = self.datastore.rows(EVENTS, first=first, last=last)
        return [recorded_notification(row) for row in rows]


def log_from(row: tuple[object, ...]) -> Log:
    """A log out of its row of `LOG_COLUMNS`."""
    epoch, origin, first_position, reference, size, root, *rest = row
    content = None if reference is None else bytes(reference)  # type: ignore[call-overload]
    return Log(epoch, origin, first_position, content, size, bytes(root), *rest)  # type: ignore[arg-type, call-overload]


def _must_have_reached(log: Log, size: int) -> None:
    """Of a size that was not signed yet nothing is proven. Raises `NoSuchProof`."""
    if size > log.size:
        raise NoSuchProof(f"log {log.epoch} has {log.size} entries, not {size}")
