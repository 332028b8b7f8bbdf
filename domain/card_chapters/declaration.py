"""A declaration that may be false (如有虚假，愿承担相应后果): R-22 names the consequence, and no procedure.

FalseDeclarationReported ── InquiryOpened           suspended meanwhile
                               InquiryConcluded           not false: the suspension is lifted
                                  └─ revoked, by another officer ── ConsequenceDrawn ↺
"""

from typing import Any, ClassVar

from domain.base import Authority
from domain.card_events import CardEvent, GroundAdded, StandingEvent
from domain.card_state import CardState
from domain.cards import (
    ISSUED,
    ON_THE_BOOKS,
    CardStatus,
    Consequence,
    Finding,
    InquiryNotInState,
    InquiryStage,
    Measure,
    SuspensionGround,
)


class FalseDeclarationReported(CardEvent):
    TOPIC: ClassVar[str] = "Card.FalseDeclarationReported"

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.inquiry = InquiryStage.REPORTED


class InquiryOpened(GroundAdded):
    TOPIC: ClassVar[str] = "Card.InquiryOpened"
    adds: ClassVar[SuspensionGround] = SuspensionGround.INQUIRY
    decides: ClassVar[Measure] = Measure.INQUIRY

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.inquiry = InquiryStage.OPENED


class InquiryConcluded(StandingEvent):
    """What the inquiry found: if nothing was false, its ground to suspend the card is lifted."""

    TOPIC: ClassVar[str] = "Card.InquiryConcluded"
    decides: ClassVar[Measure] = Measure.FINDING
    finding: Finding

    @property
    def ground(self) -> str | None:
        return self.envelope.reason_code or self.finding.value

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.inquiry = STAGE_AFTER[self.finding]
        aggregate.found_by = self.envelope.persons
        if self.finding is Finding.NOT_FALSE:
            aggregate.grounds = aggregate.grounds - {SuspensionGround.INQUIRY}


class ConsequenceDrawn(CardEvent):
    TOPIC: ClassVar[str] = "Card.ConsequenceDrawn"
    consequence: Consequence


class MayBeFalse(CardState):
    """What may be decided where a declaration may be false."""

    def report_false_declaration(self, *, area: str, authority: Authority) -> None:
        """Say that something was declared falsely, and what (反映申报虚假)."""
        authority.must_give_reason()
        self.must_be(*ON_THE_BOOKS)
        if self.inquiry not in (None, InquiryStage.FOUND_NOT_FALSE):
            raise InquiryNotInState(blocked_by=self.shown())
        self._decide(FalseDeclarationReported, area, authority)

    def open_inquiry(self, *, area: str, authority: Authority) -> None:
        """Look into a report; the card is suspended meanwhile (立项核查)."""
        authority.must_give_reason()
        self.must_be(*ISSUED)
        self._inquiry_must_be(InquiryStage.REPORTED)
        self._decide(InquiryOpened, area, authority, status=CardStatus.SUSPENDED)

    def make_finding(self, finding: Finding, *, area: str, authority: Authority) -> None:
        """Say what the inquiry has found (核查结论)."""
        authority.must_give_reason()
        self.must_be(*ISSUED)
        self._inquiry_must_be(InquiryStage.OPENED)
        left = self.grounds
        if finding is Finding.NOT_FALSE:
            left = left - {SuspensionGround.INQUIRY}
        self._decide(InquiryConcluded, area, authority, status=self._stands(grounds=left), finding=finding)

    def draw_consequence(self, consequence: Consequence, *, area: str, authority: Authority) -> None:
        """Put on record what else follows once the card was revoked for it (后续处理)."""
        self.must_be(CardStatus.REVOKED)
        self._inquiry_must_be(InquiryStage.FOUND_FALSE)
        self._decide(ConsequenceDrawn, area, authority, consequence=consequence)

    def _inquiry_must_be(self, stage: InquiryStage) -> None:
        if self.inquiry is not stage:
            raise InquiryNotInState(blocked_by=self.shown())


STAGE_AFTER = {Finding.FALSE: InquiryStage.FOUND_FALSE, Finding.NOT_FALSE: InquiryStage.FOUND_NOT_FALSE}
