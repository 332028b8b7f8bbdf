"""The routes that a path can be meant for, found by its shape: of hundreds, `/v1/demand-items/…/assignment` fits one.

The framework tries every route of every router in turn, and asks twice; with hundreds of routes that took as long as
everything else that is done before a command is decided.
"""

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from fastapi import APIRouter
from fastapi.routing import iter_route_contexts
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

SEGMENTS = 3  # the empty one before the first stroke, the version, the noun
OF_ANY_LENGTH = ":path}"  # a place for several segments


class _Pattern(NamedTuple):
    """The path of a route, segment by segment; None stands for any."""

    segments: tuple[str | None, ...]
    has_more: bool  # its last place is for any number of segments

    @classmethod
    def of(cls, path: str) -> "_Pattern":
        segments = tuple(None if part.startswith("{") else part for part in path.split("/"))
        return cls(segments, path.endswith(OF_ANY_LENGTH))

    def fits(self, segments: list[str]) -> bool:
        missing = len(segments) - len(self.segments)
        if missing and not (self.has_more and missing > 0):
            return False
        pairs = zip(self.segments, segments, strict=False)
        return all(own is None or own == part for own, part in pairs)


class ByPath:
    """Stands before a router, and hands each request to a router that has only the routes that its path fits."""

    def __init__(self, router: APIRouter) -> None:
        self._router = router
        self._routers: dict[tuple[_Pattern, ...], APIRouter] = {(): router}
        self._patterns: defaultdict[str, list[_Pattern]] = defaultdict(list)
        for path in dict.fromkeys(_paths(router.routes)):
            self._patterns[noun_of(path)].append(_Pattern.of(path))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, as the router itself would."""
        router = self.router_for(scope["path"]) if scope["type"] == "http" else self._router
        await router.app(scope, receive, send)

    def router_for(self, path: str) -> APIRouter:
        """A router with the routes of which this path may be; if it is of none, that of all, which says so."""
        segments = path.split("/")
        known = self._patterns.get(noun_of(path), ())
        fitting = tuple(pattern for pattern in known if pattern.fits(segments))
        if fitting not in self._routers:
            self._routers[fitting] = _with(self._router, fitting)
        return self._routers[fitting]

    def methods_at(self, path: str) -> list[str]:
        """The methods of all routes of which this path may be, in the order of the alphabet."""
        contexts = iter_route_contexts(self.router_for(path).routes)
        stated = {method for one in contexts for method in one.methods or ()}
        return sorted(stated | ({"HEAD"} if "GET" in stated else set()))


def noun_of(path: str) -> str:
    """What a path is about: its first two segments."""
    return "/".join(path.split("/", SEGMENTS)[:SEGMENTS])


def _with(router: APIRouter, fitting: tuple[_Pattern, ...]) -> APIRouter:
    """The same router with the routes of these patterns alone, in the same order."""
    few = copy.copy(router)
    few.routes = list(_fitting(router.routes, fitting))
    return few


def _fitting(routes: Iterable[BaseRoute], patterns: tuple[_Pattern, ...]) -> Iterator[BaseRoute]:
    for route in routes:
        within = getattr(route, "original_router", None)
        if within is None:
            if _Pattern.of(getattr(route, "path", "")) in patterns:
                yield route
        elif any(_Pattern.of(path) in patterns for path in _paths(within.routes)):
            yield type(route)(original_router=_with(within, patterns), include_context=route.include_context)  # type: ignore[attr-defined,call-arg]  # of the framework


def _paths(routes: Iterable[BaseRoute]) -> Iterator[str]:
    """The patterns of all routes, those of routers within routers included."""
    for route in routes:
        within = getattr(route, "original_router", None)
        if within is not None:
            yield from _paths(within.routes)
        elif path := getattr(route, "path", None):
            yield path
