"""What is read back from the log: the library's records, with the columns that stand beside them."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha1
from typing import Any
from uuid import UUID

import orjson
from eventsourcing.persistence import Notification, StoredEvent


def event_id_of(command_id: UUID, ordinal: int) -> UUID:
    """The id of a command's event, counted from 0 over all aggregates that the command saves."""
    return UUID(int=int(event_id_digits(command_id, ordinal), 16))


def event_id_digits(command_id: UUID, ordinal: int) -> str:
    """The same in hexadecimal. It is `uuid.uuid5`, written out because that takes twice as long, once per event."""
    digits = sha1(command_id.bytes + b"%d" % ordinal, usedforsecurity=False).hexdigest()
    return f"{digits[:12]}5{digits[13:16]}{'89ab'[int(digits[16], 16) % 4]}{digits[17:32]}"


@dataclass(frozen=True)
class IdentifiedEvent(StoredEvent):
    """An event on its way into the log that knows its id already: what it contains may be sealed for it."""

    event_id: UUID


@dataclass(frozen=True)
class PlacedEvent(IdentifiedEvent):
    """An event in the history of its aggregate: what it takes to load that."""

    position: int


@dataclass(frozen=True)
class RecordedEvent(PlacedEvent):
    """The same with all columns that stand beside it."""

    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None
    recorded_at: datetime


@dataclass(frozen=True)
class IdentifiedNotification(Notification):
    """An event in the log as a whole, where its `id` is its position: what it takes to read it."""

    event_id: UUID


@dataclass(frozen=True)
class RecordedNotification(IdentifiedNotification):
    """The same with all columns that stand beside it."""

    command_id: UUID
    correlation_id: UUID
    causation_id: UUID | None
    recorded_at: datetime


@dataclass(frozen=True)
class RecordedCommand:
    """A command that took effect, and what it answered."""

    command_id: UUID
    name: str
    principal: str
    key: str
    fingerprint: bytes
    answer: dict[str, Any] | None
    first_position: int
    last_position: int


EVENT_COLUMNS = (
    "position, originator_id, originator_version, topic, state, "
    "event_id, command_id, correlation_id, causation_id, recorded_at"
)
READING_COLUMNS = "position, originator_id, originator_version, topic, state, event_id"
COMMAND_COLUMNS = "command_id, name, principal, key, fingerprint, answer::text, first_position, last_position"  # text: as stored


def snapshot(row: tuple[Any, ...]) -> StoredEvent:
    originator_id, version, topic, state = row
    return StoredEvent(originator_id, version, topic, bytes(state))


def placed_event(row: tuple[Any, ...]) -> PlacedEvent:
    position, originator_id, version, topic, state, event_id = row
    return PlacedEvent(originator_id, version, topic, bytes(state), event_id, position)


def recorded_event(row: tuple[Any, ...]) -> RecordedEvent:
    position, originator_id, version, topic, state, event_id, *beside = row
    return RecordedEvent(originator_id, version, topic, bytes(state), event_id, position, *beside)


def recorded_notification(row: tuple[Any, ...]) -> RecordedNotification:
    position, originator_id, version, topic, state, *beside = row
    return RecordedNotification(originator_id, version, topic, bytes(state), position, *beside)


def identified_notification(row: tuple[Any, ...]) -> IdentifiedNotification:
    position, originator_id, version, topic, state, event_id = row
    return IdentifiedNotification(originator_id, version, topic, bytes(state), position, event_id)


def recorded_command(row: tuple[Any, ...]) -> RecordedCommand:
    command_id, name, principal, key, fingerprint, answer, first, last = row
    return RecordedCommand(
        command_id, name, principal, key, bytes(fingerprint), answer_from(answer), first, last
    )


def answer_from(text: str | None) -> dict[str, Any] | None:
    return None if text is None else orjson.loads(text)
