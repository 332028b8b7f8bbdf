"""The books of the cards as the projection keeps them are those that the cards themselves give."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.cards import CancellationCause, CardStatus
from domain.ledger_books.archive import Span
from projections.card_movements import CardMovements, card_movements
from tests.domain.ledger_books.cards_by_hand import CITY, CardsByHand
from tests.domain.ledger_books.test_card_invariants import BEGINNING, History, seasons
from tests.ledgers_in_memory import InMemoryCardBooks
from tests.projections.made_up import talent

FIRST, LATER, LAST_DAY = date(2026, 1, 12), date(2026, 4, 14), date(2026, 3, 31)
FOR_EVER = date(2030, 1, 1)


@pytest.fixture
def cards(books, record, caught_up, app) -> "Kept":
    return Kept(books.card_books, record, caught_up, CardMovements(app.engine))


class Kept(CardsByHand):
    """Cards that are recorded in the database, with the books of both kinds."""

    def __init__(self, by_hand: InMemoryCardBooks, record, caught_up, kept: CardMovements) -> None:
        holder = talent()
        record(holder)
        super().__init__(holder=holder.id)
        self.by_hand, self.record, self.caught_up, self.kept = by_hand, record, caught_up, kept

    def recorded(self, card) -> None:
        self.position = self.record(card)

    def agree(self, until: int, by: date) -> None:
        span = Span(until, by)
        assert sorted(self.kept.postings(CITY, span)) == sorted(self.by_hand.postings(CITY, span))
        held = self.kept.held(CITY, until, by)
        assert {kind: cards for kind, cards in held.items() if cards} == dict(
            self.by_hand.held(CITY, until, by)
        )
        assert sorted(self.kept.marked(CITY, until, by)) == self.by_hand.marked(CITY, until, by)


def test_cards_are_posted_and_stand_as_they_were_known_at_a_position_and_had_effect_by_a_day(cards):
    positions = []
    cards.issued_early(FIRST)
    suspended, ended = cards.taken_over(FIRST, CardStatus.SUSPENDED), cards.issued(FIRST, "huicai")
    positions.append(cards.position)
    suspended.reinstate(**cards.by(LATER))
    cards.recorded(suspended)
    ended.cancel(CancellationCause.LEFT, **cards.by(LATER))
    cards.recorded(ended)
    positions.append(cards.position)
    cards.renew(suspended, LATER)
    mistaken = cards.issued(LATER)
    mistaken.reverse_grant(**cards.by(LATER))
    cards.recorded(mistaken)
    positions.append(cards.position)

    cards.caught_up()

    for until in positions:
        for by in (FIRST, LAST_DAY, FOR_EVER):
            cards.agree(until, by)
    assert cards.kept.held(CITY, cards.position, LAST_DAY) == {"elite": 2, "huicai": 1}
    assert cards.kept.held(CITY, cards.position, FOR_EVER) == {"elite": 2, "huicai": 0}
    assert cards.kept.position >= cards.position


def test_a_span_leaves_out_what_was_taken_before(cards):
    cards.issued(FIRST)
    taken = cards.position
    later = cards.issued(FIRST)

    cards.caught_up()

    (posting,) = cards.kept.postings(CITY, Span(cards.position, LAST_DAY, taken, LAST_DAY))
    assert posting.item == str(later.id)


def test_erasing_the_holder_changes_no_figure(cards, vault):
    card = cards.issued(FIRST)
    cards.caught_up()
    before = list(cards.kept.postings(CITY, Span(cards.position, FOR_EVER)))

    vault.erase(card.talent_id)

    assert list(cards.kept.postings(CITY, Span(cards.position, FOR_EVER))) == before
    assert cards.kept.held(CITY, cards.position, FOR_EVER) == {"elite": 1}


def test_given_any_lawful_history_of_cards_then_the_books_are_those_that_its_events_give(take_in, app):
    kept = CardMovements(app.engine)

    @settings(max_examples=12, deadline=None)
    @given(st.lists(seasons, min_size=1, max_size=2), st.lists(st.integers(1, 7), max_size=20))
    def holds(seasons, lengths):
        history = History(city=f"city-{uuid4()}")  # that nobody has seen before
        history.play(seasons)
        events = [event for _, event in history.cards.log if event.TOPIC in card_movements.taken]
        take_in(card_movements, events, lengths)

        by_hand, city = InMemoryCardBooks(lambda: enumerate(events, 1)), history.cards.city
        for until in (len(events) // 2, len(events)):
            for by in (BEGINNING.last_day, FOR_EVER):
                span = Span(until, by)
                assert sorted(kept.postings(city, span)) == sorted(by_hand.postings(city, span))
                held = {kind: cards for kind, cards in kept.held(city, until, by).items() if cards}
                assert held == dict(by_hand.held(city, until, by))
                assert sorted(kept.marked(city, until, by)) == by_hand.marked(city, until, by)

    holds()
