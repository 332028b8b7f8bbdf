"""Stand-ins: which officers act in whose stead, from when until when, and how far (代办)."""

from datetime import date
from operator import attrgetter
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api import resources
from api.addresses import STAND_IN, STAND_INS
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk
from api.guard import GuardedRoute
from api.listing import Cursor, Limit, Listing
from api.paging import DEFAULT_LIMIT
from api.reading import AsOf, MinPosition, show, show_history
from api.rendering.history import HistoryShown
from api.rendering.stand_ins import GrantLines, StandInShown, grant_lines
from domain.use_cases.standing_in import GrantStandIn, RevokeStandIn
from projections.stand_in_register import GrantFilter, GrantKey

router = APIRouter(route_class=GuardedRoute, tags=["stand-ins"])

offer(router, GrantStandIn, resources.STAND_IN, StandInShown, creates=True)
offer(router, RevokeStandIn, resources.STAND_IN, StandInShown)

StaffId = Annotated[str | None, Query(min_length=1, max_length=100)]
Code = Annotated[str | None, Query(max_length=40)]
HoldsOn = Annotated[date | None, Query(description="What may be acted on that day, and was not revoked")]


@router.get(STAND_INS, response_model=GrantLines, responses=refused(*OF_QUERIES, *OF_PAGES))
def stand_ins(
    desk: AtDesk,
    officer: StaffId = None,
    principal: StaffId = None,
    function: Code = None,
    area: Code = None,
    route: Code = None,
    card_application_id: UUID | None = None,
    holds_on: HoldsOn = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    min_position: MinPosition = None,
) -> Response:
    """Every grant of the offices that the caller sees, and those by which or for whom he or she acts."""
    wanted: dict[str, Any] = {
        "officer": officer, "principal": principal, "function": function, "area": area, "route": route,
        "card_application_id": card_application_id, "holds_on": holds_on,
    }  # fmt: skip
    listing = Listing(
        desk, "stand_in_register", wanted, limit=limit, cursor=cursor, min_position=min_position
    )
    viewer = desk.viewer
    rows = listing.registers.stand_ins.page(
        GrantFilter(**wanted),
        scope=viewer.scope,
        reader=desk.caller.subject,
        after=listing.after(GrantKey),
        limit=listing.wanted_rows,
    )
    return listing.answer(rows, attrgetter("key"), lambda page: grant_lines(page, viewer))


@router.get(STAND_IN, response_model=StandInShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def stand_in(
    desk: AtDesk, stand_in_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """For whom an officer stands in."""
    return show(desk, resources.STAND_IN, stand_in_id, as_of, min_position)


@router.get(STAND_IN + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def stand_in_history(
    desk: AtDesk, stand_in_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every grant and every revocation, with who decided it."""
    return show_history(desk, resources.STAND_IN, stand_in_id, as_of, min_position)
