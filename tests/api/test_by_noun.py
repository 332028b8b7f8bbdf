"""Looking for a route by its noun finds what the framework itself would find, for every route there is."""

import re
from typing import Any
from uuid import uuid4

import pytest
from starlette.routing import Match

from api.app import routed
from api.by_noun import ByNoun, noun_of

PARAMETER = re.compile(r"{[^}]*}")


@pytest.fixture(scope="module")
def contract() -> tuple[ByNoun, Any, dict[str, Any]]:
    app = routed()
    by_noun = app.router.middleware_stack
    assert isinstance(by_noun, ByNoun)
    return by_noun, app.router, app.openapi()["paths"]


def found(router: Any, method: str, path: str) -> list[tuple[Match, Any]]:
    """What the routes of a router make of a request, those that do not match left out."""
    scope = {
        "type": "http",
        "method": method,
        "path": path,
        "root_path": "",
        "headers": [],
        "query_string": b"",
    }
    matches = ((route.matches(dict(scope))[0], route) for route in router.routes)
    return [(match, route) for match, route in matches if match is not Match.NONE]


def test_every_route_is_found_and_no_other(contract: tuple[ByNoun, Any, dict[str, Any]]) -> None:
    by_noun, router, paths = contract
    for pattern in paths:
        path = PARAMETER.sub(str(uuid4()), pattern)
        few = by_noun._routers.get(noun_of(path), router)
        for method in ("GET", "POST", "DELETE"):
            assert found(few, method, path) == found(router, method, path), (method, path)


def test_a_noun_has_few_routers(contract: tuple[ByNoun, Any, dict[str, Any]]) -> None:
    by_noun, router, _ = contract
    assert len(by_noun._routers[noun_of("/v1/demand-items")].routes) * 4 < len(router.routes)
