"""How far the projections have come, and how soon whoever waits for one is told."""

from contextlib import closing
from statistics import median
from threading import Timer
from time import monotonic

import psycopg2
import pytest

from persistence.leadership import lead
from projections import PROJECTIONS
from projections.quota_board import quota_board
from projections.runner import Projector
from projections.stops import Fault, stop
from tests.projections.made_up import enterprise
from tests.projections.waiting import until

EVENTS = 40
LONG = 30.0  # seconds, which no test waits for


def test_given_nothing_recorded_then_every_projection_stands_at_the_beginning_and_runs(progress):
    assert [(state.name, state.position, state.lag, state.is_running) for state in progress.states()] == [
        (name, 0, 0, True) for name in sorted(PROJECTIONS)
    ]


def test_given_no_projector_then_no_projection_is_led(progress):
    assert not any(state.is_led for state in progress.states())


def test_given_a_projector_that_comes_and_goes_then_its_projections_are_led_for_as_long_as_it_is_there(
    projector, progress
):
    with Projector(projector):
        until(lambda: all(state.is_led for state in progress.states()))

    until(lambda: not any(state.is_led for state in progress.states()))


def test_given_one_projection_that_is_led_then_no_other_is_taken_to_be(projector, progress):
    with Projector(projector, [quota_board]):
        until(lambda: any(state.is_led for state in progress.states()))

        assert [state.name for state in progress.states() if state.is_led] == ["quota_board"]


def test_given_leaders_in_another_database_of_the_server_then_no_projection_is_led_here(
    empty_database, progress
):
    with (
        closing(psycopg2.connect(empty_database.url("projector").replace("+psycopg2", ""))) as elsewhere,
        elsewhere.cursor() as cursor,
    ):
        for name in PROJECTIONS:
            cursor.execute(lead("projection"), {"name": name})

        assert not any(state.is_led for state in progress.states())


def test_given_events_not_taken_in_then_the_lag_counts_them(record, caught_up, progress):
    record(enterprise())
    caught_up()
    record(enterprise("淄博乙有限公司"), enterprise("淄博丙有限公司"))

    assert {(state.position, state.lag) for state in progress.states()} == {(1, 2)}


def test_given_a_projection_that_is_there_when_waited_for_then_the_answer_is_yes_at_once(
    record, caught_up, progress
):
    position = record(enterprise())
    caught_up()

    started = monotonic()

    assert progress.wait_for("quota_board", position, timeout=LONG)
    assert monotonic() - started < LONG


def test_given_a_projection_that_does_not_get_there_when_waited_for_then_the_answer_is_no_in_time(
    record, progress
):
    position = record(enterprise())

    started = monotonic()

    assert not progress.wait_for("quota_board", position, timeout=0.2)
    assert monotonic() - started >= 0.2


def test_given_a_projection_that_gets_there_while_it_is_waited_for_then_the_answer_is_yes(
    record, caught_up, progress
):
    position = record(enterprise())
    later = Timer(0.1, caught_up)
    later.start()

    assert progress.wait_for("quota_board", position, timeout=LONG)
    later.join()


def test_given_a_projection_that_is_stopped_when_waited_for_then_the_answer_is_no_at_once(
    record, projector, progress
):
    position = record(enterprise())
    with projector.cursor() as cursor:
        stop(cursor, "quota_board", Fault(position, "Enterprise.Registered", "KeyError", "raised at x.py:1"))

    started = monotonic()

    assert not progress.wait_for("quota_board", position, timeout=LONG)
    assert monotonic() - started < LONG


def test_given_a_projector_at_work_when_the_own_write_is_waited_for_then_it_was_told_of_it(
    record, projector, progress, capsys, untold_nobody_looks
):
    with Projector(projector):
        waits = [waited_for(record, progress) for _ in range(EVENTS)]

    with capsys.disabled():
        print(f"\n    min_position: median {median(waits):.1f} ms, longest of {EVENTS} {max(waits):.1f} ms")


def waited_for(record, progress) -> float:
    """Milliseconds from the answer to a command until its projection is there."""
    position = record(enterprise())
    started = monotonic()
    assert progress.wait_for("quota_board", position, timeout=LONG)
    return (monotonic() - started) * 1000


@pytest.mark.parametrize("name", ["enterprise_register", "quota_board"])
def test_given_a_projector_at_work_when_something_is_recorded_then_all_projections_get_there(
    record, projector, progress, name
):
    with Projector(projector):
        assert progress.wait_for(name, record(enterprise()), timeout=LONG)
