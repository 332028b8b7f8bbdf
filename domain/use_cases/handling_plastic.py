"""A card's plastic: made, sent out, signed for, switched on, reported lost and replaced (制卡、发放、挂失、补发)."""

from typing import Annotated, ClassVar

from pydantic import Field

from domain.aggregates.card import Card
from domain.authorization import IN_OFFICE, ON_PAPER, Permission, PostMayNot
from domain.base import Capacity
from domain.cards import DeliveryWay, Recipient, ReplacementCause
from domain.errors import Invalid
from domain.names import person_name, tidy
from domain.personal_data import Personal
from domain.text import Text
from domain.use_cases.cardwork import (
    FOR_HOLDER,
    CardCommand,
    CardFile,
    card_of_issuer,
    must_be_written_down,
    opened_card,
)
from domain.use_cases.numbering_cards import numbers_drawn
from domain.work import Work

CardNumber = Annotated[str | None, Field(min_length=1, max_length=40)]


class ProduceCard(CardCommand):
    """The plastic of a card that an issuer elsewhere makes is made, as its document says."""

    capacities: ClassVar[frozenset[Capacity]] = frozenset({Capacity.TRANSCRIBING})


class DispatchCard(CardCommand):
    way: DeliveryWay


class DeliverCard(CardCommand):
    """Who signed for it, and the digest of the signed receipt if it is on paper."""

    recipient: Recipient
    received_by: str = Field(repr=False, max_length=100)
    signature_sha256: Annotated[str | None, Field(pattern=r"^[0-9a-f]{64}$")] = None


class ActivateCard(CardCommand):
    permitted: ClassVar[tuple[Permission, ...]] = FOR_HOLDER
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER


class ReportLoss(CardCommand):
    permitted: ClassVar[tuple[Permission, ...]] = FOR_HOLDER
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER


class WithdrawLoss(CardCommand):
    permitted: ClassVar[tuple[Permission, ...]] = FOR_HOLDER
    capacities: ClassVar[frozenset[Capacity]] = ON_PAPER


class ReplaceCard(CardCommand):
    """Another plastic with another number, which is the issuer's document's or given here (decided point 7)."""

    capacities: ClassVar[frozenset[Capacity]] = IN_OFFICE | {Capacity.TRANSCRIBING}
    cause: ReplacementCause
    card_number: CardNumber = None


def produce_card(command: ProduceCard, work: Work) -> Card:
    file = card_of_issuer(command.card_id, work)
    if file.is_issued_here:
        raise PostMayNot(WITH_A_BATCH, field="capacity")
    must_be_written_down(file)
    file.card.produce(None, area=file.area, authority=file.authority)
    return file.card


def dispatch_card(command: DispatchCard, work: Work) -> Card:
    file = card_of_issuer(command.card_id, work)
    file.card.dispatch(command.way, area=file.area, authority=file.authority)
    return file.card


def deliver_card(command: DeliverCard, work: Work) -> Card:
    file = card_of_issuer(command.card_id, work)
    signed = Personal(file.card.talent_id, person_name(command.received_by, field="received_by"))
    receipt = (command.recipient, signed, command.signature_sha256)
    file.card.deliver(*receipt, area=file.area, authority=file.authority)
    return file.card


def activate_card(command: ActivateCard, work: Work) -> Card:
    file = opened_card(command.card_id, work)
    file.card.activate(area=file.area, authority=file.authority)
    return file.card


def report_loss(command: ReportLoss, work: Work) -> Card:
    file = opened_card(command.card_id, work)
    file.card.report_loss(area=file.area, authority=file.authority)
    return file.card


def withdraw_loss(command: WithdrawLoss, work: Work) -> Card:
    file = opened_card(command.card_id, work)
    file.card.withdraw_loss(area=file.area, authority=file.authority)
    return file.card


def replace_card(command: ReplaceCard, work: Work) -> Card:
    file = card_of_issuer(command.card_id, work)
    must_be_written_down(file)
    number = number_of(command.card_number, file, work)
    file.card.replace(number, command.cause, area=file.area, authority=file.authority)
    return file.card


def number_of(stated: str | None, file: CardFile, work: Work) -> str:
    """The number that the issuer's document states, or a new one of the city's own. Raises `Invalid`."""
    kind = file.pack.card_type(file.card.card_type)
    if kind.number is None:
        if stated is None:
            raise Invalid(NUMBER_MISSING, field="card_number")
        return tidy(stated)
    if stated is not None:
        raise Invalid(NUMBER_GIVEN_HERE, field="card_number")
    (number,) = numbers_drawn(1, kind, file.card.city, file.authority, work)
    return number


NUMBER_GIVEN_HERE = Text("该卡种的卡号由系统编制", "The number of such a card is given here")
WITH_A_BATCH = Text("本市的卡随制卡批次制作", "The city's own cards are made with a production batch")
NUMBER_MISSING = Text("须填发卡机关文件所载的卡号", "State the number that the issuer's document has")
