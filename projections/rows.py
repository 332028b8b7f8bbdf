"""What a page of events does to the rows of a projection: folded in memory, written in a few statements.

    the      a row as it is by now: what was stored, under what the page has done so far
    maybe    the same, where there may be none
    find     all rows with some value in common, likewise
    put      the whole row, whether or not there was one
    change   some columns of a row that must be there
    remove   the row, if there is one
    kept     rows of a table that somebody else keeps account of, to be written with the others

Of everything that happens to one row within a page only the outcome is written. Rows travel as arrays, one for each
column that a statement is about; those that are known to be new are copied.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol, TypeVar

from sqlalchemy import Table

from persistence.datastore import Cursor
from persistence.prepared import Prepared
from projections.arrays import parameters, source
from projections.copying import copy

Key = tuple[Any, ...]
Columns = tuple[str, ...]
Row = dict[str, Any]
Load = Callable[[Table, Row], list[Row]]
# A page at the end of the log is about a few rows, which are found and written in less time than it takes to plan how.
FEW = 50
MOST_ASKED = 100  # by one plan: tables grow


class RowMissing(LookupError):
    """An event changes a row that no earlier event has made."""

    def __init__(self, table: Table) -> None:
        super().__init__(f"a row of {table.name} that an event changes is not there")


@dataclass(slots=True)
class Outcome:
    """What becomes of one row: it is whole if all its columns are known here, and new if there was none of its key."""

    values: Row
    whole: bool = False
    removed: bool = False
    new: bool = False


class Keeper(Protocol):
    """Keeps account of the rows of one table in a way of its own."""

    def __init__(self, table: Table, load: Load) -> None: ...

    def settled(self) -> Iterable[Outcome]:
        """What becomes of each row."""


SomeKeeper = TypeVar("SomeKeeper", bound=Keeper)


def nothing_stored(_table: Table, _wanted: Row) -> list[Row]:
    """What is loaded where the log is folded from its start."""
    return []


class Rows:
    """The rows that a page of events touches; others are loaded when a case asks for them."""

    def __init__(self, load: Load = nothing_stored) -> None:
        self._load = load
        self._touched: dict[Table, _Touched] = {}
        self._kept: dict[Table, Keeper] = {}

    def the(self, table: Table, *key: Any) -> Row:
        """The row of this primary key, as it is by now. Raises `RowMissing`."""
        row = self.maybe(table, *key)
        if row is None:
            raise RowMissing(table)
        return row

    def maybe(self, table: Table, *key: Any) -> Row | None:
        """The same, or None. What this page has made or removed is not loaded."""
        outcome = self._of(table).outcomes.get(key)
        if outcome is not None and (outcome.whole or outcome.removed):
            return None if outcome.removed else dict(outcome.values)
        for row in self._load(table, _keyed(table, key)):
            return row | outcome.values if outcome else dict(row)
        return None

    def find(self, table: Table, **wanted: Any) -> list[Row]:
        """The rows with these values by now. No event may give them to a row that was stored without them."""
        touched = self._of(table)
        found = []
        for row in self._load(table, wanted):
            outcome = touched.outcomes.get(touched.key_in(row))
            if outcome is None:
                found.append(row)
            elif not outcome.whole and not outcome.removed and has(now := row | outcome.values, wanted):
                found.append(now)
        found.extend(touched.whole_with(wanted))
        return found

    def put(self, table: Table, **row: Any) -> None:
        """Make the row, or replace it; columns not named are NULL."""
        touched = self._of(table)
        key = touched.key_in(row)
        touched.set(key, touched.outcomes.get(key), Outcome(row, whole=True))

    def change(self, table: Table, *key: Any, **values: Any) -> None:
        """Give the row of this primary key other values. Raises `RowMissing`, if not now then when written."""
        touched = self._of(table)
        outcome = touched.outcomes.get(key)
        if outcome is not None and outcome.removed:
            raise RowMissing(table)
        if outcome is None:
            touched.outcomes[key] = Outcome(_keyed(table, key) | values)
        else:
            touched.set(key, outcome, Outcome(outcome.values | values, whole=outcome.whole))

    def remove(self, table: Table, *key: Any) -> None:
        """Take the row of this primary key away."""
        touched = self._of(table)
        touched.set(key, touched.outcomes.get(key), Outcome(_keyed(table, key), removed=True))

    def kept(self, table: Table, kind: type[SomeKeeper]) -> SomeKeeper:
        """Who keeps account of the rows of this table instead, always of this kind."""
        keeper: Any = self._kept.get(table)  # no `cast`: it is a call, and this is asked for every event
        if keeper is None:
            keeper = self._kept[table] = kind(table, self._load)
        return keeper  # type: ignore[no-any-return]

    def write(self, cursor: Cursor, schema: str) -> None:
        """Write every outcome to the tables in this schema. Raises `RowMissing`."""
        for table, touched in self._touched.items():
            _write(cursor, schema, table, touched.outcomes.values())
        for table, keeper in self._kept.items():
            _write(cursor, schema, table, keeper.settled())

    def _of(self, table: Table) -> "_Touched":
        touched = self._touched.get(table)
        if touched is None:
            touched = self._touched[table] = _Touched(table)
        return touched


class _Touched:
    """What the page has done to the rows of one table; whole rows are found by what has been asked for."""

    def __init__(self, table: Table) -> None:
        self.outcomes: dict[Key, Outcome] = {}
        self._key = key_of(table)
        self._found: dict[Columns, dict[Key, dict[Key, Row]]] = {}

    def key_in(self, row: Row) -> Key:
        return tuple([row[name] for name in self._key])

    def set(self, key: Key, before: Outcome | None, outcome: Outcome) -> None:
        """From now on this is what becomes of the row."""
        self.outcomes[key] = outcome
        for columns, found in self._found.items():
            if before is not None and before.whole:
                found[values_of(before.values, columns)].pop(key)
            if outcome.whole:
                found.setdefault(values_of(outcome.values, columns), {})[key] = outcome.values

    def whole_with(self, wanted: Row) -> Iterable[Row]:
        """The rows with these values that are known with all their columns here."""
        columns = tuple(wanted)
        if columns not in self._found:
            found = self._found[columns] = {}
            for key, outcome in self.outcomes.items():
                if outcome.whole:
                    found.setdefault(values_of(outcome.values, columns), {})[key] = outcome.values
        return self._found[columns].get(tuple(wanted.values()), {}).values()


def has(row: Row, wanted: Row) -> bool:
    """Whether the row has all of these values."""
    for name, value in wanted.items():  # noqa: SIM110  a generator costs more than what it looks at
        if row.get(name) != value:
            return False
    return True


def values_of(row: Row, columns: Columns) -> Key:
    return tuple([row.get(name) for name in columns])


def _keyed(table: Table, key: Key) -> Row:
    return dict(zip(key_of(table), key, strict=True))


@cache
def key_of(table: Table) -> tuple[str, ...]:
    """The names of the table's primary key."""
    return tuple(str(column.name) for column in table.primary_key)


