"""What a policy says of the three ledgers (三个台账, R-20): their categories, their limits, and the life of an item.

The notices name the ledgers and have them reported every quarter; all the rest is the pack's own default.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import Field, Strict

from domain.base import Value
from domain.functions import Function
from domain.policy.deadlines import RouteDeadlines
from domain.policy.ground import Code, Grounded, Label, Written, YesNo
from domain.policy.refusals import UnknownCategory


class Ledger(StrEnum):
    """Which of the three ledgers (台账)."""

    PUBLIC_SERVICE = "public_service"  # 公共服务需求
    MARKET_SERVICE = "market_service"  # 市场服务需求
    OPINION = "opinion"  # 意见建议


class Phase(StrEnum):
    """Where an item is on its way (办理阶段), and so which deadline runs beside that of the whole."""

    ASSIGNMENT = "assignment"  # 待交办: with the window
    ACCEPTANCE = "acceptance"  # 待签收: with the lead unit, which accepts or disputes
    HANDLING = "handling"  # 办理中
    WITH_CITY = "with_city"  # 转市级
    WITH_PROVINCE = "with_province"  # 转省级
    WITH_MECHANISM = "with_mechanism"  # 转四部门工作推进机制
    CALL_BACK = "call_back"  # 待回访: the item is closed
    RECTIFICATION = "rectification"  # 差评整改: the item is closed


class Category(Value):
    """A kind of demand in a ledger (类别); `lead` is the function whose matter it usually is."""

    code: Code
    name: Label
    lead: Function


class LedgerRule(Grounded):
    """One ledger: how its items are numbered, what kinds there are, and within how long they are done."""

    code: Ledger
    name: Label
    prefix: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    categories: tuple[Category, ...] = Field(min_length=1)
    deadlines: RouteDeadlines

    def category(self, code: str) -> Category:
        """The category of this code. Raises `UnknownCategory`."""
        for category in self.categories:
            if category.code == code:
                return category
        raise UnknownCategory.named()


class AllianceMember(Grounded):
    """An organization of the alliance (联盟成员) that market-service items may be handed to."""

    code: Code
    name: Label
    aliases: tuple[Written, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that means this member when somebody writes it."""
        return (self.code, *self.name, *self.aliases)


class DemandLife(Grounded):
    """What holds of the items of every ledger.

    A unit asks for more time `extension_asked_before` working days before the end at the latest.
    """

    extension_asked_before: Annotated[int, Strict(), Field(ge=0, le=60)]
    call_back_before_strike_off: YesNo


DayOfMonth = Annotated[int, Strict(), Field(ge=1, le=28)]


class ReportingRule(Grounded):
    """By which day of the month after a quarter its report is due (报出日期): an area's at the city, the city's at the province."""

    areas_due_on: DayOfMonth
    city_due_on: DayOfMonth


class DemandRules(Value):
    """The three ledgers of a city."""

    ledgers: tuple[LedgerRule, ...]
    life: DemandLife
    reporting: ReportingRule
    alliance_members: tuple[AllianceMember, ...] = ()

    def ledger(self, code: Ledger) -> LedgerRule:
        """The rule of a ledger: a pack that has ledgers has all three."""
        return next(rule for rule in self.ledgers if rule.code is code)
