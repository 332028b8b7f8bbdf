"""What was in force on a day (当日有效), as it is known from the events that are recorded by now or by then (ADR 46).

    what an event changed, it changed on every day from its effective day on, as known from its position on

So what is recorded later prevails on the days that it is about, and on no other. A fact that carries its own days,
such as a name in its timeline, is cut off after the day instead: two names that are recorded in the wrong order are then each
in force on their own days.
"""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from copy import copy
from dataclasses import fields, is_dataclass, replace
from datetime import date
from typing import Any, Protocol, TypeVar, cast, runtime_checkable

from domain.base import Event, EventSourced, Value
from domain.personal_data import PersonalData

Noun = TypeVar("Noun", bound=EventSourced)
State = dict[str, Any]


@runtime_checkable
class OfDays(Protocol):
    """A fact that carries the days from which its parts hold."""

    def by_day(self, day: date) -> Any:
        """The same as far as it held by that day."""


def in_force(events: Sequence[Event], day: date) -> EventSourced | None:
    """The aggregate of these events, in the order in which they were recorded, as it was on a day; None before it was there."""
    if not events or day < events[0].envelope.effective_on:
        return None
    noun, held = None, None
    for event in events:
        before = None if noun is None else _state(noun)
        noun = event.mutate(noun)
        has_effect = event.FROM_THE_BEGINNING or event.envelope.effective_on <= day
        if held is None and not has_effect:
            held = before  # from here on the two part
        elif held is not None and before is not None and has_effect:
            held = _carried(held, before, _state(noun))
    return _with(cast("EventSourced", noun), held, day)


def _state(noun: EventSourced) -> State:
    """What it holds, untouched by what the next event does to it in place."""
    return {
        name: copy(held) if isinstance(held, dict | set | list) else held for name, held in vars(noun).items()
    }


def _with(noun: Noun, held: State | None, day: date) -> Noun:
    """The aggregate with what is held of it; of what carries its own days all that is known, up to the day."""
    known, shown = vars(noun), copy(noun)
    dated = {name: fact.by_day(day) for name, fact in known.items() if isinstance(fact, OfDays)}
    shown.__dict__ = (known if held is None else held) | dated
    return shown


def _carried(held: Any, before: Any, after: Any) -> Any:
    """What is held, with the difference between these two: part by part where it has parts."""
    if before is after or before == after:
        return held
    if held is before or held == before:
        return after
    three = (held, before, after)
    if all(isinstance(one, Mapping) for one in three):
        return _carried_by_key(*three)
    if all(isinstance(one, AbstractSet) for one in three):
        return type(after)((held - (before - after)) | (after - before))
    if all(isinstance(one, tuple) for one in three):
        return _carried_on(*three)
    return _carried_by_name(*three) if type(held) is type(before) is type(after) else after


def _carried_by_key(
    held: Mapping[Any, Any], before: Mapping[Any, Any], after: Mapping[Any, Any]
) -> dict[Any, Any]:
    """What is not there on that day is not changed on it."""
    kept = {key: fact for key, fact in held.items() if key in after or key not in before}
    for key, fact in after.items():
        if key not in before:
            kept[key] = fact
        elif key in kept:
            kept[key] = _carried(kept[key], before[key], fact)
    return kept


def _carried_by_name(held: Any, before: Any, after: Any) -> Any:
    """A group of facts of which some have changed; what is sealed is one fact."""
    if isinstance(after, PersonalData) or not (is_dataclass(after) or isinstance(after, Value)):
        return after
    names = (
        type(after).model_fields
        if isinstance(after, Value)
        else [one.name for one in fields(after) if one.init]
    )
    carried = {
        name: _carried(getattr(held, name), getattr(before, name), getattr(after, name)) for name in names
    }
    return held.model_copy(update=carried) if isinstance(after, Value) else replace(held, **carried)


def _carried_on(held: tuple[Any, ...], before: tuple[Any, ...], after: tuple[Any, ...]) -> tuple[Any, ...]:
    """A list that has become longer at either end becomes so here as well."""
    added = len(after) - len(before)
    if added > 0 and after[: len(before)] == before:
        return (*held, *after[len(before) :])
    if added > 0 and after[added:] == before:
        return (*after[:added], *held)
    return after
