"""Files with secrets in them: created once, and nobody but the service's own user may read them (密钥文件)."""

import os
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from uuid import uuid4


class SecretFileUnusable(Exception):
    """The file lies where others can read it, or is no file."""


def kept_in(path: Path, new: Callable[[], bytes]) -> bytes:
    """What the file says; it is made of a `new` secret if there is none. All who ask get the same one.

    Raises `SecretFileUnusable`.
    """
    if not path.exists():
        _create(path, new())
    return read(path)


def read(path: Path) -> bytes:
    """What the file says. Raises `SecretFileUnusable`, and `FileNotFoundError` where there is none."""
    with path.open("rb") as file:
        _refuse_if_exposed(path, os.fstat(file.fileno()))
        return file.read()


def replace(path: Path, content: bytes) -> None:
    """Put other content in the place of what the file says, whole or not at all; it stays its owner's."""
    owned = path.stat()
    draft = _draft_of(path, content)
    try:
        os.chown(draft, owned.st_uid, owned.st_gid)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    _make_durable(path.parent)


def _create(path: Path, content: bytes) -> None:
    """Write a new secret beside the file and give it the name only if nobody was faster."""
    draft = _draft_of(path, content)
    try:
        with suppress(FileExistsError):  # another process was faster: its secret is the one
            os.link(draft, path)
    finally:
        draft.unlink()
    _make_durable(path.parent)


def _draft_of(path: Path, content: bytes) -> Path:
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return draft


def _make_durable(folder: Path) -> None:
    """A key that is lost in a power failure after its first use would take with it what it was used for."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _refuse_if_exposed(path: Path, status: os.stat_result) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise SecretFileUnusable(f"{path} is not a regular file")
    if status.st_uid not in {0, os.geteuid()}:
        raise SecretFileUnusable(f"{path} belongs to another user: it has to be owned by the service's own")
    if stat.S_IMODE(status.st_mode) & 0o077:
        raise SecretFileUnusable(f"{path} can be read by others: run chmod 600 {path}")
