"""Checkpoints (检查点): how large a log is and what its root is, signed, as https://c2sp.org/tlog-checkpoint says."""

import re
from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from transparency.note import Note, NoteMalformed, NoteNotBelieved, Verifier, decoded
from transparency.tree import HASH_SIZE

LINES = 3
# Before the last checkpoint of a log, which is the first entry of the log that follows it.
REFERENCE = b"huicai/log-reference/1\n"
DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The state of a log at one size. `origin` is the log's name, the same as the name of its keys."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __str__(self) -> str:
        return "".join(
            f"{line}\n" for line in (self.origin, self.size, b64encode(self.root).decode(), *self.extensions)
        )

    @property
    def note(self) -> Note:
        """The note that is to be signed."""
        return Note(str(self))

    @classmethod
    def parse(cls, text: str) -> Self:
        """The checkpoint that a note's text is. Raises `NoteMalformed`."""
        lines = text.removesuffix("\n").split("\n")
        if not text.endswith("\n") or len(lines) < LINES or not all(lines):
            raise NoteMalformed("a checkpoint has an origin, a size and a root, and no empty line")
        origin, size, root, *extensions = lines
        content = decoded(root)
        if len(content) != HASH_SIZE:
            raise NoteMalformed("the root of a checkpoint has 32 bytes")
        return cls(origin, decimal(size), content, tuple(extensions))


def read_checkpoint(written: str, origin: str, verifiers: Iterable[Verifier]) -> Checkpoint:
    """The checkpoint of this log in a signed note. Raises `NoteMalformed` and `NoteNotBelieved`."""
    note = Note.parse(written)
    note.believed_by(verifiers)
    checkpoint = Checkpoint.parse(note.text)
    if checkpoint.origin != origin:
        raise NoteNotBelieved(f"this is a checkpoint of {checkpoint.origin}, not of {origin}")
    return checkpoint


def log_reference(note: str) -> bytes:
    """The entry with which a log begins that follows another, whose last checkpoint this note is."""
    return REFERENCE + note.encode()


def referred_to(entry: bytes) -> str:
    """The note that such an entry refers to. Raises `NoteMalformed`."""
    if not entry.startswith(REFERENCE):
        raise NoteMalformed("this entry refers to no log")
    return entry.removeprefix(REFERENCE).decode(errors="replace")


def decimal(written: str) -> int:
    """A number as these formats write it: digits, and no zero before them. Raises `NoteMalformed`."""
    if not DECIMAL.fullmatch(written):
        raise NoteMalformed("this is no number")
    return int(written)
