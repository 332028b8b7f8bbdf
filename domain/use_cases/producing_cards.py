"""Having the plastic of cards made together: collected, ordered, received, made anew where it is faulty (制卡).

Each decision is one about a card and about its batch, and both are saved together or not at all. Cards that an issuer
elsewhere makes are none of it: `ProduceCard` writes down what its document says.
"""

from collections.abc import Iterable
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.card import Card
from domain.aggregates.production_batch import Fault, ProductionBatch
from domain.authorization import Command, NotYourDepartment, Permission
from domain.base import Authority
from domain.errors import Invalid, NotFound
from domain.policy.pack import PolicyPack
from domain.production import MOST_CARDS, ProductionStage
from domain.text import Text
from domain.use_cases.cardwork import CITY, CardFile, card_of_issuer, pack_of_cards
from domain.work import Work

Code = Annotated[str, Field(max_length=40)]
SomeCards = Annotated[tuple[UUID, ...], Field(max_length=MOST_CARDS)]


class OpenProductionBatch(Command):
    """Begin a batch of the city's own cards of one type; these cards are taken into it at once."""

    permitted: ClassVar[tuple[Permission, ...]] = (CITY,)
    city: Code
    card_type: Code
    card_ids: SomeCards = ()


class ProductionCommand(Command):
    """A command about one production batch, by the office that issues its cards."""

    permitted: ClassVar[tuple[Permission, ...]] = (CITY,)
    production_batch_id: UUID


class AddToProduction(ProductionCommand):
    card_ids: Annotated[tuple[UUID, ...], Field(min_length=1, max_length=MOST_CARDS)]


class RemoveFromProduction(ProductionCommand):
    """Leave a card out of what is going to be ordered."""

    card_id: UUID


class OrderProduction(ProductionCommand):
    """Have the maker make the cards, under an order or a letter."""


class ReceiveFromProduction(ProductionCommand):
    """These cards have come and are right; all that are awaited if none is named."""

    card_ids: SomeCards = ()


class RejectFromProduction(ProductionCommand):
    """A card has come with a fault, or not at all: it is to be made anew."""

    card_id: UUID
    fault: Fault


class CancelProductionBatch(ProductionCommand):
    """Give the batch up before the maker has brought a card."""


def open_production_batch(command: OpenProductionBatch, work: Work) -> ProductionBatch:
    pack = _pack_of(command.city, command.card_type, work)
    stated = {"city": command.city, "card_type": command.card_type}
    batch = work.add(ProductionBatch.open(work.new_id(), **stated, authority=work.under(pack)))
    _add(command.card_ids, batch, work)
    return batch


def add_to_production(command: AddToProduction, work: Work) -> ProductionBatch:
    batch, _ = _own_batch(command, work)
    _add(command.card_ids, batch, work)
    return batch


def remove_from_production(command: RemoveFromProduction, work: Work) -> ProductionBatch:
    batch, _ = _own_batch(command, work)
    batch.must_be(ProductionStage.OPEN)
    file = card_of_issuer(command.card_id, work)
    batch.remove(file.card.id, holder=file.card.talent_id, authority=file.authority)
    file.card.leave_production(area=file.area, authority=file.authority)
    return batch


def order_production(command: OrderProduction, work: Work) -> ProductionBatch:
    batch, authority = _own_batch(command, work)
    batch.order(authority)
    return batch


def receive_from_production(command: ReceiveFromProduction, work: Work) -> ProductionBatch:
    batch, _ = _own_batch(command, work)
    batch.must_be(ProductionStage.ORDERED)
    for file in _files(command.card_ids or batch.awaited, work):
        batch.receive(file.card.id, holder=file.card.talent_id, authority=file.authority)
        file.card.produce(batch.id, area=file.area, authority=file.authority)
    return batch


def reject_from_production(command: RejectFromProduction, work: Work) -> ProductionBatch:
    batch, _ = _own_batch(command, work)
    batch.must_be(ProductionStage.ORDERED)
    file = card_of_issuer(command.card_id, work)
    batch.reject(file.card.id, command.fault, holder=file.card.talent_id, authority=file.authority)
    file.card.leave_production(area=file.area, authority=file.authority)
    return batch


def cancel_production_batch(command: CancelProductionBatch, work: Work) -> ProductionBatch:
    batch, authority = _own_batch(command, work)
    awaited = batch.awaited
    batch.cancel(authority)
    for file in _files(awaited, work):
        file.card.leave_production(area=file.area, authority=file.authority)
    return batch


def _add(card_ids: Iterable[UUID], batch: ProductionBatch, work: Work) -> None:
    batch.must_be(ProductionStage.OPEN)
    for file in _files(card_ids, work):
        card = file.card
        if (card.city, card.card_type) != (batch.city, batch.card_type):
            raise Invalid(OF_ANOTHER_TYPE, field="card_ids", blocked_by=card.shown())
        card.join_production(batch.id, area=file.area, authority=file.authority)
        batch.add(card.id, holder=card.talent_id, authority=file.authority)


def _files(card_ids: Iterable[UUID], work: Work) -> list[CardFile]:
    """The cards with their policy; they and their enterprises are loaded with one question each."""
    ids = tuple(dict.fromkeys(card_ids))
    work.gather(ids)
    known = [work.find(Card, card_id) for card_id in ids]
    work.gather(card.enterprise_id for card in known if card and card.enterprise_id)
    return [card_of_issuer(card_id, work) for card_id in ids]


def _own_batch(command: ProductionCommand, work: Work) -> tuple[ProductionBatch, Authority]:
    """The batch, and the authority of the office that issues its cards. Raises `NotFound` and `NotYourDepartment`."""
    batch = work.load(ProductionBatch, command.production_batch_id)
    pack = work.policies.in_force(batch.city, work.authority.effective_on)
    if work.authority.area != pack.city_area.code:
        raise NotFound(blocked_by={"kind": "production_batch", "id": str(batch.id)})
    return batch, work.under(_pack_of(batch.city, batch.card_type, work))


def _pack_of(city: str, card_type: str, work: Work) -> PolicyPack:
    """The policy of the day, if it says that the caller's office issues such cards. Raises `NotYourDepartment`."""
    pack = pack_of_cards(city, card_type, work)
    issuer = pack.card_type(card_type).issuer
    if issuer.area != pack.city_area.code:
        raise NotYourDepartment(MADE_ELSEWHERE, blocked_by={"kind": "card_type", "id": card_type})
    if (work.authority.area, work.authority.function) != (issuer.area, issuer.function):
        raise NotYourDepartment(blocked_by={"kind": "card_type", "id": card_type})
    return pack


MADE_ELSEWHERE = Text(
    "该卡种由发卡机关制卡，本市不组批", "Its issuer elsewhere makes such cards, not the city"
)
OF_ANOTHER_TYPE = Text("该卡不属于本批次的城市或卡种", "The card is not of this batch's city and type")
