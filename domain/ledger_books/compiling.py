"""Compiling (编制): the rows of a report, of an area from its postings, of any other unit from what its children have signed."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, Self

from domain.ledger_books.balance import (
    Imbalance,
    Judge,
    imbalance_of_transfers,
    imbalances_of_cell,
    must_balance,
)
from domain.ledger_books.content import (
    LEDGERS,
    Cell,
    ChildReport,
    ListedItem,
    ReportContent,
    ReportRow,
    RowStanding,
)
from domain.ledger_books.countings import Counting, SomePosting, attributed, closings_of
from domain.ledger_books.figures import CategoryFigures, Figures, by_category
from domain.ledger_books.postings import INTO, MOVED, OUT_OF, SORTED, Part, Posting, PostingKind
from domain.ledger_books.quarters import Quarter
from domain.ledger_books.tallying import tally


class Past(NamedTuple):
    """What an area had signed by the day on which entry of the quarter was closed.

    `countings` are those of all its signed revisions, in the order of their cut-offs, of a later revision also those that came
    after it; `last` is the content of the last quarter before, in its latest revision by then, None before the first report.
    """

    countings: tuple[Counting, ...] = ()
    last: ReportContent | None = None


class Compared(NamedTuple):
    """The contents with which a quarter is compared: of the quarter before, and of a year ago, if they were reported."""

    quarter_before: ReportContent | None = None
    year_before: ReportContent | None = None


class Flagged(NamedTuple):
    """An item that is open at the end of the quarter and is with a higher level, or overdue."""

    item: ListedItem
    is_escalated: bool
    is_overdue: bool

    def in_category(self, category: str | None) -> Self:
        """The same item while it is in this category."""
        if self.item.category == category:
            return self
        return self._replace(item=self.item.model_copy(update={"category": category}))


class Held(NamedTuple):
    """What stands open at the end of the quarter by the ledger itself.

    `items` are those of each category by the closing of entry, `flagged` which of them stand out, by the cut-off.
    """

    items: Mapping[Part, int] = {}
    flagged: Sequence[Flagged] = ()


class Share(NamedTuple):
    """What of an area's postings is of one quarter.

    `own` are those that it counts, `since_closed` by how much those change each category that were recorded after entry was closed,
    `adjusting` those that revisions of quarters before the last counted meanwhile, `moved` how many came by transfers in both, less
    those that went. `waiting` are items of which some movement is counted later, or in a quarter that these books do not open with;
    `was_in` are those that are only in another category later, with the one in which they are here.
    """

    own: list[Posting]
    since_closed: Counter[Part]
    adjusting: list[Posting]
    moved: int
    waiting: frozenset[str]
    was_in: Mapping[str, str | None]

    def of_these_books(self, flagged: Iterable[Flagged]) -> list[Flagged]:
        """Those of these items that stand here as well, each in the category in which it does."""
        here = (one for one in flagged if one.item.number not in self.waiting)
        return [one.in_category(self.was_in.get(one.item.number, one.item.category)) for one in here]

    @property
    def adjusted(self) -> Counter[str]:
        """By how much `adjusting` changes each ledger."""
        changed: Counter[str] = Counter()
        for posting in self.adjusting:
            changed[posting.ledger] += posting.kind.direction * posting.items
        return changed


class AreaPart(NamedTuple):
    """What an area's own books make of its report: its row, and the items that this says are overdue (附2)."""

    row: ReportRow
    overdue_items: tuple[ListedItem, ...]


class Child(NamedTuple):
    """What is there of a unit below: the content of its report, None if that is missing.

    `late` are its reports of earlier quarters that came when this unit had signed without them.
    """

    report: ChildReport
    content: ReportContent | None = None
    late: Sequence[ReportContent] = ()


NOTHING_TO_COMPARE = Compared()


