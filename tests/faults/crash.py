"""Crashes of the database: its processes are gone from one moment to the next, with no chance to write anything."""

import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import sleep

from persistence.embedded import EmbeddedPostgres


def everything(server: EmbeddedPostgres) -> None:
    """As when the machine's memory runs out, or its container is killed."""
    postmaster = server.postmaster_pid
    _kill(postmaster, *children_of(postmaster))


def the_postmaster_alone(server: EmbeddedPostgres) -> None:
    """Its backends are orphans, who go on until they notice."""
    _kill(server.postmaster_pid)


def one_backend(server: EmbeddedPostgres) -> None:
    """The postmaster then ends all others and recovers by itself."""
    with server.administrator() as administrator:
        _kill(administrator.info.backend_pid)


def a_restart(server: EmbeddedPostgres) -> None:
    """As an operator does it who does not wait for the sessions to end: each is broken off, and the server stops."""
    postmaster = server.postmaster_pid
    os.kill(postmaster, signal.SIGINT)
    while Path(f"/proc/{postmaster}/root").exists():
        sleep(0.01)


def children_of(parent: int) -> Iterator[int]:
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it ended meanwhile
            state = (process / "stat").read_text()
            if int(state.rpartition(")")[2].split()[1]) == parent:
                yield int(process.name)


def _kill(*processes: int) -> None:
    for process in processes:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
