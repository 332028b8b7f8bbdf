"""Demand item (需求事项): what an enterprise or its talent asks for, from registration to the end, in one of three ledgers.

    Registered | TakenOver
        Classified · Reclassified · MovedToArea · DetailsRestated                    `demand_chapters/sorting.py`
        Assigned ─> AssignmentAccepted | AssignmentDisputed                           `…/assignment.py`
        ProgressRecorded · ReplyGiven · HandedToAlliance · DockingRecorded            `…/handling.py`
        ExtensionRequested · …Granted · …Declined · DeadlineBreached                  `…/deadlines.py`
        Escalated ⇄ HandedBack · SupervisionOpened ⇄ SupervisionLifted                `…/escalation.py`
        Settled | ExplainedNotFeasible | Withdrawn | MergedInto                       `…/closing.py`
        CalledBack · Rated · Rectified · StruckOff ── Reopened                        `…/feedback.py`

Invariants: every event says in which cell of the books the item is after it, and how it stands; its number is given
once and is its id, so that no two items bear one number; an open item of a ledger is dealt with, passed on, or dropped
for a reason, and never lost: what is merged away is in another item that was open at that moment.
"""

from datetime import date
from typing import Any, Self, TypeAlias
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain import demand_events
from domain.base import Authority, Envelope, EventSourced
from domain.case_times import CaseTimes
from domain.demand_chapters import assignment, closing, deadlines, escalation, feedback, handling, sorting
from domain.demand_chapters.assignment import DealtWithByUnits
from domain.demand_chapters.closing import Closable
from domain.demand_chapters.deadlines import KeptInTime
from domain.demand_chapters.escalation import Escalatable
from domain.demand_chapters.feedback import FollowedUp
from domain.demand_chapters.handling import Handled
from domain.demand_chapters.sorting import Sorted
from domain.demand_events import DemandEvent
from domain.demands import (
    MOST_YEARS,
    TAKEN_OVER_AS,
    Channel,
    DemandDetails,
    DemandStatus,
    Escalation,
    EscalationLevel,
    Unit,
)
from domain.fields import wrong
from domain.personal_data import PersonalData
from domain.policy.ledgers import Ledger
from domain.text import Text

NAMESPACE = UUID("2d9c6a1e-8f0b-5b7a-9d4c-3e1f6a5b8c70")


