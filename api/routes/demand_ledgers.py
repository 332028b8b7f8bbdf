"""The three ledgers of demands: all items as they stand, the queues in them, and each ledger on paper (需求台账)."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from datetime import date
from operator import attrgetter
from tempfile import TemporaryFile
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api.addresses import DEMAND_LEDGER, DEMANDS
from api.contract import OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk, Desk
from api.disclosing import put_on_access_log
from api.files import XLSX, as_file
from api.guard import GuardedRoute
from api.listing import Cursor, Limit, Listing, NumberSought
from api.paging import DEFAULT_LIMIT
from api.printing import PDF, PurposeOfPrinting
from api.reading import AsOf, EffectiveOn, MinPosition, day_of, must_be_of_now, read_list
from api.refusals import CharacterNotPrintable, NothingToPrint, TooMuchToPrint
from api.rendering.demand_ledgers import DemandLines, demand_lines, facts_of_lines, ledger_readers
from api.rendering.demand_sheets import ledger_head, ledger_sheet_lines
from api.rendering.printed import Printing
from api.sending import POSITION
from api.viewer import Viewer
from documents.demand_ledger_apart import write_long_demand_ledger
from documents.demand_prints import demand_print
from documents.typesetting import ADD_A_FONT, NotPrintable
from domain.authorization import PostMayNot, Role
from domain.calendar import OFFICE_ZONE
from domain.deadlines import Light
from domain.demands import DemandStatus
from domain.disclosures import Purpose, must_be_shown_in_clear
from domain.ledger_books.quarters import Quarter
from domain.policy.ledgers import Ledger
from projections.demand_ledger import DemandQueue, LedgerFilter, LedgerKey, LedgerLine

LEDGERS = "demand_ledger"
MOST_PRINTED = 1000  # items on paper

Code = Annotated[str | None, Query(max_length=40)]
InQuarter = Annotated[str | None, Query(pattern="^20[0-9]{2}Q[1-4]$", description="A quarter such as 2026Q3")]
OfLight = Annotated[Light | None, Query(description="The colour that the whole of it shows on the day `on`")]
OnDay = Annotated[
    date | None, Query(description="The day of the lights; today in the office's zone if not stated")
]
OwnQueue = Annotated[
    DemandQueue | None,
    Query(
        description=(
            "What the caller's post has to do (`mine`), as far as open items go in one of `to_assign`, `to_accept`, "
            "`in_hand`, `disputed`, `escalated`; of it what is `overdue` or `supervised`. Beside: `more_time` that a unit asks "
            "for, what one is `assisting` with, what the post was `told` that others have not done in time, what is answered and "
            "`to_call_back`, `to_rate`, `to_rectify`, `to_strike_off`, and what others have to do now (`waiting`)"
        )
    ),
]

router = APIRouter(route_class=GuardedRoute, tags=["demand items"])


def wanted_items(
    city: Code = None,
    area: Code = None,
    category: Code = None,
    status: DemandStatus | None = None,
    is_open: bool | None = None,
    light: OfLight = None,
    unit_function: Code = None,
    unit_area: Code = None,
    list_type: Code = None,
    registered_in: InQuarter = None,
    closed_in: InQuarter = None,
    enterprise_id: UUID | None = None,
    talent_id: UUID | None = None,
    card_id: UUID | None = None,
    number: NumberSought = None,
) -> LedgerFilter:
    """What is looked for in the ledgers."""
    return LedgerFilter(
        city=city,
        area=area,
        category=category,
        status=status,
        is_open=is_open,
        light=light,
        unit_function=unit_function,
        unit_area=unit_area,
        list_type=list_type,
        registered_in=None if registered_in is None else Quarter.named(registered_in),
        closed_in=None if closed_in is None else Quarter.named(closed_in),
        enterprise_id=enterprise_id,
        talent_id=talent_id,
        card_id=card_id,
        number=number,
    )


Wanted = Annotated[LedgerFilter, Depends(wanted_items)]


@router.get(DEMANDS, response_model=DemandLines, responses=refused(*OF_QUERIES, *OF_PAGES))
def demand_items(
    desk: AtDesk,
    wanted: Wanted,
    ledger: Ledger | None = None,
    queue: OwnQueue = None,
    on: OnDay = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """Items of the ledgers as they stand or stood, in the order of their entry."""
    viewer, day, wanted = desk.own_viewer, _day(desk, on), replace(wanted, ledger=ledger)
    readers = ledger_readers(viewer)
    if as_of is not None or effective_on is not None:
        must_be_of_now(queue=queue)
    listed = asdict(wanted) | {"queue": queue, "on": day}
    listing = Listing(
        desk,
        LEDGERS,
        listed,
        limit=limit,
        cursor=cursor,
        min_position=min_position,
        as_of=as_of,
        effective_on=effective_on,
    )
    rows = listing.registers.ledgers.page(
        wanted,
        readers=readers,
        on=day,
        queue=queue,
        as_of=listing.as_of,
        in_force_on=listing.on,
        after=listing.after(LedgerKey),
        limit=listing.wanted_rows,
    )
    return listing.answer(rows, attrgetter("key"), lambda page: demand_lines(page, viewer, day))


@router.get(
    DEMAND_LEDGER + "/sheet.xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}, **refused(*OF_QUERIES, *OF_PAGES)},
)
def demand_ledger_workbook(
    desk: AtDesk,
    ledger: Ledger,
    wanted: Wanted,
    queue: OwnQueue = None,
    on: OnDay = None,
    purpose: PurposeOfPrinting = None,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """One ledger as a workbook, however long it is."""
    viewer, day, wanted = desk.own_viewer, _day(desk, on), replace(wanted, ledger=ledger)
    readers, printing = ledger_readers(viewer), _printing(viewer, purpose)
    if as_of is not None or effective_on is not None:
        must_be_of_now(queue=queue)
    in_force_on = day_of(desk, effective_on)
    registers, until, position = read_list(desk, LEDGERS, as_of, min_position)
    pages = registers.ledgers.pages(
        wanted, readers=readers, on=day, queue=queue, as_of=until, in_force_on=in_force_on
    )
    lines = ledger_sheet_lines(_on_record(desk, pages, purpose), printing, day)
    file = TemporaryFile()  # noqa: SIM115  closed when it has been sent
    write_long_demand_ledger(ledger_head(printing, ledger, wanted, day, until, in_force_on), lines, file)
    return as_file(file, f"demand-ledger-{ledger}-{day}.xlsx", XLSX, {POSITION: str(position)})


@router.get(
    DEMAND_LEDGER + "/sheet.pdf",
    response_class=Response,
    responses={
        200: {"content": {PDF: {}}},
        **refused(*OF_QUERIES, *OF_PAGES, NothingToPrint, TooMuchToPrint, CharacterNotPrintable),
    },
)
def demand_ledger_print(
    desk: AtDesk,
    ledger: Ledger,
    wanted: Wanted,
    queue: OwnQueue = None,
    on: OnDay = None,
    purpose: PurposeOfPrinting = None,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """One ledger in the fourteen columns that fit a page, up to a thousand items."""
    viewer, day, wanted = desk.own_viewer, _day(desk, on), replace(wanted, ledger=ledger)
    readers, printing = ledger_readers(viewer), _printing(viewer, purpose)
    if as_of is not None or effective_on is not None:
        must_be_of_now(queue=queue)
    in_force_on = day_of(desk, effective_on)
    registers, until, position = read_list(desk, LEDGERS, as_of, min_position)
    page = registers.ledgers.page(
        wanted,
        readers=readers,
        on=day,
        queue=queue,
        as_of=until,
        in_force_on=in_force_on,
        limit=MOST_PRINTED + 1,
    )
    if not page:
        raise NothingToPrint
    if len(page) > MOST_PRINTED:
        raise TooMuchToPrint
    lines = list(ledger_sheet_lines([page], printing, day))
    head = ledger_head(printing, ledger, wanted, day, until, in_force_on)
    try:
        content = demand_print(head, lines, desk.service.typesetter, is_masked=printing.is_masked)
    except NotPrintable as lacking:
        raise CharacterNotPrintable(errors=lacking.errors, lifted_by=ADD_A_FONT) from None
    list(_on_record(desk, [page], purpose))
    named = {"Content-Disposition": f"inline; filename=demand-ledger-{ledger}-{day}.pdf"}
    return Response(content, media_type=PDF, headers=named | {POSITION: str(position)})


def _printing(viewer: Viewer, purpose: Purpose | None) -> Printing:
    """Masked without a purpose. Raises `PostMayNot`: a ledger in clear has what offices say among themselves."""
    if purpose is not None:
        must_be_shown_in_clear(viewer.authority, purpose)
        if viewer.authority.role == Role.SPECIALIST:
            raise PostMayNot(field="purpose")
    return Printing(viewer, is_masked=purpose is None)


def _on_record(
    desk: Desk, pages: Iterable[list[LedgerLine]], purpose: Purpose | None
) -> Iterator[list[LedgerLine]]:
    """The pages; what of them is read in clear is put on the access log first, item by item."""
    for page in pages:
        if purpose is not None:
            for line in page:
                _note_reading(desk, line, purpose)
        yield page


def _note_reading(desk: Desk, line: LedgerLine, purpose: Purpose) -> None:
    for subject in sorted({fact.subject for fact in facts_of_lines([line]) if fact is not None}):
        put_on_access_log(
            desk,
            what="demand_ledger",
            kind="demand_item",
            id_=line.demand_item_id,
            subject=subject,
            purpose=purpose,
        )


def _day(desk: Desk, on: date | None) -> date:
    return on or desk.service.clock().astimezone(OFFICE_ZONE).date()
