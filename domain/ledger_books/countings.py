"""Countings (计入): in which quarter a posting is counted, once and for all (decided points 23 and 24).

    entry closed for Q1        revision of Q1         entry closed for Q2
    ──────────┬──────────────────────┬──────────────────────┬──────────> position
     Q1 takes │ the revision takes   │ Q2 takes             │
              │ what is of Q1        │ all that is left     │

What one counting leaves, because it is of a later day or belongs to nobody who has signed, waits for the next.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple, Protocol, TypeVar

from domain.ledger_books.quarters import Quarter


class Booked(Protocol):
    """A posting of whatever books, of an item or of a card: recorded at a position, and in the books from a day on."""

    @property
    def item(self) -> str:
        """Of what it is."""

    @property
    def position(self) -> int:
        """Where in the log it was recorded."""

    @property
    def booked_on(self) -> date:
        """The day it has effect, and never before that of an earlier posting of the same."""


SomePosting = TypeVar("SomePosting", bound=Booked)


class Counting(NamedTuple):
    """A signed revision of an area's report: it takes what was recorded until its cut-off, and nobody has taken before.

    A revision after the first takes only what was recorded after `since`, the last closing of entry before its cut-off: what was
    recorded earlier is left to the quarter that was closed then, whether its report is signed yet or not.
    """

    quarter: Quarter
    revision: int
    cut_off: int
    since: int = 0

    def may_take(self, posting: Booked) -> bool:
        """Whether the posting is known to it and has effect by the end of its quarter."""
        is_known = self.since < posting.position <= self.cut_off
        return is_known and posting.booked_on <= self.quarter.last_day


def attributed(
    postings: Iterable[SomePosting], countings: Sequence[Counting]
) -> Iterator[tuple[SomePosting, Counting | None]]:
    """Every posting of one unit with the counting that takes it, None for one that has to wait.

    Postings come item by item, each item's in the order of the log; countings in the order of their cut-offs.
    """
    closed_at = closings_of(countings)
    for _, of_item in groupby(postings, key=attrgetter("item")):
        before: Counting | None = None
        waits = False  # what comes after something that waits does so as well
        for posting in of_item:
            takers = (
                one for one in countings if one.may_take(posting) and _may_follow(one, before, closed_at)
            )
            taker = None if waits else next(takers, None)
            waits, before = taker is None, taker or before
            yield posting, taker


def closings_of(countings: Iterable[Counting]) -> dict[Quarter, int]:
    """The position at which entry of each quarter was closed: the cut-off of the first revision."""
    return {one.quarter: one.cut_off for one in countings if one.revision == 1}


def _may_follow(taker: Counting, before: Counting | None, closed_at: Mapping[Quarter, int]) -> bool:
    """Whether the quarter knows what happened to the item before: as its own, or as part of what it opens with.

    A revision of an earlier quarter that came after entry was closed is no part of that.
    """
    if before is None or before.quarter == taker.quarter:
        return True
    return before.quarter < taker.quarter and before.cut_off <= closed_at[taker.quarter]
