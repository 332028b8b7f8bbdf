"""Asking the read models: one statement, one snapshot, and a second try if the connection was lost."""

from collections.abc import Callable, Sequence
from typing import Any, cast

import psycopg2
from eventsourcing.persistence import PersistenceError
from sqlalchemy import ColumnElement, Engine, Executable, Row, true
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from domain.authorization import Scope
from persistence.datastore import Congested, Unreachable, translated

Wait = Callable[[str, int], bool]  # whether a projection comes to a position in a short while


def not_at_all(_projection: str, _position: int) -> bool:
    """For nobody is waited."""
    return False


def fetched(engine: Engine, statement: Executable, **values: Any) -> Sequence[Row[Any]]:
    """The rows of a query with these values in its places; of a whole pool lost with its server only the first connection
    is noticed.
    """
    try:
        return _fetched(engine, statement, values)
    except Unreachable:
        return _fetched(engine, statement, values)


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


def _fetched(engine: Engine, statement: Executable, values: dict[str, Any]) -> Sequence[Row[Any]]:
    try:
        with engine.connect() as connection:
            # A flag of this client: a query needs no BEGIN and ROLLBACK around it.
            return connection.execution_options(isolation_level="AUTOCOMMIT").execute(statement, values).all()
    except DBAPIError as error:
        raise _translated(error) from error
    except PoolTimeout as error:
        raise Congested(str(error)) from error


def _translated(error: DBAPIError) -> PersistenceError:
    """The same error in the words of the datastore. Who is not let in gets an error without a code."""
    cause = cast("psycopg2.Error", error.orig)
    is_shut_out = isinstance(cause, psycopg2.OperationalError) and cause.pgcode is None
    return Unreachable(str(cause)) if error.connection_invalidated or is_shut_out else translated(cause)
