"""The case timeline as it is read: the events that concern a case, out of the log.

of           its course: the case, its place, its batches, its card's grant and end, as every office is told it
all_about    its history: that, and with all their events what is the case's own, as an auditor is told it
"""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import Engine, TextClause, text

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

# By the keys of the log alone: so many look-ups as the history has events, however many cases there are.
EVERYTHING = text(f"""
    WITH told AS (
        SELECT position FROM read.case_timeline WHERE card_application_id = :card_application_id
        UNION
        SELECT position FROM read.case_timeline_beside WHERE card_application_id = :card_application_id
        UNION
        SELECT position FROM read.case_timeline_things JOIN log.events ON originator_id = thing_id
         WHERE card_application_id = :card_application_id
    )
    SELECT {EVENT_COLUMNS} FROM told JOIN log.events USING (position)
     WHERE position <= coalesce(:until, position)
     ORDER BY position
""")  # noqa: S608  names of our own columns

# What is in a report is not told: it is the report's own, and long. That it was compiled stands with its sign-off.
REPORTS = text(f"""
    SELECT {EVENT_COLUMNS} FROM log.events
     WHERE originator_id = ANY (:ids) AND topic <> 'QuarterlyReport.Compiled' AND position <= :until
     ORDER BY position
""")  # noqa: S608  names of our own columns

mapper = EnvelopeMapper()


class CaseTimeline:
    """Answers from the tables of the timeline and the log."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, card_application_id: UUID, *, until: int | None = None) -> list[Recorded]:
        """The events that concern a case in the order of the log, as they were known at the position `until`."""
        return self._told(LINES, card_application_id, until)

    def all_about(self, card_application_id: UUID, *, until: int | None = None) -> list[Recorded]:
        """The same with all that stands beside it: of its card, panels, attachments, notes, demands, and productions."""
        return self._told(EVERYTHING, card_application_id, until)

    def of_reports(self, ids: Sequence[UUID], *, until: int) -> list[Recorded]:
        """What was done about these quarterly reports, in the order of the log."""
        return self._recorded(REPORTS.bindparams(ids=[*ids], until=until))

    def _told(self, question: TextClause, card_application_id: UUID, until: int | None) -> list[Recorded]:
        return self._recorded(question.bindparams(card_application_id=card_application_id, until=until))

    def _recorded(self, asked: TextClause) -> list[Recorded]:
        entries = (recorded_event(tuple(row)) for row in fetched(self._engine, asked))
        return [Recorded(mapper.to_domain_event(entry), cast("Entry", entry)) for entry in entries]
