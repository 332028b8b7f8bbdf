"""Appointing the service specialist who speaks for an enterprise (服务专员管理)."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.enterprise import Enterprise
from domain.authorization import IN_OFFICE, ON_PAPER, Permission, acting_for, officer, specialist
from domain.base import Authority, Capacity
from domain.functions import Function
from domain.names import person_name
from domain.personal_data import Personal
from domain.phone_numbers import phone_text
from domain.specialists import SpecialistStatement
from domain.use_cases.keeping_enterprises import EnterpriseCommand, enterprise_known
from domain.work import Work

APPOINTERS = (specialist, officer("hrss", "drc", "miit"))

# An account stands in clear, so that it is no place for a name.
AccountId = Annotated[str, Field(pattern=r"^[!-~]+$", max_length=100)]


class AppointSpecialist(EnterpriseCommand):
    """A specialist as the enterprise states him or her."""

    permitted: ClassVar[tuple[Permission, ...]] = APPOINTERS
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER
    name: str = Field(repr=False, max_length=100)
    phone: str = Field(repr=False, max_length=100)
    account_id: AccountId | None = None


class RelieveSpecialist(EnterpriseCommand):
    permitted: ClassVar[tuple[Permission, ...]] = APPOINTERS
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER
    specialist_id: UUID


def appoint_specialist(command: AppointSpecialist, work: Work) -> Enterprise:
    enterprise, authority = enterprise_known(command, work)
    authority = appointing_for(enterprise.id, authority)
    name = person_name(command.name)
    phone = phone_text(command.phone)
    id_ = work.new_id()
    stated = SpecialistStatement(
        id=id_, name=Personal(id_, name), phone=Personal(id_, phone), account_id=command.account_id
    )
    enterprise.appoint_specialist(stated, authority)
    return enterprise


def relieve_specialist(command: RelieveSpecialist, work: Work) -> Enterprise:
    enterprise, authority = enterprise_known(command, work)
    enterprise.relieve_specialist(command.specialist_id, appointing_for(enterprise.id, authority))
    return enterprise


def appointing_for(enterprise_id: UUID, authority: Authority) -> Authority:
    """The authority of HRSS in its own office, or else to act for the enterprise.

    Raises `PostMayNot` for an officer of another department who does not enter the enterprise's paper.
    """
    if authority.function == Function.HRSS and authority.capacity in IN_OFFICE:
        return authority
    return acting_for(authority, enterprise_id)
