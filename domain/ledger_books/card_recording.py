"""Recording cards (发卡入账): what an event of a card posts, and how the card stands after it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from domain.card_chapters.arrival import ArrivalConfirmed, IssuedEarly
from domain.card_chapters.measures import Cancelled, Expired, Renewed, Revoked
from domain.card_chapters.plastic import Replaced
from domain.card_events import (
    CardBegins,
    CardEvent,
    EndingEvent,
    GrantReversed,
    Issued,
    StandingEvent,
    TakenOver,
)
from domain.cards import CardStatus
from domain.ledger_books.card_postings import CardPosting, CardPostingKind


@dataclass(frozen=True, slots=True, kw_only=True)
class CardStanding:
    """How a card stands after its latest event, as far as a report says it; `booked_on` is the day of that in the books.

    It is `held` from when it is issued or taken over until it ends: a card that is granted only is not on the register yet.
    """

    card_id: UUID
    city: str
    card_type: str
    is_renewal: bool
    is_held: bool = False
    is_suspended: bool = False
    has_not_arrived: bool = False
    booked_on: date = date.min


def card_after(event: CardEvent, before: CardStanding | None) -> CardStanding:
    """How the card stands after an event; `before` is None of the first. What says nothing to a report changes nothing."""
    stands = _begun(event) if before is None else before
    changed: dict[str, Any] = {}
    match event:
        case TakenOver():
            changed["is_held"] = event.status is not CardStatus.ENDED
            changed["is_suspended"] = event.status is CardStatus.SUSPENDED
        case Issued():
            changed["is_held"] = True
        case IssuedEarly():
            changed["is_held"] = changed["has_not_arrived"] = True
        case EndingEvent() | GrantReversed():
            changed |= {"is_held": False, "is_suspended": False, "has_not_arrived": False}
        case StandingEvent():
            changed["is_suspended"] = event.status is CardStatus.SUSPENDED
    if isinstance(event, ArrivalConfirmed):
        changed["has_not_arrived"] = False
    then = replace(stands, **changed)
    if then == before and not isinstance(event, Replaced):
        return then
    return replace(then, booked_on=max(stands.booked_on, event.envelope.effective_on))


def _begun(event: CardEvent) -> CardStanding:
    """The card as it is granted or taken over."""
    assert isinstance(event, CardBegins)  # every card begins with one of these
    return CardStanding(
        card_id=event.originator_id, city=event.city, card_type=event.card_type, is_renewal=event.renewals > 0
    )


def card_postings_of(
    event: CardEvent, before: CardStanding | None, stands: CardStanding, position: int
) -> Iterator[CardPosting]:
    """What the event posts, if anything; the card stood as in `before`, and stands as in `stands` after it."""
    kind = _kind(event, before, stands)
    if kind is not None:
        on = event.envelope.effective_on
        yield CardPosting(str(stands.card_id), stands.card_type, kind, position, on, stands.booked_on)


def _kind(event: CardEvent, before: CardStanding | None, stands: CardStanding) -> CardPostingKind | None:
    was_held = before is not None and before.is_held
    if stands.is_held != was_held:
        return _came(event, stands) if stands.is_held else _went(event)
    if not was_held or before is None:
        return None  # nothing that happens to a card before it is issued, or after it has ended
    if stands.is_suspended != before.is_suspended:
        return CardPostingKind.SUSPENDED if stands.is_suspended else CardPostingKind.REINSTATED
    return CardPostingKind.REPLACED if isinstance(event, Replaced) else None


def _came(event: CardEvent, stands: CardStanding) -> CardPostingKind:
    if isinstance(event, TakenOver):
        return CardPostingKind.TAKEN_OVER
    return CardPostingKind.RENEWED if stands.is_renewal else CardPostingKind.ISSUED


def _went(event: CardEvent) -> CardPostingKind:
    return next(kind for ended, kind in ENDINGS.items() if isinstance(event, ended))


ENDINGS: dict[type[CardEvent], CardPostingKind] = {
    Revoked: CardPostingKind.REVOKED,
    Cancelled: CardPostingKind.CANCELLED,
    Expired: CardPostingKind.EXPIRED,
    Renewed: CardPostingKind.EXPIRED,
    GrantReversed: CardPostingKind.REVERSED,
}
