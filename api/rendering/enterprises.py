"""An enterprise, its names, lists, principals and specialists (重点产业企业)."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from api.addresses import ENTERPRISE, href
from api.disclosure import Disclosure, PersonalShown
from api.masking import hidden, masked_name, masked_phone
from api.rendering.actions import SOMEBODY, STAND_IN, Action, Actions, actions_of, copied
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import Enterprise
from domain.authorization import Command, must_cover
from domain.base import Authority
from domain.cadres import PartyManaged
from domain.errors import NotFound
from domain.personal_data import Personal
from domain.principals import Principal, PrincipalRole, PrincipalStatement
from domain.specialists import Specialist, SpecialistStatement
from domain.store import Recorded
from domain.use_cases.appointing_specialists import AppointSpecialist, RelieveSpecialist, appointing_for
from domain.use_cases.keeping_enterprises import (
    LetPrincipalGo,
    NamePrincipal,
    RenameEnterprise,
    StateCreditCode,
)
from projections.enterprise_register import EnterpriseRow

Decide = Callable[[Enterprise, Authority], None]


class NameShown(Shown):
    """A name and the day from which it is used."""

    name: str
    since: date


class ListingShown(Shown):
    """An entry on a department's list."""

    list_type: str
    list_batch_id: UUID
    listed_from: date
    listed_until: date | None = None


class PrincipalShown(Shown):
    """A principal, masked; `left_on` for one who has left."""

    id: UUID
    name: PersonalShown
    role: PrincipalRole
    title: PersonalShown | None = None
    phone: PersonalShown | None = None
    party_managed: PartyManaged
    list_type: str | None
    since: date
    left_on: date | None = None
    actions: Actions = Actions()


class SpecialistShown(Shown):
    """A service specialist, masked; `relieved_on` for one who serves no more."""

    id: UUID
    name: PersonalShown
    phone: PersonalShown | None
    account_id: str | None
    since: date
    relieved_on: date | None
    actions: Actions


class EnterpriseShown(Shown):
    """An enterprise with all that was ever recorded of it."""

    id: UUID
    href: str
    version: int
    city: str
    area: str
    name: str
    uscc: str | None
    names: tuple[NameShown, ...]
    listings: tuple[ListingShown, ...]
    principals: tuple[PrincipalShown, ...]
    specialists: tuple[SpecialistShown, ...]
    actions: Actions


class SpecialistLineShown(Shown):
    """The present service specialist in the register, the name masked."""

    id: UUID
    name: PersonalShown
    since: date


class EnterpriseLine(Shown):
    """An enterprise in the register: what holds today."""

    id: UUID
    href: str
    version: int
    city: str
    area: str
    name: str
    uscc: str | None
    listings: tuple[ListingShown, ...]
    principals: tuple[PrincipalShown, ...]
    specialist: SpecialistLineShown | None
    is_nominated: bool


class EnterpriseLines(Shown):
    """A page of the register."""

    items: tuple[EnterpriseLine, ...]
    next: str | None


def enterprise_shown(enterprise: Enterprise, viewer: Viewer, *, until: int | None = None) -> EnterpriseShown:
    """The enterprise as it stands, or as it stood. Raises `NotFound` for one that may not be known of."""
    _must_be_seen(enterprise, viewer)
    people, specialists = list(enterprise.principals.values()), enterprise.specialists.in_order
    of_principals = (fact for one in people for fact in (one.name, one.title, one.phone))
    of_specialists = (fact for one in specialists for fact in (one.name, one.phone))
    disclosure = viewer.disclosed((*of_principals, *of_specialists))
    offered = until is None
    return EnterpriseShown(
        id=enterprise.id,
        href=href(ENTERPRISE, enterprise_id=enterprise.id),
        version=enterprise.version,
        city=enterprise.city,
        area=enterprise.area,
        name=enterprise.name,
        uscc=enterprise.uscc,
        names=tuple(NameShown(name=dated.fact, since=dated.since) for dated in enterprise.names.in_order),
        listings=tuple(_listings(enterprise)),
        principals=tuple(
            _principal(one, disclosure, _of_principal(one, enterprise, viewer) if offered else Actions())
            for one in people
        ),
        specialists=tuple(
            _specialist(one, disclosure, _of_specialist(one, enterprise, viewer) if offered else Actions())
            for one in specialists
        ),
        actions=_actions(enterprise, viewer) if offered else Actions(),
    )


def enterprise_history(
    enterprise: Enterprise, history: Sequence[Recorded], viewer: Viewer
) -> Sequence[Recorded]:
    """All its events. Raises `NotFound` for an enterprise that may not be known of."""
    _must_be_seen(enterprise, viewer)
    return history


