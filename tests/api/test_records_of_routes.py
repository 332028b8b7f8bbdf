"""Every route leaves its record: one that changes something an event or a refusal, one that shows a person in clear a line of the
access log. A route that is new stands in no list here, and fails until it does.
"""

import ast
from collections.abc import Callable, Iterable
from functools import cache
from inspect import getsource, unwrap
from textwrap import dedent
from typing import Any
from uuid import UUID, uuid4

import pytest
from fastapi.routing import APIRoute

from api.command_addresses import COMMAND_AT, SENT_TO
from domain.authorization import Command, Role, is_permitted
from domain.base import Authority
from domain.readings import IN_CLEAR, READINGS
from domain.use_cases import USE_CASES
from domain.use_cases.keeping_enterprises import RegisterEnterprise
from tests.api.conftest import Post, Town
from tests.architecture.test_decision_point import OPEN_TO_ALL, ROUTES
from tests.architecture.tree import parsed, sources
from tests.domain.made_up import credit_code_of

# Asks for no purpose of reading, since the person's own request is the only one.
ON_REQUEST = {"subject_access", "subject_access_print", "subject_access_package"}
# Decides nothing that is a command, and is on record by the command that it carries out for whom it is about.
BY_SIGNATURE = {"ReceiveReport", "AskForReceipt", "AddCheckpoint"}
GATE, DOOR = "must_be_shown_in_clear", "put_on_access_log"


# ── Shown in clear ───────────────────────────────────────────────────────────────────────────────────────


def called(source: ast.AST) -> set[str]:
    """The names of what is called somewhere inside."""
    found = set()
    for node in ast.walk(source):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Name(id=name) | ast.Attribute(attr=name):
                    found.add(name)
    return found


@cache
def calls() -> dict[str, set[str]]:
    """Of every function of the API, what it calls; functions of one name are taken together."""
    found: dict[str, set[str]] = {}
    for path in sources("api"):
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.FunctionDef):
                found.setdefault(node.name, set()).update(called(node))
    return found


def reached_from(first: Iterable[str], graph: dict[str, set[str]]) -> set[str]:
    """What is called by these, by what they call, and so on."""
    reached, ahead = set(), [*first]
    while ahead:
        name = ahead.pop()
        if name not in reached:
            reached.add(name)
            ahead += graph.get(name, ())
    return reached


def reached_by(endpoint: Callable[..., Any]) -> set[str]:
    return reached_from(called(ast.parse(dedent(getsource(unwrap(endpoint))))), calls())


def purposeful(route: APIRoute) -> bool:
    return any(parameter.alias == "purpose" for parameter in route.dependant.query_params)


READING = [route for route in ROUTES if "GET" in route.methods and route.name not in OPEN_TO_ALL]


@pytest.mark.parametrize("route", READING, ids=lambda route: route.name)
def test_a_query_asks_for_a_purpose_if_and_only_if_it_shows_persons_in_clear_and_puts_that_on_record(
    route: APIRoute,
) -> None:
    reached = reached_by(route.endpoint)
    is_in_clear = route.name in IN_CLEAR

    assert purposeful(route) is (is_in_clear and route.name not in ON_REQUEST)
    if is_in_clear:
        assert DOOR in reached
        assert GATE in reached or route.name in ON_REQUEST


def test_the_list_of_what_is_shown_in_clear_names_queries_that_there_are() -> None:
    assert {route.name for route in READING if purposeful(route)} == IN_CLEAR - ON_REQUEST
    assert READINGS.keys() >= IN_CLEAR


def test_a_reading_in_clear_that_is_not_put_on_record_would_be_seen() -> None:
    graph = {"shown_in_clear": {GATE, "opened"}, "opened": set(), "printed": {GATE, "noted"}, "noted": {DOOR}}

    assert DOOR not in reached_from({"shown_in_clear"}, graph)
    assert {GATE, DOOR} <= reached_from({"printed"}, graph)


def test_nothing_opens_the_access_log_but_the_one_door() -> None:
    noting = {
        node.name
        for path in sources("api")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef) and "disclosures.note(" in ast.unparse(node)
    }

    assert noting == {DOOR}


# ── Changed ──────────────────────────────────────────────────────────────────────────────────────────────


def test_every_route_that_changes_something_is_a_command_s_or_speaks_by_a_signature() -> None:
    changing = {route.name for route in ROUTES if route.methods != {"GET"}}

    assert changing == {command.__name__ for command in SENT_TO} | BY_SIGNATURE


@pytest.mark.parametrize(
    "command", sorted(SENT_TO, key=lambda one: one.__name__), ids=lambda one: one.__name__
)
def test_a_command_that_is_refused_leaves_a_line_with_its_name_and_who_sent_it(
    settled_town: Town, command: type[Command]
) -> None:
    [path] = [path for path, kind in COMMAND_AT.items() if kind is command]
    sender = settled_town.person("wu-nobody", nobody_who_may(settled_town, command))
    correlation_id = uuid4()

    answer = sender.posts(addressed(path), headers={"X-Request-Id": str(correlation_id)})

    assert (answer.status_code, answer.json()["code"]) == (403, "post_may_not")
    lines = [one for one in settled_town.refusals() if one["correlation_id"] == correlation_id]
    assert [(one["command"], one["actor"], one["code"]) for one in lines] == [
        (command.__name__, "wu-nobody", "post_may_not")
    ]


def test_a_command_that_has_taken_effect_has_left_an_event(settled_town: Town) -> None:
    hrss = settled_town.officer("hrss")
    before = settled_town.position()
    new = {"city": "370300", "area": "zhangdian", "name": "示例八十八号", "uscc": credit_code_of(88)}

    answer = hrss.posts("/v1/enterprises", **new)

    assert answer.status_code == 201, answer.text
    assert settled_town.position() > before
    assert int(answer.headers["huicai-position"]) == settled_town.position()


def test_a_command_that_would_record_nothing_takes_no_effect(
    settled_town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a use case comes to: without an event the office has no receipt to give."""
    enterprise_id = settled_town.enterprise("示例九十九号有限公司")
    before = settled_town.position()

    def recording_nothing(_: Command, work: Any) -> Any:
        return work.store.repository.get(UUID(enterprise_id))

    monkeypatch.setitem(USE_CASES, RegisterEnterprise, recording_nothing)
    new = {"city": "370300", "area": "zhangdian", "name": "示例八十九号", "uscc": credit_code_of(89)}
    answer = settled_town.officer("hrss").posts("/v1/enterprises", **new)

    assert answer.status_code == 500
    assert settled_town.position() == before


def nobody_who_may(town: Town, command: type[Command]) -> Post:
    """A post that may never send this: what the one of these may, the other may not."""
    now = town.service.clock()
    for post in (Post(role=Role.SECURITY), Post(role=Role.WINDOW)):
        authority = Authority(actor="wu-nobody", role=post.role, effective_on=now.date(), at=now)
        if not is_permitted(command, authority, town.service.office.cities):
            return post
    raise AssertionError(command)


def addressed(path: str) -> str:
    """The address with something at every place of it."""
    something = {"quota_year": "2026", "year": "2026", "revision": "1", "report_revision": "1"}
    parts = path.split("/")
    return "/".join(
        something.get(part.strip("{}"), str(uuid4())) if part.startswith("{") else part for part in parts
    )
