"""Opening books (期初接管) of a city: the cards, places and open demands that it had before it kept its books here.

    Opened ── TakenOver | DemandTakenOver ↺

Invariants: a file is taken over once; a card is taken over once, and a demand under its former number in its ledger,
whichever file has it. The day from which a
takeover has effect is the cut-over date (decided point 19).
"""

from typing import ClassVar, NamedTuple, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced, Value
from domain.demands import DemandStatus
from domain.errors import Conflict
from domain.places import PlaceStatus
from domain.policy.ledgers import Ledger
from domain.text import Text

NAMESPACE = UUID("b4d2c6fb-3e0d-5b53-9c1a-7d6f0a4e8b26")

CardKey = tuple[str, str]
DemandKey = tuple[Ledger, str]


class BooksAlreadyTakenOver(Conflict):
    code = "books_already_taken_over"
    title = Text("该台账文件已接管", "This file has been taken over already")


class DemandKnown(Conflict):
    code = "demand_known"
    title = Text("该事项已接管", "The demand has been taken over already")


class TakenOverCard(Value):
    """A card of the file, and where its enterprise was on that day.

    `row` is its row there; `confirmed` are the codes of what an officer confirmed about the row.
    """

    row: int
    card_id: UUID
    card_type: str
    card_number: str | None = None
    status: str
    talent_id: UUID
    enterprise_id: UUID
    area: str
    quota_year: int | None = None
    confirmed: tuple[str, ...] = ()

    @property
    def key(self) -> CardKey:
        """What tells a card from another of its type."""
        return card_key(self.card_type, self.card_number, self.talent_id)


class TakenOverPlace(Value):
    """A place of the file, as `TakenOverCard`; without `talent_id` nobody has used it yet."""

    row: int
    quota_id: UUID
    place_id: UUID
    card_type: str
    quota_year: int
    department: str
    status: PlaceStatus
    enterprise_id: UUID
    area: str
    talent_id: UUID | None = None
    confirmed: tuple[str, ...] = ()


class TakenOverDemand(Value):
    """An open demand of the file, as `TakenOverCard`: its number here, and the one that it had in its ledger."""

    row: int
    ledger: Ledger
    demand_item_id: UUID
    number: str
    former_number: str | None = None
    status: DemandStatus
    area: str
    enterprise_id: UUID | None = None
    confirmed: tuple[str, ...] = ()


def card_key(card_type: str, card_number: str | None, talent_id: UUID) -> CardKey:
    """What tells a card from another of its type: its number, or whose it is if it has none."""
    return card_type, card_number or str(talent_id)


class KnownDemand(NamedTuple):
    """An item that was taken over, and its number here."""

    demand_item_id: UUID
    number: str

    def shown(self) -> dict[str, str]:
        """What a refusal says about it."""
        return {"kind": "demand_item", "id": str(self.demand_item_id), "number": self.number}


class OpeningBooks(EventSourced):
    TOPIC = "OpeningBooks"

    class Event(EventSourced.Event):
        """Something that happened to a city's opening books."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "OpeningBooks.Opened"
        city: str

    class TakenOver(Event):
        TOPIC: ClassVar[str] = "OpeningBooks.TakenOver"
        document_number: str
        file_sha256: str
        cards: tuple[TakenOverCard, ...]
        places: tuple[TakenOverPlace, ...]
        demands: tuple[TakenOverDemand, ...] = ()

    class DemandTakenOver(Event):
        """A single item of the former books, which no file of rows had."""

        TOPIC: ClassVar[str] = "OpeningBooks.DemandTakenOver"
        ledger: Ledger
        former_number: str
        demand_item_id: UUID
        number: str

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(city: str) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, city)

    @classmethod
    def open(cls, city: str, authority: Authority) -> Self:
        """Begin to take over what the city had before (建立期初台账)."""
        return cls.begin(cls.Opened, cls.id_of(city), authority, city=city)

    def must_be_new(self, file_sha256: str) -> None:
        """Refuse a file that was taken over before."""
        if file_sha256 in self.files:
            raise BooksAlreadyTakenOver(blocked_by={"kind": "opening_books_file", "id": file_sha256})

    def take_over(
        self,
        *,
        document_number: str,
        file_sha256: str,
        cards: tuple[TakenOverCard, ...],
        places: tuple[TakenOverPlace, ...],
        demands: tuple[TakenOverDemand, ...],
        authority: Authority,
    ) -> None:
        """Put on record which cards, places and demands a file brought (期初接管)."""
        self.must_be_new(file_sha256)
        self.record(
            self.TakenOver,
            authority,
            document_number=document_number,
            file_sha256=file_sha256,
            cards=cards,
            places=places,
            demands=demands,
        )

    def take_over_demand(
        self, ledger: Ledger, former_number: str, item: KnownDemand, authority: Authority
    ) -> None:
        """Put on record under which former number a single demand was taken over. Raises `DemandKnown`."""
        if known := self.demands.get((ledger, former_number)):
            raise DemandKnown(field="former_number", blocked_by=known.shown())
        self.record(
            self.DemandTakenOver, authority, ledger=ledger, former_number=former_number, **item._asdict()
        )

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, city: str) -> None:
        self.city = city
        self.files: set[str] = set()
        self.cards: dict[CardKey, TakenOverCard] = {}
        self.demands: dict[DemandKey, KnownDemand] = {}

    @event(TakenOver)
    def _taken_over(
        self, file_sha256: str, cards: tuple[TakenOverCard, ...], demands: tuple[TakenOverDemand, ...] = ()
    ) -> None:
        self.files.add(file_sha256)
        self.cards |= {card.key: card for card in cards}
        self.demands |= {
            (one.ledger, one.former_number): KnownDemand(one.demand_item_id, one.number)
            for one in demands
            if one.former_number
        }

    @event(DemandTakenOver)
    def _demand_taken_over(
        self, ledger: Ledger, former_number: str, demand_item_id: UUID, number: str
    ) -> None:
        self.demands[ledger, former_number] = KnownDemand(demand_item_id, number)
