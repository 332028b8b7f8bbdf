"""Deadlines over HTTP: on the case, in the register, in the due sheet and on paper; and the calendar behind them."""

from datetime import date
from io import BytesIO

import openpyxl
import pytest

from domain.authorization import Post, Role
from domain.calendar import Calendar, published
from tests.api.cases import CASES, Applying, offered
from tests.api.conftest import BOSHAN, Town

CHINA = Calendar(published)
NOTICE = {"kind": "holiday_notice", "number": "示例发明电〔2026〕1号", "issued_on": "2026-01-01"}
SHEET = "/v1/due-sheet"


@pytest.fixture
def applying(town: Town) -> Applying:
    town.quota()
    return Applying(town).submitted()


@pytest.fixture
def operator(town: Town):
    return town.person("示例-operator", Post(role=Role.OPERATOR))


def sheet(who, **wanted):
    answer = who.gets(SHEET, **wanted)
    assert answer.is_success, answer.text
    return answer.json()["items"]


def newest(town):
    return {"min_position": str(town.position())}


class TestTheCase:
    def test_it_says_what_is_due_when_and_how_that_stands_in_words(self, applying):
        [deadline] = applying.shown_to(applying.district())["deadlines"]

        begun_on = date.fromisoformat(deadline["begun_on"])
        assert (deadline["step"], deadline["days"], deadline["days_left"]) == ("district_opinion", 5, 5)
        assert deadline["due_on"] == CHINA.working_day_after(begun_on, 5).isoformat()
        assert deadline["light"]["colour"] == "green"
        assert deadline["light"]["words"] == {"zh": "绿灯（期限内）", "en": "green (in time)"}

    def test_the_department_that_may_extend_it_is_offered_to_and_does(self, applying):
        hrss = applying.hrss("示例-hrss")
        assert "extend_deadline" in offered(applying.shown_to(hrss))
        before = applying.shown_to(hrss)["deadlines"][0]["due_on"]

        answer = hrss.posts(f"{applying.case}/extension", step="district_opinion", days=2, reason="示例")

        after = answer.json()["deadlines"][0]["due_on"]
        assert (answer.status_code, after) == (
            200,
            CHINA.working_day_after(date.fromisoformat(before), 2).isoformat(),
        )

    def test_too_long_an_extension_is_refused_with_its_code(self, applying):
        answer = applying.hrss("示例-hrss").posts(
            f"{applying.case}/extension", step="district_opinion", days=50, reason="示例"
        )

        assert (answer.status_code, answer.json()["code"]) == (409, "extension_too_long")


class TestTheSheet:
    def test_it_has_the_deadline_with_its_case_and_office(self, applying):
        [line] = sheet(applying.district(), **newest(applying.town))

        assert (line["card_application_id"], line["href"]) == (applying.case_id, applying.case)
        assert (line["function"], line["office_area"], line["step"]) == (
            "drc",
            "zhangdian",
            "district_opinion",
        )

    def test_the_register_shows_the_same(self, applying):
        district = applying.district()
        [case] = district.gets(CASES, queue="mine", **newest(applying.town)).json()["items"]
        [line] = sheet(district)

        [shown] = case["due"]
        assert shown == {name: line[name] for name in shown}

    def test_the_lights_are_those_of_the_day_that_is_asked_for(self, applying):
        auditor = applying.town.auditor()
        [line] = sheet(auditor, on="2030-01-01", light="red", **newest(applying.town))

        assert line["light"]["colour"] == "red"
        assert sheet(auditor, on="2030-01-01", light="green") == []
        assert sheet(auditor, due_before="2020-01-01") == []

    def test_another_area_sees_nothing_of_it(self, applying):
        assert sheet(applying.town.officer("drc", BOSHAN), **newest(applying.town)) == []

    def test_a_past_state_is_not_kept(self, applying):
        answer = applying.town.auditor().gets(SHEET, as_of="1")

        assert (answer.status_code, answer.json()["code"]) == (400, "no_history_kept")

    def test_on_paper_it_has_names_for_codes_and_the_light_in_words(self, applying):
        answer = applying.hrss("示例-hrss").gets(f"{SHEET}.xlsx", **newest(applying.town))

        rows = list(openpyxl.load_workbook(BytesIO(answer.content)).active.iter_rows(values_only=True))
        heads, line = rows[2], rows[3]
        said = dict(zip(heads, line, strict=True))
        assert rows[0][0] == "淄博市申报办理期限台账"
        assert (said["企业名称"], said["所属区域"], said["环节"]) == (
            "示例一号有限公司",
            "张店区",
            "区县主管部门意见",
        )
        assert (said["办结时限"], said["亮灯"]) == ("5个工作日", "绿灯（期限内）")


class TestTheCalendar:
    def test_a_year_without_a_notice_is_provisional_until_an_operator_enters_it(self, town, operator):
        before = operator.gets("/v1/working-years/2031").json()
        days_off = [{"day": "2031-01-01", "name": "元旦"}]
        answer = operator.posts("/v1/working-years/2031", days_off=days_off, documents=[NOTICE])
        after = operator.gets("/v1/working-years/2031").json()

        assert (before["is_provisional"], before["version"], before["notices"]) == (True, 0, [])
        assert (answer.status_code, answer.json()["is_provisional"]) == (200, False)
        assert after["days_off"] == days_off
        [notice] = after["notices"]
        assert (notice["source"], notice["documents"][0]["number"]) == ("notice", NOTICE["number"])

    def test_what_comes_with_the_software_is_on_record_from_the_start(self, town):
        years = {year["year"]: year for year in town.auditor().gets("/v1/working-years").json()["items"]}

        assert not years[2026]["is_provisional"]
        assert years[2026]["working_days"] == 248
        assert years[2026]["notices"][0]["source"] == "library"

    def test_another_notice_moves_what_is_under_way(self, applying, operator):
        [before] = sheet(applying.town.auditor(), **newest(applying.town))
        due_on = date.fromisoformat(before["due_on"])
        known = operator.gets(f"/v1/working-years/{due_on.year}").json()
        days_off = [*known["days_off"], {"day": before["due_on"], "name": "临时放假"}]
        operator.posts(
            f"/v1/working-years/{due_on.year}",
            days_off=days_off,
            days_worked=known["days_worked"],
            documents=[NOTICE],
        ).raise_for_status()

        [after] = sheet(applying.town.auditor(), **newest(applying.town))
        assert after["due_on"] == CHINA.working_day_after(due_on, 1).isoformat()
