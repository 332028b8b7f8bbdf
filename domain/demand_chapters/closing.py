"""How an item ends, and comes back (办结、解释说明、撤销、并办、重办).

Settled | ExplainedNotFeasible ─> Reopened
Withdrawn | MergedInto              the surviving item says Absorbed
ClosureReversed                     that it was closed had been an entry error; of a merged one, the surviving item says Separated
"""

from typing import Any, ClassVar
from uuid import UUID

from domain.base import Authority
from domain.case_state import A_COLLEAGUE
from domain.case_times import CaseTimes
from domain.cases import SameOfficer
from domain.demand_events import ClosingEvent, DemandEvent
from domain.demand_state import DemandState
from domain.demands import (
    ANSWERED,
    HANDLED,
    OPEN_DEMANDS,
    Adoption,
    ClosingFigures,
    DemandNotInState,
    DemandStatus,
    Movement,
    OfAnotherLedger,
)
from domain.errors import Invalid
from domain.fields import wrong
from domain.personal_data import PersonalData
from domain.places import NOTHING_CORRECTED
from domain.policy.ledgers import Ledger, Phase
from domain.text import Text


class AnsweringEvent(ClosingEvent):
    """Who asked has an answer, and is to be called back."""

    figures: ClosingFigures

    def passing(self, times: CaseTimes) -> CaseTimes:
        ended = super().passing(times)
        return ended.is_followed_by(Phase.CALL_BACK, self.originator_version, self.on)


class Settled(AnsweringEvent):
    TOPIC: ClassVar[str] = "DemandItem.Settled"
    movement: ClassVar[Movement | None] = Movement.SETTLED
    result: PersonalData
    adoption: Adoption | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.result = self.result


class ExplainedNotFeasible(AnsweringEvent):
    """Why not is what `explanation` says."""

    TOPIC: ClassVar[str] = "DemandItem.ExplainedNotFeasible"
    movement: ClassVar[Movement | None] = Movement.EXPLAINED
    explanation: PersonalData

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.result = self.explanation


class Withdrawn(ClosingEvent):
    TOPIC: ClassVar[str] = "DemandItem.Withdrawn"
    movement: ClassVar[Movement | None] = Movement.DROPPED


class MergedInto(ClosingEvent):
    """The same is asked for in another item, which goes on."""

    TOPIC: ClassVar[str] = "DemandItem.MergedInto"
    movement: ClassVar[Movement | None] = Movement.DROPPED
    surviving_id: UUID
    surviving_number: str

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.merged_into = self.surviving_id


class Absorbed(DemandEvent):
    TOPIC: ClassVar[str] = "DemandItem.Absorbed"
    merged_id: UUID
    merged_number: str

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.absorbed = (*aggregate.absorbed, self.merged_id)


class Separated(DemandEvent):
    """That the other item was merged into this one had been an entry error: it is dealt with for itself."""

    TOPIC: ClassVar[str] = "DemandItem.Separated"
    merged_id: UUID
    merged_number: str

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.absorbed = tuple(one for one in aggregate.absorbed if one != self.merged_id)


class Reopened(DemandEvent):
    """It is dealt with once more, in all its time, and rated anew."""

    TOPIC: ClassVar[str] = "DemandItem.Reopened"
    movement: ClassVar[Movement | None] = Movement.REOPENED

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.called_back_on = aggregate.grade = aggregate.grade_after = None
        aggregate.is_rectified = False

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.begins_anew(phase_of(self.status), self.originator_version, self.on)


class ClosureReversed(DemandEvent):
    """The item stands as it did before it was closed by mistake."""

    TOPIC: ClassVar[str] = "DemandItem.ClosureReversed"
    movement: ClassVar[Movement | None] = Movement.RESTORED
    was: DemandStatus

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.closing = aggregate.merged_into = None
        aggregate.called_back_on = aggregate.grade = aggregate.grade_after = None
        aggregate.is_rectified = False

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.was_not_over(phase_of(self.status), self.originator_version, self.on)


