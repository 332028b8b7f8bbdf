"""The ledger movements as they are read: the port through which reports are compiled (`domain.ports.LedgerBooks`)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Engine, Label, Row, Select, func, or_, select, union_all
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from domain.ledger_books.archive import Marks, Span
from domain.ledger_books.compiling import Flagged
from domain.ledger_books.content import ListedItem
from domain.ledger_books.postings import Part, Posting
from domain.policy.ledgers import Ledger
from projections.ledger_movements.histories import KINDS, alike, history
from projections.ledger_movements.tables import enterprises, postings, standings
from projections.reading import Wait, fetched, not_at_all
from projections.schema import tracking
from projections.standings import FOR_EVER, stood

Columns = ReadOnlyColumnCollection[str, Any]


class LedgerMovements:
    """Answers from the tables of the ledger movements, for whoever compiles a report."""

    def __init__(self, engine: Engine, wait: Wait = not_at_all) -> None:
        self.engine = engine
        self._wait = wait

    @property
    def position(self) -> int:
        """Until where in the log the postings are known."""
        query = select(tracking.c.position).where(tracking.c.projection == postings.name)
        return next((row.position for row in fetched(self.engine, query)), 0)

    def comes_to(self, position: int) -> bool:
        """Whether they are known until there, or are when they have been waited for."""
        return self.position >= position or self._wait(postings.name, position)

    def postings(self, area: str, span: Span) -> Iterator[Posting]:
        """The area's postings in the span, item by item, each item's in the order of the log."""
        query = in_span(area, span).order_by("item_id", "position", "side")
        for row in fetched(self.engine, query):
            yield Posting(
                row.number, row.ledger, KINDS[row.kind], row.position, row.effective_on, row.booked_on,
                row.in_time, row.working_days, row.satisfied, row.category,
            )  # fmt: skip

    def histories(self, area: str, span: Span, marks: Marks) -> Iterator[Posting]:
        """The same, but items that the marks do not tell apart are told by one of them, on days and positions of the marks."""
        for row in fetched(self.engine, alike(in_span(area, span), marks)):
            yield from history(row, marks)

    def first_position(self, areas: Sequence[str]) -> int | None:
        """Where in the log the first item came onto the books of these areas, if any has."""
        query = select(func.min(postings.c.position).label("position")).where(postings.c.area.in_(areas))
        return next((row.position for row in fetched(self.engine, query)), None)

    def held(self, area: str, until: int, by: date) -> Mapping[Part, int]:
        """How many items stand open in each category of the area's ledgers."""
        items = _open_in(area, until, by)
        part = (items.ledger, items.category)
        query = select(*part, func.count().label("items")).group_by(*part)
        return {Part(row.ledger, row.category): row.items for row in fetched(self.engine, query)}

    def flagged(self, area: str, until: int, by: date) -> Sequence[Flagged]:
        """The items of the area that stand open then and are with a higher level or overdue, by number."""
        items = _open_in(area, until, by)
        query = (
            select(*_listing(items, until), items.is_escalated, (items.due_on < by).label("is_overdue"))
            .where(or_(items.due_on < by, items.is_escalated))
            .order_by(items.number)
        )
        return [
            Flagged(_listed(row), row.is_escalated, bool(row.is_overdue))
            for row in fetched(self.engine, query)
        ]

    def listed(self, areas: Sequence[str], numbers: Sequence[str], until: int) -> Sequence[ListedItem]:
        """Those of these items that are in these areas, as they were known then, in the order of the numbers."""
        items = standings.c
        query = select(*_listing(items, until)).where(
            items.number.in_(numbers), items.area.in_(areas), stood(standings, until, FOR_EVER)
        )
        found = {row.number: _listed(row) for row in fetched(self.engine, query)}
        return [found[number] for number in numbers if number in found]


def in_span(area: str, span: Span) -> Select[Any]:
    """The postings of an area in a span: what was recorded since it was taken, and what is booked since of what was recorded before."""
    moved = postings.c
    since = select(postings).where(moved.position > span.taken_until, moved.position <= span.until)
    before = select(postings).where(moved.position <= span.taken_until, moved.booked_on > span.taken_by)
    of_area = (moved.area == area, moved.booked_on <= span.by)
    return select(union_all(since.where(*of_area), before.where(*of_area)).subquery("posted"))


def _open_in(area: str, until: int, by: date) -> Columns:
    """How the items stood that were open in an area: in two parts, of each of which an index has the end."""
    items = standings.c
    of_area = (items.area == area, items.is_open, items.known_from <= until, items.booked_on <= by)
    not_known = select(standings).where(*of_area, items.known_to > until)
    not_yet = select(standings).where(*of_area, items.known_to <= until, items.booked_to > by)
    return union_all(not_known, not_yet).subquery("stood").c


def _enterprise_name(items: Columns, until: int) -> Label[str]:
    """What the enterprise of an item was called, as far as was known at a position."""
    named = enterprises.c
    latest = (
        select(named.name)
        .where(named.enterprise_id == items.enterprise_id, named.known_from <= until)
        .order_by(named.since.desc(), named.known_from.desc())
        .limit(1)
    )
    return latest.scalar_subquery().label("enterprise_name")


def _listing(items: Columns, until: int) -> Iterator[ColumnElement[Any]]:
    """What an annex says of an item, as far as was known at a position."""
    yield from items["number", "area", "ledger", "category", "enterprise_id", "responsible", "due_on"]
    yield _enterprise_name(items, until)


def _listed(row: Row[Any]) -> ListedItem:
    return ListedItem(
        number=row.number,
        area=row.area,
        ledger=Ledger(row.ledger),
        category=row.category,
        enterprise_id=row.enterprise_id,
        enterprise_name=row.enterprise_name,
        responsible=row.responsible,
        due_on=row.due_on,
    )
