"""Building a projection anew beside its live tables, and putting it in their place (重建).

    rebuild    build beside ─> compare at one position ─> catch up ─> swap tables, with their position, in a transaction that writes no rows
    compare    build beside ─> compare at one position ─> tell which of the tables differ
    roll_back  catch up what was swapped out ─> swap it in again (退回)

Readers see the old tables until the swap and the new ones from then on. A rebuild that ends half-way goes on where it was.
What was swapped out is kept until the next rebuild, or until it is discarded.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from random import uniform
from time import monotonic, sleep
from typing import Any

from psycopg2.errors import DeadlockDetected, LockNotAvailable
from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

from persistence.datastore import Cursor, Datastore
from projections import PROJECTIONS
from projections.building import Building, OnProgress, checksum, drop, move
from projections.log_reader import LogReader
from projections.projection import Projection
from projections.schema import BESIDE, KEPT, LIVE
from projections.stops import resume

# Longer than the longest query may run: a reader is waited for, never cut off.
PATIENCE = 120.0
# How long a try at the swap keeps new readers waiting: longer from one try to the next, because the server
# calls off its own vacuuming only for somebody who has waited for a second.
FIRST_WAIT_MS = 200
LONGEST_WAIT_MS = 1500

# Between the last rows and the swap, while the projector is held: who began before them and is not at the tables yet gets there.
SETTLING = 0.05

LOCK = "SELECT pg_try_advisory_lock(hashtextextended('rebuild ' || %(name)s, 0))"
UNLOCK = "SELECT pg_advisory_unlock(hashtextextended('rebuild ' || %(name)s, 0))"
HOLD = """
    INSERT INTO read.tracking (projection, position) VALUES (%(name)s, 0) ON CONFLICT DO NOTHING;
    SELECT position FROM read.tracking WHERE projection = %(name)s FOR UPDATE
"""
ARRIVED = "UPDATE read.tracking SET position = %(position)s, swaps = swaps + 1 WHERE projection = %(name)s"
KEEP = """
    INSERT INTO read.kept (projection, position, since) VALUES (%(name)s, %(position)s, clock_timestamp())
    ON CONFLICT (projection) DO UPDATE SET position = excluded.position, since = excluded.since
"""
KEPT_AT = "SELECT position FROM read.kept WHERE projection = %(name)s"
SHAPE = """
    SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
     WHERE table_schema = %(schema)s AND table_name = ANY (%(tables)s) ORDER BY table_name, ordinal_position
"""
# By what questions are answered in time: how each is made, without the names of schemas.
INDEXES_AND_STATISTICS = """
    SELECT replace(indexdef, ' ON ' || schemaname || '.', ' ON ') FROM pg_indexes
     WHERE schemaname = %(schema)s AND tablename = ANY (%(tables)s)
     UNION ALL
    SELECT replace(pg_get_statisticsobjdef(pg_statistic_ext.oid), ' ' || %(schema)s || '.', ' ')
      FROM pg_statistic_ext JOIN pg_class ON pg_class.oid = stxrelid
     WHERE stxnamespace = %(schema)s::regnamespace AND relname = ANY (%(tables)s)
     ORDER BY 1
"""


Swap = Callable[[Cursor, Projection, int], None]


class RebuildUnderWay(RuntimeError):
    """Somebody is building this projection anew already."""

    def __init__(self, name: str) -> None:
        super().__init__(f"{name} is being rebuilt by another process")


class ReadersInTheWay(TimeoutError):
    """The live tables were never free for the moment that a swap takes."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the tables of {name} were being read all the time; nothing was changed")


class TablesDiffer(RuntimeError):
    """What the log makes of the projection is not what its live tables hold; nothing was swapped."""

    def __init__(self, name: str, tables: list[str]) -> None:
        super().__init__(f"{name} as it was rebuilt differs from the live one in: {', '.join(tables)}")
        self.tables = tables


class NothingKept(RuntimeError):
    """There is nothing to go back to, or nothing that has all that the live tables have."""

    def __init__(self, name: str, lacking: Sequence[str] = ()) -> None:
        lack = f": they lack {'; '.join(lacking)}" if lacking else ""
        super().__init__(f"of {name} no earlier tables are kept that this program could go on with{lack}")


