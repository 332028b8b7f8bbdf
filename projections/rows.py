"""What a page of events does to the rows of a projection: folded in memory, written in a few statements.

    put      the whole row, whether or not there was one
    change   some columns of a row that must be there
    remove   the row, if there is one

Of everything that happens to one row within a page only the outcome is written. Rows travel as one JSON
text per statement, which the server reads as rows of the very table they go to.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from sqlalchemy import Table

from persistence.datastore import Cursor

Key = tuple[Any, ...]


class RowMissing(LookupError):
    """An event changes a row that no earlier event has made."""

    def __init__(self, table: Table) -> None:
        super().__init__(f"a row of {table.name} that an event changes is not there")


@dataclass(slots=True)
class _Outcome:
    """What becomes of one row: it is whole if all its columns are known here."""

    values: dict[str, Any]
    whole: bool = False
    removed: bool = False


@dataclass(slots=True)
class Rows:
    """The rows that a page of events touches."""

    _outcomes: dict[Table, dict[Key, _Outcome]] = field(default_factory=lambda: defaultdict(dict))

    def put(self, table: Table, **row: Any) -> None:
        """Make the row, or replace it; columns not named are NULL."""
        key = tuple(row[name] for name in key_of(table))
        self._outcomes[table][key] = _Outcome(row, whole=True)

    def change(self, table: Table, *key: Any, **values: Any) -> None:
        """Give the row of this primary key other values. Raises `RowMissing`, if not now then when written."""
        outcome = self._outcomes[table].setdefault(key, _Outcome(dict(zip(key_of(table), key, strict=True))))
        if outcome.removed:
            raise RowMissing(table)
        outcome.values |= values

    def remove(self, table: Table, *key: Any) -> None:
        """Take the row of this primary key away."""
        values = dict(zip(key_of(table), key, strict=True))
        self._outcomes[table][key] = _Outcome(values, removed=True)

    def of(self, table: Table) -> list[Mapping[str, Any]]:
        """The rows of a table that are known as a whole: all there are, if the log was folded from its start."""
        return [outcome.values for outcome in self._outcomes[table].values() if outcome.whole]

    def write(self, cursor: Cursor, schema: str) -> None:
        """Write every outcome to the tables in this schema. Raises `RowMissing`."""
        for table, outcomes in self._outcomes.items():
            _write(cursor, schema, table, outcomes.values())


def key_of(table: Table) -> tuple[str, ...]:
    """The names of the table's primary key."""
    return tuple(column.name for column in table.primary_key)


def _write(cursor: Cursor, schema: str, table: Table, outcomes: Iterable[_Outcome]) -> None:
    whole, removed = [], []
    changed: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.whole:
            whole.append(outcome.values)
        elif outcome.removed:
            removed.append(outcome.values)
        else:
            changed[tuple(outcome.values)].append(outcome.values)
    if removed:
        cursor.execute(_delete(schema, table), {"rows": _json(removed)})
    if whole:
        cursor.execute(_upsert(schema, table), {"rows": _json(whole)})
    for columns, rows in changed.items():
        cursor.execute(_update(schema, table, columns), {"rows": _json(rows)})
        if cursor.rowcount != len(rows):
            raise RowMissing(table)


def _upsert(schema: str, table: Table) -> str:
    key = key_of(table)
    others = [column.name for column in table.columns if column.name not in key]
    settled = f"UPDATE SET {_each(others, '{0} = excluded.{0}')}" if others else "NOTHING"
    return (
        f"INSERT INTO {schema}.{table.name} SELECT * FROM {_rows(schema, table)}"  # noqa: S608  our own names
        f" ON CONFLICT ({', '.join(key)}) DO {settled}"
    )


def _update(schema: str, table: Table, columns: tuple[str, ...]) -> str:
    key = key_of(table)
    assigned = _each([name for name in columns if name not in key], "{0} = new.{0}")
    return (
        f"UPDATE {schema}.{table.name} AS old SET {assigned}"  # noqa: S608  our own names
        f" FROM {_rows(schema, table)} AS new WHERE {_each(key, 'old.{0} = new.{0}', ' AND ')}"
    )


def _delete(schema: str, table: Table) -> str:
    return (
        f"DELETE FROM {schema}.{table.name} AS old USING {_rows(schema, table)} AS gone"  # noqa: S608  our own names
        f" WHERE {_each(key_of(table), 'old.{0} = gone.{0}', ' AND ')}"
    )


def _rows(schema: str, table: Table) -> str:
    return f"json_populate_recordset(NULL::{schema}.{table.name}, %(rows)s)"


def _each(names: Iterable[str], pattern: str, between: str = ", ") -> str:
    return between.join(pattern.format(name) for name in names)


def _json(rows: list[dict[str, Any]]) -> str:
    return orjson.dumps(rows, default=_bytea).decode()


def _bytea(value: object) -> str:
    """Bytes as PostgreSQL reads them; a value of any other kind has no place in a row."""
    if isinstance(value, bytes):
        return "\\x" + value.hex()
    raise TypeError(f"a {type(value).__name__} cannot stand in a column")
