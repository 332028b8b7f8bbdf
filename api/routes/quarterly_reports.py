"""Quarterly reports: entry is closed, reports are compiled, signed off, submitted, answered and revised (季报)."""

from typing import Annotated

from eventsourcing.application import AggregateNotFoundError
from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from api import preconditions, resources
from api.addresses import REPORT, REPORT_CONTENT, REPORTS
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_QUERIES, refused
from api.desk import JSON, AtDesk, Desk
from api.guard import GuardedRoute
from api.reading import AsOf, MinPosition, loaded, moment, show, show_history
from api.rendering.history import HistoryShown
from api.rendering.quarterly_reports import ReportLines, ReportShown, must_be_seen, report_lines
from domain.aggregates import LedgerClosings, QuarterlyReport
from domain.errors import NotFound
from domain.ledger_books.content import ReportContent, ReportLevel
from domain.ledger_books.quarters import Quarter
from domain.reports import ReportStatus
from domain.use_cases import reporting_quarters

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

OfQuarter = Annotated[str, Query(pattern=r"^20[0-9]{2}Q[1-4]$", description="Such as 2026Q3")]
Unit = Annotated[str, Path(max_length=60)]
InQuarter = Annotated[str, Path(max_length=6)]
RevisionNumber = Annotated[int, Path(ge=1, le=10_000)]


@router.get(REPORTS, response_model=ReportLines, responses=refused(*OF_QUERIES))
def quarterly_reports(
    desk: AtDesk, quarter: OfQuarter, level: ReportLevel | None = None, status: ReportStatus | None = None
) -> Response:
    """The reports of a quarter that the caller sees: who has reported, who is late, and who is missing (未报)."""
    viewer = desk.viewer
    found = [
        report
        for report in _reports_of(desk, quarter)
        if level in (None, report.level) and status in (None, report.status)
    ]
    version = "-".join(f"{report.version}" for report in found)
    return desk.answer(report_lines(found, viewer), f"{version}@{viewer.today}")


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
    must_be_seen(report, desk.viewer.scope)
    content = next((one.content for one in report.revisions if one.number == report_revision), None)
    if content is None:
        raise NotFound
    return Response(content.canonical, media_type=JSON, headers={"ETag": preconditions.etag(content.sha256)})


def _reports_of(desk: Desk, quarter: str) -> list[QuarterlyReport]:
    """Every report of a quarter, of whichever city: each is known by its unit and quarter."""
    store, found = desk.service.store, []
    for city in dict.fromkeys(pack.city for pack in desk.service.policies):
        try:
            closings: LedgerClosings = store.repository.get(LedgerClosings.id_of(city))
        except AggregateNotFoundError:
            continue
        units = (*closings.areas.get(Quarter.named(quarter), ()), city)
        ids = [QuarterlyReport.id_of(unit, quarter) for unit in units]
        known = store.load_all(ids)
        found += [known[id_] for id_ in ids if id_ in known]
    return [report for report in found if isinstance(report, QuarterlyReport)]
