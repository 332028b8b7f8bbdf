"""What the shipped pack of Zibo says, and under which clause."""

import hashlib
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import get_args

import pytest
from pydantic import BaseModel

from domain.functions import Function
from domain.places import ReleaseCause
from domain.policy import consistency
from domain.policy.loading import SHIPPED_PACKS, shipped_packs
from domain.policy.pack import PolicyPack
from domain.policy.province import ProvincialPack
from domain.policy.refusals import (
    NoQuotaRoute,
    UnknownCardType,
    UnknownClause,
    UnknownForm,
    UnknownListType,
    UnknownStep,
)
from domain.policy.steps import NOMINATING_DEPARTMENT, CheckName, Stage, StepKind
from tests.architecture.tree import ROOT, sources
from tests.domain.zibo import FILE, TEXT, ZIBO

QUOTA = ZIBO.quota_route("huicai")
ANNEX_1 = ZIBO.form(QUOTA.form)

# -- the pack itself ----------------------------------------------------------------------------------


def test_the_shipped_packs_are_read():
    assert [pack.version for pack in shipped_packs()] == ["shandong-2022/1", "zibo-2023/1"]


def test_the_pack_keeps_its_text_and_the_digest_of_its_file():
    assert ZIBO.content == TEXT
    assert hashlib.sha256((SHIPPED_PACKS / FILE).read_bytes()).hexdigest() == ZIBO.sha256


def test_the_policy_of_zibo_holds_from_the_day_of_its_notice_and_has_no_end():
    assert not ZIBO.holds_on(date(2023, 12, 14))
    assert ZIBO.holds_on(date(2023, 12, 15))
    assert ZIBO.holds_on(date(2099, 12, 31))


@pytest.mark.parametrize(
    ("source", "number", "issued_on"),
    [("S0", "鲁人社字\u30142022\u3015169号", date(2022, 12, 22)), ("S1", "无文号", date(2023, 12, 15))],
)
def test_the_notices_are_named_by_number_and_day(source, number, issued_on):
    notice = ZIBO.known_sources[source]

    assert (notice.number, notice.issued_on) == (number, issued_on)
    assert len(notice.issuers) == 4


# -- clauses ------------------------------------------------------------------------------------------


def test_a_clause_is_cited_by_notice_and_article():
    assert (
        ZIBO.citation("R-10").zh
        == "鲁人社字\u30142022\u3015169号 二（五）；淄博市四部门2023年12月15日通知 二（三）"
    )
    assert ZIBO.citation("R-08").en == "Zibo notice of 15 December 2023, 二（二）、三（一）"


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("R-01", "不含各级党委管理的领导干部"),
        ("R-10", "不超过10家"),
        ("R-11", "分别推荐不超过5家"),
        ("R-12", "每家企业每年可推荐一名引进的急需紧缺人才"),
        ("R-14", "审核同意后集中提交至市人力资源社会保障局"),
        ("R-15", "及时报省人力资源社会保障厅备案"),
        ("R-22", "如有虚假，愿承担相应后果"),
        ("R-24", "正反面打印，一式一份"),
    ],
)
def test_every_passage_of_a_clause_has_the_words_that_make_the_rule(clause, words):
    assert all(words in passage.zh for passage in ZIBO.clause(clause).passages)


def test_every_clause_that_a_decision_cites_has_to_stand_in_a_pack():
    source = set(sources("domain")) - {Path(consistency.__file__)}
    cited = {
        clause for file in source for clause in re.findall(r'"([A-Z]-\d+)"', file.read_text(encoding="utf-8"))
    }

    assert {"R-10", "R-14"} <= cited <= set(consistency.CITED_BY_DECISIONS)


def test_an_unknown_clause_is_refused():
    with pytest.raises(UnknownClause):
        ZIBO.clause("R-99")


# -- cards and lists ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "name", "issuer"),
    [
        ("huicai", "山东惠才卡", "山东省人力资源和社会保障厅"),
        ("elite", "淄博精英卡", "淄博市人力资源和社会保障局"),
        ("honor", "淄博优秀企业家荣耀卡", "淄博市工业和信息化局"),
    ],
)
def test_every_card_type_names_whose_decision_it_is(code, name, issuer):
    card_type = ZIBO.card_type(code)
    organization = ZIBO.organization_of(card_type.issuer.area, card_type.issuer.function)

    assert card_type.name.zh == name
    assert organization is not None
    assert organization.name.zh == issuer


@pytest.mark.parametrize(
    ("written", "code", "provided_by"),
    [
        ("cluster_leader", "cluster_leader", Function.DRC),
        ("“十强”产业集群领军企业", "cluster_leader", Function.DRC),
        ('"十强"产业集群领军企业', "cluster_leader", Function.DRC),
        ("十强", "cluster_leader", Function.DRC),
        ("「四链」融合机制 重点实施企业", "four_chain", Function.MIIT),
    ],
)
def test_a_list_type_is_known_however_it_is_written_and_who_provides_it(written, code, provided_by):
    list_type = ZIBO.list_type(written)

    assert (list_type.code, list_type.provided_by.function) == (code, provided_by)
    assert {"R-08", "R-23"} == set(list_type.clauses)


@pytest.mark.parametrize("written", ["瞪羚企业", "", "“”"])
def test_an_unknown_list_type_is_refused(written):
    with pytest.raises(UnknownListType):
        ZIBO.list_type(written)


def test_an_unknown_card_type_is_refused():
    with pytest.raises(UnknownCardType):
        ZIBO.card_type("platinum")


# -- the quota route ----------------------------------------------------------------------------------


def test_the_city_has_ten_places_a_year_under_r_10():
    assert (QUOTA.limits.city.value, QUOTA.limits.city.clauses) == (10, ("R-10",))


