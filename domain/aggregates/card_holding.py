"""Card holding (持卡): which card of one type a person has, one in force at a time (decided point 6).

    Opened ── CardGranted ⇄ CardEnded
           ── HolderExcluded ↺

Keyed by person and card type, and saved in the transaction of the card: so two officers at once cannot grant
the same person two cards. What excludes the person from cards is put on record here too, in the transaction in which it
is decided: so it cannot pass by a grant of the same instant, and whoever is second decides on what the first has done.
"""

from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced
from domain.errors import LoadedApart, RuleViolation
from domain.text import Text

NAMESPACE = UUID("3a8f4e1d-6a0e-5c39-9a63-4f0b5f3f5a77")


class HoldingEnd(StrEnum):
    """Why a card is held no longer (失效原因)."""

    ENTERED_WRONGLY = "entered_wrongly"  # 误录
    EXPIRED = "expired"  # 到期, also when the card was renewed
    REVOKED = "revoked"  # 收回
    CANCELLED = "cancelled"  # 注销


class HolderExclusion(StrEnum):
    """Why the person is to get no card (排除原因)."""

    MANAGED = "managed"  # 党委管理的领导干部
    CADRE_STATUS_UNKNOWN = "cadre_status_unknown"  # 是否党委管理干部尚未查明
    BARRED = "barred"  # 限制申领


class CardInForce(RuleViolation):
    code = "card_in_force"
    title = Text("该人已持有有效的同类卡", "The person holds a card of this type that is in force")


class CardHolding(EventSourced):
    TOPIC = "CardHolding"

    class Event(EventSourced.Event):
        """Something that happened to a person's holding of a card type."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "CardHolding.Opened"
        talent_id: UUID
        card_type: str

    class CardGranted(Event):
        TOPIC: ClassVar[str] = "CardHolding.CardGranted"
        card_id: UUID

    class CardEnded(Event):
        TOPIC: ClassVar[str] = "CardHolding.CardEnded"
        card_id: UUID
        cause: HoldingEnd

    class HolderExcluded(Event):
        TOPIC: ClassVar[str] = "CardHolding.HolderExcluded"
        cause: HolderExclusion

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(talent_id: UUID, card_type: str) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, f"{talent_id}/{card_type}")

    @classmethod
    def open(cls, talent_id: UUID, card_type: str, authority: Authority) -> Self:
        """Begin to keep which card of this type the person has (建立持卡记录)."""
        id_ = cls.id_of(talent_id, card_type)
        facts = {"talent_id": talent_id, "card_type": card_type}
        return cls.begin(cls.Opened, id_, authority, subject=talent_id, **facts)

    def must_be_free(self) -> None:
        """Refuse another card while one is in force."""
        if self.card_id is not None:
            raise CardInForce(blocked_by={"kind": "card", "id": str(self.card_id)})

    def take(self, card_id: UUID, authority: Authority) -> None:
        """The person has this card from now on (持卡)."""
        self.must_be_free()
        self.record(self.CardGranted, authority, subject=self.talent_id, card_id=card_id)

    def end(self, card_id: UUID, cause: HoldingEnd, authority: Authority) -> None:
        """The person has this card no longer (不再持卡). Raises `LoadedApart`: a card on the books is held."""
        if self.card_id != card_id:
            raise LoadedApart
        self.record(self.CardEnded, authority, subject=self.talent_id, card_id=card_id, cause=cause)

    def exclude(self, cause: HolderExclusion, authority: Authority) -> None:
        """Whoever grants the person a card at this instant is to decide anew (排除持卡).

        Until when it holds, the attestation and the bar say, which stand with the person.
        """
        after = authority.effective_on  # a card has its own order of days
        self.record(self.HolderExcluded, authority, subject=self.talent_id, after=after, cause=cause)

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, talent_id: UUID, card_type: str) -> None:
        self.talent_id = talent_id
        self.card_type = card_type
        self.card_id: UUID | None = None

    @event(CardGranted)
    def _card_granted(self, card_id: UUID) -> None:
        self.card_id = card_id

    @event(CardEnded)
    def _card_ended(self) -> None:
        self.card_id = None

    @event(HolderExcluded)
    def _holder_excluded(self) -> None:
        """Nothing but the version changes, by which the grants of the same instant are kept apart."""
