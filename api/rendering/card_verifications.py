"""What is told of a card to who was shown it: the same members whatever it is, and nothing about a person (核验)."""

from datetime import datetime
from uuid import UUID

from api.rendering.shown import Shown, Words, words
from bootstrap.service import Service
from domain.aggregates import Card
from domain.calendar import OFFICE_ZONE
from domain.card_verification import Verification, verified
from domain.text import Text

SAID = {
    Verification.VALID: Text("有效", "valid"),
    Verification.EXPIRED: Text("已过期", "expired"),
    Verification.SUSPENDED: Text("暂停使用", "suspended"),
    Verification.INVALID: Text("无效", "invalid"),
    Verification.UNKNOWN: Text("无法识别", "unknown"),
}


class VerificationShown(Shown):
    """What the card is; which kind of card only of one that is valid, for that decides what it opens."""

    status: Verification
    says: Words
    card_type: str | None
    verified_at: datetime


def verification_shown(token: str, service: Service) -> VerificationShown:
    """What a token says of its card at this moment."""
    now = service.clock().astimezone(OFFICE_ZONE)
    read = service.card_tokens.read(token)
    card = None if read is None else _card(read.card_id, service)
    if read is None or card is None:
        status = Verification.UNKNOWN
    else:
        successor = None if card.successor_id is None else _card(card.successor_id, service)
        status = verified(card, plastic=read.plastic, on=now.date(), successor=successor)
    kind = card.card_type if card is not None and status is Verification.VALID else None
    return VerificationShown(
        status=status, says=words(SAID[status]), card_type=kind, verified_at=now.replace(microsecond=0)
    )


def _card(card_id: UUID, service: Service) -> Card | None:
    """The card itself, not a read model: what was reported lost a moment ago is invalid now."""
    found = service.store.find(card_id)
    return found if isinstance(found, Card) else None
