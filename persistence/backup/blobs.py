"""The files beside the database (库外文件): each kept once on the shelf, under the digest of what lies there.

They are sealed under their persons' keys already and are copied as they are: who is erased is erased here too. A nightly
backup copies what is new, and anew what has rotted on the shelf; its index says which files there were, and goes with it, sealed.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from persistence.attachments import Folder
from persistence.backup.sealing import BackupDamaged


class Kept(NamedTuple):
    """A file: where it lies below the data folder, and which blob on the shelf it is."""

    path: str
    sha256: str
    size: int


class _Gone(Exception):
    """A file that was listed is not there any more."""


class Blobs:
    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, data: Path, folder: str) -> list[Kept]:
        """Copy every file of a folder that is not there yet, or not as it was; returns all of them.

        The beginning of a tile goes when the sealer has written the whole: if one is gone, all are looked through again.
        """
        while True:
            kept = []
            try:
                for path, content in _contents(data / folder):
                    kept.append(self._kept(str(path.relative_to(data)), content))
            except _Gone:
                continue
            return kept

    def give(self, kept: list[Kept], data: Path) -> None:
        """Put the files of a backup where they were, below another data folder. Raises `BackupDamaged`."""
        for file in kept:
            Folder(data).write(file.path, self.content(file))

    def content(self, file: Kept) -> bytes:
        """A file as it was. Raises `BackupDamaged`."""
        content = Folder(self._path).read(_name_of(file.sha256))
        if content is None:
            raise BackupDamaged(f"the shelf has lost {file.path} (blob {file.sha256})")
        if sha256(content).hexdigest() != file.sha256:
            raise BackupDamaged(f"{file.path} was altered on the shelf (blob {file.sha256})")
        return content

    def forget_all_but(self, wanted: set[str]) -> int:
        """Take away what no backup names any more; returns how many."""
        unwanted = [blob for blob in self._path.glob("*/*") if blob.name not in wanted]
        for blob in unwanted:
            blob.unlink()
        return len(unwanted)

    def _kept(self, path: str, content: bytes) -> Kept:
        digest = sha256(content).hexdigest()
        shelf, name = Folder(self._path), _name_of(digest)
        if shelf.read(name) != content:
            shelf.write(name, content)
        return Kept(path, digest, len(content))


def written(kept: list[Kept]) -> bytes:
    """The index as it goes into a backup."""
    return json.dumps(kept).encode()


def read(index: bytes) -> list[Kept]:
    """The index of a backup. Where a file lies is taken from it only if that is below the data folder."""
    kept = [Kept(*file) for file in json.loads(index)]
    for file in kept:
        if Path(file.path).is_absolute() or ".." in Path(file.path).parts:
            raise BackupDamaged(f"{file.path} is no place below the data folder")
    return kept


def _name_of(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


def _contents(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Whole files with what they say. Raises `_Gone`."""
    try:
        for path in sorted(_files(folder)):
            yield path, path.read_bytes()
    except FileNotFoundError:
        raise _Gone from None


def _files(folder: Path) -> Iterator[Path]:
    """One that is being written has a name with a dot before it; one that is gone by now is no folder either, and is missed."""
    return (path for path in folder.rglob("*") if not path.name.startswith(".") and not path.is_dir())
