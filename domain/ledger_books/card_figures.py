"""Figures of cards (附4 发卡情况): what came onto a city's register and went off it in a quarter, and what is used of its quotas.

期初在册 + 期初调整 + 新发 + 续期 + 接管 = 收回 + 注销 + 到期 + 期末在册 (decided point 27)
"""

from collections.abc import Iterable
from typing import Self

from domain.base import Value


class CardMovements(Value):
    """The cards of one type in a city, or in several added up (卡片变动).

    What is on the register is issued and has not ended: suspended cards and those whose holder is still to arrive are on it. A
    card that was renewed counts as expired, the one that took its place as renewed. `adjusted` are grants of earlier quarters that
    proved to be entry errors, and what revisions have changed since. `late` counts movements of earlier quarters among those of
    this one. The last three move nothing.
    """

    unit: str
    card_type: str
    carried: int = 0  # 期初在册
    adjusted: int = 0  # 期初调整, below 0 if there is less
    issued: int = 0  # 新发
    renewed: int = 0  # 续期
    taken_over: int = 0  # 接管
    revoked: int = 0  # 收回
    cancelled: int = 0  # 注销
    expired: int = 0  # 到期, renewed ones among them
    held: int = 0  # 期末在册
    suspended: int = 0  # 其中：暂停
    not_arrived: int = 0  # 其中：提前发卡未到岗
    late: int = 0  # 其中：补录
    replaced: int = 0  # 补发
    suspensions: int = 0  # 本季暂停
    reinstatements: int = 0  # 本季恢复

    def with_late(self, earlier: Self) -> Self:
        """With what happened in an earlier quarter whose report came late: all its movements are 补录."""
        counted = {name: getattr(self, name) + getattr(earlier, name) for name in OF_THE_QUARTER}
        moved = sum(getattr(earlier, name) for name in MOVEMENTS)
        return self.model_copy(update=counted | {"late": self.late + moved})

    @property
    def left(self) -> int:
        """What is left at the end of the quarter, by the movements alone."""
        came = self.carried + self.adjusted + self.issued + self.renewed + self.taken_over
        return came - self.revoked - self.cancelled - self.expired

    @property
    def is_zero(self) -> bool:
        """Whether there is nothing to say of this type."""
        return not any(self.model_dump(exclude={"unit", "card_type"}).values())

    def plus(self, other: Self) -> Self:
        """Both together, as this one's unit and type."""
        names = type(self).model_fields.keys() - {"unit", "card_type"}
        return self.model_copy(update={name: getattr(self, name) + getattr(other, name) for name in names})


MOVEMENTS = ("issued", "renewed", "revoked", "cancelled", "expired")  # taken over ones aside
OF_THE_QUARTER = (*MOVEMENTS, "taken_over", "replaced", "suspensions", "reinstatements")


class DepartmentUsage(Value):
    """What is used of a recommending department's part of a quota."""

    department: str
    limit: int
    used: int = 0  # 已使用
    held: int = 0  # 占用, used ones among them


class QuotaUsage(Value):
    """What is used of a city's quota of a card type and year by the cut-off, or of several cities' added up (配额使用).

    `held` are the places that nobody else can have: nominated, reserved, used, or ended and not given back.
    """

    unit: str
    card_type: str
    quota_year: int
    limit: int
    used: int = 0  # 已使用
    held: int = 0  # 占用, used ones among them
    departments: tuple[DepartmentUsage, ...] = ()

    def plus(self, other: Self) -> Self:
        """Both together, as this one's unit, type and year; department by department."""
        departments = {one.department: one for one in self.departments}
        for one in other.departments:
            before = departments.get(one.department)
            departments[one.department] = one if before is None else _together(before, one)
        return self.model_copy(
            update={
                "limit": self.limit + other.limit,
                "used": self.used + other.used,
                "held": self.held + other.held,
                "departments": tuple(departments.values()),
            }
        )


def cards_in_all(unit: str, cards: Iterable[CardMovements]) -> tuple[CardMovements, ...]:
    """The sums by card type, as figures of `unit`, in the order in which the types come."""
    sums: dict[str, CardMovements] = {}
    for one in cards:
        so_far = sums.get(one.card_type, CardMovements(unit=unit, card_type=one.card_type))
        sums[one.card_type] = so_far.plus(one)
    return tuple(sums.values())


def quotas_in_all(unit: str, quotas: Iterable[QuotaUsage]) -> tuple[QuotaUsage, ...]:
    """The sums by card type and quota year, as figures of `unit`, in the order in which they come."""
    sums: dict[tuple[str, int], QuotaUsage] = {}
    for one in quotas:
        key = (one.card_type, one.quota_year)
        sums[key] = sums[key].plus(one) if key in sums else one.model_copy(update={"unit": unit})
    return tuple(sums.values())


def _together(one: DepartmentUsage, other: DepartmentUsage) -> DepartmentUsage:
    return DepartmentUsage(
        department=one.department,
        limit=one.limit + other.limit,
        used=one.used + other.used,
        held=one.held + other.held,
    )
