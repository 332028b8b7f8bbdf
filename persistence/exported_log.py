"""A copy of the log as files (导出日志): the folder that the sealer writes, wherever a copy of it was kept.

What a leaf was is believed once the leaves lead to the root of a checkpoint that somebody has kept outside. What an entry says is
believed once it has the hash of its leaf.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from persistence.attachments import Folder
from persistence.backup import BackupImpossible
from transparency.checkpoint import Checkpoint
from transparency.note import Note, Verifier
from transparency.tiles import WIDTH, BundleMalformed, Edge, Tile, entries_path, unbundled, unpacked
from transparency.tree import leaf_hash

CHECKPOINT = "checkpoint"


class CopyUnusable(BackupImpossible):
    """The copy does not have the root of the checkpoint: nothing can be proved with it."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry by its index: the hash that it has to have, and its bytes if the copy has them and they have that hash."""

    index: int
    leaf: bytes
    record: bytes | None


class ExportedLog:
    """The folder of one log, with its checkpoint and tiles in it."""

    def __init__(self, folder: Path) -> None:
        self._path = folder
        self._folder = Folder(folder)

    def checkpoint(self) -> str:
        """The checkpoint that lies with it, as it was signed. Raises `CopyUnusable`."""
        written = self._folder.read(CHECKPOINT)
        if written is None:
            raise CopyUnusable(f"{self._path} is no folder of a log: there is no checkpoint in it")
        return written.decode(errors="replace")

    def leaves(self, checkpoint: Checkpoint) -> list[bytes]:
        """The hash of every entry under a checkpoint. Raises `CopyUnusable` unless they lead to its root."""
        leaves: list[bytes] = []
        while len(leaves) < checkpoint.size:
            width = min(WIDTH, checkpoint.size - len(leaves))
            leaves += self._hashes(Tile(0, len(leaves) // WIDTH, width))
        edge = Edge()
        edge.extend(leaves)
        if edge.root() != checkpoint.root:
            raise CopyUnusable(f"the hashes in {self._path} do not have the root of the checkpoint")
        return leaves

    def entries(self, leaves: list[bytes]) -> Iterator[Entry]:
        """Every entry, in order; one that is missing or altered in the copy has no record."""
        for first in range(0, len(leaves), WIDTH):
            wanted = leaves[first : first + WIDTH]
            found = self._bundle(first // WIDTH, len(wanted))
            for at, leaf in enumerate(wanted):
                record = found[at] if at < len(found) else None
                is_right = record is not None and leaf_hash(record) == leaf
                yield Entry(first + at, leaf, record if is_right else None)

    def _hashes(self, tile: Tile) -> list[bytes]:
        for width in _widths(tile.width):
            content = self._folder.read(Tile(0, tile.index, width).path)
            if content is not None and len(hashes := _unpacked(content)) >= tile.width:
                return hashes[: tile.width]
        raise CopyUnusable(f"{self._path / tile.path} is missing, or was cut off")

    def _bundle(self, index: int, width: int) -> list[bytes]:
        for wide in _widths(width):
            for long in (False, True):
                content = self._folder.read(entries_path(index, wide, long=long))
                if content is not None:
                    return _unbundled(content, long=long)
        return []


def believed(written: str, verifiers: Sequence[Verifier]) -> Checkpoint:
    """The checkpoint in a signed note. Raises `NoteMalformed` and `NoteNotBelieved`."""
    note = Note.parse(written)
    note.believed_by(verifiers)
    return Checkpoint.parse(note.text)


def _widths(needed: int) -> Iterator[int]:
    """In which widths a tile may lie there that has at least this many: whole, or as it was at some checkpoint."""
    yield WIDTH
    yield from range(needed, WIDTH)


def _unpacked(content: bytes) -> list[bytes]:
    try:
        return unpacked(content)
    except BundleMalformed:
        return []


def _unbundled(content: bytes, *, long: bool) -> list[bytes]:
    try:
        return unbundled(content, long=long)
    except BundleMalformed:
        return []