class Closable(DemandState):
    """What may be decided about the end of an item."""

    def settle(
        self, result: PersonalData, adoption: Adoption | None, figures: ClosingFigures, authority: Authority
    ) -> None:
        """Put on record what was done about it (办结); of an opinion, whether it was adopted."""
        self.must_be(*HANDLED)
        if adoption is not None and self.ledger is not Ledger.OPINION:
            raise OfAnotherLedger(field="adoption", blocked_by=self.shown())
        if adoption is None and self.ledger is Ledger.OPINION:
            raise wrong("adoption", "missing", ADOPTED_OR_NOT)
        facts = {"result": result, "adoption": adoption, "figures": figures}
        self._decide(Settled, authority, status=DemandStatus.SETTLED, **facts)

    def explain(self, explanation: PersonalData, figures: ClosingFigures, authority: Authority) -> None:
        """Explain to who asked why it cannot be done (解释说明)."""
        self.must_be(*HANDLED)
        facts = {"explanation": explanation, "figures": figures}
        self._decide(ExplainedNotFeasible, authority, status=DemandStatus.EXPLAINED, **facts)

    def withdraw(self, authority: Authority) -> None:
        """Ask for it no longer (撤销)."""
        authority.must_give_reason()
        self.must_be(*OPEN_DEMANDS)
        self._must_not_be_above()
        self._decide(Withdrawn, authority, status=DemandStatus.WITHDRAWN)

    def merge_into(self, surviving_id: UUID, surviving_number: str, authority: Authority) -> None:
        """Deal with it in another item that asks for the same (并办)."""
        authority.must_give_reason()
        self.must_be(*OPEN_DEMANDS)
        self._must_not_be_above()
        if surviving_id == self.id:
            raise wrong("surviving_demand_item_id", "itself", ITSELF)
        facts = {"surviving_id": surviving_id, "surviving_number": surviving_number}
        self._decide(MergedInto, authority, status=DemandStatus.MERGED, **facts)

    def absorb(self, merged_id: UUID, merged_number: str, authority: Authority) -> None:
        """Deal with another item in this one, which is open itself (并入)."""
        self.must_be(*OPEN_DEMANDS)
        self._decide(Absorbed, authority, merged_id=merged_id, merged_number=merged_number)

    def separate(self, merged_id: UUID, merged_number: str, authority: Authority) -> None:
        """Deal with another item in this one no longer, however this one stands by now (撤销并入)."""
        self._decide(Separated, authority, merged_id=merged_id, merged_number=merged_number)

    def reopen(self, authority: Authority) -> None:
        """Deal with an answered item once more, struck off or not (重办)."""
        authority.must_give_reason()
        self.must_be(*ANSWERED, DemandStatus.STRUCK_OFF)
        self._decide(Reopened, authority, status=self._to_be_dealt_with())

    def reverse_closure(self, authority: Authority) -> None:
        """Another officer finds that it was closed by mistake, and never was (更正误录, decided point 15)."""
        authority.must_give_reason()
        self.must_be(*ANSWERED, DemandStatus.WITHDRAWN, DemandStatus.MERGED)
        assert self.closing is not None  # so it was
        if authority.persons & self.closing.persons:
            raise SameOfficer(lifted_by=A_COLLEAGUE)
        if authority.corrects is None:
            raise Invalid(NOTHING_CORRECTED, field="corrects")
        self._decide(ClosureReversed, authority, status=self.closing.before, was=self.status)

    def _to_be_dealt_with(self) -> DemandStatus:
        return DemandStatus.REGISTERED if self.lead is None else DemandStatus.IN_PROGRESS

    def _must_not_be_above(self) -> None:
        if self.escalation is not None:
            raise DemandNotInState(WITH_HIGHER_LEVEL, blocked_by=self.shown())


def phase_of(status: DemandStatus) -> Phase:
    """The phase of an item that stands like this and is with its area."""
    return PHASES.get(status, Phase.HANDLING)


PHASES = {
    DemandStatus.REGISTERED: Phase.ASSIGNMENT,
    DemandStatus.DISPUTED: Phase.ASSIGNMENT,
    DemandStatus.ASSIGNED: Phase.ACCEPTANCE,
}
ADOPTED_OR_NOT = Text("须注明是否采纳", "say whether it was adopted")
ITSELF = Text("不能并入自身", "is the item itself")
WITH_HIGHER_LEVEL = Text(
    "事项已转上级，须先退回", "It is with a higher level, which has to hand it back first"
)
