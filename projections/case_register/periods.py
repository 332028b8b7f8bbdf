"""Periods of a case (知悉期间、生效期间): how it was known to stand from one position of the log until another, of which days.

Where cases stand now, which is asked every hour, is a table of its own. Whatever changes there begins another period here.
"""

from datetime import date
from uuid import UUID

from domain.aggregates import Panel
from domain.base import Event
from domain.case_events import CaseEvent
from projections import knowledge
from projections.case_register.register import case_register
from projections.case_register.tables import cases, enterprises, periods
from projections.rows import Row, Rows

OF_CASE = tuple(str(name) for name in periods.c.keys() if name in cases.c)  # noqa: SIM118  names, not columns


def keep(rows: Rows, case_id: UUID, position: int, since: date) -> None:
    """From this position on the case is known to stand as it does now; what is another, has been so from a day on."""
    now = rows.the(cases, case_id)
    facts: Row = {name: now.get(name) for name in OF_CASE}
    facts["enterprise_name"] = rows.the(enterprises, now["enterprise_id"])["name"]
    if known := knowledge.present(rows, periods, card_application_id=case_id):
        knowledge.learn_change(rows, periods, known, facts, position, since)
    else:
        knowledge.begin(rows, periods, facts, position, since)


@case_register.after_any(CaseEvent)
def _case_moved(rows: Rows, event: CaseEvent, position: int) -> None:
    """The last of all that an event of a case does: it is imported behind the others."""
    keep(rows, event.originator_id, position, event.envelope.effective_on)


@case_register.after_any(Panel.Concluded)
def _panel_concluded(rows: Rows, event: Panel.Concluded, position: int) -> None:
    keep(rows, event.card_application_id, position, event.envelope.effective_on)


@case_register.after_any(Panel.ConclusionContested)
def _conclusion_contested(rows: Rows, event: Panel.ConclusionContested, position: int) -> None:
    keep(rows, event.card_application_id, position, event.envelope.effective_on)


def keep_all(rows: Rows, case_ids: list[UUID], event: Event, position: int) -> None:
    """These cases stand otherwise for what has happened to their enterprise."""
    for case_id in case_ids:
        keep(rows, case_id, position, event.envelope.effective_on)
