"""Quarterly reports: entry is closed, reports are compiled, signed off, submitted, answered and revised (季报)."""

from dataclasses import asdict
from operator import attrgetter
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from starlette.responses import Response

from api import preconditions, resources
from api.addresses import REPORT, REPORT_CONTENT, REPORTS
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_PAGES, OF_QUERIES, refused
from api.desk import JSON, AtDesk
from api.guard import GuardedRoute
from api.listing import Cursor, Limit, Listing
from api.paging import DEFAULT_LIMIT
from api.reading import AsOf, MinPosition, loaded, moment, show, show_history
from api.rendering.history import HistoryShown
from api.rendering.quarterly_reports import ReportLines, ReportShown, must_be_seen, report_line
from domain.aggregates import QuarterlyReport
from domain.authorization import units_seen
from domain.errors import NotFound
from domain.ledger_books.content import ReportContent, ReportLevel
from domain.reports import ReportStatus
from domain.use_cases import reporting_quarters
from projections.report_register import ReportFilter, ReportKey

router = APIRouter(route_class=GuardedRoute, tags=["quarterly reports"])

offer(router, reporting_quarters.CloseEntry, resources.REPORT, ReportShown, creates=True)
for command in (
    reporting_quarters.CompileReport,
    reporting_quarters.SignOffReport,
    reporting_quarters.DeclineSignOff,
    reporting_quarters.SubmitReport,
    reporting_quarters.AcknowledgeReport,
    reporting_quarters.ReturnReport,
    reporting_quarters.TranscribeAnswer,
    reporting_quarters.ConfirmAnswer,
    reporting_quarters.ContestAnswer,
    reporting_quarters.OpenRevision,
):
    offer(router, command, resources.REPORT, ReportShown)

REGISTER = "report_register"

OfQuarter = Annotated[str | None, Query(pattern=r"^20[0-9]{2}Q[1-4]$", description="Such as 2026Q3")]
OfUnit = Annotated[str | None, Query(max_length=60, description="An area, or a city by its code")]
InTime = Annotated[bool | None, Query(description="Whether it was handed in by the due day")]
IsMissing = Annotated[bool | None, Query(description="Whether nothing is handed in that was not returned")]
Unit = Annotated[str, Path(max_length=60)]
InQuarter = Annotated[str, Path(max_length=6)]
RevisionNumber = Annotated[int, Path(ge=1, le=10_000)]


def wanted_reports(
    quarter: OfQuarter = None,
    unit: OfUnit = None,
    level: ReportLevel | None = None,
    status: ReportStatus | None = None,
    in_time: InTime = None,
    missing: IsMissing = None,
) -> ReportFilter:
    """What is looked for in the register."""
    return ReportFilter(
        quarter=quarter, unit=unit, level=level, status=status, in_time=in_time, missing=missing
    )


@router.get(REPORTS, response_model=ReportLines, responses=refused(*OF_QUERIES, *OF_PAGES))
def quarterly_reports(
    desk: AtDesk,
    wanted: Annotated[ReportFilter, Depends(wanted_reports)],
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    min_position: MinPosition = None,
) -> Response:
    """The reports that the caller sees, of a quarter or a unit: who has reported, who is late, and who is missing (未报)."""
    viewer = desk.own_viewer
    units = units_seen(viewer.authority, desk.service.policies)
    listing = Listing(desk, REGISTER, asdict(wanted), limit=limit, cursor=cursor, min_position=min_position)
    rows = listing.registers.reports.page(
        wanted, units=units, after=listing.after(ReportKey), limit=listing.wanted_rows
    )
    return listing.answer(
        rows, attrgetter("key"), lambda page: (report_line(row, viewer.today) for row in page)
    )


@router.get(REPORT, response_model=ReportShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def quarterly_report(
    desk: AtDesk, unit: Unit, quarter: InQuarter, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """A unit's report of a quarter, with all its revisions and what may be done about it."""
    id_ = QuarterlyReport.id_of(unit, quarter)
    return show(desk, resources.REPORT, id_, as_of, min_position)


@router.get(REPORT + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def quarterly_report_history(
    desk: AtDesk, unit: Unit, quarter: InQuarter, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every event of a report."""
    id_ = QuarterlyReport.id_of(unit, quarter)
    return show_history(desk, resources.REPORT, id_, as_of, min_position)


@router.get(REPORT_CONTENT, response_model=ReportContent, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def quarterly_report_content(
    desk: AtDesk,
    unit: Unit,
    quarter: InQuarter,
    report_revision: RevisionNumber,
    min_position: MinPosition = None,
) -> Response:
    """The canonical JSON of a revision, byte for byte what its SHA-256 is of."""
    moment(desk, None, min_position)
    report = loaded(desk, resources.REPORT, QuarterlyReport.id_of(unit, quarter))
    must_be_seen(report, desk.own_viewer)
    content = next((one.content for one in report.revisions if one.number == report_revision), None)
    if content is None:
        raise NotFound
    tag = {"ETag": preconditions.etag(content.sha256)}
    return desk.unless_known(Response(content.canonical, media_type=JSON, headers=tag))
