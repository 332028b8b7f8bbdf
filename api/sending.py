"""Handing a command in at the office, and telling what came of it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from pydantic import ValidationError
from starlette.responses import Response

from api import idempotency, preconditions
from api.decisions import Decision
from api.desk import CREATED, OK, Desk, as_json
from api.disclosure import alarm
from api.refusals import InvalidHeader
from api.rendering.history import events_missed
from api.rendering.shown import Shown
from api.resources import Resource, viewer_of
from api.validation import field_errors
from domain.authorization import Command
from domain.errors import FieldError, Invalid, Stale
from domain.office import Receipt, Request
from domain.personal_data import KeyMissing, Tampered
from domain.text import Text
from domain.work import Expected, Work

Locate = Callable[[Any, dict[str, Any]], str]  # of a command and its answer
Render = Callable[[Any, Work], Shown]  # of what was decided on, and the unit of work

POSITION = "Huicai-Position"
REPLAYED = "Idempotency-Replayed"


def command_of(kind: type[Command], decision: Decision, address: dict[str, Any]) -> Command:
    """The command out of its address and its body. Raises `Invalid`."""
    try:
        return decision.command(kind, **address)
    except ValidationError as wrong:
        found = wrong.errors(include_input=False, include_url=False, include_context=True)
        raise Invalid(errors=field_errors(found)) from None


def send(
    desk: Desk,
    command: Command,
    decision: Decision,
    resource: Resource[Any],
    *,
    said: Any,
    location: Locate | None = None,
    render: Render | None = None,
) -> Response:
    """Have it carried out. `said` is what a repetition has to say again; `location` finds what is new; `render`
    shows more than the resource itself.
    """
    request = _request(desk, command, resource, said, render)
    desk.request.state.at_office = True  # from here on the office keeps the line of a refusal
    authority = decision.authority(desk.caller, desk.service.clock())
    try:
        receipt = desk.service.office.carry_out(command, authority, request)
    except Stale as stale:
        desk.request.state.events_missed = _missed(desk, resource, stale)
        raise
    except (Tampered, KeyMissing) as unreadable:
        alarm(unreadable)
        raise
    desk.request.app.state.metrics.carried_out(type(command).__name__, is_repetition=receipt.is_repetition)
    return _answer(receipt, command, location)


def own_address(_: Command, answer: dict[str, Any]) -> str:
    """Where the thing itself is that the answer shows."""
    return str(answer["href"])


def _request(
    desk: Desk, command: Command, resource: Resource[Any], said: Any, render: Render | None
) -> Request:
    sent = desk.request
    shown = render or (lambda decided, work: resource.answer(decided, viewer_of(desk, resource).after(work)))
    return Request(
        command_id=desk.service.new_id(),
        correlation_id=sent.state.correlation_id,
        key=idempotency.key_of(desk.header(idempotency.HEADER)),
        fingerprint=idempotency.fingerprint_of(sent.method, sent.url.path, desk.caller.post, said),
        expected=_expected(desk.header(preconditions.IF_MATCH), resource.id_of(command)),
        render=lambda decided, work: shown(decided, work).as_answer(),
    )


def _expected(if_match: str | None, id_: UUID | None) -> Expected | None:
    """What the sender has seen of the aggregate. Raises `InvalidHeader` where there is none to have seen."""
    if if_match is None:
        return None
    if id_ is None:
        raise InvalidHeader(
            errors=(FieldError(preconditions.IF_MATCH, "nothing_to_match", NOTHING_TO_MATCH),)
        )
    version = preconditions.version_expected(if_match)
    return None if version is None else Expected(id=id_, version=version)


def _missed(desk: Desk, resource: Resource[Any], stale: Stale) -> list[dict[str, Any]]:
    """The events since the version that the sender has seen, as far as he or she may know of them."""
    moved_on = stale.blocked_by or {}
    id_ = UUID(moved_on["id"])
    noun: Any = desk.service.store.get(id_)
    history = resource.seen(noun, desk.service.store.history(id_), viewer_of(desk, resource))
    return [event.as_json() for event in events_missed(history, moved_on["seen_version"])]


def _answer(receipt: Receipt, command: Command, location: Locate | None) -> Response:
    headers = {"ETag": preconditions.etag(receipt.answer["version"]), POSITION: str(receipt.last_position)}
    if location is not None:
        headers["Location"] = location(command, receipt.answer)
    if receipt.is_repetition:
        headers[REPLAYED] = "true"
    return as_json(receipt.answer, status=OK if location is None else CREATED, headers=headers)


NOTHING_TO_MATCH = Text("新建时没有可比对的版本", "there is no version yet of what is begun here")
