"""Verifying a card (核验): what somebody who was shown a card is told about it, and nothing else.

    valid       it opens what it opens
    expired     its term is over
    suspended   not now
    invalid     it was lost, replaced, revoked, cancelled or never in force: who asks need not know which
    unknown     nobody here made this code

The plastic is what is shown, so a card that got a new plastic is invalid on the old one.
"""

from datetime import date
from enum import StrEnum

from domain.aggregates.card import Card
from domain.cards import CardStatus


class Verification(StrEnum):
    """What a card turns out to be (核验结果)."""

    VALID = "valid"  # 有效
    EXPIRED = "expired"  # 已过期
    SUSPENDED = "suspended"  # 暂停使用
    INVALID = "invalid"  # 无效
    UNKNOWN = "unknown"  # 无法识别


def verified(card: Card, *, plastic: int, on: date) -> Verification:
    """What a card is to be taken for on a day, by who holds this plastic of it in hand."""
    if plastic != card.plastic_number or card.is_lost:
        return Verification.INVALID
    if card.status is CardStatus.SUSPENDED:
        return Verification.SUSPENDED
    if card.status is CardStatus.EXPIRED:
        return Verification.EXPIRED
    if card.status is not CardStatus.IN_FORCE or (card.valid_from is not None and on < card.valid_from):
        return Verification.INVALID
    if card.valid_to is not None and card.valid_to < on:
        return Verification.EXPIRED
    return Verification.VALID
