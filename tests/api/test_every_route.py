"""Every route of the packs over HTTP, to its card and to every ending without one, each by those who may.

What the quota route has beside (places and batches) is told by `test_quota_route.py`.
"""

from collections.abc import Iterator
from io import BytesIO
from itertools import count

import pytest
from openpyxl import load_workbook

from domain.policy.routes import Route
from domain.policy.steps import StepKind
from persistence.embedded import EmbeddedPostgres
from tests.api.cases import CASES, Applying
from tests.api.conftest import CITY_AREA, QUOTA, ZHANGDIAN, Town, town_on
from tests.api.routes import OPEN_ROUTES, WHY, OnRoute
from tests.conftest import _temporary as temporary
from tests.domain.zibo import ZIBO

names = (f"示例{number}号有限公司" for number in count(300))
WALKED = list(OPEN_ROUTES)
OF_CITY = [route for route in WALKED if route.steps[-1].kind is StepKind.DECISION]
OF_PROVINCE = [route for route in WALKED if route not in OF_CITY]


def routes(chosen: list[Route]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("route", chosen, ids=[route.code for route in chosen])


@pytest.fixture(scope="module")
def town(server: EmbeddedPostgres, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    with temporary(server, template) as database, town_on(database, tmp_path_factory.mktemp("town")) as made:
        made.quota()
        yield made


def test_the_quota_route_leads_to_a_card(town):
    approved = Applying(town, next(names)).approved()

    shown = approved.shown_to(town.auditor())
    assert (shown["status"], shown["route"]) == ("approved", "quota")
    assert town.auditor().gets(f"/v1/cards/{shown['card_id']}").json()["status"] == "granted"


@routes(WALKED)
@pytest.mark.parametrize("area", [ZHANGDIAN, CITY_AREA])
def test_an_open_route_leads_to_a_card(town, route, area):
    shown = OnRoute(town, route, next(names), area=area).submitted().ended()

    card = town.auditor().gets(f"/v1/cards/{shown['card_id']}").json()
    assert (shown["status"], shown["route"]) == ("approved", route.code)
    assert (card["status"], card["route"], card["card_type"]) == ("granted", route.kind, route.card_type)


@routes(OF_CITY)
def test_the_city_s_issuer_numbers_and_issues_the_card_as_its_route_has_it_alone(town, route):
    shown = OnRoute(town, route, next(names)).submitted().ended()
    card = f"/v1/cards/{shown['card_id']}"
    hrss = town.officer("hrss")
    term = {"issued_on": "2026-01-05", "valid_from": "2026-01-05", "valid_to": "2029-01-04"}
    with_term = {"issue_own_card": ("own-issue", {**term, "term_rule": "contract_period"})}
    early = {"issue_card_early": ("early-issue", {})}
    prescribed, other = (early, with_term) if route.issues_before_arrival else (with_term, early)

    offered = {action["name"] for action in hrss.gets(card).json()["actions"]["open"]}
    [(address, facts)], [(elsewhere, others)] = prescribed.values(), other.values()
    refused = hrss.posts(f"{card}/{elsewhere}", **others)
    answer = hrss.posts(f"{card}/{address}", **facts)

    assert offered & {"issue_own_card", "issue_card_early", "issue_card"} == {*prescribed}
    assert (refused.status_code, refused.json()["code"]) == (409, "issued_otherwise")
    assert answer.json()["card_number"].startswith("ZBJY")


def test_the_card_register_says_class_and_ground_by_the_catalogue_and_masks_the_ground(town):
    shown = OnRoute(town, ZIBO.route("front_end"), next(names)).submitted().ended()
    position = town.position()

    lines = (
        town.auditor().gets("/v1/cards", route="front_end", min_position=position, limit=200).json()["items"]
    )
    sheet = town.auditor().gets("/v1/cards.xlsx", route="front_end", min_position=position).content

    (line,) = (line for line in lines if line["id"] == shown["card_id"])
    assert (line["talent_class"], line["class_ground"]) == ("A", "***")
    cells = {str(cell) for row in load_workbook(BytesIO(sheet)).active.values for cell in row}
    assert {"A类", "《淄博市高层次人才分类目录》（淄人社发〔2022〕13号）\n***"} <= cells


@routes(list(OPEN_ROUTES))
def test_it_is_refused_at_the_step_of_acceptance(town, route):
    on = OnRoute(town, route, next(names)).submitted()
    acceptance = route.case_life.acceptance
    assert acceptance is not None
    while on.step().code != acceptance.step:
        on.passed()

    answer = on.officer(on.step()).posts(f"{on.case}/refusal", **WHY)

    assert answer.json()["status"] == "refused", answer.text


@routes(list(OPEN_ROUTES))
def test_every_reviewing_office_may_not_recommend_it(town, route):
    reviews = [step for step in route.steps if step.kind is StepKind.REVIEW]
    for review in reviews:
        on = OnRoute(town, route, next(names)).submitted()
        while on.step() != review:
            on.passed()

        answer = on.officer(review).posts(f"{on.case}/non-recommendation", **WHY)

        assert answer.json()["status"] == "not_recommended", answer.text


@routes(OF_CITY)
def test_the_city_s_issuer_declines_it(town, route):
    on = OnRoute(town, route, next(names)).submitted()
    step = on.brought_to(StepKind.DECISION)

    answer = on.officer(step).posts(f"{on.case}/declining", **WHY)

    assert (answer.json()["status"], answer.json()["card_id"]) == ("rejected", None), answer.text


@routes(OF_PROVINCE)
def test_the_province_rejects_it(town, route):
    on = OnRoute(town, route, next(names)).submitted()
    on.brought_to(StepKind.PROVINCIAL_RESULT)

    assert on.answered("rejected")["status"] == "rejected"


@routes(OF_PROVINCE)
def test_the_province_returns_it_and_it_goes_there_again(town, route):
    on = OnRoute(town, route, next(names)).submitted()
    on.brought_to(StepKind.PROVINCIAL_RESULT)

    assert on.answered("returned")["step"]["kind"] == "forwarding"
    assert on.ended()["status"] == "approved"


@routes(list(OPEN_ROUTES))
def test_the_enterprise_withdraws_it_at_the_last_step_of_the_city(town, route):
    on = OnRoute(town, route, next(names)).submitted()
    on.brought_to(StepKind.FORWARDING, StepKind.DECISION)

    answer = on.specialist.posts(f"{on.case}/withdrawal", **WHY)

    assert answer.json()["status"] == "withdrawn", answer.text


@routes(list(OPEN_ROUTES))
def test_it_is_returned_to_its_first_step_and_comes_back(town, route):
    on = OnRoute(town, route, next(names)).submitted()
    first = on.step()
    step = on.brought_to(StepKind.FORWARDING, StepKind.DECISION)

    answer = on.officer(step).posts(f"{on.case}/returns", to_step=first.code, **WHY)

    assert answer.json()["step"]["code"] == first.code, answer.text
    assert on.brought_to(StepKind.FORWARDING, StepKind.DECISION) == step


@routes(list(OPEN_ROUTES))
def test_a_correction_is_asked_for_and_supplied(town, route):
    on = OnRoute(town, route, next(names)).submitted()
    asking = on.officer(on.step())

    asked = asking.posts(f"{on.case}/correction-requests", items=[{"field": "achievements"}])
    supplied = on.specialist.posts(f"{on.case}/corrections", form={"achievements": "补充业绩"})

    assert asked.json()["status"] == "correction_requested", asked.text
    assert supplied.json()["status"] == "in_process", supplied.text


@routes(list(OPEN_ROUTES))
def test_what_the_form_asks_is_shown_in_its_order_and_masked(town, route):
    on = OnRoute(town, route, next(names)).submitted()

    form = on.ok(on.specialist.gets(on.case))["form"]

    assert form["code"] == route.form
    assert [field["code"] for field in form["fields"]] == [one.code for one in ZIBO.form(route.form).fields]
    assert "示例依据" not in str(form)


@routes(list(OPEN_ROUTES))
def test_every_office_of_a_step_finds_the_case_in_its_queue_and_may_act(town, route):
    on = OnRoute(town, route, next(names)).submitted()
    step = on.step()
    position = town.position()

    for desk in step.desks:
        officer = on.officer(step, desk)
        mine = officer.gets(CASES, queue="mine", route=route.code, min_position=position, limit=200).json()
        assert on.case_id in [line["id"] for line in mine["items"]]
        done = {StepKind.OPINION: "give_opinion", StepKind.REVIEW: "review_case"}[step.kind]
        assert done in {action["name"] for action in officer.gets(on.case).json()["actions"]["open"]}


def test_nobody_else_finds_it_in_a_queue(town):
    on = OnRoute(town, ZIBO.route("front_end"), next(names)).submitted()
    position = town.position()

    for function, area in (
        ("party_org", CITY_AREA),
        ("hrss", "boshan"),
        ("hrss", CITY_AREA),
        ("drc", ZHANGDIAN),
    ):
        somebody = town.officer(function, area)
        mine = somebody.gets(CASES, queue="mine", min_position=position, limit=200).json()
        assert on.case_id not in [line["id"] for line in mine["items"]]


def test_cases_are_listed_by_route(town):
    on = OnRoute(town, ZIBO.route("flexible"), next(names)).submitted()

    found = town.auditor().gets(CASES, route="flexible", min_position=town.position(), limit=200).json()

    assert on.case_id in [line["id"] for line in found["items"]]
    assert {line["route"] for line in found["items"]} == {"flexible"}


def test_a_draft_without_a_place_is_told_what_the_quota_route_needs(town):
    on = OnRoute(town, ZIBO.route("flexible"), next(names))

    answer = on.drafts(route="quota")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "card_type"


def test_the_quota_stands_where_it_stood(town):
    """No open route touches a place."""
    before = town.auditor().gets(QUOTA).json()

    OnRoute(town, ZIBO.route("direct_head"), next(names)).submitted().ended()

    assert town.auditor().gets(QUOTA).json()["version"] == before["version"]
