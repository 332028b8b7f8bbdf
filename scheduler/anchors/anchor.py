"""What an anchor is: somebody or something outside, that is to hold the newest checkpoint of the log."""

from datetime import datetime
from typing import NamedTuple, Protocol

from persistence.anchors import Anchor
from persistence.transparency_log import Log
from transparency.checkpoint import Checkpoint
from transparency.note import Note

# What the other says of us, and not what keeps it from saying anything: words of `Contradicted`.
LOG_DIVERGED = "log_diverged"  # the log has another root at a size that is anchored
LOG_SHORTER = "log_shorter"  # the log is smaller than what is anchored
LOG_UNKNOWN = "log_unknown"  # what lies in the folder is of a log that is not here: it was begun anew under another name
FILE_ALTERED = "file_altered"  # a file in the folder has other bytes
ENTRIES_ALTERED = "entries_altered"  # events are not what the log covers
WITNESS_REFUSES = "witness_refuses"  # a witness does not find that the log continues what it has seen


class NotHeld(Exception):
    """The anchor does not hold it now, for a reason that says nothing about the log; it is tried again."""


class Contradicted(Exception):
    """The anchor holds something else: one of the two was altered. Its word is one of those above."""


class Newest(NamedTuple):
    """The newest checkpoint of the open log."""

    log: Log
    note: Note

    @property
    def checkpoint(self) -> Checkpoint:
        return Checkpoint.parse(self.note.text)


class Anchoring(Protocol):
    """One anchor."""

    @property
    def anchor(self) -> Anchor: ...

    def hold(self, newest: Newest) -> int:
        """Have it hold that checkpoint, or find that it does; of which size. Raises `NotHeld`, `Contradicted`."""
        ...

    def next_after(self, now: datetime) -> datetime:
        """When it is gone to again, if it held now."""
        ...

    def close(self) -> None:
        """Give back whatever it keeps open."""
        ...
