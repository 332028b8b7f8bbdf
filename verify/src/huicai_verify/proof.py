"""Proof files (`.tlog-proof`): one leaf's way to a checkpoint, as c2sp.org/tlog-proof lays it out."""

from collections.abc import Sequence
from dataclasses import dataclass

from huicai_verify.notes import DECIMAL, Checkpoint, NoteInvalid, decoded
from huicai_verify.tree import HASH_BYTES

FIRST_LINE = "c2sp.org/tlog-proof@v1"
MOST_HASHES = 63
MOST_BYTES = 2 << 20


class ProofUnreadable(Exception):
    """A file is not a proof of the form that the specification gives."""


@dataclass(frozen=True, slots=True)
class Proof:
    """The index of a leaf, the hashes beside its way to the root, and the checkpoint that signs the root."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: Checkpoint
    checkpoint_bytes: bytes
    extra: bytes

    @classmethod
    def parse(cls, content: bytes) -> "Proof":
        """Read a proof file. Raises `ProofUnreadable`."""
        head, separator, checkpoint = content.partition(b"\n\n")
        if len(content) > MOST_BYTES or not separator:
            raise ProofUnreadable
        try:
            lines = head.decode().split("\n")
            return cls._of_lines(lines, checkpoint)
        except (ValueError, NoteInvalid):
            raise ProofUnreadable from None

    @classmethod
    def _of_lines(cls, lines: list[str], checkpoint: bytes) -> "Proof":
        if lines.pop(0) != FIRST_LINE or not lines:
            raise ProofUnreadable
        extra = b""
        if lines[0].startswith("extra "):
            extra = decoded(lines.pop(0).removeprefix("extra "))
        word, _, index = lines.pop(0).partition(" ") if lines else ("", "", "")
        if word != "index" or not DECIMAL.fullmatch(index):
            raise ProofUnreadable
        return cls(int(index), hashes(lines), Checkpoint.parse(checkpoint), checkpoint, extra)


def hashes(lines: Sequence[str]) -> tuple[bytes, ...]:
    """Hashes in base64, one a line. Raises `ProofUnreadable` and `ValueError`."""
    found = tuple(map(decoded, lines))
    if len(found) > MOST_HASHES or any(len(one) != HASH_BYTES for one in found):
        raise ProofUnreadable
    return found
