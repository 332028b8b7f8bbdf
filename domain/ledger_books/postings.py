"""Postings (记账): each is one side of a movement in one cell of the books, or a fact that a report counts."""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Self


class PostingKind(StrEnum):
    """What a posting says of its item in its cell (记账事由, decided point 22)."""

    TAKEN_OVER = "taken_over"  # 接管
    REGISTERED = "registered"  # 新增
    REOPENED = "reopened"  # 重办
    RESTORED = "restored"  # 更正误录: that it had been closed was an entry error
    MOVED_IN = "moved_in"  # 划入
    SETTLED = "settled"  # 办结
    EXPLAINED = "explained"  # 解释说明
    MOVED_OUT = "moved_out"  # 划出
    DROPPED = "dropped"  # 撤销并办
    CALLED_BACK = "called_back"  # 回访
    RATED = "rated"  # 评价
    SORTED_OUT = "sorted_out"  # 归出: of a category
    SORTED_IN = "sorted_in"  # 归入: another of the same cell

    @property
    def direction(self) -> int:
        """1 of an item that comes into the cell or a category of it, -1 of one that goes out, 0 of what moves nothing."""
        return DIRECTION.get(self, 0)


INTO = frozenset(
    {
        PostingKind.TAKEN_OVER,
        PostingKind.REGISTERED,
        PostingKind.REOPENED,
        PostingKind.RESTORED,
        PostingKind.MOVED_IN,
    }
)
OUT_OF = frozenset({PostingKind.SETTLED, PostingKind.EXPLAINED, PostingKind.MOVED_OUT, PostingKind.DROPPED})


# What a quarter opens with, and no movement of it.
CORRECTING = frozenset({PostingKind.TAKEN_OVER, PostingKind.RESTORED})
MOVED = frozenset({PostingKind.MOVED_IN, PostingKind.MOVED_OUT})
SORTED = frozenset({PostingKind.SORTED_OUT, PostingKind.SORTED_IN})
DIRECTION = {
    **dict.fromkeys((*INTO, PostingKind.SORTED_IN), 1),
    **dict.fromkeys((*OUT_OF, PostingKind.SORTED_OUT), -1),
}


class Part(NamedTuple):
    """The items of one category of a ledger; None are those that are not sorted yet (未分类)."""

    ledger: str
    category: str | None


class Posting(NamedTuple):
    """One side of a movement of an item in a ledger of the area that is looked at.

    Two of one event have the same position. `booked_on` is the day it has effect, and never before that of an earlier posting of
    the item. Of a settlement `in_time` and `working_days` say how it was, of a rating `satisfied`. `category` is where the item was
    before it went out, or is since it came in.

    Items that have gone through the same may be told by the postings of one of them: `alike` are the others, and `working_days`
    those of all (ADR 41).
    """

    item: str
    ledger: str
    kind: PostingKind
    position: int
    effective_on: date
    booked_on: date
    in_time: bool | None = None
    working_days: int | None = None
    satisfied: bool | None = None
    category: str | None = None
    alike: Sequence[str] = ()

    @property
    def told_of(self) -> Sequence[str]:
        """The items that it stands for."""
        return (self.item, *self.alike)

    @property
    def items(self) -> int:
        """How many these are."""
        return 1 + len(self.alike)

    @property
    def part(self) -> Part:
        """The category, with its ledger."""
        return Part(self.ledger, self.category)

    def counted_in(self, category: str | None) -> Self:
        """The same, of an item that came to this category later."""
        return self if self.category == category else self._replace(category=category)
