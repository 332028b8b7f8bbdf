"""Ledger closings (关账): when entry was closed in a region, quarter by quarter, and which reports were signed since (decided point 23).

    Opened ── DraftAnnounced ── EntryClosed ↺ ── ReportCounted ↺

Invariants: one instant and one position of the log for all areas of the city; a quarter is closed once, when it is over, and
after the one before it. What a report counts hangs on what else is signed and closed: so all of it is decided here, one
after the other, and of two signatures at the same time the later is decided on what the earlier has left (ADR 38).
"""

from datetime import date
from typing import Any, ClassVar, NamedTuple, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, Envelope, EventSourced
from domain.ledger_books.content import CutOff
from domain.ledger_books.quarters import Quarter, QuarterCode
from domain.reports import AnnouncedAlready, NotTheNextQuarter, QuarterNotOver

NAMESPACE = UUID("7b1e5c0a-3c39-5d0e-8f5d-9a4b6c2d1e07")


class Announced(NamedTuple):
    """To which areas the draft of a quarter was announced, when, and until when they enter."""

    areas: tuple[str, ...]
    on: date
    last_day_of_entry: date


class LedgerClosings(EventSourced):
    TOPIC = "LedgerClosings"

    class Event(EventSourced.Event):
        """Something about the closings of a region: of a city, or of a province that adds up its cities' reports."""

        region: str

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "LedgerClosings.Opened"

    class DraftAnnounced(Event):
        """The quarter is over: its windows were told to look at the draft, and until when they enter what belongs to it."""

        TOPIC: ClassVar[str] = "LedgerClosings.DraftAnnounced"
        quarter: QuarterCode
        areas: tuple[str, ...]
        last_day_of_entry: date

    class EntryClosed(Event):
        """`areas` are those whose ledgers are kept here."""

        TOPIC: ClassVar[str] = "LedgerClosings.EntryClosed"
        quarter: QuarterCode
        cut_off: CutOff
        areas: tuple[str, ...]

    class ReportCounted(Event):
        """A revision was signed off, and takes its place after those that were before (计入)."""

        TOPIC: ClassVar[str] = "LedgerClosings.ReportCounted"
        unit: str
        quarter: QuarterCode
        revision: int

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(region: str) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, region)

    @classmethod
    def open(cls, region: str, authority: Authority) -> Self:
        """Begin to close the ledgers of a region, quarter by quarter."""
        return cls.begin(cls.Opened, cls.id_of(region), authority, region=region)

    def close_entry(
        self, quarter: Quarter, cut_off: CutOff, areas: tuple[str, ...], authority: Authority
    ) -> None:
        """Close entry of a quarter for these areas: what is recorded later is counted later (关账)."""
        self.must_be_next(quarter, authority.effective_on)
        facts: dict[str, Any] = {"quarter": quarter.code, "cut_off": cut_off, "areas": areas}
        self.record(self.EntryClosed, authority, region=self.region, **facts)

    def announce_draft(
        self, quarter: Quarter, areas: tuple[str, ...], last_day_of_entry: date, authority: Authority
    ) -> None:
        """Tell the windows of these areas that the quarter is over and its draft is to be looked at (初稿预览提醒)."""
        self.must_be_next(quarter, authority.effective_on)
        if quarter in self.announced:
            raise AnnouncedAlready(field="quarter")
        self.record(
            self.DraftAnnounced,
            authority,
            region=self.region,
            quarter=quarter.code,
            areas=areas,
            last_day_of_entry=last_day_of_entry,
        )

    def count(self, unit: str, quarter: Quarter, revision: int, authority: Authority) -> None:
        """Have a signed revision count from now on, after all that was signed and closed before (计入)."""
        facts: dict[str, Any] = {"unit": unit, "quarter": quarter.code, "revision": revision}
        self.record(self.ReportCounted, authority, after=authority.effective_on, region=self.region, **facts)

    # -- what the decisions and others ask -------------------------------------------------------------------------------

    def must_be_next(self, quarter: Quarter, day: date) -> None:
        """Refuse a quarter that is not over on a day, or that does not follow on the last that was closed."""
        if day <= quarter.last_day:
            raise QuarterNotOver(field="quarter")
        if self.last is not None and quarter != self.last.later(1):
            raise NotTheNextQuarter(
                field="quarter", blocked_by={"kind": "ledger_closings", "last": self.last.code}
            )

    @property
    def last(self) -> Quarter | None:
        """The last quarter that was closed."""
        return max(self.cut_offs, default=None)

    def closed_after(self, position: int) -> bool:
        """Whether entry of a quarter was closed after that position."""
        return any(cut_off.position > position for cut_off in self.cut_offs.values())

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, region: str) -> None:
        self.region = region
        self.cut_offs: dict[Quarter, CutOff] = {}
        self.areas: dict[Quarter, tuple[str, ...]] = {}
        self.announced: dict[Quarter, Announced] = {}

    @event(DraftAnnounced)
    def _draft_announced(
        self, quarter: str, areas: tuple[str, ...], last_day_of_entry: date, envelope: Envelope
    ) -> None:
        announced = Announced(areas, envelope.effective_on, last_day_of_entry)
        self.announced[Quarter.named(quarter)] = announced

    @event(EntryClosed)
    def _entry_closed(self, quarter: str, cut_off: CutOff, areas: tuple[str, ...]) -> None:
        self.cut_offs[Quarter.named(quarter)] = cut_off
        self.areas[Quarter.named(quarter)] = areas