@pytest.mark.parametrize(
    ("department", "list_type"), [(Function.DRC, "cluster_leader"), (Function.MIIT, "four_chain")]
)
def test_each_department_has_five_places_from_its_own_list_under_r_11(department, list_type):
    limit = QUOTA.limits.departments[department]

    assert (limit.value, QUOTA.list_types[department]) == (5, list_type)
    assert "R-11" in limit.clauses


def test_only_the_two_departments_of_r_11_nominate():
    assert set(QUOTA.limits.departments) == {"drc", "miit"}


def test_an_enterprise_proposes_one_person_a_year_under_r_12():
    limit = QUOTA.limits.persons_per_enterprise

    assert (limit.value, limit.clauses) == (1, ("R-12",))


@pytest.mark.parametrize("cause", ReleaseCause)
def test_every_cause_frees_place_and_person_before_forwarding_and_neither_after(cause):
    release = QUOTA.releases[cause]

    before, after = release.frees(forwarded=False), release.frees(forwarded=True)
    assert (before.place, before.person_slot) == (True, True)
    assert (after.place, after.person_slot) == (False, False)


@pytest.mark.parametrize(
    "rule", [QUOTA.quota_year, QUOTA.transfer, *QUOTA.releases.values()], ids=lambda rule: type(rule).__name__
)
def test_where_the_notices_are_silent_the_rule_is_marked_as_our_own_with_a_reason(rule):
    assert rule.own_default
    assert rule.why is not None


def test_the_method_is_filed_with_the_provincial_hrss_under_r_15():
    assert (QUOTA.method_filing.filed_with.area, QUOTA.method_filing.filed_with.function) == (
        "shandong",
        "hrss",
    )
    assert QUOTA.method_filing.clauses == ("R-15",)


@pytest.mark.parametrize("card_type", ["elite", "honor"])
def test_a_card_that_is_not_issued_by_quota_has_no_quota(card_type):
    with pytest.raises(NoQuotaRoute):
        ZIBO.quota_route(card_type)


# -- the steps of the quota route ---------------------------------------------------------------------


def test_a_case_goes_from_the_district_by_the_department_and_hrss_to_the_province():
    assert [(step.code, step.level.value, step.function) for step in QUOTA.steps] == [
        ("district_opinion", "district", NOMINATING_DEPARTMENT),
        ("department_review", "city", NOMINATING_DEPARTMENT),
        ("collective_submission", "city", NOMINATING_DEPARTMENT),
        ("hrss_reception", "city", "hrss"),
        ("forwarding", "city", "hrss"),
        ("provincial_result", "province", "hrss"),
    ]


@pytest.mark.parametrize("department", ["drc", "miit"])
def test_a_step_of_the_nominating_department_is_that_of_the_department_of_the_case(department):
    assert QUOTA.steps.first.function_for(department) == department
    assert QUOTA.steps.of_kind(StepKind.RECEPTION).function_for(department) == "hrss"


def test_a_step_is_found_by_its_code_its_kind_and_its_place():
    assert QUOTA.steps.step("forwarding") is QUOTA.steps.of_kind(StepKind.FORWARDING)
    assert QUOTA.steps.after("hrss_reception").code == "forwarding"
    assert QUOTA.steps.precedes("district_opinion", "forwarding")
    assert not QUOTA.steps.precedes("forwarding", "forwarding")


@pytest.mark.parametrize("code", ["district_review", None])
def test_an_unknown_step_is_refused(code):
    with pytest.raises(UnknownStep):
        QUOTA.steps.step(code)


def test_a_person_of_whom_it_is_unknown_may_be_submitted_and_gets_no_card():
    (check,) = [check for check in QUOTA.checks if check.clauses == ("R-01",)]

    assert check.check is CheckName.CADRE_ATTESTATION
    assert (check.at, check.unknown_passes) == ((Stage.SUBMISSION, Stage.ISSUE), (Stage.SUBMISSION,))
    assert not check.reason_lifts


# -- the form -----------------------------------------------------------------------------------------


def test_annex_1_has_the_twenty_seven_fields_of_the_paper():
    assert [field.number for field in ANNEX_1.fields] == list(range(1, 28))
    assert [field.name.zh for field in ANNEX_1.fields if not field.required] == [
        "照片",
        "专业技术职务",
        "邮箱",
    ]


@pytest.mark.parametrize(
    ("field", "clause"), [("professional_title", "R-13"), ("pledge", "R-22"), ("enterprise_type", "R-23")]
)
def test_a_field_cites_the_clause_that_is_about_it(field, clause):
    assert ANNEX_1.field(field).clauses == (clause,)


def test_annex_1_is_printed_double_sided_in_one_copy_under_r_24():
    printing = ANNEX_1.printing

    assert (printing.double_sided, printing.copies, printing.clauses) == (True, 1, ("R-24",))


def test_an_unknown_form_is_refused():
    with pytest.raises(UnknownForm):
        ZIBO.form("annex_9")


# -- the manual ---------------------------------------------------------------------------------------


def fields_of(model: type[BaseModel]) -> Iterator[str]:
    """The names of all fields in a model and in the models inside it."""
    for name, field in model.model_fields.items():
        yield name
        for inner in models_in(field.annotation):
            yield from fields_of(inner)


def models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for inner in (*get_args(annotation), *getattr(annotation, "__orig_bases__", ())):
        yield from models_in(inner)


def test_the_manual_names_every_field_of_a_pack():
    manual = (ROOT / "docs/policy-packs.md").read_text(encoding="utf-8")
    named = set(re.findall(r"\w+", " ".join(re.findall(r"`([^`\n]+)`", manual))))

    assert {*fields_of(PolicyPack), *fields_of(ProvincialPack)} - named == set()
