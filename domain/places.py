"""A place (名额) in a yearly quota, the states it goes through, and what may be refused about it."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from domain.errors import Conflict, RuleViolation
from domain.text import Text


class PlaceStatus(StrEnum):
    """Where a place stands (名额状态)."""

    NOMINATED = "nominated"  # 已推荐
    RESERVED = "reserved"  # 预占
    CONSUMED = "consumed"  # 已使用
    FORFEITED = "forfeited"  # 作废占额: ended, not given back
    RELEASED = "released"  # 已释放
    WITHDRAWN = "withdrawn"  # 已撤回


HELD = (PlaceStatus.NOMINATED, PlaceStatus.RESERVED, PlaceStatus.CONSUMED, PlaceStatus.FORFEITED)


class ReleaseCause(StrEnum):
    """Why a place ended before it was used (释放原因); the pack says what each gives back."""

    NOMINATION_WITHDRAWN = "nomination_withdrawn"
    CASE_WITHDRAWN = "case_withdrawn"
    NOT_RECOMMENDED = "not_recommended"
    REJECTED_BY_PROVINCE = "rejected_by_province"


class CityQuotaExhausted(RuleViolation):
    code = "city_quota_exhausted"
    title = Text("本年度全市配额已用完", "The city's places of this quota year are all taken")


class DepartmentQuotaExhausted(RuleViolation):
    code = "department_quota_exhausted"
    title = Text("本年度本部门配额已用完", "The department's places of this quota year are all taken")


class EnterpriseAlreadyNominated(RuleViolation):
    code = "enterprise_already_nominated"
    title = Text("该企业本年度已被推荐", "The enterprise has been nominated for this quota year already")


class PersonSlotTaken(RuleViolation):
    code = "person_slot_taken"
    title = Text(
        "该企业本年度已推荐一人", "The enterprise has proposed its one person of this quota year already"
    )


class QuotaClosed(Conflict):
    code = "quota_closed"
    title = Text("该年度配额已关闭", "The quota of this year is closed")


class PlaceNotInState(Conflict):
    code = "place_not_in_state"
    title = Text("名额当前状态不允许此操作", "The place is not in a state that allows this")


class LimitsTooLow(RuleViolation):
    code = "limits_below_held_places"
    title = Text("上限低于已占用名额", "The limits are below the places already held")


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the quota, held by an enterprise through the department that nominated it."""

    id: UUID
    department: str
    enterprise_id: UUID
    status: PlaceStatus
    talent_id: UUID | None = None
    card_application_id: UUID | None = None
    transfer_to: str | None = None
    slot_freed: bool = False

    @property
    def is_held(self) -> bool:
        return self.status in HELD

    def shown(self) -> dict[str, Any]:
        """What a refusal says about the place that blocks."""
        return {
            "kind": "place",
            "id": str(self.id),
            "department": self.department,
            "enterprise_id": str(self.enterprise_id),
            "status": self.status.value,
        }


DEPARTMENTS_DIFFER = Text("须为每个推荐部门各列一个上限", "Name one limit for each recommending department")
METHOD_NEEDS_DOCUMENT = Text("备案须附城市配额办法文件", "Filing the method needs its document")
NO_PARTITION = Text("{department} 不是本配额的推荐部门", "{department} is no recommending department here")
CITY_FULL = Text(
    "每年选取不超过{limit}家企业，名额已全部占用",
    "At most {limit} enterprises a year may be chosen, and all places are held",
)
DEPARTMENT_FULL = Text(
    "{department} 每年推荐不超过{limit}家企业，名额已全部占用",
    "{department} may recommend at most {limit} enterprises a year, and all its places are held",
)
WITHDRAWAL_LIFTS = Text(
    "撤回一项推荐或调整上限后可再推荐", "Withdrawing a nomination, or revising the limits, makes room"
)
REPLACEMENT_LIFTS = Text(
    "更换人选须由该企业在申报前提出", "The enterprise may replace its person before the form is handed in"
)
SAME_DEPARTMENT = Text("该推荐已属于此部门", "The nomination is this department's already")
SAME_PERSON = Text("与现人选相同", "This person is the one proposed already")
NOBODY_PROPOSED = Text("该名额尚未推荐人选", "Nobody has been proposed on this place yet")
NOTHING_CORRECTED = Text("须指明所更正的事件", "Name the event that this corrects")
NO_SUCH_PLACE = Text("本配额中没有该名额", "There is no such place in this quota")
NO_TRANSFER = Text("该推荐未申请调剂", "No transfer of this nomination was requested")
