"""Every link of the contract, followed: from an answer that was given to an operation that knows the thing it is given."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from api.links import PRODUCED
from persistence.embedded import EmbeddedPostgres
from tests.api.conftest import town_on
from tests.api.lively_town import Lively
from tests.conftest import _temporary as temporary

SOURCES = sorted({source for where in PRODUCED.values() for source in where})


@pytest.fixture(scope="module")
def lively(
    server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Lively]:
    folder: Path = tmp_path_factory.mktemp("town")
    with temporary(server, template) as database, town_on(database, folder) as town:
        yield Lively(town)


def links_of(lively: Lively, source: str) -> dict[str, dict[str, str]]:
    """Where each link leads to, and what it states."""
    _, _, operation = lively.operations[source]
    links = (answer.get("links", {}) for answer in operation["responses"].values())
    return {link["operationId"]: link["parameters"] for some in links for link in some.values()}


@pytest.mark.parametrize("source", SOURCES)
def test_every_link_leads_to_an_operation_that_knows_the_thing(lively: Lively, source: str) -> None:
    links = links_of(lively, source)

    came_to = {target: followed(lively, source, target, stated) for target, stated in links.items()}

    assert links
    assert {target: told for target, told in came_to.items() if told} == {}


def followed(lively: Lively, source: str, target: str, stated: dict[str, str]) -> set[str]:
    """What stood in the way of everybody who may; nothing as soon as one is answered about the thing."""
    path, method, operation = lively.operations[target]
    in_the_way = set()
    for answer in reversed(lively.answers[source]):
        parts = {part: answer.says(expression) for part, expression in stated.items()}
        if None in parts.values():
            in_the_way.add("the answer does not say")
            continue
        address = path.format(**lively.natural_keys() | parts)
        for who in lively.who_may(target):
            told = asked(lively, who, method, address, operation)
            assert str(told.status_code) in operation["responses"], (target, told.text)
            if knows(told):
                return set()
            in_the_way.add(told.json()["code"])
    return in_the_way or {"there is nobody to ask"}


def asked(lively: Lively, who: str, method: str, address: str, operation: dict[str, Any]) -> Response:
    if method == "post":
        return lively.person(who).posts(address, **lively.body(operation["operationId"]))
    takes = {one["name"] for one in operation["parameters"] if one["in"] == "query"}
    purpose = "audit" if who == "auditor" else "handling"
    return lively.person(who).gets(address, **({"purpose": purpose} if "purpose" in takes else {}))


def knows(told: Response) -> bool:
    """Whether it was carried out, shown, or refused for what the thing itself or the body is."""
    if told.is_success:
        return True
    return told.status_code in {403, 409, 412, 422} and told.json()["code"] != "post_may_not"


def test_a_link_that_leads_nowhere_would_be_found(lively: Lively) -> None:
    astray = {"card_application_id": "$response.body#/talent_id"}

    assert followed(lively, "DraftCardApplication", "card_application", astray) == {"not_found"}
