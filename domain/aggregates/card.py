"""Card (人才卡): what one granting decision gave one person (decided point 6).

    Granted ── Issued              from a case: first granted, then issued with number and term
    TakenOver                      a card that the city had before it kept its books here (decided point 19)
    GrantReversed                  the decision was entered by mistake, and never was one

A renewal or a later grant is another card, which names its predecessor.
Invariants: a card is issued once; a card number is that of its issuer's document (decided point 7).
"""

from datetime import date
from enum import StrEnum
from typing import Any, ClassVar, Self, TypeAlias
from uuid import UUID

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced
from domain.errors import Conflict, Invalid
from domain.personal_data import PersonalData
from domain.policy.steps import TermRule
from domain.text import Text

APPROVAL = "approval"  # the kind of paper that granted a card (批准文件)


class CardStatus(StrEnum):
    """Where a card stands (卡状态)."""

    GRANTED = "granted"  # 已批准, not issued yet
    IN_FORCE = "in_force"  # 正常
    SUSPENDED = "suspended"  # 暂停
    REVERSED = "reversed"  # 误录撤销
    ENDED = "ended"  # 失效: expired, revoked or cancelled before it was taken over


TAKEN_OVER = (CardStatus.IN_FORCE, CardStatus.SUSPENDED, CardStatus.ENDED)
IN_FORCE = (CardStatus.GRANTED, CardStatus.IN_FORCE, CardStatus.SUSPENDED)  # 在册


class CardNotInState(Conflict):
    code = "card_not_in_state"
    title = Text("人才卡当前状态不允许此操作", "The card is not in a state that allows this")


class CardEvent(EventSourced.Event):
    """Something that happened to a card, in the area where its holder's enterprise was on that day."""

    area: str


class CardBegins(CardEvent, Begins):
    """A card begins to be on the books."""

    city: str
    card_type: str
    talent_id: UUID
    enterprise_id: UUID | None = None
    route: str
    talent_class: str | None = None
    class_ground: PersonalData | None = None  # 认定依据
    planned_arrival_on: date | None = None  # of a card that is granted before its holder arrives (前端引才)
    card_application_id: UUID | None = None
    department: str | None = None
    list_type: str | None = None
    quota_year: int | None = None
    predecessor_id: UUID | None = None


class Card(EventSourced):
    TOPIC = "Card"

    Event: TypeAlias = CardEvent

    class Granted(CardBegins):
        TOPIC: ClassVar[str] = "Card.Granted"

    class TakenOver(CardBegins):
        TOPIC: ClassVar[str] = "Card.TakenOver"
        status: CardStatus
        card_number: str | None = None
        issued_on: date | None = None
        valid_from: date | None = None
        valid_to: date | None = None
        remark: PersonalData | None = None

    class Issued(CardEvent):
        TOPIC: ClassVar[str] = "Card.Issued"
        card_number: str
        issued_on: date
        valid_from: date
        valid_to: date
        term_rule: TermRule
        differs_from_rule: bool

    class GrantReversed(CardEvent):
        TOPIC: ClassVar[str] = "Card.GrantReversed"

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
        """Put on record that the decision had been entered by mistake (更正误录)."""
        authority.must_give_reason()
        self.must_be(*IN_FORCE)
        self._decide(self.GrantReversed, area, authority)

    # -- what the decisions ask ------------------------------------------------------------------------

    def must_be(self, *statuses: CardStatus) -> None:
        """Refuse a card that stands elsewhere."""
        if self.status not in statuses:
            raise CardNotInState(blocked_by=self.shown())

    def shown(self) -> dict[str, str]:
        """What a refusal says about the card."""
        return {"kind": "card", "id": str(self.id), "status": self.status.value}

    def _decide(self, event_class: type[CardEvent], area: str, authority: Authority, **facts: Any) -> None:
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
        self.status = status
        self.card_number = card_number
        self.issued_on = issued_on
        self.valid_from = valid_from
        self.valid_to = valid_to
        self.plastic = 1  # which plastic of the card is the one in use, counted from 1 (卡片序次)
        self.term_rule: TermRule | None = None
        self.differs_from_rule: bool | None = None

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
        self.card_number = card_number
        self.issued_on = issued_on
        self.valid_from, self.valid_to = valid_from, valid_to
        self.term_rule, self.differs_from_rule = term_rule, differs_from_rule

    @event(GrantReversed)
    def _grant_reversed(self) -> None:
        self.status = CardStatus.REVERSED


ENDS_BEFORE_IT_BEGINS = Text("有效期止早于有效期起", "The term ends before it begins")
NOT_TAKEN_OVER = Text("只接管正常、暂停或失效的卡", "A card is taken over in force, suspended or ended")
