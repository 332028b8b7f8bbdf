"""What may I do now? What is offered can be sent, what is not offered is refused for the reason that was given."""

from typing import Any
from uuid import uuid4

import pytest

from domain.authorization import Post, Role
from tests.api.conftest import BOSHAN, CITY, LETTER, PAPER, QUOTA, ZHANGDIAN, Person, Town
from tests.domain.made_up import credit_code_of, identity_number_of


def offered(shown: dict[str, Any]) -> set[str]:
    return {action["name"] for action in shown["actions"]["open"]}


def refused(shown: dict[str, Any]) -> dict[str, str]:
    return {action["name"]: action["code"] for action in shown["actions"]["closed"]}


def test_hrss_may_close_an_open_quota_and_does_not_nominate(town: Town) -> None:
    town.quota()

    quota = town.officer("hrss").gets(QUOTA).json()

    assert offered(quota) == {"revise_limits", "file_method", "close_quota"}
    assert refused(quota) == {"nominate_enterprise": "not_your_department"}


def test_a_closed_quota_says_that_it_is_closed(town: Town) -> None:
    town.quota()
    town.officer("hrss").posts(f"{QUOTA}/closing")

    hrss, drc = town.officer("hrss").gets(QUOTA).json(), town.officer("drc").gets(QUOTA).json()

    assert refused(hrss)["close_quota"] == "quota_closed"
    assert refused(drc)["nominate_enterprise"] == "quota_closed"
    assert drc["actions"]["closed"][0]["reason"] == {
        "zh": "该年度配额已关闭",
        "en": "The quota of this year is closed",
    }


def test_a_department_that_has_used_its_places_is_told_so(town: Town) -> None:
    enterprises = town.listed(*(f"示例{n}号有限公司" for n in range(5)))
    town.quota()
    for enterprise in enterprises:
        town.nominated(enterprise)

    drc, miit = town.officer("drc").gets(QUOTA).json(), town.officer("miit").gets(QUOTA).json()

    assert refused(drc)["nominate_enterprise"] == "department_quota_exhausted"
    assert "nominate_enterprise" in offered(miit)


def test_a_place_offers_what_its_own_department_may_do(town: Town) -> None:
    [enterprise] = town.listed("示例一号有限公司")
    town.quota()
    place = f"{QUOTA}/nominations/{town.nominated(enterprise)}"

    drc, miit = town.officer("drc").gets(place).json(), town.officer("miit").gets(place).json()

    assert offered(drc) == {"withdraw_nomination", "request_transfer", "propose_person"}
    assert refused(drc) == {
        "accept_transfer": "place_not_in_state",
        "decline_transfer": "place_not_in_state",
        "replace_person": "place_not_in_state",
    }
    assert offered(miit) == set()
    assert refused(miit)["withdraw_nomination"] == "not_your_department"


def test_a_requested_transfer_is_for_the_other_department_to_answer(town: Town) -> None:
    [enterprise] = town.listed("示例一号有限公司")
    town.quota()
    place = f"{QUOTA}/nominations/{town.nominated(enterprise)}"
    town.officer("drc").posts(f"{place}/transfer", to_department="miit")

    drc, miit = town.officer("drc").gets(place).json(), town.officer("miit").gets(place).json()

    assert offered(miit) == {"decline_transfer"}
    assert refused(miit)["accept_transfer"] == "enterprise_not_on_list"
    assert refused(drc)["request_transfer"] == "place_not_in_state"


def test_a_specialist_may_propose_once_and_then_replace(town: Town) -> None:
    [enterprise] = town.listed("示例一号有限公司")
    town.quota()
    place = f"{QUOTA}/nominations/{town.nominated(enterprise)}"
    specialist = town.specialist(enterprise)
    before = specialist.gets(place).json()

    specialist.posts(f"{place}/proposal", talent_id=town.talent("李慧", employer_id=enterprise))

    after = specialist.gets(place).json()
    assert (offered(before), refused(before)) == (
        {"propose_person"},
        {"replace_person": "place_not_in_state"},
    )
    assert (offered(after), refused(after)) == ({"replace_person"}, {"propose_person": "person_slot_taken"})


def test_what_a_post_may_never_do_is_said_once_and_not_of_every_place(town: Town) -> None:
    enterprises = town.listed(*(f"示例{n}号有限公司" for n in range(3)))
    town.quota()
    for enterprise in enterprises:
        town.nominated(enterprise)

    quota = town.auditor().gets(QUOTA).json()

    assert len(quota["actions"]["closed"]) == 10
    assert set(refused(quota).values()) == {"post_may_not"}
    assert all(place["actions"] == {"open": [], "closed": []} for place in quota["places"])


def test_an_enterprise_offers_what_its_area_may_do(town: Town) -> None:
    enterprise = f"/v1/enterprises/{town.enterprise('示例一号有限公司', area=ZHANGDIAN)}"
    here = town.officer("hrss", area=ZHANGDIAN)
    named = here.posts(f"{enterprise}/principals", name="周舟").json()

    shown, seen = here.gets(enterprise).json(), town.auditor().gets(enterprise).json()

    assert offered(shown) == {"rename_enterprise", "name_principal", "appoint_specialist"}
    assert refused(shown) == {
        "state_credit_code": "credit_code_known",
        "relocate_enterprise": "post_may_not",
        "merge_enterprise": "post_may_not",
    }
    assert offered(named["principals"][0]) == {"let_principal_go", "identify_principal"}
    assert set(refused(seen).values()) == {"post_may_not"}


