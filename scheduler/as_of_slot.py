"""What a job finds as of its slot: the policies in force on its day, and the cards of the register (时点所见)."""

from collections.abc import Iterator

from bootstrap.service import Service
from domain.authorization import Scope
from domain.cards import ISSUED, ArrivalStage
from domain.policy.card_life import CardLife
from domain.policy.pack import PolicyPack
from domain.policy.refusals import NoPolicyInForce
from projections.card_register import CardFilter
from projections.card_register.queries import CardRow
from scheduler.job import Slot

PAGE = 500


def packs_in_force(slot: Slot, service: Service) -> Iterator[PolicyPack]:
    """The policy of every city that has one in force on the slot's day."""
    for city in sorted({pack.city for pack in service.policies}):
        try:
            yield service.policies.in_force(city, slot.on)
        except NoPolicyInForce:
            continue


def card_lives(slot: Slot, service: Service) -> Iterator[tuple[str, CardLife]]:
    """What is said of the cards of each type on the slot's day, with the city of each; also of types that are issued no more."""
    policies = service.policies
    for city in (pack.city for pack in packs_in_force(slot, service)):
        begun = [pack for pack in policies if pack.city == city and pack.effective_from <= slot.on]
        for card_type in dict.fromkeys(life.card_type for pack in begun for life in pack.card_lives):
            yield city, policies.of_cards(city, card_type, slot.on).card_life(card_type)


def cards_that(wanted: CardFilter, service: Service) -> Iterator[CardRow]:
    """The cards of the register now, whoever they are of."""
    for page in service.cards.pages(wanted, scope=Scope(), size=PAGE):
        yield from page


def awaited_cards(city: str, life: CardLife, service: Service) -> Iterator[CardRow]:
    """The early cards of this type that are on the books, and whose holder is awaited."""
    awaited = CardFilter(city=city, card_type=life.card_type, arrival=ArrivalStage.AWAITED)
    return (row for row in cards_that(awaited, service) if row.status in ISSUED)
