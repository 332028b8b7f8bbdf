"""Taking events into read models, and how soon a command's own effect is seen there.

ours                        pages of 4,000 positions, folded in memory, one statement per table
ProjectionRunner            the library's own, with the same board in a view recorder, as its manual has it
decoding alone              the same pages read and every event decoded, and nothing done with it: what one process can reach at most
one transaction per event   our cases with pages of one event
COPY                        the rows of the finished board, in bulk into its empty tables: the floor
"""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from io import BytesIO
from pathlib import Path
from random import Random
from statistics import median, quantiles
from threading import Event, Thread
from time import perf_counter, sleep
from uuid import uuid4

import psycopg2
from eventsourcing.projection import ProjectionRunner
from sqlalchemy import make_url

from bench.mixed_log import lives, stamp
from bench.peers.projection_runner import SCHEMA, Board, Quotas, View, told
from bench.report import Report, Row
from bench.rounds import interleaved
from bootstrap.projecting import spare_the_collector
from domain.base import CommandHeader, EventSourced
from domain.store import TalentCards
from persistence.datastore import Cursor, Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.master_key import MasterKey
from persistence.migrations import migrate
from persistence.sealing_factory import SealingFactory
from persistence.vault import Vault
from projections import PROJECTIONS
from projections.building import checksum, definition
from projections.follower import Follower
from projections.log_reader import LogReader
from projections.pages import PAGE, next_page
from projections.progress import Progress
from projections.quota_board import quota_board
from projections.runner import Projector
from projections.schema import LIVE
from tests.projections.made_up import enterprise

SIZE = 20_000  # events
SECONDS = 2.0
PER_EVENT, LIBRARY, DECODING, FLOOR = (
    "one transaction per event",
    "ProjectionRunner",
    "decoding alone",
    "COPY",
)
BARS = {LIBRARY: 40.0}
COMMANDS_PER_SECOND, LAG_OF_SECONDS = 50, 10.0


