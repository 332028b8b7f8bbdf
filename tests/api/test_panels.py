"""A panel of experts over HTTP: offered, convened, voting, concluded, and what its case then says."""

from typing import Any

import pytest

from domain.policy.steps import StepKind
from tests.api.cases import TRANSCRIBED, offered
from tests.api.conftest import CITY_AREA, ZHANGDIAN, Person, Town
from tests.api.routes import WHY, OnRoute
from tests.domain.zibo import ZIBO


@pytest.fixture
def case(town: Town) -> OnRoute:
    """A case that has gone to the province and waits for its panel."""
    on = OnRoute(town, ZIBO.route("panel"), "示例一号有限公司").submitted()
    on.brought_to(StepKind.PANEL)
    return on


@pytest.fixture
def writes(town: Town) -> Person:
    return town.officer("hrss", CITY_AREA, "gao-writing")


@pytest.fixture
def panel(case: OnRoute) -> dict[str, Any]:
    return case.convened()


def now(person: Person, panel: dict[str, Any]) -> dict[str, Any]:
    shown: dict[str, Any] = person.gets(panel["href"]).json()
    return shown


def test_a_case_at_its_panel_offers_to_convene_one(town: Town, case: OnRoute, writes: Person) -> None:
    assert "convene_panel" in offered(writes.gets(case.case).json())
    assert "convene_panel" not in offered(town.officer("drc").gets(case.case).json())


def test_its_experts_are_masked_and_its_rule_is_shown(writes: Person, panel: dict[str, Any]) -> None:
    assert [one["name"] for one in panel["experts"]] == ["论**"] * 5
    assert panel["experts"][0]["organization"] == "***"
    assert (panel["convened_by"], panel["together_with"]) == ("shandong-hrss", ["shandong-drc"])
    assert panel["rule"] == {
        "least_members": 5,
        "quorum": {"at_least": 2, "of": 3},
        "majority": {"at_least": 2, "of": 3},
        "clauses": ["R-06"],
    }
    assert "论证甲" not in writes.gets(f"{panel['href']}/history").text


def test_it_is_found_by_its_case(writes: Person, case: OnRoute, panel: dict[str, Any]) -> None:
    assert writes.gets(f"{case.case}/panel").json()["id"] == panel["id"] == case.shown()["panel_id"]


def test_what_may_be_done_is_offered_with_each_expert(
    town: Town, writes: Person, panel: dict[str, Any]
) -> None:
    [expert, *_] = panel["experts"]
    assert offered(expert) == {"cast_panel_vote", "recuse_panel_member"}
    assert offered(panel) == {"add_panel_member", "dissolve_panel"}
    assert offered(now(town.auditor(), panel)) == set()

    [vote] = [one for one in expert["actions"]["open"] if one["name"] == "cast_panel_vote"]
    writes.posts(vote["href"], vote="disagree", opinion="材料不足", **TRANSCRIBED).raise_for_status()

    [expert, *_] = now(writes, panel)["experts"]
    assert (expert["vote"], expert["opinion"]) == ("disagree", "***")
    assert offered(expert) == {"strike_panel_vote", "recuse_panel_member"}


def test_a_recused_expert_may_do_nothing_more(writes: Person, panel: dict[str, Any]) -> None:
    [expert, *_] = panel["experts"]
    address = f"{panel['href']}/members/{expert['id']}"
    writes.posts(f"{address}/recusal", **TRANSCRIBED, **WHY).raise_for_status()

    answer = writes.posts(f"{address}/vote", vote="agree", **TRANSCRIBED)

    assert (answer.status_code, answer.json()["code"]) == (409, "expert_recused")
    assert now(writes, panel)["experts"][0]["is_recused"]


def test_its_conclusion_takes_the_case_on_and_is_in_its_timeline(town: Town, case: OnRoute) -> None:
    shown = case.argued()

    assert (shown["step"]["code"], shown["panel_conclusion"]) == ("provincial_result", "passed")
    position = str(town.position())
    lines = town.auditor().gets(f"{case.case}/timeline", min_position=position).json()["items"]
    sentences = [
        line["sentence"]["zh"] for line in lines if line["topic"].startswith("CardApplication.Panel")
    ]
    assert sentences == [
        "淄博市人力资源和社会保障局登记省里组织专家论证",
        "淄博市人力资源和社会保障局核对专家论证结论：论证通过，转入“省级结果”",
    ]


def test_the_officer_who_wrote_the_conclusion_down_does_not_confirm_it(
    town: Town, writes: Person, panel: dict[str, Any]
) -> None:
    for expert in panel["experts"]:
        writes.posts(
            f"{panel['href']}/members/{expert['id']}/vote", vote="agree", **TRANSCRIBED
        ).raise_for_status()
    concluded = writes.posts(f"{panel['href']}/conclusion", **TRANSCRIBED).json()

    assert (concluded["status"], concluded["conclusion"]) == ("concluded", "passed")
    assert offered(concluded) == {"dissolve_panel"}
    closed = {one["name"]: one["code"] for one in concluded["actions"]["closed"]}
    assert closed["confirm_panel_conclusion"] == "same_officer"
    second = town.officer("hrss", CITY_AREA, "lin-seeing")
    assert "confirm_panel_conclusion" in offered(now(second, panel))


