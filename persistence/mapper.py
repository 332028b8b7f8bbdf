"""Between an event and its record: readable JSON, with every personal fact sealed for its place.

    event ──draft()──> Draft ──sealed(keys)──> IdentifiedEvent ──(log)──> RecordedEvent ──to_domain_event()──> event

The answer of the command goes the same way: draft_answer(), to_answered(). A draft knows whose keys it needs; so the event store asks the vault once for a whole command.
"""

from dataclasses import replace
from functools import cache, partial
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

import orjson
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, MapperDeserialisationError, Notification, StoredEvent
from eventsourcing.utils import TopicError, get_topic, resolve_topic
from pydantic import ValidationError

from domain.base import CommandHeader, Event
from persistence.records import (
    IdentifiedEvent,
    IdentifiedNotification,
    RecordedCommand,
    RecordedEvent,
    RecordedNotification,
)
from persistence.seal_places import look_into
from persistence.sealing import KeyRing, place
from persistence.state import Once, Slot, Unrecordable, found, written, written_below

COLUMNS = frozenset({"originator_id", "originator_version"})
VERSION = "class_version"
SEAL = b'sealed"'  # an event without these bytes has nothing sealed
IDENTIFIED = (IdentifiedEvent, IdentifiedNotification)
ANSWER = "answer"  # begins every path in an answer; a path in an event begins with "/"


class UnreadableEvent(MapperDeserialisationError):
    """An event in the log cannot be read: which one, and why."""

    def __init__(self, stored: StoredEvent, why: str) -> None:
        number = f"position {stored.id}, " if isinstance(stored, Notification) else ""
        which = f"version {stored.originator_version} of {stored.originator_id}"
        super().__init__(f"{number}{which}, topic {stored.topic!r}: {why}")


class UnreadableAnswer(MapperDeserialisationError):
    """The answer of a command in the log cannot be read: which one, and why."""

    def __init__(self, command: RecordedCommand, why: str) -> None:
        super().__init__(f"the answer of command {command.command_id}: {why}")


class Draft(NamedTuple):
    """An event on its way into the log; its personal facts are still to be sealed."""

    event_id: UUID
    originator_id: UUID
    originator_version: int
    topic: str
    state: dict[str, Any]
    slots: list[Slot]

    @property
    def subjects(self) -> set[UUID]:
        """Whose keys it takes to seal this draft."""
        return {slot.fact.subject for slot in self.slots}

    def sealed(self, keys: KeyRing) -> IdentifiedEvent:
        """The event as it is recorded."""
        for slot in self.slots:
            bound = place(self.event_id, self.originator_id, self.originator_version, slot.path)
            slot.fill(keys.seal(slot.fact, bound))
        state = orjson.dumps(self.state)
        return IdentifiedEvent(self.originator_id, self.originator_version, self.topic, state, self.event_id)


class AnswerDraft(NamedTuple):
    """The answer of a command on its way into the log; what it shows of persons is still to be sealed."""

    command: CommandHeader
    answer: Any
    slots: list[Slot]

    @property
    def subjects(self) -> set[UUID]:
        """Whose keys it takes to seal this answer."""
        return {slot.fact.subject for slot in self.slots}

    def sealed(self, keys: KeyRing) -> CommandHeader:
        """The command as it is recorded."""
        for slot in self.slots:
            slot.fill(keys.seal(slot.fact, _place_in_answer(self.command.command_id, slot.path)))
        return replace(self.command, answer=self.answer)


