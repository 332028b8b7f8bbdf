"""Commands over HTTP: what they answer, sent twice, and on top of what somebody else has done."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from tests.api.conftest import BOSHAN, CITY, LETTER, PAPER, QUOTA, ZHANGDIAN, Town, talent_named
from tests.domain.made_up import credit_code_of

KEY = {"Idempotency-Key": "nomination-1"}


def test_what_is_created_has_an_address_a_version_and_a_position(town: Town) -> None:
    answer = town.officer("hrss").posts(QUOTA)

    assert answer.status_code == 201
    assert answer.headers["location"] == QUOTA
    assert answer.headers["etag"] == '"1"'
    assert int(answer.headers["huicai-position"]) == town.position()
    assert answer.json()["href"] == QUOTA
    assert town.officer("hrss").gets(answer.headers["location"]).json() == answer.json()


def test_a_further_command_answers_the_thing_as_it_stands_then(town: Town) -> None:
    quota = town.quota()
    limits = {"city_limit": 8, "department_limits": {"drc": 4, "miit": 4}}

    answer = town.officer("hrss").posts(f"{quota}/limits", reason="市里核减", documents=[PAPER], **limits)

    assert (answer.status_code, answer.headers["etag"], answer.json()["limit"]) == (200, '"2"', 8)
    assert "location" not in answer.headers


def test_a_nomination_answers_where_its_place_is(town: Town) -> None:
    [enterprise] = town.listed("示例一号有限公司")
    town.quota()

    answer = town.officer("drc").posts(f"{QUOTA}/nominations", enterprise_id=enterprise, documents=[LETTER])

    place = town.officer("drc").gets(answer.headers["location"])
    assert answer.status_code == 201
    assert place.json()["enterprise_id"] == enterprise


def test_a_command_sent_again_under_its_key_is_answered_the_same_and_done_once(town: Town) -> None:
    [enterprise] = town.listed("示例一号有限公司")
    town.quota()
    officer, body = town.officer("drc"), {"enterprise_id": enterprise, "documents": [LETTER]}
    first = officer.posts(f"{QUOTA}/nominations", headers=KEY, **body)
    town.officer("hrss").posts(f"{QUOTA}/closing")
    events = town.position()

    again = officer.posts(f"{QUOTA}/nominations", headers=KEY, **body)

    assert (again.status_code, again.content) == (201, first.content)
    same = ("etag", "location", "huicai-position")
    assert [again.headers[name] for name in same] == [first.headers[name] for name in same]
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert town.position() == events


def test_the_same_json_laid_out_otherwise_is_the_same_command(town: Town) -> None:
    officer, headers = town.officer("hrss"), {"content_type": "application/json", "idempotency_key": "k"}
    officer.sends(f"{QUOTA}", '{"reason": "新年度", "signatory": "局长"}', **headers)

    again = officer.sends(f"{QUOTA}", '{ "signatory":"局长",\n "reason":"新年度" }', **headers)

    assert (again.status_code, again.headers["idempotency-replayed"]) == (201, "true")


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        pytest.param(QUOTA, "另一理由", id="another body"),
        pytest.param(f"{QUOTA}/closing", "新年度", id="another address"),
    ],
)
def test_a_key_is_not_taken_for_another_request(town: Town, path: str, reason: str) -> None:
    town.officer("hrss").posts(QUOTA, headers=KEY, reason="新年度")
    events = town.position()

    answer = town.officer("hrss").posts(path, headers=KEY, reason=reason)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert town.position() == events


def test_a_key_is_not_taken_for_what_the_same_person_does_in_another_post(town: Town) -> None:
    body = {"city": CITY, "area": ZHANGDIAN, "name": "示例一号有限公司", "uscc": credit_code_of(1)}
    town.officer("hrss").posts("/v1/enterprises", headers=KEY, **body)

    answer = town.officer("drc").posts("/v1/enterprises", headers=KEY, **body)

    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")


def test_the_same_key_of_another_person_is_another_key(town: Town) -> None:
    town.officer("hrss", name="zhao-min").posts(QUOTA, headers=KEY)

    answer = town.officer("hrss", name="wang-min").posts(f"/v1/quotas/{CITY}/huicai/2027", headers=KEY)

    assert answer.status_code == 201


def test_a_refused_key_may_be_sent_again(town: Town) -> None:
    officer, body = town.officer("drc"), {"documents": [LETTER]}
    [enterprise] = town.listed("示例一号有限公司")
    refused = officer.posts(f"{QUOTA}/nominations", headers=KEY, enterprise_id=enterprise, **body)
    town.quota()

    answer = officer.posts(f"{QUOTA}/nominations", headers=KEY, enterprise_id=enterprise, **body)

    assert (refused.status_code, answer.status_code) == (404, 201)


def test_one_command_sent_many_times_at_once_is_done_once(town: Town) -> None:
    [enterprise] = town.listed("示例一号有限公司")
    town.quota()
    officer, body = town.officer("drc"), {"enterprise_id": enterprise, "documents": [LETTER]}

    with ThreadPoolExecutor(8) as senders:
        answers = list(
            senders.map(lambda _: officer.posts(f"{QUOTA}/nominations", headers=KEY, **body), range(8))
        )

    assert {(answer.status_code, answer.content) for answer in answers} == {(201, answers[0].content)}
    assert len(town.officer("drc").gets(QUOTA).json()["places"]) == 1


def test_a_repetition_is_told_so_before_it_is_told_to_be_stale(town: Town) -> None:
    quota = town.quota()
    officer, stated = town.officer("hrss"), KEY | {"If-Match": '"1"'}
    officer.posts(f"{quota}/method-filing", headers=stated, documents=[PAPER])

    again = officer.posts(f"{quota}/method-filing", headers=stated, documents=[PAPER])

    assert (again.status_code, again.headers["idempotency-replayed"]) == (200, "true")


def test_a_command_on_what_its_sender_has_seen_is_carried_out(town: Town) -> None:
    quota = town.quota()

    answer = town.officer("hrss").posts(f"{quota}/closing", headers={"If-Match": '"1"'})

    assert answer.status_code == 200


def test_a_stale_command_is_told_what_it_has_missed(town: Town) -> None:
    [enterprise] = town.listed("示例一号有限公司")
    quota = town.quota()
    town.nominated(enterprise)
    town.officer("hrss", name="wang-min").posts(
        f"{quota}/method-filing", documents=[PAPER], reason="秘密理由"
    )

    answer = town.officer("hrss").posts(f"{quota}/closing", headers={"If-Match": '"1"'})

    problem = answer.json()
    assert answer.status_code == 412
    assert (problem["blocked_by"]["seen_version"], problem["blocked_by"]["version"]) == (1, 3)
    assert [(event["topic"], event["version"], event["actor"]) for event in problem["events_missed"]] == [
        ("Quota.Nominated", 2, "zhao-min"),
        ("Quota.MethodFiled", 3, "wang-min"),
    ]
    assert problem["events_missed"][-1]["position"] == town.position()
    assert "秘密" not in answer.text


def test_a_specialist_is_told_only_of_events_about_the_own_enterprise(town: Town) -> None:
    own, other = town.listed("示例一号有限公司", "示例二号有限公司")
    quota = town.quota()
    place = town.nominated(own)
    town.nominated(other)
    town.officer("hrss").posts(f"{quota}/method-filing", documents=[PAPER])
    specialist = town.specialist(own)

    answer = specialist.posts(
        f"{quota}/nominations/{place}/proposal", headers={"If-Match": '"1"'}, talent_id=str(uuid4())
    )

    assert [event["topic"] for event in answer.json()["events_missed"]] == [
        "Quota.Nominated",
        "Quota.MethodFiled",
    ]


def test_every_event_carries_the_id_of_its_request(town: Town) -> None:
    request_id = "6f1c7a34-5f0f-4c49-9b07-1c1d34a0a111"

    town.officer("hrss").posts(QUOTA, headers={"X-Request-Id": request_id})

    [opened] = town.auditor().gets(f"{QUOTA}/history").json()["items"]
    assert opened["correlation_id"] == request_id


def test_what_a_sender_brings_along_stands_in_the_envelope(town: Town) -> None:
    grant = {"officer": "zhao-min", "principal": "wang-min", "signatory": "局长"}
    period = {"valid_from": "2000-01-01", "valid_to": "2100-01-01"}
    assert town.officer("hrss").posts("/v1/stand-ins", **grant, **period).is_success
    town.officer("hrss").posts(
        QUOTA,
        reason_code="new_year",
        reason="新年度开启",
        documents=[PAPER],
        capacity="deputising",
        on_behalf_of="wang-min",
        signatory="局长",
        effective_on="2026-11-20",
    )

    [opened] = town.auditor().gets(f"{QUOTA}/history").json()["items"]
    envelope = opened["envelope"]
    assert (envelope["actor"], envelope["capacity"], envelope["on_behalf_of"]) == (
        "zhao-min",
        "deputising",
        "wang-min",
    )
    assert (envelope["signatory"], envelope["reason_code"], envelope["reason"]) == ("局长", "new_year", "***")
    assert (envelope["documents"][0]["number"], envelope["effective_on"]) == (PAPER["number"], "2026-11-20")
    assert envelope["deciding_body"] == "zibo-hrss"


def test_a_whole_year_of_a_place_can_be_sent_over_http(town: Town) -> None:
    drc, hrss = town.officer("drc"), town.officer("hrss")
    miit = town.officer("miit", name="he-miit")  # who takes a place over is not who asks for it
    [enterprise] = town.listed("示例一号有限公司")
    town.officer("miit").posts(
        "/v1/enterprise-lists",
        city=CITY,
        list_type="four_chain",
        mode="additions",
        document_number="示例〔2026〕9号",
        rows=[{"row": 3, "name": "示例一号有限公司", "uscc": credit_code_of(1), "area": ZHANGDIAN}],
    )
    town.quota()
    place = f"{QUOTA}/nominations/{town.nominated(enterprise)}"
    li, wang = town.talent("李慧", employer_id=enterprise), town.talent("王强", employer_id=enterprise)
    specialist = town.specialist(enterprise)
    because = {"reason": "企业来函"}

    answers = [
        drc.posts(f"{place}/transfer", to_department="miit"),
        miit.posts(f"{place}/transfer-refusal", **because),
        drc.posts(f"{place}/transfer", to_department="miit"),
        miit.posts(f"{place}/transfer-acceptance"),
        specialist.posts(f"{place}/proposal", talent_id=li),
        specialist.posts(f"{place}/replacement", talent_id=wang, **because),
        miit.posts(f"{place}/withdrawal", **because),
        hrss.posts(f"{QUOTA}/method-filing", documents=[PAPER]),
        hrss.posts(f"{QUOTA}/closing"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200, 201, 200, 200, 200, 200], [
        answer.text for answer in answers if answer.is_error
    ]
    topics = [event["topic"] for event in town.auditor().gets(f"{QUOTA}/history").json()["items"]]
    assert topics == [
        "Quota.Opened",
        "Quota.Nominated",
        "Quota.TransferRequested",
        "Quota.TransferDeclined",
        "Quota.TransferRequested",
        "Quota.NominationTransferred",
        "Quota.PersonProposed",
        "Quota.PersonReplaced",
        "Quota.NominationWithdrawn",
        "Quota.MethodFiled",
        "Quota.Closed",
    ]


def test_an_enterprise_and_a_talent_can_be_kept_over_http(town: Town) -> None:
    hrss = town.officer("hrss", area=ZHANGDIAN)
    enterprise = f"/v1/enterprises/{town.enterprise('示例一号有限公司')}"
    talent = f"/v1/talents/{town.talent('李慧')}"
    passport = {"kind": "passport", "issuing_country": "GBR", "number": "000000001"}

    named = hrss.posts(
        f"{enterprise}/principals", name="周舟", role="chairman", phone="13800138000", title="董事长"
    )
    principal = named.json()["principals"][0]["id"]
    added = hrss.posts(f"{talent}/documents", document=passport)
    document = added.json()["documents"][1]["id"]
    appointed = hrss.posts(
        f"{enterprise}/specialists", name="陈芳", phone="13800138001", account_id="chen-fang"
    )
    specialist = appointed.json()["specialists"][0]["id"]
    answers = [
        named,
        appointed,
        hrss.posts(f"{enterprise}/specialists", name="丁宁", phone="13800138002"),
        hrss.posts(f"{enterprise}/name", name="示例一号集团有限公司"),
        hrss.posts(f"{enterprise}/principals/{principal}/departure", reason="离任"),
        added,
        hrss.posts(
            f"{talent}/documents/{document}/replacement",
            document=passport | {"number": "000000002"},
            reason="换证",
        ),
        hrss.posts(f"{talent}/name", name="李惠", reason="更名"),
    ]

    assert [answer.status_code for answer in answers] == [200] * 8, [a.text for a in answers if a.is_error]
    kept, person = hrss.gets(enterprise).json(), hrss.gets(talent).json()
    assert [dated["name"] for dated in kept["names"]] == ["示例一号有限公司", "示例一号集团有限公司"]
    assert (kept["principals"][0]["name"], kept["principals"][0]["phone"]) == ("周*", "138****8000")
    assert kept["principals"][0]["left_on"] is not None
    assert [(one["name"], one["phone"]) for one in kept["specialists"]] == [
        ("陈*", "138****8001"),
        ("丁*", "138****8002"),
    ]
    assert (kept["specialists"][0]["id"], kept["specialists"][0]["account_id"]) == (specialist, "chen-fang")
    assert [one["relieved_on"] is None for one in kept["specialists"]] == [False, True]
    assert [one["replaced_by"] is None for one in person["documents"]] == [True, False, True]
    assert person["name"] == "李*"


def test_where_a_talent_works_can_be_followed_over_http(town: Town) -> None:
    first, second = (
        town.enterprise(name, area=area)
        for name, area in (("示例一号有限公司", ZHANGDIAN), ("示例二号有限公司", BOSHAN))
    )
    hrss, talent = town.officer("hrss"), f"/v1/talents/{town.talent('李慧', employer_id=first)}"

    left = town.specialist(first).posts(f"{talent}/departure", reason="合同期满")
    moved = hrss.posts(f"{talent}/area", area="淄川区")
    joined = hrss.posts(f"{talent}/employer", employer_id=second)
    reached = town.specialist(second).posts(f"{talent}/phone", phone="13800138000")

    assert [answer.status_code for answer in (left, moved, joined, reached)] == [200] * 4, left.text
    employers = [(answer.json()["employer_id"], answer.json()["area"]) for answer in (left, moved, joined)]
    assert employers == [(None, ZHANGDIAN), (None, "zichuan"), (second, BOSHAN)]
    assert reached.json()["phone"] == "138****8000"
    assert (left.json()["employed_since"], joined.json()["employed_since"] is None) == (None, False)
    assert [event["topic"] for event in hrss.gets(f"{talent}/history").json()["items"]] == [
        "Talent.Registered",
        "Talent.EmploymentEnded",
        "Talent.Relocated",
        "Talent.Employed",
        "Talent.PhoneStated",
    ]


def test_who_lets_a_talent_go_is_answered_and_knows_of_the_person_no_more(town: Town) -> None:
    enterprise = town.enterprise("示例一号有限公司")
    talent = f"/v1/talents/{town.talent('李慧', employer_id=enterprise)}"
    specialist = town.specialist(enterprise)

    first = specialist.posts(f"{talent}/departure", headers=KEY, reason="合同期满")
    again = specialist.posts(f"{talent}/departure", headers=KEY, reason="合同期满")

    assert (first.status_code, first.json()["employer_id"]) == (200, None)
    assert (again.content, again.headers["idempotency-replayed"]) == (first.content, "true")
    assert specialist.gets(talent).status_code == 404


def test_an_enterprise_that_has_moved_is_seen_in_its_new_area(town: Town) -> None:
    enterprise = f"/v1/enterprises/{town.enterprise('示例一号有限公司', area=ZHANGDIAN)}"

    answer = town.officer("miit").posts(f"{enterprise}/area", area="博山区")

    assert (answer.status_code, answer.json()["area"]) == (200, BOSHAN)
    assert town.officer("hrss", area=BOSHAN).gets(enterprise).status_code == 200
    assert town.officer("hrss", area=ZHANGDIAN).gets(enterprise).status_code == 404


MERGER = {"reason_code": "absorption", "documents": [PAPER]}


def test_a_merged_enterprise_names_the_survivor_and_the_survivor_whom_it_has_absorbed(town: Town) -> None:
    merged, survivor = (town.enterprise(name) for name in ("示例一号有限公司", "示例二号有限公司"))
    hrss = town.officer("hrss")

    answer = hrss.posts(f"/v1/enterprises/{merged}/merger", surviving_enterprise_id=survivor, **MERGER)

    assert answer.status_code == 200
    into = answer.json()["merged_into"]
    [absorbed] = hrss.gets(into["href"]).json()["absorbed"]
    assert into["surviving_enterprise_id"] == survivor
    assert (absorbed["enterprise_id"], absorbed["names"]) == (merged, ["示例一号有限公司"])
    found = hrss.gets(
        "/v1/enterprises", name="示例一号", min_position=answer.headers["huicai-position"]
    ).json()
    assert {one["id"]: one["merged_into"] for one in found["items"]} == {merged: survivor, survivor: None}


def test_two_enterprises_with_places_of_one_year_are_not_merged(town: Town) -> None:
    merged, survivor = town.listed("示例一号有限公司", "示例二号有限公司")
    town.quota()
    place = town.nominated(merged)
    town.nominated(survivor)

    answer = town.officer("hrss").posts(
        f"/v1/enterprises/{merged}/merger", surviving_enterprise_id=survivor, **MERGER
    )

    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["blocked_by"]["id"]) == (
        409,
        "both_nominated",
        place,
    )
    assert {clause["id"] for clause in problem["clauses"]} == {"R-10", "R-12"}


def test_a_place_that_has_passed_on_is_the_survivors_to_see(town: Town) -> None:
    merged, survivor = town.listed("示例一号有限公司", "示例二号有限公司")
    [third] = town.listed("示例三号有限公司")
    town.quota()
    place = town.nominated(merged)
    town.nominated(third)
    town.officer("hrss").posts(f"/v1/enterprises/{merged}/merger", surviving_enterprise_id=survivor, **MERGER)

    def seen(enterprise: str) -> list[str]:
        history = town.specialist(enterprise).gets(f"{QUOTA}/history").json()
        return [event["topic"] for event in history.get("items", ())]

    assert [one["id"] for one in town.specialist(survivor).gets(QUOTA).json()["places"]] == [place]
    assert seen(survivor) == ["Quota.Opened", "Quota.Nominated", "Quota.EnterpriseMerged"]
    assert seen(third) == ["Quota.Opened", "Quota.Nominated"]
    assert town.specialist(merged).gets(QUOTA).status_code == 404


def test_a_credit_code_can_be_stated_later(town: Town) -> None:
    rows = [{"row": 3, "name": "示例一号有限公司", "area": BOSHAN}]
    imported = town.officer("drc").confirms(
        "/v1/enterprise-lists",
        [3],
        city=CITY,
        list_type="cluster_leader",
        mode="additions",
        document_number="示例〔2026〕3号",
        rows=rows,
    )
    enterprise = imported.json()["rows"][0]["enterprise_id"]

    answer = town.officer("drc", area=BOSHAN).posts(
        f"/v1/enterprises/{UUID(enterprise)}/credit-code", uscc=credit_code_of(5)
    )

    assert (answer.status_code, answer.json()["uscc"]) == (200, credit_code_of(5))


def test_one_document_belongs_to_one_talent(town: Town) -> None:
    hrss, body = town.officer("hrss"), talent_named("李慧", 5)
    hrss.posts("/v1/talents", **body)

    answer = hrss.posts("/v1/talents", **body | {"name": "王强"})

    assert (answer.status_code, answer.json()["code"]) == (409, "document_already_registered")
