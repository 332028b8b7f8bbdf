"""What the chapters of a case do to its line in the case register."""

from domain.aggregates import Panel
from domain.case_chapters import (
    acceptance,
    attachments,
    issuer,
    panel,
    policy,
    province,
    reconsideration,
    recusal,
    revision,
    suspension,
)
from domain.case_events import CaseEvent
from domain.cases import CaseStatus, ProvincialResult
from projections.case_register.entries import EntryKind, HandbackKind
from projections.case_register.moves import (
    NO_ENTRY,
    NOT_SUSPENDED,
    answered,
    begins_steps_anew,
    entered,
    given_back,
    passed_on,
    stands_now,
    waits,
)
from projections.case_register.register import case_register
from projections.case_register.tables import cases, recusals
from projections.rows import Rows

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
    stands_now(rows, event, position, status=CaseStatus.SUSPENDED, **facts)


@case_register.on(suspension.Resumed)
def _resumed(rows: Rows, event: suspension.Resumed, position: int) -> None:
    stands_now(rows, event, position, status=event.status, **NOT_SUSPENDED)


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
    waits(rows, event, position, EntryKind.RECONSIDERATION)


@case_register.on(reconsideration.ReconsiderationUpheld)
def _upheld(rows: Rows, event: reconsideration.ReconsiderationUpheld, _position: int) -> None:
    rows.change(cases, event.originator_id, **NO_ENTRY)


@case_register.on(reconsideration.ReconsiderationOverturned)
def _overturned(rows: Rows, event: reconsideration.ReconsiderationOverturned, position: int) -> None:
    goes_on = {"status": CaseStatus.IN_PROCESS, "step": event.to_step, "is_returned": False}
    stands_now(rows, event, position, **goes_on, **NO_ENTRY)
    begins_steps_anew(rows, event)


# ── Correcting it after the decision ─────────────────────────────────────────────────────────────────────


@case_register.on(revision.RevisionRequested)
def _revision_requested(rows: Rows, event: revision.RevisionRequested, position: int) -> None:
    waits(rows, event, position, EntryKind.REVISION)


@case_register.on(revision.RevisionDeclined)
def _revision_declined(rows: Rows, event: revision.RevisionDeclined, _position: int) -> None:
    rows.change(cases, event.originator_id, **NO_ENTRY)


@case_register.on(revision.DecisionRevised)
def _revised(rows: Rows, event: revision.DecisionRevised, position: int) -> None:
    back = {} if event.to_step is None else {"step": event.to_step}
    stands = {"status": event.status, "card_id": event.card_id, "is_returned": bool(back)}
    stands_now(rows, event, position, **stands, **back, **NO_ENTRY)
    if back:
        given_back(rows, event, position, HandbackKind.RETURNED)


@case_register.on(revision.FormCorrectionRequested)
def _form_correction_requested(rows: Rows, event: revision.FormCorrectionRequested, position: int) -> None:
    waits(rows, event, position, EntryKind.FORM_CORRECTION)


@case_register.on(revision.FormCorrectionDeclined)
def _form_correction_declined(rows: Rows, event: revision.FormCorrectionDeclined, _position: int) -> None:
    rows.change(cases, event.originator_id, **NO_ENTRY)


@case_register.on(revision.FormCorrected)
def _form_corrected(rows: Rows, event: revision.FormCorrected, _position: int) -> None:
    rows.change(cases, event.originator_id, **NO_ENTRY)


# ── The panel of experts ─────────────────────────────────────────────────────────────────────────────────


@case_register.on(panel.PanelConvened)
def _panel_convened(_rows: Rows, _event: panel.PanelConvened, _position: int) -> None:
    """The case waits at its step, as before."""


@case_register.on(panel.PanelDissolved)
def _panel_dissolved(rows: Rows, event: panel.PanelDissolved, _position: int) -> None:
    """It waits for another panel."""
    rows.change(cases, event.originator_id, **NO_ENTRY)


@case_register.on(panel.PanelConcluded)
def _panel_concluded(rows: Rows, event: panel.PanelConcluded, position: int) -> None:
    passed_on(rows, event, position, **NO_ENTRY)


@case_register.on(Panel.Concluded)
def _conclusion_worked_out(rows: Rows, event: Panel.Concluded, position: int) -> None:
    waits(rows, event, position, EntryKind.PANEL_CONCLUSION)


@case_register.on(Panel.ConclusionContested)
def _conclusion_contested(rows: Rows, event: Panel.ConclusionContested, _position: int) -> None:
    rows.change(cases, event.card_application_id, **NO_ENTRY)


# ── What the province answers ────────────────────────────────────────────────────────────────────────────


@case_register.on(province.ResultTranscribed)
def _result_transcribed(rows: Rows, event: province.ResultTranscribed, position: int) -> None:
    entered(rows, event, position, EntryKind.PROVINCIAL_RESULT)


@case_register.on(province.ResultContested)
def _result_contested(rows: Rows, event: province.ResultContested, _position: int) -> None:
    rows.change(cases, event.originator_id, **NO_ENTRY)


@case_register.on(province.Approved)
def _approved(rows: Rows, event: province.Approved, position: int) -> None:
    answered(rows, event, position, ProvincialResult.APPROVED, card_id=event.card_id)


@case_register.on(province.Rejected)
def _rejected(rows: Rows, event: province.Rejected, position: int) -> None:
    answered(rows, event, position, ProvincialResult.REJECTED, card_id=None)


@case_register.on(province.ReturnedByProvince)
def _returned_by_province(rows: Rows, event: province.ReturnedByProvince, position: int) -> None:
    answered(rows, event, position, ProvincialResult.RETURNED, step=event.to_step, card_id=None)


@case_register.on(province.EntryCorrectionRequested)
def _entry_correction_requested(rows: Rows, event: province.EntryCorrectionRequested, position: int) -> None:
    entered(rows, event, position, EntryKind.ENTRY_CORRECTION)


@case_register.on(province.EntryCorrectionDeclined)
def _entry_correction_declined(rows: Rows, event: province.EntryCorrectionDeclined, _position: int) -> None:
    rows.change(cases, event.originator_id, **NO_ENTRY)


@case_register.on(province.EntryCorrected)
def _entry_corrected(rows: Rows, event: province.EntryCorrected, position: int) -> None:
    back = {} if event.to_step is None else {"step": event.to_step}
    answered(rows, event, position, event.result, **back, card_id=event.card_id)


# ── What the city's issuer decides ───────────────────────────────────────────────────────────────────────


@case_register.on(issuer.Granted)
def _granted(rows: Rows, event: issuer.Granted, position: int) -> None:
    stands_now(rows, event, position, status=CaseStatus.APPROVED, is_returned=False, card_id=event.card_id)


@case_register.on(issuer.Declined)
def _declined(rows: Rows, event: issuer.Declined, position: int) -> None:
    stands_now(rows, event, position, status=CaseStatus.REJECTED, is_returned=False)
