"""Demand items over HTTP: a whole life, who is offered what, what is masked and when it is not, and every refusal's code."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from bootstrap.service import now
from tests.api.cases import offered, refused
from tests.api.conftest import BOSHAN, CITY, ZHANGDIAN, Person, Town

DEMANDS = "/v1/demand-items"
WHY = {"reason": "示例：经研究"}
SCHOOLING = {"city": CITY, "ledger": "public_service", "category": "schooling"}
FINANCING = {"city": CITY, "ledger": "market_service", "category": "financing"}
DETAILS = {"content": "请协调子女入学", "remark": "周三不在"}


@pytest.fixture
def window(settled_town: Town) -> Person:
    return settled_town.officer("window", ZHANGDIAN, "li-window")


@pytest.fixture
def city_window(settled_town: Town) -> Person:
    return settled_town.officer("window", name="zhang-city")


@pytest.fixture
def education(settled_town: Town) -> Person:
    return settled_town.officer("education", name="sun-school")


def registered(by: Person, **stated: Any) -> dict[str, Any]:
    answer = by.posts(DEMANDS, **SCHOOLING | {"details": DETAILS} | stated)
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    assert answer.headers["location"] == shown["href"]
    return shown


def done(by: Person, item: dict[str, Any], what: str, **stated: Any) -> dict[str, Any]:
    answer = by.posts(f"{item['href']}/{what}", **stated)
    assert answer.is_success, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def code(by: Person, item: dict[str, Any], what: str, **stated: Any) -> str:
    answer = by.posts(f"{item['href']}/{what}", **stated)
    assert not answer.is_success, answer.text
    return str(answer.json()["code"])


def in_progress(window: Person, unit: Person, **stated: Any) -> dict[str, Any]:
    item = done(window, registered(window, **stated), "assignment")
    return done(unit, item, "acceptance")


def test_a_whole_life_is_walked_by_what_is_offered(
    settled_town: Town, window: Person, city_window: Person, education: Person
) -> None:
    [enterprise] = settled_town.listed("示例四〇一号有限公司")
    specialist = settled_town.specialist(enterprise)
    talent = settled_town.talent("李慧", employer_id=enterprise)

    item = registered(specialist, talent_id=talent, category=None)
    assert (item["status"], item["channel"], item["area"]) == ("registered", "specialist", ZHANGDIAN)
    assert item["list_types"] == ["cluster_leader"]
    assert offered(item) == {"restate_demand", "withdraw_demand"}

    seen = window.gets(item["href"]).json()
    assert {"classify_demand", "escalate_demand", "merge_demand", "supervise_demand"} <= offered(seen)
    item = done(window, item, "classification", ledger="public_service", category="schooling")
    item = done(window, item, "assignment")
    assert item["lead"]["organization"] == "zibo-education"

    assert offered(education.gets(item["href"]).json()) == {
        "accept_assignment",
        "dispute_assignment",
        "record_progress",
    }
    item = done(education, item, "dispute", **WHY)
    item = done(window, item, "dispute/rejection", **WHY)
    item = done(education, item, "acceptance")
    item = done(education, item, "progress", progress="已联系学校")
    item = done(education, item, "extension", days=5, **WHY)
    assert item["asked"]["days"] == 5
    item = done(window, item, "extension/grant")
    item = done(window, item, "supervision", colour="yellow", **WHY)
    item = done(window, item, "escalation", to="city", **WHY)
    item = done(city_window, item, "escalation", to="province", **WHY)
    [whole] = [one for one in item["deadlines"] if one["step"] is None]
    assert (whole["light"]["colour"], whole["due_on"]) == ("grey", None)
    province = {"capacity": "transcribing", "deciding_body": "shandong-window"}
    item = done(city_window, item, "hand-back", answer="请属地办理", **province)
    item = done(education, item, "reply", reply="九月入学")
    item = done(education, item, "settlement", result="已入学")
    assert item["closed_on"] == now().date().isoformat()
    assert {"call_back", "reopen_demand", "reverse_closure"} <= offered(window.gets(item["href"]).json())
    assert refused(window.gets(item["href"]).json())["strike_off_demand"] == "not_called_back"

    item = done(window, item, "call-back", reached=True)
    item = done(specialist, item, "rating", grade="very_dissatisfied", comment="太慢")
    assert "rectify_demand" in offered(education.gets(item["href"]).json())
    item = done(education, item, "rectification", rectification="已致歉")
    item = done(specialist, item, "rating", grade="satisfied")
    item = done(window, item, "strike-off")
    assert (item["status"], item["grade"], item["grade_after"]) == (
        "struck_off",
        "very_dissatisfied",
        "satisfied",
    )
    item = done(window, item, "reopening", **WHY)
    assert (item["status"], item["grade"]) == ("in_progress", None)

    history = settled_town.auditor().gets(f"{item['href']}/history").json()["items"]
    topics = [event["topic"].removeprefix("DemandItem.") for event in history]
    assert topics == [
        "Registered", "Classified", "Assigned", "AssignmentDisputed", "DisputeRejected", "AssignmentAccepted",
        "ProgressRecorded", "ExtensionRequested", "ExtensionGranted", "SupervisionOpened", "Escalated", "Escalated",
        "HandedBack", "ReplyGiven", "Settled", "CalledBack", "Rated", "Rectified", "Rated", "StruckOff", "Reopened",
    ]  # fmt: skip
    assert {event["facts"]["area"] for event in history} == {ZHANGDIAN}
    settled = history[topics.index("Settled")]["facts"]["figures"]
    assert (settled["in_time"], settled["working_days"], settled["extensions"]) == (True, 0, 1)


def test_a_market_service_is_docked_with_the_alliance(settled_town: Town, window: Person) -> None:
    item = registered(window, **FINANCING, details={"content": "融资", "conditions": "三年期"})
    assert "hand_demand_to_alliance" in offered(item)

    item = done(window, item, "docking", member="山东省高层次人才服务联盟")
    assert item["docking"] == {"member": "shandong-alliance", "result": "docking"}
    item = done(window, item, "docking-result", result="contracted", note="已签约")

    assert item["docking"]["result"] == "contracted"


def test_an_item_moves_between_ledgers_and_areas_under_its_number(
    settled_town: Town, window: Person, city_window: Person
) -> None:
    item = registered(window)
    number = item["number"]

    item = done(window, item, "classification", ledger="opinion", category="platforms", **WHY)
    item = done(city_window, item, "transfer", area="博山区", **WHY)

    assert (item["number"], item["ledger"], item["area"]) == (number, "opinion", BOSHAN)
    assert window.gets(item["href"]).status_code == 404
    assert settled_town.officer("window", BOSHAN).gets(item["href"]).status_code == 200


def test_two_become_one_and_a_mistake_is_put_right_by_another(
    settled_town: Town, window: Person, education: Person
) -> None:
    one, other = registered(window), in_progress(window, education)
    assert "merge_demand" in offered(one)

    merged = done(window, one, "merge", surviving_demand_item_id=other["id"], **WHY)
    assert (merged["status"], merged["merged_into"]) == ("merged", other["id"])
    assert offered(merged) == set()

    settled = done(education, other, "settlement", result="示例")
    assert settled["absorbed"] == [one["id"]]
    closing = window.gets(f"{other['href']}/history").json()["items"][-1]["event_id"]
    again = done(window, other, "entry-correction", corrects=closing, **WHY)
    assert again["status"] == "in_progress"


def test_an_item_of_the_former_books_is_taken_over(city_window: Person) -> None:
    former = {
        **SCHOOLING,
        "area": "高青县",
        "details": DETAILS,
        "status": "in_progress",
        "raised_on": "2024-01-08",
        "due_on": "2024-02-01",
        "former_number": "2023-12",
        "lead": {"function": "education", "area": "市本级"},
        "documents": [{"kind": "opening_books", "number": "示例台账", "sha256": "b" * 64}],
    }
    stated = {name: said for name, said in former.items() if name != "city"}

    answer = city_window.posts(f"/v1/opening-books/{CITY}/demand-items", **stated)

    assert answer.status_code == 201, answer.text
    item = answer.json()
    assert (item["former_number"], item["area"], item["status"]) == ("2023-12", "gaoqing", "in_progress")
    [whole] = [one for one in item["deadlines"] if one["step"] is None]
    assert (whole["due_on"], whole["light"]["colour"]) == ("2024-02-01", "red")


# ── Seen and said ────────────────────────────────────────────────────────────────────────────────────────


def test_what_is_personal_is_masked_in_answers_and_histories(window: Person) -> None:
    item = registered(window, name="李思源", phone="13800138000")

    assert (item["name"], item["phone"]) == ("李**", "138****8000")
    assert item["details"]["content"] == item["details"]["remark"] == "***"
    history = window.gets(f"{item['href']}/history")
    for said in ("李思源", "13800138000", "子女入学", "周三"):
        assert said not in history.text


def test_the_unit_reads_what_it_is_about_for_a_purpose_that_is_on_the_access_log(
    settled_town: Town, window: Person, education: Person
) -> None:
    item = in_progress(window, education)
    done(education, item, "progress", progress="已联系学校", reason="家长来电")

    shown = education.gets(f"{item['href']}/texts", purpose="handling").json()

    said = {(one["topic"].removeprefix("DemandItem."), one["fact"], one["text"]) for one in shown["items"]}
    assert {
        ("Registered", "details.content", "请协调子女入学"),
        ("ProgressRecorded", "progress", "已联系学校"),
        ("ProgressRecorded", "envelope.reason", "家长来电"),
    } <= said
    lines = settled_town.service.log.datastore.rows(
        "SELECT actor, what, kind, purpose FROM log.disclosures WHERE id = %(id)s", id=item["id"]
    )
    assert lines == [("sun-school", "demand_texts", "demand_item", "handling")]
    assert education.gets(f"{item['href']}/texts").status_code == 400


def test_an_enterprise_reads_what_it_said_and_was_told_and_not_what_offices_say_among_themselves(
    settled_town: Town, window: Person, education: Person
) -> None:
    [enterprise] = settled_town.listed("示例四〇二号有限公司")
    item = in_progress(window, education, enterprise_id=enterprise)
    done(education, item, "progress", progress="学校暂不松口")
    done(window, item, "supervision", colour="red", reason="拖延")
    done(education, item, "reply", reply="九月入学")

    specialist = settled_town.specialist(enterprise)
    shown = specialist.gets(f"{item['href']}/texts", purpose="handling").json()

    assert {one["text"] for one in shown["items"]} == {*DETAILS.values(), "九月入学"}


def test_who_stands_in_for_the_window_is_offered_its_actions_and_takes_them(
    settled_town: Town, window: Person
) -> None:
    item = registered(window)
    granted = settled_town.officer("window", ZHANGDIAN, "wu-chief").posts(
        "/v1/stand-ins",
        officer="zhou-deputy",
        principal="li-window",
        signatory="wu-chief",
        valid_from="2026-01-05",
        valid_to="2099-12-31",
    )
    assert granted.is_success, granted.text
    deputy = settled_town.officer("window", BOSHAN, "zhou-deputy")

    [action] = [
        one for one in deputy.gets(item["href"]).json()["actions"]["open"] if one["name"] == "assign_demand"
    ]
    assert action["on_behalf_of"] == "li-window"
    stead = {"capacity": "deputising", "on_behalf_of": "li-window"}
    assert deputy.posts(action["href"], **stead).json()["status"] == "assigned"


def test_an_item_is_shown_as_it_was_and_a_stale_decision_is_told_what_it_missed(
    settled_town: Town, window: Person
) -> None:
    item = registered(window)
    then = settled_town.position()
    done(window, item, "assignment")

    past = window.gets(item["href"], as_of=str(then)).json()
    assert (past["status"], past["actions"]) == ("registered", {"open": [], "closed": []})
    stale = window.posts(f"{item['href']}/withdrawal", headers={"If-Match": '"1"'}, **WHY)
    assert stale.status_code == 412
    assert [event["topic"] for event in stale.json()["events_missed"]] == ["DemandItem.Assigned"]


# ── Refused ──────────────────────────────────────────────────────────────────────────────────────────────


def test_refusals_have_the_code_of_what_stands_in_the_way(
    settled_town: Town, window: Person, city_window: Person, education: Person
) -> None:
    hrss = settled_town.officer("hrss", ZHANGDIAN)
    unsorted = registered(window, category=None)
    fresh = registered(window)
    item = in_progress(window, education)
    assigned = done(window, registered(window), "assignment")
    above = done(window, in_progress(window, education), "escalation", to="city", **WHY)
    answered = done(education, in_progress(window, education), "settlement", result="示例")
    lead = {"lead": {"function": "hrss", "area": "张店区"}}

    told = {
        ("assign", code(window, unsorted, "assignment", **lead)): "not_classified",
        ("classify", code(window, fresh, "classification", ledger="opinion", category="x")): "unknown_category",
        ("classify again", code(window, fresh, "classification", ledger="opinion", category="other")): "reason_required",
        ("move", code(window, fresh, "transfer", area="博山区", **WHY)): "not_your_area",
        ("late", code(window, fresh, "assignment", due_on="2099-01-01")): "longer_than_the_rule",
        ("accept", code(window, assigned, "acceptance")): "not_your_item",
        ("accept for another", code(hrss, assigned, "acceptance")): "not_your_item",
        ("dispute without a reason", code(education, assigned, "dispute")): "reason_required",
        ("settle", code(education, assigned, "settlement", result="x")): "demand_not_in_state",
        ("adopt", code(education, item, "settlement", result="x", adoption="adopted")): "of_another_ledger",
        ("dock", code(window, item, "docking", member="shandong-alliance")): "of_another_ledger",
        ("member", code(window, item, "docking", member="示例")): "unknown_alliance_member",
        ("too long", code(education, item, "extension", days=99, **WHY)): "extension_too_long",
        ("nobody asked", code(window, item, "extension/grant")): "demand_not_in_state",
        ("province", code(window, item, "escalation", to="province", **WHY)): "not_your_area",
        ("own word", code(window, above, "hand-back")): "not_your_area",
        ("withdraw above", code(window, above, "withdrawal", **WHY)): "demand_not_in_state",
        ("not supervised", code(window, item, "supervision/lifting", **WHY)): "demand_not_in_state",
        ("itself", code(window, item, "merge", surviving_demand_item_id=item["id"], **WHY)): "invalid",
        ("into closed", code(window, item, "merge", surviving_demand_item_id=answered["id"], **WHY)): "demand_not_in_state",
        ("strike off", code(window, answered, "strike-off")): "not_called_back",
        ("rectify", code(education, answered, "rectification", rectification="x")): "demand_not_in_state",
        ("reverse", code(window, answered, "entry-correction", **WHY)): "invalid",
        ("city twice", code(city_window, above, "escalation", to="city", **WHY)): "not_escalated_there",
    }  # fmt: skip

    assert {what: found for (what, found), meant in told.items() if found != meant} == {}


def test_a_demand_says_something(window: Person) -> None:
    answer = window.posts(DEMANDS, **SCHOOLING, details={"content": " 　"})

    assert answer.status_code == 422
    assert [error["field"] for error in answer.json()["errors"]] == ["details.content"]


def test_what_comes_too_late_or_twice_is_refused(
    settled_town: Town, window: Person, education: Person
) -> None:
    long_ago = {"effective_on": (now().date() - timedelta(days=60)).isoformat(), "reason": "补录"}
    late = done(window, registered(window, **long_ago), "assignment", **long_ago)
    told = {"dispute": code(education, late, "dispute", **WHY)}
    late = done(education, late, "acceptance")
    told["extension"] = code(education, late, "extension", days=1, **WHY)
    item = in_progress(window, education)
    item = done(education, item, "extension", days=1, **WHY)
    told["second request"] = code(education, item, "extension", days=1, **WHY)
    item = done(window, item, "extension/grant")
    told["second extension"] = code(education, item, "extension", days=1, **WHY)
    item = done(window, item, "supervision", colour="red", **WHY)
    told["less urgent"] = code(window, item, "supervision", colour="blue", **WHY)
    item = done(education, item, "settlement", result="示例")
    item = done(window, item, "call-back", reached=True)
    item = done(window, item, "rating", grade="dissatisfied")
    told["rated before it was put right"] = code(window, item, "rating", grade="satisfied")
    told["struck off before"] = code(window, item, "strike-off")
    item = done(education, item, "rectification", rectification="示例")
    told["struck off without the second rating"] = code(window, item, "strike-off")
    item = done(window, item, "rating", grade="satisfied")
    told["third rating"] = code(window, item, "rating", grade="satisfied")

    assert told == {
        "dispute": "disputed_too_late",
        "extension": "deadline_over",
        "second request": "demand_not_in_state",
        "second extension": "extensions_used_up",
        "less urgent": "demand_not_in_state",
        "rated before it was put right": "rectification_pending",
        "struck off before": "rectification_pending",
        "struck off without the second rating": "reason_required",
        "third rating": "rated_already",
    }


def test_a_column_that_the_ledger_has_not_is_named(window: Person) -> None:
    answer = window.posts(DEMANDS, **SCHOOLING, details={"content": "x", "conditions": "y"})

    assert (answer.status_code, answer.json()["code"]) == (409, "of_another_ledger")
    assert [error["field"] for error in answer.json()["errors"]] == ["details.conditions"]


# ── Many at once ─────────────────────────────────────────────────────────────────────────────────────────


def test_however_many_register_at_once_every_number_is_given_once_and_none_left_out(
    settled_town: Town,
) -> None:
    clients, each = 6, 5
    people = [settled_town.officer("window", "yiyuan", f"clerk-{number}") for number in range(clients)]

    def register(person: Person) -> list[tuple[int, str]]:
        answers = [person.posts(DEMANDS, **SCHOOLING, details=DETAILS) for _ in range(each)]
        return [(answer.status_code, answer.json().get("number", "")) for answer in answers]

    with ThreadPoolExecutor(clients) as pool:
        answers = [answer for answers in pool.map(register, people) for answer in answers]

    assert Counter(status for status, _ in answers) == {201: clients * each}
    year = now().date().year
    assert sorted(number for _, number in answers) == [
        f"GG-yiyuan-{year}-{serial:05d}" for serial in range(1, clients * each + 1)
    ]


def test_the_timeline_tells_an_item_in_sentences_and_gives_no_text_away(
    window: Person, education: Person, settled_town: Town
) -> None:
    item = done(education, in_progress(window, education), "settlement", result="已入学")

    shown = window.gets(f"{item['href']}/timeline").json()["items"]
    text = window.gets(f"{item['href']}/timeline.txt", headers={"Accept-Language": "zh"})
    english = window.gets(f"{item['href']}/timeline.txt", headers={"Accept-Language": "en"}).text

    assert [line["status"] for line in shown] == ["registered", "assigned", "in_progress", "settled"]
    assert shown[-1]["sentence"]["zh"].startswith("淄博市教育局办结（按期")
    assert item["number"] in text.text
    assert shown[1]["sentence"]["zh"] in text.text
    assert "settled it (in time" in english
    assert "已入学" not in text.text + english
    assert settled_town.officer("window", BOSHAN).gets(f"{item['href']}/timeline").status_code == 404
