"""What a witness is asked and answers (见证请求), as https://c2sp.org/tlog-witness says.

old <size>                 of the checkpoint that the witness is known to have seen last
<hash in base64>           the proof that the new one continues it, at most 63 lines

<the new checkpoint, signed>
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import Self

from transparency.checkpoint import decimal
from transparency.note import Note, NoteMalformed, decoded
from transparency.tree import HASH_SIZE

LONGEST_PROOF = 63
BEGINS_OLD = "old "


@dataclass(frozen=True, slots=True)
class WitnessRequest:
    """One request to `add-checkpoint`. Nothing of it is proved by being read."""

    old_size: int
    proof: tuple[bytes, ...]
    checkpoint: Note

    def __str__(self) -> str:
        proof = (b64encode(one).decode() for one in self.proof)
        return "\n".join([f"{BEGINS_OLD}{self.old_size}", *proof, "", str(self.checkpoint)])

    @classmethod
    def parse(cls, written: str) -> Self:
        """Raises `NoteMalformed`."""
        head, empty_line, checkpoint = written.partition("\n\n")
        first, *lines = head.split("\n")
        if not first.startswith(BEGINS_OLD) or not empty_line:
            raise NoteMalformed("a request begins with the old size, and has a checkpoint below its proof")
        if len(lines) > LONGEST_PROOF:
            raise NoteMalformed(f"a proof has at most {LONGEST_PROOF} lines")
        proof = tuple(map(decoded, lines))
        if any(len(one) != HASH_SIZE for one in proof):
            raise NoteMalformed("a hash has 32 bytes")
        return cls(decimal(first.removeprefix(BEGINS_OLD)), proof, Note.parse(checkpoint))
