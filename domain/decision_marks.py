"""What became of what was decided (办理标记): one word for every entry of a history, and none of them looks like another.

Most of it an event says by itself: it returned something, or ended it. The rest is said by what came later:

    written down for a second officer ── confirmed ──> done         a step that was passed ── given back ──> superseded
                                      └─ contested ──> refused      a decision ── corrected, revised, overturned ──> superseded
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from domain.aggregates import Batch, Card, CardHolding, Panel, ProductionBatch, QuarterlyReport, Quota
from domain.aggregates import CardApplication as Case
from domain.aggregates.attachment import Attachment
from domain.aggregates.batch import MemberAnswer
from domain.aggregates.card_holding import HoldingEnd
from domain.aggregates.case_notes import CaseNotes
from domain.aggregates.demand_item import DemandItem
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.talent import Talent
from domain.base import Event
from domain.case_events import PassingEvent
from domain.cases import Opinion
from domain.panels import PanelConclusion, Vote


class Mark(StrEnum):
    """What became of one thing that was decided (办理标记)."""

    DONE = "done"  # 已办
    PENDING = "pending"  # 待定: somebody else has still to confirm it, to decide about it, or to supply what it asks for
    RETURNED = "returned"  # 退回
    REFUSED = "refused"  # 不予
    CANCELLED = "cancelled"  # 撤销
    SUPERSEDED = "superseded"  # 被取代: something later stands in its place
    EXPIRED = "expired"  # 到期
    SUSPENDED = "suspended"  # 暂停


@dataclass(frozen=True, slots=True)
class Standing:
    """The mark of an entry; `by` is which later one has made it so, counted from 0, if one has."""

    mark: Mark
    by: int | None = None


@dataclass(frozen=True, slots=True)
class Replacing:
    """What an event makes undone: the last that stands of these kinds, of the same thing, and of the same `key` if stated."""

    kinds: tuple[type[Event], ...]
    key: str | None = None


RETURNED = (
    Case.Returned, Case.ReturnedByProvince, QuarterlyReport.Returned, DemandItem.HandedBack,
    ProductionBatch.CardRejected,
)  # fmt: skip
REFUSED = (
    Case.Refused, Case.NotRecommended, Case.Rejected, Case.Declined, Case.ResultContested, Case.EntryCorrectionDeclined,
    Case.RevisionDeclined, Case.FormCorrectionDeclined, Quota.TransferDeclined, Quota.Forfeited, Card.ProposalDeclined,
    Card.MeasureContested, Card.HolderBarred, CardHolding.HolderExcluded, Panel.ConclusionContested,
    Talent.ErasureDeclined, QuarterlyReport.SignOffDeclined, QuarterlyReport.AnswerContested, DemandItem.AssignmentDisputed,
    DemandItem.DisputeRejected, DemandItem.ExtensionDeclined, DemandItem.ExplainedNotFeasible,
)  # fmt: skip
CANCELLED = (
    Case.Withdrawn, Case.BatchLeft, Case.RecusalWithdrawn, Case.FileDetached, Case.PanelDissolved, Batch.MemberRemoved,
    Batch.Cancelled, Quota.NominationWithdrawn, Quota.Released, Quota.Reopened, Quota.Closed, Card.GrantReversed, Card.Revoked, Card.Cancelled,
    Card.ProductionLeft, Panel.MemberRecused, Panel.VoteStruck, Panel.Dissolved, ProductionBatch.CardRemoved,
    ProductionBatch.CardDropped, ProductionBatch.Cancelled, Attachment.StruckOut, CaseNotes.NoteStruckOut,
    DemandItem.Withdrawn, DemandItem.ClosureReversed, Enterprise.Delisted, Enterprise.SpecialistRelieved,
)  # fmt: skip
SUPERSEDED = (
    Case.Superseded,
    Card.Renewed,
    Attachment.Replaced,
    DemandItem.MergedInto,
    Enterprise.MergedInto,
)
EXPIRED = (Card.Expired, Card.ArrivalLapsed, Case.DeadlineBreached, DemandItem.DeadlineBreached)
SUSPENDED = (Case.Suspended, Card.Suspended, Card.LossReported, Card.InquiryOpened, Talent.Restricted)
OF_KINDS = {
    **dict.fromkeys(RETURNED, Mark.RETURNED),
    **dict.fromkeys(REFUSED, Mark.REFUSED),
    **dict.fromkeys(CANCELLED, Mark.CANCELLED),
    **dict.fromkeys(SUPERSEDED, Mark.SUPERSEDED),
    **dict.fromkeys(EXPIRED, Mark.EXPIRED),
    **dict.fromkeys(SUSPENDED, Mark.SUSPENDED),
}

# What waits for another to decide: by which events it is settled, and by which it is not.
RESULTS = (Case.Approved, Case.Rejected, Case.ReturnedByProvince)
MEASURES = (
    Card.Suspended, Card.Reinstated, Card.InquiryOpened, Card.InquiryConcluded, Card.LateInquiryOpened,
    Card.LateInquiryConcluded, Card.Revoked, Card.Cancelled, Card.Renewed, Card.EntryCorrected, Card.ArrivalExtended,
    Card.HolderBarred, Card.BarLifted,
)  # fmt: skip
WAITING: dict[type[Event], tuple[tuple[type[Event], ...], tuple[type[Event], ...]]] = {
    Case.ResultTranscribed: (RESULTS, (Case.ResultContested, Case.Withdrawn)),
    Case.CorrectionRequested: (
        (Case.CorrectionSupplied,),
        (
            Case.Withdrawn,
            Case.Superseded,
            Case.Refused,
            Case.NotRecommended,
            Case.Declined,
            Case.OpinionGiven,
        ),
    ),
    Case.EntryCorrectionRequested: ((Case.EntryCorrected,), (Case.EntryCorrectionDeclined,)),
    Case.RevisionRequested: ((Case.DecisionRevised,), (Case.RevisionDeclined,)),
    Case.FormCorrectionRequested: ((Case.FormCorrected,), (Case.FormCorrectionDeclined,)),
    Case.ReconsiderationRequested: ((Case.ReconsiderationOverturned,), (Case.ReconsiderationUpheld,)),
    Card.MeasureProposed: (MEASURES, (Card.ProposalDeclined,)),
    Card.MeasureTranscribed: (MEASURES, (Card.MeasureContested,)),
    Panel.Concluded: ((Panel.ConclusionConfirmed,), (Panel.ConclusionContested, Panel.Dissolved)),
    QuarterlyReport.AnswerTranscribed: (
        (QuarterlyReport.Acknowledged, QuarterlyReport.Returned),
        (QuarterlyReport.AnswerContested,),
    ),
    Talent.ErasureRequested: ((Talent.Erased,), (Talent.ErasureDeclined,)),
    DemandItem.ExtensionRequested: ((DemandItem.ExtensionGranted,), (DemandItem.ExtensionDeclined,)),
    Quota.TransferRequested: (
        (Quota.NominationTransferred,),
        (Quota.TransferDeclined, Quota.NominationWithdrawn, Quota.Reserved),
    ),
}
ENDINGS = (Case.Refused, Case.NotRecommended, Case.Rejected, Case.Declined)
DECIDED = (*ENDINGS, *RESULTS, Case.Granted, Case.EntryCorrected, Case.DecisionRevised)
REPLACING: dict[type[Event], Replacing] = {
    Case.FormFilled: Replacing((Case.FormFilled,)),
    Case.EntryCorrected: Replacing(DECIDED),
    Case.DecisionRevised: Replacing(DECIDED),
    Case.ReconsiderationOverturned: Replacing(ENDINGS),
    Case.FileDetached: Replacing((Case.FileAttached,), "attachment_id"),
    Case.BatchLeft: Replacing((Case.BatchJoined,), "batch_id"),
    Batch.AnswerCorrected: Replacing((Batch.MemberAnswered, Batch.AnswerCorrected), "card_application_id"),
    Quota.PersonReplaced: Replacing((Quota.PersonProposed, Quota.PersonReplaced), "place_id"),
    Quota.ConsumptionReversed: Replacing((Quota.Consumed,), "place_id"),
    Quota.ApprovalWithdrawn: Replacing((Quota.Consumed,), "place_id"),
    Quota.EndingReversed: Replacing((Quota.Released, Quota.Forfeited, Quota.Reopened), "place_id"),
    Quota.Restored: Replacing((Quota.Released, Quota.Forfeited, Quota.Reopened), "place_id"),
    Quota.LimitsRevised: Replacing((Quota.LimitsRevised,)),
    Quota.OpenedAgain: Replacing((Quota.Closed,)),
    Panel.VoteStruck: Replacing((Panel.VoteCast,), "member_id"),
    Panel.MemberRecused: Replacing((Panel.VoteCast,), "member_id"),
    Card.GrantReversed: Replacing((Card.Granted,)),
    Card.EntryCorrected: Replacing((Card.Issued, Card.EntryCorrected)),
    Card.ClassCorrected: Replacing((Card.ClassCorrected,)),
    Card.LossWithdrawn: Replacing((Card.LossReported,)),
    Card.BarLifted: Replacing((Card.HolderBarred,)),
    Talent.BarLifted: Replacing((Talent.Barred,), "card_id"),
    CaseNotes.NoteStruckOut: Replacing((CaseNotes.NoteWritten,), "note_id"),
    Attachment.Replaced: Replacing((Attachment.Uploaded,)),
    Attachment.StruckOut: Replacing((Attachment.Uploaded,)),
    DemandItem.ClosureReversed: Replacing(
        (
            DemandItem.Settled, DemandItem.ExplainedNotFeasible, DemandItem.Withdrawn, DemandItem.MergedInto,
            DemandItem.StruckOff,
        )
    ),
    DemandItem.RatingCorrected: Replacing((DemandItem.Rated, DemandItem.RatingCorrected)),
    DemandItem.Separated: Replacing((DemandItem.Absorbed,), "merged_id"),
    DemandItem.DetailsRestated: Replacing((DemandItem.DetailsRestated,)),
    QuarterlyReport.Compiled: Replacing((QuarterlyReport.Compiled,)),
    QuarterlyReport.SignedOff: Replacing((QuarterlyReport.SignedOff,)),
}  # fmt: skip
MOVING_BACK = (
    Case.Returned, Case.ReturnedByProvince, Case.EntryCorrected, Case.ReconsiderationOverturned, Case.DecisionRevised,
)  # fmt: skip


def marked(events: Sequence[Event], ids: Sequence[UUID]) -> list[Standing]:
    """The standing of every event of a history in the order of the log; `ids` are the events' own, by which another corrects it."""
    standings = [Standing(_own(event)) for event in events]
    for at, event in enumerate(events):
        for undone in {*_replaced(events, standings, at), *_given_back(events, standings, at)}:
            standings[undone] = Standing(Mark.SUPERSEDED, at)
        corrected = event.envelope.corrects
        if (
            corrected in ids[:at] and standings[at].mark is Mark.DONE
        ):  # who only asks for it has corrected nothing
            standings[ids.index(corrected)] = Standing(Mark.SUPERSEDED, at)
    return [
        _settled(events, at) if standing.mark is Mark.PENDING else standing
        for at, standing in enumerate(standings)
    ]


