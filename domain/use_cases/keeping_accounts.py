"""Keys for machines, accounts that are one person's, and emergencies (密钥、账号与应急查阅)."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from domain.aggregates.account import Account, ApiKey, EmergencyFinding
from domain.aggregates.card_application import CardApplication
from domain.authorization import Command, Permission, Post, Role, auditor, officer, security_officer
from domain.base import Capacity
from domain.errors import Invalid, NotFound
from domain.fields import wrong
from domain.functions import IN_MECHANISM, Function
from domain.instants import Instant
from domain.readings import QUERIES, READINGS
from domain.security import SecurityKind
from domain.text import Text
from domain.work import Work

StaffId = Annotated[str, Field(pattern=r"^[^\s\x00-\x1f\x7f]{1,100}$")]
Label = Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
Scope = Annotated[tuple[str, ...], Field(min_length=1, max_length=100)]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
Code = Annotated[str | None, Field(max_length=40)]
Hours = Annotated[int, Field(ge=0, le=720)]
Minutes = Annotated[int, Field(ge=1, le=60)]


class AccountCommand(Command):
    """What a person does about accounts, and no machine by a key."""

    capacities: ClassVar[frozenset[Capacity]] = frozenset({Capacity.ACTING})
    is_in_person: ClassVar[bool] = True


class IssueApiKey(AccountCommand):
    """Let a machine act for `account` in one post; `digest` is the SHA-256 of its secret."""

    permitted: ClassVar[tuple[Permission, ...]] = (security_officer,)
    security_kind: ClassVar[SecurityKind | None] = SecurityKind.KEY_ISSUED
    account: StaffId
    label: Label
    role: Role
    function: Code = None
    area: Code = None
    enterprise_id: UUID | None = None
    scope: Scope
    expires_at: Instant
    digest: Digest


class RotateApiKey(AccountCommand):
    """Give the key another secret; the one before is good for some hours beside it."""

    permitted: ClassVar[tuple[Permission, ...]] = (security_officer,)
    security_kind: ClassVar[SecurityKind | None] = SecurityKind.KEY_ROTATED
    account_id: UUID
    api_key_id: UUID
    expires_at: Instant
    overlap_hours: Hours = 24
    digest: Digest


class RevokeApiKey(AccountCommand):
    """Let the key in no longer."""

    permitted: ClassVar[tuple[Permission, ...]] = (security_officer,)
    security_kind: ClassVar[SecurityKind | None] = SecurityKind.KEY_REVOKED
    account_id: UUID
    api_key_id: UUID


class JoinAccounts(AccountCommand):
    """Put on record that two accounts are one person's: four eyes are then those of both."""

    permitted: ClassVar[tuple[Permission, ...]] = (security_officer,)
    security_kind: ClassVar[SecurityKind | None] = SecurityKind.ACCOUNTS_JOINED
    account: StaffId
    other: StaffId


class SeparateAccount(AccountCommand):
    """Put on record that an account is not the person's with whose others it was joined."""

    permitted: ClassVar[tuple[Permission, ...]] = (security_officer,)
    security_kind: ClassVar[SecurityKind | None] = SecurityKind.ACCOUNTS_SEPARATED
    account: StaffId


class OpenEmergency(AccountCommand):
    """Look at one case of another office in an emergency, for some minutes."""

    permitted: ClassVar[tuple[Permission, ...]] = (officer(*IN_MECHANISM),)
    security_kind: ClassVar[SecurityKind | None] = SecurityKind.EMERGENCY_OPENED
    card_application_id: UUID
    minutes: Minutes = 30


class ReviewEmergency(AccountCommand):
    """Say afterwards whether there was an emergency."""

    permitted: ClassVar[tuple[Permission, ...]] = (auditor,)
    security_kind: ClassVar[SecurityKind | None] = SecurityKind.EMERGENCY_REVIEWED
    account_id: UUID
    emergency_id: UUID
    finding: EmergencyFinding


