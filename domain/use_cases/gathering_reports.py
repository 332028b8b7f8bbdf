"""What the units below have handed in (汇集下级季报): reports that are made here, and those that came from instances of their own."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.aggregates.ledger_closings import LedgerClosings
from domain.aggregates.quarterly_report import QuarterlyReport
from domain.aggregates.received_report import ReceivedReport
from domain.calendar import OFFICE_ZONE
from domain.ledger_books.archive import Archive
from domain.ledger_books.compiling import Child
from domain.ledger_books.content import ChildReport, ReportContent, RowStanding
from domain.ledger_books.quarters import Quarter
from domain.work import Work


class HandedIn(NamedTuple):
    """The revision of a child's report that this level goes by."""

    content: ReportContent
    submitted_on: date
    received_on: date | None = None


def children_of(report: QuarterlyReport, archive: Archive, work: Work) -> list[Child]:
    """What is there of every child's report; `archive` is what the unit itself has signed."""
    work.gather(child_id(unit, report) for unit in report.children)
    return [child_of(unit, report, archive, work) for unit in report.children]


def child_of(unit: str, report: QuarterlyReport, archive: Archive, work: Work) -> Child:
    """What is there of this child's report: the revision that it has handed in last and that was not returned.

    With it come its reports of quarters that this unit has signed without them: in another instance nobody can be kept from signing
    late. What another quarter of this unit has counted so is counted there, and missing here.
    """
    here = report.quarter
    found = _handed_in(unit, here, report, work)
    counted = archive.quarters_of(unit, but=here)
    if found is None or here in counted:
        return Child(ChildReport(unit=unit, standing=RowStanding.MISSING))
    closings = work.load(LedgerClosings, LedgerClosings.id_of(report.region))
    missed = [quarter for quarter in sorted(closings.cut_offs) if quarter < here and quarter not in counted]
    late = [one for quarter in missed if (one := _handed_in(unit, quarter, report, work)) is not None]
    due_on = report.children_due_on or report.due_on
    return Child(
        ChildReport(
            unit=unit,
            standing=RowStanding.ZERO if found.content.is_zero else RowStanding.REPORTED,
            revision=found.content.revision,
            sha256=found.content.sha256,
            submitted_on=found.submitted_on,
            received_on=found.received_on,
            in_time=found.submitted_on <= due_on,
            late_quarters=tuple(one.content.quarter for one in late),
        ),
        found.content,
        tuple(one.content for one in late),
    )


def child_id(unit: str, report: QuarterlyReport, quarter: Quarter | None = None) -> UUID:
    """Where the child's report of a quarter, by default the same, is: among those received, or among those that are made here."""
    code = (quarter or report.quarter).code
    if unit in report.elsewhere:
        return ReceivedReport.id_from(unit, report.unit, code)
    return QuarterlyReport.id_of(unit, code)


def _handed_in(unit: str, quarter: Quarter, report: QuarterlyReport, work: Work) -> HandedIn | None:
    id_ = child_id(unit, report, quarter)
    if unit in report.elsewhere:
        received = work.find(ReceivedReport, id_)
        came = None if received is None else received.handed_in
        if came is None:
            return None
        received_on = came.received_at.astimezone(OFFICE_ZONE).date()
        return HandedIn(came.content, came.manifest.submitted_on, received_on)
    child = work.find(QuarterlyReport, id_)
    made = None if child is None else child.handed_in
    if made is None or made.content is None or made.submitted_on is None:
        return None
    return HandedIn(made.content, made.submitted_on)
