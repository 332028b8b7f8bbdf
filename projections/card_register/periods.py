"""Periods of knowledge (知悉期间): what was known of a card up to a position, and what is known from there on."""

from typing import Any
from uuid import UUID

from domain.card_events import CardBegins, CardEvent
from domain.cards import CardStatus
from projections.card_register.tables import cards
from projections.knowledge import NO_END
from projections.rows import Row, RowMissing, Rows


def entered(rows: Rows, event: CardBegins, position: int, status: CardStatus, **facts: Any) -> None:
    """A card comes onto the books: its first period begins."""
    rows.put(
        cards,
        card_id=event.originator_id,
        known_from=position,
        known_to=NO_END,
        entered_at=position,
        version=event.originator_version,
        policy_version=event.envelope.policy_version,
        **{name: getattr(event, name) for name in OF_ENTRY},
        **standing(event, status),
        **facts,
    )


def learned(rows: Rows, event: CardEvent, position: int, **facts: Any) -> None:
    """From this position on these facts are known of the card that the event is about.

    Its area is that of its enterprise; an event of an earlier day may name the one before.
    """
    known = present(rows, event.originator_id)
    own = {} if known.get("enterprise_id") else {"area": event.area}
    _next(rows, known, position, own | facts | {"version": event.originator_version})


def learned_of_all(rows: Rows, position: int, wanted: Row, **facts: Any) -> None:
    """From this position on these facts are known of all cards of a person or an enterprise."""
    for known in rows.find(cards, known_to=NO_END, **wanted):
        _next(rows, known, position, facts)


def left(rows: Rows, event: CardEvent, position: int) -> None:
    """A card leaves the books: its last period ends."""
    known = present(rows, event.originator_id)
    rows.change(cards, known["card_id"], known["known_from"], known_to=position)


def standing(event: CardEvent, status: CardStatus, reason: str | None = None) -> Row:
    """Where a card stands by this event, from which day on, and why."""
    why = reason or event.envelope.reason_code
    return {"status": status, "status_on": event.envelope.effective_on, "status_reason": why}


def present(rows: Rows, card_id: UUID) -> Row:
    """The period that has no end yet. Raises `RowMissing`."""
    for known in rows.find(cards, card_id=card_id, known_to=NO_END):
        return known
    raise RowMissing(cards)


def _next(rows: Rows, known: Row, position: int, facts: Row) -> None:
    """End a period and begin the next, unless it would say the same."""
    if any(known.get(name) != fact for name, fact in facts.items()):
        rows.change(cards, known["card_id"], known["known_from"], known_to=position)
        rows.put(cards, **known | facts | {"known_from": position, "known_to": NO_END})


OF_ENTRY = (
    "city",
    "card_type",
    "route",
    "talent_class",
    "talent_id",
    "card_application_id",
    "list_type",
    "department",
    "quota_year",
    "predecessor_id",
    "renewals",
)
