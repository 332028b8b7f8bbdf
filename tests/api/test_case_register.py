"""The case register and the queues over HTTP: who finds which case, page by page, and never another's."""

from typing import Any

import pytest

from tests.api.cases import CASES, TRANSCRIBED, Applying
from tests.api.conftest import BOSHAN, CITY, CITY_AREA, ZHANGDIAN, Person, Town


@pytest.fixture(scope="module")
def office(settled_town: Town) -> Town:
    """Three cases: 一号 with the province's answer written down, 二号 at its department, 三号 a draft."""
    settled_town.quota()
    first = Applying(settled_town, "示例一号有限公司").forwarded()
    answer = {"result": "approved", **TRANSCRIBED}
    first.hrss("gao-writing").posts(f"{first.case}/provincial-result", **answer).raise_for_status()
    second = Applying(settled_town, "示例二号有限公司").at_department()
    third = Applying(settled_town, "示例三号有限公司")
    third.case_id = third.drafts().json()["id"]
    settled_town.applying = (first, second, third)
    settled_town.auditor().gets(CASES, min_position=str(settled_town.position())).raise_for_status()
    return settled_town


@pytest.fixture
def applying(office: Town) -> tuple[Applying, Applying, Applying]:
    return office.applying


def found(person: Person, office: Town, **query: Any) -> list[str]:
    """The ids of the cases that somebody finds, in their order."""
    answer = person.gets(CASES, min_position=str(office.position()), **query)
    assert answer.status_code == 200, answer.text
    return [case["id"] for case in answer.json()["items"]]


def ids(*applying: Applying) -> list[str]:
    return [one.case_id for one in applying]


# -- the register ------------------------------------------------------------------------------------------


def test_a_line_says_where_the_case_stands_whose_turn_it_is_and_since_when(office: Town, applying) -> None:
    second = applying[1]

    [line] = office.auditor().gets(CASES, place_id=second.place_id).json()["items"]

    assert {
        name: line[name] for name in ("id", "href", "city", "area", "card_type", "quota_year", "status")
    } == {
        "id": second.case_id,
        "href": second.case,
        "city": CITY,
        "area": ZHANGDIAN,
        "card_type": "huicai",
        "quota_year": 2026,
        "status": "in_process",
    }
    assert (line["enterprise_name"], line["talent_name"]) == ("示例二号有限公司", "示***")
    assert (line["step"]["code"], line["step"]["name"]["zh"]) == ("department_review", "推荐部门审核")
    assert line["turn"] == {"role": "officer", "function": "drc", "area": CITY_AREA, "enterprise_id": None}
    given = second.shown_to(second.department())
    assert (line["version"], line["submitted_on"]) == (given["version"], given["submitted_on"])
    last = office.auditor().gets(f"{second.case}/history").json()["items"][-1]
    assert line["since"] == {"on": last["envelope"]["effective_on"], "position": last["position"]}
    assert (line["last_actor"], line["to_confirm"], line["is_returned"]) == ("li-district", None, False)


def test_the_register_as_of_a_position_has_the_cases_as_they_stood_by_then(office: Town, applying) -> None:
    second = applying[1]
    history = office.auditor().gets(f"{second.case}/history").json()["items"]
    begun, handed_in = history[0], next(one for one in history if one["topic"].endswith("Submitted"))

    then, later = (
        office.auditor().gets(CASES, place_id=second.place_id, as_of=moment).json()["items"]
        for moment in (str(begun["position"]), handed_in["recorded_at"])
    )

    assert [(line["status"], line["version"], line["due"]) for line in then] == [("drafted", 1, [])]
    assert [line["status"] for line in later] == ["in_process"]
    assert found(office.auditor(), office, as_of=str(begun["position"] - 1), place_id=second.place_id) == []


def test_the_register_of_today_is_that_of_now_and_that_of_an_earlier_day_has_no_case(
    office: Town, applying
) -> None:
    auditor = office.auditor()
    today = auditor.gets(applying[0].case).json()["submitted_on"]

    assert found(auditor, office, effective_on=today) == found(auditor, office)
    assert found(auditor, office, effective_on="2020-01-01") == []


@pytest.mark.parametrize(
    "only_now", [{"queue": "mine"}, {"batch_id": "53fbc5c7-c9c7-45f7-b611-bb92101f0498"}], ids=str
)
def test_a_queue_and_a_batch_are_of_now_alone(office: Town, only_now: dict[str, str]) -> None:
    for moment in ({"as_of": "1"}, {"effective_on": "2026-01-01"}):
        answer = office.auditor().gets(CASES, **only_now, **moment)

        assert (answer.status_code, answer.json()["code"]) == (400, "no_history_kept")
        assert [error["field"] for error in answer.json()["errors"]] == list(only_now)


def test_a_line_says_what_waits_for_a_second_officer(office: Town, applying) -> None:
    [line] = office.auditor().gets(CASES, place_id=applying[0].place_id).json()["items"]

    assert {name: line["to_confirm"][name] for name in ("kind", "result", "entered_by")} == {
        "kind": "provincial_result",
        "result": "approved",
        "entered_by": "gao-writing",
    }


def test_a_line_says_the_same_as_the_case_itself(office: Town, applying) -> None:
    lines = {line["id"]: line for line in office.auditor().gets(CASES).json()["items"]}

    for one in applying:
        case = one.shown_to(office.auditor())
        shared = case.keys() & lines[one.case_id].keys() - {"actions"}
        assert {name: lines[one.case_id][name] for name in shared} == {name: case[name] for name in shared}
        assert {"version", "status", "step", "enterprise_id", "batch_id", "card_id"} <= shared


