"""What may I do now? Each command is tried on a copy, by the decision that will be asked when it is sent.

There is no second set of rules here: rights are asked of `domain.authorization`, and states and limits of the
decision itself, which is given stand-ins for what only the sender can choose.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any
from uuid import UUID

from api.addresses import href
from api.command_addresses import SENT_TO
from api.rehearsing import Standing
from api.rendering.shown import Shown, Words, words
from api.viewer import Viewer
from domain.authorization import Command, NotStandingIn, PostMayNot, authorise
from domain.base import Authority, EventSourced
from domain.errors import Invalid, NotFound, Refusal
from domain.store import copied
from domain.use_cases import USE_CASES

SOMEBODY = UUID(int=0)


class OpenAction(Shown):
    """A command that the caller may send now."""

    name: str
    method: str = "POST"
    href: str
    on_behalf_of: str | None  # whom the caller stands in for, if it may be sent in that person's stead alone


class ClosedAction(Shown):
    """A command that would be refused now, and why."""

    name: str
    code: str
    reason: Words


class Actions(Shown):
    """The commands about one thing."""

    open: tuple[OpenAction, ...] = ()
    closed: tuple[ClosedAction, ...] = ()


@dataclass(frozen=True, slots=True)
class Action:
    """A command, and an attempt at what it asks for, which raises a `Refusal` or leaves no trace."""

    command: type[Command]
    attempt: Callable[[Authority], Any]

    @property
    def name(self) -> str:
        return _name_of(self.command)


@cache
def _name_of(command: type[Command]) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", command.__name__).lower()


def actions_of(possible: Iterable[Action], viewer: Viewer, **address: Any) -> Actions:
    """What this viewer may do with what the address names."""
    tried = [(action, _tried(action, viewer)) for action in possible]
    return Actions(
        open=tuple(
            OpenAction(
                name=action.name,
                href=href(SENT_TO[action.command], **address),
                on_behalf_of=outcome.on_behalf_of,
            )
            for action, outcome in tried
            if outcome.refused is None
        ),
        closed=tuple(
            _closed(action, outcome.refused) for action, outcome in tried if outcome.refused is not None
        ),
    )


def may_ever_send(command: type[Command], viewer: Viewer) -> bool:
    """Whether the viewer's post may send such a command at all."""
    return _tried(Action(command, settled), viewer).refused is None


def rehearsal(
    command: Command,
    noun: EventSourced,
    viewer: Viewer,
    *,
    chosen: frozenset[str] = frozenset(),
    **brought: Any,
) -> Callable[[Authority], None]:
    """An attempt at the command on a copy of the noun, by its own use case.

    `brought` is what its sender has to state of the decision beside what anybody could; a refusal for one of the
    fields that are `chosen` by the sender, or because there is no `SOMEBODY`, is not held against it.
    """

    def attempt(authority: Authority) -> None:
        work = viewer.rehearsals.work(command, authority, **brought)
        for changed in {one.id: one for one in (*viewer.decided, noun)}.values():
            work.add(copied(changed))
        try:
            USE_CASES[type(command)](command, work)
        except Invalid as refused:
            stated = {field.partition(".")[0] for field in refused.fields}
            if not stated or stated - chosen:
                raise
        except NotFound as missing:
            if (missing.blocked_by or {}).get("id") != str(SOMEBODY):
                raise

    return attempt


def settled(_: Authority) -> None:
    """The attempt at a command about which there is nothing to decide but who may send it."""


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Why it would be refused; or in whose stead alone it would not."""

    refused: Refusal | None
    on_behalf_of: str | None = None


def _tried(action: Action, viewer: Viewer) -> _Outcome:
    """What would come of it in one's own office, or else in that of somebody whom the viewer stands in for."""
    refused = None
    for standing in viewer.rehearsals.standings:
        there = _refused_as(standing, action, viewer)
        if there is None:
            return _Outcome(None, standing.principal)
        if refused is None or (isinstance(refused, PostMayNot) and not isinstance(there, NotStandingIn)):
            refused = there
    return _Outcome(refused)


def _closed(action: Action, refused: Refusal) -> ClosedAction:
    return ClosedAction(name=action.name, code=refused.code, reason=words(refused.detail or refused.title))


def _refused_as(standing: Standing, action: Action, viewer: Viewer) -> Refusal | None:
    """Why it would be refused in this standing, in whichever capacity it may be sent."""
    refused = None
    for authority in standing:
        refused = _refusal(action, authority, viewer)
        if refused is None or refused.field != "capacity":
            break
    return refused


def _refusal(action: Action, authority: Authority, viewer: Viewer) -> Refusal | None:
    try:
        authorise(action.command, authority, viewer.service.office.cities)
        action.attempt(authority)
    except Refusal as refused:
        refused.__context__ = None  # the way to it holds on to all that was tried, and that to the refusal
        return refused.with_traceback(None)
    return None
