"""What may be done with an enterprise and its people now, tried on copies by the decisions themselves."""

from collections.abc import Callable
from functools import partial

from api.rehearsing import STAND_IN
from api.rendering.actions import SOMEBODY, Action, Actions, actions_of
from api.viewer import Viewer
from domain.aggregates import Enterprise
from domain.authorization import Command, must_cover
from domain.base import Authority
from domain.mergers import MergerReason
from domain.personal_data import Personal
from domain.principals import Principal, PrincipalRole, PrincipalStatement
from domain.specialists import Specialist, SpecialistStatement
from domain.store import copied
from domain.use_cases.appointing_specialists import AppointSpecialist, RelieveSpecialist, appointing_for
from domain.use_cases.identifying_principals import IdentifyPrincipal
from domain.use_cases.keeping_enterprises import (
    LetPrincipalGo,
    NamePrincipal,
    RelocateEnterprise,
    RenameEnterprise,
    StateCreditCode,
)
from domain.use_cases.merging_enterprises import MergeEnterprise

Decide = Callable[[Enterprise, Authority], None]


def about_enterprise(enterprise: Enterprise, viewer: Viewer) -> Actions:
    """What may be done with the enterprise."""
    possible = [
        Action(command, partial(_try, enterprise, viewer, decide))
        for command, decide in _OF_ENTERPRISE.items()
    ]
    return actions_of(possible, viewer, enterprise_id=enterprise.id)


def about_principal(one: Principal, enterprise: Enterprise, viewer: Viewer) -> Actions:
    """What may be done about a principal who has not left."""

    def let_go(enterprise: Enterprise, authority: Authority) -> None:
        enterprise.let_principal_go(one.id, authority)

    def identify(enterprise: Enterprise, authority: Authority) -> None:
        enterprise.identify_principal(one.id, SOMEBODY, authority)

    decisions: dict[type[Command], Decide] = {LetPrincipalGo: let_go, IdentifyPrincipal: identify}
    possible = [
        Action(command, partial(_try, enterprise, viewer, decide))
        for command, decide in decisions.items()
        if one.left_on is None
    ]
    return actions_of(possible, viewer, enterprise_id=enterprise.id, principal_id=one.id)


def about_specialist(one: Specialist, enterprise: Enterprise, viewer: Viewer) -> Actions:
    """What may be done about the present specialist."""

    def relieve(enterprise: Enterprise, authority: Authority) -> None:
        enterprise.relieve_specialist(one.id, appointing_for(enterprise.id, authority))

    relief = Action(RelieveSpecialist, partial(_try, enterprise, viewer, relieve))
    possible = [relief] if one == enterprise.specialists.current else []
    return actions_of(possible, viewer, enterprise_id=enterprise.id, specialist_id=one.id)


def _try(enterprise: Enterprise, viewer: Viewer, decide: Decide, authority: Authority) -> None:
    pack = viewer.service.policies.in_force(enterprise.city, authority.effective_on)
    must_cover(authority, enterprise.area, pack.city_area.code)
    decide(copied(enterprise), authority)


def _state_credit_code(enterprise: Enterprise, authority: Authority) -> None:
    enterprise.state_credit_code(STAND_IN, authority)


def _rename(enterprise: Enterprise, authority: Authority) -> None:
    enterprise.rename(STAND_IN, authority)


def _relocate(enterprise: Enterprise, authority: Authority) -> None:
    enterprise.relocate(STAND_IN, authority)


def _name_principal(enterprise: Enterprise, authority: Authority) -> None:
    somebody = Personal(SOMEBODY, STAND_IN)
    stated = PrincipalStatement(id=SOMEBODY, name=somebody, role=PrincipalRole.PRINCIPAL)
    enterprise.name_principal(stated, authority)


def _appoint_specialist(enterprise: Enterprise, authority: Authority) -> None:
    stated = SpecialistStatement(id=SOMEBODY, name=Personal(SOMEBODY, STAND_IN))
    enterprise.appoint_specialist(stated, appointing_for(enterprise.id, authority))


def _merge(enterprise: Enterprise, authority: Authority) -> None:
    enterprise.merge_into(SOMEBODY, authority.model_copy(update={"reason_code": MergerReason.ABSORPTION}))


_OF_ENTERPRISE: dict[type[Command], Decide] = {
    StateCreditCode: _state_credit_code,
    RenameEnterprise: _rename,
    RelocateEnterprise: _relocate,
    NamePrincipal: _name_principal,
    AppointSpecialist: _appoint_specialist,
    MergeEnterprise: _merge,
}
