"""Policy versions over HTTP: drafted, seen by few, published by another, compared, and applied from then on."""

import pytest

from tests.api.conftest import CITY, Town
from tests.domain.zibo import edition

SECOND = "/v1/policies/zibo-2023/2"
NARROWER = edition(2, effective_from="2026-01-01").content.replace("city: {value: 10", "city: {value: 9")


@pytest.fixture
def lin(town: Town):
    return town.officer("hrss", name="lin-hrss")


@pytest.fixture
def tang(town: Town):
    return town.officer("hrss", name="tang-hrss")


@pytest.fixture
def drafted(lin) -> dict:
    answer = lin.posts("/v1/policies", content=NARROWER)
    assert answer.status_code == 201, answer.text
    assert answer.headers["Location"] == SECOND
    return answer.json()


def test_given_a_draft_when_somebody_else_looks_then_it_is_not_there(town, drafted):
    drc = town.officer("drc")

    assert drc.gets(SECOND).status_code == 404
    assert drc.gets(SECOND + "/history").status_code == 404
    assert drc.gets(SECOND + "/differences?before=zibo-2023/1").status_code == 404
    assert "zibo-2023/2" not in drc.gets("/v1/policies").text


def test_given_a_draft_when_an_auditor_looks_then_it_is_shown_as_one(town, drafted):
    listed = town.auditor().gets("/v1/policies?status=drafted").json()["items"]

    assert [(one["policy_version"], one["status"]) for one in listed] == [("zibo-2023/2", "drafted")]
    assert town.auditor().gets(SECOND).json()["drafted_by"] == ["lin-hrss"]


def test_given_a_draft_when_its_author_looks_then_publishing_is_closed_to_him_and_open_to_another(
    lin, tang, drafted
):
    def open_to(person):
        return [action["name"] for action in person.gets(SECOND).json()["actions"]["open"]]

    assert open_to(lin) == ["revise_policy_draft", "discard_policy_draft"]
    assert open_to(tang) == ["revise_policy_draft", "discard_policy_draft", "publish_policy_draft"]


def test_given_a_draft_when_another_publishes_it_then_the_next_decision_stands_on_it(town, tang, drafted):
    published = tang.posts(SECOND + "/publication", headers={"If-Match": '"1"'})
    opened = town.officer("hrss").posts(f"/v1/quotas/{CITY}/huicai/2026")

    assert (published.status_code, published.json()["status"]) == (200, "published")
    assert (opened.json()["limit"], opened.json()["policy_version"]) == (9, "zibo-2023/2")
    (in_force,) = town.officer("drc").gets(f"/v1/policies?city={CITY}&on=2026-01-01").json()["items"]
    assert in_force["policy_version"] == "zibo-2023/2"


def test_given_a_draft_that_was_revised_when_it_is_published_as_seen_before_then_it_is_stale(
    lin, tang, drafted
):
    lin.posts(SECOND + "/draft", content=NARROWER + "# 修改\n")

    stale = tang.posts(SECOND + "/publication", headers={"If-Match": '"1"'})

    assert stale.status_code == 412
    assert [event["topic"] for event in stale.json()["events_missed"]] == ["Policy.DraftRevised"]


def test_given_a_text_with_a_fault_when_it_is_drafted_then_line_and_reason_are_told(town, lin):
    refused = lin.posts("/v1/policies", content=NARROWER.replace("value: 9,", "value: nine,"))

    problem = refused.json()
    assert (refused.status_code, problem["code"]) == (422, "invalid_pack")
    (fault,) = problem["errors"]
    assert fault["field"].startswith("content:")
    assert fault["field"].endswith("limits.city.value")


def test_given_two_versions_when_compared_then_each_place_that_differs_is_told(town, drafted):
    compared = town.auditor().gets(SECOND + "/differences?before=zibo-2023/1").json()

    assert compared["items"] == [{"place": "routes.quota.limits.city.value", "before": 10, "after": 9}]


def test_given_a_version_that_is_retired_then_it_is_in_force_to_its_last_day_and_can_be_read_for_ever(
    town, lin
):
    retired = lin.posts("/v1/policies/zibo-2023/1/retirement", last_day="2090-12-31", reason="新办法施行")

    assert (retired.json()["status"], retired.json()["last_day"]) == ("retired", "2090-12-31")
    on = town.auditor().gets
    assert len(on(f"/v1/policies?city={CITY}&on=2090-12-31").json()["items"]) == 1
    assert on(f"/v1/policies?city={CITY}&on=2091-01-01").json()["items"] == []
    assert on("/v1/policies/zibo-2023/1").json()["content"].startswith("# 淄博市")


def test_given_a_draft_when_its_history_is_read_then_it_says_who_and_why(lin, tang, drafted):
    lin.posts(SECOND + "/discarding", reason_code="drafted_anew")

    history = tang.gets(SECOND + "/history").json()["items"]

    assert [(one["topic"], one["envelope"]["actor"]) for one in history] == [
        ("Policy.Drafted", "lin-hrss"),
        ("Policy.DraftDiscarded", "lin-hrss"),
    ]
    assert history[1]["envelope"]["reason_code"] == "drafted_anew"
