"""The shelf (备份架): a folder elsewhere with the backups in it, each whole or not there at all.

<shelf>/log/<name>/     manifest.json, database.sealed, files.sealed
<shelf>/keys/<name>/    manifest.json, keys.sealed, signing-keys.sealed, erased.sealed      of the same moment, kept for a short time
<shelf>/blobs/…         the files beside the database, each kept once
<shelf>/erased.sealed   who was erased
<shelf>/.making         what is being made, or what a death has left of it
"""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from persistence.backup import BackupImpossible

NAME = "%Y%m%dT%H%M%SZ"


class ShelfTaken(BackupImpossible):
    """Somebody else is making a backup on this shelf, or one of this name stands there."""


class NoBackup(BackupImpossible):
    """There is no such backup on the shelf."""


class Shelf:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.log = path / "log"
        self.keys = path / "keys"
        self.blobs = path / "blobs"
        self.erased = path / "erased.sealed"

    @contextmanager
    def alone(self) -> Iterator[None]:
        """One at a time; what a death has left half-made is thrown away. Raises `ShelfTaken`."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.path / ".lock").open("wb") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise ShelfTaken(f"another process is at work on {self.path}") from None
            shutil.rmtree(self._draft, ignore_errors=True)
            yield

    @contextmanager
    def making(self, name: str) -> Iterator[tuple[Path, Path]]:
        """Two empty folders that become the log and the keys of this backup once both are whole, or vanish."""
        if (self.log / name).exists() or (self.keys / name).exists():
            raise ShelfTaken(f"{self.path} has a backup {name}: nothing is ever written over")
        log, keys = self._draft / "log", self._draft / "keys"
        try:
            for folder in (log, keys, self.log, self.keys):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            yield log, keys
            # The keys first: a log that stands there has its keys, or had them until they expired.
            for draft, home in ((keys, self.keys), (log, self.log)):
                force(draft)
                draft.rename(home / name)
                force(home)
        finally:
            shutil.rmtree(self._draft, ignore_errors=True)

    def names(self) -> list[str]:
        """The backups, the oldest first."""
        return _names(self.log)

    def key_names(self) -> list[str]:
        """Those whose keys have not expired, the oldest first."""
        return _names(self.keys)

    def newest(self) -> str:
        """Raises `NoBackup`."""
        if not self.names():
            raise NoBackup(f"there is no backup in {self.path}")
        return self.names()[-1]

    def log_of(self, name: str) -> Path:
        """Raises `NoBackup`."""
        if name not in self.names():
            raise NoBackup(
                f"there is no backup {name} in {self.path}; there are: {', '.join(self.names()) or 'none'}"
            )
        return self.log / name

    def keys_for(self, name: str) -> Path:
        """The keys that a backup is opened with: its own, or, once these have expired, the next that there are. Raises `NoBackup`."""
        later = [one for one in self.key_names() if one >= name]
        if not later:
            raise NoBackup(f"the keys of {name} have expired, and there are no later ones in {self.keys}")
        return self.keys / later[0]

    def expire(self, kept: int, keys_for_days: int, now: datetime) -> list[str]:
        """Take away all backups but the newest, and keys past their term but the newest; returns what went."""
        gone = [self.log / name for name in self.names()[:-kept]]
        oldest = name_of(now - timedelta(days=keys_for_days))
        gone += [self.keys / name for name in self.key_names()[:-1] if name < oldest]
        for folder in gone:
            shutil.rmtree(folder)
        return [str(folder.relative_to(self.path)) for folder in gone]

    @property
    def _draft(self) -> Path:
        return self.path / ".making"


def name_of(moment: datetime) -> str:
    """What a backup of this moment is called: names are in the order of time."""
    return moment.astimezone(UTC).strftime(NAME)


def moment_of(name: str) -> datetime:
    """When it was made."""
    return datetime.strptime(name, NAME).replace(tzinfo=UTC)


def force(folder: Path) -> None:
    """Have a folder's names on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir() if one.is_dir()) if folder.exists() else []
