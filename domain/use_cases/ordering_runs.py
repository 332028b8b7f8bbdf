"""Ordering that a scheduled job is run at once, or that a slot of it is tried again (立即执行)."""

from typing import Annotated, ClassVar

from pydantic import Field

from domain.aggregates.scheduled_job import ScheduledJob
from domain.authorization import Command, Permission, operator
from domain.instants import Instant
from domain.work import Work


class RunJob(Command):
    """As of the present second, or of an earlier `slot` that is to be tried again."""

    permitted: ClassVar[tuple[Permission, ...]] = (operator,)
    job: Annotated[str, Field(max_length=40)]
    slot: Instant | None = None


def run_job(command: RunJob, work: Work) -> ScheduledJob:
    authority = work.authority
    known = work.find(ScheduledJob, ScheduledJob.id_of(command.job))
    job = known or work.add(ScheduledJob.open(command.job, authority))
    slot = command.slot or authority.at.replace(microsecond=0)
    job.order_run(slot, is_retry=command.slot is not None, authority=authority)
    return job
