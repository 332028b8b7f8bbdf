"""What the events of a case on its way do to the case register."""

from domain import case_events
from domain.authorization import Role
from domain.case_chapters import acceptance, deadlines
from domain.case_events import CaseEvent, EndingEvent, StepEvent
from domain.cases import CaseStatus
from projections.case_register.entries import HandbackKind
from projections.case_register.moves import (
    NO_ENTRY,
    NOT_SUSPENDED,
    acted,
    given_back,
    handed_in,
    passed_on,
    stands_now,
)
from projections.case_register.register import case_register
from projections.case_register.tables import batches, cases, enterprises, escalations, periods, times
from projections.knowledge import asked_of_present
from projections.offices import office_named
from projections.projection import Questions
from projections.rows import Rows


@case_register.asks(CaseEvent)
def _its_case(event: CaseEvent) -> Questions:
    key = {"card_application_id": event.originator_id}
    yield cases, key
    yield times, key
    yield asked_of_present(periods, **key)


# ── The case, as it moves ────────────────────────────────────────────────────────────────────────────────


@case_register.on(case_events.Drafted)
def _drafted(rows: Rows, event: case_events.Drafted, position: int) -> None:
    enterprise = rows.the(enterprises, event.enterprise_id)  # a case is shown with a name, or not at all
    rows.put(
        cases,
        card_application_id=event.originator_id,
        city=event.city,
        area=enterprise["area"],
        card_type=event.card_type,
        route=event.route,
        quota_year=event.quota_year,
        department=event.department,
        list_type=event.list_type,
        enterprise_id=event.enterprise_id,
        drafted_for=event.enterprise_id,
        talent_id=event.talent_id,
        place_id=event.place_id,
        policy_version=event.envelope.policy_version,
        status=CaseStatus.DRAFTED,
        step=None,
        is_returned=False,
        since_on=event.envelope.effective_on,
        since_position=position,
        submitted_on=None,
        acceptance_number=None,
        accepted_on=None,
        counts_from=None,
        **NOT_SUSPENDED,
        batch_id=None,
        card_id=None,
        **NO_ENTRY,
        offices=[],
        last_actor=event.envelope.actor,
        version=event.originator_version,
        position=position,
    )


@case_register.on(case_events.FormFilled)
def _form_filled(rows: Rows, event: case_events.FormFilled, _position: int) -> None:
    handed_in(rows, event)


@case_register.on(case_events.Submitted)
def _submitted(rows: Rows, event: case_events.Submitted, position: int) -> None:
    version, day = event.envelope.policy_version, event.envelope.effective_on
    facts = {"step": event.step, "policy_version": version, "submitted_on": day}
    stands_now(rows, event, position, status=CaseStatus.IN_PROCESS, **facts)
    handed_in(rows, event)


@case_register.on(case_events.OpinionGiven)
def _opinion_given(rows: Rows, event: case_events.OpinionGiven, position: int) -> None:
    passed_on(rows, event, position, status=CaseStatus.IN_PROCESS)  # a correction is waited for no longer


@case_register.on(case_events.Reviewed)
def _reviewed(rows: Rows, event: case_events.Reviewed, position: int) -> None:
    passed_on(rows, event, position)


@case_register.on(case_events.CollectivelySubmitted)
def _collectively_submitted(rows: Rows, event: case_events.CollectivelySubmitted, position: int) -> None:
    passed_on(rows, event, position, batch_id=None)


@case_register.on(case_events.Received)
def _received(rows: Rows, event: case_events.Received, position: int) -> None:
    passed_on(rows, event, position)


@case_register.on(case_events.Forwarded)
def _forwarded(rows: Rows, event: case_events.Forwarded, position: int) -> None:
    passed_on(rows, event, position, batch_id=None)


@case_register.on(case_events.Returned)
def _returned(rows: Rows, event: case_events.Returned, position: int) -> None:
    stands_now(rows, event, position, step=event.to_step, is_returned=True, **NO_ENTRY)
    given_back(rows, event, position, HandbackKind.RETURNED)


