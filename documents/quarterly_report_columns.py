"""The columns of a quarterly report (汇总表栏目): what stands in each for the figures of a cell or a sum (points 22 and 26)."""

from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from domain.ledger_books.figures import Figures
from domain.policy.ledgers import Ledger

LEDGER_WORDS = {
    Ledger.PUBLIC_SERVICE: "公共服务需求",
    Ledger.MARKET_SERVICE: "市场服务需求",
    Ledger.OPINION: "意见建议",
}
NOTHING = "—"  # where there is nothing to divide by, or no report to compare with

Shown = int | Decimal | None


class Column(NamedTuple):
    """Its head, and what it says of figures; None is printed as “—”."""

    words: str
    of: Callable[[Figures], Shown]
    is_wide: bool = False


class Group(NamedTuple):
    """Columns under one head."""

    words: str
    columns: tuple[Column, ...]


GROUPS = (
    Group(
        "本季应办",
        (
            Column("上季\n结转", lambda said: said.carried),
            Column("期初\n调整", lambda said: said.adjusted),
            Column("本季\n新增", lambda said: said.registered),
            Column("重办", lambda said: said.reopened),
            Column("划入", lambda said: said.moved_in),
            Column("合计", lambda said: said.total),
        ),
    ),
    Group(
        "本季办结",
        (
            Column("办结", lambda said: said.settled),
            Column("其中\n按期", lambda said: said.settled_in_time),
            Column("其中\n超期", lambda said: said.settled_late),
        ),
    ),
    Group(
        "其他去向",
        (
            Column("解释\n说明", lambda said: said.explained),
            Column("划出", lambda said: said.moved_out),
            Column("撤销\n并办", lambda said: said.dropped),
        ),
    ),
    Group(
        "季末在办",
        (
            Column("在办", lambda said: said.open),
            Column("其中\n转上级", lambda said: said.escalated),
            Column("其中超期\n（红灯）", lambda said: said.overdue, is_wide=True),
        ),
    ),
    Group(
        "办理质效",
        (
            Column("办结率\n%", lambda said: said.settlement_rate),
            Column("按期办\n结率%", lambda said: said.in_time_rate),
            Column("平均时长\n（工作日）", lambda said: said.average_working_days, is_wide=True),
            Column("回访数", lambda said: said.called_back),
            Column("满意率\n%", lambda said: said.satisfaction_rate),
            Column("新增\n环比%", lambda said: said.change_on_quarter),
            Column("新增\n同比%", lambda said: said.change_on_year),
        ),
    ),
    Group("备查", (Column("其中\n补录", lambda said: said.late),)),
)
COLUMNS = tuple(column for group in GROUPS for column in group.columns)


def shown(value: Shown) -> str:
    """As it is printed."""
    return NOTHING if value is None else str(value)
