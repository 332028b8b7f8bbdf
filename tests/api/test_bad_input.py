"""Bad input: the right status, a problem that names the cause, no event recorded, one line in the refusal log."""

import json
import re
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import pytest
from httpx import Response

from domain.authorization import Post, Role
from tests.api.conftest import (
    BOSHAN,
    CITY,
    CITY_AREA,
    LETTER,
    QUOTA,
    ZHANGDIAN,
    Person,
    Town,
    list_of,
    talent_named,
)
from tests.api.test_authentication import token as stranger_token
from tests.domain.made_up import credit_code_of, identity_number_of
from tests.projections.waiting import until

ENTERPRISE = {"city": CITY, "area": ZHANGDIAN, "name": "示例三号有限公司", "uscc": credit_code_of(777)}
WRONG_DIGIT = identity_number_of(7)[:-1] + ("1" if identity_number_of(7)[-1] != "1" else "2")
A_LIST = [{"row": 3, "name": "示例四号有限公司", "uscc": credit_code_of(778), "area": ZHANGDIAN}]
BROKEN_LIST = [
    *A_LIST,
    {"row": 4, "name": "示例五号有限公司", "uscc": credit_code_of(779)[:-1] + "I", "area": "月球"},
]
SOMEBODY = uuid4()


def registers(**stated: Any) -> Callable[[Town], Response]:
    return lambda town: town.officer("hrss").posts("/v1/enterprises", **ENTERPRISE | stated)


def registers_talent(**stated: Any) -> Callable[[Town], Response]:
    body = talent_named("示例人", 7) | stated
    return lambda town: town.officer("hrss").posts("/v1/talents", **body)


def sends(content: bytes | str, path: str = "/v1/enterprises", **headers: str) -> Callable[[Town], Response]:
    headers = {"content_type": "application/json"} | headers
    return lambda town: town.officer("hrss").sends(path, content, **headers)


def headed(name: str, value: str, path: str = "/v1/enterprises") -> Callable[[Town], Response]:
    return lambda town: town.officer("hrss").posts(path, headers={name: value}, **ENTERPRISE)


def headed_twice(name: str, *values: str, path: str = "/v1/enterprises") -> Callable[[Town], Response]:
    def send(town: Town) -> Response:
        both = town.person("li-na", Post(role=Role.OFFICER, function="hrss", area=CITY_AREA), AUDITOR)
        post = [] if name == "Huicai-Post" else [("Huicai-Post", f"officer:hrss:{CITY_AREA}")]
        headers = [*both.headed().items(), *post, *((name, value) for value in values)]
        return town.http.post(path, json=ENTERPRISE, headers=headers)

    return send


def imports(rows: list[dict[str, Any]], **stated: Any) -> Callable[[Town], Response]:
    return lambda town: town.officer("drc").posts("/v1/enterprise-lists", **list_of("drc", rows, **stated))


def uploads(content: bytes, filename: str = "list.csv", **fields: str) -> Callable[[Town], Response]:
    stated = {
        "city": CITY,
        "list_type": "cluster_leader",
        "mode": "full",
        "document_number": "示例1号",
    } | fields
    return lambda town: town.officer("drc").uploads("/v1/enterprise-lists", content, filename, **stated)


def with_token(token: str) -> Callable[[Town], Response]:
    return lambda town: Person(town.http, token).posts("/v1/enterprises", **ENTERPRISE)


def acting(post: Post, path: str = "/v1/enterprises", **body: Any) -> Callable[[Town], Response]:
    return lambda town: town.person("li-na", post).posts(path, **(body or ENTERPRISE))


AUDITOR = Post(role=Role.AUDITOR)
DISTRICT = Post(role=Role.OFFICER, function="hrss", area=BOSHAN)
SPECIALIST = Post(role=Role.SPECIALIST, enterprise_id=SOMEBODY)
TALENT = f"/v1/talents/{SOMEBODY}"

