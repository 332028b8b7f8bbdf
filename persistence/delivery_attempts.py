"""What came of the attempts to send a report or to ask after it (报送尝试): told, and no claim.

No part of the log: what the receiver has said stands there before an attempt stands here.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from persistence.datastore import Datastore

COLUMNS = "report_delivery_id, attempts, failures, attempted_at, next_attempt_at, error"
OF = f"SELECT {COLUMNS} FROM jobs.report_deliveries WHERE report_delivery_id = ANY (%(ids)s::uuid[])"  # noqa: S608
FAILING = "SELECT count(*) FROM jobs.report_deliveries WHERE failures > 0 AND next_attempt_at IS NOT NULL"
NOTE = f"""
    INSERT INTO jobs.report_deliveries AS known ({COLUMNS})
    VALUES (%(id)s, 1, (%(error)s::text IS NOT NULL)::integer, %(at)s, %(next)s, %(error)s)
    ON CONFLICT (report_delivery_id) DO UPDATE SET attempts = known.attempts + 1,
        failures = CASE WHEN excluded.error IS NULL THEN 0 ELSE known.failures + 1 END,
        attempted_at = excluded.attempted_at, next_attempt_at = excluded.next_attempt_at, error = excluded.error
"""  # noqa: S608  names of our own columns


class Attempts(NamedTuple):
    """How often it was tried, how often in vain since it last worked, and why; None is tried no more."""

    report_delivery_id: UUID
    attempts: int
    failures: int
    attempted_at: datetime
    next_attempt_at: datetime | None
    error: str | None


class DeliveryAttempts:
    """Reads them, and puts down one more."""

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def of(self, ids: Iterable[UUID]) -> dict[UUID, Attempts]:
        """Those of these deliveries that there were any of."""
        rows = self.datastore.rows(OF, ids=[str(one) for one in ids])
        return {row[0]: Attempts(*row) for row in ((UUID(str(row[0])), *row[1:]) for row in rows)}

    @property
    def failing(self) -> int:
        """How many deliveries were tried in vain since it last worked, and are to be tried again."""
        [(failing,)] = self.datastore.rows(FAILING)
        return int(failing)

    def note(self, id_: UUID, *, at: datetime, next_at: datetime | None, error: str | None = None) -> None:
        """Put one more attempt down; `error` is why it was in vain."""

        def noted() -> None:
            with self.datastore.cursor() as cursor:
                cursor.execute(NOTE, {"id": str(id_), "at": at, "next": next_at, "error": error})

        self.datastore.retried(noted)
