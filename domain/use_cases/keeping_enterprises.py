"""Keeping the books of enterprises: who they are, and who leads them (企业登记)."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.credit_code import CreditCode
from domain.aggregates.enterprise import Enterprise, PartyManaged, PrincipalRole, PrincipalStatement
from domain.authorization import Command, Permission, must_cover, officer
from domain.base import Authority
from domain.enterprise_codes import unified_social_credit_code
from domain.names import company_name, person_name
from domain.personal_data import Personal
from domain.phone_numbers import phone_numbers
from domain.work import Work

KEEPERS = (officer("hrss", "drc", "miit"),)


class RegisterEnterprise(Command):
    permitted: ClassVar[tuple[Permission, ...]] = KEEPERS
    city: str
    area: str
    name: str = Field(max_length=200)
    uscc: str = Field(max_length=40)


class EnterpriseCommand(Command):
    """A command about one enterprise."""

    permitted: ClassVar[tuple[Permission, ...]] = KEEPERS
    enterprise_id: UUID


class StateCreditCode(EnterpriseCommand):
    uscc: str = Field(max_length=40)


class RenameEnterprise(EnterpriseCommand):
    name: str = Field(max_length=200)


class NamePrincipal(EnterpriseCommand):
    name: str = Field(repr=False, max_length=100)
    role: PrincipalRole = PrincipalRole.PRINCIPAL
    title: str | None = Field(default=None, repr=False, max_length=100)
    phone: str | None = Field(default=None, repr=False, max_length=100)
    party_managed: PartyManaged = PartyManaged.UNKNOWN


class LetPrincipalGo(EnterpriseCommand):
    principal_id: UUID


def register_enterprise(command: RegisterEnterprise, work: Work) -> Enterprise:
    pack = work.policies.in_force(command.city, work.authority.effective_on)
    area = pack.area_of(command.area)
    must_cover(work.authority, area.code, pack.city_area.code)
    uscc = unified_social_credit_code(command.uscc).code
    authority = work.under(pack, "R-08")
    enterprise = Enterprise.register(
        work.new_id(),
        city=command.city,
        area=area.code,
        name=company_name(command.name),
        uscc=uscc,
        authority=authority,
    )
    assign_code(uscc, enterprise.id, authority, work)
    return work.add(enterprise)


def state_credit_code(command: StateCreditCode, work: Work) -> Enterprise:
    enterprise, authority = _enterprise(command, work)
    uscc = unified_social_credit_code(command.uscc).code
    enterprise.state_credit_code(uscc, authority)
    assign_code(uscc, enterprise.id, authority, work)
    return enterprise


def rename_enterprise(command: RenameEnterprise, work: Work) -> Enterprise:
    enterprise, authority = _enterprise(command, work)
    enterprise.rename(company_name(command.name), authority)
    return enterprise


def name_principal(command: NamePrincipal, work: Work) -> Enterprise:
    enterprise, authority = _enterprise(command, work)
    enterprise.name_principal(
        principal_statement(
            work.new_id(),
            name=command.name,
            role=command.role,
            title=command.title,
            phone=command.phone,
            party_managed=command.party_managed,
        ),
        authority,
    )
    return enterprise


def let_principal_go(command: LetPrincipalGo, work: Work) -> Enterprise:
    enterprise, authority = _enterprise(command, work)
    enterprise.let_principal_go(command.principal_id, authority)
    return enterprise


def assign_code(uscc: str, enterprise_id: UUID, authority: Authority, work: Work) -> None:
    """Give the code to the enterprise. Raises `CreditCodeTaken` if another has it."""
    taken = work.find(CreditCode, CreditCode.id_of(uscc))
    if taken is not None:
        taken.refuse_another()
    work.add(CreditCode.assign(uscc, enterprise_id, authority))


def principal_statement(
    principal_id: UUID,
    *,
    name: str,
    role: PrincipalRole,
    title: str | None,
    phone: str | None,
    party_managed: PartyManaged,
    list_type: str | None = None,
) -> PrincipalStatement:
    """What is stated about a principal, as personal data of that principal. Raises `Invalid`."""
    return PrincipalStatement(
        id=principal_id,
        name=Personal(principal_id, person_name(name)),
        role=role,
        title=None if title is None else Personal(principal_id, title),
        phone=None if phone is None else Personal(principal_id, "、".join(phone_numbers(phone))),
        party_managed=party_managed,
        list_type=list_type,
    )


def _enterprise(command: EnterpriseCommand, work: Work) -> tuple[Enterprise, Authority]:
    enterprise = work.load(Enterprise, command.enterprise_id)
    pack = work.policies.in_force(enterprise.city, work.authority.effective_on)
    must_cover(work.authority, enterprise.area, pack.city_area.code)
    return enterprise, work.under(pack, "R-08")
