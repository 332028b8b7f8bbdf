"""A quarter over HTTP: closed, reported by an area, added up by the city, answered, revised."""

import hashlib
import json
from typing import Any
from uuid import uuid4

import pytest

from domain.base import Authority, Capacity
from domain.calendar import OFFICE_ZONE
from domain.ledger_books.quarters import Quarter
from domain.office import Request
from domain.use_cases.announcing_report_days import AnnounceDraft
from tests.api.cards import in_force
from tests.api.conftest import BOSHAN, CITY, CITY_AREA, ZHANGDIAN, Person, Town
from tests.api.test_demand_items import registered

WHY = {"reason": "示例理由"}


@pytest.fixture
def last(town: Town) -> Quarter:
    return Quarter.of(town.service.clock().astimezone(OFFICE_ZONE).date()).later(-1)


@pytest.fixture
def card(town: Town) -> None:
    """A card in force, issued long before."""
    in_force(town)


@pytest.fixture
def closed(town: Town, last: Quarter) -> dict[str, Any]:
    """The answer to the closing of entry: the city's own report."""
    answer = window(town, CITY_AREA).posts("/v1/reports", unit=CITY, quarter=last.code)
    assert answer.status_code == 201, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def window(town: Town, area: str = ZHANGDIAN, name: str = "li-compiling") -> Person:
    return town.officer("window", area, name)


def address(unit: str, last: Quarter) -> str:
    return f"/v1/reports/{unit}/{last.code}"


def compiled(town: Town, unit: str, last: Quarter, **stated: Any) -> dict[str, Any]:
    """Compiled, for which the command itself waits until the books have come to the cut-off."""
    area = CITY_AREA if unit == CITY else unit
    answer = window(town, area).posts(f"{address(unit, last)}/compilation", **stated)
    assert answer.is_success, answer.text
    shown: dict[str, Any] = answer.json()
    return shown


def handed_in(town: Town, unit: str, last: Quarter) -> None:
    compiled(town, unit, last)
    signer = window(town, CITY_AREA if unit == CITY else unit, "zhao-signing")
    for step in ("sign-off", "submission"):
        assert signer.posts(f"{address(unit, last)}/{step}").is_success


def offered(shown: dict[str, Any]) -> set[str]:
    return {action["name"] for action in shown["actions"]["open"]}


def test_a_report_goes_from_the_area_to_the_city_and_what_may_be_done_is_offered(
    town: Town, closed: dict[str, Any], last: Quarter
) -> None:
    assert (closed["status"], closed["unit"], closed["href"]) == ("opened", CITY, address(CITY, last))
    at = address(ZHANGDIAN, last)
    mine, signer, city = window(town), window(town, name="zhao-signing"), window(town, CITY_AREA, "sun-city")
    assert offered(mine.gets(at).json()) == {"compile_report"}

    compiled(town, ZHANGDIAN, last, statement="示例情况说明")
    shown = signer.gets(at).json()
    assert offered(shown) >= {"sign_off_report", "decline_sign_off"}
    assert "sign_off_report" not in offered(mine.gets(at).json())
    assert shown["statement"] == "***"
    assert shown["content"]["is_zero"]
    assert shown["content"]["total"]["settlement_rate"] is None

    assert signer.posts(f"{at}/sign-off").is_success
    assert mine.posts(f"{at}/submission").json()["revisions"][0]["submitted_on"]
    assert offered(city.gets(at).json()) == {"acknowledge_report", "return_report"}
    assert city.posts(f"{at}/acknowledgement").json()["status"] == "acknowledged"


def test_the_city_sees_who_has_reported_and_who_is_missing_and_what_became_of_its_cards(
    town: Town, card: None, closed: dict[str, Any], last: Quarter
) -> None:
    handed_in(town, ZHANGDIAN, last)

    content = compiled(town, CITY, last)["content"]
    (cards,) = content["cards"]
    assert (cards["card_type"], cards["issued"], cards["late"], cards["held"]) == ("elite", 1, 1, 1)
    assert content["cards_in_all"] == content["cards"]
    standings = {row["unit"]: row["standing"] for row in content["rows"]}
    assert (standings[ZHANGDIAN], standings[BOSHAN]) == ("zero", "missing")
    assert content["children_reported"] == 1

    def listed(area: str, **wanted: Any) -> list[str]:
        position = f"{town.position()}"
        answer = window(town, area).gets("/v1/reports", min_position=position, **wanted)
        return [line["unit"] for line in answer.json()["items"]]

    assert len(listed(CITY_AREA, quarter=last.code)) == len(standings) + 1
    assert listed(ZHANGDIAN) == [ZHANGDIAN]
    assert listed(CITY_AREA, unit=CITY) == listed(CITY_AREA, level="city") == [CITY]
    assert listed(CITY_AREA, status="submitted") == listed(CITY_AREA, missing="false") == [ZHANGDIAN]
    assert ZHANGDIAN not in listed(CITY_AREA, missing="true", quarter=last.code)
    page = window(town, CITY_AREA).gets("/v1/reports", limit="2").json()
    rest = window(town, CITY_AREA).gets("/v1/reports", limit="2", cursor=page["next"]).json()
    assert not {line["unit"] for line in page["items"]} & {line["unit"] for line in rest["items"]}


def test_the_content_is_the_bytes_that_the_hash_is_of(
    town: Town, closed: dict[str, Any], last: Quarter
) -> None:
    shown = compiled(town, ZHANGDIAN, last)["content"]

    answer = window(town).gets(shown["href"])

    assert hashlib.sha256(answer.content).hexdigest() == shown["sha256"]
    assert json.loads(answer.content)["quarter"] == last.code
    assert window(town, BOSHAN).gets(shown["href"]).status_code == 404


