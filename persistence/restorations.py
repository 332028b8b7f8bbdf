"""What was put back into the log (恢复记录): events that had been altered, or a whole database out of a backup."""

from datetime import datetime
from typing import Any, NamedTuple

from persistence.datastore import Datastore

PAGE = """
    SELECT line, recorded_at, restored_by, what, position, source, checkpoint, found, reason
      FROM log.restorations WHERE line < coalesce(%(before)s, 9223372036854775807) ORDER BY line DESC LIMIT %(limit)s
"""


class Restoration(NamedTuple):
    """One line; `found` is the event's row as it was found, None where it was gone and for a whole database."""

    line: int
    recorded_at: datetime
    restored_by: str
    what: str
    position: int
    source: str
    checkpoint: str | None
    found: dict[str, Any] | None
    reason: str


class Restorations:
    """Reads what nobody can alter."""

    def __init__(self, datastore: Datastore) -> None:
        self._datastore = datastore

    def page(self, *, before: int | None, limit: int) -> list[Restoration]:
        """The newest lines, those before a line."""
        return [Restoration(*row) for row in self._datastore.rows(PAGE, before=before, limit=limit)]
