"""The files of a quarterly report: the workbook and the PDF of a revision (季报文件)."""

from hashlib import sha256
from pathlib import PurePath
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api import preconditions, resources
from api.addresses import REPORT_PRINT, REPORT_WORKBOOK
from api.contract import OF_HISTORIES, OF_QUERIES, refused
from api.desk import AtDesk, Desk
from api.disclosing import put_on_access_log
from api.files import XLSX
from api.guard import GuardedRoute
from api.printing import PDF
from api.reading import MinPosition, loaded, moment
from api.rendering.quarterly_reports import must_be_seen
from api.routes.quarterly_reports import InQuarter, RevisionNumber, Unit
from bootstrap.report_papers import ReportPapers
from domain.aggregates import QuarterlyReport
from domain.disclosures import Purpose, must_be_shown_in_clear
from domain.report_files import ReportNotPrintable
from domain.report_packages import FileKind

router = APIRouter(route_class=GuardedRoute, tags=["quarterly reports"])

OF_FILES = (*OF_QUERIES, *OF_HISTORIES, ReportNotPrintable)
MEDIA_TYPES = {FileKind.XLSX: XLSX, FileKind.PDF: PDF}
PurposeOfReading = Annotated[
    Purpose | None,
    Query(
        description="Why it is read with its statement, which goes on the access log; without a purpose that is left out"
    ),
]


@router.get(
    REPORT_WORKBOOK, response_class=Response, responses={200: {"content": {XLSX: {}}}, **refused(*OF_FILES)}
)
def quarterly_report_workbook(
    desk: AtDesk,
    unit: Unit,
    quarter: InQuarter,
    report_revision: RevisionNumber,
    purpose: PurposeOfReading = None,
    min_position: MinPosition = None,
) -> Response:
    """A revision as a workbook: as it was signed off, or before that marked as unsigned."""
    moment(desk, None, min_position)
    report = loaded(desk, resources.REPORT, QuarterlyReport.id_of(unit, quarter))
    return _file(desk, report, report_revision, FileKind.XLSX, purpose)


@router.get(
    REPORT_PRINT, response_class=Response, responses={200: {"content": {PDF: {}}}, **refused(*OF_FILES)}
)
def quarterly_report_print(
    desk: AtDesk,
    unit: Unit,
    quarter: InQuarter,
    report_revision: RevisionNumber,
    purpose: PurposeOfReading = None,
    min_position: MinPosition = None,
) -> Response:
    """A revision as PDF: as it was signed off, or before that marked as unsigned."""
    moment(desk, None, min_position)
    report = loaded(desk, resources.REPORT, QuarterlyReport.id_of(unit, quarter))
    return _file(desk, report, report_revision, FileKind.PDF, purpose)


def _file(
    desk: Desk, report: QuarterlyReport, number: int, kind: FileKind, purpose: Purpose | None
) -> Response:
    """The file; with a purpose its statement is in clear, which goes on the access log first."""
    viewer = desk.own_viewer
    must_be_seen(report, viewer)
    if purpose is not None:
        must_be_shown_in_clear(viewer.authority, purpose)
    papers = ReportPapers(desk.service)
    content, is_signed = papers.file(report, number, kind, viewer.authority, is_masked=purpose is None)
    if purpose is not None:
        put_on_access_log(
            desk,
            what="quarterly_report",
            kind="quarterly_report",
            id_=report.id,
            subject=report.id,
            purpose=purpose,
        )
    standing = "signed" if is_signed else "copy"
    name = f"{report.unit}-{report.quarter.code}-{number}-{standing}{PurePath(kind).suffix}"
    named = {"Content-Disposition": f"inline; filename={name}"}
    etag = preconditions.etag(sha256(content).hexdigest())
    return desk.unless_known(Response(content, media_type=MEDIA_TYPES[kind], headers=named | {"ETag": etag}))