def area_part(
    unit: str,
    counting: Counting,
    past: Past,
    postings: Iterable[Posting],
    held: Held,
    compared: Compared = NOTHING_TO_COMPARE,
    judge: Judge = must_balance,
) -> AreaPart:
    """The figures of an area for the quarter of `counting`. Raises `BooksDoNotBalance`.

    `postings` are those of the archive's span: item by item, each item's in the order of the log.
    """
    share = share_of(counting, past, postings)
    adjusted = share.adjusted
    counts = tally(share.own, counting.quarter)
    flagged = share.of_these_books(held.flagged)
    stand_open = Counter(held.items)
    stand_open.update(share.since_closed)
    stands = _open_parts(stand_open, flagged)
    cells = []
    imbalances: list[Imbalance] = []
    for ledger in LEDGERS:
        figures = counts.figures.get(ledger, Figures())
        changed = adjusted[ledger] + figures.adjusted
        figures = figures.model_copy(
            update={
                **_opening(ledger, past.last, changed, counts.taken_over.get(ledger, 0)),
                **_of_which(stands[ledger]),
                **_bases(unit, ledger, compared),
            }
        )
        cell = Cell(
            ledger=ledger,
            figures=figures.model_copy(update={"open": figures.left}),
            categories=by_category([*counts.categories.get(ledger, ()), *stands[ledger]]),
        )
        imbalances += imbalances_of_cell(unit, cell, sum(one.open for one in stands[ledger]))
        cells.append(cell)
    judge(imbalances)
    row = ReportRow(
        unit=unit,
        standing=_standing(cells),
        cells=tuple(cells),
        in_transit=(0 if past.last is None else past.last.in_transit) + share.moved,
    )
    return AreaPart(row, tuple(one.item for one in flagged if one.is_overdue))


def share_of(counting: Counting, past: Past, postings: Iterable[Posting]) -> Share:
    """What of these postings is of the quarter of a counting."""
    closed_at = closings_of((*past.countings, counting))[counting.quarter]
    share = Share([], Counter(), [], 0, frozenset(), {})
    moved = 0
    waiting: set[str] = set()
    was_in: dict[str, str | None] = {}
    for posting, taker in of_books(counting, past, postings):
        change = posting.kind.direction * posting.items
        if taker is None:
            if posting.kind in SORTED:
                for item in posting.told_of:
                    was_in.setdefault(item, posting.category)
            else:
                waiting.update(posting.told_of)
            continue
        if taker.quarter == counting.quarter:
            share.own.append(posting)
            share.since_closed[posting.part] += change if posting.position > closed_at else 0
        elif adjusts(taker, past) and posting.kind not in SORTED:
            share.adjusting.append(posting)
        else:
            continue
        moved += change if posting.kind in MOVED else 0
    return share._replace(moved=moved, waiting=frozenset(waiting), was_in=was_in)


def standing_of(
    counting: Counting, past: Past, postings: Iterable[Posting]
) -> dict[tuple[str, str], Posting]:
    """What stands open at the end of the quarter of a counting: by item and ledger, the posting by which it came into that,
    in the category where it is now.

    `postings` are all of the area until then, since what stands open may have come in any quarter before.
    """
    stands: dict[tuple[str, str], Posting] = {}
    for posting, taker in of_books(counting, past, postings):
        where = (posting.item, posting.ledger)
        if taker is None:
            continue
        if posting.kind in INTO:
            stands[where] = posting
        elif posting.kind in OUT_OF:
            stands.pop(where, None)
        elif posting.kind is PostingKind.SORTED_IN and where in stands:
            stands[where] = stands[where].counted_in(posting.category)
    return stands


def of_books(
    counting: Counting, past: Past, postings: Iterable[SomePosting]
) -> Iterator[tuple[SomePosting, Counting | None]]:
    """Every posting with the counting that takes it: of the quarter of `counting`, or of what that opens with; else None."""
    everything = (*past.countings, counting)
    closed_at = closings_of(everything)[counting.quarter]
    for posting, taker in attributed(postings, everything):
        yield posting, taker if taker is not None and _is_of_books(taker, counting, closed_at) else None


def _is_of_books(taker: Counting, counting: Counting, closed_at: int) -> bool:
    """Whether it counts in the quarter, or before that was closed: what it opens with."""
    is_before = taker.quarter < counting.quarter and taker.cut_off <= closed_at
    return taker.quarter == counting.quarter or is_before


def adjusts(taker: Counting, past: Past) -> bool:
    """Whether it has changed a quarter before the last since that was closed, so that it is no part of the last one's end."""
    if past.last is None:
        return False
    last_quarter = Quarter.named(past.last.quarter)
    return taker.quarter < last_quarter and taker.cut_off > closings_of(past.countings)[last_quarter]


def _opening(ledger: str, last: ReportContent | None, adjusted: int, taken_over: int) -> dict[str, int]:
    """上季结转 and 期初调整. What is taken over opens the first report, and adjusts a later one."""
    if last is None:
        return {"carried": taken_over, "adjusted": adjusted}
    return {"carried": last.total_of(ledger).open, "adjusted": adjusted + taken_over}


def _of_which(open_parts: Sequence[CategoryFigures]) -> dict[str, int]:
    return {
        "escalated": sum(one.escalated for one in open_parts),
        "overdue": sum(one.overdue for one in open_parts),
    }