@case_register.on(case_events.CorrectionRequested)
def _correction_requested(rows: Rows, event: case_events.CorrectionRequested, position: int) -> None:
    stands_now(rows, event, position, status=CaseStatus.CORRECTION_REQUESTED)
    given_back(rows, event, position, HandbackKind.CORRECTION_REQUESTED)


@case_register.on(case_events.CorrectionSupplied)
def _correction_supplied(rows: Rows, event: case_events.CorrectionSupplied, position: int) -> None:
    stands_now(rows, event, position, status=CaseStatus.IN_PROCESS)
    handed_in(rows, event)


@case_register.on(deadlines.DeadlineExtended)
def _deadline_extended(_rows: Rows, _event: deadlines.DeadlineExtended, _position: int) -> None:
    """When it is due, the due sheet says."""


@case_register.on(deadlines.DeadlineBreached)
def _deadline_breached(rows: Rows, event: deadlines.DeadlineBreached, position: int) -> None:
    rows.put(
        escalations,
        card_application_id=event.originator_id,
        position=position,
        step=event.deadline.step,
        function=event.escalated_to,
        area=event.escalated_in,
    )


@case_register.on(case_events.BatchJoined)
def _batch_joined(rows: Rows, event: case_events.BatchJoined, _position: int) -> None:
    rows.change(cases, event.originator_id, batch_id=event.batch_id)
    rows.put(batches, card_application_id=event.originator_id, batch_id=event.batch_id)


@case_register.on(case_events.BatchLeft)
def _batch_left(rows: Rows, event: case_events.BatchLeft, _position: int) -> None:
    rows.change(cases, event.originator_id, batch_id=None)
    rows.remove(batches, event.originator_id, event.batch_id)


# ── The end of a case ────────────────────────────────────────────────────────────────────────────────────


@case_register.on(acceptance.Refused)
def _refused(rows: Rows, event: acceptance.Refused, position: int) -> None:
    stands_now(rows, event, position, status=CaseStatus.REFUSED)


@case_register.on(case_events.NotRecommended)
def _not_recommended(rows: Rows, event: case_events.NotRecommended, position: int) -> None:
    stands_now(rows, event, position, status=CaseStatus.NOT_RECOMMENDED)


@case_register.on(case_events.Withdrawn)
def _withdrawn(rows: Rows, event: case_events.Withdrawn, position: int) -> None:
    stands_now(rows, event, position, status=CaseStatus.WITHDRAWN, **NOT_SUSPENDED)


@case_register.on(case_events.Superseded)
def _superseded(rows: Rows, event: case_events.Superseded, position: int) -> None:
    stands_now(rows, event, position, status=CaseStatus.SUPERSEDED, **NOT_SUSPENDED)


@case_register.after_any(EndingEvent)
def _ended(rows: Rows, event: EndingEvent, _position: int) -> None:
    """What was written down of the province's answer waits no longer."""
    rows.change(cases, event.originator_id, **NO_ENTRY)


# ── What every event of a case does ──────────────────────────────────────────────────────────────────────


@case_register.after_any(CaseEvent)
def _moved_on(rows: Rows, event: CaseEvent, position: int) -> None:
    last = {"version": event.originator_version, "position": position}
    rows.change(cases, event.originator_id, last_actor=event.envelope.actor, **last)


@case_register.after_any(CaseEvent)
def _went_through_office(rows: Rows, event: CaseEvent, _position: int) -> None:
    by = event.envelope
    if by.role == Role.OFFICER and by.function is not None and by.area is not None:
        known, office = rows.the(cases, event.originator_id)["offices"], office_named(by.function, by.area)
        if office not in known:
            rows.change(cases, event.originator_id, offices=sorted([*known, office]))


@case_register.after_any(StepEvent)
def _acted_at_step(rows: Rows, event: StepEvent, _position: int) -> None:
    if event.decides:
        acted(rows, event, event.step)
