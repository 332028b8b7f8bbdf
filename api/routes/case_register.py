"""The case register: every case as it stands, and the queues of those who work on them (申报台账)."""

from operator import attrgetter
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.addresses import CASES
from api.contract import OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk
from api.guard import GuardedRoute
from api.listing import Cursor, Limit, Listing, NumberSought
from api.paging import DEFAULT_LIMIT
from api.reading import AsOf, EffectiveOn, MinPosition, must_be_of_now
from api.rendering.case_register import CaseLines, case_lines
from api.viewer import Viewer
from domain.cases import CaseStatus
from projections.case_register import CaseFilter, CaseKey, InStead, Queue, Worker

Code = Annotated[str | None, Query(max_length=40)]
Year = Annotated[int | None, Query(ge=2000, le=2100)]
Status = Annotated[CaseStatus | None, Query()]
OwnQueue = Annotated[
    Queue | None,
    Query(
        description=(
            "What the caller's post has to do (`mine`), what of it came back (`returned`), what a colleague has "
            "entered and the caller has to confirm (`to_confirm`), what rests until it is resumed (`to_resume`), "
            "what others have to do now (`waiting`), "
            "and what the post was told that others have not done in time (`escalated`). Of whom the caller stands in "
            "for, what is to do, to confirm and to resume is there too, under `on_behalf_of`"
        )
    ),
]

router = APIRouter(route_class=GuardedRoute, tags=["card applications"])


@router.get(CASES, response_model=CaseLines, responses=refused(*OF_QUERIES, *OF_PAGES))
def card_applications(
    desk: AtDesk,
    queue: OwnQueue = None,
    city: Code = None,
    area: Code = None,
    card_type: Code = None,
    route: Code = None,
    quota_year: Year = None,
    department: Code = None,
    status: Status = None,
    step: Code = None,
    enterprise_id: UUID | None = None,
    talent_id: UUID | None = None,
    place_id: UUID | None = None,
    acceptance_number: NumberSought = None,
    batch_id: UUID | None = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """Cases as they stand or stood, that which has stood longest where it is first."""
    if as_of is not None or effective_on is not None:
        must_be_of_now(queue=queue, batch_id=batch_id)
    wanted: dict[str, Any] = {
        "city": city, "area": area, "card_type": card_type, "route": route, "quota_year": quota_year, "department": department,
        "status": status, "step": step, "enterprise_id": enterprise_id, "talent_id": talent_id,
        "place_id": place_id, "acceptance_number": acceptance_number, "batch_id": batch_id,
    }  # fmt: skip
    listed = wanted | {"queue": queue}
    listing = Listing(
        desk,
        "case_register",
        listed,
        limit=limit,
        cursor=cursor,
        min_position=min_position,
        as_of=as_of,
        effective_on=effective_on,
    )
    viewer, after = desk.viewer, listing.after(CaseKey)
    worker = Worker(desk.caller.subject, desk.caller.post, () if queue is None else _in_stead(viewer))
    rows = listing.registers.cases.page(
        CaseFilter(**wanted),
        scope=viewer.scope,
        queue=None if queue is None else (queue, worker),
        as_of=listing.as_of,
        on=listing.on,
        after=after,
        limit=listing.wanted_rows,
    )
    return listing.answer(
        rows, attrgetter("key"), lambda page: case_lines(page, viewer, is_now=listing.is_now)
    )


def _in_stead(viewer: Viewer) -> tuple[InStead, ...]:
    """In whose offices the caller stands in, and how far these see."""
    scopes = ((grant, viewer.scope_under(grant)) for grant in viewer.grants)
    return tuple(InStead(grant, scope) for grant, scope in scopes if scope is not None)
