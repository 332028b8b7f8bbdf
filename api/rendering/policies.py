"""A policy version (政策版本): a draft, what was published, and what was retired."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from api.addresses import POLICY, href
from api.rendering.actions import Action, Actions, actions_of, may_ever_send, rehearsal
from api.rendering.shown import Shown, Words, words
from api.viewer import Viewer
from domain.aggregates.policy import Policy, PolicyStatus
from domain.authorization import Role
from domain.errors import NotFound
from domain.policy.pack import Pack, PolicyPack
from domain.store import Recorded
from domain.text import Text
from domain.use_cases.publishing_policies import (
    DiscardPolicyDraft,
    DraftPolicy,
    PolicyCommand,
    PublishPolicyDraft,
    RetirePolicy,
    RevisePolicyDraft,
)


class PolicyLine(Shown):
    """A policy version in short; `sha256` is the digest of its text.

    A province's has no `city`. A city's stands `under` one of its province's, and takes from it what it does not say.
    A version that was retired holds to its `last_day`.
    """

    policy_version: str
    status: PolicyStatus
    href: str
    title: Words
    city: str | None
    under: str | None
    effective_from: date
    effective_to: date | None
    last_day: date | None
    sha256: str


class PolicyLines(Shown):
    """All versions."""

    items: tuple[PolicyLine, ...]


class PolicyShown(PolicyLine):
    """A policy version with everything it says, and the text it says it in."""

    version: int
    drafted_by: tuple[str, ...]
    rules: dict[str, Any]
    content: str
    actions: Actions


def may_see_drafts(viewer: Viewer) -> bool:
    """Whether drafts are this viewer's to know: of who may draft, and of auditors."""
    return viewer.authority.role == Role.AUDITOR or may_ever_send(DraftPolicy, viewer)


def policy_line(policy: Policy, viewer: Viewer) -> PolicyLine:
    """The version in short."""
    return PolicyLine(**_head(policy, viewer.service.shelf.pack_of(policy)))


def policy_shown(policy: Policy, viewer: Viewer, *, until: int | None = None) -> PolicyShown:
    """The whole version. Raises `NotFound` for a draft to whom it is not shown."""
    _must_be_seen(policy, viewer)
    pack = viewer.service.shelf.pack_of(policy)
    return PolicyShown(
        **_head(policy, pack),
        version=policy.version,
        drafted_by=tuple(sorted(policy.drafted_by)),
        rules=rules_of(pack),
        content=policy.content,
        actions=_actions_about(policy, viewer) if until is None else Actions(),
    )


def policy_history(policy: Policy, history: Sequence[Recorded], viewer: Viewer) -> Sequence[Recorded]:
    """Every event. Raises `NotFound` for a draft to whom it is not shown."""
    _must_be_seen(policy, viewer)
    return history


def rules_of(pack: Pack) -> dict[str, Any]:
    """Everything that a version says, as JSON."""
    return {name: value for name, value in _plain(pack).items() if name not in _IN_HEAD}


def _must_be_seen(policy: Policy, viewer: Viewer) -> None:
    is_public = policy.status in (PolicyStatus.PUBLISHED, PolicyStatus.RETIRED)
    if not is_public and not may_see_drafts(viewer):
        raise NotFound


def _head(policy: Policy, pack: Pack) -> dict[str, Any]:
    return {
        "policy_version": policy.policy_version,
        "status": policy.status,
        "href": href(POLICY, **_address(policy)),
        "title": words(pack.title),
        "city": pack.city if isinstance(pack, PolicyPack) else None,
        "under": pack.under if isinstance(pack, PolicyPack) else None,
        "effective_from": policy.effective_from,
        "effective_to": policy.effective_to,
        "last_day": policy.last_day,
        "sha256": policy.sha256,
    }


def _address(policy: Policy) -> dict[str, str]:
    name, _, revision = policy.policy_version.partition("/")
    return {"pack": name, "revision": revision}


def _actions_about(policy: Policy, viewer: Viewer) -> Actions:
    """What may be done with the version where it stands."""
    its = _address(policy)
    of_status: dict[PolicyStatus, tuple[PolicyCommand, ...]] = {
        PolicyStatus.DRAFTED: (
            RevisePolicyDraft(**its, content=policy.content),
            DiscardPolicyDraft(**its),
            PublishPolicyDraft(**its),
        ),
        PolicyStatus.PUBLISHED: (RetirePolicy(**its, last_day=policy.effective_to or viewer.today),),
    }
    tried = partial(rehearsal, noun=policy, viewer=viewer, chosen=CHOSEN)
    possible = [Action(type(command), tried(command)) for command in of_status.get(policy.status, ())]
    return actions_of((one for one in possible if may_ever_send(one.command, viewer)), viewer, **its)


def _plain(value: Any) -> Any:
    """As JSON; words in two languages as an object rather than a pair."""
    match value:
        case Text():
            return {"zh": value.zh, "en": value.en}
        case BaseModel():
            return {name: _plain(getattr(value, name)) for name in type(value).model_fields}
        case Mapping():
            return {str(name): _plain(inner) for name, inner in value.items()}
        case tuple():
            return [_plain(inner) for inner in value]
        case _:
            return to_jsonable_python(value)


CHOSEN = frozenset({"content", "last_day"})
_IN_HEAD = frozenset({"version", "title", "city", "under", "effective_from", "effective_to"})
