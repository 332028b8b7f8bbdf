"""Whoever writes files of ours that have to be whole whatever happens, and what must be true of these at any moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from persistence import secret_files
from persistence.attachments import Folder
from persistence.backup.blobs import Blobs
from persistence.backup.dumping import part
from persistence.backup.sealing import BackupKey, whole
from persistence.backup.shelf import Shelf, name_of
from persistence.write_once import FolderAway, WriteOnceFolder

FORMER, LATER = b"former" * 500, b"later" * 700
KEY = BackupKey(bytes(range(32)))
FIRST_DAY = datetime(2026, 11, 1, tzinfo=UTC)


def makes_a_key(folder: Path) -> None:
    secret_files.kept_in(folder / "key", lambda: LATER)


def key_is_whole(folder: Path) -> bool:
    return not (folder / "key").exists() or secret_files.read(folder / "key") == LATER


def changes_a_key(folder: Path) -> None:
    if not (folder / "key").exists():
        secret_files.kept_in(folder / "key", lambda: FORMER)
    secret_files.replace(folder / "key", LATER)


def key_is_one_of_them(folder: Path) -> bool:
    return not (folder / "key").exists() or secret_files.read(folder / "key") in (FORMER, LATER)


def writes_a_blob(folder: Path) -> None:
    """As attachments, tiles and checkpoints are; a checkpoint takes the place of the one before."""
    Folder(folder).write("ab/subject/checkpoint", FORMER)
    Folder(folder).write("ab/subject/checkpoint", LATER)


def blob_is_whole(folder: Path) -> bool:
    return Folder(folder).read("ab/subject/checkpoint") in (None, FORMER, LATER)


def anchors(folder: Path) -> None:
    once = WriteOnceFolder(folder / "medium")
    try:
        once.prepare()
        once.put("1/checkpoint", LATER)
    except FolderAway as away:
        raise OSError(str(away)) from away


def anchor_is_a_beginning(folder: Path) -> bool:
    """It may have been cut short; whoever comes next completes it, and nobody changes it."""
    place = folder / "medium/1/checkpoint"
    return not place.exists() or LATER.startswith(place.read_bytes())


def backs_up(folder: Path) -> None:
    shelf, data = Shelf(folder / "shelf"), folder / "data"
    Folder(data).write("attachments/ab/one", FORMER)
    # Each is of another moment than the one before, also than one that was not finished.
    name = name_of(FIRST_DAY + timedelta(days=len(shelf.key_names())))
    with shelf.alone(), shelf.making(name) as (log, _):
        kept = Blobs(shelf.blobs).keep(data, "attachments")
        with part(log, "database", KEY) as sealed:
            sealed.write(LATER)
    assert Blobs(shelf.blobs).content(kept[0]) == FORMER


def backup_is_whole(folder: Path) -> bool:
    shelf = Shelf(folder / "shelf")
    for name in shelf.names():
        with (shelf.log_of(name) / "database.sealed").open("rb") as file:
            if whole(file, KEY, "database") != LATER:
                return False
    return True


class Written(NamedTuple):
    """What is always true of the files, and what is once the writer has come to its end."""

    always: Callable[[Path], bool]
    at_the_end: Callable[[Path], bool]


WRITERS = {
    "makes_a_key": makes_a_key,
    "changes_a_key": changes_a_key,
    "writes_a_blob": writes_a_blob,
    "anchors": anchors,
    "backs_up": backs_up,
}
MUST_HOLD = {
    "makes_a_key": Written(key_is_whole, lambda folder: secret_files.read(folder / "key") == LATER),
    "changes_a_key": Written(key_is_one_of_them, lambda folder: secret_files.read(folder / "key") == LATER),
    "writes_a_blob": Written(
        blob_is_whole, lambda folder: Folder(folder).read("ab/subject/checkpoint") == LATER
    ),
    "anchors": Written(
        anchor_is_a_beginning, lambda folder: (folder / "medium/1/checkpoint").read_bytes() == LATER
    ),
    "backs_up": Written(backup_is_whole, lambda folder: bool(Shelf(folder / "shelf").names())),
}
