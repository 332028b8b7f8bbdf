"""The access log (查阅记录): who was shown which person's data without masks, why, and when."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from domain.personal_data import Erased, Personal, Sealed
from persistence.datastore import Datastore
from persistence.sealing import KeyRing, place

PAGE = """
    SELECT line, at, recorded_at, actor, role, function, area, enterprise_id, on_behalf_of, what, kind, id, subject,
           purpose, correlation_id, words
      FROM log.disclosures
     WHERE line < coalesce(%(before)s, 9223372036854775807)
       AND (%(line)s::bigint IS NULL OR line = %(line)s::bigint)
       AND (%(actor)s::text IS NULL OR actor = %(actor)s)
       AND (%(subject)s::uuid IS NULL OR subject = %(subject)s::uuid)
       AND (%(id)s::uuid IS NULL OR id = %(id)s::uuid)
       AND (%(what)s::text IS NULL OR what = %(what)s)
       AND (%(purpose)s::text IS NULL OR purpose = %(purpose)s)
       AND (%(since)s::timestamptz IS NULL OR recorded_at >= %(since)s)
       AND (%(until)s::timestamptz IS NULL OR recorded_at < %(until)s)
     ORDER BY line DESC LIMIT %(limit)s
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessFilter:
    """Which lines are looked for: one by its number; by whom, of whom, of which thing, what, why, recorded from an instant to before another."""

    line: int | None = None
    actor: str | None = None
    subject: UUID | None = None
    id: UUID | None = None
    what: str | None = None
    purpose: str | None = None
    since: datetime | None = None
    until: datetime | None = None


class AccessLine(NamedTuple):
    """One reading in clear, as it is on the log; `words` say its purpose, and open with the subject's key."""

    line: int
    at: datetime
    recorded_at: datetime
    actor: str
    role: str
    function: str | None
    area: str | None
    enterprise_id: UUID | None
    on_behalf_of: str | None
    what: str
    kind: str
    id: UUID
    subject: UUID
    purpose: str
    correlation_id: UUID
    words: Sealed | None


class Keys(Protocol):
    """The vault, as far as words go."""

    def keys_for(self, subjects: Iterable[UUID]) -> KeyRing:
        """The keys to seal with, made where there are none. Raises `Erased`."""


class PostgresAccessLog:
    """Writes each line at once. What cannot be put on record is not shown, so nothing is caught here.

    A line is a `domain.disclosures.Disclosed`, a dataclass whose fields are the columns of `log.disclosures`.
    """

    def __init__(self, datastore: Datastore, vault: Keys) -> None:
        self.datastore = datastore
        self._vault = vault

    def note(self, disclosed: Any) -> None:
        """Put one unmasked reading on record, before it is answered."""
        columns = {column.name: _as_sql(getattr(disclosed, column.name)) for column in fields(disclosed)}
        columns["words"] = self._sealed(disclosed)
        names, places = ", ".join(columns), ", ".join(f"%({name})s" for name in columns)
        with self.datastore.cursor() as cursor:
            cursor.execute(f"INSERT INTO log.disclosures ({names}) VALUES ({places})", columns)  # noqa: S608  names of our own fields

    def _sealed(self, disclosed: Any) -> bytes | None:
        """The purpose in words, under the subject's key; of who was erased meanwhile nothing is kept."""
        if disclosed.words is None:
            return None
        try:
            keys = self._vault.keys_for([disclosed.subject])
        except Erased:
            return None
        bound = _bound(disclosed.correlation_id, disclosed.id, disclosed.what)
        return keys.seal(Personal(disclosed.subject, disclosed.words), bound).blob

    def page(self, wanted: AccessFilter, *, before: int | None, limit: int | None) -> list[AccessLine]:
        """The newest lines that are wanted, those before a line; all of them without a limit."""
        asked = {name: None if value is None else str(value) for name, value in asdict(wanted).items()}
        rows = self.datastore.rows(PAGE, **asked, before=before, limit=limit)
        return [_line(row) for row in rows]

    def purge(self, kept_days: int) -> int:
        """Let lines go that are older, as the role of the scheduler; how many they were. What went is on record."""
        [(lines,)] = self.datastore.rows("SELECT log.purge_disclosures(%(days)s)", days=kept_days)
        return int(lines)


def _line(row: Sequence[Any]) -> AccessLine:
    """The line, its words bound to the place at which they were found."""
    line = AccessLine(*row)
    if line.words is None:
        return line
    blob, bound = bytes(row[-1]), _bound(line.correlation_id, line.id, line.what)
    return line._replace(words=Sealed(line.subject, blob, bound))


def _bound(correlation_id: UUID, id_: UUID, what: str) -> bytes:
    """Where the words of a line stand: with this reading in this request (docs/format/sealed-data-1.md)."""
    return place(correlation_id, id_, 0, f"words/{what}")


def _as_sql(value: Any) -> Any:
    return str(value) if isinstance(value, UUID | str) else value
