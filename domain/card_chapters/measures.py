"""What a card's issuer decides about it (暂停、恢复、收回、注销、续期, decided point 7), and what others propose.

MeasureProposed ─> the measure | ProposalDeclined          others propose, the issuer decides
MeasureTranscribed ─> the measure | MeasureContested       an issuer elsewhere: written down, confirmed by another
    Suspended ⇄ Reinstated
    EntryCorrected                                          its number or term was entered otherwise than it is
    Revoked · Cancelled · Renewed                           the card ends; renewed is also one whose term is over
by rule:        Expired                                     on the day after its term's last
                MovedToEmployer                             the holder changes the employer
"""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from domain.base import Authority
from domain.card_chapters.declaration import MayBeFalse
from domain.card_events import CardEvent, EndingEvent, GroundAdded, GroundLifted
from domain.cards import (
    ENDS_BEFORE_IT_BEGINS,
    ISSUED,
    ON_THE_BOOKS,
    PAST,
    RENEWED,
    TERM_ENDED,
    ArrivalStage,
    CancellationCause,
    CardNotInState,
    CardStatus,
    InquiryNotInState,
    InquiryStage,
    Measure,
    NothingTranscribed,
    NotProposed,
    RevocationCause,
    StatedTerm,
    SuspensionGround,
    TermHasNotEnded,
    TranscribedAlready,
    Transcription,
)
from domain.case_state import A_COLLEAGUE
from domain.cases import SameOfficer
from domain.errors import Invalid
from domain.policy.steps import TermRule
from domain.text import Text
from domain.timelines import OnRecordAlready


class MeasureProposed(CardEvent):
    TOPIC: ClassVar[str] = "Card.MeasureProposed"
    measure: Measure

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.proposals = aggregate.proposals | {self.measure}


class ProposalDeclined(CardEvent):
    TOPIC: ClassVar[str] = "Card.ProposalDeclined"
    measure: Measure

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.proposals = aggregate.proposals - {self.measure}


class MeasureTranscribed(CardEvent):
    """One officer has written down what the issuer decided; it has no effect until another confirms it."""

    TOPIC: ClassVar[str] = "Card.MeasureTranscribed"
    measure: Measure
    cause: str | None = None
    renewal: StatedTerm | None = None
    entry: StatedTerm | None = None  # what should have been entered

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        by, what = self.envelope, (self.measure, self.cause, self.renewal, self.entry)
        aggregate.transcribed = Transcription(by.actor, by.persons, *what)


class MeasureContested(CardEvent):
    TOPIC: ClassVar[str] = "Card.MeasureContested"
    measure: Measure

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.transcribed = None


class Suspended(GroundAdded):
    TOPIC: ClassVar[str] = "Card.Suspended"
    adds: ClassVar[SuspensionGround] = SuspensionGround.DECIDED
    decides: ClassVar[Measure] = Measure.SUSPENSION


class Reinstated(GroundLifted):
    TOPIC: ClassVar[str] = "Card.Reinstated"
    lifts: ClassVar[SuspensionGround] = SuspensionGround.DECIDED
    decides: ClassVar[Measure] = Measure.REINSTATEMENT


class EntryCorrected(CardEvent):
    """The number and the term that the card has had all along; what was entered before was not so."""

    TOPIC: ClassVar[str] = "Card.EntryCorrected"
    decides: ClassVar[Measure] = Measure.ENTRY_CORRECTION
    card_number: str
    issued_on: date
    valid_from: date
    valid_to: date
    term_rule: TermRule
    differs_from_rule: bool

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.card_number, aggregate.issued_on = self.card_number, self.issued_on
        aggregate.valid_from, aggregate.valid_to = self.valid_from, self.valid_to
        aggregate.term_rule, aggregate.differs_from_rule = self.term_rule, self.differs_from_rule
        aggregate.listed_for_renewal = None  # the lists were of another last day


