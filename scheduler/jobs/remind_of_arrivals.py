"""The office of an early card is reminded before its holder is to arrive, and on the day (到岗提醒)."""

from collections.abc import Iterator

from bootstrap.service import Service
from domain.cards import ReminderKind
from domain.policy.card_life import is_due
from domain.use_cases.reminding_offices import RemindOfArrival
from scheduler.as_of_slot import awaited_cards, card_lives
from scheduler.job import Effect, Slot


def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
    """The awaited arrivals of which the office was not reminded at the mark that is reached on the slot's day."""
    reminded = service.reminders.marks(ReminderKind.ARRIVAL)
    for city, life in card_lives(slot, service):
        if life.arrival is None:
            continue
        for row in awaited_cards(city, life, service):
            day, marks = row.planned_arrival, life.arrival.reminded_days_before
            if day is not None and is_due(marks, day, slot.on, last=reminded.get(row.card_id)):
                yield Effect(f"{row.card_id} {day}", RemindOfArrival(card_id=row.card_id))
