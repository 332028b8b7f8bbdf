"""Ledger closings (关账): when entry was closed for a city's three ledgers, quarter by quarter (decided point 23).

    Opened ── EntryClosed ↺

Invariants: one instant and one position of the log for all areas of the city; a quarter is closed once, when it is over, and
after the one before it.
"""

from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced
from domain.ledger_books.content import CutOff
from domain.ledger_books.quarters import Quarter, QuarterCode
from domain.reports import NotTheNextQuarter, QuarterNotOver

NAMESPACE = UUID("7b1e5c0a-3c39-5d0e-8f5d-9a4b6c2d1e07")


class LedgerClosings(EventSourced):
    TOPIC = "LedgerClosings"

    class Event(EventSourced.Event):
        """Something about the closings of a city."""

        city: str

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "LedgerClosings.Opened"

    class EntryClosed(Event):
        TOPIC: ClassVar[str] = "LedgerClosings.EntryClosed"
        quarter: QuarterCode
        cut_off: CutOff
        areas: tuple[str, ...]

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(city: str) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, city)

    @classmethod
    def open(cls, city: str, authority: Authority) -> Self:
        """Begin to close the ledgers of a city, quarter by quarter."""
        return cls.begin(cls.Opened, cls.id_of(city), authority, city=city)

    def close_entry(
        self, quarter: Quarter, cut_off: CutOff, areas: tuple[str, ...], authority: Authority
    ) -> None:
        """Close entry of a quarter for these areas: what is recorded later is counted later (关账)."""
        if authority.effective_on <= quarter.last_day:
            raise QuarterNotOver(field="quarter")
        if self.last is not None and quarter != self.last.later(1):
            raise NotTheNextQuarter(
                field="quarter", blocked_by={"kind": "ledger_closings", "last": self.last.code}
            )
        self.record(
            self.EntryClosed, authority, city=self.city, quarter=quarter.code, cut_off=cut_off, areas=areas
        )

    # -- what others ask -------------------------------------------------------------------------------

    @property
    def last(self) -> Quarter | None:
        """The last quarter that was closed."""
        return max(self.cut_offs, default=None)

    def closed_after(self, position: int) -> bool:
        """Whether entry of a quarter was closed after that position."""
        return any(cut_off.position > position for cut_off in self.cut_offs.values())

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, city: str) -> None:
        self.city = city
        self.cut_offs: dict[Quarter, CutOff] = {}
        self.areas: dict[Quarter, tuple[str, ...]] = {}

    @event(EntryClosed)
    def _entry_closed(self, quarter: str, cut_off: CutOff, areas: tuple[str, ...]) -> None:
        self.cut_offs[Quarter.named(quarter)] = cut_off
        self.areas[Quarter.named(quarter)] = areas
