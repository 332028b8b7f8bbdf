"""The refusal log (拒绝记录): who was refused what, under which rule, and what stood in the way."""

import logging
from dataclasses import fields
from typing import Any
from uuid import UUID

import orjson
from eventsourcing.persistence import PersistenceError

from persistence.datastore import Datastore

logger = logging.getLogger(__name__)


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
