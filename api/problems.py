"""How a refusal is told over HTTP: an RFC 9457 problem, in the language asked for.

The table of statuses is the only place that knows both the domain's categories and those of HTTP.
"""

from http import HTTPStatus
from typing import Any, cast
from uuid import UUID

import orjson
from starlette.requests import Request
from starlette.responses import Response

from api.language import Language, preferred
from api.refusals import (
    ContentTooLarge,
    Failed,
    Malformed,
    MediaTypeUnsupported,
    MethodNotAllowed,
    RequestTimedOut,
    TooManyRequests,
    Unauthenticated,
)
from domain.errors import (
    Busy,
    Conflict,
    FieldError,
    Invalid,
    KeyReused,
    NotFound,
    NotPermitted,
    Refusal,
    RuleViolation,
    Stale,
)
from domain.policy.book import PolicyBook
from domain.text import Text

STATUS: dict[type[Refusal], HTTPStatus] = {
    Malformed: HTTPStatus.BAD_REQUEST,
    Unauthenticated: HTTPStatus.UNAUTHORIZED,
    NotPermitted: HTTPStatus.FORBIDDEN,
    NotFound: HTTPStatus.NOT_FOUND,
    MethodNotAllowed: HTTPStatus.METHOD_NOT_ALLOWED,
    RequestTimedOut: HTTPStatus.REQUEST_TIMEOUT,
    Conflict: HTTPStatus.CONFLICT,
    RuleViolation: HTTPStatus.CONFLICT,
    Stale: HTTPStatus.PRECONDITION_FAILED,
    ContentTooLarge: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    MediaTypeUnsupported: HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
    Invalid: HTTPStatus.UNPROCESSABLE_ENTITY,
    KeyReused: HTTPStatus.UNPROCESSABLE_ENTITY,
    TooManyRequests: HTTPStatus.TOO_MANY_REQUESTS,
    Failed: HTTPStatus.INTERNAL_SERVER_ERROR,
    Busy: HTTPStatus.SERVICE_UNAVAILABLE,
}
MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 1
# Who is told so may have more to send, which nobody is going to read.
UNREAD = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)


def status_of(refused: type[Refusal]) -> HTTPStatus:
    """The status of the nearest category that the table knows."""
    return next(STATUS[kind] for kind in refused.__mro__ if kind in STATUS)


def type_of(refused: type[Refusal]) -> str:
    """The URI that names this kind of problem."""
    return f"urn:huicai:problem:{refused.code}"


def problem_response(request: Request, refused: Refusal, **more: Any) -> Response:
    """The answer to a refused request; `more` are members that only this kind of problem has."""
    status = status_of(type(refused))
    language = preferred(request.headers.get("accept-language"))
    body = problem(refused, language, request.state.correlation_id, _book(request), _city(request)) | more
    headers = {"Content-Language": language, "Vary": "Accept-Language"}
    if isinstance(refused, Unauthenticated):
        headers["WWW-Authenticate"] = refused.challenge
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = str(RETRY_AFTER_S)
    if isinstance(refused, TooManyRequests):
        headers["Retry-After"] = str(refused.retry_after)
    if status in UNREAD:
        headers["Connection"] = "close"
    return Response(orjson.dumps(body), status, headers, MEDIA_TYPE)


def problem(
    refused: Refusal, language: Language, correlation_id: UUID, policies: PolicyBook, city: str | None
) -> dict[str, Any]:
    """The members of the problem; a sentence or an object that says nothing is left out."""

    def told(text: Text | None) -> str | None:
        return None if text is None else cast("str", getattr(text, language))

    members = {
        "type": type_of(type(refused)),
        "title": told(refused.title),
        "status": status_of(type(refused)),
        "detail": told(refused.detail),
        "instance": f"urn:uuid:{correlation_id}",
        "code": refused.code,
        "errors": [_error(error, language) for error in _errors(refused)],
        "clauses": [_clause(id_, policies, city, language) for id_ in refused.clauses],
        "blocked_by": refused.blocked_by,
        "lifted_by": told(refused.lifted_by),
        "request_id": str(correlation_id),
    }
    return {name: member for name, member in members.items() if member is not None}


def _errors(refused: Refusal) -> tuple[FieldError, ...]:
    if refused.errors or refused.field is None:
        return refused.errors
    return (FieldError(refused.field, refused.code, refused.detail or refused.title),)


def _error(error: FieldError, language: Language) -> dict[str, Any]:
    said = {"field": error.field, "code": error.code, "text": getattr(error.text, language)}
    place = {"sheet": error.sheet, "row": error.row, "column": error.column}
    more = place | {"blocked_by": error.blocked_by}
    return said | {name: part for name, part in more.items() if part is not None}


def _clause(id_: str, policies: PolicyBook, city: str | None, language: Language) -> dict[str, str]:
    """The clause as the city's newest policy has it, or another city's where this one has none."""
    citing = [pack for pack in policies if id_ in pack.known_clauses]
    if not citing:
        return {"id": id_}
    pack = max(reversed(citing), key=lambda pack: pack.city == city)
    rule, source = pack.clause(id_).rule, pack.citation(id_)
    return {"id": id_, "text": getattr(rule, language), "source": getattr(source, language)}


def _book(request: Request) -> PolicyBook:
    return cast("PolicyBook", request.app.state.service.shelf.last_known)


def _city(request: Request) -> str | None:
    return request.path_params.get("city")
