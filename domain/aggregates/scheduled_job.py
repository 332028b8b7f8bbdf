"""Scheduled job (定时任务): who wanted one run outside its calendar, or a slot tried again, and when.

    Opened ── RunOrdered ↺

What its runs do is in the things that they do it to; here is only what an operator ordered.
"""

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced
from domain.errors import Invalid
from domain.text import Text

NAMESPACE = UUID("2f0c2a34-0f0e-5f3c-9d53-6b4a3b8a9c17")
RULES = "scheduled-jobs/1"  # what an order stands under: no policy of a city says anything about it


class ScheduledJob(EventSourced):
    TOPIC = "ScheduledJob"

    class Event(EventSourced.Event):
        """Something that was ordered of a scheduled job."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "ScheduledJob.Opened"
        job: str

    class RunOrdered(Event):
        """`slot` is the moment as of which it acts; a retry is of one that came up before."""

        TOPIC: ClassVar[str] = "ScheduledJob.RunOrdered"
        slot: datetime
        is_retry: bool

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    def id_of(job: str) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, job)

    @classmethod
    def open(cls, job: str, authority: Authority) -> Self:
        """Begin to keep the orders of a job (建立任务执行记录)."""
        return cls.begin(cls.Opened, cls.id_of(job), authority.under(RULES), job=job)

    def order_run(self, slot: datetime, *, is_retry: bool, authority: Authority) -> None:
        """Have the job run for a slot at once (立即执行)."""
        if slot > authority.at:
            raise Invalid(NOT_YET, field="slot")
        self.record(self.RunOrdered, authority.under(RULES), slot=slot, is_retry=is_retry)

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, job: str) -> None:
        self.job = job
        self.ordered: datetime | None = None

    @event(RunOrdered)
    def _run_ordered(self, slot: datetime) -> None:
        self.ordered = slot


NOT_YET = Text("时点尚未到来", "is still to come")
