"""Who leads (主导) what only one process at a time should be at: whoever holds its advisory lock.

A lock dies with its connection, and a leader may notice that late. So a lock only spares double work; that
nothing is done twice rests on unique keys.
"""

from contextlib import closing, suppress
from typing import Literal

import psycopg2
from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

from persistence.datastore import Cursor, Datastore, OnlyOnPrimary

Led = Literal["projection", "job", "sealer"]

# A leader whose machine is gone without a word is missed within half a minute.
SETTINGS = "SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; SET tcp_keepalives_count = 3"

KEY = "hashtextextended('{kind} ' || {name}, 0)"


def key_of_lock(kind: Led, name: str) -> str:
    """The key of the lock on what is called so, for a statement."""
    return KEY.format(kind=kind, name=f"'{name}'")


def lead(kind: Led) -> str:
    """The query by which a connection becomes the leader of what `%(name)s` says, or is told that it is not.

    A replica has locks of its own, by which nobody leads: there it says NULL.
    """
    key = KEY.format(kind=kind, name="%(name)s")
    return f"SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_try_advisory_lock({key}) END"


def takes_lead(cursor: Cursor, kind: Led, name: str) -> bool:
    """Whether whoever is connected leads this now. A session may take its lock many times. Raises `OnlyOnPrimary`."""
    cursor.execute(lead(kind), {"name": name})
    [(leads,)] = cursor.fetchall()
    if leads is None:
        raise OnlyOnPrimary(f"{name} is led on the primary, and this server follows another")
    return bool(leads)


def gives_lead_away(cursor: Cursor, kind: Led, name: str) -> None:
    """Lead this no longer, as far as it was taken once; whatever else is led over this connection goes on."""
    cursor.execute(f"SELECT pg_advisory_unlock({KEY.format(kind=kind, name='%(name)s')})", {"name": name})


def is_led(kind: Led, name: str) -> str:
    """The condition that somebody leads what the column `name` says.

    The server shows a key in two halves, and with objsubid 1 that they are those of one number.
    """
    return f"""
    EXISTS (SELECT FROM pg_locks
             WHERE locktype = 'advisory' AND granted AND objsubid = 1
               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
               AND (classid::bigint << 32) | objid::bigint = {KEY.format(kind=kind, name=name)})
"""  # noqa: S608  put together from our own words


class Leading:
    """Takes the lead of what is called `name` when nobody has it, and keeps it until it is closed or lost."""

    def __init__(self, kind: Led, name: str, datastore: Datastore) -> None:
        self._kind: Led = kind
        self._name = name
        self._datastore = datastore
        self._connection: Connection | None = None

    def leads(self) -> bool:
        """Whether this process leads now. Raises `OnlyOnPrimary`."""
        with self.connection.cursor() as cursor:
            return takes_lead(cursor, self._kind, self._name)

    @property
    def connection(self) -> Connection:
        """What the leader writes over: who has lost the lead has lost the pen."""
        if self._connection is None:
            self._connection = self._datastore.detached()
            with self._connection.cursor() as cursor:
                cursor.execute(SETTINGS)
        return self._connection

    def close(self) -> None:
        """Give the lead away."""
        if self._connection is not None:
            with suppress(psycopg2.Error), closing(self._connection), self._connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_advisory_unlock_all()"
                )  # a server notices a closed connection later
            self._connection = None