class Revoked(EndingEvent):
    TOPIC: ClassVar[str] = "Card.Revoked"
    decides: ClassVar[Measure] = Measure.REVOCATION
    cause: RevocationCause

    @property
    def ground(self) -> str | None:
        return self.cause.value

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        if self.cause is RevocationCause.FALSE_DECLARATION:
            aggregate.holder_is_barred, aggregate.barred_by = True, self.envelope.persons


class Cancelled(EndingEvent):
    TOPIC: ClassVar[str] = "Card.Cancelled"
    decides: ClassVar[Measure] = Measure.CANCELLATION
    cause: CancellationCause

    @property
    def ground(self) -> str | None:
        return self.cause.value


class Renewed(EndingEvent):
    """Another card takes its place; in the figures of the register it counts as expired (decided point 27)."""

    TOPIC: ClassVar[str] = "Card.Renewed"
    decides: ClassVar[Measure] = Measure.RENEWAL
    successor_id: UUID

    @property
    def ground(self) -> str | None:
        return RENEWED

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.successor_id = self.successor_id


class Expired(EndingEvent):
    TOPIC: ClassVar[str] = "Card.Expired"

    @property
    def ground(self) -> str | None:
        return TERM_ENDED


class MovedToEmployer(CardEvent):
    """The holder works for another enterprise, and the card goes along; `moved_on` is the first day there."""

    TOPIC: ClassVar[str] = "Card.MovedToEmployer"
    enterprise_id: UUID
    former_enterprise_id: UUID | None = None
    moved_on: date

    def apply(self, aggregate: Any) -> None:
        super().apply(aggregate)
        aggregate.area = self.area
        aggregate.enterprise_id = self.enterprise_id