def test_the_present_specialist_alone_may_be_relieved(town: Town) -> None:
    enterprise = f"/v1/enterprises/{town.enterprise('示例一号有限公司')}"
    hrss = town.officer("hrss")
    for name in ("陈芳", "丁宁"):
        hrss.posts(f"{enterprise}/specialists", name=name, phone="13800138000")

    before, now = hrss.gets(enterprise).json()["specialists"]

    assert (offered(before), offered(now)) == (set(), {"relieve_specialist"})


def test_a_department_that_may_only_enter_papers_is_offered_that(town: Town) -> None:
    enterprise = f"/v1/enterprises/{town.enterprise('示例一号有限公司')}"

    assert "appoint_specialist" in offered(town.officer("drc").gets(enterprise).json())


def test_with_a_merged_enterprise_only_what_was_begun_may_be_ended(town: Town) -> None:
    merged, survivor = (town.enterprise(name) for name in ("示例一号有限公司", "示例二号有限公司"))
    hrss = town.officer("hrss")
    hrss.posts(f"/v1/enterprises/{merged}/specialists", name="陈芳", phone="13800138000")
    hrss.posts(
        f"/v1/enterprises/{merged}/merger", surviving_enterprise_id=survivor, reason_code="recorded_twice"
    )

    shown = hrss.gets(f"/v1/enterprises/{merged}").json()

    assert offered(shown) == set()
    assert set(refused(shown).values()) == {"enterprise_merged"}
    assert offered(shown["specialists"][0]) == {"relieve_specialist"}


def test_a_talent_offers_what_its_employer_may_do(town: Town) -> None:
    [enterprise] = town.listed("示例一号有限公司")
    talent = f"/v1/talents/{town.talent('李慧', employer_id=enterprise)}"

    shown = town.specialist(enterprise).gets(talent).json()

    assert offered(shown) == {"rename_talent", "add_document", "end_employment", "state_phone"}
    assert refused(shown) == {"state_employer": "on_record_already", "relocate_talent": "on_record_already"}
    assert offered(shown["documents"][0]) == {"replace_document"}


def test_who_is_employed_may_follow_the_employer_that_has_moved(town: Town) -> None:
    enterprise = town.enterprise("示例一号有限公司")
    talent = f"/v1/talents/{town.talent('李慧', employer_id=enterprise)}"
    hrss = town.officer("hrss")
    before = hrss.gets(talent).json()
    hrss.posts(f"/v1/enterprises/{enterprise}/area", area="博山区")

    after = hrss.gets(talent).json()

    assert refused(before)["relocate_talent"] == "on_record_already"
    assert "relocate_talent" in offered(after)


def test_trying_things_out_leaves_no_trace(town: Town) -> None:
    [enterprise] = town.listed("示例一号有限公司")
    town.quota()
    town.nominated(enterprise)
    events, before = town.position(), town.auditor().gets(QUOTA).json()

    for who in (town.officer("hrss"), town.officer("drc"), town.officer("miit"), town.specialist(enterprise)):
        who.gets(QUOTA)

    assert (town.position(), town.auditor().gets(QUOTA).json(), town.refusals()) == (events, before, [])


def bodies(town: Town, enterprise: str, function: str) -> dict[str, dict[str, Any]]:
    """For every command what an honest sender would say."""
    somebody, another = (
        town.talent("王强", employer_id=enterprise),
        town.talent("赵刚", employer_id=enterprise),
    )
    [newcomer] = town.listed("示例新号有限公司", function=function)
    passport = {"kind": "passport", "issuing_country": "GBR", "number": "000000001"}
    return {
        "revise_limits": {"city_limit": 10, "department_limits": {"drc": 5, "miit": 5}, "documents": [PAPER]},
        "file_method": {"documents": [PAPER]},
        "nominate_enterprise": {"enterprise_id": newcomer, "documents": [LETTER]},
        "request_transfer": {"to_department": "miit"},
        "propose_person": {"talent_id": somebody, "capacity": "entering_for"},
        "replace_person": {"talent_id": another, "capacity": "entering_for"},
        "rename_enterprise": {"name": "示例更名有限公司"},
        "state_credit_code": {"uscc": credit_code_of(990)},
        "relocate_enterprise": {"area": "博山区"},
        "name_principal": {"name": "周舟"},
        "appoint_specialist": {"name": "陈芳", "phone": "13800138000", "capacity": "entering_for"},
        "relieve_specialist": {"capacity": "entering_for"},
        "merge_enterprise": {
            "surviving_enterprise_id": town.enterprise("示例存续有限公司"),
            "reason_code": "absorption",
            "documents": [PAPER],
        },
        "attest_cadre_status": {
            "result": "not_managed",
            "as_of": "2026-01-05",
            "capacity": "transcribing",
            "deciding_body": "zibo-party-org",
            "documents": [LETTER],
        },
        "rename_talent": {"name": "李惠"},
        "state_employer": {"employer_id": newcomer},
        "relocate_talent": {"area": "博山区"},
        "state_phone": {"phone": "13800138000"},
        "restrict_personal_data": {"ground": "dispute_pending"},
        "allow_reading": {"reader": "sun-jing", "basis": "supervision", "until": "2099-12-31"},
        "request_erasure": {"ground": "purpose_achieved"},
        "add_document": {"document": passport},
        "replace_document": {
            "document": {"kind": "resident_identity_card", "number": identity_number_of(991)}
        },
    }


