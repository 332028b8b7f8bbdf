"""The state of an event, or an answer, as JSON that an auditor can read: docs/format/sealed-data-1.md, "State".

Writing turns facts into plain JSON and leaves an empty slot `{}` for every personal one; reading turns each
filled slot `{"sealed": …}` into a fact bound to the place where it was found. An object of somebody's own
whose only key is `sealed` is written as `~sealed`, so that nothing a person types is taken for a seal.
"""

from binascii import a2b_base64, b2a_base64
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache, singledispatch
from typing import Any, NamedTuple
from uuid import UUID

from pydantic import BaseModel

from domain.personal_data import Personal, Sealed
from persistence.ids import read_id

SEALED = "sealed"
ESCAPE = "~"
LENGTH_OF_ID = 36  # with its dashes
LARGEST_WHOLE_NUMBER = 2**53 - 1  # what every JSON reader keeps exactly


class Unrecordable(TypeError):
    """A value that the log could not give back as it was. `path` names it, and nothing shows it."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


class Slot(NamedTuple):
    """Where a personal fact is going to stand once it is sealed."""

    path: str
    fact: Personal
    place: dict[str, str]

    def fill(self, sealed: Sealed) -> None:
        self.place[SEALED] = _spelt(sealed)


Once = dict[int, Any]  # the JSON of what is there, by its identity


def written(event: BaseModel, slots: list[Slot], *, without: frozenset[str], once: Once) -> dict[str, Any]:
    """The event as JSON values, without its columns; the slots to fill are added to `slots`.

    `once` keeps what the events of one command have in common, their instant and mostly their envelope.
    """
    return {
        name: _common(value, f"/{name}", slots, once)
        if _is_common(type(value))
        else _plain(value, f"/{name}", slots)
        for name, value in _stated(event)
        if name not in without
    }


def _common(value: Any, path: str, slots: list[Slot], once: Once) -> Any:
    if id(value) not in once:
        before = len(slots)
        plain = _plain(value, path, slots)
        if len(slots) > before:  # each personal fact is sealed for a place of its own
            return plain
        once[id(value)] = plain
    return once[id(value)]


def written_below(path: str, value: Any, slots: list[Slot]) -> Any:
    """Anything else as JSON values in the same way, its slots below `path`."""
    return _plain(value, path, slots)


def _plain(value: Any, path: str, slots: list[Slot]) -> Any:
    return _writer_of(type(value))(value, path, slots)


@singledispatch
def _writer(value: Any, path: str, _slots: list[Slot]) -> Any:
    raise Unrecordable(path, f"a {type(value).__name__} cannot be recorded")


# Asked for every value of every event: by its class alone, and of each class once.
_writer_of: Callable[[type], Callable[[Any, str, list[Slot]], Any]] = cache(_writer.dispatch)
_is_common: Callable[[type], bool] = cache(lambda kind: issubclass(kind, BaseModel | datetime))


@_writer.register(bool)
@_writer.register(type(None))
def _as_it_is(value: bool | None, _path: str, _slots: list[Slot]) -> bool | None:
    return value


@_writer.register
def _(value: Enum, path: str, slots: list[Slot]) -> Any:
    return _plain(value.value, path, slots)


@_writer.register
def _(value: str, path: str, slots: list[Slot]) -> Any:
    if isinstance(value, Enum):
        return _plain(value.value, path, slots)
    return _text(value, path)


@_writer.register
def _(value: int, path: str, _slots: list[Slot]) -> int:
    if abs(value) > LARGEST_WHOLE_NUMBER:
        raise Unrecordable(path, "a whole number beyond 2^53 would not be read exactly; use a Decimal")
    return int(value)


@_writer.register
def _(value: Decimal, path: str, _slots: list[Slot]) -> str:
    if not value.is_finite():
        raise Unrecordable(path, "an infinite or undefined number cannot be recorded")
    return str(value)


@_writer.register
def _(_value: float, path: str, _slots: list[Slot]) -> Any:
    raise Unrecordable(path, "a float is not exact; use a Decimal")


@_writer.register
def _(value: datetime, path: str, _slots: list[Slot]) -> str:
    offset = value.utcoffset()
    if offset is None:
        raise Unrecordable(path, "an instant without its offset from UTC cannot be recorded")
    if offset % timedelta(minutes=1):
        raise Unrecordable(path, "an offset from UTC has whole minutes")
    return value.isoformat()


@_writer.register
def _(value: date, _path: str, _slots: list[Slot]) -> str:
    return value.isoformat()


@_writer.register
def _(value: UUID, _path: str, _slots: list[Slot]) -> str:
    return str(value)


@_writer.register
def _(value: Personal, path: str, slots: list[Slot]) -> dict[str, str]:
    if not isinstance(value.value, str):
        raise Unrecordable(path, "a personal fact is a text")
    _text(value.value, path)
    slots.append(Slot(path, value, {}))
    return slots[-1].place


@_writer.register
def _(_value: Sealed, path: str, _slots: list[Slot]) -> Any:
    raise Unrecordable(path, "sealed for another place; open it and state it again")


@_writer.register
def _(value: BaseModel, path: str, slots: list[Slot]) -> dict[str, Any]:
    return _object(_stated(value), path, slots)


@_writer.register
def _(value: dict, path: str, slots: list[Slot]) -> dict[str, Any]:  # type: ignore[type-arg]
    return _object([(_key(key, path), member) for key, member in value.items()], path, slots)


@_writer.register(list)
@_writer.register(tuple)
def _series(value: list[Any] | tuple[Any, ...], path: str, slots: list[Slot]) -> list[Any]:
    return [
        element if _stays(element) else _plain(element, f"{path}/{index}", slots)
        for index, element in enumerate(value)
    ]


def _object(members: list[tuple[str, Any]], path: str, slots: list[Slot]) -> dict[str, Any]:
    if len(members) == 1 and is_seal(members[0][0]):
        members = [(ESCAPE + members[0][0], members[0][1])]
    return {
        key: member if _stays(member) else _plain(member, _below(path, key), slots) for key, member in members
    }


def _stays(value: Any) -> bool:
    """Whether it is recorded as it is, as most are; for the others it takes their path to say what they become."""
    kind = type(value)
    if kind is str:
        return bool(value.isascii()) or _is_whole(value)
    if kind is int:
        return bool(abs(value) <= LARGEST_WHOLE_NUMBER)
    return value is None or kind is bool


def _is_whole(text: str) -> bool:
    """Whether it has no half characters."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _text(value: str, path: str) -> str:
    if not _is_whole(value):
        raise Unrecordable(path, "a text with half a character cannot be recorded")
    return value


