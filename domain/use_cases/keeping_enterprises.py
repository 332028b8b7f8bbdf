"""Keeping the books of enterprises: who they are, and who leads them (企业登记)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.credit_code import CreditCode
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_name import EnterpriseName
from domain.authorization import (
    BOOK_KEEPING,
    Command,
    Permission,
    must_cover,
    must_know_of,
    officer,
    officer_of_city,
)
from domain.base import Authority, Capacity, Value
from domain.cadres import PartyManaged
from domain.enterprise_codes import unified_social_credit_code
from domain.errors import NotFound
from domain.names import company_name, person_name, tidy
from domain.personal_data import Personal
from domain.phone_numbers import phone_text
from domain.principals import PrincipalRole, PrincipalStatement
from domain.work import Work

KEEPERS = (officer("hrss", "drc", "miit"),)


class RegisterEnterprise(Command):
    permitted: ClassVar[tuple[Permission, ...]] = KEEPERS
    capacities: ClassVar[frozenset[Capacity]] = BOOK_KEEPING
    city: str
    area: str
    name: str = Field(max_length=200)
    uscc: str = Field(max_length=40)


class EnterpriseCommand(Command):
    """A command about one enterprise."""

    permitted: ClassVar[tuple[Permission, ...]] = KEEPERS
    capacities: ClassVar[frozenset[Capacity]] = BOOK_KEEPING
    enterprise_id: UUID


class StateCreditCode(EnterpriseCommand):
    uscc: str = Field(max_length=40)


class RenameEnterprise(EnterpriseCommand):
    name: str = Field(max_length=200)


class RelocateEnterprise(EnterpriseCommand):
    """Decided by the city's departments, which cover both the former area and the new one."""

    permitted: ClassVar[tuple[Permission, ...]] = (officer_of_city("hrss", "drc", "miit"),)
    area: str = Field(max_length=100)


class StatedPrincipal(Value):
    """A principal as somebody writes him or her down."""

    name: str = Field(repr=False, max_length=100)
    role: PrincipalRole = PrincipalRole.PRINCIPAL
    title: str | None = Field(default=None, repr=False, max_length=100)
    phone: str | None = Field(default=None, repr=False, max_length=100)
    party_managed: PartyManaged = PartyManaged.UNKNOWN


class NamePrincipal(EnterpriseCommand, StatedPrincipal):
    """A principal whom an officer names; lists name theirs by themselves."""


class LetPrincipalGo(EnterpriseCommand):
    principal_id: UUID


def register_enterprise(command: RegisterEnterprise, work: Work) -> Enterprise:
    pack = work.policies.in_force(command.city, work.authority.effective_on)
    area = pack.area_of(command.area, work.authority.effective_on)
    must_cover(work.authority, area.code, pack.city_area.code)
    uscc = unified_social_credit_code(command.uscc).code
    authority = work.under(pack, "R-08")
    return newly_registered(company_name(command.name), uscc, area.code, command.city, authority, work)


def state_credit_code(command: StateCreditCode, work: Work) -> Enterprise:
    enterprise, authority = _kept(command, work)
    uscc = unified_social_credit_code(command.uscc).code
    enterprise.state_credit_code(uscc, authority)
    assign_code(uscc, enterprise, authority, work)
    return enterprise


def rename_enterprise(command: RenameEnterprise, work: Work) -> Enterprise:
    enterprise, authority = _kept(command, work)
    name = company_name(command.name)
    enterprise.rename(name, authority)
    bear_name(name, enterprise, authority, work)
    return enterprise


def relocate_enterprise(command: RelocateEnterprise, work: Work) -> Enterprise:
    enterprise, authority = _kept(command, work)
    area = work.policies.area_of(enterprise.city, command.area, authority.effective_on)
    enterprise.relocate(area.code, authority)
    return enterprise


def name_principal(command: NamePrincipal, work: Work) -> Enterprise:
    enterprise, authority = _kept(command, work)
    enterprise.name_principal(as_stored(command).sealed_for(work.new_id()), authority)
    return enterprise


def let_principal_go(command: LetPrincipalGo, work: Work) -> Enterprise:
    enterprise, authority = _kept(command, work)
    enterprise.let_principal_go(command.principal_id, authority)
    return enterprise


