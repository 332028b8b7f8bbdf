"""Using what a card opens (持卡享受服务, R-26): registered by a service provider who was shown the card."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.card import Card
from domain.aggregates.service_year import ServiceYear
from domain.authorization import Command, Permission, provider
from domain.card_verification import Verification, verified
from domain.cards import CardNotValid, ServiceNotOpen
from domain.fields import wrong
from domain.policy.card_life import Service
from domain.policy.pack import PolicyPack
from domain.text import Text
from domain.work import Work

CLAUSE = "R-26"


class UseService(Command):
    """One use; `plastic` is the number of the plastic that was shown (卡片序次)."""

    permitted: ClassVar[tuple[Permission, ...]] = (provider,)
    card_id: UUID
    plastic: int
    service: str = Field(max_length=40)
    companions: Annotated[int, Field(ge=0, le=99)] = 0


class ReverseUse(Command):
    """The use was registered by mistake, by the provider itself."""

    permitted: ClassVar[tuple[Permission, ...]] = (provider,)
    card_id: UUID
    year: int
    use_id: UUID


def use_service(command: UseService, work: Work) -> ServiceYear:
    card = work.load(Card, command.card_id)
    day = work.authority.effective_on
    pack = work.policies.in_force(card.city, day)
    service = pack.service(command.service)
    _must_be_valid(card, command.plastic, work)
    if not opens(card, service):
        raise ServiceNotOpen(clauses=service.clauses, blocked_by={"kind": "service", "id": service.code})
    if command.companions > service.companions:
        raise wrong("companions", "too_many", TOO_MANY.filled(companions=service.companions))
    authority = work.under(pack, CLAUSE)
    known = work.find(ServiceYear, ServiceYear.id_of(card.talent_id, day.year))
    year = known or work.add(ServiceYear.open(card.talent_id, day.year, authority))
    year.use(work.new_id(), service, card.id, command.companions, authority)
    return year


def reverse_use(command: ReverseUse, work: Work) -> ServiceYear:
    card = work.load(Card, command.card_id)
    pack = work.policies.in_force(card.city, work.authority.effective_on)
    year = work.load(ServiceYear, ServiceYear.id_of(card.talent_id, command.year))
    year.reverse(command.use_id, work.under(pack, CLAUSE))
    return year


def opens(card: Card, service: Service) -> bool:
    """Whether a card of this type, come by on its route, opens the service."""
    return card.card_type in service.card_types and card.route not in service.withheld_from


def opened_by(card: Card, pack: PolicyPack) -> list[Service]:
    """The services that a card opens, in the order of the pack."""
    return [service for service in pack.services if opens(card, service)]


def _must_be_valid(card: Card, plastic: int, work: Work) -> None:
    """Refuse a card that who is shown it would not take for valid."""
    successor = None if card.successor_id is None else work.load(Card, card.successor_id)
    found = verified(card, plastic=plastic, on=work.authority.effective_on, successor=successor)
    if found is not Verification.VALID:
        raise CardNotValid(blocked_by={"kind": "card", "verification": found.value})


TOO_MANY = Text("随行人员最多{companions}人", "at most {companions} may come along")
