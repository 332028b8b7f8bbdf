r"""Rows as a statement is given them: an array for each column (UNNEST), which the server reads far faster than an object of JSON each.

An array is what JSON writes, in other brackets: PostgreSQL escapes quotes in it by a backslash and knows `null`. Control
characters alone JSON spells out, as in \n, and PostgreSQL has them as they are.
"""

import re
from collections.abc import Collection, Mapping
from typing import Any

import orjson
from sqlalchemy import ARRAY, Column, Table
from sqlalchemy.dialects.postgresql import dialect

SPELT_OUT = re.compile(rb"\\(?:u00(..)|(.))")
CONTROLS = {b"b": b"\b", b"t": b"\t", b"n": b"\n", b"f": b"\f", b"r": b"\r"}
POSTGRESQL = dialect()  # type: ignore[no-untyped-call]  # untyped in SQLAlchemy


def source(table: Table, names: Collection[str]) -> str:
    """These columns of the rows, in place of a table; `parameters` has what it takes."""
    columns = [table.columns[name] for name in names]
    given = ", ".join(f"%({column.name})s::{_element(column)}[]" for column in columns)
    chosen = ", ".join(f"{column.name}::{_kind(column)} AS {column.name}" for column in columns)
    return f"(SELECT {chosen} FROM unnest({given}) AS given ({', '.join(names)}))"  # noqa: S608  our own names


def parameters(table: Table, values: Mapping[str, Collection[Any]]) -> dict[str, str | None]:
    """What each row has in each of these columns."""
    return {
        name: literal([*map(literal, its)] if is_array(table.columns[name]) else its)
        for name, its in values.items()
    }


def literal(values: Collection[Any] | None) -> str | None:
    """An array as the server reads it; None is none at all."""
    if values is None:
        return None
    written = orjson.dumps(values, default=in_text)[1:-1]
    return "{" + as_they_are(written).decode() + "}"


def as_they_are(json: bytes) -> bytes:
    """The same with the control characters that JSON spells out."""
    return SPELT_OUT.sub(_as_it_is, json) if b"\\" in json else json


def in_text(value: object) -> str:
    """Bytes as PostgreSQL reads them; a value of any other kind that JSON does not know has no place in a row."""
    if isinstance(value, bytes | memoryview):
        return "\\x" + value.hex()
    raise TypeError(f"a {type(value).__name__} cannot stand in a column")


def is_array(column: Column[Any]) -> bool:
    """Whether a value of this column is an array itself: it travels as a text."""
    return isinstance(column.type, ARRAY)


def _kind(column: Column[Any]) -> str:
    return column.type.compile(POSTGRESQL)


def _element(column: Column[Any]) -> str:
    return "TEXT" if is_array(column) else _kind(column)


def _as_it_is(found: re.Match[bytes]) -> bytes:
    by_number, by_letter = found[1], found[2]
    if by_number is not None:
        return bytes([int(by_number, 16)])
    return CONTROLS.get(by_letter, found[0])
