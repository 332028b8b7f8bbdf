"""The words of a production batch (制卡批次): where it stands, what became of each card, what is refused."""

from enum import StrEnum

from domain.errors import Conflict, NotFound
from domain.text import Text

MOST_CARDS = 500  # a batch is ordered and received in one transaction each


class ProductionStage(StrEnum):
    """Where a production batch stands (制卡批次状态)."""

    OPEN = "open"  # 组批中
    ORDERED = "ordered"  # 已下单
    CLOSED = "closed"  # 已办结
    CANCELLED = "cancelled"  # 已取消


class ProductionOutcome(StrEnum):
    """What became of a card in a production batch (制卡结果)."""

    RECEIVED = "received"  # 已收卡
    MISPRINTED = "misprinted"  # 印制有误
    NOT_MADE = "not_made"  # 未制作
    CARD_ENDED = "card_ended"  # 卡已失效: it expired, was revoked, cancelled or renewed meanwhile
    SET_FREE = "set_free"  # 随批次取消释放


class ProductionNotInState(Conflict):
    code = "production_not_in_state"
    title = Text("制卡批次当前状态不允许此操作", "The production batch is not in a state that allows this")


class NotInThisProduction(NotFound):
    code = "not_in_this_production"
    title = Text("该制卡批次中没有此卡待办", "The production batch has no such card to be answered for")


class InProduction(Conflict):
    code = "in_production"
    title = Text("该卡已在制卡批次中", "The card is in a production batch already")
