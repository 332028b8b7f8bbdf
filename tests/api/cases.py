"""Cases of a town on the quota route, brought over HTTP to where a test wants them, each by those who may."""

from typing import Any

from httpx import Response

from domain.authorization import Post, Role
from tests.api.conftest import CITY, CITY_AREA, QUOTA, ZHANGDIAN, Person, Town, attested, talent_named

CASES = "/v1/card-applications"
BATCH_LETTER = {"kind": "letter", "number": "示例函〔2026〕9号", "issued_on": "2026-01-05"}
RESULT_PAPER = {
    "kind": "provincial_result",
    "number": "示例省人社函〔2026〕3号",
    "issuer": "山东省人力资源和社会保障厅",
    "issued_on": "2026-01-06",
}
TRANSCRIBED = {"capacity": "transcribing", "deciding_body": "shandong-hrss", "documents": [RESULT_PAPER]}
FORM: dict[str, Any] = {
    "gender": "男",
    "birth_date": "1900-01-01",
    "ethnicity": "汉族",
    "native_place": "示例省示例市",
    "political_status": "群众",
    "education": "博士研究生毕业",
    "school_and_major": "示例大学 示例专业",
    "graduated_on": "1925.07",
    "workplace": "示例一号有限公司",
    "introduced_on": "2022年9月",
    "phone": "13800000000",
    "postal_address": "示例路1号",
    "email": "person@example.org",
    "resume": "示例简历",
    "achievements": "示例业绩",
    "enterprise_profile": "示例企业情况",
    "pledged_on": "2026-01-05",
}


class Applying:
    """An enterprise with its place and person, and everybody who acts on the way of its case."""

    def __init__(self, town: Town, name: str = "示例一号有限公司", *, function: str = "drc") -> None:
        self.town = town
        self.function = function
        [self.enterprise_id] = town.listed(name, function=function)
        town.officer("hrss").posts(
            f"/v1/enterprises/{self.enterprise_id}/specialists", name="示例专员", phone="13800000001"
        ).raise_for_status()
        self.place_id = town.nominated(self.enterprise_id, function)
        self.specialist = town.specialist(self.enterprise_id)
        self.talent_id = self._person("示例人才")
        self._ok(
            self.specialist.posts(f"{QUOTA}/nominations/{self.place_id}/proposal", talent_id=self.talent_id)
        )
        attested(town, self.talent_id)
        self.case_id = ""

    # -- who acts --------------------------------------------------------------------------------------

    def district(self) -> Person:
        return self.town.officer(self.function, ZHANGDIAN, "li-district")

    def department(self, name: str = "wu-review") -> Person:
        return self.town.officer(self.function, CITY_AREA, name)

    def hrss(self, name: str) -> Person:
        return self.town.officer("hrss", CITY_AREA, name)

    # -- how far it has come ---------------------------------------------------------------------------

    @property
    def case(self) -> str:
        return f"{CASES}/{self.case_id}"

    def submitted(self, **form: Any) -> "Applying":
        answer = self._ok(self.drafts(submit=True, form=FORM | form))
        self.case_id = answer["id"]
        return self

    def drafts(self, **stated: Any) -> Response:
        key = {"city": CITY, "card_type": "huicai", "quota_year": 2026, "place_id": self.place_id}
        return self.specialist.posts(CASES, **key | stated)

    def at_department(self) -> "Applying":
        self.submitted()
        self._ok(self.district().posts(f"{self.case}/opinions", opinion="agreed"))
        return self

    def reviewed(self) -> "Applying":
        self.at_department()
        self._ok(self.department().posts(f"{self.case}/reviews"))
        return self

    def received(self) -> "Applying":
        self.reviewed()
        batch = self.sealed(self.department("he-sending"), "to_hrss")
        self._ok(self.hrss("xu-reception").posts(f"{batch}/members/{self.case_id}/acceptance"))
        other = {"drc": "miit", "miit": "drc"}[self.function]
        declared = self.town.officer(other).posts(f"{QUOTA}/nothing-to-submit")
        assert declared.status_code in (200, 409), declared.text  # once is enough for the year
        return self

    def forwarded(self) -> "Applying":
        self.received()
        self.sealed(self.hrss("ma-forwarding"), "to_province")
        return self

    def approved(self) -> "Applying":
        self.forwarded()
        self._ok(
            self.hrss("gao-writing").posts(f"{self.case}/provincial-result", result="approved", **TRANSCRIBED)
        )
        self._ok(self.hrss("lin-confirming").posts(f"{self.case}/provincial-result/confirmation"))
        return self

    def drafted(self) -> "Applying":
        self.case_id = self._ok(self.drafts(form=FORM))["id"]
        return self

    def sealed(self, officer: Person, kind: str) -> str:
        """The address of a sealed batch of this one case."""
        key = {"city": CITY, "card_type": "huicai", "quota_year": 2026, "kind": kind}
        batch: str = self._ok(officer.posts("/v1/batches", **key))["href"]
        self._ok(officer.posts(f"{batch}/members", card_application_id=self.case_id))
        self._ok(officer.posts(f"{batch}/sealing", documents=[BATCH_LETTER]))
        return batch

    def shown_to(self, person: Person) -> dict[str, Any]:
        return self._ok(person.gets(self.case))

    def _person(self, name: str) -> str:
        """A man, as the numbers of the form say."""
        number = next(n for n in self.town.numbers if n % 2)
        answer = self.specialist.posts(
            "/v1/talents", **talent_named(name, number, employer_id=self.enterprise_id)
        )
        return str(self._ok(answer)["id"])

    @staticmethod
    def _ok(answer: Response) -> Any:
        assert answer.is_success, answer.text
        return answer.json()


def offered(shown: dict[str, Any]) -> set[str]:
    return {action["name"] for action in shown["actions"]["open"]}


def refused(shown: dict[str, Any]) -> dict[str, str]:
    return {action["name"]: action["code"] for action in shown["actions"]["closed"]}


def person(town: Town, name: str, function: str, area: str = CITY_AREA) -> Person:
    return town.person(name, Post(role=Role.OFFICER, function=function, area=area))
