"""What several events do to the case register alike: a case stands elsewhere, something waits, somebody has acted."""

from typing import Any

from domain.aggregates.panel import Panel
from domain.case_chapters import province
from domain.case_chapters.province import STATUS_AFTER
from domain.case_events import CaseEvent, PassingEvent
from domain.case_state import SUBMISSION
from domain.cases import ProvincialResult
from projections.case_register.entries import EntryKind, HandbackKind
from projections.case_register.tables import actors, cases, escalations, handbacks
from projections.rows import Rows

NO_ENTRY: dict[str, Any] = {
    "entry": None,
    "entered_result": None,
    "entered_by": None,
    "entered_for": None,
    "entered_on": None,
    "entered_position": None,
}

NOT_SUSPENDED: dict[str, Any] = {"suspended_on": None, "suspension_ground": None}


def stands_now(rows: Rows, event: CaseEvent, position: int, **facts: Any) -> None:
    """The case stands otherwise from now on."""
    since = {"since_on": event.envelope.effective_on, "since_position": position}
    rows.change(cases, event.originator_id, **since, **facts)


def passed_on(rows: Rows, event: PassingEvent, position: int, **facts: Any) -> None:
    stands_now(rows, event, position, step=event.next_step, is_returned=False, **facts)


def given_back(rows: Rows, event: CaseEvent, position: int, kind: HandbackKind) -> None:
    rows.put(handbacks, card_application_id=event.originator_id, position=position, kind=kind)
    if kind is HandbackKind.RETURNED:
        begins_steps_anew(rows, event)


def begins_steps_anew(rows: Rows, event: CaseEvent) -> None:
    """What was overdue at a step before is no matter of the step's new deadline."""
    for escalation in rows.find(escalations, card_application_id=event.originator_id):
        if escalation["step"] is not None:
            rows.remove(escalations, event.originator_id, escalation["position"])


def entered(
    rows: Rows,
    event: province.ResultTranscribed | province.EntryCorrectionRequested,
    position: int,
    kind: EntryKind,
) -> None:
    """Somebody has entered what the province answered, and somebody else has to confirm it."""
    waits(rows, event, position, kind, entered_result=event.result)


def waits(
    rows: Rows, event: CaseEvent | Panel.Concluded, position: int, kind: EntryKind, **facts: Any
) -> None:
    """Something waits for another than who asked for it, in the stead of what waited before."""
    by = event.envelope
    entry = NO_ENTRY | {"entry": kind, "entered_by": by.actor, "entered_on": by.effective_on}
    entry |= {"entered_for": next(iter(by.persons - {by.actor}), None), "entered_position": position}
    of_case = event.card_application_id if isinstance(event, Panel.Concluded) else event.originator_id
    rows.change(cases, of_case, **entry | facts)


def answered(rows: Rows, event: CaseEvent, position: int, result: ProvincialResult, **facts: Any) -> None:
    is_returned = result is ProvincialResult.RETURNED
    stands = {"status": STATUS_AFTER[result], "is_returned": is_returned, **NO_ENTRY}
    stands_now(rows, event, position, **stands, **facts)
    if is_returned:
        given_back(rows, event, position, HandbackKind.RETURNED)


def handed_in(rows: Rows, event: CaseEvent) -> None:
    acted(rows, event, SUBMISSION)


def acted(rows: Rows, event: CaseEvent, step: str) -> None:
    for person in sorted(event.envelope.persons):
        rows.put(actors, card_application_id=event.originator_id, actor=person, step=step)
