"""What is told of scheduled jobs (定时任务执行记录): the calendar, and one row for each slot that came up.

No part of the log, and no claim either: a row is written after the effects that it tells of, so that a
slot is never told to be done that is not. What is done twice or not at all, the log alone decides.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson

from persistence.datastore import Cursor, Datastore
from persistence.leadership import is_led

RUN_COLUMNS = """
    job, slot, state, asked_by, attempts, passed_over, run_by, started_at, finished_at, next_attempt_at,
    wanted, done, repeated, refused, failed, error, message, troubles
"""
CALENDAR = f"""
    SELECT c.job, c.title_zh, c.title_en, c.cron, c.catch_up, c.since, c.next_slot, c.looked_at,
           {is_led("job", "c.job")},
           (SELECT count(*) FROM jobs.runs r WHERE r.job = c.job AND r.state = 'failed'),
           (SELECT max(r.slot) FROM jobs.runs r WHERE r.job = c.job AND r.state = 'done'),
           (SELECT max(r.slot) FROM jobs.runs r WHERE r.job = c.job AND r.state <> 'asked')
      FROM jobs.calendar c ORDER BY c.job
"""  # noqa: S608  put together from our own words
RUNS = f"""
    SELECT {RUN_COLUMNS} FROM jobs.runs
     WHERE job = %(job)s AND slot < coalesce(%(before)s::timestamptz, 'infinity') ORDER BY slot DESC LIMIT %(limit)s
"""  # noqa: S608  names of our own columns
RUN = f"SELECT {RUN_COLUMNS} FROM jobs.runs WHERE job = %(job)s AND slot = %(slot)s"  # noqa: S608
ASK = """
    INSERT INTO jobs.runs (job, slot, asked_by) VALUES (%(job)s, %(slot)s, %(asked_by)s) ON CONFLICT DO NOTHING
"""
RETRY = """
    UPDATE jobs.runs SET state = 'asked', next_attempt_at = NULL
     WHERE job = %(job)s AND slot = %(slot)s AND state = 'failed'
"""
# The clock may have been ahead when the job was entered, and is right now; or it is far behind, as without a battery:
# then nothing comes up from before the log began.
ENTER = """
    INSERT INTO jobs.calendar AS known (job, title_zh, title_en, cron, catch_up, since, looked_at)
    VALUES (%(job)s, %(title_zh)s, %(title_en)s, %(cron)s, %(catch_up)s, %(now)s, clock_timestamp())
    ON CONFLICT (job) DO UPDATE SET title_zh = excluded.title_zh, title_en = excluded.title_en,
        cron = excluded.cron, catch_up = excluded.catch_up, looked_at = excluded.looked_at,
        since = least(known.since, greatest(
            excluded.since, (SELECT recorded_at FROM log.events ORDER BY position LIMIT 1)))
    RETURNING since
"""
ANNOUNCE = "UPDATE jobs.calendar SET next_slot = %(next_slot)s WHERE job = %(job)s"
LAST_KNOWN = """
    SELECT max(slot) FROM jobs.runs WHERE job = %(job)s AND asked_by IS NULL AND slot <= %(now)s
"""
# A time further ahead than anybody pauses was set by a clock that was ahead.
LEFT_OVER = """
    SELECT slot FROM jobs.runs
     WHERE job = %(job)s AND (
           state IN ('asked', 'running')
        OR state = 'failed' AND next_attempt_at <= %(now)s
        OR state = 'failed' AND next_attempt_at > %(now)s + %(longest_pause)s AND slot <= %(now)s)
     ORDER BY slot
"""
BEGIN = """
    INSERT INTO jobs.runs AS known (job, slot, state, attempts, passed_over, run_by, started_at)
    VALUES (%(job)s, %(slot)s, 'running', 1, %(passed_over)s, %(run_by)s, clock_timestamp())
    ON CONFLICT (job, slot) DO UPDATE SET state = excluded.state, attempts = known.attempts + 1,
        run_by = excluded.run_by, started_at = excluded.started_at, finished_at = NULL, next_attempt_at = NULL
     WHERE known.state <> 'done'
    RETURNING attempts
"""
SETTLE = """
    UPDATE jobs.runs SET state = %(state)s, finished_at = clock_timestamp(), next_attempt_at = %(next_attempt_at)s,
        wanted = %(wanted)s, done = %(done)s, repeated = %(repeated)s, refused = %(refused)s, failed = %(failed)s,
        error = %(error)s, message = %(message)s, troubles = %(troubles)s
     WHERE job = %(job)s AND slot = %(slot)s
