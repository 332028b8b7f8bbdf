"""Waiting for what another thread or process is about to do."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from time import monotonic, sleep
from typing import Any

from persistence.datastore import Datastore

WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = CAST(%(table)s AS regclass)"


def until(holds: Callable[[], Any], *, within: float = 60) -> float:
    """Wait until it holds, and return the seconds that took; fail if it never does."""
    started = monotonic()
    while not holds():
        waited = monotonic() - started
        assert waited < within, f"waited {waited:.1f} s in vain"
        sleep(0.002)
    return monotonic() - started


def is_wanted(datastore: Datastore, table: str) -> bool:
    """Whether somebody waits for this table to be let go."""
    return datastore.rows(WAITING, table=table) != [(0,)]


@contextmanager
def held_up(datastore: Datastore, table: str) -> Iterator[Callable[[], bool]]:
    """Nobody gets to write to this table meanwhile; what it yields tells whether somebody wants to."""
    with closing(datastore.detached()) as connection, connection, connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN EXCLUSIVE MODE")
        yield lambda: is_wanted(datastore, table)
