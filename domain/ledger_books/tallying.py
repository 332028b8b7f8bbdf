"""Tallying (计数): what the postings of one quarter come to, and which of them stand behind a figure.

An item counts once in and once out per cell: by its first posting if that is into the cell, by its last if that is out of
it. Settled and reopened in between is not settled, moved away and back has not moved (decided point 22). Of the categories of
the cell it counts in the one in which it was at last. That it was closed by mistake adjusts what the quarter opens with (point 24).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from domain.ledger_books.figures import PARTED, CategoryFigures, Figures
from domain.ledger_books.postings import CORRECTING, INTO, OUT_OF, SORTED, Part, Posting, PostingKind
from domain.ledger_books.quarters import Quarter

LAST_ALONE_COUNTS = frozenset({PostingKind.CALLED_BACK, PostingKind.RATED})


class Tally(NamedTuple):
    """What the postings of a quarter come to in each ledger: figures without opening and end, and what was taken over.

    Of the opening the figures have by how much these postings adjust it themselves. `categories` are those figures by category.
    """

    figures: dict[str, Figures]
    taken_over: dict[str, int]
    categories: dict[str, list[CategoryFigures]]


def tally(postings: Iterable[Posting], quarter: Quarter) -> Tally:
    """What these postings of one area and quarter come to. They come item by item, each item's in the order of the log."""
    parts: dict[Part, Counter[str]] = {}
    for posting in counted(postings):
        _count(posting, quarter, parts.setdefault(posting.part, Counter()))
    counts: dict[str, Counter[str]] = {}
    categories: dict[str, list[CategoryFigures]] = {}
    for part, count in parts.items():
        counts.setdefault(part.ledger, Counter()).update(count)
        said = {name: count[name] for name in PARTED if name in count}
        categories.setdefault(part.ledger, []).append(CategoryFigures(category=part.category, **said))
    taken_over = {ledger: count.pop(PostingKind.TAKEN_OVER, 0) for ledger, count in counts.items()}
    figures = {ledger: Figures(**count) for ledger, count in counts.items()}
    return Tally(figures, taken_over, categories)


def counted(postings: Iterable[Posting]) -> Iterator[Posting]:
    """Those of the postings of one area and quarter that count."""
    for _, of_item in groupby(postings, key=attrgetter("item")):
        by_ledger: dict[str, list[Posting]] = {}
        for posting in of_item:
            by_ledger.setdefault(posting.ledger, []).append(posting)
        for in_cell in by_ledger.values():
            yield from _of_item_in_cell(in_cell)


def _of_item_in_cell(postings: list[Posting]) -> Iterator[Posting]:
    standing = [posting for posting in postings if posting.kind not in LAST_ALONE_COUNTS]
    moving = [posting for posting in standing if posting.kind not in SORTED]
    if moving and moving[0].kind in INTO:
        yield moving[0].counted_in(standing[-1].category)
    if moving and moving[-1].kind in OUT_OF:
        yield moving[-1]
    others: Mapping[PostingKind, Posting] = {
        posting.kind: posting for posting in postings if posting.kind in LAST_ALONE_COUNTS
    }
    yield from others.values()


def contribution(posting: Posting, quarter: Quarter) -> Counter[str]:
    """What one posting that counts adds to each figure of its ledger in this quarter."""
    counts: Counter[str] = Counter()
    _count(posting, quarter, counts)
    return counts


def _count(posting: Posting, quarter: Quarter, counts: Counter[str]) -> None:
    items = posting.items
    counts["adjusted" if posting.kind is PostingKind.RESTORED else posting.kind] += items
    counts["settled_in_time"] += items if posting.kind is PostingKind.SETTLED and posting.in_time else 0
    counts["working_days"] += posting.working_days or 0
    counts["satisfied"] += items if posting.satisfied else 0
    counts["late"] += items if is_late(posting, quarter) else 0


def is_late(posting: Posting, quarter: Quarter) -> bool:
    """Whether it is a movement of an earlier quarter, entered since (补录)."""
    moves = posting.kind.direction != 0 and posting.kind not in CORRECTING
    return moves and posting.effective_on < quarter.first_day
