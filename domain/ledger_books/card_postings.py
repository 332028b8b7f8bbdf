"""Postings of cards (发卡记账): each is a movement of one card on a city's register, or a fact that a report counts (附4)."""

from datetime import date
from enum import StrEnum
from typing import NamedTuple


class CardPostingKind(StrEnum):
    """What a posting says of its card (发卡事由, decided point 27)."""

    ISSUED = "issued"  # 新发
    RENEWED = "renewed"  # 续期: it takes the place of another
    TAKEN_OVER = "taken_over"  # 接管
    REVOKED = "revoked"  # 收回
    CANCELLED = "cancelled"  # 注销
    EXPIRED = "expired"  # 到期, also when another took its place
    REVERSED = "reversed"  # 误录: it never was granted
    REPLACED = "replaced"  # 补发
    SUSPENDED = "suspended"  # 暂停
    REINSTATED = "reinstated"  # 恢复

    @property
    def direction(self) -> int:
        """1 of a card that comes onto the register, -1 of one that goes off it, 0 of what moves nothing."""
        return (self in ONTO) - (self in OFF)


ONTO = frozenset({CardPostingKind.ISSUED, CardPostingKind.RENEWED, CardPostingKind.TAKEN_OVER})
OFF = frozenset(
    {CardPostingKind.REVOKED, CardPostingKind.CANCELLED, CardPostingKind.EXPIRED, CardPostingKind.REVERSED}
)


class CardPosting(NamedTuple):
    """One movement of a card of a city; `item` is the card's id.

    `booked_on` is the day it has effect, and never before that of an earlier posting of the card.
    """

    item: str
    card_type: str
    kind: CardPostingKind
    position: int
    effective_on: date
    booked_on: date
