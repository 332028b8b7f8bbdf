"""Production batches: cards that are made together, from the order to what the maker brings (制卡批次)."""

from dataclasses import asdict
from operator import attrgetter
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api import resources
from api.addresses import PRODUCTION_BATCH, PRODUCTION_BATCHES
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk
from api.guard import GuardedRoute
from api.listing import Cursor, Limit, Listing
from api.paging import DEFAULT_LIMIT
from api.reading import AsOf, MinPosition, show, show_history
from api.rendering.history import HistoryShown
from api.rendering.production_batches import ProductionBatchShown, ProductionLines, production_lines
from domain.production import ProductionStage
from domain.use_cases.producing_cards import (
    AddToProduction,
    CancelProductionBatch,
    OpenProductionBatch,
    OrderProduction,
    ReceiveFromProduction,
    RejectFromProduction,
    RemoveFromProduction,
)
from projections.production_register import ProductionFilter, ProductionKey

REGISTER = "production_register"

Code = Annotated[str | None, Query(max_length=40)]
Stage = Annotated[ProductionStage | None, Query()]
OfCard = Annotated[UUID | None, Query(description="Every batch that this card is or was in")]

router = APIRouter(route_class=GuardedRoute, tags=["production batches"])

offer(router, OpenProductionBatch, resources.PRODUCTION_BATCH, ProductionBatchShown, creates=True)
for command in (
    AddToProduction,
    RemoveFromProduction,
    OrderProduction,
    ReceiveFromProduction,
    RejectFromProduction,
    CancelProductionBatch,
):
    offer(router, command, resources.PRODUCTION_BATCH, ProductionBatchShown)


def wanted_batches(
    city: Code = None, card_type: Code = None, stage: Stage = None, card_id: OfCard = None
) -> ProductionFilter:
    """What is looked for in the list."""
    return ProductionFilter(city=city, card_type=card_type, stage=stage, card_id=card_id)


@router.get(PRODUCTION_BATCHES, response_model=ProductionLines, responses=refused(*OF_QUERIES, *OF_PAGES))
def production_batches(
    desk: AtDesk,
    wanted: Annotated[ProductionFilter, Depends(wanted_batches)],
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    min_position: MinPosition = None,
) -> Response:
    """The batches that the caller may see, the newest first, each with its counts."""
    listing = Listing(desk, REGISTER, asdict(wanted), limit=limit, cursor=cursor, min_position=min_position)
    rows = listing.registers.productions.page(
        wanted, scope=desk.viewer.scope, after=listing.after(ProductionKey), limit=listing.wanted_rows
    )
    return listing.answer(rows, attrgetter("key"), production_lines)


@router.get(
    PRODUCTION_BATCH, response_model=ProductionBatchShown, responses=refused(*OF_QUERIES, *OF_HISTORIES)
)
def production_batch(
    desk: AtDesk, production_batch_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """One batch with its cards, and what may be done with it."""
    return show(desk, resources.PRODUCTION_BATCH, production_batch_id, as_of, min_position)


@router.get(
    PRODUCTION_BATCH + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES)
)
def production_batch_history(
    desk: AtDesk, production_batch_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every event of a batch."""
    return show_history(desk, resources.PRODUCTION_BATCH, production_batch_id, as_of, min_position)
