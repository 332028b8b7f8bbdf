"""Cards: the register as of any moment, what differs between two, one card with its history, and what its issuer says of it (人才卡)."""

from dataclasses import asdict
from datetime import date
from operator import attrgetter
from tempfile import TemporaryFile
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from api import resources
from api.addresses import CARD, CARD_DIFFERENCES, CARDS
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk
from api.files import XLSX, as_file
from api.guard import GuardedRoute
from api.listing import Cursor, Limit, Listing, NumberSought
from api.paging import DEFAULT_LIMIT
from api.reading import AsOf, EffectiveOn, MinPosition, day_of, position_at, read_list, show, show_history
from api.rendering.card_differences import CardDifferencesShown, card_changes, totals_shown
from api.rendering.card_register import CardLines, card_lines
from api.rendering.card_sheet import register_sheet, sheet_lines
from api.rendering.cards import CardShown
from api.rendering.history import HistoryShown
from api.sending import POSITION
from documents.card_register import write_card_register
from domain.card_routes import CardRoute
from domain.cards import ArrivalStage, CardStatus, PlasticStage
from domain.use_cases.deciding_cards import (
    BarHolder,
    CancelCard,
    ConcludeInquiry,
    ConfirmMeasure,
    ContestMeasure,
    CorrectCardEntry,
    DeclineProposal,
    DrawConsequence,
    LiftBar,
    OpenInquiry,
    ProposeMeasure,
    ReinstateCard,
    RenewCard,
    ReportFalseDeclaration,
    RevokeCard,
    SuspendCard,
)
from domain.use_cases.following_cards import ConfirmArrival, ExtendArrival, IssueCardEarly, MoveCard
from domain.use_cases.handling_plastic import (
    ActivateCard,
    DeliverCard,
    DispatchCard,
    ProduceCard,
    ReplaceCard,
    ReportLoss,
    WithdrawLoss,
)
from domain.use_cases.issuing_cards import IssueCard, IssueOwnCard
from projections.card_register import CardFilter, CardKey

REGISTER = "card_register"
From = Annotated[
    str, Query(alias="from", description="The first moment: a position or an instant", max_length=40)
]
To = Annotated[
    str, Query(alias="to", description="The second moment, which may be the earlier", max_length=40)
]

Code = Annotated[str | None, Query(max_length=40)]
Year = Annotated[int | None, Query(ge=2000, le=2100)]
Route = Annotated[CardRoute | None, Query()]
Status = Annotated[CardStatus | None, Query()]
Plastic = Annotated[PlasticStage | None, Query()]
Arrives = Annotated[ArrivalStage | None, Query()]
EndsAfter = Annotated[date | None, Query(description="Cards whose term ends after this day")]
EndsBefore = Annotated[date | None, Query(description="Cards whose term ends before this day")]

OF_LIFE = (
    IssueCardEarly,
    ProduceCard,
    DispatchCard,
    DeliverCard,
    ActivateCard,
    ReportLoss,
    WithdrawLoss,
    ReplaceCard,
    ProposeMeasure,
    DeclineProposal,
    SuspendCard,
    ReinstateCard,
    ReportFalseDeclaration,
    OpenInquiry,
    ConcludeInquiry,
    RevokeCard,
    BarHolder,
    LiftBar,
    DrawConsequence,
    CancelCard,
    RenewCard,
    CorrectCardEntry,
    ConfirmMeasure,
    ContestMeasure,
    ConfirmArrival,
    ExtendArrival,
    MoveCard,
)

router = APIRouter(route_class=GuardedRoute, tags=["cards"])

offer(router, IssueCard, resources.CARD, CardShown)
offer(router, IssueOwnCard, resources.CARD, CardShown)
for _command in OF_LIFE:
    offer(router, _command, resources.CARD, CardShown)


