"""The books of the ledgers out of the events themselves, read anew for every question."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import date

from domain.calendar import Calendar
from domain.demand_events import DemandEvent
from domain.ledger_books.archive import Span
from domain.ledger_books.compiling import Flagged
from domain.ledger_books.content import ListedItem
from domain.ledger_books.postings import Part, Posting
from domain.ledger_books.recording import Standing, after, postings_of
from domain.ports import Policies


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

    def postings(self, area: str, span: Span) -> list[Posting]:
        found = [
            posting
            for of_area, posting in self._posted(span.until, span.by)
            if of_area == area
            and not (posting.position <= span.taken_until and posting.booked_on <= span.taken_by)
        ]
        return sorted(found, key=lambda posting: (posting.item, posting.position))

    def held(self, area: str, until: int, by: date) -> Counter[Part]:
        open_items = (one for one in self._standing(until, by) if one.is_open and one.area == area)
        return Counter(Part(one.ledger, one.category) for one in open_items)

    def flagged(self, area: str, until: int, by: date) -> list[Flagged]:
        found = []
        for one in self._standing(until, by):
            rules = self._policies.book.version(one.policy_version).ledger(one.ledger).deadlines
            due_on = one.due_on(rules, self._calendar)
            is_overdue = due_on is not None and due_on < by
            if one.is_open and one.area == area and (is_overdue or one.is_escalated):
                found.append(Flagged(one.listed(due_on), one.is_escalated, is_overdue))
        return sorted(found, key=lambda one: one.item.number)

    def listed(self, areas: Sequence[str], numbers: Sequence[str], until: int) -> list[ListedItem]:
        known = {one.number: one for one in self._standing(until, date.max) if one.area in areas}
        return [known[number].listed() for number in numbers if number in known]

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
