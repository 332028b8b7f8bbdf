"""What may be done with a demand item now, found out by rehearsing the use cases themselves on copies."""

from functools import partial
from typing import Any

from api.rehearsing import STAND_IN
from api.rendering.actions import SOMEBODY, Action, Actions, actions_of, rehearsal
from api.viewer import Viewer
from domain.aggregates import DemandItem
from domain.base import Authority
from domain.demands import HANDLED, Adoption, Colour, DemandStatus, DockingResult, EscalationLevel, Grade
from domain.policy.ledgers import Ledger
from domain.policy.pack import PolicyPack
from domain.use_cases.assigning_demands import (
    AcceptAssignment,
    AssignDemand,
    ClassifyDemand,
    DisputeAssignment,
    MoveDemand,
    RejectDispute,
)
from domain.use_cases.demandwork import DemandCommand
from domain.use_cases.escalating_demands import (
    EscalateDemand,
    HandBackDemand,
    LiftSupervision,
    SuperviseDemand,
)
from domain.use_cases.following_up_demands import (
    CallBack,
    CorrectRating,
    MergeDemand,
    RateDemand,
    RectifyDemand,
    ReopenDemand,
    RestateDemand,
    ReverseClosure,
    StrikeOffDemand,
    WithdrawDemand,
)
from domain.use_cases.handling_demands import (
    DeclineExtension,
    ExplainDemand,
    GrantExtension,
    HandDemandToAlliance,
    RecordDocking,
    RecordProgress,
    ReplyToDemand,
    RequestExtension,
    SettleDemand,
)
from domain.use_cases.registering_demands import StatedDetails

OfDemand = type[DemandCommand]
WHILE_OPEN: tuple[OfDemand, ...] = (
    ClassifyDemand,
    RestateDemand,
    MoveDemand,
    RecordProgress,
    SuperviseDemand,
    WithdrawDemand,
    MergeDemand,
)
WHILE_HANDLED: tuple[OfDemand, ...] = (
    AssignDemand,
    ReplyToDemand,
    SettleDemand,
    ExplainDemand,
    EscalateDemand,
)
ONCE_ANSWERED: tuple[OfDemand, ...] = (
    CallBack,
    RateDemand,
    CorrectRating,
    RectifyDemand,
    StrikeOffDemand,
    ReopenDemand,
    ReverseClosure,
)
IN_STATUS: dict[DemandStatus, tuple[OfDemand, ...]] = {
    DemandStatus.REGISTERED: (AssignDemand, EscalateDemand),
    DemandStatus.ASSIGNED: (AcceptAssignment, DisputeAssignment, AssignDemand),
    DemandStatus.DISPUTED: (AssignDemand, RejectDispute),
    DemandStatus.IN_PROGRESS: WHILE_HANDLED,
    DemandStatus.REPLIED: WHILE_HANDLED,
    DemandStatus.ESCALATED: (HandBackDemand, EscalateDemand),
    DemandStatus.SETTLED: ONCE_ANSWERED,
    DemandStatus.EXPLAINED: ONCE_ANSWERED,
    DemandStatus.STRUCK_OFF: (ReopenDemand,),
    DemandStatus.WITHDRAWN: (ReverseClosure,),
    DemandStatus.MERGED: (ReverseClosure,),
}
CHOSEN = frozenset({"lead", "days", "member", "corrects"})


def actions_about(item: DemandItem, viewer: Viewer) -> Actions:
    """What this viewer may do with the item, of all that is done with an item that stands there."""
    pack = viewer.service.policies.version(item.policy_version)
    stated = _stated(item, pack)
    # if it is the province's word that is written down
    deciding_body = pack.provincial.province.organizations[0].code

    def attempt(kind: OfDemand, authority: Authority) -> None:
        command = kind(demand_item_id=item.id, **stated.get(kind, {}))
        rehearsal(command, item, viewer, chosen=CHOSEN, deciding_body=deciding_body)(authority)

    possible = [Action(kind, partial(attempt, kind)) for kind in _kinds(item)]
    return actions_of(possible, viewer, demand_item_id=item.id)


def _kinds(item: DemandItem) -> tuple[OfDemand, ...]:
    docking: tuple[OfDemand, ...] = ()
    if item.is_open and item.ledger is Ledger.MARKET_SERVICE:
        docking = (HandDemandToAlliance,) if item.docking is None else (HandDemandToAlliance, RecordDocking)
    more_time: tuple[OfDemand, ...] = ()
    if item.status in HANDLED:
        more_time = (RequestExtension,) if item.asked is None else (GrantExtension, DeclineExtension)
    return (
        *IN_STATUS.get(item.status, ()),
        *more_time,
        *docking,
        *(WHILE_OPEN if item.is_open else ()),
        *((LiftSupervision,) if item.supervision else ()),
    )


def _stated(item: DemandItem, pack: PolicyPack) -> dict[OfDemand, dict[str, Any]]:
    """What only the sender can choose."""
    categories = (one.code for one in pack.ledger(item.ledger).categories if one.code != item.category)
    elsewhere = next(area.code for area in pack.areas if area.code != item.area)
    adoption = Adoption.ADOPTED if item.ledger is Ledger.OPINION else None
    members = pack.demand_rules.alliance_members
    return {
        ClassifyDemand: {"ledger": item.ledger, "category": next(categories)},
        RestateDemand: {"details": StatedDetails(content=STAND_IN)},
        MoveDemand: {"area": elsewhere},
        RecordProgress: {"progress": STAND_IN},
        SuperviseDemand: {"colour": Colour.RED},
        MergeDemand: {"surviving_demand_item_id": SOMEBODY},
        ReplyToDemand: {"reply": STAND_IN},
        SettleDemand: {"result": STAND_IN, "adoption": adoption},
        ExplainDemand: {"explanation": STAND_IN},
        RequestExtension: {"days": 1},
        EscalateDemand: {"to": _level_above(item, pack)},
        HandDemandToAlliance: {"member": members[0].code if members else STAND_IN},
        RecordDocking: {"result": DockingResult.DOCKING},
        CallBack: {"reached": True},
        RateDemand: {"grade": Grade.SATISFIED},
        CorrectRating: {"grade": Grade.SATISFIED},
        RectifyDemand: {"rectification": STAND_IN},
    }


def _level_above(item: DemandItem, pack: PolicyPack) -> EscalationLevel:
    at = None if item.escalation is None else item.escalation.level
    if at is None and item.area != pack.city_area.code:
        return EscalationLevel.CITY
    return EscalationLevel.MECHANISM if at is EscalationLevel.PROVINCE else EscalationLevel.PROVINCE
