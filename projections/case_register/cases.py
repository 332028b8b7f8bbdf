"""What each event does to the case register."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from domain import case_events
from domain.aggregates import (
    AcceptanceRegister,
    Attachment,
    AutomaticGrants,
    Batch,
    BulkJob,
    Card,
    CardHolding,
    CardNumbers,
    CaseNotes,
    CreditCode,
    DuplicateCheck,
    Enterprise,
    EnterpriseList,
    EnterpriseName,
    OpeningBooks,
    Policy,
    PolicyCatalogue,
    Quota,
    StandIn,
    Talent,
)
from domain.aggregates.card_application import SUBMISSION
from domain.authorization import Role
from domain.case_chapters import (
    acceptance,
    attachments,
    deadlines,
    issuer,
    policy,
    province,
    reconsideration,
    recusal,
    revision,
    suspension,
)
from domain.case_chapters.province import STATUS_AFTER
from domain.case_events import CaseEvent, PassingEvent, StepEvent
from domain.cases import CaseStatus, ProvincialResult
from projections.case_register.entries import EntryKind, HandbackKind
from projections.case_register.tables import (
    absorbed,
    actors,
    batches,
    cases,
    enterprises,
    escalations,
    handbacks,
    offices,
    open_deadlines,
    recusals,
    rules,
    talents,
    times,
    years,
)
from projections.projection import Projection
from projections.rows import Row, Rows
from projections.sealed import as_columns

NO_ENTRY: dict[str, Any] = {
    "entry": None,
    "entered_result": None,
    "entered_by": None,
    "entered_for": None,
    "entered_on": None,
    "entered_position": None,
}

NOT_SUSPENDED: dict[str, Any] = {"suspended_on": None, "suspension_ground": None}

case_register = Projection(
    "case_register",
    tables=(
        cases,
        actors,
        recusals,
        offices,
        batches,
        handbacks,
        escalations,
        enterprises,
        absorbed,
        talents,
        times,
        open_deadlines,
        rules,
        years,
    ),
    ignores=(
        Policy.DraftDiscarded,
        Policy.DraftPublished,  # its text is known already
        Policy.Retired,
        AcceptanceRegister.Opened,
        AcceptanceRegister.CaseNumbered,
        DuplicateCheck.Opened,
        DuplicateCheck.CaseNoted,
        DuplicateCheck.Dismissed,
        DuplicateCheck.Upheld,
        Attachment.Uploaded,
        Attachment.Checked,
        Attachment.Replaced,
        Attachment.StruckOut,
        AutomaticGrants.Opened,
        AutomaticGrants.Issued,
        Batch.Opened,
        CaseNotes.Opened,
        CaseNotes.NoteWritten,
        CaseNotes.NoteStruckOut,
        StandIn.Opened,
        StandIn.Granted,
        StandIn.Revoked,
        Batch.MemberAdded,
        Batch.MemberRemoved,
        BulkJob.Submitted,
        BulkJob.Completed,
        Batch.Sealed,
        Batch.MemberAnswered,
        Card.Granted,
        Card.TakenOver,
        Card.Issued,
        Card.GrantReversed,
        Card.IssuedEarly,
        Card.ProductionJoined,
        Card.ProductionLeft,
        Card.Produced,
        Card.Dispatched,
        Card.Delivered,
        Card.Activated,
        Card.LossReported,
        Card.LossWithdrawn,
        Card.Replaced,
        Card.MeasureProposed,
        Card.ProposalDeclined,
        Card.MeasureTranscribed,
        Card.MeasureContested,
        Card.Suspended,
        Card.Reinstated,
        Card.MovedToEmployer,
        Card.ArrivalExtended,
        Card.ArrivalLapsed,
        Card.ArrivalConfirmed,
        Card.FalseDeclarationReported,
        Card.InquiryOpened,
        Card.InquiryConcluded,
        Card.Revoked,
        Card.ConsequenceDrawn,
        Card.Cancelled,
        Card.Renewed,
        Card.Expired,
        CardHolding.Opened,
        CardHolding.CardGranted,
        CardHolding.CardEnded,
        CardNumbers.Opened,
        CardNumbers.Drawn,
        CardNumbers.TakenOver,
        CreditCode.Assigned,
        CreditCode.EnterpriseMerged,
        Enterprise.CreditCodeStated,
        Enterprise.Delisted,
        Enterprise.PrincipalNamed,
        Enterprise.PrincipalIdentified,
        Enterprise.PrincipalLeft,
        Enterprise.SpecialistAppointed,
        Enterprise.SpecialistRelieved,
        Enterprise.Absorbed,
        EnterpriseList.Opened,
        EnterpriseList.Imported,
        EnterpriseName.Registered,
        EnterpriseName.Shared,
        OpeningBooks.Opened,
        OpeningBooks.TakenOver,
        EnterpriseName.EnterpriseMerged,
        Quota.Opened,
        Quota.LimitsRevised,
        Quota.MethodFiled,
        Quota.Closed,
        Quota.EnterpriseMerged,
        Quota.Nominated,
        Quota.NominationWithdrawn,
        Quota.TransferRequested,
        Quota.TransferDeclined,
        Quota.NominationTransferred,
        Quota.PersonProposed,
        Quota.PersonReplaced,
        Quota.Reserved,
        Quota.Consumed,
        Quota.ConsumptionReversed,
        Quota.Released,
        Quota.Forfeited,
        Quota.Reopened,
        Quota.EndingReversed,
        Quota.ApprovalWithdrawn,
        Quota.Restored,
        Quota.PlaceTakenOver,
        Quota.CollectivelySubmitted,
        Quota.NothingToSubmitDeclared,
        Talent.DocumentAdded,
        Talent.DocumentReplaced,
        Talent.CadreStatusAttested,
        Talent.Barred,
        Talent.PhoneStated,
        Talent.Employed,
        Talent.EmploymentEnded,
        Talent.Relocated,
    ),
    ignores_all_of=(PolicyCatalogue,),
)


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
        last_actor=event.envelope.actor,
        version=event.originator_version,
        position=position,
    )


@case_register.on(case_events.FormFilled)
def _form_filled(_rows: Rows, _event: case_events.FormFilled, _position: int) -> None:
    """The draft stays one; what every event of a case does is done below."""


@case_register.on(case_events.Submitted)
def _submitted(rows: Rows, event: case_events.Submitted, position: int) -> None:
    version, day = event.envelope.policy_version, event.envelope.effective_on
    facts = {"step": event.step, "policy_version": version, "submitted_on": day}
    _stands(rows, event, position, status=CaseStatus.IN_PROCESS, **facts)
    _handed_in(rows, event)


@case_register.on(case_events.OpinionGiven)
def _opinion_given(rows: Rows, event: case_events.OpinionGiven, position: int) -> None:
    _passed_on(rows, event, position)


@case_register.on(case_events.Reviewed)
def _reviewed(rows: Rows, event: case_events.Reviewed, position: int) -> None:
    _passed_on(rows, event, position)


@case_register.on(case_events.CollectivelySubmitted)
def _collectively_submitted(rows: Rows, event: case_events.CollectivelySubmitted, position: int) -> None:
    _passed_on(rows, event, position, batch_id=None)


@case_register.on(case_events.Received)
def _received(rows: Rows, event: case_events.Received, position: int) -> None:
    _passed_on(rows, event, position)


@case_register.on(case_events.Forwarded)
def _forwarded(rows: Rows, event: case_events.Forwarded, position: int) -> None:
    _passed_on(rows, event, position, batch_id=None)


@case_register.on(case_events.Returned)
def _returned(rows: Rows, event: case_events.Returned, position: int) -> None:
    _stands(rows, event, position, step=event.to_step, is_returned=True)
    _given_back(rows, event, position, HandbackKind.RETURNED)


@case_register.on(case_events.CorrectionRequested)
def _correction_requested(rows: Rows, event: case_events.CorrectionRequested, position: int) -> None:
    _stands(rows, event, position, status=CaseStatus.CORRECTION_REQUESTED)
    _given_back(rows, event, position, HandbackKind.CORRECTION_REQUESTED)


@case_register.on(case_events.CorrectionSupplied)
def _correction_supplied(rows: Rows, event: case_events.CorrectionSupplied, position: int) -> None:
    _stands(rows, event, position, status=CaseStatus.IN_PROCESS)
    _handed_in(rows, event)


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


# ── Taking it in, letting it rest, keeping away from it ──────────────────────────────────────────────────


@case_register.on(acceptance.Accepted)
def _accepted(rows: Rows, event: acceptance.Accepted, _position: int) -> None:
    day = event.envelope.effective_on
    facts = {"acceptance_number": event.number, "accepted_on": day, "counts_from": event.counts_from}
    rows.change(cases, event.originator_id, **facts)


@case_register.on(policy.PolicyMigrated)
def _policy_migrated(rows: Rows, event: policy.PolicyMigrated, _position: int) -> None:
    rows.change(cases, event.originator_id, policy_version=event.to_version)


@case_register.on(suspension.Suspended)
def _suspended(rows: Rows, event: suspension.Suspended, position: int) -> None:
    facts = {"suspended_on": event.envelope.effective_on, "suspension_ground": event.ground}
    _stands(rows, event, position, status=CaseStatus.SUSPENDED, **facts)


@case_register.on(suspension.Resumed)
def _resumed(rows: Rows, event: suspension.Resumed, position: int) -> None:
    _stands(rows, event, position, status=event.status, **NOT_SUSPENDED)


@case_register.on(recusal.RecusalDeclared)
def _recusal_declared(rows: Rows, event: recusal.RecusalDeclared, _position: int) -> None:
    rows.put(recusals, card_application_id=event.originator_id, officer=event.officer)


@case_register.on(recusal.RecusalOrdered)
def _recusal_ordered(rows: Rows, event: recusal.RecusalOrdered, _position: int) -> None:
    rows.put(recusals, card_application_id=event.originator_id, officer=event.officer)


@case_register.on(recusal.RecusalWithdrawn)
def _recusal_withdrawn(rows: Rows, event: recusal.RecusalWithdrawn, _position: int) -> None:
    rows.remove(recusals, event.originator_id, event.officer)


# ── Its attachments ──────────────────────────────────────────────────────────────────────────────────────


def _stands_on_files(_rows: Rows, _event: CaseEvent, _position: int) -> None:
    """It stands where it stood; only who acted last, and which version it has, is another."""


for about_files in (attachments.FileAttached, attachments.FileChecked, attachments.FileDetached):
    case_register.on(about_files)(_stands_on_files)
# ── Reconsidering how it ended ───────────────────────────────────────────────────────────────────────────


@case_register.on(reconsideration.ReconsiderationRequested)
def _reconsideration_requested(
    rows: Rows, event: reconsideration.ReconsiderationRequested, position: int
) -> None:
    _waits(rows, event, position, EntryKind.RECONSIDERATION)


@case_register.on(reconsideration.ReconsiderationUpheld)
def _upheld(rows: Rows, event: reconsideration.ReconsiderationUpheld, _position: int) -> None:
    rows.change(cases, event.originator_id, **NO_ENTRY)


@case_register.on(reconsideration.ReconsiderationOverturned)
def _overturned(rows: Rows, event: reconsideration.ReconsiderationOverturned, position: int) -> None:
    goes_on = {"status": CaseStatus.IN_PROCESS, "step": event.to_step, "is_returned": False}
    _stands(rows, event, position, **goes_on, **NO_ENTRY)


# ── Correcting it after the decision ─────────────────────────────────────────────────────────────────────


@case_register.on(revision.RevisionRequested)
def _revision_requested(rows: Rows, event: revision.RevisionRequested, position: int) -> None:
    _waits(rows, event, position, EntryKind.REVISION)


@case_register.on(revision.RevisionDeclined)
def _revision_declined(rows: Rows, event: revision.RevisionDeclined, _position: int) -> None:
    rows.change(cases, event.originator_id, **NO_ENTRY)


@case_register.on(revision.DecisionRevised)
def _revised(rows: Rows, event: revision.DecisionRevised, position: int) -> None:
    back = {} if event.to_step is None else {"step": event.to_step}
    stands = {"status": event.status, "card_id": event.card_id, "is_returned": bool(back)}
    _stands(rows, event, position, **stands, **back, **NO_ENTRY)
    if back:
        _given_back(rows, event, position, HandbackKind.RETURNED)


@case_register.on(revision.FormCorrectionRequested)
def _form_correction_requested(rows: Rows, event: revision.FormCorrectionRequested, position: int) -> None:
    _waits(rows, event, position, EntryKind.FORM_CORRECTION)


@case_register.on(revision.FormCorrectionDeclined)
def _form_correction_declined(rows: Rows, event: revision.FormCorrectionDeclined, _position: int) -> None:
    rows.change(cases, event.originator_id, **NO_ENTRY)


@case_register.on(revision.FormCorrected)
def _form_corrected(rows: Rows, event: revision.FormCorrected, _position: int) -> None:
    rows.change(cases, event.originator_id, **NO_ENTRY)


# ── What the province answers ────────────────────────────────────────────────────────────────────────────


@case_register.on(province.ResultTranscribed)
def _result_transcribed(rows: Rows, event: province.ResultTranscribed, position: int) -> None:
    _entered(rows, event, position, EntryKind.PROVINCIAL_RESULT)


@case_register.on(province.ResultContested)
def _result_contested(rows: Rows, event: province.ResultContested, _position: int) -> None:
    rows.change(cases, event.originator_id, **NO_ENTRY)


@case_register.on(province.Approved)
def _approved(rows: Rows, event: province.Approved, position: int) -> None:
    _answered(rows, event, position, ProvincialResult.APPROVED, card_id=event.card_id)


@case_register.on(province.Rejected)
def _rejected(rows: Rows, event: province.Rejected, position: int) -> None:
    _answered(rows, event, position, ProvincialResult.REJECTED, card_id=None)


@case_register.on(province.ReturnedByProvince)
def _returned_by_province(rows: Rows, event: province.ReturnedByProvince, position: int) -> None:
    _answered(rows, event, position, ProvincialResult.RETURNED, step=event.to_step, card_id=None)


@case_register.on(province.EntryCorrectionRequested)
def _entry_correction_requested(rows: Rows, event: province.EntryCorrectionRequested, position: int) -> None:
    _entered(rows, event, position, EntryKind.ENTRY_CORRECTION)


@case_register.on(province.EntryCorrectionDeclined)
def _entry_correction_declined(rows: Rows, event: province.EntryCorrectionDeclined, _position: int) -> None:
    rows.change(cases, event.originator_id, **NO_ENTRY)


@case_register.on(province.EntryCorrected)
def _entry_corrected(rows: Rows, event: province.EntryCorrected, position: int) -> None:
    back = {} if event.to_step is None else {"step": event.to_step}
    _answered(rows, event, position, event.result, **back, card_id=event.card_id)


# ── What the city's issuer decides ───────────────────────────────────────────────────────────────────────


@case_register.on(issuer.Granted)
def _granted(rows: Rows, event: issuer.Granted, position: int) -> None:
    _stands(rows, event, position, status=CaseStatus.APPROVED, is_returned=False, card_id=event.card_id)


@case_register.on(issuer.Declined)
def _declined(rows: Rows, event: issuer.Declined, position: int) -> None:
    _stands(rows, event, position, status=CaseStatus.REJECTED, is_returned=False)


# ── The end of a case ────────────────────────────────────────────────────────────────────────────────────


@case_register.on(acceptance.Refused)
def _refused(rows: Rows, event: acceptance.Refused, position: int) -> None:
    _stands(rows, event, position, status=CaseStatus.REFUSED)


@case_register.on(case_events.NotRecommended)
def _not_recommended(rows: Rows, event: case_events.NotRecommended, position: int) -> None:
    _stands(rows, event, position, status=CaseStatus.NOT_RECOMMENDED)


@case_register.on(case_events.Withdrawn)
def _withdrawn(rows: Rows, event: case_events.Withdrawn, position: int) -> None:
    _stands(rows, event, position, status=CaseStatus.WITHDRAWN, **NOT_SUSPENDED)


@case_register.on(case_events.Superseded)
def _superseded(rows: Rows, event: case_events.Superseded, position: int) -> None:
    _stands(rows, event, position, status=CaseStatus.SUPERSEDED, **NOT_SUSPENDED)


# ── What every event of a case does ──────────────────────────────────────────────────────────────────────


@case_register.after_any(CaseEvent)
def _moved_on(rows: Rows, event: CaseEvent, position: int) -> None:
    last = {"version": event.originator_version, "position": position}
    rows.change(cases, event.originator_id, last_actor=event.envelope.actor, **last)


@case_register.after_any(CaseEvent)
def _went_through_office(rows: Rows, event: CaseEvent, _position: int) -> None:
    by = event.envelope
    if by.role == Role.OFFICER and by.function is not None and by.area is not None:
        office = {"function": by.function, "area": by.area}
        rows.put(offices, card_application_id=event.originator_id, **office)


@case_register.after_any(StepEvent)
def _acted_at_step(rows: Rows, event: StepEvent, _position: int) -> None:
    if event.decides:
        _acted(rows, event, event.step)


# ── What else is shown with a case ───────────────────────────────────────────────────────────────────────


@case_register.on(Enterprise.Registered)
def _enterprise_registered(rows: Rows, event: Enterprise.Registered, _position: int) -> None:
    rows.put(
        enterprises,
        enterprise_id=event.originator_id,
        name=event.name,
        name_since=event.envelope.effective_on,
        area=event.area,
        area_since=None,
    )


@case_register.on(Enterprise.Renamed)
def _enterprise_renamed(rows: Rows, event: Enterprise.Renamed, _position: int) -> None:
    """A name that is recorded late, for an earlier day than that of the present name, is not shown."""
    since = event.envelope.effective_on
    if rows.the(enterprises, event.originator_id)["name_since"] <= since:
        rows.change(enterprises, event.originator_id, name=event.name, name_since=since)


@case_register.on(Enterprise.Listed)
def _enterprise_listed(rows: Rows, event: Enterprise.Listed, _position: int) -> None:
    _moved_to(rows, event)


@case_register.on(Enterprise.Relocated)
def _enterprise_relocated(rows: Rows, event: Enterprise.Relocated, _position: int) -> None:
    _moved_to(rows, event)


@case_register.on(Enterprise.MergedInto)
def _enterprise_merged(rows: Rows, event: Enterprise.MergedInto, _position: int) -> None:
    """Its cases go on as those of the survivor: its area's office acts on them, its specialist speaks for them."""
    for case in _cases_of(rows, event.originator_id):
        area = rows.the(enterprises, event.surviving_enterprise_id)["area"]
        became = {"enterprise_id": event.surviving_enterprise_id, "area": area}
        rows.change(cases, case["card_application_id"], **became)
    for enterprise_id in _every_id_of(rows, event.originator_id):
        its = {"surviving_enterprise_id": event.surviving_enterprise_id, "enterprise_id": enterprise_id}
        rows.put(absorbed, **its)


