"""Batches: cases handed on with one letter, from the departments to HRSS and from HRSS to the province (批次)."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api import resources
from api.addresses import BATCH
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_QUERIES, refused
from api.desk import AtDesk
from api.guard import GuardedRoute
from api.reading import AsOf, MinPosition, show, show_history
from api.rendering.batches import CollectiveBatchShown
from api.rendering.history import HistoryShown
from api.rendering.quotas import QuotaShown
from domain.use_cases.submitting_batches import (
    AcceptMember,
    AddToBatch,
    CancelBatch,
    DeclareNothingToSubmit,
    OpenBatch,
    RemoveFromBatch,
    ReturnMember,
    SealBatch,
)

router = APIRouter(route_class=GuardedRoute, tags=["batches"])

offer(router, OpenBatch, resources.BATCH, CollectiveBatchShown, creates=True)
offer(router, AddToBatch, resources.BATCH, CollectiveBatchShown)
offer(router, RemoveFromBatch, resources.BATCH, CollectiveBatchShown)
offer(router, SealBatch, resources.BATCH, CollectiveBatchShown)
offer(router, CancelBatch, resources.BATCH, CollectiveBatchShown)
offer(router, AcceptMember, resources.BATCH, CollectiveBatchShown)
offer(router, ReturnMember, resources.BATCH, CollectiveBatchShown)
offer(router, DeclareNothingToSubmit, resources.QUOTA, QuotaShown)


@router.get(BATCH, response_model=CollectiveBatchShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def batch(desk: AtDesk, batch_id: UUID, as_of: AsOf = None, min_position: MinPosition = None) -> Response:
    """One batch and what became of its members."""
    return show(desk, resources.BATCH, batch_id, as_of, min_position)


@router.get(BATCH + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def batch_history(
    desk: AtDesk, batch_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every event of a batch."""
    return show_history(desk, resources.BATCH, batch_id, as_of, min_position)
