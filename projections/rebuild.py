"""Building a projection anew beside its live tables, and putting it in their place (重建).

    rebuild  build beside ─> catch up ─> swap tables and position in one transaction
    compare  build beside ─> catch up to where the live tables are ─> tell which of them differ

Readers see the old tables until the swap and the new ones from then on. A rebuild that ends half-way leaves
nothing behind but tables in the schema `rebuild`, which the next one throws away.
"""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from random import uniform
from time import monotonic, sleep
from typing import Any

from psycopg2.errors import DeadlockDetected, LockNotAvailable
from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name
from sqlalchemy import MetaData, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

from persistence.datastore import Cursor, Datastore
from projections import PROJECTIONS
from projections.pages import PAGE, folded, next_page
from projections.projection import Projection
from projections.rows import Rows, stored
from projections.schema import BESIDE, LIVE
from projections.stops import resume

OnProgress = Callable[[int, int], None]

# Longer than the longest query may run: a reader is waited for, never cut off.
PATIENCE = 120.0
# How long a try at the swap keeps new readers waiting: longer from one try to the next, because the server
# calls off its own vacuuming only for somebody who has waited for a second.
FIRST_WAIT_MS = 200
LONGEST_WAIT_MS = 1500

LOCK = "SELECT pg_try_advisory_lock(hashtextextended('rebuild ' || %(name)s, 0))"
UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('rebuild ' || %(name)s, 0))"
HOLD = """
    INSERT INTO read.tracking (projection, position) VALUES (%(name)s, 0) ON CONFLICT DO NOTHING;
    SELECT position FROM read.tracking WHERE projection = %(name)s FOR UPDATE
"""
ARRIVED = "UPDATE read.tracking SET position = %(position)s WHERE projection = %(name)s"
# The sum of two 64-bit hashes over all rows does not depend on the order in which they lie in the table.
CHECKSUM = """
    SELECT count(*), sum(hashtextextended(line, 0)::numeric), sum(hashtextextended(line, 1)::numeric)
      FROM (SELECT ROW({columns})::text AS line FROM {schema}.{table}) AS lines
"""


class RebuildUnderWay(RuntimeError):
    """Somebody is building this projection anew already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is being rebuilt by another process")


class ReadersInTheWay(TimeoutError):
    """The live tables were never free for the moment that a swap takes."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the tables of {name} were being read all the time; nothing was changed")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild came to: the position up to which every event is in the new tables."""

    name: str
    position: int
    seconds: float


def rebuild(
    name: str, datastore: Datastore, *, on_progress: OnProgress | None = None, patience: float = PATIENCE
) -> Rebuilt:
    """Build the projection anew and swap it in; if it was stopped, it is running from then on.

    `datastore` is that of the role huicai_projector. `on_progress` is told the position that was reached and
    the end of the log; `patience` are the seconds to wait for readers. Raises `RebuildUnderWay`,
    `ReadersInTheWay`, or whatever an event is to blame for; then the live tables are as they were.
    """
    started = monotonic()
    with _building(name, datastore) as building:
        building.catch_up(on_progress or _unheard)
        building.swap(patience)
        return Rebuilt(name, building.position, monotonic() - started)


def compare(name: str, datastore: Datastore, *, on_progress: OnProgress | None = None) -> list[str]:
    """The live tables that differ from what the log makes them: none, or the projection has told a lie.

    The projection waits while the last few events and the checksums are looked at.
    """
    with _building(name, datastore) as building:
        building.catch_up(on_progress or _unheard, to_live=True)
        return building.differences()


@contextmanager
def _building(name: str, datastore: Datastore) -> Iterator["_Building"]:
    """A connection that alone may rebuild this projection, and empty tables beside the live ones."""
    with closing(datastore.detached()) as connection, _alone(connection, name):
        with connection.cursor() as cursor:
            cursor.execute("SET synchronous_commit = off; SET statement_timeout = 0")
        building = _Building(PROJECTIONS[name], connection)
        building.begin()
        yield building


@contextmanager
def _alone(connection: Connection, name: str) -> Iterator[None]:
    """Refuses a second rebuild of this projection. The lock goes with the connection, but not at once."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK, {"name": name})
        if cursor.fetchall() != [(True,)]:
            raise RebuildUnderWay(name)
        try:
            yield
        finally:
            if not connection.closed:
                cursor.execute(UNLOCK, {"name": name})