@case_register.on(Talent.Registered)
def _talent_registered(rows: Rows, event: Talent.Registered, _position: int) -> None:
    _named(rows, event)


@case_register.on(Talent.Renamed)
def _talent_renamed(rows: Rows, event: Talent.Renamed, _position: int) -> None:
    """As with enterprises, a name that is recorded late is not shown."""
    if rows.the(talents, event.originator_id)["name_since"] <= event.envelope.effective_on:
        _named(rows, event)


def _named(rows: Rows, event: Talent.Registered | Talent.Renamed) -> None:
    since = event.envelope.effective_on
    rows.put(talents, talent_id=event.originator_id, name_since=since, **as_columns(event.name))


def _moved_to(rows: Rows, event: Enterprise.Listed | Enterprise.Relocated) -> None:
    """An enterprise takes its cases along to another area: the offices there see them and act on them.

    The area is that of the latest day, which need not be the one that is recorded last.
    """
    known, since = rows.the(enterprises, event.originator_id), event.envelope.effective_on
    if known["area_since"] is not None and known["area_since"] > since:
        return
    rows.change(enterprises, event.originator_id, area=event.area, area_since=since)
    if known["area"] != event.area:
        for case in _cases_of(rows, event.originator_id):
            rows.change(cases, case["card_application_id"], area=event.area)


