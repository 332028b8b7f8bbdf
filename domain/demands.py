"""The words of a demand item (需求事项): where it stands, what is said of it, and what is refused."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from domain.base import Value
from domain.errors import Conflict, NotPermitted, RuleViolation
from domain.personal_data import PersonalData
from domain.policy.ledgers import Ledger
from domain.text import Text


class DemandStatus(StrEnum):
    """Where an item stands (办理状态)."""

    REGISTERED = "registered"  # 已登记, to be assigned
    ASSIGNED = "assigned"  # 已交办, to be accepted or disputed
    DISPUTED = "disputed"  # 有异议, to be assigned to another, or upheld
    IN_PROGRESS = "in_progress"  # 办理中
    REPLIED = "replied"  # 已答复
    ESCALATED = "escalated"  # 已转上级
    SETTLED = "settled"  # 已办结
    EXPLAINED = "explained"  # 已解释说明
    STRUCK_OFF = "struck_off"  # 已销号
    WITHDRAWN = "withdrawn"  # 已撤销
    MERGED = "merged"  # 已并办


OPEN_DEMANDS = (
    DemandStatus.REGISTERED,
    DemandStatus.ASSIGNED,
    DemandStatus.DISPUTED,
    DemandStatus.IN_PROGRESS,
    DemandStatus.REPLIED,
    DemandStatus.ESCALATED,
)
HANDLED = (DemandStatus.IN_PROGRESS, DemandStatus.REPLIED)
ANSWERED = (DemandStatus.SETTLED, DemandStatus.EXPLAINED)  # closed, and not struck off yet
MOST_YEARS = 50  # that a demand is old, or due ahead: a day further away is a slip of the pen, and working days are counted to it
TAKEN_OVER_AS = (DemandStatus.REGISTERED, DemandStatus.IN_PROGRESS, DemandStatus.ESCALATED)


class Movement(StrEnum):
    """What an event moves in the books (台账变动, decided point 22)."""

    REGISTERED = "registered"  # 本季新增
    OPENED = "opened"  # 期初, on the cut-over date
    REOPENED = "reopened"  # 重办
    SETTLED = "settled"  # 办结
    EXPLAINED = "explained"  # 解释说明
    DROPPED = "dropped"  # 撤销并办
    RESTORED = "restored"  # 更正误录: it had never been closed


class Cell(NamedTuple):
    """A cell of the books: an area's ledger."""

    area: str
    ledger: Ledger


class Channel(StrEnum):
    """How a demand came in (提出渠道)."""

    WINDOW = "window"  # 窗口
    SPECIALIST = "specialist"  # 单位服务专员
    TALENT = "talent"  # 人才本人
    VISIT = "visit"  # 走访
    HOTLINE = "hotline"  # 热线
    MEETING = "meeting"  # 会议


class Beneficiary(StrEnum):
    """For whom it is asked (涉及对象)."""

    SELF = "self"  # 本人
    SPOUSE = "spouse"  # 配偶
    CHILD = "child"  # 子女
    PARENT = "parent"  # 父母


class Adoption(StrEnum):
    """What became of an opinion (是否采纳); one that is not adopted is explained."""

    ADOPTED = "adopted"  # 采纳
    PARTLY_ADOPTED = "partly_adopted"  # 部分采纳
    FOR_REFERENCE = "for_reference"  # 留作参考


class DockingResult(StrEnum):
    """How it stands with an alliance member (对接结果)."""

    DOCKING = "docking"  # 对接中
    CONTRACTED = "contracted"  # 签约
    FAILED = "failed"  # 未成
    SELF_RESOLVED = "self_resolved"  # 自行解决


class EscalationLevel(StrEnum):
    """To whom an item goes that cannot be settled where it is (上报层级)."""

    CITY = "city"  # 市级
    PROVINCE = "province"  # 省级
    MECHANISM = "mechanism"  # 四部门工作推进机制


