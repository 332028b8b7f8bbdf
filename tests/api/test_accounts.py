"""Keys of machines, emergencies and the security log over HTTP (密钥、应急查阅、安全日志)."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import Response

from domain.authorization import Post, Role
from tests.api.cases import Applying
from tests.api.conftest import CITY, ZHANGDIAN, Person, Town
from tests.domain.made_up import credit_code_of

A_YEAR = "2026-12-01T00:00:00+08:00"
KEY = {
    "account": "zhao-min",
    "label": "hr-system",
    "role": "officer",
    "function": "hrss",
    "area": "zibo-shibenji",
}


@pytest.fixture
def tan(town: Town) -> Person:
    """The security officer."""
    return town.person("tan-security", Post(role=Role.SECURITY))


def order(town: Town, **facts: Any) -> dict[str, Any]:
    soon = (town.service.clock() + timedelta(days=30)).isoformat()
    return {**KEY, "scope": ["queries"], "expires_at": soon} | facts


def machine(town: Town, key: str) -> Person:
    return Person(town.http, key)


def lines(town: Town, **wanted: str) -> list[dict[str, Any]]:
    answer = town.auditor().gets("/v1/audit/security-log", **wanted)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def code(answer: Response) -> tuple[int, str | None]:
    return answer.status_code, answer.json().get("code") if answer.is_error else None


def test_a_machine_comes_in_by_a_key_in_its_post_and_scope(town, tan):
    issued = tan.posts("/v1/api-keys", **order(town, scope=["queries", "RegisterEnterprise"]))
    ours = machine(town, issued.json()["api_key"])
    new = {"city": CITY, "area": ZHANGDIAN, "name": "示例一号", "uscc": credit_code_of(1)}

    assert issued.status_code == 201
    assert ours.gets("/v1/quotas").status_code == 200
    assert code(ours.posts("/v1/enterprises", **new)) == (400, "idempotency_key_required")
    sent = ours.posts("/v1/enterprises", headers={"Idempotency-Key": "1"}, **new)
    assert sent.status_code == 201, sent.text
    other = ours.posts(f"/v1/quotas/{CITY}/huicai/2026", headers={"Idempotency-Key": "2"})
    assert code(other) == (403, "not_in_scope")
    history = town.auditor().gets(f"{sent.json()['href']}/history").json()["items"]
    assert history[0]["envelope"]["actor"] == f"zhao-min key:{issued.json()['keys'][0]['id']}"


def test_a_key_is_told_once_and_never_again(town, tan):
    body, headers = order(town), {"Idempotency-Key": "a-key"}

    first = tan.posts("/v1/api-keys", headers=headers, **body)
    again = tan.posts("/v1/api-keys", headers=headers, **body)
    shown = tan.gets(first.json()["href"])

    assert first.json()["api_key"].startswith("huicai_")
    assert again.headers["idempotency-replayed"] == "true"
    assert again.json()["api_key"] is None
    secret = first.json()["api_key"].rpartition(".")[2]
    assert secret not in shown.text + tan.gets(f"{first.json()['href']}/history").text + again.text


def test_a_key_that_is_rotated_overlaps_and_one_that_is_revoked_ends_at_once(town, tan):
    issued = tan.posts("/v1/api-keys", **order(town)).json()
    at = f"{issued['href']}/keys/{issued['keys'][0]['id']}"
    soon = order(town)["expires_at"]

    rotated = tan.posts(f"{at}/rotation", expires_at=soon, overlap_hours=1).json()
    both = [
        machine(town, key).gets("/v1/quotas").status_code for key in (issued["api_key"], rotated["api_key"])
    ]
    cut = tan.posts(f"{at}/rotation", expires_at=soon, overlap_hours=0).json()
    assert code(machine(town, rotated["api_key"]).gets("/v1/quotas")) == (401, "token_invalid")
    revoked = tan.posts(f"{at}/revocation", reason="示例：停用")

    assert both == [200, 200]
    assert revoked.status_code == 200, revoked.text
    assert code(machine(town, cut["api_key"]).gets("/v1/quotas")) == (401, "token_invalid")


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda key: key[:-1] + ("A" if key[-1] != "A" else "B"),
        lambda key: key.rpartition(".")[0],
        lambda key: key + ".x",
        lambda key: "huicai_" + "A" * 22 + key[29:],
        lambda key: key[:30] + "A" * 22 + key[52:],
        lambda _: "huicai_",
        lambda _: "huicai_" + "." * 2,
        lambda key: key.replace(".", " "),
        lambda key: key.upper(),
    ],
)  # fmt: skip
def test_what_is_almost_a_key_is_refused(town, tan, spoilt):
    key = tan.posts("/v1/api-keys", **order(town)).json()["api_key"]

    assert code(machine(town, spoilt(key)).gets("/v1/quotas")) == (401, "token_invalid")


def test_an_emergency_shows_one_case_for_a_while_and_every_look_is_on_record(town, tan):
    town.quota()
    case = Applying(town).at_department()
    xu = town.officer("miit", "boshan", "xu-boshan")
    assert code(xu.gets(case.case)) == (404, "not_found")

    broken = xu.posts(f"{case.case}/emergency", minutes=10, reason="示例：值班代查")

    assert broken.status_code == 201, broken.text
    assert xu.gets(case.case).status_code == 200
    assert xu.gets(f"{case.case}/timeline").status_code == 200
    assert code(xu.posts(f"{case.case}/reviews")) == (404, "not_found")  # looked at, never decided
    kinds = [line["kind"] for line in lines(town, thing=case.case_id)]
    assert kinds.count("emergency_used") >= 2
    assert [line["thing"] for line in lines(town, kind="emergency_opened")] == [broken.json()["id"]]
    account = town.auditor().gets(broken.json()["href"]).json()
    assert account["emergencies"][0]["actions"]["open"][0]["name"] == "review_emergency"
    review = town.auditor().posts(
        account["emergencies"][0]["actions"]["open"][0]["href"], finding="justified", reason="示例：属实"
    )
    assert review.status_code == 200, review.text
    assert tan.gets("/v1/accounts").json()["items"][0]["emergencies_to_review"] == 0


def test_the_security_log_tells_who_came_in_who_did_not_and_what_was_denied(town, tan):
    tan.gets("/v1/audit/security-log")
    tan.gets("/v1/audit/security-log")
    machine(town, "no.such.token").gets("/v1/quotas")
    town.provider().gets("/v1/quotas")

    signed_in = [line for line in lines(town, kind="signed_in") if line["actor"] == "tan-security"]
    [failed] = lines(town, kind="sign_in_failed")
    [denied] = lines(town, kind="access_denied", actor="hospital-1")

    assert len(signed_in) == 1
    assert (failed["actor"], failed["code"]) == ("anonymous", "token_invalid")
    assert (denied["what"], denied["code"]) == ("GET /v1/quotas", "post_may_not")


def test_pages_of_the_security_log_follow_one_another(town, tan):
    for number in range(5):
        machine(town, f"no.such.{number}").gets("/v1/quotas")

    first = tan.gets("/v1/audit/security-log", kind="sign_in_failed", limit=3).json()
    rest = tan.gets("/v1/audit/security-log", kind="sign_in_failed", limit=3, cursor=first["next"]).json()

    numbers = [line["line"] for line in first["items"] + rest["items"]]
    assert numbers == sorted(numbers, reverse=True)
    assert (len(numbers), rest["next"]) == (5, None)
    assert code(tan.gets("/v1/audit/security-log", cursor=first["next"])) == (400, "invalid_cursor")


def test_who_fails_too_often_is_told_so_and_a_good_token_is_let_in_all_the_same(town, tan):
    limit = town.service.settings.failed_sign_ins_per_address

    codes = [code(machine(town, f"no.such.{number}").gets("/v1/quotas"))[0] for number in range(limit + 5)]

    assert set(codes) == {401, 429}
    assert codes.index(429) >= limit
    assert tan.gets("/v1/accounts").status_code == 200


def test_who_has_come_in_as_an_auditor_does_not_come_in_as_an_operator_the_same_day(town):
    both = [Post(role=Role.AUDITOR), Post(role=Role.OPERATOR)]

    answers = [town.person("lu-both", post).gets("/v1/jobs") for post in both]

    assert [code(answer) for answer in answers] == [(200, None), (403, "roles_not_separated")]


def test_a_token_of_whoever_holds_an_auditors_key_is_no_operators(town, tan):
    body = order(town, account="lu-key", role="auditor", function=None, area=None)
    assert tan.posts("/v1/api-keys", **body).status_code == 201

    answer = town.person("lu-key", Post(role=Role.OPERATOR)).gets("/v1/jobs")

    assert code(answer) == (403, "roles_not_separated")
