"""Card numbers (卡号簿) of one card type in a city: which are given, so that none is ever given twice.

    Opened ── Drawn ↺ ── TakenOver ↺

Only cards whose issuer is the city's have numbers from here; the province's are those of its document (decided
point 7). Keyed by city and card type, and saved in the transaction of the cards: two officers at once never draw
one number. A number stays given whatever becomes of its card.
"""

from datetime import date
from typing import Any, ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced
from domain.errors import Conflict
from domain.policy.card_types import NumberFormat
from domain.text import Text

NAMESPACE = UUID("5f0f6d0a-3f0c-5f0e-8f57-1f6a2b7c9d31")


class CardNumberTaken(Conflict):
    code = "card_number_taken"
    title = Text("该卡号已使用", "This card number has been given already")


class CardNumbers(EventSourced):
    TOPIC = "CardNumbers"

    class Event(EventSourced.Event):
        """Something that happened to the numbers of a card type."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "CardNumbers.Opened"
        city: str
        card_type: str

    class Drawn(Event):
        TOPIC: ClassVar[str] = "CardNumbers.Drawn"
        year: int
        last_serial: int
        numbers: tuple[str, ...]

    class TakenOver(Event):
        TOPIC: ClassVar[str] = "CardNumbers.TakenOver"
        numbers: tuple[str, ...]

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(city: str, card_type: str) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, f"{city}/{card_type}")

    @classmethod
    def open(cls, city: str, card_type: str, authority: Authority) -> Self:
        """Begin to keep which numbers are given (建立卡号簿)."""
        id_ = cls.id_of(city, card_type)
        return cls.begin(cls.Opened, id_, authority, city=city, card_type=card_type)

    def draw(self, count: int, number_format: NumberFormat, authority: Authority) -> tuple[str, ...]:
        """Give so many new numbers of the year in which they take effect (编制卡号)."""
        year = authority.effective_on.year
        numbers: list[str] = []
        serial = self.last_serials.get(year, 0)
        while len(numbers) < count:
            serial += 1
            number = number_format.number(year, serial)
            if number not in self.given:
                numbers.append(number)
        self._give(self.Drawn, tuple(numbers), authority, year=year, last_serial=serial)
        return tuple(numbers)

    def take_over(self, numbers: tuple[str, ...], authority: Authority) -> None:
        """Put on record which numbers were given before the city kept its books here (接管卡号)."""
        for number in numbers:
            self.must_be_free(number)
        self._give(self.TakenOver, numbers, authority)

    def must_be_free(self, number: str) -> None:
        """Refuse a number that is given already."""
        if number in self.given:
            raise CardNumberTaken(field="card_number")

    def _give(
        self, event_class: type[Event], numbers: tuple[str, ...], authority: Authority, **facts: Any
    ) -> None:
        """Cards that take effect late still get their numbers: no step precedes another here."""
        self.record(event_class, authority, after=date.min, numbers=numbers, **facts)

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, city: str, card_type: str) -> None:
        self.city = city
        self.card_type = card_type
        self.given: set[str] = set()
        self.last_serials: dict[int, int] = {}  # of every year

    @event(Drawn)
    def _drawn(self, year: int, last_serial: int, numbers: tuple[str, ...]) -> None:
        self.last_serials[year] = last_serial
        self.given |= set(numbers)

    @event(TakenOver)
    def _taken_over(self, numbers: tuple[str, ...]) -> None:
        self.given |= set(numbers)
