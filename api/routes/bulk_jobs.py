"""Bulk jobs: many commands handed in together, each carried out or refused by itself (批量办理)."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api import resources
from api.addresses import BULK_JOB, BULK_JOBS
from api.bulk_lookups import Lookups
from api.bulk_submissions import BulkInFile, BulkOfRows, BulkSubmission, ReadBulk, Submitted
from api.contract import OF_COMMANDS, OF_QUERIES, OF_UPLOADS, refused, schema_of
from api.desk import CREATED, OK, AtDesk, Desk, as_json
from api.guard import FORM, JSON, GuardedRoute, UploadRoute
from api.reading import loaded
from api.rendering.bulk_jobs import (
    BulkJobShown,
    BulkJobsShown,
    BulkTrialShown,
    bulk_job_line,
    bulk_job_shown,
    trial_shown,
)
from api.sending import own_address, send
from api.uploads import FILE, DryRun
from domain.aggregates import BulkJob
from domain.base import Authority
from domain.errors import NotFound, Refusal
from domain.use_cases import USE_CASES
from domain.use_cases.handing_in_bulk import HandInBulkJob, StatedRow, command_of
from domain.use_cases.handing_in_bulk import authority_of as authority_of_row

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": schema_of(BulkOfRows)},
            FORM: {"schema": schema_of(BulkInFile, file=FILE)},
        },
    }
}
REFUSALS = refused(*OF_COMMANDS, *OF_UPLOADS, modules=(HandInBulkJob.__module__, *resources.BULK_JOB.grounds))
LISTED = 50

router = APIRouter(tags=["bulk jobs"])
uploads = APIRouter(route_class=UploadRoute)
queries = APIRouter(route_class=GuardedRoute)


@uploads.post(
    BULK_JOBS,
    name=HandInBulkJob.__name__,
    status_code=CREATED,
    response_model=BulkJobShown,
    responses={OK: {"model": BulkTrialShown, "description": "The dry run"}, **REFUSALS},
    openapi_extra=BODY,
)
def hand_in_bulk_job(desk: AtDesk, submitted: Submitted, dry_run: DryRun = False) -> Response:
    """Hand many commands in, or with `dry_run` show what would come of each."""
    authority = submitted.stated.authority(desk.caller, desk.service.clock())
    read = _read(desk, submitted, authority)
    command = read.command
    if dry_run:
        return as_json(trial_shown(_tried(command, authority, desk), read.warnings).as_json())
    desk.service.bulk.announce(
        command.bulk_job_id,
        city=command.city,
        actor=authority.actor,
        function=authority.function,
        area=authority.area,
        enterprise_id=authority.enterprise_id,
    )
    return send(
        desk, command, submitted.stated, resources.BULK_JOB, said=submitted.said, location=own_address
    )


@queries.get(BULK_JOBS, response_model=BulkJobsShown, responses=refused(*OF_QUERIES))
def bulk_jobs(desk: AtDesk) -> Response:
    """The bulk jobs that were handed in last in one's city, area or enterprise."""
    scope, kept = desk.viewer.scope, desk.service.bulk
    ids = kept.latest(city=scope.city, area=scope.area, enterprise_id=scope.enterprise_id, limit=LISTED)
    found = desk.service.store.load_all(ids)
    jobs = [job for id_ in ids if isinstance(job := found.get(id_), BulkJob)]
    return as_json(
        BulkJobsShown(items=tuple(bulk_job_line(job, kept.outcomes(job.id)) for job in jobs)).as_json()
    )


@queries.get(BULK_JOB, response_model=BulkJobShown, responses=refused(*OF_QUERIES))
def bulk_job(desk: AtDesk, bulk_job_id: UUID) -> Response:
    """One bulk job with what has come of every row so far."""
    scope, job = desk.viewer.scope, loaded(desk, resources.BULK_JOB, bulk_job_id)
    by = job.handed_in_by
    if not scope.covers(city=job.city, area=by.area, enterprise_id=by.enterprise_id):
        raise NotFound
    return as_json(bulk_job_shown(job, desk.service.bulk.outcomes(job.id), desk.viewer).as_json())


def _read(desk: Desk, submitted: BulkSubmission, authority: Authority) -> ReadBulk:
    desk.service.office.must_be_let_in(HandInBulkJob, authority)
    pack = desk.service.policies.in_force(submitted.stated.city, authority.effective_on)
    return submitted.read(desk.service.new_id(), pack, Lookups(desk, submitted.stated.city))


def _tried(
    command: HandInBulkJob, authority: Authority, desk: Desk
) -> Iterator[tuple[StatedRow, Refusal | None]]:
    """What would come of each row if it were the only one."""
    desk.service.office.preview(command, authority)
    for row in command.rows:
        yield row, _refusal(row, authority, desk)


def _refusal(row: StatedRow, authority: Authority, desk: Desk) -> Refusal | None:
    try:
        of_row = authority_of_row(authority, authority.reason, row.facts, authority.at)
        decided = command_of(row.command, row.facts, row.faults)
        desk.service.office.key_must_hold(decided, of_row)
        USE_CASES[type(decided)](decided, desk.service.office.preview(decided, of_row))
    except Refusal as refused:
        return refused
    return None


router.include_router(uploads)
router.include_router(queries)
