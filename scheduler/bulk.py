"""Bulk jobs carried on (批量任务): row by row, each as a command of its own by whoever handed the job in.

    announced ─> every row: done | refused | failed ─> completed ─> what the rows stated is forgotten

A row is claimed in the log under the key of job and row, before its outcome is put down. So a job that was killed
half-way is gone on with where it was, and no row is done twice. A row that is refused or fails stops no other.

Who has lost the lead takes up no further row. What it had at work may still take effect, after the next leader was
refused it; so "done" takes the place of any other outcome, and the others are told over the leader's connection alone.
"""

import logging
from collections.abc import Callable
from hashlib import sha256
from typing import Any
from uuid import UUID

import psycopg2
from eventsourcing.persistence import PersistenceError

from bootstrap.service import Service
from bootstrap.starting import ACTOR
from domain.aggregates.bulk_job import BulkJob, BulkRow
from domain.authorization import Role
from domain.base import Authority, Capacity
from domain.errors import Busy, FieldError, Refusal
from domain.office import Receipt, Request
from domain.text import Text
from domain.use_cases.handing_in_bulk import CompleteBulkJob, authority_of, command_of
from persistence.bulk_rows import Announced, RowOutcome
from persistence.leadership import Leading
from projections.stops import told

INTERNAL_ERROR = "internal_error"

log = logging.getLogger(__name__)


class BulkKeeper:
    """Carries on every job that is announced, as far as its process is the leader."""

    def __init__(self, service: Service, goes_on: Callable[[], bool] = lambda: True) -> None:
        """`goes_on` says between two rows whether the process still wants to work."""
        self._service = service
        self._goes_on = goes_on
        self._leading = Leading("job", "bulk_jobs", service.jobs.datastore)

    def tick(self) -> None:
        """Carry on what there is; never raises, so that the next tick comes."""
        try:
            if self._leading.leads():
                for announced in self._service.bulk.pending():
                    self._as_far_as_it_goes(announced)
        except (Busy, PersistenceError, psycopg2.Error) as error:
            log.warning("bulk jobs wait, trying again: %s", type(error).__name__)
            self.close()
        except Exception:
            log.exception("bulk jobs cannot be carried on, trying again")
            self.close()

    def close(self) -> None:
        """Give the lead away."""
        self._leading.close()

    def _as_far_as_it_goes(self, announced: Announced) -> None:
        """Carry it on; a job that cannot be is told, and tried again at the next tick, and keeps no other waiting."""
        try:
            self._carry_on(announced)
        except (Busy, PersistenceError, psycopg2.Error):
            raise
        except Exception as error:  # noqa: BLE001  whatever it is, it is this job's
            log.error(  # noqa: TRY400  a trace could carry what the rows state
                "bulk job %s cannot be carried on, trying again: %s, %s",
                announced.bulk_job_id, type(error).__name__, told(error),
            )  # fmt: skip

    def _carry_on(self, announced: Announced) -> None:
        job = self._service.store.load_all([announced.bulk_job_id]).get(announced.bulk_job_id)
        if not isinstance(job, BulkJob):
            if announced.is_old:  # it was refused, or never sent
                self._service.bulk.forget(announced.bulk_job_id)
            return
        if not job.is_completed:
            known = self._service.bulk.outcomes(job.id)
            for row in [row for row in job.rows if row.row not in known]:
                if not (self._goes_on() and self._leading.leads()):
                    return
                self._service.bulk.settle(job.id, self._outcome(row, job), self._leading.connection)
            self._complete(job)
        self._service.bulk.forget(job.id)

    def _outcome(self, row: BulkRow, job: BulkJob) -> RowOutcome:
        """What comes of the row. Raises what has nothing to do with it: a lost database, too many at once."""
        try:
            receipt = self._decided(row, job)
        except (Busy, PersistenceError):
            raise
        except Refusal as refused:
            return RowOutcome(row.row, "refused", refused.code, problem_of(refused))
        except Exception as error:  # noqa: BLE001  it is told at the row, and the other rows go on
            log.warning(
                "row %d of bulk job %s failed: %s, %s", row.row, job.id, type(error).__name__, told(error)
            )
            return RowOutcome(row.row, "failed", INTERNAL_ERROR)
        return RowOutcome(
            row.row, "done", aggregate_id=UUID(receipt.answer["id"]), position=receipt.last_position
        )

    def _decided(self, row: BulkRow, job: BulkJob) -> Receipt:
        vault, handed_in = self._service.vault, job.handed_in_by
        facts = vault.open(row.facts)  # type: ignore[arg-type]  # loaded from the log it is sealed
        reason = None if handed_in.reason is None else vault.open(handed_in.reason)  # type: ignore[arg-type]
        command = command_of(row.command, facts, row.faults)
        at = max(self._service.clock(), job.handed_in_at)  # clocks of two hosts differ, and are put back
        authority = authority_of(handed_in, reason, facts, at)
        key = f"bulk {job.id} {row.row}"
        request = Request(
            command_id=self._service.new_id(),
            correlation_id=job.id,
            key=key,
            fingerprint=sha256(key.encode()).digest(),
            handed_in_at=job.handed_in_at,
            render=_shown,
        )
        return self._service.office.carry_out(command, authority, request)

    def _complete(self, job: BulkJob) -> None:
        found = [one.outcome for one in self._service.bulk.outcomes(job.id).values()]
        counts = {name: found.count(name) for name in ("done", "refused", "failed")}
        now, key = self._service.clock(), f"bulk {job.id} completed"
        authority = Authority(
            actor=ACTOR,
            capacity=Capacity.SYSTEM,
            role=Role.SYSTEM,
            reason_code="every_row_decided",
            effective_on=now.date(),
            at=now,
        )
        request = Request(
            command_id=self._service.new_id(),
            correlation_id=job.id,
            key=key,
            fingerprint=sha256(key.encode()).digest(),
            render=_shown,
        )
        self._service.office.carry_out(CompleteBulkJob(bulk_job_id=job.id, **counts), authority, request)
        log.info("bulk job %s is completed: %s", job.id, counts)


def problem_of(refused: Refusal) -> dict[str, Any]:
    """The refusal as data: titles in both languages, the fields at fault, clauses, what stands in the way."""
    return {
        "title": _words(refused.title),
        "detail": _words(refused.detail),
        "errors": [_error(error) for error in refused.errors],
        "fields": list(refused.fields),
        "clauses": list(refused.clauses),
        "blocked_by": refused.blocked_by,
        "lifted_by": _words(refused.lifted_by),
    }


def _error(error: FieldError) -> dict[str, Any]:
    return {"field": error.field, "code": error.code, "text": _words(error.text)}


def _words(text: Text | None) -> dict[str, str] | None:
    return None if text is None else {"zh": text.zh, "en": text.en}


def _shown(decided: Any, _: Any) -> dict[str, Any]:
    return {"id": str(decided.id), "version": decided.version}