class DemandItem(
    Sorted, DealtWithByUnits, Handled, KeptInTime, Escalatable, Closable, FollowedUp, EventSourced
):
    TOPIC = "DemandItem"

    Event: TypeAlias = demand_events.DemandEvent

    Registered = demand_events.Registered
    TakenOver = demand_events.TakenOver
    Classified = sorting.Classified
    Reclassified = sorting.Reclassified
    MovedToArea = sorting.MovedToArea
    DetailsRestated = sorting.DetailsRestated
    Assigned = assignment.Assigned
    AssignmentAccepted = assignment.AssignmentAccepted
    AssignmentDisputed = assignment.AssignmentDisputed
    DisputeRejected = assignment.DisputeRejected
    ProgressRecorded = handling.ProgressRecorded
    ReplyGiven = handling.ReplyGiven
    HandedToAlliance = handling.HandedToAlliance
    DockingRecorded = handling.DockingRecorded
    ExtensionRequested = deadlines.ExtensionRequested
    ExtensionGranted = deadlines.ExtensionGranted
    ExtensionDeclined = deadlines.ExtensionDeclined
    DeadlineBreached = deadlines.DeadlineBreached
    Escalated = escalation.Escalated
    HandedBack = escalation.HandedBack
    SupervisionOpened = escalation.SupervisionOpened
    SupervisionLifted = escalation.SupervisionLifted
    Settled = closing.Settled
    ExplainedNotFeasible = closing.ExplainedNotFeasible
    Withdrawn = closing.Withdrawn
    MergedInto = closing.MergedInto
    Absorbed = closing.Absorbed
    Separated = closing.Separated
    ClosureReversed = closing.ClosureReversed
    CalledBack = feedback.CalledBack
    Rated = feedback.Rated
    RatingCorrected = feedback.RatingCorrected
    Rectified = feedback.Rectified
    StruckOff = feedback.StruckOff
    Reopened = closing.Reopened

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(number: str) -> UUID:
        """The natural key: a number is given once."""
        return uuid5(NAMESPACE, number)

    @classmethod
    def register(cls, number: str, *, raised_on: date, authority: Authority, **facts: Any) -> Self:
        """Take onto the books what somebody asks for (登记)."""
        return cls._begin(
            cls.Registered, number, authority, raised_on=raised_on, status=DemandStatus.REGISTERED, **facts
        )

    @classmethod
    def take_over(
        cls,
        number: str,
        *,
        status: DemandStatus,
        lead: Unit | None,
        escalated_to: EscalationLevel | None,
        category: str | None,
        authority: Authority,
        **facts: Any,
    ) -> Self:
        """Take an open item onto the books that the city had before (期初接管, decided point 19)."""
        if status not in TAKEN_OVER_AS:
            raise wrong("status", "not_open", NOT_OPEN)
        if (status is DemandStatus.ESCALATED) != (escalated_to is not None):
            raise wrong("escalated_to", "level_alone", LEVEL_ALONE)
        if status is DemandStatus.IN_PROGRESS and (lead is None or category is None):
            raise wrong("lead" if lead is None else "category", "missing", SOMEBODY_DOES_IT)
        facts |= {"status": status, "lead": lead, "escalated_to": escalated_to, "category": category}
        return cls._begin(cls.TakenOver, number, authority, **facts)

    @classmethod
    def _begin(
        cls,
        event_class: type[demand_events.DemandBegins],
        number: str,
        authority: Authority,
        *,
        raised_on: date,
        talent_id: UUID | None,
        **facts: Any,
    ) -> Self:
        if raised_on > authority.effective_on:
            raise wrong("raised_on", "after_registration", RAISED_LATER)
        if raised_on.year < authority.effective_on.year - MOST_YEARS:
            raise wrong("raised_on", "too_long_ago", RAISED_TOO_LONG_AGO)
        id_ = cls.id_of(number)
        facts |= {"number": number, "raised_on": raised_on, "talent_id": talent_id}
        return cls.begin(event_class, id_, authority, subject=talent_id or id_, **facts)

    def _decide(self, event_class: type[DemandEvent], authority: Authority, **facts: Any) -> None:
        """Record it; where the decision says nothing of cell or status, these stay."""
        stays = {"area": self.area, "ledger": self.ledger, "status": self.status}
        self.record(event_class, authority, subject=self.subject, **(stays | facts))

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Registered)
    def __init__(
        self,
        number: str,
        city: str,
        area: str,
        ledger: Ledger,
        status: DemandStatus,
        category: str | None,
        channel: Channel,
        raised_on: date,
        enterprise_id: UUID | None,
        list_types: tuple[str, ...],
        specialist_id: UUID | None,
        talent_id: UUID | None,
        card_id: UUID | None,
        card_type: str | None,
        card_application_id: UUID | None,
        name: PersonalData | None,
        phone: PersonalData | None,
        details: DemandDetails,
        envelope: Envelope,
        former_number: str | None = None,
        lead: Unit | None = None,
        escalated_to: EscalationLevel | None = None,
    ) -> None:
        self.number, self.city, self.former_number = number, city, former_number
        self.area, self.ledger, self.status = area, ledger, status
        self.category = category
        self.channel, self.raised_on, self.registered_on = channel, raised_on, envelope.effective_on
        self.enterprise_id, self.list_types, self.specialist_id = enterprise_id, list_types, specialist_id
        self.talent_id, self.name, self.phone = talent_id, name, phone
        self.card_id, self.card_type = card_id, card_type
        self.card_application_id = card_application_id
        self.details = details
        self.policy_version = envelope.policy_version  # pinned from here on
        self.times = CaseTimes()
        self.lead, self.assisting, self.is_upheld = lead, (), False
        self.asked = None
        self.escalation = _taken_over_with(escalated_to, lead, envelope)
        self.supervision = None
        self.lifted = None
        self.docking = None
        self.reply = self.result = None
        self.closing = None
        self.merged_into, self.absorbed = None, ()
        self.called_back_on = None
        self.grade = self.grade_after = None
        self.rated_by = frozenset()
        self.is_rectified = False


def _taken_over_with(
    level: EscalationLevel | None, lead: Unit | None, envelope: Envelope
) -> Escalation | None:
    """With whom an item was on the cut-over date; it comes back to the unit that it was with, or the window."""
    if level is None:
        return None
    before = DemandStatus.REGISTERED if lead is None else DemandStatus.IN_PROGRESS
    return Escalation(level, envelope.effective_on, before)


LEVEL_ALONE = Text("仅已转上级的事项填写上报层级", "is stated of an item that was passed on, and of no other")
NOT_OPEN = Text("只接管未办结事项", "only open items are taken over")
RAISED_TOO_LONG_AGO = Text(f"提出时间在{MOST_YEARS}年之前", f"is more than {MOST_YEARS} years ago")
RAISED_LATER = Text("提出时间不能晚于登记时间", "is later than the registration")
SOMEBODY_DOES_IT = Text(
    "办理中的事项须有责任单位和类别", "an item in progress has a unit in the lead and a category"
)
