"""What the sealer reads and writes of the transparency log, over the connection that makes it the leader.

Events are read in two ways that share no code: as rows, of which this process makes the record and its hash, and as
hashes that the server makes by itself. What both agree on is covered.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

from persistence.datastore import AWAIT_REPLICA, Cursor, must_be_replicated
from persistence.records import RecordedNotification, recorded_notification
from persistence.transparency_log import (
    ALARMS,
    EVENTS,
    LOG_COLUMNS,
    NEWEST_CHECKPOINT,
    TILE,
    Alarm,
    Log,
    log_from,
)
from transparency.tiles import Tile, packed, unpacked
from transparency.tree import NoSuchProof

NEXT_POSITION = "SELECT min(position) FROM log.events WHERE position >= %(first)s"
OPEN_LOG = f"SELECT {LOG_COLUMNS} FROM transparency.logs WHERE frozen_at IS NULL"  # noqa: S608  our own columns
ALL_LOGS = f"SELECT {LOG_COLUMNS} FROM transparency.logs ORDER BY epoch"  # noqa: S608  our own columns
BEGIN_LOG = f"""
    INSERT INTO transparency.logs (epoch, origin, first_position, reference, root, reason)
    VALUES (%(epoch)s, %(origin)s, %(first_position)s, %(reference)s, %(root)s, %(reason)s) RETURNING {LOG_COLUMNS}
"""  # noqa: S608  names of our own columns
FREEZE = """
    UPDATE transparency.logs SET frozen_at = clock_timestamp()
     WHERE epoch = %(epoch)s AND size = %(size)s AND frozen_at IS NULL
"""
# The layout of docs/format/event-record-1.md, by the server: behind the 0 that tells an entry from a node.
SERVER_LEAVES = """
    SELECT position, sha256('\\x00'::bytea || convert_to(E'huicai/event-record/1\\n', 'UTF8')
        || int4send(8) || int8send(position)
        || int4send(16) || uuid_send(event_id)
        || int4send(16) || uuid_send(originator_id)
        || int4send(8) || int8send(originator_version)
        || int4send(octet_length(topic)) || convert_to(topic, 'UTF8')
        || int4send(octet_length(state)) || state
        || int4send(16) || uuid_send(command_id)
        || int4send(16) || uuid_send(correlation_id)
        || coalesce(int4send(16) || uuid_send(causation_id), int4send(-1))
        || int4send(8) || int8send((extract(epoch FROM recorded_at) * 1000000)::bigint))
      FROM log.events WHERE position BETWEEN %(first)s AND %(last)s ORDER BY position
"""
TILES_OF_LEAVES = """
    SELECT index, hashes FROM transparency.tiles
     WHERE epoch = %(epoch)s AND level = 0 AND index BETWEEN %(first)s AND %(last)s
"""
ADVANCE = """
    UPDATE transparency.logs SET size = %(size)s, root = %(root)s
     WHERE epoch = %(epoch)s AND size = %(before)s AND frozen_at IS NULL
"""
KEEP_TILE = """
    INSERT INTO transparency.tiles (epoch, level, index, hashes)
    VALUES (%(epoch)s, %(level)s, %(index)s, %(hashes)s)
    ON CONFLICT (epoch, level, index) DO UPDATE SET hashes = excluded.hashes
"""
KEEP_CHECKPOINT = """
    INSERT INTO transparency.checkpoints (epoch, size, note) VALUES (%(epoch)s, %(size)s, %(note)s)
"""
KEEP_KEY = """
    INSERT INTO transparency.verifier_keys (verifier_key, epoch, from_size) VALUES (%(key)s, %(epoch)s, %(size)s)
    ON CONFLICT (verifier_key) DO UPDATE SET retired_at = NULL
"""
RETIRE_KEYS = """
    UPDATE transparency.verifier_keys SET retired_at = clock_timestamp()
     WHERE retired_at IS NULL AND NOT verifier_key = ANY (%(keys)s)
"""
RAISE = """
    INSERT INTO transparency.alarms (epoch, kind, first_position, last_position)
    SELECT %(epoch)s, %(kind)s, %(first)s, %(last)s
     WHERE NOT EXISTS (
         SELECT FROM transparency.alarms
          WHERE epoch = %(epoch)s AND kind = %(kind)s AND resolved_at IS NULL
            AND first_position <= %(first)s AND last_position >= %(last)s)
    ON CONFLICT DO NOTHING RETURNING id
"""
RESOLVE = "UPDATE transparency.alarms SET resolved_at = clock_timestamp() WHERE id = ANY (%(ids)s)"
SETTLE = """
    UPDATE transparency.alarms SET settled_at = clock_timestamp()
     WHERE epoch = %(epoch)s AND resolved_at IS NULL AND settled_at IS NULL
