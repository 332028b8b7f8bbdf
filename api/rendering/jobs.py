"""The scheduled jobs as their page shows them (定时任务): ids, codes and counts, and nothing of any case."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from api.addresses import JOB, JOB_RUN, href
from api.rendering.actions import Action, Actions, actions_of, may_ever_send, settled
from api.rendering.shown import Shown, Words
from api.viewer import Viewer
from domain.aggregates import ScheduledJob
from domain.use_cases.ordering_runs import RunJob
from persistence.job_runs import JobLine, RunLine


class JobRunShown(Shown):
    """One slot: what was `wanted`, what took effect now or in an earlier attempt, what was refused or failed.

    `slot` is the moment that the job acts as of; `troubles` names items and the codes of what kept them.
    """

    slot: datetime
    href: str
    state: str
    asked_by: str | None
    attempts: int
    passed_over: int
    run_by: str | None
    started_at: datetime | None
    finished_at: datetime | None
    seconds: float | None
    next_attempt_at: datetime | None
    wanted: int | None
    done: int | None
    repeated: int | None
    refused: int | None
    failed: int | None
    error: str | None
    message: str | None
    troubles: tuple[dict[str, str], ...]


class JobShown(Shown):
    """A job of the calendar; `cron` is by the office's clock, `last_run` the slot that was begun last."""

    job: str
    href: str
    title: Words
    cron: str
    catch_up: str
    since: datetime
    next_slot: datetime | None
    is_led: bool
    failing: int
    last_done: datetime | None
    last_run: JobRunShown | None
    actions: Actions


class JobsShown(Shown):
    """Every job that runs on this service."""

    items: tuple[JobShown, ...]


class JobWithRuns(JobShown):
    """A job with its latest slots, the newest first."""

    runs: tuple[JobRunShown, ...]


class RunOrderedShown(Shown):
    """What was ordered: the slot that the job is run for, and where to find what came of it."""

    id: UUID
    version: int
    job: str
    slot: datetime
    href: str


def jobs_shown(lines: Sequence[JobLine], last_runs: Sequence[RunLine | None], viewer: Viewer) -> JobsShown:
    """The page of jobs."""
    pairs = zip(lines, last_runs, strict=True)
    return JobsShown(items=tuple(JobShown(**_job(line, run, viewer)) for line, run in pairs))


def job_with_runs(line: JobLine, runs: Sequence[RunLine], viewer: Viewer) -> JobWithRuns:
    """One job and what came of its slots."""
    last = next((run for run in runs if run.state != "asked"), None)
    return JobWithRuns(**_job(line, last, viewer), runs=tuple(map(job_run_shown, runs)))


def job_run_shown(line: RunLine) -> JobRunShown:
    """What came of one slot."""
    told = {name: getattr(line, name) for name in JobRunShown.model_fields if name not in _MADE}
    return JobRunShown(
        **told,
        href=_address(line.job, line.slot),
        seconds=_seconds(line),
        troubles=tuple(dict(one) for one in line.troubles or ()),
    )


def run_ordered(job: ScheduledJob, _: Any = None) -> RunOrderedShown:
    """What was ordered last."""
    assert job.ordered is not None  # a command has just done so
    slot = job.ordered.astimezone(UTC)
    return RunOrderedShown(
        id=job.id, version=job.version, job=job.job, slot=slot, href=_address(job.job, slot)
    )


def _address(job: str, slot: datetime) -> str:
    return href(JOB_RUN, job=job, slot=slot.astimezone(UTC).isoformat().replace("+00:00", "Z"))


def _job(line: JobLine, last: RunLine | None, viewer: Viewer) -> dict[str, Any]:
    same = ("job", "cron", "catch_up", "since", "next_slot", "is_led", "failing", "last_done")
    return {
        **{name: getattr(line, name) for name in same},
        "href": href(JOB, job=line.job),
        "title": Words(zh=line.title_zh, en=line.title_en),
        "last_run": None if last is None else job_run_shown(last),
        "actions": actions_of(_possible(viewer), viewer, job=line.job),
    }


def _possible(viewer: Viewer) -> list[Action]:
    return [Action(RunJob, settled)] if may_ever_send(RunJob, viewer) else []


def _seconds(line: RunLine) -> float | None:
    if line.started_at is None or line.finished_at is None:
        return None
    return (line.finished_at - line.started_at).total_seconds()


_MADE = ("href", "seconds", "troubles")
