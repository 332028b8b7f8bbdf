"""What every request to `/v1` passes before its body is read: who asks, and whether it can be meant for us.

caller ─> may this post? ─> query parameters ─> type of content ─> size ─> the route itself
"""

from collections.abc import AsyncGenerator, Callable, Coroutine
from dataclasses import dataclass
from email.message import Message
from functools import cached_property
from typing import Any, ClassVar, NamedTuple

from fastapi import Depends
from fastapi.dependencies.utils import get_flat_params
from fastapi.params import Query as QueryInfo
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope

from api import api_keys, idempotency, posts, preconditions, purpose_words, strict_json
from api.admission import in_thread
from api.authentication import Authentication, token_of
from api.command_addresses import COMMAND_AT
from api.rate_limits import RateLimits
from api.refusals import (
    ONLY_NOW,
    ContentTooLarge,
    IdempotencyKeyRequired,
    InvalidHeader,
    InvalidParameter,
    MediaTypeUnsupported,
    NoHistoryKept,
    TokenExpired,
    TokenInvalid,
    TooManyRequests,
    UnknownParameter,
)
from api.validation import shown_name
from api.written_days import WRITTEN, days_in, days_of, is_number, must_be_written
from domain.aggregates.account import SECURITY_LIFTS, NotInScope
from domain.authorization import Post, is_permitted, must_be_separated
from domain.base import Authority
from domain.errors import FieldError
from domain.readings import IN_CLEAR, QUERIES, READINGS, may_ask, must_be_let_ask
from domain.text import Text

JSON = "application/json"
FORM = "multipart/form-data"
MOST_DISCARDED = 64 * 2**20
OF_THE_PAST = frozenset({"as_of", "effective_on"})
STATED_ONCE = (posts.HEADER, idempotency.HEADER, preconditions.IF_MATCH, purpose_words.HEADER)


def stated_in_header(name: str, description: str) -> dict[str, Any]:
    """What the contract says of a header that a request may have. It is read where it is needed, not by the framework."""
    text = {"anyOf": [{"type": "string"}, {"type": "null"}], "title": name, "description": description}
    return {"in": "header", "name": name, "required": False, "description": description, "schema": text}


BEARER = {
    "HTTPBearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "A token of the identity provider: docs/api.md",
    }
}
OF_EVERY_REQUEST = (
    stated_in_header(posts.HEADER, "The post in which you act, if you hold several: officer:hrss:zhangdian"),
    stated_in_header("Accept-Language", "`zh` or `en`, for problems"),
    stated_in_header("X-Request-Id", "A UUID to find this request by"),
)
OF_EVERY_COMMAND = (
    stated_in_header(idempotency.HEADER, "1 to 128 visible characters; a repetition gets the first answer"),
)


class NobodyMayAsk(Exception):
    """A route is neither a command's nor one of the queries that `domain.readings` has a line for."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, in which post; a machine that comes with an API key, in its scope alone."""

    subject: str
    post: Post
    scope: tuple[str, ...] | None = None

    def must_have_in_scope(self, operation: str, *, is_query: bool) -> None:
        """Refuse what the caller's key is not for. Raises `NotInScope`."""
        if self.scope is None or operation in self.scope or (is_query and QUERIES in self.scope):
            return
        raise NotInScope(lifted_by=SECURITY_LIFTS)


class Held(NamedTuple):
    """Who the caller is, and which posts he or she holds."""

    subject: str
    posts: tuple[Post, ...]


class GuardedRoute(APIRoute):
    """A route of `/v1`. What the published contract does not name is refused."""

    takes: ClassVar[tuple[str, ...]] = (JSON,)
    is_for_everybody: ClassVar[bool] = False

    def __init__(self, path: str, endpoint: Callable[..., Any], **said: Any) -> None:
        if (said.get("name") or endpoint.__name__) in IN_CLEAR:
            said["dependencies"] = [*(said.get("dependencies") or ()), Depends(purpose_words.words_stated)]
        super().__init__(path, endpoint, **said)
        is_command = self.methods == {"POST"}
        if not self.is_for_everybody:
            self.openapi_extra = _with_headers(self.openapi_extra or {}, is_command=is_command)
        has_rule = self.path_format in COMMAND_AT if is_command else self.name in READINGS
        if not has_rule and not self.is_for_everybody:
            raise NobodyMayAsk(
                f"no rule says who may {'send' if is_command else 'ask'} {self.name} at {path}"
            )

    @cached_property
    def parameters(self) -> frozenset[str]:
        """The query parameters that the contract names here."""
        named = get_flat_params(self.dependant)
        return frozenset(one.alias for one in named if isinstance(one.field_info, QueryInfo))

    @cached_property
    def days(self) -> frozenset[str]:
        """Those of the query parameters that are a day or an instant."""
        named = get_flat_params(self.dependant)
        of_query = (one for one in named if isinstance(one.field_info, QueryInfo))
        return frozenset[str]().union(*(days_in(one.field_info.annotation, one.alias) for one in of_query))

    @cached_property
    def days_of_body(self) -> frozenset[str]:
        """The fields of the body that are a day or an instant."""
        read_here = ((self.openapi_extra or {}).get("requestBody") or {}).get("content", {})
        schemas = (days_of(kind["schema"]) for kind in read_here.values())
        fields = (days_in(one.field_info.annotation) for one in self.dependant.body_params)
        return frozenset[str]().union(*fields, *schemas)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The route's handler behind the guard."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            await self.admit(request)
            _must_name_known_parameters(request, self)
            if request.method == "POST":
                _must_be_of_type(request, self.takes)
            return await handle(LimitedRequest(request.scope, request.receive, self))

        return guarded

    async def admit(self, request: Request) -> None:
        """Whom the route lets in: who says who he or she is, in a post that may do this."""
        await _must_be_known(request)
        if not _is_plainly_permitted(request, self):
            await in_thread(request, _must_be_permitted, request, self)

    def most_bytes(self, request: Request) -> int:
        """The largest body that is read."""
        return int(request.app.state.service.settings.json_limit)


