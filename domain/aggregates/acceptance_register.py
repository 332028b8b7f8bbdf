"""Acceptance register (受理登记簿) of one city and year: which number each case was accepted under.

    Opened ── CaseNumbered ↺

Invariant: a number is given once, whatever becomes of the case (受理编号不重复、不收回).
"""

from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced

NAMESPACE = UUID("5b1f0f0e-6a57-5f1c-8b55-2f6f2f6a6b1d")


class AcceptanceRegister(EventSourced):
    TOPIC = "AcceptanceRegister"

    class Event(EventSourced.Event):
        """Something that was entered in the register."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "AcceptanceRegister.Opened"
        city: str
        year: int

    class CaseNumbered(Event):
        TOPIC: ClassVar[str] = "AcceptanceRegister.CaseNumbered"
        number: str
        card_application_id: UUID

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(city: str, year: int) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, f"{city}/{year}")

    @classmethod
    def open(cls, city: str, year: int, authority: Authority) -> Self:
        """Begin the register of a year (建立受理登记簿)."""
        return cls.begin(cls.Opened, cls.id_of(city, year), authority, city=city, year=year)

    def give_number(self, card_application_id: UUID, *, talent_id: UUID, authority: Authority) -> str:
        """The next number, for this case (编号): `370300-2024-0001`."""
        number = f"{self.city}-{self.year}-{self.given + 1:04d}"
        facts = {"number": number, "card_application_id": card_application_id}
        # Each entry stands for itself: none takes effect before another one.
        self.record(self.CaseNumbered, authority, subject=talent_id, after=authority.effective_on, **facts)
        return number

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, city: str, year: int) -> None:
        self.city = city
        self.year = year
        self.given = 0

    @event(CaseNumbered)
    def _case_numbered(self) -> None:
        self.given += 1
