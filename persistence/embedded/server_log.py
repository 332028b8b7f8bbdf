"""The server's log: one file, kept bounded, without the statements and values of failing queries."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

LONGEST = 4 * 1024 * 1024
KEPT = 1024 * 1024
SHOWN = 1500

# What PostgreSQL says while a server that was killed, or one that is just starting, still holds the cluster.
HELD = ("pre-existing shared memory block", 'lock file "postmaster.pid" already exists')


class ServerLog:
    def __init__(self, path: Path) -> None:
        self.path = path
        self._attempt_from = 0

    def trim(self) -> None:
        """Keep the last part. The server appends, so it goes on behind what is kept."""
        if self.path.exists() and self.path.stat().st_size > LONGEST:
            with self.path.open("r+b") as file:
                file.seek(-KEPT, os.SEEK_END)
                last = file.read()
                file.seek(0)
                file.write(last.partition(b"\n")[2])
                file.truncate()

    @contextmanager
    def attempt(self) -> Iterator[IO[bytes]]:
        """The file for one attempt to start or stop. The server gets it open, and needs no right to its folder."""
        with open(self.path, "ab", opener=_private) as file:
            self._attempt_from = file.tell()
            yield file

    def last_attempt(self) -> str:
        with self.path.open("rb") as file:
            file.seek(self._attempt_from)
            return file.read().decode(errors="replace").strip()[-SHOWN:]

    def tells_of_a_running_server(self) -> bool:
        return any(words in self.last_attempt() for words in HELD)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
