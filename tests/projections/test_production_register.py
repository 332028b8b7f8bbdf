"""The production register: what every event of a batch does to its line, and that its counts always add up."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from uuid import UUID, uuid4

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from domain.aggregates import ProductionBatch
from domain.authorization import Scope
from domain.base import DocumentReference, Event
from domain.errors import Refusal
from domain.production import ProductionOutcome, ProductionStage
from persistence.datastore import Datastore
from projections.production_register import (
    ProductionFilter,
    ProductionKey,
    ProductionRegister,
    ProductionRow,
    production_register,
)
from projections.production_register.tables import COUNTED
from tests.projections.made_up import ZIBO, officer

EVERYTHING, ALL = Scope(), ProductionFilter()
PAPER = DocumentReference(kind="production_order", number="制卡〔2025〕1号", issued_on=date(2025, 4, 1))
MISPRINTED, NOT_MADE = ProductionOutcome.MISPRINTED, ProductionOutcome.NOT_MADE
WHY, ORDERS = officer(reason_code="as_seen"), officer(documents=(PAPER,))
CARDS = [uuid4() for _ in range(4)]
BY = {"holder": uuid4(), "authority": WHY}


def opened(*card_ids: UUID, card_type: str = "elite", city: str = ZIBO) -> ProductionBatch:
    batch = ProductionBatch.open(uuid4(), city=city, card_type=card_type, authority=officer())
    for card_id in card_ids:
        batch.add(card_id, **BY)
    return batch


def ordered(*card_ids: UUID) -> ProductionBatch:
    batch = opened(*card_ids)
    batch.order(ORDERS)
    return batch


def lines(app: Datastore, wanted: ProductionFilter = ALL, **asked) -> list[ProductionRow]:
    return ProductionRegister(app.engine).page(wanted, **{"scope": EVERYTHING, **asked})


def counts(line: ProductionRow) -> dict[str, int]:
    """The counts that are not nought."""
    return {name: count for name in ("cards", *COUNTED) if (count := getattr(line, name))}


def test_an_open_batch_counts_what_was_added_and_not_left_out_again(app, record, caught_up):
    batch = opened(*CARDS)
    batch.remove(CARDS[0], **BY)
    record(batch)
    caught_up()

    [line] = lines(app)

    assert (line.city, line.card_type, line.stage) == (ZIBO, "elite", ProductionStage.OPEN)
    assert counts(line) == {"cards": 3, "awaited": 3}


def test_an_order_is_shown_with_its_day_and_the_number_of_its_paper(app, record, caught_up):
    record(ordered(*CARDS))
    caught_up()

    [line] = lines(app)

    assert (line.stage, line.order_number) == (ProductionStage.ORDERED, "制卡〔2025〕1号")
    assert line.ordered_on == ORDERS.effective_on
    assert line.ended_on is None


def test_every_outcome_is_counted_by_itself_and_the_last_closes_the_batch(app, record, caught_up):
    batch = ordered(*CARDS)
    batch.receive(CARDS[0], **BY)
    batch.reject(CARDS[1], MISPRINTED, **BY)
    batch.reject(CARDS[2], NOT_MADE, **BY)
    batch.drop(CARDS[3], **BY)
    record(batch)
    caught_up()

    [line] = lines(app)

    assert (line.stage, line.ended_on) == (ProductionStage.CLOSED, WHY.effective_on)
    assert counts(line) == {"cards": 4, "received": 1, "misprinted": 1, "not_made": 1, "card_ended": 1}
    assert line.version == batch.version


def test_a_cancelled_batch_awaits_nothing(app, record, caught_up):
    batch = ordered(*CARDS)
    batch.reject(CARDS[0], MISPRINTED, **BY)
    record(batch)
    caught_up()
    batch.cancel(WHY)
    record(batch)
    caught_up()

    [line] = lines(app)

    assert line.stage is ProductionStage.CANCELLED
    assert counts(line) == {"cards": 4, "misprinted": 1, "set_free": 3}


def test_a_list_is_narrowed_down_and_has_the_newest_first(app, record, caught_up):
    first, second, honor = ordered(CARDS[0]), opened(CARDS[1]), opened(card_type="honor")
    first.reject(CARDS[0], MISPRINTED, **BY)
    again = opened(CARDS[0])
    for batch in (first, second, honor, again):
        record(batch)
    caught_up()

    def found(**wanted) -> list[UUID]:
        return [line.production_batch_id for line in lines(app, ProductionFilter(**wanted))]

    assert found() == [again.id, honor.id, second.id, first.id]
    assert found(card_type="honor") == [honor.id]
    assert found(stage=ProductionStage.CLOSED) == [first.id]
    assert found(card_id=CARDS[0]) == [again.id, first.id]
    assert found(city="370100") == []


def test_a_page_goes_on_behind_its_key(app, record, caught_up):
    batches = [opened() for _ in range(3)]
    for batch in batches:
        record(batch)
    caught_up()

    [newest] = lines(app, limit=1)

    assert len(lines(app, after=ProductionKey(newest.opened_at))) == 2


def test_batches_are_a_citys_and_who_sees_a_part_of_it_sees_none(app, record, caught_up):
    record(opened())
    caught_up()

    assert len(lines(app, scope=Scope(city=ZIBO))) == 1
    assert lines(app, scope=Scope(city="370100")) == []
    assert lines(app, scope=Scope(city=ZIBO, area="zhangdian")) == []
    assert lines(app, scope=Scope(enterprise_id=uuid4())) == []


# Cards are added more often than anything else is done, so that there is something to be done about them.
moves = st.lists(
    st.tuples(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 4, 5, 6, 7]), st.integers(0, 1), st.integers(0, 3)),
    min_size=8,
    max_size=40,
)
pages = st.lists(st.integers(1, 5), max_size=20)


def lawful(moves: list[tuple[int, int, int]], city: str) -> tuple[list[ProductionBatch], list[Event]]:
    """Two batches of a city about which everything was done that was not refused, and their events in order."""
    cards, batches = [uuid4() for _ in CARDS], [opened(city=city), opened(city=city)]
    history: list[Event] = [event for batch in batches for event in batch.collect_events()]
    for move, which, number in moves:
        batch = batches[which]
        if move == 0 and any(cards[number] in other.awaited for other in batches):
            continue  # that a card is in one batch at a time the card itself sees to
        card_id = (
            cards[number] if move == 0 or not batch.awaited else batch.awaited[number % len(batch.awaited)]
        )
        with suppress(Refusal):
            _moves(batch, card_id)[move]()
        history += batch.collect_events()
    return batches, history


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves, pages)
def test_for_any_history_the_register_says_what_the_batches_say(app, take_in, moves, pages):
    city = str(uuid4())
    batches, history = lawful(moves, city)
    take_in(production_register, history, pages)

    known = {line.production_batch_id: line for line in lines(app, ProductionFilter(city=city))}

    for batch in batches:
        line, expected = known[batch.id], Counter(outcome or "awaited" for outcome in batch.cards.values())
        assert line.stage is batch.stage
        assert {name: getattr(line, name) for name in COUNTED} == {name: expected[name] for name in COUNTED}
        assert line.cards == sum(getattr(line, name) for name in COUNTED) == len(batch.cards)


def test_the_histories_tried_reach_every_event_of_a_batch():
    reached: set[str] = set()

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(moves)
    def try_out(moves):
        reached.update(event.TOPIC for event in lawful(moves, ZIBO)[1])

    try_out()

    assert reached == production_register.taken


def _moves(batch: ProductionBatch, card_id: UUID) -> tuple[Callable[[], None], ...]:
    return (
        lambda: batch.add(card_id, **BY),
        lambda: batch.remove(card_id, **BY),
        lambda: batch.drop(card_id, **BY),
        lambda: batch.order(ORDERS),
        lambda: batch.receive(card_id, **BY),
        lambda: batch.reject(card_id, MISPRINTED, **BY),
        lambda: batch.reject(card_id, NOT_MADE, **BY),
        lambda: batch.cancel(WHY),
    )
