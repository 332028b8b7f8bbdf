"""The departments' lists over HTTP: tried, confirmed, taken in once, and looked up afterwards."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from tests.api.conftest import BOSHAN, ZHANGDIAN, Town, list_of
from tests.api.lists_sent import HEAD, csv, fields, row
from tests.domain.made_up import credit_code_of

SAMPLES = Path(__file__).parents[2] / "samples" / "zibo"


def test_a_dry_run_shows_what_each_row_would_do_and_does_nothing(town: Town) -> None:
    drc = town.officer("drc")
    drc.posts(
        "/v1/enterprise-lists",
        **list_of("drc", [row(3, "示例一号有限公司"), row(4, "示例二号有限公司")], mode="full"),
    )
    events = town.position()
    town.auditor().gets("/v1/enterprises", min_position=str(events))
    people = [{"name": "周舟", "role": "chairman"}]
    rows = [
        row(3, "示例一号集团有限公司", principals=people),
        row(5, "示例三号有限公司"),
        row(6, "示例四号", uscc=None),
    ]

    answer = drc.posts("/v1/enterprise-lists?dry_run=true", **list_of("drc", rows, 2, mode="full"))

    plan = answer.json()
    assert answer.status_code == 200
    assert town.position() == events
    assert [(one["row"], one["outcome"]) for one in plan["rows"]] == [
        (3, "renewed"),
        (5, "registered"),
        (6, "registered"),
        (None, "dropped"),
    ]
    assert plan["to_confirm"] == [3, 6]
    assert plan["counts"] == {
        "registered": 2,
        "listed": 0,
        "renewed": 1,
        "removed": 0,
        "dropped": 1,
        "undecided": 0,
    }
    assert plan["marks"]["renamed"] == 1
    assert (plan["rows"][0]["marks"], plan["rows"][0]["former_name"]) == (
        ["renamed", "principals_changed"],
        "示例一号有限公司",
    )
    assert [finding["code"] for finding in plan["rows"][0]["to_confirm"]] == ["renamed"]
    assert plan["rows"][0]["principals_named"] == [{"name": "周*", "role": "chairman"}]
    assert plan["rows"][3]["name"] == "示例二号有限公司"


def test_a_dry_run_shows_whose_principals_change_and_who_is_excluded_masked(town: Town) -> None:
    drc = town.officer("drc")
    before = [{"name": "赵大江", "role": "chairman"}, {"name": "孙立", "role": "general_manager"}]
    drc.posts(
        "/v1/enterprise-lists", **list_of("drc", [row(3, "示例一号有限公司", principals=before)], mode="full")
    )
    after = [
        {"name": "周舟", "role": "chairman", "party_managed": "managed"},
        {"name": "孙立", "role": "general_manager", "phone": "13800138000"},
    ]
    rows = [row(3, "示例一号有限公司", principals=after)]

    answer = drc.posts("/v1/enterprise-lists?dry_run=true", **list_of("drc", rows, 2, mode="full"))

    [shown] = answer.json()["rows"]
    assert shown["marks"] == ["principals_changed", "excluded"]
    assert shown["principals_named"] == [{"name": "周*", "role": "chairman"}]
    assert shown["principals_restated"] == [{"name": "孙*", "role": "general_manager"}]
    assert shown["principals_gone"] == [{"name": "赵**", "role": "chairman"}]
    assert shown["principals_excluded"] == [{"name": "周*", "role": "chairman"}]
    assert "13800138000" not in answer.text


def test_what_is_to_be_confirmed_is_told_in_the_language_asked_for(town: Town) -> None:
    body = list_of("drc", [row(3, "示例一号有限公司", uscc=None)])
    path = "/v1/enterprise-lists?dry_run=true"

    zh = town.officer("drc").posts(path, **body).json()
    en = town.officer("drc").posts(path, headers={"Accept-Language": "en"}, **body).json()

    assert "信用代码" in zh["rows"][0]["to_confirm"][0]["text"]
    assert "credit code" in en["rows"][0]["to_confirm"][0]["text"]


def test_rows_that_an_officer_has_confirmed_are_taken_in(town: Town) -> None:
    drc, body = town.officer("drc"), list_of("drc", [row(3, "示例一号有限公司", uscc=None)])

    refused = drc.posts("/v1/enterprise-lists", **body)
    taken = drc.confirms("/v1/enterprise-lists", [3], **body)

    assert (refused.status_code, refused.json()["code"]) == (422, "rows_need_confirmation")
    assert taken.status_code == 201
    assert taken.json()["rows"][0]["confirmed"] == ["no_credit_code"]


def test_given_no_preview_when_rows_are_confirmed_then_the_answer_asks_for_what_the_dry_run_shows(
    town: Town,
) -> None:
    drc, body = town.officer("drc"), list_of("drc", [row(3, "示例一号有限公司", uscc=None)])

    refused = drc.posts("/v1/enterprise-lists", confirmed_rows=[3], **body)

    assert (refused.status_code, refused.json()["code"]) == (409, "preview_stale")
    assert drc.confirms("/v1/enterprise-lists", [3], **body).status_code == 201


def test_the_contract_names_both_refusals_of_rows(town: Town) -> None:
    contract = town.http.get("/openapi.json").json()

    name = contract["paths"]["/v1/enterprise-lists"]["post"]["responses"]["422"]["$ref"].rpartition("/")[2]
    invalid = contract["components"]["responses"][name]["description"]
    assert {"`rows_invalid`", "`rows_need_confirmation`"} <= set(invalid.replace(":", " ").split())


def test_a_batch_can_be_looked_up_afterwards(town: Town) -> None:
    imported = town.officer("drc").posts(
        "/v1/enterprise-lists",
        **list_of("drc", [row(3, "示例一号有限公司"), row(4, "示例二号有限公司", area=BOSHAN)]),
    )

    batch = town.auditor().gets(imported.headers["location"])
    of_boshan = town.officer("hrss", area=BOSHAN).gets(imported.headers["location"]).json()
    [kept] = town.auditor().gets("/v1/enterprise-lists").json()["items"]

    assert batch.json() | {"errors": []} == imported.json()
    assert [one["area"] for one in of_boshan["rows"]] == [BOSHAN]
    [kept_of_boshan] = town.officer("hrss", area=BOSHAN).gets("/v1/enterprise-lists").json()["items"]
    assert (kept["members"], kept["batches"][0]["id"]) == (2, batch.json()["id"])
    assert kept_of_boshan["members"] == 1
    assert town.auditor().gets(kept["href"]).json() == kept


def test_a_long_list_asks_the_database_no_more_questions_than_a_short_one(town: Town) -> None:
    drc, asked = town.officer("drc"), []
    people = [{"name": "赵大江", "role": "chairman", "phone": "13800138000"}]
    event.listen(town.service.engine, "checkout", lambda *_: asked.append("question"))

    def questions_of(first: int, last: int, number: int, mode: str) -> list[int]:
        """Of the dry run and of the import."""
        rows = [row(n, f"示例{n}号有限公司", principals=people) for n in range(first, last)]
        counted = []
        for query in ("?dry_run=true", ""):
            asked.clear()
            answer = drc.posts(f"/v1/enterprise-lists{query}", **list_of("drc", rows, number, mode=mode))
            assert answer.status_code in (200, 201), answer.text
            counted.append(len(asked))
        return counted

    def grown(few: list[int], many: list[int]) -> int:
        return max(more - fewer for fewer, more in zip(few, many, strict=True))

    drc.posts("/v1/enterprise-lists", **list_of("drc", [row(900, "示例九〇〇号有限公司")], 9))
    # Far less than one for each of the 57 rows more: by the clock, the policy shelf may look again in between.
    new_and_dropped = grown(questions_of(10, 13, 1, "full"), questions_of(20, 80, 2, "full"))
    on_the_books = grown(questions_of(20, 23, 3, "additions"), questions_of(20, 80, 4, "additions"))
    assert max(new_and_dropped, on_the_books) < 6


def test_the_same_file_is_taken_in_once(town: Town) -> None:
    body = list_of("drc", [row(3, "示例一号有限公司")])
    town.officer("drc").posts("/v1/enterprise-lists", **body)

    for path in ("/v1/enterprise-lists", "/v1/enterprise-lists?dry_run=true"):
        answer = town.officer("drc").posts(path, **body)
        assert (answer.status_code, answer.json()["code"]) == (409, "list_already_imported")


def test_a_file_is_read_row_by_row(town: Town) -> None:
    content = csv(
        f"示例一号有限公司,{credit_code_of(3)},张店区,周舟,13800138000",
        f"示例二号有限公司,{credit_code_of(4)},博山,,",
    )

    answer = town.officer("drc").uploads("/v1/enterprise-lists", content, **fields())

    assert answer.status_code == 201, answer.text
    enterprise = (
        town.officer("drc").gets(f"/v1/enterprises/{answer.json()['rows'][0]['enterprise_id']}").json()
    )
    assert [(one["row"], one["area"]) for one in answer.json()["rows"]] == [(2, ZHANGDIAN), (3, BOSHAN)]
    assert (enterprise["principals"][0]["name"], enterprise["principals"][0]["phone"]) == (
        "周*",
        "138****8000",
    )


def test_what_is_odd_about_a_file_is_noticed_by_the_dry_run(town: Town) -> None:
    content = (
        HEAD.rstrip() + f",备用\n示例一号有限公司,{credit_code_of(3)},张店区,周舟,13800138000,x"
    ).encode()

    answer = town.officer("drc").uploads("/v1/enterprise-lists?dry_run=true", content, **fields())

    assert answer.status_code == 200, answer.text
    assert "column_not_read" in [warning["code"] for warning in answer.json()["warnings"]]


def test_every_broken_row_of_a_file_is_named_at_once(town: Town) -> None:
    content = csv("示例一号有限公司,123,张店区,,", f"示例二号有限公司,{credit_code_of(4)},张店区,周舟,abc")

    answer = town.officer("drc").uploads("/v1/enterprise-lists", content, **fields())

    assert (answer.status_code, answer.json()["code"]) == (422, "rows_invalid")
    assert [error["field"] for error in answer.json()["errors"]] == [
        "第2行 统一社会信用代码",
        "第3行 联系电话",
    ]


def test_a_row_without_an_area_is_named(town: Town) -> None:
    answer = town.officer("drc").uploads(
        "/v1/enterprise-lists", csv(f"示例一号有限公司,{credit_code_of(3)},,,"), **fields()
    )

    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("第2行 区县", "missing")
    ]


def test_a_list_without_a_column_of_areas_is_told_so_once(town: Town) -> None:
    names = "".join(f"示例{n}号有限公司,{credit_code_of(n)}\n" for n in range(3, 6))
    content = f"企业名称,统一社会信用代码\n{names}".encode()

    answer = town.officer("drc").uploads("/v1/enterprise-lists", content, **fields())

    assert [error["code"] for error in answer.json()["errors"]] == ["column_missing"]


@pytest.mark.parametrize("query", ["", "?dry_run=true"], ids=["import", "dry run"])
def test_an_unknown_or_missing_area_is_told_together_with_all_other_errors(town: Town, query: str) -> None:
    content = csv(
        "示例一号有限公司,123,张店区,,",
        f"示例二号有限公司,{credit_code_of(4)},火星,,",
        f"示例三号有限公司,{credit_code_of(5)},,,",
        "示例四号有限公司,123,,,",
    )

    answer = town.officer("drc").uploads(f"/v1/enterprise-lists{query}", content, **fields())

    assert (answer.status_code, answer.json()["code"]) == (422, "rows_invalid")
    errors = answer.json()["errors"]
    assert [(error["field"], error["code"]) for error in errors if error["column"] == "区县"] == [
        ("第3行 区县", "area_unknown"),
        ("第4行 区县", "missing"),
        ("第5行 区县", "missing"),
    ]
    assert {error["row"] for error in errors if error["column"] == "统一社会信用代码"} == {2, 5}
    assert "火星" not in answer.text


@pytest.mark.parametrize("written", ["张店区", " 张 店 ", "370303", "Zhangdian"])
def test_an_area_is_known_under_every_name_that_the_policy_gives_it(town: Town, written: str) -> None:
    content = csv(f"示例一号有限公司,{credit_code_of(3)},{written},,")

    answer = town.officer("drc").uploads("/v1/enterprise-lists?dry_run=true", content, **fields())

    assert [one["area"] for one in answer.json()["rows"]] == [ZHANGDIAN], answer.text


def test_what_is_found_later_about_a_file_is_named_by_its_cell_too(town: Town) -> None:
    head = HEAD.replace("统一社会信用代码", "信用代码")
    content = (head + "示例一号有限公司,,张店区,,").encode()
    drc = town.officer("drc")

    tried = drc.uploads("/v1/enterprise-lists?dry_run=true", content, **fields()).json()
    refused = drc.uploads("/v1/enterprise-lists", content, **fields()).json()

    [warned] = [warning for warning in tried["warnings"] if warning["code"] == "uscc_missing"]
    [to_confirm] = tried["rows"][0]["to_confirm"]
    [error] = refused["errors"]
    assert (refused["code"], error["code"]) == ("rows_need_confirmation", "no_credit_code")
    assert error["field"] == warned["field"] == "第2行 信用代码"
    assert to_confirm["field"] == "uscc"
    for one in (error, warned, to_confirm):
        assert (one["row"], one["column"]) == (2, "信用代码")


def test_what_contradicts_the_list_is_named_by_its_cells(town: Town) -> None:
    content = csv(
        f"示例一号有限公司,{credit_code_of(3)},张店区,,", f"示例二号有限公司,{credit_code_of(4)},张店区,,"
    )

    answer = town.officer("drc").uploads("/v1/enterprise-lists", content, **fields(mode="removals"))

    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("第2行 企业名称", "not_on_list"),
        ("第3行 企业名称", "not_on_list"),
    ]


def test_a_post_of_a_principal_longer_than_any_is_named_by_its_cell(town: Town) -> None:
    head = HEAD.replace("联系电话", "负责人职务")
    content = (head + f"示例一号有限公司,{credit_code_of(3)},张店区,周舟,{'长' * 200}").encode()

    answer = town.officer("drc").uploads("/v1/enterprise-lists", content, **fields())

    assert [(error["field"], error["code"]) for error in answer.json()["errors"]] == [
        ("第2行 负责人职务", "string_too_long")
    ]


def test_rows_as_json_say_row_and_column_to_a_program(town: Town) -> None:
    rows = [row(7, "示例一号有限公司", area="火星")]

    answer = town.officer("drc").posts("/v1/enterprise-lists", **list_of("drc", rows))

    [error] = answer.json()["errors"]
    assert (error["field"], error["code"]) == ("rows[7].area", "unknown_area")
    assert (error["row"], error["column"]) == (7, "area")


def test_a_file_sent_again_under_its_key_is_taken_in_once(town: Town) -> None:
    content, key = csv(f"示例一号有限公司,{credit_code_of(3)},张店区,,"), {"Idempotency-Key": "list-1"}
    headers = town.officer("drc").headed(key)

    def send(content: bytes) -> Any:
        files = {"file": ("list.csv", content)}
        return town.http.post("/v1/enterprise-lists", data=fields(), files=files, headers=headers)

    first, again, another = send(content), send(content), send(content + b"\n")

    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert (another.status_code, another.json()["code"]) == (422, "idempotency_key_reused")


def test_a_form_states_its_decision_too(town: Town) -> None:
    stated = fields(
        reason="年度名单",
        effective_on="2026-11-20",
        documents=json.dumps([{"kind": "letter", "number": "示例1号"}]),
    )

    answer = town.officer("drc").uploads(
        "/v1/enterprise-lists", csv(f"示例一号有限公司,{credit_code_of(3)},张店区,,"), **stated
    )

    assert (answer.status_code, answer.json()["effective_on"]) == (201, "2026-11-20")


@pytest.mark.parametrize(
    ("file", "function", "list_type"),
    [("cluster-leaders.xlsx", "drc", "cluster_leader"), ("four-chain.xlsx", "miit", "four_chain")],
)
def test_the_lists_that_are_shipped_can_be_tried(
    town: Town, file: str, function: str, list_type: str
) -> None:
    content = (SAMPLES / file).read_bytes()

    answer = town.officer(function).uploads(
        "/v1/enterprise-lists?dry_run=true", content, file, **fields(list_type=list_type)
    )

    assert answer.status_code == 200, answer.text
    assert answer.json()["counts"]["registered"] == len(answer.json()["rows"]) > 5
