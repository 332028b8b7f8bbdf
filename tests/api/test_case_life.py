"""What happens to a case beside its steps, over HTTP: it is taken in, it rests, officers keep away from it."""

import pytest

from tests.api.cases import TRANSCRIBED, Applying
from tests.api.conftest import Town
from tests.api.test_actions import offered, refused

WU = "wu-review"
WHY = {"reason": "示例：依规办理"}


@pytest.fixture
def applying(town: Town) -> Applying:
    """A case at the nominating department."""
    town.quota()
    return Applying(town).at_department()


def queue(person, name: str, case: Applying) -> list[str]:
    position = case.town.position()
    lines = person.gets(f"/v1/card-applications?queue={name}&min_position={position}").json()["items"]
    return [line["id"] for line in lines]


class TestTakingIn:
    def test_an_accepted_case_has_its_number_and_the_register_finds_it(self, applying):
        case = applying.department().posts(f"{applying.case}/acceptance").json()

        number = case["accepted"]["number"]
        assert number == "370300-2026-0001"
        assert case["receipt_number"].startswith("370300-2026")
        position = applying.town.position()
        [line] = (
            applying.town.auditor()
            .gets(f"/v1/card-applications?acceptance_number={number}&min_position={position}")
            .json()["items"]
        )
        assert (line["id"], line["acceptance_number"]) == (applying.case_id, number)
        assert {"accept_case", "refuse_case"} <= refused(case).keys()

    def test_a_refusal_ends_the_case_and_its_reason_is_masked(self, applying):
        case = applying.department().posts(f"{applying.case}/refusal", **WHY).json()

        assert case["status"] == "refused"
        assert "示例：依规办理" not in applying.town.auditor().gets(f"{applying.case}/history").text


class TestSuspension:
    def test_what_rests_says_why_and_waits_to_be_resumed(self, applying):
        department = applying.department()

        case = department.posts(f"{applying.case}/suspension", ground="expert_review", **WHY).json()

        assert case["suspended"]["name"] == {"zh": "专家评审", "en": "Experts are heard"}
        assert offered(case) == {"resume_case", "withdraw_card_application", "recuse_officer", "write_note"}
        assert (queue(department, "to_resume", applying), queue(department, "mine", applying)) == (
            [applying.case_id],
            [],
        )
        assert queue(applying.specialist, "waiting", applying) == [applying.case_id]

    def test_after_the_resumption_it_is_in_the_queue_again(self, applying):
        department = applying.department()
        department.posts(f"{applying.case}/suspension", ground="expert_review", **WHY)

        case = department.posts(f"{applying.case}/resumption").json()

        assert (case["status"], case["suspended"]) == ("in_process", None)
        assert queue(department, "mine", applying) == [applying.case_id]

    def test_a_ground_that_the_policy_does_not_name_is_a_fault_of_the_field(self, applying):
        answer = applying.department().posts(f"{applying.case}/suspension", ground="holiday", **WHY)

        assert (answer.status_code, answer.json()["code"]) == (422, "unknown_ground")


class TestRecusal:
    def test_who_is_recused_sees_why_nothing_is_offered_and_has_it_in_no_queue(self, applying):
        wu, head = applying.department(), applying.department("zhou-head")
        case = wu.posts(f"{applying.case}/recusals", officer=WU, **WHY).json()

        assert case["recused"] == [WU]
        assert refused(case)["review_case"] == "recused"
        assert queue(wu, "mine", applying) == []
        assert queue(head, "mine", applying) == [applying.case_id]
        assert applying.department().posts(f"{applying.case}/reviews").json()["code"] == "recused"

    def test_the_timeline_says_so_in_both_languages_and_names_nobody(self, applying):
        wu = applying.department()
        wu.posts(f"{applying.case}/recusals", officer=WU, **WHY)

        text = wu.gets(f"{applying.case}/timeline.txt?min_position={applying.town.position()}").text

        assert "经办人声明回避" in text or "declared a recusal" in text


