"""Policy versions (政策版本): what is published is public, as the notices are; drafts are their authors' to know."""

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api import resources
from api.addresses import POLICIES, POLICY
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_QUERIES, refused
from api.desk import AtDesk, Desk, as_json
from api.guard import JSON, GuardedRoute
from api.reading import LARGEST_POSITION, AsOf, MinPosition, loaded, show, show_history
from api.refusals import NotYet, SimulationFailed
from api.rendering.history import HistoryShown
from api.rendering.policies import PolicyLines, PolicyShown, may_see_drafts, policy_line, policy_shown
from api.rendering.policy_differences import PolicyDifferences, policy_differences
from api.rendering.simulations import (
    NotOfACity,
    SimulationResult,
    SimulationUnderWay,
    may_simulate,
    sees_cases,
)
from api.simulations import Asked, Simulations
from domain.aggregates.policy import Policy, PolicyStatus
from domain.errors import NotFound
from domain.policy.pack import PolicyPack
from domain.policy.refusals import UnknownPolicyVersion
from domain.use_cases.publishing_policies import (
    DiscardPolicyDraft,
    DraftPolicy,
    PublishPolicyDraft,
    RetirePolicy,
    RevisePolicyDraft,
)

City = Annotated[str | None, Query(max_length=40, description="A city's code, or its province's")]
Day = Annotated[date | None, Query(description="Only what was in force on this day")]
Status = Annotated[PolicyStatus | None, Query()]
AtPosition = Annotated[
    int | None,
    Query(description="As of this position of the log; the newest if not stated", ge=0, le=LARGEST_POSITION),
]
ACCEPTED = 202
Before = Annotated[
    str, Query(max_length=90, description="The version to compare with, such as `zibo-2023/1`")
]

router = APIRouter(route_class=GuardedRoute, tags=["policies"])

offer(router, DraftPolicy, resources.POLICY, PolicyShown, creates=True)
for command in (RevisePolicyDraft, DiscardPolicyDraft, PublishPolicyDraft, RetirePolicy):
    offer(router, command, resources.POLICY, PolicyShown)


@router.get(POLICIES, response_model=PolicyLines, responses=refused(*OF_QUERIES))
def policies(desk: AtDesk, city: City = None, on: Day = None, status: Status = None) -> Response:
    """The versions, the provinces' first; of one city, the later takes precedence."""
    viewer = desk.public_viewer
    wanted = (
        policy
        for policy in _versions(desk, on)
        if city in (None, policy.city) and status in (None, policy.status)
    )
    return as_json(PolicyLines(items=tuple(policy_line(policy, viewer) for policy in wanted)).as_json())


@router.get(
    POLICY, response_model=PolicyShown, responses=refused(*OF_QUERIES, *OF_HISTORIES, UnknownPolicyVersion)
)
def policy(
    desk: AtDesk, pack: str, revision: str, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """One version with everything it says."""
    return show(desk, resources.POLICY, _id(pack, revision), as_of, min_position)


@router.get(POLICY + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def policy_history(
    desk: AtDesk, pack: str, revision: str, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every event of a version: who drafted, published and retired it, and why."""
    return show_history(desk, resources.POLICY, _id(pack, revision), as_of, min_position)


@router.get(
    POLICY + "/differences",
    response_model=PolicyDifferences,
    responses=refused(*OF_QUERIES, UnknownPolicyVersion),
)
def policy_compared(desk: AtDesk, pack: str, revision: str, before: Before) -> Response:
    """Every place in which a version says something else than another, which is published."""
    viewer, shelf = desk.public_viewer, desk.service.shelf
    version = loaded(desk, resources.POLICY, _id(pack, revision))
    policy_shown(version, viewer)
    other = shelf.book.any_version(before)
    return as_json(policy_differences(other, shelf.pack_of(version)).as_json())


@router.get(
    POLICY + "/simulation",
    response_model=SimulationResult,
    responses={
        ACCEPTED: {"model": SimulationUnderWay, "description": "It is under way: ask again"},
        **refused(*OF_QUERIES, *OF_HISTORIES, UnknownPolicyVersion, NotOfACity, SimulationFailed),
    },
)
def policy_simulated(desk: AtDesk, pack: str, revision: str, position: AtPosition = None) -> Response:
    """What the version would have changed about everything on record; nothing is recorded by it."""
    viewer = desk.public_viewer
    if not may_see_drafts(viewer):
        raise NotFound
    version = loaded(desk, resources.POLICY, _id(pack, revision))
    draft = desk.service.shelf.pack_of(version)
    if not isinstance(draft, PolicyPack):
        raise NotOfACity
    if not may_simulate(viewer, draft):
        raise NotFound
    return _simulated(desk, _asked(desk, draft, position))


def _asked(desk: Desk, draft: PolicyPack, stated: int | None) -> Asked:
    """The simulation up to the event at the position, or to the newest. Raises `NotYet`."""
    log = desk.service.log
    position = (log.max_notification_id() or 0) if stated is None else stated
    events = log.select_at([position])
    if position and not events:
        raise NotYet(field="position")
    return Asked(draft, position, events[0].event_id if events else None)


def _simulated(desk: Desk, asked: Asked) -> Response:
    simulations: Simulations = desk.request.app.state.simulations
    result = simulations.result(asked, with_cases=sees_cases(desk.public_viewer, asked.draft))
    if result is not None:
        return Response(result, media_type=JSON)
    address = f"{desk.request.url.path}?position={asked.position}"
    under_way = SimulationUnderWay(
        position=asked.position, href=address, cases_looked_at=simulations.looked_at(asked)
    )
    return as_json(under_way.as_json(), status=ACCEPTED, headers={"Location": address, "Retry-After": "1"})


def _versions(desk: Desk, on: date | None) -> list[Policy]:
    """All that this caller may know, or of them what was in force on a day."""
    service = desk.service
    book = service.shelf.book
    held = book.versions if on is None else book.all_in_force(on)
    ids = [Policy.id_of(pack.version) for pack in held]
    if on is None and may_see_drafts(desk.public_viewer):
        ids += [one.id for one in service.shelf.drafted if one.id not in ids]
    found = service.store.load_all(ids)
    return [one for id_ in ids if isinstance(one := found.get(id_), Policy)]


def _id(pack: str, revision: str) -> UUID:
    return Policy.id_of(f"{pack}/{revision}")
