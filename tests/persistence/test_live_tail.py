"""Whoever follows the log while others write to it misses nothing.

The library's own test for this passes even without any lock. So the control is here too: the same reader, the
same interleaving, once appended without the lock, which does lose an event, and once with it.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from itertools import count
from random import Random
from threading import Event
from time import monotonic, sleep
from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg2.extensions import cursor
from sqlalchemy import make_url

from persistence.datastore import Datastore, open_engine
from persistence.recorders import LogRecorder
from persistence.records import RecordedNotification
from tests.conftest import Database
from tests.persistence.commands import command, event, history

WRITERS = 20
PAGE = 500
LONGEST_PAUSE_S = 0.003


Recorder = LogRecorder | PostgresApplicationRecorder


class Tail:
    """Reads on from the last position that it has seen, as every projection does."""

    def __init__(self, log: Recorder) -> None:
        self._log = log
        self.positions: list[int] = []
        self.instants_fell = 0
        self._instant: datetime | None = None

    def read_on(self) -> int:
        last = self.positions[-1] if self.positions else 0
        page = self._log.select_notifications(last, PAGE, inclusive_of_start=False)
        for each in page:
            self.positions.append(each.id)
            if isinstance(each, RecordedNotification):
                self.instants_fell += self._instant is not None and each.recorded_at < self._instant
                self._instant = each.recorded_at
        return len(page)

    def follow(self, done: Event) -> None:
        """Until the writers are done and everything is read."""
        while not done.is_set():
            self.read_on()
        while self.read_on():
            pass


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
        fast.result()
    tail.read_on()

    assert tail.positions == [1, 2]


@pytest.mark.bar(id="R4")
@pytest.mark.parametrize(
    ("events", "most_at_once"),
    [
        pytest.param(3_000, 5, id="3000 events"),
        pytest.param(1_000_000, 60, id="1000000 events", marks=pytest.mark.slow),
    ],
)
def test_given_twenty_writers_who_dawdle_give_up_and_collide_when_followed_then_nothing_is_missed(
    datastore: Datastore, tail: Tail, events: int, most_at_once: int, capsys: pytest.CaptureFixture[str]
) -> None:
    contested = uuid4()
    begun = monotonic()

    def write(number: int) -> list[int]:
        # Of its own, so that appends contend on the server and not in this process.
        log, random, positions = LogRecorder(datastore), Random(number), list[int]()
        while len(positions) < events / WRITERS:
            positions += log.insert_events(history(random.randint(1, most_at_once)), command=command()) or []
            match random.randrange(4):
                case 0:
                    with suppress(IntegrityError):
                        log.insert_events([event(contested)])
                case 1:
                    gives_up(datastore, log, history(random.randint(1, 5)), random)
                case 2:
                    sleep(random.uniform(0, LONGEST_PAUSE_S))
        return positions

    acknowledged = followed(tail, write)

    with capsys.disabled():
        print(f"\n{len(tail.positions):,} events followed in {monotonic() - begun:.0f} s")
    assert len(acknowledged) >= events
    assert tail.positions == list(range(1, len(acknowledged) + 2))  # and one of the contested version
    assert set(acknowledged) < set(tail.positions)
    assert tail.instants_fell == 0


@pytest.mark.bar(id="R4")
def test_given_a_sequence_and_no_lock_when_the_writers_dawdle_then_the_same_reader_misses_events(
    owner: Datastore, tail: Tail, capsys: pytest.CaptureFixture[str]
) -> None:
    """The first negative control: positions that are given before the commit."""
    numbers = count(1)

    def write(number: int) -> list[int]:
        random, positions = Random(number), list[int]()
        for _ in range(20):
            with owner.transaction() as rows:
                positions.append(next(numbers))
                append_without_lock(rows, positions[-1])
                sleep(random.uniform(0, LONGEST_PAUSE_S))
        return positions

    missed = missing(tail, followed(tail, write), "a sequence", capsys)

    assert missed > 0


@pytest.mark.slow
@pytest.mark.bar(id="R4")
def test_given_the_librarys_database_functions_when_twenty_write_then_the_same_reader_misses_events(
    empty_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second: what the service refuses to start with."""
    with library_recorder(empty_database) as log:
        until, missed = monotonic() + 120, 0
        while not missed and monotonic() < until:
            tail = Tail(log)

            def write(_: int) -> list[int]:
                return [position for _ in range(200) for position in log.insert_events([event()]) or []]

            tail.positions = [log.max_notification_id() or 0]
            missed = missing(tail, followed(tail, write), "the library's database functions", capsys)

    assert missed > 0


def followed(tail: Tail, write: Callable[[int], list[int]]) -> list[int]:
    """The positions that the writers were told, while the tail read along."""
    done = Event()
    with ThreadPoolExecutor(WRITERS + 1) as threads:
        following = threads.submit(tail.follow, done)
        acknowledged = [
            position for positions in threads.map(write, range(WRITERS)) for position in positions
        ]
        done.set()
        following.result()
    return acknowledged


def gives_up(datastore: Datastore, log: LogRecorder, events: list[StoredEvent], random: Random) -> None:
    """A unit of work that has appended, holds the lock for a moment, and is rolled back."""
    with suppress(ZeroDivisionError), datastore.transaction() as rows:
        log.append_within(rows, events)
        sleep(random.uniform(0, LONGEST_PAUSE_S))
        raise ZeroDivisionError


def missing(tail: Tail, acknowledged: list[int], what: str, capsys: pytest.CaptureFixture[str]) -> int:
    missed = len(set(acknowledged) - set(tail.positions))
    with capsys.disabled():
        print(f"\nwith {what} {missed} of {len(acknowledged):,} events were missed")
    return missed


@contextmanager
def library_recorder(database: Database) -> Iterator[PostgresApplicationRecorder]:
    """The library's own recorder, its functions in the database switched on."""
    where = make_url(database.url("owner"))
    with closing(Datastore(open_engine(where))) as owner, owner.cursor() as rows:
        rows.execute("CREATE SCHEMA library")
    with closing(
        PostgresDatastore(
            dbname=str(where.database),
            host=str(where.query["host"]),
            port=str(where.port),
            user=str(where.username),
            password=str(where.password),
            pool_size=WRITERS + 1,
            max_overflow=0,
            schema="library",
            enable_db_functions=True,
        )
    ) as datastore:
        recorder = PostgresApplicationRecorder(datastore, events_table_name="library_events")
        recorder.create_table()
        yield recorder


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
    deadline = monotonic() + 60
    while datastore.rows(f"SELECT count(*) FROM pg_stat_activity WHERE {query}") != [(expected,)]:
        if monotonic() > deadline:
            return False
        sleep(0.01)
    return True
