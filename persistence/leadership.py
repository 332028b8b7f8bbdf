"""Who leads (主导) what only one process at a time should be at: whoever holds its advisory lock.

A lock dies with its connection, and a leader may notice that late. So a lock only spares double work; that
nothing is done twice rests on unique keys.
"""

from typing import Literal

Led = Literal["projection", "job"]

KEY = "hashtextextended('{kind} ' || {name}, 0)"


def lead(kind: Led) -> str:
    """The query by which a connection becomes the leader of what `%(name)s` says, or is told that it is not."""
    return f"SELECT pg_try_advisory_lock({KEY.format(kind=kind, name='%(name)s')})"


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
