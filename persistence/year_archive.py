"""The archive of a closed year (年度归档): the log as files up to a checkpoint that covers the year's last event, with an index of the year.

Everything stays in the database as well: the archive is a copy that proves itself without it. It has the layout of an exported log
(docs/format/transparency-log-1.md), so `huicai-verify` and any other program for such logs reads it; docs/format/archive-1.md has the rest.
"""

import csv
import io
import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

from persistence.attachments import Folder
from persistence.backup import BackupImpossible
from persistence.event_record import event_record
from persistence.exported_log import CHECKPOINT, ExportedLog
from persistence.records import RecordedNotification
from persistence.transparency_log import Log, SignedCheckpoint, TransparencyLog
from transparency.checkpoint import Checkpoint
from transparency.note import Note
from transparency.tiles import Tile, are_long, bundled, entries_path, packed, tiles_of
from transparency.tree import leaf_hash

FORMAT = "huicai-archive/1"
INDEX, DESCRIPTION, KEYS = "index.csv", "archive.json", "keys.txt"
COLUMNS = ("position", "recorded_at", "topic", "aggregate", "version", "event", "command", "leaf")
POSITION_BEFORE = "SELECT log.position_at(%(instant)s - interval '1 microsecond')"
AT_ONCE = 1_000


class YearNotClosed(BackupImpossible):
    """The year is not over, or its last event is under no checkpoint yet."""


class NothingRecorded(BackupImpossible):
    """No event is as old as the year: there is nothing to prove."""


class ArchiveThere(BackupImpossible):
    """There is an archive of this year: nothing is ever written over."""


class ArchiveWrong(BackupImpossible):
    """What was written does not prove itself: nothing was kept of it."""


@dataclass(frozen=True, slots=True)
class Year:
    """A year by the office's clock, and the events in it: none where `last` is before `first`."""

    number: int
    begins: datetime
    ends: datetime  # exclusive
    first: int
    last: int


def year_of(source: TransparencyLog, number: int, begins: datetime, ends: datetime) -> Year:
    """The year with its events, over by the clock of the database. Raises `YearNotClosed` and `NothingRecorded`."""
    [(last,)] = source.datastore.rows(POSITION_BEFORE, instant=ends)
    if last is None:
        raise YearNotClosed(f"{number} is not over")
    if last == 0:
        raise NothingRecorded(f"nothing was recorded by the end of {number}")
    [(before,)] = source.datastore.rows(POSITION_BEFORE, instant=begins)
    return Year(number, begins, ends, before + 1, last)


def archived(source: TransparencyLog, year: Year, folder: Path) -> Path:
    """Write the archive of a year below `folder`, whole or not at all, and have it prove itself.

    Files that the archive of the year before has already are linked and not written twice. Raises `YearNotClosed`,
    `ArchiveThere` and `ArchiveWrong`.
    """
    home = folder / str(year.number)
    if home.exists():
        raise ArchiveThere(f"{home} is there: nothing is ever written over")
    covered = list(_covered(source, year))
    draft = folder / f".{year.number}.making"
    rmtree(draft, ignore_errors=True)
    try:
        for log, checkpoint in covered:
            _write_log(source, log, checkpoint, _Files(draft / str(log.epoch), _before(folder, year, log)))
        index = _index(source, year)
        Folder(draft).write(INDEX, index)
        Folder(draft).write(DESCRIPTION, _description(year, covered, index))
        draft.rename(home)
    finally:
        rmtree(draft, ignore_errors=True)
    return home


def _covered(source: TransparencyLog, year: Year) -> Iterator[tuple[Log, SignedCheckpoint]]:
    """Every log that the year's events and those before are in, each with the first checkpoint that covers its part of them."""
    for log in source.logs():
        if log.first_position > year.last:
            continue
        last = min(year.last, log.covered_position) if log.frozen_at else year.last
        checkpoint = source.checkpoint_from(log.epoch, log.index_of(last) + 1)
        if checkpoint is None:
            raise YearNotClosed(
                f"position {last} is under no checkpoint yet: huicai log status says how the sealer fares"
            )
        yield log, checkpoint


def _write_log(source: TransparencyLog, log: Log, checkpoint: SignedCheckpoint, files: "_Files") -> None:
    hashes_of = source.hashes_of(log.epoch)
    for tile in tiles_of(checkpoint.size):
        files.write(tile.path, packed(hashes_of(tile)))
        if tile.level == 0:
            _write_entries(source, log, tile, hashes_of(tile), files)
    keys = [line.verifier_key for line in source.verifier_keys() if line.epoch == log.epoch]
    files.write(KEYS, "".join(f"{key}\n" for key in keys).encode())
    files.write(CHECKPOINT, checkpoint.note.encode())
    _must_prove_itself(files.folder, Checkpoint.parse(Note.parse(checkpoint.note).text))


def _write_entries(
    source: TransparencyLog, log: Log, tile: Tile, hashes: list[bytes], files: "_Files"
) -> None:
    entries = source.entries(log, tile.index, tile.width)
    wrong = [at for at, entry in enumerate(entries) if leaf_hash(entry) != hashes[at]]
    if wrong:
        position = log.position_of(tile.index * 256 + wrong[0])
        raise ArchiveWrong(f"position {position} is not what was covered: docs/after-tampering.md")
    long = are_long(entries)
    files.write(entries_path(tile.index, tile.width, long=long), bundled(entries, long=long))


def _must_prove_itself(folder: Path, checkpoint: Checkpoint) -> None:
    """Read it as a stranger would."""
    copy = ExportedLog(folder)
    for entry in copy.entries(copy.leaves(checkpoint)):
        if entry.record is None:
            raise ArchiveWrong(f"entry {entry.index} of {folder} does not read as it was written")


def _index(source: TransparencyLog, year: Year) -> bytes:
    """One line for every event of the year, nothing personal in it."""
    written = io.StringIO()
    lines = csv.writer(written, lineterminator="\n")
    lines.writerow(COLUMNS)
    for first in range(year.first, year.last + 1, AT_ONCE):
        lines.writerows(map(_line, source.events(first, min(first + AT_ONCE - 1, year.last))))
    return written.getvalue().encode()


def _line(event: RecordedNotification) -> tuple[object, ...]:
    return (
        event.id,
        event.recorded_at.astimezone(UTC).isoformat(),
        event.topic,
        event.originator_id,
        event.originator_version,
        event.event_id,
        event.command_id,
        leaf_hash(event_record(event)).hex(),
    )


def _description(year: Year, covered: list[tuple[Log, SignedCheckpoint]], index: bytes) -> bytes:
    said = {
        "format": FORMAT,
        "year": year.number,
        "begins": year.begins.isoformat(),
        "ends": year.ends.isoformat(),
        "first_position": year.first,
        "last_position": year.last,
        "logs": [
            {"epoch": log.epoch, "origin": log.origin, "size": checkpoint.size} for log, checkpoint in covered
        ],
        "index_sha256": sha256(index).hexdigest(),
    }
    return json.dumps(said, indent=1).encode() + b"\n"


class _Files:
    """The files of one log in an archive; what the year before has of them is linked."""

    def __init__(self, folder: Path, before: Path) -> None:
        self.folder = folder
        self._before = before

    def write(self, name: str, content: bytes) -> None:
        """Put a file where it belongs."""
        earlier = self._before / name
        if earlier.is_file() and earlier.read_bytes() == content:
            place = self.folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            os.link(earlier, place)
        else:
            Folder(self.folder).write(name, content)


def _before(folder: Path, year: Year, log: Log) -> Path:
    return folder / str(year.number - 1) / str(log.epoch)
