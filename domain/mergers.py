"""Mergers of enterprises (企业合并): one has been taken over by another, or two records are one enterprise."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from domain.base import Authority
from domain.errors import Conflict, Invalid
from domain.text import Text


class MergerReason(StrEnum):
    """Why an enterprise is merged into another: the reason code of the decision (理由代码)."""

    ABSORPTION = "absorption"  # 吸收合并: the other has taken it over
    RECORDED_TWICE = "recorded_twice"  # 重复登记: it is the other, under a second record


class AlreadyMerged(Conflict):
    code = "enterprise_merged"
    title = Text("该企业已并入其他企业", "The enterprise has been merged into another")


@dataclass(frozen=True, slots=True)
class Merger:
    """The enterprise into which one was merged, and from which day on."""

    surviving_enterprise_id: UUID
    since: date


@dataclass(frozen=True, slots=True)
class AbsorbedEnterprise:
    """An enterprise that was merged into this one, with the names and credit codes that lead here since."""

    enterprise_id: UUID
    names: tuple[str, ...]
    credit_codes: tuple[str, ...]
    since: date


def must_not_be_merged(merger: Merger | None, *, field: str | None) -> None:
    """Refuse to begin anything with an enterprise that is another one by now. Raises `AlreadyMerged`."""
    if merger is not None:
        survivor = {"kind": "enterprise", "id": str(merger.surviving_enterprise_id)}
        raise AlreadyMerged(field=field, blocked_by=survivor, lifted_by=SURVIVOR_LIFTS)


def must_be_grounded(authority: Authority) -> None:
    """Refuse a merger for any other reason than the two, and an absorption without the paper that shows it."""
    if authority.reason_code not in set(MergerReason):
        raise Invalid(REASONS, field="reason_code")
    if authority.reason_code == MergerReason.ABSORPTION and not authority.documents:
        raise Invalid(ABSORPTION_NEEDS_DOCUMENT, field="documents")


REASONS = Text(
    "合并须注明理由代码：absorption（吸收合并）或recorded_twice（重复登记）",
    "A merger states its reason code: absorption, or recorded_twice",
)
ABSORPTION_NEEDS_DOCUMENT = Text("吸收合并须附依据文件", "An absorption needs the document that shows it")
MERGED_WITH_ITSELF = Text("不能并入自身", "No enterprise is merged into itself")
SURVIVOR_LIFTS = Text("请对合并后的企业办理", "Do it for the enterprise into which this one was merged")
