"""What was stored before a page: asked once, and for all the rows at once that the page's events want.

    load    the rows with these values, from the database unless they are known
    note    say beforehand that they will be wanted
    guess   the same as `load` without asking: what is not known is taken for absent, and noted
    fetch   ask for everything that was noted, in one question for each table and set of columns

A page is folded on guesses first, which tells what it wants. So a page of a thousand events about a thousand cases asks as
many questions as one about a single case. Nobody else writes meanwhile, so what is known stays so.
"""

from collections import defaultdict
from collections.abc import Sequence
from functools import cache

from sqlalchemy import Table

from persistence.datastore import Cursor
from persistence.prepared import Prepared
from projections.arrays import parameters, source
from projections.rows import MOST_ASKED, Columns, Key, Row, ask, values_of

Asked = tuple[Table, Columns]


class Stored:
    """The tables in one schema, as they were before the page."""

    def __init__(self, cursor: Cursor, schema: str) -> None:
        self._cursor = cursor
        self._schema = schema
        self._known: dict[Asked, dict[Key, list[Row]]] = defaultdict(dict)
        self._noted: dict[Asked, dict[Key, None]] = defaultdict(dict)

    @property
    def wants(self) -> int:
        """How much has been guessed and is to be fetched."""
        return sum(map(len, self._noted.values()))

    def load(self, table: Table, wanted: Row) -> list[Row]:
        """The rows with these values."""
        asked, values = (table, tuple(wanted)), tuple(wanted.values())
        rows = self._known[asked].get(values)
        if rows is None:
            self._fetch(asked, [values])
            rows = self._known[asked][values]
        return rows

    def note(self, table: Table, wanted: Row) -> None:
        """The rows with these values are going to be wanted."""
        self._noted[table, tuple(wanted)][tuple(wanted.values())] = None

    def guess(self, table: Table, wanted: Row) -> list[Row]:
        """The rows with these values if they are known, else none for now."""
        rows = self._known[table, tuple(wanted)].get(tuple(wanted.values()))
        if rows is None:
            self.note(table, wanted)
            return []
        return rows

    def fetch(self) -> None:
        """Get to know all that has been noted."""
        noted, self._noted = self._noted, defaultdict(dict)
        for asked, wanted in noted.items():
            self._fetch(asked, list(wanted))

    def _fetch(self, asked: Asked, wanted: Sequence[Key]) -> None:
        """Whatever else is known stays as it is, for what was loaded is never loaded again."""
        table, columns = asked
        known = self._known[asked]
        known.update((values, []) for values in wanted)
        for row in self._rows(table, columns, wanted):
            known[values_of(row, columns)].append(row)

    def _rows(self, table: Table, columns: Columns, wanted: Sequence[Key]) -> list[Row]:
        """What all of them want alike stands in the condition as it is, where an index may be made for it."""
        by_column = dict(zip(columns, zip(*wanted, strict=True), strict=True))
        alike = {
            name: values[0]
            for name, values in by_column.items()
            if all(value == values[0] for value in values)
        }
        apart = [name for name in columns if name not in alike]
        given = alike | parameters(table, {name: by_column[name] for name in apart})
        ask(self._cursor, _select(self._schema, table, tuple(alike), tuple(apart)), given, len(wanted))
        names = table.columns.keys()
        return [dict(zip(names, row, strict=True)) for row in self._cursor]


@cache
def _select(schema: str, table: Table, alike: Columns, apart: Columns) -> Prepared:
    chosen = ", ".join(f"old.{name}" for name in table.columns.keys())  # noqa: SIM118  not a dictionary
    tables = f"{schema}.{table.name} AS old"
    if apart:
        tables += f" CROSS JOIN {source(table, apart)} AS new"
    conditions = [f"old.{name} = %({name})s" for name in alike]
    conditions += [f"old.{name} = new.{name}" for name in apart]
    return Prepared(f"SELECT {chosen} FROM {tables} WHERE {' AND '.join(conditions)}", MOST_ASKED)  # noqa: S608  our own names