def _key(key: Any, path: str) -> str:
    if type(key) is str and key.isascii():
        return key
    plain = _plain(key, path, [])
    if not isinstance(plain, str):
        raise Unrecordable(path, f"a {type(key).__name__} cannot be a key")
    return plain


def _stated(model: BaseModel) -> list[tuple[str, Any]]:
    """The model's members in the order of its class; None where it is the default goes without saying."""
    values = vars(model)
    members = _members(type(model))
    return [(name, values[name]) for name, optional in members if values[name] is not None or not optional]


@cache
def _members(model: type[BaseModel]) -> list[tuple[str, bool]]:
    """Their names, and whether None is the default."""
    return [(name, field.default is None) for name, field in model.model_fields.items()]


# ── Reading ──────────────────────────────────────────────────────────────────────────────────────────────

Bind = Callable[[str], bytes]


def found(value: Any, path: str, bind: Bind) -> Any:
    """The same JSON values with every seal as a fact bound by `bind` to its path."""
    kind = type(value)
    if kind is dict:
        if len(value) == 1 and SEALED in value:
            return _sealed(value[SEALED], bind(path))
        return _found_in(value, path, bind)
    if kind is list:
        return [found(element, f"{path}/{index}", bind) for index, element in enumerate(value)]
    return value


def _found_in(members: dict[str, Any], path: str, bind: Bind) -> Any:
    if len(members) == 1:
        [(key, member)] = members.items()
        if is_seal(key):
            return {key.removeprefix(ESCAPE): found(member, _below(path, key), bind)}
    nested = {
        key: found(member, _below(path, key), bind)
        for key, member in members.items()
        if type(member) is dict or type(member) is list  # all others are what they are, and most members
    }
    return members | nested


def _sealed(text: Any, bound: bytes) -> Sealed:
    """The fact that `<subject>:<base64>` stands for; only the one spelling that is written is read."""
    try:
        subject, _, encoded = text.partition(":")
        blob = a2b_base64(encoded)
        # With its dashes and in small letters an id has but one spelling.
        if len(subject) == LENGTH_OF_ID and subject == subject.lower() and encoded == _in_base64(blob):
            return Sealed(read_id(subject), blob, bound)
    except (AttributeError, ValueError):
        pass
    raise ValueError("a sealed fact is no longer spelt as one")


def _spelt(sealed: Sealed) -> str:
    return f"{sealed.subject}:{_in_base64(sealed.blob)}"


def _in_base64(blob: bytes) -> str:
    return b2a_base64(blob, newline=False).decode()


def is_seal(key: str) -> bool:
    """Whether a key that stands alone has to be told from that of a seal."""
    return key.lstrip(ESCAPE) == SEALED


def _below(path: str, key: str) -> str:
    """One step down, as in a JSON Pointer (RFC 6901)."""
    if "~" not in key and "/" not in key:
        return f"{path}/{key}"
    return f"{path}/{key.replace('~', '~0').replace('/', '~1')}"
