"""Two workers on one projection: each event counts once, whoever is faster."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from eventsourcing.persistence import IntegrityError, Tracking

from persistence.datastore import Datastore
from persistence.recorders import LogAndPositionRecorder, LogRecorder, PositionRecorder
from tests.persistence.commands import event, history

EVENTS = 60


@pytest.fixture
def counter(projector: Datastore) -> Datastore:
    """A read model of one number, to be written in one transaction with its position."""
    with projector.transaction() as cursor:
        cursor.execute("CREATE TABLE read.counter AS SELECT 0 AS number")
    return projector


def test_events_are_counted_once_although_two_workers_take_them(counter: Datastore, log: LogRecorder) -> None:
    log.insert_events(history(EVENTS))
    start = Barrier(2, timeout=30)

    def work(_: int) -> int:
        """Count every event that the other has not counted, in steps so small that both want the same."""
        recorder, won = PositionRecorder(counter), 0
        for position in range(1, EVENTS + 1):
            start.wait()
            won += count(counter, recorder, Tracking("log", position))
        return won

    with ThreadPoolExecutor(2) as workers:
        wins = list(workers.map(work, range(2)))

    assert sum(wins) == EVENTS
    assert counter.rows("SELECT number FROM read.counter") == [(EVENTS,)]
    assert PositionRecorder(counter).max_tracking_id("log") == EVENTS


def count(datastore: Datastore, recorder: PositionRecorder, tracking: Tracking) -> bool:
    try:
        with datastore.transaction() as cursor:
            cursor.execute("UPDATE read.counter SET number = number + 1")
            recorder.track(cursor, tracking)
    except IntegrityError:
        return False
    return True


def test_a_worker_that_is_behind_takes_nothing_back(counter: Datastore) -> None:
    recorder = PositionRecorder(counter)
    recorder.insert_tracking(Tracking("log", 5))

    for position in (4, 5):
        assert not count(counter, recorder, Tracking("log", position))

    assert recorder.max_tracking_id("log") == 5
    assert counter.rows("SELECT number FROM read.counter") == [(0,)]


def test_projections_of_different_names_advance_apart(projector: Datastore) -> None:
    board, register = PositionRecorder(projector, "board"), PositionRecorder(projector, "register")

    board.insert_tracking(Tracking("log", 5))

    assert (board.max_tracking_id("log"), register.max_tracking_id("log")) == (5, None)


def test_what_follows_from_an_event_is_recorded_once_by_two_workers(owner: Datastore) -> None:
    start = Barrier(2, timeout=30)

    def work(_: int) -> list[int] | None:
        start.wait()
        try:
            return LogAndPositionRecorder(owner).insert_events([event()], tracking=Tracking("log", 1))
        except IntegrityError:
            return None

    with ThreadPoolExecutor(2) as workers:
        results = list(workers.map(work, range(2)))

    assert results.count(None) == 1
    assert results.count([1]) == 1
    assert LogRecorder(owner).max_notification_id() == 1
