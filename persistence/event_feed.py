"""The feed of all events (事件流): read on from a position, those alone that are asked for.

A page looks at so many positions and no more, whatever is asked: who asks for what is rare reads on from where it ended.
"""

from dataclasses import dataclass
from uuid import UUID

from persistence.datastore import Datastore
from persistence.records import EVENT_COLUMNS, RecordedEvent, recorded_event

MOST_LOOKED_AT = 10_000

PAGE = f"""
    SELECT {EVENT_COLUMNS} FROM log.events
     WHERE position > %(after)s AND position <= %(until)s
       AND (%(topic)s IS NULL OR topic = %(topic)s OR split_part(topic, '.', 1) = %(topic)s)
       AND (%(thing_id)s IS NULL OR originator_id = %(thing_id)s::uuid)
       AND (%(actor)s IS NULL OR convert_from(state, 'UTF8')::jsonb #>> '{{envelope,actor}}' = %(actor)s)
       AND (%(function)s IS NULL OR convert_from(state, 'UTF8')::jsonb #>> '{{envelope,function}}' = %(function)s)
       AND (%(area)s IS NULL OR convert_from(state, 'UTF8')::jsonb #>> '{{envelope,area}}' = %(area)s)
     ORDER BY position LIMIT %(limit)s
"""  # noqa: S608  names of our own columns


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """What is looked for: a topic or a kind of thing, one thing, who decided, in which office."""

    topic: str | None = None
    thing_id: UUID | None = None
    actor: str | None = None
    function: str | None = None
    area: str | None = None


@dataclass(frozen=True, slots=True)
class EventPage:
    """The events of a page in the order of the log, and the position up to which was looked."""

    events: list[RecordedEvent]
    reached: int


class EventFeed:
    """Reads the log as a whole."""

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def page(self, wanted: EventFilter, *, after: int, until: int, limit: int) -> EventPage:
        """At most so many events behind the position `after`, none behind `until`."""
        end = min(until, after + MOST_LOOKED_AT)
        thing_id = None if wanted.thing_id is None else str(wanted.thing_id)
        rows = self.datastore.rows(
            PAGE,
            after=after,
            until=end,
            limit=limit,
            topic=wanted.topic,
            thing_id=thing_id,
            actor=wanted.actor,
            function=wanted.function,
            area=wanted.area,
        )
        events = [recorded_event(row) for row in rows]
        is_full = len(events) == limit
        return EventPage(events, events[-1].position if is_full else max(end, after))
