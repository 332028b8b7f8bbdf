"""Appending to the event log: ours with everything it keeps, against less elsewhere.

ours                    all columns, and the command with its answer, as the API's role
eventsourcing.postgres  the library's own module (psycopg 3, binary): four columns and a position
raw psycopg2            LOCK, INSERT of the same four columns, COMMIT: the floor of an ordered log
"""

import json
import os
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Protocol, cast
from uuid import uuid4

import psycopg2
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg2.extras import execute_values
from sqlalchemy import make_url

from bench.report import Report, Row
from bench.rounds import interleaved
from domain.base import CommandHeader
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.migrations import migrate
from persistence.recorders import LogRecorder
from persistence.roles import create_database

# Many short rounds: what else a machine does comes in bursts, and a ratio within a round outlives them.
ROUNDS, SECONDS = 25, 0.1
PEERS_DATABASE = "peers"
MOST_WRITERS = 16
STATE = json.dumps({"timestamp": "2026-01-01T08:00:00+08:00", "by": "officer-17", "note": "x" * 150}).encode()
ANSWER = {
    "id": str(uuid4()),
    "version": 7,
    "status": "reserved",
    "free": {"drc": 3, "miit": 5},
    "clauses": ["S1-4(1)"],
}

SINGLE = {"eventsourcing.postgres": 1.8, "raw psycopg2": 0.9}
BATCH = {"eventsourcing.postgres": 1.5, "raw psycopg2": 0.9}
CASES = [(1, 1, SINGLE), (1, 4, SINGLE), (1, 16, SINGLE), (100, 1, BATCH), (100, 4, BATCH)]


class Contestant(Protocol):
    def append(self, events: Sequence[StoredEvent]) -> None: ...


class Ours:
    """Every append is a command of its own, to be repeated safely."""

    def __init__(self, datastore: Datastore) -> None:
        self._log = LogRecorder(datastore)

    def append(self, events: Sequence[StoredEvent]) -> None:
        command_id = uuid4()
        header = CommandHeader(
            command_id=command_id,
            correlation_id=command_id,
            name="quota.nominate",
            principal="officer-17",
            key=str(command_id),
            fingerprint=sha256(STATE).digest(),
            answer=ANSWER,
        )
        self._log.insert_events(events, command=header)


class Library:
    def __init__(self, datastore: PostgresDatastore) -> None:
        self._recorder = PostgresApplicationRecorder(datastore, events_table_name="library_events")
        self._recorder.create_table()

    def append(self, events: Sequence[StoredEvent]) -> None:
        self._recorder.insert_events(events)


class Raw:
    """One connection per writer; the library's four columns."""

    TABLES = """
        CREATE TABLE four_columns (position bigserial PRIMARY KEY, originator_id uuid, originator_version bigint,
            topic text, state bytea, UNIQUE (originator_id, originator_version))"""
    LOCK = "LOCK TABLE four_columns IN EXCLUSIVE MODE"
    INSERT = """
        INSERT INTO four_columns (originator_id, originator_version, topic, state) VALUES %s RETURNING position"""

    def __init__(self, url: str) -> None:
        self._url = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._writers = threading.local()
        with self._connection() as connection, connection.cursor() as cursor:
            cursor.execute(self.TABLES)

    def append(self, events: Sequence[StoredEvent]) -> None:
        with self._connection() as connection, connection.cursor() as cursor:
            cursor.execute(self.LOCK)
            self.insert(cursor, events)

    def insert(self, cursor: psycopg2.extensions.cursor, events: Sequence[StoredEvent]) -> None:
        execute_values(cursor, self.INSERT, list(map(four_columns, events)), fetch=True)

    def _connection(self) -> psycopg2.extensions.connection:
        if not hasattr(self._writers, "connection"):
            self._writers.connection = psycopg2.connect(self._url)
        return cast("psycopg2.extensions.connection", self._writers.connection)


