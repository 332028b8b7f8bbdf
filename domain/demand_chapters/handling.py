"""How an item is dealt with (办理): dated lines of progress, the reply, and of a market service its docking.

ProgressRecorded ↺     a line of progress, beside the status
ReplyGiven ↺           what who asked is told
HandedToAlliance ─> DockingRecorded ↺
"""

from typing import Any, ClassVar

from domain.base import Authority
from domain.demand_events import DemandEvent
from domain.demand_state import DemandState
from domain.demands import HANDLED, OPEN_DEMANDS, DemandNotInState, DemandStatus, Docking, DockingResult
from domain.personal_data import PersonalData
from domain.policy.ledgers import Ledger
from domain.text import Text


class ProgressRecorded(DemandEvent):
    """Dated by the day from which it has effect."""

    TOPIC: ClassVar[str] = "DemandItem.ProgressRecorded"
    progress: PersonalData


class ReplyGiven(DemandEvent):
    TOPIC: ClassVar[str] = "DemandItem.ReplyGiven"
    reply: PersonalData

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.reply = self.reply


class DockingEvent(DemandEvent):
    """How it stands with a member of the alliance."""

    member: str
    result: DockingResult
    note: PersonalData | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.docking = Docking(self.member, self.result)


class HandedToAlliance(DockingEvent):
    TOPIC: ClassVar[str] = "DemandItem.HandedToAlliance"


class DockingRecorded(DockingEvent):
    TOPIC: ClassVar[str] = "DemandItem.DockingRecorded"


class Handled(DemandState):
    """What may be decided while an item is dealt with."""

    def record_progress(self, progress: PersonalData, authority: Authority) -> None:
        """Add a line about how far it is (办理进展)."""
        self.must_be(*OPEN_DEMANDS)
        self._decide(ProgressRecorded, authority, progress=progress)

    def reply_to(self, reply: PersonalData, authority: Authority) -> None:
        """Tell who asked (答复)."""
        self.must_be(*HANDLED)
        self._decide(ReplyGiven, authority, status=DemandStatus.REPLIED, reply=reply)

    def hand_to_alliance(self, member: str, note: PersonalData | None, authority: Authority) -> None:
        """Hand a market service to a member of the alliance, in place of one before (转联盟对接)."""
        self.must_be(*OPEN_DEMANDS)
        self.must_be_in(Ledger.MARKET_SERVICE)
        facts = {"member": member, "result": DockingResult.DOCKING, "note": note}
        self._decide(HandedToAlliance, authority, **facts)

    def record_docking(self, result: DockingResult, note: PersonalData | None, authority: Authority) -> None:
        """Put on record how it stands with the member (对接结果)."""
        self.must_be(*OPEN_DEMANDS)
        if self.docking is None:
            raise DemandNotInState(NOT_HANDED, blocked_by=self.shown())
        self._decide(DockingRecorded, authority, member=self.docking.member, result=result, note=note)


NOT_HANDED = Text("尚未转联盟成员对接", "It was not handed to a member of the alliance")
