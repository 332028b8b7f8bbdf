"""The rest of the demo's quota year: persons proposed, forms, opinions, reviews, batches, the province, the cards.

    propose ─> submit ─> district ─> department ─> batch ─> HRSS ─> batch ─> province ─> card

On the way one case is corrected, one is returned to its district, one is not recommended, one is given back by
HRSS and comes with a second batch, and one is rejected by the province.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter
from typing import Any

from cli.demo_nominations import CARD_TYPE, today, year
from cli.demo_people import Player
from cli.demo_telling import chapter, done, say, step_by_step, tell
from cli.development import CITY, CITY_AREA

CASES = "/v1/card-applications"
SPECIMEN_TERM_YEARS = 3
ISSUER = "shandong-hrss"
CORRECTED, RETURNED, NOT_RECOMMENDED, GIVEN_BACK, REJECTED = range(5)  # which of the cases has which fate
FORM: dict[str, Any] = {
    "gender": "男",
    "birth_date": "1900-01-01",
    "ethnicity": "汉族",
    "native_place": "示例省示例市",
    "political_status": "群众",
    "education": "博士研究生毕业",
    "school_and_major": "示例大学 示例专业",
    "graduated_on": "1925.07",
    "introduced_on": "2022年9月",
    "phone": "13800000000",
    "postal_address": "示例路1号",
    "resume": "示例简历",
    "achievements": "示例业绩",
    "enterprise_profile": "示例企业情况",
}


@dataclass
class Applicant:
    """An enterprise with a place, and the case of its person."""

    number: int
    place: dict[str, Any]
    enterprise: dict[str, Any]
    specialist: Player
    talent_id: str = ""
    case: str = ""

    @property
    def department(self) -> str:
        return str(self.place["department"])

    @property
    def case_id(self) -> str:
        return self.case.rsplit("/", 1)[1]


def play_cases(people: dict[str, Player], quota: str) -> None:
    """Play all cases of the year to their end."""
    applicants = _applicants(people["hrss"], quota)
    _propose(people, quota, applicants)
    _submit(applicants)
    _district(people["hrss"], applicants)
    reviewed = _review(people["hrss"], applicants)
    _hand_in(people["hrss"], reviewed)
    _forward(people["hrss"], reviewed)
    approved = _answer(people["hrss"], reviewed)
    _issue(people["hrss"], approved)


def _applicants(hrss: Player, quota: str) -> list[Applicant]:
    places = [place for place in hrss.gets(quota)["places"] if place["status"] == "nominated"]
    return [
        Applicant(
            number,
            place,
            hrss.gets(f"/v1/enterprises/{place['enterprise_id']}"),
            hrss.specialist_of(place["enterprise_id"]),
        )
        for number, place in enumerate(places)
    ]


def _propose(people: dict[str, Player], quota: str, applicants: Sequence[Applicant]) -> None:
    """Every enterprise names its one person of the year; the second one of an enterprise is refused."""
    chapter("企业荐人 · each enterprise proposes its one person of the year")
    for one in step_by_step(applicants, "specialist, person, attestation"):
        enterprise = f"/v1/enterprises/{one.enterprise['id']}"
        done(people["hrss"].posts(f"{enterprise}/specialists", name="示例专员", phone="13800000001"))
        one.talent_id = one.specialist.registers_person("示例人才", one.enterprise["id"])
        proposal = f"{quota}/nominations/{one.place['id']}/proposal"
        done(one.specialist.posts(proposal, talent_id=one.talent_id))
        attested = {"result": "not_managed", "as_of": today()}
        done(people["party_org"].posts(f"/v1/talents/{one.talent_id}/attestation", **attested))
    first = applicants[0]
    second = first.specialist.registers_person("示例另一人", first.enterprise["id"])
    answer = first.specialist.posts(f"{quota}/nominations/{first.place['id']}/proposal", talent_id=second)
    say(f"{len(applicants)} persons proposed, each attested by the organization department (R-01)")
    tell(f"a second person of {first.enterprise['name']}", answer)


def _submit(applicants: Sequence[Applicant]) -> None:
    chapter("填报附件1 · annex 1 is filled in and submitted")
    first = applicants[0]
    key = {"city": CITY, "card_type": CARD_TYPE, "quota_year": year()}
    incomplete = first.specialist.posts(CASES, **key, place_id=first.place["id"], submit=True)
    gaps = "、".join(error["text"] for error in incomplete.json()["errors"][:3])
    tell(f"an empty form ({gaps} …)", incomplete)
    for one in step_by_step(applicants, "forms"):
        form = FORM | {"workplace": one.enterprise["name"], "pledged_on": today()}
        drafted = one.specialist.posts(CASES, **key, place_id=one.place["id"], form=form, submit=True)
        one.case = done(drafted)["href"]
    say(f"{len(applicants)} forms submitted, and as many places reserved")


def _district(officer: Player, applicants: Sequence[Applicant]) -> None:
    chapter("区县主管部门意见 · opinions of the districts")
    for one in step_by_step(applicants, "opinions"):
        _give_opinion(officer, one)
    say("every district's counterpart of the nominating department has signed")


def _give_opinion(officer: Player, one: Applicant) -> None:
    """The district's office signs; an enterprise of the city's own level has no district."""
    if one.enterprise["area"] != CITY_AREA:
        signing = officer.officer(one.department, one.enterprise["area"], "demo-district")
        done(signing.posts(f"{one.case}/opinions", opinion="agreed"))


def _review(officer: Player, applicants: Sequence[Applicant]) -> list[Applicant]:
    """The departments review; returns the cases that they agree to."""
    chapter("推荐部门审核 · reviews by the nominating departments")
    last = applicants[-1]
    signed = officer.officer(last.department, CITY_AREA, "demo-district")
    tell("whoever signed for the district does not review for the city", signed.posts(f"{last.case}/reviews"))
    for one in applicants:
        reviewing = officer.officer(one.department, CITY_AREA, "demo-reviewer")
        if one.number == NOT_RECOMMENDED:
            done(reviewing.posts(f"{one.case}/non-recommendation", reason="示例：不符合急需紧缺条件"))
            say(f"{one.enterprise['name']}: not recommended, its place is free again")
            continue
        if one.number == CORRECTED:
            items = [{"field": "resume", "note": "示例：请补充近年经历"}]
            done(reviewing.posts(f"{one.case}/correction-requests", items=items))
            corrected = one.specialist.posts(f"{one.case}/corrections", form={"resume": "示例：补充后的简历"})
            say(f"{one.enterprise['name']}: corrected, form version {done(corrected)['form']['version']}")
        if one.number == RETURNED:
            back = {"to_step": "district_opinion", "reason": "示例：请区县补充意见"}
            done(reviewing.posts(f"{one.case}/returns", **back))
            _give_opinion(officer, one)
            say(f"{one.enterprise['name']}: returned to its district, and signed anew")
        done(reviewing.posts(f"{one.case}/reviews"))
    return [one for one in applicants if one.number != NOT_RECOMMENDED]


def _hand_in(officer: Player, reviewed: Sequence[Applicant]) -> None:
    """Each department hands a batch in; HRSS takes the members in one by one, and gives one back."""
    chapter("集中提交 · the departments' batches to HRSS")
    reception = officer.officer("hrss", CITY_AREA, "demo-reception")
    for department, of_department in groupby(
        sorted(reviewed, key=attrgetter("department")), attrgetter("department")
    ):
        cases = list(of_department)
        batch = _sealed(officer.officer(department, CITY_AREA, "demo-sender"), "to_hrss", cases)
        for one in cases:
            member = f"{batch}/members/{one.case_id}"
            if one.number == GIVEN_BACK:
                back = {"to_step": "collective_submission", "reason": "示例：名单有误，请重新提交"}
                done(reception.posts(f"{member}/return", **back))
            else:
                done(reception.posts(f"{member}/acceptance"))
        say(f"{department}: {len(cases)} cases with one letter")
    again = next(one for one in reviewed if one.number == GIVEN_BACK)
    batch = _sealed(officer.officer(again.department, CITY_AREA, "demo-sender"), "to_hrss", [again])
    done(reception.posts(f"{batch}/members/{again.case_id}/acceptance"))
    say(f"{again.enterprise['name']}: given back by HRSS, and received with a second batch")


def _forward(officer: Player, reviewed: Sequence[Applicant]) -> None:
    chapter("人社推荐上报 · HRSS's batch to the province")
    _sealed(officer.officer("hrss", CITY_AREA, "demo-forwarding"), "to_province", reviewed)
    say(f"{len(reviewed)} cases recommended to the province")


def _sealed(officer: Player, kind: str, cases: Iterable[Applicant]) -> str:
    """A sealed batch of these cases; returns its address."""
    key = {"city": CITY, "card_type": CARD_TYPE, "quota_year": year(), "kind": kind}
    batch: str = done(officer.posts("/v1/batches", **key))["href"]
    for one in cases:
        done(officer.posts(f"{batch}/members", card_application_id=one.case_id))
    letter = {"kind": "letter", "number": f"示例函〔{year()}〕1号", "issued_on": today()}
    done(officer.posts(f"{batch}/sealing", documents=[letter]))
    return batch


def _answer(officer: Player, reviewed: Sequence[Applicant]) -> list[Applicant]:
    """The province's results, written down by one officer and confirmed by another; returns the approved cases."""
    chapter("省级结果 · the province's results")
    writing = officer.officer("hrss", CITY_AREA, "demo-writer")
    confirming = officer.officer("hrss", CITY_AREA, "demo-confirmer")
    for one in step_by_step(reviewed, "results"):
        result = "rejected" if one.number == REJECTED else "approved"
        why = {"reason": "示例：省里来函"} if result == "rejected" else {}
        done(writing.posts(f"{one.case}/provincial-result", result=result, **_of_province(), **why))
        if one is reviewed[0]:
            alone = writing.posts(f"{one.case}/provincial-result/confirmation")
            tell("whoever wrote a result down does not confirm it", alone)
        done(confirming.posts(f"{one.case}/provincial-result/confirmation", **why))
    approved = [one for one in reviewed if one.number != REJECTED]
    say(f"{len(approved)} approved, {len(reviewed) - len(approved)} rejected")
    return approved


def _issue(officer: Player, approved: Sequence[Applicant]) -> None:
    chapter("发卡 · the cards, with the number and the term of the province's document")
    writing = officer.officer("hrss", CITY_AREA, "demo-writer")
    for one in step_by_step(approved, "cards"):
        term = {
            "card_number": f"示例{year()}{one.number:03d}",
            "issued_on": today(),
            "valid_from": today(),
            "valid_to": f"{year() + SPECIMEN_TERM_YEARS}-01-01",
            "term_rule": "management_period",
        }
        card = writing.gets(one.case)["card_id"]
        done(writing.posts(f"/v1/cards/{card}/issue", **term, **_of_province()))
    say(f"{len(approved)} cards issued")


def _of_province() -> dict[str, Any]:
    """What is written down of the province's document."""
    paper = {"kind": "provincial_result", "number": f"示例省函〔{year()}〕1号", "issued_on": today()}
    return {"capacity": "transcribing", "deciding_body": ISSUER, "documents": [paper]}