def _own(event: Event) -> Mark:
    """What the event says of itself."""
    kind = type(event)
    match event:
        case _ if kind in WAITING:
            return Mark.PENDING
        case Case.OpinionGiven(opinion=Opinion.DISAGREED) | Panel.VoteCast(vote=Vote.DISAGREE):
            return Mark.REFUSED
        case Case.PanelConcluded(conclusion=conclusion) | Panel.ConclusionConfirmed(conclusion=conclusion):
            return Mark.DONE if conclusion is PanelConclusion.PASSED else Mark.REFUSED
        case Batch.MemberAnswered(answer=answer) | Batch.AnswerCorrected(answer=answer):
            return ANSWERED.get(answer, Mark.DONE)
        case CardHolding.CardEnded(cause=cause):
            return Mark.EXPIRED if cause is HoldingEnd.EXPIRED else Mark.CANCELLED
    return OF_KINDS.get(kind, Mark.DONE)


def _settled(events: Sequence[Event], at: int) -> Standing:
    """What became of what waits: decided by the first later event of the same thing that decides about it."""
    waiting = events[at]
    confirming, refusing = WAITING[type(waiting)]
    for later in range(at + 1, len(events)):
        event = events[later]
        if event.originator_id == waiting.originator_id and _of_same(event, waiting, "place_id"):
            if isinstance(event, confirming):
                return Standing(Mark.DONE, later)
            if isinstance(event, refusing):
                return Standing(Mark.REFUSED, later)
    return Standing(Mark.PENDING)


