"""What stands behind a figure (下钻): items, each with the posting by which it counts there.

    a figure of an area        the postings of the quarter that count, what adjusts its opening, what stands open
    a figure of the level above  what stands behind the figure that the child has signed

It counts nothing itself: it asks who has counted what, in the code by which the figure was made (ADR 40).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, Protocol

from domain.ledger_books.archive import Archive, Signed, Span
from domain.ledger_books.compiling import Flagged, share_of, standing_of
from domain.ledger_books.content import LEDGERS, ReportContent, ReportLevel, RowStanding
from domain.ledger_books.figures import MOVEMENTS, OF_THE_QUARTER, Figures
from domain.ledger_books.postings import Posting, PostingKind
from domain.ledger_books.quarters import Quarter
from domain.ledger_books.tallying import contribution, counted

OPENING = ("carried", "adjusted")
COMING = (*OPENING, "registered", "reopened", "moved_in")  # together 合计
FLAGS = {"escalated": "is_escalated", "overdue": "is_overdue"}
COMPARED = ("registered_before", "registered_year_before")
KEPT_BY_MISSING = {"carried": "open", "open": "open", "escalated": "escalated", "overdue": "overdue"}
COUNTED_LATE = (
    *OF_THE_QUARTER,
    "settled_late",
)  # what of a quarter that was reported late is counted with the next
FIGURES = (*Figures.model_fields, "total", "settled_late")


class Behind(NamedTuple):
    """One item behind a figure of an area, and what it adds to it: 1, or working days; -1 where an opening has one less.

    `posting` is the movement by which it counts there. One that stands open counts by the movement that brought it in. `category` is
    the one in which it counts.
    """

    area: str
    ledger: str
    item: str
    counts: int
    posting: Posting | None
    category: str | None

    @property
    def key(self) -> tuple[str, str, str, int, int]:
        """Where it stands among those behind a figure."""
        position = self.posting.position if self.posting else 0
        return (self.area, self.ledger, self.item, position, self.counts)


class Shelf(Protocol):
    """Where the signed revisions of the units are, and the postings of the areas."""

    def archive(self, unit: str) -> Archive:
        """What a unit has signed, as far as it has done so here."""

    def postings(self, area: str, span: Span) -> Iterable[Posting]:
        """The area's postings in the span, item by item, each item's in the order of the log."""

    def flagged(self, area: str, revision: Signed) -> Sequence[Flagged]:
        """The items that stood out in the area when this was compiled."""


class Part(NamedTuple):
    """One row of a report of the level above: what it adds to a figure, and whether what stands behind it is here.

    Of a child that has not reported `revision` is None: what it had open at last is carried.
    """

    unit: str
    revision: int | None
    value: int | None
    is_here: bool


def value_of(content: ReportContent, figure: str, ledger: str | None, unit: str | None = None) -> int | None:
    """The figure as the content has it: of a ledger or all, of one row or all. None where there is nothing to compare with."""
    rows = [row for row in content.rows if unit in (None, row.unit)]
    cells = [row.of(one) for row in rows for one in LEDGERS if ledger in (None, one)]
    values = [getattr(cell, figure) for cell in cells]
    return None if None in values else sum(values)


def value_of_category(
    content: ReportContent, figure: str, ledger: str, category: str | None, unit: str | None = None
) -> int:
    """The figure of one category of a ledger, None being what is not sorted yet; it is one of `PARTED`."""
    rows = [row for row in content.rows if unit in (None, row.unit)]
    said = (one for row in rows for one in row.categories_of(ledger) if one.category == category)
    return sum(getattr(one, figure) for one in said)


def parts_of(signed: Signed, figure: str, ledger: str | None, shelf: Shelf) -> list[Part]:
    """The rows of a report of the level above that a figure adds up."""
    content = signed.content
    if content.level is ReportLevel.AREA:
        return []
    return [
        Part(
            child.unit,
            child.revision,
            value_of(content, figure, ledger, child.unit),
            _is_here(signed, child.unit, figure, shelf),
        )
        for child in content.children
    ]


def behind(
    signed: Signed, figure: str, ledger: str | None, shelf: Shelf, unit: str | None = None
) -> list[Behind]:
    """What stands behind a figure of a revision, in a ledger or all, in one row or all, in the order of `Behind.key`.

    What a child has reported from another instance is not here: its part adds nothing. A figure that is “—” has nothing behind it.
    """
    if value_of(signed.content, figure, ledger, unit) is None:
        return []
    ledgers = [one for one in LEDGERS if ledger in (None, one)]
    if signed.content.level is ReportLevel.AREA:
        found = [line for one in ledgers for line in _of_area(signed, figure, one, shelf)]
    else:
        units = [row.unit for row in signed.content.rows if unit in (None, row.unit)]
        found = [
            line for row in units for one in ledgers for line in _of_row(signed, row, figure, one, shelf)
        ]
    return sorted(found, key=lambda line: line.key)


# ── An area ──────────────────────────────────────────────────────────────────────────────────────────────


def _of_area(signed: Signed, figure: str, ledger: str, shelf: Shelf) -> Iterator[Behind]:
    area, counting = signed.content.unit, signed.counting
    archive = shelf.archive(area).known_to(counting)
    if figure == "total":
        for name in COMING:
            yield from _of_area(signed, name, ledger, shelf)
    elif figure in COMPARED:
        yield from _of_compared(
            signed, figure, archive, lambda before: _of_area(before, "registered", ledger, shelf)
        )
    elif figure == "open" or figure in FLAGS:
        yield from _standing(signed, figure, ledger, archive, shelf)
    elif figure == "carried" and (last := _last(signed, archive)) is not None:
        yield from _of_area(last, "open", ledger, shelf)
    else:
        yield from _moving(signed, figure, ledger, archive, shelf)


def _moving(signed: Signed, figure: str, ledger: str, archive: Archive, shelf: Shelf) -> Iterator[Behind]:
    """What has moved into the figure, or out of it, in the quarter; what is taken over opens the first report and adjusts a later."""
    area, counting = signed.content.unit, signed.counting
    past = archive.past(counting.quarter, _closed_at(signed, archive))
    share = share_of(counting, past, shelf.postings(area, archive.span(counting)))
    opened = "carried" if past.last is None else "adjusted"
    for posting in counted(share.own):
        adds = contribution(posting, counting.quarter)
        adds["settled_late"] = adds["settled"] - adds["settled_in_time"]
        adds[opened] += adds[PostingKind.TAKEN_OVER]
        if posting.ledger == ledger and adds[figure]:
            yield Behind(area, ledger, posting.item, adds[figure], posting, posting.category)
    if figure == "adjusted":
        for posting in share.adjusting:
            if posting.ledger == ledger and posting.kind.direction:
                change = posting.kind.direction
                yield Behind(area, ledger, posting.item, change, posting, posting.category)


def _standing(signed: Signed, figure: str, ledger: str, archive: Archive, shelf: Shelf) -> Iterator[Behind]:
    """What stands open, or which of it stands out."""
    area, counting = signed.content.unit, signed.counting
    past = archive.past(counting.quarter, _closed_at(signed, archive))
    everything = list(shelf.postings(area, Span(counting.cut_off, counting.quarter.last_day)))
    stands = standing_of(counting, past, everything)
    if figure == "open":
        for (item, of_ledger), posting in stands.items():
            if of_ledger == ledger:
                yield Behind(area, ledger, item, 1, posting, posting.category)
        return
    for one in share_of(counting, past, everything).of_these_books(shelf.flagged(area, signed)):
        if getattr(one, FLAGS[figure]) and one.item.ledger == ledger:
            came_in = stands.get((one.item.number, ledger))
            yield Behind(area, ledger, one.item.number, 1, came_in, one.item.category)


# ── The level above ──────────────────────────────────────────────────────────────────────────────────────


def _of_row(signed: Signed, unit: str, figure: str, ledger: str, shelf: Shelf) -> Iterator[Behind]:
    """What stands behind the figure of a row: that of the child's signed revision, or of this unit's own last report."""
    archive = shelf.archive(signed.content.unit).known_to(signed.counting)
    if figure == "total":
        for name in COMING:
            yield from _of_row(signed, unit, name, ledger, shelf)
        return
    if figure in COMPARED:
        yield from _of_compared(
            signed, figure, archive, lambda before: _of_row(before, unit, "registered", ledger, shelf)
        )
        return
    row, before = signed.content.row(unit), _before(signed, unit, shelf)
    if row is None or row.standing is RowStanding.MISSING:
        if before is not None and figure in KEPT_BY_MISSING:
            yield from _of_row(before, unit, KEPT_BY_MISSING[figure], ledger, shelf)
        return
    yield from _of_signed_row(signed, unit, figure, ledger, shelf)


def _of_signed_row(signed: Signed, unit: str, figure: str, ledger: str, shelf: Shelf) -> Iterator[Behind]:
    """The same of a child that has reported; what came late of earlier quarters is counted with it."""
    before = _before(signed, unit, shelf)
    child, late = _of_child(signed, unit, shelf), _late_of_child(signed, unit, shelf)
    if figure == "carried" and before is not None:
        yield from _of_row(before, unit, "open", ledger, shelf)
    elif child is None:
        return
    elif figure == "carried":
        yield from behind((*late, child)[0], figure, ledger, shelf)
    elif figure == "adjusted" and (late or before is not None):
        yield from _opened_otherwise(signed, unit, ledger, shelf, child)
    else:
        yield from behind(child, figure, ledger, shelf)
        names = MOVEMENTS if figure == "late" else (figure,) if figure in COUNTED_LATE else ()
        for one in late:
            for name in names:
                yield from behind(one, name, ledger, shelf)


def _opened_otherwise(
    signed: Signed, unit: str, ledger: str, shelf: Shelf, child: Signed
) -> Iterator[Behind]:
    """What makes up the difference: what the child has open at the end, beside what is left of what this row says (期初调整)."""
    found: dict[tuple[str, str, str], Behind] = {}

    def adds(lines: Iterable[Behind], sign: int) -> None:
        for line in lines:
            before = found.get(line[:3])
            change = sign * line.counts + (before.counts if before else 0)
            found[line[:3]] = line._replace(counts=change)

    adds(behind(child, "open", ledger, shelf), 1)
    for name in ("carried", "registered", "reopened", "moved_in"):
        adds(_of_row(signed, unit, name, ledger, shelf), -1)
    for name in ("settled", "explained", "moved_out", "dropped"):
        adds(_of_row(signed, unit, name, ledger, shelf), 1)
    yield from (line for line in found.values() if line.counts)


def _is_here(signed: Signed, unit: str, figure: str, shelf: Shelf) -> bool:
    """Whether what stands behind a figure of a row is here: what the child has signed, and what the row opens with."""
    row, before = signed.content.row(unit), _before(signed, unit, shelf)
    is_missing = row is None or row.standing is RowStanding.MISSING
    is_carried = before is None or _is_here(before, unit, "open", shelf)
    if is_missing or figure == "carried":
        return is_carried and (is_missing or before is not None or _of_child(signed, unit, shelf) is not None)
    child = next((one for one in signed.content.children if one.unit == unit), None)
    late = len(_late_of_child(signed, unit, shelf)) == len(child.late_quarters if child else ())
    is_signed_here = _of_child(signed, unit, shelf) is not None and late
    return is_signed_here and (is_carried or figure not in (*OPENING, "total"))


def _before(signed: Signed, unit: str, shelf: Shelf) -> Signed | None:
    """The last report of the level above that has a row of this unit: what the row opens with."""
    last = _last(signed, shelf.archive(signed.content.unit).known_to(signed.counting))
    return last if last is not None and last.content.row(unit) is not None else None


def _of_child(signed: Signed, unit: str, shelf: Shelf) -> Signed | None:
    """The revision of a child that this was compiled from, if it was signed here."""
    child = next((one for one in signed.content.children if one.unit == unit), None)
    if child is None or child.revision is None:
        return None
    found = shelf.archive(unit).revision(signed.counting.quarter, child.revision)
    return found if found is not None and found.content.sha256 == child.sha256 else None


def _late_of_child(signed: Signed, unit: str, shelf: Shelf) -> list[Signed]:
    """Its reports of earlier quarters that came when this unit had signed without them, as far as they were made here."""
    child = next((one for one in signed.content.children if one.unit == unit), None)
    archive = shelf.archive(unit).known_to(signed.counting)
    quarters = [Quarter.named(code) for code in (child.late_quarters if child else ())]
    found = ([one for one in archive.signed if one.counting.quarter == quarter] for quarter in quarters)
    return [revisions[-1] for revisions in found if revisions]


# ── What both ask ────────────────────────────────────────────────────────────────────────────────────────


def _last(signed: Signed, archive: Archive) -> Signed | None:
    """The last report that this one opens with."""
    return _the(archive.last_before(signed.counting.quarter, _closed_at(signed, archive)), archive)


def _closed_at(signed: Signed, archive: Archive) -> int:
    """At which position entry of the quarter was closed: the cut-off of the first revision."""
    first = archive.revision(signed.counting.quarter, 1)
    return (signed if first is None else first).counting.cut_off


def _of_compared(
    signed: Signed, figure: str, archive: Archive, registered: Callable[[Signed], Iterable[Behind]]
) -> Iterable[Behind]:
    """What was registered in the quarter before, or a year ago, if that was reported."""
    compared = archive.compared(signed.counting.quarter, _closed_at(signed, archive))
    before = _the(compared[COMPARED.index(figure)], archive)
    return () if before is None else registered(before)


def _the(content: ReportContent | None, archive: Archive) -> Signed | None:
    return next((one for one in archive.signed if one.content is content), None)
