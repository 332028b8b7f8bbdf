"""Letting officers act in one another's stead (代办); whether one may, every command is asked in `authorization.py`."""

from datetime import date
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.stand_in import Grant, StandIn
from domain.authorization import Command, NotYourArea, NotYourDepartment, Permission, officer
from domain.base import Authority, Capacity
from domain.functions import Function
from domain.policy.pack import PolicyPack
from domain.use_cases.casework import opened_file
from domain.work import Work

StaffId = Annotated[str, Field(min_length=1, max_length=100)]
Code = Annotated[str | None, Field(max_length=40)]
ANY_OFFICER = officer(*Function)
IN_PERSON = frozenset({Capacity.ACTING})  # nobody passes on that he or she stands in for another


class GrantStandIn(Command):
    """Let `officer` act for `principal` in the sender's office; a route or a case makes it narrower."""

    permitted: ClassVar[tuple[Permission, ...]] = (ANY_OFFICER,)
    capacities: ClassVar[frozenset[Capacity]] = IN_PERSON
    is_in_person: ClassVar[bool] = True
    officer: StaffId
    principal: StaffId
    route: Code = None
    card_application_id: UUID | None = None
    valid_from: date
    valid_to: date


class RevokeStandIn(Command):
    """Let the officer act in that person's stead no longer; by the office of the grant."""

    permitted: ClassVar[tuple[Permission, ...]] = (ANY_OFFICER,)
    capacities: ClassVar[frozenset[Capacity]] = IN_PERSON
    is_in_person: ClassVar[bool] = True
    stand_in_id: UUID
    grant_id: UUID


def grant_stand_in(command: GrantStandIn, work: Work) -> StandIn:
    authority = _authority(work)
    if command.card_application_id is not None:
        opened_file(command.card_application_id, work)
    if command.route is not None:
        _pack(work).route(command.route)
    stand_in = work.find(StandIn, StandIn.id_of(command.officer))
    if stand_in is None:
        stand_in = work.add(StandIn.open(command.officer, authority))
    grant = Grant(
        id=work.new_id(),
        principal=command.principal,
        function=authority.function or "",
        area=authority.area or "",
        route=command.route,
        card_application_id=command.card_application_id,
        valid_from=command.valid_from,
        valid_to=command.valid_to,
    )
    stand_in.grant(grant, authority)
    return stand_in


def revoke_stand_in(command: RevokeStandIn, work: Work) -> StandIn:
    authority, stand_in = _authority(work), work.load(StandIn, command.stand_in_id)
    grant = stand_in.granted(command.grant_id)
    if grant.function != authority.function:
        raise NotYourDepartment(blocked_by={"kind": "grant", "id": str(grant.id)})
    if grant.area != authority.area:
        raise NotYourArea(blocked_by={"kind": "grant", "id": str(grant.id)})
    stand_in.revoke(grant.id, authority)
    return stand_in


def _pack(work: Work) -> PolicyPack:
    """The policy of the sender's city. Raises `UnknownArea` and `NoPolicyInForce`."""
    city = work.policies.city_of(work.authority.area or "")
    return work.policies.in_force(city, work.authority.effective_on)


def _authority(work: Work) -> Authority:
    return work.under(_pack(work))
