"""Appending to the event log: ours with everything it keeps, against less elsewhere.

ours                    all columns, and the command with its answer, as the API's role; who waits travels along
ours, one by one        the same without travelling together: a call and a connection per writer
eventsourcing.postgres  the library's own module (psycopg 3, binary): four columns and a position
raw, ordered            LOCK, INSERT of our rows by hand, COMMIT: the floor of an ordered log
raw, unordered          the same without the lock, which readers can run past: the floor of any log on one disk

Writers are threads of one process, and of two and four: each process has its own that travel together.
"""

import json
import multiprocessing
import os
import tempfile
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial
from hashlib import sha256
from multiprocessing.pool import Pool
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from types import MappingProxyType
from typing import Any, Generic, NamedTuple, Protocol, TypeVar
from uuid import uuid4

import psycopg2
from eventsourcing.persistence import StoredEvent
from eventsourcing.postgres import PostgresApplicationRecorder, PostgresDatastore
from psycopg2.extras import execute_values
from sqlalchemy import make_url

from bench.report import Report, Row
from bench.rounds import interleaved
from domain.base import CommandHeader
from persistence.append import PREPARE, Request, append
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.migrations import migrate
from persistence.recorders import LogRecorder
from persistence.roles import create_database

# Many short rounds: what else a machine does comes in bursts, and a ratio within a round outlives them.
ROUNDS, SECONDS = 25, 0.1
PEERS_DATABASE = "peers"
MOST_WRITERS = 16
MOST_CONNECTIONS = 400  # every contestant has one for each writer, also those of the case before
STATE = json.dumps({"timestamp": "2026-01-01T08:00:00+08:00", "by": "officer-17", "note": "x" * 150}).encode()
ANSWER = {
    "id": str(uuid4()),
    "version": 7,
    "status": "reserved",
    "free": {"drc": 3, "miit": 5},
    "clauses": ["S1-4(1)"],
}

LIBRARY, UNORDERED = "eventsourcing.postgres", "raw, unordered"


class Case(NamedTuple):
    """So many events at a time, by so many writers in each of so many processes, and what ours has to reach."""

    size: int
    writers: int
    processes: int = 1
    bars: Mapping[str, float] = MappingProxyType({})

    @property
    def name(self) -> str:
        what = "single" if self.size == 1 else f"batch of {self.size}"
        by = f"{self.writers} writer{'s' * (self.writers > 1)}"
        return f"{what}/{by}" if self.processes == 1 else f"{what}/{self.processes} processes of {by}"


CASES = (
    Case(1, 1, bars={LIBRARY: 2.0}),
    Case(1, 4, bars={LIBRARY: 2.5}),
    Case(1, 16, bars={LIBRARY: 5.0, UNORDERED: 1.5}),
    Case(10, 1, bars={LIBRARY: 1.8}),
    Case(10, 16, bars={LIBRARY: 1.8}),
    Case(100, 1, bars={LIBRARY: 1.8}),
    Case(100, 4, bars={LIBRARY: 1.8}),
    Case(1, 4, 2),
    Case(1, 4, 4),
    Case(1, 8, 2),
)
PROCESSES = 4


class Written(NamedTuple):
    """What was written in how long, and how long each append took, in seconds."""

    events: int
    seconds: float
    latencies: list[float]


Connection = TypeVar("Connection", bound=Any)  # what can be closed


class Contestant(Protocol):
    def append(self, events: Sequence[StoredEvent]) -> None: ...

    def close(self) -> None: ...


class Ours:
    """Every append is a command of its own, to be repeated safely."""

    def __init__(self, datastore: Datastore) -> None:
        self._log = LogRecorder(datastore)

    def append(self, events: Sequence[StoredEvent]) -> None:
        self._log.insert_events(events, command=header())

    def close(self) -> None:
        self._log.datastore.close()


