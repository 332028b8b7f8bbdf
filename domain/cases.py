"""The words of a case (申报事项): where it stands, what is decided about it, and what is refused."""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Self
from uuid import UUID

from domain.base import Value
from domain.cadres import PartyManaged
from domain.calendar import ONE_DAY, Calendar
from domain.errors import Conflict, NotPermitted, RuleViolation
from domain.personal_data import PersonalData
from domain.policy.case_life import Reconsidered
from domain.registration_form import RegistrationForm
from domain.text import Text


class CaseStatus(StrEnum):
    """Where a case stands (办理状态)."""

    DRAFTED = "drafted"  # 草稿
    IN_PROCESS = "in_process"  # 办理中, at the step that the case names
    CORRECTION_REQUESTED = "correction_requested"  # 补正中
    APPROVED = "approved"  # 通过: by the province, or by the issuer in the city
    REJECTED = "rejected"  # 不通过
    SUSPENDED = "suspended"  # 已挂起
    REFUSED = "refused"  # 不予受理
    NOT_RECOMMENDED = "not_recommended"  # 不予推荐
    WITHDRAWN = "withdrawn"  # 已撤回
    SUPERSEDED = "superseded"  # 已更换人选


OPEN = (CaseStatus.DRAFTED, CaseStatus.IN_PROCESS, CaseStatus.CORRECTION_REQUESTED, CaseStatus.SUSPENDED)


class Opinion(StrEnum):
    """What an opinion says (意见); either way the case goes on."""

    AGREED = "agreed"  # 同意
    DISAGREED = "disagreed"  # 不同意


class ProvincialResult(StrEnum):
    """What the province answered (省级结果)."""

    APPROVED = "approved"  # 通过
    RETURNED = "returned"  # 退回
    REJECTED = "rejected"  # 不通过


class CorrectionItem(Value):
    """One thing to be corrected: a field of the form, and what is wrong with it (补正事项)."""

    field: str
    note: PersonalData | None = None


class NotApplicable(Value):
    """A step that this case does not take, and why (不适用环节)."""

    step: str
    reason_code: str


class Attestation(Value):
    """The attestation that a decision stands on, as the person's own history has it."""

    result: PartyManaged
    as_of: date
    attested_by: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What one officer has entered as the province's answer, for another to confirm."""

    by: str
    persons: frozenset[str]  # who entered it, and in whose stead
    result: ProvincialResult
    to_step: str | None


@dataclass(frozen=True, slots=True)
class Intake:
    """Under which number a case was accepted, and from which day its deadlines are counted (受理)."""

    number: str
    on: date
    counts_from: date


@dataclass(frozen=True, slots=True)
class Rest:
    """Why a case is suspended, since when, and how it stood before (挂起)."""

    ground: str
    since: date
    most_days: int | None
    status: CaseStatus

    def last_day(self, calendar: Calendar) -> date | None:
        """The last working day for which the ground holds at most, the first day one of them; None if it has no end."""
        return (
            None
            if self.most_days is None
            else calendar.working_day_after(self.since - ONE_DAY, self.most_days)
        )


@dataclass(frozen=True, slots=True)
class Ending:
    """The decision that ended a case: which, when, by whom, and its version in the history of the case."""

    kind: Reconsidered
    on: date
    version: int
    persons: frozenset[str]


@dataclass(frozen=True, slots=True)
class PendingRevision:
    """What a decision is to become, for another than who asked to decide."""

    by: str
    persons: frozenset[str]
    status: CaseStatus
    to_step: str | None


@dataclass(frozen=True, slots=True)
class PendingForm:
    """What the form of an approved case should have said, for another than who asked to decide."""

    by: str
    persons: frozenset[str]
    form_version: int
    form: RegistrationForm
    differences: tuple[str, ...]


class ReconsiderationOutcome(StrEnum):
    """What came of a reconsideration (复核结论)."""

    UPHELD = "upheld"  # 维持
    OVERTURNED = "overturned"  # 撤销


