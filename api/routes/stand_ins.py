"""Stand-ins: which officers act in whose stead, from when until when, and how far (代办)."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api import resources
from api.addresses import STAND_IN, STAND_INS
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_QUERIES, refused
from api.desk import AtDesk
from api.guard import GuardedRoute
from api.reading import AsOf, MinPosition, show, show_history
from api.rendering.history import HistoryShown
from api.rendering.stand_ins import StandInShown
from domain.aggregates import StandIn
from domain.use_cases.standing_in import GrantStandIn, RevokeStandIn

router = APIRouter(route_class=GuardedRoute, tags=["stand-ins"])

offer(router, GrantStandIn, resources.STAND_IN, StandInShown, creates=True)
offer(router, RevokeStandIn, resources.STAND_IN, StandInShown)

Officer = Annotated[str, Query(min_length=1, max_length=100, description="The staff id of who stands in")]


@router.get(STAND_INS, response_model=StandInShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def stand_in_of_officer(
    desk: AtDesk, officer: Officer, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """For whom an officer stands in."""
    return show(desk, resources.STAND_IN, StandIn.id_of(officer), as_of, min_position)


@router.get(STAND_IN, response_model=StandInShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def stand_in(
    desk: AtDesk, stand_in_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """The same by its id."""
    return show(desk, resources.STAND_IN, stand_in_id, as_of, min_position)


@router.get(STAND_IN + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def stand_in_history(
    desk: AtDesk, stand_in_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every grant and every revocation, with who decided it."""
    return show_history(desk, resources.STAND_IN, stand_in_id, as_of, min_position)
