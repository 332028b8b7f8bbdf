"""Commands and events for the tests of the event store."""

from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent

from domain.base import CommandHeader

LONG_AGO = datetime(2001, 2, 3, tzinfo=UTC)


def command(
    key: str = "", *, principal: str = "zhang-san", request: bytes = b"", **fields: Any
) -> CommandHeader:
    """A command of Zhang San's, of its own key unless one is given."""
    command_id = fields.pop("command_id", None) or uuid4()
    return CommandHeader(
        command_id=command_id,
        correlation_id=fields.pop("correlation_id", command_id),
        name="quota.nominate",
        principal=principal,
        key=key or str(command_id),
        fingerprint=sha256(request).digest(),
        **fields,
    )


def event(
    originator_id: UUID | None = None, version: int = 1, topic: str = "Quota.Reserved", state: bytes = b"{}"
) -> StoredEvent:
    return StoredEvent(originator_id or uuid4(), version, topic, state)


def history(length: int, originator_id: UUID | None = None) -> list[StoredEvent]:
    """The first events of one aggregate."""
    originator_id = originator_id or uuid4()
    return [event(originator_id, version, state=b'{"n":%d}' % version) for version in range(1, length + 1)]
