"""The shape of every event class, written out: what the log of every city out there is going to contain.

`python -m tests.domain.event_shapes` freezes the present shapes in `event_shapes.json`. Do that for a new
event class. If an old one differs, stored events have to be read as well: raise its `class_version` and
write the `upcast_v1_v2` first.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

import domain.aggregates
from domain.base import Event, EventSourced
from domain.personal_data import Personal, Sealed

FROZEN = Path(__file__).with_suffix(".json")
PLAIN = {str, int, bool, date, datetime, UUID, Decimal}


def aggregates() -> list[type[EventSourced]]:
    return [getattr(domain.aggregates, name) for name in domain.aggregates.__all__]


def event_classes() -> list[type[Event]]:
    """Every class of event that can stand in the log, in the order of the topics."""
    found = (event for aggregate in aggregates() for event in vars(aggregate).values())
    classes = (event for event in found if isinstance(event, type) and issubclass(event, Event))
    return sorted((event for event in classes if hasattr(event, "TOPIC")), key=lambda event: event.TOPIC)


def shapes() -> dict[str, Any]:
    """Of every event, and of every group of facts that stands in one."""
    return {
        "events": {
            event.TOPIC: [f"class version {_version(event)}", *facts_of(event)] for event in event_classes()
        },
        "groups": {group.__name__: facts_of(group) for group in groups()},
    }


def groups() -> list[type[BaseModel]]:
    """Every group of facts that stands in an event, in the order of the names."""
    found = {group for event in event_classes() for group in _groups(event)}
    return sorted(found, key=lambda group: group.__name__)


def shape(annotation: Any) -> str:
    """What may stand there; refuses what the log would not give back as it was."""
    origin, members = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return shape(members[0])
    if annotation in PLAIN or _is_a(annotation, BaseModel):
        return str(annotation.__name__)
    if _is_a(annotation, Enum):
        return "one of " + ", ".join(repr(choice.value) for choice in annotation)
    if origin in {Union, UnionType}:
        return _choice(set(members))
    if origin is tuple and members[1:] == (...,):
        return f"series of {shape(members[0])}"
    if origin is dict:
        return f"mapping of {shape(members[0])} to {shape(members[1])}"
    raise TypeError(f"{annotation} does not come back from the log as it was")


def _choice(members: set[Any]) -> str:
    """A fact or none. Any other choice would have to be guessed when it is read."""
    stated = members - {NoneType}
    if stated == {Personal, Sealed}:
        what = "personal fact"
    elif len(stated) == 1:
        what = shape(stated.pop())
    else:
        raise TypeError(f"{members} does not come back from the log as it was")
    return f"{what}, or none" if NoneType in members else what


def facts_of(model: type[BaseModel]) -> list[str]:
    """Its members; one with a question mark is left out of the log when it is none."""
    facts = []
    for name, field in model.model_fields.items():
        if field.alias or field.validation_alias or field.serialization_alias:
            raise TypeError(f"{model.__name__}.{name} has another name in the log than in the class")
        facts.append(f"{name}{'?' if field.default is None else ''}: {shape(field.annotation)}")
    return facts


def _groups(annotation: Any) -> Iterator[type[BaseModel]]:
    if _is_a(annotation, BaseModel):
        if not issubclass(annotation, Event):
            yield annotation
        parts = [field.annotation for field in annotation.model_fields.values()]
    else:
        parts = list(get_args(annotation))
    for part in parts:
        yield from _groups(part)


def _is_a(annotation: Any, kind: type) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, kind)


def _version(event: type[Event]) -> int:
    return getattr(event, "class_version", 1)


if __name__ == "__main__":
    FROZEN.write_text(json.dumps(shapes(), indent=1, ensure_ascii=False) + "\n")
