"""Enterprises: who they are, who leads them and who speaks for them, and the register (重点产业企业)."""

from operator import attrgetter
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.responses import Response

from api import resources
from api.addresses import ENTERPRISE, ENTERPRISES
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_PAGES, OF_QUERIES, refused
from api.desk import AtDesk
from api.guard import GuardedRoute
from api.listing import CodeSought, Cursor, Limit, Listing
from api.paging import DEFAULT_LIMIT
from api.reading import AsOf, EffectiveOn, MinPosition, show, show_history
from api.rendering.enterprises import EnterpriseLines, EnterpriseShown, enterprise_lines
from api.rendering.history import HistoryShown
from domain.use_cases.appointing_specialists import AppointSpecialist, RelieveSpecialist
from domain.use_cases.identifying_principals import IdentifyPrincipal
from domain.use_cases.keeping_enterprises import (
    LetPrincipalGo,
    NamePrincipal,
    RegisterEnterprise,
    RelocateEnterprise,
    RenameEnterprise,
    StateCreditCode,
)
from domain.use_cases.merging_enterprises import MergeEnterprise
from projections.enterprise_register import EnterpriseFilter, EnterpriseKey

Code = Annotated[str | None, Query(max_length=40)]
Name = Annotated[
    str | None, Query(min_length=1, max_length=100, description="Part of a present or former name")
]

router = APIRouter(route_class=GuardedRoute, tags=["enterprises"])

offer(router, RegisterEnterprise, resources.ENTERPRISE, EnterpriseShown, creates=True)
offer(router, StateCreditCode, resources.ENTERPRISE, EnterpriseShown)
offer(router, RenameEnterprise, resources.ENTERPRISE, EnterpriseShown)
offer(router, RelocateEnterprise, resources.ENTERPRISE, EnterpriseShown)
offer(router, NamePrincipal, resources.ENTERPRISE, EnterpriseShown)
offer(router, IdentifyPrincipal, resources.ENTERPRISE, EnterpriseShown)
offer(router, LetPrincipalGo, resources.ENTERPRISE, EnterpriseShown)
offer(router, AppointSpecialist, resources.ENTERPRISE, EnterpriseShown)
offer(router, RelieveSpecialist, resources.ENTERPRISE, EnterpriseShown)
offer(router, MergeEnterprise, resources.ENTERPRISE, EnterpriseShown)


@router.get(ENTERPRISES, response_model=EnterpriseLines, responses=refused(*OF_QUERIES, *OF_PAGES))
def enterprises(
    desk: AtDesk,
    city: Code = None,
    area: Code = None,
    list_type: Code = None,
    name: Name = None,
    uscc: CodeSought = None,
    limit: Limit = DEFAULT_LIMIT,
    cursor: Cursor = None,
    min_position: MinPosition = None,
) -> Response:
    """The register in the order of names, as it stands today."""
    wanted: dict[str, Any] = {
        "city": city, "area": area, "list_type": list_type, "name": name, "uscc": uscc
    }  # fmt: skip
    listing = Listing(
        desk, "enterprise_register", wanted, limit=limit, cursor=cursor, min_position=min_position
    )
    viewer, after = desk.viewer, listing.after(EnterpriseKey)
    rows = listing.registers.enterprises.page(
        EnterpriseFilter(**wanted), scope=viewer.scope, after=after, limit=listing.wanted_rows
    )
    return listing.answer(rows, attrgetter("key"), lambda page: enterprise_lines(page, viewer))


@router.get(ENTERPRISE, response_model=EnterpriseShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def enterprise(
    desk: AtDesk,
    enterprise_id: UUID,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """One enterprise with its names, lists, principals and specialists, and what may be done with it."""
    return show(desk, resources.ENTERPRISE, enterprise_id, as_of, min_position, effective_on)


@router.get(
    ENTERPRISE + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES)
)
def enterprise_history(
    desk: AtDesk, enterprise_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every event of an enterprise."""
    return show_history(desk, resources.ENTERPRISE, enterprise_id, as_of, min_position)