@dataclass(frozen=True, slots=True)
class Reconsidering:
    """A reconsideration: of which decision, since when, and what came of it."""

    of_version: int
    on: date
    by: str
    outcome: ReconsiderationOutcome | None = None

    def decided(self, outcome: ReconsiderationOutcome) -> Self:
        """The same, with what came of it."""
        return replace(self, outcome=outcome)


class CaseNotInState(Conflict):
    code = "case_not_in_state"
    title = Text("申报当前状态不允许此操作", "The case is not in a state that allows this")


class NotAtThisStep(Conflict):
    code = "not_at_this_step"
    title = Text("申报不在该环节", "The case is not at the step where this is done")


class SuspensionNotOver(Conflict):
    code = "suspension_not_over"
    title = Text("挂起期限未满", "The ground of the suspension still holds")


class ActedBefore(NotPermitted):
    """Four eyes: one person acts at one step of a case (decided point 17)."""

    code = "acted_before"
    title = Text("同一人不得在同一申报中办理两个环节", "The same person may not act at two steps of one case")


class SameOfficer(NotPermitted):
    code = "same_officer"
    title = Text("须由另一人核对", "A second officer has to do this")


class Recused(NotPermitted):
    code = "recused"
    title = Text("该人在本申报中已回避", "This person is recused from the case")


class ReconsiderationTooLate(RuleViolation):
    code = "reconsideration_too_late"
    title = Text("已过申请复核的期限", "The time for asking for a reconsideration is over")


class NotReconsidered(RuleViolation):
    code = "not_reconsidered"
    title = Text("该决定不适用复核", "This decision is not one that is reconsidered")


class CorrectionRequestedBefore(RuleViolation):
    code = "correction_requested_before"
    title = Text("该环节已一次性告知补正", "Corrections were requested once at this step already")


class FormIncomplete(RuleViolation):
    code = "form_incomplete"
    title = Text("登记表未填完整", "The form is not complete")


class InAnotherBatch(Conflict):
    code = "in_another_batch"
    title = Text("该申报已在另一批次中", "The case is in another open batch")


class ForwardedAlready(RuleViolation):
    code = "forwarded_already"
    title = Text("已推荐上报省里", "The case has been forwarded to the province already")


class AttestationMissing(RuleViolation):
    code = "attestation_missing"
    title = Text(
        "缺少非党委管理领导干部的证明", "It is not attested that the person is no party-managed cadre"
    )


class PartyManagedCadre(RuleViolation):
    code = "party_managed_cadre"
    title = Text("各级党委管理的领导干部不纳入", "Party-managed leading cadres are excluded")


class NotIntroducedYet(RuleViolation):
    code = "not_introduced_yet"
    title = Text("须为已引进的人才", "The person must have been introduced already")


class ClassMissing(RuleViolation):
    code = "class_missing"
    title = Text("未填目录中的类别（层次）", "No class of the catalogue is stated")


class EnterpriseNotListed(RuleViolation):
    code = "enterprise_not_listed"
    title = Text(
        "企业不在“十强”“四链”等重点企业名单上", "The enterprise is on none of the lists of key enterprises"
    )


class NotHeadOfEnterprise(RuleViolation):
    code = "not_head_of_enterprise"
    title = Text("未核实为该企业的主要负责人", "The person is not known to be a head of the enterprise")


class ArrivalNotAhead(RuleViolation):
    code = "arrival_not_ahead"
    title = Text("前端引才须为拟引进的人才", "The person must still be to be introduced")


class CreditCodeMissing(RuleViolation):
    code = "credit_code_missing"
    title = Text("企业未登记统一社会信用代码", "The enterprise has no unified social credit code on record")


def case_shown(id_: UUID, status: str, step: str | None) -> dict[str, str | None]:
    """What a refusal says about the case that blocks."""
    return {"kind": "card_application", "id": str(id_), "status": status, "step": step}