"""
LOOKED = "UPDATE transparency.sealer SET looked_at = clock_timestamp(), run_by = %(run_by)s"
RECHECKED_UP_TO = "SELECT rechecked_position FROM transparency.sealer"
RECHECKED = "UPDATE transparency.sealer SET rechecked_position = %(position)s"


class Overtaken(Exception):
    """Another sealer has covered more meanwhile, or the log was frozen: what was computed is thrown away."""


class LogSealing:
    """Reads and writes for one sealer. Every statement by itself sees what is committed when it begins."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def open_log(self) -> Log | None:
        """The log that grows."""
        rows = self._rows(OPEN_LOG)
        return log_from(rows[0]) if rows else None

    def logs(self) -> list[Log]:
        """All logs, the open one last."""
        return [log_from(row) for row in self._rows(ALL_LOGS)]

    def begin(
        self,
        *,
        epoch: int,
        origin: str,
        root: bytes,
        first_position: int = 1,
        reference: bytes | None = None,
        reason: str | None = None,
        after: Log | None = None,
    ) -> Log:
        """Begin a log, and freeze the one before it in the same moment, its alarms settled. Raises `Overtaken`."""
        with self._transaction() as cursor:
            if after is not None:
                cursor.execute(FREEZE, {"epoch": after.epoch, "size": after.size})
                _must_be_first(cursor)
                cursor.execute(SETTLE, {"epoch": after.epoch})
            values = {
                "epoch": epoch,
                "origin": origin,
                "first_position": first_position,
                "reference": reference,
                "root": root,
                "reason": reason,
            }
            cursor.execute(BEGIN_LOG, values)
            return log_from(cursor.fetchall()[0])

    def events(self, first: int, last: int) -> list[RecordedNotification]:
        """The rows at these positions."""
        return [recorded_notification(row) for row in self._rows(EVENTS, first=first, last=last)]

    def next_position(self, first: int) -> int | None:
        """The first position from this one on at which there is an event."""
        position: int | None = self._rows(NEXT_POSITION, first=first)[0][0]
        return position

    def server_leaves(self, first: int, last: int) -> dict[int, bytes]:
        """The hash of the entry at each of these positions, as the server makes it."""
        return {position: bytes(leaf) for position, leaf in self._rows(SERVER_LEAVES, first=first, last=last)}

    def covered_leaves(self, log: Log, first: int, last: int) -> dict[int, bytes]:
        """The hash of the entry at each of these positions, as it was covered."""
        ends = log.index_of(first) // 256, log.index_of(last) // 256
        tiles = self._rows(TILES_OF_LEAVES, epoch=log.epoch, first=ends[0], last=ends[1])
        leaves = {
            log.position_of(tile * 256 + at): leaf
            for tile, hashes in tiles
            for at, leaf in enumerate(unpacked(bytes(hashes)))
        }
        return {position: leaf for position, leaf in leaves.items() if first <= position <= last}

    def hashes_of(self, epoch: int, tile: Tile) -> list[bytes]:
        """The hashes of a tile as it is kept. Raises `NoSuchProof`."""
        rows = self._rows(TILE, epoch=epoch, level=tile.level, index=tile.index)
        hashes = unpacked(bytes(rows[0][0])) if rows else []
        if len(hashes) < tile.width:
            raise NoSuchProof(f"there is no {tile.path} in log {epoch}")
        return hashes[: tile.width]

    def checkpoint(self, epoch: int, size: int) -> str | None:
        """The newest note of a log at this size."""
        rows = self._rows(NEWEST_CHECKPOINT, epoch=epoch, size=size)
        return rows[0][1] if rows else None

    def advance(
        self,
        log: Log,
        *,
        size: int,
        root: bytes,
        note: str,
        tiles: Mapping[Tile, Sequence[bytes]],
        keys: Sequence[str],
    ) -> None:
        """Put down a checkpoint with all that belongs to it, or nothing. Raises `Overtaken`, or `Unreachable` if nobody knows."""
        with self._transaction() as cursor:
            cursor.execute(ADVANCE, {"epoch": log.epoch, "before": log.size, "size": size, "root": root})
            _must_be_first(cursor)
            for tile, hashes in tiles.items():
                place = {"epoch": log.epoch, "level": tile.level, "index": tile.index}
                cursor.execute(KEEP_TILE, {**place, "hashes": packed(hashes)})
            cursor.execute(KEEP_CHECKPOINT, {"epoch": log.epoch, "size": size, "note": note})
            for key in keys:
                cursor.execute(KEEP_KEY, {"key": key, "epoch": log.epoch, "size": size})
            cursor.execute(RETIRE_KEYS, {"keys": list(keys)})

    def await_replica(self) -> None:
        """Return once the synchronous replica, if one is set up, has all that can be seen here. Raises `Unreachable`."""
        self._done(AWAIT_REPLICA)
        must_be_replicated(self._connection)

    def alarms(self) -> list[Alarm]:
        """Those that are not resolved."""
        return [Alarm(*row) for row in self._rows(ALARMS, all=False)]

    def sound(self, log: Log, kind: str, first: int, last: int) -> bool:
        """Raise an alarm unless one is about this already; whether it is new."""
        return bool(self._rows(RAISE, epoch=log.epoch, kind=kind, first=first, last=last))

    def resolve(self, alarms: Iterable[Alarm]) -> None:
        """What these were about is right again."""
        self._done(RESOLVE, ids=[alarm.id for alarm in alarms])

    def rechecked_position(self) -> int:
        """Up to where the covered events were looked through once more."""
        position: int = self._one(RECHECKED_UP_TO)
        return position

    def recheck_from(self, position: int) -> None:
        """Go on behind this position the next time."""
        self._done(RECHECKED, position=position)

    def looked(self, run_by: str) -> None:
        """Somebody is at it."""
        self._done(LOOKED, run_by=run_by)

    @contextmanager
    def _transaction(self) -> Iterator[Cursor]:
        with self._connection.cursor() as cursor:
            cursor.execute(
                "BEGIN; SET LOCAL synchronous_commit = on"
            )  # files follow: it must not be lost then
            try:
                yield cursor
            except BaseException:
                if not self._connection.closed:
                    cursor.execute("ROLLBACK")
                raise
            cursor.execute("COMMIT")
        must_be_replicated(self._connection)

    def _rows(self, query: str, **parameters: object) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(query, parameters)
            return cursor.fetchall()

    def _done(self, statement: str, **parameters: object) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, parameters)

    def _one(self, query: str) -> Any:
        return self._rows(query)[0][0]


def _must_be_first(cursor: Cursor) -> None:
    if cursor.rowcount != 1:
        raise Overtaken
