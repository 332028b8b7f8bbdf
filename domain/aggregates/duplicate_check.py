"""Duplicate check (查重): the cases that have one thing in common, a person for a card type or a file.

    Opened ── CaseNoted ↺ ── Dismissed | Upheld          of each pair that somebody has decided about

Keyed by what is common and saved in the transaction that brings a case to it, so that of two cases submitted at once the
second finds the first. Nothing in the key is of a document's number: it would outlive an erasure.
"""

from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced
from domain.duplicates import DuplicateDecided, DuplicateGround, NoSuchFinding

NAMESPACE = UUID("8c1f5f0e-44a7-5d0b-9a55-0d0a3f6f7b21")
Pair = frozenset[UUID]


class DuplicateCheck(EventSourced):
    TOPIC = "DuplicateCheck"

    class Event(EventSourced.Event):
        """Something that happened to what several cases may have in common."""

    class Opened(Event, Begins):
        """`common` is the person and card type, or the digest of the file, that the first case has brought."""

        TOPIC: ClassVar[str] = "DuplicateCheck.Opened"
        city: str
        ground: DuplicateGround
        common: str
        card_application_id: UUID

    class CaseNoted(Event):
        TOPIC: ClassVar[str] = "DuplicateCheck.CaseNoted"
        card_application_id: UUID

    class Dismissed(Event):
        TOPIC: ClassVar[str] = "DuplicateCheck.Dismissed"
        card_application_id: UUID
        other_id: UUID

    class Upheld(Event):
        """The case is a duplicate of the other, and ends in the same transaction."""

        TOPIC: ClassVar[str] = "DuplicateCheck.Upheld"
        card_application_id: UUID
        other_id: UUID

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(city: str, ground: DuplicateGround, common: str) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, f"{city}/{ground}/{common}")

    @classmethod
    def open(
        cls, city: str, ground: DuplicateGround, common: str, card_application_id: UUID, authority: Authority
    ) -> Self:
        """Begin to keep which cases have this in common, with the first (建立查重记录)."""
        return cls.begin(
            cls.Opened,
            cls.id_of(city, ground, common),
            authority,
            city=city,
            ground=ground,
            common=common,
            card_application_id=card_application_id,
        )

    def note(self, card_application_id: UUID, authority: Authority) -> None:
        """Another case has it, too (记入查重)."""
        if card_application_id not in self.cases:
            self.record(
                self.CaseNoted,
                authority,
                after=authority.effective_on,
                card_application_id=card_application_id,
            )

    def dismiss(self, card_application_id: UUID, other_id: UUID, subject: UUID, authority: Authority) -> None:
        """Find that the two are no duplicates (认定不重复)."""
        self._decide(self.Dismissed, card_application_id, other_id, subject, authority)

    def uphold(self, card_application_id: UUID, other_id: UUID, subject: UUID, authority: Authority) -> None:
        """Find that the case is a duplicate of the other (认定重复)."""
        self._decide(self.Upheld, card_application_id, other_id, subject, authority)

    def undecided(self, card_application_id: UUID) -> list[UUID]:
        """The other cases about which nobody has decided, in the order in which they came."""
        others = (other for other in self.cases if other != card_application_id)
        return [other for other in others if frozenset({card_application_id, other}) not in self.decided]

    def _decide(
        self, event_class: type[Event], case_id: UUID, other_id: UUID, subject: UUID, authority: Authority
    ) -> None:
        authority.must_give_reason()
        pair = frozenset({case_id, other_id})
        if len(pair) < 2 or not pair <= set(self.cases):  # noqa: PLR2004  a pair has two
            raise NoSuchFinding(blocked_by={"kind": "card_application", "id": str(other_id)})
        if pair in self.decided:
            raise DuplicateDecided(blocked_by={"kind": "card_application", "id": str(other_id)})
        self.record(event_class, authority, subject=subject, card_application_id=case_id, other_id=other_id)

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, city: str, ground: DuplicateGround, common: str, card_application_id: UUID) -> None:
        self.city = city
        self.ground = ground
        self.common = common
        self.cases: list[UUID] = [card_application_id]
        self.decided: set[Pair] = set()

    @event(CaseNoted)
    def _case_noted(self, card_application_id: UUID) -> None:
        self.cases = [*self.cases, card_application_id]

    @event(Dismissed)
    def _dismissed(self, card_application_id: UUID, other_id: UUID) -> None:
        self.decided = {*self.decided, frozenset({card_application_id, other_id})}

    @event(Upheld)
    def _upheld(self, card_application_id: UUID, other_id: UUID) -> None:
        self.decided = {*self.decided, frozenset({card_application_id, other_id})}
