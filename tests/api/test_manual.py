"""The manual for clients says what the API does."""

import re
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

import pytest

from api import desk, exchange, idempotency, posts, sending
from api.correlation import REQUEST_ID
from api.decisions import Decision
from api.development_issuer import ANSWER_HEADER
from api.problems import STATUS
from domain.authorization import Role
from tests.api.conftest import Town
from tests.architecture.tree import ROOT

MANUAL = (ROOT / "docs" / "api.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```sh\n(.*?)```", MANUAL, re.DOTALL)


@pytest.fixture(scope="module")
def contract(settled_town: Town) -> dict[str, Any]:
    return settled_town.http.get("/openapi.json").json()


def requests() -> list[tuple[str, str]]:
    """Method and address of every curl command."""
    commands = [command for block in BLOCKS for command in re.findall(r"^curl .*", block, re.MULTILINE)]
    return [
        (
            "post" if "-sX POST" in command else "get",
            re.search(r'"\$URL([^"]*)"', command)[1].replace("$QUOTA", "/v1/quotas/370300/huicai/2026"),
        )
        for command in commands
    ]


def operation(contract: dict[str, Any], method: str, path: str) -> dict[str, Any] | None:
    for pattern, methods in contract["paths"].items():
        if re.fullmatch(re.sub(r"\{[^}]*\}", "[^/.]+", pattern), path) and method in methods:
            return methods[method]
    return None


@pytest.mark.parametrize(("method", "address"), requests(), ids=lambda part: part)
def test_every_example_is_sent_to_an_address_with_parameters_that_exist(
    contract: dict[str, Any], method: str, address: str
) -> None:
    url = urlsplit(address)
    found = operation(contract, method, url.path)

    assert found is not None
    known = {parameter["name"] for parameter in found["parameters"]}
    assert {part.split("=")[0] for part in url.query.split("&") if part} <= known


def test_it_names_every_field_of_a_decision() -> None:
    table = MANUAL[MANUAL.index("## Commands") : MANUAL.index("## Lists of enterprises")]

    assert [name for name in Decision.model_fields if f"`{name}`" not in table] == []


def test_it_names_every_status_of_a_refusal() -> None:
    table = MANUAL[MANUAL.index("| status | when |") : MANUAL.index("The refusal log keeps")]

    assert {int(status) for status in re.findall(r"\b[45]\d\d\b", table)} == {
        int(status) for status in STATUS.values()
    }


def test_it_names_every_role_that_a_token_may_have() -> None:
    assert [role for role in Role if role is not Role.SYSTEM and f"`{role}`" not in MANUAL] == []


def test_it_names_every_header_of_ours() -> None:
    ours = {idempotency.HEADER, posts.HEADER, sending.POSITION, sending.REPLAYED, REQUEST_ID}

    assert [header for header in ours if header not in MANUAL] == []
    assert not set(ANSWER_HEADER) & set(exchange.HEADERS)
    assert desk.CREATED == HTTPStatus.CREATED