class Kept(Generic[Connection]):
    """Connections that are kept between calls, as many as there were writers at once."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._free: list[Connection] = []

    @contextmanager
    def one(self) -> Iterator[Connection]:
        try:
            connection = self._free.pop()
        except IndexError:
            connection = self._connect()
        yield connection
        self._free.append(connection)

    def close(self) -> None:
        for connection in self._free:
            connection.close()
        self._free.clear()


class OneByOne:
    """The same function of the log, called by every writer for itself."""

    def __init__(self, datastore: Datastore) -> None:
        self._lines = Kept(lambda: datastore.line(PREPARE))

    def append(self, events: Sequence[StoredEvent]) -> None:
        request = Request.of(events, header())
        with self._lines.one() as line:
            line.call(lambda cursor: append(cursor, [request], is_prepared=True))[0].settled()

    def close(self) -> None:
        self._lines.close()


def header() -> CommandHeader:
    command_id = uuid4()
    return CommandHeader(
        command_id=command_id,
        correlation_id=command_id,
        name="quota.nominate",
        principal="officer-17",
        key=str(command_id),
        fingerprint=sha256(STATE).digest(),
        answer=ANSWER,
    )


class Library:
    def __init__(self, datastore: PostgresDatastore) -> None:
        self._recorder = PostgresApplicationRecorder(datastore, events_table_name="library_events")

    def append(self, events: Sequence[StoredEvent]) -> None:
        self._recorder.insert_events(events)

    def close(self) -> None:
        self._recorder.datastore.close()


class Raw:
    """The rows that ours writes, written by hand; one connection per writer."""

    TABLES = """
        CREATE TABLE IF NOT EXISTS raw_events (position bigserial PRIMARY KEY, originator_id uuid,
            originator_version bigint, topic text, state bytea, event_id uuid, command_id uuid, correlation_id uuid,
            causation_id uuid, recorded_at timestamptz DEFAULT clock_timestamp(),
            UNIQUE (originator_id, originator_version));
        CREATE TABLE IF NOT EXISTS raw_commands (command_id uuid PRIMARY KEY, name text, principal text, key text,
            fingerprint bytea, answer json, first_position bigint, last_position bigint, UNIQUE (principal, key))"""
    INSERT = """
        INSERT INTO raw_events (originator_id, originator_version, topic, state, event_id, command_id, correlation_id)
        VALUES %s RETURNING position"""
    INSERT_COMMAND = "INSERT INTO raw_commands VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"

    def __init__(self, url: str, lock: str = "") -> None:
        where = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        self._connections = Kept(lambda: psycopg2.connect(where))
        self._lock = lock

    def append(self, events: Sequence[StoredEvent]) -> None:
        with self._connections.one() as connection, connection, connection.cursor() as cursor:
            if self._lock:
                cursor.execute(self._lock)
            command_id = str(uuid4())
            rows = [(*four_columns(event), str(uuid4()), command_id, command_id) for event in events]
            positions = execute_values(cursor, self.INSERT, rows, page_size=len(rows), fetch=True)
            fingerprint, answer = psycopg2.Binary(sha256(STATE).digest()), json.dumps(ANSWER)
            command = (command_id, "quota.nominate", "officer-17", command_id, fingerprint, answer)
            cursor.execute(self.INSERT_COMMAND, (*command, positions[0], positions[-1]))

    def close(self) -> None:
        self._connections.close()


def four_columns(event: StoredEvent) -> tuple[str, int, str, psycopg2.Binary]:
    return (str(event.originator_id), event.originator_version, event.topic, psycopg2.Binary(event.state))


def run(rounds: int, seconds: float) -> Report:
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # as root the server runs as somebody else, who must get through
        flush = milliseconds_per_flush(folder)
        with served(folder) as (log, peers), processes_on(log, peers) as pools:
            rows = [row for case in CASES for row in compared(pools, case, rounds, seconds)]
    return Report(rows, beside=f"{flush:.2f} ms per flush to disk")


def compared(pools: Sequence[Pool], case: Case, rounds: int, seconds: float) -> Iterator[Row]:
    """How much everybody writes, and how long an append takes."""
    latencies: dict[str, list[float]] = defaultdict(list)

    def measured(name: str, seconds: float) -> float:
        running = [
            pool.apply_async(write, (name, case.size, case.writers, seconds))
            for pool in pools[: case.processes]
        ]
        written: list[Written] = [one.get() for one in running]
        for one in written:
            latencies[name] += one.latencies
        return sum(one.events / one.seconds for one in written)

    for name in CONTESTANTS:
        measured(name, 2 * seconds)  # connections are made, caches are warm
    latencies.clear()
    measures = {name: partial(measured, name, seconds) for name in CONTESTANTS}
    yield interleaved(case.name, "events/s", measures, rounds, case.bars)
    yield from waited(case, latencies)
    for pool in pools[: case.processes]:
        pool.apply(part)


def waited(case: Case, latencies: dict[str, list[float]]) -> Iterator[Row]:
    """How long an append takes; by many writers, one in a hundred of ours no longer than half of the library's."""
    halves = {name: 1000 * median(each) for name, each in latencies.items()}
    slow = {name: 1000 * quantiles(each, n=100)[98] for name, each in latencies.items()}
    for which, figures in (("p50", halves), ("p99", slow)):
        ratio = {name: figures["ours"] / figure for name, figure in figures.items() if name != "ours"}
        peers = {name: figure for name, figure in figures.items() if name != "ours"}
        yield Row(f"{case.name}/{which}", figures["ours"], "ms", peers, ratio)
    if case.bars.get(UNORDERED):
        library = {f"{LIBRARY}, median": halves[LIBRARY]}
        times = {name: figure / slow["ours"] for name, figure in library.items()}
        yield Row(
            f"{case.name}/how often our p99 goes into it",
            slow["ours"],
            "ms",
            library,
            times,
            dict.fromkeys(library, 1.0),
        )


