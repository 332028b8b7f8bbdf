"""The quota route over HTTP, each step by those whose turn it is (申报)."""

import pytest

from tests.api.cases import BATCH_LETTER, FORM, TRANSCRIBED, Applying, offered, refused
from tests.api.conftest import BOSHAN, CITY, QUOTA, ZHANGDIAN, Town


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
            "Drafted", "FormFilled", "Submitted", "OpinionGiven", "Accepted", "Reviewed", "BatchJoined", "CollectivelySubmitted",
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


class TestTheProvince:
    def answered(self, applying: Applying, result: str, **stated: str) -> dict:
        """The province's answer, written down and confirmed."""
        said = {"result": result, "reason": "省里来函", **TRANSCRIBED, **stated}
        written = applying.hrss("gao-writing").posts(f"{applying.case}/provincial-result", **said)
        assert written.is_success, written.text
        confirmation = f"{applying.case}/provincial-result/confirmation"
        return applying.hrss("lin-confirming").posts(confirmation, reason="核对无误").json()

    def test_a_rejection_ends_the_case_and_the_place_still_counts(self, applying):
        case = self.answered(applying.forwarded(), "rejected")

        assert (case["status"], case["card_id"]) == ("rejected", None)
        assert applying.hrss("x").gets(QUOTA).json()["forfeited"] == 1

    def test_what_it_gives_back_goes_to_the_step_that_is_named_and_comes_again(self, applying):
        case = self.answered(applying.forwarded(), "returned", to_step="forwarding")

        assert (case["status"], case["step"]["code"]) == ("in_process", "forwarding")
        applying.sealed(applying.hrss("ma-forwarding"), "to_province")
        assert self.answered(applying, "approved")["status"] == "approved"

    def test_an_entry_that_is_contested_is_written_down_anew(self, applying):
        applying.forwarded()
        wrong = {"result": "rejected", "reason": "看错", **TRANSCRIBED}
        applying.hrss("gao-writing").posts(f"{applying.case}/provincial-result", **wrong)
        contested = applying.hrss("lin-confirming").posts(
            f"{applying.case}/provincial-result/contestation", reason="与省里文件不符"
        )

        assert contested.json()["result_to_confirm"] is None
        assert self.answered(applying, "approved")["status"] == "approved"

    def test_an_approval_entered_by_mistake_is_put_right_by_two_people_at_once(self, applying):
        applying.approved()
        history = applying.town.auditor().gets(f"{applying.case}/history").json()["items"]
        corrects = {"corrects": history[-1]["event_id"], "reason": "录入错误"}
        asking = {"result": "rejected", **corrects, **TRANSCRIBED}
        assert applying.hrss("gao-writing").posts(f"{applying.case}/entry-correction", **asking).is_success

        case = (
            applying.hrss("lin-confirming")
            .posts(f"{applying.case}/entry-correction/confirmation", **corrects)
            .json()
        )

        quota = applying.hrss("x").gets(QUOTA).json()
        assert (case["status"], case["card_id"]) == ("rejected", None)
        assert (quota["consumed"], quota["forfeited"]) == (0, 1)


