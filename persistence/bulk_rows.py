"""Bulk jobs that have been announced, and what came of each row (批量任务进度).

No part of the log: a row's effect is claimed there, under a key of job and row, before its outcome stands here.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

from persistence.datastore import Datastore

ANNOUNCE = """
    INSERT INTO jobs.bulk (bulk_job_id, city, actor, function, area, enterprise_id)
    VALUES (%(bulk_job_id)s, %(city)s, %(actor)s, %(function)s, %(area)s, %(enterprise_id)s)
"""
PENDING = """
    SELECT bulk_job_id, announced_at < clock_timestamp() - interval '1 hour' FROM jobs.bulk
     WHERE completed_at IS NULL ORDER BY announced_at, bulk_job_id
"""
# Jobs are carried on one after the other: of those behind the oldest nothing can come yet. One that was announced and is not in
# the log was refused, or is about to be.
STANDING = """
    WITH waiting AS (
        SELECT b.bulk_job_id, b.announced_at FROM jobs.bulk b
         WHERE b.completed_at IS NULL AND EXISTS (SELECT FROM log.events e WHERE e.originator_id = b.bulk_job_id)
    ), oldest AS (SELECT * FROM waiting ORDER BY announced_at, bulk_job_id LIMIT 1)
    SELECT (SELECT count(*) FROM waiting),
           coalesce((SELECT extract(epoch FROM clock_timestamp() - greatest(o.announced_at, (
                SELECT max(r.at) FROM jobs.bulk_rows r WHERE r.bulk_job_id = o.bulk_job_id)))::float FROM oldest o), 0)
"""
OUTCOMES = """
    SELECT row, outcome, code, problem, aggregate_id, position FROM jobs.bulk_rows
     WHERE bulk_job_id = %(bulk_job_id)s ORDER BY row
"""
SETTLE = """
    INSERT INTO jobs.bulk_rows (bulk_job_id, row, outcome, code, problem, aggregate_id, position)
    VALUES (%(bulk_job_id)s, %(row)s, %(outcome)s, %(code)s, %(problem)s, %(aggregate_id)s, %(position)s)
    ON CONFLICT ON CONSTRAINT one_outcome_per_row DO UPDATE SET outcome = excluded.outcome, code = excluded.code,
        problem = excluded.problem, aggregate_id = excluded.aggregate_id, position = excluded.position
     WHERE excluded.outcome = 'done'
"""
LATEST = """
    SELECT bulk_job_id FROM jobs.bulk
     WHERE (%(city)s IS NULL OR city = %(city)s)
       AND (%(area)s IS NULL OR area = %(area)s)
       AND (%(enterprise_id)s IS NULL OR enterprise_id = %(enterprise_id)s::uuid)
     ORDER BY announced_at DESC, bulk_job_id LIMIT %(limit)s
"""


class Announced(NamedTuple):
    """A job that is about to stand in the log; one that is old and still does not never will."""

    bulk_job_id: UUID
    is_old: bool


class BulkStanding(NamedTuple):
    """How many jobs are not completed, and for how many seconds nothing has come of the oldest of them."""

    waiting: int
    idle: float


class RowOutcome(NamedTuple):
    """What came of a row: `problem` says why it was refused, in both languages and without a value of it."""

    row: int
    outcome: str
    code: str | None = None
    problem: Mapping[str, Any] | None = None
    aggregate_id: UUID | None = None
    position: int | None = None


class BulkRows:
    """Announces jobs, and keeps what came of their rows."""

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def announce(
        self,
        bulk_job_id: UUID,
        *,
        city: str,
        actor: str,
        function: str | None,
        area: str | None,
        enterprise_id: UUID | None,
    ) -> None:
        """Let the scheduler know that such a job is about to stand in the log."""
        told = {"city": city, "actor": actor, "function": function, "area": area}
        self._do(ANNOUNCE, bulk_job_id=bulk_job_id, enterprise_id=enterprise_id, **told)

    def pending(self) -> list[Announced]:
        """The jobs that are announced and not completed, the oldest first."""
        return [Announced(UUID(str(id_)), is_old) for id_, is_old in self.datastore.rows(PENDING)]

    def standing(self) -> BulkStanding:
        """Whether jobs are being carried on."""
        [row] = self.datastore.rows(STANDING)
        return BulkStanding(*row)

    def latest(
        self, *, city: str | None, area: str | None, enterprise_id: UUID | None, limit: int
    ) -> list[UUID]:
        """The jobs handed in last, within a city, an area of it, or an enterprise."""
        rows = self.datastore.rows(LATEST, city=city, area=area, enterprise_id=enterprise_id, limit=limit)
        return [UUID(str(id_)) for (id_,) in rows]

    def outcomes(self, bulk_job_id: UUID) -> dict[int, RowOutcome]:
        """What came of each row so far."""
        rows = self.datastore.rows(OUTCOMES, bulk_job_id=bulk_job_id)
        return {row[0]: RowOutcome(*row) for row in rows}

    def settle(self, bulk_job_id: UUID, came_of_it: RowOutcome, leader: Connection) -> None:
        """Put down what came of a row.

        That it is done stands in the log, so it is told whoever leads now, and in the place of any other outcome. That
        it is not is told over the leader's connection alone, as long as nothing else is.
        """
        problem = None if came_of_it.problem is None else orjson.dumps(came_of_it.problem).decode()
        told = {"bulk_job_id": bulk_job_id, **came_of_it._replace(problem=problem)._asdict()}  # type: ignore[arg-type]
        if came_of_it.outcome == "done":
            self._do(SETTLE, **told)
        else:
            with leader.cursor() as cursor:
                cursor.execute(SETTLE, told | {"bulk_job_id": str(bulk_job_id)})

    def forget(self, bulk_job_id: UUID) -> None:
        """Mark the job as completed, and destroy the key of what its rows stated."""
        self.datastore.rows("SELECT jobs.forget_bulk_rows(%(bulk_job_id)s)", bulk_job_id=bulk_job_id)

    def _do(self, statement: str, **parameters: Any) -> None:
        told = {name: str(value) if isinstance(value, UUID) else value for name, value in parameters.items()}

        def done() -> None:
            with self.datastore.cursor() as cursor:
                cursor.execute(statement, told)

        self.datastore.retried(done)
