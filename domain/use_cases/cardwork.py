"""What all commands about a card share: the card, the policy of the day, and whose decision it is (人才卡办理)."""

from dataclasses import dataclass
from functools import partial
from typing import ClassVar
from uuid import UUID

from domain.aggregates.card import Card
from domain.aggregates.card_holding import CardHolding, HoldingEnd
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.production_batch import ProductionBatch
from domain.authorization import (
    IN_OFFICE,
    Command,
    NotYourDepartment,
    Permission,
    must_act_as,
    must_know_of,
    officer_of_city,
    specialist,
)
from domain.base import Authority, Capacity
from domain.cards import PlasticStage
from domain.policy.card_life import CardLife
from domain.policy.organizations import DEPARTMENTS
from domain.policy.pack import PolicyPack
from domain.use_cases.casework import must_name_issuer
from domain.use_cases.keeping_enterprises import survivor_of
from domain.work import Work

CITY = officer_of_city(*DEPARTMENTS)  # which of them it is, the pack says
FOR_HOLDER = (specialist, CITY)


class CardCommand(Command):
    """A command about one card, by the office that issues it unless it says otherwise."""

    permitted: ClassVar[tuple[Permission, ...]] = (CITY,)
    card_id: UUID


@dataclass(frozen=True, slots=True)
class CardFile:
    """A card with the policy of the day, and the authority to decide about it (卡档)."""

    card: Card
    area: str
    pack: PolicyPack
    authority: Authority

    @property
    def life(self) -> CardLife:
        """What the policy says of such cards."""
        return self.pack.card_life(self.card.card_type)

    @property
    def is_issued_here(self) -> bool:
        """Whether an office of the city issues such cards (decided point 7)."""
        return self.pack.card_type(self.card.card_type).issuer.area == self.pack.city_area.code

    @property
    def keeper(self) -> str:
        """Which of the city's departments keeps the card: its issuer, or for an issuer elsewhere HRSS."""
        return self.pack.card_type(self.card.card_type).issuer.function if self.is_issued_here else "hrss"

    def must_be_of_issuer(self) -> None:
        """Refuse every office but the one that keeps the card."""
        if self.authority.function != self.keeper:
            raise NotYourDepartment(blocked_by={"kind": "card_type", "id": self.card.card_type})


def opened_card(card_id: UUID, work: Work, *clauses: str) -> CardFile:
    """The card's file, for whoever may know of the card. Raises `NotFound`."""
    card = work.load(Card, card_id)
    pack = pack_of_cards(card.city, card.card_type, work)
    area, enterprise_id = card.area, card.enterprise_id
    if enterprise_id is not None:
        employer = survivor_of(enterprise_id, partial(work.load, Enterprise))
        area, enterprise_id = employer.area, employer.id
    must_know_of(work.authority, area=area, enterprise_id=enterprise_id, city_area=pack.city_area.code)
    return CardFile(card, area, pack, work.under(pack, *clauses))


def pack_of_cards(city: str, card_type: str, work: Work) -> PolicyPack:
    """The policy that decisions about cards of this type stand on. Raises `NoPolicyInForce` and `UnknownCardType`."""
    day = work.authority.effective_on
    work.policies.in_force(city, day)  # on a day without any, nothing is decided
    return work.policies.of_cards(city, card_type, day)


def card_of_issuer(card_id: UUID, work: Work, *clauses: str) -> CardFile:
    """The card's file, for the office that issues such cards. Raises `NotYourDepartment`."""
    file = opened_card(card_id, work, *clauses)
    file.must_be_of_issuer()
    return file


def must_be_written_down(file: CardFile) -> None:
    """The city's issuer acts itself; what an issuer elsewhere did is written down from its document, and said so."""
    must_act_as(IN_OFFICE if file.is_issued_here else frozenset({Capacity.TRANSCRIBING}), file.authority)
    if not file.is_issued_here:
        must_name_issuer(file.card.card_type, file.pack, file.authority)


def held_no_longer(file: CardFile, cause: HoldingEnd, work: Work) -> None:
    """The person has the card no longer: another of its type may be granted, and its plastic is not made any more."""
    card = file.card
    holding = work.load(CardHolding, CardHolding.id_of(card.talent_id, card.card_type))
    holding.end(card.id, cause, file.authority)
    out_of_production(card, area=file.area, authority=file.authority, work=work)


def out_of_production(card: Card, *, area: str, authority: Authority, work: Work) -> None:
    """A card that has ended is made no more: its batch awaits it no longer, and what the maker brings of it is void."""
    if card.plastic is not PlasticStage.IN_PRODUCTION or card.production_batch_id is None:
        return
    batch = work.load(ProductionBatch, card.production_batch_id)
    batch.drop(card.id, holder=card.talent_id, authority=authority)
    card.leave_production(area=area, authority=authority)
