"""The steps of a route: whose turn it is, and what comes before and after."""

import pytest

from domain.policy.refusals import UnknownForm, UnknownStep
from domain.policy.steps import Stage, StepKind
from tests.domain.zibo import ZIBO

ROUTE = ZIBO.quota_route("huicai")
STEPS = ROUTE.steps


def test_the_steps_follow_one_another_as_the_pack_writes_them():
    assert STEPS.first.code == "district_opinion"
    assert STEPS.after("district_opinion").code == "department_review"
    assert STEPS.precedes("district_opinion", "forwarding")
    assert not STEPS.precedes("forwarding", "district_opinion")


def test_the_nominating_department_acts_where_the_pack_says_so_and_hrss_elsewhere():
    assert STEPS.step("department_review").function_for("miit") == "miit"
    assert STEPS.step("hrss_reception").function_for("miit") == "hrss"


def test_a_step_is_found_by_what_is_done_there():
    assert STEPS.of_kind(StepKind.FORWARDING).code == "forwarding"


@pytest.mark.parametrize("code", ["nowhere", "", None])
def test_a_step_that_the_route_does_not_have_is_refused(code):
    with pytest.raises(UnknownStep) as refused:
        STEPS.step(code)

    assert refused.value.field == "step"


def test_a_form_that_the_pack_does_not_have_is_refused():
    assert ZIBO.form("annex_1").field("resume").number == 21
    with pytest.raises(UnknownForm) as refused:
        ZIBO.form("annex_9")

    assert refused.value.field == "form"


def test_the_attestation_is_looked_at_when_a_case_is_submitted_and_when_a_card_is_granted():
    checks = {stage: {check.check for check in ROUTE.checks_at(stage)} for stage in Stage}

    assert "cadre_attestation" in checks[Stage.SUBMISSION] & checks[Stage.ISSUE]
    assert "credit_code" not in checks[Stage.SUBMISSION]
