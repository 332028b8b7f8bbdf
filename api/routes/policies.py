"""Policy versions (政策版本): public, as the notices are that they come from."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query
from starlette.responses import Response

from api.addresses import POLICIES, POLICY
from api.contract import OF_QUERIES, refused
from api.desk import AtDesk, as_json
from api.guard import GuardedRoute
from api.rendering.policies import PolicyLine, PolicyLines, PolicyShown, policy_line, policy_shown
from domain.calendar import OFFICE_ZONE
from domain.policy.refusals import NoPolicyInForce, UnknownPolicyVersion

City = Annotated[str, Query(max_length=40)]
Day = Annotated[date | None, Query(description="Today in the office's zone if not stated")]

router = APIRouter(route_class=GuardedRoute, tags=["policies"])


@router.get(POLICIES, response_model=PolicyLines, responses=refused(*OF_QUERIES))
def policies(desk: AtDesk) -> Response:
    """Every published version, the provinces' first; of one city, the later takes precedence."""
    lines = PolicyLines(items=tuple(map(policy_line, desk.service.policies.versions)))
    return as_json(lines.as_json())


@router.get(
    POLICIES + "/in-force", response_model=PolicyLine, responses=refused(*OF_QUERIES, NoPolicyInForce)
)
def policy_in_force(desk: AtDesk, city: City, on: Day = None) -> Response:
    """The version that a city's decisions of a day stand on."""
    day = on or desk.service.clock().astimezone(OFFICE_ZONE).date()
    return as_json(policy_line(desk.service.policies.in_force(city, day)).as_json())


@router.get(POLICY, response_model=PolicyShown, responses=refused(*OF_QUERIES, UnknownPolicyVersion))
def policy(desk: AtDesk, pack: str, revision: str) -> Response:
    """One version with everything it says; its `ETag` is the digest of its text."""
    published = desk.service.policies.any_version(f"{pack}/{revision}")
    return desk.answer(policy_shown(published), published.sha256)
