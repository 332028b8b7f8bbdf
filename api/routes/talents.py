"""Talents, their identity documents and where they work (人才), masked always."""

from uuid import UUID

from fastapi import APIRouter
from starlette.responses import Response

from api import resources
from api.addresses import TALENT
from api.command_routes import offer
from api.contract import OF_HISTORIES, OF_QUERIES, refused
from api.desk import AtDesk
from api.guard import GuardedRoute
from api.reading import AsOf, EffectiveOn, MinPosition, show, show_history
from api.rendering.history import HistoryShown
from api.rendering.talents import TalentShown
from domain.use_cases.attesting_cadres import AttestCadreStatus
from domain.use_cases.following_talents import EndEmployment, RelocateTalent, StateEmployer, StatePhone
from domain.use_cases.keeping_personal_data import (
    AllowReading,
    DeclineErasure,
    ErasePersonalData,
    LiftRestriction,
    RequestErasure,
    RestrictPersonalData,
)
from domain.use_cases.registering_talents import AddDocument, RegisterTalent, RenameTalent, ReplaceDocument

router = APIRouter(route_class=GuardedRoute, tags=["talents"])

offer(router, RegisterTalent, resources.TALENT, TalentShown, creates=True)
offer(router, RenameTalent, resources.TALENT, TalentShown)
offer(router, AddDocument, resources.TALENT, TalentShown)
offer(router, ReplaceDocument, resources.TALENT, TalentShown)
offer(router, AttestCadreStatus, resources.TALENT, TalentShown)
offer(router, StateEmployer, resources.TALENT, TalentShown)
offer(router, EndEmployment, resources.TALENT, TalentShown)
offer(router, RelocateTalent, resources.TALENT, TalentShown)
offer(router, StatePhone, resources.TALENT, TalentShown)
for command in (
    RestrictPersonalData,
    LiftRestriction,
    AllowReading,
    RequestErasure,
    DeclineErasure,
    ErasePersonalData,
):
    offer(router, command, resources.TALENT, TalentShown)


@router.get(TALENT, response_model=TalentShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def talent(
    desk: AtDesk,
    talent_id: UUID,
    as_of: AsOf = None,
    effective_on: EffectiveOn = None,
    min_position: MinPosition = None,
) -> Response:
    """One talent, masked, and what may be done."""
    return show(desk, resources.TALENT, talent_id, as_of, min_position, effective_on)


@router.get(TALENT + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def talent_history(
    desk: AtDesk, talent_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every event of a talent."""
    return show_history(desk, resources.TALENT, talent_id, as_of, min_position)