BAD: dict[str, tuple[Callable[[Town], Response], int, str, str | None]] = {
    # what is sent ─> status, code, field named
    "malformed JSON": (sends('{"city": '), 400, "malformed_json", None),
    "JSON with a member twice": (sends('{"city": "1", "city": "2"}'), 400, "malformed_json", "city"),
    "JSON with NaN": (sends('{"city": NaN}'), 400, "malformed_json", None),
    "JSON that is not UTF-8": (sends(b'{"city": "\xff"}'), 400, "malformed_json", None),
    "JSON nested deeply": (sends("[" * 100_000), 400, "malformed_json", None),
    "JSON with a NUL character": (sends('{"city": "3703\\u000000"}'), 400, "malformed_json", None),
    "JSON with half a character": (sends('{"city": "\\ud800"}'), 400, "malformed_json", None),
    "a number of five thousand digits": (sends('{"city": ' + "9" * 5000 + "}"), 400, "malformed_json", None),
    "a number of sixty-five bits": (sends('{"city": 18446744073709551616}'), 400, "malformed_json", None),
    "a number without an end": (sends('{"city": 1e999}'), 400, "malformed_json", None),
    "JSON nested two hundred deep": (sends('{"city": ' + "[" * 200 + "]" * 200 + "}"), 400, "malformed_json", None),
    "a list in place of an object": (sends("[]"), 422, "invalid", "body"),
    "no body": (sends(""), 422, "invalid", "body"),
    "a form in place of JSON": (
        sends("city=370300", content_type="application/x-www-form-urlencoded"), 415, "media_type_unsupported", "Content-Type"
    ),
    "no type of content": (sends("{}", content_type=""), 415, "media_type_unsupported", "Content-Type"),
    "a text that is too large": (registers(name="大" * 400_000), 413, "content_too_large", None),
    "an unknown field": (registers(nickname="示例"), 422, "invalid", "nickname"),
    "a field that is missing": (registers(name=None), 422, "invalid", "name"),
    "a number in place of a text": (registers(name=7), 422, "invalid", "name"),
    "a name of one character": (registers(name="示"), 422, "invalid", "name"),
    "a name far too long": (registers(name="示" * 201), 422, "invalid", "name"),
    "a credit code with a wrong check digit": (registers(uscc=credit_code_of(777)[:-1] + "0"), 422, "invalid", "uscc"),
    "an unknown area": (registers(area="火星"), 422, "unknown_area", None),
    "a city without a policy": (registers(city="110000"), 409, "no_policy_in_force", None),
    "an identity number with a wrong check digit": (
        registers_talent(document={"kind": "resident_identity_card", "number": WRONG_DIGIT}), 422, "invalid", "document.number"
    ),
    "an unknown kind of document": (
        registers_talent(document={"kind": "library_card", "number": "1"}), 422, "invalid", "document.kind"
    ),
    "a phone number that is none": (registers_talent(phone="abc"), 422, "invalid", "phone"),
    "two people in one name": (registers_talent(name="张强、李慧"), 422, "invalid", "name"),
    "an effective date in the future": (registers(effective_on="2999-01-01"), 422, "invalid", "effective_on"),
    "an effective date before our time": (registers(effective_on="0001-01-01"), 422, "invalid", "effective_on"),
    "an effective date that is none": (registers(effective_on="2024-02-30"), 422, "invalid", "effective_on"),
    "a late decision without a reason": (registers(effective_on="2024-03-15"), 422, "reason_required", "reason"),
    "the capacity of the system": (registers(capacity="system"), 422, "invalid", "capacity"),
    "a reason code with a line break": (registers(reason_code="a\nb"), 422, "invalid", "reason_code"),
    "a document without its kind": (registers(documents=[{"number": "1"}]), 422, "invalid", "documents[0].kind"),
    "a document digest that is none": (
        registers(documents=[{"kind": "letter", "sha256": "x"}]), 422, "invalid", "documents[0].sha256"
    ),
    "more documents than a decision has": (registers(documents=[{"kind": "letter"}] * 21), 422, "invalid", "documents"),
    "a year before there were quotas": (
        lambda town: town.officer("hrss").posts(f"/v1/quotas/{CITY}/huicai/1999"), 422, "invalid", "quota_year"
    ),
    "a year that is no number": (
        lambda town: town.officer("hrss").posts(f"/v1/quotas/{CITY}/huicai/next"), 404, "not_found", None
    ),
    "an unknown card type": (
        lambda town: town.officer("hrss").posts(f"/v1/quotas/{CITY}/gold/2026"), 422, "unknown_card_type", None
    ),
    "an id that is no UUID": (
        lambda town: town.officer("hrss").posts("/v1/talents/1/name", name="张强"), 404, "not_found", None
    ),
    "a talent who does not exist": (
        lambda town: town.officer("hrss").posts(f"{TALENT}/name", name="张强"), 404, "not_found", None
    ),
    "an unknown query parameter": (
        lambda town: town.officer("hrss").posts("/v1/enterprises?dryrun=true", **ENTERPRISE), 400, "unknown_parameter", "dryrun"
    ),
    "an idempotency key with a space": (headed("Idempotency-Key", "a b"), 400, "invalid_header", "Idempotency-Key"),
    "an idempotency key too long": (headed("Idempotency-Key", "k" * 129), 400, "invalid_header", "Idempotency-Key"),
    "an If-Match that is no tag": (
        headed("If-Match", "3", f"/v1/enterprises/{SOMEBODY}/name"), 422, "invalid", "city"
    ),
    "an If-Match that is weak": (
        lambda town: town.officer("hrss").posts(
            f"/v1/enterprises/{SOMEBODY}/name", headers={"If-Match": 'W/"2"'}, name="示例三号"
        ), 400, "invalid_header", "If-Match"
    ),
    "an If-Match where there is nothing yet": (headed("If-Match", '"3"'), 400, "invalid_header", "If-Match"),
    "a post stated twice": (
        headed_twice("Huicai-Post", f"officer:hrss:{CITY_AREA}", "auditor"), 400, "invalid_header", "Huicai-Post"
    ),
    "the same post stated twice": (headed_twice("Huicai-Post", *["auditor"] * 2), 400, "invalid_header", "Huicai-Post"),
    "two idempotency keys": (
        headed_twice("Idempotency-Key", "letter-1", "letter-2"), 400, "invalid_header", "Idempotency-Key"
    ),
    "two lines of If-Match": (
        headed_twice("If-Match", '"1"', '"2"', path=f"/v1/enterprises/{SOMEBODY}/name"), 400, "invalid_header", "If-Match"
    ),
    "no token": (lambda town: town.http.post("/v1/enterprises", json=ENTERPRISE), 401, "token_missing", None),
    "a token of a stranger": (with_token(stranger_token()), 401, "token_invalid", None),
    "a role that may not": (acting(Post(role=Role.AUDITOR)), 403, "post_may_not", None),
    "a role that sees nothing": (acting(Post(role=Role.PROVIDER)), 403, "post_may_not", None),
    "an officer of another area": (acting(DISTRICT), 403, "not_your_area", "area"),
    "a specialist who registers enterprises": (acting(SPECIALIST), 403, "post_may_not", None),
    "a post that is not held": (headed("Huicai-Post", "officer:hrss:boshan"), 403, "post_not_held", "Huicai-Post"),
    "a list with a broken row": (imports(BROKEN_LIST), 422, "rows_invalid", "rows[4].uscc"),
    "a row of a number beyond all": (imports([A_LIST[0] | {"row": 10**18}]), 422, "invalid", "rows[0].row"),
    "a list without a row": (imports([]), 422, "invalid", "rows"),
    "a list of an unknown type": (imports(A_LIST, list_type="谁知道"), 422, "unknown_list_type", None),
    "a list in an unknown mode": (imports(A_LIST, mode="some"), 422, "invalid", "mode"),
    "a list of another department": (imports(A_LIST, list_type="four_chain"), 403, "not_your_department", None),
    "a list with rows to confirm": (
        imports([{"row": 3, "name": "示例六号有限公司", "area": ZHANGDIAN}]), 422, "rows_need_confirmation", "rows[3].uscc"
    ),
    "a list that is an image": (uploads(b"\x89PNG\r\n", "list.png"), 422, "invalid", "file"),
    "an empty file": (uploads(b""), 422, "invalid", "file"),
    "a file without a list": (uploads("姓名,年龄\n张强,40\n".encode()), 422, "invalid", "file"),
    "a file with a broken row": (
        uploads("企业名称,统一社会信用代码,区县\n示例,1,张店区\n".encode()), 422, "rows_invalid", "第2行 统一社会信用代码"
    ),
    "a form without a file": (
        lambda town: town.http.post(
            "/v1/enterprise-lists", data={"city": CITY}, files={"file": (None, "x")}, headers=town.officer("drc").headed()
        ), 422, "invalid", "file"
    ),
    "a form with an unknown field": (uploads(b"x", colour="red"), 422, "invalid", "colour"),
    "a form whose confirmed rows are no list": (uploads(b"x", confirmed_rows="3,"), 400, "malformed_json", "confirmed_rows"),
    "a form without its boundary": (
        sends("x", "/v1/enterprise-lists", content_type="multipart/form-data"), 400, "malformed_form", None
    ),
    "a form that stops in the middle": (
        sends('--b\r\nContent-Disposition: form-data; name="city"\r\n\r\n3703', "/v1/enterprise-lists",
              content_type="multipart/form-data; boundary=b"), 422, "invalid", "file"
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sent", "status", "code", "field"), BAD.values(), ids=BAD.keys())
def test_what_is_bad_is_refused_with_its_cause_and_leaves_one_line(
    settled_town: Town, sent: Callable[[Town], Response], status: int, code: str, field: str | None
) -> None:
    events, lines = settled_town.position(), len(settled_town.refusals())

    answer = sent(settled_town)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert (problem["status"], problem["code"]) == (status, code), problem
    assert field is None or field in [error["field"] for error in problem["errors"]], problem
    assert settled_town.position() == events, "nothing was recorded"
    [line] = settled_town.refusals()[lines:]
    assert (line["code"], str(line["correlation_id"])) == (code, problem["request_id"])
    assert field is None or field in line["fields"]


@pytest.mark.parametrize(
    ("content", "zh", "en"),
    [
        ('{"city": \n "370300",\n  wrong}', "第3行第3列有误", "It goes wrong at line 3, column 3"),
        ('{"city":\n "博'.encode() + b"\xff", "第2行第4列不是UTF-8", "It is not UTF-8 at line 2, column 4"),
        ('{"city": 1, "city": 2}', "同一对象中有重复的名称", "A name stands twice in one object"),
        ('{"city": NaN}', "NaN和Infinity不是JSON", "NaN and Infinity are no JSON"),
    ],
    ids=["a sign too many", "half a character", "a name twice", "NaN"],
)
def test_malformed_json_is_told_by_what_is_wrong_and_where(
    settled_town: Town, content: bytes | str, zh: str, en: str
) -> None:
    answers = [
        sends(content, path, accept_language=language)(settled_town)
        for path in ("/v1/enterprises", "/v1/enterprise-lists")
        for language in ("zh", "en")
    ]

    assert {answer.json()["code"] for answer in answers} == {"malformed_json"}
    assert [answer.json()["detail"] for answer in answers] == [zh, en] * 2


def test_a_choice_is_told_in_the_language_asked_for(settled_town: Town) -> None:
    body = list_of("drc", A_LIST, mode="some")
    told = [
        settled_town.officer("drc")
        .posts("/v1/enterprise-lists", headers={"Accept-Language": language}, **body)
        .json()["errors"][0]["text"]
        for language in ("zh", "en")
    ]

    assert told == ["应为下列之一：full、additions、removals", "must be one of full, additions, removals"]


def test_a_list_with_an_item_that_cannot_be_read_is_not_called_too_short_beside_it(
    settled_town: Town,
) -> None:
    sent = {"items": [{"field": "phone", "what": "示例"}]}

    answer = settled_town.officer("hrss").posts(
        f"/v1/card-applications/{uuid4()}/correction-requests", **sent
    )
    empty = settled_town.officer("hrss").posts(
        f"/v1/card-applications/{uuid4()}/correction-requests", items=[]
    )

    assert [one["field"] for one in answer.json()["errors"]] == ["items[0].what"]
    assert [(one["field"], one["code"]) for one in empty.json()["errors"]] == [("items", "too_short")]


def test_an_upload_of_fifty_megabytes_is_refused_without_being_kept(settled_town: Town) -> None:
    lines = len(settled_town.refusals())

    answer = uploads(b"x" * 50_000_000)(settled_town)

    assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")
    assert [line["code"] for line in settled_town.refusals()[lines:]] == ["content_too_large"]


def test_an_upload_that_hides_its_size_is_refused_as_soon_as_it_is_too_large(settled_town: Town) -> None:
    pieces = (b"x" * 100_000 for _ in range(30))
    headers = settled_town.officer("hrss").headed({"Content-Type": "application/json"})

    answer = settled_town.http.post("/v1/enterprises", content=pieces, headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (413, "content_too_large")


def test_an_expired_token_is_refused_as_expired(settled_town: Town) -> None:
    lines = len(settled_town.refusals())
    expired = settled_town.expired("wang-min")

    answer = expired.posts("/v1/enterprises", **ENTERPRISE)

    assert (answer.status_code, answer.json()["code"]) == (401, "token_expired")
    assert answer.headers["www-authenticate"].startswith("Bearer ")
    assert [line["actor"] for line in settled_town.refusals()[lines:]] == ["anonymous"]


def test_a_denied_look_leaves_a_line_and_a_missing_thing_does_not(settled_town: Town) -> None:
    provider = settled_town.person("li-na", Post(role=Role.PROVIDER))
    lines = len(settled_town.refusals())

    assert provider.gets("/v1/enterprises").status_code == 403
    assert provider.gets("/v1/quotas", headers={"Huicai-Post": "auditor"}).status_code == 403
    assert settled_town.auditor().gets(f"/v1/talents/{SOMEBODY}").status_code == 404

    assert [(line["actor"], line["command"]) for line in settled_town.refusals()[lines:]] == [
        ("li-na", "GET /v1/enterprises"),
        ("li-na", "GET /v1/quotas"),
    ]


def test_who_looks_without_being_known_is_counted_and_leaves_no_line(settled_town: Town) -> None:
    lines, counted = len(settled_town.refusals()), looks_refused(settled_town)

    answers = [settled_town.http.get("/v1/enterprises") for _ in range(10)]
    answers += [settled_town.expired("wang-min").gets("/v1/quotas") for _ in range(10)]

    assert {answer.status_code for answer in answers} == {401}
    assert len(settled_town.refusals()) == lines
    assert looks_refused(settled_town) - counted == 20


def looks_refused(town: Town) -> float:
    """How many requests of nobody that is known were refused."""
    samples = (line.rsplit(" ", 1) for line in town.http.get("/metrics").text.splitlines())
    codes = ("token_missing", "token_expired")
    wanted = {f'huicai_refusals_total{{code="{code}"}}' for code in codes}
    return sum(float(sample[1]) for sample in samples if sample[0] in wanted)


def test_a_look_in_two_posts_is_refused(settled_town: Town) -> None:
    both = settled_town.person("li-na", DISTRICT, AUDITOR)
    headers = [*both.headed().items(), ("Huicai-Post", "auditor"), ("Huicai-Post", "officer:hrss:boshan")]

    answer = settled_town.http.get("/v1/quotas", headers=headers)

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_header")
    assert [error["field"] for error in answer.json()["errors"]] == ["Huicai-Post"]
    assert [error["code"] for error in answer.json()["errors"]] == ["stated_twice"]


def test_of_several_posts_one_has_to_be_named(settled_town: Town) -> None:
    both = settled_town.person("li-na", DISTRICT, Post(role=Role.AUDITOR))

    answer = both.gets("/v1/quotas")

    assert (answer.status_code, answer.json()["code"]) == (400, "post_unnamed")
    assert "auditor" in answer.json()["errors"][0]["text"]
    assert both.gets("/v1/quotas", headers={"Huicai-Post": "auditor"}).status_code == 200


SECRETS = ("张秘密", "370399190001019990", "13800138123", "秘密理由", "secret-token")


@pytest.mark.parametrize(
    "sent",
    [
        pytest.param(
            registers_talent(name=["张秘密"], phone={"n": "13800138123"}), id="values of the wrong type"
        ),
        pytest.param(registers_talent(name="张秘密、秘密理由"), id="a name that is refused"),
        pytest.param(registers_talent(**{"370399190001019990": 1}), id="a number as the name of a field"),
        pytest.param(registers_talent(张秘密=1), id="a name as the name of a field"),
        pytest.param(
            registers_talent(document={"kind": "resident_identity_card", "number": "370399190001019990"}),
            id="a number that is refused",
        ),
        pytest.param(registers_talent(phone="13800138123x"), id="a phone number that is refused"),
        pytest.param(sends('{"name": "张秘密"'), id="JSON that breaks off"),
        pytest.param(
            lambda town: town.officer("hrss").gets("/v1/enterprises", 张秘密="1"),
            id="the name of a parameter",
        ),
        pytest.param(
            lambda town: town.officer("hrss").gets("/v1/enterprises", limit="370399190001019990"),
            id="the value of a parameter",
        ),
        pytest.param(lambda town: town.officer("hrss").gets("/v1/张秘密"), id="an address"),
        pytest.param(with_token("secret-token"), id="a token"),
    ],
)
def test_no_problem_and_no_log_repeats_what_was_sent(
    settled_town: Town, caplog: pytest.LogCaptureFixture, sent: Callable[[Town], Response]
) -> None:
    lines = len(settled_town.refusals())

    with caplog.at_level("DEBUG"):
        answer = sent(settled_town)
        until(lambda: "huicai.access" in [record.name for record in caplog.records])

    own = [record.getMessage() for record in caplog.records if record.name.startswith("huicai")]
    told = (
        answer.text
        + json.dumps(settled_town.refusals()[lines:], default=str, ensure_ascii=False)
        + "".join(own)
    )
    assert answer.status_code >= 400
    assert not [secret for secret in SECRETS if secret in told]
    assert not re.search(r"\\u[0-9a-f]{4}", answer.text), "and nothing hides behind an escape"


def test_a_refusal_names_the_clause_and_what_blocks_in_the_language_asked_for(town: Town) -> None:
    first, *others = town.listed(*(f"示例{n}号有限公司" for n in range(6)))
    town.quota()
    places = [town.nominated(enterprise) for enterprise in (first, *others[:4])]
    nominate = {"enterprise_id": others[4], "documents": [LETTER]}

    zh = town.officer("drc").posts(f"{QUOTA}/nominations", **nominate)
    en = town.officer("drc").posts(f"{QUOTA}/nominations", headers={"Accept-Language": "en-GB"}, **nominate)

    assert (zh.status_code, zh.json()["code"]) == (409, "department_quota_exhausted")
    assert zh.json()["clauses"][0]["id"] == "R-11"
    assert zh.json()["clauses"][0]["text"] == "市发展改革委、市工业和信息化局分别推荐不超过5家企业"
    assert "三（二）1" in zh.json()["clauses"][0]["source"]
    assert zh.json()["blocked_by"]["id"] == places[-1]
    assert zh.json()["lifted_by"] == "撤回一项推荐或调整上限后可再推荐"
    assert (zh.headers["content-language"], en.headers["content-language"]) == ("zh", "en")
    assert en.json()["title"] == "The department's places of this quota year are all taken"
    assert en.json()["clauses"][0]["text"] == "The city's DRC and MIIT each nominate at most five enterprises"


@pytest.mark.parametrize("day", [0, 1767571200, 20260105, 0.5, "0", "1767571200", "20260105", " 5 "])
def test_a_number_is_no_day_whatever_it_might_be_taken_for(settled_town: Town, day: object) -> None:
    """In a body, in what is stated inside it, and in a query."""
    hrss, paper = settled_town.officer("hrss"), {"kind": "notice", "number": "示例办〔2026〕9号"}
    body = {"effective_on": day, "documents": [paper | {"issued_on": day}]}

    told = hrss.posts("/v1/quotas/370300/huicai/2087", **body).json()
    listed = (
        settled_town.officer("drc")
        .posts("/v1/enterprise-lists", **list_of("drc", [], effective_on=day))
        .json()
    )
    asked = settled_town.auditor().gets("/v1/policies", on=day).json()

    assert (told["status"], told["code"]) == (422, "invalid")
    assert [one["field"] for one in told["errors"]] == ["effective_on", "documents[0].issued_on"]
    assert [one["field"] for one in listed["errors"]] == ["effective_on"]
    assert (asked["status"], asked["code"]) == (400, "invalid_parameter")
    assert [one["field"] for one in asked["errors"]] == ["on"]


@pytest.mark.parametrize(
    ("instant", "status", "code"),
    [
        ("6244-01-23T09:16:28+23:51", 200, None),  # an offset that the database does not know
        ("0001-01-01T00:00:00+23:51", 400, "invalid_parameter"),  # before the first year
        ("9999-12-31T23:59:59-23:51", 400, "invalid_parameter"),
    ],
)
def test_an_instant_is_taken_whatever_its_offset_is(
    settled_town: Town, instant: str, status: int, code: str | None
) -> None:
    auditor = settled_town.auditor()

    logs = [auditor.gets(f"/v1/audit/{log}", since=instant) for log in ("access-log", "security-log")]
    run = auditor.gets(f"/v1/jobs/no_such/runs/{quote(instant)}")

    assert [(told.status_code, told.json().get("code")) for told in logs] == [(status, code)] * 2
    assert run.status_code == 404


def test_what_is_stated_with_such_an_offset_is_kept(settled_town: Town) -> None:
    """Not as an event of which no read model can be made."""
    security = settled_town.person("tan-security", Post(role=Role.SECURITY))
    zone = timezone(timedelta(hours=23, minutes=51))
    soon = (settled_town.service.clock() + timedelta(days=30)).astimezone(zone)
    key = {"account": "chen-machine", "label": "hr", "role": "auditor", "scope": ["queries"]}

    issued = security.posts("/v1/api-keys", **key, expires_at=soon.isoformat())

    assert issued.status_code == 201, issued.text
    until(lambda: "chen-machine" in security.gets("/v1/accounts").text)
    assert datetime.fromisoformat(issued.json()["keys"][0]["expires_at"]) == soon