def issue_api_key(command: IssueApiKey, work: Work) -> Account:
    post = _post(command, work)
    unknown = [name for name in command.scope if name != QUERIES and not _is_open_to_keys(name)]
    if unknown:
        raise wrong(
            "scope", "unknown_operation", UNKNOWN_OPERATION.filled(names="、".join(sorted(unknown)[:5]))
        )
    key = ApiKey(
        id=work.new_id(),
        label=command.label,
        post=post,
        scope=tuple(sorted(set(command.scope))),
        digest=command.digest,
        expires_at=command.expires_at,
    )
    account = _account(command.account, work)
    account.issue_key(key, _others(account, work), work.authority)
    return account


def rotate_api_key(command: RotateApiKey, work: Work) -> Account:
    account = work.load(Account, command.account_id)
    account.rotate_key(
        command.api_key_id,
        command.digest,
        expires_at=command.expires_at,
        overlap=timedelta(hours=command.overlap_hours),
        authority=work.authority,
    )
    return account


def revoke_api_key(command: RevokeApiKey, work: Work) -> Account:
    account = work.load(Account, command.account_id)
    account.revoke_key(command.api_key_id, work.authority)
    return account


def join_accounts(command: JoinAccounts, work: Work) -> Account:
    if command.account == command.other:
        raise Invalid(ONE_ACCOUNT, field="other")
    account, other = _account(command.account, work), _account(command.other, work)
    everyone = account.accounts | other.accounts
    others = tuple(_account(name, work) for name in sorted(everyone - {command.account}))
    for joined in others:
        if not everyone <= joined.accounts:
            joined.join(everyone, (account, *others), work.authority)
    account.join(everyone, others, work.authority)
    return account


def separate_account(command: SeparateAccount, work: Work) -> Account:
    account = _account(command.account, work)
    others = _others(account, work)
    account.separate(command.account, work.authority)
    for other in others:
        other.separate(command.account, work.authority)
    return account


def open_emergency(command: OpenEmergency, work: Work) -> Account:
    case = work.load(CardApplication, command.card_application_id)
    if work.policies.city_of(work.authority.area or "") != case.city:
        raise NotFound
    account = _account(work.authority.person, work)
    lasting = timedelta(minutes=command.minutes)
    account.open_emergency(work.new_id(), case.id, lasting, work.authority)
    return account


def review_emergency(command: ReviewEmergency, work: Work) -> Account:
    account = work.load(Account, command.account_id)
    account.review_emergency(command.emergency_id, command.finding, work.authority)
    return account


def _account(name: str, work: Work) -> Account:
    """The account of this staff id, begun if nothing was decided about it before."""
    return work.find(Account, Account.id_of(name)) or work.add(Account.open(name, work.authority))


def _others(account: Account, work: Work) -> tuple[Account, ...]:
    """The same person's other accounts."""
    return tuple(_account(name, work) for name in sorted(account.accounts - {account.account}))


def _post(command: IssueApiKey, work: Work) -> Post:
    """The post that was stated. Raises `Invalid` for one that no role has, and `UnknownArea`."""
    post = Post(
        role=command.role, function=command.function, area=command.area, enterprise_id=command.enterprise_id
    )
    if not post.can_come_in:
        raise Invalid(NO_SUCH_POST, field="role")
    if post.role is Role.OFFICER:
        if command.function not in frozenset(Function):
            raise Invalid(NO_SUCH_POST, field="function")
        work.policies.city_of(command.area or "")
    return post


def _is_open_to_keys(name: str) -> bool:
    """Whether it is a query, or a command that machines may send."""
    return name in READINGS or name in {kind.__name__ for kind in _below(Command) if not kind.is_in_person}


def _below(kind: type[Command]) -> Iterator[type[Command]]:
    for child in kind.__subclasses__():
        yield child
        yield from _below(child)


NO_SUCH_POST = Text("没有这样的岗位", "There is no such post")
ONE_ACCOUNT = Text("须为两个不同的账号", "Name two different accounts")
UNKNOWN_OPERATION = Text(
    "没有这些操作，或不对密钥开放：{names}", "no such operations, or not for keys: {names}"
)
