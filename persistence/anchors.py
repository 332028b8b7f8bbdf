"""Who has vouched for our log, and how each anchor fares (存证记录).

cosignatures, time stamps   verified before they are put here, added and never altered
attempts                    told, and no claim: one row for each anchor, as for deliveries of reports
"""

from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from persistence.datastore import Datastore

ADD_COSIGNATURE = """
    INSERT INTO anchors.cosignatures (origin, size, witness, key_id, signed_at, line)
    VALUES (%(origin)s, %(size)s, %(witness)s, %(key_id)s, %(signed_at)s, %(line)s) ON CONFLICT DO NOTHING
"""
COSIGNED = """
    SELECT DISTINCT ON (witness, key_id) origin, size, witness, key_id, signed_at, line FROM anchors.cosignatures
     WHERE origin = %(origin)s AND size = %(size)s ORDER BY witness, key_id, signed_at DESC
"""
LAST_COSIGNED = """
    SELECT max(size) FROM anchors.cosignatures
     WHERE origin = %(origin)s AND witness = %(witness)s AND key_id = %(key_id)s
"""
ADD_STAMP = """
    INSERT INTO anchors.time_stamps (authority, slot, origin, size, checkpoint, stamped_at, response)
    VALUES (%(authority)s, %(slot)s, %(origin)s, %(size)s, %(checkpoint)s, %(stamped_at)s, %(response)s)
    ON CONFLICT DO NOTHING
"""
STAMPS = """
    SELECT authority, slot, origin, size, checkpoint, stamped_at, response FROM anchors.time_stamps
     WHERE origin = %(origin)s ORDER BY slot, authority
"""
COLUMNS = (
    "kind, target, since, size, anchored_at, failures, attempted_at, next_attempt_at, error, contradicts"
)
ATTEMPTS = f"SELECT {COLUMNS} FROM anchors.attempts ORDER BY kind, target"  # noqa: S608  names of our own columns
HELD = f"""
    INSERT INTO anchors.attempts AS known ({COLUMNS})
    VALUES (%(kind)s, %(target)s, %(at)s, %(size)s, %(at)s, 0, %(at)s, %(next)s, NULL, false)
    ON CONFLICT (kind, target) DO UPDATE SET size = excluded.size, anchored_at = excluded.anchored_at, failures = 0,
        attempted_at = excluded.attempted_at, next_attempt_at = excluded.next_attempt_at, error = NULL,
        contradicts = false
"""  # noqa: S608
FAILED = f"""
    INSERT INTO anchors.attempts AS known ({COLUMNS})
    VALUES (%(kind)s, %(target)s, %(at)s, NULL, NULL, 1, %(at)s, %(next)s, %(error)s, %(contradicts)s)
    ON CONFLICT (kind, target) DO UPDATE SET failures = known.failures + 1, attempted_at = excluded.attempted_at,
        next_attempt_at = excluded.next_attempt_at, error = excluded.error, contradicts = excluded.contradicts
"""  # noqa: S608


class Kind(StrEnum):
    """What an anchor can be."""

    FOLDER = "folder"
    WITNESS = "witness"
    TIME_STAMP = "time_stamp"


class Anchor(NamedTuple):
    """One of them: the folder by its path, the witness by its key's name, the authority by its URL."""

    kind: Kind
    target: str


class Cosignature(NamedTuple):
    """A line that a witness has put below a checkpoint of ours."""

    origin: str
    size: int
    witness: str
    key_id: bytes
    signed_at: datetime
    line: str


class TimeStamp(NamedTuple):
    """An authority's response about the text of a checkpoint of ours."""

    authority: str
    slot: datetime
    origin: str
    size: int
    checkpoint: str
    stamped_at: datetime
    response: bytes


class Attempts(NamedTuple):
    """How one anchor fares: since when it is tried, when and at which size it held last, how often in vain since then.

    `contradicts`: not only did it not hold, it says something else than the log.
    """

    kind: str
    target: str
    since: datetime
    size: int | None
    anchored_at: datetime | None
    failures: int
    attempted_at: datetime
    next_attempt_at: datetime
    error: str | None
    contradicts: bool


class AnchorRecords:
    """Reads them, and adds."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    def add_cosignature(self, one: Cosignature) -> None:
        """Keep a line that was verified."""
        self._done(ADD_COSIGNATURE, **one._asdict())

    def cosigned(self, origin: str, size: int) -> list[Cosignature]:
        """The latest line of each key below the checkpoint of this size."""
        rows = self._datastore.rows(COSIGNED, origin=origin, size=size)
        return [Cosignature(*row)._replace(key_id=bytes(row[3])) for row in rows]

    def last_cosigned(self, origin: str, witness: str, key_id: bytes) -> int | None:
        """The largest size of this log that this key has signed."""
        [(size,)] = self._datastore.rows(LAST_COSIGNED, origin=origin, witness=witness, key_id=key_id)
        return None if size is None else int(size)

    def add_stamp(self, one: TimeStamp) -> None:
        """Keep a response that was verified; the first of its slot, if several have asked."""
        self._done(ADD_STAMP, **one._asdict())

    def stamps(self, origin: str) -> list[TimeStamp]:
        """All of this log, the oldest first."""
        rows = self._datastore.rows(STAMPS, origin=origin)
        return [TimeStamp(*row)._replace(response=bytes(row[6])) for row in rows]

    def attempts(self) -> dict[Anchor, Attempts]:
        """How every anchor fares that was ever tried."""
        rows = [Attempts(*row) for row in self._datastore.rows(ATTEMPTS)]
        return {Anchor(Kind(row.kind), row.target): row for row in rows}

    def held(self, anchor: Anchor, size: int, *, at: datetime, next_at: datetime) -> None:
        """Put down that the log stands at this anchor with this size, as of now."""
        self._done(HELD, **anchor._asdict(), size=size, at=at, next=next_at)

    def failed(
        self, anchor: Anchor, error: str, *, contradicts: bool, at: datetime, next_at: datetime
    ) -> None:
        """Put down one more attempt in vain, and why."""
        self._done(FAILED, **anchor._asdict(), error=error, contradicts=contradicts, at=at, next=next_at)

    def _done(self, statement: str, **parameters: object) -> None:
        def done() -> None:
            with self._datastore.cursor() as cursor:
                cursor.execute(statement, parameters)

        self._datastore.retried(done)
