"""The security log (安全日志): who came in and who did not, what was denied, what was done about keys and accounts."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from persistence.datastore import Cursor, Datastore

COLUMNS = """line, recorded_at, at, kind, actor, role, function, area, enterprise_id, what, thing, code, valid_until,
           correlation_id"""
PAGE = f"""
    SELECT {COLUMNS} FROM log.security
     WHERE line < coalesce(%(before)s, 9223372036854775807)
       AND (%(kind)s::text IS NULL OR kind = %(kind)s)
       AND (%(actor)s::text IS NULL OR actor = %(actor)s)
       AND (%(thing)s::uuid IS NULL OR thing = %(thing)s)
       AND recorded_at >= coalesce(%(since)s, '-infinity'::timestamptz)
       AND recorded_at < coalesce(%(until)s, 'infinity'::timestamptz)
     ORDER BY line DESC LIMIT %(limit)s
"""  # noqa: S608  names of our own columns
THINGS = "SELECT DISTINCT thing FROM log.security WHERE kind = ANY (%(kinds)s) AND thing IS NOT NULL"
SIGNED_IN_AS = """
    SELECT DISTINCT role FROM log.security
     WHERE kind = 'signed_in' AND actor = %(actor)s AND valid_until > %(at)s AND role IS NOT NULL
"""
LAST_USED = """
    SELECT max(at) FROM log.security WHERE kind = 'signed_in' AND actor = %(actor)s
"""
# What the owner of the database does at the command line is an operator's act like any other.
OPERATOR_ACTED = """
    INSERT INTO log.security (at, kind, actor, role, what, code, correlation_id)
    VALUES (clock_timestamp(), 'administrator_acted', %(actor)s, 'operator', %(what)s, %(code)s, gen_random_uuid())
"""
LATEST_OF_OPERATOR = """
    SELECT code FROM log.security
     WHERE kind = 'administrator_acted' AND what = %(what)s AND code IS NOT NULL ORDER BY line DESC LIMIT 1
"""
BACKED_UP_AT = "SELECT max(at) FROM log.security WHERE kind = 'administrator_acted' AND what = 'backup_made'"
PURGE = "SELECT log.purge_security(%(days)s)"


def note_operators_act(cursor: Cursor, actor: str, what: str, code: str | None = None) -> None:
    """Put on record what somebody does as the owner of the database, in the transaction in which it is done.

    `code` says to which of several things of its kind.
    """
    cursor.execute(OPERATOR_ACTED, {"actor": actor, "what": what, "code": code})


def latest_of_operator(cursor: Cursor, what: str) -> str | None:
    """To what it was done last, as far as that was put on record."""
    cursor.execute(LATEST_OF_OPERATOR, {"what": what})
    row = cursor.fetchone()
    return None if row is None else row[0]


class SecurityRow(NamedTuple):
    """A line as it is read; the newer the higher its number."""

    line: int
    recorded_at: datetime
    at: datetime
    kind: str
    actor: str
    role: str | None
    function: str | None
    area: str | None
    enterprise_id: UUID | None
    what: str | None
    thing: UUID | None
    code: str | None
    valid_until: datetime | None
    correlation_id: UUID


class PostgresSecurityLog:
    """Writes each line at once; the first use of a token or key once, whichever process it was.

    A line is a `domain.security.SecurityLine`, a dataclass whose fields are the columns of `log.security`.
    """

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def note(self, line: Any) -> None:
        """Put one line on record. Raises what the database does: nobody goes on as if it were written."""
        columns = {column.name: _as_sql(getattr(line, column.name)) for column in fields(line)}
        names, places = ", ".join(columns), ", ".join(f"%({name})s" for name in columns)
        with self.datastore.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO log.security ({names}) VALUES ({places}) ON CONFLICT DO NOTHING",  # noqa: S608  names of our own fields
                columns,
            )

    def page(self, *, limit: int, before: int | None = None, **wanted: Any) -> Sequence[SecurityRow]:
        """The newest lines of those wanted, by `kind`, `actor`, `thing`, `since` and `until`, the newest first."""
        stated = {name: _as_sql(wanted.get(name)) for name in ("kind", "actor", "thing", "since", "until")}
        rows = self.datastore.rows(PAGE, before=before, limit=limit, **stated)
        return [SecurityRow(*row) for row in rows]

    def things(self, *kinds: str) -> list[UUID]:
        """What lines of these kinds are about, each once."""
        return [thing for (thing,) in self.datastore.rows(THINGS, kinds=[str(kind) for kind in kinds])]

    def signed_in_as(self, actor: str, at: datetime) -> set[str]:
        """The roles in which this account has come in with what is good still."""
        return {role for (role,) in self.datastore.rows(SIGNED_IN_AS, actor=actor, at=at)}

    def last_used(self, actor: str) -> datetime | None:
        """When this account, or a machine by this key, was last seen to come in."""
        [(at,)] = self.datastore.rows(LAST_USED, actor=actor)
        last: datetime | None = at
        return last

    def backed_up_at(self) -> datetime | None:
        """When a backup was last put on its shelf; None where nobody makes any in our way."""
        [(at,)] = self.datastore.rows(BACKED_UP_AT)
        last: datetime | None = at
        return last

    def purge(self, days: int) -> int:
        """Forget lines of sign-ins and denials that are older than that; how many they were."""
        [(gone,)] = self.datastore.rows(PURGE, days=days)
        return int(gone)


def _as_sql(value: Any) -> Any:
    return str(value) if isinstance(value, UUID | str) else value
