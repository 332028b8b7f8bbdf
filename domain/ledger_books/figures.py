"""Figures (数字): what a quarter comes to in one cell of the books, and what follows from that (points 22 and 26).

上季结转 + 期初调整 + 本季新增 + 重办 + 划入 = 合计
办结 + 解释说明 + 划出 + 撤销并办 + 季末在办 = 合计
"""

from collections import Counter
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Self

from domain.base import Value

TENTH = Decimal("0.1")
HUNDRED = 100


class Figures(Value):
    """The figures of one cell, or of several added up.

    `settled_in_time` is an "of which" of what is settled; `escalated` and `overdue` are those of what is open. `late` counts
    movements of earlier quarters among those of this one (补录). `working_days` are those of all that is settled, less pauses.
    `registered_before` and `registered_year_before` are what was registered in the quarter before and a year ago: None without a
    report to compare with.
    """

    carried: int = 0  # 上季结转
    adjusted: int = 0  # 期初调整, below 0 if there is less
    registered: int = 0  # 本季新增
    reopened: int = 0  # 重办
    moved_in: int = 0  # 划入
    settled: int = 0  # 办结
    settled_in_time: int = 0  # 其中：按期办结
    explained: int = 0  # 解释说明
    moved_out: int = 0  # 划出
    dropped: int = 0  # 撤销并办
    open: int = 0  # 季末在办
    escalated: int = 0  # 其中：转上级
    overdue: int = 0  # 其中：超期未办结
    late: int = 0  # 其中：补录
    called_back: int = 0  # 回访数
    rated: int = 0  # 评价数
    satisfied: int = 0  # 其中：满意
    working_days: int = 0  # 办理工作日合计
    registered_before: int | None = None  # 上季新增
    registered_year_before: int | None = None  # 上年同季新增

    def __add__(self, other: Self) -> Self:
        """Both together; what one of them cannot be compared with, both cannot."""
        return type(self)(
            **{name: _sum(getattr(self, name), getattr(other, name)) for name in type(self).model_fields}
        )

    def with_late(self, earlier: Self) -> Self:
        """With what happened in an earlier quarter whose report came late: all its movements are 补录."""
        counted = {name: getattr(self, name) + getattr(earlier, name) for name in OF_THE_QUARTER}
        return self.model_copy(update=counted | {"late": self.late + earlier.movements})

    @property
    def movements(self) -> int:
        """How many items came or went, taken over ones aside."""
        return sum(getattr(self, name) for name in MOVEMENTS)

    @property
    def total(self) -> int:
        """合计: all that was to be dealt with in the quarter."""
        return self.carried + self.adjusted + self.registered + self.reopened + self.moved_in

    @property
    def left(self) -> int:
        """What is left of that at the end of the quarter, by the movements alone."""
        return self.total - self.settled - self.explained - self.moved_out - self.dropped

    @property
    def settled_late(self) -> int:
        """超期办结."""
        return self.settled - self.settled_in_time

    @property
    def is_zero(self) -> bool:
        """Whether nothing is reported: nothing was open, and nothing happened."""
        own = self.model_dump(exclude={"registered_before", "registered_year_before"})
        return not any(own.values())

    @property
    def settlement_rate(self) -> Decimal | None:
        """办结率, in per cent of what was to be dealt with; an explanation counts as an answer."""
        return per_cent(self.settled + self.explained, self.total)

    @property
    def in_time_rate(self) -> Decimal | None:
        """按期办结率, in per cent of what is settled or should have been."""
        return per_cent(self.settled_in_time, self.settled + self.overdue)

    @property
    def satisfaction_rate(self) -> Decimal | None:
        """满意率, in per cent of what is rated."""
        return per_cent(self.satisfied, self.rated)

    @property
    def average_working_days(self) -> Decimal | None:
        """平均办理时长, in working days."""
        return _quotient(self.working_days, self.settled)

    @property
    def change_on_quarter(self) -> Decimal | None:
        """环比 of what is registered, in per cent."""
        return _change(self.registered, self.registered_before)

    @property
    def change_on_year(self) -> Decimal | None:
        """同比 of what is registered, in per cent."""
        return _change(self.registered, self.registered_year_before)


MOVEMENTS = ("registered", "reopened", "moved_in", "settled", "explained", "moved_out", "dropped")
OF_THE_QUARTER = (
    *MOVEMENTS,
    "settled_in_time",
    "called_back",
    "rated",
    "satisfied",
    "working_days",
)  # what happened in it, and not how it began and ended


class CategoryFigures(Value):
    """What of the figures of a cell is of one category (类别); over all categories they come to those of the cell.

    An item counts in the category in which it stood in this cell at last; in None while it is not sorted yet (未分类).
    """

    category: str | None = None
    registered: int = 0  # 本季新增
    settled: int = 0  # 办结
    settled_in_time: int = 0  # 其中：按期办结
    explained: int = 0  # 解释说明
    open: int = 0  # 季末在办
    escalated: int = 0  # 其中：转上级
    overdue: int = 0  # 其中：超期未办结

    @property
    def is_zero(self) -> bool:
        """Whether nothing is said of it."""
        return not any(getattr(self, name) for name in PARTED)

    @property
    def in_time_rate(self) -> Decimal | None:
        """按期办结率, in per cent of what is settled or should have been."""
        return per_cent(self.settled_in_time, self.settled + self.overdue)

    @property
    def without_open(self) -> Self:
        """What happened in the quarter, and nothing of what is open at its end."""
        return self.model_copy(update={"open": 0, "escalated": 0, "overdue": 0})

    @property
    def still_open(self) -> Self:
        """What of it stays as it is where nothing more is reported (未报)."""
        names = ("category", "open", "escalated", "overdue")
        return type(self)(**{name: getattr(self, name) for name in names})


PARTED = tuple(
    name for name in CategoryFigures.model_fields if name != "category"
)  # what is said by category


def by_category(parts: Iterable[CategoryFigures]) -> tuple[CategoryFigures, ...]:
    """The sums by category, those that are not sorted yet at last; none of a category of which nothing is said."""
    sums: dict[str | None, Counter[str]] = {}
    for one in parts:
        counts = sums.setdefault(one.category, Counter())
        counts.update({name: getattr(one, name) for name in PARTED})
    found = (CategoryFigures(category=category, **counts) for category, counts in sums.items())
    return tuple(
        sorted(
            (one for one in found if not one.is_zero),
            key=lambda one: (one.category is None, one.category or ""),
        )
    )


def added_up(figures: "list[Figures]") -> Figures:
    """The sum of these; of none, nothing."""
    first, *others = figures or [Figures()]
    for other in others:
        first += other
    return first


def _sum(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else one + other


def _change(now: int, before: int | None) -> Decimal | None:
    return None if before is None else per_cent(now - before, before)


def per_cent(part: int, whole: int) -> Decimal | None:
    """To one decimal place; None where there is nothing to divide by."""
    return _quotient(HUNDRED * part, whole)


def _quotient(part: int, whole: int) -> Decimal | None:
    """To one decimal place, halves away from 0; None, shown as “—”, where there is nothing to divide by."""
    return None if whole == 0 else (Decimal(part) / whole).quantize(TENTH, ROUND_HALF_UP)
