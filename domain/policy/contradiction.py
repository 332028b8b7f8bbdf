"""A contradiction between the parts of a pack (政策包内部矛盾), and how one finds the parts."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from domain.base import Value
from domain.policy.faults import FieldPath


class Contradiction(NamedTuple):
    """Where in the file, which fault of `faults.py`, and what its sentence mentions."""

    path: FieldPath
    code: str
    facts: dict[str, Any]


def found(path: FieldPath, code: str, **facts: Any) -> Contradiction:
    """What was found at this place; a fact is named as the fault's sentence mentions it."""
    return Contradiction(path, code, facts)


def parts(part: object, path: FieldPath = ()) -> Iterator[tuple[FieldPath, Value]]:
    """The part and all the parts inside it, each with its path."""
    if isinstance(part, Value):
        yield path, part
        inside: Iterable[tuple[str | int, object]] = iter(part)
    elif isinstance(part, dict):
        inside = part.items()
    elif isinstance(part, tuple):
        inside = enumerate(part)
    else:
        return
    for key, value in inside:
        yield from parts(value, (*path, key))


def repeated(values: Iterable[tuple[FieldPath, str]]) -> Iterator[Contradiction]:
    """A contradiction for every value that stands there a second time."""
    seen: set[str] = set()
    for path, value in values:
        if value in seen:
            yield found(path, "repeated", value=value)
        seen.add(value)
