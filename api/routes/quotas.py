"""Yearly quotas: opening, nominations, and who holds which place (年度配额)."""

from collections.abc import Sequence
from datetime import date
from operator import attrgetter
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api import resources
from api.addresses import NOMINATION, QUOTA, QUOTAS
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk, Desk, as_json
from api.files import XLSX
from api.guard import GuardedRoute
from api.listing import Cursor, Limit, Listing
from api.paging import DEFAULT_LIMIT
from api.reading import (
    AsOf,
    EffectiveOn,
    MinPosition,
    day_of,
    loaded,
    moment,
    read_list,
    read_to,
    show,
    show_history,
)
from api.rendering.history import HistoryShown
from api.rendering.quota_board import (
    PlacesShown,
    QuotaLines,
    must_see_all,
    places_shown,
    quota_line,
    quota_sheet,
)
from api.rendering.quotas import PlaceShown, QuotaShown, newest_place, place_named, place_shown
from api.sending import POSITION
from documents.quota_board import quota_board_xlsx
from domain.aggregates import Quota
from domain.errors import NotFound
from domain.use_cases.managing_quotas import (
    AcceptTransfer,
    CloseQuota,
    DeclineTransfer,
    FileMethod,
    NominateEnterprise,
    OpenQuota,
    ProposePerson,
    ReopenQuota,
    ReplacePerson,
    RequestTransfer,
    ReviseLimits,
    WithdrawNomination,
)
from projections.quota_board import PlaceLine, QuotaKey, QuotaLine

BOARD = "quota_board"

Code = Annotated[str | None, Query(max_length=40)]
Year = Annotated[int | None, Query(ge=2000, le=2100)]
QuotaYear = Annotated[int, Path(ge=1, le=9999)]

router = APIRouter(route_class=GuardedRoute, tags=["quotas"])

offer(router, OpenQuota, resources.QUOTA, QuotaShown, creates=True)
offer(router, ReviseLimits, resources.QUOTA, QuotaShown)
offer(router, FileMethod, resources.QUOTA, QuotaShown)
offer(router, CloseQuota, resources.QUOTA, QuotaShown)
offer(router, ReopenQuota, resources.QUOTA, QuotaShown)
offer(router, NominateEnterprise, resources.QUOTA, QuotaShown, creates=True, location=newest_place)
offer(router, WithdrawNomination, resources.QUOTA, QuotaShown)
offer(router, RequestTransfer, resources.QUOTA, QuotaShown)
offer(router, AcceptTransfer, resources.QUOTA, QuotaShown)
offer(router, DeclineTransfer, resources.QUOTA, QuotaShown)
offer(router, ProposePerson, resources.QUOTA, QuotaShown, creates=True, location=place_named)
offer(router, ReplacePerson, resources.QUOTA, QuotaShown)


@router.get(QUOTAS, response_model=QuotaLines, responses=refused(*OF_QUERIES, *OF_PAGES))
def quotas(
    desk: AtDesk,
    city: Code = None,
    card_type: Code = None,
    quota_year: Year = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """The quotas with their figures, the newest year first."""
    wanted: dict[str, Any] = {"city": city, "card_type": card_type, "quota_year": quota_year}
    listing = Listing(
        desk,
        BOARD,
        wanted,
        limit=limit,
        cursor=cursor,
        min_position=min_position,
        as_of=as_of,
        effective_on=effective_on,
    )
    rows = listing.registers.quota_board.quotas(
        scope=desk.viewer.scope,
        **wanted,
        as_of=listing.as_of,
        on=listing.on,
        after=listing.after(QuotaKey),
        limit=listing.wanted_rows,
    )
    return listing.answer(rows, attrgetter("key"), lambda page: map(quota_line, page))


@router.get(
    QUOTA + ".xlsx",
    response_class=Response,
    responses={200: {"content": {XLSX: {}}}, **refused(*OF_QUERIES, *OF_PAGES)},
)
def board(
    desk: AtDesk,
    city: str,
    card_type: str,
    quota_year: QuotaYear,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """The ledger of a quota as a workbook, for who sees the whole of it."""
    must_see_all(desk.viewer)
    stated = (as_of, effective_on, min_position)
    line, rows, position = _on_board(desk, city, card_type, quota_year, *stated)
    sheet = quota_sheet(line, rows, desk.viewer, desk.service.clock())
    named = f"attachment; filename=quota-{line.city}-{line.card_type}-{line.quota_year}.xlsx"
    headers = {POSITION: str(position), "Content-Disposition": named}
    return Response(quota_board_xlsx(sheet), headers=headers, media_type=XLSX)


@router.get(QUOTA, response_model=QuotaShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def quota(
    desk: AtDesk,
    city: str,
    card_type: str,
    quota_year: QuotaYear,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """One quota with its places, and what may be done with it."""
    id_ = Quota.id_of(city, card_type, quota_year)
    return show(desk, resources.QUOTA, id_, as_of, min_position, effective_on)


@router.get(NOMINATION, response_model=PlaceShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def nomination(
    desk: AtDesk,
    city: str,
    card_type: str,
    quota_year: QuotaYear,
    place_id: UUID,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """One place of a quota, and what may be done with it."""
    until, on = moment(desk, as_of, min_position), day_of(desk, effective_on)
    of_city = loaded(desk, resources.QUOTA, Quota.id_of(city, card_type, quota_year), until, on)
    shown = place_shown(of_city, place_id, desk.viewer, until=read_to(desk, until, on))
    return desk.answer(shown, of_city.version)


@router.get(QUOTA + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def quota_history(
    desk: AtDesk,
    city: str,
    card_type: str,
    quota_year: QuotaYear,
    as_of: AsOf = None,
    min_position: MinPosition = None,
) -> Response:
    """Every event of a quota, with its envelope and clauses."""
    return show_history(desk, resources.QUOTA, Quota.id_of(city, card_type, quota_year), as_of, min_position)


@router.get(QUOTA + "/places", response_model=PlacesShown, responses=refused(*OF_QUERIES, *OF_PAGES))
def places(
    desk: AtDesk,
    city: str,
    card_type: str,
    quota_year: QuotaYear,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """The places of a quota with the names of enterprises and persons, the latter masked."""
    stated = (as_of, effective_on, min_position)
    _, rows, position = _on_board(desk, city, card_type, quota_year, *stated)
    return as_json(places_shown(rows, desk.viewer).as_json(), headers={POSITION: str(position)})


def _on_board(
    desk: Desk,
    city: str,
    card_type: str,
    quota_year: int,
    as_of: str | None,
    effective_on: date | None,
    min_position: int | None,
) -> tuple[QuotaLine, Sequence[PlaceLine], int]:
    """The quota's line and places, and the position that they are of. Raises `NotFound`."""
    on = day_of(desk, effective_on)
    registers, until, position = read_list(desk, BOARD, as_of, min_position)
    board = registers.quota_board
    then: dict[str, Any] = {"scope": desk.viewer.scope, "as_of": until, "on": on}
    for line in board.quotas(city=city, card_type=card_type, quota_year=quota_year, limit=1, **then):
        return line, board.places(line.quota_id, **then), position
    raise NotFound
