"""What may be asked about a card of the town: its plastic, its loss, its holder's arrival, what its issuer decides."""

from collections.abc import Callable
from datetime import timedelta

from domain.aggregates import Card
from domain.base import Authority
from domain.cards import (
    ISSUED,
    ON_THE_BOOKS,
    CancellationCause,
    CardStatus,
    Consequence,
    DeliveryWay,
    Finding,
    InquiryStage,
    Measure,
    PlasticStage,
    Recipient,
    ReplacementCause,
    RevocationCause,
)
from domain.policy.steps import TermRule
from domain.use_cases import (
    deciding_cards,
    following_cards,
    following_talents,
    handling_plastic,
    issuing_cards,
)
from tests.domain.cards_of_zibo import CLOCK, COLLEAGUE, CONFIRMS, ISSUER, WRITES, on, why
from tests.domain.grants_of_zibo import MIIT_GRANTS, granting
from tests.domain.officers import MIIT, specialist
from tests.system.town_of_zibo import Asked, NothingToAsk, Town

AskOfCard = Callable[[Town, Card], Asked]
WhereOfCard = Callable[[Card], bool]
NAMES = "一二三四五六七八九"


def issuer_of(card: Card) -> Authority:
    """Who decides about such a card: the city's office, or who writes down what the province has decided."""
    return {"huicai": WRITES, "elite": ISSUER, "honor": why(MIIT)}[card.card_type]


def colleague_of(card: Card) -> Authority:
    return (
        CONFIRMS if card.card_type == "huicai" else issuer_of(card).model_copy(update={"actor": "colleague"})
    )


def holder_of(card: Card) -> Authority:
    return why(specialist(card.enterprise_id))


def number_for(town: Town, card: Card) -> dict[str, str]:
    """The province's document states the number of its card; other numbers are given by the city."""
    return {"card_number": f"HC{town.chance.randrange(10**6):06d}"} if card.card_type == "huicai" else {}


def issue(town: Town, card: Card) -> Asked:
    if card.planned_arrival_on is not None:
        planned = town.day + timedelta(days=town.chance.randrange(1, 60))
        return following_cards.IssueCardEarly(card_id=card.id, planned_arrival=planned), issuer_of(card)
    kind = issuing_cards.IssueCard if card.card_type == "huicai" else issuing_cards.IssueOwnCard
    return kind(card_id=card.id, **a_term(town), **number_for(town, card)), issuer_of(card)


def a_term(town: Town) -> dict[str, object]:
    last = town.day + timedelta(days=town.chance.randrange(20, 300))
    rule = town.any([TermRule.CONTRACT_PERIOD, TermRule.MANAGEMENT_PERIOD])
    return {"issued_on": town.day, "valid_from": town.day, "valid_to": last, "term_rule": rule}


def produce(_town: Town, card: Card) -> Asked:
    return handling_plastic.ProduceCard(card_id=card.id), issuer_of(card)


def dispatch(town: Town, card: Card) -> Asked:
    return handling_plastic.DispatchCard(card_id=card.id, way=town.any([*DeliveryWay])), not_writing(card)


def deliver(town: Town, card: Card) -> Asked:
    signed = {"recipient": town.any([*Recipient]), "received_by": f"李{town.any(NAMES)}"}
    return handling_plastic.DeliverCard(card_id=card.id, **signed), not_writing(card)


def not_writing(card: Card) -> Authority:
    """The office that hands the card over, for itself."""
    return CONFIRMS if card.card_type == "huicai" else issuer_of(card)


def activate(_town: Town, card: Card) -> Asked:
    return handling_plastic.ActivateCard(card_id=card.id), holder_of(card)


def lose(_town: Town, card: Card) -> Asked:
    return handling_plastic.ReportLoss(card_id=card.id), holder_of(card)


def find_again(_town: Town, card: Card) -> Asked:
    return handling_plastic.WithdrawLoss(card_id=card.id), holder_of(card)


def replace(town: Town, card: Card) -> Asked:
    cause = town.any([*ReplacementCause])
    command = handling_plastic.ReplaceCard(card_id=card.id, cause=cause, **number_for(town, card))
    return command, issuer_of(card)


def propose(town: Town, card: Card) -> Asked:
    return deciding_cards.ProposeMeasure(card_id=card.id, measure=town.any([*Measure])), holder_of(card)


def decline(town: Town, card: Card) -> Asked:
    measure = town.any(sorted(card.proposals))
    return deciding_cards.DeclineProposal(card_id=card.id, measure=measure), not_writing(card)


def suspend(_town: Town, card: Card) -> Asked:
    return deciding_cards.SuspendCard(card_id=card.id), issuer_of(card)


def reinstate(_town: Town, card: Card) -> Asked:
    return deciding_cards.ReinstateCard(card_id=card.id), issuer_of(card)


def report(_town: Town, card: Card) -> Asked:
    return deciding_cards.ReportFalseDeclaration(card_id=card.id), holder_of(card)


def inquire(_town: Town, card: Card) -> Asked:
    return deciding_cards.OpenInquiry(card_id=card.id), issuer_of(card)


def find(town: Town, card: Card) -> Asked:
    return deciding_cards.ConcludeInquiry(card_id=card.id, finding=town.any([*Finding])), issuer_of(card)


