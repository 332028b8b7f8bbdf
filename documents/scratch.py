"""Folders for what is written on the way, persons' data among it: they go when the work is done, and if its process was killed, before
the next such work begins.

A folder belongs to whoever holds the lock in it, and the system lets a lock go with its process.
"""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_LOCK = "lock"


def _nothing_runs_there(_left: Path) -> None:
    """What was left are files alone."""


@contextmanager
def scratch_folder(
    prefix: str, within: Path | None = None, stop: Callable[[Path], None] = _nothing_runs_there
) -> Iterator[Path]:
    """A folder named with the prefix, `within` another or where temporary files go, for as long as the context lasts.

    Others of the same prefix and account whose process is gone are removed first; `stop` ends what may still run in one of them.
    """
    for left in Path(within or tempfile.gettempdir()).glob(f"{prefix}*"):
        _throw_away(left, stop)
    with tempfile.TemporaryDirectory(prefix=prefix, dir=within) as name:
        folder = Path(name)
        with (folder / _LOCK).open("xb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield folder


def _throw_away(left: Path, stop: Callable[[Path], None]) -> None:
    with suppress(FileNotFoundError, BlockingIOError):
        if left.is_symlink() or left.stat().st_uid != os.geteuid():
            return
        with (left / _LOCK).open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            stop(left)
            shutil.rmtree(left)
