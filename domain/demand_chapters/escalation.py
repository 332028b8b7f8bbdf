"""What cannot be settled where it is (上报、督办): it goes to a higher level and comes back, or is supervised.

Escalated ─> HandedBack               with the city, the province, or the mechanism of the four departments
SupervisionOpened ↺ ─> SupervisionLifted      blue, yellow, red: beside the status
"""

from datetime import date
from typing import Any, ClassVar

from domain.base import Authority
from domain.calendar import Calendar
from domain.case_times import CaseTimes
from domain.demand_events import DemandEvent, phase_with
from domain.demand_state import DemandState
from domain.demands import (
    HANDLED,
    OPEN_DEMANDS,
    Colour,
    DemandNotInState,
    DemandStatus,
    Escalation,
    EscalationLevel,
    NotEscalatedThere,
)
from domain.keeping_time import NotOverdue
from domain.personal_data import PersonalData
from domain.policy.ledgers import Phase, SupervisionRule
from domain.text import Text


class Escalated(DemandEvent):
    """It stays on the books of its area, as one of those that were passed on (转上级)."""

    TOPIC: ClassVar[str] = "DemandItem.Escalated"
    to: EscalationLevel

    def apply(self, aggregate: Any) -> None:
        earlier: Escalation | None = aggregate.escalation
        before = aggregate.status if earlier is None else earlier.before
        super().apply(aggregate)
        aggregate.escalation = Escalation(self.to, self.on, before)
        aggregate.asked = None

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.moves_to(phase_with(self.to), self.originator_version, self.on)


class HandedBack(DemandEvent):
    """`by` is the level that hands it back, `answer` what it says about it."""

    TOPIC: ClassVar[str] = "DemandItem.HandedBack"
    by: EscalationLevel
    answer: PersonalData | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.escalation = None

    def passing(self, times: CaseTimes) -> CaseTimes:
        phase = Phase.ASSIGNMENT if self.status is DemandStatus.REGISTERED else Phase.HANDLING
        return times.moves_to(phase, self.originator_version, self.on)


class SupervisionOpened(DemandEvent):
    TOPIC: ClassVar[str] = "DemandItem.SupervisionOpened"
    colour: Colour

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.supervision = self.colour


class SupervisionLifted(DemandEvent):
    TOPIC: ClassVar[str] = "DemandItem.SupervisionLifted"
    colour: Colour

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.supervision, aggregate.lifted = None, self.colour


class Escalatable(DemandState):
    """What may be decided about items that need somebody above."""

    def escalate(self, to: EscalationLevel, city_area: str, authority: Authority) -> None:
        """Pass it on to a level above, or from the city to a still higher one (转上级)."""
        authority.must_give_reason()
        self.must_be(DemandStatus.REGISTERED, *HANDLED, DemandStatus.ESCALATED)
        at = None if self.escalation is None else self.escalation.level
        is_citys = self.area == city_area
        if to is at or (to is EscalationLevel.CITY and (is_citys or at is not None)):
            raise NotEscalatedThere(field="to", blocked_by=self.shown())
        self._decide(Escalated, authority, status=DemandStatus.ESCALATED, to=to)

    def hand_back(self, answer: PersonalData | None, authority: Authority) -> None:
        """Have it dealt with where it came from (退回办理)."""
        self.must_be(DemandStatus.ESCALATED)
        assert self.escalation is not None  # so it is
        facts = {"by": self.escalation.level, "answer": answer}
        self._decide(HandedBack, authority, status=self.escalation.before, **facts)

    def supervise(self, colour: Colour, authority: Authority) -> None:
        """Have an open item supervised, more urgently each time (督办)."""
        authority.must_give_reason()
        self.must_be(*OPEN_DEMANDS)
        if not is_more_urgent(colour, self.supervision):
            raise DemandNotInState(SUPERVISED, field="colour", blocked_by=self.shown())
        self._decide(SupervisionOpened, authority, colour=colour)

    def supervise_overdue(self, colour: Colour | None, authority: Authority) -> None:
        """Have it supervised as urgently as it is overdue, unless an officer has lifted that (超期督办)."""
        if colour is None:
            raise NotOverdue(blocked_by=self.shown())
        if not is_more_urgent(colour, self.lifted):
            raise DemandNotInState(LIFTED, field="colour", blocked_by=self.shown())
        self.supervise(colour, authority)

    def lift_supervision(self, authority: Authority) -> None:
        """Supervise it no longer (解除督办)."""
        authority.must_give_reason()
        if self.supervision is None:
            raise DemandNotInState(NOT_SUPERVISED, blocked_by=self.shown())
        self._decide(SupervisionLifted, authority, colour=self.supervision)


def is_more_urgent(colour: Colour, *others: Colour | None) -> bool:
    """Whether it is more urgent than each of these."""
    return all(other is None or URGENCY.index(colour) > URGENCY.index(other) for other in others)


def colour_due(due_on: date, day: date, rule: SupervisionRule, calendar: Calendar) -> Colour | None:
    """How urgently an item is supervised on a day that was due on another, if it is."""
    overdue = calendar.working_days_between(due_on, day)
    after = {Colour.RED: rule.red_after, Colour.YELLOW: rule.yellow_after, Colour.BLUE: rule.blue_after}
    return next((colour for colour, days in after.items() if day > due_on and overdue >= days), None)


LIFTED = Text("该等级督办已由人工解除", "A supervision as urgent as this was lifted by an officer")
URGENCY = (Colour.BLUE, Colour.YELLOW, Colour.RED)
NOT_SUPERVISED = Text("该事项未被督办", "The item is not supervised")
SUPERVISED = Text("该事项已按同等或更高等级督办", "It is supervised as urgently already")
