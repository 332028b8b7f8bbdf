"""Every event that says anything of a person (本人相关事件): found by the subject, wherever in the log it stands.

The whole log is read, which takes a second for a million events: it is asked when a person wants to know what is held.
"""

from collections.abc import Iterable
from uuid import UUID

from persistence.datastore import Datastore, as_array
from persistence.records import EVENT_COLUMNS, RecordedEvent, recorded_event

NAMING = f"""
    SELECT {EVENT_COLUMNS} FROM log.events
     WHERE position <= %(until)s
       AND (originator_id = ANY (%(subjects)s::uuid[])
            OR EXISTS (SELECT FROM unnest(%(subjects)s::text[]) AS one
                        WHERE position(convert_to(one, 'UTF8') IN state) > 0))
     ORDER BY position
"""  # noqa: S608  names of our own columns


class SubjectSearch:
    """Finds the events that name a subject: as whose they are, as somebody's id, or by a fact that is sealed for it."""

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def events_naming(self, subjects: Iterable[UUID], *, until: int) -> list[RecordedEvent]:
        """All of them up to a position, in the order of the log."""
        rows = self.datastore.rows(NAMING, subjects=as_array(map(str, subjects)), until=until)
        return [recorded_event(row) for row in rows]
