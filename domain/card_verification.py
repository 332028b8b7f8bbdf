"""Verifying a card (核验): what somebody who was shown a card is told about it, and nothing else.

    valid       it opens what it opens
    expired     its term is over
    suspended   not now
    invalid     it was lost, replaced, revoked, cancelled or never in force: who asks need not know which
    unknown     nobody here made this code

The plastic is what is shown, so a card that got a new plastic is invalid on the old one. Who has a card renewed before its
end shows the plastic of before until the new term begins: until then it is worth what the card is that came of the renewal.
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


def verified(card: Card, *, plastic: int, on: date, successor: Card | None = None) -> Verification:
    """What a card is to be taken for on a day, by who holds this plastic of it in hand. `successor` is what it was renewed to."""
    if plastic != card.plastic_number or card.is_lost:
        return Verification.INVALID
    if successor is not None and _goes_on(card, successor, on):
        return _worth(successor) if successor.plastic_number == FIRST_PLASTIC else Verification.INVALID
    worth = _worth(card)
    if worth is not Verification.VALID:
        return worth
    if card.valid_from is not None and on < card.valid_from:
        return Verification.INVALID
    if card.valid_to is not None and card.valid_to < on:
        return Verification.EXPIRED
    return Verification.VALID


FIRST_PLASTIC = 1  # a successor with another has been lost or replaced, and so is what was in hand before


def _goes_on(card: Card, successor: Card, on: date) -> bool:
    """Whether the term that the card says still runs, and that of the card it was renewed to does not yet."""
    if card.valid_to is None or successor.valid_from is None:
        return False
    return on <= card.valid_to and on < successor.valid_from


def _worth(card: Card) -> Verification:
    """What the card is, whatever its term."""
    if card.is_lost:
        return Verification.INVALID
    return _OF_STATUS.get(card.status, Verification.INVALID)


_OF_STATUS = {
    CardStatus.IN_FORCE: Verification.VALID,
    CardStatus.SUSPENDED: Verification.SUSPENDED,
    CardStatus.EXPIRED: Verification.EXPIRED,
}
