"""Looking for a route by its path finds what the framework itself would find, for every route there is."""

import re
from typing import Any
from uuid import uuid4

import pytest
from fastapi.routing import iter_route_contexts
from starlette.routing import Match

from api.app import routed
from api.by_path import ByPath

PARAMETER = re.compile(r"{[^}]*}")


@pytest.fixture(scope="module")
def contract() -> tuple[ByPath, Any, dict[str, Any]]:
    app = routed()
    by_path = app.router.middleware_stack
    assert isinstance(by_path, ByPath)
    return by_path, app.router, app.openapi()["paths"]


def scope_of(method: str, path: str) -> dict[str, Any]:
    return {
        "type": "http", "method": method, "path": path, "root_path": "", "headers": [], "query_string": b"",
    }  # fmt: skip


def found(router: Any, method: str, path: str) -> list[tuple[Match, str]]:
    """What the routes of a router make of a request, those that do not match left out."""
    tried = (
        (one.original_route.matches(scope_of(method, path))[0], getattr(one.original_route, "name", ""))
        for one in iter_route_contexts(router.routes)
    )
    return [(match, name) for match, name in tried if match is not Match.NONE]


def test_every_route_is_found_and_no_other(contract: tuple[ByPath, Any, dict[str, Any]]) -> None:
    by_path, router, paths = contract
    for pattern in paths:
        path = PARAMETER.sub(str(uuid4()), pattern)
        for method in ("GET", "POST", "DELETE"):
            few = found(by_path.router_for(path), method, path)
            assert few == found(router, method, path), (method, path)


def test_a_path_of_several_segments_is_found(contract: tuple[ByPath, Any, dict[str, Any]]) -> None:
    by_path, router, _ = contract
    path = "/v1/audit/logs/1/tile/entries/x001/234.p/56"
    assert found(by_path.router_for(path), "GET", path) == found(router, "GET", path) != []


def test_of_hundreds_of_routes_few_are_tried(contract: tuple[ByPath, Any, dict[str, Any]]) -> None:
    by_path, _, paths = contract
    tried = [
        len(list(iter_route_contexts(by_path.router_for(PARAMETER.sub("1", one)).routes))) for one in paths
    ]
    assert max(tried) <= 6
    assert len(paths) > 200


@pytest.mark.parametrize(
    "path", ["/v1/demand-items//assignment", "/v1/nothing", "/", "//", "/v1/demand-items/1/2/3/4"]
)
def test_what_is_no_route_is_left_to_the_framework(
    contract: tuple[ByPath, Any, dict[str, Any]], path: str
) -> None:
    by_path, router, _ = contract
    assert found(by_path.router_for(path), "GET", path) == found(router, "GET", path) == []
