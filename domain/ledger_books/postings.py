"""Postings (记账): each is one side of a movement in one cell of the books, or a fact that a report counts."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class PostingKind(StrEnum):
    """What a posting says of its item in its cell (记账事由, decided point 22)."""

    TAKEN_OVER = "taken_over"  # 接管
    REGISTERED = "registered"  # 新增
    REOPENED = "reopened"  # 重办
    MOVED_IN = "moved_in"  # 划入
    SETTLED = "settled"  # 办结
    EXPLAINED = "explained"  # 解释说明
    MOVED_OUT = "moved_out"  # 划出
    DROPPED = "dropped"  # 撤销并办
    CALLED_BACK = "called_back"  # 回访
    RATED = "rated"  # 评价

    @property
    def direction(self) -> int:
        """1 of an item that comes into the cell, -1 of one that goes out of it, 0 of what moves nothing."""
        return (self in INTO) - (self in OUT_OF)


INTO = frozenset({PostingKind.TAKEN_OVER, PostingKind.REGISTERED, PostingKind.REOPENED, PostingKind.MOVED_IN})
OUT_OF = frozenset({PostingKind.SETTLED, PostingKind.EXPLAINED, PostingKind.MOVED_OUT, PostingKind.DROPPED})


MOVED = frozenset({PostingKind.MOVED_IN, PostingKind.MOVED_OUT})


class Posting(NamedTuple):
    """One side of a movement of an item in a ledger of the area that is looked at.

    Two of one event have the same position. `booked_on` is the day it has effect, and never before that of an earlier posting of
    the item. Of a settlement `in_time` and `working_days` say how it was, of a rating `satisfied`.
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
