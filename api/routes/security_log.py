"""The security log (安全日志): sign-ins, denials, keys, emergencies, and what administrators did."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api import paging
from api.addresses import SECURITY_LOG
from api.contract import OF_QUERIES, refused
from api.desk import AtDesk, as_json
from api.guard import GuardedRoute
from api.listing import Cursor, Limit
from api.paging import DEFAULT_LIMIT
from api.refusals import InvalidCursor
from api.rendering.security_log import SecurityLines, security_lines
from domain.instants import Instant
from domain.security import SecurityKind

Kind = Annotated[SecurityKind | None, Query(description="Only lines about this")]
Actor = Annotated[str | None, Query(max_length=160, description="Only lines of this account")]
Thing = Annotated[UUID | None, Query(description="Only lines about this account or case")]
Since = Annotated[Instant | None, Query(description="Recorded at or after this instant")]
Until = Annotated[Instant | None, Query(description="Recorded before this instant")]

router = APIRouter(route_class=GuardedRoute, tags=["audit"])


@router.get(SECURITY_LOG, response_model=SecurityLines, responses=refused(*OF_QUERIES, InvalidCursor))
def security_log(
    desk: AtDesk,
    kind: Kind = None,
    actor: Actor = None,
    thing: Thing = None,
    since: Since = None,
    until: Until = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
) -> Response:
    """The lines, the newest first."""
    wanted = {"kind": kind, "actor": actor, "thing": thing, "since": since, "until": until}
    filters = ("security_log", {name: str(value) for name, value in wanted.items()})
    rows = desk.service.security.page(limit=limit + 1, before=paging.read_number(cursor, filters), **wanted)
    page, further = paging.page(rows, limit, lambda row: (row.line,), filters)
    return as_json(SecurityLines(items=security_lines(page), next=further).as_json())