def _open_parts(
    stand_open: Mapping[Part, int], flagged: Iterable[Flagged]
) -> dict[str, list[CategoryFigures]]:
    """What stands open in each ledger by category, and which of it stands out."""
    marked: defaultdict[Part, Counter[str]] = defaultdict(Counter)
    for one in flagged:
        count = marked[Part(one.item.ledger, one.item.category)]
        count["escalated"] += one.is_escalated
        count["overdue"] += one.is_overdue
    found: dict[str, list[CategoryFigures]] = {ledger: [] for ledger in LEDGERS}
    for part in {**stand_open, **marked}:
        counts = {"open": stand_open.get(part, 0), **marked[part]}
        found[part.ledger].append(CategoryFigures(category=part.category, **counts))
    return found


def _standing(cells: Sequence[Cell]) -> RowStanding:
    return RowStanding.ZERO if all(cell.figures.is_zero for cell in cells) else RowStanding.REPORTED


def upper_rows(
    unit: str,
    children: Sequence[Child],
    last: ReportContent | None,
    *,
    is_city: bool,
    compared: Compared = NOTHING_TO_COMPARE,
    judge: Judge = must_balance,
) -> tuple[ReportRow, ...]:
    """The rows of a unit above others. Raises `BooksDoNotBalance`.

    A row has the figures that the child has signed, never a recount; one that has not reported carries its last closing.
    """
    rows = tuple(
        _missing(child.report.unit, last)
        if child.content is None
        else _signed(child, child.content, last, compared)
        for child in children
    )
    imbalances = [
        imbalance
        for child, row in zip(children, rows, strict=True)
        for cell in _cells_signed(child) or row.cells
        for imbalance in imbalances_of_cell(row.unit, cell, cell.figures.open)
    ]
    if is_city and all(child.report.revision == 1 for child in children):
        imbalances += imbalance_of_transfers(unit, sum(row.in_transit for row in rows))
    judge(imbalances)
    return rows


def _cells_signed(child: Child) -> list[Cell]:
    """What a child has signed, as it has: what is wrong in that must not pass for an adjustment here."""
    contents = () if child.content is None else (child.content, *child.late)
    return [
        Cell(ledger=ledger, figures=content.total_of(ledger), categories=content.categories_of(ledger))
        for content in contents
        for ledger in LEDGERS
    ]


def _signed(
    child: Child, content: ReportContent, last: ReportContent | None, compared: Compared
) -> ReportRow:
    """What a child has signed, and what of earlier quarters came late.

    What that comes to beside this unit's own last closing of it is an adjustment.
    """
    unit, standing = child.report.unit, child.report.standing
    before = None if last is None else last.row(unit)
    first = child.late[0] if child.late else content
    cells = []
    for ledger in LEDGERS:
        signed = content.total_of(ledger)
        for late in child.late:
            signed = signed.with_late(late.total_of(ledger))
        carried = first.total_of(ledger).carried if before is None else before.of(ledger).open
        unadjusted = signed.model_copy(update={"carried": carried, "adjusted": 0})
        adjusted = {"carried": carried, "adjusted": signed.open - unadjusted.left}
        figures = signed.model_copy(update=adjusted | _bases(unit, ledger, compared))
        late_parts = (one.without_open for late in child.late for one in late.categories_of(ledger))
        parts = by_category((*content.categories_of(ledger), *late_parts))
        cells.append(Cell(ledger=ledger, figures=figures, categories=parts))
    return ReportRow(unit=unit, standing=standing, cells=tuple(cells), in_transit=content.in_transit)


def _missing(unit: str, last: ReportContent | None) -> ReportRow:
    """What a unit had open at last, and nothing else (未报, decided point 24)."""
    before = (None if last is None else last.row(unit)) or ReportRow(
        unit=unit, standing=RowStanding.MISSING, cells=()
    )
    cells = []
    for ledger in LEDGERS:
        was = before.of(ledger)
        kept = Figures(carried=was.open, open=was.open, escalated=was.escalated, overdue=was.overdue)
        still = by_category(one.still_open for one in before.categories_of(ledger))
        cells.append(Cell(ledger=ledger, figures=kept, categories=still))
    return before.model_copy(update={"standing": RowStanding.MISSING, "cells": tuple(cells)})


def _bases(unit: str, ledger: str, compared: Compared) -> dict[str, int | None]:
    return {
        "registered_before": _registered(compared.quarter_before, unit, ledger),
        "registered_year_before": _registered(compared.year_before, unit, ledger),
    }


def _registered(content: ReportContent | None, unit: str, ledger: str) -> int | None:
    row = None if content is None else content.row(unit)
    return None if row is None or row.standing is RowStanding.MISSING else row.of(ledger).registered
