"""Tables of a projection beside its live ones, in a schema of their own, and how far they have been built.

Their position is committed with their rows, so that a build goes on from its last page whatever ended it. It goes on only
under the program that began it: two programs may make different rows of the same events.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import monotonic
from typing import Any

from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name
from sqlalchemy import MetaData, Table
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

import domain
import projections
from persistence.datastore import Cursor
from projections.loading import Stored
from projections.log_reader import LogReader
from projections.pages import PAGE, folded
from projections.projection import Projection
from projections.schema import BESIDE, KEPT, LIVE
from projections.statistics import statistics_of

OnProgress = Callable[[int, int], None]

BEGUN = "SELECT position, program FROM read.rebuilds WHERE projection = %(name)s"
BEGIN = """
    INSERT INTO read.rebuilds (projection, program, began_at, began_position, position, head, reached_at)
    VALUES (%(name)s, %(program)s, clock_timestamp(), 0, 0, 0, clock_timestamp())
"""
GO_ON = """
    UPDATE read.rebuilds SET began_at = clock_timestamp(), began_position = position WHERE projection = %(name)s
"""
REACHED = {
    BESIDE: """
        UPDATE read.rebuilds SET position = %(position)s, head = %(head)s, reached_at = clock_timestamp()
         WHERE projection = %(name)s
    """,
    KEPT: "UPDATE read.kept SET position = %(position)s WHERE projection = %(name)s",
}
STATISTICS = """
    SELECT stxname FROM pg_statistic_ext JOIN pg_class ON pg_class.oid = stxrelid
     WHERE stxnamespace = %(schema)s::regnamespace AND relname = ANY (%(tables)s)
"""
EXISTING = "SELECT count(*) FROM pg_tables WHERE schemaname = %(schema)s AND tablename = ANY (%(tables)s)"
LIVE_POSITION = "SELECT coalesce((SELECT position FROM read.tracking WHERE projection = %(name)s), 0)"
HEAD = "SELECT coalesce(max(position), 0) FROM log.events"
# The sum of two 64-bit hashes over all rows does not depend on the order in which they lie in the table.
CHECKSUM = """
    SELECT count(*), sum(hashtextextended(line, 0)::numeric), sum(hashtextextended(line, 1)::numeric)
      FROM (SELECT ROW({columns})::text AS line FROM {schema}.{table}) AS lines
