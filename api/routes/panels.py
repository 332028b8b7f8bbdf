"""Panels of experts about cases: convened, voting, concluded, each with its experts masked (专家论证)."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api import resources
from api.addresses import CASE_PANEL, PANEL
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_QUERIES, refused
from api.desk import AtDesk
from api.guard import GuardedRoute
from api.reading import AsOf, MinPosition, loaded, moment, show, show_history
from api.rendering.history import HistoryShown
from api.rendering.panels import PanelShown
from domain.errors import NotFound
from domain.use_cases.arguing_cases import (
    AddPanelMember,
    CastPanelVote,
    ConcludePanel,
    ConfirmPanelConclusion,
    ContestPanelConclusion,
    ConvenePanel,
    DissolvePanel,
    RecusePanelMember,
    StrikePanelVote,
)

router = APIRouter(route_class=GuardedRoute, tags=["panels"])

offer(router, ConvenePanel, resources.PANEL, PanelShown, creates=True)
for command in (
    AddPanelMember,
    RecusePanelMember,
    CastPanelVote,
    StrikePanelVote,
    ConcludePanel,
    ContestPanelConclusion,
    ConfirmPanelConclusion,
    DissolvePanel,
):
    offer(router, command, resources.PANEL, PanelShown)


@router.get(CASE_PANEL, response_model=PanelShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def panel_of_case(
    desk: AtDesk, card_application_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """The panel that was convened last about a case."""
    until = moment(desk, as_of, min_position)
    case = loaded(desk, resources.CASE, card_application_id, until)
    if case.panel_id is None:
        raise NotFound
    return show(desk, resources.PANEL, case.panel_id, as_of, min_position)


@router.get(PANEL, response_model=PanelShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def panel(desk: AtDesk, panel_id: UUID, as_of: AsOf = None, min_position: MinPosition = None) -> Response:
    """One panel with its experts and their votes, and what may be done about it."""
    return show(desk, resources.PANEL, panel_id, as_of, min_position)


@router.get(PANEL + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def panel_history(
    desk: AtDesk, panel_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every event of a panel."""
    return show_history(desk, resources.PANEL, panel_id, as_of, min_position)