WHO = {
    "hrss": lambda town, _: town.officer("hrss"),
    "drc": lambda town, _: town.officer("drc"),
    "miit": lambda town, _: town.officer("miit"),
    "district": lambda town, _: town.officer("hrss", area=ZHANGDIAN),
    "other district": lambda town, _: town.officer("hrss", area=BOSHAN),
    "specialist": lambda town, enterprise: town.specialist(enterprise),
    "auditor": lambda town, _: town.person("sun-jing", Post(role=Role.AUDITOR)),
}


@pytest.mark.parametrize("who", WHO)
def test_every_offer_is_kept(town: Town, who: str) -> None:
    """Each offer is taken up as soon as it is read; whatever it changes is read anew."""
    [enterprise] = town.listed("示例一号有限公司")
    town.quota()
    place = f"{QUOTA}/nominations/{town.nominated(enterprise)}"
    talent = f"/v1/talents/{town.talent('李慧', employer_id=enterprise)}"
    said = bodies(town, enterprise, "miit" if who == "miit" else "drc")
    caller = WHO[who](town, enterprise)
    things = [QUOTA, place, talent, f"/v1/enterprises/{enterprise}"]
    taken: set[str] = set()

    while (offer := next_offer(caller, things, taken)) is not None:
        body = {"reason": "示例"} | said.get(offer["name"], {})
        if who == "specialist":
            body.pop("capacity", None)
        answer = caller.posts(offer["href"], **body)
        assert answer.is_success, (offer, answer.text)
        taken.add(offer["name"])

    assert bool(taken) == (who not in ("auditor", "other district"))


def next_offer(caller: Person, things: list[str], taken: set[str]) -> dict[str, str] | None:
    """The first action that is open and was not tried yet; those that end something come last."""
    last = {"close_quota": 1, "end_employment": 1, "withdraw_nomination": 2, "merge_enterprise": 3}
    last |= {"restrict_personal_data": 4, "allow_reading": 5, "lift_restriction": 6, "request_erasure": 7}
    answers = [caller.gets(path) for path in things]
    shown = [answer.json() for answer in answers if answer.is_success]
    within = ("documents", "principals", "specialists")
    parts = [
        part for one in shown for part in (one, *(part for name in within for part in one.get(name, ())))
    ]
    offers = [action for part in parts for action in part["actions"]["open"] if action["name"] not in taken]
    return min(offers, key=lambda offer: last.get(offer["name"], 0), default=None)


def test_every_refusal_is_given_as_it_was_announced(town: Town) -> None:
    [enterprise] = town.listed("示例一号有限公司")
    town.quota()
    place = f"{QUOTA}/nominations/{town.nominated(enterprise)}"
    hrss = town.officer("hrss")
    hrss.posts(f"{QUOTA}/closing")
    sent_to = {
        "close_quota": (f"{QUOTA}/closing", {}),
        "revise_limits": (
            f"{QUOTA}/limits",
            {"city_limit": 10, "department_limits": {"drc": 5, "miit": 5}, "documents": [PAPER]},
        ),
        "nominate_enterprise": (
            f"{QUOTA}/nominations",
            {"enterprise_id": str(uuid4()), "documents": [LETTER]},
        ),
        "withdraw_nomination": (f"{place}/withdrawal", {}),
        "request_transfer": (f"{place}/transfer", {"to_department": "miit"}),
        "accept_transfer": (f"{place}/transfer-acceptance", {}),
        "decline_transfer": (f"{place}/transfer-refusal", {}),
        "replace_person": (f"{place}/replacement", {"talent_id": str(uuid4()), "capacity": "entering_for"}),
    }

    announced = refused(hrss.gets(QUOTA).json()) | refused(hrss.gets(place).json())
    given = {
        name: hrss.posts(sent_to[name][0], reason="示例", **sent_to[name][1]).json()["code"]
        for name in announced
        if name != "replace_person"  # of a person who does not exist it says so first
    }

    assert given == {name: code for name, code in announced.items() if name != "replace_person"}


def test_the_quota_of_another_year_offers_its_own_addresses(town: Town) -> None:
    opened = town.officer("hrss").posts(f"/v1/quotas/{CITY}/huicai/2028").json()

    assert {action["href"].rsplit("/", 1)[0] for action in opened["actions"]["open"]} == {
        f"/v1/quotas/{CITY}/huicai/2028"
    }
