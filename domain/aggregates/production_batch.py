"""Production batch (制卡批次): cards of one city and type whose plastic the city's issuer has made together.

    Opened ── CardAdded ↺ ⇄ CardRemoved ── Ordered ── CardReceived ↺ · CardRejected ↺ ── Closed
                            CardDropped ↺                                  with the last of them
    Cancelled     before the maker has brought a card

Invariants: it is ordered once, under a paper, and has cards then; every card in it is answered for once; it is closed
with the last answer, and by nothing else. Card and batch say the same, because they are saved together.
"""

from collections import Counter
from typing import ClassVar, Literal, Self
from uuid import UUID

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced
from domain.errors import Invalid
from domain.production import (
    MOST_CARDS,
    InProduction,
    NotInThisProduction,
    ProductionNotInState,
    ProductionOutcome,
    ProductionStage,
)
from domain.text import Text

Fault = Literal[ProductionOutcome.MISPRINTED, ProductionOutcome.NOT_MADE]


class ProductionBatch(EventSourced):
    TOPIC = "ProductionBatch"

    class Event(EventSourced.Event):
        """Something that happened to a production batch."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "ProductionBatch.Opened"
        city: str
        card_type: str

    class CardAdded(Event):
        TOPIC: ClassVar[str] = "ProductionBatch.CardAdded"
        card_id: UUID

    class CardRemoved(Event):
        TOPIC: ClassVar[str] = "ProductionBatch.CardRemoved"
        card_id: UUID

    class CardDropped(Event):
        """The card has ended meanwhile: whatever the maker brings of it is void."""

        TOPIC: ClassVar[str] = "ProductionBatch.CardDropped"
        card_id: UUID

    class Ordered(Event):
        TOPIC: ClassVar[str] = "ProductionBatch.Ordered"
        cards: tuple[UUID, ...]

    class CardReceived(Event):
        TOPIC: ClassVar[str] = "ProductionBatch.CardReceived"
        card_id: UUID

    class CardRejected(Event):
        """Its print is faulty, or the maker has not made it: it is to be made anew, with another batch."""

        TOPIC: ClassVar[str] = "ProductionBatch.CardRejected"
        card_id: UUID
        fault: ProductionOutcome

    class Closed(Event):
        TOPIC: ClassVar[str] = "ProductionBatch.Closed"

    class Cancelled(Event):
        TOPIC: ClassVar[str] = "ProductionBatch.Cancelled"

    # -- decisions: may refuse, never mutate -----------------------------------------------------------
    # `holder` is the card's: what is said about a card as a reason is sealed for him or her.

    @classmethod
    def open(cls, id_: UUID, *, city: str, card_type: str, authority: Authority) -> Self:
        """Begin to collect cards for one order (建立制卡批次)."""
        return cls.begin(cls.Opened, id_, authority, city=city, card_type=card_type)

    def add(self, card_id: UUID, *, holder: UUID, authority: Authority) -> None:
        """Take a card into the batch (列入制卡批次)."""
        self.must_be(ProductionStage.OPEN)
        if card_id in self.cards:
            raise InProduction(blocked_by=self.shown())
        if len(self.cards) >= MOST_CARDS:
            raise ProductionNotInState(FULL.filled(most=MOST_CARDS), blocked_by=self.shown())
        self.record(self.CardAdded, authority, subject=holder, card_id=card_id)

    def remove(self, card_id: UUID, *, holder: UUID, authority: Authority) -> None:
        """Leave a card out that was to be ordered (移出制卡批次)."""
        authority.must_give_reason()
        self.must_be(ProductionStage.OPEN)
        self.must_await(card_id)
        self.record(self.CardRemoved, authority, subject=holder, card_id=card_id)

    def drop(self, card_id: UUID, *, holder: UUID, authority: Authority) -> None:
        """Put on record that the card has ended before it was made (卡已失效)."""
        self.must_await(card_id)
        self.record(self.CardDropped, authority, subject=holder, card_id=card_id)
        self._close_if_done(holder, authority)

    def order(self, authority: Authority) -> None:
        """Have the maker make what is in it, under the paper that says so (制卡下单)."""
        self.must_be(ProductionStage.OPEN)
        if not self.awaited:
            raise ProductionNotInState(NO_CARDS, blocked_by=self.shown())
        if not any(paper.number and paper.issued_on for paper in authority.documents):
            raise Invalid(NEEDS_ORDER, field="documents")
        self.record(self.Ordered, authority, cards=self.awaited)

    def receive(self, card_id: UUID, *, holder: UUID, authority: Authority) -> None:
        """Put on record that the maker has brought a card, and that it is right (收卡)."""
        self.must_be(ProductionStage.ORDERED)
        self.must_await(card_id)
        self.record(self.CardReceived, authority, subject=holder, card_id=card_id)
        self._close_if_done(holder, authority)

    def reject(self, card_id: UUID, fault: Fault, *, holder: UUID, authority: Authority) -> None:
        """Put on record that a card was brought with a fault, or not at all (退回重制)."""
        authority.must_give_reason()
        self.must_be(ProductionStage.ORDERED)
        self.must_await(card_id)
        self.record(self.CardRejected, authority, subject=holder, card_id=card_id, fault=fault)
        self._close_if_done(holder, authority)

    def cancel(self, authority: Authority) -> None:
        """Give the batch up, and set its cards free (取消制卡批次)."""
        authority.must_give_reason()
        self.must_be(ProductionStage.OPEN, ProductionStage.ORDERED)
        if self.counts[ProductionOutcome.RECEIVED]:
            raise ProductionNotInState(BROUGHT_ALREADY, blocked_by=self.shown())
        self.record(self.Cancelled, authority)

    def _close_if_done(self, holder: UUID, authority: Authority) -> None:
        if self.stage is ProductionStage.ORDERED and not self.awaited:
            self.record(self.Closed, authority, subject=holder)

    # -- what the decisions ask ------------------------------------------------------------------------

    @property
    def awaited(self) -> tuple[UUID, ...]:
        """The cards that nobody has answered for yet, in the order in which they were added."""
        return tuple(card_id for card_id, outcome in self.cards.items() if outcome is None)

    @property
    def counts(self) -> Counter[ProductionOutcome | None]:
        """How many of its cards came to which outcome."""
        return Counter(self.cards.values())

    def must_be(self, *stages: ProductionStage) -> None:
        """Refuse a batch that stands elsewhere."""
        if self.stage not in stages:
            raise ProductionNotInState(blocked_by=self.shown())

    def must_await(self, card_id: UUID) -> None:
        """Refuse a card that is not in it, or has been answered for."""
        if card_id not in self.awaited:
            raise NotInThisProduction(field="card_id", blocked_by=self.shown())

    def shown(self) -> dict[str, str]:
        """What a refusal says about the batch."""
        return {"kind": "production_batch", "id": str(self.id), "stage": self.stage.value}

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, city: str, card_type: str) -> None:
        self.city = city
        self.card_type = card_type
        self.stage = ProductionStage.OPEN
        self.cards: dict[UUID, ProductionOutcome | None] = {}

    @event(CardAdded)
    def _card_added(self, card_id: UUID) -> None:
        self.cards[card_id] = None

    @event(CardRemoved)
    def _card_removed(self, card_id: UUID) -> None:
        del self.cards[card_id]

    @event(CardDropped)
    def _card_dropped(self, card_id: UUID) -> None:
        self.cards[card_id] = ProductionOutcome.CARD_ENDED

    @event(Ordered)
    def _ordered(self) -> None:
        self.stage = ProductionStage.ORDERED

    @event(CardReceived)
    def _card_received(self, card_id: UUID) -> None:
        self.cards[card_id] = ProductionOutcome.RECEIVED

    @event(CardRejected)
    def _card_rejected(self, card_id: UUID, fault: ProductionOutcome) -> None:
        self.cards[card_id] = fault

    @event(Closed)
    def _closed(self) -> None:
        self.stage = ProductionStage.CLOSED

    @event(Cancelled)
    def _cancelled(self) -> None:
        self.stage = ProductionStage.CANCELLED
        self.cards |= dict.fromkeys(self.awaited, ProductionOutcome.SET_FREE)


BROUGHT_ALREADY = Text(
    "制卡单位已交卡；其余的卡逐张说明，全部说明后批次即办结",
    "The maker has brought cards of it: answer for the others one by one, and the batch is closed with the last",
)
FULL = Text("一个制卡批次最多{most}张", "A production batch has at most {most} cards")
NEEDS_ORDER = Text("制卡下单须注明订单或函件的文号和日期", "An order states number and date of its paper")
NO_CARDS = Text("制卡批次中没有卡", "The production batch has no cards")
