"""For whom an officer stands in (代办), and what may be done about it now."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from api.addresses import STAND_IN, href
from api.rendering.actions import Action, Actions, actions_of, may_ever_send, rehearsal
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates import StandIn
from domain.aggregates.stand_in import Grant
from domain.errors import NotFound
from domain.store import Recorded
from domain.use_cases.standing_in import RevokeStandIn


class GrantShown(Shown):
    """A grant: for whom, in which office, how far and how long; `holds` is whether it does today."""

    id: UUID
    principal: str
    function: str
    area: str
    route: str | None
    card_application_id: UUID | None
    valid_from: date
    valid_to: date
    is_revoked: bool
    holds: bool
    actions: Actions


class StandInShown(Shown):
    """Everything that an officer was granted to do in others' stead."""

    id: UUID
    href: str
    version: int
    officer: str
    grants: tuple[GrantShown, ...]


def stand_in_shown(stand_in: StandIn, viewer: Viewer, *, until: int | None = None) -> StandInShown:
    """The officer's grants as they stand, or as they stood, of the offices that the viewer sees. Raises `NotFound`."""
    grants = _seen(stand_in, viewer)
    return StandInShown(
        id=stand_in.id,
        href=href(STAND_IN, stand_in_id=stand_in.id),
        version=stand_in.version,
        officer=stand_in.officer,
        grants=tuple(_grant(one, stand_in, viewer, until) for one in grants),
    )


def stand_in_history(stand_in: StandIn, history: Sequence[Recorded], viewer: Viewer) -> Sequence[Recorded]:
    """All events. Raises `NotFound` to who sees none of the offices."""
    _seen(stand_in, viewer)
    return history


def _seen(stand_in: StandIn, viewer: Viewer) -> list[Grant]:
    """The grants of offices in the viewer's scope. Raises `NotFound` if there is none."""
    city_of, scope = viewer.service.policies.city_of, viewer.scope
    grants = [
        one
        for one in stand_in.grants.values()
        if scope.covers(city=city_of(one.area), area=one.area, enterprise_id=None)
    ]
    if not grants:
        raise NotFound
    return grants


def _grant(grant: Grant, stand_in: StandIn, viewer: Viewer, until: int | None) -> GrantShown:
    its = {name: getattr(grant, name) for name in _SAME}
    actions = _actions(grant, stand_in, viewer) if until is None else Actions()
    return GrantShown(**its, holds=grant.holds_on(viewer.today), actions=actions)


def _actions(grant: Grant, stand_in: StandIn, viewer: Viewer) -> Actions:
    named = {"stand_in_id": stand_in.id, "grant_id": grant.id}
    action = Action(RevokeStandIn, rehearsal(RevokeStandIn(**named), stand_in, viewer))
    return actions_of([action] if may_ever_send(RevokeStandIn, viewer) else [], viewer, **named)


_SAME = tuple(name for name in GrantShown.model_fields if name not in {"holds", "actions"})
