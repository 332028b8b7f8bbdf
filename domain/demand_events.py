"""What happens to a demand item (需求事项): what all its events say, and those with which it begins.

DemandEvent ── DemandBegins                it comes onto the books
         ├── MovingEvent                   it is in another cell of the books from now on
         └── ClosingEvent                  it is on the books no longer

What else can happen, the modules of `domain/demand_chapters` say.
"""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from domain.base import Begins, EventSourced
from domain.case_times import CaseTimes
from domain.demands import (
    Cell,
    Channel,
    Closing,
    DemandDetails,
    DemandStatus,
    EscalationLevel,
    Movement,
    Unit,
)
from domain.personal_data import PersonalData
from domain.policy.ledgers import Ledger, Phase


class DemandEvent(EventSourced.Event):
    """Something that happened to an item: in which cell of the books it is after it, and how it stands.

    `movement` is what the event moves in the books; one that moves nothing has none.
    """

    movement: ClassVar[Movement | None] = None
    area: str
    ledger: Ledger
    status: DemandStatus

    @property
    def cell(self) -> Cell:
        """The cell of the books in which the item is now."""
        return Cell(self.area, self.ledger)

    @property
    def left(self) -> Cell | None:
        """The cell that the item has left by this, if it has (划出)."""
        return None

    @property
    def on(self) -> date:
        """The day from which it has effect."""
        return self.envelope.effective_on

    def passing(self, times: CaseTimes) -> CaseTimes:
        """What it does to the times of the item, from which its deadlines are computed."""
        return times

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.area, aggregate.ledger, aggregate.status = self.area, self.ledger, self.status
        aggregate.times = self.passing(aggregate.times)


class DemandBegins(DemandEvent, Begins):
    """An item comes onto the books.

    `list_types` are the lists that the enterprise is on that day (企业类型), `specialist_id` is who speaks for it then.
    Who asks is the talent; `name` is that of somebody who is on no book. `card_type` is that of the card named.
    """

    number: str
    city: str
    category: str | None = None
    channel: Channel
    raised_on: date
    enterprise_id: UUID | None = None
    list_types: tuple[str, ...] = ()
    specialist_id: UUID | None = None
    talent_id: UUID | None = None
    card_id: UUID | None = None
    card_type: str | None = None
    card_application_id: UUID | None = None
    name: PersonalData | None = None
    phone: PersonalData | None = None
    details: DemandDetails


class Registered(DemandBegins):
    TOPIC: ClassVar[str] = "DemandItem.Registered"
    movement: ClassVar[Movement | None] = Movement.REGISTERED

    def passing(self, times: CaseTimes) -> CaseTimes:
        begun = times.begins(self.originator_version, self.on, accepted=False)
        return begun.moves_to(Phase.ASSIGNMENT, self.originator_version, self.on)


class TakenOver(DemandBegins):
    """It was on the city's books before these: `days` are those from when it was raised to the day it is due there."""

    TOPIC: ClassVar[str] = "DemandItem.TakenOver"
    movement: ClassVar[Movement | None] = Movement.OPENED
    former_number: str | None = None
    lead: Unit | None = None
    escalated_to: EscalationLevel | None = None
    due_on: date | None = None
    days: int | None = None

    def passing(self, times: CaseTimes) -> CaseTimes:
        begun = times.begins(self.originator_version, self.raised_on, accepted=False)
        given = begun if self.days is None else begun.is_given(self.days)
        return given.moves_to(self._phase, self.originator_version, self.on)

    @property
    def _phase(self) -> Phase:
        if self.escalated_to is not None:
            return phase_with(self.escalated_to)
        return Phase.ASSIGNMENT if self.status is DemandStatus.REGISTERED else Phase.HANDLING


class MovingEvent(DemandEvent):
    """It is in another ledger or area from now on: both sides of a transfer (划出、划入)."""

    from_area: str
    from_ledger: Ledger

    @property
    def left(self) -> Cell | None:
        came_from = Cell(self.from_area, self.from_ledger)
        return None if came_from == self.cell else came_from


class ClosingEvent(DemandEvent):
    """It is on the books no longer."""

    def apply(self, aggregate: Any) -> None:
        before = aggregate.status
        super().apply(aggregate)
        by = self.envelope
        aggregate.closing = Closing(self.status, before, by.effective_on, self.originator_version, by.persons)
        aggregate.asked = aggregate.supervision = aggregate.lifted = None

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.ends(self.on)


def phase_with(level: EscalationLevel) -> Phase:
    """The phase of an item that is with this level."""
    return Phase(f"with_{level.value}")