def test_a_return_leads_to_a_revision_beside_the_first(
    town: Town, closed: dict[str, Any], last: Quarter
) -> None:
    handed_in(town, ZHANGDIAN, last)
    at = address(ZHANGDIAN, last)
    assert window(town, CITY_AREA, "sun-city").posts(f"{at}/return", **WHY).json()["status"] == "returned"

    opened = window(town).posts(f"{at}/correction", **WHY).json()
    handed_in(town, ZHANGDIAN, last)

    assert opened["status"] == "opened"
    shown = window(town).gets(at).json()
    assert [one["answer"] for one in shown["revisions"]] == ["returned", None]
    history = [event["topic"] for event in window(town).gets(f"{at}/history").json()["items"]]
    assert history.count("QuarterlyReport.SignedOff") == 2


def test_a_stale_sign_off_and_a_quarter_that_is_not_over_are_refused(
    town: Town, closed: dict[str, Any], last: Quarter
) -> None:
    at = address(ZHANGDIAN, last)
    compiled(town, ZHANGDIAN, last)
    signer = window(town, name="zhao-signing")
    seen = signer.gets(at).headers["ETag"]
    compiled(town, ZHANGDIAN, last)

    stale = signer.posts(f"{at}/sign-off", headers={"If-Match": seen})
    assert stale.status_code == 412
    refused = window(town, CITY_AREA).posts("/v1/reports", unit=CITY, quarter=last.later(1).code)
    assert (refused.status_code, refused.json()["code"]) == (409, "quarter_not_over")


def test_a_figure_leads_to_its_items_and_what_moved_since_is_listed(town: Town, last: Quarter) -> None:
    mine, city, in_quarter = window(town), window(town, CITY_AREA), f"{last.last_day}"
    numbers = [registered(mine, effective_on=in_quarter, **WHY)["number"] for _ in range(3)]
    assert city.posts("/v1/reports", unit=CITY, quarter=last.code).status_code == 201
    for unit in (ZHANGDIAN, CITY):
        handed_in(town, unit, last)
    late = registered(mine, effective_on=in_quarter, **WHY)

    figure = f"{address(CITY, last)}/revisions/1/figures/all/registered"
    first = city.gets(figure, limit=2).json()
    rest = city.gets(figure, limit=2, cursor=first["next"]).json()
    assert (first["value"], rest["next"]) == (3, None)
    assert [line["number"] for line in (*first["items"], *rest["items"])] == numbers
    line = first["items"][0]
    assert (line["area"], line["counts"], line["posting"]["kind"]) == (ZHANGDIAN, 1, "registered")
    assert mine.gets(line["history"]).json()["items"][0]["position"] == line["posting"]["position"]
    (part,) = (part for part in first["parts"] if part["unit"] == ZHANGDIAN)
    assert mine.gets(part["href"]).json()["items"] == city.gets(figure, row=ZHANGDIAN).json()["items"]
    assert window(town, BOSHAN).gets(part["href"]).status_code == 404
    of_ledger = figure.replace("/all/", "/public_service/")
    by_category = {one: city.gets(of_ledger, category=one).json() for one in ("schooling", "none")}
    assert [(one["value"], len(one["items"])) for one in by_category.values()] == [(3, 3), (0, 0)]
    for wrong in (figure.replace("registered", "settlement_rate"), f"{figure}?category=schooling"):
        assert city.gets(wrong).status_code == 404

    changed = mine.gets(f"{address(ZHANGDIAN, last)}/changes-since").json()
    (change,) = changed["items"]
    assert (changed["would_differ"], change["is_of_revision"]) == (True, True)
    assert (change["number"], change["topic"]) == (late["number"], "DemandItem.Registered")
    assert (change["function"], change["effective_on"]) == ("window", in_quarter)
    assert window(town, BOSHAN).gets(f"{address(ZHANGDIAN, last)}/changes-since").status_code == 404


def test_a_draft_that_was_announced_is_read_until_entry_is_closed(town: Town, last: Quarter) -> None:
    mine, city, at = window(town), window(town, CITY_AREA), address(ZHANGDIAN, last) + "/preview"
    registered(mine, effective_on=f"{last.last_day}", **WHY)
    assert mine.gets("/v1/report-drafts").json()["items"] == []
    announced(town, last)

    (line,) = mine.gets("/v1/report-drafts").json()["items"]
    assert (line["unit"], line["href"]) == (ZHANGDIAN, at)
    assert {one["unit"] for one in city.gets("/v1/report-drafts").json()["items"]} >= {
        ZHANGDIAN,
        BOSHAN,
        CITY,
    }
    draft = mine.gets(at, min_position=town.position()).json()
    assert (draft["is_preview"], draft["total"]["registered"], draft["imbalances"]) == (True, 1, [])
    assert city.gets(f"{address(CITY, last)}/preview").json()["total"]["registered"] == 1
    assert window(town, BOSHAN).gets(at).status_code == 404

    assert city.posts("/v1/reports", unit=CITY, quarter=last.code).status_code == 201
    refused = mine.gets(at)
    assert (refused.status_code, refused.json()["code"]) == (409, "entry_is_closed")
    assert mine.gets("/v1/report-drafts").json()["items"] == []


def announced(town: Town, last: Quarter) -> None:
    """As by the clock."""
    now = town.service.clock()
    authority = Authority(
        actor="huicai",
        role="system",
        capacity=Capacity.SYSTEM,
        effective_on=now.astimezone(OFFICE_ZONE).date(),
        at=now,
    )
    request = Request(
        command_id=uuid4(), correlation_id=uuid4(), fingerprint=b"", render=lambda one, _: {"id": str(one.id)}
    )
    town.service.office.carry_out(AnnounceDraft(unit=CITY, quarter=last.code), authority, request)
