"""The log against its anchors (存证核对): every checkpoint that lies outside is computed anew from the events of today.

    <log>/checkpoints, cosigned, time-stamps ─> size and root ─> the same from the events, one after the other

Neither the tiles nor the checkpoints of the database are asked: whoever rewrote the events may have rewritten these as well.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from persistence.time_stamps import Authority, StampRefused
from persistence.transparency_log import Log, TransparencyLog
from persistence.write_once import WriteOnceFolder
from scheduler.anchors.anchor import LOG_DIVERGED, LOG_SHORTER, LOG_UNKNOWN
from scheduler.anchors.folder import CHECKPOINTS, COSIGNED, STAMPS, folder_of
from transparency.checkpoint import Checkpoint
from transparency.note import Note, NoteMalformed, NoteNotBelieved, Verifier
from transparency.tiles import WIDTH, Edge
from transparency.tree import NoSuchProof, leaf_hash


class Anchored(NamedTuple):
    """A checkpoint that lies outside, and what is wrong with the file itself."""

    where: str
    checkpoint: Checkpoint | None
    fault: str | None = None


class Finding(NamedTuple):
    """What became of one: no fault where the log of today has the same root at its size."""

    where: str
    size: int | None
    fault: str | None


class AnchorCheck:
    """Looks through a write-once folder, with the keys and certificates that whoever asks believes in."""

    def __init__(
        self, log: TransparencyLog, folder: Path, believed: Sequence[Verifier], tsa_roots: Path | None
    ) -> None:
        """`believed` are the keys of log and witnesses; none of them is taken from the database."""
        self._log = log
        self._folder = WriteOnceFolder(folder)
        self._believed = believed
        self._authority = None if tsa_roots is None else Authority(tsa_roots)

    def findings(self) -> Iterator[Finding]:
        """Each checkpoint of the folder, log by log. Raises `FolderAway`, `RootsUnusable`."""
        self._folder.must_be_there()
        logs = self._log.logs()
        for unknown in set(self._folder.folders()) - {folder_of(log) for log in logs}:
            yield Finding(unknown, None, LOG_UNKNOWN)
        for log in logs:
            anchored = sorted(self._anchored(log), key=lambda one: (_size(one), one.where))
            yield from self._compared(log, anchored)

    def _anchored(self, log: Log) -> Iterator[Anchored]:
        for kind in (CHECKPOINTS, COSIGNED):
            for name in self._folder.names(f"{folder_of(log)}/{kind}"):
                yield self._signed(log, f"{folder_of(log)}/{kind}/{name}")
        for name in self._folder.names(f"{folder_of(log)}/{STAMPS}"):
            if not name.endswith(".tsr"):
                yield self._stamped(log, f"{folder_of(log)}/{STAMPS}/{name}")

    def _signed(self, log: Log, where: str) -> Anchored:
        try:
            note = Note.parse(self._text(where))
            note.believed_by(self._believed)
            return _of(log, where, note.text)
        except NoteMalformed:
            return Anchored(where, None, "unreadable")
        except NoteNotBelieved:
            return Anchored(where, None, "not_believed")

    def _stamped(self, log: Log, where: str) -> Anchored:
        text = self._text(where)
        try:
            if self._authority is None:
                return Anchored(where, None, "no_roots")
            self._authority.judged(self._folder.read(f"{where}.tsr") or b"", text.encode())
            return _of(log, where, text)
        except StampRefused as refused:
            return Anchored(where, None, str(refused))
        except NoteMalformed:
            return Anchored(where, None, "unreadable")

    def _text(self, where: str) -> str:
        return (self._folder.read(where) or b"").decode("utf-8", "replace")

    def _compared(self, log: Log, anchored: Sequence[Anchored]) -> Iterator[Finding]:
        """The events once from the first to the last, with a look at the root at every size that is anchored."""
        edge = Edge()
        for one in anchored:
            if one.checkpoint is None:
                yield Finding(one.where, None, one.fault)
                continue
            self._grow(edge, log, one.checkpoint.size)
            if edge.size < one.checkpoint.size:
                fault: str | None = LOG_SHORTER
            else:
                fault = None if edge.root() == one.checkpoint.root else LOG_DIVERGED
            yield Finding(one.where, one.checkpoint.size, fault)

    def _grow(self, edge: Edge, log: Log, size: int) -> None:
        while edge.size < min(size, log.size):
            index, begun = divmod(edge.size, WIDTH)
            width = min(WIDTH, size - index * WIDTH, log.size - index * WIDTH)
            try:
                entries = self._log.entries(log, index, width)
            except NoSuchProof:  # events are missing: no root is that of the anchors any more
                return
            edge.extend(map(leaf_hash, entries[begun:]))


def _of(log: Log, where: str, text: str) -> Anchored:
    checkpoint = Checkpoint.parse(text)
    if checkpoint.origin != log.origin:
        return Anchored(where, None, "of_another_log")
    return Anchored(where, checkpoint)


def _size(one: Anchored) -> int:
    return -1 if one.checkpoint is None else one.checkpoint.size
