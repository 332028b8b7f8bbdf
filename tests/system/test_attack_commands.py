"""What somebody sends who means harm, or whose network does: never a 500, never a false conflict."""

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import psycopg2
import pytest
from httpx import Response

from api import paging
from tests.api.conftest import CITY, LETTER, QUOTA, ZHANGDIAN, Town, list_of, settled_town, town
from tests.conftest import Database
from tests.domain.made_up import credit_code_of

__all__ = ["settled_town", "town"]  # fixtures

AT_ONCE = 20
DEEP = "[" * 600 + "]" * 600
HUGE = "1" + "0" * 30
REGISTER = ("enterprise_register", dict.fromkeys(["city", "area", "list_type", "name", "uscc"]))
BOARD = ("quota_board", dict.fromkeys(["city", "card_type", "quota_year"]))


class TestOneKeyFromManySendersAtOnce:
    """A client gives up waiting and sends again while its first sending is still being decided."""

    def test_each_gets_the_first_answer_to_a_registration(self, town: Town) -> None:
        def register(_: int) -> Response:
            return town.officer("hrss").posts(
                "/v1/enterprises",
                headers={"Idempotency-Key": "one-registration"},
                city=CITY,
                area=ZHANGDIAN,
                name="示例甲有限公司",
                uscc=credit_code_of(555),
            )

        assert_one_answer(at_once(register))

    def test_each_gets_the_first_answer_to_a_nomination(self, town: Town) -> None:
        town.quota()
        [enterprise] = town.listed("示例乙有限公司")

        def nominate(_: int) -> Response:
            return town.officer("drc").posts(
                f"{QUOTA}/nominations",
                headers={"Idempotency-Key": "one-nomination"},
                enterprise_id=enterprise,
                documents=[LETTER],
            )

        assert_one_answer(at_once(nominate))
        assert town.refusals() == []


class TestWhatCannotBeRight:
    @pytest.mark.parametrize("reason_code", ["typing-error", "typing_error\n", "Typing", "9", "a" * 41])
    def test_a_reason_code_that_is_none_is_named(self, settled_town: Town, reason_code: str) -> None:
        enterprise = settled_town.enterprise("示例丙有限公司")

        answer = settled_town.officer("hrss").posts(
            f"/v1/enterprises/{enterprise}/name", name="示例丁有限公司", reason_code=reason_code
        )

        assert named(answer, 422) == ["reason_code"]

    @pytest.mark.parametrize(
        ("row", "status"),
        [(HUGE, 400), (DEEP, 400), ("1e400", 400), ('"x"', 422)],
        ids=["huge", "deep", "beyond every number", "none"],
    )
    def test_a_row_number_that_is_none_is_named(self, settled_town: Town, row: str, status: int) -> None:
        body = json.dumps(list_of("drc", [{"row": "ROW", "name": "示例有限公司", "area": ZHANGDIAN}]))

        answer = settled_town.officer("drc").sends(
            "/v1/enterprise-lists", body.replace('"ROW"', row), Content_Type="application/json"
        )

        assert named(answer, status) == ["rows[0].row"]

    @pytest.mark.parametrize("kind", [HUGE, DEEP], ids=["huge", "deep"])
    def test_a_form_field_that_holds_something_else_is_named(self, settled_town: Town, kind: str) -> None:
        answer = settled_town.officer("drc").uploads(
            "/v1/enterprise-lists",
            b"",
            city=CITY,
            list_type="cluster_leader",
            mode="full",
            documents=f'[{{"kind": {kind}}}]',
        )

        assert named(answer, 400) == ["documents[0].kind"]

    @pytest.mark.parametrize("offset", ["+23:59", "-23:59", "+16:00"])
    def test_an_instant_may_stand_in_any_zone(self, settled_town: Town, offset: str) -> None:
        enterprise = settled_town.enterprise("示例戊有限公司")

        answer = settled_town.officer("hrss").gets(
            f"/v1/enterprises/{enterprise}", as_of=f"2024-01-01T00:00:00{offset}"
        )

        assert answer.status_code == 404  # nothing was known of it then

    def test_an_instant_before_all_calendars_is_none(self, settled_town: Town) -> None:
        answer = settled_town.officer("hrss").gets(
            f"/v1/enterprises/{uuid4()}", as_of="0001-01-01T00:00:00+10:00"
        )

        assert named(answer, 400) == ["as_of"]


class TestAForgedCursor:
    """Whoever has read the source can make one whose digest is right."""

    @pytest.mark.parametrize(
        "key",
        [
            "x", "{}", "7", "null", "[]", '["a"]', '["a","b"]', '["a",null]', '[1,"x"]', '"ab"',
            '["a","00000000-0000-0000-0000-000000000000",1]',
            '["\\u0000","00000000-0000-0000-0000-000000000000"]',
            '["\\ud800","00000000-0000-0000-0000-000000000000"]',
        ],
    )  # fmt: skip
    def test_continues_no_register(self, settled_town: Town, key: str) -> None:
        answer = settled_town.officer("hrss").gets("/v1/enterprises", cursor=forged(key, REGISTER))

        assert answer.json()["code"] == "invalid_cursor"

    @pytest.mark.parametrize("key", ['["a","b","c"]', "[2026,1,1]", "[null,null,null]", '[2026,"a"]'])
    def test_continues_no_board(self, settled_town: Town, key: str) -> None:
        answer = settled_town.officer("hrss").gets("/v1/quotas", cursor=forged(key, BOARD))

        assert answer.json()["code"] == "invalid_cursor"


class TestTheRefusalLogOnTheServer:
    """The service may add a line, and say in it neither which line it is nor when it was recorded."""

    LINE = "INSERT INTO log.refusals (at, actor, command, code, fields, clauses, correlation_id{more}) "
    LINE += "OVERRIDING SYSTEM VALUE VALUES (now(), 'x', 'x', 'x', '{{}}', '{{}}', gen_random_uuid(){value})"

    @pytest.mark.parametrize(("more", "value"), [(", recorded_at", ", '2001-01-01'"), (", id", ", 1000000")])
    def test_its_own_columns_are_not_the_services_to_fill(
        self, database: Database, more: str, value: str
    ) -> None:
        with as_service(database) as rows:
            rows.execute(self.LINE.format(more="", value=""))
            with pytest.raises(psycopg2.errors.InsufficientPrivilege):
                rows.execute(self.LINE.format(more=more, value=value))


def at_once(send: Any) -> list[Response]:
    with ThreadPoolExecutor(AT_ONCE) as senders:
        return list(senders.map(send, range(AT_ONCE)))


def assert_one_answer(answers: list[Response]) -> None:
    assert {answer.status_code for answer in answers} == {201}, [answer.text for answer in answers]
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer.headers for answer in answers) == AT_ONCE - 1


def named(answer: Response, status: int) -> list[str]:
    """The fields that a refusal names."""
    assert answer.status_code == status, answer.text
    return [error["field"] for error in answer.json()["errors"]]


def forged(key: str, listing: Any) -> str:
    """A cursor after this key, with the digest that belongs to it."""
    return (
        base64.urlsafe_b64encode(paging._digest(key.encode(), listing) + key.encode()).rstrip(b"=").decode()
    )


@contextmanager
def as_service(database: Database) -> Iterator[Any]:
    connection = psycopg2.connect(database.url("app").replace("+psycopg2", ""))
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()
