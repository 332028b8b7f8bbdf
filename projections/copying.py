r"""Rows that were not there before, as lines into their table (COPY): the server reads a line in less than half the time of a JSON object.

A line is a JSON array without its brackets. That is CSV, whose quotes are escaped by a backslash and whose empty fields say
null, but for control characters: JSON spells them out, as in \n, and CSV has them as they are.
"""

import re
from collections.abc import Iterable
from functools import cache
from io import BytesIO
from typing import Any

import orjson
from sqlalchemy import ARRAY, Table

from persistence.datastore import Cursor

SPELT_OUT = re.compile(rb"\\(?:u00(..)|(.))")
CONTROLS = {b"b": b"\b", b"t": b"\t", b"n": b"\n", b"f": b"\f", b"r": b"\r"}


def copy(cursor: Cursor, schema: str, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Add the rows; columns not named are NULL. The server refuses a row that is there already."""
    names, _ = _columns(table)
    into = f"{schema}.{table.name} ({', '.join(names)})"
    cursor.copy_expert(
        f"COPY {into} FROM STDIN (FORMAT csv, ESCAPE '\\', NULL 'null')", BytesIO(lines(table, rows))
    )


def lines(table: Table, rows: Iterable[dict[str, Any]]) -> bytes:
    """The rows as they are copied, each value in its column."""
    names, arrays = _columns(table)
    if arrays:
        rows = [row | {name: _array(row.get(name)) for name in arrays} for row in rows]
    written = [orjson.dumps([row.get(name) for name in names], default=in_text)[1:-1] for row in rows]
    text = b"\n".join(written)
    return SPELT_OUT.sub(_as_it_is, text) if b"\\" in text else text


def in_text(value: object) -> str:
    """Bytes as PostgreSQL reads them; a value of any other kind that JSON does not know has no place in a row."""
    if isinstance(value, bytes | memoryview):
        return "\\x" + value.hex()
    raise TypeError(f"a {type(value).__name__} cannot stand in a column")


@cache
def _columns(table: Table) -> tuple[list[str], list[str]]:
    """The names of all columns, and of those that hold arrays."""
    names = [str(column.name) for column in table.columns]
    return names, [str(column.name) for column in table.columns if isinstance(column.type, ARRAY)]


def _array(texts: list[str] | None) -> str | None:
    """An array of texts as a literal."""
    if texts is None:
        return None
    quoted = (text.replace("\\", "\\\\").replace('"', '\\"') for text in texts)
    return "{" + ",".join(f'"{text}"' for text in quoted) + "}"


def _as_it_is(found: re.Match[bytes]) -> bytes:
    by_number, by_letter = found[1], found[2]
    if by_number is not None:
        return bytes([int(by_number, 16)])
    return CONTROLS.get(by_letter, found[0])
