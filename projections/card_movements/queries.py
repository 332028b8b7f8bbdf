"""The card movements as they are read: the port through which a city's reports are compiled (`domain.ports.CardBooks`)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import Engine, String, cast, func, or_, select

from domain.ledger_books.archive import Span
from domain.ledger_books.card_compiling import MarkedCard
from domain.ledger_books.card_postings import CardPosting, CardPostingKind
from projections.card_movements.tables import postings, standings
from projections.reading import Wait, fetched, not_at_all
from projections.schema import tracking
from projections.standings import stood


class CardMovements:
    """Answers from the tables of the card movements, for whoever compiles a city's report."""

    def __init__(self, engine: Engine, wait: Wait = not_at_all) -> None:
        self._engine = engine
        self._wait = wait

    @property
    def position(self) -> int:
        """Until where in the log the postings are known."""
        query = select(tracking.c.position).where(tracking.c.projection == postings.name)
        return next((row.position for row in fetched(self._engine, query)), 0)

    def comes_to(self, position: int) -> bool:
        """Whether they are known until there, or are when they have been waited for."""
        return self.position >= position or self._wait(postings.name, position)

    def postings(self, city: str, span: Span) -> Iterator[CardPosting]:
        """The city's postings in the span, card by card, each card's in the order of the log."""
        moved = postings.c
        query = (
            select(
                cast(moved.card_id, String).label("item"),
                *moved["card_type", "kind", "position", "effective_on", "booked_on"],
            )
            .where(moved.city == city, moved.position <= span.until, moved.booked_on <= span.by)
            .where(or_(moved.position > span.taken_until, moved.booked_on > span.taken_by))
            .order_by(moved.card_id, moved.position)
        )
        for row in fetched(self._engine, query):
            item, card_type, kind, *others = tuple(row)
            yield CardPosting(item, card_type, CardPostingKind(kind), *others)

    def held(self, city: str, until: int, by: date) -> Mapping[str, int]:
        """How many cards of each type are on the city's register by these postings."""
        moved = postings.c
        query = (
            select(moved.card_type, func.sum(moved.direction).label("cards"))
            .where(moved.city == city, moved.position <= until, moved.booked_on <= by)
            .group_by(moved.card_type)
        )
        return {row.card_type: row.cards for row in fetched(self._engine, query)}

    def marked(self, city: str, until: int, by: date) -> Sequence[MarkedCard]:
        """The cards that are on the register then and are suspended, or whose holder has not arrived."""
        cards = standings.c
        query = (
            select(cards.card_id, cards.card_type, cards.is_suspended, cards.has_not_arrived)
            .where(cards.city == city, cards.is_held, stood(standings, until, by))
            .where(or_(cards.is_suspended, cards.has_not_arrived))
            .order_by(cards.card_id)
        )
        return [
            MarkedCard(str(row.card_id), row.card_type, row.is_suspended, row.has_not_arrived)
            for row in fetched(self._engine, query)
        ]