@dataclass(frozen=True, slots=True)
class Rebuilt:
    """What a rebuild came to: the position up to which every event is in the new tables.

    `differing` are the tables that held something else before, `swap_seconds` how long readers may have waited.
    """

    name: str
    position: int
    seconds: float
    swap_seconds: float
    differing: tuple[str, ...] = ()


def rebuild(
    name: str,
    datastore: Datastore,
    *,
    on_progress: OnProgress | None = None,
    patience: float = PATIENCE,
    accept_difference: bool = False,
) -> Rebuilt:
    """Build the projection anew and swap it in; if it was stopped, it is running from then on.

    `datastore` is that of the role huicai_projector. `on_progress` is told the position that was reached and
    where it is to go; `patience` are the seconds to wait for readers. Raises `RebuildUnderWay`, `TablesDiffer` unless a
    difference is accepted, `ReadersInTheWay`, or whatever an event is to blame for; then the live tables are as they
    were, and the next rebuild goes on from here.
    """
    started, told = monotonic(), on_progress or _unheard
    with _alone(name, datastore) as (connection, reader):
        building = Building(PROJECTIONS[name], connection, reader)
        building.begin()
        building.catch_up(told, building.live_position)
        differing = _differences(building, datastore)
        if differing and not accept_difference:
            raise TablesDiffer(name, differing)
        building.catch_up(told, building.head)
        with building.transaction() as cursor:
            drop(cursor, building.projection, KEPT)
        swap_seconds = _patiently(building, patience, _put_in_place)
        return Rebuilt(name, building.position, monotonic() - started, swap_seconds, tuple(differing))


def compare(name: str, datastore: Datastore, *, on_progress: OnProgress | None = None) -> list[str]:
    """The live tables that differ from what the log makes them: none, or the projection has told a lie.

    It leaves nothing behind, of a rebuild that ended half-way neither.
    """
    with _alone(name, datastore) as (connection, reader):
        building = Building(PROJECTIONS[name], connection, reader)
        building.begin()
        building.catch_up(on_progress or _unheard, building.live_position)
        differing = _differences(building, datastore)
        with building.transaction() as cursor:
            drop(cursor, building.projection, BESIDE)
        return differing


def roll_back(
    name: str, datastore: Datastore, *, on_progress: OnProgress | None = None, patience: float = PATIENCE
) -> Rebuilt:
    """Have the tables read again that the last rebuild has swapped out, once they are up to the log.

    What is read now is kept in their place, so that this can be taken back too; what another rebuild has built so far
    goes. Raises `NothingKept`, `RebuildUnderWay` or `ReadersInTheWay`.
    """
    started, projection = monotonic(), PROJECTIONS[name]
    with _alone(name, datastore) as (connection, reader):
        with connection.cursor() as cursor:
            position = _kept_at(cursor, projection)
        building = Building(projection, connection, reader, schema=KEPT, position=position)
        building.catch_up(on_progress or _unheard, building.head)
        with building.transaction() as cursor:
            drop(cursor, projection, BESIDE)
        swap_seconds = _patiently(building, patience, _exchange)
        return Rebuilt(name, building.position, monotonic() - started, swap_seconds)


def discard(name: str, datastore: Datastore) -> None:
    """Do away with the tables that the last rebuild has swapped out, if they are still kept."""
    with _alone(name, datastore) as (connection, _), connection, connection.cursor() as cursor:
        drop(cursor, PROJECTIONS[name], KEPT)


@contextmanager
def _alone(name: str, datastore: Datastore) -> Iterator[tuple[Connection, LogReader]]:
    """A connection that alone may rebuild this projection. The lock goes with the connection, but not at once."""
    projection, reader = PROJECTIONS[name], LogReader(datastore)
    with closing(reader), closing(datastore.detached()) as connection, connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off; SET statement_timeout = 0")
        cursor.execute(LOCK, {"name": name})
        if cursor.fetchall() != [(True,)]:
            raise RebuildUnderWay(name)
        try:
            with reader.reading(projection):
                yield connection, reader
        finally:
            if not connection.closed:
                cursor.execute(UNLOCK, {"name": name})


