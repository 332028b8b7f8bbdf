"""A city's opening books over HTTP: tried, confirmed, taken over once, and looked up afterwards."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from httpx import Response
from openpyxl import load_workbook

from tests.api.conftest import BOSHAN, CITY, QUOTA, ZHANGDIAN, Person, Town
from tests.domain.made_up import credit_code_of, identity_number_of

PATH = "/v1/opening-books"
SAMPLES = Path(__file__).parents[2] / "samples" / "zibo"
CARD_HEAD = "卡号,卡种,姓名,证件类型及号码,单位,统一社会信用代码,所属区域,配额年度,当前状态"
PLACE_HEAD = "年度,部门,企业,统一社会信用代码,区县,申报人,状态"
STATED = {"city": CITY, "document_number": "示例期初〔2026〕1号"}


def card(row: int = 3, *, at: int = 1, **stated: Any) -> dict[str, Any]:
    return {
        "row": row,
        "card_type": "huicai",
        "card_number": f"SDHC{row:04d}",
        "status": "in_force",
        "name": "周舟",
        "document": {"kind": "resident_identity_card", "number": identity_number_of(row)},
        "enterprise": f"示例{at}号有限公司",
        "uscc": credit_code_of(at),
        "area": ZHANGDIAN,
        "quota_year": 2026,
    } | stated


def place(row: int = 3, *, at: int = 1, **stated: Any) -> dict[str, Any]:
    return {
        "row": row,
        "quota_year": 2026,
        "department": "drc",
        "status": "nominated",
        "enterprise": f"示例{at}号有限公司",
        "uscc": credit_code_of(at),
        "area": ZHANGDIAN,
    } | stated


def used(row: int = 3, *, at: int = 1, **stated: Any) -> dict[str, Any]:
    return place(row, at=at, **{"status": "consumed", "person": "周舟"} | stated)


def register(*lines: str) -> bytes:
    return "\n".join([CARD_HEAD, *lines]).encode()


def line(number: int = 1, **stated: str) -> str:
    good = {
        "卡号": f"SDHC{number:04d}",
        "卡种": "惠才卡",
        "姓名": "周舟",
        "证件类型及号码": f"居民身份证{identity_number_of(number)}",
        "单位": f"示例{number}号有限公司",
        "统一社会信用代码": credit_code_of(number),
        "所属区域": "张店区",
        "配额年度": "2026",
        "当前状态": "正常",
    }
    return ",".join((good | stated).values())


@pytest.fixture
def hrss(town: Town) -> Person:
    return town.officer("hrss")


def tried(person: Person, **body: Any) -> dict[str, Any]:
    answer = person.posts(f"{PATH}?dry_run=true", **STATED | body)
    assert answer.status_code == 200, answer.text
    return answer.json()


def taken_over(person: Person, **body: Any) -> Response:
    answer = person.posts(PATH, **STATED | body)
    assert answer.status_code == 201, answer.text
    return answer


def told(answer: Response) -> tuple[int, str, list[tuple[str, str]]]:
    problem = answer.json()
    return (
        answer.status_code,
        problem["code"],
        [(error["field"], error["code"]) for error in problem["errors"]],
    )


# -- dry run --------------------------------------------------------------------------------------------


def test_a_dry_run_shows_what_each_row_would_bring_and_records_nothing(town: Town, hrss: Person) -> None:
    known = town.enterprise("示例1号有限公司")
    uscc = town.auditor().gets(f"/v1/enterprises/{known}").json()["uscc"]
    events = town.position()

    shown = tried(
        hrss,
        cards=[card(3, uscc=uscc), card(4, at=2, uscc=None, status="ended")],
        places=[used(5, uscc=uscc)],
    )

    assert town.position() == events
    [first, second], [its_place] = shown["cards"], shown["places"]
    assert (first["enterprise_id"], first["talent_id"], first["to_confirm"]) == (known, None, [])
    assert (second["enterprise_id"], [one["code"] for one in second["to_confirm"]]) == (
        None,
        ["no_credit_code"],
    )
    assert (its_place["status"], its_place["person"], its_place["enterprise_id"]) == (
        "consumed",
        "周*",
        known,
    )
    assert shown["counts"] == {"cards": {"in_force": 1, "ended": 1}, "places": {"consumed": 1}, "demands": {}}
    assert shown["quotas_opened"] == [2026]
    assert shown["to_confirm"] == {name: [4] if name == "cards" else [] for name in shown["to_confirm"]}
    assert shown["errors"] == []


def test_a_dry_run_masks_persons(hrss: Person) -> None:
    shown = tried(hrss, cards=[card(3, remark="本人自取")])

    assert (shown["cards"][0]["name"], shown["cards"][0]["document_number"]) == ("周*", "370*************35")
    text = json.dumps(shown, ensure_ascii=False)
    assert not any(secret in text for secret in ("周舟", identity_number_of(3), "本人自取"))


def test_a_dry_run_shows_every_error_beside_the_rows_that_are_right(hrss: Person) -> None:
    shown = tried(
        hrss,
        cards=[card(3), card(4, area="火星"), card(5, document=card(3)["document"], card_number="X1")],
        places=[place(3), place(4, department="miit")],
    )

    assert [one["row"] for one in shown["cards"]] == [3]
    assert [one["row"] for one in shown["places"]] == [3]
    assert [(one["field"], one["code"]) for one in shown["errors"]] == [
        ("cards[4].area", "unknown_area"),
        ("cards[5].status", "card_in_force"),
        ("places[4].enterprise", "enterprise_already_nominated"),
    ]
    assert shown["errors"][1]["blocked_by"] == {"kind": "card", "row": 3}
    assert (shown["errors"][2]["row"], shown["errors"][2]["blocked_by"]["row"]) == (4, 3)


def test_a_dry_run_tells_in_the_language_asked_for(hrss: Person) -> None:
    body = STATED | {"cards": [card(uscc=None)]}

    zh = hrss.posts(f"{PATH}?dry_run=true", **body).json()
    en = hrss.posts(f"{PATH}?dry_run=true", headers={"Accept-Language": "en"}, **body).json()

    assert "信用代码" in zh["cards"][0]["to_confirm"][0]["text"]
    assert "credit code" in en["cards"][0]["to_confirm"][0]["text"]


# -- takeover -------------------------------------------------------------------------------------------


def test_what_was_taken_over_is_on_the_books_of_cards_people_and_quotas(town: Town, hrss: Person) -> None:
    answer = taken_over(hrss, cards=[card()], places=[used(), place(4, at=2, department="miit")])

    [brought] = answer.json()["cards"]
    quota = hrss.gets(QUOTA).json()
    talent = hrss.gets(f"/v1/talents/{brought['talent_id']}").json()
    position = answer.headers["huicai-position"]
    places = hrss.gets(f"{QUOTA}/places", min_position=position).json()["items"]
    assert (talent["name"], talent["employer_id"]) == ("周*", brought["enterprise_id"])
    assert (quota["consumed"], quota["nominated"], quota["free"]) == (1, 1, 8)
    assert [(one["enterprise_name"], one["status"], one["talent_name"]) for one in places] == [
        ("示例1号有限公司", "consumed", "周*"),
        ("示例2号有限公司", "nominated", None),
    ]


def test_a_file_can_be_looked_up_afterwards(town: Town, hrss: Person) -> None:
    answer = taken_over(hrss, cards=[card(3), card(4, at=2, area=BOSHAN)], places=[used()])

    file = town.auditor().gets(answer.headers["location"])
    books = town.auditor().gets(f"{PATH}/{CITY}").json()

    assert file.json() == answer.json()
    assert books["counts"] == {"cards": {"in_force": 2}, "places": {"consumed": 1}, "demands": {}}
    [line] = books["files"]
    assert (line["href"], line["document_number"], line["actor"]) == (
        answer.headers["location"],
        STATED["document_number"],
        "zhao-min",
    )
    assert line["file_sha256"] == file.json()["file_sha256"]


def test_every_file_of_a_city_is_told_the_newest_first(town: Town, hrss: Person) -> None:
    taken_over(hrss, cards=[card(3)])
    taken_over(hrss, cards=[card(4, at=2, status="suspended")], document_number="示例期初〔2026〕2号")

    books = town.auditor().gets(f"{PATH}/{CITY}").json()

    assert [one["document_number"][-2] for one in books["files"]] == ["2", "1"]
    assert books["counts"]["cards"] == {"in_force": 1, "suspended": 1}


def test_an_area_sees_its_own_rows_and_one_without_any_sees_nothing(town: Town, hrss: Person) -> None:
    answer = taken_over(hrss, cards=[card(3), card(4, at=2, area=BOSHAN)])

    of_boshan = town.officer("hrss", area=BOSHAN).gets(answer.headers["location"]).json()
    elsewhere = town.officer("hrss", area="linzi")

    assert [one["row"] for one in of_boshan["cards"]] == [4]
    assert of_boshan["counts"]["cards"] == {"in_force": 1}
    assert elsewhere.gets(answer.headers["location"]).status_code == 404
    assert elsewhere.gets(f"{PATH}/{CITY}").status_code == 404


def test_nothing_is_there_before_anything_was_taken_over(town: Town, hrss: Person) -> None:
    assert town.auditor().gets(f"{PATH}/{CITY}").status_code == 404
    assert town.auditor().gets(f"{PATH}/{CITY}/files/{'0' * 64}").status_code == 404
    taken_over(hrss, cards=[card()])
    assert town.auditor().gets(f"{PATH}/{CITY}/files/{'0' * 64}").status_code == 404


def test_the_same_file_is_taken_over_once(hrss: Person) -> None:
    body = STATED | {"cards": [card()]}
    taken_over(hrss, cards=[card()])

    for path in (PATH, f"{PATH}?dry_run=true"):
        answer = hrss.posts(path, **body)
        assert (answer.status_code, answer.json()["code"]) == (409, "books_already_taken_over")


def test_a_takeover_sent_again_under_its_key_happens_once(town: Town, hrss: Person) -> None:
    key, body = {"Idempotency-Key": "opening-1"}, STATED | {"cards": [card()]}

    first, again = (hrss.posts(PATH, headers=key, **body) for _ in range(2))
    another = hrss.posts(PATH, headers=key, **body | {"cards": [card(4)]})

    assert (first.status_code, again.status_code, again.content) == (201, 201, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    assert (another.status_code, another.json()["code"]) == (422, "idempotency_key_reused")


def test_rows_that_an_officer_has_confirmed_are_taken_over(hrss: Person) -> None:
    body = STATED | {"cards": [card(3, uscc=None)], "places": [place(3, at=2, uscc=None)]}

    refused = hrss.posts(PATH, **body)
    taken = hrss.confirms(PATH, {"cards": [3], "places": [3]}, **body)

    assert told(refused) == (
        422,
        "rows_need_confirmation",
        [("cards[3].uscc", "no_credit_code"), ("places[3].uscc", "no_credit_code")],
    )
    assert taken.status_code == 201
    assert taken.json()["cards"][0]["confirmed"] == ["no_credit_code"]


def test_a_wrong_row_refuses_the_whole_file_and_names_what_blocks_it(town: Town, hrss: Person) -> None:
    events = town.position()

    answer = hrss.posts(PATH, **STATED, places=[place(n, at=n) for n in range(3, 9)])

    assert told(answer) == (
        422,
        "book_rows_invalid",
        [("places[8].department", "department_quota_exhausted")],
    )
    assert answer.json()["errors"][0]["blocked_by"] == {
        "kind": "place",
        "department": "drc",
        "status": "nominated",
        "row": 7,
    }
    assert town.position() == events
    assert town.refusals()[-1]["code"] == "book_rows_invalid"
    assert town.refusals()[-1]["fields"] == ["places[8].department"]


@pytest.mark.parametrize(
    ("function", "area"), [("drc", None), ("miit", None), ("party_org", None), ("hrss", ZHANGDIAN)]
)
def test_only_the_citys_department_of_human_resources_takes_over(
    town: Town, function: str, area: str | None
) -> None:
    person = town.officer(function, **({} if area is None else {"area": area}))

    for path in (PATH, f"{PATH}?dry_run=true"):
        answer = person.posts(path, **STATED, cards=[card()])
        assert (answer.status_code, answer.json()["code"]) == (403, "post_may_not")


def test_a_cut_over_date_to_come_is_refused(hrss: Person) -> None:
    answer = hrss.posts(PATH, **STATED, cards=[card()], effective_on="2999-01-01")

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "effective_on")


def test_books_without_a_number_are_refused(hrss: Person) -> None:
    answer = hrss.posts(PATH, city=CITY, cards=[card()])

    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "document_number")


# -- files ----------------------------------------------------------------------------------------------


def test_a_register_is_uploaded_as_it_is(town: Town, hrss: Person) -> None:
    answer = hrss.uploads(PATH, register(line(1), line(2, 当前状态="注销")), "登记簿.csv", **STATED)

    assert answer.status_code == 201, answer.text
    assert answer.json()["counts"]["cards"] == {"in_force": 1, "ended": 1}
    assert [one["row"] for one in answer.json()["cards"]] == [2, 3]


def test_a_ledger_finds_its_persons_among_the_cards_of_an_earlier_file(hrss: Person) -> None:
    hrss.uploads(PATH, register(line(1)), "登记簿.csv", **STATED)
    row = f"2026,市发展改革委,示例1号有限公司,{credit_code_of(1)},张店区,周舟,占用"

    answer = hrss.uploads(PATH, f"{PLACE_HEAD}\n{row}".encode(), "台账.csv", **STATED)

    assert answer.status_code == 201, answer.text
    assert answer.json()["places"][0]["talent_id"] is not None


def test_every_wrong_cell_of_a_file_is_named_together_with_what_is_wrong_between_rows(hrss: Person) -> None:
    twice = line(
        2,
        证件类型及号码=f"身份证{identity_number_of(1)}",
        单位="示例1号有限公司",
        统一社会信用代码=credit_code_of(1),
    )
    content = register(line(1), twice, line(3, 所属区域="火星", 当前状态="挂失"))

    refused = hrss.uploads(PATH, content, "登记簿.csv", **STATED)
    shown = hrss.uploads(f"{PATH}?dry_run=true", content, "登记簿.csv", **STATED).json()

    places = [
        ("第3行 当前状态", "card_in_force"),
        ("第4行 所属区域", "area_unknown"),
        ("第4行 当前状态", "status_unknown"),
    ]
    assert told(refused) == (422, "book_rows_invalid", places)
    assert [(one["field"], one["code"]) for one in shown["errors"]] == places
    assert {one["sheet"] for one in shown["errors"]} == {"登记簿"}
    assert [one["row"] for one in shown["cards"]] == [2]
    assert "火星" not in refused.text


def test_what_is_to_be_confirmed_about_a_file_is_named_by_its_cell(hrss: Person) -> None:
    content = register(line(1, 统一社会信用代码=""))

    shown = hrss.uploads(f"{PATH}?dry_run=true", content, "登记簿.csv", **STATED).json()
    refused = hrss.uploads(PATH, content, "登记簿.csv", **STATED)
    confirmed = {"confirmed_rows": '{"cards": [2]}', "preview": shown["preview"]}
    taken = hrss.uploads(PATH, content, "登记簿.csv", **STATED, **confirmed)

    [to_confirm] = shown["cards"][0]["to_confirm"]
    assert (to_confirm["field"], to_confirm["column"]) == ("uscc", "统一社会信用代码")
    assert told(refused) == (422, "rows_need_confirmation", [("第2行 统一社会信用代码", "no_credit_code")])
    assert taken.status_code == 201, taken.text


def test_what_is_odd_about_a_file_is_noticed_by_the_dry_run(hrss: Person) -> None:
    content = (CARD_HEAD + ",性别\n" + line(1) + ",男").encode()

    shown = hrss.uploads(f"{PATH}?dry_run=true", content, "登记簿.csv", **STATED).json()

    assert "column_not_read" in [warning["code"] for warning in shown["warnings"]]


@pytest.mark.parametrize("query", ["", "?dry_run=true"], ids=["takeover", "dry run"])
def test_a_file_of_which_no_row_can_be_read_is_refused(hrss: Person, query: str) -> None:
    answer = hrss.uploads(f"{PATH}{query}", register(line(1, 当前状态="")), "登记簿.csv", **STATED)

    assert told(answer) == (422, "book_rows_invalid", [("第2行 当前状态", "missing")])


def test_a_file_that_is_none_is_refused(hrss: Person) -> None:
    answer = hrss.uploads(PATH, b"%PDF-1.7", "登记簿.pdf", **STATED)

    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "file_kind")


def test_the_books_that_are_shipped_are_tried_and_taken_over_one_after_the_other(hrss: Person) -> None:
    stated = {"city": CITY, "effective_on": "2025-03-31", "reason": "期初接管"}
    register, ledger = ((SAMPLES / f"opening-{what}.xlsx").read_bytes() for what in ("cards", "places"))

    shown = hrss.uploads(f"{PATH}?dry_run=true", register, "登记簿.xlsx", **stated)
    taken = hrss.uploads(PATH, register, "登记簿.xlsx", **stated)
    places = hrss.uploads(PATH, ledger, "台账.xlsx", **stated)

    counts = {"ended": 2, "in_force": 9, "suspended": 1}
    assert (shown.status_code, shown.json()["counts"]["cards"]) == (200, counts), shown.text
    assert (taken.status_code, taken.json()["counts"]["cards"]) == (201, counts), taken.text
    assert taken.json()["document_number"] == "淄人社期初〔2025〕00号"
    assert (places.status_code, places.json()["counts"]["places"]) == (201, {"consumed": 4, "nominated": 3})


def test_the_paper_that_granted_a_card_in_former_books_stands_in_the_register(
    town: Town, hrss: Person
) -> None:
    approval = {"approval_number": "示例人社函〔2023〕5号", "approved_on": "2023-05-01"}
    taken_over(hrss, cards=[card(3, **approval)])

    [line] = hrss.gets("/v1/cards", min_position=str(town.position())).json()["items"]
    workbook = load_workbook(io.BytesIO(hrss.gets("/v1/cards.xlsx").content)).active

    assert {name: line[name] for name in approval} == approval
    assert "示例人社函〔2023〕5号\n2023-05-01" in {cell.value for row in workbook.iter_rows() for cell in row}
