"""The due sheet: every deadline that runs or rests, soonest first (期限台账)."""

from dataclasses import asdict
from datetime import date
from operator import attrgetter
from tempfile import TemporaryFile
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.addresses import DUE_SHEET
from api.contract import OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk, Desk
from api.files import XLSX, as_file
from api.guard import GuardedRoute
from api.listing import Cursor, Limit, Listing
from api.paging import DEFAULT_LIMIT
from api.reading import MinPosition, read_list
from api.rendering.deadlines import DueLines, due_lines
from api.rendering.due_sheet import due_sheet_head, due_sheet_lines
from api.sending import POSITION
from documents.due_sheet import write_due_sheet
from domain.calendar import OFFICE_ZONE
from domain.deadlines import Light
from projections.case_register import DueFilter, DueKey, Queue, Worker

REGISTER = "case_register"

Code = Annotated[str | None, Query(max_length=40)]
OfLight = Annotated[Light | None, Query(description="The colour that it shows on the day `on`")]
Before = Annotated[date | None, Query(description="What is due before this day")]
OnDay = Annotated[
    date | None, Query(description="The day of the lights; today in the office's zone if not stated")
]
OwnQueue = Annotated[Queue | None, Query(description="What of it is in this queue of the caller's post")]

router = APIRouter(route_class=GuardedRoute, tags=["deadlines"])


def wanted_deadlines(
    city: Code = None,
    area: Code = None,
    function: Code = None,
    route: Code = None,
    step: Code = None,
    enterprise_id: UUID | None = None,
    light: OfLight = None,
    due_before: Before = None,
) -> DueFilter:
    """What is looked for in the sheet."""
    return DueFilter(
        city=city,
        area=area,
        function=function,
        route=route,
        step=step,
        enterprise_id=enterprise_id,
        light=light,
        due_before=due_before,
    )


Wanted = Annotated[DueFilter, Depends(wanted_deadlines)]


@router.get(DUE_SHEET, response_model=DueLines, responses=refused(*OF_QUERIES, *OF_PAGES))
def due_sheet(
    desk: AtDesk,
    wanted: Wanted,
    queue: OwnQueue = None,
    on: OnDay = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    min_position: MinPosition = None,
) -> Response:
    """Deadlines with their lights of a day, what rests behind all that is due."""
    day = _day(desk, on)
    listed = asdict(wanted) | {"queue": queue, "on": day}
    listing = Listing(desk, REGISTER, listed, limit=limit, cursor=cursor, min_position=min_position)
    rows = listing.registers.due_sheet.page(
        wanted,
        on=day,
        scope=desk.viewer.scope,
        queue=_queue(desk, queue),
        after=listing.after(DueKey),
        limit=listing.wanted_rows,
    )
    return listing.answer(rows, attrgetter("key"), lambda page: due_lines(page, day))


@router.get(
    DUE_SHEET + ".xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}, **refused(*OF_QUERIES, *OF_PAGES)},
)
def due_sheet_workbook(
    desk: AtDesk, wanted: Wanted, queue: OwnQueue = None, on: OnDay = None, min_position: MinPosition = None
) -> Response:
    """The same sheet as a workbook, however long it is."""
    viewer, day = desk.viewer, _day(desk, on)
    registers, _, position = read_list(desk, REGISTER, None, min_position)
    pages = registers.due_sheet.pages(wanted, on=day, scope=viewer.scope, queue=_queue(desk, queue))
    file = TemporaryFile()  # noqa: SIM115  closed when it has been sent
    write_due_sheet(due_sheet_head(viewer, day), due_sheet_lines(pages, viewer, day), file)
    return as_file(file, f"due-sheet-{day}.xlsx", XLSX, {POSITION: str(position)})


def _day(desk: Desk, on: date | None) -> date:
    return on or desk.service.clock().astimezone(OFFICE_ZONE).date()


def _queue(desk: Desk, queue: Queue | None) -> tuple[Queue, Worker] | None:
    return None if queue is None else (queue, Worker(desk.caller.subject, desk.caller.post))
