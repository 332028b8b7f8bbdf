"""One job kept up: leads or stands by, runs what has come up, and tries again what failed.

The leader's connection holds an advisory lock, and what is told of the runs is written over it: who has lost
the lead has lost the pen. The lock only spares double work; the log keeps out what would be done twice.
"""

import logging
import os
import socket
from collections.abc import Callable
from datetime import datetime, timedelta

import psycopg2
from eventsourcing.persistence import PersistenceError
from opentelemetry import trace
from psycopg2.extensions import connection as Connection  # noqa: N812  a class, in spite of its name

from bootstrap.service import Service
from persistence.datastore import Unreachable
from persistence.job_runs import JobRecord
from persistence.leadership import Leading
from projections.stops import told
from scheduler.carrying_out import Interrupted, Outcome, carry_out
from scheduler.job import Job, Slot
from scheduler.slots import Due, come_up, next_slot

FIRST_PAUSE = timedelta(seconds=30)
LONGEST_PAUSE = timedelta(hours=1)

log = logging.getLogger(__name__)
tracer = trace.get_tracer("huicai.scheduler")


class Keeper:
    """Keeps one job, as far as its process is the leader; `tick` looks what is due and does it."""

    def __init__(self, job: Job, service: Service, goes_on: Callable[[], bool] = lambda: True) -> None:
        """`goes_on` says between two effects whether the process still wants to work."""
        self.job = job
        self._service = service
        self._goes_on = goes_on
        self._name = f"{socket.gethostname()}:{os.getpid()}"
        self._leading = Leading("job", job.code, service.jobs.datastore)

    def tick(self) -> None:
        """Run everything of this job that is due; never raises, so that the next tick comes."""
        try:
            if self._leading.leads():
                self._look(self._leading.connection)
        except Interrupted:
            log.info("job %s stops for now", self.job.code)
        except (PersistenceError, psycopg2.Error) as error:
            log.warning("job %s lost its way, trying again: %s", self.job.code, str(error).strip())
            self.close()
        except Exception:
            log.exception("job %s cannot be looked after, trying again", self.job.code)
            self.close()

    def close(self) -> None:
        """Give the lead away."""
        self._leading.close()

    def _look(self, connection: Connection) -> None:
        with connection.cursor() as cursor:
            record = JobRecord(cursor, self.job.code)
            for due in self._due(record):
                self._run(due, record)

    def _due(self, record: JobRecord) -> list[Due]:
        """The calendar's slots since the last one, and what was left over of earlier ones; the oldest first."""
        job, now = self.job, self._service.clock()
        title = (job.title.zh, job.title.en)
        since = record.enter(title=title, cron=job.cron, catch_up=job.catch_up, now=now)
        record.announce(next_slot(job.cron, now))
        left_over = [Due(slot) for slot in record.left_over(now, LONGEST_PAUSE)]
        return sorted([*left_over, *come_up(job, record.last_known(now) or since, now)])

    def _run(self, due: Due, record: JobRecord) -> None:
        """One slot; what becomes of it is put down, unless the process ends or the database is gone."""
        attempt = record.begin(due.slot, passed_over=due.passed_over, run_by=self._name)
        if attempt is None:
            return
        outcome, fault = Outcome(), None
        try:
            with tracer.start_as_current_span(
                f"job {self.job.code}", attributes={"huicai.job": self.job.code}
            ):
                carry_out(self.job, Slot(due.slot), self._service, outcome, self._goes_on)
        except (Interrupted, Unreachable):
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, it is told and tried again
            fault = (type(error).__name__, told(error))
        self._settle(due.slot, attempt, outcome, fault, record)

    def _settle(
        self, slot: datetime, attempt: int, outcome: Outcome, fault: tuple[str, str] | None, record: JobRecord
    ) -> None:
        is_done = fault is None and outcome.failed == 0
        again_at = None if is_done else self._service.clock() + pause_after(attempt)
        record.settle(
            slot,
            "done" if is_done else "failed",
            counts=outcome.counts,
            troubles=outcome.troubles,
            fault=fault,
            next_attempt_at=again_at,
        )
        if is_done:
            log.info("job %s of %s is done: %s", self.job.code, slot, outcome.counts)
        else:
            log.error(
                "job %s of %s failed, attempt %d, again at %s: %s",
                self.job.code, slot, attempt, again_at, fault or outcome.counts,
            )  # fmt: skip


def pause_after(attempt: int) -> timedelta:
    """Half a minute, doubled with every attempt that failed, up to an hour."""
    return min(FIRST_PAUSE * (1 << min(attempt - 1, 10)), LONGEST_PAUSE)
