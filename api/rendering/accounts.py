"""An account (账号): its keys, the other accounts of the same person, its emergencies, and what may be done about them."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from api.addresses import ACCOUNT, href
from api.rendering.actions import Action, Actions, actions_of, may_ever_send, rehearsal
from api.rendering.shown import Shown
from api.viewer import Viewer
from domain.aggregates.account import Account, ApiKey, Emergency, EmergencyFinding
from domain.authorization import Role
from domain.readings import must_see_account
from domain.store import Recorded
from domain.use_cases.keeping_accounts import ReviewEmergency, RevokeApiKey, RotateApiKey

NO_DIGEST = "0" * 64


class ApiKeyShown(Shown):
    """A key, never its secret; `holds` is whether it lets anybody in now, `earlier_until` until when the secret before does."""

    id: UUID
    label: str
    role: Role
    function: str | None
    area: str | None
    enterprise_id: UUID | None
    scope: tuple[str, ...]
    expires_at: datetime
    earlier_until: datetime | None
    is_revoked: bool
    holds: bool
    actions: Actions


class EmergencyShown(Shown):
    """That a case could be looked at until then, and what an auditor has found of it."""

    id: UUID
    card_application_id: UUID
    until: datetime
    finding: EmergencyFinding | None
    actions: Actions


class AccountShown(Shown):
    """What was decided about an account."""

    id: UUID
    href: str
    version: int
    account: str
    accounts: tuple[str, ...]
    keys: tuple[ApiKeyShown, ...]
    emergencies: tuple[EmergencyShown, ...]


class AccountWithKey(AccountShown):
    """The account, and the key itself: told once, to whoever sent the command first, and never again."""

    api_key: str | None


class AccountLine(Shown):
    """An account in the list; of each key, when a machine last came in by it."""

    id: UUID
    href: str
    account: str
    accounts: tuple[str, ...]
    keys_in_force: int
    last_used: dict[UUID, datetime | None]
    emergencies_to_review: int


class AccountLines(Shown):
    """The accounts about which something was decided."""

    items: tuple[AccountLine, ...]


def account_shown(account: Account, viewer: Viewer, *, until: int | None = None) -> AccountShown:
    """The account as it stands, or as it stood. Raises `NotFound`."""
    must_see_account(viewer.authority, account.accounts)
    is_now = until is None
    return AccountShown(
        id=account.id,
        href=href(ACCOUNT, account_id=account.id),
        version=account.version,
        account=account.account,
        accounts=tuple(sorted(account.accounts)),
        keys=tuple(_key(key, account, viewer, is_now=is_now) for key in account.keys.values()),
        emergencies=tuple(
            _emergency(one, account, viewer, is_now=is_now) for one in account.emergencies.values()
        ),
    )


def account_history(account: Account, history: Sequence[Recorded], viewer: Viewer) -> Sequence[Recorded]:
    """All events. Raises `NotFound`."""
    must_see_account(viewer.authority, account.accounts)
    return history


def account_line(account: Account, viewer: Viewer, last_used: dict[UUID, datetime | None]) -> AccountLine:
    return AccountLine(
        id=account.id,
        href=href(ACCOUNT, account_id=account.id),
        account=account.account,
        accounts=tuple(sorted(account.accounts)),
        keys_in_force=len(account.keys_at(viewer.authority.at)),
        last_used=last_used,
        emergencies_to_review=sum(one.finding is None for one in account.emergencies.values()),
    )


def _key(key: ApiKey, account: Account, viewer: Viewer, *, is_now: bool) -> ApiKeyShown:
    return ApiKeyShown(
        id=key.id,
        label=key.label,
        **dict(key.post),
        scope=key.scope,
        expires_at=key.expires_at,
        earlier_until=key.earlier_until,
        is_revoked=key.is_revoked,
        holds=key.holds_at(viewer.authority.at),
        actions=_actions_on_key(key, account, viewer) if is_now else Actions(),
    )


def _actions_on_key(key: ApiKey, account: Account, viewer: Viewer) -> Actions:
    named = {"account_id": account.id, "api_key_id": key.id}
    rotate = RotateApiKey(**named, expires_at=key.expires_at, digest=NO_DIGEST)
    tried = [
        Action(RotateApiKey, rehearsal(rotate, account, viewer, chosen=frozenset({"expires_at"}))),
        Action(RevokeApiKey, rehearsal(RevokeApiKey(**named), account, viewer)),
    ]
    return actions_of([one for one in tried if may_ever_send(one.command, viewer)], viewer, **named)


def _emergency(one: Emergency, account: Account, viewer: Viewer, *, is_now: bool) -> EmergencyShown:
    named = {"account_id": account.id, "emergency_id": one.id}
    review = ReviewEmergency(**named, finding=EmergencyFinding.JUSTIFIED)
    tried = [Action(ReviewEmergency, rehearsal(review, account, viewer))]
    may = is_now and may_ever_send(ReviewEmergency, viewer)
    return EmergencyShown(
        id=one.id,
        card_application_id=one.card_application_id,
        until=one.until,
        finding=one.finding,
        actions=actions_of(tried if may else [], viewer, **named),
    )
