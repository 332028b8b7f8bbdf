"""Sample catalogue (抽样目录): every audit sample that was drawn in a city, in the order of drawing.

    Opened ── SampleEntered ↺

Invariant: the numbers have no gap, so whoever draws until the lots please leaves the earlier samples behind for all to see.
"""

from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced

NAMESPACE = UUID("0c5e6c0e-5d43-5a3b-9a55-0e7d2b6f4a19")


class SampleCatalogue(EventSourced):
    TOPIC = "SampleCatalogue"

    class Event(EventSourced.Event):
        """Something that happened to a city's catalogue."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "SampleCatalogue.Opened"
        city: str

    class SampleEntered(Event):
        TOPIC: ClassVar[str] = "SampleCatalogue.SampleEntered"
        number: int
        audit_sample_id: UUID

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(city: str) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, city)

    @classmethod
    def open(cls, city: str, authority: Authority) -> Self:
        """Begin a city's catalogue (建立抽样目录)."""
        return cls.begin(cls.Opened, cls.id_of(city), authority, city=city)

    def enter(self, audit_sample_id: UUID, authority: Authority) -> int:
        """List a sample under the next number (列入样本)."""
        number = len(self.samples) + 1
        self.record(self.SampleEntered, authority, number=number, audit_sample_id=audit_sample_id)
        return number

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, city: str) -> None:
        self.city = city
        self.samples: tuple[UUID, ...] = ()

    @event(SampleEntered)
    def _sample_entered(self, audit_sample_id: UUID) -> None:
        self.samples = (*self.samples, audit_sample_id)
