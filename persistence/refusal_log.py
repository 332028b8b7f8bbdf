"""The refusal log (拒绝记录): who was refused what, under which rule, and what stood in the way."""

import logging
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from eventsourcing.persistence import PersistenceError

from persistence.datastore import Datastore

logger = logging.getLogger(__name__)


LATEST = """
    SELECT recorded_at, actor, concat_ws(':', role, function, area, enterprise_id), command, code, fields, clauses,
           blocked_by, correlation_id
      FROM log.refusals ORDER BY id DESC LIMIT %(limit)s
"""


class RefusalLine(NamedTuple):
    """A line as an operator reads it; `post` is role, function, area and enterprise, as far as there are any."""

    recorded_at: datetime
    actor: str
    post: str
    command: str
    code: str
    fields: list[str]
    clauses: list[str]
    blocked_by: dict[str, Any] | None
    correlation_id: UUID


class PostgresRefusalLog:
    """Writes each line at once, outside any unit of work: a refusal has none.

    A line is a `domain.ports.RefusedCommand`, a dataclass whose fields are the columns of `log.refusals`.
    """

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def note(self, refused: Any) -> None:
        """Put one refused command on record.

        If the log cannot be written, the caller is still told what was refused: the line goes to the
        process log instead.
        """
        columns = {column.name: _as_sql(getattr(refused, column.name)) for column in fields(refused)}
        names = ", ".join(columns)
        places = ", ".join(f"%({name})s" for name in columns)
        try:
            with self.datastore.cursor() as cursor:
                cursor.execute(f"INSERT INTO log.refusals ({names}) VALUES ({places})", columns)  # noqa: S608  names of our own fields
        except PersistenceError:
            logger.exception("refusal %s of %s was not recorded", refused.code, refused.command)

    def latest(self, limit: int) -> list[RefusalLine]:
        """The newest lines, the oldest of them first."""
        rows = self.datastore.rows(LATEST, limit=limit)
        return [RefusalLine(*row) for row in reversed(rows)]


def _as_sql(value: Any) -> Any:
    match value:
        case tuple():
            return list(value)
        case dict():
            return orjson.dumps(value).decode()
        case UUID():
            return str(value)
        case _:
            return value
