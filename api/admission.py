"""Who is let in when more come than can be served (接纳): so many at once, a line of bounded length, and a deadline in it.

    a place is free ─> served
    the line has room ─> waits ─> its turn in time ─> served
                               └> the time is over ─> shed
    the line is full ─> shed

Whoever is shed is told so at once, at little cost and before anybody has looked at the request: 503, to be sent
again. So those who are served are served as fast as ever.
"""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from contextlib import suppress
from enum import StrEnum
from time import perf_counter
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.metrics import Metrics
from api.problems import problem_response
from api.refusals import Overloaded, RequestTimedOut

Result = TypeVar("Result")

# An operator and a load balancer have to see how we fare when we fare worst.
PROBES = frozenset({"/healthz", "/readyz", "/metrics"})
VISIT = "visit"  # of the request's state
LOOKS = frozenset({"GET", "HEAD", "OPTIONS"})
SHARE_OF_THE_OTHER = 4  # one place in so many is left to the other kind
ARRIVES_WITH_ITS_HEAD = 65_536  # bytes of a body that are read before there is a place
AT_ONCE_S = 0.1  # how long such a body is waited for before anybody has looked whose it is


class Kind(StrEnum):
    """What a request is for: neither kind can take all places from the other."""

    COMMAND = "command"
    QUERY = "query"


class Outcome(StrEnum):
    """What became of a request that came for a place."""

    ADMITTED = "admitted"
    LINE_FULL = "line_full"
    TOO_LONG = "too_long"


class Admission:
    """The places of one process, and the two lines before them. To be used by one event loop."""

    def __init__(
        self, *, places: int, line: int, patience: float, told: Callable[[Kind, Outcome, float], None]
    ) -> None:
        """`line` is how many of each kind may wait, `patience` for how many seconds; `told` hears of every outcome."""
        self._places, self._line, self._patience, self._told = places, line, patience, told
        self._most_of_a_kind = places - places // SHARE_OF_THE_OTHER
        self._lines: dict[Kind, deque[asyncio.Future[None]]] = {kind: deque() for kind in Kind}
        self.served: Counter[Kind] = Counter()

    def waiting(self, kind: Kind) -> int:
        """How many of this kind are in line."""
        return len(self._lines[kind])

    async def enter(self, kind: Kind) -> None:
        """Take a place, to be given back by `leave`. Raises `Overloaded`."""
        line, began = self._lines[kind], perf_counter()
        if self._has_place_for(
            kind
        ):  # then nobody of its kind waits: places are given away as they become free
            self.served[kind] += 1
            self._told(kind, Outcome.ADMITTED, 0)
        elif len(line) >= self._line:
            self._told(kind, Outcome.LINE_FULL, 0)
            raise Overloaded
        else:
            came = await self._is_called_in(line, kind)
            self._told(kind, Outcome.ADMITTED if came else Outcome.TOO_LONG, perf_counter() - began)
            if not came:
                raise Overloaded

    def leave(self, kind: Kind) -> None:
        """Give a place back, to whoever has waited longest of the kind of which fewer are served."""
        self.served[kind] -= 1
        while able := [one for one in Kind if self._lines[one] and self._has_place_for(one)]:
            chosen = min(able, key=self.served.__getitem__)
            turn = self._lines[chosen].popleft()
            if not turn.done():  # else its deadline has come in this very moment
                self.served[chosen] += 1
                turn.set_result(None)

    async def _is_called_in(self, line: deque[asyncio.Future[None]], kind: Kind) -> bool:
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        line.append(turn)
        try:
            async with asyncio.timeout(self._patience):
                await turn
        except BaseException as ended:
            if turn.done() and not turn.cancelled():  # a place was given to it all the same
                self.leave(kind)
            with suppress(ValueError):
                line.remove(turn)
            if isinstance(ended, TimeoutError):
                return False
            raise
        return True

    def _has_place_for(self, kind: Kind) -> bool:
        return self.served.total() < self._places and self.served[kind] < self._most_of_a_kind


