"""Bulk job (批量任务): many commands handed in together, each to be carried out, or refused, by itself.

    Submitted ── Completed

Whoever hands it in is who decides every row. What a row states is sealed under the job's own subject, whose key
is destroyed when the job is completed: what has been decided stands in the cases, and nowhere else.
"""

from datetime import datetime
from typing import ClassVar, Self
from uuid import UUID

from eventsourcing.domain import event

from domain.base import Authority, Begins, Envelope, EventSourced, Value
from domain.errors import Conflict
from domain.personal_data import PersonalData
from domain.text import Text


class BulkJobCompleted(Conflict):
    code = "bulk_job_completed"
    title = Text("该批量任务已办结", "This bulk job is completed already")


class BulkRow(Value):
    """One command: its `row` in the file, its name, and its facts and reason as JSON.

    `faults` are the fields, each with a code, for which the row cannot be read: such a row is refused by itself.
    """

    row: int
    command: str
    facts: PersonalData
    faults: tuple[str, ...] = ()


class BulkJob(EventSourced):
    TOPIC = "BulkJob"

    class Event(EventSourced.Event):
        """Something that happened to a bulk job."""

    class Submitted(Event, Begins):
        TOPIC: ClassVar[str] = "BulkJob.Submitted"
        city: str
        file_sha256: str
        rows: tuple[BulkRow, ...]

    class Completed(Event):
        TOPIC: ClassVar[str] = "BulkJob.Completed"
        done: int
        refused: int
        failed: int

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @classmethod
    def hand_in(
        cls, id_: UUID, *, city: str, file_sha256: str, rows: tuple[BulkRow, ...], authority: Authority
    ) -> Self:
        """Hand many commands in, to be carried out one by one (提交批量任务)."""
        return cls.begin(cls.Submitted, id_, authority, city=city, file_sha256=file_sha256, rows=rows)

    def complete(self, *, done: int, refused: int, failed: int, authority: Authority) -> None:
        """Put on record that every row was carried out or refused (批量任务办结)."""
        if self.is_completed:
            raise BulkJobCompleted(blocked_by={"kind": "bulk_job", "id": str(self.id)})
        self.record(self.Completed, authority, done=done, refused=refused, failed=failed)

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Submitted)
    def __init__(
        self, city: str, file_sha256: str, rows: tuple[BulkRow, ...], envelope: Envelope, timestamp: datetime
    ) -> None:
        self.city = city
        self.file_sha256 = file_sha256
        self.rows = rows
        self.handed_in_by = envelope
        self.handed_in_at = timestamp
        self.is_completed = False

    @event(Completed)
    def _completed(self) -> None:
        self.is_completed = True
