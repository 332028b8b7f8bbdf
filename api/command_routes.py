"""A route per command: its address names what it is about, its body is the rest of its facts and the decision."""

from collections.abc import Callable
from inspect import Parameter, Signature
from typing import Any

from fastapi import APIRouter
from pydantic import create_model
from pydantic.fields import FieldInfo
from starlette.responses import Response

from api import preconditions
from api.addresses import named_in
from api.command_addresses import SENT_TO
from api.contract import OF_COMMANDS, refused
from api.decisions import Decision
from api.desk import CREATED, OK, AtDesk, Desk
from api.guard import stated_in_header
from api.resources import Resource
from api.sending import Locate, Render, command_of, own_address, send
from domain.authorization import Command

IF_MATCH = stated_in_header(
    preconditions.IF_MATCH, "The `ETag` that the decision was made on; 412 if it has moved on"
)


def offer(
    router: APIRouter,
    kind: type[Command],
    resource: Resource[Any],
    shown: type[Any],
    *,
    creates: bool = False,
    location: Locate = own_address,
    render: Render | None = None,
) -> None:
    """Take this command at its address; `creates` if it answers 201 with the `location` of something new.

    `render` shows it to whom the resource itself does not.
    """
    path, status = SENT_TO[kind], CREATED if creates else OK
    router.add_api_route(
        path,
        _endpoint(kind, resource, named_in(path), location if creates else None, render),
        methods=["POST"],
        status_code=status,
        response_model=shown,
        name=kind.__name__,
        responses=refused(*OF_COMMANDS, modules=(kind.__module__, *resource.grounds)),
        openapi_extra={"parameters": [IF_MATCH]},
    )


def _endpoint(
    kind: type[Command],
    resource: Resource[Any],
    address: tuple[str, ...],
    location: Locate | None,
    render: Render | None,
) -> Callable[..., Response]:
    def endpoint(desk: Desk, body: Decision, **stated: Any) -> Response:
        command = command_of(kind, body, {name: stated[name] for name in address})
        said = body.model_dump(mode="json", exclude_unset=True)
        return send(desk, command, body, resource, location=location, said=said, render=render)

    endpoint.__signature__ = _signature(kind, address)  # type: ignore[attr-defined]  # read by FastAPI
    return endpoint


def _signature(kind: type[Command], address: tuple[str, ...]) -> Signature:
    """What FastAPI is to read from the request, and to say in the contract."""
    stated = {
        "desk": AtDesk,
        "body": _body(kind, address),
        **{name: _in_address(kind.model_fields[name]) for name in address},
    }
    return Signature(
        [
            Parameter(name, Parameter.KEYWORD_ONLY, annotation=annotation)
            for name, annotation in stated.items()
        ]
    )


def _in_address(field: FieldInfo) -> Any:
    """The type alone: limits of a value are told by the command itself, as faults of the field."""
    return field.annotation


def _body(kind: type[Command], address: tuple[str, ...]) -> type[Decision]:
    """The model of the body: the command's facts that its address does not name, and the decision's."""
    own: dict[str, Any] = {
        name: (field.annotation, field) for name, field in kind.model_fields.items() if name not in address
    }
    return create_model(kind.__name__, __base__=Decision, **own)