def enterprise_known(command: EnterpriseCommand, work: Work, *clauses: str) -> tuple[Enterprise, Authority]:
    """The enterprise, and the authority under the policy in force. Raises `NotFound` to who may not know of it."""
    enterprise = work.load(Enterprise, command.enterprise_id)
    pack = work.policies.in_force(enterprise.city, work.authority.effective_on)
    must_know_of(
        work.authority, area=enterprise.area, enterprise_id=enterprise.id, city_area=pack.city_area.code
    )
    return enterprise, work.under(pack, *clauses)


def enterprise_in(city: str, enterprise_id: UUID, work: Work) -> Enterprise:
    """An enterprise on the books of this city. Raises `NotFound`."""
    enterprise = work.load(Enterprise, enterprise_id)
    if enterprise.city != city:
        raise NotFound(blocked_by={"kind": "enterprise", "id": str(enterprise_id)})
    return enterprise


def survivor_of(enterprise_id: UUID, load: Callable[[UUID], Enterprise]) -> Enterprise:
    """The enterprise of this id, or the one that it is by now, if it was merged."""
    enterprise = load(enterprise_id)
    while enterprise.merged_into is not None:
        enterprise = load(enterprise.merged_into.surviving_enterprise_id)
    return enterprise


def newly_registered(
    name: str, uscc: str | None, area: str, city: str, authority: Authority, work: Work
) -> Enterprise:
    """An enterprise taken onto the books with its name and code. Raises `CreditCodeTaken` if another has it."""
    enterprise = Enterprise.register(
        work.new_id(), city=city, area=area, name=name, uscc=uscc, authority=authority
    )
    work.add(enterprise)
    bear_name(name, enterprise, authority, work)
    if uscc is not None:
        assign_code(uscc, enterprise, authority, work)
    return enterprise


def bear_name(name: str, enterprise: Enterprise, authority: Authority, work: Work) -> None:
    """Put on record that the enterprise bears the name, so that whoever is named like that is found."""
    known = work.find(EnterpriseName, EnterpriseName.id_of(enterprise.city, name))
    if known is not None:
        known.share(name, enterprise.id, area=enterprise.area, authority=authority)
    else:
        taken = EnterpriseName.register(
            enterprise.city, name, enterprise.id, area=enterprise.area, authority=authority
        )
        work.add(taken)


def assign_code(uscc: str, enterprise: Enterprise, authority: Authority, work: Work) -> None:
    """Give the code to the enterprise, unless it leads there already. Raises `CreditCodeTaken` if another has it."""
    taken = work.find(CreditCode, CreditCode.id_of(uscc))
    if taken is None:
        work.add(CreditCode.assign(uscc, enterprise.id, area=enterprise.area, authority=authority))
    elif taken.enterprise_id != enterprise.id or taken.by_absorption:
        taken.refuse_another()


@dataclass(frozen=True, slots=True)
class PlainPrincipal:
    """What is stated about a principal, in the form in which it is kept, before it is sealed."""

    name: str = field(repr=False)
    role: PrincipalRole
    title: str | None = field(repr=False)
    phone: str | None = field(repr=False)
    party_managed: PartyManaged

    def sealed_for(
        self, id_: UUID, *, list_type: str | None = None, list_batch_id: UUID | None = None
    ) -> PrincipalStatement:
        """The statement as personal data of the principal of this id, with the list that it comes from."""
        return PrincipalStatement(
            id=id_,
            name=Personal(id_, self.name),
            role=self.role,
            title=None if self.title is None else Personal(id_, self.title),
            phone=None if self.phone is None else Personal(id_, self.phone),
            party_managed=self.party_managed,
            list_type=list_type,
            list_batch_id=list_batch_id,
        )


def as_stored(stated: StatedPrincipal, *, path: str = "") -> PlainPrincipal:
    """The principal in the form in which it is kept. Raises `Invalid` for a field below `path`."""
    return PlainPrincipal(
        name=person_name(stated.name, field=f"{path}name"),
        role=stated.role,
        title=tidy(stated.title or "") or None,
        phone=phone_text(stated.phone, field=f"{path}phone") if stated.phone else None,
        party_managed=stated.party_managed,
    )


def _kept(command: EnterpriseCommand, work: Work) -> tuple[Enterprise, Authority]:
    return enterprise_known(command, work, "R-08")
