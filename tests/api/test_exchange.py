"""Around every request: its id, its headers, its log line, and what is said when nothing else could be."""

import logging
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import httpx
import pytest

from api.app import create_app
from api.development_issuer import DevelopmentIssuerRefused
from tests.api.conftest import QUOTA, Town, as_owner, served, town_on
from tests.conftest import Database
from tests.projections.waiting import until

REQUEST_ID = "6f1c7a34-5f0f-4c49-9b07-1c1d34a0a111"
TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
HEADERS = {
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; base-uri 'none'; frame-ancestors 'none'",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "huicai-development-issuer": "on",
}


def access_lines(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.name == "huicai.access"]


@pytest.mark.parametrize("path", ["/healthz", "/v1/quotas", "/nowhere", "/openapi.json"])
def test_every_answer_has_the_headers_that_keep_it_safe(settled_town: Town, path: str) -> None:
    answer = settled_town.http.get(path)

    assert {name: answer.headers[name] for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"X-Request-Id": REQUEST_ID}, REQUEST_ID),
        ({"X-Request-Id": REQUEST_ID.upper()}, REQUEST_ID),
        ({"traceparent": TRACE}, "0af76519-16cd-43dd-8448-eb211c80319c"),
        ({"X-Request-Id": REQUEST_ID, "traceparent": TRACE}, REQUEST_ID),
    ],
    ids=["as stated", "in capitals", "the trace's", "what is stated before the trace's"],
)
def test_a_request_keeps_the_id_it_came_with(
    settled_town: Town, headers: dict[str, str], expected: str
) -> None:
    answer = settled_town.http.get("/v1/quotas", headers=headers)

    assert answer.headers["x-request-id"] == expected
    assert (answer.json()["request_id"], answer.json()["instance"]) == (expected, f"urn:uuid:{expected}")


@pytest.mark.parametrize(
    "headers",
    [
        {"X-Request-Id": "张强"},
        {"X-Request-Id": "1; DROP TABLE"},
        {"X-Request-Id": "00000000-0000-0000-0000-000000000000"},
        {"traceparent": "00-00000000000000000000000000000000-b7ad6b7169203331-01"},
        {"traceparent": TRACE[:-1]},
        {},
    ],
    ids=["a name", "SQL", "the nil UUID", "the nil trace", "half a trace", "none"],
)
def test_a_request_without_a_good_id_is_given_one(settled_town: Town, headers: dict[str, str]) -> None:
    stated = {name: value.encode() for name, value in headers.items()}

    given = settled_town.http.get("/healthz", headers=stated).headers["x-request-id"]

    assert UUID(given).version == 4


def test_one_line_says_what_was_asked_without_a_value_of_it(
    settled_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "huicai.access"):
        settled_town.auditor().gets(
            "/v1/enterprises", headers={"X-Request-Id": REQUEST_ID}, name="金丝雀", limit="5"
        )
        until(lambda: REQUEST_ID in caplog.text)

    [line] = [line for line in access_lines(caplog) if REQUEST_ID in line]
    assert re.fullmatch(rf"GET /v1/enterprises\?name&limit 200 [0-9.]+ms request_id={REQUEST_ID}", line), line


def test_what_a_load_balancer_asks_each_second_is_told_when_the_answer_is_bad_news_alone(
    settled_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "huicai.access"):
        well = settled_town.http.get("/healthz")
        unheard_of = settled_town.http.post("/healthz")
        until(lambda: unheard_of.headers["x-request-id"] in caplog.text)

    assert (well.status_code, unheard_of.status_code) == (200, 405)
    assert well.headers["x-request-id"] not in caplog.text


def test_a_path_that_no_route_knows_is_not_repeated(
    settled_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO, "huicai.access"):
        answer = settled_town.http.get("/v1/金丝雀/370399190001010014")
        until(lambda: answer.headers["x-request-id"] in caplog.text)

    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    [line] = [line for line in access_lines(caplog) if answer.headers["x-request-id"] in line]
    assert line.startswith("GET - 404 ")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("PUT", QUOTA, "GET, HEAD, POST"),
        ("DELETE", "/v1/enterprises", "GET, HEAD, POST"),
        ("OPTIONS", "/v1/audit/samples", "GET, HEAD, POST"),
        ("GET", f"{QUOTA}/closing", "POST"),
    ],
)
def test_a_method_that_a_resource_has_not_is_a_problem_that_names_those_it_has(
    settled_town: Town, method: str, path: str, allowed: str
) -> None:
    answer = settled_town.http.request(method, path, headers=settled_town.auditor().headed())

    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["allow"] == allowed


