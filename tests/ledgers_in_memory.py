"""The books of the ledgers and of the cards out of the events themselves, read anew for every question."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from uuid import UUID

from domain.aggregates import Enterprise
from domain.calendar import Calendar
from domain.card_events import CardEvent
from domain.demand_events import DemandEvent
from domain.ledger_books.archive import Marks, Span
from domain.ledger_books.card_compiling import MarkedCard
from domain.ledger_books.card_postings import CardPosting
from domain.ledger_books.card_recording import CardStanding, card_after, card_postings_of
from domain.ledger_books.compiling import Flagged
from domain.ledger_books.content import ListedItem
from domain.ledger_books.postings import Part, Posting
from domain.ledger_books.recording import Standing, after, postings_of
from domain.ports import Policies
from tests.domain.ledger_books.told_once import told_once


class InMemoryLedgers:
    """Implements `domain.ports.LedgerBooks`; `events` gives every event with its position."""

    def __init__(
        self, events: Callable[[], Iterable[tuple[int, object]]], policies: Policies, calendar: Calendar
    ) -> None:
        self._events, self._policies, self._calendar = events, policies, calendar
        self.read_until: int | None = None  # of books that are behind the log

    @property
    def position(self) -> int:
        newest = max((position for position, _ in self._events()), default=0)
        return newest if self.read_until is None else self.read_until

    def comes_to(self, position: int) -> bool:
        return self.position >= position

    def postings(self, area: str, span: Span) -> list[Posting]:
        found = [
            posting
            for of_area, posting in self._posted(span.until, span.by)
            if of_area == area
            and not (posting.position <= span.taken_until and posting.booked_on <= span.taken_by)
        ]
        return sorted(found, key=lambda posting: (posting.item, posting.position))

    def histories(self, area: str, span: Span, marks: Marks) -> list[Posting]:
        return [*told_once(self.postings(area, span), marks)]

    def held(self, area: str, until: int, by: date) -> Counter[Part]:
        open_items = (one for one in self._standing(until, by) if one.is_open and one.area == area)
        return Counter(Part(one.ledger, one.category) for one in open_items)

    def flagged(self, area: str, until: int, by: date) -> list[Flagged]:
        found = []
        names = self._names(until)
        for one in self._standing(until, by):
            due_on = self._due_on(one)
            is_overdue = due_on is not None and due_on < by
            if one.is_open and one.area == area and (is_overdue or one.is_escalated):
                found.append(
                    Flagged(one.listed(due_on, names.get(one.enterprise_id)), one.is_escalated, is_overdue)
                )
        return sorted(found, key=lambda one: one.item.number)

    def listed(self, areas: Sequence[str], numbers: Sequence[str], until: int) -> list[ListedItem]:
        known = {one.number: one for one in self._standing(until, date.max) if one.area in areas}
        names = self._names(until)
        found = [known[number] for number in numbers if number in known]
        return [one.listed(self._due_on(one), names.get(one.enterprise_id)) for one in found]

    def _due_on(self, one: Standing) -> date | None:
        """By which day an open item is to be dealt with."""
        if not one.is_open:
            return None
        rules = self._policies.book.version(one.policy_version).ledger(one.ledger).deadlines
        return one.due_on(rules, self._calendar)

    def _names(self, until: int) -> dict[UUID | None, str]:
        """What the enterprises were called, as far as was known then."""
        named: dict[UUID | None, tuple[date, str]] = {}
        for position, event in self._events():
            if isinstance(event, Enterprise.Registered | Enterprise.Renamed) and position <= until:
                known = (event.envelope.effective_on, event.name)
                before = named.get(event.originator_id, known)
                named[event.originator_id] = before if before[0] > known[0] else known
        return {enterprise_id: name for enterprise_id, (_, name) in named.items()}

    def _posted(self, until: int, by: date) -> Iterable[tuple[str, Posting]]:
        for position, event, before, stands in self._history():
            for area, posting in postings_of(event, before, stands, position):
                if position <= until and posting.booked_on <= by:
                    yield area, posting

    def _standing(self, until: int, by: date) -> Iterable[Standing]:
        latest: dict[object, Standing] = {}
        for position, event, _, stands in self._history():
            if position <= until and stands.booked_on <= by:
                latest[event.originator_id] = stands
        return latest.values()

    def _history(self) -> Iterable[tuple[int, DemandEvent, Standing | None, Standing]]:
        latest: dict[object, Standing] = {}
        for position, event in self._events():
            if isinstance(event, DemandEvent):
                before = latest.get(event.originator_id)
                stands = latest[event.originator_id] = after(event, before)
                yield position, event, before, stands


class InMemoryCardBooks:
    """Implements `domain.ports.CardBooks`, in the same way."""

    def __init__(self, events: Callable[[], Iterable[tuple[int, object]]]) -> None:
        self._events = events
        self.read_until: int | None = None

    @property
    def position(self) -> int:
        newest = max((position for position, _ in self._events()), default=0)
        return newest if self.read_until is None else self.read_until

    def comes_to(self, position: int) -> bool:
        return self.position >= position

    def postings(self, city: str, span: Span) -> list[CardPosting]:
        found = [
            posting
            for of_city, posting in self._posted(span.until, span.by)
            if of_city == city
            and not (posting.position <= span.taken_until and posting.booked_on <= span.taken_by)
        ]
        return sorted(found, key=lambda posting: (posting.item, posting.position))

    def held(self, city: str, until: int, by: date) -> Counter[str]:
        return Counter(one.card_type for one in self._standing(until, by) if one.is_held and one.city == city)

    def marked(self, city: str, until: int, by: date) -> list[MarkedCard]:
        found = (one for one in self._standing(until, by) if one.is_held and one.city == city)
        return sorted(
            MarkedCard(str(one.card_id), one.card_type, one.is_suspended, one.has_not_arrived)
            for one in found
            if one.is_suspended or one.has_not_arrived
        )

    def _posted(self, until: int, by: date) -> Iterable[tuple[str, CardPosting]]:
        for position, event, before, stands in self._history():
            for posting in card_postings_of(event, before, stands, position):
                if position <= until and posting.booked_on <= by:
                    yield stands.city, posting

    def _standing(self, until: int, by: date) -> Iterable[CardStanding]:
        latest: dict[UUID, CardStanding] = {}
        for position, _, __, stands in self._history():
            if position <= until and stands.booked_on <= by:
                latest[stands.card_id] = stands
        return latest.values()

    def _history(self) -> Iterable[tuple[int, CardEvent, CardStanding | None, CardStanding]]:
        latest: dict[UUID, CardStanding] = {}
        for position, event in self._events():
            if isinstance(event, CardEvent):
                before = latest.get(event.originator_id)
                stands = latest[event.originator_id] = card_after(event, before)
                yield position, event, before, stands
