"""The three ledgers of a city's former books over HTTP: tried, confirmed, taken over once, and looked up afterwards."""

import json
from pathlib import Path
from typing import Any

import pytest
from httpx import Response

from tests.api.conftest import BOSHAN, CITY, Person, Town
from tests.domain.made_up import credit_code_of

PATH = "/v1/opening-books"
SAMPLES = Path(__file__).parents[2] / "samples" / "zibo"
STATED = {"city": CITY, "document_number": "示例期初〔2026〕3号"}
GOOD = {
    "需求编号": "2025-1",
    "区县": "张店区",
    "企业名称": "示例1号有限公司",
    "统一社会信用代码": credit_code_of(1),
    "人才姓名": "周舟",
    "联系电话": "13800138000",
    "提出时间": "2026-01-05",
    "服务事项类别": "子女入学",
    "需求具体内容": "请协调子女入学",
    "责任单位": "市教育局",
    "办理状态": "办理中",
}


@pytest.fixture
def window(town: Town) -> Person:
    return town.officer("window")


def ledger(*rows: dict[str, str]) -> bytes:
    lines = [",".join(GOOD), *(",".join((GOOD | row).values()) for row in rows)]
    return "\n".join(lines).encode()


def uploaded(person: Person, *rows: dict[str, str], query: str = "", **stated: Any) -> Response:
    return person.uploads(f"{PATH}{query}", ledger(*rows), "公共服务台账.csv", **STATED | stated)


def told(answer: Response) -> tuple[int, str, list[tuple[str, str]]]:
    body = answer.json()
    return answer.status_code, body["code"], [(one["field"], one["code"]) for one in body["errors"]]


def test_a_dry_run_shows_what_each_row_would_bring_masked_and_records_nothing(
    town: Town, window: Person
) -> None:
    events = town.position()

    answer = uploaded(window, {}, {"需求编号": ""}, {"办理状态": "已办结"}, query="?dry_run=true")

    assert (answer.status_code, town.position()) == (200, events), answer.text
    shown = answer.json()
    first, second = shown["demands"]
    assert (first["row"], first["ledger"], first["status"]) == (2, "public_service", "in_progress")
    assert (first["former_number"], first["category"], first["name"]) == ("2025-1", "schooling", "周*")
    assert (first["lead"]["organization"], first["enterprise_id"]) == ("zibo-education", None)
    assert [(one["column"], one["code"]) for one in second["to_confirm"]] == [
        ("需求编号", "no_former_number")
    ]
    assert (shown["counts"]["demands"], shown["to_confirm"]["public_service"]) == ({"in_progress": 2}, [3])
    assert [(one["field"], one["code"]) for one in shown["warnings"]] == [("第4行 办理状态", "demand_closed")]
    text = json.dumps(shown, ensure_ascii=False)
    assert not any(secret in text for secret in ("周舟", "13800138000", "请协调"))


def test_what_was_taken_over_is_among_the_demands_and_can_be_looked_up_by_its_file(
    town: Town, window: Person
) -> None:
    answer = uploaded(window, {}, {"需求编号": "2025-2", "提出时间": "2026年1月6日"})

    assert answer.status_code == 201, answer.text
    [first, second] = answer.json()["demands"]
    item = window.gets(f"/v1/demand-items/{first['demand_item_id']}").json()
    books = town.auditor().gets(f"{PATH}/{CITY}").json()
    assert (first["number"], second["number"]) == ("GG-zhangdian-2026-00001", "GG-zhangdian-2026-00002")
    assert (item["number"], item["status"]) == (first["number"], "in_progress")
    assert town.auditor().gets(answer.headers["location"]).json() == answer.json()
    assert books["counts"] == {"cards": {}, "places": {}, "demands": {"in_progress": 2}}


def test_another_area_sees_nothing_of_it(town: Town, window: Person) -> None:
    answer = uploaded(window, {})

    assert town.officer("window", area=BOSHAN).gets(answer.headers["location"]).status_code == 404


def test_every_wrong_cell_is_named_with_sheet_row_and_column_and_nothing_is_taken_over(
    town: Town, window: Person
) -> None:
    events = town.position()

    answer = uploaded(
        window,
        {},
        {"提出时间": "三月", "责任单位": "老王"},
        {"需求编号": "2025-3", "责任单位": ""},
        {"需求编号": "2025-1"},
    )

    assert told(answer) == (
        422,
        "book_rows_invalid",
        [
            ("第3行 提出时间", "date_form"),
            ("第3行 责任单位", "unit_unknown"),
            ("第4行 责任单位", "missing"),
            ("第5行 需求编号", "demand_known"),
        ],
    )
    assert {one["sheet"] for one in answer.json()["errors"]} == {"公共服务台账"}
    assert answer.json()["errors"][3]["blocked_by"] == {"kind": "demand_item", "row": 2}
    assert town.position() == events
    assert "老王" not in answer.text


def test_a_demand_that_another_file_had_is_named_with_its_number_here(window: Person) -> None:
    uploaded(window, {})

    answer = uploaded(window, {}, {"需求编号": "2025-2"})

    assert told(answer)[2] == [("第2行 需求编号", "demand_known")]
    assert answer.json()["errors"][0]["blocked_by"]["number"] == "GG-zhangdian-2026-00001"


def test_rows_are_confirmed_ledger_by_ledger(window: Person) -> None:
    refused = uploaded(window, {"需求编号": ""})
    shown = uploaded(window, {"需求编号": ""}, query="?dry_run=true").json()
    confirmed = {"confirmed_rows": '{"public_service": [2]}', "preview": shown["preview"]}
    taken = uploaded(window, {"需求编号": ""}, **confirmed)

    assert told(refused) == (422, "rows_need_confirmation", [("第2行 需求编号", "no_former_number")])
    assert taken.status_code == 201, taken.text


def test_rows_may_be_sent_as_json(window: Person) -> None:
    row = {
        "row": 3,
        "former_number": "YJ-1",
        "area": "张店区",
        "raised_on": "2026-01-05",
        "content": "建议一次告知",
        "status": "registered",
    }

    answer = window.posts(PATH, **STATED, opinion=[row])

    assert answer.status_code == 201, answer.text
    assert answer.json()["demands"][0]["number"] == "YJ-zhangdian-2026-00001"


def test_the_ledgers_are_brought_by_the_citys_window_alone(town: Town) -> None:
    for person in (town.officer("hrss"), town.officer("window", area="zhangdian")):
        answer = uploaded(person, {})
        assert (answer.status_code, answer.json()["code"]) == (403, "post_may_not")


def test_the_ledgers_that_are_shipped_are_tried_and_taken_over(window: Person) -> None:
    stated = {"city": CITY, "effective_on": "2025-09-30", "reason": "期初接管"}
    content = (SAMPLES / "opening-demands.xlsx").read_bytes()

    shown = window.uploads(f"{PATH}?dry_run=true", content, "台账.xlsx", **stated).json()
    confirmed = json.dumps(shown["to_confirm"])
    taken = window.uploads(
        PATH, content, "台账.xlsx", **stated, confirmed_rows=confirmed, preview=shown["preview"]
    )

    assert shown["errors"] == []
    assert taken.status_code == 201, taken.text
    assert taken.json()["counts"]["demands"] == {"in_progress": 9, "registered": 5, "escalated": 2}