@pytest.mark.parametrize(
    ("query", "which"),
    [
        ({}, [0, 1, 2]),
        ({"status": "drafted"}, [2]),
        ({"status": "in_process", "step": "department_review"}, [1]),
        ({"card_type": "huicai", "quota_year": "2026", "department": "drc", "area": ZHANGDIAN}, [0, 1, 2]),
        ({"department": "miit"}, []),
        ({"city": "370100"}, []),
        ({"batch_id": "00000000-0000-4000-8000-000000000001"}, []),
    ],
    ids=str,
)
def test_a_list_is_filtered_by_everything_that_is_asked(office: Town, applying, query, which) -> None:
    assert found(office.auditor(), office, **query) == ids(*(applying[number] for number in which))


@pytest.mark.parametrize("field", ["enterprise_id", "talent_id", "place_id"])
def test_a_list_is_filtered_by_what_the_case_is_about(office: Town, applying, field) -> None:
    assert found(office.auditor(), office, **{field: getattr(applying[1], field)}) == ids(applying[1])


def test_the_members_of_a_batch_are_found_after_it_was_sealed(office: Town, applying) -> None:
    joined = [
        event["facts"]["batch_id"]
        for event in office.auditor().gets(f"{applying[0].case}/history").json()["items"]
        if event["topic"] == "CardApplication.BatchJoined"
    ]

    assert len(joined) == 2
    assert [found(office.auditor(), office, batch_id=one) for one in joined] == [ids(applying[0])] * 2


@pytest.mark.parametrize(
    "query",
    [
        {"status": "finished"},
        {"queue": "everything"},
        {"quota_year": "1"},
        {"enterprise_id": "no-uuid"},
        {"limit": "0"},
        {"name": "李"},
        {"step": "x" * 41},
    ],
    ids=str,
)
def test_what_cannot_be_asked_is_refused_with_the_parameter(office: Town, query) -> None:
    answer = office.auditor().gets(CASES, **query)

    assert (answer.status_code, [error["field"] for error in answer.json()["errors"]]) == (400, [*query])


def test_pages_follow_one_another_under_the_same_filters_alone(office: Town, applying) -> None:
    auditor, query = office.auditor(), {"limit": "2", "quota_year": "2026"}
    first = auditor.gets(CASES, **query).json()
    second = auditor.gets(CASES, **query, cursor=first["next"]).json()
    elsewhere = auditor.gets(CASES, limit="2", queue="mine", quota_year="2026", cursor=first["next"])

    assert [case["id"] for case in (*first["items"], *second["items"])] == ids(*applying)
    assert second["next"] is None
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (400, "invalid_cursor")


# -- who sees what -----------------------------------------------------------------------------------------


def test_the_citys_offices_see_all_cases_and_the_district_those_of_its_enterprises(
    office: Town, applying
) -> None:
    for who in (office.officer("hrss"), office.officer("miit"), office.officer("drc", ZHANGDIAN)):
        assert found(who, office) == ids(*applying)


def test_a_district_sees_nothing_of_another_districts_case(office: Town, applying) -> None:
    boshan = office.officer("drc", BOSHAN)

    assert found(boshan, office) == []
    assert found(boshan, office, area=ZHANGDIAN) == []
    assert found(boshan, office, enterprise_id=applying[0].enterprise_id) == []
    for queue in ("mine", "waiting", "returned", "to_confirm"):
        assert found(boshan, office, queue=queue) == []
    for path in (applying[0].case, f"{applying[0].case}/timeline", f"{applying[0].case}/timeline.txt"):
        assert boshan.gets(path).status_code == 404


def test_an_enterprise_sees_its_own_case_alone(office: Town, applying) -> None:
    first, second, _ = applying

    assert found(second.specialist, office) == ids(second)
    assert found(second.specialist, office, enterprise_id=first.enterprise_id) == []
    assert second.specialist.gets(f"{first.case}/timeline").status_code == 404


# -- the queues --------------------------------------------------------------------------------------------


def test_everybody_finds_in_the_own_queues_what_there_is_to_do(office: Town, applying) -> None:
    first, second, third = applying

    assert found(second.department(), office, queue="mine") == ids(second)
    assert found(second.district(), office, queue="waiting") == ids(first, second)
    assert found(first.hrss("gao-writing"), office, queue="to_confirm") == []
    assert found(first.hrss("gao-writing"), office, queue="waiting") == ids(first)
    assert found(first.hrss("lin-confirming"), office, queue="to_confirm") == ids(first)
    assert found(third.specialist, office, queue="mine") == ids(third)
    assert found(second.specialist, office, queue="waiting") == ids(second)


def test_a_queue_is_filtered_like_the_register(office: Town, applying) -> None:
    waiting = {"queue": "waiting", "place_id": applying[1].place_id}

    assert found(applying[1].district(), office, **waiting) == ids(applying[1])


def test_who_works_on_no_cases_has_nothing_in_any_queue(office: Town) -> None:
    for queue in ("mine", "waiting", "returned", "to_confirm"):
        assert found(office.auditor(), office, queue=queue) == []


def test_a_case_that_comes_back_is_found_where_it_came_back_to(town: Town) -> None:
    town.quota()
    applying = Applying(town).at_department()
    back = {"to_step": "district_opinion", "reason": "示例：意见未写明"}
    applying.department().posts(f"{applying.case}/returns", **back).raise_for_status()

    assert found(applying.district(), town, queue="returned") == ids(applying)
    [line] = applying.district().gets(CASES, queue="returned").json()["items"]
    assert (line["is_returned"], line["returns"]) == (True, 1)

    items = [{"field": "resume", "note": "请补充"}]
    applying.district().posts(f"{applying.case}/correction-requests", items=items).raise_for_status()
    assert found(applying.specialist, town, queue="returned") == ids(applying)
    assert found(applying.district(), town, queue="returned") == []
