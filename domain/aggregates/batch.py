"""Batch (批次): cases that one letter hands on together (集中提交, 推荐上报).

    Opened ── MemberAdded ↺ ⇄ MemberRemoved ── Sealed ── MemberAnswered ↺ ── AnswerCorrected ↺
                                            └─ Cancelled

Kinds: `to_hrss`, from a nominating department to the city's HRSS; `to_province`, from HRSS to the province.
Invariants: a batch is sealed once, with a letter, and has members then; every member is answered once, singly;
one that is given up before it is sealed keeps no member and takes none.
"""

from enum import StrEnum
from typing import ClassVar, Self
from uuid import UUID

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced
from domain.errors import Conflict, Invalid, NotFound
from domain.text import Text


class BatchKind(StrEnum):
    """From whom to whom (批次类型, decided point 18)."""

    TO_HRSS = "to_hrss"  # 集中提交市人社局
    TO_PROVINCE = "to_province"  # 推荐上报省里


class MemberAnswer(StrEnum):
    """What became of a member at the receiver (接收结果)."""

    ACCEPTED = "accepted"  # 已接收
    RETURNED = "returned"  # 已退回
    APPROVED = "approved"  # 省级通过
    REJECTED = "rejected"  # 省级不通过
    ENDED = "ended"  # 申报已终止: before the receiver had answered


class BatchNotInState(Conflict):
    code = "batch_not_in_state"
    title = Text("批次当前状态不允许此操作", "The batch is not in a state that allows this")


class NoSuchMember(NotFound):
    code = "no_such_member"
    title = Text("该批次中没有此申报", "The batch has no such member")


