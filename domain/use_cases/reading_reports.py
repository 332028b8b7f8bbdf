"""Reading reports (查阅季报): what stands behind a figure, and what has moved since it was signed.

Nothing is decided here. Everything is asked of the code that compiles reports, so that no second count can disagree with it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from domain.aggregates.ledger_closings import LedgerClosings
from domain.aggregates.quarterly_report import QuarterlyReport
from domain.errors import NotFound
from domain.ledger_books.archive import Archive, Signed, Span
from domain.ledger_books.balance import BooksDoNotBalance
from domain.ledger_books.compiling import Flagged
from domain.ledger_books.content import ListedItem, ReportLevel
from domain.ledger_books.countings import Counting, attributed
from domain.ledger_books.postings import Posting
from domain.ledger_books.quarters import Quarter
from domain.policy.pack import PolicyPack
from domain.use_cases.compiling_reports import archive_of_unit, revised_rows
from domain.work import Work


class ReportShelf:
    """The signed revisions and the postings behind a report and those below it (`domain.ledger_books.behind.Shelf`)."""

    def __init__(self, report: QuarterlyReport, work: Work) -> None:
        self._report = report
        self._work = work
        self._archives: dict[str, Archive] = {}

    def archive(self, unit: str) -> Archive:
        """What a unit has signed, as far as it has done so here."""
        if unit not in self._archives:
            self._archives[unit] = archive_of_unit(unit, self._region_of(unit), self._work)
        return self._archives[unit]

    def postings(self, area: str, span: Span) -> Iterable[Posting]:
        """The area's postings in the span."""
        return self._work.books.postings(area, span)

    def flagged(self, area: str, revision: Signed) -> Sequence[Flagged]:
        """The items that stood out in the area when this was compiled."""
        counting = revision.counting
        return self._work.books.flagged(area, counting.cut_off, counting.quarter.last_day)

    def listed(self, numbers: Sequence[str], until: int) -> dict[str, ListedItem]:
        """These items as they were known then, wherever in the report's cities they were."""
        areas = [area for pack in self._work.policies for area in (one.code for one in pack.areas)]
        found = self._work.books.listed(areas, [*dict.fromkeys(numbers)], until)
        return {item.number: item for item in found}

    def last_closing(self, unit: str) -> int:
        """The position at which entry was closed last where the unit is."""
        closings = self._work.load(LedgerClosings, LedgerClosings.id_of(self._region_of(unit)))
        return max(one.position for one in closings.cut_offs.values())

    def _region_of(self, unit: str) -> str:
        """The region in whose closings the unit's quarters are: a province's children are cities, and have their own."""
        if unit == self._report.unit or self._report.level is not ReportLevel.PROVINCE:
            return self._report.region
        return next((pack.city for pack in self._work.policies if _is_in(unit, pack)), unit)


def revision_of(report: QuarterlyReport, number: int) -> Signed:
    """A revision of a report as it was compiled, with what it counts, signed or not. Raises `NotFound`."""
    found = next((one for one in report.revisions if one.number == number), None)
    if found is None or found.content is None:
        raise NotFound
    content = found.content
    return Signed(Counting(report.quarter, number, content.cut_off.position, found.since), content)


class Change(NamedTuple):
    """A posting of the quarter, or of one before, that a signed report does not count.

    `counted_in` is the quarter that counts it instead (补录), None while nobody does; `is_of_revision` says that another revision
    of the area's report would count it if it were compiled now.
    """

    area: str
    posting: Posting
    counted_in: Quarter | None
    is_of_revision: bool

    @property
    def key(self) -> tuple[int, str, str]:
        """Where it stands in the list: in the order of the log."""
        return (self.posting.position, self.area, self.posting.kind)


def changes_since(report: QuarterlyReport, work: Work) -> list[Change]:
    """What has moved since the last signed revision was cut off, in the order of the log. Raises `NotFound` without one.

    Of a unit above others it is what has moved in its areas since the revisions that it was compiled from.
    """
    signed = last_signed(report)
    shelf = ReportShelf(report, work)
    areas = [*_areas(signed, shelf)]
    found = (change for area, counted in areas for change in _of_area(area, counted, report, shelf, work))
    return sorted(found, key=lambda one: one.key)


def would_differ(report: QuarterlyReport, work: Work) -> bool | None:
    """Whether another revision would have other figures if it were compiled now; None if nothing balances.

    Raises `NotFound` if nothing is signed, and `BooksBehind`.
    """
    content = last_signed(report).content
    try:
        return revised_rows(report, work) != content.rows
    except BooksDoNotBalance:
        return None


def _areas(signed: Signed, shelf: ReportShelf) -> Iterator[tuple[str, Signed | None]]:
    """The areas of a report, each with the revision that was counted; None of one that has not reported."""
    if signed.content.level is ReportLevel.AREA:
        yield signed.content.unit, signed
        return
    for child in signed.content.children:
        found = child.revision and shelf.archive(child.unit).revision(signed.counting.quarter, child.revision)
        if found and found.content.level is not ReportLevel.AREA:
            yield from _areas(found, shelf)
        elif found or child.revision is None:
            yield child.unit, found or None


def _of_area(
    area: str, counted: Signed | None, report: QuarterlyReport, shelf: ReportShelf, work: Work
) -> Iterator[Change]:
    archive, quarter, now = shelf.archive(area), report.quarter, work.store.last_position
    countings = [one.counting for one in archive.signed]
    latest = max((one.revision for one in countings if one.quarter == quarter), default=0)
    another = Counting(quarter, 1, report.cut_off.position)
    if latest:
        another = Counting(quarter, latest + 1, now, shelf.last_closing(area))
    since = counted.counting.cut_off if counted else max((one.cut_off for one in countings), default=0)
    of_report = counted.counting.revision if counted else 0
    span = archive.span(another)._replace(until=now)
    for posting, taker in attributed(shelf.postings(area, span), (*countings, another)):
        is_of_report = taker is not None and taker.quarter == quarter and taker.revision <= of_report
        if posting.position > since and not is_of_report:
            counted_in = None if taker is None or taker == another else taker.quarter
            yield Change(area, posting, counted_in, taker == another)


def last_signed(report: QuarterlyReport) -> Signed:
    """The revision that counts. Raises `NotFound` if none is signed."""
    if not report.signed:
        raise NotFound
    return report.signed[-1]


def _is_in(unit: str, pack: PolicyPack) -> bool:
    return unit == pack.city or any(area.code == unit for area in pack.areas)
