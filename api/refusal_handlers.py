"""Telling a refusal to its caller, and keeping its line: of a refused command, and of access denied to somebody.

A look by nobody that is known is only counted: else whoever likes could fill the log, which keeps all for ever. And
what was shed: nobody has looked at it, and a line each would cost what shedding is to save.
"""

import logging
from http import HTTPStatus
from typing import Any

from eventsourcing.persistence import InterfaceError, OperationalError, PersistenceError
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from api.admission import in_thread
from api.exchange import UNMATCHED, route_of
from api.problems import problem_response, status_of
from api.refusals import (
    AttachmentsUnavailable,
    ContentTooLarge,
    DatabaseUnreachable,
    Failed,
    MalformedForm,
    MediaTypeUnsupported,
    MethodNotAllowed,
    Overloaded,
    PersonalDataAltered,
    PersonalDataKeyMissing,
    RequestAborted,
)
from api.validation import refusal_of
from domain.data_rights import DataRestricted
from domain.errors import Busy, NotFound, Refusal
from domain.office import SubjectErased
from domain.personal_data import Erased, KeyMissing, Restricted, Tampered
from domain.ports import RefusedCommand
from domain.security import SecurityKind, SecurityLine
from persistence.attachments import PlaceUnavailable
from persistence.datastore import Congested

logger = logging.getLogger("huicai.api")

ANONYMOUS = "anonymous"
# What the framework itself raises, and what the parts below raise that are no refusals.
OF_STATUS: dict[int, type[Refusal]] = {
    HTTPStatus.BAD_REQUEST: MalformedForm,
    HTTPStatus.NOT_FOUND: NotFound,
    HTTPStatus.METHOD_NOT_ALLOWED: MethodNotAllowed,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: ContentTooLarge,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: MediaTypeUnsupported,
}
OF_ERROR: dict[type[Exception], type[Refusal]] = {
    OperationalError: DatabaseUnreachable,
    InterfaceError: DatabaseUnreachable,
    Congested: Busy,
    Erased: SubjectErased,
    Restricted: DataRestricted,
    Tampered: PersonalDataAltered,
    KeyMissing: PersonalDataKeyMissing,
    PlaceUnavailable: AttachmentsUnavailable,
}


def add_refusal_handlers(app: FastAPI) -> None:
    """Answer everything that goes wrong with a problem."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _of_framework)
    app.add_exception_handler(ClientDisconnect, _aborted)
    for error in OF_ERROR:
        app.add_exception_handler(error, _of_part_below)


async def _refused(request: Request, refused: Any) -> Response:
    return await _answer(request, refused)


async def _invalid(request: Request, invalid: Any) -> Response:
    return await _answer(request, refusal_of(invalid.errors()))


async def _aborted(request: Request, _: Any) -> Response:
    return await _answer(request, RequestAborted())


async def _of_framework(request: Request, raised: Any) -> Response:
    """What the framework raises by itself, or instead of what was raised while the body was read."""
    match raised.__cause__:
        case Refusal() as refused:
            pass
        case ClientDisconnect():
            refused = RequestAborted()
        case _:
            refused = OF_STATUS.get(raised.status_code, Failed)()
    answer = await _answer(request, refused)
    answer.headers.update(raised.headers or {})
    if isinstance(refused, MethodNotAllowed):  # of which the framework names those of one route
        answer.headers["Allow"] = ", ".join(request.app.state.by_path.methods_at(request.scope["path"]))
    return answer


async def _of_part_below(request: Request, error: Any) -> Response:
    refused = next(OF_ERROR[kind] for kind in type(error).__mro__ if kind in OF_ERROR)()
    if isinstance(error, PlaceUnavailable):
        logger.error("attachments: %s", error)  # what an operator has to mend
    request.state.at_office = False  # the office keeps lines of refusals alone
    return await _answer(request, refused)


async def _answer(request: Request, refused: Refusal) -> Response:
    """Tell the refusal when there is a place, else that there is none: this needs no thread, as no line is kept."""
    if isinstance(refused, Overloaded):
        return _told(request, refused)
    try:
        return await in_thread(request, _told, request, refused)
    except Overloaded as shed:
        return _told(request, shed)


def _told(request: Request, refused: Refusal) -> Response:
    request.app.state.metrics.refusals.labels(refused.code).inc()
    if _is_for_the_log(request, refused):
        request.app.state.service.refusals.note(_line(request, refused))
    if status_of(type(refused)) is HTTPStatus.FORBIDDEN:
        _tell_security(request, refused)
    missed = getattr(request.state, "events_missed", None)
    more = {} if missed is None else {"events_missed": missed}
    return problem_response(request, refused, **more)


def _is_for_the_log(request: Request, refused: Refusal) -> bool:
    """Whether this is a refused command, or a look denied to somebody, and the office has kept no line of it."""
    if getattr(request.state, "at_office", False) or isinstance(refused, Overloaded):
        return False
    is_command = request.method == "POST" and route_of(request.scope) != UNMATCHED
    return is_command or status_of(type(refused)) is HTTPStatus.FORBIDDEN


def _tell_security(request: Request, refused: Refusal) -> None:
    """Somebody who is known was denied something. That it cannot be put on record lets nobody in."""
    caller, subject = getattr(request.state, "caller", None), getattr(request.state, "subject", ANONYMOUS)
    line = SecurityLine(
        at=request.app.state.service.clock(),
        kind=SecurityKind.ACCESS_DENIED,
        actor=subject,
        role=caller.post.role.value if caller else None,
        function=caller.post.function if caller else None,
        area=caller.post.area if caller else None,
        enterprise_id=caller.post.enterprise_id if caller else None,
        what=_command(request),
        code=refused.code,
        correlation_id=request.state.correlation_id,
    )
    try:
        request.app.state.service.security.note(line)
    except PersistenceError:
        logger.exception("that %s was denied %s was not recorded", subject, line.what)


def _line(request: Request, refused: Refusal) -> RefusedCommand:
    caller = getattr(request.state, "caller", None)
    return RefusedCommand(
        at=request.app.state.service.clock(),
        actor=getattr(request.state, "subject", ANONYMOUS),
        role=caller.post.role.value if caller else None,
        function=caller.post.function if caller else None,
        area=caller.post.area if caller else None,
        enterprise_id=caller.post.enterprise_id if caller else None,
        command=_command(request),
        code=refused.code,
        fields=refused.fields,
        clauses=refused.clauses,
        blocked_by=refused.blocked_by,
        correlation_id=request.state.correlation_id,
    )


def _command(request: Request) -> str:
    """The command's name, or which resource was to be read."""
    route = request.scope.get("route")
    if request.method == "POST" and route is not None:
        return str(route.name)
    return f"{request.method} {route_of(request.scope)}"
