"""Comparing the log with a copy of it, and putting back what was altered (篡改后的比对与恢复).

A checkpoint from outside says what every event was. So of each event it is known whether the log has it as it was, and whether the
copy has. Only what the copy has and the log has not is put back, as the owner, in one transaction at whose end the log has the root
of the checkpoint. The rows that were found are kept in `log.restorations`. The vault, which had read what was altered, then follows
the log anew; but a key that is destroyed stays so, and nothing that is not proved may bring that about.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice
from typing import Any
from uuid import UUID

from psycopg2 import DataError

from persistence.backup import BackupImpossible
from persistence.backup.loading import follow_anew
from persistence.datastore import Cursor
from persistence.event_record import event_record, read_event_record
from persistence.exported_log import Entry, ExportedLog
from persistence.records import EVENT_COLUMNS, RecordedNotification, recorded_notification
from persistence.transparency_log import LOGS, Log, log_from
from transparency.checkpoint import Checkpoint
from transparency.tree import leaf_hash

EVENTS = f"SELECT {EVENT_COLUMNS} FROM log.events WHERE position = ANY (%s) ORDER BY position"  # noqa: S608
COLUMNS = tuple(EVENT_COLUMNS.split(", "))
AT_ONCE = 1_000
KEEP_EVIDENCE = """
    INSERT INTO log.restorations (restored_by, what, position, source, checkpoint, found, reason)
    SELECT %(by)s, 'event', wanted, %(source)s, %(checkpoint)s, to_jsonb(e), %(reason)s
      FROM unnest(%(positions)s::bigint[]) AS wanted LEFT JOIN log.events e ON e.position = wanted ORDER BY wanted
"""
PUT_BACK = f"""
    INSERT INTO log.events ({EVENT_COLUMNS}) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
"""  # noqa: S608  names of our own columns
# Nobody appends or reads meanwhile; the trigger is back before anybody does.
OPEN_THE_LOG = "LOCK TABLE log.append_order, log.events; ALTER TABLE log.events DISABLE TRIGGER append_only"
CLOSE_THE_LOG = "ALTER TABLE log.events ENABLE ALWAYS TRIGGER append_only"
ERASURE = "Talent.Erased"
DESTROYED = "SELECT subject FROM vault.keys WHERE destroyed_at IS NOT NULL"


class State(StrEnum):
    """How an event is found, held against what was covered."""

    AS_IT_WAS = "as it was"
    ALTERED = "altered"
    MISSING = "missing"


class NotMended(BackupImpossible):
    """The log would not have had the root of the checkpoint: nothing was changed."""


class UnknownLog(BackupImpossible):
    """The checkpoint is of no log that this database has."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An event that the log or the copy does not have as it was; `columns` are those in which the log's differs from what it was."""

    position: int
    in_log: State
    in_copy: State
    columns: tuple[str, ...]
    was: RecordedNotification | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """What came of it: how many events the checkpoint covers, and what differs."""

    checkpoint: Checkpoint
    covered: int
    differences: tuple[Difference, ...]

    @property
    def to_mend(self) -> list[RecordedNotification]:
        """What the log has lost and the copy has, as it was."""
        return [
            one.was for one in self.differences if one.in_log is not State.AS_IT_WAS and one.was is not None
        ]

    @property
    def lost(self) -> list[int]:
        """What neither of the two has as it was."""
        return [
            one.position for one in self.differences if one.in_log is not State.AS_IT_WAS and one.was is None
        ]


@dataclass(frozen=True, slots=True)
class Mending:
    """Which positions were put back; and why the vault has not followed the log anew, if it has not."""

    positions: list[int]
    not_followed: str | None = None


def compared(cursor: Cursor, copy: ExportedLog, checkpoint: Checkpoint) -> Comparison:
    """Hold log and copy against the checkpoint, event by event. Raises `CopyUnusable` and `UnknownLog`."""
    log = _log_of(cursor, checkpoint)
    leaves = copy.leaves(checkpoint)
    differences: list[Difference] = []
    for page in _pages(entry for entry in copy.entries(leaves) if entry.index >= log.references):
        found = _found(cursor, [log.position_of(entry.index) for entry in page])
        for entry in page:
            position = log.position_of(entry.index)
            differences += _difference(position, entry, found.get(position))
    return Comparison(checkpoint, len(leaves) - log.references, tuple(differences))