def _cases_of(rows: Rows, enterprise_id: UUID) -> Iterator[Row]:
    """The cases of an enterprise, and of those that have become it."""
    for drafted_for in _every_id_of(rows, enterprise_id):
        yield from rows.find(cases, drafted_for=drafted_for)


def _every_id_of(rows: Rows, enterprise_id: UUID) -> list[UUID]:
    """The enterprise, and those that have become it."""
    became = rows.find(absorbed, surviving_enterprise_id=enterprise_id)
    return [enterprise_id, *(one["enterprise_id"] for one in became)]


def _stands(rows: Rows, event: CaseEvent, position: int, **facts: Any) -> None:
    """The case stands otherwise from now on."""
    since = {"since_on": event.envelope.effective_on, "since_position": position}
    rows.change(cases, event.originator_id, **since, **facts)


def _passed_on(rows: Rows, event: PassingEvent, position: int, **facts: Any) -> None:
    _stands(rows, event, position, step=event.next_step, is_returned=False, **facts)


def _given_back(rows: Rows, event: CaseEvent, position: int, kind: HandbackKind) -> None:
    rows.put(handbacks, card_application_id=event.originator_id, position=position, kind=kind)
    if kind is HandbackKind.RETURNED:
        _begins_steps_anew(rows, event)