class EnvelopeMapper(Mapper[UUID]):
    """Needs no keys to read, and no transcoder, compressor or cipher at all: the state stays readable."""

    def __init__(self) -> None:
        """There is nothing to be configured: the format is final from the first event on."""

    def draft(self, event: Event, event_id: UUID, once: Once | None = None) -> Draft:
        """The event as JSON, refused with `Unrecordable` if the log could not give it back.

        `once` keeps what the events of one command have in common.
        """
        topic = get_topic(type(event))
        slots: list[Slot] = []
        try:
            state = written(event, slots, without=COLUMNS, once={} if once is None else once)
        except Unrecordable as refusal:
            raise Unrecordable(topic + refusal.path, refusal.why) from None
        if (version := _version_of(type(event))) > 1:
            state[VERSION] = version
        return Draft(event_id, event.originator_id, event.originator_version, topic, state, slots)

    def draft_answer(self, command: CommandHeader) -> AnswerDraft:
        """The command's answer as JSON, refused with `Unrecordable` if the log could not give it back."""
        slots: list[Slot] = []
        return AnswerDraft(command, written_below(ANSWER, command.answer, slots), slots)

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> NoReturn:  # noqa: ARG002
        raise TypeError("an event is recorded with its command: save(…, command=…)")

    def to_domain_event(self, stored_event: StoredEvent) -> Event:
        """The event, brought up to its class's present version; sealed facts stay sealed."""
        event_class = _event_class(stored_event)
        try:
            state = _state(stored_event, event_class)
            _upcast(event_class, state)
            state["originator_id"] = stored_event.originator_id
            state["originator_version"] = stored_event.originator_version
            # As `model_validate`, without first asking for what nobody says here.
            event: Event = event_class.__pydantic_validator__.validate_python(state)
        except ValidationError as error:
            raise UnreadableEvent(stored_event, _without_values(error)) from None
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise UnreadableEvent(stored_event, str(error)) from error
        return event

    def to_answered(self, command: RecordedCommand) -> RecordedCommand:
        """The command, its answer with every seal as a fact bound to this command."""
        try:
            answer = found(command.answer, ANSWER, partial(_place_in_answer, command.command_id))
        except ValueError as error:
            raise UnreadableAnswer(command, str(error)) from error
        return replace(command, answer=answer)


def as_json(record: RecordedEvent | RecordedNotification) -> dict[str, Any]:
    """The record as an auditor reads it: columns and state, with what is sealed left sealed."""
    columns = {"position" if name == "id" else name: value for name, value in vars(record).items()}
    return columns | {"state": orjson.loads(record.state)}


def _event_class(stored: StoredEvent) -> type[Event]:
    try:
        found_class = resolve_topic(stored.topic)
    except TopicError:
        found_class = None
    if not (isinstance(found_class, type) and issubclass(found_class, Event)):
        raise UnreadableEvent(stored, "no event class has this topic")
    return found_class


def _state(stored: StoredEvent, event_class: type[Event]) -> dict[str, Any]:
    """The state as stored. A seal is bound to the place it stands at, before upcasting may rename the field."""
    state: dict[str, Any] = orjson.loads(stored.state)
    if type(state) is not dict:
        raise TypeError("the state is no JSON object")
    if SEAL in stored.state:
        is_present = state.get(VERSION, 1) == _version_of(event_class)
        look = look_into(event_class) if is_present else found  # a former class had its seals elsewhere
        state = look(state, "", partial(_place_in, stored))
    return state


def _place_in(stored: StoredEvent, path: str) -> bytes:
    if not isinstance(stored, IDENTIFIED):
        raise TypeError("a sealed fact is bound to an event id, and this record has none")
    originator_id = stored.originator_id
    whose = originator_id if isinstance(originator_id, UUID) else UUID(str(originator_id))
    return place(stored.event_id, whose, stored.originator_version, path)


def _place_in_answer(command_id: UUID, path: str) -> bytes:
    return place(command_id, command_id, 0, path)


@cache
def _version_of(event_class: type[Event]) -> int:
    return getattr(event_class, VERSION, 1)


def _upcast(event_class: type[Event], state: dict[str, Any]) -> None:
    recorded, present = state.pop(VERSION, 1), _version_of(event_class)
    if recorded > present:
        raise ValueError(
            f"it was recorded as class version {recorded}, and {present} is the last one known here"
        )
    for version in range(recorded, present):
        getattr(event_class, f"upcast_v{version}_v{version + 1}")(state)


def _without_values(error: ValidationError) -> str:
    """What is wrong where; the values themselves stay out of every log."""
    faults = error.errors(include_input=False, include_url=False, include_context=False)
    return "; ".join(f"{'/'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in faults)
