"""The case timeline as it is read: the events that concern a case, out of the log."""

from typing import cast
from uuid import UUID

from sqlalchemy import Engine, text

from domain.store import Entry, Recorded
from persistence.mapper import EnvelopeMapper
from persistence.records import EVENT_COLUMNS, recorded_event
from projections.reading import fetched

LINES = text(f"""
    SELECT {EVENT_COLUMNS}
      FROM read.case_timeline JOIN log.events USING (position)
     WHERE card_application_id = :card_application_id AND position <= coalesce(:until, position)
     ORDER BY position
""")  # noqa: S608  names of our own columns

mapper = EnvelopeMapper()


class CaseTimeline:
    """Answers from the tables of the timeline and the log."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, card_application_id: UUID, *, until: int | None = None) -> list[Recorded]:
        """The events that concern a case in the order of the log, as they were known at the position `until`."""
        asked = LINES.bindparams(card_application_id=card_application_id, until=until)
        entries = (recorded_event(tuple(row)) for row in fetched(self._engine, asked))
        return [Recorded(mapper.to_domain_event(entry), cast("Entry", entry)) for entry in entries]
