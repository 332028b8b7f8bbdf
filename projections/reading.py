"""Asking the read models: one statement, one snapshot, and a second try if the connection was lost."""

from collections.abc import Callable, Sequence
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import psycopg2
from eventsourcing.persistence import PersistenceError
from sqlalchemy import ColumnElement, Engine, Executable, Row, Select, true
from sqlalchemy.dialects.postgresql.psycopg2 import PGDialect_psycopg2
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.authorization import Scope
from persistence.datastore import Congested, Unreachable, lent, translated
from persistence.prepared import Prepared

DIALECT = PGDialect_psycopg2()  # type: ignore[no-untyped-call]  # SQLAlchemy says nothing of its arguments

MOST_BY_ONE_PLAN = 100  # pages of a list: it grows, and which index serves best hangs on how long it is

Wait = Callable[[str, int], bool]  # whether a projection comes to a position in a short while


def not_at_all(_projection: str, _position: int) -> bool:
    """For nobody is waited."""
    return False


def fetched(engine: Engine, statement: Executable) -> Sequence[Row[Any]]:
    """The rows of a query; of a whole pool lost with its server only the first connection is noticed."""
    try:
        return _fetched(engine, statement)
    except Unreachable:
        return _fetched(engine, statement)


class Question:
    """A query that is laid down, parsed and planned once, and asked again and again with other values in its places.

    Not for one whose best plan hangs on them, such as a walk through a list under filters.
    """

    def __init__(self, statement: Select[Any], most_asked: int | None = None) -> None:
        """Each place is a `bindparam` of the statement with a value, which stands for its type; `most_asked` is how often by one plan."""
        compiled = statement.compile(dialect=DIALECT, compile_kwargs={"render_postcompile": True})
        self.columns = tuple(str(column.key) for column in statement.selected_columns)
        self._prepared = Prepared(str(compiled), most_asked)
        self._values = {name: _as_sql(value) for name, value in compiled.params.items()}

    def rows(self, engine: Engine, **values: Any) -> list[tuple[Any, ...]]:
        """What is found, each row in the order of `columns`."""
        return asked(engine, self._prepared, self._values | values)

    def named(self, engine: Engine, **values: Any) -> list[SimpleNamespace]:
        """The same, each row with its columns by name."""
        found = self.rows(engine, **values)
        return [SimpleNamespace(**dict(zip(self.columns, row, strict=True))) for row in found]


def asked(engine: Engine, query: Prepared, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    """The rows of a query that is prepared; asked twice as `fetched` is."""
    try:
        return _asked(engine, query, values)
    except Unreachable:
        return _asked(engine, query, values)


def within(
    scope: Scope, *, city: ColumnElement[str], area: ColumnElement[str], enterprise_id: ColumnElement[Any]
) -> ColumnElement[bool]:
    """The condition that this scope covers a row: `Scope.covers` in SQL."""
    condition: ColumnElement[bool] = true()
    if scope.city is not None:
        condition &= city == scope.city
    if scope.area is not None:
        condition &= area == scope.area
    if scope.enterprise_id is not None:
        condition &= enterprise_id == scope.enterprise_id
    return condition


def _as_sql(value: Any) -> Any:
    return str(value) if isinstance(value, UUID) else value


def _asked(engine: Engine, query: Prepared, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with lent(engine) as cursor:
        query.ask(cursor, values)
        return cursor.fetchall()


def _fetched(engine: Engine, statement: Executable) -> Sequence[Row[Any]]:
    try:
        with engine.connect() as connection:
            return connection.execute(statement).all()
    except DBAPIError as error:
        raise _translated(error) from error
    except PoolTimeout as error:
        raise Congested(str(error)) from error


def _translated(error: DBAPIError) -> PersistenceError:
    """The same error in the words of the datastore. Who is not let in gets an error without a code."""
    cause = cast("psycopg2.Error", error.orig)
    is_shut_out = isinstance(cause, psycopg2.OperationalError) and cause.pgcode is None
    return Unreachable(str(cause)) if error.connection_invalidated or is_shut_out else translated(cause)
