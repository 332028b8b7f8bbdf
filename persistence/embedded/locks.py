"""Two locks: who starts or stops the server, and who uses it.

One lock would not do: a starter would wait for the very users whose server it wants to join. The kernel
lets both go when their process ends, however it ends.
"""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from persistence.embedded.errors import EmbeddedPostgresError

PATIENCE_S = 120.0


@contextmanager
def alone(path: Path, patience: float = PATIENCE_S) -> Iterator[None]:
    """Hold the lock that one starter or stopper has at a time."""
    lock = _opened(path)
    try:
        deadline = time.monotonic() + patience
        while not _taken(lock, fcntl.LOCK_EX):
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"Another process has been starting or stopping the server for {patience:.0f} s ({path})",
                    "See what it waits for, or end it; then try again",
                )
            time.sleep(0.02)
        yield
    finally:
        os.close(lock)


class Use:
    """A share in the server, held while somebody uses it."""

    def __init__(self, path: Path) -> None:
        self._lock = _opened(path)
        fcntl.flock(self._lock, fcntl.LOCK_SH)

    def end(self) -> None:
        os.close(self._lock)

    def is_last(self) -> bool:
        """Nobody else uses the server. To be asked only when leaving: the share itself may be lost."""
        return _taken(self._lock, fcntl.LOCK_EX)


def _opened(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


def _taken(lock: int, kind: int) -> bool:
    try:
        fcntl.flock(lock, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
