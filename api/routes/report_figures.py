"""Reading a quarterly report closely: what stands behind a figure, and what has moved since it was signed."""

from collections.abc import Iterator, Sequence
from functools import partial
from operator import attrgetter
from typing import Annotated, Any, NamedTuple, TypeVar

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api import paging, resources
from api.addresses import REPORT_CHANGES, REPORT_FIGURE
from api.contract import OF_HISTORIES, OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk, Desk
from api.guard import GuardedRoute
from api.listing import Cursor, Limit, Listing
from api.reading import MinPosition, loaded
from api.rendering.quarterly_reports import must_be_seen
from api.rendering.report_figures import (
    ALL_LEDGERS,
    ChangeShown,
    ChangesShown,
    FigureLineShown,
    FigureShown,
    change_shown,
    figure_line,
    figure_parts,
)
from api.routes.quarterly_reports import InQuarter, RevisionNumber, Unit
from domain.aggregates import QuarterlyReport
from domain.errors import NotFound
from domain.ledger_books.behind import FIGURES, Behind, behind, parts_of, value_of, value_of_category
from domain.ledger_books.content import LEDGERS
from domain.ledger_books.figures import PARTED
from domain.reports import BooksBehind
from domain.use_cases.reading_reports import (
    Change,
    ReportShelf,
    changes_since,
    last_signed,
    revision_of,
    would_differ,
)

BOOKS = "ledger_movements"
UNSORTED = "none"
Line = TypeVar("Line", Behind, Change)


class KeyOfLine(NamedTuple):
    """Where an item stands among those behind a figure."""

    area: str
    ledger: str
    item: str
    position: int
    counts: int


class KeyOfChange(NamedTuple):
    """Where a change stands in the list."""

    position: int
    area: str
    kind: str


OfLedger = Annotated[
    str, Path(description="A ledger, or `all`", json_schema_extra={"enum": [*LEDGERS, ALL_LEDGERS]})
]
OfFigure = Annotated[str, Path(json_schema_extra={"enum": [*FIGURES]})]
OfRow = Annotated[
    str | None, Query(max_length=60, description="One row of a report of the level above, by its unit")
]

OfCategory = Annotated[
    str | None,
    Query(
        max_length=60,
        description="What of it is of one category of the ledger, `none` being what is not sorted yet: of the figures by category",
    ),
]

router = APIRouter(route_class=GuardedRoute, tags=["quarterly reports"])


@router.get(
    REPORT_FIGURE, response_model=FigureShown, responses=refused(*OF_QUERIES, *OF_HISTORIES, *OF_PAGES)
)
def quarterly_report_figure(
    desk: AtDesk,
    unit: Unit,
    quarter: InQuarter,
    report_revision: RevisionNumber,
    ledger: OfLedger,
    figure: OfFigure,
    row: OfRow = None,
    category: OfCategory = None,
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: Cursor = None,
    min_position: MinPosition = None,
) -> Response:
    """What stands behind a figure: items and the movements by which they count, and what each unit below adds."""
    report = _seen(desk, unit, quarter)
    signed = revision_of(report, report_revision)
    if figure not in FIGURES or ledger not in (*LEDGERS, ALL_LEDGERS):
        raise NotFound
    if row is not None and signed.content.row(row) is None:
        raise NotFound(field="row")
    if category is not None and (figure not in PARTED or ledger == ALL_LEDGERS):
        raise NotFound(field="category")
    of_ledger = None if ledger == ALL_LEDGERS else ledger
    content, cut_off = signed.content, signed.counting.cut_off
    which = {"unit": unit, "quarter": quarter, "revision": report_revision, "sha256": content.sha256}
    which |= {"ledger": ledger, "figure": figure, "row": row, "category": category}
    listing = Listing(
        desk, BOOKS, which, limit=limit, cursor=cursor, min_position=max(cut_off, min_position or 0)
    )
    shelf = ReportShelf(report, desk.service.office.reading(desk.own_viewer.authority))
    found = behind(signed, figure, of_ledger, shelf, row)
    value, parts = value_of(content, figure, of_ledger, row), parts_of(signed, figure, of_ledger, shelf)
    if category is not None:
        of_category = partial(value_of_category, content, figure, ledger, _category(category))
        found = [line for line in found if line.category == _category(category)]
        value, parts = of_category(row), [part._replace(value=of_category(part.unit)) for part in parts]
    lines = _behind(listing.after(KeyOfLine), found)

    def shown(page: Sequence[Behind]) -> Iterator[FigureLineShown]:
        listed = shelf.listed([line.item for line in page], cut_off)
        return (figure_line(line, listed, signed) for line in page)

    return listing.answer(
        lines[: listing.wanted_rows],
        attrgetter("key"),
        shown,
        **which,
        value=value,
        parts=[part.as_json() for part in figure_parts(parts, signed, ledger, figure)],
    )


@router.get(
    REPORT_CHANGES,
    response_model=ChangesShown,
    responses=refused(*OF_QUERIES, *OF_HISTORIES, *OF_PAGES, BooksBehind),
)
def quarterly_report_changes(
    desk: AtDesk,
    unit: Unit,
    quarter: InQuarter,
    limit: Limit = paging.DEFAULT_LIMIT,
    cursor: Cursor = None,
    min_position: MinPosition = None,
) -> Response:
    """What has moved since the last signed revision was cut off that is of its quarter or of an earlier one."""
    report = _seen(desk, unit, quarter)
    newest = desk.service.store.last_position
    which = {"unit": unit, "quarter": quarter, "revision": last_signed(report).counting.revision}
    listing = Listing(
        desk, BOOKS, which, limit=limit, cursor=cursor, min_position=max(newest, min_position or 0)
    )
    work = desk.service.office.reading(desk.own_viewer.authority)
    changes = _behind(listing.after(KeyOfChange), changes_since(report, work))

    def shown(page: Sequence[Change]) -> Iterator[ChangeShown]:
        recorded = desk.service.store.recorded_at(one.posting.position for one in page)
        return (change_shown(one, recorded[one.posting.position]) for one in page)

    return listing.answer(
        changes[: listing.wanted_rows],
        attrgetter("key"),
        shown,
        **which,
        cut_off=last_signed(report).counting.cut_off,
        would_differ=would_differ(report, work),
    )


def _seen(desk: Desk, unit: str, quarter: str) -> QuarterlyReport:
    """The report, to whoever sees it. Raises `NotFound`."""
    report = loaded(desk, resources.REPORT, QuarterlyReport.id_of(unit, quarter))
    must_be_seen(report, desk.own_viewer)
    return report


def _category(named: str) -> str | None:
    return None if named == UNSORTED else named


def _behind(key: tuple[Any, ...] | None, lines: list[Line]) -> list[Line]:
    """Those behind the page before."""
    return lines if key is None else [line for line in lines if line.key > key]
