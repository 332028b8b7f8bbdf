"""Merging an enterprise into another, with all that has led to it (企业合并)."""

from collections.abc import Iterator
from typing import ClassVar
from uuid import UUID

from domain.aggregates.credit_code import CreditCode
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_name import EnterpriseName
from domain.aggregates.quota import Quota
from domain.authorization import BOOK_KEEPING, Permission, officer_of_city
from domain.base import Capacity
from domain.calendar import OFFICE_ZONE
from domain.use_cases.keeping_enterprises import EnterpriseCommand, enterprise_in, enterprise_known
from domain.work import Work


class MergeEnterprise(EnterpriseCommand):
    """Both are of one city, whose quotas are at stake: so the city's departments decide it, not an area's."""

    permitted: ClassVar[tuple[Permission, ...]] = (officer_of_city("hrss", "drc", "miit"),)
    capacities: ClassVar[frozenset[Capacity]] = BOOK_KEEPING
    surviving_enterprise_id: UUID


def merge_enterprise(command: MergeEnterprise, work: Work) -> Enterprise:
    merged, authority = enterprise_known(command, work, "R-08", "R-10", "R-12")
    survivor = enterprise_in(merged.city, command.surviving_enterprise_id, work)
    merged.merge_into(survivor.id, authority)
    survivor.absorb(
        merged.id, names=merged.every_name, credit_codes=merged.every_credit_code, authority=authority
    )
    for index in _indices(merged, work):
        index.merge_enterprise(merged.id, survivor.id, area=survivor.area, authority=authority)
    for quota in _quotas(merged.city, work):
        pinned = work.under(work.policies.version(quota.policy_version), "R-10", "R-12")
        quota.merge_enterprise(merged.id, survivor.id, area=survivor.area, authority=pinned)
    return merged


def _indices(merged: Enterprise, work: Work) -> Iterator[CreditCode | EnterpriseName]:
    """The codes and names that have led to the enterprise; two writings of a name are one."""
    for uscc in merged.every_credit_code:
        yield work.load(CreditCode, CreditCode.id_of(uscc))
    for id_ in dict.fromkeys(EnterpriseName.id_of(merged.city, name) for name in merged.every_name):
        yield work.load(EnterpriseName, id_)


def _quotas(city: str, work: Work) -> Iterator[Quota]:
    """The quotas whose places are looked at: from the year before the merger to the year in which it is recorded.

    A nomination belongs to the calendar year in which it takes effect, and its case has its answer by the end of
    the next: an older place is settled. One of a year after the merger's may be there if it is recorded late.
    """
    first, last = work.authority.effective_on.year - 1, work.authority.at.astimezone(OFFICE_ZONE).year
    packs = (pack for pack in work.policies if pack.city == city)
    by_quota = (route.card_type for pack in packs for route in pack.quota_routes)
    for card_type in dict.fromkeys(by_quota):
        for quota_year in range(first, last + 1):
            quota = work.find(Quota, Quota.id_of(city, card_type, quota_year))
            if quota is not None:
                yield quota
