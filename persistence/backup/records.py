"""The root over the event records (记录根): what a copy of a log is held to, whatever else has become of it."""

from collections.abc import Iterator
from itertools import islice

from persistence.backup import BackupImpossible
from persistence.datastore import Cursor
from persistence.event_record import event_record
from persistence.records import EVENT_COLUMNS, RecordedNotification, recorded_notification
from persistence.transparency_log import LOGS, Log, log_from
from transparency.tiles import Edge
from transparency.tree import leaf_hash

HAS_LOGS = "SELECT to_regclass('transparency.logs') IS NOT NULL"
AT_ONCE = 2_000
SELECT_PAGE = f"""
    SELECT {EVENT_COLUMNS} FROM log.events WHERE position > %s AND position <= %s ORDER BY position LIMIT {AT_ONCE}
"""  # noqa: S608  names of our own columns


class PositionsBroken(BackupImpossible):
    """Positions are not 1, 2, 3 … : an event is missing, or one too many."""


def events_of(cursor: Cursor, first: int, last: int) -> Iterator[RecordedNotification]:
    """The events of these positions, in order, in pieces that fit into memory. Raises `PositionsBroken`."""
    expected = first
    while expected <= last:
        cursor.execute(SELECT_PAGE, (expected - 1, last))
        page = [recorded_notification(row) for row in cursor.fetchall()]
        for event in page:
            if event.id != expected:
                break
            yield event
            expected += 1
        if not page or page[-1].id != expected - 1:
            raise PositionsBroken(f"the event at position {expected} is missing")


def records_root(cursor: Cursor, last: int) -> bytes:
    """The root of the tree over the records of the events 1 to `last`. Raises `PositionsBroken`."""
    return _root(Edge(), events_of(cursor, 1, last))


def logs_of(cursor: Cursor) -> list[Log]:
    """The transparency logs that are kept in this database; none in one of before there were any."""
    cursor.execute(HAS_LOGS)
    if cursor.fetchall() == [(False,)]:
        return []
    cursor.execute(LOGS)
    return [log_from(row) for row in cursor.fetchall()]


def covered_root(cursor: Cursor, log: Log) -> bytes:
    """The root that the events have which the newest checkpoint of a log covers. Raises `PositionsBroken`."""
    edge = Edge()
    if log.reference is not None and log.size:
        edge.extend([leaf_hash(log.reference)])
    return _root(edge, events_of(cursor, log.first_position, log.covered_position))


def _root(edge: Edge, events: Iterator[RecordedNotification]) -> bytes:
    while page := [leaf_hash(event_record(event)) for event in islice(events, AT_ONCE)]:
        edge.extend(page)
    return edge.root()