def _replaced(events: Sequence[Event], standings: Sequence[Standing], at: int) -> Iterable[int]:
    event = events[at]
    replacing = REPLACING.get(type(event))
    if replacing is None:
        return
    for earlier in range(at - 1, -1, -1):
        before = events[earlier]
        is_meant = isinstance(before, replacing.kinds) and before.originator_id == event.originator_id
        if is_meant and _of_same(before, event, replacing.key):
            if standings[earlier].mark is not Mark.SUPERSEDED:
                yield earlier
            return


def _given_back(events: Sequence[Event], standings: Sequence[Standing], at: int) -> Iterable[int]:
    """The steps that have to be gone once more: from the one on to which the case went back."""
    event = events[at]
    to_step = getattr(event, "to_step", None)
    if not isinstance(event, MOVING_BACK) or to_step is None:
        return
    own = [one for one in range(at) if events[one].originator_id == event.originator_id]
    passed = [
        one
        for one in own
        if isinstance(events[one], PassingEvent) and standings[one].mark is not Mark.SUPERSEDED
    ]
    first = next((one for one in passed if events[one].step == to_step), None)  # type: ignore[attr-defined]
    if first is not None:
        yield from (one for one in passed if one >= first)


def _of_same(one: Event, other: Event, key: str | None) -> bool:
    return key is None or getattr(one, key, None) == getattr(other, key, None)


ANSWERED = {
    MemberAnswer.RETURNED: Mark.RETURNED,
    MemberAnswer.REJECTED: Mark.REFUSED,
    MemberAnswer.ENDED: Mark.CANCELLED,
}
