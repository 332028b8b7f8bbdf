"""Proof files (证明文件, `.tlog-proof`): that a log holds an entry, on one page, as https://c2sp.org/tlog-proof says.

With the entry's own bytes and the keys of the log, such a file is verified without asking anybody.
"""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from transparency.checkpoint import Checkpoint, decimal, read_checkpoint
from transparency.note import Note, NoteMalformed, NoteNotBelieved, Verifier, decoded
from transparency.tree import HASH_SIZE, is_included, leaf_hash

FIRST_LINE = "c2sp.org/tlog-proof@v1"
LONGEST_PATH = 63


@dataclass(frozen=True, slots=True)
class ProofFile:
    """Where the entry stands, the way from it to the root, and the checkpoint with that root.

    `extra` is signed by nobody: a hint, never a fact.
    """

    index: int
    path: tuple[bytes, ...]
    checkpoint: Note
    extra: bytes | None = None

    def __str__(self) -> str:
        extra = () if self.extra is None else (f"extra {b64encode(self.extra).decode()}",)
        path = (b64encode(each).decode() for each in self.path)
        lines = (FIRST_LINE, *extra, f"index {self.index}", *path, "", self.checkpoint)
        return "\n".join(map(str, lines))

    @classmethod
    def parse(cls, written: str) -> Self:
        """Raises `NoteMalformed`."""
        head, empty_line, checkpoint = written.partition("\n\n")
        first, *lines = head.split("\n")
        if first != FIRST_LINE or not empty_line:
            raise NoteMalformed(f"a proof begins with {FIRST_LINE} and has a checkpoint below")
        extra = decoded(lines.pop(0)[6:]) if lines and lines[0].startswith("extra ") else None
        if not lines or not lines[0].startswith("index "):
            raise NoteMalformed("a proof says the index of its entry")
        path = tuple(map(decoded, lines[1:]))
        if len(path) > LONGEST_PATH or any(len(each) != HASH_SIZE for each in path):
            raise NoteMalformed(f"a path has at most {LONGEST_PATH} hashes of 32 bytes")
        note = Note.parse(checkpoint)
        Checkpoint.parse(note.text)
        return cls(decimal(lines[0][6:]), path, note, extra)

    def verified(self, entry: bytes, origin: str, verifiers: Iterable[Verifier]) -> Checkpoint:
        """The checkpoint under which this entry stands in the log of this origin, at `index`.

        Raises `NoteMalformed` and `NoteNotBelieved`. Where the index has to be is for the caller to say.
        """
        checkpoint = read_checkpoint(str(self.checkpoint), origin, verifiers)
        if not is_included(leaf_hash(entry), self.index, checkpoint.size, self.path, checkpoint.root):
            raise NoteNotBelieved("the path does not lead from this entry to the checkpoint's root")
        return checkpoint
