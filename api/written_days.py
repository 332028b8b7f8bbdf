"""Days and instants are written, as RFC 3339 has it: a number is none.

pydantic takes a number for the time since 1970, in text as well. Whoever sends 1767571200 or 20260105 for a day is told of it,
instead of having something dated to a day that nobody has said.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from pydantic import TypeAdapter

from api.validation import shown_name
from domain.errors import FieldError, Invalid
from domain.text import Text

FORMATS = {"date", "date-time"}
NUMBER = re.compile(r"\s*[+-]?[\d_]*\.?\d+\s*")


def days_in(annotation: Any, name: str = "") -> frozenset[str]:
    """The names under which a day or an instant stands anywhere in what this type holds; its own is `name`."""
    return days_of(TypeAdapter(annotation).json_schema(), name)


def days_of(schema: Any, name: str = "") -> frozenset[str]:
    """The same of a schema."""
    return frozenset(_days(schema, name))


def is_number(value: Any) -> bool:
    """Whether this is a number, be it in text."""
    if isinstance(value, str):
        return NUMBER.fullmatch(value) is not None
    return isinstance(value, (int, float))


def must_be_written(content: Any, days: frozenset[str]) -> None:
    """Refuse JSON that has a number where a day belongs. Raises `Invalid`."""
    wrong = tuple(FieldError(place, "date_type", WRITTEN) for place in _numbers(content, days, ""))
    if wrong:
        raise Invalid(errors=wrong)


def _days(schema: Any, name: str) -> Iterator[str]:
    if isinstance(schema, list):
        for part in schema:
            yield from _days(part, name)
    elif isinstance(schema, dict):
        if schema.get("format") in FORMATS:
            yield name
        for key, part in schema.items():
            if key in {"properties", "$defs"}:
                for inner, one in part.items():
                    yield from _days(one, inner)
            elif key in {"anyOf", "oneOf", "allOf", "items", "prefixItems", "additionalProperties"}:
                yield from _days(part, name)


def _numbers(content: Any, days: Iterable[str], place: str, name: str = "") -> Iterator[str]:
    if isinstance(content, dict):
        for inner, part in content.items():
            if isinstance(inner, str):
                yield from _numbers(part, days, f"{place}.{shown_name(inner)}".removeprefix("."), inner)
    elif isinstance(content, list):
        for number, part in enumerate(content):
            yield from _numbers(part, days, f"{place}[{number}]", name)
    elif name in days and is_number(content):
        yield place


WRITTEN = Text(
    "应为日期或时间，如2024-03-15，不得为数字", "must be written, such as 2024-03-15, not a number"
)