def test_what_did_not_pass_cannot_be_written_down_as_approved(writes: Person, case: OnRoute) -> None:
    assert case.argued(*["disagree"] * 5)["panel_conclusion"] == "not_passed"

    answer = writes.posts(f"{case.case}/provincial-result", result="approved", **TRANSCRIBED)

    assert (answer.status_code, answer.json()["code"]) == (409, "panel_not_passed")
    assert [clause["id"] for clause in answer.json()["clauses"]] == ["R-06"]
    assert case.answered("rejected")["status"] == "rejected"


def test_experts_are_nobodys_business_in_a_part_of_the_city(
    town: Town, case: OnRoute, panel: dict[str, Any]
) -> None:
    for person in (town.officer("hrss", ZHANGDIAN), case.specialist):
        assert person.gets(panel["href"]).status_code == 404
        assert person.gets(f"{case.case}/panel").status_code == 404
        assert person.gets(case.case).json()["panel_id"] == panel["id"]


class TestTheRegister:
    def test_every_panel_is_listed_in_the_order_of_convening_with_how_far_it_is(
        self, town: Town, case: OnRoute, writes: Person, panel: dict[str, Any]
    ) -> None:
        [expert, *_] = panel["experts"]
        vote = f"{panel['href']}/members/{expert['id']}/vote"
        writes.posts(vote, vote="agree", **TRANSCRIBED).raise_for_status()

        [line] = listed(writes, town)

        assert (line["id"], line["href"], line["case_href"]) == (panel["id"], panel["href"], case.case)
        assert (line["status"], line["members"], line["votes"]) == ("convened", 5, 1)
        assert line["version"] == now(writes, panel)["version"]
        assert "论证" not in str(line)

    def test_a_vote_that_is_struck_or_void_counts_no_more(
        self, town: Town, writes: Person, panel: dict[str, Any]
    ) -> None:
        first, second, *_ = (f"{panel['href']}/members/{one['id']}" for one in panel["experts"])
        for member in (first, second):
            writes.posts(f"{member}/vote", vote="agree", **TRANSCRIBED).raise_for_status()
        writes.posts(f"{first}/vote/strike-out", **TRANSCRIBED, **WHY).raise_for_status()
        writes.posts(f"{second}/recusal", **TRANSCRIBED, **WHY).raise_for_status()

        [line] = listed(writes, town)

        assert (line["members"], line["votes"]) == (4, 0)

    def test_it_is_narrowed_down_and_read_page_by_page(
        self, town: Town, case: OnRoute, writes: Person, panel: dict[str, Any]
    ) -> None:
        writes.posts(f"{panel['href']}/dissolution", **TRANSCRIBED, **WHY).raise_for_status()
        case.argued()

        dissolved, confirmed = listed(writes, town)

        assert (dissolved["status"], dissolved["dissolution"]) == ("dissolved", "no_conclusion")
        assert (confirmed["status"], confirmed["conclusion"]) == ("confirmed", "passed")
        assert (
            listed(writes, town, status="confirmed")
            == listed(writes, town, conclusion="passed")
            == [confirmed]
        )
        assert listed(writes, town, card_application_id=confirmed["card_application_id"]) == [
            dissolved,
            confirmed,
        ]
        assert listed(writes, town, area="boshan") == []
        first = writes.gets("/v1/panels", limit=1).json()
        second = writes.gets("/v1/panels", limit=1, cursor=first["next"]).json()
        assert (first["items"], second["items"], second["next"]) == ([dissolved], [confirmed], None)

    def test_a_panel_that_ended_with_its_case_says_so(
        self, town: Town, case: OnRoute, writes: Person, panel: dict[str, Any]
    ) -> None:
        case.specialist.posts(f"{case.case}/withdrawal", **WHY).raise_for_status()

        [line] = listed(writes, town)

        assert (line["status"], line["dissolution"]) == ("dissolved", "case_ended")
        assert now(writes, panel)["dissolution"] == "case_ended"
        assert offered(now(writes, panel)) == set()

    def test_who_does_not_see_the_whole_city_finds_none(
        self, town: Town, case: OnRoute, panel: dict[str, Any]
    ) -> None:
        assert listed(town.officer("hrss", ZHANGDIAN), town) == []
        assert listed(case.specialist, town) == []
        assert len(listed(town.auditor(), town)) == 1


def listed(person: Person, town: Town, **wanted: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = person.gets(
        "/v1/panels", min_position=str(town.position()), **wanted
    ).json()["items"]
    return items
