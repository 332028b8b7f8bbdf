"""The departments' lists: a dry run that shows what each row would do, the import, and what was imported (企业名单)."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api import resources
from api.addresses import ENTERPRISE_LIST, ENTERPRISE_LISTS, LIST_BATCH
from api.contract import OF_COMMANDS, OF_QUERIES, OF_UPLOADS, refused, schema_of
from api.desk import CREATED, OK, AtDesk, Desk, as_json
from api.guard import FORM, JSON, UploadRoute
from api.language import preferred
from api.list_submissions import ListInFile, ListOfRows, ListSubmission, ReadList, Submitted
from api.reading import MinPosition, events_of, loaded, moment
from api.rendering.enterprise_lists import (
    BatchShown,
    BatchTakenIn,
    ListShown,
    ListsShown,
    batch_shown,
    list_shown,
    taken_in_shown,
)
from api.rendering.import_plans import PlanShown, plan_shown
from api.sending import own_address, send
from api.uploads import FILE, DryRun
from domain.aggregates import EnterpriseList
from domain.calendar import OFFICE_ZONE
from domain.errors import NotFound
from domain.previews import PreviewStale
from domain.use_cases.importing_lists import ImportEnterpriseList, RowsNeedConfirmation, plan_import

BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {
            JSON: {"schema": schema_of(ListOfRows)},
            FORM: {"schema": schema_of(ListInFile, file=FILE)},
        },
    }
}
REFUSALS = refused(
    *OF_COMMANDS,
    *OF_UPLOADS,
    RowsNeedConfirmation,
    PreviewStale,
    modules=(ImportEnterpriseList.__module__, *resources.ENTERPRISE_LIST.grounds),
)

router = APIRouter(route_class=UploadRoute, tags=["enterprise lists"])


@router.post(
    ENTERPRISE_LISTS,
    name=ImportEnterpriseList.__name__,
    status_code=CREATED,
    response_model=BatchTakenIn,
    responses={OK: {"model": PlanShown, "description": "The dry run"}, **REFUSALS},
    openapi_extra=BODY,
)
def import_enterprise_list(desk: AtDesk, submitted: Submitted, dry_run: DryRun = False) -> Response:
    """Take a list in, or with `dry_run` show what each of its rows would do."""
    today = desk.service.clock().astimezone(OFFICE_ZONE).date()
    read = submitted.read(desk.service.policies, today)
    with read.located_refusals():
        return _tried(desk, submitted, read) if dry_run else _taken_in(desk, submitted, read)


@router.get(ENTERPRISE_LISTS, response_model=ListsShown, responses=refused(*OF_QUERIES))
def enterprise_lists(desk: AtDesk, min_position: MinPosition = None) -> Response:
    """Every list with its batches, of those list types that the policies know."""
    moment(desk, None, min_position)
    types = dict.fromkeys(
        (pack.city, kind.code) for pack in desk.service.policies for kind in pack.list_types
    )
    shown = [one for city, list_type in types if (one := _list(desk, city, list_type)) is not None]
    return as_json(ListsShown(items=tuple(shown)).as_json())


@router.get(ENTERPRISE_LIST, response_model=ListShown, responses=refused(*OF_QUERIES))
def enterprise_list(desk: AtDesk, city: str, list_type: str, min_position: MinPosition = None) -> Response:
    """One list with its batches, the newest first."""
    moment(desk, None, min_position)
    shown = _list(desk, city, list_type)
    if shown is None:
        raise NotFound
    return desk.answer(shown, shown.version)


@router.get(LIST_BATCH, response_model=BatchShown, responses=refused(*OF_QUERIES))
def list_batch(
    desk: AtDesk, city: str, list_type: str, list_batch_id: UUID, min_position: MinPosition = None
) -> Response:
    """One file that was taken in, with what each of its rows did."""
    moment(desk, None, min_position)
    id_ = EnterpriseList.id_of(city, list_type)
    kept = loaded(desk, resources.ENTERPRISE_LIST, id_)
    for recorded in events_of(desk, id_):
        batch = recorded.event
        if isinstance(batch, EnterpriseList.Imported) and batch.list_batch_id == list_batch_id:
            return desk.answer(batch_shown(batch, kept, desk.viewer), batch.originator_version)
    raise NotFound


def _tried(desk: Desk, submitted: ListSubmission, read: ReadList) -> Response:
    authority = submitted.stated.authority(desk.caller, desk.service.clock())
    plan = plan_import(read.command, desk.service.office.preview(read.command, authority))
    return as_json(plan_shown(plan, read, desk.viewer, preferred(desk.header("Accept-Language"))).as_json())


def _taken_in(desk: Desk, submitted: ListSubmission, read: ReadList) -> Response:
    language = preferred(desk.header("Accept-Language"))
    return send(
        desk,
        read.command,
        submitted.stated,
        resources.ENTERPRISE_LIST,
        said=submitted.said,
        location=own_address,
        render=lambda kept, work: taken_in_shown(
            kept, read.with_errors(work.left_out), desk.viewer, language
        ),
    )


def _list(desk: Desk, city: str, list_type: str) -> ListShown | None:
    """The list, or None if there is none of which a row may be seen."""
    id_ = EnterpriseList.id_of(city, list_type)
    try:
        kept = loaded(desk, resources.ENTERPRISE_LIST, id_)
        return list_shown(kept, events_of(desk, id_), desk.viewer)
    except NotFound:
        return None