def _begins_steps_anew(rows: Rows, event: CaseEvent) -> None:
    """What was overdue at a step before is no matter of the step's new deadline."""
    for escalation in rows.find(escalations, card_application_id=event.originator_id):
        if escalation["step"] is not None:
            rows.remove(escalations, event.originator_id, escalation["position"])


def _entered(
    rows: Rows,
    event: province.ResultTranscribed | province.EntryCorrectionRequested,
    position: int,
    kind: EntryKind,
) -> None:
    """Somebody has entered what the province answered, and somebody else has to confirm it."""
    _waits(rows, event, position, kind, entered_result=event.result)


def _waits(rows: Rows, event: CaseEvent, position: int, kind: EntryKind, **facts: Any) -> None:
    """Something waits for another than who asked for it."""
    by = event.envelope
    facts |= {"entered_by": by.actor, "entered_for": next(iter(by.persons - {by.actor}), None)}
    facts |= {"entered_on": by.effective_on, "entered_position": position}
    rows.change(cases, event.originator_id, entry=kind, **facts)


def _answered(rows: Rows, event: CaseEvent, position: int, result: ProvincialResult, **facts: Any) -> None:
    is_returned = result is ProvincialResult.RETURNED
    stands = {"status": STATUS_AFTER[result], "is_returned": is_returned, **NO_ENTRY}
    _stands(rows, event, position, **stands, **facts)
    if is_returned:
        _given_back(rows, event, position, HandbackKind.RETURNED)


def _handed_in(rows: Rows, event: CaseEvent) -> None:
    _acted(rows, event, SUBMISSION)


def _acted(rows: Rows, event: CaseEvent, step: str) -> None:
    for person in sorted(event.envelope.persons):
        rows.put(actors, card_application_id=event.originator_id, actor=person, step=step)
