"""A card whose term has ended expires (到期失效), with effect from the day after its last, whenever the job is run."""

from collections.abc import Iterator

from bootstrap.service import Service
from domain.cards import ISSUED
from domain.use_cases.following_cards import ExpireCard
from projections.card_register import CardFilter
from scheduler.as_of_slot import cards_that
from scheduler.job import Effect, Slot


def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
    """The cards in force, suspended or lost whose last day was before the slot's."""
    for status in ISSUED:
        for row in cards_that(CardFilter(status=status, ends_before=slot.on), service):
            yield Effect(str(row.card_id), ExpireCard(card_id=row.card_id))
