"""What a card is (人才卡的状态), as its chapters read it, and what all its decisions ask first."""

from abc import abstractmethod
from datetime import date
from typing import Any
from uuid import UUID

from domain.base import Authority
from domain.card_events import CardEvent
from domain.cards import (
    AFTER_THE_END,
    Arrival,
    CardNotInState,
    CardStatus,
    InquiryStage,
    Measure,
    PlasticNotInState,
    PlasticStage,
    SuspensionGround,
    Transcription,
)
from domain.personal_data import PersonalData
from domain.policy.steps import TermRule


class CardState:
    """The facts of a card as they stand, and the first questions of every decision."""

    id: UUID
    city: str
    area: str
    card_type: str
    talent_id: UUID
    enterprise_id: UUID | None
    route: str
    talent_class: str | None
    class_ground: PersonalData | None
    planned_arrival_on: date | None
    card_application_id: UUID | None
    department: str | None
    list_type: str | None
    quota_year: int | None
    predecessor_id: UUID | None
    successor_id: UUID | None
    renewals: int
    status: CardStatus
    card_number: str | None
    former_numbers: tuple[str, ...]
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    term_rule: TermRule | None
    differs_from_rule: bool | None
    plastic: PlasticStage | None
    production_batch_id: UUID | None
    is_lost: bool
    grounds: frozenset[SuspensionGround]
    arrival: Arrival | None
    listed_for_renewal: int | None  # on which list of those to renew: so many days before the term ends
    inquiry: InquiryStage | None
    found_by: frozenset[str]  # who found that the declaration was false
    holder_is_barred: bool  # for what was found here
    barred_by: frozenset[str]  # who decided that
    transcribed: Transcription | None
    proposals: frozenset[Measure]

    @abstractmethod
    def _decide(self, event_class: type[CardEvent], area: str, authority: Authority, **facts: Any) -> None:
        """Put the decision on record."""

    @property
    def plastic_number(self) -> int:
        """Which plastic of the card is the one in use, counted from 1 (卡片序次)."""
        return 1 + len(self.former_numbers)

    @property
    def has_run_out(self) -> bool:
        """Whether its term is over and no other card has taken its place: a renewal may still come (到期未续)."""
        return self.status is CardStatus.EXPIRED and self.successor_id is None

    @property
    def decided_after_its_end(self) -> tuple[Measure, ...]:
        """What may be decided of it once it has ended: if its term is over, a renewal as well."""
        return (*AFTER_THE_END, *((Measure.RENEWAL,) if self.has_run_out else ()))

    def must_be(self, *statuses: CardStatus) -> None:
        """Refuse a card that stands elsewhere."""
        if self.status not in statuses:
            raise CardNotInState(blocked_by=self.shown())

    def shown(self) -> dict[str, str]:
        """What a refusal says about the card."""
        return {"kind": "card", "id": str(self.id), "status": self.status.value}

    def _plastic_must_be(self, *stages: PlasticStage) -> None:
        """Refuse a card whose plastic is elsewhere, or lost."""
        if self.is_lost or self.plastic not in stages:
            where = "lost" if self.is_lost else self.plastic and self.plastic.value
            raise PlasticNotInState(blocked_by={**self.shown(), "plastic": where})

    def _stands(
        self, *, lost: bool | None = None, grounds: frozenset[SuspensionGround] | None = None
    ) -> CardStatus:
        """Where an issued card stands with this loss and these grounds: what suspends it is shown first."""
        if self.grounds if grounds is None else grounds:
            return CardStatus.SUSPENDED
        return CardStatus.LOST if (self.is_lost if lost is None else lost) else CardStatus.IN_FORCE
