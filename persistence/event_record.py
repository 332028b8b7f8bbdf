"""The bytes of one recorded event: what is hashed, and what an auditor's own program can write as well.

Defined in docs/format/event-record-1.md. Never to be changed: another layout gets another tag.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

from persistence.records import RecordedEvent, RecordedNotification

TAG = b"huicai/event-record/1\n"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NULL_LENGTH = 0xFFFF_FFFF
FIELDS, CAUSATION = 10, 8


def event_record(event: RecordedEvent | RecordedNotification) -> bytes:
    """All that the log keeps about an event, and nothing that could be read in two ways."""
    fields = (
        _integer(event.position if isinstance(event, RecordedEvent) else event.id),
        event.event_id.bytes,
        UUID(str(event.originator_id)).bytes,
        _integer(event.originator_version),
        event.topic.encode(),
        event.state,
        event.command_id.bytes,
        event.correlation_id.bytes,
        None if event.causation_id is None else event.causation_id.bytes,
        _integer((event.recorded_at - EPOCH) // MICROSECOND),
    )
    return TAG + b"".join(map(_with_length, fields))


def _integer(value: int) -> bytes:
    return value.to_bytes(8, "big", signed=True)


def _with_length(value: bytes | None) -> bytes:
    if value is None:
        return NULL_LENGTH.to_bytes(4, "big")
    return len(value).to_bytes(4, "big") + value


def read_event_record(record: bytes) -> RecordedNotification:
    """The event that a record is of. Raises `ValueError` for bytes that are none."""
    fields = list(_fields(record))
    if len(fields) != FIELDS or any(field is None for at, field in enumerate(fields) if at != CAUSATION):
        raise ValueError("this is no event record")
    position, event_id, originator, version, topic, state, command, correlation, causation, at = fields
    event = RecordedNotification(
        UUID(bytes=originator),
        _number(version),
        bytes(topic or b"").decode(),
        bytes(state or b""),
        _number(position),
        UUID(bytes=event_id),
        UUID(bytes=command),
        UUID(bytes=correlation),
        None if causation is None else UUID(bytes=causation),
        EPOCH + _number(at) * MICROSECOND,
    )
    if event_record(event) != record:
        raise ValueError("this is no event record")
    return event


def _fields(record: bytes) -> Iterator[bytes | None]:
    if not record.startswith(TAG):
        raise ValueError("this is no event record")
    at = len(TAG)
    while at < len(record):
        length = int.from_bytes(record[at : at + 4], "big")
        at += 4
        if length == NULL_LENGTH:
            yield None
            continue
        yield record[at : at + length]
        at += length


def _number(value: bytes | None) -> int:
    return int.from_bytes(value or b"", "big", signed=True)
