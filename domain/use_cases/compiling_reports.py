"""Compiling reports (编制季报): what a unit's report says, out of the books of an area or the signed reports below."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from domain.aggregates.ledger_closings import LedgerClosings
from domain.aggregates.quarterly_report import QuarterlyReport
from domain.demands import EscalationLevel
from domain.ledger_books.archive import Archive
from domain.ledger_books.compiling import Held, area_row, upper_rows
from domain.ledger_books.content import (
    ChildReport,
    CutOff,
    KeyIssue,
    ListedItem,
    ReportContent,
    ReportLevel,
    ReportRow,
    RowStanding,
)
from domain.ledger_books.countings import Counting
from domain.reports import BooksBehind, NotInTheBooks
from domain.work import Work


class Annexes(NamedTuple):
    """What the compiler has chosen: key issues with the level that should help, and exemplary items (附1、附3)."""

    key_issues: Mapping[str, EscalationLevel]
    exemplary_items: Sequence[str]


class Body(NamedTuple):
    """The part of a report that follows from the books."""

    rows: tuple[ReportRow, ...]
    overdue_items: tuple[ListedItem, ...]
    children: tuple[ChildReport, ...] = ()


def compiled(report: QuarterlyReport, annexes: Annexes, work: Work) -> ReportContent:
    """What the latest revision of the report says. Raises `BooksBehind`, `BooksDoNotBalance` and `NotInTheBooks`."""
    cut_off = _cut_off(report, work)
    archive = archive_of(report, work)
    if report.level is ReportLevel.AREA:
        body = _of_area(report, cut_off, archive, work)
    else:
        body = _of_children(report, archive, work)
    areas = report.children or (report.unit,)
    listed = _listed(areas, [*annexes.key_issues, *annexes.exemplary_items], cut_off, work)
    return ReportContent(
        unit=report.unit,
        level=report.level,
        quarter=report.quarter.code,
        revision=report.latest.number,
        cut_off=cut_off,
        rows=body.rows,
        children=body.children,
        key_issues=tuple(
            KeyIssue(item=listed[number], proposed_level=level)
            for number, level in annexes.key_issues.items()
        ),
        overdue_items=body.overdue_items,
        exemplary_items=tuple(listed[number] for number in annexes.exemplary_items),
    )


def archive_of(report: QuarterlyReport, work: Work) -> Archive:
    """All signed revisions of the unit, of whichever quarter, in the order of their cut-offs."""
    closings = work.load(LedgerClosings, LedgerClosings.id_of(report.city))
    ids = [QuarterlyReport.id_of(report.unit, quarter.code) for quarter in closings.cut_offs]
    work.gather(ids)
    found = [work.find(QuarterlyReport, id_) for id_ in ids]
    signed = [one for each in found if each is not None for one in each.signed]
    return Archive(sorted(signed, key=lambda one: one.counting.cut_off))


def _cut_off(report: QuarterlyReport, work: Work) -> CutOff:
    """Of the first revision the closing of entry, of a later one this moment."""
    if report.latest.number == 1:
        return report.cut_off
    return CutOff(position=work.store.last_position, at=work.authority.at)


def _of_area(report: QuarterlyReport, cut_off: CutOff, archive: Archive, work: Work) -> Body:
    if work.books.position < cut_off.position:
        raise BooksBehind(blocked_by={"kind": "books", "position": work.books.position})
    area, last_day, closed_at = report.unit, report.quarter.last_day, report.cut_off.position
    counting = Counting(report.quarter, report.latest.number, cut_off.position)
    flagged = work.books.flagged(area, cut_off.position, last_day)
    row = area_row(
        area,
        counting,
        archive.past(report.quarter, closed_at),
        work.books.postings(area, archive.span(counting)),
        Held(work.books.held(area, closed_at, last_day), flagged),
        archive.compared(report.quarter, closed_at),
    )
    return Body((row,), tuple(one.item for one in flagged if one.is_overdue))


def _of_children(report: QuarterlyReport, archive: Archive, work: Work) -> Body:
    work.gather(QuarterlyReport.id_of(unit, report.quarter.code) for unit in report.children)
    children = [_child(unit, report, work) for unit in report.children]
    rows = upper_rows(
        report.unit,
        children,
        archive.last_before(report.quarter, report.cut_off.position),
        is_city=report.level is ReportLevel.CITY,
        compared=archive.compared(report.quarter, report.cut_off.position),
    )
    overdue = tuple(item for _, content in children if content for item in content.overdue_items)
    return Body(rows, overdue, tuple(child for child, _ in children))


def _child(unit: str, report: QuarterlyReport, work: Work) -> tuple[ChildReport, ReportContent | None]:
    """What is there of a child's report: the revision that it has handed in and that was not returned."""
    child = work.load(QuarterlyReport, QuarterlyReport.id_of(unit, report.quarter.code))
    revision = child.handed_in
    if revision is None or revision.content is None or revision.submitted_on is None:
        return ChildReport(unit=unit, standing=RowStanding.MISSING), None
    content = revision.content
    reported = ChildReport(
        unit=unit,
        standing=RowStanding.ZERO if content.is_zero else RowStanding.REPORTED,
        revision=revision.number,
        sha256=content.sha256,
        submitted_on=revision.submitted_on,
        in_time=revision.submitted_on <= child.due_on,
    )
    return reported, content


def _listed(
    areas: Sequence[str], numbers: Sequence[str], cut_off: CutOff, work: Work
) -> dict[str, ListedItem]:
    wanted = list(dict.fromkeys(numbers))
    found = (
        {item.number: item for item in work.books.listed(areas, wanted, cut_off.position)} if wanted else {}
    )
    for number in wanted:
        if number not in found:
            raise NotInTheBooks(field="number", blocked_by={"kind": "demand_item", "number": number})
    return found
