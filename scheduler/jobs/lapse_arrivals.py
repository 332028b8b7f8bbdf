"""An early card is suspended when its holder has not come within the days of grace (逾期未到岗)."""

from collections.abc import Iterator
from datetime import timedelta

from bootstrap.service import Service
from domain.use_cases.following_cards import LapseArrival
from scheduler.as_of_slot import awaited_cards, card_lives
from scheduler.job import Effect, Slot


def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
    """The early cards whose holder is awaited longer than the policy in force on the slot's day waits."""
    for city, life in card_lives(slot, service):
        if life.arrival is None:
            continue
        latest = slot.on - timedelta(days=life.arrival.grace_days)
        for row in awaited_cards(city, life, service):
            if row.planned_arrival is not None and row.planned_arrival < latest:
                yield Effect(str(row.card_id), LapseArrival(card_id=row.card_id))
