"""Cases on any route over HTTP, brought from step to step by whoever acts there, as the pack of Zibo says."""

from typing import Any

from httpx import Response

from domain.policy.organizations import Level
from domain.policy.routes import Route
from domain.policy.steps import Desk, Step, StepKind
from tests.api.cases import BATCH_LETTER, CASES, TRANSCRIBED
from tests.api.conftest import CITY, CITY_AREA, ZHANGDIAN, Person, Town, attested, talent_named
from tests.domain.made_up import identity_number_of
from tests.domain.zibo import ZIBO

PERSON: dict[str, Any] = {
    "gender": "男",
    "birth_date": "1900-01-01",
    "phone": "13800000000",
    "pledged_on": "2026-01-05",
    "class_ground": "示例依据",
    "achievements": "示例业绩",
}
ANNEX_2: dict[str, Any] = {
    "ethnicity": "汉族",
    "native_place": "示例省示例市",
    "political_status": "群众",
    "education": "博士研究生毕业",
    "school_and_major": "示例大学 示例专业",
    "graduated_on": "1925.07",
    "planned_introduction_on": "2070年9月",
    "postal_address": "示例路1号",
    "talent_class": "A",
    "resume": "示例简历",
}
CLASSES = {"direct_commended": "eminent", "flexible": "provincial", "open_challenge": "B"}
WHY = {"reason": "示例理由"}


class OnRoute:
    """A listed enterprise with its person on a route beside the quota, and everybody who acts on the way."""

    def __init__(self, town: Town, route: Route, name: str, *, area: str = ZHANGDIAN) -> None:
        self.town, self.route, self.area = town, route, area
        [self.enterprise_id] = town.listed(name, area=area)
        self.specialist = town.specialist(self.enterprise_id)
        hrss = town.officer("hrss")
        self.ok(
            hrss.posts(
                f"/v1/enterprises/{self.enterprise_id}/specialists", name="示例专员", phone="13800000001"
            )
        )
        number = next(n for n in town.numbers if n % 2)  # a man, as the numbers of the form say
        self.talent_id = self.ok(hrss.posts("/v1/talents", **talent_named("示例人才", number, area=area)))[
            "id"
        ]
        attested(town, self.talent_id)
        self._is_head(hrss, number)
        self.case_id = ""

    @property
    def case(self) -> str:
        return f"{CASES}/{self.case_id}"

    def drafts(self, **stated: Any) -> Response:
        """The specialist begins the case."""
        return self.specialist.posts(
            CASES,
            **{
                "city": CITY,
                "route": self.route.code,
                "enterprise_id": self.enterprise_id,
                "talent_id": self.talent_id,
                "form": self.form(),
                **stated,
            },
        )

    def form(self) -> dict[str, Any]:
        if self.route.form == "annex_2":
            return PERSON | ANNEX_2
        stated = CLASSES.get(self.route.code)
        return PERSON if stated is None else {**PERSON, "talent_class": stated}

    def submitted(self) -> "OnRoute":
        self.case_id = self.ok(self.drafts(submit=True))["id"]
        return self

    def step(self) -> Step:
        """Where the case is."""
        return self.route.steps.step(self.shown()["step"]["code"])

    def shown(self) -> dict[str, Any]:
        shown: dict[str, Any] = self.ok(self.town.auditor().gets(self.case))
        return shown

    def officer(self, step: Step, desk: Desk | None = None) -> Person:
        """Somebody in the office whose turn it is, who acts at no other step."""
        desks = [one for one in step.desks if not (one.level is Level.DISTRICT and self.area == CITY_AREA)]
        acting = desk or desks[0]
        where = self.area if acting.level is Level.DISTRICT else CITY_AREA
        return self.town.officer(acting.function, where, f"at-{step.code}"[:40])

    def passed(self) -> dict[str, Any]:
        """The step is done with by the office whose turn it is; the case as it then is."""
        step = self.step()
        officer = self.officer(step)
        match step.kind:
            case StepKind.OPINION:
                return self.ok(officer.posts(f"{self.case}/opinions", opinion="agreed"))
            case StepKind.REVIEW:
                return self.ok(officer.posts(f"{self.case}/reviews"))
            case StepKind.FORWARDING:
                return self.ok(officer.posts(f"{self.case}/forwarding", documents=[BATCH_LETTER]))
            case StepKind.PANEL:
                return self.argued()
            case StepKind.PROVINCIAL_RESULT:
                return self.answered("approved")
            case StepKind.DECISION:
                return self.ok(officer.posts(f"{self.case}/grant"))
        raise AssertionError(step.kind)

    def argued(self, *votes: str) -> dict[str, Any]:
        """A panel of five has voted, all in favour unless stated otherwise; the case as it then is."""
        panel = self.convened()
        writes, confirms = (
            self.town.officer("hrss", CITY_AREA, name) for name in ("gao-writing", "lin-seeing")
        )
        for expert, vote in zip(panel["experts"], votes or ("agree",) * 5, strict=True):
            self.ok(writes.posts(f"{panel['href']}/members/{expert['id']}/vote", vote=vote, **TRANSCRIBED))
        self.ok(writes.posts(f"{panel['href']}/conclusion", **TRANSCRIBED))
        self.ok(confirms.posts(f"{panel['href']}/conclusion/confirmation"))
        return self.shown()

    def convened(self, experts: int = 5) -> dict[str, Any]:
        """The province has convened so many experts about the case."""
        writes = self.town.officer("hrss", CITY_AREA, "gao-writing")
        members = [{"name": f"论证{'甲乙丙丁戊己'[n]}", "organization": "示例大学"} for n in range(experts)]
        panel: dict[str, Any] = self.ok(writes.posts(f"{self.case}/panel", members=members, **TRANSCRIBED))
        return panel

    def answered(self, result: str) -> dict[str, Any]:
        """What the province answered is written down by one officer and confirmed by another."""
        writes, confirms = (
            self.town.officer("hrss", CITY_AREA, name) for name in ("gao-writing", "lin-seeing")
        )
        self.ok(writes.posts(f"{self.case}/provincial-result", result=result, **TRANSCRIBED, **WHY))
        return self.ok(confirms.posts(f"{self.case}/provincial-result/confirmation", **WHY))

    def brought_to(self, *kinds: StepKind) -> Step:
        """The case has come to its first step of one of these kinds."""
        while self.step().kind not in kinds:
            self.passed()
        return self.step()

    def ended(self) -> dict[str, Any]:
        """The case has gone its whole way."""
        shown = self.shown()
        while shown["status"] == "in_process":
            shown = self.passed()
        return shown

    def _is_head(self, hrss: Person, number: int) -> None:
        """The person is known to lead the enterprise."""
        principals = f"/v1/enterprises/{self.enterprise_id}/principals"
        named = self.ok(hrss.posts(principals, name="示例人才"))["principals"][-1]["id"]
        document = {"kind": "resident_identity_card", "number": identity_number_of(number % 1000)}
        self.ok(hrss.posts(f"{principals}/{named}/identity", document=document))

    @staticmethod
    def ok(answer: Response) -> Any:
        assert answer.is_success, answer.text
        return answer.json()


OPEN_ROUTES = tuple(route for route in ZIBO.routes if route not in ZIBO.quota_routes and route.steps)