@pytest.mark.parametrize(
    "path", ["/healthz", "/openapi.json", "/v1/enterprises", "/v1/demand-ledgers/opinion/sheet.xlsx"]
)
def test_given_what_has_a_get_when_its_head_is_asked_for_then_it_has_the_same_headers_and_nothing_below(
    town: Town, caplog: pytest.LogCaptureFixture, path: str
) -> None:
    asks = {"headers": town.auditor().headed()}
    with caplog.at_level(logging.INFO, "huicai.access"), served(create_app(town.service)) as url:
        with httpx.Client(base_url=url, timeout=60) as client:
            whole, head, after = (client.request(method, path, **asks) for method in ("GET", "HEAD", "GET"))
        until(lambda: path == "/healthz" or head.headers["x-request-id"] in caplog.text)

    assert [one.status_code for one in (whole, head, after)] == [200, 200, 200]
    assert head.content == b""
    names = ("content-type", "content-length", "content-disposition", "etag", *HEADERS)
    assert [head.headers.get(name) for name in names] == [whole.headers.get(name) for name in names]
    if path != "/healthz":
        [line] = [line for line in access_lines(caplog) if head.headers["x-request-id"] in line]
        assert line.startswith(f"HEAD {path.replace('/opinion/', '/{ledger}/')} 200 ")


def test_nobody_waits_while_the_contract_is_put_together(town: Town) -> None:
    with served(create_app(town.service)) as url, ThreadPoolExecutor(2) as clients:
        contract = clients.submit(httpx.get, f"{url}/openapi.json", timeout=60)
        meanwhile = [httpx.put(f"{url}/v1/enterprises"), httpx.get(f"{url}/healthz")]
        is_there_already = contract.done()

    assert [answer.status_code for answer in meanwhile] == [405, 200]
    assert not is_there_already
    assert contract.result().json()["openapi"].startswith("3.1")


def test_the_contract_comes_packed_to_whoever_can_unpack_it(settled_town: Town) -> None:
    plain = settled_town.http.get("/openapi.json", headers={"Accept-Encoding": "identity"})

    packed = settled_town.http.get("/openapi.json", headers={"Accept-Encoding": "br, gzip"})

    assert packed.json() == plain.json()
    assert packed.headers["content-encoding"] == "gzip"
    assert int(packed.headers["content-length"]) < int(plain.headers["content-length"]) / 10
    assert {packed.headers["vary"], plain.headers["vary"]} == {"Accept-Encoding"}


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS"])
def test_no_other_origin_is_let_in(settled_town: Town, method: str) -> None:
    """A browser shows a page of elsewhere nothing of an answer that does not name its origin."""
    foreign = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}

    answer = settled_town.http.request(method, QUOTA, headers=settled_town.auditor().headed(foreign))

    assert not [name for name in answer.headers if name.startswith("access-control-")]


def test_what_fails_here_is_told_without_its_insides(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    as_owner(town.database, "ALTER TABLE read.quota_board RENAME TO gone_with_a_secret")

    answer = town.auditor().gets("/v1/quotas", headers={"X-Request-Id": REQUEST_ID})

    assert (answer.status_code, answer.json()["code"]) == (500, "internal_error")
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-request-id"] == REQUEST_ID
    assert "quota_board" not in answer.text
    until(lambda: [r for r in caplog.records if r.name == "huicai.api" and r.levelno == logging.ERROR])
    [logged] = [
        r.getMessage() for r in caplog.records if r.name == "huicai.api" and r.levelno == logging.ERROR
    ]
    assert REQUEST_ID in logged
    assert "queries.py" in logged, "it says where"
    assert "SELECT" not in logged, "and not what was asked of the database"


def test_the_development_issuer_says_so_loudly(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    create_app(town.service)

    assert [
        r for r in caplog.records if "DEVELOPMENT ISSUER IS ON" in r.getMessage() and r.levelname == "WARNING"
    ]


def test_nothing_is_served_to_others_while_the_development_issuer_is_on(town: Town) -> None:
    exposed = replace(town.service, settings=town.service.settings.model_copy(update={"host": "0.0.0.0"}))

    with pytest.raises(DevelopmentIssuerRefused):
        create_app(exposed)


def test_without_the_development_issuer_nothing_is_said_of_it(town: Town) -> None:
    settings = town.service.settings.model_copy(update={"development_issuer": False})

    with served(create_app(replace(town.service, settings=settings))) as url:
        answer = httpx.get(f"{url}/v1/quotas", headers=town.auditor().headed())

    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
    assert "huicai-development-issuer" not in answer.headers


def test_as_many_requests_are_carried_out_at_once_as_there_are_threads(
    database: Database, tmp_path: Path
) -> None:
    with town_on(database, tmp_path, threads=2, min_position_timeout=0.5) as town:
        as_owner(database, "REVOKE UPDATE ON read.tracking FROM huicai_projector")
        town.quota()
        position = str(town.position())

        with ThreadPoolExecutor(4) as callers:
            began = time.monotonic()
            answers = list(
                callers.map(lambda _: town.auditor().gets("/v1/quotas", min_position=position), range(4))
            )

        assert {answer.status_code for answer in answers} == {503}
        assert time.monotonic() - began >= 1, "four waits of half a second, two at a time"
