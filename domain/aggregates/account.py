"""Account (账号): by which keys machines act for somebody, which accounts are one person's, and what an emergency opened.

    Opened ──┬─ KeyIssued ── KeyRotated ↺ ── KeyRevoked
             ├─ Joined ↺ ── Separated
             └─ EmergencyOpened ── EmergencyReviewed

Invariants, for any order of events:
    no two roles that are kept apart are held by the keys of one person, under whichever accounts (三员分立);
    whoever opened something in an emergency, under whichever account, is not who reviews it.

Keyed by the staff id that tokens state, so that every decision finds at once who the actor is. A key is kept as the
digest of a secret that nobody can guess; the secret itself is never on record.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import ClassVar, Self
from uuid import UUID, uuid5

from eventsourcing.domain import event

from domain.base import Authority, Begins, EventSourced
from domain.case_state import A_COLLEAGUE
from domain.cases import SameOfficer
from domain.errors import Conflict, Invalid, NotFound, NotPermitted
from domain.posts import Post, Role, must_be_separated
from domain.text import Text

NAMESPACE = UUID("7e6f0a1c-3d53-5a0c-8f0e-5b9f3f1d2a64")
RULES = (
    "access/1"  # what a decision about an account stands under: no policy of a city says anything about it
)
LONGEST_LIFE = timedelta(days=366)
LONGEST_OVERLAP = timedelta(days=30)
LONGEST_EMERGENCY = timedelta(hours=1)
MOST_OPEN = 3  # emergencies of one person at once


class KeyNotInForce(Conflict):
    code = "key_not_in_force"
    title = Text("该密钥已撤销或已过期", "This key is revoked, or has expired")


class NotInScope(NotPermitted):
    code = "not_in_scope"
    title = Text("该密钥的范围不包括此操作", "This operation is not in the scope of the key")


class AlreadyOnePerson(Conflict):
    code = "already_one_person"
    title = Text("这些账号已认定为同一人", "These accounts are on record as one person's already")


class NotJoined(Conflict):
    code = "not_joined"
    title = Text("该账号未与其他账号认定为同一人", "This account is on record as nobody else's")


class ReviewedAlready(Conflict):
    code = "reviewed_already"
    title = Text("该应急查阅已复核", "This emergency has been reviewed already")


class TooManyEmergencies(Conflict):
    code = "too_many_emergencies"
    title = Text("未到期的应急查阅过多", "Too many emergencies of yours are open at once")


class EmergencyFinding(StrEnum):
    """What an auditor finds of an emergency (复核结论)."""

    JUSTIFIED = "justified"  # 确有必要
    UNJUSTIFIED = "unjustified"  # 理由不足


@dataclass(frozen=True, slots=True)
class ApiKey:
    """A key by which a machine acts in one post, as far as its scope goes: names of operations, or `queries`."""

    id: UUID
    label: str
    post: Post
    scope: tuple[str, ...]
    digest: str
    expires_at: datetime
    earlier_digest: str | None = None
    earlier_until: datetime | None = None
    is_revoked: bool = False

    def holds_at(self, at: datetime) -> bool:
        """Whether it lets anybody in at that moment."""
        return at < self.expires_at and not self.is_revoked

    def digests_at(self, at: datetime) -> tuple[str, ...]:
        """Of which secrets one lets in at that moment: the present one and, for a while, the one before."""
        if not self.holds_at(at):
            return ()
        is_overlapping = self.earlier_until is not None and at < self.earlier_until
        return (
            (self.digest, self.earlier_digest) if is_overlapping and self.earlier_digest else (self.digest,)
        )


@dataclass(frozen=True, slots=True)
class Emergency:
    """That somebody may look at one case for a short while, whoever's it is."""

    id: UUID
    card_application_id: UUID
    until: datetime
    finding: EmergencyFinding | None = None


