"""Opening yearly quotas, nominating enterprises, and naming their persons (配额管理)."""

from typing import ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.enterprise import Enterprise
from domain.aggregates.quota import Quota
from domain.aggregates.talent import Talent
from domain.authorization import (
    Command,
    Permission,
    must_act_for,
    must_be_department,
    officer_of_city,
    specialist,
)
from domain.base import Authority
from domain.errors import Conflict, Invalid
from domain.places import ReleaseCause
from domain.policy.quota_route import QuotaRoute
from domain.text import Text
from domain.work import Work

HRSS = officer_of_city("hrss")
DEPARTMENTS = officer_of_city("drc", "miit")


class QuotaAlreadyOpen(Conflict):
    code = "quota_already_open"
    title = Text("该年度配额已开启", "The quota of this year is open already")


class QuotaCommand(Command):
    """A command to the quota of one city, card type and quota year."""

    city: str
    card_type: str
    quota_year: int = Field(ge=2023, le=2100)

    @property
    def quota_id(self) -> UUID:
        return Quota.id_of(self.city, self.card_type, self.quota_year)


class PlaceCommand(QuotaCommand):
    """A command to one place of a quota."""

    place_id: UUID


class OpenQuota(QuotaCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)


class ReviseLimits(QuotaCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)
    city_limit: int = Field(ge=1, le=1000)
    department_limits: dict[str, int]


class FileMethod(QuotaCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)


class CloseQuota(QuotaCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)


class NominateEnterprise(QuotaCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (DEPARTMENTS,)
    enterprise_id: UUID


class WithdrawNomination(PlaceCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (DEPARTMENTS,)


class RequestTransfer(PlaceCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (DEPARTMENTS,)
    to_department: str


class AcceptTransfer(PlaceCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (DEPARTMENTS,)


class DeclineTransfer(PlaceCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (DEPARTMENTS,)


class ProposePerson(PlaceCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (specialist, HRSS, DEPARTMENTS)
    talent_id: UUID


class ReplacePerson(PlaceCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (specialist, HRSS, DEPARTMENTS)
    talent_id: UUID


def open_quota(command: OpenQuota, work: Work) -> Quota:
    if work.find(Quota, command.quota_id) is not None:
        raise QuotaAlreadyOpen(blocked_by={"kind": "Quota", "id": str(command.quota_id)})
    pack = work.policies.in_force(command.city, work.authority.effective_on)
    limits = pack.quota_route(command.card_type).limits
    quota = Quota.open(
        command.city,
        command.card_type,
        command.quota_year,
        city_limit=limits.city.value,
        department_limits={department: limit.value for department, limit in limits.departments.items()},
        authority=work.under(pack, "R-10", "R-11", "R-12"),
    )
    return work.add(quota)


def revise_limits(command: ReviseLimits, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-10", "R-11")
    quota.revise_limits(command.city_limit, command.department_limits, authority)
    return quota


def file_method(command: FileMethod, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-15")
    quota.file_method(authority)
    return quota


def close_quota(command: CloseQuota, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-10")
    quota.close(authority)
    return quota


def nominate_enterprise(command: NominateEnterprise, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-10", "R-11")
    if not authority.documents:
        raise Invalid(NOMINATION_NEEDS_LETTER, field="documents", clauses=("R-11",))
    department = authority.function or ""
    enterprise = work.load(Enterprise, command.enterprise_id)
    listing = enterprise.listed_on(_list_of(department, quota, work), authority.effective_on)
    quota.nominate(
        work.new_id(),
        department=department,
        enterprise_id=enterprise.id,
        enterprise_area=enterprise.area,
        list_type=listing.list_type,
        list_id=listing.list_id,
        authority=authority,
    )
    return quota


def withdraw_nomination(command: WithdrawNomination, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-11")
    must_be_department(authority, quota.place(command.place_id).department)
    rule = _route(quota, work).releases[ReleaseCause.NOMINATION_WITHDRAWN]
    quota.withdraw_nomination(
        command.place_id,
        place_freed=rule.before_forwarding.place,
        slot_freed=rule.before_forwarding.person_slot,
        authority=authority,
    )
    return quota


def request_transfer(command: RequestTransfer, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-11")
    must_be_department(authority, quota.place(command.place_id).department)
    quota.request_transfer(command.place_id, command.to_department, authority)
    return quota


def accept_transfer(command: AcceptTransfer, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-11")
    place = quota.place(command.place_id)
    must_be_department(authority, place.transfer_to or place.department)
    enterprise = work.load(Enterprise, place.enterprise_id)
    listing = enterprise.listed_on(_list_of(authority.function or "", quota, work), authority.effective_on)
    quota.accept_transfer(
        command.place_id, list_type=listing.list_type, list_id=listing.list_id, authority=authority
    )
    return quota


def decline_transfer(command: DeclineTransfer, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-11")
    place = quota.place(command.place_id)
    must_be_department(authority, place.transfer_to or place.department)
    quota.decline_transfer(command.place_id, authority)
    return quota


def propose_person(command: ProposePerson, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-12")
    must_act_for(authority, quota.place(command.place_id).enterprise_id)
    talent = work.load(Talent, command.talent_id)
    quota.propose_person(command.place_id, talent.id, authority)
    return quota


def replace_person(command: ReplacePerson, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-12")
    must_act_for(authority, quota.place(command.place_id).enterprise_id)
    talent = work.load(Talent, command.talent_id)
    quota.replace_person(command.place_id, talent.id, authority)
    return quota


def _quota(command: QuotaCommand, work: Work, *clauses: str) -> tuple[Quota, Authority]:
    """The quota and the authority under the policy version that the quota was opened with."""
    quota = work.load(Quota, command.quota_id)
    return quota, work.under(work.policies.version(quota.policy_version), *clauses)


def _route(quota: Quota, work: Work) -> QuotaRoute:
    return work.policies.version(quota.policy_version).quota_route(quota.card_type)


def _list_of(department: str, quota: Quota, work: Work) -> str:
    """The list type from which this department nominates."""
    return _route(quota, work).list_types[department]


NOMINATION_NEEDS_LETTER = Text(
    "推荐须注明推荐函的文号和日期", "A nomination states the number and date of its letter"
)
