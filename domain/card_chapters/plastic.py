"""A card's plastic (制卡、发放、挂失、补发): made, handed over, switched on, lost and replaced inside the same card.

to produce ── ProductionJoined ⇄ ProductionLeft
               Produced ── Dispatched ── Delivered ── Activated
any of these   LossReported ⇄ LossWithdrawn        no longer valid from this moment on
               Replaced ─> to produce              another number, the same term
"""

from typing import Any, ClassVar
from uuid import UUID

from domain.base import Authority
from domain.card_events import PlasticEvent, StandingEvent
from domain.card_state import CardState
from domain.cards import (
    ISSUED,
    MADE,
    ON_THE_BOOKS,
    PAST,
    CardNotInState,
    CardStatus,
    DeliveryWay,
    PlasticStage,
    Recipient,
    ReplacementCause,
)
from domain.errors import Invalid
from domain.personal_data import PersonalData
from domain.production import InProduction
from domain.text import Text


class ProductionJoined(PlasticEvent):
    TOPIC: ClassVar[str] = "Card.ProductionJoined"
    stage: ClassVar[PlasticStage] = PlasticStage.IN_PRODUCTION
    production_batch_id: UUID

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.production_batch_id = self.production_batch_id


class ProductionLeft(PlasticEvent):
    TOPIC: ClassVar[str] = "Card.ProductionLeft"
    stage: ClassVar[PlasticStage] = PlasticStage.TO_PRODUCE
    production_batch_id: UUID

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.production_batch_id = None


class Produced(PlasticEvent):
    """Made with a batch of the city's, or by an issuer elsewhere, which makes its cards itself."""

    TOPIC: ClassVar[str] = "Card.Produced"
    stage: ClassVar[PlasticStage] = PlasticStage.PRODUCED
    production_batch_id: UUID | None = None


class Dispatched(PlasticEvent):
    TOPIC: ClassVar[str] = "Card.Dispatched"
    stage: ClassVar[PlasticStage] = PlasticStage.DISPATCHED
    way: DeliveryWay


class Delivered(PlasticEvent):
    """`signature_sha256` is the digest of the signed receipt, if there is one on paper."""

    TOPIC: ClassVar[str] = "Card.Delivered"
    stage: ClassVar[PlasticStage] = PlasticStage.DELIVERED
    recipient: Recipient
    received_by: PersonalData
    signature_sha256: str | None = None


class Activated(PlasticEvent):
    TOPIC: ClassVar[str] = "Card.Activated"
    stage: ClassVar[PlasticStage] = PlasticStage.ACTIVATED


class LossReported(StandingEvent):
    """The plastic is lost, and the card is no longer valid from this moment on."""

    TOPIC: ClassVar[str] = "Card.LossReported"

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.is_lost = True


class LossWithdrawn(StandingEvent):
    """The plastic was found again before it was replaced."""

    TOPIC: ClassVar[str] = "Card.LossWithdrawn"

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.is_lost = False


class Replaced(StandingEvent):
    """Another plastic with another number, for the same card and term."""

    TOPIC: ClassVar[str] = "Card.Replaced"
    card_number: str
    former_number: str
    cause: ReplacementCause

    @property
    def ground(self) -> str | None:
        return self.cause.value

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.is_lost = False
        aggregate.card_number = self.card_number
        aggregate.former_numbers = (*aggregate.former_numbers, self.former_number)
        aggregate.plastic = PlasticStage.TO_PRODUCE
        aggregate.production_batch_id = None