def revoke(town: Town, card: Card) -> Asked:
    cause = town.any(
        [RevocationCause.FALSE_DECLARATION, RevocationCause.FALSE_DECLARATION, RevocationCause.BREACH]
    )
    by = issuer_of(card)
    if cause is RevocationCause.FALSE_DECLARATION and by.actor != WRITES.actor:
        by = by.model_copy(update={"actor": COLLEAGUE.actor})  # another than who has found it
    return deciding_cards.RevokeCard(card_id=card.id, cause=cause), by


def draw_consequence(town: Town, card: Card) -> Asked:
    return deciding_cards.DrawConsequence(card_id=card.id, consequence=town.any([*Consequence])), not_writing(
        card
    )


def cancel(town: Town, card: Card) -> Asked:
    return deciding_cards.CancelCard(card_id=card.id, cause=town.any([*CancellationCause])), issuer_of(card)


def renew(town: Town, card: Card) -> Asked:
    command = deciding_cards.RenewCard(card_id=card.id, **a_term(town), **number_for(town, card))
    return command, issuer_of(card)


def correct_entry(town: Town, card: Card) -> Asked:
    """By the issuer's document; a number that the city gave stays."""
    command = deciding_cards.CorrectCardEntry(card_id=card.id, **a_term(town), **number_for(town, card))
    return command, issuer_of(card)


def confirm(town: Town, card: Card) -> Asked:
    kinds = [deciding_cards.ConfirmMeasure] * 4 + [deciding_cards.ContestMeasure]
    if card.transcribed is None:
        raise NothingToAsk
    return town.any(kinds)(card_id=card.id), colleague_of(card)


def arrive(town: Town, card: Card) -> Asked:
    """Most let themselves be waited for, so that some have not come when their days of grace are over."""
    if town.chance.random() < 0.9:
        raise NothingToAsk
    contract = {"contract_from": town.day, "contract_to": town.day + timedelta(days=200)}
    return following_cards.ConfirmArrival(card_id=card.id, arrived_on=town.day, **contract), holder_of(card)


def put_off(town: Town, card: Card) -> Asked:
    if card.arrival is None:
        raise NothingToAsk
    planned = card.arrival.planned_on + timedelta(days=town.chance.randrange(1, 60))
    return following_cards.ExtendArrival(card_id=card.id, planned_arrival=planned), issuer_of(card)


def lapse(_town: Town, card: Card) -> Asked:
    return following_cards.LapseArrival(card_id=card.id), CLOCK


def expire(_town: Town, card: Card) -> Asked:
    return following_cards.ExpireCard(card_id=card.id), CLOCK


def move(town: Town, card: Card) -> Asked:
    """The holder works for another enterprise now, and the card goes along."""
    employer = town.any(list(town.people))
    by = not_writing(card).model_copy(update={"function": "hrss"})
    town.send(following_talents.StateEmployer(talent_id=card.talent_id, employer_id=employer), by)
    return following_cards.MoveCard(card_id=card.id), by


def stands(*statuses: CardStatus) -> WhereOfCard:
    return lambda card: card.status in statuses


def lies(*stages: PlasticStage) -> WhereOfCard:
    return lambda card: card.status in ISSUED and card.plastic in stages


IN_FORCE, IN_USE = stands(CardStatus.IN_FORCE), stands(*ISSUED)
LIVED: tuple[tuple[WhereOfCard, AskOfCard], ...] = (
    (stands(CardStatus.GRANTED), issue),
    (lies(PlasticStage.TO_PRODUCE), produce), (lies(PlasticStage.PRODUCED), dispatch),
    (lies(PlasticStage.PRODUCED, PlasticStage.DISPATCHED), deliver), (lies(PlasticStage.DELIVERED), activate),
    (IN_USE, lose), (lambda card: card.is_lost, find_again), (lambda card: card.is_lost, replace), (IN_USE, replace),
    (stands(*ON_THE_BOOKS), propose), (lambda card: bool(card.proposals), decline),
    (IN_USE, suspend), (stands(CardStatus.SUSPENDED), reinstate), (IN_USE, report),
    (lambda card: card.inquiry is InquiryStage.REPORTED, inquire),
    (lambda card: card.inquiry is InquiryStage.OPENED, find),
    (lambda card: card.inquiry is InquiryStage.FOUND_FALSE, revoke),
    (IN_USE, revoke), (stands(*ON_THE_BOOKS), cancel), (IN_USE, renew), (IN_USE, correct_entry),
    (lambda card: card.transcribed is not None, confirm),
    *((lambda card: card.arrival is not None, ask) for ask in (arrive, put_off, lapse)),
    (lambda card: card.valid_to is not None, expire), (IN_FORCE, move),
    (stands(CardStatus.REVOKED), draw_consequence),
)  # fmt: skip


def something_happens_to_a_card(town: Town) -> None:
    """One of all these things, to a card that stands where it may."""
    cards = town.cards()
    town.try_out([(ask, found) for where, ask in LIVED if (found := [card for card in cards if where(card)])])


def heads_are_granted_cards(town: Town) -> None:
    """A run over the lists gives the honor card to every head who has none."""
    by = on(MIIT_GRANTS, town.day)
    town.send(granting(town.books, by), by)
