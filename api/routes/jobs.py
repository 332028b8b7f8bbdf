"""The scheduled jobs (定时任务): when each is due, what came of its slots, and having one run now."""

from typing import Annotated

import orjson
from fastapi import APIRouter, Query
from starlette.responses import Response

from api import resources
from api.addresses import JOB, JOB_RUN, JOB_RUNS, JOBS
from api.contract import OF_COMMANDS, OF_QUERIES, refused
from api.decisions import Decision
from api.desk import CREATED, AtDesk, Desk, as_json
from api.guard import GuardedRoute, authority_of
from api.rendering.jobs import (
    JobRunShown,
    JobsShown,
    JobWithRuns,
    RunOrderedShown,
    job_run_shown,
    job_with_runs,
    jobs_shown,
    run_ordered,
)
from api.sending import command_of, own_address, send
from domain.authorization import must_operate
from domain.errors import NotFound
from domain.instants import Instant
from domain.use_cases.ordering_runs import RunJob
from persistence.job_runs import JobLine, RunLine

Runs = Annotated[int, Query(ge=1, le=500, description="How many of its latest slots are shown")]

router = APIRouter(route_class=GuardedRoute, tags=["jobs"])


class RunOrder(Decision):
    """Nothing for a run as of now; or the `slot` that failed and is to be tried again at once."""

    slot: Instant | None = None


@router.get(JOBS, response_model=JobsShown, responses=refused(*OF_QUERIES))
def jobs(desk: AtDesk) -> Response:
    """Every job with its last and next slot, and how many are failing."""
    _must_operate(desk)
    kept = desk.service.jobs
    lines = kept.calendar()
    last = [kept.run(line.job, line.last_run) if line.last_run else None for line in lines]
    return as_json(jobs_shown(lines, last, desk.public_viewer).as_json())


@router.get(JOB, response_model=JobWithRuns, responses=refused(*OF_QUERIES))
def job(desk: AtDesk, job: str, runs: Runs = 50) -> Response:
    """One job with what came of its latest slots."""
    _must_operate(desk)
    line = _known(desk, job)
    return as_json(job_with_runs(line, desk.service.jobs.runs(job, limit=runs), desk.public_viewer).as_json())


@router.get(JOB_RUN, response_model=JobRunShown, responses=refused(*OF_QUERIES))
def job_run(desk: AtDesk, job: str, slot: Instant) -> Response:
    """What came of one slot of a job."""
    _must_operate(desk)
    return as_json(job_run_shown(_known_run(desk, job, slot)).as_json())


@router.post(
    JOB_RUNS,
    name=RunJob.__name__,
    status_code=CREATED,
    response_model=RunOrderedShown,
    responses=refused(*OF_COMMANDS, modules=(RunJob.__module__, *resources.SCHEDULED_JOB.grounds)),
)
def run_job(desk: AtDesk, job: str, body: RunOrder) -> Response:
    """Have the scheduler run a job at its next tick. What is wanted is on record before the scheduler is told.

    It is told again by a repetition: whoever went away in between sends the same once more.
    """
    _known(desk, job)
    if body.slot is not None:
        _known_run(desk, job, body.slot)
    answered = send(
        desk,
        command_of(RunJob, body, {"job": job}),
        body,
        resources.SCHEDULED_JOB,
        said=body.model_dump(mode="json", exclude_unset=True),
        location=own_address,
        render=lambda decided, _: run_ordered(decided),  # an operator sees nothing else here
    )
    slot = RunOrderedShown(**orjson.loads(answered.body)).slot
    if body.slot is None:
        desk.service.jobs.ask(job, slot, desk.caller.subject)
    else:
        desk.service.jobs.retry(job, slot)
    return answered


def _known(desk: Desk, job: str) -> JobLine:
    """The job, if any scheduler has brought it along. Raises `NotFound`."""
    for line in desk.service.jobs.calendar():
        if line.job == job:
            return line
    raise NotFound


def _known_run(desk: Desk, job: str, slot: Instant) -> RunLine:
    """The slot, if it has come up. Raises `NotFound`."""
    line = desk.service.jobs.run(job, slot)
    if line is None:
        raise NotFound
    return line


def _must_operate(desk: Desk) -> None:
    must_operate(authority_of(desk.caller, desk.request))