# ── In the processes that write ──────────────────────────────────────────────────────────────────────────

CONTESTANTS = ("ours", "ours, one by one", LIBRARY, "raw, ordered", UNORDERED)
everybody: dict[str, Contestant] = {}
ready_for: list[str] = []


def write(name: str, size: int, writers: int, seconds: float) -> Written:
    """What so many threads append in the time, each as fast as it is answered."""
    began = perf_counter()
    latencies = in_threads(writers, lambda: write_until(began + seconds, everybody[name], size))
    return Written(size * len(latencies), perf_counter() - began, latencies)


def part() -> None:
    """Leave no connection behind but those of the next case."""
    for contestant in everybody.values():
        contestant.close()
    get_ready(*ready_for)


def get_ready(log: str, peers: str) -> None:
    ready_for[:] = [log, peers]
    datastore = Datastore(open_engine(log, pool_size=MOST_WRITERS + 4))
    contestants = (
        Ours(datastore),
        OneByOne(datastore),
        Library(library_datastore(peers)),
        Raw(peers, "LOCK TABLE raw_events IN EXCLUSIVE MODE"),
        Raw(peers),
    )
    everybody.update(zip(CONTESTANTS, contestants, strict=True))


# ── Beside them ──────────────────────────────────────────────────────────────────────────────────────────


@contextmanager
def processes_on(log: str, peers: str) -> Iterator[list[Pool]]:
    """Processes of one worker each, so that it is known who works."""
    with ExitStack() as stack:
        spawned = multiprocessing.get_context("spawn")
        yield [stack.enter_context(spawned.Pool(1, get_ready, (log, peers))) for _ in range(PROCESSES)]


@contextmanager
def served(folder: Path) -> Iterator[tuple[str, str]]:
    """Everybody on one embedded server, in databases of its own: the URL of the log, and that of the peers."""
    with EmbeddedPostgres(folder) as server, server.administrator() as administrator:
        administrator.autocommit = True
        administrator.cursor().execute(f"ALTER SYSTEM SET max_connections = {MOST_CONNECTIONS}")
    with EmbeddedPostgres(folder) as server:
        with server.administrator() as administrator:
            create_database(administrator, PEERS_DATABASE)
        migrate(server.url("owner"))
        peers = server.url("owner", PEERS_DATABASE)
        make_tables(peers)
        yield server.url("app"), peers


def make_tables(peers: str) -> None:
    url = make_url(peers).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg2.connect(url) as connection, connection.cursor() as cursor:
        cursor.execute(Raw.TABLES)
    connection.close()
    with library_datastore(peers) as datastore:
        PostgresApplicationRecorder(datastore, events_table_name="library_events").create_table()


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


def write_until(end: float, contestant: Contestant, size: int) -> list[float]:
    """How long each append took."""
    latencies: list[float] = []
    while not latencies or perf_counter() < end:  # at least one: nothing cannot be compared
        originator_id = uuid4()
        events = [StoredEvent(originator_id, n + 1, "Quota.Reserved", STATE) for n in range(size)]
        began = perf_counter()
        contestant.append(events)
        latencies.append(perf_counter() - began)
    return latencies


def in_threads(number: int, work: Callable[[], list[float]]) -> list[float]:
    results: list[list[float]] = []
    threads = [threading.Thread(target=lambda: results.append(work())) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(results) < number:
        raise RuntimeError("a writer failed; its traceback stands above")
    return [latency for result in results for latency in result]
