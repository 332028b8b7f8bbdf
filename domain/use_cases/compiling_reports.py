"""Compiling reports (编制季报): what a unit's report says, out of the books of an area or the signed reports below."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from domain.aggregates.ledger_closings import LedgerClosings
from domain.aggregates.quarterly_report import QuarterlyReport
from domain.demands import EscalationLevel
from domain.ledger_books.archive import Archive
from domain.ledger_books.balance import Judge, must_balance
from domain.ledger_books.card_compiling import upper_cards, upper_quotas
from domain.ledger_books.card_figures import CardMovements, QuotaUsage
from domain.ledger_books.compiling import Held, area_part, upper_rows
from domain.ledger_books.content import (
    ChildReport,
    CutOff,
    KeyIssue,
    ListedItem,
    ReportContent,
    ReportLevel,
    ReportRow,
)
from domain.ledger_books.countings import Counting
from domain.reports import ChildrenReportedSince, CountedElsewhere, NotInTheBooks
from domain.text import Text
from domain.use_cases.compiling_cards import cards_of_city, must_have_come_to, quotas_of_city
from domain.use_cases.gathering_reports import children_of
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
    cards: tuple[CardMovements, ...] = ()
    quotas: tuple[QuotaUsage, ...] = ()
    listed_below: Mapping[str, ListedItem] = {}  # what the reports of the children list in their annexes


def compiled(
    report: QuarterlyReport, annexes: Annexes, work: Work, judge: Judge = must_balance
) -> tuple[ReportContent, int]:
    """What the latest revision of the report says, and since which position it counts.

    Raises `BooksBehind`, `BooksDoNotBalance` and `NotInTheBooks`.
    """
    cut_off = _cut_off(report, work)
    since = _since(report, work)
    counting = Counting(report.quarter, report.latest.number, cut_off.position, since)
    body = _body(report, counting, work, judge)
    chosen = [*annexes.key_issues, *annexes.exemplary_items]
    listed = _listed(report, chosen, body, cut_off, work)
    content = ReportContent(
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
        cards=body.cards,
        quotas=body.quotas,
    )
    return content, since


def must_count_still(report: QuarterlyReport, work: Work) -> None:
    """Refuse a revision that counts what another of the unit, signed since it was compiled, has counted. Raises `CountedElsewhere`."""
    content, since = report.content, report.latest.since
    counting = Counting(report.quarter, report.latest.number, content.cut_off.position, since)
    later = any(one.counting.cut_off > counting.cut_off for one in archive_of(report, work).signed)
    now = _body(report, counting, work)
    if later or (now.rows, now.cards) != (content.rows, content.cards):
        raise CountedElsewhere(blocked_by=report.shown(), lifted_by=COMPILE_ANEW)


def must_go_by_what_is_there(report: QuarterlyReport, work: Work) -> None:
    """Refuse to sign off what says other things of the units below than what they have handed in by now, of late quarters too.

    Raises `ChildrenReportedSince`.
    """
    said, now = report.content, _of_children(report, archive_of(report, work), work)
    cards = said.cards if report.level is ReportLevel.PROVINCE else ()  # a city's are its own
    if (now.children, now.rows, now.cards) != (said.children, said.rows, cards):
        raise ChildrenReportedSince(blocked_by=report.shown(), lifted_by=COMPILE_ANEW)


def archive_of(report: QuarterlyReport, work: Work) -> Archive:
    """All signed revisions of the report's unit, of whichever quarter, in the order of their cut-offs."""
    return archive_of_unit(report.unit, report.region, work)


def archive_of_unit(unit: str, region: str, work: Work) -> Archive:
    """The same of any unit in a region, empty where entry was never closed."""
    closings = work.find(LedgerClosings, LedgerClosings.id_of(region))
    ids = [QuarterlyReport.id_of(unit, quarter.code) for quarter in (closings.cut_offs if closings else ())]
    work.gather(ids)
    found = [work.find(QuarterlyReport, id_) for id_ in ids]
    signed = [one for each in found if each is not None for one in each.signed]
    return Archive(sorted(signed, key=lambda one: one.counting.cut_off))


