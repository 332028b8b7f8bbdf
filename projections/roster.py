"""The projectors that there are (投影器名册), and how many projections each of them is to lead.

Whoever projects holds a shared advisory lock for as long as it lives, so that everybody can count everybody. Each leads its
share of the projections, and he who came first one more where they do not come out even. Who leads too many gives some
away, who leads too few takes what nobody leads; so projections move only when somebody joins or leaves.
"""

from collections.abc import Sequence
from typing import NamedTuple

from persistence.datastore import Cursor, OnlyOnPrimary
from persistence.leadership import is_led, key_of_lock

# A connection's number alone may be that of an earlier one: who came first, the server knows.
ENROL = f"SELECT CASE WHEN NOT pg_is_in_recovery() THEN pg_try_advisory_lock_shared({key_of_lock('projection', 'all of them')}) END"
ENROLLED = f"""
    SELECT pid = pg_backend_pid()
      FROM pg_locks JOIN pg_stat_activity USING (pid)
     WHERE locktype = 'advisory' AND granted AND objsubid = 1
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
       AND (classid::bigint << 32) | objid::bigint = {key_of_lock("projection", "all of them")}
     ORDER BY backend_start, pid
"""  # noqa: S608  put together from our own words
LEADERLESS = f"""
    SELECT name FROM unnest(%(names)s) AS name WHERE NOT {is_led("projection", "name")}
"""  # noqa: S608  likewise


class Shares(NamedTuple):
    """How many projections this projector is to lead, and which ones nobody leads."""

    due: int
    leaderless: frozenset[str]


def enrol(cursor: Cursor) -> None:
    """Be counted from now on, until the connection ends. Raises `OnlyOnPrimary`."""
    cursor.execute(ENROL)
    if cursor.fetchall() != [(True,)]:
        raise OnlyOnPrimary("projections are shared out on the primary, and this server follows another")


def shares(cursor: Cursor, names: Sequence[str]) -> Shares:
    """As things stand now; the connection must be enrolled."""
    cursor.execute(ENROLLED)
    place = [is_this for (is_this,) in cursor]
    each, left = divmod(len(names), len(place))
    cursor.execute(LEADERLESS, {"names": list(names)})
    return Shares(each + (place.index(True) < left), frozenset(name for (name,) in cursor))


def surplus(led: Sequence[str], due: int) -> list[str]:
    """Which to give away of those that are led, of the heavy and the light ones alike; `led` is in the order of weight."""
    too_many = len(led) - due
    return [led[number * len(led) // too_many] for number in range(too_many)]