"""


class Building:
    """The tables of a projection in one schema, and how far they are."""

    def __init__(
        self,
        projection: Projection,
        connection: Connection,
        reader: LogReader,
        *,
        schema: str = BESIDE,
        position: int = 0,
    ) -> None:
        self.projection = projection
        self.position = position
        self.schema = schema
        self._connection = connection
        self._reader = reader

    def begin(self) -> None:
        """Go on with what an earlier rebuild has left, if this program began it, or make the tables."""
        with self.transaction() as cursor:
            cursor.execute(BEGUN, {"name": self.projection.name})
            begun = cursor.fetchone()
            if begun is not None and self._may_go_on(cursor, *begun):
                cursor.execute(GO_ON, {"name": self.projection.name})
                self.position = begun[0]
                return
            drop(cursor, self.projection, self.schema)
            for table in self.projection.tables:
                for statement in definition(table, self.schema):
                    cursor.execute(statement)
            cursor.execute(BEGIN, {"name": self.projection.name, "program": program()})

    def catch_up(self, on_progress: OnProgress, end: Callable[[Cursor], int]) -> None:
        """Fold the log as far as it, or whatever says where to end, goes."""
        with self._connection.cursor() as cursor:
            head = end(cursor)
            while self._advance(head):
                on_progress(self.position, head)
                if self.position >= head:
                    head = end(cursor)
            for table in self.projection.tables:
                cursor.execute(f"ANALYZE {self.schema}.{table.name}")

    def live_position(self, cursor: Cursor) -> int:
        """Where the live tables are."""
        cursor.execute(LIVE_POSITION, {"name": self.projection.name})
        return int(cursor.fetchall()[0][0])

    def head(self, cursor: Cursor) -> int:
        """Where the log ends."""
        cursor.execute(HEAD)
        return int(cursor.fetchall()[0][0])

    def go_on_to(self, cursor: Cursor, position: int) -> None:
        """Take in what is missing up to there, in the transaction of the cursor."""
        while self.position < position and self._take_in(cursor, position):
            pass

    def checksums(self, cursor: Cursor) -> dict[str, tuple[Any, ...]]:
        """What is in each of the tables."""
        return {table.name: checksum(cursor, self.schema, table) for table in self.projection.tables}

    @contextmanager
    def transaction(self) -> Iterator[Cursor]:
        """Rows and position come together here too: what is rolled back was not taken in."""
        before = self.position
        try:
            with self._connection, self._connection.cursor() as cursor:
                yield cursor
        except BaseException:
            self.position = before
            raise

    def _may_go_on(self, cursor: Cursor, position: int, begun_by: str) -> bool:
        tables = [table.name for table in self.projection.tables]
        cursor.execute(EXISTING, {"schema": self.schema, "tables": tables})
        is_there = cursor.fetchall() == [(len(tables),)]
        return is_there and begun_by == program() and position <= self.live_position(cursor)

    def _advance(self, head: int) -> bool:
        with self.transaction() as cursor:
            return self._take_in(cursor, head)

    def _take_in(self, cursor: Cursor, head: int) -> bool:
        size = min(PAGE, head - self.position)
        page = self._reader.page(self.projection, self.position, size, monotonic()) if size > 0 else None
        if page is None:
            return False
        folded(self.projection, page, Stored(cursor, self.schema)).write(cursor, self.schema)
        self.position = page.last
        reached = {"name": self.projection.name, "position": self.position, "head": head}
        cursor.execute(REACHED[self.schema], reached)
        return True


def drop(cursor: Cursor, projection: Projection, schema: str) -> None:
    """Do away with its tables there, if there are any, and with what is known of how far they were."""
    tables = ", ".join(f"{schema}.{table.name}" for table in projection.tables)
    cursor.execute(f"DROP TABLE IF EXISTS {tables}")
    known = {BESIDE: "rebuilds", KEPT: "kept"}[schema]
    cursor.execute(f"DELETE FROM {LIVE}.{known} WHERE projection = %(name)s", {"name": projection.name})  # noqa: S608  our own names


def move(cursor: Cursor, projection: Projection, schema: str, to: str) -> None:
    """Put its tables, as they are, with their indexes, rights and statistics, into another schema."""
    for table in projection.tables:
        cursor.execute(f"ALTER TABLE {schema}.{table.name} SET SCHEMA {to}")
    # A table takes along all but what the server knows of columns that hang together.
    cursor.execute(STATISTICS, {"schema": schema, "tables": [table.name for table in projection.tables]})
    for (name,) in cursor.fetchall():
        cursor.execute(f"ALTER STATISTICS {schema}.{name} SET SCHEMA {to}")


def checksum(cursor: Cursor, schema: str, table: Table) -> tuple[Any, ...]:
    """What two tables of the same rows have in common, and others have not."""
    columns = ", ".join(column.name for column in table.columns)
    cursor.execute(CHECKSUM.format(columns=columns, schema=schema, table=table.name))
    return cursor.fetchall()[0]


def definition(table: Table, schema: str = BESIDE) -> list[str]:
    """The statements that make the table, its indexes and its statistics beside the live ones, under the same names."""
    beside = table.to_metadata(MetaData(), schema=schema)
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy
    indexes = [str(CreateIndex(index).compile(dialect=dialect)) for index in beside.indexes]
    return [str(CreateTable(beside).compile(dialect=dialect)), *indexes, *statistics_of(beside)]


@cache
def program() -> str:
    """Which program this is, as far as what it makes of events goes."""
    digest = sha256()
    for package in (domain, projections):
        for path in sorted(Path(str(package.__file__)).parent.rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
