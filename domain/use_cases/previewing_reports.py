"""Previewing a quarter (季报预览): what its reports would say if entry were closed now, read while entry goes on and kept by nobody.

Entry is closed in a unit of work of which nothing is saved, and the reports that this opens are compiled by the very code that
compiles them afterwards. What does not balance is told beside the figures instead of being refused: that is what a draft is for.
"""

from typing import NamedTuple

from domain.aggregates.quarterly_report import QuarterlyReport
from domain.errors import NotFound
from domain.ledger_books.balance import Imbalance
from domain.ledger_books.compiling import Child, upper_rows
from domain.ledger_books.content import ChildReport, CutOff, ReportContent, ReportLevel, RowStanding
from domain.ledger_books.countings import Counting
from domain.ledger_books.quarters import Quarter
from domain.policy.pack import PolicyPack
from domain.reports import EntryIsClosed
from domain.use_cases.compiling_cards import cards_of_city, quotas_of_city
from domain.use_cases.compiling_reports import Annexes, archive_of, compiled
from domain.use_cases.gathering_reports import child_of
from domain.use_cases.reporting_quarters import entry_closed
from domain.work import Work

NO_ANNEXES = Annexes({}, ())


class Preview(NamedTuple):
    """What a report would say, and what does not balance in it."""

    content: ReportContent
    imbalances: tuple[Imbalance, ...]


def report_in_preview(unit: str, quarter: Quarter, pack: PolicyPack, work: Work) -> QuarterlyReport:
    """The report that would be opened, with the position of the books as its cut-off.

    Raises `NotFound` of a unit that would not report, `EntryIsClosed`, `QuarterNotOver` and `NotTheNextQuarter`.
    """
    id_ = QuarterlyReport.id_of(unit, quarter.code)
    if known := work.find(QuarterlyReport, id_):
        raise EntryIsClosed(blocked_by=known.shown())
    closed_by = work.instance.unit or pack.city
    if closed_by not in (pack.city, *(area.code for area in pack.areas)):
        raise NotFound  # a province enters nothing, and its cities' books are elsewhere
    read_until = min(work.books.position, work.card_books.position)
    cut_off = CutOff(position=read_until, at=work.authority.at)
    entry_closed(closed_by, pack, quarter, cut_off, work)
    begun = work.touched.get(id_)
    if not isinstance(begun, QuarterlyReport):
        raise NotFound
    return begun


def previewed(report: QuarterlyReport, work: Work) -> Preview:
    """What it would say. Of a city, with what each of its areas would report, as if all had."""
    told: list[Imbalance] = []
    if report.level is ReportLevel.AREA:
        content, _ = compiled(report, NO_ANNEXES, work, told.extend)
        return Preview(content, tuple(told))
    children = [_of_child(unit, report, told, work) for unit in report.children]
    archive, closed_at = archive_of(report, work), report.cut_off.position
    counting = Counting(report.quarter, report.latest.number, closed_at)
    rows = upper_rows(
        report.unit,
        children,
        archive.last_before(report.quarter, closed_at),
        is_city=True,
        compared=archive.compared(report.quarter, closed_at),
        judge=lambda found: told.extend(
            one for one in found if one.ledger is None
        ),  # the others are the areas'
    )
    content = ReportContent(
        unit=report.unit,
        level=report.level,
        quarter=report.quarter.code,
        revision=report.latest.number,
        cut_off=report.cut_off,
        rows=rows,
        overdue_items=tuple(
            item for child in children if child.content for item in child.content.overdue_items
        ),
        cards=cards_of_city(report, counting, archive, work, told.extend),
        quotas=quotas_of_city(report, counting, work),
    )
    return Preview(content, tuple(told))


def _of_child(unit: str, report: QuarterlyReport, told: list[Imbalance], work: Work) -> Child:
    """What it would report; of an area with an instance of its own, what it has sent."""
    if unit in report.elsewhere:
        return child_of(unit, report, archive_of(report, work), work)
    child = work.load(QuarterlyReport, QuarterlyReport.id_of(unit, report.quarter.code))
    preview = previewed(child, work)
    told.extend(preview.imbalances)
    return Child(_as_reported(preview.content), preview.content)


def _as_reported(content: ReportContent) -> ChildReport:
    standing = RowStanding.ZERO if content.is_zero else RowStanding.REPORTED
    return ChildReport(unit=content.unit, standing=standing, revision=content.revision)
