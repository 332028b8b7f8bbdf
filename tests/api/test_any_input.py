"""Whatever is sent to whichever address: an answer or a problem, never a failure of ours, never silence."""

import json
from typing import Any
from urllib.parse import quote

from httpx import Response
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.conftest import QUOTA, Person, Town

NAMES = (
    "city", "area", "name", "uscc", "reason", "documents", "kind", "number", "document", "effective_on", "capacity",
    "enterprise_id", "talent_id", "city_limit", "department_limits", "rows", "row", "mode", "list_type", "clauses",
    "document_number", "confirmed_rows", "cards", "places", "principals", "phone", "employer_id", "corrects", "to_department",
)  # fmt: skip
WORDS = st.sampled_from(
    ("370300", "huicai", "zhangdian", "full", "acting", "2026-01-05", "passport", "cluster_leader", "drc", "CHN",
     "00000000-0000-0000-0000-000000000000", "0", "-1", "1e9", "null", "示例", "\u202e", "𠮷", "'; DROP", "%s", "{zh}")
)  # fmt: skip
SHORT = WORDS | st.text(max_size=30)
TEXT = SHORT | st.just("长" * 3000)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(NAMES) | TEXT, inner, max_size=5)
    ),
    max_leaves=15,
)
BODIES = st.dictionaries(st.sampled_from(NAMES), VALUES, max_size=8) | VALUES
PATHS = (
    QUOTA, f"{QUOTA}/limits", f"{QUOTA}/nominations", f"{QUOTA}/nominations/{{}}/proposal", "/v1/quotas/{}/{}/{}",
    "/v1/enterprises", "/v1/enterprises/{}/name", "/v1/enterprises/{}/principals", "/v1/enterprise-lists",
    "/v1/opening-books",
    "/v1/talents", "/v1/talents/{}/documents", "/v1/talents/{}/documents/{}/replacement",
)  # fmt: skip
READ = (
    "/v1/quotas", QUOTA, f"{QUOTA}.xlsx", f"{QUOTA}/history", "/v1/quotas/{}/{}/{}", "/v1/quotas/{}/{}/{}.xlsx",
    "/v1/enterprises", "/v1/enterprises/{}", "/v1/enterprise-lists/{}/{}", "/v1/enterprise-lists/{}/{}/batches/{}",
    "/v1/opening-books/{}", "/v1/opening-books/{}/files/{}", "/v1/talents/{}", "/v1/policies/{}/{}", "/v1/policies/{}/{}/history", "/v1/policies/{}/{}/differences", "/v1/{}",
)  # fmt: skip
QUERIES = st.dictionaries(
    st.sampled_from(
        ("as_of", "min_position", "limit", "cursor", "city", "quota_year", "name", "on", "dry_run", "x")
    ),
    SHORT | st.just("长" * 300),
    max_size=3,
)
HEADERS = st.dictionaries(
    st.sampled_from(
        (
            "If-Match",
            "If-None-Match",
            "Idempotency-Key",
            "Accept-Language",
            "Huicai-Post",
            "X-Request-Id",
            "traceparent",
        )
    ),
    st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=20).map(str.strip),
    max_size=2,
)
ANY_NUMBER = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def address(data: st.DataObject, pattern: str) -> str:
    parts = [quote(data.draw(SHORT), safe="") for _ in range(pattern.count("{}"))]
    return pattern.format(*parts)


def must_be_an_answer(answer: Response) -> None:
    assert answer.status_code < 500, answer.text
    if answer.status_code >= 400:
        problem = answer.json()
        assert answer.headers["content-type"] == "application/problem+json"
        assert (problem["status"], problem["request_id"]) == (
            answer.status_code,
            answer.headers["x-request-id"],
        )


@given(data=st.data(), body=BODIES, headers=HEADERS)
@ANY_NUMBER
def test_any_body_is_carried_out_or_refused(
    settled_town: Town, data: st.DataObject, body: Any, headers: dict[str, str]
) -> None:
    function = data.draw(st.sampled_from(("hrss", "drc", "miit")))
    caller: Person = settled_town.officer(function)
    path = address(data, data.draw(st.sampled_from(PATHS)))
    content = data.draw(st.just(None) | st.binary(max_size=50))
    lines, events = len(settled_town.refusals()), settled_town.position()

    answer = settled_town.http.post(
        path,
        content=as_json(body) if content is None else content,
        headers=caller.headed({"Content-Type": "application/json"} | headers),
    )

    must_be_an_answer(answer)
    if answer.is_error and answer.json()["code"] != "not_found":
        assert settled_town.position() == events
        assert len(settled_town.refusals()) == lines + 1


@given(data=st.data(), query=QUERIES, headers=HEADERS)
@ANY_NUMBER
def test_any_query_is_answered_or_refused(
    settled_town: Town, data: st.DataObject, query: dict[str, str], headers: dict[str, str]
) -> None:
    path = address(data, data.draw(st.sampled_from(READ)))

    answer = settled_town.auditor().gets(path, headers=headers, **query)

    must_be_an_answer(answer)


def as_json(body: Any) -> bytes:
    """JSON as a careless client writes it: with NaN, and with half characters escaped."""
    return json.dumps(body).encode()
