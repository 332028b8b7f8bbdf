"""The log as plain files (透明日志文件): tiles, entries and checkpoint in the layout of C2SP, for anybody to copy.

They are written after the database has them, each whole or not at all, and the checkpoint last: so at any moment the
files below a checkpoint are there. What a crash has left out is written at the next look.

A checkpoint never takes the place of a larger one. Who stood still in the middle, and leads no longer, finds that another has gone on.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import rmtree

from persistence.attachments import Folder
from persistence.event_record import event_record
from persistence.log_sealing import LogSealing
from persistence.transparency_log import Log
from transparency.checkpoint import Checkpoint
from transparency.note import Note, NoteMalformed
from transparency.tiles import (
    HEIGHT,
    WIDTH,
    Tile,
    are_long,
    bundled,
    edge_of,
    entries_path,
    packed,
    tiles_between,
)
from transparency.tree import leaf_hash

CHECKPOINT = "checkpoint"
LOCK = "lock"  # held, on whatever host, by who is about to put a checkpoint in its place
FULL_TILES_AT_ONCE = 64


class EntriesAltered(Exception):
    """Events are not what was covered: they are not published under its name."""

    def __init__(self, first: int, last: int) -> None:
        super().__init__(f"the events {first} to {last} are not what was covered")
        self.first, self.last = first, last


class BeingPublished(Exception):
    """Somebody else is putting a checkpoint in its place at this moment."""


class TileFiles:
    """The files of every log, each in a folder named by its epoch."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._ahead: dict[int, int] = {}  # entries whose files are there already, of a checkpoint that is not

    def last_note(self, epoch: int) -> Note | None:
        """The checkpoint that lies there: what was signed and given away, whatever the database says now."""
        written = self.read(epoch, CHECKPOINT)
        try:
            return None if written is None else Note.parse(written.decode())
        except (NoteMalformed, UnicodeDecodeError):
            return None

    def last_checkpoint(self, epoch: int) -> Checkpoint | None:
        """What that note says."""
        note = self.last_note(epoch)
        try:
            return None if note is None else Checkpoint.parse(note.text)
        except NoteMalformed:
            return None

    def epochs(self) -> set[int]:
        """The logs of which a checkpoint lies there."""
        found = (path.parent.name for path in self._folder.glob(f"*/{CHECKPOINT}"))
        return {int(name) for name in found if name.isdecimal()}

    def read(self, epoch: int, name: str) -> bytes | None:
        """A file of a log, None if it is not there."""
        return Folder(self._folder / str(epoch)).read(name)

    def has(self, log: Log, note: str) -> bool:
        """Whether this checkpoint of the log's size lies there, or one of a larger."""
        if self.read(log.epoch, CHECKPOINT) == note.encode():
            return True
        last = self.last_checkpoint(log.epoch)
        return last is not None and last.size > log.size

    def publish(self, log: Log, note: str, source: LogSealing) -> bool:
        """Write what is missing up to the log's size; whether that is all. Raises `EntriesAltered` or `BeingPublished`.

        The note is of the log's size. What was published of a larger one is left as it lies there.
        """
        last = self.last_checkpoint(log.epoch)
        done = max(self._ahead.pop(log.epoch, 0), last.size if last else 0)
        if done > log.size:
            return True
        at_most = (done // WIDTH + FULL_TILES_AT_ONCE) * WIDTH
        until = min(log.size, at_most)
        for tile in tiles_between(done, until):
            if tile.is_full or until == log.size:
                self._write_tile(log, tile, source)
        if until < log.size:
            self._ahead[log.epoch] = until
            return False
        with self._alone():
            if self.has(log, note):
                return True
            self._write(log, CHECKPOINT, note.encode())
        self._drop_beginnings(log, last.size if last else 0)
        return True

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """While nobody else puts a checkpoint in its place. The lock goes with the process that holds it."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self._folder / LOCK).open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise BeingPublished from None
            yield

    def _write_tile(self, log: Log, tile: Tile, source: LogSealing) -> None:
        hashes = source.hashes_of(log.epoch, tile)
        if tile.level == 0:
            self._write_entries(log, tile, hashes, source)
        self._write(log, tile.path, packed(hashes))

    def _write_entries(self, log: Log, tile: Tile, hashes: list[bytes], source: LogSealing) -> None:
        first = tile.index * WIDTH
        reference = [log.reference] if log.reference is not None and first == 0 else []
        positions = log.position_of(first + len(reference)), log.position_of(first + tile.width - 1)
        entries = [*reference, *map(event_record, source.events(*positions))]
        if list(map(leaf_hash, entries)) != hashes:
            raise EntriesAltered(*positions)
        long = are_long(entries)
        self._write(log, entries_path(tile.index, tile.width, long=long), bundled(entries, long=long))

    def _write(self, log: Log, name: str, content: bytes) -> None:
        Folder(self._folder / str(log.epoch)).write(name, content)

    def _drop_beginnings(self, log: Log, before: int) -> None:
        """Of tiles that are whole under this checkpoint and were not under the one before, nobody needs the beginnings."""
        for tile in edge_of(before):
            if log.size >> HEIGHT * (tile.level + 1) > tile.index:
                names = [Tile(tile.level, tile.index).path]
                if tile.level == 0:
                    names += [entries_path(tile.index, long=long) for long in (False, True)]
                for name in names:
                    rmtree(self._folder / str(log.epoch) / f"{name}.p", ignore_errors=True)
