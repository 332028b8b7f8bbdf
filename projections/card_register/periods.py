"""Periods of a card (知悉期间、生效期间): what was known of it, of which days, and what is known from there on."""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from domain.card_events import CardBegins, CardEvent
from domain.cards import CardStatus
from projections import knowledge
from projections.card_register.tables import cards
from projections.knowledge import FIRST_DAY, NO_LAST_DAY
from projections.rows import Row, Rows


class Days(NamedTuple):
    """What holds of a card's surroundings from one day to before another."""

    since: date
    until: date
    facts: Row


EVER = Days(FIRST_DAY, NO_LAST_DAY, {})


def entered(
    rows: Rows, event: CardBegins, position: int, status: CardStatus, around: Iterable[Days], **facts: Any
) -> None:
    """A card comes onto the books: from its first day on it has a period for whatever held around it."""
    own = {
        "card_id": event.originator_id,
        "entered_at": position,
        "version": event.originator_version,
        "policy_version": event.envelope.policy_version,
        **{name: getattr(event, name) for name in OF_ENTRY},
        **standing(event, status),
        **facts,
    }
    first = event.envelope.effective_on
    for since, until, held in around:
        if until > first:
            knowledge.begin(rows, cards, own | held, position, max(since, first), until)


def learned(rows: Rows, event: CardEvent, position: int, **facts: Any) -> None:
    """From this position on these facts are known of the card that the event is about, from its effective day on.

    Its area is that of its enterprise; an event of an earlier day may name the one before.
    """
    known = _known(rows, event)
    own = {} if knowledge.latest(cards, known).get("enterprise_id") else {"area": event.area}
    own |= facts | {"version": event.originator_version}
    knowledge.learn_change(rows, cards, known, own, position, event.envelope.effective_on)


def learned_of_all(
    rows: Rows, position: int, wanted: Row, since: date, until: date = NO_LAST_DAY, **facts: Any
) -> None:
    """From this position on these facts are known of all cards of a person, a case or an enterprise, on these days."""
    known = knowledge.present(rows, cards, **wanted)
    knowledge.learn(rows, cards, known, facts, position, since, until)


def learned_around(rows: Rows, event: CardEvent, position: int, around: Iterable[Days]) -> None:
    """From this position on a card has something else around it, on each of these days."""
    for since, until, held in around:
        knowledge.learn(rows, cards, _known(rows, event), held, position, since, until)


def learned_where_none(rows: Rows, event: CardEvent, position: int, whole: Row) -> None:
    """From this position on these facts, which are one, are known together on the days that have none of them yet.

    Such days there are where a step is dated before what it stands on; what it leaves as it was it then brings along.
    """
    known = [one for one in _known(rows, event) if all(one.facts.get(name) is None for name in whole)]
    knowledge.learn(rows, cards, known, whole, position, event.envelope.effective_on)


def put_right(rows: Rows, event: CardEvent, position: int, facts: Row) -> None:
    """From this position on these facts are known in place of those of the latest day, on every day that had the same as it."""
    was = present(rows, event.originator_id)
    for name, right in facts.items():
        wrong = [one for one in _known(rows, event) if one.facts.get(name) == was.get(name)]
        knowledge.learn(rows, cards, wrong, {name: right}, position, FIRST_DAY)
    learned(rows, event, position)


def left(rows: Rows, event: CardEvent, position: int) -> None:
    """A card leaves the books: its last periods end, of every day."""
    knowledge.end(rows, cards, _known(rows, event), position)


def standing(event: CardEvent, status: CardStatus, reason: str | None = None) -> Row:
    """Where a card stands by this event, from which day on, and why."""
    why = reason or event.envelope.reason_code
    return {"status": status, "status_on": event.envelope.effective_on, "status_reason": why}


def present(rows: Rows, card_id: UUID) -> Row:
    """What is known of a card now, by the latest day. Raises `RowMissing`."""
    return knowledge.latest(cards, knowledge.present(rows, cards, card_id=card_id))


def _known(rows: Rows, event: CardEvent) -> knowledge.Known:
    return knowledge.present(rows, cards, card_id=event.originator_id)


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