class Account(EventSourced):
    TOPIC = "Account"

    class Event(EventSourced.Event):
        """Something about an account."""

    class Opened(Event, Begins):
        TOPIC: ClassVar[str] = "Account.Opened"
        account: str

    class KeyIssued(Event):
        TOPIC: ClassVar[str] = "Account.KeyIssued"
        api_key_id: UUID
        label: str
        post: Post
        scope: tuple[str, ...]
        digest: str
        expires_at: datetime

    class KeyRotated(Event):
        """The key has another secret; the one before is good for a while beside it."""

        TOPIC: ClassVar[str] = "Account.KeyRotated"
        api_key_id: UUID
        digest: str
        expires_at: datetime
        earlier_until: datetime

    class KeyRevoked(Event):
        TOPIC: ClassVar[str] = "Account.KeyRevoked"
        api_key_id: UUID

    class Joined(Event):
        """These accounts are one person's; each of them has this event, with all of them."""

        TOPIC: ClassVar[str] = "Account.Joined"
        accounts: tuple[str, ...]

    class Separated(Event):
        """These accounts alone are one person's: another had been joined to them by mistake, or this one to others."""

        TOPIC: ClassVar[str] = "Account.Separated"
        accounts: tuple[str, ...]

    class EmergencyOpened(Event):
        TOPIC: ClassVar[str] = "Account.EmergencyOpened"
        emergency_id: UUID
        card_application_id: UUID
        until: datetime

    class EmergencyReviewed(Event):
        TOPIC: ClassVar[str] = "Account.EmergencyReviewed"
        emergency_id: UUID
        finding: EmergencyFinding

    # -- decisions: may refuse, never mutate -----------------------------------------------------------

    @staticmethod
    @lru_cache(maxsize=1024)  # asked for by every command
    def id_of(account: str) -> UUID:
        """The natural key."""
        return uuid5(NAMESPACE, account)

    @classmethod
    def open(cls, account: str, authority: Authority) -> Self:
        """Begin to keep what is decided about this account (建立账号记录)."""
        return cls.begin(cls.Opened, cls.id_of(account), authority.under(RULES), account=account)

    def issue_key(self, key: ApiKey, others: tuple["Account", ...], authority: Authority) -> None:
        """Let a machine act for the holder; `others` are the same person's other accounts (发放密钥)."""
        must_be_separated([key.post.role, *_roles_held((self, *others), authority)])
        _must_end_in_time(key.expires_at, authority)
        self.record(
            self.KeyIssued,
            authority.under(RULES),
            after=authority.effective_on,  # keys stand beside one another
            api_key_id=key.id,
            label=key.label,
            post=key.post,
            scope=key.scope,
            digest=key.digest,
            expires_at=key.expires_at,
        )

    def rotate_key(
        self, id_: UUID, digest: str, *, expires_at: datetime, overlap: timedelta, authority: Authority
    ) -> None:
        """Give the key another secret (轮换密钥)."""
        self._in_force(id_, authority)
        _must_end_in_time(expires_at, authority)
        if not timedelta(0) <= overlap <= LONGEST_OVERLAP:
            raise Invalid(OVERLAP_TOO_LONG, field="overlap_hours")
        self.record(
            self.KeyRotated,
            authority.under(RULES),
            after=authority.effective_on,
            api_key_id=id_,
            digest=digest,
            expires_at=expires_at,
            earlier_until=authority.at + overlap,
        )

    def revoke_key(self, id_: UUID, authority: Authority) -> None:
        """Let the key in no longer, from this moment on (撤销密钥)."""
        authority.must_give_reason()
        self._in_force(id_, authority)
        self.record(self.KeyRevoked, authority.under(RULES), after=authority.effective_on, api_key_id=id_)

    def join(self, accounts: frozenset[str], others: tuple["Account", ...], authority: Authority) -> None:
        """Put on record that these accounts, this one among them, are one person's; `others` are all of them (认定为同一人).

        One person's keys hold no two roles that are kept apart: a key is revoked first.
        """
        authority.must_give_reason()
        if accounts <= self.accounts:
            raise AlreadyOnePerson(blocked_by={"kind": "account", "id": str(self.id)})
        must_be_separated(_roles_held((self, *others), authority))
        known = tuple(sorted(accounts | self.accounts))
        self.record(self.Joined, authority.under(RULES), after=authority.effective_on, accounts=known)

    def separate(self, account: str, authority: Authority) -> None:
        """Put on record that this account, one of those that were joined, is another person's (撤销同一人认定)."""
        authority.must_give_reason()
        left = frozenset({account}) if account == self.account else self.accounts - {account}
        if left == self.accounts:
            raise NotJoined(blocked_by={"kind": "account", "id": str(self.id)})
        self.record(
            self.Separated, authority.under(RULES), after=authority.effective_on, accounts=tuple(sorted(left))
        )

    def open_emergency(
        self, id_: UUID, card_application_id: UUID, lasting: timedelta, authority: Authority
    ) -> None:
        """Look at one case in an emergency, for a short while and for a reason in words (应急查阅)."""
        if not authority.reason or not authority.reason.strip():
            raise Invalid(IN_WORDS, field="reason")
        if not timedelta(0) < lasting <= LONGEST_EMERGENCY:
            raise Invalid(EMERGENCY_TOO_LONG, field="minutes")
        if sum(authority.at < one.until for one in self.emergencies.values()) >= MOST_OPEN:
            raise TooManyEmergencies(blocked_by={"kind": "account", "id": str(self.id)})
        self.record(
            self.EmergencyOpened,
            authority.under(RULES),
            after=authority.effective_on,
            emergency_id=id_,
            card_application_id=card_application_id,
            until=authority.at + lasting,
        )

    def review_emergency(self, id_: UUID, finding: EmergencyFinding, authority: Authority) -> None:
        """Say afterwards whether there was an emergency; another person does (复核应急查阅)."""
        authority.must_give_reason()
        if id_ not in self.emergencies:
            raise NotFound(field="emergency_id", blocked_by={"kind": "emergency", "id": str(id_)})
        if self.emergencies[id_].finding is not None:
            raise ReviewedAlready(blocked_by={"kind": "emergency", "id": str(id_)})
        if authority.persons & self.accounts:
            raise SameOfficer(lifted_by=A_COLLEAGUE)
        self.record(
            self.EmergencyReviewed,
            authority.under(RULES),
            after=authority.effective_on,
            emergency_id=id_,
            finding=finding,
        )

    # -- what is asked of it ---------------------------------------------------------------------------

    def keys_at(self, at: datetime) -> list[ApiKey]:
        """The keys that let somebody in at that moment."""
        return [key for key in self.keys.values() if key.holds_at(at)]

    def must_let_send(self, command: str, authority: Authority) -> None:
        """Refuse a machine what its key is not for, and everything once the key holds no longer."""
        if command not in self._in_force(UUID(authority.key_id), authority).scope:
            raise NotInScope(lifted_by=SECURITY_LIFTS)

    def opens(self, card_application_id: UUID, at: datetime) -> bool:
        """Whether an emergency lets this account look at the case at that moment."""
        return any(
            one.card_application_id == card_application_id and at < one.until
            for one in self.emergencies.values()
        )

    def _in_force(self, id_: UUID, authority: Authority) -> ApiKey:
        if id_ not in self.keys:
            raise NotFound(field="api_key_id", blocked_by={"kind": "api_key", "id": str(id_)})
        if not self.keys[id_].holds_at(authority.at):
            raise KeyNotInForce(blocked_by={"kind": "api_key", "id": str(id_)})
        return self.keys[id_]

    # -- facts: mutate, never refuse -------------------------------------------------------------------

    @event(Opened)
    def __init__(self, account: str) -> None:
        self.account = account
        self.accounts = frozenset({account})
        self.keys: dict[UUID, ApiKey] = {}
        self.emergencies: dict[UUID, Emergency] = {}

    @event(KeyIssued)
    def _key_issued(
        self,
        api_key_id: UUID,
        label: str,
        post: Post,
        scope: tuple[str, ...],
        digest: str,
        expires_at: datetime,
    ) -> None:
        key = ApiKey(api_key_id, label, post, scope, digest, expires_at)
        self.keys = {**self.keys, api_key_id: key}

    @event(KeyRotated)
    def _key_rotated(
        self, api_key_id: UUID, digest: str, expires_at: datetime, earlier_until: datetime
    ) -> None:
        before = self.keys[api_key_id]
        now = replace(
            before,
            digest=digest,
            expires_at=expires_at,
            earlier_digest=before.digest,
            earlier_until=earlier_until,
        )
        self.keys = {**self.keys, api_key_id: now}

    @event(KeyRevoked)
    def _key_revoked(self, api_key_id: UUID) -> None:
        self.keys = {**self.keys, api_key_id: replace(self.keys[api_key_id], is_revoked=True)}

    @event(Joined)
    def _joined(self, accounts: tuple[str, ...]) -> None:
        self.accounts = frozenset(accounts)

    @event(Separated)
    def _separated(self, accounts: tuple[str, ...]) -> None:
        self.accounts = frozenset(accounts)

    @event(EmergencyOpened)
    def _emergency_opened(self, emergency_id: UUID, card_application_id: UUID, until: datetime) -> None:
        emergency = Emergency(emergency_id, card_application_id, until)
        self.emergencies = {**self.emergencies, emergency_id: emergency}

    @event(EmergencyReviewed)
    def _emergency_reviewed(self, emergency_id: UUID, finding: EmergencyFinding) -> None:
        reviewed = replace(self.emergencies[emergency_id], finding=finding)
        self.emergencies = {**self.emergencies, emergency_id: reviewed}


def _roles_held(accounts: tuple[Account, ...], authority: Authority) -> list[Role]:
    """The roles of the keys that let somebody in now."""
    return [key.post.role for account in accounts for key in account.keys_at(authority.at)]


def _must_end_in_time(expires_at: datetime, authority: Authority) -> None:
    if not authority.at < expires_at <= authority.at + LONGEST_LIFE:
        raise Invalid(ENDS_TOO_LATE, field="expires_at")


SECURITY_LIFTS = Text(
    "由安全管理员发放范围更大的密钥", "A security officer can issue a key with a wider scope"
)
ENDS_TOO_LATE = Text("有效期须在当前之后、一年以内", "A key ends after now, and within a year")
OVERLAP_TOO_LONG = Text(
    "新旧密钥并用不得超过30天", "Two secrets are good beside one another for 30 days at most"
)
EMERGENCY_TOO_LONG = Text("应急查阅为1至60分钟", "An emergency lasts 1 to 60 minutes")
IN_WORDS = Text("应急查阅须用文字说明理由", "Say in words what the emergency is")
