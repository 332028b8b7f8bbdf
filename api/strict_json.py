"""JSON that means one thing: no member twice, no NaN, and no character, number or nesting that cannot be stored."""

import json
import math
import re
from typing import Any, NoReturn

from api.refusals import MalformedJson
from api.validation import shown_path
from domain.errors import FieldError
from domain.text import Text

_BITS = 63  # of a whole number beside its sign: who reads or writes JSON elsewhere has no more
_DEEPEST = 100  # levels; no body of ours has ten
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


Place = tuple[str | int, ...]  # the names and numbers that lead to a member


class NotStrict(json.JSONDecodeError):
    """What is wrong, and at which member if that is known; nothing of the text itself."""

    def __init__(self, why: Text, at: Place = ()) -> None:
        super().__init__(why.en, "", 0)
        self.why = why
        self.at = at


class StrictDecoder(json.JSONDecoder):
    """Raises `NotStrict`."""

    def __init__(self, **_: Any) -> None:
        super().__init__(object_pairs_hook=_members, parse_constant=_not_a_number)

    def decode(self, s: str, *args: Any) -> Any:
        """The value of the text."""
        try:
            return _storable(super().decode(s, *args))
        except NotStrict:
            raise
        except json.JSONDecodeError as error:
            raise NotStrict(WRONG_AT.filled(line=error.lineno, column=error.colno)) from None
        except (RecursionError, ValueError):
            raise NotStrict(TOO_DEEP) from None


def loads(text: str | bytes) -> Any:
    """The value of a text in UTF-8. Raises `NotStrict`."""
    try:
        return json.loads(text if isinstance(text, str) else text.decode(), cls=StrictDecoder)
    except UnicodeDecodeError as error:
        line, column = _place(error.object[: error.start].decode())
        raise NotStrict(NOT_UTF_8.filled(line=line, column=column)) from None


def loads_stated(text: str | bytes, *, field: str | None = None) -> Any:
    """The value of what somebody has sent, in this field of a form if in one. Raises `MalformedJson`."""
    try:
        return loads(text)
    except NotStrict as wrong:
        at = wrong.at if field is None else (field, *wrong.at)
        named = (FieldError(shown_path(at), MalformedJson.code, wrong.why),) if at else ()
        raise MalformedJson(wrong.why, errors=named) from None


def is_storable(text: str) -> bool:
    """Whether a database keeps the text and a log line shows it: no control characters, no half characters."""
    return _UNSTORABLE.search(text) is None


def _place(before: str) -> tuple[int, int]:
    """Line and column of what comes next, counted as the decoder counts."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for name, value in pairs:
        if name in members:
            raise NotStrict(TWICE, (name,))
        members[name] = value
    return members


def _not_a_number(_: str) -> NoReturn:
    raise NotStrict(NOT_A_NUMBER)


def _storable(value: Any, at: Place = ()) -> Any:
    if len(at) > _DEEPEST:
        raise NotStrict(TOO_DEEP, _without_indexes(at))
    match value:
        case str() if not is_storable(value):
            raise NotStrict(UNSTORABLE, at)
        case int() if value.bit_length() > _BITS:
            raise NotStrict(TOO_DEEP, at)
        case float() if not math.isfinite(value):  # 1e999
            raise NotStrict(NOT_A_NUMBER, at)
        case list():
            for number, element in enumerate(value):
                _storable(element, (*at, number))
        case dict():
            for name, member in value.items():
                _storable(name, at)
                _storable(member, (*at, name))
    return value


def _without_indexes(at: Place) -> Place:
    """The member in which lists are nested too deeply, without how deeply."""
    while at and isinstance(at[-1], int):
        at = at[:-1]
    return at


WRONG_AT = Text("第{line}行第{column}列有误", "It goes wrong at line {line}, column {column}")
NOT_UTF_8 = Text("第{line}行第{column}列不是UTF-8", "It is not UTF-8 at line {line}, column {column}")
TOO_DEEP = Text("嵌套过深，或数字过长", "It is nested too deeply, or has a number that is too long")
TWICE = Text("同一对象中有重复的名称", "A name stands twice in one object")
NOT_A_NUMBER = Text("NaN和Infinity不是JSON", "NaN and Infinity are no JSON")
UNSTORABLE = Text("文字中有控制字符或残缺字符", "A text has control characters or half characters in it")
