"""Opening yearly quotas, nominating enterprises, and naming their persons (配额管理)."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.card_application import CardApplication
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.quota import Quota
from domain.aggregates.talent import Talent
from domain.authorization import (
    ON_PAPER,
    Command,
    NotYourDepartment,
    Permission,
    Role,
    acting_for,
    must_be_department,
    officer_of_city,
    specialist,
    system,
)
from domain.base import Authority, Capacity
from domain.cases import ForwardedAlready
from domain.errors import Conflict, Invalid, NotFound
from domain.places import NOMINATION_LETTER, GivenBack, Place, ReleaseCause
from domain.policy.organizations import DEPARTMENTS
from domain.policy.pack import PolicyPack
from domain.policy.quota_route import QuotaRoute
from domain.text import Text
from domain.use_cases.ending_cases import end_what_waits
from domain.use_cases.keeping_enterprises import enterprise_in
from domain.work import Work

HRSS = officer_of_city("hrss")
DEPARTMENT = officer_of_city(*DEPARTMENTS)  # which of them recommend, the quota says

Code = Annotated[str, Field(max_length=40)]
Limit = Annotated[int, Field(ge=0, le=1000)]


class QuotaAlreadyOpen(Conflict):
    code = "quota_already_open"
    title = Text("该年度配额已开启", "The quota of this year is open already")


class QuotaCommand(Command):
    """A command to the quota of one city, card type and quota year."""

    city: Code
    card_type: Code
    quota_year: int = Field(ge=2023, le=2100)

    @property
    def quota_id(self) -> UUID:
        return Quota.id_of(self.city, self.card_type, self.quota_year)

    @property
    def named(self) -> set[UUID]:
        return {self.quota_id, *super().named}


class PlaceCommand(QuotaCommand):
    """A command to one place of a quota."""

    place_id: UUID


class OpenQuota(QuotaCommand):
    """By an officer, or by the clock on the first day of the year."""

    permitted: ClassVar[tuple[Permission, ...]] = (HRSS, system)


class ReviseLimits(QuotaCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)
    city_limit: int = Field(ge=1, le=1000)
    department_limits: dict[Code, Limit]


class FileMethod(QuotaCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)


class CloseQuota(QuotaCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)


class ReopenQuota(QuotaCommand):
    """It was closed too early."""

    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)


class NominateEnterprise(QuotaCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (DEPARTMENT,)
    enterprise_id: UUID


class WithdrawNomination(PlaceCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (DEPARTMENT,)


class RequestTransfer(PlaceCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (DEPARTMENT,)
    to_department: Code


class AcceptTransfer(PlaceCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (DEPARTMENT,)


class DeclineTransfer(PlaceCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (DEPARTMENT,)


class ProposePerson(PlaceCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (specialist, HRSS, DEPARTMENT)
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER
    talent_id: UUID


class ReplacePerson(PlaceCommand):
    permitted: ClassVar[tuple[Permission, ...]] = (specialist, HRSS, DEPARTMENT)
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER
    talent_id: UUID


def open_quota(command: OpenQuota, work: Work) -> Quota:
    if work.find(Quota, command.quota_id) is not None:
        raise QuotaAlreadyOpen(blocked_by={"kind": "quota", "id": str(command.quota_id)})
    pack = work.policies.in_force(command.city, work.authority.effective_on)
    authority = work.under(pack, "R-10", "R-11", "R-12")
    return newly_opened(command.card_type, command.quota_year, pack, authority, work)


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


def reopen_quota(command: ReopenQuota, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-10")
    quota.open_again(authority)
    return quota


def nominate_enterprise(command: NominateEnterprise, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-10", "R-11")
    department = recommending(quota, authority)
    _must_have_letter(authority)
    _route(quota, work).quota_year.must_hold(command.quota_year, authority.effective_on)
    enterprise = enterprise_in(quota.city, command.enterprise_id, work)
    enterprise.must_not_be_merged(field="enterprise_id")
    listing = enterprise.listed_on(_list_of(department, quota, work), authority.effective_on)
    quota.nominate(
        work.new_id(),
        department=department,
        enterprise_id=enterprise.id,
        area=enterprise.area,
        list_type=listing.list_type,
        list_batch_id=listing.list_batch_id,
        authority=authority,
    )
    return quota


def withdraw_nomination(command: WithdrawNomination, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-11")
    place, enterprise = _place(command, quota, work)
    must_be_department(authority, place.department)
    freed = _route(quota, work).releases[ReleaseCause.NOMINATION_WITHDRAWN].frees(forwarded=False)
    back = GivenBack(place=freed.place, slot=freed.person_slot)
    quota.withdraw_nomination(place.id, back, area=enterprise.area, authority=authority)
    return quota


def request_transfer(command: RequestTransfer, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-11")
    place, enterprise = _place(command, quota, work)
    must_be_department(authority, place.department)
    quota.request_transfer(place.id, command.to_department, area=enterprise.area, authority=authority)
    return quota


def accept_transfer(command: AcceptTransfer, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-11")
    place, enterprise = _place(command, quota, work)
    _, department = quota.places.to_transfer(place.id)
    must_be_department(authority, department)
    listing = enterprise.listed_on(_list_of(department, quota, work), authority.effective_on)
    quota.accept_transfer(
        place.id,
        list_type=listing.list_type,
        list_batch_id=listing.list_batch_id,
        area=enterprise.area,
        authority=authority,
    )
    return quota


def decline_transfer(command: DeclineTransfer, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-11")
    place, enterprise = _place(command, quota, work)
    _, department = quota.places.to_transfer(place.id)
    must_be_department(authority, department)
    quota.decline_transfer(place.id, area=enterprise.area, authority=authority)
    return quota


def propose_person(command: ProposePerson, work: Work) -> Quota:
    quota, authority = _quota(command, work, "R-12")
    place, enterprise = _place(command, quota, work)
    authority = _for_enterprise(place, quota, authority)
    enterprise.must_not_be_merged()
    talent = _talent(command.talent_id, quota, work)
    quota.propose_person(place.id, talent.id, area=enterprise.area, authority=authority)
    return quota


def replace_person(command: ReplacePerson, work: Work) -> Quota:
    """Until the case is forwarded to the province the enterprise may name another person (decided point 10)."""
    quota, authority = _quota(command, work, "R-12")
    place, enterprise = _place(command, quota, work)
    authority = _for_enterprise(place, quota, authority)
    enterprise.must_not_be_merged()
    case = _case_to_give_up(place, work)
    talent = _talent(command.talent_id, quota, work)
    quota.replace_person(place.id, talent.id, area=enterprise.area, authority=authority)
    if case is not None:
        case.supersede(talent.id, area=enterprise.area, authority=authority)
        end_what_waits(case, authority, work)
    return quota


def _quota(command: QuotaCommand, work: Work, *clauses: str) -> tuple[Quota, Authority]:
    """The quota and the authority under the policy version that the quota was opened with."""
    quota = work.load(Quota, command.quota_id)
    return quota, work.under(work.policies.version(quota.policy_version), *clauses)


def _place(command: PlaceCommand, quota: Quota, work: Work) -> tuple[Place, Enterprise]:
    """The place and the enterprise that has it."""
    place = quota.places.place(command.place_id)
    return place, work.load(Enterprise, place.enterprise_id)


def _case_to_give_up(place: Place, work: Work) -> CardApplication | None:
    """The case that was handed in on this place, if there is one. Raises `ForwardedAlready`."""
    if place.card_application_id is None:
        return None
    case = work.load(CardApplication, place.card_application_id)
    if case.is_forwarded:
        raise ForwardedAlready(clauses=("R-12",), blocked_by=case.shown())
    return case


def _talent(talent_id: UUID, quota: Quota, work: Work) -> Talent:
    """A person of the quota's city; to a specialist, of the enterprise."""
    talent = work.load(Talent, talent_id)
    foreign = work.authority.role == Role.SPECIALIST and work.authority.enterprise_id != talent.employer_id
    if talent.city != quota.city or foreign:
        raise NotFound(field="talent_id", blocked_by={"kind": "talent", "id": str(talent_id)})
    talent.must_be_in_use()
    return talent


