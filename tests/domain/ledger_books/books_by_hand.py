"""The books of three areas of a made-up city: items come, move, are settled and come back, while quarters are closed.

It keeps no figures. What stands open, it tells by walking through the whole log again.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from domain.ledger_books.archive import Archive, Signed, Span
from domain.ledger_books.compiling import Child, Flagged, Held, area_part, upper_rows
from domain.ledger_books.content import ChildReport, CutOff, ReportContent, ReportLevel, RowStanding
from domain.ledger_books.countings import Counting
from domain.ledger_books.postings import Part, Posting, PostingKind
from domain.ledger_books.quarters import Quarter
from tests.domain.ledger_books.told_once import told_once

AREAS = ("zhangdian", "linzi", "gaoqing")
CITY = "370300"
AT = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass
class Item:
    """Where an item is: its cell, whether it is open there, and the day of its latest movement."""

    number: str
    area: str
    ledger: str
    category: str | None = None
    is_open: bool = True
    booked_on: date = date.min


@dataclass
class BooksByHand:
    """A log of postings of each area, what the areas and the city have signed, and when entry was closed."""

    position: int = 0
    postings: list[tuple[str, Posting]] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    closed: dict[Quarter, int] = field(default_factory=dict)
    archives: dict[str, list[Signed]] = field(default_factory=dict)
    flagged: list[Flagged] = field(default_factory=list)

    # -- what happens to items -------------------------------------------------------------------------

    def begin(
        self,
        area: str,
        ledger: str,
        day: date,
        kind: PostingKind = PostingKind.REGISTERED,
        category: str | None = None,
    ) -> Item:
        item = Item(f"{len(self.items):05}", area, ledger, category)
        self.items.append(item)
        self._next(item, day)
        self._post(item, kind, day)
        return item

    def close(
        self, item: Item, kind: PostingKind, day: date, *, in_time: bool = True, working_days: int = 5
    ) -> None:
        self._next(item, day)
        settled = kind is PostingKind.SETTLED
        facts = {"in_time": in_time, "working_days": working_days} if settled else {}
        self._post(item, kind, day, **facts)
        item.is_open = False

    def reopen(self, item: Item, day: date, kind: PostingKind = PostingKind.REOPENED) -> None:
        self._next(item, day)
        self._post(item, kind, day)
        item.is_open = True

    def move(self, item: Item, area: str, ledger: str, day: date, category: str | None = None) -> None:
        self._next(item, day)
        self._post(item, PostingKind.MOVED_OUT, day)
        item.area, item.ledger, item.category = area, ledger, category or item.category
        self._post(item, PostingKind.MOVED_IN, day)

    def sort(self, item: Item, category: str, day: date) -> None:
        self._next(item, day)
        self._post(item, PostingKind.SORTED_OUT, day)
        item.category = category
        self._post(item, PostingKind.SORTED_IN, day)

    def call_back(self, item: Item, day: date) -> None:
        self._next(item, day)
        self._post(item, PostingKind.CALLED_BACK, day)

    def rate(self, item: Item, day: date, *, satisfied: bool) -> None:
        self._next(item, day)
        self._post(item, PostingKind.RATED, day, satisfied=satisfied)

    def _next(self, item: Item, day: date) -> None:
        self.position += 1
        item.booked_on = max(item.booked_on, day)

    def _post(self, item: Item, kind: PostingKind, day: date, **facts: object) -> None:
        facts |= {"category": item.category}
        posting = Posting(item.number, item.ledger, kind, self.position, day, item.booked_on, **facts)
        self.postings.append((item.area, posting))

    # -- what is read from them ------------------------------------------------------------------------

    def read(self, area: str, span: Span) -> list[Posting]:
        """As the port gives them."""
        wanted = [
            posting
            for of_area, posting in self.postings
            if of_area == area
            and posting.position <= span.until
            and posting.booked_on <= span.by
            and not (posting.position <= span.taken_until and posting.booked_on <= span.taken_by)
        ]
        return sorted(wanted, key=lambda posting: (posting.item, posting.position))

    def open_in(self, area: str, position: int, day: date) -> Counter[Part]:
        """How many stand open in each category, by walking through the whole log."""
        cells: dict[str, tuple[str, Part] | None] = {}
        for of_area, posting in self.postings:
            if posting.position > position or posting.booked_on > day:
                continue
            if posting.kind.direction > 0:
                cells[posting.item] = (of_area, posting.part)
            elif posting.kind.direction < 0:
                cells[posting.item] = None
        return Counter(cell[1] for cell in cells.values() if cell and cell[0] == area)

    def held(self, area: str, quarter: Quarter) -> Held:
        """As the port gives it; nothing is overdue or with a higher level but what is said to be."""
        return Held(self.open_in(area, self.closed[quarter], quarter.last_day), self.flagged)

    # -- what is closed and signed ---------------------------------------------------------------------

    def archive(self, unit: str) -> Archive:
        return Archive(self.archives.setdefault(unit, []))

    def close_entry(self, quarter: Quarter) -> None:
        self.position += 1
        self.closed[quarter] = self.position

    def counting(self, unit: str, quarter: Quarter) -> Counting:
        """The counting of the next revision of a unit's report."""
        earlier = [one for one in self.archive(unit).signed if one.counting.quarter == quarter]
        if not earlier:
            return Counting(quarter, 1, self.closed[quarter])
        self.position += 1
        return Counting(quarter, len(earlier) + 1, self.position, max(self.closed.values()))

    def area_content(self, area: str, counting: Counting, *, one_by_one: bool = False) -> ReportContent:
        """From histories as the port gives them, or from the postings of every item."""
        quarter, closed_at = counting.quarter, self.closed[counting.quarter]
        archive = self.archive(area)
        postings = self.read(area, archive.span(counting))
        row, overdue = area_part(
            area,
            counting,
            archive.past(quarter, closed_at),
            postings if one_by_one else told_once(postings, archive.marks(counting)),
            self.held(area, quarter),
            archive.compared(quarter, closed_at),
        )
        return self._content(area, ReportLevel.AREA, counting, rows=(row,), overdue_items=overdue)

    def sign_area(self, area: str, quarter: Quarter) -> ReportContent:
        return self._sign(area, self.counting(area, quarter), self.area_content)

    def sign_city(self, quarter: Quarter) -> ReportContent:
        return self._sign(CITY, self.counting(CITY, quarter), self.city_content)

    def city_content(self, unit: str, counting: Counting) -> ReportContent:
        quarter, closed_at = counting.quarter, self.closed[counting.quarter]
        archive = self.archive(unit)
        children = [self._child(area, quarter) for area in AREAS]
        rows = upper_rows(
            unit,
            children,
            archive.last_before(quarter, closed_at),
            is_city=True,
            compared=archive.compared(quarter, closed_at),
        )
        facts = {"rows": rows, "children": tuple(child.report for child in children)}
        return self._content(unit, ReportLevel.CITY, counting, **facts)

    def _child(self, area: str, quarter: Quarter) -> Child:
        signed = [one.content for one in self.archive(area).signed if one.counting.quarter == quarter]
        if not signed:
            return Child(ChildReport(unit=area, standing=RowStanding.MISSING))
        content = signed[-1]
        facts = {"revision": content.revision, "sha256": content.sha256, "in_time": True}
        return Child(ChildReport(unit=area, standing=content.rows[0].standing, **facts), content)

    def _sign(self, unit, counting, compile_) -> ReportContent:
        content = compile_(unit, counting)
        signed = self.archives.setdefault(unit, [])
        signed.append(Signed(counting, content))
        signed.sort(key=lambda one: one.counting.cut_off)
        return content

    def _content(self, unit, level, counting, **facts) -> ReportContent:
        quarter = counting.quarter
        return ReportContent(
            unit=unit,
            level=level,
            quarter=quarter.code,
            revision=counting.revision,
            cut_off=CutOff(position=counting.cut_off, at=AT + timedelta(seconds=counting.cut_off)),
            **facts,
        )
