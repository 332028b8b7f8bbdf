"""The published contract: whole, true to the classes, and readable without the internet."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from http import HTTPStatus
from typing import Any

import pytest

from api.command_addresses import SENT_TO
from api.guide import AN_ID, GUIDE, YEAR
from api.problems import STATUS, status_of
from domain.authorization import Command, Post, Role
from domain.errors import Refusal
from domain.use_cases.drawing_samples import DrawAuditSample
from domain.use_cases.granting_automatically import GrantAutomatically
from domain.use_cases.publishing_policies import (
    DiscardPolicyDraft,
    DraftPolicy,
    PublishPolicyDraft,
    RevisePolicyDraft,
)
from domain.use_cases.using_services import ReverseUse, UseService
from tests.api.conftest import CITY, Town
from tests.architecture.tree import ROOT

# About nobody, or by whoever has signed it; and limited.
PUBLIC = {"card_verification", "ReceiveReport", "AskForReceipt", "AddCheckpoint"}


@pytest.fixture(scope="module")
def contract(settled_town: Town) -> dict[str, Any]:
    return settled_town.http.get("/openapi.json").json()


def operations(contract: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in contract["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def of_v1(contract: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(method, operation) for path, method, operation in operations(contract) if path.startswith("/v1")]


def refused_with(contract: dict[str, Any], operation: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Status and code of every refusal of an operation."""
    for status, answer in operation["responses"].items():
        told = contract["components"]["responses"].get(answer.get("$ref", "").rpartition("/")[2], answer)
        for code in told.get("content", {}).get("application/problem+json", {}).get("examples", {}):
            yield status, code


def codes_in(contract: dict[str, Any], operation: dict[str, Any]) -> set[str]:
    return {code for _, code in refused_with(contract, operation)}


def test_it_is_openapi_3_1(contract: dict[str, Any]) -> None:
    assert contract["openapi"].startswith("3.1")


def test_every_reference_in_it_leads_somewhere(contract: dict[str, Any]) -> None:
    for reference in set(re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(contract))):
        part: Any = contract
        for name in reference.split("/"):
            part = part[name]


def test_every_operation_has_a_name_of_its_own(contract: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(contract)]

    assert len(names) == len(set(names))


def test_every_operation_of_v1_asks_for_a_token_and_says_what_happens_without(
    contract: dict[str, Any],
) -> None:
    for _, operation in of_v1(contract):
        if operation["operationId"] in PUBLIC:
            assert "security" not in operation
            continue
        assert operation["security"] == [{"HTTPBearer": []}]
        assert {"token_missing", "token_invalid", "token_expired", "post_may_not"} <= codes_in(
            contract, operation
        )


def test_every_command_says_what_makes_it_stale_repeated_or_invalid(contract: dict[str, Any]) -> None:
    for method, operation in of_v1(contract):
        if method == "post" and operation["operationId"] not in PUBLIC:
            assert {"stale", "idempotency_key_reused", "invalid", "busy", "malformed_json"} <= codes_in(
                contract, operation
            )
            assert "Idempotency-Key" in [parameter["name"] for parameter in operation["parameters"]]