def _differences(building: Building, datastore: Datastore) -> list[str]:
    """Which tables differ at one position: that of a snapshot of the live ones, which go on meanwhile."""
    projection = building.projection
    with closing(datastore.detached()) as beside, beside, beside.cursor() as snapshot:
        snapshot.execute(
            "SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = 0"
        )
        position = building.live_position(snapshot)
        live = {table.name: checksum(snapshot, LIVE, table) for table in projection.tables}
    with building.transaction() as cursor:
        building.go_on_to(cursor, position)
        if (
            building.position != position
        ):  # beyond the end of the log, or behind what was built: no such tables
            return [*live]
        built = building.checksums(cursor)
    return [name for name in live if live[name] != built[name]]


def _patiently(building: Building, patience: float, swap: Swap) -> float:
    """Swap as soon as nobody is reading the live tables; returns the seconds that the swap itself took."""
    deadline = monotonic() + patience
    wait_ms = FIRST_WAIT_MS
    while True:
        try:
            begun = monotonic()
            if _swapped(building, wait_ms, swap):
                return monotonic() - begun
        except (LockNotAvailable, DeadlockDetected):
            sleep(uniform(0.05, 0.5))  # noqa: S311  only lets the readers through
            wait_ms = min(wait_ms + FIRST_WAIT_MS, LONGEST_WAIT_MS)
        if monotonic() > deadline:
            raise ReadersInTheWay(building.projection.name)


def _swapped(building: Building, wait_ms: int, swap: Swap) -> bool:
    """Whether the tables were swapped; not if the live ones have moved on meanwhile.

    A prepared statement that waits for a table reads what takes its place, and as of when it began to wait. So all rows are
    there before anybody can wait: the swap itself writes none.
    """
    name = building.projection.name
    with building.transaction() as cursor:
        seen = building.live_position(cursor)
        building.go_on_to(cursor, seen)
    with building.transaction() as cursor:
        cursor.execute("SET LOCAL lock_timeout = %s", (wait_ms,))
        live = _hold(cursor, name)
        if live > max(seen, building.position):
            return False
        sleep(SETTLING)
        swap(cursor, building.projection, live)
        cursor.execute(ARRIVED, {"name": name, "position": building.position})
        resume(cursor, name)
    return True


def _put_in_place(cursor: Cursor, projection: Projection, live: int) -> None:
    move(cursor, projection, LIVE, KEPT)
    move(cursor, projection, BESIDE, LIVE)
    drop(cursor, projection, BESIDE)
    cursor.execute(KEEP, {"name": projection.name, "position": live})


def _exchange(cursor: Cursor, projection: Projection, live: int) -> None:
    move(cursor, projection, LIVE, BESIDE)
    move(cursor, projection, KEPT, LIVE)
    move(cursor, projection, BESIDE, KEPT)
    cursor.execute(KEEP, {"name": projection.name, "position": live})


def _hold(cursor: Cursor, name: str) -> int:
    """Keep the projector waiting; returns where it is."""
    cursor.execute(HOLD, {"name": name})
    [(position,)] = cursor.fetchall()
    return int(position)


def _kept_at(cursor: Cursor, projection: Projection) -> int:
    """Where the kept tables are, if they have the live ones' columns, indexes and statistics. Raises `NothingKept`."""
    cursor.execute(KEPT_AT, {"name": projection.name})
    kept = cursor.fetchone()
    if kept is None or _told(SHAPE, cursor, projection, LIVE) != _told(SHAPE, cursor, projection, KEPT):
        raise NothingKept(projection.name)
    live, old = (_told(INDEXES_AND_STATISTICS, cursor, projection, schema) for schema in (LIVE, KEPT))
    if lacking := [made for (made,) in live if (made,) not in old]:
        raise NothingKept(projection.name, lacking)
    return int(kept[0])


def _told(question: str, cursor: Cursor, projection: Projection, schema: str) -> list[tuple[Any, ...]]:
    """What the server says of the projection's tables there."""
    cursor.execute(question, {"schema": schema, "tables": [table.name for table in projection.tables]})
    return cursor.fetchall()


def _unheard(_position: int, _end: int) -> None:
    """Where nobody wants to know."""
