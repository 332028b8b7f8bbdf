"""A card (人才卡), and what may be done about it now."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api.addresses import CARD, href
from api.rendering.actions import STAND_IN, Action, Actions, actions_of, may_ever_send, rehearsal
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import Card, Enterprise
from domain.authorization import Command
from domain.cards import CardStatus
from domain.errors import NotFound
from domain.policy.steps import TermRule
from domain.store import Recorded
from domain.use_cases.issuing_cards import IssueCard, IssueOwnCard
from domain.use_cases.keeping_enterprises import survivor_of


class CardShown(Shown):
    """A card; the area is that of its enterprise now."""

    id: UUID
    href: str
    version: int
    city: str
    area: str
    card_type: str
    card_number: str | None
    route: str
    talent_class: str | None
    talent_id: UUID
    enterprise_id: UUID | None
    list_type: str | None
    department: str | None
    quota_year: int | None
    card_application_id: UUID | None
    predecessor_id: UUID | None
    status: CardStatus
    issued_on: date | None
    valid_from: date | None
    valid_to: date | None
    term_rule: TermRule | None
    differs_from_rule: bool | None
    actions: Actions


def card_shown(card: Card, viewer: Viewer, *, until: int | None = None) -> CardShown:
    """The card as it stands, or as it stood; then nothing can be done. Raises `NotFound` to who may not know of it."""
    return CardShown(
        id=card.id,
        href=href(CARD, card_id=card.id),
        area=_must_be_seen(card, viewer),
        actions=_actions(card, viewer) if until is None else Actions(),
        **{name: getattr(card, name) for name in _SAME},
    )


def card_history(card: Card, history: Sequence[Recorded], viewer: Viewer) -> Sequence[Recorded]:
    """All events. Raises `NotFound` for a card that may not be known of."""
    _must_be_seen(card, viewer)
    return history


def _must_be_seen(card: Card, viewer: Viewer) -> str:
    """The area where the card's enterprise is now, by which who may know of the card is told."""
    area, enterprise_id = card.area, card.enterprise_id
    if enterprise_id is not None:
        enterprise: Enterprise = survivor_of(enterprise_id, viewer.service.store.repository.get)
        area, enterprise_id = enterprise.area, enterprise.id
    if not viewer.scope.covers(city=card.city, area=area, enterprise_id=enterprise_id):
        raise NotFound
    return area


def _actions(card: Card, viewer: Viewer) -> Actions:
    """Found out by rehearsing the use cases themselves on copies."""
    commands = [stand_in(card, viewer) for stand_in in _IN_STATUS.get(card.status, ())]
    brought = {"deciding_body": _issuer(card, viewer)}
    possible = [
        Action(type(command), rehearsal(command, card, viewer, chosen=_CHOSEN, **brought))
        for command in commands
        if may_ever_send(type(command), viewer)
    ]
    return actions_of(possible, viewer, card_id=card.id)


def _issue(card: Card, viewer: Viewer) -> IssueCard | IssueOwnCard:
    """By the province's document, or under a number of the city's own."""
    pack, today = viewer.service.policies.in_force(card.city, viewer.today), viewer.today
    term: dict[str, Any] = {
        "card_id": card.id,
        "issued_on": today,
        "valid_from": today,
        "valid_to": today,
        "term_rule": TermRule.FIXED_YEARS,
    }
    if pack.card_type(card.card_type).number is None:
        return IssueCard(card_number=STAND_IN, **term)
    return IssueOwnCard(**term)


def _issuer(card: Card, viewer: Viewer) -> str:
    """The body whose decision is written down."""
    pack = viewer.service.policies.in_force(card.city, viewer.today)
    issuer = pack.card_type(card.card_type).issuer
    body = pack.organization_of(issuer.area, issuer.function, viewer.today)
    return body.code if body else STAND_IN


# What may be done about a card that stands there, with stand-ins for what its sender chooses.
_IN_STATUS: dict[CardStatus, tuple[Callable[[Card, Viewer], Command], ...]] = {CardStatus.GRANTED: (_issue,)}
_CHOSEN = frozenset(IssueCard.model_fields)

_MADE = {"id", "href", "area", "actions"}
_SAME = tuple(name for name in CardShown.model_fields if name not in _MADE)
