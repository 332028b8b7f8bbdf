"""A bulk job as it is shown (批量任务): how far it is, and what came of every row; never what a row stated."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from api.addresses import BULK_JOB, href
from api.rendering.shown import Shown, Words, words
from api.viewer import Viewer
from domain.aggregates.bulk_job import BulkJob, BulkRow
from domain.errors import FieldError, Refusal
from domain.use_cases.handing_in_bulk import StatedRow
from persistence.bulk_rows import RowOutcome

WAITING, POSSIBLE, REFUSED = "waiting", "possible", "refused"


class FaultShown(Shown):
    """A field at fault, never with its value."""

    field: str
    code: str
    text: Words


class BulkRowShown(Shown):
    """A row: `outcome` is waiting, done, refused or failed; in a dry run possible or refused.

    A refused one tells the code and words of the refusal, as if its command had been sent by itself; `id` is of what
    a done one has decided about.
    """

    row: int
    operation: str
    outcome: str
    code: str | None = None
    title: Words | None = None
    detail: Words | None = None
    errors: tuple[FaultShown, ...] = ()
    clauses: tuple[str, ...] = ()
    blocked_by: dict[str, Any] | None = None
    lifted_by: Words | None = None
    id: UUID | None = None
    position: int | None = None


class BulkJobLine(Shown):
    """A bulk job in short; `state` is waiting, running or completed."""

    id: UUID
    href: str
    state: str
    city: str
    file_sha256: str
    handed_in_by: str
    total: int
    counts: dict[str, int]
    version: int


class BulkJobShown(BulkJobLine):
    """A bulk job with every row."""

    rows: tuple[BulkRowShown, ...]


class BulkJobsShown(Shown):
    """The bulk jobs handed in last."""

    items: tuple[BulkJobLine, ...]


class BulkTrialShown(Shown):
    """What each row would do by itself, if it were sent now."""

    counts: dict[str, int]
    rows: tuple[BulkRowShown, ...]
    not_read: tuple[FaultShown, ...]  # rows, columns and sheets of the file


def bulk_job_answered(job: BulkJob, viewer: Viewer) -> BulkJobShown:
    """The job as it was just handed in."""
    return bulk_job_shown(job, {}, viewer)


def bulk_job_shown(job: BulkJob, outcomes: Mapping[int, RowOutcome], viewer: Viewer) -> BulkJobShown:  # noqa: ARG001  as of every resource
    """The job, and what has come of its rows."""
    return BulkJobShown(
        **_line(job, outcomes), rows=tuple(_row(row, outcomes.get(row.row)) for row in job.rows)
    )


def bulk_job_line(job: BulkJob, outcomes: Mapping[int, RowOutcome]) -> BulkJobLine:
    """The job in short."""
    return BulkJobLine(**_line(job, outcomes))


def trial_shown(
    tried: Iterable[tuple[StatedRow, Refusal | None]], not_read: Iterable[FieldError]
) -> BulkTrialShown:
    """What a dry run has found."""
    rows = tuple(_tried(row, refused) for row, refused in tried)
    return BulkTrialShown(
        counts=_counts(rows, (POSSIBLE, REFUSED)), rows=rows, not_read=tuple(map(_fault, not_read))
    )


def _line(job: BulkJob, outcomes: Mapping[int, RowOutcome]) -> dict[str, Any]:
    rows = [_row(row, outcomes.get(row.row)) for row in job.rows]
    state = "completed" if job.is_completed else "running" if outcomes else "waiting"
    return {
        "id": job.id,
        "href": href(BULK_JOB, bulk_job_id=job.id),
        "state": state,
        "city": job.city,
        "file_sha256": job.file_sha256,
        "handed_in_by": job.handed_in_by.actor,
        "total": len(rows),
        "counts": _counts(rows, (WAITING, "done", REFUSED, "failed")),
        "version": job.version,
    }


def _counts(rows: Iterable[BulkRowShown], names: Iterable[str]) -> dict[str, int]:
    found = [row.outcome for row in rows]
    return {name: found.count(name) for name in names}


def _row(row: BulkRow, came_of_it: RowOutcome | None) -> BulkRowShown:
    if came_of_it is None:
        return BulkRowShown(row=row.row, operation=row.command, outcome=WAITING)
    why = dict(came_of_it.problem or {})
    why.pop("fields", None)
    return BulkRowShown(
        row=row.row,
        operation=row.command,
        outcome=came_of_it.outcome,
        code=came_of_it.code,
        id=came_of_it.aggregate_id,
        position=came_of_it.position,
        **why,
    )


def _tried(row: StatedRow, refused: Refusal | None) -> BulkRowShown:
    if refused is None:
        return BulkRowShown(row=row.row, operation=row.command, outcome=POSSIBLE)
    return BulkRowShown(
        row=row.row,
        operation=row.command,
        outcome=REFUSED,
        code=refused.code,
        title=words(refused.title),
        detail=words(refused.detail) if refused.detail else None,
        errors=tuple(map(_fault, refused.errors)),
        clauses=refused.clauses,
        blocked_by=refused.blocked_by,
        lifted_by=words(refused.lifted_by) if refused.lifted_by else None,
    )


def _fault(error: FieldError) -> FaultShown:
    return FaultShown(field=error.field, code=error.code, text=words(error.text))
