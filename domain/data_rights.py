"""What may still be done with a person's data (个人信息处理状态), and what keeps them from being erased.

    in use ⇄ restricted      stored and protected, nothing else (限制处理, PIPL art. 47)
      └──────────┴──> erased   the key is destroyed, for ever (删除)

A record that is held of the person is open until its own end, and then kept for as long as the pack says.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from domain.errors import Conflict, RuleViolation
from domain.text import Text


class DataState(StrEnum):
    """What may be done with a person's data (处理状态)."""

    IN_USE = "in_use"  # 正常处理
    RESTRICTED = "restricted"  # 限制处理
    ERASED = "erased"  # 已删除


class RestrictionGround(StrEnum):
    """Why a person's data are stored and protected only (限制处理事由)."""

    RETENTION_RUNS = "retention_runs"  # 保存期限未届满
    ERASURE_IMPRACTICABLE = "erasure_impracticable"  # 删除从技术上难以实现
    ACCURACY_DISPUTED = "accuracy_disputed"  # 信息准确性存在争议
    DISPUTE_PENDING = "dispute_pending"  # 争议、信访或者诉讼尚未了结


class ErasureGround(StrEnum):
    """Why a person's data are to be erased (删除事由): those of PIPL art. 47."""

    PURPOSE_ACHIEVED = "purpose_achieved"  # 处理目的已实现、无法实现或者不再必要
    RETENTION_EXPIRED = "retention_expired"  # 停止提供服务或者保存期限已届满
    CONSENT_WITHDRAWN = "consent_withdrawn"  # 个人撤回同意
    UNLAWFUL = "unlawful"  # 违反法律、行政法规或者约定处理
    OTHER_LAW = "other_law"  # 法律、行政法规规定的其他情形


class LegalBasis(StrEnum):
    """On what ground somebody may read restricted data (查阅的法定依据)."""

    STATUTORY_DUTY = "statutory_duty"  # 履行法定职责所必需
    SUPERVISION = "supervision"  # 审计、监察监督
    PROCEEDINGS = "proceedings"  # 争议、信访、诉讼
    OWN_REQUEST = "own_request"  # 本人请求


class RecordKind(StrEnum):
    """What is kept of a person (记录种类); each kind has its own retention period in the pack."""

    REGISTRATION = "registration"  # 人才登记
    CARD_APPLICATION = "card_application"  # 申报件
    CARD = "card"  # 人才卡
    NOMINATION = "nomination"  # 推荐名额
    PRINCIPAL = "principal"  # 企业主要负责人
    DEMAND_ITEM = "demand_item"  # 需求事项


class DataRestricted(Conflict):
    code = "data_restricted"
    title = Text("该人才的个人信息处于限制处理状态", "The personal data of this person are restricted")


class DataErased(Conflict):
    code = "data_erased"
    title = Text("该人才的个人信息已删除", "The personal data of this person were erased")


class NotRestricted(Conflict):
    code = "not_restricted"
    title = Text("该人才的个人信息未处于限制处理状态", "The personal data of this person are not restricted")


class ErasureRequestedAlready(Conflict):
    code = "erasure_requested_already"
    title = Text("已有删除申请待决定", "A request to erase is to be decided already")


class NoErasureRequested(Conflict):
    code = "no_erasure_requested"
    title = Text("没有待决定的删除申请", "No request to erase is to be decided")


class RecordStillOpen(RuleViolation):
    code = "record_still_open"
    title = Text(
        "尚有未办结的事项，不得删除个人信息",
        "Something about this person is not ended yet: the data cannot be erased",
    )


class RetentionRuns(RuleViolation):
    code = "retention_runs"
    title = Text("保存期限未届满，不得删除个人信息", "The data have to be kept for a while yet")


class RetentionNotStated(RuleViolation):
    code = "retention_not_stated"
    title = Text("政策包未规定此类记录的保存期限", "The pack does not say for how long such a record is kept")


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldRecord:
    """Something that is held of a person; `ended_on` is None while it is open."""

    kind: RecordKind
    id: UUID
    ended_on: date | None

    def shown(self) -> dict[str, str]:
        """What a refusal names."""
        return {"kind": self.kind.value, "id": str(self.id)}


class HeldRecords(Protocol):
    """What is held of a person beside the registration. Implemented by `projections.held_records`."""

    def of(self, talent_id: UUID, position: int) -> Sequence[HeldRecord] | None:
        """All of them as of a position at least; None if the read models do not come to it in a short while."""


KeptUntil = Callable[[RecordKind, date], date]  # the last day on which what ended then is kept


def must_be_erasable(records: Iterable[HeldRecord], day: date, kept_until: KeptUntil) -> None:
    """Refuse while anything is open, and on every day on which anything has to be kept.

    Raises `RecordStillOpen`, `RetentionRuns` and whatever `kept_until` does.
    """
    held = list(records)
    for record in held:
        if record.ended_on is None:
            raise RecordStillOpen(blocked_by=record.shown(), lifted_by=END_OR_RESTRICT)
    for record in held:
        assert record.ended_on is not None
        last_day = kept_until(record.kind, record.ended_on)
        if day <= last_day:
            blocked_by = record.shown() | {"until": str(last_day)}
            raise RetentionRuns(blocked_by=blocked_by, lifted_by=RESTRICT_MEANWHILE)


END_OR_RESTRICT = Text(
    "先办结该事项；在此之前可限制处理", "End it first; until then the data can be restricted"
)
RESTRICT_MEANWHILE = Text(
    "期限届满后可删除；在此之前可限制处理",
    "They can be erased when that has passed; until then they can be restricted",
)
