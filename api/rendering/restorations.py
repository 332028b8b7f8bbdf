"""What was put back into the log, as an auditor reads it (恢复记录)."""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from api.rendering.shown import Shown
from persistence.restorations import Restoration


class EventFound(Shown):
    """An event's row as it was found. What stood in its state may be anybody's forgery or anybody's data: its hash is told."""

    event_id: str
    originator_id: str
    originator_version: int
    topic: str
    state_sha256: str


class RestorationShown(Shown):
    """One line: an event that was put back as a checkpoint proves it, or a database out of a backup.

    `position` is that of the event, or the last of the database; `source` the copy or backup it came from. `found` is
    empty for an event that was gone, and for a database.
    """

    line: int
    recorded_at: datetime
    restored_by: str
    what: Literal["event", "database"]
    position: int
    source: str
    checkpoint: str | None
    found: EventFound | None
    reason: str


class RestorationsShown(Shown):
    """A page, the newest line first."""

    items: tuple[RestorationShown, ...]
    next: str | None


def restorations_shown(lines: Sequence[Restoration]) -> tuple[RestorationShown, ...]:
    """The lines of a page."""
    return tuple(
        RestorationShown(**line._asdict() | {"found": None if line.found is None else _found(line.found)})
        for line in lines
    )


def _found(row: dict[str, Any]) -> EventFound:
    """`to_jsonb` writes bytes in hexadecimal, after a backslash and an x."""
    state = bytes.fromhex(str(row["state"]).removeprefix("\\x"))
    names = ("event_id", "originator_id", "originator_version", "topic")
    return EventFound(**{name: row[name] for name in names}, state_sha256=sha256(state).hexdigest())
