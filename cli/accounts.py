"""`huicai issue-key`, `rotate-key`, `revoke-key`: API keys for machines, by a security officer at this machine (密钥)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from rich.console import Console

from api import api_keys
from bootstrap import database
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from domain.aggregates import Account
from domain.authorization import Command, Post, Role
from domain.base import Authority
from domain.calendar import OFFICE_ZONE
from domain.office import Request
from domain.use_cases.keeping_accounts import IssueApiKey, RevokeApiKey, RotateApiKey

console = Console()
errors = Console(stderr=True)


def issue_key(
    settings: Settings, account: str, label: str, post: Post, scope: list[str], days: int, by: str
) -> None:
    """Issue a key and print it, once. Raises a `Refusal`."""
    secret = api_keys.new_secret()
    with _service(settings) as service:
        command = IssueApiKey(
            account=account,
            label=label,
            **dict(post),
            scope=tuple(scope),
            expires_at=service.clock() + timedelta(days=days),
            digest=api_keys.digest_of(secret),
        )
        keys = _carried_out(command, by, service)
    _tell(account, UUID(keys[-1]), secret)


def rotate_key(
    settings: Settings, account: str, key_id: UUID, days: int, overlap_hours: int, by: str
) -> None:
    """Give the key another secret and print it, once. Raises a `Refusal`."""
    secret = api_keys.new_secret()
    with _service(settings) as service:
        command = RotateApiKey(
            account_id=Account.id_of(account),
            api_key_id=key_id,
            expires_at=service.clock() + timedelta(days=days),
            overlap_hours=overlap_hours,
            digest=api_keys.digest_of(secret),
        )
        _carried_out(command, by, service)
    _tell(account, key_id, secret)


def revoke_key(settings: Settings, account: str, key_id: UUID, reason: str, by: str) -> None:
    """Let the key in no longer. Raises a `Refusal`."""
    with _service(settings) as service:
        command = RevokeApiKey(account_id=Account.id_of(account), api_key_id=key_id)
        _carried_out(command, by, service, reason=reason)
    errors.print(f"key {key_id} lets nobody in any more", markup=False)


@contextmanager
def _service(settings: Settings) -> Iterator[Service]:
    with database.ready(settings) as opened:
        service = service_on(opened.url("app"), settings, name="huicai-keys")
        try:
            yield service
        finally:
            service.close()


def _carried_out(command: Command, by: str, service: Service, **why: Any) -> list[str]:
    """Have it carried out in the name of this security officer; the ids of the account's keys."""
    at, command_id = service.clock(), service.new_id()
    authority = Authority(
        actor=by, role=Role.SECURITY, effective_on=at.astimezone(OFFICE_ZONE).date(), at=at, **why
    )
    request = Request(
        command_id=command_id,
        correlation_id=command_id,
        fingerprint=command.model_dump_json().encode(),
        render=_shown,
    )
    keys: list[str] = service.office.carry_out(command, authority, request).answer["keys"]
    return keys


def _shown(account: Any, _: Any) -> dict[str, Any]:
    return {"id": str(account.id), "version": account.version, "keys": list(map(str, account.keys))}


def _tell(account: str, key_id: UUID, secret: str) -> None:
    """The key alone goes where it can be piped to; nothing else of this machine has it."""
    errors.print(f"key {key_id} of {account}, told this once:", markup=False)
    print(api_keys.written(Account.id_of(account), key_id, secret))
