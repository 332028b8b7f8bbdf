"""A province's pack (省级政策包): what holds in all its cities, whose own packs stand under it.

A city narrows what the province allows and never widens it: `province_consistency.py`.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from domain.base import Value
from domain.calendar import Calendar
from domain.ledger_books.quarters import Quarter
from domain.policy.ground import Code, Dated, Grounded, Label, RegionCode
from domain.policy.ledgers import DayOfMonth, in_month_after
from domain.policy.organizations import Area
from domain.policy.quota_route import Limit
from domain.policy.refusals import LedgersNotKept
from domain.policy.steps import Check
from domain.policy.version import PolicyVersion


class Exclusion(Check):
    """Who gets no card on whatever route (不纳入范围), and the check that sees to it."""

    name: Label


class ProvincialLimits(Value):
    """How many of one city at most in a year: enterprises, and persons of each."""

    city: Limit
    persons_per_enterprise: Limit


class ProvincialRoute(Grounded):
    """A route to a card of the province, as far as the province says how its cities may go it."""

    kind: Literal["quota", "direct", "panel", "flexible"]
    card_type: Code
    name: Label
    limits: ProvincialLimits | None = None


class City(Dated):
    """A city that reports to the province, by its code in GB/T 2260."""

    code: RegionCode
    name: Label


class ProvincialReportingRule(Grounded):
    """Which cities report on their ledgers every quarter, and by which day of the month after it (报出日期).

    By `cities_due_on` a city's report is due at the province, by `province_due_on` what the province makes of them all; both
    on the next working day where that is none.
    """

    cities: tuple[City, ...] = Field(min_length=1)
    cities_due_on: DayOfMonth
    province_due_on: DayOfMonth

    def cities_due(self, quarter: Quarter, calendar: Calendar) -> date:
        """By when the cities report on a quarter."""
        return calendar.working_day_from(in_month_after(quarter, self.cities_due_on))

    def province_due(self, quarter: Quarter, calendar: Calendar) -> date:
        """By when the province has added them up."""
        return calendar.working_day_from(in_month_after(quarter, self.province_due_on))


class Province(Area):
    """The province with its organs, which stand here once for all its cities."""

    gb2260: Annotated[str, Field(pattern=r"^[0-9]{2}0000$")]


class ProvincialPack(PolicyVersion):
    """One version of a province's policy."""

    exclusions: tuple[Exclusion, ...]
    routes: tuple[ProvincialRoute, ...]
    reporting: ProvincialReportingRule | None = None
    province: Province

    @property
    def region(self) -> str:
        """The province's code in GB/T 2260."""
        return self.province.gb2260

    @property
    def known_areas(self) -> tuple[Area, ...]:
        """The province alone."""
        return (self.province,)

    @property
    def reporting_rule(self) -> ProvincialReportingRule:
        """What holds of the reports on the ledgers. Raises `LedgersNotKept`."""
        if self.reporting is None:
            raise LedgersNotKept
        return self.reporting

    def route(self, kind: str, card_type: str) -> ProvincialRoute | None:
        """The route of this kind to a card of this type, or None if the province has none."""
        wanted = (kind, card_type)
        return next((route for route in self.routes if (route.kind, route.card_type) == wanted), None)
