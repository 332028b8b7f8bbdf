"""Around every request: its id, the headers that every answer has, one log line, and the last resort."""

import asyncio
import logging
import traceback
from http import HTTPStatus
from time import perf_counter

from opentelemetry import trace
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.admission import PROBES
from api.correlation import REQUEST_ID, correlation_id_of
from api.problems import problem_response
from api.refusals import Failed, RequestTimedOut
from api.validation import shown_name
from bootstrap.logs import request_id

access_log = logging.getLogger("huicai.access")
logger = logging.getLogger("huicai.api")

UNMATCHED = "-"
METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class Exchange:
    """The outermost layer. What it logs names routes and parameters, never a value that somebody sent."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        span = trace.get_current_span()
        correlation_id = correlation_id_of(Headers(scope=scope), span.get_span_context())
        scope.setdefault("state", {})["correlation_id"] = correlation_id
        span.set_attribute("huicai.request_id", str(correlation_id))
        request_id.set(correlation_id)
        began, status = perf_counter(), 0

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._complete(MutableHeaders(scope=message), scope)
            await send(message)

        try:
            patience = scope["app"].state.service.settings.body_timeout
            await self.app(scope, impatient(receive, patience), answer)
        except Exception as error:
            _log_failure(error, scope)
            if status:
                raise
            await problem_response(Request(scope), Failed())(scope, receive, answer)
        finally:
            self._note(scope, status, perf_counter() - began)

    def _complete(self, headers: MutableHeaders, scope: Scope) -> None:
        for name, value in (HEADERS | scope["app"].state.headers).items():
            headers.setdefault(name, value)
        headers[REQUEST_ID] = str(scope["state"]["correlation_id"])

    def _note(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in METHODS else "other"
        route, names = route_of(scope), _parameter_names(scope) if scope["query_string"] else []
        scope["app"].state.metrics.answered(method, route, status, seconds)
        access_log.log(
            logging.DEBUG if scope["path"] in PROBES and status == HTTPStatus.OK else logging.INFO,
            "%s %s%s %d %.1fms request_id=%s",
            method,
            route,
            f"?{'&'.join(names)}" if names else "",
            status,
            1000 * seconds,
            scope["state"]["correlation_id"],
            extra={"method": method, "route": route, "status": status, "seconds": seconds},
        )


def impatient(receive: Receive, seconds: float) -> Receive:
    """What is received of a body, each piece of it within so many seconds. Raises `RequestTimedOut`."""
    is_complete = False

    async def received() -> Message:
        nonlocal is_complete
        if is_complete:  # what comes now is the end of the connection, which may take its time
            return await receive()
        try:
            async with asyncio.timeout(seconds):
                message = await receive()
        except TimeoutError:
            raise RequestTimedOut from None
        is_complete = not message.get("more_body", False)
        return message

    return received


def route_of(scope: Scope) -> str:
    """The path's pattern, such as `/v1/talents/{talent_id}`; what no route knows is not repeated."""
    return getattr(scope.get("route"), "path_format", UNMATCHED)


def _parameter_names(scope: Scope) -> list[str]:
    return [shown_name(name) for name in Request(scope).query_params]


def _log_failure(error: Exception, scope: Scope) -> None:
    """Where it went wrong, without the error's own words: a database quotes what it was given."""
    kinds = " from ".join(type(one).__qualname__ for one in _chain(error))
    frames = "".join(traceback.format_tb(error.__traceback__))
    logger.error("%s in request_id=%s\n%s", kinds, scope["state"]["correlation_id"], frames)


def _chain(error: BaseException) -> list[BaseException]:
    chain = [error]
    while (cause := chain[-1].__cause__) is not None and cause not in chain:
        chain.append(cause)
    return chain
