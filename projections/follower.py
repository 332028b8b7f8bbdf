"""One projection following the log: which page comes next, what it does to the rows, and how the projection fares with it.

    page     what comes next, or nothing
    fold     what a page does, ready to be written
    record   rows and positions of one step or several, committed together
    advance  all three, for one projection by itself

The position moves on only from where the page was read, and only while the tables are those that it was folded with. Whoever
comes second to a position, or to one that somebody holds, or after a swap, changes nothing.
"""

import logging
from collections.abc import Iterable, Sequence
from time import monotonic
from typing import NamedTuple

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

from persistence.datastore import Cursor, as_array
from projections.loading import Stored
from projections.log_reader import LogReader
from projections.pages import PAGE, Page, folded, next_page
from projections.projection import Projection
from projections.rows import Rows
from projections.schema import LIVE
from projections.stops import Fault, standing, stop, told

PAUSES = (0.1, 0.2, 0.5, 1.0, 2.0)  # before an event is tried again
OUTRUN_PAUSE = 0.02  # a rebuild holds the position while it takes the place of the live tables
FIRST_PAUSE, LONGEST_PAUSE = 0.1, 5.0  # before what passes by itself is looked at again
# Connection, read-only server, transaction rollback, resources, operator intervention, system: the event is not to blame.
PASSING = ("08", "25006", "40", "53", "55", "57", "58")

# Who is held up by somebody is left out, so that nobody waits for him.
MOVE_ON = """
      WITH free AS (SELECT projection FROM read.tracking
                      JOIN unnest(%(projections)s::text[], %(swaps)s::int[]) AS step (projection, swaps) USING (projection, swaps)
                     WHERE position = %(after)s FOR NO KEY UPDATE OF tracking SKIP LOCKED)
    UPDATE read.tracking AS known SET position = %(last)s FROM free WHERE known.projection = free.projection
    RETURNING known.projection
"""

log = logging.getLogger(__name__)


class OutrunByAnother(Exception):
    """Somebody else has taken in these events, holds the position or has swapped the tables; nothing of this attempt remains."""


class Follower:
    """Brings one projection up to the log, over one connection, which others may follow over as well."""

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
        self.rests_until = 0.0  # by the monotonic clock, 0 if it does not rest
        self._connection = connection
        self._pauses = pauses
        self._reader = reader
        self._page = self._size = page
        self._failures = self._delays = 0
        self._reached: int | None = None  # the position that this follower itself has moved to last
        self._swaps = 0  # of its tables, when it asked for its position

    def advance(self, since: float | None = None) -> bool:
        """Take in one page, if there is one and the projection may; whether there may be another behind it.

        Raises whatever keeps it from that. What comes to the log after `since`, by default now, is told to whoever
        listens to it.
        """
        page = self.page(since or monotonic())
        if page is None:
            return False
        step = self.fold(page)
        if not record(self._connection, [step]):
            self.is_outrun()
            raise OutrunByAnother
        return self.has_taken(page)

    def page(self, since: float, at_most: int = PAGE) -> Page | None:
        """What comes next; None if there is nothing or the projection is stopped."""
        size = min(self._size, at_most)
        after = self._standpoint()
        if after is None:
            return None
        if self._reader is not None:
            return self._reader.page(self.projection, after, size, since)
        with self._connection.cursor() as cursor:
            return next_page(cursor, self.projection.ignored, after, size)

    def fold(self, page: Page) -> "Step":
        """What the page does. Raises what keeps it from that."""
        if not page.events:
            return Step(self, page, Rows(), self._swaps)
        with self._connection.cursor() as cursor:
            rows = folded(self.projection, page, Stored(cursor, LIVE))
        return Step(self, page, rows, self._swaps)

    def has_taken(self, page: Page) -> bool:
        """The page is recorded; whether there may be another behind it."""
        self._reached = page.last
        is_full = page.last == page.after + self._size or page.last % PAGE == 0
        self._size, self._failures, self._delays = min(2 * self._size, self._page), 0, 0
        return is_full

    def is_outrun(self) -> None:
        """Another holds the position, or has moved it: where it is has to be asked again, in a while."""
        self._reached = None
        self.rests_until = monotonic() + OUTRUN_PAUSE

    def has_failed(self, error: Exception) -> None:
        """Wait for what passes; else narrow the page down to its first event, try that a few times, then stop."""
        self._reached = None
        if is_passing(error):
            self._try_again(error, min(FIRST_PAUSE * 2**self._delays, LONGEST_PAUSE))
            self._delays += 1
        elif self._size > 1:
            self._size = 1
        elif self._failures < len(self._pauses):
            self._try_again(error, self._pauses[self._failures])
            self._failures += 1
        else:
            self._failures = 0
            self._stop(error)

    def _standpoint(self) -> int | None:
        """Where to go on from, None while the projection is stopped. It is asked for after every step that failed."""
        if self._reached is None:
            with self._connection.cursor() as cursor:
                now = standing(cursor, self.projection.name)
            self._reached, self._swaps = None if now.is_stopped else now.position, now.swaps
        return self._reached

    def _try_again(self, error: Exception, pause: float) -> None:
        log.warning("%s fails, trying again: %s", self.projection.name, told(error))
        self.rests_until = monotonic() + pause

    def _stop(self, error: Exception) -> None:
        name = self.projection.name
        with self._connection.cursor() as cursor:
            position = standing(cursor, name).position + 1
            fault = Fault(position, _topic(cursor, position), type(error).__name__, told(error))
            stop(cursor, name, fault)
        log.error(
            "projection %s stopped at position %d (%s): %s: %s", name, *fault, extra={"projection": name}
        )


class Step(NamedTuple):
    """A page that is folded, with tables that had been swapped so often, and not yet recorded."""

    follower: Follower
    page: Page
    rows: Rows
    swaps: int


def record(connection: Connection, steps: Sequence[Step]) -> list[Step]:
    """Rows and positions of steps over the same page, together; those that nobody was faster with. A position alone is one statement."""
    with connection.cursor() as cursor:
        if not any(step.page.events for step in steps):
            return move_on(cursor, steps)
        with connection:
            return write_rows(cursor, move_on(cursor, steps))


def move_on(cursor: Cursor, steps: Sequence[Step]) -> list[Step]:
    """First of all, so that a second writer finds the position held or taken."""
    after, last, _ = steps[0].page
    names = as_array(step.follower.projection.name for step in steps)
    swaps = as_array(step.swaps for step in steps)
    cursor.execute(MOVE_ON, {"projections": names, "swaps": swaps, "after": after, "last": last})
    moved = {name for (name,) in cursor}
    return [step for step in steps if step.follower.projection.name in moved]


def write_rows(cursor: Cursor, steps: Iterable[Step]) -> list[Step]:
    """What the steps do to the live tables."""
    written = []
    for step in steps:
        step.rows.write(cursor, LIVE)
        written.append(step)
    return written


def is_passing(error: Exception) -> bool:
    """Whether time may mend this, whatever the event says."""
    return isinstance(error, psycopg2.Error) and error.pgcode is not None and error.pgcode.startswith(PASSING)


def _topic(cursor: Cursor, position: int) -> str | None:
    cursor.execute("SELECT topic FROM log.events WHERE position = %s", (position,))
    return next((topic for (topic,) in cursor), None)
