"""What each event does to the report register."""

from datetime import date
from typing import Any
from uuid import UUID

from domain.aggregates import QuarterlyReport, ReceivedReport
from domain.calendar import OFFICE_ZONE
from domain.ledger_books.content import ReportLevel
from domain.reports import ReportStatus
from projections.projection import Projection
from projections.report_register.tables import reports
from projections.rows import Rows

report_register = Projection(
    "report_register",
    about=(QuarterlyReport, ReceivedReport),
    tables=(reports,),
    ignores=(
        QuarterlyReport.AnswerTranscribed,
        QuarterlyReport.AnswerContested,  # of no effect yet
        ReceivedReport.Opened,  # nothing has come with it
    ),
)


@report_register.on(QuarterlyReport.Opened)
def _opened(rows: Rows, event: QuarterlyReport.Opened, position: int) -> None:
    """The reports that are sent to the unit are due with its own, and stand before it."""
    for place, unit in enumerate(event.elsewhere):
        _expected(rows, event, unit, position, place)
    facts = {"region": event.region, "kept_by": event.unit, "level": event.level, "due_on": event.due_on}
    rows.put(
        reports,
        **_nothing_yet(event.originator_id, event.unit, event.quarter),
        **facts,
        opened_at=position,
        place=len(event.elsewhere),
    )


def _expected(rows: Rows, event: QuarterlyReport.Opened, unit: str, position: int, place: int) -> None:
    id_ = ReceivedReport.id_from(unit, event.unit, event.quarter)
    level = ReportLevel.CITY if event.level is ReportLevel.PROVINCE else ReportLevel.AREA
    came = rows.maybe(reports, id_)
    due = {"due_on": event.children_due_on, "opened_at": position, "place": place, "region": event.region}
    if came is not None:
        rows.change(reports, id_, **due)
        return
    rows.put(reports, **_nothing_yet(id_, unit, event.quarter), **due, kept_by=event.unit, level=level)


@report_register.on(ReceivedReport.Received)
def _received(rows: Rows, event: ReceivedReport.Received, _position: int) -> None:
    id_, manifest = event.originator_id, event.manifest
    if rows.maybe(reports, id_) is None:  # before it is due here
        early = {"region": None, "due_on": None, "opened_at": None, "place": 0}
        facts = {"kept_by": manifest.receiver, "level": event.content.level}
        rows.put(reports, **_nothing_yet(id_, manifest.sender, manifest.quarter), **early, **facts)
    rows.change(
        reports,
        id_,
        **_submitted_anew(rows, id_, manifest.submitted_on),
        status=ReportStatus.SUBMITTED,
        revision=manifest.revision,
        sha256=event.content.sha256,
        received_on=event.timestamp.astimezone(OFFICE_ZONE).date(),
        received_report_id=id_,
    )


@report_register.on(ReceivedReport.Acknowledged)
def _received_acknowledged(rows: Rows, event: ReceivedReport.Acknowledged, _position: int) -> None:
    rows.change(reports, event.originator_id, status=ReportStatus.ACKNOWLEDGED)


@report_register.on(ReceivedReport.Returned)
def _received_returned(rows: Rows, event: ReceivedReport.Returned, _position: int) -> None:
    _given_back(rows, event.originator_id)


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
    anew = _submitted_anew(rows, event.originator_id, event.envelope.effective_on)
    _stands(rows, event, ReportStatus.SUBMITTED, **anew)


@report_register.on(QuarterlyReport.Acknowledged)
def _acknowledged(rows: Rows, event: QuarterlyReport.Acknowledged, _position: int) -> None:
    _stands(rows, event, ReportStatus.ACKNOWLEDGED)


@report_register.on(QuarterlyReport.Returned)
def _returned(rows: Rows, event: QuarterlyReport.Returned, _position: int) -> None:
    _given_back(rows, event.originator_id)


@report_register.on(QuarterlyReport.RevisionOpened)
def _revision_opened(rows: Rows, event: QuarterlyReport.RevisionOpened, _position: int) -> None:
    nothing = {"sha256": None, "reminded_on": None}
    _stands(rows, event, ReportStatus.OPENED, revision=event.revision, **nothing)


@report_register.on(QuarterlyReport.SubmissionReminded)
def _reminded(rows: Rows, event: QuarterlyReport.SubmissionReminded, _position: int) -> None:
    rows.change(reports, event.originator_id, reminded_on=event.envelope.effective_on)


def _stands(rows: Rows, event: QuarterlyReport.Event, status: ReportStatus, **facts: Any) -> None:
    rows.change(reports, event.originator_id, status=status, **facts)


def _submitted_anew(rows: Rows, id_: UUID, on: date) -> dict[str, date | None]:
    """It is handed in; what was before stands again if this is given back."""
    row = rows.the(reports, id_)
    return {"submitted_on": on, "submitted_before": row["submitted_on"] or row["submitted_before"]}


def _given_back(rows: Rows, id_: UUID) -> None:
    """What is given back is not handed in, but a revision before it is that was not."""
    before = rows.the(reports, id_)["submitted_before"]
    rows.change(reports, id_, status=ReportStatus.RETURNED, submitted_on=before)


def _nothing_yet(id_: UUID, unit: str, quarter: str) -> dict[str, Any]:
    return {
        "report_id": id_,
        "unit": unit,
        "quarter": quarter,
        "status": ReportStatus.OPENED,
        "revision": 1,
        **dict.fromkeys(("sha256", "submitted_on", "submitted_before", "received_on", "reminded_on")),
        "received_report_id": None,
    }
