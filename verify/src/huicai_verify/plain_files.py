"""Reading files that somebody else has prepared: plain ones, of a bounded size, and nothing that they point to."""

import os
import stat
from pathlib import Path


class NotPlain(OSError):
    """What stands there is a link, a device or a pipe."""


class TooLarge(OSError):
    """There is more of it than is read."""


def read_plain(path: Path, most: int) -> bytes:
    """The content of a plain file. Raises `NotPlain`, `TooLarge` and what `open` does."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError:
        if path.is_symlink():
            raise NotPlain from None
        raise
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise NotPlain
        if status.st_size > most:
            raise TooLarge
        content = file.read(most + 1)
    if len(content) > most:
        raise TooLarge
    return content
