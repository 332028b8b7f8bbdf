"""A projection that met an event it could not process stands still where everybody sees it (停摆).

It goes on by an explicit act alone: a restart, `resume`, or a rebuild. No event is ever skipped.
"""

from pathlib import Path
from traceback import extract_tb
from typing import NamedTuple

import psycopg2

from persistence.datastore import Cursor
from persistence.mapper import UnreadableEvent
from projections.projection import UndeclaredTopic
from projections.rows import RowMissing

STOP = """
    INSERT INTO read.projections (projection, state, since, failed_position, failed_topic, error, message)
    VALUES (%(projection)s, 'stopped', clock_timestamp(), %(position)s, %(topic)s, %(error)s, %(message)s)
    ON CONFLICT (projection) DO UPDATE
       SET state = excluded.state, since = excluded.since, failed_position = excluded.failed_position,
           failed_topic = excluded.failed_topic, error = excluded.error, message = excluded.message
"""
# The projector that leads waits for the log, so it is told over the log's channel.
RESUME = """
    UPDATE read.projections
       SET state = 'running', since = clock_timestamp(),
           failed_position = NULL, failed_topic = NULL, error = NULL, message = NULL
     WHERE projection = %(projection)s AND state = 'stopped';
    NOTIFY log_events;
"""
# There is a position to move on from, even where nothing was taken in yet.
STANDING = """
    INSERT INTO read.tracking (projection, position) VALUES (%(projection)s, 0) ON CONFLICT DO NOTHING;
    SELECT position, swaps,
           EXISTS (SELECT FROM read.projections WHERE projection = %(projection)s AND state = 'stopped')
      FROM read.tracking WHERE projection = %(projection)s
"""


class Standing(NamedTuple):
    """Where a projection stands, in the how many times swapped tables, and whether it may go on."""

    position: int
    swaps: int
    is_stopped: bool


class Fault(NamedTuple):
    """What stopped a projection, in words that quote nothing out of the event."""

    position: int
    topic: str | None
    error: str
    message: str


def standing(cursor: Cursor, name: str) -> Standing:
    cursor.execute(STANDING, {"projection": name})
    return Standing(*cursor.fetchall()[0])


def stop(cursor: Cursor, name: str, fault: Fault) -> None:
    """Put on record that the projection goes no further, and why."""
    cursor.execute(STOP, {"projection": name} | fault._asdict())


def resume(cursor: Cursor, name: str) -> None:
    """Let the projection try again, if it was stopped."""
    cursor.execute(RESUME, {"projection": name})


def told(error: Exception) -> str:
    """What may be said about an error: our own words, or where it arose, since another's may quote the event."""
    if isinstance(error, RowMissing | UndeclaredTopic | UnreadableEvent):
        return str(error)
    if isinstance(error, psycopg2.Error):
        diagnosis = error.diag
        parts = (error.pgcode, diagnosis.table_name, diagnosis.column_name, diagnosis.constraint_name)
        return "refused by the database: " + ", ".join(part for part in parts if part)
    where = extract_tb(error.__traceback__)[-1]
    return f"raised at {Path(where.filename).name}:{where.lineno}"
