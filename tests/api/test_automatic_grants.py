"""Cards without an application over HTTP: previewed, issued, looked up, and what the register then says."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.api.cards import CARDS, now
from tests.api.cases import offered
from tests.api.conftest import BOSHAN, CITY, ZHANGDIAN, Town, attested, list_of
from tests.api.grants import GRANTS, HONOR, ISSUE_PAPER, granted_honor, has_head, identified, previewed
from tests.domain.made_up import credit_code_of

COMPANY = "示例一号有限公司"


def told(shown: dict[str, Any]) -> list[tuple[str, str, list[str]]]:
    return [
        (one["outcome"], one["enterprise_name"], [ground["code"] for ground in one["grounds"]])
        for one in shown["heads"]
    ]


class TestPreview:
    def test_it_says_of_every_head_what_would_be_done_and_records_nothing(self, town: Town) -> None:
        known = has_head(town, COMPANY)
        has_head(town, "示例二号有限公司", name="孙小立", function="miit", known=False)
        events = town.position()

        shown = previewed(town)

        assert town.position() == events
        assert told(shown) == [
            ("new", COMPANY, []),
            ("excluded", "示例二号有限公司", ["head_not_identified"]),
        ]
        assert shown["counts"] == {"new": 1, "changed_head": 0, "dropped": 0, "excluded": 1}
        [head, _] = shown["heads"]
        assert (head["talent_id"], head["name"], head["roles"]) == (known["talent_id"], "周**", ["chairman"])
        assert (head["list_type"], head["policy_version"]) == ("cluster_leader", "zibo-2023/1")

    def test_a_ground_says_why_under_which_clause_and_who_can_lift_it(self, town: Town) -> None:
        has_head(town, COMPANY, known=False)

        [ground] = previewed(town)["heads"][0]["grounds"]

        assert ground["reason"] == {
            "zh": "尚未凭证件核实负责人身份",
            "en": "No identity document says yet who the head is",
        }
        assert (ground["clauses"], ground["lifted_by"]["zh"]) == (["R-08"], "由部门凭身份证件核实")

    def test_it_offers_the_run_if_there_is_somebody_to_give_a_card(self, town: Town) -> None:
        ids = has_head(town, COMPANY, known=False)
        closed = previewed(town)["actions"]["closed"]
        attested(town, identified(town, ids["enterprise_id"], ids["principal_id"], 7))

        assert [one["code"] for one in closed] == ["nothing_to_grant"]
        assert offered(previewed(town)) == {"grant_automatically"}

    def test_who_has_a_card_and_leads_no_longer_is_shown_with_what_is_proposed(self, town: Town) -> None:
        code = credit_code_of(77)
        has_head(town, COMPANY, code)
        granted_honor(town)
        has_head(town, COMPANY, code, name="吴新任")

        successor, former = previewed(town)["heads"]

        assert (successor["outcome"], former["outcome"]) == ("changed_head", "dropped")
        assert (successor["proposed"], former["proposed"]) == (None, "cancellation")
        assert [ground["code"] for ground in former["grounds"]] == ["leads_no_longer"]
        assert former["card_id"] is not None


class TestRun:
    def test_it_answers_with_its_lines_and_is_found_at_its_address(self, town: Town) -> None:
        ids = has_head(town, COMPANY)

        answer = granted_honor(town)

        run = answer.json()
        [line] = run["lines"]
        assert (line["outcome"], line["talent_id"]) == ("new", ids["talent_id"])
        assert line["card_number"].startswith("ZBRY2026")
        assert run["documents"] == [ISSUE_PAPER]
        assert town.auditor().gets(answer.headers["location"]).json() == run
        runs = town.auditor().gets(f"{GRANTS}/{CITY}/honor").json()["runs"]
        assert [(one["id"], one["counts"]["new"]) for one in runs] == [(run["id"], 1)]

    def test_its_cards_are_in_the_register_with_number_route_and_paper(self, town: Town) -> None:
        ids = has_head(town, COMPANY)
        [line] = granted_honor(town).json()["lines"]

        [card] = town.auditor().gets(CARDS, route="automatic", min_position=now(town)).json()["items"]

        assert (card["id"], card["card_number"]) == (line["card_id"], line["card_number"])
        assert (card["status"], card["card_type"], card["list_type"]) == (
            "in_force",
            "honor",
            "cluster_leader",
        )
        assert (card["enterprise_id"], card["talent_id"]) == (ids["enterprise_id"], ids["talent_id"])
        assert (card["approval_number"], card["approved_on"]) == (
            ISSUE_PAPER["number"],
            ISSUE_PAPER["issued_on"],
        )
        assert (card["term_rule"], card["differs_from_rule"]) == ("fixed_years", False)
        assert town.auditor().gets(line["card_href"]).json()["status"] == "in_force"

    def test_the_same_key_gets_the_first_answer_and_no_further_cards(self, town: Town) -> None:
        has_head(town, COMPANY)
        body = HONOR | {"preview": previewed(town)["preview"], "documents": [ISSUE_PAPER]}
        miit, key = town.officer("miit"), {"Idempotency-Key": "run-1"}

        first, again = (miit.posts(GRANTS, headers=key, **body) for _ in range(2))

        assert first.json() == again.json()
        assert again.headers["idempotency-replayed"] == "true"

    def test_a_stale_preview_is_refused(self, town: Town) -> None:
        has_head(town, COMPANY)
        preview = previewed(town)["preview"]
        has_head(town, "示例二号有限公司", name="孙小立", function="miit")

        answer = town.officer("miit").posts(GRANTS, **HONOR, preview=preview, documents=[ISSUE_PAPER])

        assert (answer.status_code, answer.json()["code"]) == (409, "preview_stale")
        assert town.refusals()[-1]["code"] == "preview_stale"

    def test_two_runs_at_once_issue_once(self, town: Town) -> None:
        for number in range(3):
            has_head(town, f"示例{number}号有限公司", name=f"周{'甲乙丙'[number]}")
        body = HONOR | {"preview": previewed(town)["preview"], "documents": [ISSUE_PAPER]}
        people = [town.officer("miit", name=f"zhao-{n}") for n in range(4)]

        with ThreadPoolExecutor() as pool:
            answers = list(pool.map(lambda person: person.posts(GRANTS, **body), people))

        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
        cards = town.auditor().gets(CARDS, min_position=now(town)).json()["items"]
        assert len({card["card_number"] for card in cards}) == len(cards) == 3

    def test_an_enterprise_without_a_code_needs_a_reason_which_nobody_is_shown(self, town: Town) -> None:
        row = {
            "row": 3,
            "name": COMPANY,
            "area": ZHANGDIAN,
            "principals": [{"name": "周大舟", "role": "chairman"}],
        }
        drc = town.officer("drc")
        listed = drc.confirms("/v1/enterprise-lists", [3], **list_of("drc", [row])).json()
        enterprise_id = listed["rows"][0]["enterprise_id"]
        [principal] = drc.gets(f"/v1/enterprises/{enterprise_id}").json()["principals"]
        talent_id = identified(town, enterprise_id, principal["id"], 5)
        town.officer("party_org").posts(
            f"/v1/talents/{talent_id}/attestation", result="not_managed", as_of="2026-01-05"
        )
        assert told(previewed(town)) == [("excluded", COMPANY, ["credit_code_missing"])]

        why = [{"enterprise_id": enterprise_id, "reason": "信用代码变更中"}]
        run = granted_honor(town, without_code=why).json()

        history = town.auditor().gets(f"{CARDS}/{run['lines'][0]['card_id']}/history").text
        assert "信用代码变更中" not in history


class TestWhoSeesIt:
    @pytest.fixture
    def run(self, town: Town) -> str:
        has_head(town, COMPANY)
        has_head(town, "示例二号有限公司", name="孙小立", function="miit", area=BOSHAN)
        return str(granted_honor(town).headers["location"])

    def test_a_district_sees_the_lines_of_its_own_enterprises(self, town: Town, run: str) -> None:
        seen = {
            area: [line["area"] for line in town.officer("miit", area).gets(run).json()["lines"]]
            for area in (ZHANGDIAN, BOSHAN)
        }

        assert seen == {ZHANGDIAN: [ZHANGDIAN], BOSHAN: [BOSHAN]}
        assert town.officer("miit", "huantai").gets(run).status_code == 404

    def test_another_department_may_neither_preview_nor_issue(self, town: Town, run: str) -> None:
        for function in ("hrss", "drc", "party_org"):
            answer = town.officer(function).posts(f"{GRANTS}?dry_run=true", **HONOR)
            assert (answer.status_code, answer.json()["code"]) == (403, "not_your_department")
