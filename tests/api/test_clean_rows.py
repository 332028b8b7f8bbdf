"""The clean rows of a list over HTTP: taken in without the others, which are named and looked up afterwards."""

from typing import Any

from tests.api.conftest import Town, list_of
from tests.api.lists_sent import csv, fields, row
from tests.domain.made_up import credit_code_of

BROKEN = (
    f"示例一号有限公司,{credit_code_of(3)},张店区,周舟,13800138000",
    "示例二号有限公司,123,张店区,,",
    f"示例三号有限公司,{credit_code_of(5)},火星,吴越,abc",
)


def test_the_clean_rows_of_a_file_are_taken_in_if_the_sender_accepts_that(town: Town) -> None:
    drc = town.officer("drc")
    refused = drc.uploads("/v1/enterprise-lists", csv(*BROKEN), **fields())

    taken = drc.uploads("/v1/enterprise-lists", csv(*BROKEN), **fields(accept_clean_rows="true"))

    assert (refused.status_code, refused.json()["code"]) == (422, "rows_invalid")
    assert taken.status_code == 201, taken.text
    answer = taken.json()
    assert [(one["row"], one["outcome"]) for one in answer["rows"]] == [(2, "registered")]
    assert answer["left_out"] == [
        {"row": 3, "codes": ["code_length"]},
        {"row": 4, "codes": ["area_unknown", "phone_form"]},
    ]
    assert answer["errors"] == refused.json()["errors"]
    assert [(one["sheet"], one["row"], one["column"]) for one in answer["errors"]] == [
        ("list", 3, "统一社会信用代码"),
        ("list", 4, "区县"),
        ("list", 4, "联系电话"),
    ]


def test_which_rows_were_left_out_can_be_looked_up_afterwards(town: Town) -> None:
    taken = town.officer("drc").uploads(
        "/v1/enterprise-lists", csv(*BROKEN), **fields(accept_clean_rows="true")
    )

    batch = town.auditor().gets(taken.headers["location"]).json()

    assert batch["left_out"] == taken.json()["left_out"]
    assert "errors" not in batch


def test_what_is_found_wrong_later_is_left_out_and_named_by_its_cell_too(town: Town) -> None:
    drc = town.officer("drc")
    drc.uploads("/v1/enterprise-lists", csv(BROKEN[0]), **fields())
    content = csv(*BROKEN[:2], f"示例四号有限公司,{credit_code_of(6)},张店区,,")
    stated = fields(mode="removals", document_number="示例〔2026〕2号", accept_clean_rows="true")

    taken = drc.uploads("/v1/enterprise-lists", content, **stated).json()

    assert [(one["row"], one["outcome"]) for one in taken["rows"]] == [(2, "removed")]
    assert [(one["row"], one["codes"]) for one in taken["left_out"]] == [
        (3, ["code_length"]),
        (4, ["not_on_list"]),
    ]
    assert [(one["field"], one["sheet"]) for one in taken["errors"]] == [
        ("第3行 统一社会信用代码", "list"),
        ("第4行 企业名称", "list"),
    ]


def test_a_row_that_nobody_has_confirmed_is_left_out_and_named(town: Town) -> None:
    content = csv(BROKEN[0], "示例四号有限公司,,张店区,,")

    taken = town.officer("drc").uploads("/v1/enterprise-lists", content, **fields(accept_clean_rows="true"))

    assert taken.json()["left_out"] == [{"row": 3, "codes": ["no_credit_code"]}]
    assert [error["field"] for error in taken.json()["errors"]] == ["第3行 统一社会信用代码"]


def test_a_dry_run_shows_what_would_be_left_out_and_who_would_not_be_dropped(town: Town) -> None:
    drc = town.officer("drc")
    names = ("示例一号有限公司", "示例二号有限公司", "示例三号有限公司")
    three = [f"{name},{credit_code_of(n)},张店区,," for n, name in enumerate(names, 3)]
    drc.uploads("/v1/enterprise-lists", csv(*three), **fields())
    content = csv(three[0], f"示例二号有限公司,{credit_code_of(4)},火星,,")
    stated = fields(document_number="示例〔2026〕2号", accept_clean_rows="true")

    plan = drc.uploads("/v1/enterprise-lists?dry_run=true", content, **stated).json()
    taken = drc.uploads("/v1/enterprise-lists", content, **stated).json()

    found = {one["name"]: one["outcome"] for one in plan["rows"]}
    assert found == dict(zip(names, ("renewed", "undecided", "dropped"), strict=True))
    assert plan["left_out"] == taken["left_out"] == [{"row": 3, "codes": ["area_unknown"]}]
    assert plan["errors"] == taken["errors"]
    assert plan["counts"] == taken["counts"]


def test_a_file_without_a_clean_row_is_refused_with_everything_that_is_wrong(town: Town) -> None:
    drc = town.officer("drc")
    content = csv(*BROKEN[1:], f"示例四号有限公司,{credit_code_of(6)},张店区,,")
    stated = fields(mode="removals", accept_clean_rows="true")

    answer = drc.uploads("/v1/enterprise-lists", content, **stated)

    assert (answer.status_code, answer.json()["code"]) == (422, "rows_invalid")
    assert [error["row"] for error in answer.json()["errors"]] == [2, 3, 3, 4]


def test_what_is_wrong_with_the_list_itself_cannot_be_left_out(town: Town) -> None:
    content = f"企业名称,统一社会信用代码\n示例一号有限公司,{credit_code_of(3)}\n".encode()

    answer = town.officer("drc").uploads("/v1/enterprise-lists", content, **fields(accept_clean_rows="true"))

    [error] = answer.json()["errors"]
    assert (error["code"], error["sheet"], error["column"]) == ("column_missing", "list", "区县")


def test_rows_as_json_are_left_out_in_the_same_way(town: Town) -> None:
    rows = [row(2, "示例一号有限公司"), row(3, "示例二号有限公司", area="火星")]

    taken = town.officer("drc").posts("/v1/enterprise-lists", **list_of("drc", rows, accept_clean_rows=True))

    assert taken.status_code == 201, taken.text
    assert [one["row"] for one in taken.json()["rows"]] == [2]
    [error] = taken.json()["errors"]
    assert (error["field"], error["row"], error["column"]) == ("rows[3].area", 3, "area")


def test_an_import_that_left_rows_out_is_answered_again_as_it_was(town: Town) -> None:
    headers = town.officer("drc").headed({"Idempotency-Key": "list-1"})

    def send() -> Any:
        files = {"file": ("list.csv", csv(*BROKEN))}
        stated = fields(accept_clean_rows="true")
        return town.http.post("/v1/enterprise-lists", data=stated, files=files, headers=headers)

    first, again = send(), send()

    assert first.json()["errors"] != []
    assert (again.status_code, again.content) == (201, first.content)
