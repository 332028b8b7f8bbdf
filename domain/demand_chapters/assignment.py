"""Who is responsible for an item (交办): the window assigns it, and the lead unit accepts it or disputes that it should be.

Assigned ─> AssignmentAccepted
         └> AssignmentDisputed ─> Assigned, to another | DisputeRejected ─> AssignmentAccepted
"""

from datetime import date
from typing import Any, ClassVar

from domain.base import Authority
from domain.case_times import CaseTimes
from domain.deadlines import Deadline, Light
from domain.demand_events import DemandEvent
from domain.demand_state import DemandState
from domain.demands import HANDLED, DemandNotInState, DemandStatus, DisputedTooLate, NotClassified, Unit
from domain.fields import wrong
from domain.policy.ledgers import Phase
from domain.text import Text


class Assigned(DemandEvent):
    """`days` are those that the whole of the item has, to be done by `due_on`, if it was given a day of its own."""

    TOPIC: ClassVar[str] = "DemandItem.Assigned"
    lead: Unit
    assisting: tuple[Unit, ...] = ()
    due_on: date | None = None
    days: int | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.lead, aggregate.assisting = self.lead, self.assisting
        aggregate.asked, aggregate.is_upheld = None, False

    def passing(self, times: CaseTimes) -> CaseTimes:
        given = times if self.days is None else times.is_given(self.days)
        return given.moves_to(Phase.ACCEPTANCE, self.originator_version, self.on)


class AssignmentAccepted(DemandEvent):
    TOPIC: ClassVar[str] = "DemandItem.AssignmentAccepted"

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.moves_to(Phase.HANDLING, self.originator_version, self.on)


class AssignmentDisputed(DemandEvent):
    TOPIC: ClassVar[str] = "DemandItem.AssignmentDisputed"
    unit: Unit

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.moves_to(Phase.ASSIGNMENT, self.originator_version, self.on)


class DisputeRejected(DemandEvent):
    """The assignment stands, and is not disputed again."""

    TOPIC: ClassVar[str] = "DemandItem.DisputeRejected"

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.is_upheld = True

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.moves_to(Phase.ACCEPTANCE, self.originator_version, self.on)


class DealtWithByUnits(DemandState):
    """What may be decided about who is responsible for an item."""

    def assign(
        self,
        lead: Unit,
        assisting: tuple[Unit, ...],
        authority: Authority,
        *,
        due_on: date | None = None,
        days: int | None = None,
    ) -> None:
        """Make units responsible for it, one of them in the lead (交办); a second time for a reason."""
        self.must_be(*ASSIGNABLE)
        if self.category is None:
            raise NotClassified(blocked_by=self.shown(), lifted_by=CLASSIFY_FIRST)
        if self.status in HANDLED:
            authority.must_give_reason()
        if len({(unit.function, unit.area) for unit in (lead, *assisting)}) <= len(assisting):
            raise wrong("assisting", "named_twice", NAMED_TWICE)
        facts = {"lead": lead, "assisting": assisting, "due_on": due_on, "days": days}
        self._decide(Assigned, authority, status=DemandStatus.ASSIGNED, **facts)

    def accept_assignment(self, authority: Authority) -> None:
        """The lead unit takes it on, however late (签收)."""
        self.must_be(DemandStatus.ASSIGNED)
        self._decide(AssignmentAccepted, authority, status=DemandStatus.IN_PROGRESS)

    def dispute_assignment(self, limit: Deadline | None, authority: Authority) -> None:
        """The lead unit says in time that it is another's matter (提出异议)."""
        authority.must_give_reason()
        self.must_be(DemandStatus.ASSIGNED)
        if self.is_upheld:
            raise DemandNotInState(UPHELD, blocked_by=self.shown())
        if limit is not None and limit.light(authority.effective_on) is Light.RED:
            raise DisputedTooLate(blocked_by=self.shown(), clauses=limit.rule.clauses)
        self._decide(AssignmentDisputed, authority, status=DemandStatus.DISPUTED, unit=self.lead)

    def reject_dispute(self, authority: Authority) -> None:
        """The window finds that the unit is responsible (维持交办)."""
        authority.must_give_reason()
        self.must_be(DemandStatus.DISPUTED)
        self._decide(DisputeRejected, authority, status=DemandStatus.ASSIGNED)


ASSIGNABLE = (DemandStatus.REGISTERED, DemandStatus.ASSIGNED, DemandStatus.DISPUTED, *HANDLED)
CLASSIFY_FIRST = Text("由窗口先分类", "The window has to classify it first")
NAMED_TWICE = Text("同一单位只列一次", "names a unit twice")
UPHELD = Text("窗口已维持交办", "The window has upheld the assignment")
