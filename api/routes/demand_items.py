"""Demand items: registered, sorted, assigned, dealt with, passed on, answered and followed up (需求事项)."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api import resources
from api.addresses import DEMAND
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_QUERIES, refused
from api.desk import AtDesk, Desk, as_json
from api.disclosing import PurposeStated, put_on_access_log
from api.guard import GuardedRoute
from api.language import preferred
from api.reading import AsOf, EffectiveOn, MinPosition, events_of, loaded, moment, show, show_history
from api.rendering.demand_items import DemandShown, TextsInClear, texts_in_clear
from api.rendering.demand_timeline import DemandTimelineShown, demand_timeline_printed, demand_timeline_shown
from api.rendering.history import HistoryShown
from api.sending import POSITION
from documents.demand_timeline import demand_timeline_text
from domain.aggregates import DemandItem
from domain.disclosures import must_be_shown_in_clear
from domain.use_cases import assigning_demands, escalating_demands, following_up_demands, handling_demands
from domain.use_cases.registering_demands import RegisterDemand, TakeOverDemand

TEXT = "text/plain"

router = APIRouter(route_class=GuardedRoute, tags=["demand items"])

offer(router, RegisterDemand, resources.DEMAND, DemandShown, creates=True)
offer(router, TakeOverDemand, resources.DEMAND, DemandShown, creates=True)
for command in (
    assigning_demands.ClassifyDemand,
    assigning_demands.MoveDemand,
    assigning_demands.AssignDemand,
    assigning_demands.AcceptAssignment,
    assigning_demands.DisputeAssignment,
    assigning_demands.RejectDispute,
    handling_demands.RecordProgress,
    handling_demands.ReplyToDemand,
    handling_demands.HandDemandToAlliance,
    handling_demands.RecordDocking,
    handling_demands.RequestExtension,
    handling_demands.GrantExtension,
    handling_demands.DeclineExtension,
    handling_demands.SettleDemand,
    handling_demands.ExplainDemand,
    escalating_demands.EscalateDemand,
    escalating_demands.HandBackDemand,
    escalating_demands.SuperviseDemand,
    escalating_demands.LiftSupervision,
    following_up_demands.RestateDemand,
    following_up_demands.WithdrawDemand,
    following_up_demands.MergeDemand,
    following_up_demands.CallBack,
    following_up_demands.RateDemand,
    following_up_demands.CorrectRating,
    following_up_demands.RectifyDemand,
    following_up_demands.StrikeOffDemand,
    following_up_demands.ReopenDemand,
    following_up_demands.ReverseClosure,
):
    offer(router, command, resources.DEMAND, DemandShown)


@router.get(DEMAND, response_model=DemandShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def demand_item(
    desk: AtDesk,
    demand_item_id: UUID,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """One item, free texts masked, with its deadlines and what may be done about it."""
    return show(desk, resources.DEMAND, demand_item_id, as_of, min_position, effective_on)


@router.get(DEMAND + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def demand_item_history(
    desk: AtDesk, demand_item_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every event of an item, masked."""
    return show_history(desk, resources.DEMAND, demand_item_id, as_of, min_position)


@router.get(
    DEMAND + "/timeline", response_model=DemandTimelineShown, responses=refused(*OF_QUERIES, *OF_HISTORIES)
)
def demand_item_timeline(
    desk: AtDesk, demand_item_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Everything that has happened to an item, in sentences."""
    item, timeline, _ = _told(desk, demand_item_id, as_of, min_position)
    return desk.answer(timeline, item.version)


@router.get(
    DEMAND + "/timeline.txt",
    response_class=Response,
    responses={
        200: {"content": {TEXT: {"schema": {"type": "string"}}}},
        **refused(*OF_QUERIES, *OF_HISTORIES),
    },
)
def demand_item_timeline_text(
    desk: AtDesk, demand_item_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """The same as plain text, in the language of `Accept-Language`."""
    item, timeline, position = _told(desk, demand_item_id, as_of, min_position)
    language = preferred(desk.header("accept-language"))
    text = demand_timeline_printed(item, timeline, desk.own_viewer, position)
    headers = {POSITION: str(position), "Content-Language": language, "Vary": "Accept-Language"}
    return Response(demand_timeline_text(text, language), headers=headers, media_type=TEXT)


@router.get(DEMAND + "/texts", response_model=TextsInClear, responses=refused(*OF_QUERIES))
def demand_item_texts(
    desk: AtDesk, demand_item_id: UUID, purpose: PurposeStated, min_position: MinPosition = None
) -> Response:
    """What was said about an item, without masks: who reads it, and why, is put on the access log first."""
    moment(desk, None, min_position)
    viewer = desk.own_viewer
    must_be_shown_in_clear(viewer.authority, purpose)
    item = loaded(desk, resources.DEMAND, demand_item_id)
    shown = texts_in_clear(item, events_of(desk, item.id), viewer)
    put_on_access_log(
        desk, what="demand_texts", kind="demand_item", id_=item.id, subject=item.subject, purpose=purpose
    )
    return as_json(shown.as_json())


def _told(
    desk: Desk, id_: UUID, as_of: str | None, min_position: int | None
) -> tuple[DemandItem, DemandTimelineShown, int]:
    """The item, its timeline, and up to which position. Raises `NotFound` to who may not know of it."""
    until = moment(desk, as_of, min_position)
    position = desk.service.store.last_position if until is None else until
    item, viewer = loaded(desk, resources.DEMAND, id_, until), desk.own_viewer
    seen = resources.DEMAND.seen(item, events_of(desk, id_, until), viewer)
    return item, demand_timeline_shown(seen, viewer), position
