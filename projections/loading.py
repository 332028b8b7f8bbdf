"""What was stored before a page: asked once, and for all the rows at once that the page's events want.

    load    the rows with these values, from the database unless they are known
    guess   the same without asking: what is not known is taken for absent, and noted
    fetch   ask for everything that was noted, in one question for each table and set of columns

A page is folded on guesses first, which tells what it wants. So a page of a thousand events about a thousand cases asks as
many questions as one about a single case. Nobody else writes meanwhile, so what is known stays so.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import orjson
from sqlalchemy import Table

from persistence.datastore import Cursor
from projections.rows import Columns, Key, Row

Asked = tuple[Table, Columns]


class Stored:
    """The tables in one schema, as they were before the page."""

    def __init__(self, cursor: Cursor, schema: str) -> None:
        self._cursor = cursor
        self._schema = schema
        self._known: dict[tuple[Table, Columns, Key], list[Row]] = {}
        self._noted: dict[Asked, dict[Key, None]] = defaultdict(dict)

    @property
    def wants(self) -> int:
        """How much has been guessed and is to be fetched."""
        return sum(map(len, self._noted.values()))

    def load(self, table: Table, wanted: Row) -> list[Row]:
        """The rows with these values."""
        asked = (table, tuple(wanted), tuple(wanted.values()))
        if asked not in self._known:
            self._fetch((table, tuple(wanted)), [tuple(wanted.values())])
        return self._known[asked]

    def guess(self, table: Table, wanted: Row) -> list[Row]:
        """The rows with these values if they are known, else none for now."""
        columns, values = tuple(wanted), tuple(wanted.values())
        known = self._known.get((table, columns, values))
        if known is None:
            self._noted[table, columns][values] = None
            return []
        return known

    def fetch(self) -> None:
        """Get to know all that has been guessed."""
        noted, self._noted = self._noted, defaultdict(dict)
        for asked, wanted in noted.items():
            self._fetch(asked, list(wanted))

    def _fetch(self, asked: Asked, wanted: Sequence[Key]) -> None:
        table, columns = asked
        for values in wanted:
            self._known[table, columns, values] = []
        for row in self._rows(table, columns, wanted):
            self._known[table, columns, tuple(row[name] for name in columns)].append(row)

    def _rows(self, table: Table, columns: Columns, wanted: Sequence[Key]) -> list[Row]:
        """What all of them want alike stands in the condition as it is, where an index may be made for it."""
        by_column = dict(zip(columns, zip(*wanted, strict=True), strict=True))
        alike = {name: values[0] for name, values in by_column.items() if len(set(values)) == 1}
        apart = [name for name in columns if name not in alike]
        everything = [str(column.name) for column in table.columns]
        source = f"{self._schema}.{table.name} AS old"
        conditions = [f"old.{name} = %({name})s" for name in alike]
        parameters: dict[str, Any] = dict(alike)
        if apart:
            source = f"json_populate_recordset(NULL::{self._schema}.{table.name}, %(wanted)s) AS new JOIN {source} ON true"
            conditions += [f"old.{name} = new.{name}" for name in apart]
            parameters["wanted"] = orjson.dumps(
                [dict(zip(columns, values, strict=True)) for values in wanted]
            ).decode()
        chosen = ", ".join(f"old.{name}" for name in everything)
        self._cursor.execute(f"SELECT {chosen} FROM {source} WHERE {' AND '.join(conditions)}", parameters)  # noqa: S608  our own names
        return [dict(zip(everything, row, strict=True)) for row in self._cursor]