def test_a_route_takes_the_query_parameters_that_the_contract_names_and_no_others(
    settled_town: Town, contract: dict[str, Any]
) -> None:
    whom = (settled_town.auditor(), settled_town.officer("hrss"))  # one of them may ask anything
    queries = {
        path: ways["get"]
        for path, ways in contract["paths"].items()
        if path.startswith("/v1") and "get" in ways
    }
    for path, operation in queries.items():
        named = {one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"}
        address = re.sub(r"{\w+}", AN_ID, path)

        asked = dict.fromkeys([*named, "no_such"], "1")
        told = (person.gets(address, **asked).json() for person in whom)
        problem = next(one for one in told if one["code"] != "post_may_not")

        unknown = {one["field"] for one in problem["errors"] if one["code"] == "unknown_parameter"}
        assert unknown == {"no_such"}, path


def test_every_operation_of_v1_is_explained_in_both_languages(contract: dict[str, Any]) -> None:
    assert {operation["operationId"] for _, operation in of_v1(contract)} == set(GUIDE)
    for _, operation in of_v1(contract):
        for told in (operation["summary"], operation["description"]):
            assert re.search(r"[\u4e00-\u9fff]", told), told
            assert re.search(r"[a-z]{3}", told), told


def test_an_operation_is_called_what_the_glossary_calls_it(contract: dict[str, Any]) -> None:
    glossary = (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8")

    for command in SENT_TO:
        official, label = GUIDE[command.__name__].title
        assert f"| {official} | `{command.__name__}` | {label.lower()} |" in glossary


@pytest.mark.parametrize("command", SENT_TO, ids=lambda command: command.__name__)
def test_the_example_of_a_command_can_be_sent_as_it_stands(
    settled_town: Town, contract: dict[str, Any], command: type[Command]
) -> None:
    path = SENT_TO[command]
    operation = contract["paths"][path]["post"]
    [example] = operation["requestBody"]["content"]["application/json"]["examples"].values()
    stated = {part["name"]: part.get("example", AN_ID) for part in operation["parameters"]}
    operator = settled_town.person("operator", Post(role=Role.OPERATOR))
    officers = [settled_town.officer(function) for function in ("hrss", "drc", "miit", "window")]
    window = settled_town.person("window", Post(role=Role.WINDOW))
    watching = (settled_town.person("tan-security", Post(role=Role.SECURITY)), settled_town.auditor())
    people = (settled_town.specialist(AN_ID), *officers, operator, settled_town.provider(), window, *watching)

    answers = [person.posts(path.format(**stated), **example["value"]) for person in people]

    first = next(answer for answer in answers if answer.status_code != HTTPStatus.FORBIDDEN)
    understood = first.status_code in (200, 201, 404) or first.json()["code"] == REFUSED_ALL_THE_SAME.get(
        command
    )
    assert understood, first.text


# An example cannot hold a whole pack, the version that it names is published, and nothing was previewed here.
# The code on a card is scanned from it. There are no cases to draw from.
REFUSED_ALL_THE_SAME = {
    UseService: "invalid",
    ReverseUse: "invalid",
    GrantAutomatically: "preview_stale",
    DrawAuditSample: "no_case_fits",
    DraftPolicy: "invalid_pack",
    RevisePolicyDraft: "invalid_pack",
    DiscardPolicyDraft: "policy_not_in_state",
    PublishPolicyDraft: "policy_not_in_state",
}


def test_the_examples_lead_from_an_open_quota_to_a_proposed_person(town: Town) -> None:
    def sent(command: str, path: str, function: str, **ids: str) -> dict[str, Any]:
        answer = town.officer(function).posts(path, **{**GUIDE[command].body, **ids})
        assert answer.is_success, (command, answer.text)
        return answer.json()

    quota = f"/v1/quotas/{CITY}/huicai/{YEAR}"
    sent("OpenQuota", quota, "hrss")
    sent("RegisterEnterprise", "/v1/enterprises", "hrss")
    [row] = sent("ImportEnterpriseList", "/v1/enterprise-lists", "drc")["rows"]
    enterprise = row["enterprise_id"]
    sent("NamePrincipal", f"/v1/enterprises/{enterprise}/principals", "hrss")
    [place] = sent("NominateEnterprise", f"{quota}/nominations", "drc", enterprise_id=enterprise)["places"]
    nomination = f"{quota}/nominations/{place['id']}"
    sent("RequestTransfer", f"{nomination}/transfer", "drc")
    sent("DeclineTransfer", f"{nomination}/transfer-refusal", "miit")
    talent = sent("RegisterTalent", "/v1/talents", "hrss", employer_id=enterprise)["id"]
    sent("ProposePerson", f"{nomination}/proposal", "hrss", talent_id=talent, capacity="entering_for")
    sent("WithdrawNomination", f"{nomination}/withdrawal", "drc")


def test_a_command_names_the_rules_that_may_refuse_it(contract: dict[str, Any]) -> None:
    nominate = contract["paths"]["/v1/quotas/{city}/{card_type}/{quota_year}/nominations"]["post"]

    assert {
        "city_quota_exhausted",
        "department_quota_exhausted",
        "enterprise_already_nominated",
        "enterprise_not_on_list",
        "quota_closed",
        "not_your_department",
    } <= codes_in(contract, nominate)
    assert "at most five" not in json.dumps(nominate), (
        "the clauses' words are the policy's, not the contract's"
    )


def test_every_answer_that_is_a_problem_stands_under_its_own_status(contract: dict[str, Any]) -> None:
    examples = contract["components"]["examples"]

    for _, operation in of_v1(contract):
        for status, code in refused_with(contract, operation):
            assert examples[code]["value"]["status"] == int(status)


def test_the_frameworks_own_error_is_nowhere_in_it(contract: dict[str, Any]) -> None:
    assert "ValidationError" not in json.dumps(contract)


def test_every_answer_that_is_none_has_a_schema(contract: dict[str, Any]) -> None:
    for path, method, operation in operations(contract):
        good = [answer for status, answer in operation["responses"].items() if status.startswith("2")]
        kinds = [kind for answer in good for kind in answer["content"]]
        assert kinds, (path, method)
        for answer in good:
            if path.startswith("/v1") and "application/json" in answer["content"]:
                assert answer["content"]["application/json"]["schema"].get("$ref"), (path, method)


def test_a_body_has_no_fact_that_its_address_names(contract: dict[str, Any]) -> None:
    schemas = contract["components"]["schemas"]

    assert "place_id" not in schemas["WithdrawNomination"]["properties"]
    assert "enterprise_id" in schemas["NominateEnterprise"]["properties"]
    assert schemas["WithdrawNomination"]["additionalProperties"] is False


def test_every_refusal_has_a_status_a_code_of_its_own_and_a_sentence_in_both_languages() -> None:
    kinds = {kind for kind in below(Refusal) if "code" in vars(kind)}
    codes = [kind.code for kind in kinds]

    assert len(codes) == len(set(codes))
    for kind in kinds:
        assert status_of(kind) in STATUS.values()
        assert re.fullmatch(r"[a-z_]+", kind.code)
        assert re.search(r"[\u4e00-\u9fff]", kind.title.zh)
        assert kind.title.en.isascii()


def below(kind: type[Refusal]) -> list[type[Refusal]]:
    return [one for child in kind.__subclasses__() for one in (child, *below(child))]


def test_the_documentation_is_served_without_asking_anybody_else(settled_town: Town) -> None:
    page = settled_town.http.get("/docs")
    parts = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)

    assert page.status_code == 200
    assert not re.search(r"https?://", page.text)
    assert len(parts) == 3
    for part in parts:
        assert settled_town.http.get(part).status_code == 200
    assert "'self'" in page.headers["content-security-policy"]
    assert "http" not in page.headers["content-security-policy"]


def test_no_address_is_also_that_of_a_thing_with_another_method(contract: dict[str, Any]) -> None:
    """Else whoever asks with the wrong method is told that the thing is not there, not that the method is wrong."""
    paths = contract["paths"]

    clashes = [
        (path, other)
        for path in paths
        for other in paths
        if path != other and _fits(path, other) and not paths[path].keys() >= paths[other].keys()
    ]

    assert clashes == []


def _fits(path: str, pattern: str) -> bool:
    """Whether this address may be taken for one of those that the pattern with its parameters stands for."""
    parts, others = path.split("/"), pattern.split("/")
    return len(parts) == len(others) and all(
        one == other or (other.startswith("{") and other.endswith("}") and not one.startswith("{"))
        for one, other in zip(parts, others, strict=True)
    )


def test_every_part_says_what_it_is_about(contract: dict[str, Any]) -> None:
    used = {tag for _, _, operation in operations(contract) for tag in operation["tags"]}

    assert {part["name"] for part in contract["tags"]} == used


def test_what_is_refused_alike_is_told_once(contract: dict[str, Any]) -> None:
    refusals = contract["components"]["responses"].values()

    assert len({json.dumps(one) for one in refusals}) == len(refusals)
    for _, _, operation in operations(contract):
        for answer in operation["responses"].values():
            assert "application/problem+json" not in answer.get("content", {})


def test_no_schema_is_named_after_a_module(contract: dict[str, Any]) -> None:
    """Two classes of one name would be told apart by where they are written; clients cannot take such names."""
    assert [name for name in contract["components"]["schemas"] if "__" in name] == []


def test_what_may_be_chosen_is_written_down_once(contract: dict[str, Any]) -> None:
    """A client that is made from the contract has one class for each set of choices, and one for each thing sent."""
    written = Counter(
        json.dumps(schema["enum"]) for schema in schemas_within(contract) if len(schema.get("enum", ())) > 1
    )

    assert [choices for choices, times in written.items() if times > 1] == []


def test_bodies_that_a_route_reads_by_itself_are_named_as_the_others_are(contract: dict[str, Any]) -> None:
    for _, _, operation in operations(contract):
        for media_type, body in operation.get("requestBody", {}).get("content", {}).items():
            if media_type == "application/json":
                assert list(body["schema"]) == ["$ref"], operation["operationId"]


def schemas_within(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
    for below in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from schemas_within(below)
