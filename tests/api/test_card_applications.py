"""The quota route over HTTP, each step by those whose turn it is (申报)."""

import pytest

from tests.api.cases import TRANSCRIBED, Applying, offered, refused
from tests.api.conftest import BOSHAN, QUOTA, ZHANGDIAN, Town


@pytest.fixture
def applying(town: Town) -> Applying:
    """示例一号 is nominated by the DRC and has proposed its person, about whom the attestation is there."""
    town.quota()
    return Applying(town)


class TestTheWayToTheCard:
    def test_a_draft_is_begun_with_an_address_and_shows_the_form_masked(self, applying):
        answer = applying.drafts(form={"gender": "男", "phone": "13800000000", "email": "person@example.org"})

        case = answer.json()
        assert (answer.status_code, answer.headers["Location"]) == (201, case["href"])
        stated = {field["code"]: field["value"] for field in case["form"]["fields"]}
        assert stated["name"] == "示***"
        assert stated["phone"] == "138****0000"
        assert stated["email"] == "p***"
        assert stated["gender"] == "***"
        assert stated["resume"] is None
        assert [field["number"] for field in case["form"]["fields"]] == list(range(1, 28))

    def test_every_gap_of_the_form_is_named_with_its_number_and_label(self, applying):
        answer = applying.drafts(submit=True, form={})

        problem = answer.json()
        assert (answer.status_code, problem["code"]) == (409, "form_incomplete")
        missing = {error["field"]: error["text"] for error in problem["errors"]}
        assert "联系电话" in missing["form.phone"]

    def test_the_case_goes_from_the_district_through_both_batches_to_a_card(self, applying):
        applying.approved()

        case = applying.shown_to(applying.hrss("lin-confirming"))
        assert (case["status"], case["result"]) == ("approved", "approved")
        quota = applying.hrss("x").gets(QUOTA).json()
        assert (quota["consumed"], quota["reserved"]) == (1, 0)
        assert case["card_id"]

    def test_the_whole_history_is_told_with_clauses(self, applying):
        applying.approved()

        history = applying.town.auditor().gets(f"{applying.case}/history").json()["items"]

        assert [event["topic"].partition(".")[2] for event in history] == [
            "Drafted", "FormFilled", "Submitted", "OpinionGiven", "Reviewed", "BatchJoined", "CollectivelySubmitted",
            "Received", "BatchJoined", "Forwarded", "ResultTranscribed", "Approved",
        ]  # fmt: skip
        assert "R-14" in {clause["id"] for clause in history[4]["envelope"]["clauses"]}

    def test_nothing_personal_stands_in_the_history(self, applying):
        applying.approved()

        told = applying.town.auditor().gets(f"{applying.case}/history").text

        for canary in ("示例人才", "13800000000", "person@example.org", "示例简历", "示例路1号"):
            assert canary not in told


class TestReturnAndCorrection:
    def test_a_correction_names_everything_and_is_answered_by_a_difference(self, applying):
        applying.at_department()
        items = [{"field": "resume", "note": "请补充"}, {"field": "photo"}]

        asked = applying.department().posts(f"{applying.case}/correction-requests", items=items).json()
        supplied = applying.specialist.posts(f"{applying.case}/corrections", form={"resume": "补充后的简历"})

        assert [item["field"] for item in asked["to_correct"]] == ["resume", "photo"]
        assert asked["to_correct"][0]["note"] == "***"
        assert supplied.json()["form"]["version"] == 2
        events = applying.town.auditor().gets(f"{applying.case}/history").json()["items"]
        assert events[-1]["facts"]["differences"] == ["resume"]

    def test_a_return_goes_to_the_step_that_is_named(self, applying):
        applying.at_department()

        case = (
            applying.department()
            .posts(f"{applying.case}/returns", to_step="district_opinion", reason="请区县补充意见")
            .json()
        )

        assert case["step"]["code"] == "district_opinion"

    def test_not_recommended_gives_the_place_back(self, applying):
        applying.at_department()

        case = applying.department().posts(f"{applying.case}/non-recommendation", reason="不符合条件").json()

        assert case["status"] == "not_recommended"
        assert applying.hrss("x").gets(QUOTA).json()["free"] == 10


