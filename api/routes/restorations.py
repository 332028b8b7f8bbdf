"""What was mended after tampering, or put back out of a backup (恢复记录), for auditors."""

from fastapi import APIRouter
from starlette.responses import Response

from api import paging
from api.addresses import RESTORATIONS
from api.contract import OF_QUERIES, refused
from api.desk import AtDesk, as_json
from api.guard import GuardedRoute
from api.listing import Cursor, Limit
from api.paging import DEFAULT_LIMIT
from api.refusals import InvalidCursor
from api.rendering.restorations import RestorationsShown, restorations_shown

LISTING = ("restorations",)

router = APIRouter(route_class=GuardedRoute, tags=["audit"])


@router.get(RESTORATIONS, response_model=RestorationsShown, responses=refused(*OF_QUERIES, InvalidCursor))
def restorations(desk: AtDesk, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None) -> Response:
    """Every line, the newest first: nobody can alter or remove one."""
    before = paging.read_number(cursor, LISTING)
    lines = desk.service.restorations.page(before=before, limit=limit + 1)
    page, following = paging.page(lines, limit, lambda line: (line.line,), LISTING)
    return as_json(RestorationsShown(items=restorations_shown(page), next=following).as_json())
