"""An early card is suspended when its holder has not come within the days of grace (逾期未到岗)."""

from collections.abc import Iterator
from datetime import timedelta

from bootstrap.service import Service
from domain.authorization import Scope
from domain.cards import ArrivalStage
from domain.policy.refusals import NoPolicyInForce
from domain.use_cases.following_cards import LapseArrival
from projections.card_register import CardFilter
from projections.card_register.queries import CardRow
from scheduler.job import Effect, Slot

PAGE = 500


def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
    """The early cards whose holder is awaited longer than the policy in force on the slot's day waits."""
    awaited, after = CardFilter(arrival=ArrivalStage.AWAITED), None
    while page := service.cards.page(awaited, scope=Scope(), after=after, limit=PAGE):
        for row in page:
            if _is_over(row, slot, service):
                yield Effect(str(row.card_id), LapseArrival(card_id=row.card_id))
        after = page[-1].key


def _is_over(row: CardRow, slot: Slot, service: Service) -> bool:
    try:
        rule = service.policies.in_force(row.city, slot.on).card_life(row.card_type).arrival
    except NoPolicyInForce:
        return False
    if rule is None or row.planned_arrival is None:
        return False
    return slot.on > row.planned_arrival + timedelta(days=rule.grace_days)
