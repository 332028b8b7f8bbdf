"""Who stands in for another, over HTTP: what reaches him or her, what may be sent, and who sees the grants (代办).

Wu reviews in the city's DRC, Li gives opinions in Zhangdian's. Xu works in Boshan's MIIT, to which nothing of this
belongs.
"""

from typing import Any

import pytest

from tests.api.cases import TRANSCRIBED, Applying, offered
from tests.api.conftest import ZHANGDIAN, Person, Town

WU, LI, XU = "wu-review", "li-district", "xu-deputy"
PERIOD = {"valid_from": "2000-01-01", "valid_to": "2100-01-01"}
OVER = {"valid_from": "2000-01-01", "valid_to": "2000-01-02"}
WHY = {"reason": "示例：依规办理"}
FOR_WU = {"capacity": "deputising", "on_behalf_of": WU}
FOR_LI = {"capacity": "deputising", "on_behalf_of": LI}


@pytest.fixture
def applying(town: Town) -> Applying:
    """A case of Zhangdian at the nominating department."""
    town.quota()
    return Applying(town).at_department()


@pytest.fixture
def xu(town: Town) -> Person:
    return town.officer("miit", "boshan", XU)


def grants(by: Person, principal: str, **more: Any) -> dict[str, Any]:
    answer = by.posts("/v1/stand-ins", **{"officer": XU, "principal": principal, **PERIOD} | more)
    assert answer.status_code == 201, answer.text
    return {"position": int(answer.headers["Huicai-Position"]), **answer.json()}


def found_in(person: Person, name: str, case: Applying) -> list[tuple[str, str | None]]:
    """What a queue of this person has, and on whose behalf."""
    answer = person.gets(f"/v1/card-applications?queue={name}&min_position={case.town.position()}")
    return [(line["id"], line["on_behalf_of"]) for line in answer.json()["items"]]


class TestQueuesAndActions:
    def test_what_a_deputy_may_decide_is_in_his_queue_and_says_on_whose_behalf(self, applying, xu):
        grants(applying.department(), WU)

        assert found_in(xu, "mine", applying) == [(applying.case_id, WU)]
        assert found_in(applying.department(), "mine", applying) == [(applying.case_id, None)]
        assert found_in(xu, "waiting", applying) == []

    def test_the_case_says_what_he_may_do_and_in_whose_stead(self, applying, xu):
        grants(applying.department(), WU)

        case = xu.gets(applying.case).json()

        by_name = {action["name"]: action["on_behalf_of"] for action in case["actions"]["open"]}
        assert by_name["review_case"] == WU
        assert "give_opinion" not in by_name
        own = applying.department().gets(applying.case).json()["actions"]["open"]
        assert {action["on_behalf_of"] for action in own} == {None}

    def test_what_is_offered_can_be_sent_also_from_another_area(self, applying, xu):
        grants(applying.department(), WU)
        [review] = [
            action
            for action in xu.gets(applying.case).json()["actions"]["open"]
            if action["name"] == "review_case"
        ]

        answer = xu.posts(review["href"], capacity="deputising", on_behalf_of=review["on_behalf_of"])

        assert answer.json()["step"]["code"] == "collective_submission"
        last = applying.town.auditor().gets(f"{applying.case}/history").json()["items"][-1]["envelope"]
        assert (last["actor"], last["function"], last["on_behalf_of"]) == (XU, "drc", WU)

    def test_what_his_own_post_may_never_send_he_may_send_in_anothers_stead(self, applying, xu):
        """Only the city's HRSS opens a year; the guard lets him in for it, and only for it."""
        hrss = applying.hrss("gao-writing")
        body = {"capacity": "deputising", "on_behalf_of": "gao-writing"}
        assert xu.posts("/v1/quotas/370300/huicai/2027", **body).json()["code"] == "post_may_not"

        grants(hrss, "gao-writing")

        assert xu.posts("/v1/quotas/370300/huicai/2027", **body).status_code == 201
        assert xu.posts("/v1/quotas/370300/huicai/2028").json()["code"] == "post_may_not"

    @pytest.mark.parametrize("beyond", [{"route": "front_end"}, {"valid_from": "2099-01-01"}])
    def test_outside_its_scope_and_days_a_grant_shows_nothing_and_lets_nothing_in(self, applying, xu, beyond):
        grants(applying.department(), WU, **beyond)

        answer = xu.posts(f"{applying.case}/reviews", **FOR_WU)

        assert found_in(xu, "mine", applying) == []
        assert xu.gets(applying.case).status_code == 404
        assert (answer.status_code, answer.json()["code"]) == (403, "not_standing_in")

    def test_a_grant_for_one_case_shows_that_case_and_nothing_else_of_the_office(self, applying, xu):
        grants(applying.department(), WU, card_application_id=applying.case_id)

        assert found_in(xu, "mine", applying) == [(applying.case_id, WU)]
        assert xu.gets(applying.case).status_code == 200
        assert xu.gets(f"{applying.case}/timeline").status_code == 200
        assert xu.gets(f"/v1/enterprises/{applying.enterprise_id}").status_code == 404
        assert xu.gets(f"/v1/talents/{applying.talent_id}").status_code == 404

    def test_a_grant_for_all_of_an_office_shows_each_thing_but_no_list_of_it(self, applying, xu):
        grants(applying.department(), WU)

        assert xu.gets(f"/v1/enterprises/{applying.enterprise_id}").status_code == 200
        listed = xu.gets("/v1/card-applications", min_position=applying.town.position())
        assert listed.json()["items"] == []

    def test_a_revoked_grant_takes_everything_away_again(self, applying, xu):
        wu = applying.department()
        stand_in = grants(wu, WU)
        [action] = stand_in["grants"][0]["actions"]["open"]
        assert wu.posts(action["href"], **WHY).is_success

        assert xu.gets(applying.case).status_code == 404
        assert found_in(xu, "mine", applying) == []