class TestWhatMayIDoNow:
    def test_the_district_gives_its_opinion_and_the_city_waits(self, applying):
        applying.submitted()

        district, city = applying.shown_to(applying.district()), applying.shown_to(applying.department())

        assert offered(district) == {"give_opinion", "request_correction"}
        assert refused(city)["give_opinion"] == "not_your_area"

    def test_the_specialist_of_a_draft_is_told_what_is_missing(self, applying):
        applying.case_id = applying.drafts().json()["id"]

        case = applying.shown_to(applying.specialist)

        assert offered(case) == {"fill_form", "withdraw_card_application"}
        assert refused(case) == {"submit_card_application": "form_incomplete"}

    def test_the_department_reviews_returns_asks_and_ends(self, applying):
        applying.at_department()

        assert offered(applying.shown_to(applying.department())) == {
            "review_case", "return_case", "request_correction", "not_recommend", "withdraw_card_application",
        }  # fmt: skip

    def test_who_acted_before_is_told_so(self, applying):
        applying.at_department()

        same_person = applying.town.officer("drc", name="li-district")

        assert set(refused(applying.shown_to(same_person)).values()) == {"acted_before"}

    def test_only_a_second_officer_confirms(self, applying):
        applying.forwarded()
        writing = applying.hrss("gao-writing")
        writing.posts(f"{applying.case}/provincial-result", result="approved", **TRANSCRIBED)

        assert refused(applying.shown_to(writing))["confirm_result"] == "same_officer"
        assert {"confirm_result", "contest_result"} <= offered(
            applying.shown_to(applying.hrss("lin-confirming"))
        )

    def test_what_is_offered_is_not_done(self, applying):
        applying.at_department()
        before = applying.town.position()

        applying.shown_to(applying.department())

        assert applying.town.position() == before


class TestWhoMayKnow:
    def test_another_district_and_another_enterprise_find_nothing(self, applying):
        applying.submitted()
        [other] = applying.town.listed("示例二号有限公司")

        for somebody in (applying.town.officer("drc", BOSHAN), applying.town.specialist(other)):
            assert somebody.gets(applying.case).status_code == 404
            assert somebody.gets(f"{applying.case}/history").status_code == 404
            assert somebody.posts(f"{applying.case}/withdrawal", reason="x").status_code in (403, 404)

    def test_a_batch_is_the_citys_alone(self, applying):
        applying.reviewed()
        batch = applying.sealed(applying.department("he-sending"), "to_hrss")

        assert applying.hrss("xu-reception").gets(batch).json()["is_sealed"]
        assert applying.town.officer("drc", ZHANGDIAN).gets(batch).status_code == 404
        assert applying.specialist.gets(batch).status_code == 404


class TestPreconditions:
    def test_a_stale_version_is_refused_with_the_events_missed(self, applying):
        applying.submitted()
        seen = applying.district().gets(applying.case).headers["ETag"]
        applying.district().posts(f"{applying.case}/opinions", opinion="agreed")

        stale = applying.department().posts(f"{applying.case}/reviews", headers={"If-Match": seen})

        assert stale.status_code == 412
        assert [event["topic"] for event in stale.json()["events_missed"]] == ["CardApplication.OpinionGiven"]

    def test_a_repetition_gets_the_first_answer(self, applying):
        applying.submitted()
        headers = {"Idempotency-Key": "opinion-1"}

        first = applying.district().posts(f"{applying.case}/opinions", opinion="agreed", headers=headers)
        again = applying.district().posts(f"{applying.case}/opinions", opinion="agreed", headers=headers)

        assert (again.status_code, again.json()) == (first.status_code, first.json())
        assert again.headers["Idempotency-Replayed"] == "true"

    def test_the_case_is_shown_as_it_was(self, applying):
        applying.submitted()
        then = applying.town.position()
        applying.district().posts(f"{applying.case}/opinions", opinion="agreed")

        case = applying.district().gets(applying.case, as_of=str(then)).json()

        assert (case["step"]["code"], case["actions"]) == ("district_opinion", {"open": [], "closed": []})
