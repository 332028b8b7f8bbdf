"""What each event does to the report register."""

from typing import Any

from domain.aggregates import QuarterlyReport
from domain.reports import ReportStatus
from projections.projection import Projection
from projections.report_register.tables import reports
from projections.rows import Rows

report_register = Projection(
    "report_register",
    about=(QuarterlyReport,),
    tables=(reports,),
    ignores=(QuarterlyReport.AnswerTranscribed, QuarterlyReport.AnswerContested),  # of no effect yet
)


@report_register.on(QuarterlyReport.Opened)
def _opened(rows: Rows, event: QuarterlyReport.Opened, position: int) -> None:
    rows.put(
        reports,
        report_id=event.originator_id,
        unit=event.unit,
        quarter=event.quarter,
        city=event.city,
        level=event.level,
        status=ReportStatus.OPENED,
        revision=event.revision,
        due_on=event.due_on,
        opened_at=position,
    )


@report_register.on(QuarterlyReport.Compiled)
def _compiled(rows: Rows, event: QuarterlyReport.Compiled, _position: int) -> None:
    _stands(rows, event, ReportStatus.COMPILED, sha256=event.sha256)


@report_register.on(QuarterlyReport.SignOffDeclined)
def _sign_off_declined(rows: Rows, event: QuarterlyReport.SignOffDeclined, _position: int) -> None:
    _stands(rows, event, ReportStatus.OPENED)


@report_register.on(QuarterlyReport.SignedOff)
def _signed_off(rows: Rows, event: QuarterlyReport.SignedOff, _position: int) -> None:
    _stands(rows, event, ReportStatus.SIGNED_OFF)


@report_register.on(QuarterlyReport.Submitted)
def _submitted(rows: Rows, event: QuarterlyReport.Submitted, _position: int) -> None:
    _stands(rows, event, ReportStatus.SUBMITTED, submitted_on=event.envelope.effective_on)


@report_register.on(QuarterlyReport.Acknowledged)
def _acknowledged(rows: Rows, event: QuarterlyReport.Acknowledged, _position: int) -> None:
    _stands(rows, event, ReportStatus.ACKNOWLEDGED)


@report_register.on(QuarterlyReport.Returned)
def _returned(rows: Rows, event: QuarterlyReport.Returned, _position: int) -> None:
    """What is given back is not handed in."""
    _stands(rows, event, ReportStatus.RETURNED, submitted_on=None)


@report_register.on(QuarterlyReport.RevisionOpened)
def _revision_opened(rows: Rows, event: QuarterlyReport.RevisionOpened, _position: int) -> None:
    nothing = {"sha256": None, "reminded_on": None}
    _stands(rows, event, ReportStatus.OPENED, revision=event.revision, **nothing)


@report_register.on(QuarterlyReport.SubmissionReminded)
def _reminded(rows: Rows, event: QuarterlyReport.SubmissionReminded, _position: int) -> None:
    rows.change(reports, event.originator_id, reminded_on=event.envelope.effective_on)


def _stands(rows: Rows, event: QuarterlyReport.Event, status: ReportStatus, **facts: Any) -> None:
    rows.change(reports, event.originator_id, status=status, **facts)