class Office:
    """A database with a log, and a pool for each of the roles that work on it."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self.server = server
        self.app = Datastore(open_engine(server.url("app")))
        self.projector = Datastore(open_engine(server.url("projector")))
        vault = Vault(self.app, MasterKey(bytes(32)))
        self._store = TalentCards(SealingFactory(self.app, vault))

    def record(self, *aggregates: EventSourced) -> int:
        """Save them as one command; returns the position of its last event."""
        command_id = uuid4()
        header = CommandHeader(
            command_id=command_id,
            correlation_id=command_id,
            name="quota.nominate",
            principal="officer-17",
            key=str(command_id),
            fingerprint=bytes(32),
        )
        return max(self._store.save_all(aggregates, header))

    @contextmanager
    def as_owner(self) -> Iterator[Cursor]:
        where = make_url(self.server.url("owner")).set(drivername="postgresql")
        url = where.render_as_string(hide_password=False)
        with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
            yield cursor

    def empty(self, name: str) -> None:
        """Have the projection begin anew."""
        with self.projector.transaction() as cursor:
            for table in PROJECTIONS[name].tables:
                cursor.execute(f"TRUNCATE read.{table.name}")
            cursor.execute("DELETE FROM read.tracking WHERE projection = %s", (name,))


def run(rounds: int, seconds: float, size: int = SIZE) -> Report:
    spare_the_collector()  # as every process that projects does, and for the peers alike
    with filled(size) as (office, last):
        rows = [board_in_comparison(office, rounds, seconds)]
        rows += [in_comparison(office, name, rounds, seconds) for name in PROJECTIONS]
        rows += lag(office, last)
    return Report(rows)


@contextmanager
def filled(size: int) -> Iterator[tuple[Office, int]]:
    """An office with so many events, and the position of the last."""
    with opened() as office:
        pattern = max(office.record(*saved) for saved in lives(Random(7)))
        with office.as_owner() as cursor:
            last = stamp(cursor, pattern, size)
            cursor.execute("ANALYZE log.events")
        yield office, last


# ── The quota board ──────────────────────────────────────────────────────────────────────────────────────


def board_in_comparison(office: Office, rounds: int, seconds: float) -> Row:
    """Every event of the mix is one that the board takes, and nearly all change rows that earlier ones have made."""
    with peer(office) as environment:
        contestants = {
            "ours": partial(events_per_second, office, "quota_board", PAGE, seconds),
            LIBRARY: partial(events_of_the_peer, office, environment, seconds),
            PER_EVENT: partial(events_per_second, office, "quota_board", 1, seconds),
            DECODING: partial(decoded_per_second, office, seconds),
            FLOOR: partial(events_by_copy, office),
        }
        row = interleaved("taken in, aggregates mixed/quota_board", "events/s", contestants, rounds, BARS)
        must_be_the_same(office)
        return row


@contextmanager
def peer(office: Office) -> Iterator[dict[str, str]]:
    """The same events in the library's store, and the same empty tables beside them."""
    where = make_url(office.server.url("owner"))
    environment = {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": str(where.database),
        "POSTGRES_HOST": str(where.query["host"]),
        "POSTGRES_PORT": str(where.port),
        "POSTGRES_USER": str(where.username),
        "POSTGRES_PASSWORD": str(where.password),
        "POSTGRES_SCHEMA": SCHEMA,
    }
    with office.as_owner() as cursor:
        cursor.execute(f"CREATE SCHEMA {SCHEMA}")
        for table in quota_board.tables:
            for statement in definition(table, SCHEMA):
                cursor.execute(statement)
    with ExitStack() as stack:
        store = stack.enter_context(Quotas(environment))
        with office.projector.cursor() as cursor:
            page = next_page(cursor, (), 0, SIZE)
        assert page is not None
        told_events = [told(entry.event) for entry in page.events]
        for first in range(0, len(told_events), 500):
            some = told_events[first : first + 500]
            store.recorder.insert_events([store.mapper.to_stored_event(event) for event in some])
        yield environment


def events_of_the_peer(office: Office, environment: dict[str, str], seconds: float) -> float:
    with office.as_owner() as cursor:
        for table in quota_board.tables:
            cursor.execute(f"TRUNCATE {SCHEMA}.{table.name}")
        cursor.execute(f"DROP TABLE IF EXISTS {SCHEMA}.board_tracking")
    with ProjectionRunner(
        application_class=Quotas, projection_class=Board, view_class=View, env=environment
    ) as it:
        it.wait(1, timeout=20)  # connections are made
        before, started = it.view.max_tracking_id("Quotas") or 0, perf_counter()
        sleep(seconds)
        taken, elapsed = (it.view.max_tracking_id("Quotas") or 0) - before, perf_counter() - started
    return taken / elapsed


def decoded_per_second(office: Office, seconds: float) -> float:
    """Page by page from the log's start, until its end or that of the time."""
    decoded, started = 0, perf_counter()
    with office.projector.cursor() as cursor:
        while (
            page := next_page(cursor, quota_board.ignored, decoded)
        ) and perf_counter() - started < seconds:
            for entry in page.events:
                _ = entry.event
            decoded = page.last
    return decoded / (perf_counter() - started)


def events_by_copy(office: Office) -> float:
    """All rows of the finished board, written out by `COPY` and in again."""
    with closing(office.projector.detached()) as connection, connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        take_in(Follower(quota_board, connection), 1e9)
        texts = {table.name: BytesIO() for table in quota_board.tables}
        for name, text in texts.items():
            cursor.copy_expert(f"COPY read.{name} TO STDOUT", text)
            text.seek(0)
        cursor.execute(f"TRUNCATE {', '.join(f'read.{name}' for name in texts)}")
        position = Progress(office.app.engine).position("quota_board")
        started = perf_counter()
        with connection:
            for name, text in texts.items():
                cursor.copy_expert(f"COPY read.{name} FROM STDIN", text)
        return position / (perf_counter() - started)


