"""Which events concern a case: its own, and those of its place, its batches, its card and the holding of it.

    events of the case, and others that name it ──────────────────────────────> a line
    events of a place or a card, which do not ──> strand ─┐
    the case is drafted on the place, ends in the card ───┴─ both are known ──> a line
    what stands beside it ────────────────────────────────────────────────────> told in its history: `beside.py`

A strand may come before its case, as a nomination does, or after it, as the issue of a card does.
"""

from uuid import UUID

from domain import case_events, quota_events
from domain.aggregates import (
    Batch,
    Card,
    CardApplication,
    CardHolding,
    CaseNotes,
    DemandItem,
    DuplicateCheck,
    ProductionBatch,
    Quota,
)
from domain.card_chapters.arrival import IssuedEarly
from domain.card_chapters.measures import Cancelled, Expired, Renewed, Revoked
from domain.card_events import Granted, GrantReversed, Issued
from domain.case_chapters import (
    acceptance,
    attachments,
    deadlines,
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
from domain.demand_events import DemandEvent
from domain.quota_events import CaseEvent as CaseOnPlaceEvent
from domain.quota_events import PlaceEvent
from projections.case_timeline.tables import beside, cards, cases, lines, strands, things
from projections.projection import Projection
from projections.rows import Row, Rows

DEMANDS_AFTERWARDS = tuple(
    kind
    for kind in vars(DemandItem).values()
    if isinstance(kind, type)
    and issubclass(kind, DemandEvent)
    and kind not in (DemandItem.Registered, DemandItem.TakenOver)
    and hasattr(kind, "TOPIC")
)

case_timeline = Projection(
    "case_timeline",
    about=(
        Batch,
        Card,
        CardApplication,
        CardHolding,
        CaseNotes,
        DemandItem,
        DuplicateCheck,
        ProductionBatch,
        Quota,
    ),
    tables=(lines, cases, cards, strands, things, beside),
    ignores=(
        DuplicateCheck.Opened,
        DuplicateCheck.CaseNoted,
        Batch.Opened,
        Batch.MemberAdded,  # the case says so itself
        Batch.MemberRemoved,
        Card.TakenOver,  # without a case
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
        Card.EntryCorrected,
        Card.ClassCorrected,
        Card.MovedToEmployer,
        Card.ListedForRenewal,
        Card.ArrivalReminded,
        Card.ArrivalExtended,
        Card.ArrivalLapsed,
        Card.ArrivalConfirmed,
        Card.FalseDeclarationReported,
        Card.InquiryOpened,
        Card.InquiryConcluded,
        Card.LateInquiryOpened,
        Card.LateInquiryConcluded,
        Card.HolderBarred,
        Card.BarLifted,
        Card.ConsequenceDrawn,
        CaseNotes.NoteWritten,  # the notes are a thing of the case
        CaseNotes.NoteStruckOut,
        *DEMANDS_AFTERWARDS,  # as are the demands that name it
        Batch.Cancelled,  # as does it of the batch that was given up
        ProductionBatch.Opened,
        ProductionBatch.Closed,
        ProductionBatch.Cancelled,  # the card says itself that it has left
        CardHolding.Opened,
        CardHolding.HolderExcluded,  # what excludes the person is in the person's own history
        # of a panel the case says itself when it begins and what it concludes; votes are the panel's own
        Quota.Opened,
        Quota.LimitsRevised,
        Quota.MethodFiled,
        Quota.Closed,
        Quota.OpenedAgain,
        Quota.CollectivelySubmitted,
        Quota.NothingToSubmitDeclared,
    ),
)

OF_CASE = (
    case_events.FormFilled,
    case_events.Submitted,
    case_events.OpinionGiven,
    case_events.Reviewed,
    case_events.Returned,
    case_events.CorrectionRequested,
    case_events.CorrectionSupplied,
    case_events.BatchJoined,
    case_events.BatchLeft,
    case_events.CollectivelySubmitted,
    case_events.Received,
    case_events.Forwarded,
    acceptance.Accepted,
    policy.PolicyMigrated,
    suspension.Suspended,
    suspension.Resumed,
    reconsideration.ReconsiderationRequested,
    reconsideration.ReconsiderationUpheld,
    revision.RevisionRequested,
    revision.RevisionDeclined,
    revision.FormCorrectionRequested,
    revision.FormCorrectionDeclined,
    revision.FormCorrected,
    recusal.RecusalDeclared,
    recusal.RecusalOrdered,
    recusal.RecusalWithdrawn,
    attachments.FileChecked,
    attachments.FileDetached,
    province.ResultTranscribed,
    province.ResultContested,
    province.ReturnedByProvince,
    province.EntryCorrectionRequested,
    province.EntryCorrectionDeclined,
    deadlines.DeadlineExtended,
    deadlines.DeadlineBreached,
    panel.PanelDissolved,
    panel.PanelConcluded,
)
ENDING = (
    acceptance.Refused,
    case_events.NotRecommended,
    case_events.Withdrawn,
    case_events.Superseded,
    province.Rejected,
    issuer.Declined,
)
OF_PLACE = (
    Quota.Nominated,
    Quota.NominationWithdrawn,
    Quota.TransferRequested,
    Quota.TransferDeclined,
    Quota.NominationTransferred,
    Quota.PlaceTakenOver,
)
OF_PLACE_FOR_CASE = (
    Quota.Reserved,
    Quota.Consumed,
    Quota.ConsumptionReversed,
    Quota.Released,
    Quota.Forfeited,
    Quota.Reopened,
    Quota.EndingReversed,
    Quota.ApprovalWithdrawn,
    Quota.Restored,
)


# ── The case ─────────────────────────────────────────────────────────────────────────────────────────────


@case_timeline.on(case_events.Drafted)
def _drafted(rows: Rows, event: case_events.Drafted, _position: int) -> None:
    case = {"card_application_id": event.originator_id, "talent_id": event.talent_id, "is_over": False}
    rows.put(cases, **case, place_id=event.place_id)
    for strand in rows.find(strands, thing_id=event.place_id):
        if _concerns(strand, case):
            _line(rows, event.originator_id, strand["position"])


def _recorded(_rows: Rows, _event: CaseEvent, _position: int) -> None:
    """It is a line, as every event of a case is."""


def _ended(rows: Rows, event: CaseEvent, _position: int) -> None:
    rows.change(cases, event.originator_id, is_over=True)


for of_case in OF_CASE:
    case_timeline.on(of_case)(_recorded)
for ending in ENDING:
    case_timeline.on(ending)(_ended)


@case_timeline.on(province.Approved)
def _approved(rows: Rows, event: province.Approved, _position: int) -> None:
    _ends_in_card(rows, event.originator_id, event.card_id)


@case_timeline.on(issuer.Granted)
def _granted(rows: Rows, event: issuer.Granted, _position: int) -> None:
    _ends_in_card(rows, event.originator_id, event.card_id)


@case_timeline.on(province.EntryCorrected)
def _entry_corrected(rows: Rows, event: province.EntryCorrected, _position: int) -> None:
    rows.change(cases, event.originator_id, is_over=event.result is ProvincialResult.REJECTED)
    if event.card_id is not None:
        _ends_in_card(rows, event.originator_id, event.card_id)


@case_timeline.on(revision.DecisionRevised)
def _revised(rows: Rows, event: revision.DecisionRevised, _position: int) -> None:
    rows.change(cases, event.originator_id, is_over=event.status is CaseStatus.REJECTED)
    if event.card_id is not None:
        _ends_in_card(rows, event.originator_id, event.card_id)


@case_timeline.on(reconsideration.ReconsiderationOverturned)
def _overturned(rows: Rows, event: reconsideration.ReconsiderationOverturned, _position: int) -> None:
    rows.change(cases, event.originator_id, is_over=False)


@case_timeline.after_any(CaseEvent)
def _of_case(rows: Rows, event: CaseEvent, position: int) -> None:
    _line(rows, event.originator_id, position)


# ── Its place ────────────────────────────────────────────────────────────────────────────────────────────


def _of_place(rows: Rows, event: PlaceEvent, position: int) -> None:
    """It concerns the case that stands on the place at that time, and every later one."""
    _on_place(rows, event.place_id, position)


def _of_place_for_case(rows: Rows, event: CaseOnPlaceEvent, position: int) -> None:
    _line(rows, event.card_application_id, position)


for of_place in OF_PLACE:
    case_timeline.on(of_place)(_of_place)
for for_case in OF_PLACE_FOR_CASE:
    case_timeline.on(for_case)(_of_place_for_case)


@case_timeline.on(Quota.EnterpriseMerged)
def _enterprise_merged(rows: Rows, event: quota_events.EnterpriseMerged, position: int) -> None:
    """The place of an enterprise that is another one now, if it passes on."""
    if event.place_id is not None:
        _on_place(rows, event.place_id, position)


@case_timeline.on(Quota.PersonProposed)
def _person_proposed(rows: Rows, event: quota_events.PersonProposed, position: int) -> None:
    _on_place(rows, event.place_id, position, talent_id=event.talent_id)


@case_timeline.on(Quota.PersonReplaced)
def _person_replaced(rows: Rows, event: quota_events.PersonReplaced, position: int) -> None:
    persons = {"talent_id": event.talent_id, "replaced_talent_id": event.replaced_talent_id}
    _on_place(rows, event.place_id, position, **persons)


# ── Its batches ──────────────────────────────────────────────────────────────────────────────────────────


@case_timeline.on(Batch.Sealed)
def _batch_sealed(rows: Rows, event: Batch.Sealed, position: int) -> None:
    for card_application_id in event.members:
        _line(rows, card_application_id, position)


@case_timeline.on(Batch.MemberAnswered)
def _member_answered(rows: Rows, event: Batch.MemberAnswered, position: int) -> None:
    _line(rows, event.card_application_id, position)


@case_timeline.on(Batch.AnswerCorrected)
def _answer_corrected(rows: Rows, event: Batch.AnswerCorrected, position: int) -> None:
    _line(rows, event.card_application_id, position)


# ── What it has in common with others ────────────────────────────────────────────────────────────────────


def _decided_about_both(
    rows: Rows, event: DuplicateCheck.Dismissed | DuplicateCheck.Upheld, position: int
) -> None:
    for card_application_id in (event.card_application_id, event.other_id):
        _line(rows, card_application_id, position)


case_timeline.on(DuplicateCheck.Dismissed)(_decided_about_both)
case_timeline.on(DuplicateCheck.Upheld)(_decided_about_both)


# ── Its card ─────────────────────────────────────────────────────────────────────────────────────────────


@case_timeline.on(Card.Granted)
def _card_granted(rows: Rows, event: Granted, position: int) -> None:
    _of_card(rows, event.originator_id, position)


@case_timeline.on(Card.Issued)
def _card_issued(rows: Rows, event: Issued, position: int) -> None:
    _of_card(rows, event.originator_id, position)


@case_timeline.on(Card.IssuedEarly)
def _card_issued_early(rows: Rows, event: IssuedEarly, position: int) -> None:
    _of_card(rows, event.originator_id, position)


@case_timeline.on(Card.GrantReversed)
def _grant_reversed(rows: Rows, event: GrantReversed, position: int) -> None:
    _of_card(rows, event.originator_id, position)


@case_timeline.on(Card.Renewed)
def _card_renewed(rows: Rows, event: Renewed, position: int) -> None:
    _of_card(rows, event.originator_id, position)


@case_timeline.on(Card.Expired)
def _card_expired(rows: Rows, event: Expired, position: int) -> None:
    _of_card(rows, event.originator_id, position)


@case_timeline.on(Card.Revoked)
def _card_revoked(rows: Rows, event: Revoked, position: int) -> None:
    _of_card(rows, event.originator_id, position)


@case_timeline.on(Card.Cancelled)
def _card_cancelled(rows: Rows, event: Cancelled, position: int) -> None:
    _of_card(rows, event.originator_id, position)


@case_timeline.on(CardHolding.CardGranted)
def _holding_begun(rows: Rows, event: CardHolding.CardGranted, position: int) -> None:
    _of_card(rows, event.card_id, position)


@case_timeline.on(CardHolding.CardEnded)
def _holding_ended(rows: Rows, event: CardHolding.CardEnded, position: int) -> None:
    _of_card(rows, event.card_id, position)


def _line(rows: Rows, card_application_id: UUID, position: int) -> None:
    rows.put(lines, card_application_id=card_application_id, position=position)


def _on_place(rows: Rows, place_id: UUID, position: int, **persons: UUID) -> None:
    strand = {"talent_id": None, "replaced_talent_id": None, **persons}
    rows.put(strands, thing_id=place_id, position=position, **strand)
    for case in rows.find(cases, place_id=place_id):
        if _concerns(strand, case):
            _line(rows, case["card_application_id"], position)


def _concerns(strand: Row, case: Row) -> bool:
    """Of a place: what is decided about a person concerns his or her case, all else whichever there is.

    Nothing concerns a case that is over. A case that ends because its person is replaced does so after the place
    says who replaces whom.
    """
    persons = (strand["talent_id"], strand["replaced_talent_id"])
    is_about = case["talent_id"] in persons or persons == (None, None)
    return is_about and not case["is_over"]


def _of_card(rows: Rows, card_id: UUID, position: int) -> None:
    rows.put(strands, thing_id=card_id, position=position, talent_id=None, replaced_talent_id=None)
    known = rows.maybe(cards, card_id)
    if known is not None:
        _line(rows, known["card_application_id"], position)


def _ends_in_card(rows: Rows, card_application_id: UUID, card_id: UUID) -> None:
    rows.put(cards, card_id=card_id, card_application_id=card_application_id)
    rows.put(things, card_application_id=card_application_id, thing_id=card_id)
    for strand in rows.find(strands, thing_id=card_id):
        _line(rows, card_application_id, strand["position"])