class TestFourEyes:
    def test_what_the_principal_has_decided_the_deputy_of_another_does_not_find(self, applying, xu):
        """Xu stands in for Li, who gave the opinion, and for Wu: he was not at two steps, but Li for whom he acted."""
        grants(applying.department(), WU)
        grants(applying.district(), LI)
        assert found_in(xu, "mine", applying) == [(applying.case_id, WU)]
        assert xu.posts(f"{applying.case}/returns", to_step="district_opinion", **FOR_WU, **WHY).is_success

        assert found_in(xu, "mine", applying) == []
        assert (
            xu.posts(f"{applying.case}/opinions", opinion="agreed", **FOR_LI).json()["code"] == "acted_before"
        )

    def test_he_confirms_nothing_that_his_principal_has_entered(self, town, xu):
        town.quota()
        case = Applying(town).forwarded()
        writing = case.hrss("gao-writing")
        assert writing.posts(f"{case.case}/provincial-result", result="approved", **TRANSCRIBED).is_success
        grants(writing, "gao-writing")
        confirming = {"capacity": "deputising", "on_behalf_of": "gao-writing"}

        answer = xu.posts(f"{case.case}/provincial-result/confirmation", **confirming)

        assert (answer.status_code, answer.json()["code"]) == (403, "same_officer")
        assert found_in(xu, "to_confirm", case) == []
        assert "confirm_result" not in offered(xu.gets(case.case).json())

        grants(case.hrss("lin-confirming"), "lin-confirming")
        assert found_in(xu, "to_confirm", case) == [(case.case_id, "lin-confirming")]


class TestTheRegister:
    def test_who_grants_sees_it_and_revokes_it(self, applying):
        wu = applying.department()
        position = grants(wu, WU)["position"]

        [line] = wu.gets("/v1/stand-ins", officer=XU, min_position=position).json()["items"]
        [grant] = wu.gets(line["href"]).json()["grants"]
        [action] = grant["actions"]["open"]
        revoked = wu.posts(action["href"], **WHY).json()

        assert (line["principal"], line["function"], line["holds"]) == (WU, "drc", True)
        assert [one["is_revoked"] for one in revoked["grants"]] == [True]
        assert applying.specialist.gets("/v1/stand-ins").json()["items"] == []
        assert applying.specialist.gets(line["href"]).status_code == 404

    def test_it_is_filtered_by_who_for_whom_where_for_what_and_when(self, applying):
        wu = applying.department()
        wide = grants(wu, WU)["grants"][0]["id"]
        narrow = grants(wu, WU, officer="ma-deputy", card_application_id=applying.case_id)
        of_case = narrow["grants"][0]["id"]

        def found(**wanted: str) -> list[str]:
            answer = wu.gets("/v1/stand-ins", min_position=narrow["position"], **wanted)
            return [line["id"] for line in answer.json()["items"]]

        assert found() == [wide, of_case]
        assert found(officer=XU) == [wide]
        assert found(principal=WU, function="drc", area="zibo-shibenji") == [wide, of_case]
        assert found(card_application_id=applying.case_id) == [of_case]
        assert found(holds_on="1999-12-31") == found(route="quota") == found(principal=LI) == []

    def test_a_district_sees_its_own_and_everybody_what_he_grants_or_is_granted(self, applying, xu):
        grants(applying.department(), WU)
        last = grants(applying.district(), LI)["position"]

        def seen_by(person: Person) -> set[str]:
            items = person.gets("/v1/stand-ins", min_position=last).json()["items"]
            return {line["principal"] for line in items}

        assert seen_by(applying.town.officer("hrss", ZHANGDIAN)) == {LI}
        assert seen_by(applying.town.officer("hrss")) == {WU, LI}
        assert seen_by(xu) == {WU, LI}
        assert seen_by(applying.town.officer("hrss", "boshan", "nobody-here")) == set()
