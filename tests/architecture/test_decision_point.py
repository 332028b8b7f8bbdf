"""Nothing reads or writes past the one place that decides who may: the guard, the office, `domain.authorization`."""

import ast
from collections.abc import Iterator

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from api import app as wiring
from api.command_addresses import COMMAND_AT
from api.guard import GuardedRoute, NobodyMayAsk, PublicRoute
from domain.authorization import Command
from domain.readings import IN_CLEAR, READINGS
from domain.use_cases import USE_CASES
from tests.architecture.tree import parsed, relative, sources

# So often and no more: about nobody, or a signature says there who it is.
OPEN_TO_ALL = {"card_verification", "ReceiveReport", "AskForReceipt", "AddCheckpoint"}
LAYERS = ("api", "bootstrap", "cli", "domain", "scheduler")
# Where a use case is called: to be carried out, and to be tried on a copy after `authorise` or `preview`.
CALLS_USE_CASES = {
    "domain/office.py",
    "api/rendering/actions.py",
    "api/rendering/quota_actions.py",
    "api/routes/bulk_jobs.py",
}
# Where a post's role is looked at outside the domain, and what for; that somebody may is decided by none of them.
LOOKS_AT_ROLES = {
    "api/rendering/demand_items.py": "what of an item is the enterprise's own to know",
    "api/rendering/demand_ledgers.py": "whose turn is told in a queue",
    "api/rendering/policies.py": "whether drafts are listed",
    "api/rendering/simulations.py": "whether cases are named in a result",
    "api/routes/demand_ledgers.py": "what of an item is the enterprise's own to know",
    "api/viewer.py": "whether somebody can stand in for anybody",
}


def routes() -> Iterator[APIRoute]:
    modules = [
        module for module in vars(wiring).values() if hasattr(module, "__path__") or hasattr(module, "router")
    ]
    for module in modules:
        for router in vars(module).values():
            if isinstance(router, APIRouter):
                yield from (route for route in router.routes if isinstance(route, APIRoute))


ROUTES = [route for route in routes() if route.path.startswith("/v1")]


def test_every_route_of_the_contract_is_behind_the_guard():
    assert len(ROUTES) > 200
    assert [route.path for route in ROUTES if not isinstance(route, GuardedRoute)] == []
    assert {route.name for route in ROUTES if isinstance(route, PublicRoute)} == OPEN_TO_ALL


def test_every_query_has_its_line_and_every_line_its_query():
    asked = {route.name for route in ROUTES if "GET" in route.methods and route.name not in OPEN_TO_ALL}

    assert asked == READINGS.keys()


# Of these the purpose goes without saying.
OF_THE_PERSON = {"subject_access", "subject_access_print", "subject_access_package"}


def test_what_takes_a_purpose_is_declared_to_show_in_clear_and_nothing_else_is():
    """`tests/api/rights/` holds what is declared to what every query answers."""
    told = {
        route.name for route in ROUTES if {one.name for one in route.dependant.query_params} >= {"purpose"}
    }

    assert told - {"access_log"} | OF_THE_PERSON == IN_CLEAR


def test_nothing_is_put_on_the_access_log_but_by_who_shows_in_clear():
    calling = {
        relative(path)
        for path in sources("api")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "put_on_access_log"
    }

    assert calling == {
        "api/printing.py",
        "api/routes/access_log.py",
        "api/routes/attachments.py",
        "api/routes/demand_items.py",
        "api/routes/demand_ledgers.py",
        "api/routes/dossiers.py",
        "api/routes/report_exchange.py",
        "api/routes/report_files.py",
    }


def test_every_other_route_is_that_of_one_command():
    sent = [route for route in ROUTES if route.methods != {"GET"} and route.name not in OPEN_TO_ALL]

    assert [route.methods for route in sent if route.methods != {"POST"}] == []
    assert {route.path_format for route in sent} == COMMAND_AT.keys()


def test_a_route_without_a_rule_is_not_even_made():
    router = APIRouter(route_class=GuardedRoute)

    with pytest.raises(NobodyMayAsk):
        router.get("/v1/whatever")(lambda: None)
    with pytest.raises(NobodyMayAsk):
        router.post("/v1/whatever")(lambda: None)


@pytest.mark.parametrize("command", USE_CASES, ids=lambda command: command.__name__)
def test_a_command_says_who_may_send_it(command: type[Command]):
    assert command.permitted


def called_in(name: str) -> set[str]:
    """The modules in which something of this name is subscripted or called as a method."""
    found = set()
    for layer in LAYERS:
        for path in sources(layer):
            for node in ast.walk(parsed(path)):
                match node:
                    case ast.Subscript(value=ast.Name(id=found_name)) if found_name == name:
                        found.add(relative(path))
                    case ast.Call(func=ast.Attribute(attr=found_name)) if found_name == name:
                        found.add(relative(path))
    return found


def test_use_cases_are_called_by_the_office_and_by_those_who_try_them_on_a_copy():
    assert called_in("USE_CASES") == CALLS_USE_CASES


def test_nothing_is_saved_but_by_the_office():
    assert called_in("save_all") == {"domain/office.py"}
    assert called_in("insert_events") == set()


def test_outside_the_domain_a_role_is_compared_for_what_is_shown_and_never_for_who_may():
    looking = {
        relative(path)
        for layer in LAYERS
        if layer != "domain"
        for path in sources(layer)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Compare | ast.match_case) and "Role." in ast.unparse(node)
    }

    assert looking == LOOKS_AT_ROLES.keys()