def wanted_cards(
    city: Code = None,
    area: Code = None,
    card_type: Code = None,
    card_number: NumberSought = None,
    route: Route = None,
    status: Status = None,
    plastic: Plastic = None,
    arrival: Arrives = None,
    talent_id: UUID | None = None,
    enterprise_id: UUID | None = None,
    department: Code = None,
    quota_year: Year = None,
    ends_after: EndsAfter = None,
    ends_before: EndsBefore = None,
) -> CardFilter:
    """What is looked for in the register."""
    return CardFilter(
        city=city,
        area=area,
        card_type=card_type,
        card_number=card_number,
        route=route,
        status=status,
        plastic=plastic,
        arrival=arrival,
        talent_id=talent_id,
        enterprise_id=enterprise_id,
        department=department,
        quota_year=quota_year,
        ends_after=ends_after,
        ends_before=ends_before,
    )


Wanted = Annotated[CardFilter, Depends(wanted_cards)]


@router.get(CARDS, response_model=CardLines, responses=refused(*OF_QUERIES, *OF_PAGES))
def cards(
    desk: AtDesk,
    wanted: Wanted,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """The register in the order in which the cards came onto the books, as it is known or was known."""
    listing = Listing(
        desk,
        REGISTER,
        asdict(wanted),
        limit=limit,
        cursor=cursor,
        min_position=min_position,
        as_of=as_of,
        effective_on=effective_on,
    )
    viewer, after = desk.viewer, listing.after(CardKey)
    rows = listing.registers.cards.page(
        wanted, scope=viewer.scope, as_of=listing.as_of, on=listing.on, after=after, limit=listing.wanted_rows
    )
    return listing.answer(rows, attrgetter("key"), lambda page: card_lines(page, viewer))


@router.get(
    CARDS + ".xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}, **refused(*OF_QUERIES, *OF_PAGES)},
)
def card_register_workbook(
    desk: AtDesk,
    wanted: Wanted,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """The same register as a workbook, however long it is."""
    viewer, on = desk.viewer, day_of(desk, effective_on)
    registers, _, position = read_list(desk, REGISTER, as_of, min_position)
    pages = registers.cards.pages(wanted, scope=viewer.scope, as_of=position, on=on)
    file = TemporaryFile()  # noqa: SIM115  closed when it has been sent
    write_card_register(register_sheet(viewer, wanted, position, on), sheet_lines(pages, viewer), file)
    return as_file(file, f"cards-{position}.xlsx", XLSX, {POSITION: str(position)})


@router.get(CARD_DIFFERENCES, response_model=CardDifferencesShown, responses=refused(*OF_QUERIES, *OF_PAGES))
def card_differences(
    desk: AtDesk, wanted: Wanted, since: From, until: To, limit: Limit = DEFAULT_LIMIT, cursor: Cursor = None
) -> Response:
    """What differs between the register of two moments, in the order in which the cards came onto the books."""
    first, second = position_at(desk, since, field="from"), position_at(desk, until, field="to")
    listed = asdict(wanted) | {"from": since, "to": until}
    newer = max(first, second)
    listing = Listing(desk, REGISTER, listed, limit=limit, cursor=cursor, min_position=newer)
    viewer, after = desk.viewer, listing.after(CardKey)
    between: dict[str, Any] = {"scope": viewer.scope, "first": first, "second": second}
    differences = listing.registers.card_differences
    changes = differences.page(wanted, **between, after=after, limit=listing.wanted_rows)
    return listing.answer(
        changes,
        attrgetter("key"),
        lambda page: card_changes(page, viewer),
        from_position=first,
        to_position=second,
        totals=totals_shown(differences.totals(wanted, **between)),
    )


@router.get(CARD, response_model=CardShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def card(
    desk: AtDesk,
    card_id: UUID,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """One card, and what may be done about it."""
    return show(desk, resources.CARD, card_id, as_of, min_position, effective_on)


@router.get(CARD + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def card_history(
    desk: AtDesk, card_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every event of a card."""
    return show_history(desk, resources.CARD, card_id, as_of, min_position)
