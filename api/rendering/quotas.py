"""A quota and its places (年度配额)."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from api.addresses import QUOTA, href
from api.rendering.actions import Actions
from api.rendering.quota_actions import NoActions, QuotaActions, address_of
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates.quota import Quota
from domain.authorization import Command
from domain.errors import NotFound
from domain.places import HELD, Place, PlaceStatus
from domain.quota_events import PlaceEvent
from domain.store import Recorded
from domain.use_cases.managing_quotas import PlaceCommand

OF_A_PLACE = (PlaceEvent, Quota.EnterpriseMerged)  # whoever does not see the place does not see the event


class FiguresShown(Shown):
    """How many places there may be, how many stand in each state that holds one, and how many are left."""

    limit: int
    nominated: int
    reserved: int
    consumed: int
    forfeited: int
    free: int


class DepartmentShown(FiguresShown):
    """The partition of a recommending department."""

    department: str


class PlaceShown(Shown):
    """A place and who holds or held it."""

    id: UUID
    department: str
    transfer_to: str | None
    enterprise_id: UUID
    status: PlaceStatus
    talent_id: UUID | None
    card_application_id: UUID | None
    actions: Actions


class QuotaShown(FiguresShown):
    """The quota of a city, card type and year: the figures of the whole, and the places that may be seen."""

    id: UUID
    href: str
    version: int
    city: str
    card_type: str
    quota_year: int
    policy_version: str
    is_closed: bool
    method_filed: bool
    departments: tuple[DepartmentShown, ...]
    places: tuple[PlaceShown, ...]
    actions: Actions


def quota_shown(quota: Quota, viewer: Viewer, *, until: int | None = None) -> QuotaShown:
    """The quota as it stands, or as it stood at the position `until`; then nothing can be done any more.

    Raises `NotFound` for a viewer who sees none of its places.
    """
    address = address_of(quota)
    seen = _seen(quota, viewer)
    viewer.service.store.expect(place.enterprise_id for place in seen if place.is_held)
    offered = QuotaActions(quota, viewer) if until is None else NoActions()
    return QuotaShown(
        id=quota.id,
        href=href(QUOTA, **address),
        version=quota.version,
        **address,
        policy_version=quota.policy_version,
        is_closed=quota.is_closed,
        method_filed=quota.method_filed,
        **_figures(quota, quota.places.city_limit),
        departments=tuple(
            DepartmentShown(department=department, **_figures(quota, limit, department))
            for department, limit in quota.places.department_limits.items()
        ),
        places=tuple(_place(place, offered.about(place)) for place in seen),
        actions=offered.about_quota(),
    )


def place_shown(quota: Quota, place_id: UUID, viewer: Viewer, *, until: int | None = None) -> PlaceShown:
    """One place of the quota. Raises `NotFound` also for one that may not be known of."""
    offered = QuotaActions(quota, viewer) if until is None else NoActions()
    for place in _seen(quota, viewer):
        if place.id == place_id:
            return _place(place, offered.about(place))
    raise NotFound


def newest_place(_: Command, answer: dict[str, Any]) -> str:
    """The address of the place that a nomination has just taken."""
    return f"{answer['href']}/nominations/{answer['places'][-1]['id']}"


def place_named(command: PlaceCommand, answer: dict[str, Any]) -> str:
    """The address of the place that the command is about."""
    return f"{answer['href']}/nominations/{command.place_id}"


def _places_seen(quota: Quota, viewer: Viewer) -> frozenset[UUID]:
    """The places that a viewer may know of: those whose enterprise, by its last area, is his or hers to see.

    That area is the last by now, whatever moment is read. Raises `NotFound` if there is no such place.
    """
    recorded = [entry.event for entry in viewer.service.store.history(quota.id)]
    events: Iterable[Any] = (*recorded, *quota.pending_events)
    last = {event.place_id: event for event in events if isinstance(event, OF_A_PLACE) and event.place_id}
    seen = frozenset(
        place_id
        for place_id, event in last.items()
        if viewer.sees(city=quota.city, area=event.enterprise_area, enterprise_id=event.enterprise_id)
    )
    if not seen:
        raise NotFound
    return seen


def quota_history(quota: Quota, history: Sequence[Recorded], viewer: Viewer) -> list[Recorded]:
    """The events of the quota as a whole, and of those places that may be seen. Raises `NotFound`."""
    if viewer.sees_all_of(quota.city):
        return list(history)
    seen = _places_seen(quota, viewer)
    return [
        recorded
        for recorded in history
        if not isinstance(recorded.event, OF_A_PLACE) or recorded.event.place_id in seen
    ]


def _seen(quota: Quota, viewer: Viewer) -> list[Place]:
    every = list(quota.places.in_order.values())
    if viewer.sees_all_of(quota.city):
        return every
    seen = _places_seen(quota, viewer)
    return [place for place in every if place.id in seen]


def _figures(quota: Quota, limit: int, department: str | None = None) -> dict[str, int]:
    counts = {status.value: quota.places.count([status], department) for status in HELD}
    return {"limit": limit, "free": quota.places.free(department), **counts}


def _place(place: Place, actions: Actions) -> PlaceShown:
    return PlaceShown(
        id=place.id,
        department=place.department,
        transfer_to=place.transfer_to,
        enterprise_id=place.enterprise_id,
        status=place.status,
        talent_id=place.talent_id,
        card_application_id=place.card_application_id,
        actions=actions,
    )