"""


class JobLine(NamedTuple):
    """A job of the calendar; `failing` counts its slots that failed and are going to be tried again."""

    job: str
    title_zh: str
    title_en: str
    cron: str
    catch_up: str
    since: datetime
    next_slot: datetime | None
    looked_at: datetime
    is_led: bool
    failing: int
    last_done: datetime | None
    last_run: datetime | None


class RunLine(NamedTuple):
    """What came of a slot: how many effects were wanted, took effect now or before, were refused, failed.

    `troubles` names the items that were refused or failed, each with the code that says why; never a value.
    """

    job: str
    slot: datetime
    state: str
    asked_by: str | None
    attempts: int
    passed_over: int
    run_by: str | None
    started_at: datetime | None
    finished_at: datetime | None
    next_attempt_at: datetime | None
    wanted: int | None
    done: int | None
    repeated: int | None
    refused: int | None
    failed: int | None
    error: str | None
    message: str | None
    troubles: Sequence[Mapping[str, str]] | None


class JobRuns:
    """Reads the page of jobs, and puts down that somebody wants one run now."""

    def __init__(self, datastore: Datastore) -> None:
        self.datastore = datastore

    def calendar(self) -> list[JobLine]:
        """Every job that any scheduler has run on this database."""
        return [JobLine(*row) for row in self.datastore.rows(CALENDAR)]

    def runs(self, job: str, *, before: datetime | None = None, limit: int = 50) -> list[RunLine]:
        """The slots of a job, the latest first."""
        return [RunLine(*row) for row in self.datastore.rows(RUNS, job=job, before=before, limit=limit)]

    def run(self, job: str, slot: datetime) -> RunLine | None:
        """One slot of a job."""
        rows = self.datastore.rows(RUN, job=job, slot=slot)
        return RunLine(*rows[0]) if rows else None

    def ask(self, job: str, slot: datetime, asked_by: str) -> None:
        """Have the scheduler run the job for this slot at its next tick; once, however often it is asked."""
        with self.datastore.cursor() as cursor:
            cursor.execute(ASK, {"job": job, "slot": slot, "asked_by": asked_by})

    def retry(self, job: str, slot: datetime) -> None:
        """Have the scheduler try a slot that failed again at its next tick; any other is left as it is."""
        with self.datastore.cursor() as cursor:
            cursor.execute(RETRY, {"job": job, "slot": slot})


class JobRecord:
    """What the leader of one job writes, over the connection that makes it the leader."""

    def __init__(self, cursor: Cursor, job: str) -> None:
        self._cursor = cursor
        self._job = job

    def enter(self, *, title: tuple[str, str], cron: str, catch_up: str, now: datetime) -> datetime:
        """Put the job on the calendar; since when it stands there."""
        title_zh, title_en = title
        row = self._asked(ENTER, title_zh=title_zh, title_en=title_en, cron=cron, catch_up=catch_up, now=now)
        return row[0][0]  # type: ignore[no-any-return]

    def announce(self, next_slot: datetime | None) -> None:
        """When it is due next."""
        self._told(ANNOUNCE, next_slot=next_slot)

    def last_known(self, now: datetime) -> datetime | None:
        """The latest slot of the calendar, up to now, that came up before."""
        return self._asked(LAST_KNOWN, now=now)[0][0]  # type: ignore[no-any-return]

    def left_over(self, now: datetime, longest_pause: timedelta) -> list[datetime]:
        """Slots that somebody asked for, that a leader began and did not settle, or that may be tried again."""
        return [slot for (slot,) in self._asked(LEFT_OVER, now=now, longest_pause=longest_pause)]

    def begin(self, slot: datetime, *, passed_over: int, run_by: str) -> int | None:
        """Put down that the slot is at work; which attempt it is, None if it was done by somebody meanwhile."""
        rows = self._asked(BEGIN, slot=slot, passed_over=passed_over, run_by=run_by)
        return rows[0][0] if rows else None

    def settle(
        self,
        slot: datetime,
        state: str,
        *,
        counts: Mapping[str, int],
        troubles: Sequence[Mapping[str, str]],
        fault: tuple[str, str] | None = None,
        next_attempt_at: datetime | None = None,
    ) -> None:
        """Put down what came of it; `fault` is the error's name and what may be said of it."""
        error, message = fault or (None, None)
        told = orjson.dumps(troubles).decode()
        self._told(
            SETTLE,
            slot=slot,
            state=state,
            error=error,
            message=message,
            troubles=told,
            next_attempt_at=next_attempt_at,
            **counts,
        )

    def _told(self, statement: str, **parameters: Any) -> None:
        self._cursor.execute(statement, {"job": self._job, **parameters})

    def _asked(self, query: str, **parameters: Any) -> list[tuple[Any, ...]]:
        self._told(query, **parameters)
        return self._cursor.fetchall()
