"""The bytes of one recorded event: what is hashed, and what an auditor's own program can write as well.

Defined in docs/format/event-record-1.md. Never to be changed: another layout gets another tag.
"""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from persistence.records import RecordedEvent, RecordedNotification

TAG = b"huicai/event-record/1\n"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)
NULL_LENGTH = 0xFFFF_FFFF


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
