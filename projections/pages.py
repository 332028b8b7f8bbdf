"""Reading the log page by page, and folding a page into what it does to a projection's rows.

A page is a stretch of positions, which have no gaps. Events that the projection ignores are passed over on
the server, so that a stretch of nothing but those costs one short question.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from itertools import islice
from typing import Any, NamedTuple

from domain.base import Event
from persistence.datastore import Cursor
from persistence.mapper import EnvelopeMapper, UnreadableEvent
from persistence.records import READING_COLUMNS, identified_notification
from projections.loading import Stored
from projections.projection import Projection
from projections.rows import Rows

PAGE = 4000  # a longer one saves no more, and holds up whoever follows beside it
GUESSES = 3  # how often a page is folded on guesses: a row may say which other row is wanted
FEW = 8  # so few rows are loaded one by one

# One statement sees one state of the log: no event lies between the last position and the events.
EVENTS = f"""
    SELECT {READING_COLUMNS}, last
      FROM (SELECT max(position) AS last FROM log.events
             WHERE position > %(after)s AND position <= %(furthest)s) AS stretch
      LEFT JOIN log.events ON position > %(after)s AND position <= %(furthest)s AND NOT topic = ANY (%(ignored)s)
     WHERE last IS NOT NULL
     ORDER BY position
"""  # noqa: S608  names of our own columns

mapper = EnvelopeMapper()


class Entry:
    """An event of the log as it was read, decoded once for everybody who takes it. What it was read from is kept no longer."""

    __slots__ = ("_read", "position", "topic")

    def __init__(self, row: tuple[Any, ...]) -> None:
        self.position: int = row[0]
        self.topic: str = row[3]
        self._read: tuple[Any, ...] | Event = row

    @property
    def event(self) -> Event:
        """Raises `UnreadableEvent`. Of two threads that ask at once both decode it, which does no harm."""
        read = self._read
        if isinstance(read, tuple):
            read = self._read = mapper.to_domain_event(identified_notification(read))
        return read


class Page(NamedTuple):
    """The events after one position up to another, without those that are ignored."""

    after: int
    last: int
    events: list[Entry]


def next_page(cursor: Cursor, ignored: Iterable[str], after: int, size: int = PAGE) -> Page | None:
    """What comes after this position but for events of the ignored topics, None if nothing does."""
    cursor.execute(EVENTS, {"after": after, "furthest": after + size, "ignored": list(ignored)})
    rows = cursor.fetchall()
    if not rows:
        return None
    events = [Entry(row[:-1]) for row in rows if row[0] is not None]
    return Page(after, rows[0][-1], events)


def folded(projection: Projection, page: Page, stored: Stored) -> Rows:
    """The rows with what the events of the page do to them, all of them or an error that notes at which."""
    _ask(projection, page, stored)
    for _ in range(GUESSES):
        rows = Rows(stored.guess)
        failures = list(_failures(projection, page, rows))
        if not stored.wants:  # so nothing was guessed, and no failure is for want of a row
            return _settled(projection, rows, failures)
        if stored.wants <= FEW:
            break
        stored.fetch()
    rows = Rows(stored.load)
    return _settled(projection, rows, islice(_failures(projection, page, rows), 1))


def _ask(projection: Projection, page: Page, stored: Stored) -> None:
    """Get to know what the projection says that it looks at. An event that cannot be read is told when it is taken in."""
    with suppress(UnreadableEvent):
        for entry in page.events:
            for question in projection.questions_of(entry.topic):
                for table, wanted in question(entry.event):
                    stored.note(table, wanted)
    stored.fetch()


def _failures(projection: Projection, page: Page, rows: Rows) -> Iterator[tuple[Entry, Exception]]:
    """Let every event do all that it can."""
    for entry in page.events:
        position = entry.position
        for case in projection.cases_of(entry.topic):
            try:
                case(rows, entry.event, position)
            except Exception as error:  # noqa: BLE001  raised once everything is settled
                yield entry, error


def _settled(projection: Projection, rows: Rows, failures: Iterable[tuple[Entry, Exception]]) -> Rows:
    for entry, error in failures:
        error.add_note(f"while {projection.name} took in {entry.topic} at position {entry.position}")
        raise error
    return rows
