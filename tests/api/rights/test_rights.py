"""Nobody may send or see what the table does not let him or her, and everybody what it does."""

from typing import Any

import pytest
from httpx import Response

from domain.authorization import Post, Role, is_permitted
from tests.api.conftest import BOSHAN, CITY, LETTER, PAPER, QUOTA, ZHANGDIAN, Town, list_of, talent_named
from tests.api.rights.offices import person, standing
from tests.api.rights.table import (
    A_PART,
    COMMAND_NAMED,
    COMMANDS,
    EVERY_OFFICER,
    EVERYTHING,
    OF_ANOTHER_CITY,
    OF_OWN,
    PASSPORT,
    PUBLIC,
    QUERIES,
    REVIEWERS,
    WHO,
)
from tests.domain.made_up import credit_code_of

SHARE = 4  # of those who may not, one in so many asks over HTTP; at each operation it is others


def some_of(operation: int, may: set[str], whom: set[str]) -> set[str]:
    """Who asks at this operation: one who may, and a share of all, so that everybody asks at many operations."""
    in_order = sorted(whom)
    asking = {who for place, who in enumerate(in_order) if (place + operation) % SHARE == 0}
    allowed = sorted(may & whom)
    return asking | {allowed[operation % len(allowed)]} if allowed else asking


@pytest.mark.parametrize("command", COMMANDS)
def test_the_decision_point_lets_in_whom_the_table_names(offices: Town, command: str) -> None:
    """Everybody is asked about here; over HTTP a share is, below, and everybody in the long form."""
    office, kind = offices.service.office, COMMAND_NAMED[command]
    _, _, may = COMMANDS[command]

    let_in = {who for who in WHO if is_permitted(kind, standing(offices, who), office.cities)}

    assert may <= let_in  # of whom the thing itself refuses some: another department's
    assert let_in - may <= REVIEWERS | EVERY_OFFICER | OF_ANOTHER_CITY


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_may_be_sent_by_its_posts_alone(offices: Town, command: str) -> None:
    _, _, may = COMMANDS[command]
    whom = some_of([*COMMANDS].index(command), may, set(WHO) - OF_ANOTHER_CITY)

    assert sent_by(offices, command, whom) == may & whom


@pytest.mark.slow
@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_may_be_sent_by_its_posts_alone_whoever_asks(offices: Town, command: str) -> None:
    _, _, may = COMMANDS[command]

    assert sent_by(offices, command, set(WHO) - OF_ANOTHER_CITY) == may


def sent_by(offices: Town, command: str, whom: set[str]) -> set[str]:
    """Those of these people whom the command is not refused for their post."""
    path, body, _ = COMMANDS[command]
    answers = {who: person(offices, who).posts(path, **body) for who in whom}
    return {who for who, answer in answers.items() if not is_refused_for_the_post(answer)}


@pytest.mark.parametrize("who", sorted(OF_ANOTHER_CITY))
def test_nothing_of_a_city_is_decided_by_the_officers_of_another(offices: Town, who: str) -> None:
    events, caller = offices.position(), person(offices, who)
    enterprise, talent = f"/v1/enterprises/{offices.own}", f"/v1/talents/{offices.talent_id}"
    new = {"city": CITY, "area": ZHANGDIAN, "name": "示例十一号", "uscc": credit_code_of(11)}
    rows = [{"row": 3, "name": "示例十二号", "uscc": credit_code_of(12), "area": ZHANGDIAN}]
    commands: dict[str, dict[str, Any]] = {
        f"/v1/quotas/{CITY}/huicai/2092": {},
        f"{QUOTA}/limits": {"city_limit": 9, "department_limits": {}, "reason_code": "x"},
        f"{QUOTA}/method-filing": {"documents": [PAPER]},
        f"{QUOTA}/closing": {},
        f"{QUOTA}/nominations": {"enterprise_id": offices.own, "documents": [LETTER]},
        f"{QUOTA}/nominations/{offices.place}/withdrawal": {"reason": "x"},
        "/v1/enterprises": new,
        f"{enterprise}/name": {"name": "示例十号"},
        f"{enterprise}/area": {"area": "博山区"},
        f"{enterprise}/principals": {"name": "周舟"},
        f"{enterprise}/specialists": {"name": "陈芳", "phone": "13800138000"},
        f"{enterprise}/merger": {"surviving_enterprise_id": offices.own, "reason_code": "recorded_twice"},
        "/v1/enterprise-lists": list_of("drc", rows),
        "/v1/opening-books": {"city": CITY, "document_number": "示例2号"},
        "/v1/automatic-grants": {"city": CITY, "card_type": "honor"},
        "/v1/talents": talent_named("李慧", 901),
        f"{talent}/name": {"name": "李惠"},
        f"{talent}/documents": {"document": PASSPORT},
        f"{talent}/employer": {"employer_id": offices.own},
        f"{talent}/departure": {"reason": "x"},
        f"{talent}/area": {"area": "博山区"},
        f"{talent}/phone": {"phone": "13800138000"},
        "/v1/demand-items": {"city": CITY, "ledger": "opinion", "details": {"content": "x"}},
        f"{offices.demand}/progress": {"progress": "x"},
    }

    answers = {path: caller.posts(path, **body) for path, body in commands.items()}

    assert {path: a.json()["code"] for path, a in answers.items() if a.status_code not in (403, 404)} == {}
    assert offices.position() == events


@pytest.mark.parametrize("query", QUERIES)
def test_a_thing_is_seen_by_those_whose_it_is_and_known_of_by_nobody_else(offices: Town, query: str) -> None:
    _, may, _ = QUERIES[query]
    whom = some_of([*QUERIES].index(query), may, set(WHO))

    assert seen_by(offices, query, whom) == expected_of(query, whom)


