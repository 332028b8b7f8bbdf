"""Panels of experts about cases: convened, voting, concluded, each with its experts masked (专家论证)."""

from operator import attrgetter
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api import resources
from api.addresses import CASE_PANEL, PANEL, PANELS
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk
from api.guard import GuardedRoute
from api.listing import Cursor, Limit, Listing
from api.paging import DEFAULT_LIMIT
from api.reading import AsOf, MinPosition, loaded, moment, show, show_history
from api.rendering.history import HistoryShown
from api.rendering.panels import PanelLines, PanelShown, panel_lines
from domain.errors import NotFound
from domain.panels import PanelConclusion, PanelStatus
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
from projections.panel_register import PanelFilter, PanelKey

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


Code = Annotated[str | None, Query(max_length=40)]


@router.get(PANELS, response_model=PanelLines, responses=refused(*OF_QUERIES, *OF_PAGES))
def panels(
    desk: AtDesk,
    city: Code = None,
    area: Code = None,
    status: PanelStatus | None = None,
    conclusion: PanelConclusion | None = None,
    card_application_id: UUID | None = None,
    talent_id: UUID | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    min_position: MinPosition = None,
) -> Response:
    """Every panel in the order in which they were convened, to who sees the whole city."""
    wanted: dict[str, Any] = {
        "city": city, "area": area, "status": status, "conclusion": conclusion,
        "card_application_id": card_application_id, "talent_id": talent_id,
    }  # fmt: skip
    listing = Listing(desk, "panel_register", wanted, limit=limit, cursor=cursor, min_position=min_position)
    rows = listing.registers.panels.page(
        PanelFilter(**wanted),
        scope=desk.viewer.scope,
        after=listing.after(PanelKey),
        limit=listing.wanted_rows,
    )
    return listing.answer(rows, attrgetter("key"), panel_lines)


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
