"""Reading the log page by page, and folding a page into what it does to a projection's rows.

A page is a stretch of positions, which have no gaps. Events that the projection ignores are passed over on
the server, so that a stretch of nothing but those costs one short question.
"""

from typing import NamedTuple

from persistence.datastore import Cursor
from persistence.mapper import EnvelopeMapper
from persistence.records import EVENT_COLUMNS, RecordedNotification, recorded_notification
from projections.projection import Projection
from projections.rows import Rows

PAGE = 1000

# One statement sees one state of the log: no event lies between the last position and the events.
EVENTS = f"""
    SELECT {EVENT_COLUMNS}, last
      FROM (SELECT max(position) AS last FROM log.events
             WHERE position > %(after)s AND position <= %(furthest)s) AS stretch
      LEFT JOIN log.events ON position > %(after)s AND position <= %(furthest)s AND NOT topic = ANY (%(ignored)s)
     WHERE last IS NOT NULL
     ORDER BY position
"""  # noqa: S608  names of our own columns

mapper = EnvelopeMapper()


class UndeclaredTopic(LookupError):
    """An event that the projection neither takes nor ignores: it may be newer than this program."""

    def __init__(self, projection: Projection, topic: str) -> None:
        super().__init__(f"{projection.name} neither takes nor ignores {topic}")


class Page(NamedTuple):
    """The events after one position up to another, without those that are ignored."""

    after: int
    last: int
    events: list[RecordedNotification]


def next_page(cursor: Cursor, projection: Projection, after: int, size: int = PAGE) -> Page | None:
    """What comes after this position, None if nothing does."""
    cursor.execute(EVENTS, {"after": after, "furthest": after + size, "ignored": list(projection.ignored)})
    rows = cursor.fetchall()
    if not rows:
        return None
    events = [recorded_notification(row[:-1]) for row in rows if row[0] is not None]
    return Page(after, rows[0][-1], events)


def folded(projection: Projection, page: Page, rows: Rows) -> Rows:
    """The rows with what the events of the page do to them, all of them or an error that notes at which."""
    for recorded in page.events:
        try:
            _take_in(projection, recorded, rows)
        except Exception as error:
            error.add_note(f"while {projection.name} took in {recorded.topic} at position {recorded.id}")
            raise
    return rows


def _take_in(projection: Projection, recorded: RecordedNotification, rows: Rows) -> None:
    if recorded.topic not in projection.taken:
        raise UndeclaredTopic(projection, recorded.topic)
    projection.apply(rows, mapper.to_domain_event(recorded), recorded.id)