class RawWithEverything(Raw):
    """The rows that ours writes, written by hand."""

    TABLES = """
        CREATE TABLE all_columns (position bigserial PRIMARY KEY, originator_id uuid, originator_version bigint,
            topic text, state bytea, event_id uuid, command_id uuid, correlation_id uuid, causation_id uuid,
            recorded_at timestamptz DEFAULT clock_timestamp(), UNIQUE (originator_id, originator_version));
        CREATE TABLE all_commands (command_id uuid PRIMARY KEY, name text, principal text, key text,
            fingerprint bytea, answer json, first_position bigint, last_position bigint, UNIQUE (principal, key))"""
    LOCK = "LOCK TABLE all_columns IN EXCLUSIVE MODE"
    INSERT = """
        INSERT INTO all_columns (originator_id, originator_version, topic, state, event_id, command_id, correlation_id)
        VALUES %s RETURNING position"""
    INSERT_COMMAND = "INSERT INTO all_commands VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"

    def insert(self, cursor: psycopg2.extensions.cursor, events: Sequence[StoredEvent]) -> None:
        command_id = str(uuid4())
        rows = [(*four_columns(event), str(uuid4()), command_id, command_id) for event in events]
        positions = execute_values(cursor, self.INSERT, rows, page_size=len(rows), fetch=True)
        fingerprint, answer = psycopg2.Binary(sha256(STATE).digest()), json.dumps(ANSWER)
        command = (command_id, "quota.nominate", "officer-17", command_id, fingerprint, answer)
        cursor.execute(self.INSERT_COMMAND, (*command, positions[0], positions[-1]))


def four_columns(event: StoredEvent) -> tuple[str, int, str, psycopg2.Binary]:
    return (str(event.originator_id), event.originator_version, event.topic, psycopg2.Binary(event.state))


def run(rounds: int, seconds: float) -> Report:
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # as root the server runs as somebody else, who must get through
        flush = milliseconds_per_flush(folder)
        with contestants(folder) as everybody:
            for contestant in everybody.values():
                events_per_second(contestant, 1, MOST_WRITERS, 0.3)  # connections are made, caches are warm
            rows = [compared(everybody, *case, rounds, seconds) for case in CASES]
    return Report(rows, beside=f"{flush:.2f} ms per flush to disk")


def compared(
    everybody: dict[str, Contestant],
    size: int,
    writers: int,
    bars: dict[str, float],
    rounds: int,
    seconds: float,
) -> Row:
    case = f"{'single' if size == 1 else f'batch of {size}'}/{writers} writer{'s' * (writers > 1)}"
    measures = {
        name: partial(events_per_second, each, size, writers, seconds) for name, each in everybody.items()
    }
    return interleaved(case, "events/s", measures, rounds, bars)


@contextmanager
def contestants(folder: Path) -> Iterator[dict[str, Contestant]]:
    """Everybody on one embedded server, in databases of its own."""
    with ExitStack() as stack:
        server = stack.enter_context(EmbeddedPostgres(folder))
        with server.administrator() as administrator:
            create_database(administrator, PEERS_DATABASE)
        migrate(server.url("owner"))
        datastore = Datastore(open_engine(server.url("app")))
        stack.callback(datastore.close)
        peers = server.url("owner", PEERS_DATABASE)
        yield {
            "ours": Ours(datastore),
            "eventsourcing.postgres": Library(stack.enter_context(library_datastore(peers))),
            "raw psycopg2": RawWithEverything(peers),
            "raw, four columns": Raw(peers),
        }


def milliseconds_per_flush(folder: Path) -> float:
    """What nobody who records durably can save, and with one writer pays for each append."""
    times = []
    with (folder / "flushed").open("wb", buffering=0) as file:
        for _ in range(100):
            file.write(bytes(8192))
            began = perf_counter()
            os.fdatasync(file.fileno())
            times.append(perf_counter() - began)
    return 1000 * median(times)


def library_datastore(url: str) -> PostgresDatastore:
    where = make_url(url)
    return PostgresDatastore(
        dbname=str(where.database),
        host=str(where.query["host"]),
        port=str(where.port),
        user=str(where.username),
        password=str(where.password),
        connect_timeout=30,
        pool_size=MOST_WRITERS,
        max_overflow=4,
    )


def events_per_second(contestant: Contestant, size: int, writers: int, seconds: float) -> float:
    """What so many threads append in the time, each as fast as it is answered."""
    began = perf_counter()
    written = in_threads(writers, lambda: write_until(began + seconds, contestant, size))
    return sum(written) / (perf_counter() - began)


def write_until(end: float, contestant: Contestant, size: int) -> int:
    written = 0
    while not written or perf_counter() < end:  # at least once: nothing cannot be compared
        originator_id = uuid4()
        contestant.append([StoredEvent(originator_id, n + 1, "Quota.Reserved", STATE) for n in range(size)])
        written += size
    return written


def in_threads(number: int, work: Callable[[], int]) -> list[int]:
    results: list[int] = []
    threads = [threading.Thread(target=lambda: results.append(work())) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(results) < number:
        raise RuntimeError("a writer failed; its traceback stands above")
    return results
