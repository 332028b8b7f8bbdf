"""What the units below have handed in (汇集下级季报): reports that are made here, and those that came from instances of their own."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.aggregates.quarterly_report import QuarterlyReport
from domain.aggregates.received_report import ReceivedReport
from domain.calendar import OFFICE_ZONE
from domain.ledger_books.compiling import Child
from domain.ledger_books.content import ChildReport, ReportContent, RowStanding
from domain.work import Work


class HandedIn(NamedTuple):
    """The revision of a child's report that this level goes by."""

    content: ReportContent
    submitted_on: date
    due_on: date
    received_on: date | None = None


def children_of(report: QuarterlyReport, work: Work) -> list[Child]:
    """What is there of every child's report."""
    work.gather(child_id(unit, report) for unit in report.children)
    return [child_of(unit, report, work) for unit in report.children]


def child_id(unit: str, report: QuarterlyReport) -> UUID:
    """Where the child's report of the same quarter is: among those received, or among those that are made here."""
    if unit in report.elsewhere:
        return ReceivedReport.id_from(unit, report.unit, report.quarter.code)
    return QuarterlyReport.id_of(unit, report.quarter.code)


def child_of(unit: str, report: QuarterlyReport, work: Work) -> Child:
    """What is there of this child's report: the revision that it has handed in last and that was not returned."""
    found = _received(unit, report, work) if unit in report.elsewhere else _made_here(unit, report, work)
    if found is None:
        return Child(ChildReport(unit=unit, standing=RowStanding.MISSING))
    return Child(
        ChildReport(
            unit=unit,
            standing=RowStanding.ZERO if found.content.is_zero else RowStanding.REPORTED,
            revision=found.content.revision,
            sha256=found.content.sha256,
            submitted_on=found.submitted_on,
            received_on=found.received_on,
            in_time=found.submitted_on <= found.due_on,
        ),
        found.content,
    )


def _made_here(unit: str, report: QuarterlyReport, work: Work) -> HandedIn | None:
    child = work.load(QuarterlyReport, child_id(unit, report))
    revision = child.handed_in
    if revision is None or revision.content is None or revision.submitted_on is None:
        return None
    return HandedIn(revision.content, revision.submitted_on, child.due_on)


def _received(unit: str, report: QuarterlyReport, work: Work) -> HandedIn | None:
    child = work.find(ReceivedReport, child_id(unit, report))
    revision = None if child is None else child.handed_in
    if revision is None:
        return None
    assert report.children_due_on is not None  # it has children elsewhere
    received_on = revision.received_at.astimezone(OFFICE_ZONE).date()
    return HandedIn(revision.content, revision.manifest.submitted_on, report.children_due_on, received_on)