class Batch(EventSourced):
    TOPIC = "Batch"

    class Event(EventSourced.Event):
        """Something that happened to a batch."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "Batch.Opened"
        kind: BatchKind
        city: str
        card_type: str
        quota_year: int
        department: str | None = None

    class MemberAdded(Event):
        TOPIC: ClassVar[str] = "Batch.MemberAdded"
        card_application_id: UUID
        enterprise_id: UUID
        area: str

    class MemberRemoved(Event):
        TOPIC: ClassVar[str] = "Batch.MemberRemoved"
        card_application_id: UUID

    class Sealed(Event):
        TOPIC: ClassVar[str] = "Batch.Sealed"
        members: tuple[UUID, ...]

    class MemberAnswered(Event):
        TOPIC: ClassVar[str] = "Batch.MemberAnswered"
        card_application_id: UUID
        answer: MemberAnswer

    class AnswerCorrected(Event):
        """What the receiver had answered about a member was entered wrongly; this is what it answered."""

        TOPIC: ClassVar[str] = "Batch.AnswerCorrected"
        card_application_id: UUID
        answer: MemberAnswer

    class Cancelled(Event):
        TOPIC: ClassVar[str] = "Batch.Cancelled"

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @classmethod
    def open(
        cls,
        id_: UUID,
        kind: BatchKind,
        *,
        city: str,
        card_type: str,
        quota_year: int,
        department: str | None,
        authority: Authority,
    ) -> Self:
        """Begin to collect cases for one letter (建立批次)."""
        return cls.begin(
            cls.Opened,
            id_,
            authority,
            kind=kind,
            city=city,
            card_type=card_type,
            quota_year=quota_year,
            department=department,
        )

    def add(self, card_application_id: UUID, enterprise_id: UUID, area: str, authority: Authority) -> None:
        """Take a case into the batch (列入批次)."""
        self.must_be_unsealed()
        self.record(
            self.MemberAdded,
            authority,
            card_application_id=card_application_id,
            enterprise_id=enterprise_id,
            area=area,
        )

    def remove(self, card_application_id: UUID, authority: Authority) -> None:
        """Take a case out of the batch before it is sealed (移出批次)."""
        authority.must_give_reason()
        self.must_be_unsealed()
        self.must_have(card_application_id)
        self.record(self.MemberRemoved, authority, card_application_id=card_application_id)

    def seal(self, authority: Authority) -> None:
        """Close the batch under its letter; what it has now it has for ever (封存批次)."""
        self.must_be_unsealed()
        if not self.members:
            raise BatchNotInState(NO_MEMBERS, blocked_by=self.shown())
        if not any(paper.number and paper.issued_on for paper in authority.documents):
            raise Invalid(NEEDS_LETTER, field="documents", clauses=("R-14",))
        self.record(self.Sealed, authority, members=tuple(self.members))

    def answer(self, card_application_id: UUID, answer: MemberAnswer, authority: Authority) -> None:
        """Put on record what became of one member at the receiver (逐件接收或退回)."""
        self.must_be_sealed()
        self.must_have(card_application_id)
        if self.members[card_application_id] is not None:
            raise BatchNotInState(ANSWERED, blocked_by=self.shown())
        self.record(self.MemberAnswered, authority, card_application_id=card_application_id, answer=answer)

    def correct_answer(self, card_application_id: UUID, answer: MemberAnswer, authority: Authority) -> None:
        """Say what the receiver really answered about a member (更正逐件答复)."""
        self.must_have(card_application_id)
        if self.members[card_application_id] is not answer:
            self.record(
                self.AnswerCorrected, authority, card_application_id=card_application_id, answer=answer
            )

    def cancel(self, authority: Authority) -> None:
        """Give the batch up before its letter goes out; its members wait for another (取消批次)."""
        authority.must_give_reason()
        self.must_be_unsealed()
        for card_application_id in tuple(self.members):
            self.remove(card_application_id, authority)
        self.record(self.Cancelled, authority)

    # -- what the decisions ask ------------------------------------------------------------------------

    def waits_for(self, card_application_id: UUID) -> bool:
        """Whether the receiver has still to answer this member."""
        return self.members.get(card_application_id, MemberAnswer.ENDED) is None

    def must_be_unsealed(self) -> None:
        if self.is_cancelled:
            raise BatchNotInState(CANCELLED, blocked_by=self.shown())
        if self.is_sealed:
            raise BatchNotInState(SEALED, blocked_by=self.shown())

    def must_be_sealed(self) -> None:
        if not self.is_sealed:
            raise BatchNotInState(NOT_SEALED, blocked_by=self.shown())

    def must_have(self, card_application_id: UUID) -> None:
        """Refuse a case that is no member."""
        if card_application_id not in self.members:
            raise NoSuchMember(field="card_application_id", blocked_by=self.shown())

    def shown(self) -> dict[str, str]:
        """What a refusal says about the batch."""
        return {"kind": "batch", "id": str(self.id)}

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(
        self, kind: BatchKind, city: str, card_type: str, quota_year: int, department: str | None
    ) -> None:
        self.kind = kind
        self.city = city
        self.card_type = card_type
        self.quota_year = quota_year
        self.department = department
        self.is_sealed = False
        self.is_cancelled = False
        self.members: dict[UUID, MemberAnswer | None] = {}  # in the order in which they were added

    @event(MemberAdded)
    def _member_added(self, card_application_id: UUID) -> None:
        self.members[card_application_id] = None

    @event(MemberRemoved)
    def _member_removed(self, card_application_id: UUID) -> None:
        del self.members[card_application_id]

    @event(Sealed)
    def _sealed(self) -> None:
        self.is_sealed = True

    @event(MemberAnswered)
    def _member_answered(self, card_application_id: UUID, answer: MemberAnswer) -> None:
        self.members[card_application_id] = answer

    @event(AnswerCorrected)
    def _answer_corrected(self, card_application_id: UUID, answer: MemberAnswer) -> None:
        self.members[card_application_id] = answer

    @event(Cancelled)
    def _cancelled(self) -> None:
        self.is_cancelled = True


ANSWERED = Text("该申报已接收或退回", "This member was answered already")
CANCELLED = Text("批次已取消", "The batch was given up")
NEEDS_LETTER = Text(
    "封存批次须注明函件的文号和日期", "Sealing a batch states the number and date of its letter"
)
NO_MEMBERS = Text("批次中没有申报", "The batch has no members")
NOT_SEALED = Text("批次尚未封存", "The batch is not sealed yet")
SEALED = Text("批次已封存", "The batch is sealed")
