"""Quotas are opened, filed, limited and closed by HRSS, and departments nominate for them."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.quota import Quota
from domain.authorization import NoOfficeHere, NotYourDepartment
from domain.base import DocumentReference
from domain.errors import Invalid, NotFound
from domain.listings import NotOnList
from domain.places import DepartmentQuotaExhausted, EnterpriseAlreadyNominated
from domain.policy.loading import read_pack
from domain.policy.refusals import (
    NoPolicyInForce,
    NoQuotaRoute,
    OutsideQuotaYear,
    UnknownCardType,
    UnknownClause,
)
from domain.use_cases.keeping_enterprises import RegisterEnterprise
from domain.use_cases.managing_quotas import (
    CloseQuota,
    FileMethod,
    NominateEnterprise,
    OpenQuota,
    QuotaAlreadyOpen,
    ReopenQuota,
    ReviseLimits,
)
from tests.domain.books_of_zibo import (
    CITY,
    JINAN,
    LUJIAN,
    QUOTA,
    TAIHE,
    listed,
    nominated,
    opened,
    registered,
)
from tests.domain.made_up import credit_code_of
from tests.domain.officers import DRC, HRSS, HRSS_OF_JINAN, LETTER, MIIT, officer, saying_why
from tests.domain.zibo import TEXT, ZIBO, edition
from tests.in_memory import Books

OPEN = OpenQuota(**QUOTA)
DRC_WITH_REASON, MIIT_WITH_REASON, HRSS_WITH_REASON = map(saying_why, (DRC, MIIT, HRSS))


@pytest.fixture
def books() -> Books:
    """The quota of 2024 is open, and nothing else has happened."""
    books = Books(ZIBO, JINAN)
    opened(books)
    return books


def the_quota(books: Books) -> Quota:
    return books.load(Quota, Quota.id_of(CITY, "huicai", 2024))


def nominate(enterprise_id: UUID) -> NominateEnterprise:
    return NominateEnterprise(**QUOTA, enterprise_id=enterprise_id)


class TestOpening:
    def test_the_limits_are_those_of_the_policy_in_force(self):
        event = Books(ZIBO).send(OPEN, HRSS).event

        assert (event.city_limit, event.department_limits) == (10, {"drc": 5, "miit": 5})
        assert event.envelope.policy_version == "zibo-2023/1"

    def test_a_year_has_one_quota(self, books):
        refusal = books.refused(OPEN, HRSS)

        assert type(refusal) is QuotaAlreadyOpen
        assert refusal.blocked_by == {"kind": "quota", "id": str(the_quota(books).id)}

    def test_each_year_has_its_own(self, books):
        books.send(OpenQuota(**QUOTA | {"quota_year": 2025}), HRSS)

        assert not the_quota(books).is_closed

    def test_a_day_without_policy_opens_nothing(self):
        refusal = Books(edition(effective_from="2024-06-01")).refused(OPEN, HRSS)

        assert type(refusal) is NoPolicyInForce

    @pytest.mark.parametrize(
        ("card_type", "refused_as"), [("elite", NoQuotaRoute), ("platinum", UnknownCardType)]
    )
    def test_only_a_card_type_that_is_issued_by_quota_has_one(self, card_type, refused_as):
        refusal = Books(ZIBO).refused(OpenQuota(**QUOTA | {"card_type": card_type}), HRSS)

        assert type(refusal) is refused_as

    def test_the_hrss_of_another_city_does_not_open_it(self):
        refusal = Books(ZIBO, JINAN).refused(OPEN, HRSS_OF_JINAN)

        assert type(refusal) is NoOfficeHere
        assert refusal.blocked_by == {"kind": "city", "id": "370300"}

    def test_the_deciding_body_is_the_organisation_of_the_officer_whatever_is_claimed(self):
        claiming = HRSS.model_copy(update={"deciding_body": "shandong-hrss"})

        assert Books(ZIBO).send(OPEN, claiming).event.envelope.deciding_body == "zibo-hrss"

    def test_the_deciding_body_is_that_of_the_day_even_under_a_policy_of_before(self):
        renamed = TEXT.replace("code: zibo-hrss,", "code: zibo-hrss-bureau,").replace(
            "version: zibo-2023/1", "version: zibo-2023/2"
        )
        reorganised = read_pack(
            renamed.replace("effective_from: 2023-12-15", "effective_from: 2024-03-15"), "zibo-2024.yaml"
        )
        books = Books(ZIBO, reorganised)
        books.send(OPEN, saying_why(HRSS, effective_on=date(2024, 3, 1)))

        envelope = books.send(CloseQuota(**QUOTA), HRSS).event.envelope

        assert (envelope.policy_version, envelope.deciding_body) == ("zibo-2023/1", "zibo-hrss-bureau")

    def test_a_clause_that_the_officer_cites_too_stands_on_the_event(self):
        citing = HRSS.model_copy(update={"clauses": ("R-15",)})

        assert Books(ZIBO).send(OPEN, citing).event.envelope.clauses == ("R-10", "R-11", "R-12", "R-15")

    def test_a_clause_that_the_policy_does_not_have_cannot_be_cited(self):
        refusal = Books(ZIBO).refused(OPEN, HRSS.model_copy(update={"clauses": ("R-99",)}))

        assert type(refusal) is UnknownClause


class TestNominating:
    def test_a_department_nominates_from_its_own_list(self, books):
        (lujian,) = listed(books, LUJIAN)

        event = books.send(nominate(lujian), DRC).event

        assert (event.enterprise_id, event.department, event.list_type) == (lujian, "drc", "cluster_leader")
        assert event.enterprise_area == "zhangdian"
        assert event.envelope.documents == (LETTER,)

    def test_the_batch_of_the_list_is_the_one_that_named_the_enterprise(self, books):
        (lujian,) = listed(books, LUJIAN)
        (batch,) = (
            event.list_batch_id for event in books.events() if event.TOPIC == "EnterpriseList.Imported"
        )

        assert books.send(nominate(lujian), DRC).event.list_batch_id == batch

    def test_an_enterprise_on_no_list_is_not_nominated(self, books):
        refusal = books.refused(nominate(registered(books, LUJIAN)), DRC)

        assert type(refusal) is NotOnList
        assert refusal.clauses == ("R-08",)

    def test_an_enterprise_on_the_other_departments_list_is_not_nominated(self, books):
        (lujian,) = listed(books, LUJIAN, by="miit")

        refusal = books.refused(nominate(lujian), DRC)

        assert refusal.blocked_by["list_type"] == "cluster_leader"

    def test_an_enterprise_that_was_listed_later_is_not_nominated_for_before(self, books):
        (lujian,) = listed(books, LUJIAN)
        before = saying_why(DRC, effective_on=date(2024, 3, 14))

        assert type(books.refused(nominate(lujian), before)) is NotOnList

    def test_a_nomination_belongs_to_the_year_in_which_it_is_made(self, books):
        books.send(OpenQuota(city="370300", card_type="huicai", quota_year=2025), HRSS)
        (lujian,) = listed(books, LUJIAN)

        command = NominateEnterprise(city="370300", card_type="huicai", quota_year=2025, enterprise_id=lujian)
        refusal = books.refused(command, DRC)

        assert type(refusal) is OutsideQuotaYear
        assert (refusal.field, refusal.clauses) == ("quota_year", ("R-10",))

    @pytest.mark.parametrize(
        "documents",
        [
            (),
            (DocumentReference(kind="minutes", number="淄发改函〔2024〕7号", issued_on=date(2024, 3, 12)),),
            (DocumentReference(kind="nomination_letter"),),
            (DocumentReference(kind="nomination_letter", number="淄发改函〔2024〕7号"),),
            (DocumentReference(kind="nomination_letter", issued_on=date(2024, 3, 12)),),
        ],
        ids=["none", "another paper", "neither", "no date", "no number"],
    )
    def test_a_nomination_states_number_and_date_of_its_letter(self, books, documents):
        (lujian,) = listed(books, LUJIAN)

        refusal = books.refused(nominate(lujian), DRC.model_copy(update={"documents": documents}))

        assert type(refusal) is Invalid
        assert (refusal.field, refusal.clauses) == ("documents", ("R-11",))

    def test_an_enterprise_on_both_lists_is_nominated_once(self, books):
        (lujian,) = listed(books, LUJIAN, by="drc")
        listed(books, LUJIAN, by="miit")
        place = nominated(books, lujian, DRC)

        refusal = books.refused(nominate(lujian), MIIT)

        assert type(refusal) is EnterpriseAlreadyNominated
        assert (refusal.blocked_by["id"], refusal.blocked_by["department"]) == (str(place), "drc")

    @pytest.mark.parametrize("function", ["hrss", "party_org"])
    def test_a_department_that_has_no_partition_does_not_recommend(self, books, function):
        (lujian,) = listed(books, LUJIAN)

        refusal = books.refused(nominate(lujian), officer(function, documents=(LETTER,)))

        assert type(refusal) is NotYourDepartment
        assert refusal.blocked_by == {"kind": "quota", "id": str(the_quota(books).id)}

    def test_a_department_of_another_city_does_not_recommend_here(self, books):
        (lujian,) = listed(books, LUJIAN)

        refusal = books.refused(nominate(lujian), officer("drc", "jinan-zibo-shibenji", documents=(LETTER,)))

        assert type(refusal) is NoOfficeHere

    def test_an_enterprise_of_another_city_is_not_found_here(self, books):
        command = RegisterEnterprise(
            city="370100", area="jinan-zhangdian", name="济南槐荫机床", uscc=credit_code_of(9)
        )
        of_jinan = UUID(books.send(command, HRSS_OF_JINAN).receipt.answer["id"])

        assert type(books.refused(nominate(of_jinan), DRC)) is NotFound

    def test_a_quota_that_was_not_opened_takes_no_nomination(self, books):
        (lujian,) = listed(books, LUJIAN)
        of_2025 = NominateEnterprise(**QUOTA | {"quota_year": 2025}, enterprise_id=lujian)

        assert type(books.refused(of_2025, DRC)) is NotFound

    def test_of_ten_enterprises_a_department_nominates_five(self, books):
        enterprises = listed(books, *(f"淄博第{number}机械有限公司" for number in range(1, 7)))
        for enterprise in enterprises[:5]:
            nominated(books, enterprise)

        refusal = books.refused(nominate(enterprises[5]), DRC)

        assert type(refusal) is DepartmentQuotaExhausted
        assert refusal.clauses == ("R-11",)
        assert refusal.blocked_by["enterprise_id"] == str(enterprises[4])


class TestLimitsAndFiling:
    def test_hrss_revises_the_limits_on_a_document_and_with_a_reason(self, books):
        command = ReviseLimits(**QUOTA, city_limit=12, department_limits={"drc": 6, "miit": 6})

        event = books.send(command, saying_why(HRSS, documents=(LETTER,))).event

        assert (event.city_limit, event.department_limits) == (12, {"drc": 6, "miit": 6})
        assert event.envelope.clauses == ("R-10", "R-11")

    @pytest.mark.parametrize("limit", [-1, 1001, 10**30])
    def test_a_limit_that_nobody_means_is_no_command(self, limit):
        with pytest.raises(ValueError, match="department_limits"):
            ReviseLimits(**QUOTA, city_limit=12, department_limits={"drc": limit, "miit": 6})

    def test_the_filing_of_the_method_cites_its_clause(self, books):
        event = books.send(FileMethod(**QUOTA), HRSS.model_copy(update={"documents": (LETTER,)})).event

        assert (event.TOPIC, event.envelope.clauses) == ("Quota.MethodFiled", ("R-15",))

    def test_hrss_closes_the_year(self, books):
        books.send(CloseQuota(**QUOTA), HRSS)

        (taihe,) = listed(books, TAIHE)
        assert books.refused(nominate(taihe), DRC).code == "quota_closed"

    def test_a_quota_that_was_closed_too_early_is_opened_again_with_the_reason(self, books):
        books.send(CloseQuota(**QUOTA), HRSS)
        (taihe,) = listed(books, TAIHE)

        assert books.refused(ReopenQuota(**QUOTA), HRSS).code == "reason_required"
        assert books.send(ReopenQuota(**QUOTA), saying_why(HRSS)).event.TOPIC == "Quota.OpenedAgain"

        books.send(nominate(taihe), DRC)
        assert books.refused(ReopenQuota(**QUOTA), saying_why(HRSS)).code == "quota_not_closed"