def newly_opened(
    card_type: str, quota_year: int, pack: PolicyPack, authority: Authority, work: Work
) -> Quota:
    """The quota of a year with the limits of this pack, under which it stands from now on."""
    limits = pack.quota_route(card_type).limits
    quota = Quota.open(
        pack.city,
        card_type,
        quota_year,
        city_limit=limits.city.value,
        department_limits={department: limit.value for department, limit in limits.departments.items()},
        authority=authority,
    )
    return work.add(quota)


def recommending(quota: Quota, authority: Authority) -> str:
    """The officer's department, if this quota has a partition for it."""
    department = authority.function or ""
    if department not in quota.places.department_limits:
        raise NotYourDepartment(blocked_by={"kind": "quota", "id": str(quota.id)})
    return department


def _for_enterprise(place: Place, quota: Quota, authority: Authority) -> Authority:
    """The authority to act for the enterprise; of the departments, only that which nominated it may."""
    if authority.function in quota.places.department_limits:
        must_be_department(authority, place.department)
    return acting_for(authority, place.enterprise_id)


def _must_have_letter(authority: Authority) -> None:
    letters = [paper for paper in authority.documents if paper.kind == NOMINATION_LETTER]
    if not any(letter.number and letter.issued_on for letter in letters):
        raise Invalid(NOMINATION_NEEDS_LETTER, field="documents", clauses=("R-11",))


def _route(quota: Quota, work: Work) -> QuotaRoute:
    return work.policies.version(quota.policy_version).quota_route(quota.card_type)


def _list_of(department: str, quota: Quota, work: Work) -> str:
    """The list type from which this department nominates."""
    return _route(quota, work).list_types[department]


NOMINATION_NEEDS_LETTER = Text(
    "推荐须注明推荐函（kind为nomination_letter）的文号和日期",
    "A nomination states the number and date of its letter (kind nomination_letter)",
)
