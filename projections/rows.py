"""What a page of events does to the rows of a projection: folded in memory, written in a few statements.

    the      a row as it is by now: what was stored, under what the page has done so far
    maybe    the same, where there may be none
    find     all rows with some value in common, likewise
    put      the whole row, whether or not there was one
    change   some columns of a row that must be there
    remove   the row, if there is one

Of everything that happens to one row within a page only the outcome is written. Rows travel as one JSON
text per statement, which the server reads as rows of the very table they go to.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import orjson
from sqlalchemy import Table

from persistence.datastore import Cursor

Key = tuple[Any, ...]
Row = dict[str, Any]
Load = Callable[[Table, Row], list[Row]]


class RowMissing(LookupError):
    """An event changes a row that no earlier event has made."""

    def __init__(self, table: Table) -> None:
        super().__init__(f"a row of {table.name} that an event changes is not there")


@dataclass(slots=True)
class _Outcome:
    """What becomes of one row: it is whole if all its columns are known here."""

    values: Row
    whole: bool = False
    removed: bool = False


def nothing_stored(_table: Table, _wanted: Row) -> list[Row]:
    """What is loaded where the log is folded from its start."""
    return []


class Rows:
    """The rows that a page of events touches; others are loaded when a case asks for them."""

    def __init__(self, load: Load = nothing_stored) -> None:
        self._load = load
        self._outcomes: dict[Table, dict[Key, _Outcome]] = defaultdict(dict)
        self._stored: dict[tuple[Table, Key], list[Row]] = {}

    def the(self, table: Table, *key: Any) -> Row:
        """The row of this primary key, as it is by now. Raises `RowMissing`."""
        row = self.maybe(table, *key)
        if row is None:
            raise RowMissing(table)
        return row

    def maybe(self, table: Table, *key: Any) -> Row | None:
        """The same, or None. What this page has made or removed is not loaded."""
        outcome = self._outcomes[table].get(key)
        if outcome is not None and (outcome.whole or outcome.removed):
            return None if outcome.removed else dict(outcome.values)
        for row in self._stored_at(table, key):
            return row | outcome.values if outcome else dict(row)
        return None

    def find(self, table: Table, **wanted: Any) -> list[Row]:
        """The rows with these values by now. No event may give them to a row that was stored without them."""
        outcomes = self._outcomes[table]
        found = {_key(table, row): row for row in self._load(table, wanted)}
        found |= {
            key: outcome.values
            for key, outcome in outcomes.items()
            if outcome.whole and _has(outcome.values, wanted)
        }
        current = ((row, outcomes.get(key)) for key, row in found.items())
        left = (row | outcome.values if outcome else row for row, outcome in current if not _is_gone(outcome))
        return [row for row in left if _has(row, wanted)]

    def put(self, table: Table, **row: Any) -> None:
        """Make the row, or replace it; columns not named are NULL."""
        self._outcomes[table][_key(table, row)] = _Outcome(row, whole=True)

    def change(self, table: Table, *key: Any, **values: Any) -> None:
        """Give the row of this primary key other values. Raises `RowMissing`, if not now then when written."""
        outcome = self._outcomes[table].setdefault(key, _Outcome(_keyed(table, key)))
        if outcome.removed:
            raise RowMissing(table)
        outcome.values |= values

    def remove(self, table: Table, *key: Any) -> None:
        """Take the row of this primary key away."""
        self._outcomes[table][key] = _Outcome(_keyed(table, key), removed=True)

    def _stored_at(self, table: Table, key: Key) -> list[Row]:
        """What was stored before this page, asked once: nobody else writes meanwhile."""
        if (table, key) not in self._stored:
            self._stored[(table, key)] = self._load(table, _keyed(table, key))
        return self._stored[(table, key)]

    def write(self, cursor: Cursor, schema: str) -> None:
        """Write every outcome to the tables in this schema. Raises `RowMissing`."""
        for table, outcomes in self._outcomes.items():
            _write(cursor, schema, table, outcomes.values())


def stored(cursor: Cursor, schema: str) -> Load:
    """Loads rows from the tables in this schema."""

    def load(table: Table, wanted: Row) -> list[Row]:
        columns = [str(column.name) for column in table.columns]
        condition = _each(wanted, "{0} = %({0})s", " AND ")
        cursor.execute(
            f"SELECT {', '.join(columns)} FROM {schema}.{table.name} WHERE {condition}",  # noqa: S608  our own names
            wanted,
        )
        return [dict(zip(columns, row, strict=True)) for row in cursor]

    return load


def _has(row: Row, wanted: Row) -> bool:
    return all(row.get(name) == value for name, value in wanted.items())


def _is_gone(outcome: _Outcome | None) -> bool:
    return outcome is not None and outcome.removed


def _key(table: Table, row: Row) -> Key:
    return tuple(row[name] for name in key_of(table))


def _keyed(table: Table, key: Key) -> Row:
    return dict(zip(key_of(table), key, strict=True))


@cache
def key_of(table: Table) -> tuple[str, ...]:
    """The names of the table's primary key."""
    return tuple(str(column.name) for column in table.primary_key)


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
    for columns, rows in changed.items():
        cursor.execute(_update(schema, table, columns), {"rows": _json(rows)})
        if cursor.rowcount != len(rows):
            raise RowMissing(table)
    if whole:  # last, so that a row may take the place in a unique key that another has left
        cursor.execute(_upsert(schema, table), {"rows": _json(whole)})


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
    if isinstance(value, bytes | memoryview):
        return "\\x" + value.hex()
    raise TypeError(f"a {type(value).__name__} cannot stand in a column")