def revised_rows(report: QuarterlyReport, work: Work) -> tuple[ReportRow, ...]:
    """The rows that another revision of a signed report would have if it were compiled now.

    Raises `BooksBehind` and `BooksDoNotBalance`.
    """
    number = report.signed[-1].counting.revision + 1
    now = Counting(report.quarter, number, work.store.last_position, _last_closing(report, work))
    return _body(report, now, work).rows


def _cut_off(report: QuarterlyReport, work: Work) -> CutOff:
    """Of the first revision the closing of entry, of a later one this moment."""
    if report.latest.number == 1:
        return report.cut_off
    return CutOff(position=work.store.last_position, at=work.authority.at)


def _since(report: QuarterlyReport, work: Work) -> int:
    """Of a later revision the last closing of entry: what was recorded before is counted in the quarter closed then."""
    return 0 if report.latest.number == 1 else _last_closing(report, work)


def _last_closing(report: QuarterlyReport, work: Work) -> int:
    closings = work.load(LedgerClosings, LedgerClosings.id_of(report.region))
    return max(one.position for one in closings.cut_offs.values())


def _body(report: QuarterlyReport, counting: Counting, work: Work, judge: Judge = must_balance) -> Body:
    archive = archive_of(report, work)
    match report.level:
        case ReportLevel.AREA:
            return _of_area(report, counting, archive, work, judge)
        case ReportLevel.CITY:
            body = _of_children(report, archive, work)
            return body._replace(
                cards=cards_of_city(report, counting, archive, work, judge),
                quotas=quotas_of_city(report, counting, work),
            )
        case ReportLevel.PROVINCE:
            return _of_children(report, archive, work)


def _of_area(report: QuarterlyReport, counting: Counting, archive: Archive, work: Work, judge: Judge) -> Body:
    must_have_come_to(counting.cut_off, work.books)
    area, last_day, closed_at = report.unit, report.quarter.last_day, report.cut_off.position
    flagged = work.books.flagged(area, counting.cut_off, last_day)
    row, overdue_items = area_part(
        area,
        counting,
        archive.past(report.quarter, closed_at),
        work.books.histories(area, archive.span(counting), archive.marks(counting)),
        Held(work.books.held(area, closed_at, last_day), flagged),
        archive.compared(report.quarter, closed_at),
        judge,
    )
    return Body((row,), overdue_items)


def _of_children(report: QuarterlyReport, archive: Archive, work: Work) -> Body:
    children = children_of(report, archive, work)
    last = archive.last_before(report.quarter, report.cut_off.position)
    rows = upper_rows(
        report.unit,
        children,
        last,
        is_city=report.level is ReportLevel.CITY,
        compared=archive.compared(report.quarter, report.cut_off.position),
    )
    contents = [child.content for child in children if child.content is not None]
    return Body(
        rows,
        tuple(item for content in contents for item in content.overdue_items),
        tuple(child.report for child in children),
        upper_cards(children, last),
        upper_quotas(children),
        _listed_by(contents),
    )


def _listed_by(contents: Iterable[ReportContent]) -> dict[str, ListedItem]:
    return {
        item.number: item
        for content in contents
        for item in (
            *content.overdue_items,
            *content.exemplary_items,
            *(issue.item for issue in content.key_issues),
        )
    }


def _listed(
    report: QuarterlyReport, numbers: Sequence[str], body: Body, cut_off: CutOff, work: Work
) -> Mapping[str, ListedItem]:
    """The chosen items, as the books have them; of a unit whose books are elsewhere, as its own report lists them."""
    wanted = list(dict.fromkeys(numbers))
    areas = [unit for unit in report.children or (report.unit,) if unit not in report.elsewhere]
    kept = work.books.listed(areas, wanted, cut_off.position) if wanted and areas else ()
    found = {**body.listed_below, **{item.number: item for item in kept}}
    for number in wanted:
        if number not in found:
            raise NotInTheBooks(field="number", blocked_by={"kind": "demand_item", "number": number})
    return found


COMPILE_ANEW = Text("须重新编制", "It has to be compiled anew")