@pytest.mark.slow
@pytest.mark.parametrize("query", QUERIES)
def test_a_thing_is_seen_by_those_whose_it_is_whoever_asks(offices: Town, query: str) -> None:
    assert seen_by(offices, query, set(WHO)) == expected_of(query, set(WHO))


def seen_by(offices: Town, query: str, whom: set[str]) -> dict[str, int]:
    """What each of these people is answered."""
    path, _, _ = QUERIES[query]
    return {who: told(person(offices, who).gets(path(offices))) for who in whom}


def expected_of(query: str, whom: set[str]) -> dict[str, int]:
    _, may, not_known = QUERIES[query]
    return {who: 200 if who in may else 404 if who in not_known else 403 for who in whom}


def test_everybody_asks_at_many_operations_and_none_is_without_somebody_who_may() -> None:
    asked = [some_of(place, may, set(WHO)) for place, (_, may, _) in enumerate(QUERIES.values())]

    assert min(sum(who in whom for whom in asked) for who in WHO) > len(QUERIES) / SHARE / 2
    assert all(whom & may or not may for whom, (_, may, _) in zip(asked, QUERIES.values(), strict=True))


def told(answer: Response) -> int:
    """The status; that there is nothing to print yet is told of a thing to those who see it."""
    is_seen = answer.status_code == 409 and answer.json()["code"] == "nothing_to_print"
    return 200 if is_seen else answer.status_code


def is_refused_for_the_post(answer: Response) -> bool:
    """Whether this post may never send the command, as opposed to in this capacity or about this thing."""
    problem = answer.json()
    in_this_capacity = [error["field"] for error in problem.get("errors", ())] == ["capacity"]
    return problem.get("code") in ("post_may_not", "not_your_department") and not in_this_capacity


def test_the_table_has_every_operation_of_the_contract(offices: Town) -> None:
    contract = offices.http.get("/openapi.json").json()
    named = {
        operation["operationId"]
        for path, operations in contract["paths"].items()
        for operation in operations.values()
        if path.startswith("/v1")
    }

    assert named == set(COMMANDS) | set(QUERIES) | PUBLIC


def test_no_address_of_v1_answers_anybody_without_a_token(offices: Town) -> None:
    contract = offices.http.get("/openapi.json").json()
    answers = [
        offices.http.request(method, path.replace("{", "").replace("}", ""))
        for path, operations in contract["paths"].items()
        for method, operation in operations.items()
        if path.startswith("/v1") and operation["operationId"] not in PUBLIC
    ]

    assert {answer.status_code for answer in answers} == {401}


@pytest.mark.parametrize("who", sorted(A_PART - EVERYTHING))
def test_a_list_shows_who_sees_a_part_that_part_alone(offices: Town, who: str) -> None:
    caller = person(offices, who)
    sees = who in OF_OWN

    assert len(caller.gets("/v1/quotas").json()["items"]) == (1 if sees else 0)
    assert len(caller.gets("/v1/enterprises").json()["items"]) == (1 if sees else 0)
    assert len(caller.gets("/v1/enterprise-lists").json()["items"]) == (1 if sees else 0)
    cards = caller.gets("/v1/cards").json()["items"]  # granted, taken over, and the honor card of a run
    assert len(cards) == (3 if sees else 0)


def test_a_specialist_sees_the_own_place_alone_and_the_figures_of_the_whole(town: Town) -> None:
    own, other = town.listed("示例一号有限公司", "示例二号有限公司")
    town.quota()
    place = town.nominated(own)
    town.nominated(other)

    quota = town.specialist(own).gets(QUOTA).json()
    history = town.specialist(own).gets(f"{QUOTA}/history").json()["items"]

    assert [one["id"] for one in quota["places"]] == [place]
    assert quota["nominated"] == 2
    assert [event["topic"] for event in history] == ["Quota.Opened", "Quota.Nominated"]
    assert (
        town.specialist(own)
        .gets(f"{QUOTA}/places", min_position=str(town.position()))
        .json()["items"][0]["id"]
        == place
    )


def test_a_specialist_is_answered_the_own_place_alone(town: Town) -> None:
    own, other = town.listed("示例一号有限公司", "示例二号有限公司")
    town.quota()
    place = town.nominated(own)
    town.nominated(other)
    talent = town.talent("李慧", employer_id=own)

    answer = town.specialist(own).posts(f"{QUOTA}/nominations/{place}/proposal", talent_id=talent)

    assert [one["id"] for one in answer.json()["places"]] == [place]
    assert answer.headers["location"] == f"{QUOTA}/nominations/{place}"


def test_a_district_sees_places_of_its_own_enterprises(town: Town) -> None:
    [here] = town.listed("示例一号有限公司", area=ZHANGDIAN)
    [there] = town.listed("示例二号有限公司", area=BOSHAN)
    town.quota()
    town.nominated(here)
    place = town.nominated(there)

    seen = town.officer("drc", area=BOSHAN).gets(QUOTA).json()["places"]

    assert [one["id"] for one in seen] == [place]


SEPARATE = [Post(role=Role.OPERATOR), Post(role=Role.SECURITY), Post(role=Role.AUDITOR)]


@pytest.mark.parametrize("post", SEPARATE, ids=lambda post: post.role.value)
def test_nobody_holds_two_of_the_three_roles_that_are_kept_apart(offices: Town, post: Post) -> None:
    for other in SEPARATE:
        both = offices.person(f"tan-{post.role}", post, other)
        answer = both.gets("/v1/policies", headers={"Huicai-Post": post.role.value})

        expected = (200, None) if other == post else (403, "roles_not_separated")
        assert (answer.status_code, answer.json().get("code")) == expected
