"""An early card is cancelled whose holder has not come for so long after it was suspended (逾期未到岗注销).

It has effect from the day after the last of these days, whenever the job is run. An arrival that was confirmed or put
off in between leaves nothing to cancel; a card that something else suspends too is its issuer's to decide about.
"""

from collections.abc import Iterator

from bootstrap.service import Service
from domain.aggregates import Card
from domain.cards import ArrivalStage, CardStatus
from domain.use_cases.following_cards import GiveUpCard
from projections.card_register import CardFilter
from scheduler.as_of_slot import card_lives, cards_that
from scheduler.job import Effect, Slot


def wanted(slot: Slot, service: Service) -> Iterator[Effect]:
    """The cards whose arrival lapsed so many days ago as the policy in force on the slot's day says."""
    for city, life in card_lives(slot, service):
        if life.arrival is None:
            continue
        lapsed = CardFilter(
            city=city, card_type=life.card_type, status=CardStatus.SUSPENDED, arrival=ArrivalStage.LAPSED
        )
        ids = [row.card_id for row in cards_that(lapsed, service)]
        for card in service.store.load_all(ids).values():
            assert isinstance(card, Card)
            day = card.given_up_on(life.arrival.cancelled_after_days)
            if day is not None and day <= slot.on:
                yield Effect(str(card.id), GiveUpCard(card_id=card.id))
