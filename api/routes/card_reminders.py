"""Of which days of its cards an office was reminded (到岗提醒、续期名单): what it has to see to, the soonest day first."""

from dataclasses import asdict
from datetime import date
from operator import attrgetter
from tempfile import TemporaryFile
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.addresses import CARD_REMINDERS
from api.contract import OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk
from api.files import XLSX, as_file
from api.guard import GuardedRoute
from api.listing import Cursor, Limit, Listing
from api.paging import DEFAULT_LIMIT
from api.reading import MinPosition, read_list
from api.rendering.card_reminders import ReminderLines, reminder_lines
from api.rendering.reminder_sheet import reminder_sheet_head, reminder_sheet_lines
from api.sending import POSITION
from documents.card_reminders import write_card_reminders
from domain.cards import ReminderKind
from projections.card_register import ReminderFilter, ReminderKey

REGISTER = "card_register"

Code = Annotated[str | None, Query(max_length=40)]
Kind = Annotated[ReminderKind | None, Query(description="Of an arrival, or of the end of a term")]
Mark = Annotated[
    int | None, Query(ge=0, le=1000, description="The mark of the last reminder: so many days before the day")
]
Told = Annotated[str | None, Query(max_length=40, description="The function of the office that was told")]
Before = Annotated[date | None, Query(description="Days before this one")]

router = APIRouter(route_class=GuardedRoute, tags=["cards"])


def wanted_reminders(
    city: Code = None,
    area: Code = None,
    card_type: Code = None,
    enterprise_id: UUID | None = None,
    kind: Kind = None,
    days_before: Mark = None,
    function: Told = None,
    day_before: Before = None,
) -> ReminderFilter:
    """What is looked for in the list."""
    return ReminderFilter(
        city=city,
        area=area,
        card_type=card_type,
        enterprise_id=enterprise_id,
        kind=kind,
        days_before=days_before,
        function=function,
        day_before=day_before,
    )


Wanted = Annotated[ReminderFilter, Depends(wanted_reminders)]


@router.get(CARD_REMINDERS, response_model=ReminderLines, responses=refused(*OF_QUERIES, *OF_PAGES))
def card_reminders(
    desk: AtDesk,
    wanted: Wanted,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    min_position: MinPosition = None,
) -> Response:
    """Of every card the last reminder of a day that is still to be seen to."""
    listing = Listing(desk, REGISTER, asdict(wanted), limit=limit, cursor=cursor, min_position=min_position)
    viewer, after = desk.viewer, listing.after(ReminderKey)
    lines = listing.registers.reminders.page(
        wanted, scope=viewer.scope, after=after, limit=listing.wanted_rows
    )
    return listing.answer(lines, attrgetter("key"), lambda page: reminder_lines(page, viewer))


@router.get(
    CARD_REMINDERS + ".xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}, **refused(*OF_QUERIES, *OF_PAGES)},
)
def card_reminders_workbook(desk: AtDesk, wanted: Wanted, min_position: MinPosition = None) -> Response:
    """The same list as a workbook, however long it is."""
    viewer = desk.viewer
    registers, _, position = read_list(desk, REGISTER, None, min_position)
    pages = registers.reminders.pages(wanted, scope=viewer.scope)
    file = TemporaryFile()  # noqa: SIM115  closed when it has been sent
    write_card_reminders(reminder_sheet_head(viewer, wanted), reminder_sheet_lines(pages, viewer), file)
    return as_file(file, f"card-reminders-{viewer.today}.xlsx", XLSX, {POSITION: str(position)})
