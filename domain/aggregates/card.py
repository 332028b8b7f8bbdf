"""Card (人才卡): what one granting decision gave one person (decided point 6).

    Granted ── Issued              first granted, then issued with number and term
            ── IssuedEarly         before its holder has arrived (`card_chapters/arrival.py`)
    TakenOver                      a card that the city had before it kept its books here (decided point 19)
    GrantReversed                  the decision was entered by mistake, and never was one
    ClassCorrected                 the form on which it was granted had stated the class wrongly
        its plastic                made, handed over, lost, replaced (`card_chapters/plastic.py`)
        its issuer's measures      suspended, reinstated, revoked, cancelled, renewed (`card_chapters/measures.py`)
        a false declaration        reported, looked into, found (`card_chapters/declaration.py`)
        reminders of its days      of the arrival, of the end of its term (`card_chapters/reminders.py`)
    Expired                        its term has ended

A renewal or a later grant is another card, which names its predecessor.
Invariants: a card is issued once; a card number is that of its issuer's document (decided point 7); every ground to
suspend it is lifted by its own counterpart; what ended it moves it for the last time.
"""

from datetime import date
from typing import Any, Self, TypeAlias
from uuid import UUID

from eventsourcing.domain import event

from domain import card_events
from domain.base import Authority, EventSourced
from domain.card_chapters import arrival, declaration, measures, plastic, reminders
from domain.card_chapters.arrival import IssuedBeforeArrival
from domain.card_chapters.measures import UnderMeasures
from domain.card_chapters.plastic import HasPlastic
from domain.card_chapters.reminders import ComesDue
from domain.cards import (
    ENDS_BEFORE_IT_BEGINS,
    ON_THE_BOOKS,
    PAST,
    TAKEN_OVER,
    CardStatus,
    PlasticStage,
    SuspensionGround,
)
from domain.errors import Invalid
from domain.personal_data import PersonalData
from domain.policy.steps import TermRule
from domain.text import Text

APPROVAL = "approval"  # the kind of paper that granted a card (批准文件)


