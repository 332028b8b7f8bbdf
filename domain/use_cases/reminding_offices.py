"""Reminding offices of the days of their cards (到岗提醒、续期名单): by the clock, once at each mark of the policy."""

from typing import Any, ClassVar

from domain.aggregates.card import Card
from domain.authorization import Permission, system
from domain.cards import NotAnEarlyCard
from domain.use_cases.cardwork import CardCommand, CardFile, opened_card
from domain.use_cases.following_cards import EARLY
from domain.work import Work


class RemindOfArrival(CardCommand):
    """The day on which the holder of an early card is to come is so near that its office is reminded."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)


class ListForRenewal(CardCommand):
    """The end of the term is so near that the card stands on the list of those to renew."""

    permitted: ClassVar[tuple[Permission, ...]] = (system,)


def remind_of_arrival(command: RemindOfArrival, work: Work) -> Card:
    file = opened_card(command.card_id, work, EARLY)
    rule = file.life.arrival
    if rule is None:
        raise NotAnEarlyCard(blocked_by=file.card.shown())
    file.card.remind_of_arrival(rule.reminded_days_before, **_told(file))
    return file.card


def list_for_renewal(command: ListForRenewal, work: Work) -> Card:
    file = opened_card(command.card_id, work)
    file.card.list_for_renewal(file.life.renewal.listed_days_before, **_told(file))
    return file.card


def _told(file: CardFile) -> dict[str, Any]:
    """Who is told, and by which authority: as of no day before what is on record of the card."""
    as_of = max(file.authority.effective_on, file.card.effective_on)
    return {
        "told_to": file.keeper,
        "told_in": file.pack.city_area.code,
        "area": file.area,
        "authority": file.authority.model_copy(update={"effective_on": as_of}),
    }