class Grade(StrEnum):
    """How content who asked is (满意度)."""

    VERY_SATISFIED = "very_satisfied"  # 非常满意
    SATISFIED = "satisfied"  # 满意
    BASICALLY_SATISFIED = "basically_satisfied"  # 基本满意
    DISSATISFIED = "dissatisfied"  # 不满意
    VERY_DISSATISFIED = "very_dissatisfied"  # 非常不满意

    @property
    def is_bad(self) -> bool:
        """Whether it has to be put right (差评)."""
        return self in (Grade.DISSATISFIED, Grade.VERY_DISSATISFIED)


class Colour(StrEnum):
    """How urgently an item is supervised (督办等级)."""

    BLUE = "blue"  # 蓝色
    YELLOW = "yellow"  # 黄色
    RED = "red"  # 红色


class Unit(Value):
    """A responsible unit (责任单位): a function in an area, and the organization that exercised it on that day."""

    function: str
    area: str
    organization: str


class DemandDetails(Value):
    """What is asked for (需求内容): what the ledgers have of it, each as far as it has a use for it."""

    content: PersonalData
    beneficiaries: tuple[Beneficiary, ...] = ()
    policy_basis: PersonalData | None = None  # 政策依据; of an opinion 涉及政策/文号
    conditions: PersonalData | None = None  # 预算或期望条件
    planned_on: date | None = None  # 计划完成时间
    remark: PersonalData | None = None


class ClosingFigures(Value):
    """What the report says of an item that is closed, as it was computed on that day (办结数据).

    `working_days` are those since it was raised on which it did not rest.
    """

    due_on: date | None = None
    in_time: bool
    working_days: int
    extensions: int


@dataclass(frozen=True, slots=True)
class Closing:
    """What closed an item last, on which day, by whom, and how it stood before."""

    status: DemandStatus
    before: DemandStatus
    on: date
    version: int
    persons: frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """For how many days more a unit has asked, and when."""

    days: int
    on: date
    persons: frozenset[str]


@dataclass(frozen=True, slots=True)
class Docking:
    """Which member of the alliance an item was handed to, and how that stands."""

    member: str
    result: DockingResult


@dataclass(frozen=True, slots=True)
class Escalation:
    """With whom an item is, since when, and how it stood before."""

    level: EscalationLevel
    on: date
    before: DemandStatus


class DemandNotInState(Conflict):
    code = "demand_not_in_state"
    title = Text("事项当前状态不允许此操作", "The item is not in a state that allows this")


class NotClassified(Conflict):
    code = "not_classified"
    title = Text("事项尚未分类", "The item has no category yet")


class NotYourItem(NotPermitted):
    code = "not_your_item"
    title = Text("该事项由其他单位承办", "Another unit is responsible for this item")


class DisputedTooLate(RuleViolation):
    code = "disputed_too_late"
    title = Text("已过提出异议的期限", "The time for disputing the assignment is over")


class ExtensionAskedTooLate(RuleViolation):
    code = "extension_asked_too_late"
    title = Text("已过申请延期的时间", "It is too late to ask for more time")


class LongerThanTheRule(RuleViolation):
    code = "longer_than_the_rule"
    title = Text(
        "时限不得超过政策规定，请申请延期", "This is later than the policy has it; ask for an extension"
    )


class OfAnotherLedger(RuleViolation):
    code = "of_another_ledger"
    title = Text("该台账的事项不适用", "This is not done with items of this ledger")


class NotEscalatedThere(RuleViolation):
    code = "not_escalated_there"
    title = Text("不能转至该层级", "An item of this area does not go there")


class RatedAlready(Conflict):
    code = "rated_already"
    title = Text("该次办理已评价", "This handling has been rated")


class RectificationPending(Conflict):
    code = "rectification_pending"
    title = Text("差评整改或回评尚未完成", "A bad rating has still to be put right or rated again")


class NotCalledBack(RuleViolation):
    code = "not_called_back"
    title = Text("尚未回访", "Nobody has called back yet")


def demand_shown(id_: UUID, number: str, status: DemandStatus) -> dict[str, str]:
    """What a refusal says about the item that blocks."""
    return {"kind": "demand_item", "id": str(id_), "number": number, "status": status.value}
