"""Handing cases on with one letter: from the departments to HRSS, from HRSS to the province (集中提交、推荐上报)."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.batch import Batch, BatchKind, MemberAnswer
from domain.aggregates.quota import Quota
from domain.authorization import Command, NotYourDepartment, Permission, officer_of_city
from domain.base import Authority
from domain.errors import Invalid, LoadedApart, NotFound
from domain.policy.organizations import DEPARTMENTS
from domain.policy.pack import PolicyPack
from domain.policy.quota_route import QuotaRoute
from domain.policy.steps import Step, StepKind
from domain.text import Text
from domain.use_cases.casework import HRSS, CaseFile, must_have_turn, opened_file
from domain.use_cases.managing_quotas import QuotaCommand, recommending
from domain.use_cases.taking_in_cases import accept_by_deciding
from domain.work import Work

DEPARTMENT = officer_of_city(*DEPARTMENTS)
STEP_OF_KIND = {BatchKind.TO_HRSS: StepKind.COLLECTIVE_SUBMISSION, BatchKind.TO_PROVINCE: StepKind.FORWARDING}
CLAUSE = "R-14"

Code = Annotated[str, Field(max_length=40)]


class OpenBatch(QuotaCommand):
    """Begin a batch: of a recommending department `to_hrss`, of HRSS `to_province`."""

    permitted: ClassVar[tuple[Permission, ...]] = (DEPARTMENT,)
    kind: BatchKind


class DeclareNothingToSubmit(QuotaCommand):
    """A recommending department hands in nothing this year."""

    permitted: ClassVar[tuple[Permission, ...]] = (DEPARTMENT,)


class BatchCommand(Command):
    """A command about one batch, by the office that hands it on."""

    permitted: ClassVar[tuple[Permission, ...]] = (DEPARTMENT,)
    batch_id: UUID


class AddToBatch(BatchCommand):
    card_application_id: UUID


class RemoveFromBatch(BatchCommand):
    card_application_id: UUID


class SealBatch(BatchCommand):
    """Close the batch under its letter, and hand all its members on."""


class CancelBatch(BatchCommand):
    """Give a batch up that is not sealed: its members wait for another one."""


class AcceptMember(BatchCommand):
    """HRSS takes one member in."""

    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)
    card_application_id: UUID


class ReturnMember(BatchCommand):
    """HRSS gives one member back to an earlier step; it keeps its place, and may join a later batch."""

    permitted: ClassVar[tuple[Permission, ...]] = (HRSS,)
    card_application_id: UUID
    to_step: Code


def open_batch(command: OpenBatch, work: Work) -> Batch:
    quota = work.load(Quota, command.quota_id)
    pack = work.policies.version(quota.policy_version)
    department = _sender(command.kind, pack.quota_route(quota.card_type), work.authority)
    batch = Batch.open(
        work.new_id(),
        command.kind,
        city=quota.city,
        card_type=quota.card_type,
        quota_year=quota.quota_year,
        department=department,
        authority=work.under(pack, CLAUSE),
    )
    return work.add(batch)


def declare_nothing_to_submit(command: DeclareNothingToSubmit, work: Work) -> Quota:
    quota = work.load(Quota, command.quota_id)
    authority = work.under(work.policies.version(quota.policy_version), CLAUSE)
    quota.declare_nothing_to_submit(recommending(quota, authority), authority)
    return quota


def add_to_batch(command: AddToBatch, work: Work) -> Batch:
    batch, authority = _own_batch(command, work)
    batch.must_be_unsealed()
    file = opened_file(command.card_application_id, work, CLAUSE)
    _must_belong(file, batch)
    file.case.join_batch(_step(batch, file), batch.id, area=file.area, authority=authority)
    batch.add(file.case.id, file.enterprise.id, file.area, authority)
    return batch


def remove_from_batch(command: RemoveFromBatch, work: Work) -> Batch:
    batch, authority = _own_batch(command, work)
    batch.remove(command.card_application_id, authority)
    file = _member(command.card_application_id, batch, work)
    file.case.leave_batch(area=file.area, authority=authority)
    return batch


def seal_batch(command: SealBatch, work: Work) -> Batch:
    batch, authority = _own_batch(command, work)
    quota = work.load(Quota, Quota.id_of(batch.city, batch.card_type, batch.quota_year))
    batch.must_be_unsealed()
    if batch.kind is BatchKind.TO_PROVINCE:
        quota.must_be_heard_from()
    batch.seal(authority)
    for member in batch.members:
        file = _member(member, batch, work)
        file.case.hand_on(_step(batch, file), file.next_step, area=file.area, authority=authority)
    if batch.department is not None:
        quota.submit_collectively(batch.department, batch.id, authority)
    return batch


def cancel_batch(command: CancelBatch, work: Work) -> Batch:
    batch, authority = _own_batch(command, work)
    members = tuple(batch.members)
    batch.cancel(authority)
    for member in members:
        file = _member(member, batch, work)
        file.case.leave_batch(area=file.area, authority=authority)
    return batch


def accept_member(command: AcceptMember, work: Work) -> Batch:
    batch, file = _received(command, work)
    accept_by_deciding(file, work)
    file.case.receive(file.step, file.next_step, batch.id, area=file.area, authority=file.authority)
    batch.answer(file.case.id, MemberAnswer.ACCEPTED, file.authority)
    return batch


def return_member(command: ReturnMember, work: Work) -> Batch:
    batch, file = _received(command, work)
    to_step = file.earlier_step(command.to_step)
    file.case.return_to(file.step, to_step, area=file.area, authority=file.authority)
    batch.answer(file.case.id, MemberAnswer.RETURNED, file.authority)
    return batch


def _member(case_id: UUID, batch: Batch, work: Work) -> CaseFile:
    """The file of a member of the batch. Raises `LoadedApart` for one that has left it since the batch was loaded."""
    file = opened_file(case_id, work, CLAUSE)
    if file.case.batch_id != batch.id:
        raise LoadedApart
    return file


def batch_under_policy(batch: Batch, work: Work) -> PolicyPack:
    """The policy version under which the batch's quota was opened."""
    quota = work.load(Quota, Quota.id_of(batch.city, batch.card_type, batch.quota_year))
    return work.policies.version(quota.policy_version)


