"""The few routes that a path can be meant for, found by its noun: `/v1/demand-items/…` is looked for among those alone.

The framework tries every route of every router in turn, and asks twice; with hundreds of routes that took as long as
everything else that is done before a command is decided.
"""

import copy
from collections import defaultdict
from collections.abc import Iterable, Iterator

from fastapi import APIRouter
from starlette.routing import BaseRoute
from starlette.types import Receive, Scope, Send

SEGMENTS = 3  # the empty one before the first stroke, the version, the noun


class ByNoun:
    """Stands before a router, and hands each request to a router that has only the routes of its noun."""

    def __init__(self, router: APIRouter) -> None:
        self._router = router
        routes: defaultdict[str, list[BaseRoute]] = defaultdict(list)
        for route in router.routes:
            for noun in dict.fromkeys(map(noun_of, _paths([route]))):
                routes[noun].append(route)
        self._routers = {noun: _with(router, some) for noun, some in routes.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, as the router itself would."""
        router = self._router
        if scope["type"] == "http":
            router = self._routers.get(noun_of(scope["path"]), router)
        await router.app(scope, receive, send)


def noun_of(path: str) -> str:
    """What a path is about: its first two segments."""
    return "/".join(path.split("/", SEGMENTS)[:SEGMENTS])


def _with(router: APIRouter, routes: list[BaseRoute]) -> APIRouter:
    few = copy.copy(router)
    few.routes = routes
    return few


def _paths(routes: Iterable[BaseRoute]) -> Iterator[str]:
    """The patterns of all routes, those of routers within routers included."""
    for route in routes:
        within = getattr(route, "original_router", None)
        if within is not None:
            yield from _paths(within.routes)
        elif path := getattr(route, "path", None):
            yield path
