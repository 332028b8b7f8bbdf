"""A demand item (需求事项): where it stands, by when it is due, and what may be done about it now; free texts masked."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from api.addresses import DEMAND, href
from api.disclosure import Disclosure, HiddenFact, MaskedFact, PersonalShown, facts_in, placed
from api.masking import hidden, in_clear, masked_name, masked_phone
from api.rendering.actions import Actions
from api.rendering.deadlines import CaseDeadlineShown, case_deadlines
from api.rendering.demand_actions import actions_about
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import DemandItem
from domain.authorization import Role, in_stead
from domain.demands import (
    Beneficiary,
    Channel,
    Colour,
    DemandStatus,
    DockingResult,
    EscalationLevel,
    Grade,
    Unit,
)
from domain.errors import NotFound
from domain.personal_data import PersonalData
from domain.policy.ledgers import Ledger
from domain.store import Recorded
from domain.use_cases.demandwork import may_know_of


class DetailsShown(Shown):
    """What is asked for; of free text it is only shown that there is some."""

    content: PersonalShown
    beneficiaries: tuple[Beneficiary, ...]
    policy_basis: PersonalShown | None
    conditions: PersonalShown | None
    planned_on: date | None
    remark: PersonalShown | None


class AskedShown(Shown):
    """For how many days more the unit has asked, and when."""

    days: int
    on: date


class EscalationShown(Shown):
    """With which level the item is, and since when."""

    level: EscalationLevel
    on: date


class DockingShown(Shown):
    """Which member of the alliance has it, and how that stands."""

    member: str
    result: DockingResult


class DemandShown(Shown):
    """An item in the ledger and area where it is now; its number keeps the prefix of its registration."""

    id: UUID
    href: str
    version: int
    number: str
    former_number: str | None
    city: str
    area: str
    ledger: Ledger
    category: str | None
    status: DemandStatus
    channel: Channel
    raised_on: date
    registered_on: date
    enterprise_id: UUID | None
    list_types: tuple[str, ...]
    specialist_id: UUID | None
    talent_id: UUID | None
    card_id: UUID | None
    card_type: str | None
    card_application_id: UUID | None
    name: PersonalShown | None
    phone: PersonalShown | None
    details: DetailsShown
    lead: Unit | None
    assisting: tuple[Unit, ...]
    asked: AskedShown | None
    escalation: EscalationShown | None
    supervision: Colour | None
    docking: DockingShown | None
    reply: PersonalShown | None
    result: PersonalShown | None
    closed_on: date | None
    merged_into: UUID | None
    absorbed: tuple[UUID, ...]
    called_back_on: date | None
    grade: Grade | None
    is_rectified: bool
    grade_after: Grade | None
    deadlines: tuple[CaseDeadlineShown, ...]
    actions: Actions


class TextInClear(Shown):
    """A personal fact or a free text of an event, as it was said; `fact` is where it stands, such as `details.content`."""

    version: int
    topic: str
    on: date
    fact: str
    text: str | HiddenFact


class TextsInClear(Shown):
    """Everything personal that was said about an item, the oldest first."""

    demand_item_id: UUID
    items: tuple[TextInClear, ...]


def demand_shown(item: DemandItem, viewer: Viewer, *, until: int | None = None) -> DemandShown:
    """The item as it stands, or as it stood. Raises `NotFound` to who may not know of it."""
    demand_must_be_seen(item, viewer)
    rule = viewer.service.policies.version(item.policy_version).ledger(item.ledger)
    spoken = (item.name, item.phone, item.reply, item.result)
    disclosure = viewer.disclosed((*spoken, *facts_in(item.details)))
    same = {name: getattr(item, name) for name in _SAME}
    return DemandShown(
        **same,
        href=href(DEMAND, demand_item_id=item.id),
        name=disclosure.shown_if_stated(item.name, masked_name),
        phone=disclosure.shown_if_stated(item.phone, masked_phone),
        details=_details(item, disclosure),
        asked=item.asked and AskedShown(days=item.asked.days, on=item.asked.on),
        escalation=item.escalation and EscalationShown(level=item.escalation.level, on=item.escalation.on),
        docking=item.docking and DockingShown(member=item.docking.member, result=item.docking.result),
        reply=disclosure.shown_if_stated(item.reply, hidden),
        result=disclosure.shown_if_stated(item.result, hidden),
        closed_on=None if item.is_open or item.closing is None else item.closing.on,
        deadlines=case_deadlines(item.times, rule.deadlines, viewer),
        actions=actions_about(item, viewer) if until is None else Actions(),
    )


def demand_history(item: DemandItem, history: Sequence[Recorded], viewer: Viewer) -> Sequence[Recorded]:
    """All events. Raises `NotFound` to who may not know of the item."""
    demand_must_be_seen(item, viewer)
    return history


def texts_in_clear(item: DemandItem, history: Sequence[Recorded], viewer: Viewer) -> TextsInClear:
    """What was said about the item, without masks, for who may know of it and has stated why.

    To an enterprise it is what it said itself and what it was told, and not what offices said among themselves.
    """
    demand_must_be_seen(item, viewer)
    if viewer.authority.role == Role.SPECIALIST:
        history = [one for one in history if isinstance(one.event, SAID_WITH_WHO_ASKED)]
    disclosure = viewer.disclosed_in_clear(fact for one in history for fact in facts_in(one.event))
    return TextsInClear(
        demand_item_id=item.id,
        items=tuple(
            TextInClear(
                version=one.event.originator_version,
                topic=one.event.TOPIC,
                on=one.event.envelope.effective_on,
                fact=place,
                text=_in_clear(fact, disclosure),
            )
            for one in history
            for place, fact in placed(one.event)
        ),
    )


def demand_must_be_seen(item: DemandItem, viewer: Viewer) -> None:
    """Refuse who may not know of the item, nor stands in for anybody who may. Raises `NotFound`."""
    load: Any = viewer.service.store.get
    now, policies = viewer.as_it_stands(item), viewer.service.policies
    wide = (grant for grant in viewer.grants if not grant.is_narrow)
    standings = (viewer.authority, *(in_stead(viewer.authority, grant) for grant in wide))
    known_to = (one for one in standings if may_know_of(now, one, policies, load))
    standing = next(known_to, None)
    if standing is None:
        raise NotFound
    viewer.principals.update(filter(None, (standing.stood_in_for,)))


def _details(item: DemandItem, disclosure: Disclosure) -> DetailsShown:
    said = item.details
    return DetailsShown(
        content=disclosure.shown(said.content, hidden),
        beneficiaries=said.beneficiaries,
        policy_basis=disclosure.shown_if_stated(said.policy_basis, hidden),
        conditions=disclosure.shown_if_stated(said.conditions, hidden),
        planned_on=said.planned_on,
        remark=disclosure.shown_if_stated(said.remark, hidden),
    )


def _in_clear(fact: PersonalData, disclosure: Disclosure) -> str | HiddenFact:
    shown = disclosure.shown(fact, in_clear)
    return str(shown) if isinstance(shown, MaskedFact) else shown


SAID_WITH_WHO_ASKED = (
    DemandItem.Registered,
    DemandItem.TakenOver,
    DemandItem.DetailsRestated,
    DemandItem.ReplyGiven,
    DemandItem.Settled,
    DemandItem.ExplainedNotFeasible,
    DemandItem.Rated,
    DemandItem.RatingCorrected,
    DemandItem.Rectified,
)
_MADE = {
    "href",
    "name",
    "phone",
    "details",
    "asked",
    "escalation",
    "docking",
    "reply",
    "result",
    "closed_on",
    "deadlines",
    "actions",
}
_SAME = tuple(name for name in DemandShown.model_fields if name not in _MADE)
