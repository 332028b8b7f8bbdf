"""Processes of the server that stand still (SIGSTOP): what is sent to them is taken, and nobody answers or hangs up."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from persistence.datastore import Datastore
from persistence.embedded import EmbeddedPostgres
from tests.faults.crash import children_of


@contextmanager
def stopped(*processes: int) -> Iterator[None]:
    """They stand still meanwhile."""
    _tell(signal.SIGSTOP, processes)
    try:
        yield
    finally:
        _tell(signal.SIGCONT, processes)


def everything(server: EmbeddedPostgres) -> list[int]:
    """Its postmaster first, so that no further process comes meanwhile."""
    return [server.postmaster_pid, *children_of(server.postmaster_pid)]


def backends(datastore: Datastore, condition: str) -> list[int]:
    """Those of its database of which something holds, but not that of whoever asks."""
    asked = f"""
        SELECT pid FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND {condition}
    """
    return [pid for (pid,) in datastore.rows(asked)]


def _tell(number: signal.Signals, processes: tuple[int, ...]) -> None:
    for process in processes:
        with suppress(ProcessLookupError):  # it ended meanwhile
            os.kill(process, number)
