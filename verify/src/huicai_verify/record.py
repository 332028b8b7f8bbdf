"""Event records, format 1 (docs/format/event-record-1.md): the bytes of one event, read back into its columns."""

from datetime import UTC, datetime, timedelta
from struct import Struct, error
from typing import NamedTuple
from uuid import UUID

TAG = b"huicai/event-record/1\n"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
NULL = b"\xff\xff\xff\xff"
# From the first byte to the length of the topic, and from the length of the command id to the end.
HEAD = Struct(">22sIqI16sI16sIqI")
LENGTH = Struct(">I")
TAIL = Struct(">I16sI16sI16sIq")
TAIL_UNCAUSED = Struct(">I16sI16s4sIq")
INTEGER, ID = 8, 16


class RecordInvalid(Exception):
    """These bytes are not an event record."""


class Record(NamedTuple):
    """One event: its columns as the log keeps them. `recorded_at` in microseconds since 1970."""

    position: int
    event_id: bytes
    originator_id: bytes
    originator_version: int
    topic: bytes
    state: bytes
    command_id: bytes
    correlation_id: bytes
    causation_id: bytes | None
    recorded_at: int

    @property
    def stream(self) -> str:
        """The aggregate whose event it is."""
        return str(UUID(bytes=self.originator_id))

    @property
    def instant(self) -> str:
        """When it was recorded, as ISO 8601 in UTC."""
        return (EPOCH + timedelta(microseconds=self.recorded_at)).isoformat(timespec="microseconds")


def text_of_id(id_: bytes) -> str:
    """An id as it is written."""
    return str(UUID(bytes=id_))


def read_record(content: bytes) -> Record:
    """The event of a record; bytes that are not exactly one are refused. Raises `RecordInvalid`."""
    try:
        tag, size1, position, size2, event_id, size3, originator, size4, version, topic_size = (
            HEAD.unpack_from(content)
        )
        topic_end = HEAD.size + topic_size
        state_start = topic_end + LENGTH.size
        state_end = state_start + LENGTH.unpack_from(content, topic_end)[0]
        tail = content[state_end:]
        if len(tail) == TAIL.size:
            size5, command, size6, correlation, size7, causation, size8, recorded_at = TAIL.unpack(tail)
        else:
            size5, command, size6, correlation, null, size8, recorded_at = TAIL_UNCAUSED.unpack(tail)
            size7, causation = ID if null == NULL else 0, None
    except error:
        raise RecordInvalid from None
    lengths = (size1, size2, size3, size4, size5, size6, size7, size8)
    if tag != TAG or lengths != (INTEGER, ID, ID, INTEGER, ID, ID, ID, INTEGER):
        raise RecordInvalid
    topic = content[HEAD.size : topic_end]
    try:
        topic.decode()
    except UnicodeDecodeError:
        raise RecordInvalid from None
    return Record(
        position,
        event_id,
        originator,
        version,
        topic,
        content[state_start:state_end],
        command,
        correlation,
        causation,
        recorded_at,
    )