class _Building:
    """The tables beside the live ones, and how far they are."""

    def __init__(self, projection: Projection, connection: Connection) -> None:
        self.projection = projection
        self.position = 0
        self._connection = connection

    def begin(self) -> None:
        """Make the tables, in place of what an earlier rebuild may have left."""
        with self._transaction() as cursor:
            self._drop(cursor, BESIDE)
            for table in self.projection.tables:
                for statement in _definition(table):
                    cursor.execute(statement)

    def catch_up(self, on_progress: OnProgress, *, to_live: bool = False) -> None:
        """Fold the log as far as it goes, or as the live tables go."""
        end = self._end(to_live=to_live)
        while self._advance(end):
            on_progress(self.position, end)
            if self.position >= end:
                end = self._end(to_live=to_live)
        with self._connection.cursor() as cursor:
            for table in self.projection.tables:
                cursor.execute(f"ANALYZE {BESIDE}.{table.name}")

    def swap(self, patience: float) -> None:
        """Put the new tables in place of the live ones as soon as nobody is reading these."""
        deadline = monotonic() + patience
        wait_ms = FIRST_WAIT_MS
        while True:
            try:
                return self._swap(wait_ms)
            except (LockNotAvailable, DeadlockDetected):
                if monotonic() > deadline:
                    raise ReadersInTheWay(self.projection.name) from None
            sleep(uniform(0.05, 0.5))  # noqa: S311  only lets the readers through
            wait_ms = min(wait_ms + FIRST_WAIT_MS, LONGEST_WAIT_MS)

    def differences(self) -> list[str]:
        """Which tables differ once both are at one position, where the live ones are held for the moment."""
        with self._transaction() as cursor:
            self._go_on_to(cursor, self._hold(cursor))
            tables = self.projection.tables
            differing = [t.name for t in tables if checksum(cursor, LIVE, t) != checksum(cursor, BESIDE, t)]
            self._drop(cursor, BESIDE)
            return differing

    def _swap(self, longest_wait_ms: int) -> None:
        with self._transaction() as cursor:
            cursor.execute("SET LOCAL lock_timeout = %s", (longest_wait_ms,))
            self._go_on_to(cursor, self._hold(cursor))
            self._drop(cursor, LIVE)
            for table in self.projection.tables:
                cursor.execute(f"ALTER TABLE {BESIDE}.{table.name} SET SCHEMA {LIVE}")
            cursor.execute(ARRIVED, {"name": self.projection.name, "position": self.position})
            resume(cursor, self.projection.name)

    def _advance(self, end: int) -> bool:
        with self._transaction() as cursor:
            return self._take_in(cursor, min(PAGE, end - self.position))

    def _go_on_to(self, cursor: Cursor, position: int) -> None:
        """The last stretch, in the transaction that holds the live tables where they are."""
        while self.position < position and self._take_in(cursor, min(PAGE, position - self.position)):
            pass

    def _take_in(self, cursor: Cursor, size: int) -> bool:
        page = next_page(cursor, self.projection, self.position, size) if size > 0 else None
        if page is None:
            return False
        folded(self.projection, page, Rows(stored(cursor, BESIDE))).write(cursor, BESIDE)
        self.position = page.last
        return True

    def _hold(self, cursor: Cursor) -> int:
        """Keep the projector waiting; returns where it is."""
        cursor.execute(HOLD, {"name": self.projection.name})
        [(position,)] = cursor.fetchall()
        return int(position)

    def _end(self, *, to_live: bool) -> int:
        wanted = "SELECT max(position) FROM log.events"
        if to_live:
            wanted = "SELECT position FROM read.tracking WHERE projection = %(name)s"
        with self._connection.cursor() as cursor:
            cursor.execute(wanted, {"name": self.projection.name})
            return next((position or 0 for (position,) in cursor), 0)

    def _drop(self, cursor: Cursor, schema: str) -> None:
        tables = ", ".join(f"{schema}.{table.name}" for table in self.projection.tables)
        cursor.execute(f"DROP TABLE IF EXISTS {tables}")

    @contextmanager
    def _transaction(self) -> Iterator[Cursor]:
        """Rows and position come together here too: what is rolled back was not taken in."""
        before = self.position
        try:
            with self._connection, self._connection.cursor() as cursor:
                yield cursor
        except BaseException:
            self.position = before
            raise


def checksum(cursor: Cursor, schema: str, table: Table) -> tuple[Any, ...]:
    """What two tables of the same rows have in common, and others have not."""
    columns = ", ".join(column.name for column in table.columns)
    cursor.execute(CHECKSUM.format(columns=columns, schema=schema, table=table.name))
    return cursor.fetchall()[0]


def _definition(table: Table) -> list[str]:
    """The statements that make the table and its indexes beside the live ones, under the same names."""
    beside = table.to_metadata(MetaData(), schema=BESIDE)
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
    indexes = [str(CreateIndex(index).compile(dialect=dialect)) for index in beside.indexes]
    return [str(CreateTable(beside).compile(dialect=dialect)), *indexes]


def _unheard(_position: int, _end: int) -> None:
    """Where nobody wants to know."""
