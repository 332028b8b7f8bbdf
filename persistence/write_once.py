"""A folder in which whatever is written stays as it is (只写一次的文件夹): a share, a mounted medium, a WORM store.

    away      its mark is not there: no medium is mounted, or another one; nothing is written
    altered   a file of this name has other bytes: told, and left as it is

The mark is what tells a medium from the empty folder that it is mounted on.
"""

import errno
import logging
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from uuid import uuid4

MARK = "huicai-anchors.txt"
WHAT_IT_IS = (
    "惠才透明日志存证文件夹：文件只增不改。\n"
    "Huicai keeps copies of its transparency log here. Files are added; none is ever changed or removed.\n"
)
# A share or a stick may know no links, and a store of objects no other name for a file.
NOT_KNOWN = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
READ_ONLY = 0o444

log = logging.getLogger(__name__)


class FolderAway(Exception):
    """The folder is not there, or not the one that was prepared, or does not take anything now."""


class Altered(Exception):
    """A file of the folder is not what was written there."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class WriteOnceFolder:
    """Adds files, reads them, and changes none."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def prepare(self) -> None:
        """Put the mark there, which its operator does once for each medium. Raises `FolderAway`."""
        with _usable():
            self._path.mkdir(parents=True, exist_ok=True)
            if not self._is_marked:
                self._add(self._path / MARK, WHAT_IT_IS.encode())

    def must_be_there(self) -> None:
        """Raises `FolderAway` unless the medium lies there that was prepared."""
        with _usable():
            if not self._is_marked:
                raise FolderAway("not_there")

    def put(self, name: str, content: bytes) -> None:
        """Have this file in the folder for good before this returns. Raises `Altered`, `FolderAway`."""
        place = self._path / name
        with _usable():
            found = _read(place)
            if found is None:
                found = self._add(place, content)
            if found != content:
                self._complete(place, found, content)

    def read(self, name: str) -> bytes | None:
        """What the file says, None if there is none. Raises `FolderAway`."""
        with _usable():
            return _read(self._path / name)

    def names(self, below: str) -> list[str]:
        """The files right below a folder of it, in order. Raises `FolderAway`."""
        with _usable():
            folder = self._path / below
            found = [one.name for one in folder.iterdir()] if folder.is_dir() else []
        return sorted(name for name in found if not name.startswith("."))

    def folders(self) -> list[str]:
        """The folders right in it, in order. Raises `FolderAway`."""
        with _usable():
            return sorted(one.name for one in self._path.iterdir() if one.is_dir())

    @property
    def _is_marked(self) -> bool:
        return _read(self._path / MARK) is not None

    def _add(self, place: Path, content: bytes) -> bytes:
        """Written beside its place and then named, where the file system can: whole or not at all. What is there then."""
        place.parent.mkdir(parents=True, exist_ok=True)
        beside = place.with_name(f".{uuid4().hex}")
        try:
            _write(beside, content)
            _name(beside, place, content)
        except FileExistsError:  # somebody else was faster
            return _read(place) or b""
        finally:
            beside.unlink(missing_ok=True)
        _close_for_good(place)
        return content

    def _complete(self, place: Path, found: bytes, content: bytes) -> None:
        """Add the rest of a file whose writer was cut short, before it was closed for good; all else that differs is told."""
        is_closed = not place.stat().st_mode & stat.S_IWUSR
        if is_closed or not content.startswith(found):
            raise Altered(str(place.relative_to(self._path)))
        log.warning("%s was cut short, and is completed", place)
        with place.open("ab") as file:
            file.write(content[len(found) :])
            file.flush()
            os.fsync(file.fileno())
        _close_for_good(place)


@contextmanager
def _usable() -> Iterator[None]:
    """Whatever the operating system complains of, the folder does not take anything now."""
    try:
        yield
    except OSError as error:
        raise FolderAway(errno.errorcode.get(error.errno or 0, type(error).__name__)) from error


def _read(place: Path) -> bytes | None:
    """The file itself: a link may lead anywhere."""
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        return None
    with os.fdopen(descriptor, "rb") as file:
        return file.read()


def _write(place: Path, content: bytes) -> None:
    descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _name(beside: Path, place: Path, content: bytes) -> None:
    """By a link, which takes no name away from anybody; else by a new name; written in its place only where there is neither.

    Raises `FileExistsError`.
    """
    with _unless_unknown():
        os.link(beside, place)
        return
    if _read(place) is not None:
        raise FileExistsError
    with _unless_unknown():
        beside.rename(place)
        return
    _write(place, content)


@contextmanager
def _unless_unknown() -> Iterator[None]:
    """A file system that knows no such thing is no fault."""
    try:
        yield
    except OSError as error:
        if error.errno not in NOT_KNOWN:
            raise


def _close_for_good(place: Path) -> None:
    """Nobody may write it any more, where the file system knows of that; some keep it for ever from then on."""
    with suppress(OSError):
        place.chmod(READ_ONLY)
    descriptor = os.open(place.parent, os.O_RDONLY)
    try:
        with suppress(OSError):  # not every share can be told to
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
