"""Where in a state a seal may stand, by the class that it is the state of: nowhere else is it looked for.

Most members of an event are texts, numbers and days, and can be nothing else. A look goes down only where the class has a
personal fact, or something whose keys somebody has chosen, for there a key may be escaped.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin
from uuid import UUID

from pydantic import BaseModel

from persistence.state import Bind, found, is_seal

Look = Callable[[Any, str, Bind], Any]
PLAIN = (str, int, Decimal, date, timedelta, UUID, Enum, NoneType)
SERIES = (list, tuple, set, frozenset)


@cache
def look_into(model: type[BaseModel]) -> Look:
    """The same as `found` for a state that this class has written; it is changed in place."""
    looks = [
        (name, f"/{name}", below)
        for name, field in model.model_fields.items()
        if (below := _into(field.annotation))
    ]
    if any(map(is_seal, model.model_fields)):
        return found

    def look(value: Any, path: str, bind: Bind) -> Any:
        if type(value) is dict:
            for name, step, below in looks:
                if name in value:
                    value[name] = below(value[name], path + step, bind)
        return value

    return look if looks else _nowhere


def _into(annotation: Any) -> Look | None:
    """How to look into a value of this type, None if there is nothing to be found."""
    kind, parts = get_origin(annotation) or annotation, get_args(annotation)
    if kind is Annotated:
        return _into(parts[0])
    if kind is Literal or (isinstance(kind, type) and issubclass(kind, PLAIN)):
        return None
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        look = look_into(kind)
        return None if look is _nowhere else look
    if parts and kind in (Union, UnionType, *SERIES):
        looks = {below for part in parts if part is not Ellipsis and (below := _into(part))}
        if len(looks) <= 1:
            below = next(iter(looks), None)
            return _each(below) if below and kind in SERIES else below
    return found


def _each(below: Look) -> Look:
    def look(value: Any, path: str, bind: Bind) -> Any:
        if type(value) is list:
            return [below(element, f"{path}/{index}", bind) for index, element in enumerate(value)]
        return value

    return look


def _nowhere(value: Any, _path: str, _bind: Bind) -> Any:
    return value
