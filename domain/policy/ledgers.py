"""What a policy says of the three ledgers (三个台账, R-20): their categories, their limits, and the life of an item.

The notices name the ledgers and have them reported every quarter; all the rest is the pack's own default.
"""

from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated

from pydantic import Field, Strict

from domain.base import Value
from domain.calendar import Calendar
from domain.functions import Function
from domain.ledger_books.quarters import Quarter
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
        raise UnknownCategory.named(category.code for category in self.categories)


class AllianceMember(Grounded):
    """An organization of the alliance (联盟成员) that market-service items may be handed to."""

    code: Code
    name: Label
    aliases: tuple[Written, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Everything that means this member when somebody writes it."""
        return (self.code, *self.name, *self.aliases)


WorkingDays = Annotated[int, Strict(), Field(ge=0, le=60)]


class DemandLife(Grounded):
    """What holds of the items of every ledger.

    A unit asks for more time `extension_asked_before` working days before the end at the latest.
    """

    extension_asked_before: WorkingDays
    call_back_before_strike_off: YesNo


class SupervisionRule(Grounded):
    """After how many working days behind its day an open item is supervised by the clock, and how urgently (超期督办)."""

    blue_after: WorkingDays
    yellow_after: WorkingDays
    red_after: WorkingDays


DayOfMonth = Annotated[int, Strict(), Field(ge=1, le=28)]


class ReportingRule(Grounded):
    """The days of a quarter's reports (季报日程), in the month after it.

    Until `entry_ends_on` is entered what belongs to the quarter; the clock closes entry in the night after. By the other days
    an area's report is due at the city, and the city's at the province. A window that has not reported is reminded so many
    working days before its day and after it; 0 is that day itself.
    """

    entry_ends_on: DayOfMonth
    areas_due_on: DayOfMonth
    city_due_on: DayOfMonth
    reminded_days_before: tuple[WorkingDays, ...] = ()
    reminded_days_after: tuple[WorkingDays, ...] = ()

    def mark_reached(self, due_on: date, day: date, calendar: Calendar) -> int | None:
        """How many working days before the due day it is due to remind, below 0 after it; None before the first of these marks.

        Of those that have passed, the last says what the others would have said.
        """
        marks = (*self.reminded_days_before, *(-days for days in self.reminded_days_after))
        left = calendar.working_days_between(day, due_on) - calendar.working_days_between(due_on, day)
        return min((mark for mark in marks if left <= mark), default=None)

    def last_day_of_entry(self, quarter: Quarter, calendar: Calendar) -> date:
        """Until when is entered what belongs to the quarter; the last of it is a working day."""
        return calendar.working_day_from(in_month_after(quarter, self.entry_ends_on))

    def areas_due(self, quarter: Quarter, closed_on: date, calendar: Calendar) -> date:
        """By when the areas report, if entry is closed with effect from a day."""
        return self._due(self.areas_due_on, quarter, closed_on, calendar)

    def city_due(self, quarter: Quarter, closed_on: date, calendar: Calendar) -> date:
        """By when the city reports, if entry is closed with effect from a day."""
        return self._due(self.city_due_on, quarter, closed_on, calendar)

    def _due(self, day: int, quarter: Quarter, closed_on: date, calendar: Calendar) -> date:
        """That day of the month; but where entry ends later than foreseen, everybody has as many days as always."""
        since_entry = timedelta(days=day - self.entry_ends_on - 1)
        return calendar.working_day_from(max(in_month_after(quarter, day), closed_on + since_entry))


def in_month_after(quarter: Quarter, day: int) -> date:
    """That day of the month after the quarter."""
    return quarter.later(1).first_day.replace(day=day)


class DemandRules(Value):
    """The three ledgers of a city."""

    ledgers: tuple[LedgerRule, ...]
    life: DemandLife
    supervision: SupervisionRule
    reporting: ReportingRule
    alliance_members: tuple[AllianceMember, ...] = ()

    def ledger(self, code: Ledger) -> LedgerRule:
        """The rule of a ledger: a pack that has ledgers has all three."""
        return next(rule for rule in self.ledgers if rule.code is code)
