"""Accounts, the keys of machines, and emergencies (账号、密钥、应急查阅)."""

from typing import Annotated, Any
from uuid import UUID

import orjson
from fastapi import APIRouter
from pydantic import Field
from starlette.responses import Response

from api import api_keys, resources
from api.addresses import ACCOUNT, ACCOUNTS, API_KEY, API_KEYS
from api.command_routes import IF_MATCH, offer
from api.contract import OF_COMMANDS, OF_HISTORIES, OF_QUERIES, refused
from api.decisions import Decision
from api.desk import CREATED, AtDesk, Desk, as_json
from api.guard import GuardedRoute
from api.reading import AsOf, MinPosition, show, show_history
from api.rendering.accounts import AccountLines, AccountShown, AccountWithKey, account_line
from api.rendering.history import HistoryShown
from api.sending import POSITION, REPLAYED, command_of, own_address, send
from domain.aggregates import Account
from domain.authorization import Role
from domain.instants import Instant
from domain.security import SecurityKind
from domain.use_cases import keeping_accounts
from domain.use_cases.keeping_accounts import (
    IssueApiKey,
    JoinAccounts,
    OpenEmergency,
    ReviewEmergency,
    RevokeApiKey,
    RotateApiKey,
    SeparateAccount,
)

router = APIRouter(route_class=GuardedRoute, tags=["accounts"])

offer(router, RevokeApiKey, resources.ACCOUNT, AccountShown)
offer(router, JoinAccounts, resources.ACCOUNT, AccountShown)
offer(router, SeparateAccount, resources.ACCOUNT, AccountShown)
offer(router, OpenEmergency, resources.ACCOUNT, AccountShown, creates=True)
offer(router, ReviewEmergency, resources.ACCOUNT, AccountShown)

OF_ACCOUNTS = (SecurityKind.KEY_ISSUED, SecurityKind.ACCOUNTS_JOINED, SecurityKind.EMERGENCY_OPENED)
KEPT = ("ETag", "Location", POSITION, REPLAYED)
SAID = refused(*OF_COMMANDS, modules=(keeping_accounts.__name__, *resources.ACCOUNT.grounds))


class KeyOrder(Decision):
    """For whom the key is, in which post, for which operations (`queries` for all that may be asked), and until when."""

    account: keeping_accounts.StaffId
    label: keeping_accounts.Label
    role: Role
    function: keeping_accounts.Code = None
    area: keeping_accounts.Code = None
    enterprise_id: UUID | None = None
    scope: keeping_accounts.Scope
    expires_at: Instant


class NewSecret(Decision):
    """Until when the key is good now, and how long the secret before is good beside the new one."""

    expires_at: Instant
    overlap_hours: Annotated[int, Field(ge=0, le=720)] = 24


@router.post(
    API_KEYS, name=IssueApiKey.__name__, status_code=CREATED, response_model=AccountWithKey, responses=SAID
)
def issue_api_key(desk: AtDesk, body: KeyOrder) -> Response:
    """Issue a key. It stands in the first answer alone."""
    secret = api_keys.new_secret()
    command = command_of(IssueApiKey, body, {"digest": api_keys.digest_of(secret)})
    return _told_once(_sent(desk, command, body, location=own_address), secret, None)


@router.post(
    API_KEY + "/rotation",
    name=RotateApiKey.__name__,
    response_model=AccountWithKey,
    responses=SAID,
    openapi_extra={"parameters": [IF_MATCH]},
)
def rotate_api_key(desk: AtDesk, account_id: UUID, api_key_id: UUID, body: NewSecret) -> Response:
    """Give the key another secret. It stands in the first answer alone."""
    secret = api_keys.new_secret()
    named = {"account_id": account_id, "api_key_id": api_key_id, "digest": api_keys.digest_of(secret)}
    return _told_once(_sent(desk, command_of(RotateApiKey, body, named), body), secret, api_key_id)


@router.get(ACCOUNTS, response_model=AccountLines, responses=refused(*OF_QUERIES))
def accounts(desk: AtDesk) -> Response:
    """The accounts about which something was decided: who has keys, and which emergencies are to be reviewed."""
    service, viewer = desk.service, desk.own_viewer
    found = service.store.load_all(service.security.things(*OF_ACCOUNTS)).values()
    lines = [
        account_line(
            one,
            viewer,
            {key.id: service.security.last_used(api_keys.actor_of(one, key)) for key in one.keys.values()},
        )
        for one in found
        if isinstance(one, Account)
    ]
    return as_json(AccountLines(items=tuple(sorted(lines, key=lambda line: line.account))).as_json())


@router.get(ACCOUNT, response_model=AccountShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def account(desk: AtDesk, account_id: UUID, as_of: AsOf = None, min_position: MinPosition = None) -> Response:
    """One account."""
    return show(desk, resources.ACCOUNT, account_id, as_of, min_position)


@router.get(ACCOUNT + "/history", response_model=HistoryShown, responses=refused(*OF_QUERIES, *OF_HISTORIES))
def account_history(
    desk: AtDesk, account_id: UUID, as_of: AsOf = None, min_position: MinPosition = None
) -> Response:
    """Every event of an account."""
    return show_history(desk, resources.ACCOUNT, account_id, as_of, min_position)


def _sent(desk: Desk, command: Any, body: Decision, **more: Any) -> Response:
    said = body.model_dump(mode="json", exclude_unset=True)
    return send(desk, command, body, resources.ACCOUNT, said=said, **more)


def _told_once(answered: Response, secret: str, key_id: UUID | None) -> Response:
    """The answer with the key, unless it is that of a repetition: the answer that is kept never has it."""
    shown = orjson.loads(answered.body)
    is_first = REPLAYED not in answered.headers
    id_ = key_id or UUID(shown["keys"][-1]["id"])
    told = api_keys.written(UUID(shown["id"]), id_, secret) if is_first else None
    headers = {name: answered.headers[name] for name in KEPT if name in answered.headers}
    return as_json(shown | {"api_key": told}, status=answered.status_code, headers=headers)
