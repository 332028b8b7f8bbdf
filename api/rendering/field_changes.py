"""What an event has changed of the thing it happened to: every field that differs, before and after, masked (变更前后).

The thing is folded from its own events, one after the other; what its state says before and after one of them is compared.
What is sealed is compared opened, so that a form that states everything anew differs only where it does. Of a thing whose
events are not all there (a batch, of which only what is about one case is told) nothing is said: its events' facts stand.
"""

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from api.disclosure import Disclosure
from api.rendering.history import fact_shown
from api.rendering.shown import Shown
from domain.aggregates import Quota
from domain.base import Event
from domain.personal_data import Personal, Sealed
from domain.places import Place, Places
from domain.quota_events import PlaceEvent

# What a state keeps for its own decisions: it follows from the events, and is no field of the thing.
KEPT_FOR_DECISIONS = frozenset(
    {"effective_on", "acted", "times", "found_by", "barred_by", "rated_by", "persons", "ending", "closing"}
)


class FieldChange(Shown):
    """A field that is otherwise after an event than before; null where nothing was stated."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value of a state, and its name, which says how it is masked."""

    name: str
    value: Any


class Folding:
    """The things of a history as they come to be, event by event."""

    def __init__(self, disclosure: Disclosure) -> None:
        """`disclosure` has opened what is sealed in these events."""
        self._disclosure = disclosure
        self._things: dict[UUID, Any] = {}
        self._states: dict[UUID, dict[str, Any]] = {}
        self._places: dict[UUID, Place] = {}

    def changes(self, event: Event) -> tuple[FieldChange, ...]:
        """The fields that this event changes; nothing where the events of the thing are not all there."""
        changes = self._of_thing(event)
        return self._of_place(event) if isinstance(event, PlaceEvent) else changes

    def _of_thing(self, event: Event) -> tuple[FieldChange, ...]:
        thing = self._things.get(event.originator_id)
        if event.originator_version != (1 if thing is None else thing.version + 1):
            self._forget(event.originator_id)
            return ()
        before = self._states.get(event.originator_id, {})
        self._things[event.originator_id] = thing = event.mutate(thing)
        self._states[event.originator_id] = after = _state(thing)
        return () if isinstance(event, PlaceEvent) else tuple(self._differences(before, after))

    def _forget(self, thing_id: UUID) -> None:
        self._things.pop(thing_id, None)
        self._states.pop(thing_id, None)

    def _of_place(self, event: PlaceEvent) -> tuple[FieldChange, ...]:
        """A place is folded alone as well: of a quota, a case is told only what is about its own."""
        before = self._places.get(event.place_id)
        after = place_after(before, event)
        if after is None:
            return ()
        self._places[event.place_id] = after
        return tuple(self._differences({} if before is None else {"place": before}, {"place": after}))

    def _differences(self, before: dict[str, Any], after: dict[str, Any]) -> Iterator[FieldChange]:
        names = [
            name for name in after if before.get(name) is not after[name] and before.get(name) != after[name]
        ]
        was = {path: leaf for name in names for path, leaf in _leaves(name, name, before.get(name))}
        now = {path: leaf for name in names for path, leaf in _leaves(name, name, after[name])}
        for path in dict.fromkeys((*was, *now)):
            if not self._say_the_same(was.get(path), now.get(path)):
                yield FieldChange(
                    field=path, before=self._told(was.get(path)), after=self._told(now.get(path))
                )

    def _say_the_same(self, one: Leaf | None, other: Leaf | None) -> bool:
        return bool(self._plain(one and one.value) == self._plain(other and other.value))

    def _plain(self, value: Any) -> Any:
        """The value with what is sealed in it opened, to be compared and nothing else."""
        if isinstance(value, Personal | Sealed):
            return self._disclosure.compared(value)
        if isinstance(value, BaseModel):
            return [self._plain(inside) for _, inside in value]
        if is_dataclass(value) and not isinstance(value, type):
            return [self._plain(getattr(value, field.name)) for field in fields(value)]
        return [self._plain(each) for each in value] if isinstance(value, tuple) else value

    def _told(self, leaf: Leaf | None) -> Any:
        return None if leaf is None else self._shown(leaf.name, leaf.value)

    def _shown(self, name: str, value: Any) -> Any:
        if is_dataclass(value) and not isinstance(value, Personal | Sealed | type):
            return {
                field.name: self._shown(field.name, getattr(value, field.name)) for field in fields(value)
            }
        if isinstance(value, tuple | list):
            return [self._shown(name, each) for each in value]
        if isinstance(value, frozenset | set):
            return sorted(str(to_jsonable_python(each)) for each in value)
        return fact_shown(name, value, self._disclosure)


def place_after(place: Place | None, event: PlaceEvent) -> Place | None:
    """The place as it stands after this event, None where it is not known how it stood before."""
    quota = Quota.__new__(Quota)  # the places of nobody else: it decides nothing, and only applies
    quota.places, quota.effective_on = Places(0, {}, {} if place is None else {place.id: place}), date.min
    try:
        event.apply(quota)
    except KeyError:
        return None
    return quota.places.in_order.get(event.place_id)


def _state(thing: Any) -> dict[str, Any]:
    """What the thing says of itself now; what is changed in its place is copied."""
    return {
        name: dict(value) if isinstance(value, dict) else value
        for name, value in vars(thing).items()
        if not name.startswith("_") and name not in KEPT_FOR_DECISIONS
    }


def _leaves(path: str, name: str, value: Any) -> Iterator[tuple[str, Leaf]]:
    """Every single value inside, by its path such as `form.phone`."""
    if value is None or value in ((), {}, frozenset()) or name in KEPT_FOR_DECISIONS:
        return
    if isinstance(value, Personal | Sealed | StrEnum):
        yield path, Leaf(name, value)
    elif isinstance(value, BaseModel):
        for inner, inside in value:
            yield from _leaves(f"{path}.{inner}", inner, inside)
    elif isinstance(value, dict):
        for key, inside in value.items():
            yield from _leaves(f"{path}.{key}", name, inside)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _leaves(f"{path}.{field.name}", field.name, getattr(value, field.name))
    else:
        yield path, Leaf(name, value)
