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
from projections.stand_in_register import GrantLine


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


class GrantLineShown(Shown):
    """A grant in the register, with who stands in; `holds` is whether it does today."""

    id: UUID
    stand_in_id: UUID
    href: str
    officer: str
    principal: str
    function: str
    area: str
    route: str | None
    card_application_id: UUID | None
    valid_from: date
    valid_to: date
    is_revoked: bool
    holds: bool


class GrantLines(Shown):
    """A page of the register."""

    items: tuple[GrantLineShown, ...]
    next: str | None


class StandInShown(Shown):
    """Everything that an officer was granted to do in others' stead."""

    id: UUID
    href: str
    version: int
    officer: str
    grants: tuple[GrantShown, ...]


def stand_in_shown(stand_in: StandIn, viewer: Viewer, *, until: int | None = None) -> StandInShown:
    """The officer's grants as they stand, or as they stood, as far as the viewer may know. Raises `NotFound`."""
    grants = _seen(stand_in, viewer)
    return StandInShown(
        id=stand_in.id,
        href=href(STAND_IN, stand_in_id=stand_in.id),
        version=stand_in.version,
        officer=stand_in.officer,
        grants=tuple(_grant(one, stand_in, viewer, until) for one in grants),
    )


def grant_lines(lines: Sequence[GrantLine], viewer: Viewer) -> list[GrantLineShown]:
    """The grants of a page."""
    return [_line(line, viewer) for line in lines]


def stand_in_history(stand_in: StandIn, history: Sequence[Recorded], viewer: Viewer) -> Sequence[Recorded]:
    """All events. Raises `NotFound` to who sees none of the grants."""
    _seen(stand_in, viewer)
    return history


def _seen(stand_in: StandIn, viewer: Viewer) -> list[Grant]:
    """The grants of offices in the viewer's scope, and those that are or name him or her. Raises `NotFound` if there
    is none.
    """
    city_of, scope, reader = viewer.service.policies.city_of, viewer.scope, viewer.authority.actor
    grants = [
        one
        for one in stand_in.grants.values()
        if reader in (stand_in.officer, one.principal)
        or scope.covers(city=city_of(one.area), area=one.area, enterprise_id=None)
    ]
    if not grants:
        raise NotFound
    return grants


def _line(line: GrantLine, viewer: Viewer) -> GrantLineShown:
    return GrantLineShown(
        id=line.grant_id,
        href=href(STAND_IN, stand_in_id=line.stand_in_id),
        holds=line.holds_on(viewer.today),
        **{name: getattr(line, name) for name in _SAME_IN_LINE},
    )


def _grant(grant: Grant, stand_in: StandIn, viewer: Viewer, until: int | None) -> GrantShown:
    its = {name: getattr(grant, name) for name in _SAME}
    actions = _actions(grant, stand_in, viewer) if until is None else Actions()
    return GrantShown(**its, holds=grant.holds_on(viewer.today), actions=actions)


def _actions(grant: Grant, stand_in: StandIn, viewer: Viewer) -> Actions:
    named = {"stand_in_id": stand_in.id, "grant_id": grant.id}
    action = Action(RevokeStandIn, rehearsal(RevokeStandIn(**named), stand_in, viewer))
    return actions_of([action] if may_ever_send(RevokeStandIn, viewer) else [], viewer, **named)


_SAME = tuple(name for name in GrantShown.model_fields if name not in {"holds", "actions"})
_SAME_IN_LINE = tuple(name for name in GrantLineShown.model_fields if name not in {"id", "href", "holds"})