class HasPlastic(CardState):
    """What may be decided about a card's plastic."""

    def join_production(self, production_batch_id: UUID, *, area: str, authority: Authority) -> None:
        """Have the plastic made with others (列入制卡批次)."""
        self.must_be(*ISSUED)
        if self.plastic is PlasticStage.IN_PRODUCTION:
            other = {"kind": "production_batch", "id": str(self.production_batch_id)}
            raise InProduction(blocked_by=other)
        self._plastic_must_be(PlasticStage.TO_PRODUCE)
        self._decide(ProductionJoined, area, authority, production_batch_id=production_batch_id)

    def leave_production(self, *, area: str, authority: Authority) -> None:
        """Take it out of its batch, or out of what the batch has brought: it has to be made anew (移出制卡批次).

        Of a card that has ended as well: then nothing is made any more. Nothing more is told of one that was entered by mistake.
        """
        self.must_be(*ON_THE_BOOKS, *PAST)
        self._plastic_must_be(PlasticStage.IN_PRODUCTION)
        self._decide(ProductionLeft, area, authority, production_batch_id=self.production_batch_id)

    def produce(self, production_batch_id: UUID | None, *, area: str, authority: Authority) -> None:
        """Put on record that the plastic is made, with its batch or by an issuer elsewhere (制卡完成)."""
        stage = PlasticStage.TO_PRODUCE if production_batch_id is None else PlasticStage.IN_PRODUCTION
        self.must_be(*ISSUED)
        self._plastic_must_be(stage)
        self._decide(Produced, area, authority, production_batch_id=production_batch_id)

    def dispatch(self, way: DeliveryWay, *, area: str, authority: Authority) -> None:
        """Send it on its way to its holder (寄发)."""
        self.must_be(CardStatus.IN_FORCE)
        self._plastic_must_be(PlasticStage.PRODUCED)
        self._decide(Dispatched, area, authority, way=way)

    def deliver(
        self,
        recipient: Recipient,
        received_by: PersonalData,
        signature_sha256: str | None,
        *,
        area: str,
        authority: Authority,
    ) -> None:
        """Put on record who has signed for it (领取签收)."""
        self.must_be(CardStatus.IN_FORCE)
        self._plastic_must_be(PlasticStage.PRODUCED, PlasticStage.DISPATCHED)
        facts = {"recipient": recipient, "received_by": received_by, "signature_sha256": signature_sha256}
        self._decide(Delivered, area, authority, **facts)

    def activate(self, *, area: str, authority: Authority) -> None:
        """Put on record that its holder uses it from now on (激活)."""
        self.must_be(CardStatus.IN_FORCE)
        self._plastic_must_be(PlasticStage.DELIVERED)
        self._decide(Activated, area, authority)

    def report_loss(self, *, area: str, authority: Authority) -> None:
        """Report the plastic as lost: the card is invalid at once (挂失)."""
        self.must_be(*ISSUED)
        if self.is_lost:
            raise CardNotInState(blocked_by=self.shown())
        self._plastic_must_be(*MADE)
        self._decide(LossReported, area, authority, status=self._stands(lost=True))

    def withdraw_loss(self, *, area: str, authority: Authority) -> None:
        """It was found before it was replaced (解除挂失)."""
        authority.must_give_reason()
        self.must_be(*ISSUED)
        self._must_be_lost()
        self._decide(LossWithdrawn, area, authority, status=self._stands(lost=False))

    def replace(self, card_number: str, cause: ReplacementCause, *, area: str, authority: Authority) -> None:
        """Give the card another plastic with another number; its term stays (补发、换发)."""
        self.must_be(*ISSUED)
        if cause is ReplacementCause.LOST:
            self._must_be_lost()
        else:
            authority.must_give_reason()
            self._plastic_must_be(*MADE)
        if card_number == self.card_number:
            raise Invalid(SAME_NUMBER, field="card_number")
        facts = {"card_number": card_number, "former_number": self.card_number or "", "cause": cause}
        self._decide(Replaced, area, authority, status=self._stands(lost=False), **facts)

    def _must_be_lost(self) -> None:
        if not self.is_lost:
            raise CardNotInState(NOT_LOST, blocked_by=self.shown())


NOT_LOST = Text("该卡没有挂失", "The card has not been reported as lost")
SAME_NUMBER = Text("补发须用新卡号", "Another plastic has another number")
