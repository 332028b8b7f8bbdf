"""The city issuer's own decision (发卡机关决定): the card is granted, or it is not.

Granted | Declined      where an office of the city issues the card itself
"""

from typing import Any, ClassVar
from uuid import UUID

from domain.base import Authority
from domain.case_events import EndingEvent, StepEvent
from domain.case_state import CaseState
from domain.cases import Attestation, CaseStatus
from domain.policy.case_life import Reconsidered
from domain.policy.steps import Step, StepKind


class Granted(StepEvent, EndingEvent):
    TOPIC: ClassVar[str] = "CardApplication.Granted"
    card_id: UUID
    attestation: Attestation | None = None

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.status = CaseStatus.APPROVED
        aggregate.card_id = self.card_id


class Declined(StepEvent, EndingEvent):
    TOPIC: ClassVar[str] = "CardApplication.Declined"
    ends_as: ClassVar[Reconsidered | None] = Reconsidered.REJECTED

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.status = CaseStatus.REJECTED


class DecidedByIssuer(CaseState):
    """What an office of the city decides about the cards that it issues itself."""

    def must_await_grant(self, step: Step, authority: Authority) -> None:
        """Refuse a case that waits for no decision to issue, and who has acted on it before."""
        self._must_act_at(step, StepKind.DECISION, authority)

    def grant(
        self, step: Step, card_id: UUID, attestation: Attestation | None, *, area: str, authority: Authority
    ) -> None:
        """Grant the card (准予发卡)."""
        self.must_await_grant(step, authority)
        facts = {"step": step.code, "card_id": card_id, "attestation": attestation}
        self._decide(Granted, area, authority, **facts)

    def decline(self, step: Step, *, area: str, authority: Authority) -> None:
        """Do not grant the card (不予发卡)."""
        authority.must_give_reason()
        self._must_act_at(step, StepKind.DECISION, authority, or_waits=True)
        self._decide(Declined, area, authority, step=step.code)
