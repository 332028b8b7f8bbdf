"""Where logs have their checkpoints cosigned (见证): https://c2sp.org/tlog-witness, by whoever's log it is."""

from typing import ClassVar

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.addresses import ADD_CHECKPOINT
from api.contract import OF_THE_PUBLIC, Responses, refused_publicly
from api.guard import PublicRoute
from api.rate_limits import RateLimits
from api.refusals import (
    ContentTooLarge,
    MediaTypeUnsupported,
    RequestAborted,
    RequestTimedOut,
    WitnessRequestUnreadable,
)
from bootstrap.witness import Cosigned, Witness
from domain.witnessing import CheckpointNotTrusted, ConsistencyUnproven, LogUnknown, RootsDiffer
from transparency.note import NoteMalformed

PLAIN, SIZE = "text/plain", "text/x.tlog.size"
MOST_BYTES = 64 * 1024


class WitnessRoute(PublicRoute):
    """Nobody signs in: the log's key says whose checkpoint it is."""

    takes: ClassVar[tuple[str, ...]] = (PLAIN, "application/octet-stream")

    def most_bytes(self, request: Request) -> int:  # noqa: ARG002
        """The longest request: a proof of 63 lines and a checkpoint with many signatures."""
        return MOST_BYTES

    def limits(self, request: Request) -> RateLimits:
        """How often requests may come."""
        limits: RateLimits = request.app.state.package_limits
        return limits


router = APIRouter(route_class=WitnessRoute, tags=["transparency"])

COSIGNED: Responses = {
    200: {
        "content": {PLAIN: {"schema": {"type": "string"}}},
        "description": "Lines of signature, to be put below the checkpoint",
    }
}
TAKEN = {"requestBody": {"required": True, "content": {PLAIN: {"schema": {"type": "string"}}}}}


REFUSED = refused_publicly(
    *OF_THE_PUBLIC,
    ContentTooLarge,
    MediaTypeUnsupported,
    RequestAborted,
    RequestTimedOut,
    WitnessRequestUnreadable,
    LogUnknown,
    CheckpointNotTrusted,
    RootsDiffer,
    ConsistencyUnproven,
)
REFUSED[409]["content"][SIZE] = {"schema": {"type": "string"}}  # not a refusal: where the log has to begin


@router.post(
    ADD_CHECKPOINT,
    name="AddCheckpoint",
    response_class=Response,
    openapi_extra=TAKEN,
    responses=COSIGNED | REFUSED,
)
async def add_checkpoint(request: Request) -> Response:
    """Cosign the checkpoint of a log that this instance witnesses, or say with which size the log has to begin."""
    body = await request.body()
    service = request.app.state.service
    witness = Witness(service.settings, service.witnessed, service.clock)
    try:
        answer = await run_in_threadpool(witness.add_checkpoint, body.decode("utf-8"))
    except (NoteMalformed, UnicodeDecodeError):
        raise WitnessRequestUnreadable from None
    if isinstance(answer, Cosigned):
        return Response(answer.lines, media_type=PLAIN)
    return Response(f"{answer.size}\n", 409, media_type=SIZE)
