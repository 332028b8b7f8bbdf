"""Which reports count what is told of a card or a demand item (计入季报): those of the quarter whose books it came into.

A posting belongs to the first quarter that is not over before it has effect, and whose entry was closed after it was
recorded (decided point 23): in the report of the item's area and of its city, of a card in that of its city alone.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple
from uuid import UUID

from domain.base import Event
from domain.card_events import CardBegins, CardEvent
from domain.demand_events import DemandBegins, DemandEvent
from domain.ledger_books.card_recording import CardStanding, card_after, card_postings_of
from domain.ledger_books.content import CutOff
from domain.ledger_books.quarters import Quarter
from domain.ledger_books.recording import Standing, after, postings_of


class Booked(NamedTuple):
    """A posting of what is told: in which units' books, recorded where, and with effect from when."""

    city: str
    units: tuple[str, ...]
    position: int
    on: date


def booked(history: Iterable[tuple[int, Event]]) -> Iterator[Booked]:
    """What the events of cards and demand items post, each with its position in the log."""
    cards: dict[UUID, tuple[str, CardStanding | None]] = {}
    items: dict[UUID, tuple[str, Standing | None]] = {}
    for position, event in history:
        thing = event.originator_id
        if isinstance(event, CardBegins):
            cards[thing] = (event.city, None)
        if isinstance(event, DemandBegins):
            items[thing] = (event.city, None)
        if isinstance(event, CardEvent) and thing in cards:
            city, card = cards[thing]
            card_now = card_after(event, card)
            for posting in card_postings_of(event, card, card_now, position):
                yield Booked(city, (city,), position, posting.booked_on)
            cards[thing] = (city, card_now)
        if isinstance(event, DemandEvent) and thing in items:
            city, item = items[thing]
            item_now = after(event, item)
            for area, moved in postings_of(event, item, item_now, position):
                yield Booked(city, (area, city), position, moved.booked_on)
            items[thing] = (city, item_now)


def counted_in(posting: Booked, cut_offs: Mapping[Quarter, CutOff]) -> Quarter | None:
    """The quarter whose books it came into, by when entry was closed there; None while it waits."""
    return next(
        (
            quarter
            for quarter in sorted(cut_offs)
            if quarter.last_day >= posting.on and cut_offs[quarter].position >= posting.position
        ),
        None,
    )