def admission_to(places: int, line: int, patience: float, metrics: Metrics) -> Admission:
    """The places of this process, whose outcomes Prometheus is told."""

    def told(kind: Kind, outcome: Outcome, seconds: float) -> None:
        metrics.waits.labels(kind.value, outcome.value).observe(seconds)

    return Admission(places=places, line=line, patience=patience, told=told)


class Gate:
    """The layer inside the exchange that every request passes but those that ask how we fare."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Have one request served when there is a place for it, or answered that there is none.

        A place is held while there is work to do for the request, until the answer begins: neither a slow sender nor
        a slow reader keeps anybody out. Nobody reads the body of a look. That of a command which is not there at once
        is read by the route, which knows first whether it wants it; the place is then taken when the body is complete,
        or when a thread is needed before.
        """
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self.app(scope, receive, send)
            return
        visit = scope["state"][VISIT] = Visit(scope)
        try:
            ahead = 0 if scope["method"] in LOOKS else _sent_with_its_head(Headers(scope=scope))
            is_there = ahead == 0
            if ahead:
                receive, is_there = await _read_ahead(receive)
            if is_there:
                await visit.begin()
            else:
                receive = visit.begun_when_complete(receive)
        except Overloaded as refused:
            scope["app"].state.metrics.refusals.labels(refused.code).inc()
            await problem_response(Request(scope), refused)(scope, receive, send)
            return
        try:
            await self.app(scope, receive, visit.ending_with_the_answer(send))
        finally:
            visit.end()


class Visit:
    """One request's place, from its beginning to its end."""

    def __init__(self, scope: Scope) -> None:
        self._admission: Admission = scope["app"].state.admission
        self._kind = Kind.QUERY if scope["method"] in LOOKS else Kind.COMMAND
        self._has_place = False
        self._is_over = False

    async def begin(self) -> None:
        """Wait for a place, if none is held. Raises `Overloaded`."""
        if not self._has_place and not self._is_over:
            await self._admission.enter(self._kind)
            self._has_place = True

    def end(self) -> None:
        """Give the place back for good: whoever is answered needs none any more."""
        self._is_over = True
        self._step_aside()

    def begun_when_complete(self, receive: Receive) -> Receive:
        """What is received, its last piece not before there is a place; while a piece is waited for, none is held."""
        is_complete = False

        async def received() -> Message:
            nonlocal is_complete
            if is_complete:
                return await receive()
            self._step_aside()
            message = await receive()
            is_complete = message["type"] == "http.request" and not message.get("more_body", False)
            if is_complete:
                await self.begin()
            return message

        return received

    def ending_with_the_answer(self, send: Send) -> Send:
        """What is sent, the place given back before."""

        async def sent(message: Message) -> None:
            self.end()
            await send(message)

        return sent

    def _step_aside(self) -> None:
        if self._has_place:
            self._has_place = False
            self._admission.leave(self._kind)


async def in_thread(request: Request, work: Callable[..., Result], *arguments: Any) -> Result:
    """What work that blocks comes to, done when the request has a place. Raises `Overloaded`."""
    visit: Visit | None = getattr(request.state, VISIT, None)
    if visit is not None:  # who asks how we fare has none, and waits for nobody
        await visit.begin()
    return await run_in_threadpool(work, *arguments)


def _sent_with_its_head(headers: Headers) -> int | None:
    """The bytes of a body that is sent without asking and costs nobody anything to hold; None of any other."""
    if "transfer-encoding" in headers or "expect" in headers:
        return None
    declared = headers.get("content-length", "0")
    is_small = declared.isdecimal() and int(declared) <= ARRIVES_WITH_ITS_HEAD
    return int(declared) if is_small else None


async def _read_ahead(receive: Receive) -> tuple[Receive, bool]:
    """The same request, with what is there of it read already; and whether that is all of it."""
    messages: deque[Message] = deque()
    is_there = False
    with suppress(TimeoutError, RequestTimedOut):  # whoever reads on is told how long it may take
        async with asyncio.timeout(AT_ONCE_S):
            while not is_there:
                messages.append(await receive())
                is_there = not messages[-1].get("more_body", False)

    async def received() -> Message:
        return messages.popleft() if messages else await receive()

    return received, is_there
