"""A card (人才卡), and what may be done about it now."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from uuid import UUID

from api.addresses import CARD, href
from api.rendering.actions import Actions
from api.rendering.card_actions import card_actions
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import Card, Enterprise
from domain.cards import ArrivalStage, CardStatus, InquiryStage, Measure, PlasticStage, SuspensionGround
from domain.errors import NotFound
from domain.policy.steps import TermRule
from domain.store import Recorded
from domain.use_cases.keeping_enterprises import survivor_of


class ArrivalShown(Shown):
    """When the holder of an early card is to come, or was, and how often that was put off.

    `reminded` is how many days before the planned one the office was reminded last.
    """

    stage: ArrivalStage
    planned_on: date
    since: date
    extensions: int
    reminded: int | None


class CardShown(Shown):
    """A card; the area is that of its enterprise now.

    `listed_for_renewal` is on which list of those to renew it stands: so many days before its term ends.
    """

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
    planned_arrival_on: date | None
    plastic: PlasticStage | None
    production_batch_id: UUID | None
    former_numbers: tuple[str, ...]
    renewals: int
    successor_id: UUID | None
    grounds: tuple[SuspensionGround, ...]
    arrival: ArrivalShown | None
    listed_for_renewal: int | None
    inquiry: InquiryStage | None
    proposals: tuple[Measure, ...]
    transcribed: Measure | None
    actions: Actions


def card_shown(card: Card, viewer: Viewer, *, until: int | None = None) -> CardShown:
    """The card as it stands, or as it stood; then nothing can be done. Raises `NotFound` to who may not know of it."""
    card_must_be_seen(card, viewer)
    area, _ = _employer_now(card, viewer)
    return CardShown(
        id=card.id,
        href=href(CARD, card_id=card.id),
        area=area,
        grounds=tuple(sorted(card.grounds)),
        proposals=tuple(sorted(card.proposals)),
        arrival=_arrival(card),
        transcribed=_transcribed(card),
        actions=card_actions(card, viewer) if until is None else Actions(),
        **{name: getattr(card, name) for name in _SAME},
    )


def card_history(card: Card, history: Sequence[Recorded], viewer: Viewer) -> Sequence[Recorded]:
    """All events. Raises `NotFound` for a card that may not be known of."""
    card_must_be_seen(card, viewer)
    return history


def card_must_be_seen(card: Card, viewer: Viewer) -> None:
    """Who may know of the card is told by where it is now. Raises `NotFound`."""
    area, enterprise_id = _employer_now(viewer.as_it_stands(card), viewer)
    if not viewer.sees(city=card.city, area=area, enterprise_id=enterprise_id):
        raise NotFound


def _employer_now(card: Card, viewer: Viewer) -> tuple[str, UUID | None]:
    """Where the card's enterprise is now, and which one it is by now."""
    if card.enterprise_id is None:
        return card.area, None
    enterprise: Enterprise = survivor_of(card.enterprise_id, viewer.service.store.get)
    return enterprise.area, enterprise.id


def _arrival(card: Card) -> ArrivalShown | None:
    arrival = card.arrival
    if arrival is None:
        return None
    return ArrivalShown(**asdict(arrival))


def _transcribed(card: Card) -> Measure | None:
    return None if card.transcribed is None else card.transcribed.measure


_MADE = {"id", "href", "area", "grounds", "proposals", "arrival", "transcribed", "actions"}
_SAME = tuple(name for name in CardShown.model_fields if name not in _MADE)