class TestReconsideration:
    def test_the_decision_and_its_reconsideration_name_one_another(self, applying):
        ended = applying.department().posts(f"{applying.case}/non-recommendation", **WHY).json()
        assert ended["ending"]["reconsideration"] is None

        asked = applying.specialist.posts(f"{applying.case}/reconsideration", **WHY).json()

        ending = asked["ending"]
        assert ending["reconsideration"]["of_version"] == ending["version"]
        history = applying.town.auditor().gets(f"{applying.case}/history").json()["items"]
        assert history[ending["version"] - 1]["topic"] == "CardApplication.NotRecommended"
        assert history[-1]["facts"] == {"area": "zhangdian", "of_version": ending["version"]}

    def test_it_waits_for_somebody_who_had_no_part_in_the_case(self, applying):
        wu, colleague = applying.department(), applying.department("he-reconsidering")
        wu.posts(f"{applying.case}/non-recommendation", **WHY)
        applying.specialist.posts(f"{applying.case}/reconsideration", **WHY)

        assert queue(wu, "to_confirm", applying) == []
        assert refused(applying.shown_to(wu))["overturn_decision"] == "acted_before"
        assert queue(colleague, "to_confirm", applying) == [applying.case_id]
        case = colleague.posts(
            f"{applying.case}/reconsideration/overturning", to_step="department_review", **WHY
        ).json()

        assert (case["status"], case["step"]["code"]) == ("in_process", "department_review")
        assert queue(colleague, "mine", applying) == [applying.case_id]


class TestNotes:
    def test_an_internal_note_is_never_shown_to_the_enterprise(self, applying):
        wu, notes = applying.department(), f"{applying.case}/notes"
        nothing = applying.town.position()
        written = wu.posts(notes, text="内部情况说明")
        internal = applying.town.position()
        assert written.status_code == 201

        assert applying.specialist.gets(notes).status_code == 404
        wu.posts(notes, text="请补充照片", is_internal=False)
        shown = applying.specialist.gets(notes).json()
        before = [
            applying.specialist.gets(notes, as_of=str(then)).json()["code"] for then in (nothing, internal)
        ]

        assert (len(wu.gets(notes).json()["items"]), len(shown["items"]), shown["version"]) == (2, 1, 1)
        assert before == ["not_there_then"] * 2  # whether there was an internal one, is told by neither
        for person in (applying.specialist, applying.town.auditor()):
            for address in (applying.case, f"{applying.case}/history", f"{applying.case}/timeline"):
                assert "CaseNotes" not in person.gets(address).text

    def test_its_text_is_masked_and_what_is_struck_out_stays(self, applying):
        wu, notes = applying.department(), f"{applying.case}/notes"
        [note] = wu.posts(notes, text="内部情况说明").json()["items"]

        struck = wu.posts(f"{notes}/{note['id']}/striking-out", **WHY).json()

        assert note["text"] == "***"
        assert [one["struck_out_by"] for one in struck["items"]] == [WU]


class TestAfterTheDecision:
    def test_a_decision_that_is_revised_takes_card_and_place_along(self, town):
        town.quota()
        applying = Applying(town, "示例二号有限公司").approved()
        card = applying.shown_to(applying.department())["card_id"]
        asked = applying.hrss("gao-writing").posts(
            f"{applying.case}/revision", status="rejected", **WHY, **TRANSCRIBED
        )
        assert asked.is_success, asked.text
        second = applying.hrss("lin-confirming")

        assert queue(second, "to_confirm", applying) == [applying.case_id]
        case = second.posts(f"{applying.case}/revision/confirmation", **WHY).json()

        assert (case["status"], case["card_id"], case["result"]) == ("rejected", None, "rejected")
        assert town.auditor().gets(f"/v1/cards/{card}").json()["status"] == "revoked"

    def test_a_form_that_was_wrong_keeps_both_versions(self, town):
        town.quota()
        applying = Applying(town, "示例二号有限公司").approved()
        applying.specialist.posts(f"{applying.case}/form-correction", form={"resume": "更正后的简历"}, **WHY)

        case = applying.hrss("lin-confirming").posts(f"{applying.case}/form-correction/confirmation").json()

        assert case["form"]["version"] == 2
        corrected = town.auditor().gets(f"{applying.case}/history").json()["items"][-1]
        assert corrected["facts"]["differences"] == ["resume"]
        assert corrected["facts"]["former_version"] == 1