def must_be_the_same(office: Office) -> None:
    """The peer's board is ours, row by row, as far as it has come."""
    with office.as_owner() as cursor:
        cursor.execute(f"SELECT max(notification_id) FROM {SCHEMA}.board_tracking")
        [(reached,)] = cursor.fetchall()
        office.empty("quota_board")
        with closing(office.projector.detached()) as connection:
            follower = Follower(quota_board, connection, page=1)
            for _ in range(reached):
                follower.advance()
        for table in quota_board.tables:
            assert checksum(cursor, LIVE, table) == checksum(cursor, SCHEMA, table), table.name


# ── Every projection ─────────────────────────────────────────────────────────────────────────────────────


def in_comparison(office: Office, name: str, rounds: int, seconds: float) -> Row:
    contestants = {
        "ours": partial(events_per_second, office, name, PAGE, seconds / 4),
        PER_EVENT: partial(events_per_second, office, name, 1, seconds / 4),
    }
    return interleaved(f"taken in/{name}", "events/s", contestants, rounds, {})


def events_per_second(office: Office, name: str, page: int, seconds: float) -> float:
    office.empty(name)
    projection, reader = PROJECTIONS[name], LogReader(office.projector)
    with closing(reader), closing(office.projector.detached()) as connection, reader.reading(projection):
        connection.cursor().execute("SET synchronous_commit = off")
        elapsed = take_in(Follower(projection, connection, page=page, reader=reader), seconds)
    return Progress(office.app.engine).position(name) / elapsed


def take_in(follower: Follower, seconds: float) -> float:
    """To the end of the log or of the time; returns the seconds that were used."""
    started = perf_counter()
    while follower.advance() and perf_counter() - started < seconds:
        pass
    return perf_counter() - started


# ── How soon ─────────────────────────────────────────────────────────────────────────────────────────────


def lag(office: Office, last: int) -> list[Row]:
    """Milliseconds from the answer to a command until its effect is in every read model, at so many commands a second."""
    seen: list[tuple[float, int]] = []
    answered: list[tuple[float, int]] = []
    with Projector(office.projector), looking(office, seen):
        while not seen or seen[-1][1] < last:
            sleep(0.05)
        started = perf_counter()
        for number in range(int(LAG_OF_SECONDS * COMMANDS_PER_SECOND)):
            sleep(max(0, started + number / COMMANDS_PER_SECOND - perf_counter()))
            position = office.record(enterprise())
            answered.append((perf_counter(), position))
        while seen[-1][1] < position:
            sleep(0.05)
    waits, look = [], iter(seen)
    at, reached = next(look)
    for moment, position in answered:
        while reached < position:
            at, reached = next(look)
        waits.append(1000 * max(0.0, at - moment))
    case = f"seen in every read model at {COMMANDS_PER_SECOND} commands/s"
    return [
        Row(case=f"{case}, median", ours=median(waits), unit="ms"),
        Row(case=f"{case}, p99", ours=quantiles(waits, n=100)[98], unit="ms", at_most=300),
    ]


@contextmanager
def looking(office: Office, seen: list[tuple[float, int]]) -> Iterator[None]:
    """Looks all the time how far the projection is that is furthest behind."""
    over = Event()

    def look() -> None:
        with office.app.cursor() as cursor:
            while not over.wait(0.002):
                cursor.execute("SELECT min(position), count(*) FROM read.tracking")
                [(position, projections)] = cursor.fetchall()
                if projections == len(PROJECTIONS):
                    seen.append((perf_counter(), position))

    thread = Thread(target=look)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@contextmanager
def opened() -> Iterator[Office]:
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # as root the server runs as somebody else, who must get through
        with EmbeddedPostgres(folder) as server:
            migrate(server.url("owner"))
            yield Office(server)
