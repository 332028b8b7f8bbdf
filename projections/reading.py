"""Asking the read models: one statement, one snapshot, and a second try if the connection was lost."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Engine, Executable, Row, true
from sqlalchemy.exc import DBAPIError

from domain.authorization import Scope
from persistence.datastore import Unreachable


def fetched(engine: Engine, statement: Executable) -> Sequence[Row[Any]]:
    """The rows of a query; of a whole pool lost with its server only the first connection is noticed."""
    try:
        return _fetched(engine, statement)
    except DBAPIError as error:
        if not error.connection_invalidated:
            raise
    try:
        return _fetched(engine, statement)
    except DBAPIError as error:
        raise Unreachable(str(error.orig)) from error


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


def _fetched(engine: Engine, statement: Executable) -> Sequence[Row[Any]]:
    with engine.connect() as connection:
        # A flag of this client: a query needs no BEGIN and ROLLBACK around it.
        return connection.execution_options(isolation_level="AUTOCOMMIT").execute(statement).all()
