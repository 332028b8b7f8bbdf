"""Projections side by side over one connection: together as long as nothing is amiss, each for itself where something is."""

from collections.abc import Callable
from contextlib import closing
from threading import Event
from uuid import uuid4

import pytest

from domain.aggregates import Enterprise
from projections import PROJECTIONS
from projections.convoy import Convoy
from projections.log_reader import LogReader
from projections.projection import Projection
from projections.quota_board.tables import enterprises
from tests.domain.event_shapes import event_classes
from tests.projections.made_up import enterprise, quota_of_2025

HOLD = "SELECT FROM read.tracking WHERE projection = 'quota_board' FOR UPDATE"
TRANSACTIONS = "SELECT count(DISTINCT xmin::text) FROM read.tracking"


@pytest.fixture
def convoy(projector):
    """Of all projections, or of those that are stated."""
    with closing(projector.detached()) as connection, closing(LogReader(projector)) as reader:

        def together(*beside: Projection) -> Convoy:
            return Convoy(connection, [*PROJECTIONS.values(), *beside], pauses=(0.0,), reader=reader)

        yield together


def of_registrations(name: str, case: Callable[..., None]) -> Projection:
    others = (
        kind
        for kind in event_classes()
        if kind.TOPIC.startswith("Enterprise.") and kind is not Enterprise.Registered
    )
    projection = Projection(name, about=(Enterprise,), tables=(), ignores=others)
    projection.on(Enterprise.Registered)(case)
    return projection


def positions(progress) -> set[int]:
    return {state.position for state in progress.states()}


def test_given_all_at_one_position_when_events_come_then_one_transaction_moves_all_of_them_on(
    convoy, record, projector, progress
):
    together = convoy()
    assert together.catch_up(Event())
    record(enterprise())
    last = record(quota_of_2025())

    assert together.catch_up(Event())

    assert positions(progress) == {last}
    assert projector.rows(TRANSACTIONS) == [(1,)]


def test_given_one_that_cannot_be_written_then_it_stops_and_the_others_are_written_without_it(
    convoy, record, projector, progress
):
    def change_what_is_not_there(rows, _event, _position):
        rows.change(enterprises, uuid4(), name="甲")

    together = convoy(of_registrations("faulty", change_what_is_not_there))
    record(quota_of_2025())
    assert together.catch_up(Event())
    last = record(enterprise())

    assert together.catch_up(Event())

    assert positions(progress) == {last}
    assert projector.rows("SELECT state, error FROM read.projections WHERE projection = 'faulty'") == [
        ("stopped", "RowMissing")
    ]


def test_given_somebody_who_holds_a_position_then_the_others_do_not_wait_for_it(
    convoy, record, projector, progress
):
    together = convoy()
    assert together.catch_up(Event())
    last = record(enterprise())

    with projector.transaction() as somebody:
        somebody.execute(HOLD)
        assert together.catch_up(Event())
        held = progress.position("quota_board")
        assert {state.position for state in progress.states() if state.name != "quota_board"} == {last}

    assert held < last
    while together.rest() is not None:
        assert together.catch_up(Event())
    assert positions(progress) == {last}


def test_given_one_that_lies_behind_when_events_come_meanwhile_then_those_at_the_end_take_them_in(
    convoy, record, progress
):
    together, newest = convoy(), []
    for _ in range(3):
        record(enterprise())
    assert together.catch_up(Event())

    def something_happens(_rows, _event, _position):
        newest.append(record(quota_of_2025(city=str(uuid4()))))

    together.join(of_registrations("late", something_happens))
    assert together.catch_up(Event())

    assert positions(progress) == {newest[-1]}


def test_given_more_than_there_is_time_for_then_it_says_so_after_a_round(convoy, record, progress):
    last = record(enterprise())
    together = convoy()

    assert not together.catch_up(Event(), seconds=0)

    assert positions(progress) == {last}
    assert together.catch_up(Event(), seconds=0)