def enterprise_lines(rows: Sequence[EnterpriseRow], viewer: Viewer) -> list[EnterpriseLine]:
    """The enterprises of a page, the names of their people opened with one question."""
    principals = (one.name for row in rows for one in row.principals)
    specialists = (row.specialist.name for row in rows if row.specialist is not None)
    disclosure = viewer.disclosed((*principals, *specialists))
    return [_line(row, disclosure) for row in rows]


def _line(row: EnterpriseRow, disclosure: Disclosure) -> EnterpriseLine:
    return EnterpriseLine(
        id=row.enterprise_id,
        href=href(ENTERPRISE, enterprise_id=row.enterprise_id),
        version=row.version,
        city=row.city,
        area=row.area,
        name=row.name,
        uscc=row.uscc,
        listings=tuple(
            ListingShown(
                list_type=entry.list_type, list_batch_id=entry.list_batch_id, listed_from=entry.listed_from
            )
            for entry in row.lists
        ),
        principals=tuple(
            PrincipalShown(
                id=one.principal_id,
                name=disclosure.shown(one.name, masked_name),
                role=PrincipalRole(one.role),
                party_managed=PartyManaged(one.party_managed),
                list_type=one.list_type,
                since=one.since,
            )
            for one in row.principals
        ),
        specialist=row.specialist
        and SpecialistLineShown(
            id=row.specialist.specialist_id,
            name=disclosure.shown(row.specialist.name, masked_name),
            since=row.specialist.since,
        ),
        is_nominated=row.is_nominated,
    )


def _must_be_seen(enterprise: Enterprise, viewer: Viewer) -> None:
    if not viewer.scope.covers(city=enterprise.city, area=enterprise.area, enterprise_id=enterprise.id):
        raise NotFound


def _listings(enterprise: Enterprise) -> Iterator[ListingShown]:
    for entry in enterprise.listings.in_order:
        yield ListingShown(
            list_type=entry.list_type,
            list_batch_id=entry.list_batch_id,
            listed_from=entry.listed_from,
            listed_until=entry.listed_until,
        )


def _principal(one: Principal, disclosure: Disclosure, actions: Actions) -> PrincipalShown:
    return PrincipalShown(
        id=one.id,
        name=disclosure.shown(one.name, masked_name),
        role=one.role,
        title=disclosure.shown_if_stated(one.title, hidden),
        phone=disclosure.shown_if_stated(one.phone, masked_phone),
        party_managed=one.party_managed,
        list_type=one.list_type,
        since=one.since,
        left_on=one.left_on,
        actions=actions,
    )


def _specialist(one: Specialist, disclosure: Disclosure, actions: Actions) -> SpecialistShown:
    return SpecialistShown(
        id=one.id,
        name=disclosure.shown(one.name, masked_name),
        phone=disclosure.shown_if_stated(one.phone, masked_phone),
        account_id=one.account_id,
        since=one.since,
        relieved_on=one.relieved_on,
        actions=actions,
    )


def _actions(enterprise: Enterprise, viewer: Viewer) -> Actions:
    possible = [
        Action(command, partial(_try, enterprise, viewer, decide))
        for command, decide in _OF_ENTERPRISE.items()
    ]
    return actions_of(possible, viewer, enterprise_id=enterprise.id)


def _of_principal(one: Principal, enterprise: Enterprise, viewer: Viewer) -> Actions:
    """What may be done about a principal who has not left."""

    def let_go(enterprise: Enterprise, authority: Authority) -> None:
        enterprise.let_principal_go(one.id, authority)

    departure = Action(LetPrincipalGo, partial(_try, enterprise, viewer, let_go))
    possible = [departure] if one.left_on is None else []
    return actions_of(possible, viewer, enterprise_id=enterprise.id, principal_id=one.id)


def _of_specialist(one: Specialist, enterprise: Enterprise, viewer: Viewer) -> Actions:
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


def _name_principal(enterprise: Enterprise, authority: Authority) -> None:
    somebody = Personal(SOMEBODY, STAND_IN)
    stated = PrincipalStatement(id=SOMEBODY, name=somebody, role=PrincipalRole.PRINCIPAL)
    enterprise.name_principal(stated, authority)


def _appoint_specialist(enterprise: Enterprise, authority: Authority) -> None:
    stated = SpecialistStatement(id=SOMEBODY, name=Personal(SOMEBODY, STAND_IN))
    enterprise.appoint_specialist(stated, appointing_for(enterprise.id, authority))


_OF_ENTERPRISE: dict[type[Command], Decide] = {
    StateCreditCode: _state_credit_code,
    RenameEnterprise: _rename,
    NamePrincipal: _name_principal,
    AppointSpecialist: _appoint_specialist,
}
