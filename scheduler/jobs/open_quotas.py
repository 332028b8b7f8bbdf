"""The quota of a year is open from its first day on (开启年度配额), for every card type that is issued by quota.

That a quota year is the calendar year of the nomination is each pack's own rule (`quota_year`); an officer may
open a quota too, and then nothing is wanted.
"""

from collections.abc import Iterator

from bootstrap.service import Service
from domain.policy.pack import PolicyPack
from domain.policy.refusals import NoQuotaRoute
from domain.use_cases.managing_quotas import OpenQuota
from scheduler.as_of_slot import packs_in_force
from scheduler.job import Effect, Slot


def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
    """The quotas of the slot's year that are not open, by the packs in force on its day."""
    orders = [order for pack in packs_in_force(slot, service) for order in _orders(pack, slot.on.year)]
    open_already = service.store.load_all(order.quota_id for order in orders)
    for order in orders:
        if order.quota_id not in open_already:
            yield Effect(f"{order.city} {order.card_type} {order.quota_year}", order)


def _orders(pack: PolicyPack, year: int) -> Iterator[OpenQuota]:
    for card_type in pack.known_card_types:
        try:
            pack.quota_route(card_type.code)
        except NoQuotaRoute:
            continue
        yield OpenQuota(city=pack.city, card_type=card_type.code, quota_year=year)