def _with_headers(own: dict[str, Any], *, is_command: bool) -> dict[str, Any]:
    """What the contract says of a route, with what each may be asked with and has to be asked with."""
    headers = (*OF_EVERY_COMMAND, *OF_EVERY_REQUEST) if is_command else OF_EVERY_REQUEST
    return {
        **own,
        "parameters": [*own.get("parameters", ()), *headers],
        "security": [{name: []} for name in BEARER],
    }


class UploadRoute(GuardedRoute):
    """A route that also takes a file."""

    takes = (JSON, FORM)

    def most_bytes(self, request: Request) -> int:
        """The largest body that is read, its JSON or form fields included."""
        return int(request.app.state.service.settings.upload_limit)


class PublicRoute(GuardedRoute):
    """A route of `/v1` for everybody, so often and no more."""

    is_for_everybody = True

    async def admit(self, request: Request) -> None:
        """Anybody, as long as not too many come. Raises `TooManyRequests`."""
        if wait := self.limits(request).admit(request.client.host if request.client else ""):
            raise TooManyRequests(wait)

    def limits(self, request: Request) -> RateLimits:
        """How often everybody may come."""
        limits: RateLimits = request.app.state.public_limits
        return limits


class LimitedRequest(Request):
    """A request whose body is refused where it is too large, and whose JSON means one thing."""

    def __init__(self, scope: Scope, receive: Receive, route: GuardedRoute) -> None:
        super().__init__(scope, receive)
        self._route = route
        self._most = route.most_bytes(self)

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body piece by piece. Raises `ContentTooLarge`.

        What is too much is received and dropped, up to a limit: who is still sending would not see the answer.
        """
        declared, received = self._declared(), 0
        if declared > MOST_DISCARDED:
            raise self._too_large(declared)
        async for piece in super().stream():
            received += len(piece)
            if received > MOST_DISCARDED:
                break
            if max(declared, received) <= self._most:
                yield piece
        if max(declared, received) > self._most:
            raise self._too_large(declared)

    def _declared(self) -> int:
        """The size that the request says it has, 0 where it says none."""
        said = self.headers.get("content-length", "")
        return int(said) if said.isdecimal() else 0

    def _too_large(self, declared: int) -> ContentTooLarge:
        if declared:
            return ContentTooLarge(DECLARED.filled(declared=declared, most=self._most))
        return ContentTooLarge(TOO_LARGE.filled(most=self._most))

    async def json(self) -> Any:
        """The body as JSON. Raises `MalformedJson`, and `Invalid` where a number stands for a day."""
        content = strict_json.loads_stated(await self.body())
        must_be_written(content, self._route.days_of_body)
        return content


def authority_of(caller: Caller, request: Request) -> Authority:
    """The standing in which a caller reads."""
    now = request.app.state.service.clock()
    return Authority(
        actor=caller.subject,
        role=caller.post.role,
        function=caller.post.function,
        area=caller.post.area,
        enterprise_id=caller.post.enterprise_id,
        effective_on=now.date(),
        at=now,
    )


async def _must_be_known(request: Request) -> None:
    held, scope, credential = await _identified(request)
    request.state.subject = held.subject
    must_be_separated(post.role for post in held.posts)
    _must_state_once(request)
    named = request.headers.get(posts.HEADER)
    post = posts.acted_in(held.posts, named, request.app.state.area_codes)
    request.state.caller = Caller(held.subject, post, scope)
    if wait := request.app.state.caller_limits.admit(held.subject):
        raise TooManyRequests(wait)
    correlation_id, sign_ins = request.state.correlation_id, request.app.state.sign_ins
    if not sign_ins.has_come_in(credential, post):
        await in_thread(request, sign_ins.came_in, credential, held.subject, post, correlation_id)


async def _identified(request: Request) -> tuple[Held, tuple[str, ...] | None, str]:
    """Who asks, the scope of the key if it is a machine, and what it came with. Raises `Unauthenticated`."""
    stated = request.headers.getlist("authorization")
    authentication: Authentication = request.app.state.authentication
    try:
        if stated and (token := token_of(stated)).startswith(api_keys.PREFIX):
            holder = await in_thread(request, request.app.state.key_door.holder, token)
            return Held(holder.subject, (holder.key.post,)), holder.key.scope, token
        identity = await authentication.identity(stated)
        return Held(identity.subject, identity.posts), None, token_of(stated)
    except TokenExpired:
        raise
    except TokenInvalid as refused:
        if wait := request.app.state.failure_limits.admit(request.client.host if request.client else ""):
            raise TooManyRequests(wait) from None
        await in_thread(request, request.app.state.sign_ins.failed, refused, request.state.correlation_id)
        raise


def _is_plainly_permitted(request: Request, route: APIRoute) -> bool:
    """Whether somebody acts in his or her own post that may do this, by the policies last seen: nobody has to be asked."""
    caller: Caller = request.state.caller
    cities = request.app.state.service.shelf.last_known.city_areas
    if caller.scope is not None:
        return False
    if request.method == "POST":
        return is_permitted(COMMAND_AT[route.path_format], authority_of(caller, request), cities)
    return may_ask(route.name, authority_of(caller, request), cities)


def _must_be_permitted(request: Request, route: APIRoute) -> None:
    """Read nothing from somebody who may never send or ask this, and tell him or her nothing about it."""
    caller: Caller = request.state.caller
    office, authority = request.app.state.service.office, authority_of(caller, request)
    caller.must_have_in_scope(route.name, is_query=request.method != "POST")
    if request.method == "POST":
        if caller.scope is not None and idempotency.HEADER not in request.headers:
            raise IdempotencyKeyRequired(field=idempotency.HEADER)
        office.must_be_let_in(COMMAND_AT[route.path_format], authority)
    else:
        must_be_let_ask(route.name, authority, office.cities)


def _must_state_once(request: Request) -> None:
    """Which of two would count is a guess, and somebody in between may have guessed otherwise."""
    twice = [name for name in STATED_ONCE if len(request.headers.getlist(name)) > 1]
    if twice:
        raise InvalidHeader(errors=tuple(FieldError(name, "stated_twice", TWICE) for name in twice))


def _must_name_known_parameters(request: Request, route: GuardedRoute) -> None:
    known = route.parameters
    names = [name for name, _ in request.query_params.multi_items()]
    past = sorted(OF_THE_PAST.intersection(names) - known)
    if past and request.method == "GET":
        raise NoHistoryKept(errors=tuple(FieldError(name, NoHistoryKept.code, ONLY_NOW) for name in past))
    unknown = [
        FieldError(shown_name(name), UnknownParameter.code, UNKNOWN) for name in names if name not in known
    ]
    if unknown:
        raise UnknownParameter(errors=tuple(unknown))
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise InvalidParameter(
            errors=tuple(FieldError(name, "stated_twice", TWICE) for name in sorted(twice))
        )
    numbers = sorted(name for name in route.days.intersection(names) if is_number(request.query_params[name]))
    if numbers:
        raise InvalidParameter(errors=tuple(FieldError(name, "date_type", WRITTEN) for name in numbers))
    if not all(strict_json.is_storable(value) for value in [*request.query_params.values(), *_path(request)]):
        raise InvalidParameter(UNPRINTABLE)


def _must_be_of_type(request: Request, taken: tuple[str, ...]) -> None:
    """Refuse a body of another type; a request without a body is the route's own business."""
    has_body = request.headers.get("content-length", "0") != "0" or "transfer-encoding" in request.headers
    message = Message()
    message["Content-Type"] = request.headers.get("content-type", "")
    if has_body and message.get_content_type() not in taken:
        raise MediaTypeUnsupported(TAKEN.filled(types="、".join(taken)), field="Content-Type")


def _path(request: Request) -> list[str]:
    return [str(part) for part in request.path_params.values()]


UNKNOWN = Text("没有此查询参数", "there is no such parameter")
TWICE = Text("只能填写一次", "may be stated once only")
UNPRINTABLE = Text("网址中含有控制字符", "the address has control characters in it")
TOO_LARGE = Text("上限为{most}字节", "at most {most} bytes are taken")
DECLARED = Text(
    "上限为{most}字节，请求声明为{declared}字节", "at most {most} bytes are taken; {declared} were declared"
)
TAKEN = Text("支持：{types}", "takes {types}")
