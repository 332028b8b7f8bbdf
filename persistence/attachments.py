"""The files of attachments (材料文件): content-addressed, and sealed under the key of the person they are about.

    content ──sha256──> its name          content ──sealed──> blob, in a place: a folder, or a bucket (S3)

One person's files lie together under the person's subject, so that nothing of one is found under another; destroying the
key makes all of them unreadable, wherever copies and backups of the blobs lie. docs/format/sealed-file-1.md has the bytes.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol
from uuid import UUID, uuid4

from persistence.sealing import KeyRing

Inspect = Callable[[bytes], None]


class FileMissing(Exception):
    """A file that the log names is not where it was kept."""

    def __init__(self, name: str) -> None:
        super().__init__(f"the attachment file {name} is missing")


class PlaceUnavailable(Exception):
    """The place where files are kept does something else than it was asked: nothing was kept, and nothing is known."""


class Keys(Protocol):
    """The vault, as far as files go."""

    def keys_for(self, subjects: Iterable[UUID]) -> KeyRing:
        """The keys to seal with, made where there are none. Raises `Erased`."""

    def key_of(self, subject: UUID) -> KeyRing:
        """The key that there is. Raises `Erased`, `Restricted`, `KeyMissing` or `Tampered`."""


class Place(Protocol):
    """Where blobs are kept under their names."""

    def write(self, name: str, blob: bytes) -> None:
        """Keep a blob for good before this returns, whole or not at all. Raises `PlaceUnavailable`."""

    def read(self, name: str) -> bytes | None:
        """The blob of this name, or None. Raises `PlaceUnavailable`."""


class AttachmentFiles:
    """Seals, keeps, finds and opens. Implements `domain.ports.Files`.

    `inspect` is the hook for a virus scanner: it is handed each content before it is kept, and may raise a refusal.
    """

    def __init__(self, vault: Keys, place: Place, inspect: Inspect = lambda _: None) -> None:
        self._vault = vault
        self._place = place
        self._inspect = inspect

    def read_with(self, vault: Keys) -> "AttachmentFiles":
        """The same files, for whom another vault opens them."""
        return AttachmentFiles(vault, self._place, self._inspect)

    def keep(self, subject: UUID, sha256: str, content: bytes) -> None:
        """Keep it for good before this returns. Raises `Erased` and `PlaceUnavailable`."""
        self._inspect(content)
        sealed = self._vault.keys_for({subject}).seal_file(subject, sha256, content)
        self._place.write(name_of(subject, sha256), sealed)

    def content(self, subject: UUID, sha256: str) -> bytes:
        """What was handed in, byte by byte. Raises `FileMissing`, `PlaceUnavailable`, and what `Keys.key_of` does."""
        key = self._vault.key_of(subject)
        blob = self._place.read(name_of(subject, sha256))
        if blob is None:
            raise FileMissing(name_of(subject, sha256))
        return key.open_file(subject, sha256, blob)


class Folder:
    """A folder on this machine: each blob a file of its own that nobody else may read."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, name: str, blob: bytes) -> None:
        """Written beside its place, forced to the disk, then put there in one step."""
        place = self._path / name
        beside = place.with_name(f".{uuid4()}")
        with _doing_as_asked():
            place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                _written(beside, blob)
                beside.replace(place)
            finally:
                beside.unlink(missing_ok=True)
            for folder in (place.parent, place.parent.parent):
                _forced(folder)

    def read(self, name: str) -> bytes | None:
        """The blob of this name, or None."""
        with _doing_as_asked(), suppress(FileNotFoundError):
            return (self._path / name).read_bytes()
        return None


@contextmanager
def _doing_as_asked() -> Iterator[None]:
    """A disk that is full, away or broken is a place that is not available. Raises `PlaceUnavailable`."""
    try:
        yield
    except OSError as error:
        raise PlaceUnavailable(f"the disk says: {error.strerror}") from error


def name_of(subject: UUID, sha256: str) -> str:
    """Where the blob lies: a folder for each person, spread over 256."""
    return f"{subject.hex[:2]}/{subject}/{sha256}"


def _written(path: Path, blob: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(blob)
        file.flush()
        os.fsync(file.fileno())


def _forced(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
