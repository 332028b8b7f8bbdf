"""Whatever happens to heads and lists: one card for a person, every card said by a run, no number twice."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregates import AutomaticGrants, Card, CardHolding, CardNumbers, Talent
from domain.aggregates.automatic_grants import GETS_CARD
from domain.cadres import PartyManaged
from tests.domain.grants_of_zibo import holders, previewed
from tests.domain.lives_of_heads import live, steps
from tests.domain.zibo import ZIBO
from tests.in_memory import Books


@settings(max_examples=60, deadline=None)
@given(st.lists(steps, max_size=14))
def test_cards_holdings_numbers_and_runs_say_the_same(lived):
    books = Books(ZIBO)
    live(books, *lived)

    cards = {card.id: card for card in books.all_of(Card)}
    held = holders(books)
    assert sorted(held.values()) == sorted(cards), "nothing ends a card here"
    assert all(cards[card_id].talent_id == talent_id for talent_id, card_id in held.items())
    numbers = [card.card_number for card in cards.values()]
    assert len(numbers) == len(set(numbers))
    assert set(numbers) == {number for book in books.all_of(CardNumbers) for number in book.given}
    runs = [event for event in books.events() if isinstance(event, AutomaticGrants.Issued)]
    said = [line for run in runs for line in run.lines if line.outcome in GETS_CARD]
    assert {line.card_id: (line.talent_id, line.card_number) for line in said} == {
        card.id: (card.talent_id, card.card_number) for card in cards.values()
    }


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, max_size=14))
def test_after_a_run_nobody_is_left_to_get_a_card(lived):
    books = Books(ZIBO)
    if live(books, *lived, ("run",)):
        assert not [head for head in previewed(books).heads if head.outcome in GETS_CARD]


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, max_size=14))
def test_nobody_gets_a_card_who_is_not_attested_to_be_no_cadre(lived):
    books = Books(ZIBO)
    live(books, *lived)

    for head in previewed(books).heads:
        if head.outcome in GETS_CARD:
            assert books.load(Talent, head.talent.id).attestations[0].result is PartyManaged.NO


def test_the_lives_that_are_tried_do_have_cards_holders_who_lead_no_longer_and_successors():
    found: Counter[str] = Counter()

    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(st.lists(steps, min_size=8, max_size=14))
    def try_out(lived):
        books = Books(ZIBO)
        found["runs"] += live(books, *lived)
        found.update(head.outcome.value for head in previewed(books).heads)
        found["held"] += len(books.all_of(CardHolding))

    try_out()

    assert {"new", "changed_head", "dropped", "excluded", "runs", "held"} <= {*found}