def _write(cursor: Cursor, schema: str, table: Table, outcomes: Iterable[Outcome]) -> None:
    whole, removed, new = [], [], []
    changed: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for outcome in outcomes:
        if outcome.new:
            new.append(outcome.values)
        elif outcome.whole:
            whole.append(outcome.values)
        elif outcome.removed:
            removed.append(outcome.values)
        else:
            changed[tuple(sorted(outcome.values))].append(outcome.values)
    if removed:
        ask(cursor, _delete(schema, table), _given(table, key_of(table), removed), len(removed))
    for columns, rows in changed.items():
        ask(cursor, _update(schema, table, columns), _given(table, columns, rows), len(rows))
        if cursor.rowcount != len(rows):
            raise RowMissing(table)
    if whole:  # behind those, so that a row may take the place in a unique key that another has left
        ask(cursor, _upsert(schema, table), _given(table, table.columns.keys(), whole), len(whole))
    if new:
        copy(cursor, schema, table, new)


def ask(cursor: Cursor, statement: Prepared, values: dict[str, Any], rows: int) -> None:
    """Have the cursor carry the statement out, which is about so many rows."""
    if rows <= FEW:
        statement.ask(cursor, values)
    else:
        statement.ask_once(cursor, values)


def _given(table: Table, names: Collection[str], rows: Collection[Row]) -> dict[str, Any]:
    """What a statement takes of the rows; a column that is not named is NULL."""
    return parameters(table, {name: [row.get(name) for row in rows] for name in names})


@cache
def _upsert(schema: str, table: Table) -> Prepared:
    key, names = key_of(table), table.columns.keys()
    others = [name for name in names if name not in key]
    settled = f"UPDATE SET {_each(others, '{0} = excluded.{0}')}" if others else "NOTHING"
    return Prepared(
        f"INSERT INTO {schema}.{table.name} ({_each(names, '{0}')}) SELECT * FROM {source(table, names)} AS new"  # noqa: S608  our own names
        f" ON CONFLICT ({', '.join(key)}) DO {settled}",
        MOST_ASKED,
    )


@cache
def _update(schema: str, table: Table, columns: tuple[str, ...]) -> Prepared:
    key = key_of(table)
    assigned = _each([name for name in columns if name not in key], "{0} = new.{0}")
    return Prepared(
        f"UPDATE {schema}.{table.name} AS old SET {assigned}"  # noqa: S608  our own names
        f" FROM {source(table, columns)} AS new WHERE {_each(key, 'old.{0} = new.{0}', ' AND ')}",
        MOST_ASKED,
    )


@cache
def _delete(schema: str, table: Table) -> Prepared:
    key = key_of(table)
    return Prepared(
        f"DELETE FROM {schema}.{table.name} AS old USING {source(table, key)} AS gone"  # noqa: S608  our own names
        f" WHERE {_each(key, 'old.{0} = gone.{0}', ' AND ')}",
        MOST_ASKED,
    )


def _each(names: Iterable[str], pattern: str, between: str = ", ") -> str:
    return between.join(pattern.format(name) for name in names)
