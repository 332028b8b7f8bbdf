"""How the service fares (运行状态): for load balancers, operators and Prometheus; open to all, and about nobody."""

from http import HTTPStatus

from eventsourcing.persistence import PersistenceError
from fastapi import APIRouter, Request
from prometheus_client import CONTENT_TYPE_LATEST
from starlette.responses import Response

from api.desk import as_json
from api.metrics import newest_at_once
from api.rendering.service_state import Readiness, readiness, unreachable
from bootstrap.service import Service

router = APIRouter(tags=["service"])


@router.get("/healthz")
async def healthz() -> dict[str, str]:
    """Whether this process answers at all, also while every thread waits for something."""
    return {"status": "ok"}


@router.get(
    "/readyz",
    response_model=Readiness,
    responses={
        503: {
            "model": Readiness,
            "description": "The database is away, or a projection stopped, not led or far behind",
        }
    },
)
def readyz(request: Request) -> Response:
    """Whether commands can be recorded and lists are kept up to date: positions, lags, and what stopped."""
    state = _readiness(request.app.state.service)
    status = HTTPStatus.OK if state.ready else HTTPStatus.SERVICE_UNAVAILABLE
    return as_json(state.as_json(), status=status)


@router.get("/metrics", response_class=Response, responses={200: {"content": {"text/plain": {}}}})
def metrics(request: Request) -> Response:
    """Everything that is counted, in Prometheus's format."""
    return Response(request.app.state.metrics.exposition(), media_type=CONTENT_TYPE_LATEST)


def _readiness(service: Service) -> Readiness:
    try:
        return readiness(
            newest_at_once(service),
            service.progress.states(),
            service.jobs.calendar(),
            service.transparency_log.sealer(),
        )
    except PersistenceError:
        return unreachable()
