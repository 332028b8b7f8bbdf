"""The access log (查阅记录): who was shown which person's data without masks, why, and when."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from persistence.datastore import Datastore


class PostgresAccessLog:
    """Writes each line at once. What cannot be put on record is not shown, so nothing is caught here.

    A line is a `domain.disclosures.Disclosed`, a dataclass whose fields are the columns of `log.disclosures`.
    """

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def note(self, disclosed: Any) -> None:
        """Put one unmasked reading on record, before it is answered."""
        columns = {column.name: _as_sql(getattr(disclosed, column.name)) for column in fields(disclosed)}
        names, places = ", ".join(columns), ", ".join(f"%({name})s" for name in columns)
        with self.datastore.cursor() as cursor:
            cursor.execute(f"INSERT INTO log.disclosures ({names}) VALUES ({places})", columns)  # noqa: S608  names of our own fields

    def purge(self, kept_days: int) -> int:
        """Let lines go that are older, as the role of the scheduler; how many they were. What went is on record."""
        [(lines,)] = self.datastore.rows("SELECT log.purge_disclosures(%(days)s)", days=kept_days)
        return int(lines)


def _as_sql(value: Any) -> Any:
    return str(value) if isinstance(value, UUID | str) else value
