"""What pydantic found wrong with a request, in both languages and without a word of what was sent."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from api.refusals import InvalidHeader, InvalidParameter, UnknownParameter
from domain.errors import FieldError, Invalid, NotFound, Refusal
from domain.text import Text

_OTHER = Text("内容不符合要求", "this is not of the right form")
_TEXTS = {
    "missing": Text("缺少此项", "this is missing"),
    "extra_forbidden": Text("没有此项", "there is no such field"),
    "string_type": Text("应为文字", "must be text"),
    "string_too_short": Text("至少{min_length}个字符", "must have at least {min_length} characters"),
    "string_too_long": Text("最多{max_length}个字符", "must have at most {max_length} characters"),
    "string_pattern_mismatch": Text("格式不符", "has not the right form"),
    "int_type": Text("应为整数", "must be a whole number"),
    "int_parsing": Text("应为整数", "must be a whole number"),
    "int_from_float": Text("应为整数", "must be a whole number"),
    "bool_type": Text("应为true或false", "must be true or false"),
    "bool_parsing": Text("应为true或false", "must be true or false"),
    "date_type": Text("应为日期，如2024-03-15", "must be a date such as 2024-03-15"),
    "date_parsing": Text("应为日期，如2024-03-15", "must be a date such as 2024-03-15"),
    "date_from_datetime_parsing": Text("应为日期，如2024-03-15", "must be a date such as 2024-03-15"),
    "date_from_datetime_inexact": Text("应为日期，如2024-03-15", "must be a date such as 2024-03-15"),
    "uuid_type": Text("应为UUID", "must be a UUID"),
    "uuid_parsing": Text("应为UUID", "must be a UUID"),
    "enum": Text("应为下列之一：{expected}", "must be one of {expected}"),
    "literal_error": Text("应为下列之一：{expected}", "must be one of {expected}"),
    "greater_than_equal": Text("不得小于{ge}", "must be at least {ge}"),
    "less_than_equal": Text("不得大于{le}", "must be at most {le}"),
    "too_short": Text("至少{min_length}项", "needs at least {min_length}"),
    "too_long": Text("最多{max_length}项", "may have at most {max_length}"),
    "list_type": Text("应为列表", "must be a list"),
    "tuple_type": Text("应为列表", "must be a list"),
    "frozen_set_type": Text("应为列表", "must be a list"),
    "dict_type": Text("应为对象", "must be an object"),
    "model_type": Text("应为对象", "must be an object"),
    "model_attributes_type": Text("应为对象", "must be an object"),
}
_NAME = re.compile(r"(?!.*\d{4})[A-Za-z_][A-Za-z0-9_.\-]{0,39}")  # four digits may be part of a number
_PLACES = {"body", "query", "path", "header"}


def refusal_of(errors: Sequence[Any]) -> Refusal:
    """The refusal that the errors of a request amount to: the address first, then the query, then the body."""
    found = {place: [error for error in errors if error["loc"][0] == place] for place in _PLACES}
    if found["path"]:
        return NotFound()
    if found["query"]:
        unknown = all(error["type"] == "extra_forbidden" for error in found["query"])
        return (UnknownParameter if unknown else InvalidParameter)(errors=field_errors(found["query"]))
    if found["header"]:
        return InvalidHeader(errors=field_errors(found["header"]))
    return Invalid(errors=field_errors(errors))


def field_errors(errors: Iterable[Any]) -> tuple[FieldError, ...]:
    """Each error with its field's path, such as `documents[0].number`.

    A list of which no item could be read is not called too short beside that: pydantic counts those that it could.
    """
    found = list(errors)
    within = {error["loc"][:depth] for error in found for depth in range(len(error["loc"]))}
    return tuple(
        FieldError(shown_path(error["loc"]), error["type"], _text(error))
        for error in found
        if error["type"] != "too_short" or error["loc"] not in within
    )


def shown_name(name: str) -> str:
    """A name that a client made up, if it is one; anything else might be a value in the wrong place."""
    return name if _NAME.fullmatch(name) else "?"


def shown_path(location: Sequence[str | int]) -> str:
    """Where in a request something stands, such as `documents[0].number`."""
    parts = location[1:] if location and location[0] in _PLACES else location
    path = "".join(f"[{part}]" if isinstance(part, int) else f".{shown_name(part)}" for part in parts)
    return path.removeprefix(".") or "body"


def _text(error: Any) -> Text:
    facts = dict(error.get("ctx", {}))
    if "expected" in facts:
        facts["expected"] = _choice(facts["expected"])
    return _TEXTS.get(error["type"], _OTHER).filled(**facts)


def _choice(expected: str) -> Text:
    """The values that pydantic lists as `'full', 'additions' or 'removals'`."""
    values = [value.strip("'") for value in re.split(r", | or ", expected)]
    return Text("、".join(values), ", ".join(values))
