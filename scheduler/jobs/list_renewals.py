"""A card whose term comes to its end is put on the lists of those to renew, one after the other (续期名单)."""

from collections.abc import Iterator
from datetime import timedelta

from bootstrap.service import Service
from domain.cards import ISSUED, ReminderKind
from domain.policy.card_life import is_due
from domain.use_cases.reminding_offices import ListForRenewal
from projections.card_register import CardFilter
from scheduler.as_of_slot import card_lives, cards_that
from scheduler.job import Effect, Slot


def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
    """The cards that end within the days of a list on which they do not stand yet, and not before the slot's day."""
    listed = service.reminders.marks(ReminderKind.RENEWAL)
    for city, life in card_lives(slot, service):
        marks = life.renewal.listed_days_before
        last_day = slot.on + timedelta(days=max(marks))
        for status in ISSUED:
            ending = CardFilter(
                city=city,
                card_type=life.card_type,
                status=status,
                ends_after=slot.on - timedelta(days=1),
                ends_before=last_day + timedelta(days=1),
            )
            for row in cards_that(ending, service):
                if row.valid_to and is_due(marks, row.valid_to, slot.on, last=listed.get(row.card_id)):
                    yield Effect(f"{row.card_id} {row.valid_to}", ListForRenewal(card_id=row.card_id))
