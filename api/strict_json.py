"""JSON that means one thing: no member twice, no NaN, no character that cannot be stored."""

import json
import re
from typing import Any, NoReturn

_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")


class StrictDecoder(json.JSONDecoder):
    """Raises `json.JSONDecodeError`, without quoting what it read."""

    def __init__(self, **_: Any) -> None:
        super().__init__(object_pairs_hook=_members, parse_constant=_not_a_number)

    def decode(self, s: str, *args: Any) -> Any:
        """The value of the text."""
        try:
            return _storable(super().decode(s, *args))
        except json.JSONDecodeError as error:
            raise _malformed("not well-formed", error.pos) from None
        except (RecursionError, ValueError):
            raise _malformed("nested too deeply, or a number too long") from None


def loads(text: str | bytes) -> Any:
    """The value of a text in UTF-8."""
    try:
        return json.loads(text if isinstance(text, str) else text.decode(), cls=StrictDecoder)
    except UnicodeDecodeError:
        raise _malformed("not UTF-8") from None


def is_storable(text: str) -> bool:
    """Whether a database keeps the text and a log line shows it: no control characters, no half characters."""
    return _UNSTORABLE.search(text) is None


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        raise _malformed("a member stands twice")
    return members


def _not_a_number(_: str) -> NoReturn:
    raise _malformed("NaN and Infinity are no JSON")


def _storable(value: Any) -> Any:
    match value:
        case str() if not is_storable(value):
            raise _malformed("a text has control characters or half characters")
        case list():
            for element in value:
                _storable(element)
        case dict():
            for name, member in value.items():
                _storable(name)
                _storable(member)
    return value


def _malformed(why: str, position: int = 0) -> json.JSONDecodeError:
    return json.JSONDecodeError(why, "", position)
