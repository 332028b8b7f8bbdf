"""Whoever follows the log while others write to it misses nothing.

The library's own test for this passes even without any lock. So the control is here too: the same reader, the
same interleaving, once appended without the lock, which does lose an event, and once with it.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from time import monotonic, sleep
from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError
from psycopg2.extensions import cursor

from persistence.datastore import Datastore
from persistence.recorders import LogRecorder
from persistence.records import RecordedNotification
from tests.persistence.commands import command, event, history

WRITERS = 20


class Tail:
    """Reads on from the last position that it has seen, as every projection does."""

    def __init__(self, log: LogRecorder) -> None:
        self._log = log
        self.seen: list[RecordedNotification] = []

    @property
    def positions(self) -> list[int]:
        return [each.id for each in self.seen]

    def read_on(self) -> int:
        last = self.seen[-1].id if self.seen else 0
        page = self._log.select_notifications(last, 500, inclusive_of_start=False)
        self.seen.extend(page)
        return len(page)


@pytest.fixture
def tail(log: LogRecorder) -> Tail:
    return Tail(log)


def append_without_lock(rows: cursor, position: int) -> None:
    rows.execute(
        "INSERT INTO log.events VALUES (%(position)s, %(id)s, %(id)s, 1, 't', '', %(id)s, %(id)s, NULL, now())",
        {"position": position, "id": uuid4()},
    )


def test_without_the_lock_a_reader_misses_the_event_that_commits_late(owner: Datastore, tail: Tail) -> None:
    with owner.transaction() as slow:
        append_without_lock(slow, 1)
        with owner.transaction() as fast:
            append_without_lock(fast, 2)
        tail.read_on()
    tail.read_on()

    assert tail.positions == [2]


def test_with_the_lock_the_same_reader_sees_both(owner: Datastore, tail: Tail) -> None:
    log = LogRecorder(owner)
    with ThreadPoolExecutor(1) as other:
        with owner.transaction() as slow:
            log.append_within(slow, [event()])
            fast = other.submit(log.append, [event()])
            with pytest.raises(TimeoutError):
                fast.result(0.3)
            tail.read_on()
        fast.result(10)
    tail.read_on()

    assert tail.positions == [1, 2]


def test_twenty_writers_and_nothing_is_missed(datastore: Datastore, tail: Tail) -> None:
    follow_while_writing(datastore, tail, events_per_writer=150)


@pytest.mark.slow
def test_a_hundred_thousand_events_and_nothing_is_missed(datastore: Datastore, tail: Tail) -> None:
    follow_while_writing(datastore, tail, events_per_writer=5000)


def follow_while_writing(datastore: Datastore, tail: Tail, events_per_writer: int) -> None:
    contested = uuid4()
    done = Event()

    def write(number: int) -> list[int]:
        log = LogRecorder(
            datastore
        )  # of its own, so that appends contend on the server and not in this process
        positions: list[int] = []
        while len(positions) < events_per_writer:
            size = (number + len(positions)) % 5 + 1
            positions += log.insert_events(history(size), command=command()) or []
            with suppressed_conflict():
                log.insert_events([event(contested)])
        return positions

    def follow() -> None:
        while not done.is_set():
            tail.read_on()
        while tail.read_on():
            pass

    with ThreadPoolExecutor(WRITERS + 1) as threads:
        following = threads.submit(follow)
        acknowledged = [
            position for positions in threads.map(write, range(WRITERS)) for position in positions
        ]
        done.set()
        following.result()

    assert len(acknowledged) >= WRITERS * events_per_writer
    assert tail.positions == list(range(1, len(acknowledged) + 2))  # and one of the contested version
    assert set(acknowledged) < set(tail.positions)
    instants = [each.recorded_at for each in tail.seen]
    assert instants == sorted(instants)


@contextmanager
def suppressed_conflict() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        return


def test_a_subscription_tells_every_event_once_and_in_order(datastore: Datastore, log: LogRecorder) -> None:
    log.insert_events(history(3))

    def write(_: int) -> None:
        for _ in range(20):
            log.insert_events([event()])

    with log.subscribe(gt=1) as subscription, ThreadPoolExecutor(10) as writers:
        list(writers.map(write, range(10)))
        told = [next(subscription).id for _ in range(202)]

    assert told == list(range(2, 204))


def test_a_subscription_to_topics_tells_only_those(log: LogRecorder) -> None:
    with log.subscribe(topics=["Quota.Opened"]) as subscription:
        log.insert_events([event(), event(topic="Quota.Opened"), event()])
        log.insert_events([event(topic="Quota.Opened")])

        assert [next(subscription).id for _ in range(2)] == [2, 4]


def test_a_subscription_that_is_stopped_ends_and_gives_its_connection_back(
    datastore: Datastore, log: LogRecorder
) -> None:
    with log.subscribe() as first, log.subscribe() as second:
        log.insert_events([event()])
        assert [next(first).id, next(second).id] == [1, 1]
        assert connections_come_to(1, datastore)  # for both
        first.stop()
        assert list(first) == []
        log.insert_events([event()])
        assert next(second).id == 2

    assert connections_come_to(0, datastore)


def connections_come_to(expected: int, datastore: Datastore) -> bool:
    """The server takes its time to notice who listens and who has left."""
    query = "query = 'LISTEN log_events' AND datname = current_database()"
    deadline = monotonic() + 10
    while datastore.rows(f"SELECT count(*) FROM pg_stat_activity WHERE {query}") != [(expected,)]:
        if monotonic() > deadline:
            return False
        sleep(0.01)
    return True
