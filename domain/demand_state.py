"""What an item is (需求事项的状态), as its chapters read it, and what all its decisions ask first."""

from abc import abstractmethod
from datetime import date
from typing import Any
from uuid import UUID

from domain.base import Authority
from domain.case_times import CaseTimes
from domain.demand_events import DemandEvent
from domain.demands import (
    OPEN_DEMANDS,
    Asked,
    Channel,
    Closing,
    Colour,
    DemandDetails,
    DemandNotInState,
    DemandStatus,
    Docking,
    Escalation,
    Grade,
    OfAnotherLedger,
    Unit,
    demand_shown,
)
from domain.personal_data import PersonalData
from domain.policy.ledgers import Ledger


class DemandState:
    """The facts of an item as they stand, and the first questions of every decision."""

    id: UUID
    number: str
    city: str
    area: str
    ledger: Ledger
    status: DemandStatus
    category: str | None
    channel: Channel
    raised_on: date
    registered_on: date
    enterprise_id: UUID | None
    list_types: tuple[str, ...]
    specialist_id: UUID | None
    talent_id: UUID | None
    card_id: UUID | None
    card_type: str | None
    card_application_id: UUID | None
    name: PersonalData | None
    phone: PersonalData | None
    details: DemandDetails
    former_number: str | None
    policy_version: str
    times: CaseTimes
    lead: Unit | None
    assisting: tuple[Unit, ...]
    is_upheld: bool  # the assignment was disputed, and stands
    asked: Asked | None  # while somebody has to decide about more time
    escalation: Escalation | None  # while it is with a higher level
    supervision: Colour | None
    lifted: Colour | None  # what was lifted last while it was open
    docking: Docking | None
    reply: PersonalData | None
    result: PersonalData | None
    closing: Closing | None  # the last one, even if it was reopened since
    merged_into: UUID | None
    absorbed: tuple[UUID, ...]
    called_back_on: date | None  # of the present handling, like the next three
    grade: Grade | None
    is_rectified: bool
    grade_after: Grade | None  # once it was rectified
    rated_by: frozenset[str]  # who entered the latest of them

    @abstractmethod
    def _decide(self, event_class: type[DemandEvent], authority: Authority, **facts: Any) -> None:
        """Put the decision on record."""

    @property
    def subject(self) -> UUID:
        """Under whose key everything personal about it is sealed."""
        return self.talent_id or self.id

    def shown(self) -> dict[str, Any]:
        """What a refusal says about the item."""
        return demand_shown(self.id, self.number, self.status)

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_DEMANDS

    @property
    def units(self) -> tuple[Unit, ...]:
        """Everybody who is responsible for it now."""
        return self.assisting if self.lead is None else (self.lead, *self.assisting)

    def must_be(self, *statuses: DemandStatus) -> None:
        """Refuse an item that stands elsewhere."""
        if self.status not in statuses:
            raise DemandNotInState(blocked_by=self.shown())

    def must_be_in(self, *ledgers: Ledger, field: str | None = None) -> None:
        """Refuse what is not done with items of this ledger."""
        if self.ledger not in ledgers:
            raise OfAnotherLedger(field=field, blocked_by=self.shown())
