"""An enterprise, its names, lists, principals and specialists (重点产业企业)."""

from collections.abc import Iterator, Sequence
from datetime import date
from uuid import UUID

from api.addresses import ENTERPRISE, href
from api.disclosure import Disclosure, PersonalShown
from api.masking import hidden, masked_name, masked_phone
from api.rendering.actions import Actions
from api.rendering.enterprise_actions import about_enterprise, about_principal, about_specialist
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import Enterprise
from domain.cadres import PartyManaged
from domain.errors import NotFound
from domain.principals import Principal, PrincipalRole
from domain.specialists import Specialist
from domain.store import Recorded
from projections.enterprise_register import EnterpriseRow


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
    """A principal, masked; `left_on` for one who has left, `talent_id` for one of whom a document says who it is."""

    id: UUID
    name: PersonalShown
    role: PrincipalRole
    title: PersonalShown | None = None
    phone: PersonalShown | None = None
    party_managed: PartyManaged
    list_type: str | None
    since: date
    left_on: date | None = None
    talent_id: UUID | None = None
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


class MergerShown(Shown):
    """The enterprise that this one is from a day on."""

    surviving_enterprise_id: UUID
    href: str
    since: date


class AbsorbedShown(Shown):
    """An enterprise that is this one from a day on, with the names and credit codes that lead here."""

    enterprise_id: UUID
    href: str
    names: tuple[str, ...]
    credit_codes: tuple[str, ...]
    since: date


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
    merged_into: MergerShown | None
    absorbed: tuple[AbsorbedShown, ...]
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
    merged_into: UUID | None


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
            _principal(one, disclosure, about_principal(one, enterprise, viewer) if offered else Actions())
            for one in people
        ),
        specialists=tuple(
            _specialist(one, disclosure, about_specialist(one, enterprise, viewer) if offered else Actions())
            for one in specialists
        ),
        merged_into=_merger(enterprise),
        absorbed=tuple(_absorbed(enterprise)),
        actions=about_enterprise(enterprise, viewer) if offered else Actions(),
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
        merged_into=row.merged_into,
    )


def _must_be_seen(enterprise: Enterprise, viewer: Viewer) -> None:
    now = viewer.as_it_stands(enterprise)
    if not viewer.sees(city=now.city, area=now.area, enterprise_id=now.id):
        raise NotFound


def _listings(enterprise: Enterprise) -> Iterator[ListingShown]:
    for entry in enterprise.listings.in_order:
        yield ListingShown(
            list_type=entry.list_type,
            list_batch_id=entry.list_batch_id,
            listed_from=entry.listed_from,
            listed_until=entry.listed_until,
        )


def _merger(enterprise: Enterprise) -> MergerShown | None:
    merger = enterprise.merged_into
    if merger is None:
        return None
    return MergerShown(
        surviving_enterprise_id=merger.surviving_enterprise_id,
        href=href(ENTERPRISE, enterprise_id=merger.surviving_enterprise_id),
        since=merger.since,
    )


def _absorbed(enterprise: Enterprise) -> Iterator[AbsorbedShown]:
    for one in enterprise.absorbed:
        yield AbsorbedShown(
            enterprise_id=one.enterprise_id,
            href=href(ENTERPRISE, enterprise_id=one.enterprise_id),
            names=one.names,
            credit_codes=one.credit_codes,
            since=one.since,
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
        talent_id=one.talent_id,
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
