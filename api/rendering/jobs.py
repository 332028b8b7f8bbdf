"""The scheduled jobs as their page shows them (定时任务): ids, codes and counts, and nothing of any case."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from api.addresses import JOB, href
from api.rendering.shown import Shown, Words
from persistence.job_runs import JobLine, RunLine


class RunShown(Shown):
    """One slot: what was `wanted`, what took effect now or in an earlier attempt, what was refused or failed.

    `slot` is the moment that the job acts as of; `troubles` names items and the codes of what kept them.
    """

    slot: datetime
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
    last_run: RunShown | None


class JobsShown(Shown):
    """Every job that runs on this service."""

    items: tuple[JobShown, ...]


class JobWithRuns(JobShown):
    """A job with its latest slots, the newest first."""

    runs: tuple[RunShown, ...]


def jobs_shown(lines: Sequence[JobLine], last_runs: Sequence[RunLine | None]) -> JobsShown:
    """The page of jobs."""
    pairs = zip(lines, last_runs, strict=True)
    return JobsShown(items=tuple(JobShown(**_job(line, run)) for line, run in pairs))


def job_with_runs(line: JobLine, runs: Sequence[RunLine]) -> JobWithRuns:
    """One job and what came of its slots."""
    last = next((run for run in runs if run.state != "asked"), None)
    return JobWithRuns(**_job(line, last), runs=tuple(map(_run, runs)))


def _job(line: JobLine, last: RunLine | None) -> dict[str, Any]:
    same = ("job", "cron", "catch_up", "since", "next_slot", "is_led", "failing", "last_done")
    return {
        **{name: getattr(line, name) for name in same},
        "href": href(JOB, job=line.job),
        "title": Words(zh=line.title_zh, en=line.title_en),
        "last_run": None if last is None else _run(last),
    }


def _run(line: RunLine) -> RunShown:
    told = {
        name: getattr(line, name) for name in RunShown.model_fields if name not in ("seconds", "troubles")
    }
    return RunShown(**told, seconds=_seconds(line), troubles=tuple(dict(one) for one in line.troubles or ()))


def _seconds(line: RunLine) -> float | None:
    if line.started_at is None or line.finished_at is None:
        return None
    return (line.finished_at - line.started_at).total_seconds()