class TestBatchMembers:
    def test_a_member_that_hrss_gives_back_keeps_its_place_and_joins_a_later_batch(self, applying):
        applying.reviewed()
        batch = applying.sealed(applying.department("he-sending"), "to_hrss")
        back = {"to_step": "collective_submission", "reason": "名单有误"}

        answered = applying.hrss("xu-reception").posts(f"{batch}/members/{applying.case_id}/return", **back)

        assert [member["answer"] for member in answered.json()["members"]] == ["returned"]
        assert applying.hrss("x").gets(QUOTA).json()["reserved"] == 1
        again = applying.sealed(applying.department("he-sending"), "to_hrss")
        taken_in = applying.hrss("xu-reception").posts(f"{again}/members/{applying.case_id}/acceptance")
        assert [member["answer"] for member in taken_in.json()["members"]] == ["accepted"]

    def test_a_batch_says_what_may_be_done_with_it_and_with_its_members(self, applying):
        applying.reviewed()
        officer, key = (
            applying.department("he-sending"),
            {"city": CITY, "card_type": "huicai", "quota_year": 2026},
        )
        batch = officer.posts("/v1/batches", **key, kind="to_hrss").json()["href"]

        empty = officer.gets(batch).json()
        officer.posts(f"{batch}/members", card_application_id=applying.case_id)
        full, reviewer = officer.gets(batch).json(), applying.department().gets(batch).json()
        officer.posts(f"{batch}/sealing", documents=[BATCH_LETTER])
        sealed = applying.hrss("xu-reception").gets(batch).json()

        may = {"add_to_batch", "cancel_batch"}
        assert (offered(empty), refused(empty)) == (may, {"seal_batch": "batch_not_in_state"})
        assert (offered(full), offered(full["members"][0])) == ({*may, "seal_batch"}, {"remove_from_batch"})
        assert refused(reviewer)["seal_batch"] == "acted_before"
        assert (offered(sealed), offered(sealed["members"][0])) == (set(), {"accept_member", "return_member"})

    def test_a_member_may_be_taken_out_before_the_letter(self, applying):
        applying.reviewed()
        officer = applying.department("he-sending")
        key = {"city": CITY, "card_type": "huicai", "quota_year": 2026, "kind": "to_hrss"}
        batch = officer.posts("/v1/batches", **key).json()["href"]
        officer.posts(f"{batch}/members", card_application_id=applying.case_id)

        left = officer.posts(f"{batch}/members/{applying.case_id}/removal", reason="待补材料").json()

        assert left["members"] == []
        assert applying.shown_to(officer)["batch_id"] is None


class TestWhatMayIDoNow:
    def test_the_district_gives_its_opinion_and_the_city_waits(self, applying):
        applying.submitted()

        district, city = applying.shown_to(applying.district()), applying.shown_to(applying.department())

        assert offered(district) == {
            "give_opinion",
            "request_correction",
            "upload_attachment",
            "suspend_case",
            "recuse_officer",
            "write_note",
        }
        assert refused(city)["give_opinion"] == "not_your_area"

    def test_the_specialist_of_a_draft_is_told_what_is_missing(self, applying):
        applying.case_id = applying.drafts().json()["id"]

        case = applying.shown_to(applying.specialist)

        assert offered(case) == {"fill_form", "upload_attachment", "withdraw_card_application"}
        assert refused(case) == {"submit_card_application": "form_incomplete"}

    def test_the_department_reviews_returns_asks_and_ends(self, applying):
        applying.at_department()

        assert offered(applying.shown_to(applying.department())) == {
            "accept_case", "refuse_case", "review_case", "return_case", "request_correction", "not_recommend",
            "upload_attachment", "suspend_case", "recuse_officer", "write_note", "withdraw_card_application",
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

    def test_an_answer_offers_what_a_look_offers_afterwards(self, applying):
        submitted = applying.drafts(submit=True, form=FORM).json()
        applying.case_id = submitted["id"]
        looked_at = applying.shown_to(applying.specialist)
        asked = applying.district().posts(f"{applying.case}/opinions", opinion="agreed").json()

        assert submitted["actions"] == looked_at["actions"]
        assert "withdraw_card_application" in offered(submitted)
        assert asked["actions"] == applying.shown_to(applying.district())["actions"]

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

    def test_a_case_is_shown_as_of_the_moment_in_which_its_draft_was_begun(self, applying):
        applying.drafted()
        [begun, _] = applying.specialist.gets(f"{applying.case}/history").json()["items"]

        case = applying.specialist.gets(applying.case, as_of=str(begun["position"])).json()

        assert (case["status"], case["form"]["version"]) == ("drafted", 0)
        assert {field["value"] for field in case["form"]["fields"]} == {None}

    def test_the_case_is_shown_as_it_was(self, applying):
        applying.submitted()
        then = applying.town.position()
        applying.district().posts(f"{applying.case}/opinions", opinion="agreed")

        case = applying.district().gets(applying.case, as_of=str(then)).json()

        assert (case["step"]["code"], case["actions"]) == ("district_opinion", {"open": [], "closed": []})
