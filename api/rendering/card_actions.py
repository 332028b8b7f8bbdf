"""What may be done about a card now, found out by rehearsing the use cases themselves on copies (可办事项)."""

from collections.abc import Callable
from typing import Any

from api.rehearsing import STAND_IN
from api.rendering.actions import Action, Actions, actions_of, may_ever_send, rehearsal
from api.viewer import Viewer
from domain.aggregates import Card
from domain.authorization import Command
from domain.cards import (
    ISSUED,
    MADE,
    PAST,
    ArrivalStage,
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
from domain.use_cases import deciding_cards as deciding
from domain.use_cases import following_cards as following
from domain.use_cases import handling_plastic as plastic
from domain.use_cases.issuing_cards import IssueCard, IssueOwnCard

StandIn = Callable[[Card, Viewer], Command]


def card_actions(card: Card, viewer: Viewer) -> Actions:
    """The commands about a card that stands where it does, with stand-ins for what their senders choose."""
    brought = {"deciding_body": _issuer(card, viewer)}
    commands = [stand_in(card, viewer) for stand_in in _stand_ins(card)]
    possible = [
        Action(type(command), rehearsal(command, card, viewer, chosen=_chosen(command), **brought))
        for command in commands
        if may_ever_send(type(command), viewer)
    ]
    return actions_of(possible, viewer, card_id=card.id)


def _stand_ins(card: Card) -> tuple[StandIn, ...]:
    """What the card's stage brings up; of what is not on it, nothing is said."""
    if card.status is CardStatus.GRANTED:
        return (_issue, *(() if card.planned_arrival_on is None else (_plain(following.IssueCardEarly),)))
    if card.status in PAST:
        return _of_past(card)
    return (*_of_plastic(card), *_of_measures(card), *_of_arrival(card)) if card.status in ISSUED else ()


def _of_plastic(card: Card) -> tuple[StandIn, ...]:
    if card.is_lost:
        return (_replace(ReplacementCause.LOST), _plain(plastic.WithdrawLoss))
    handled = _HANDLED.get(card.plastic, ()) if card.plastic else ()
    made = (_plain(plastic.ReportLoss), _replace(ReplacementCause.DAMAGED)) if card.plastic in MADE else ()
    return (*handled, *made)


def _of_measures(card: Card) -> tuple[StandIn, ...]:
    if card.transcribed is not None:
        return (_plain(deciding.ConfirmMeasure), _plain(deciding.ContestMeasure))
    return (
        _plain(deciding.ProposeMeasure, measure=_first_not_proposed(card)),
        *_of_proposals(card),
        _plain(deciding.SuspendCard),
        _plain(deciding.ReinstateCard),
        *_of_inquiry(card),
        _plain(deciding.RevokeCard, cause=RevocationCause.BREACH),
        _plain(deciding.CancelCard, cause=CancellationCause.OWN_WISH),
        _renew,
        _correct_entry,
        _plain(following.MoveCard),
    )


def _of_past(card: Card) -> tuple[StandIn, ...]:
    """A declaration may turn out to be false once the card has ended, and a renewal may come when the term is over."""
    if card.transcribed is not None:
        return (_plain(deciding.ConfirmMeasure), _plain(deciding.ContestMeasure))
    return (*_of_declaration(card), *((_renew,) if card.has_run_out else ()))


def _of_declaration(card: Card) -> tuple[StandIn, ...]:
    if card.inquiry is not InquiryStage.FOUND_FALSE:
        return (*_of_proposals(card), *_of_inquiry(card))
    if card.holder_is_barred:
        drawing = _plain(deciding.DrawConsequence, consequence=Consequence.EMPLOYER_INFORMED)
        return (drawing, *_proposed_or_not(card, Measure.BAR_LIFTING), _plain(deciding.LiftBar))
    return (*_proposed_or_not(card, Measure.BAR), _plain(deciding.BarHolder), *_of_inquiry(card))


def _proposed_or_not(card: Card, measure: Measure) -> tuple[StandIn, ...]:
    """To propose the measure, or to decline what has been proposed."""
    proposing = () if card.proposals else (_plain(deciding.ProposeMeasure, measure=measure),)
    return (*proposing, *_of_proposals(card))


def _of_proposals(card: Card) -> tuple[StandIn, ...]:
    return tuple(_plain(deciding.DeclineProposal, measure=one) for one in sorted(card.proposals)[:1])


def _of_inquiry(card: Card) -> tuple[StandIn, ...]:
    match card.inquiry:
        case InquiryStage.REPORTED | InquiryStage.FOUND_FALSE:
            return (_plain(deciding.OpenInquiry),)
        case InquiryStage.OPENED:
            return (_plain(deciding.ConcludeInquiry, finding=Finding.NOT_FALSE),)
    return (_plain(deciding.ReportFalseDeclaration),)


def _of_arrival(card: Card) -> tuple[StandIn, ...]:
    if card.arrival is None or card.arrival.stage is ArrivalStage.ARRIVED:
        return ()
    return (_confirm_arrival, _extend_arrival)


def _plain(kind: type[Command], **stated: Any) -> StandIn:
    return lambda card, _: kind(card_id=card.id, **stated)  # type: ignore[call-arg]  # of every command here


def _first_not_proposed(card: Card) -> Measure:
    return next((measure for measure in Measure if measure not in card.proposals), Measure.SUSPENSION)


def _term(viewer: Viewer) -> dict[str, Any]:
    days = dict.fromkeys(("issued_on", "valid_from", "valid_to"), viewer.today)
    return {**days, "term_rule": TermRule.FIXED_YEARS}


def _number(card: Card, viewer: Viewer) -> dict[str, str]:
    """A number, where the issuer's document states it."""
    pack = viewer.service.policies.of_cards(card.city, card.card_type, viewer.today)
    return {"card_number": STAND_IN} if pack.card_type(card.card_type).number is None else {}


def _issue(card: Card, viewer: Viewer) -> Command:
    """By the province's document, or under a number of the city's own."""
    if number := _number(card, viewer):
        return IssueCard(card_id=card.id, **number, **_term(viewer))
    return IssueOwnCard(card_id=card.id, **_term(viewer))


def _renew(card: Card, viewer: Viewer) -> Command:
    return deciding.RenewCard(card_id=card.id, **_term(viewer), **_number(card, viewer))


def _correct_entry(card: Card, viewer: Viewer) -> Command:
    return deciding.CorrectCardEntry(card_id=card.id, **_term(viewer), **_number(card, viewer))


def _replace(cause: ReplacementCause) -> StandIn:
    return lambda card, viewer: plastic.ReplaceCard(card_id=card.id, cause=cause, **_number(card, viewer))


def _confirm_arrival(card: Card, viewer: Viewer) -> Command:
    today = viewer.today
    return following.ConfirmArrival(card_id=card.id, arrived_on=today, contract_from=today, contract_to=today)


def _extend_arrival(card: Card, viewer: Viewer) -> Command:
    return following.ExtendArrival(card_id=card.id, planned_arrival=viewer.today)


def _chosen(command: Command) -> frozenset[str]:
    """What its sender chooses, and may choose otherwise than the stand-in."""
    return frozenset(type(command).model_fields)


def _issuer(card: Card, viewer: Viewer) -> str:
    """The body whose decision is written down."""
    pack = viewer.service.policies.of_cards(card.city, card.card_type, viewer.today)
    issuer = pack.card_type(card.card_type).issuer
    body = pack.organization_of(issuer.area, issuer.function, viewer.today)
    return body.code if body else STAND_IN


_DELIVER = _plain(plastic.DeliverCard, recipient=Recipient.HOLDER, received_by="示例")
_HANDLED: dict[PlasticStage, tuple[StandIn, ...]] = {
    PlasticStage.TO_PRODUCE: (_plain(plastic.ProduceCard),),
    PlasticStage.PRODUCED: (_plain(plastic.DispatchCard, way=DeliveryWay.COUNTER), _DELIVER),
    PlasticStage.DISPATCHED: (_DELIVER,),
    PlasticStage.DELIVERED: (_plain(plastic.ActivateCard),),
}
