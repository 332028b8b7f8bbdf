"""The words of a panel of experts (专家论证): its members, their votes, and what is refused."""

from enum import StrEnum
from uuid import UUID

from domain.base import Value
from domain.errors import Conflict, NotFound, RuleViolation
from domain.personal_data import PersonalData
from domain.text import Text


class PanelStatus(StrEnum):
    """Where a panel stands (论证状态)."""

    CONVENED = "convened"  # 论证中
    CONCLUDED = "concluded"  # 已形成结论, to be confirmed by a second officer
    CONFIRMED = "confirmed"  # 结论已核对
    DISSOLVED = "dissolved"  # 已解散


class DissolutionCause(StrEnum):
    """Why a panel comes to no conclusion (解散原因)."""

    NO_CONCLUSION = "no_conclusion"  # 未形成结论: the case waits for another
    CASE_ENDED = "case_ended"  # 申报已终止


class Vote(StrEnum):
    """What an expert says (表决)."""

    AGREE = "agree"  # 同意
    DISAGREE = "disagree"  # 不同意
    ABSTAIN = "abstain"  # 弃权


class PanelConclusion(StrEnum):
    """What the votes come to (论证结论)."""

    PASSED = "passed"  # 论证通过
    NOT_PASSED = "not_passed"  # 论证未通过


class PanelMember(Value):
    """An expert on a panel, sealed under a subject of his or her own."""

    member_id: UUID
    name: PersonalData
    organization: PersonalData | None = None


class PanelNotInState(Conflict):
    code = "panel_not_in_state"
    title = Text("专家论证当前状态不允许此操作", "The panel is not in a state that allows this")


class NoSuchExpert(NotFound):
    code = "no_such_expert"
    title = Text("没有该论证专家", "The panel has no such expert")


class ExpertRecused(RuleViolation):
    code = "expert_recused"
    title = Text("该专家已回避", "This expert is recused")


class VotedBefore(Conflict):
    code = "voted_before"
    title = Text("该专家已表决", "This expert has voted already")


class PanelNotQuorate(RuleViolation):
    code = "panel_not_quorate"
    title = Text("专家人数或表决人数不足", "There are not enough experts, or not enough of them have voted")


class PanelNotPassed(RuleViolation):
    code = "panel_not_passed"
    title = Text("专家论证未通过", "The panel of experts did not pass the case")
