"""The scheduled jobs (定时任务): when each is due, and what came of its slots; for operators and auditors."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.addresses import JOB, JOBS
from api.contract import OF_QUERIES, refused
from api.desk import AtDesk, Desk, as_json
from api.guard import GuardedRoute, authority_of
from api.rendering.jobs import JobsShown, JobWithRuns, job_with_runs, jobs_shown
from domain.authorization import must_operate
from domain.errors import NotFound

Runs = Annotated[int, Query(ge=1, le=500, description="How many of its latest slots are shown")]

router = APIRouter(route_class=GuardedRoute, tags=["jobs"])


@router.get(JOBS, response_model=JobsShown, responses=refused(*OF_QUERIES))
def jobs(desk: AtDesk) -> Response:
    """Every job with its last and next slot, and how many are failing."""
    _must_operate(desk)
    kept = desk.service.jobs
    lines = kept.calendar()
    last = [kept.run(line.job, line.last_run) if line.last_run else None for line in lines]
    return as_json(jobs_shown(lines, last).as_json())


@router.get(JOB, response_model=JobWithRuns, responses=refused(*OF_QUERIES))
def job(desk: AtDesk, job: str, runs: Runs = 50) -> Response:
    """One job with what came of its latest slots."""
    _must_operate(desk)
    for line in desk.service.jobs.calendar():
        if line.job == job:
            return as_json(job_with_runs(line, desk.service.jobs.runs(job, limit=runs)).as_json())
    raise NotFound


def _must_operate(desk: Desk) -> None:
    must_operate(authority_of(desk.caller, desk.request))
