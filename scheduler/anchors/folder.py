"""The write-once folder (只写一次的存证文件夹): the log as plain files, of which none is ever changed.

    <log>/tile/…                      tiles and bundles of entries, as https://c2sp.org/tlog-tiles lays them out
    <log>/tile/….p/<width>            what lies beside the full ones at the size of a checkpoint that is here
    <log>/checkpoints/<size>          a checkpoint, written after all that it needs: so all of it is here
    <log>/cosigned/<size>-<day>-<n>   the same with the lines of n witnesses
    <log>/time-stamps/<slot>-<size>   what an authority has stamped, and its response (.tsr)

What is to be written follows from what lies there, not from the database: a medium that comes back, or a new one, is made
up to date, and a database that was rewritten does not know what the folder says of it.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import quote

from domain.calendar import OFFICE_ZONE
from persistence.anchors import Anchor, AnchorRecords, Kind
from persistence.transparency_log import Log, TransparencyLog
from persistence.write_once import Altered, FolderAway, WriteOnceFolder
from scheduler.anchors.anchor import (
    ENTRIES_ALTERED,
    FILE_ALTERED,
    LOG_DIVERGED,
    LOG_SHORTER,
    LOG_UNKNOWN,
    Contradicted,
    Newest,
    NotHeld,
)
from transparency.checkpoint import Checkpoint
from transparency.note import Note, NoteMalformed
from transparency.tiles import WIDTH, Tile, TiledNodes, are_long, bundled, entries_path, packed, tiles_between
from transparency.tree import NoSuchProof, leaf_hash, root

CHECKPOINTS, COSIGNED, STAMPS = "checkpoints", "cosigned", "time-stamps"
DIGITS = 19
ENTRIES_AT_ONCE = 64 * WIDTH


class FolderAnchor:
    """Adds what is missing, after it has looked whether the log still is what the folder says."""

    def __init__(
        self,
        path: Path,
        log: TransparencyLog,
        records: AnchorRecords,
        interval: timedelta,
        goes_on: Callable[[], bool] = lambda: True,
        entries_at_once: int = ENTRIES_AT_ONCE,
    ) -> None:
        """`goes_on` says between two checkpoints of a long copy whether the process still wants to work."""
        self.anchor = Anchor(Kind.FOLDER, str(path))
        self._folder = WriteOnceFolder(path)
        self._log = log
        self._records = records
        self._interval = interval
        self._goes_on = goes_on
        self._entries_at_once = entries_at_once

    def next_after(self, now: datetime) -> datetime:
        """After the interval of the setting."""
        return now + self._interval

    def close(self) -> None:
        """Nothing is kept open."""

    def hold(self, newest: Newest) -> int:
        """Copy every log up to its newest checkpoint. Raises `NotHeld`, `Contradicted`."""
        try:
            self._folder.must_be_there()
            logs = self._log.logs()
            if set(self._folder.folders()) - {folder_of(log) for log in logs}:
                raise Contradicted(LOG_UNKNOWN)
            for log in logs:
                self._copy(log, newest if log.epoch == newest.log.epoch else None)
        except FolderAway as away:
            raise NotHeld(str(away)) from away
        except Altered as altered:
            raise Contradicted(FILE_ALTERED) from altered
        return newest.checkpoint.size

    def _copy(self, log: Log, newest: Newest | None) -> None:
        note = self._newest_of(log) if newest is None else newest.note
        if note is None:
            return
        checkpoint, held = Checkpoint.parse(note.text), self.last_checkpoint(log)
        if held is not None:
            self._must_be_continued(held, checkpoint, log)
        first, done = held or checkpoint, held.size if held else 0
        while done < checkpoint.size:
            if not self._goes_on():
                raise NotHeld("interrupted")
            done = self._copied(log, done, note)
        self._put_cosigned(log, first)
        self._put_stamps(log)

    def _copied(self, log: Log, done: int, newest: Note) -> int:
        """Copy up to the next checkpoint: a long log goes piece by piece, and is gone on with where it was left."""
        until = self._log.checkpoint(log.epoch, done + self._entries_at_once)
        note = newest if until is None or until.size <= done else Note.parse(until.note)
        checkpoint = Checkpoint.parse(note.text)
        for tile in tiles_between(done, checkpoint.size):
            self._put_tile(log, tile)
        self._put(log, f"{CHECKPOINTS}/{checkpoint.size:0{DIGITS}}", str(note).encode())
        return checkpoint.size

    def last_checkpoint(self, log: Log) -> Checkpoint | None:
        """The largest that lies in the folder. Raises `Altered`, `FolderAway`."""
        names = self._folder.names(f"{folder_of(log)}/{CHECKPOINTS}")
        if not names:
            return None
        name = f"{folder_of(log)}/{CHECKPOINTS}/{names[-1]}"
        try:
            note = Note.parse((self._folder.read(name) or b"").decode())
            checkpoint = Checkpoint.parse(note.text)
        except (NoteMalformed, UnicodeDecodeError):
            raise Altered(name) from None
        if checkpoint.origin != log.origin or f"{checkpoint.size:0{DIGITS}}" != names[-1]:
            raise Altered(name)
        return checkpoint

    def _must_be_continued(self, held: Checkpoint, checkpoint: Checkpoint, log: Log) -> None:
        """The log has to begin with what lies in the folder: the root at that size, out of the tiles of today."""
        if held.size > checkpoint.size:
            raise Contradicted(LOG_SHORTER)
        try:
            found = root(held.size, TiledNodes(held.size, self._log.hashes_of(log.epoch)))
        except NoSuchProof:
            raise Contradicted(LOG_DIVERGED) from None
        if found != held.root:
            raise Contradicted(LOG_DIVERGED)

    def _put_tile(self, log: Log, tile: Tile) -> None:
        hashes = self._log.hashes_of(log.epoch)(tile)
        if tile.level == 0:
            entries = self._log.entries(log, tile.index, tile.width)
            if list(map(leaf_hash, entries)) != hashes:
                raise Contradicted(ENTRIES_ALTERED)
            long = are_long(entries)
            self._put(log, entries_path(tile.index, tile.width, long=long), bundled(entries, long=long))
        self._put(log, tile.path, packed(hashes))

    def _put_cosigned(self, log: Log, checkpoint: Checkpoint) -> None:
        """What witnesses have said of a checkpoint that lies here, once a day for each number of them that have said it."""
        lines = self._records.cosigned(log.origin, checkpoint.size)
        signed = self._log.checkpoint(log.epoch, checkpoint.size)
        if signed is None or not lines:
            return
        day = max(line.signed_at for line in lines).astimezone(OFFICE_ZONE)
        name = f"{checkpoint.size:0{DIGITS}}-{day:%Y%m%d}-{len(lines)}"
        if name not in self._folder.names(f"{folder_of(log)}/{COSIGNED}"):
            self._put(log, f"{COSIGNED}/{name}", signed.note.encode())

    def _put_stamps(self, log: Log) -> None:
        known = set(self._folder.names(f"{folder_of(log)}/{STAMPS}"))
        for stamp in self._records.stamps(log.origin):
            name = f"{stamp.slot.astimezone(OFFICE_ZONE):%Y%m%dT%H%M}-{stamp.size:0{DIGITS}}"
            if f"{name}.tsr" not in known:
                self._put(log, f"{STAMPS}/{name}", stamp.checkpoint.encode())
                self._put(log, f"{STAMPS}/{name}.tsr", stamp.response)

    def _put(self, log: Log, name: str, content: bytes) -> None:
        self._folder.put(f"{folder_of(log)}/{name}", content)

    def _newest_of(self, log: Log) -> Note | None:
        signed = self._log.checkpoint(log.epoch)
        return None if signed is None else Note.parse(signed.note)


def folder_of(log: Log) -> str:
    """The folder of one log: its name, with what no file system takes written otherwise."""
    return quote(log.origin, safe="")
