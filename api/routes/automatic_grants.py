"""Cards without an application: a dry run that shows what would be done about every head, the run, and past runs."""

from uuid import UUID

from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from api import resources
from api.addresses import AUTOMATIC_GRANTS, AUTOMATIC_GRANTS_OF, GRANT_RUN
from api.contract import OF_COMMANDS, OF_QUERIES, refused
from api.decisions import Decision
from api.desk import CREATED, OK, AtDesk, as_json
from api.guard import GuardedRoute
from api.reading import MinPosition, events_of, loaded, moment
from api.rendering.automatic_grants import GrantRunShown, GrantsShown, grant_run_shown, grants_shown
from api.rendering.grant_previews import GrantsPreviewed, previewed
from api.sending import command_of, own_address, send
from api.uploads import DryRun
from domain.aggregates import AutomaticGrants
from domain.errors import NotFound
from domain.previews import PreviewDigest, PreviewStale
from domain.use_cases.granting_automatically import MOST_REASONS, GrantAutomatically, WithoutCode

REFUSALS = refused(
    *OF_COMMANDS, PreviewStale, modules=(GrantAutomatically.__module__, *resources.AUTOMATIC_GRANTS.grounds)
)

router = APIRouter(route_class=GuardedRoute, tags=["automatic grants"])


class StatedGrants(Decision):
    """What is said of a run; `preview` is the digest that the dry run has shown, and only the run needs it."""

    city: str = Field(max_length=40)
    card_type: str = Field(max_length=40)
    preview: PreviewDigest | None = None
    without_code: tuple[WithoutCode, ...] = Field(
        default=(),
        max_length=MOST_REASONS,
        description="Why heads of enterprises without a code get the card",
    )


@router.post(
    AUTOMATIC_GRANTS,
    name=GrantAutomatically.__name__,
    status_code=CREATED,
    response_model=GrantRunShown,
    responses={OK: {"model": GrantsPreviewed, "description": "The dry run"}, **REFUSALS},
)
def grant_automatically(desk: AtDesk, body: StatedGrants, dry_run: DryRun = False) -> Response:
    """Grant and issue the cards that the dry run has shown, or with `dry_run` show what would be done."""
    command = command_of(GrantAutomatically, body, {})
    assert isinstance(command, GrantAutomatically)
    if dry_run:
        authority = body.authority(desk.caller, desk.service.clock())
        return as_json(previewed(command, authority, desk.viewer).as_json())
    said = body.model_dump(mode="json", exclude_unset=True)
    return send(desk, command, body, resources.AUTOMATIC_GRANTS, said=said, location=own_address)


@router.get(AUTOMATIC_GRANTS_OF, response_model=GrantsShown, responses=refused(*OF_QUERIES))
def automatic_grants(desk: AtDesk, city: str, card_type: str, min_position: MinPosition = None) -> Response:
    """The runs of a city and card type, the newest first."""
    moment(desk, None, min_position)
    grants = loaded(desk, resources.AUTOMATIC_GRANTS, AutomaticGrants.id_of(city, card_type))
    return desk.answer(grants_shown(grants, events_of(desk, grants.id), desk.viewer), grants.version)


@router.get(GRANT_RUN, response_model=GrantRunShown, responses=refused(*OF_QUERIES))
def grant_run(
    desk: AtDesk, city: str, card_type: str, run_id: UUID, min_position: MinPosition = None
) -> Response:
    """One run, with what it did about whom and why."""
    moment(desk, None, min_position)
    grants = loaded(desk, resources.AUTOMATIC_GRANTS, AutomaticGrants.id_of(city, card_type))
    for recorded in events_of(desk, grants.id):
        run = recorded.event
        if isinstance(run, AutomaticGrants.Issued) and run.run_id == run_id:
            return desk.answer(grant_run_shown(run, grants, desk.viewer), run.originator_version)
    raise NotFound
