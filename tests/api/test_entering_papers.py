"""A paper of annex 2 that an office of an area enters, over HTTP (W-3)."""

from domain.policy.steps import StepKind
from tests.api.cases import CASES
from tests.api.conftest import CITY, ZHANGDIAN, Town
from tests.api.routes import OnRoute
from tests.domain.zibo import ZIBO

RECEIPT = {"kind": "paper_form", "number": "张店收件〔2026〕7号", "received_on": "2026-01-05"}
BROUGHT_BY = "示例送件人"


def test_the_districts_office_enters_a_paper_and_a_colleague_reviews_it(town: Town) -> None:
    on = OnRoute(town, ZIBO.route("front_end"), "示例七号有限公司")
    window = town.officer("hrss", ZHANGDIAN, "wang-window")
    stated = {
        "city": CITY,
        "route": "front_end",
        "enterprise_id": on.enterprise_id,
        "talent_id": on.talent_id,
        "form": on.form(),
        "submit": True,
        "capacity": "entering_for",
    }

    unreceipted = window.posts(CASES, **stated, handed_in_by=BROUGHT_BY)
    entered = window.posts(CASES, **stated, handed_in_by=BROUGHT_BY, documents=[RECEIPT])

    assert (unreceipted.status_code, entered.status_code) == (422, 201), entered.text
    on.case_id = entered.json()["id"]
    history = town.auditor().gets(f"{on.case}/history")
    [submitted] = [one for one in history.json()["items"] if one["topic"] == "CardApplication.Submitted"]
    by = submitted["envelope"]
    assert (by["actor"], by["capacity"], by["on_behalf_of"]) == (
        "wang-window",
        "entering_for",
        on.enterprise_id,
    )
    assert by["documents"][0]["number"] == RECEIPT["number"]
    assert BROUGHT_BY not in history.text

    assert window.posts(f"{on.case}/reviews").json()["code"] == "acted_before"
    assert on.passed()["step"]["kind"] == StepKind.DECISION