def _sender(kind: BatchKind, route: QuotaRoute, authority: Authority) -> str | None:
    """The recommending department that hands the batch on; None where that is HRSS. Raises `NotYourDepartment`."""
    sends = list(route.limits.departments) if kind is BatchKind.TO_HRSS else [_forwarding(route)]
    if authority.function not in sends:
        raise NotYourDepartment(BATCH_OF_OTHERS, clauses=(CLAUSE,))
    return authority.function if kind is BatchKind.TO_HRSS else None


def _forwarding(route: QuotaRoute) -> str:
    return route.steps.of_kind(StepKind.FORWARDING).function_for("")


def _own_batch(command: BatchCommand, work: Work) -> tuple[Batch, Authority]:
    """The batch, and the authority of the office that hands it on. Raises `NotFound` and `NotYourDepartment`."""
    batch = work.load(Batch, command.batch_id)
    pack = batch_under_policy(batch, work)
    if work.authority.area != pack.city_area.code:
        raise NotFound(blocked_by={"kind": "batch", "id": str(batch.id)})
    if _sender(batch.kind, pack.quota_route(batch.card_type), work.authority) != batch.department:
        raise NotYourDepartment(blocked_by={"kind": "department", "id": batch.department})
    return batch, work.under(pack, CLAUSE)


def _received(command: AcceptMember | ReturnMember, work: Work) -> tuple[Batch, CaseFile]:
    """A sealed batch to HRSS, and the member that waits to be taken in."""
    batch = work.load(Batch, command.batch_id)
    if batch.kind is not BatchKind.TO_HRSS:
        raise NotYourDepartment(ANSWERED_BY_PROVINCE, clauses=(CLAUSE,))
    batch.must_be_sealed()
    batch.must_have(command.card_application_id)
    file = opened_file(command.card_application_id, work, CLAUSE)
    must_have_turn(file)
    return batch, file


def _must_belong(file: CaseFile, batch: Batch) -> None:
    """Refuse a case of another quota, or of another department than the batch's."""
    case = file.case
    of_case, of_batch = (
        (case.city, case.card_type, case.quota_year),
        (batch.city, batch.card_type, batch.quota_year),
    )
    if of_case != of_batch or batch.department not in (None, case.department):
        raise Invalid(OF_ANOTHER_BATCH, field="card_application_id")


def _step(batch: Batch, file: CaseFile) -> Step:
    return file.route.steps.of_kind(STEP_OF_KIND[batch.kind])


ANSWERED_BY_PROVINCE = Text("上报省里的批次由省里答复", "The province answers a batch that went to it")
BATCH_OF_OTHERS = Text(
    "推荐部门建立提交人社的批次，人社部门建立上报省里的批次",
    "Recommending departments open batches to HRSS, and HRSS those to the province",
)
OF_ANOTHER_BATCH = Text(
    "该申报不属于本批次的配额年度或推荐部门",
    "The case is not of this batch's quota year or recommending department",
)
