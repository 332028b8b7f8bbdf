"""The deadlines (办理期限) of a route and its steps: how many days of which kind, counted from when, and who answers for it.

The notices set none: every deadline of a pack is its own default until a city fixes one.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, Strict

from domain.base import Value
from domain.functions import Function
from domain.policy.ground import Code, Count, Grounded


class DayUnit(StrEnum):
    """What is counted (计算单位)."""

    WORKING_DAYS = "working_days"  # 工作日
    CALENDAR_DAYS = "calendar_days"  # 自然日; the last one is put off to a working day


class CountFrom(StrEnum):
    """Which day is the first that counts (起算日)."""

    DAY_AFTER = "day_after"  # 次日起算
    SAME_DAY = "same_day"  # 当日起算


class ExtensionRule(Value):
    """How often and by how much a deadline may be extended, by whom among the city's departments (延期)."""

    most_days: Count
    most_times: Annotated[int, Strict(), Field(ge=1, le=9)]
    granted_by: Function


class DeadlineRule(Grounded):
    """Within how many days something has to be done, and to which of the city's departments it goes if it is not.

    It is amber from when no more than `amber_within` working days are left.
    """

    days: Count
    unit: DayUnit
    count_from: CountFrom
    amber_within: Annotated[int, Strict(), Field(ge=0, le=60)]
    extension: ExtensionRule | None = None
    escalates_to: Function


class Beginning(StrEnum):
    """With what the time of a whole case begins (起算事由)."""

    SUBMISSION = "submission"  # 提交
    ACCEPTANCE = "acceptance"  # 受理


class CaseDeadlineRule(DeadlineRule):
    """The deadline of a whole case; it rests while the case is at one of the steps `rests_at`."""

    begins_with: Beginning
    rests_at: tuple[Code, ...] = ()


class RouteDeadlines(Value):
    """The deadlines of a route: that of the whole case, and those of the steps that have one, by their codes."""

    whole: CaseDeadlineRule | None = None
    steps: dict[str, DeadlineRule] = Field(default_factory=dict)