def mend(
    cursor: Cursor,
    comparison: Comparison,
    copy: ExportedLog,
    *,
    by: str,
    source: str,
    checkpoint: str,
    reason: str,
) -> Mending:
    """Put back what the copy has as it was, in the owner's transaction. Raises `NotMended`."""
    events = comparison.to_mend
    positions = [event.id for event in events]
    told = {"by": by, "source": source, "checkpoint": checkpoint, "reason": reason, "positions": positions}
    cursor.execute(OPEN_THE_LOG)
    cursor.execute(KEEP_EVIDENCE, told)
    cursor.execute("DELETE FROM log.events WHERE position = ANY (%s)", (positions,))
    for event in events:
        cursor.execute(PUT_BACK, _row(event))
    cursor.execute("DELETE FROM log.snapshots")  # they may have been computed from what was altered
    cursor.execute(CLOSE_THE_LOG)
    after = compared(cursor, copy, comparison.checkpoint)
    if after.to_mend or after.lost != comparison.lost:
        raise NotMended("the log would not read as it was: nothing was changed")
    return Mending(positions, _followed_anew(cursor, events))


def _followed_anew(cursor: Cursor, put_back: Sequence[RecordedNotification]) -> str | None:
    """Have the vault follow anew, or say why it cannot: nobody is erased but by an event that was put back, which is proved.

    What it had read it has carried out. An erasure that only now comes about has therefore been altered since, or forged.
    """
    before = _destroyed(cursor)
    cursor.execute("SAVEPOINT as_it_had_followed")
    try:
        follow_anew(cursor)
        unproved = _destroyed(cursor) - before - _subjects_of_erasures(put_back)
        why = (
            f"it would erase {', '.join(sorted(map(str, unproved)))}, and nothing proves that"
            if unproved
            else None
        )
    except DataError:
        why = "an event that it would have to read says nothing that can be read"
    if why is not None:
        cursor.execute("ROLLBACK TO SAVEPOINT as_it_had_followed")
    return why


def _destroyed(cursor: Cursor) -> set[UUID]:
    cursor.execute(DESTROYED)
    return {subject for (subject,) in cursor.fetchall()}


def _subjects_of_erasures(events: Iterable[RecordedNotification]) -> set[UUID]:
    erasures = (json.loads(event.state) for event in events if event.topic == ERASURE)
    return {UUID(subject) for erasure in erasures for subject in erasure["subjects"]}


def _log_of(cursor: Cursor, checkpoint: Checkpoint) -> Log:
    cursor.execute(LOGS)
    logs = [log_from(row) for row in cursor.fetchall()]
    found = next((log for log in logs if log.origin == checkpoint.origin), None)
    if found is None:
        raise UnknownLog(f"the checkpoint is of {checkpoint.origin}, which is no log of this database")
    return found


def _found(cursor: Cursor, positions: list[int]) -> dict[int, RecordedNotification]:
    cursor.execute(EVENTS, (positions,))
    return {event.id: event for event in map(recorded_notification, cursor.fetchall())}


def _difference(position: int, entry: Entry, found: RecordedNotification | None) -> Iterator[Difference]:
    """What differs at a position, if anything does."""
    was = None if entry.record is None else read_event_record(entry.record)
    in_copy = State.MISSING if was is None else State.AS_IT_WAS
    if found is None:
        yield Difference(position, State.MISSING, in_copy, (), was)
    elif leaf_hash(event_record(found)) != entry.leaf:
        yield Difference(position, State.ALTERED, in_copy, _columns(found, was), was)
    elif was is None:
        yield Difference(position, State.AS_IT_WAS, in_copy, (), None)


def _columns(found: RecordedNotification, was: RecordedNotification | None) -> tuple[str, ...]:
    if was is None:
        return ()
    return tuple(
        column for column, here, there in zip(COLUMNS, _row(found), _row(was), strict=True) if here != there
    )


def _row(event: RecordedNotification) -> tuple[Any, ...]:
    """In the order of `EVENT_COLUMNS`."""
    return (
        event.id,
        event.originator_id,
        event.originator_version,
        event.topic,
        event.state,
        event.event_id,
        event.command_id,
        event.correlation_id,
        event.causation_id,
        event.recorded_at,
    )


def _pages(entries: Iterator[Entry]) -> Iterator[list[Entry]]:
    while page := list(islice(entries, AT_ONCE)):
        yield page
