"""Into which cell of the books an item belongs (分类、划转): its ledger and category, and its area.

Classified          it gets its category, and another ledger if it was raised in a wrong one
Reclassified        it gets another
MovedToArea         another area deals with it, which assigns it anew
DetailsRestated     what is asked for is said better
"""

from typing import Any, ClassVar

from domain.base import Authority
from domain.case_times import CaseTimes
from domain.demand_events import DemandEvent, MovingEvent
from domain.demand_state import DemandState
from domain.demands import OPEN_DEMANDS, DemandDetails, DemandNotInState, DemandStatus
from domain.fields import wrong
from domain.policy.ledgers import Ledger, Phase
from domain.text import Text


class ClassifyingEvent(MovingEvent):
    """It has this category from now on."""

    category: str

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.category = self.category


class Classified(ClassifyingEvent):
    TOPIC: ClassVar[str] = "DemandItem.Classified"


class Reclassified(ClassifyingEvent):
    TOPIC: ClassVar[str] = "DemandItem.Reclassified"


class MovedToArea(MovingEvent):
    """Nobody is responsible for it until the window of the new area assigns it."""

    TOPIC: ClassVar[str] = "DemandItem.MovedToArea"

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.lead, aggregate.assisting = None, ()
        aggregate.asked, aggregate.is_upheld = None, False

    def passing(self, times: CaseTimes) -> CaseTimes:
        return times.moves_to(Phase.ASSIGNMENT, self.originator_version, self.on)


class DetailsRestated(DemandEvent):
    TOPIC: ClassVar[str] = "DemandItem.DetailsRestated"
    details: DemandDetails

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.details = self.details


class Sorted(DemandState):
    """What may be decided about where an item belongs."""

    def classify(self, ledger: Ledger, category: str, authority: Authority) -> None:
        """Sort an open item into a ledger and a category of it (分类); its number stays (decided point 22)."""
        self.must_be(*OPEN_DEMANDS)
        if (ledger, category) == (self.ledger, self.category):
            raise wrong("category", "nothing_changes", NOTHING_CHANGES)
        is_first = self.category is None
        if ledger is not self.ledger and not is_first:
            authority.must_give_reason()
        event_class = Classified if is_first else Reclassified
        self._move(event_class, authority, self.area, ledger, self.status, category=category)

    def move_to(self, area: str, authority: Authority) -> None:
        """Have another area of the city deal with an open item (划转)."""
        authority.must_give_reason()
        self.must_be(*OPEN_DEMANDS)
        if self.escalation is not None:
            raise DemandNotInState(HAND_IT_BACK_FIRST, blocked_by=self.shown())
        if area == self.area:
            raise wrong("area", "nothing_changes", NOTHING_CHANGES)
        self._move(MovedToArea, authority, area, self.ledger, DemandStatus.REGISTERED)

    def restate(self, details: DemandDetails, authority: Authority) -> None:
        """Say better what is asked for (补充需求内容)."""
        authority.must_give_reason()
        self.must_be(*OPEN_DEMANDS)
        self._decide(DetailsRestated, authority, details=details)

    def _move(
        self,
        event_class: type[MovingEvent],
        authority: Authority,
        area: str,
        ledger: Ledger,
        status: DemandStatus,
        **facts: Any,
    ) -> None:
        came_from = {"from_area": self.area, "from_ledger": self.ledger}
        self._decide(event_class, authority, status=status, area=area, ledger=ledger, **came_from, **facts)


HAND_IT_BACK_FIRST = Text(
    "事项已转上级，须先退回", "It is with a higher level, which has to hand it back first"
)
NOTHING_CHANGES = Text("与现状相同", "is as it was before")
