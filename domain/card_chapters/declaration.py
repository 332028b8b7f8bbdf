"""A declaration that may be false (如有虚假，愿承担相应后果): R-22 names the consequence, and no procedure.

FalseDeclarationReported ── InquiryOpened           suspended meanwhile
                               InquiryConcluded           not false: the suspension is lifted
                                  └─ revoked, by another officer ── ConsequenceDrawn ↺

the card has ended:      ── LateInquiryOpened   there is nothing to suspend
                               LateInquiryConcluded
                                  └─ HolderBarred, by another officer ── ConsequenceDrawn ↺

what was decided proves wrong:   BarLifted, by another than who barred the holder; a revoked card stays so

A card that ends while it is looked into is followed from there on as one that has ended. Who is to draw the consequence of
a finding, and does not find it so, has it looked into anew.
"""

from datetime import date
from typing import Any, ClassVar

from domain.base import Authority
from domain.card_events import CardEvent, GroundAdded, StandingEvent
from domain.card_state import CardState
from domain.cards import (
    ISSUED,
    ON_THE_BOOKS,
    PAST,
    CardNotInState,
    CardStatus,
    Consequence,
    Finding,
    InquiryNotInState,
    InquiryStage,
    Measure,
    SuspensionGround,
)
from domain.case_state import A_COLLEAGUE
from domain.cases import SameOfficer
from domain.timelines import OnRecordAlready


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


class LateInquiryOpened(CardEvent):
    """The declaration of a card that has ended is looked into."""

    TOPIC: ClassVar[str] = "Card.LateInquiryOpened"
    decides: ClassVar[Measure] = Measure.INQUIRY

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.inquiry = InquiryStage.OPENED


class LateInquiryConcluded(CardEvent):
    """What the inquiry found of a card that has ended, and stays as it ended."""

    TOPIC: ClassVar[str] = "Card.LateInquiryConcluded"
    decides: ClassVar[Measure] = Measure.FINDING
    finding: Finding

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.inquiry = STAGE_AFTER[self.finding]
        aggregate.found_by = self.envelope.persons


class HolderBarred(CardEvent):
    """Who declared falsely is barred from cards up to that day; the card itself had ended before."""

    TOPIC: ClassVar[str] = "Card.HolderBarred"
    decides: ClassVar[Measure] = Measure.BAR
    until: date

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.holder_is_barred, aggregate.barred_by = True, self.envelope.persons


class BarLifted(CardEvent):
    """The bar proved wrong: cards may be granted to the holder again, and what was found may be looked into anew."""

    TOPIC: ClassVar[str] = "Card.BarLifted"
    decides: ClassVar[Measure] = Measure.BAR_LIFTING

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.holder_is_barred, aggregate.barred_by = False, frozenset()


class ConsequenceDrawn(CardEvent):
    TOPIC: ClassVar[str] = "Card.ConsequenceDrawn"
    consequence: Consequence


class MayBeFalse(CardState):
    """What may be decided where a declaration may be false."""

    def report_false_declaration(self, *, area: str, authority: Authority) -> None:
        """Say that something was declared falsely, and what (反映申报虚假)."""
        authority.must_give_reason()
        self.must_be(*ON_THE_BOOKS, *PAST)
        if self.inquiry not in (None, InquiryStage.FOUND_NOT_FALSE):
            raise InquiryNotInState(blocked_by=self.shown())
        self._decide(FalseDeclarationReported, area, authority)

    def open_inquiry(self, *, area: str, authority: Authority) -> None:
        """Look into a report; a card that is in force is suspended meanwhile (立项核查).

        Or look anew into what was found false, as long as nothing has followed of it: by another than who found it.
        """
        authority.must_give_reason()
        self.must_be(*ISSUED, *PAST)
        if self.inquiry is InquiryStage.FOUND_FALSE and not self.holder_is_barred:
            self.must_be_found_false(authority)
        else:
            self._inquiry_must_be(InquiryStage.REPORTED)
        if self.status in PAST:
            self._decide(LateInquiryOpened, area, authority)
        else:
            self._decide(InquiryOpened, area, authority, status=CardStatus.SUSPENDED)

    def make_finding(self, finding: Finding, *, area: str, authority: Authority) -> None:
        """Say what the inquiry has found (核查结论)."""
        authority.must_give_reason()
        self.must_be(*ISSUED, *PAST)
        self._inquiry_must_be(InquiryStage.OPENED)
        if self.status in PAST:
            self._decide(LateInquiryConcluded, area, authority, finding=finding)
            return
        left = self.grounds
        if finding is Finding.NOT_FALSE:
            left = left - {SuspensionGround.INQUIRY}
        self._decide(InquiryConcluded, area, authority, status=self._stands(grounds=left), finding=finding)

    def bar_holder(self, until: date, *, area: str, authority: Authority) -> None:
        """Bar who declared falsely for a card that has ended, by another than who found it (限制申领)."""
        authority.must_give_reason()
        self.must_be(*PAST)
        self.must_be_found_false(authority)
        if self.holder_is_barred:
            raise OnRecordAlready(blocked_by=self.shown())
        self._decide(HolderBarred, area, authority, until=until)

    def lift_bar(self, *, area: str, authority: Authority) -> None:
        """Let cards be granted to the holder again, by another than who barred him or her (解除限制申领)."""
        authority.must_give_reason()
        self.must_be(*PAST)
        if not self.holder_is_barred:
            raise CardNotInState(blocked_by=self.shown())
        if authority.persons & self.barred_by:
            raise SameOfficer(lifted_by=A_COLLEAGUE)
        self._decide(BarLifted, area, authority)

    def must_be_found_false(self, authority: Authority) -> None:
        """What follows of a false declaration is decided once it is found, by another than who found it.

        Raises `InquiryNotInState` and `SameOfficer`.
        """
        self._inquiry_must_be(InquiryStage.FOUND_FALSE)
        if authority.persons & self.found_by:
            raise SameOfficer(lifted_by=A_COLLEAGUE)

    def draw_consequence(self, consequence: Consequence, *, area: str, authority: Authority) -> None:
        """Put on record what else follows once the card was revoked for it, or its holder barred (后续处理)."""
        self.must_be(*PAST)
        self._inquiry_must_be(InquiryStage.FOUND_FALSE)
        if not self.holder_is_barred:
            raise CardNotInState(blocked_by=self.shown())
        self._decide(ConsequenceDrawn, area, authority, consequence=consequence)

    def _inquiry_must_be(self, stage: InquiryStage) -> None:
        if self.inquiry is not stage:
            raise InquiryNotInState(blocked_by=self.shown())


STAGE_AFTER = {Finding.FALSE: InquiryStage.FOUND_FALSE, Finding.NOT_FALSE: InquiryStage.FOUND_NOT_FALSE}
