"""What this instance has seen as a witness (见证记录): of each log one checkpoint after the other, each continuing the one before.

Rows are added and never altered. That two cannot follow the same one is the table's own rule: so a check against the
latest and the record of the next are one step, whoever else asks at the same time.
"""

from datetime import datetime
from typing import NamedTuple

from eventsourcing.persistence import IntegrityError

from persistence.datastore import Datastore

LATEST = """
    SELECT size, root FROM anchors.witnessed WHERE origin = %(origin)s ORDER BY size DESC LIMIT 1
"""
RECORD = """
    INSERT INTO anchors.witnessed (origin, size, root, previous_size, checkpoint, seen_at)
    VALUES (%(origin)s, %(size)s, %(root)s, %(previous)s, %(checkpoint)s, %(at)s)
"""
CONTRADICTION = """
    INSERT INTO anchors.contradictions (origin, size, root, seen_size, seen_root, why, checkpoint, at)
    VALUES (%(origin)s, %(size)s, %(root)s, %(seen_size)s, %(seen_root)s, %(why)s, %(checkpoint)s, %(at)s)
    ON CONFLICT DO NOTHING
"""
CONTRADICTIONS = """
    SELECT origin, size, root, seen_size, seen_root, why, checkpoint, at FROM anchors.contradictions ORDER BY at, origin
"""


class Seen(NamedTuple):
    """The latest of a log."""

    size: int
    root: bytes


class Contradiction(NamedTuple):
    """What a log has signed though it does not continue what was seen of it, or nobody could show that it does.

    `why` is the code of the refusal. Both checkpoints of `roots_differ` are signed: that is evidence by itself.
    """

    origin: str
    size: int
    root: bytes
    seen_size: int
    seen_root: bytes
    why: str
    checkpoint: str
    at: datetime


class WitnessedLogs:
    """Reads the latest of each log, and records the next."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    def latest(self, origin: str) -> Seen | None:
        """What was seen of this log last."""
        rows = self._datastore.rows(LATEST, origin=origin)
        return Seen(int(rows[0][0]), bytes(rows[0][1])) if rows else None

    def record(self, origin: str, seen: Seen, *, after: Seen | None, checkpoint: str, at: datetime) -> bool:
        """Record the next, for good before this returns; False if somebody else has recorded one after the same.

        Raises `Unreachable` where it cannot be known: whoever asks again is told how it is.
        """
        stated = {
            "origin": origin,
            "size": seen.size,
            "root": seen.root,
            "previous": None if after is None else after.size,
            "checkpoint": checkpoint,
            "at": at,
        }
        try:
            with self._datastore.cursor() as cursor:
                cursor.execute(RECORD, stated)
        except IntegrityError:
            return False
        return True

    def contradicted(self, one: Contradiction) -> None:
        """Keep what a log has signed against what was seen; a checkpoint is kept once, however often it is sent."""
        with self._datastore.cursor() as cursor:
            cursor.execute(CONTRADICTION, one._asdict())

    def contradictions(self) -> list[Contradiction]:
        """All of them, the oldest first."""
        return [
            Contradiction(
                origin=row[0],
                size=row[1],
                root=bytes(row[2]),
                seen_size=row[3],
                seen_root=bytes(row[4]),
                why=row[5],
                checkpoint=row[6],
                at=row[7],
            )
            for row in self._datastore.rows(CONTRADICTIONS)
        ]