class UnderMeasures(MayBeFalse):
    """What the issuer may decide about a card, and how others bring it about."""

    def propose(self, measure: Measure, *, area: str, authority: Authority) -> None:
        """Ask the issuer for a measure (提出建议)."""
        authority.must_give_reason()
        is_late_renewal = self.has_run_out and measure is Measure.RENEWAL
        is_about_the_past = measure in (Measure.BAR, Measure.BAR_LIFTING) or is_late_renewal
        self.must_be(*(PAST if is_about_the_past else ISSUED))
        if measure in self.proposals:
            raise OnRecordAlready(field="measure", blocked_by=self.shown())
        self._decide(MeasureProposed, area, authority, measure=measure)

    def decline_proposal(self, measure: Measure, *, area: str, authority: Authority) -> None:
        """The issuer does not follow a proposal (不予采纳)."""
        authority.must_give_reason()
        self.must_be(*ISSUED, *PAST)
        if measure not in self.proposals:
            raise NotProposed(blocked_by=self.shown())
        self._decide(ProposalDeclined, area, authority, measure=measure)

    def transcribe(
        self,
        measure: Measure,
        *,
        cause: str | None,
        renewal: StatedTerm | None,
        entry: StatedTerm | None = None,
        area: str,
        authority: Authority,
    ) -> None:
        """Write down what an issuer elsewhere decided; it has effect once another officer confirms it (转录)."""
        self.must_be(*ON_THE_BOOKS, *(PAST if measure in self.decided_after_its_end else ()))
        if self.transcribed is not None:
            raise TranscribedAlready(blocked_by=self.shown())
        facts = {"measure": measure, "cause": cause, "renewal": renewal, "entry": entry}
        self._decide(MeasureTranscribed, area, authority, **facts)

    def transcribed_for(self, authority: Authority) -> Transcription:
        """What waits to be confirmed by this officer. Raises `NothingTranscribed` and `SameOfficer`."""
        self.must_be(*ON_THE_BOOKS, *PAST)
        if self.transcribed is None:
            raise NothingTranscribed(blocked_by=self.shown())
        if authority.persons & self.transcribed.persons:
            raise SameOfficer(lifted_by=A_COLLEAGUE)
        return self.transcribed

    def contest(self, *, area: str, authority: Authority) -> None:
        """Do not confirm what was written down (核对不符)."""
        authority.must_give_reason()
        entry = self.transcribed_for(authority)
        self._decide(MeasureContested, area, authority, measure=entry.measure)

    def suspend(self, *, area: str, authority: Authority) -> None:
        """Suspend the card (暂停)."""
        authority.must_give_reason()
        self.must_be(*ISSUED)
        if SuspensionGround.DECIDED in self.grounds:
            raise CardNotInState(blocked_by=self.shown())
        self._decide(Suspended, area, authority, status=CardStatus.SUSPENDED)

    def reinstate(self, *, area: str, authority: Authority) -> None:
        """Lift the suspension that was decided (恢复); what else suspends the card goes on."""
        authority.must_give_reason()
        self.must_be(*ISSUED)
        if SuspensionGround.DECIDED not in self.grounds:
            raise CardNotInState(blocked_by=self.shown())
        left = self.grounds - {SuspensionGround.DECIDED}
        self._decide(Reinstated, area, authority, status=self._stands(grounds=left))

    def correct_entry(self, entry: StatedTerm, *, area: str, authority: Authority) -> None:
        """Put right the number and the term, which were entered otherwise than they are (更正登记)."""
        authority.must_give_reason()
        self.must_be(*ISSUED)
        if self.arrival is not None and self.arrival.stage is not ArrivalStage.ARRIVED:
            raise CardNotInState(blocked_by=self.shown())  # its term has not begun
        if entry.valid_to < entry.valid_from:
            raise Invalid(ENDS_BEFORE_IT_BEGINS, field="valid_to")
        if all(getattr(self, name) == value for name, value in entry):
            raise Invalid(NOTHING_DIFFERS, field="valid_to")
        self._decide(EntryCorrected, area, authority, **dict(entry))

    def revoke(self, cause: RevocationCause, *, area: str, authority: Authority) -> None:
        """Revoke the card (收回): for a false declaration only once it is found, and by another than who found it."""
        authority.must_give_reason()
        self.must_be(*ON_THE_BOOKS)
        if cause is RevocationCause.FALSE_DECLARATION:
            self.must_be_found_false(authority)
        self._decide(Revoked, area, authority, status=CardStatus.REVOKED, cause=cause)

    def cancel(self, cause: CancellationCause, *, area: str, authority: Authority) -> None:
        """Take the card off the books (注销)."""
        authority.must_give_reason()
        self.must_be(*ON_THE_BOOKS)
        self._decide(Cancelled, area, authority, status=CardStatus.CANCELLED, cause=cause)

    def renew(self, successor_id: UUID, *, area: str, authority: Authority) -> None:
        """Let another card take its place (续期), also once its term is over. A card that is suspended is not renewed."""
        if not self.has_run_out or self.grounds:
            self.must_be(CardStatus.IN_FORCE, CardStatus.LOST)
        if self.inquiry in (InquiryStage.OPENED, InquiryStage.FOUND_FALSE):
            raise InquiryNotInState(blocked_by=self.shown())
        self._decide(Renewed, area, authority, status=CardStatus.EXPIRED, successor_id=successor_id)

    def expire(self, *, area: str, authority: Authority) -> None:
        """Put on record that the term has ended (到期): with effect from the day after its last."""
        self.must_be(*ISSUED)
        if self.valid_to is None or authority.effective_on <= self.valid_to:
            raise TermHasNotEnded(blocked_by=self.shown())
        self._decide(Expired, area, authority, status=CardStatus.EXPIRED)

    def move_to_employer(
        self, enterprise_id: UUID, *, moved_on: date, area: str, authority: Authority
    ) -> None:
        """Let the card follow its holder to another enterprise (变更工作单位)."""
        self.must_be(*ISSUED)
        if enterprise_id == self.enterprise_id:
            raise OnRecordAlready(field="enterprise_id", blocked_by=self.shown())
        facts = {
            "enterprise_id": enterprise_id,
            "former_enterprise_id": self.enterprise_id,
            "moved_on": moved_on,
        }
        self._decide(MovedToEmployer, area, authority, **facts)


NOTHING_DIFFERS = Text("与原登记相同", "That is what has been entered")
