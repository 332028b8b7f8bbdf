"""Giving numbers to the cards that the city itself issues (编制卡号, decided point 7)."""

from domain.aggregates.card_numbers import CardNumbers
from domain.base import Authority
from domain.policy.card_types import CardType
from domain.work import Work


def numbers_drawn(
    count: int, card_type: CardType, city: str, authority: Authority, work: Work
) -> tuple[str, ...]:
    """So many numbers that nobody had, of a card type that is numbered here; saved with the cards that bear them."""
    assert card_type.number is not None  # the province numbers its own cards
    return numbers_kept(card_type.code, city, authority, work).draw(
        count, card_type.number, _without_words(authority)
    )


def numbers_kept(card_type: str, city: str, authority: Authority, work: Work) -> CardNumbers:
    """The numbers of a card type, from the first one on."""
    known = work.find(CardNumbers, CardNumbers.id_of(city, card_type))
    return known or work.add(CardNumbers.open(city, card_type, _without_words(authority)))


def _without_words(authority: Authority) -> Authority:
    """The authority without what it says of a person: that stands with the person's card alone."""
    return authority.model_copy(update={"reason": None})