class Card(HasPlastic, UnderMeasures, IssuedBeforeArrival, ComesDue, EventSourced):
    TOPIC = "Card"

    Event: TypeAlias = card_events.CardEvent

    Granted = card_events.Granted
    TakenOver = card_events.TakenOver
    Issued = card_events.Issued
    IssuedEarly = arrival.IssuedEarly
    GrantReversed = card_events.GrantReversed
    ClassCorrected = card_events.ClassCorrected
    ProductionJoined = plastic.ProductionJoined
    ProductionLeft = plastic.ProductionLeft
    Produced = plastic.Produced
    Dispatched = plastic.Dispatched
    Delivered = plastic.Delivered
    Activated = plastic.Activated
    LossReported = plastic.LossReported
    LossWithdrawn = plastic.LossWithdrawn
    Replaced = plastic.Replaced
    MeasureProposed = measures.MeasureProposed
    ProposalDeclined = measures.ProposalDeclined
    MeasureTranscribed = measures.MeasureTranscribed
    MeasureContested = measures.MeasureContested
    Suspended = measures.Suspended
    Reinstated = measures.Reinstated
    EntryCorrected = measures.EntryCorrected
    MovedToEmployer = measures.MovedToEmployer
    ArrivalReminded = reminders.ArrivalReminded
    ArrivalExtended = arrival.ArrivalExtended
    ArrivalLapsed = arrival.ArrivalLapsed
    ArrivalConfirmed = arrival.ArrivalConfirmed
    FalseDeclarationReported = declaration.FalseDeclarationReported
    InquiryOpened = declaration.InquiryOpened
    InquiryConcluded = declaration.InquiryConcluded
    LateInquiryOpened = declaration.LateInquiryOpened
    LateInquiryConcluded = declaration.LateInquiryConcluded
    HolderBarred = declaration.HolderBarred
    BarLifted = declaration.BarLifted
    Revoked = measures.Revoked
    ConsequenceDrawn = declaration.ConsequenceDrawn
    Cancelled = measures.Cancelled
    ListedForRenewal = reminders.ListedForRenewal
    Renewed = measures.Renewed
    Expired = measures.Expired

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @classmethod
    def grant(cls, id_: UUID, *, talent_id: UUID, authority: Authority, **facts: Any) -> Self:
        """Put on record that a person is granted a card (批准发卡)."""
        return cls.begin(cls.Granted, id_, authority, subject=talent_id, talent_id=talent_id, **facts)

    @classmethod
    def take_over(
        cls,
        id_: UUID,
        *,
        talent_id: UUID,
        status: CardStatus,
        valid_from: date | None = None,
        valid_to: date | None = None,
        authority: Authority,
        **facts: Any,
    ) -> Self:
        """Take a card onto the books that the city had before, as its own papers have it (期初接管, point 19)."""
        if status not in TAKEN_OVER:
            raise Invalid(NOT_TAKEN_OVER, field="status")
        if valid_from and valid_to and valid_to < valid_from:
            raise Invalid(ENDS_BEFORE_IT_BEGINS, field="valid_to")
        facts |= {"status": status, "valid_from": valid_from, "valid_to": valid_to}
        return cls.begin(cls.TakenOver, id_, authority, subject=talent_id, talent_id=talent_id, **facts)

    def issue(
        self,
        *,
        card_number: str,
        issued_on: date,
        valid_from: date,
        valid_to: date,
        term_rule: TermRule,
        differs_from_rule: bool,
        area: str,
        authority: Authority,
    ) -> None:
        """Put on record the number and the term that the issuer gave the card (发卡)."""
        self.must_be(CardStatus.GRANTED)
        if valid_to < valid_from:
            raise Invalid(ENDS_BEFORE_IT_BEGINS, field="valid_to")
        if valid_to < authority.effective_on:
            raise Invalid(OVER_ALREADY, field="valid_to")
        self._decide(
            self.Issued,
            area,
            authority,
            card_number=card_number,
            issued_on=issued_on,
            valid_from=valid_from,
            valid_to=valid_to,
            term_rule=term_rule,
            differs_from_rule=differs_from_rule,
        )

    def reverse_grant(self, *, area: str, authority: Authority) -> None:
        """Put on record that the decision had been entered by mistake, also of a card that has ended (更正误录).

        One that was renewed is another card by now, and stands on a decision of its own.
        """
        authority.must_give_reason()
        self.must_be(*ON_THE_BOOKS, *(PAST if self.successor_id is None else ()))
        self._decide(self.GrantReversed, area, authority)

    def correct_class(
        self, talent_class: str | None, class_ground: PersonalData | None, *, area: str, authority: Authority
    ) -> None:
        """State the class of its holder as the corrected form has it, also of a card that has ended (更正类别)."""
        self.must_be(*ON_THE_BOOKS, *PAST)
        facts = {"talent_class": talent_class, "class_ground": class_ground}
        self._decide(self.ClassCorrected, area, authority, **facts)

    def _decide(
        self, event_class: type[card_events.CardEvent], area: str, authority: Authority, **facts: Any
    ) -> None:
        self.record(event_class, authority, subject=self.talent_id, area=area, **facts)

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Granted)
    def __init__(
        self,
        area: str,
        city: str,
        card_type: str,
        talent_id: UUID,
        enterprise_id: UUID | None,
        route: str,
        talent_class: str | None,
        class_ground: PersonalData | None,
        planned_arrival_on: date | None,
        card_application_id: UUID | None,
        department: str | None,
        list_type: str | None,
        quota_year: int | None,
        predecessor_id: UUID | None,
        renewals: int,
        status: CardStatus = CardStatus.GRANTED,
        card_number: str | None = None,
        issued_on: date | None = None,
        valid_from: date | None = None,
        valid_to: date | None = None,
    ) -> None:
        self.city = city
        self.area = area
        self.card_type = card_type
        self.talent_id = talent_id
        self.enterprise_id = enterprise_id
        self.route = route
        self.talent_class = talent_class
        self.class_ground = class_ground
        self.planned_arrival_on = planned_arrival_on
        self.card_application_id = card_application_id
        self.department = department
        self.list_type = list_type
        self.quota_year = quota_year
        self.predecessor_id = predecessor_id
        self.successor_id = None
        self.renewals = renewals
        self.status = status
        self.card_number = card_number
        self.former_numbers = ()
        self.issued_on = issued_on
        self.valid_from = valid_from
        self.valid_to = valid_to
        self.term_rule = None
        self.differs_from_rule = None
        self.plastic = None if status is CardStatus.GRANTED else PlasticStage.ACTIVATED  # as who had it says
        self.production_batch_id = None
        self.is_lost = False
        self.grounds = frozenset({SuspensionGround.DECIDED} if status is CardStatus.SUSPENDED else ())
        self.arrival = None
        self.listed_for_renewal = None
        self.inquiry = None
        self.found_by = frozenset()
        self.holder_is_barred = False
        self.barred_by = frozenset()
        self.transcribed = None
        self.proposals = frozenset()

    @event(Issued)
    def _issued(
        self,
        card_number: str,
        issued_on: date,
        valid_from: date,
        valid_to: date,
        term_rule: TermRule,
        differs_from_rule: bool,
    ) -> None:
        self.status = CardStatus.IN_FORCE
        self.plastic = PlasticStage.TO_PRODUCE
        self.card_number = card_number
        self.issued_on = issued_on
        self.valid_from, self.valid_to = valid_from, valid_to
        self.term_rule, self.differs_from_rule = term_rule, differs_from_rule

    @event(GrantReversed)
    def _grant_reversed(self) -> None:
        self.status = CardStatus.REVERSED
        self.proposals, self.transcribed = frozenset(), None  # what waits ends with it


OVER_ALREADY = Text("有效期在发卡登记之前已届满", "The term is over before the card is on record as issued")
NOT_TAKEN_OVER = Text("只接管正常、暂停或失效的卡", "A card is taken over in force, suspended or ended")
