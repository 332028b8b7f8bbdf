"""One projection following the log: pages folded, rows and position committed together.

    advance   one page, or nothing: the position moves on only from where the page was read
    catch_up  page after page; narrows down an event that cannot be processed, tries it again, then stops

Whoever comes second to a position changes nothing: its rows go back with the position it failed to take.
"""

import logging
from collections.abc import Sequence
from threading import Event
from time import monotonic

import psycopg2
from eventsourcing.persistence import PersistenceError
from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

from persistence.datastore import Cursor
from projections.loading import Stored
from projections.log_reader import LogReader
from projections.pages import PAGE, Page, folded, next_page
from projections.projection import Projection
from projections.rows import Rows
from projections.schema import LIVE
from projections.stops import Fault, standing, stop, told

PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0)  # before an event is tried again
# Connection, read-only server, transaction rollback, resources, operator intervention, system: the event is not to blame.
PASSING = ("08", "25006", "40", "53", "55", "57", "58")

MOVE_ON = """
    INSERT INTO read.tracking AS known (projection, position) VALUES (%(projection)s, %(last)s)
    ON CONFLICT (projection) DO UPDATE SET position = excluded.position WHERE known.position = %(after)s
    RETURNING position
"""

log = logging.getLogger(__name__)


class OutrunByAnother(Exception):
    """Somebody else has taken in these events; nothing of this attempt remains."""


class Follower:
    """Brings one projection up to the log, over one connection."""

    def __init__(
        self,
        projection: Projection,
        connection: Connection,
        *,
        pauses: Sequence[float] = PAUSES,
        page: int = PAGE,
        reader: LogReader | None = None,
    ) -> None:
        """`pauses` lie between the tries of an event that fails, `page` is the most that is taken in at once.

        `reader` reads for other projections of the process as well; without one the log is read over the connection.
        """
        self.projection = projection
        self._connection = connection
        self._pauses = pauses
        self._reader = reader
        self._page = self._size = page
        self._failures = 0
        self._reached: int | None = None  # the position that this follower itself has moved to last

    def catch_up(self, ending: Event) -> None:
        """Take in all there is. Ends when nothing is left, when the projection stops, or when told to."""
        since = monotonic()
        while not ending.is_set() and self._take_in_or_fail(ending, since):
            pass

    def advance(self, since: float | None = None) -> bool:
        """Take in one page, if there is one and the projection may; whether there may be another behind it.

        Raises whatever keeps it from that. What comes to the log after `since`, by default now, is told to whoever
        listens to it.
        """
        with self._connection.cursor() as cursor:
            after = self._standpoint(cursor)
            page = None if after is None else self._read(cursor, after, since or monotonic())
            if page is None:
                self._reached = after
                return False
            rows = folded(self.projection, page, Stored(cursor, LIVE))
        self._record(page, rows)
        self._reached = page.last
        return page.last == page.after + self._size or page.last % PAGE == 0

    def _read(self, cursor: Cursor, after: int, since: float) -> Page | None:
        if self._reader is None:
            return next_page(cursor, self.projection.ignored, after, self._size)
        return self._reader.page(self.projection, after, self._size, since)

    def _standpoint(self, cursor: Cursor) -> int | None:
        """Where to go on from, None while the projection is stopped. It is forgotten until a step has succeeded."""
        reached, self._reached = self._reached, None
        if reached is not None:
            return reached
        now = standing(cursor, self.projection.name)
        return None if now.is_stopped else now.position

    def _record(self, page: Page, rows: Rows) -> None:
        """Rows and position, together; a position alone is one statement."""
        with self._connection.cursor() as cursor:
            if page.events:
                with self._connection:
                    self._move_on(cursor, page)
                    rows.write(cursor, LIVE)
            else:
                self._move_on(cursor, page)

    def _move_on(self, cursor: Cursor, page: Page) -> None:
        """First of all, so that a second writer waits here and then finds the position taken."""
        cursor.execute(MOVE_ON, {"projection": self.projection.name, "after": page.after, "last": page.last})
        if cursor.fetchone() is None:
            raise OutrunByAnother

    def _take_in_or_fail(self, ending: Event, since: float) -> bool:
        """Whether to go on."""
        try:
            moved = self.advance(since)
        except OutrunByAnother:
            return True
        except Exception as error:
            if is_passing(error):
                raise
            return self._failed(error, ending)
        self._size, self._failures = min(2 * self._size, self._page), 0
        return moved

    def _failed(self, error: Exception, ending: Event) -> bool:
        """Narrow the page down to its first event, then try that a few times, then stop."""
        if self._size > 1:
            self._size = 1
            return True
        self._failures += 1
        if self._failures <= len(self._pauses):
            log.warning("%s fails, trying again: %s", self.projection.name, told(error))
            ending.wait(self._pauses[self._failures - 1])
            return True
        self._failures = 0
        self._stop(error)
        return False

    def _stop(self, error: Exception) -> None:
        name = self.projection.name
        with self._connection.cursor() as cursor:
            position = standing(cursor, name).position + 1
            fault = Fault(position, _topic(cursor, position), type(error).__name__, told(error))
            stop(cursor, name, fault)
        log.error(
            "projection %s stopped at position %d (%s): %s: %s", name, *fault, extra={"projection": name}
        )


def is_passing(error: Exception) -> bool:
    """Whether time or another connection may mend this, whatever the event says."""
    if isinstance(error, psycopg2.Error) and error.pgcode is not None:
        return error.pgcode.startswith(PASSING)
    return isinstance(error, psycopg2.OperationalError | psycopg2.InterfaceError | PersistenceError)


def _topic(cursor: Cursor, position: int) -> str | None:
    cursor.execute("SELECT topic FROM log.events WHERE position = %s", (position,))
    return next((topic for (topic,) in cursor), None)
