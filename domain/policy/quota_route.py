"""The quota route (配额制): who may nominate how many enterprises, and when a place is free again."""

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import Field

from domain.base import Value
from domain.functions import Function
from domain.places import ReleaseCause
from domain.policy.ground import Code, Count, Grounded, YesNo
from domain.policy.organizations import Post
from domain.policy.refusals import OutsideQuotaYear
from domain.policy.routes import Route


class YearRule(StrEnum):
    """To which quota year (配额年度) a nomination belongs."""

    CALENDAR_YEAR_OF_NOMINATION = "calendar_year_of_nomination"


class TransferConsent(StrEnum):
    """Who has to agree that a nomination passes to another department (调剂)."""

    BOTH_DEPARTMENTS = "both_departments"


class QuotaYear(Grounded):
    rule: YearRule

    def must_hold(self, quota_year: int, nominated_on: date) -> None:
        """Refuse a nomination that does not belong to this quota year. Raises `OutsideQuotaYear`."""
        if nominated_on.year != quota_year:
            raise OutsideQuotaYear(field="quota_year", clauses=self.clauses)


class Limit(Grounded):
    """At most so many."""

    value: Count


class DepartmentLimit(Limit):
    """At most so many of a department, from the one list it nominates from."""

    list_type: Code


class Limits(Value):
    """The limits of one quota year (年度上限)."""

    city: Limit
    departments: dict[Function, DepartmentLimit] = Field(min_length=1)
    persons_per_enterprise: Limit


class Freed(Value):
    """What is given back: the department's place, and the enterprise's one person of the year."""

    place: YesNo
    person_slot: YesNo


class Release(Grounded):
    """What one cause gives back, before and after the case was forwarded to the province (释放)."""

    before_forwarding: Freed
    after_forwarding: Freed

    def frees(self, *, forwarded: bool) -> Freed:
        """What is given back at this stage of the case."""
        return self.after_forwarding if forwarded else self.before_forwarding


class Transfer(Grounded):
    consent: TransferConsent


class MethodFiling(Grounded):
    """With whom the city files its quota method (配额办法备案)."""

    filed_with: Post


class QuotaRoute(Route):
    """How a card is come by through a yearly quota."""

    kind: Literal["quota"]
    quota_year: QuotaYear
    limits: Limits
    releases: dict[ReleaseCause, Release]
    transfer: Transfer
    method_filing: MethodFiling

    @property
    def list_types(self) -> dict[str, str]:
        """From which list each department nominates."""
        return {department: limit.list_type for department, limit in self.limits.departments.items()}
