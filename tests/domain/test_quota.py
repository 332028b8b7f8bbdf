"""A yearly quota: its limits, and who may take a place of it (decided points 9 to 12)."""

from datetime import date

import pytest

from domain.aggregates.quota import Quota
from domain.base import ReasonRequired
from domain.errors import Invalid
from domain.personal_data import Personal
from domain.places import (
    CityQuotaExhausted,
    DepartmentQuotaExhausted,
    EnterpriseAlreadyNominated,
    LimitsTooLow,
    QuotaClosed,
)
from tests.domain.quota_facts import (
    AREA,
    DRC,
    HRSS,
    HRSS_WITH_REASON,
    LETTER,
    LUJIAN,
    MIIT,
    OTHER_PLACE,
    PLACE,
    QILIN,
    STRONG_TEN,
    TAIHE,
    closed,
    nominate,
    nominated,
    opened,
    place_shown,
)
from tests.scenario import ID, authority, begun, fact, given


class TestOpening:
    def test_a_quota_is_opened_with_the_limits_of_city_and_departments(self):
        limits = {"drc": 5, "miit": 5}

        quota = Quota.open("370300", "huicai", 2024, city_limit=10, department_limits=limits, authority=HRSS)

        assert begun(quota) == (opened(10, drc=5, miit=5),)

    def test_there_is_one_id_for_a_city_card_type_and_year(self):
        assert Quota.id_of("370300", "huicai", 2024) == Quota.id_of("370300", "huicai", 2024)
        assert len({Quota.id_of(*key) for key in OTHER_KEYS}) == len(OTHER_KEYS)

    def test_a_quota_knows_what_it_is_for(self):
        quota = given(Quota, opened()).aggregate

        assert (quota.city, quota.card_type, quota.quota_year) == ("370300", "huicai", 2024)
        assert (quota.is_closed, quota.method_filed) == (False, False)

    def test_the_policy_version_of_the_opening_is_pinned_for_the_year(self):
        quota = given(Quota, opened()).aggregate

        assert quota.policy_version == "zibo-2023/1"

    def test_all_places_are_free_at_first(self):
        places = given(Quota, opened(10, drc=5, miit=5)).aggregate.places

        assert (places.free(), places.free("drc"), places.free("miit")) == (10, 5, 5)


OTHER_KEYS = [
    ("370300", "huicai", 2024),
    ("370300", "huicai", 2025),
    ("370300", "elite", 2024),
    ("370100", "huicai", 2024),
]


class TestNominating:
    def test_a_nomination_takes_a_place_for_the_enterprise(self):
        given(Quota, opened()).when(nominate, LUJIAN).then(nominated(LUJIAN))

    def test_a_nomination_leaves_one_place_fewer_to_its_department_and_to_the_city(self):
        places = given(Quota, opened(10), nominated(LUJIAN, by="drc")).aggregate.places

        assert (places.free(), places.free("drc"), places.free("miit")) == (9, 4, 5)

    def test_a_department_without_a_free_place_is_refused_naming_its_last_place(self):
        given(Quota, opened(10, drc=1), nominated(LUJIAN)).when(nominate, QILIN, OTHER_PLACE).then_refused(
            DepartmentQuotaExhausted, clauses=("R-11",), blocked_by=place_shown("nominated")
        )

    def test_a_city_without_a_free_place_is_refused_naming_its_last_place(self):
        given(Quota, opened(1), nominated(LUJIAN, by="drc")).when(
            nominate, QILIN, OTHER_PLACE, by="miit"
        ).then_refused(CityQuotaExhausted, clauses=("R-10",), blocked_by=place_shown("nominated"))

    def test_a_department_has_no_more_places_than_the_city_has_left(self):
        places = given(Quota, opened(1), nominated(LUJIAN, by="drc")).aggregate.places

        assert places.free("miit") == 0

    def test_an_enterprise_on_both_lists_is_nominated_once_and_the_first_nomination_named(self):
        given(Quota, opened(), nominated(LUJIAN, by="drc")).when(
            nominate, LUJIAN, OTHER_PLACE, by="miit"
        ).then_refused(
            EnterpriseAlreadyNominated, clauses=("R-10", "R-12"), blocked_by=place_shown("nominated")
        )

    def test_a_second_nomination_is_named_as_such_even_where_no_place_is_left(self):
        given(Quota, opened(10, drc=1), nominated(LUJIAN)).when(nominate, LUJIAN, OTHER_PLACE).then_refused(
            EnterpriseAlreadyNominated
        )

    def test_a_department_without_a_partition_is_refused(self):
        given(Quota, opened()).when(
            Quota.nominate,
            PLACE,
            department="hrss",
            enterprise_id=LUJIAN,
            area=AREA,
            list_type="cluster_leader",
            list_batch_id=STRONG_TEN,
            authority=HRSS,
        ).then_refused(Invalid, field="department", clauses=("R-11",))

    def test_a_closed_quota_takes_no_nomination(self):
        given(Quota, opened(), closed()).when(nominate, LUJIAN).then_refused(
            QuotaClosed, blocked_by={"kind": "quota", "id": str(ID)}
        )

    def test_a_nomination_before_the_opening_needs_a_reason(self):
        given(Quota, opened(on=date(2024, 3, 10))).when(
            nominate, LUJIAN, authority=DRC.model_copy(update={"effective_on": date(2024, 3, 9)})
        ).then_refused(ReasonRequired)

    def test_the_other_departments_later_letter_does_not_make_an_earlier_one_late(self):
        earlier = MIIT.model_copy(update={"effective_on": date(2024, 3, 11)})

        given(Quota, opened(on=date(2024, 3, 1)), nominated(LUJIAN, on=date(2024, 3, 15))).when(
            nominate, QILIN, OTHER_PLACE, by="miit", authority=earlier
        ).then(nominated(QILIN, OTHER_PLACE, by="miit"))

    def test_a_reason_is_sealed_for_the_enterprise(self):
        with_reason = DRC.model_copy(update={"reason": "补录"})

        (event,) = (
            given(Quota, opened()).when(nominate, LUJIAN, authority=with_reason).then(nominated(LUJIAN))
        )

        assert event.envelope.reason == Personal(LUJIAN, "补录")


class TestLimits:
    def revise(self, quota: Quota, city: int, drc: int, miit: int, authority=None) -> None:
        limits = {"drc": drc, "miit": miit}
        decree = HRSS_WITH_REASON.model_copy(update={"documents": (LETTER,)})
        quota.revise_limits(city, limits, authority or decree)

    def test_limits_are_revised(self):
        given(Quota, opened(10, drc=5, miit=5)).when(self.revise, 12, 6, 6).then(
            fact(Quota.LimitsRevised, city_limit=12, department_limits={"drc": 6, "miit": 6})
        )

    def test_the_new_limits_hold(self):
        revised = fact(Quota.LimitsRevised, city_limit=1, department_limits={"drc": 1, "miit": 0})

        given(Quota, opened(), nominated(LUJIAN), revised).when(nominate, TAIHE, OTHER_PLACE).then_refused(
            DepartmentQuotaExhausted
        )

    @pytest.mark.parametrize(
        ("limits", "clause", "last"),
        [
            ((1, 1, 1), "R-10", {"place_id": OTHER_PLACE, "by": "miit", "enterprise_id": QILIN}),
            ((10, 0, 5), "R-11", {"place_id": PLACE, "by": "drc", "enterprise_id": LUJIAN}),
        ],
        ids=["city", "department"],
    )
    def test_they_are_never_below_what_is_held(self, limits, clause, last):
        given(Quota, opened(), nominated(LUJIAN), nominated(QILIN, OTHER_PLACE, by="miit")).when(
            self.revise, *limits
        ).then_refused(LimitsTooLow, clauses=(clause,), blocked_by=place_shown("nominated", **last))

    def test_they_can_be_what_is_held(self):
        given(Quota, opened(), nominated(LUJIAN)).when(self.revise, 1, 1, 0).then(
            fact(Quota.LimitsRevised, city_limit=1, department_limits={"drc": 1, "miit": 0})
        )

    def test_they_name_each_department_of_the_quota(self):
        decree = HRSS_WITH_REASON.model_copy(update={"documents": (LETTER,)})

        given(Quota, opened()).when(Quota.revise_limits, 10, {"drc": 5}, decree).then_refused(
            Invalid, field="department_limits"
        )

    def test_they_need_a_reason(self):
        given(Quota, opened()).when(
            self.revise, 12, 6, 6, HRSS.model_copy(update={"documents": (LETTER,)})
        ).then_refused(ReasonRequired)

    def test_no_officer_goes_beyond_the_notice_without_a_document(self):
        given(Quota, opened()).when(self.revise, 1000, 500, 500, HRSS_WITH_REASON).then_refused(
            Invalid, field="documents", clauses=("R-10", "R-11")
        )

    def test_those_of_a_closed_quota_stay(self):
        given(Quota, opened(), closed()).when(self.revise, 12, 6, 6).then_refused(QuotaClosed)


class TestFilingAndClosing:
    def test_the_citys_method_is_filed_with_its_document(self):
        given(Quota, opened()).when(Quota.file_method, HRSS.model_copy(update={"documents": (LETTER,)})).then(
            fact(Quota.MethodFiled)
        )

    def test_a_filed_method_is_known_as_such(self):
        assert given(Quota, opened(), fact(Quota.MethodFiled)).aggregate.method_filed

    def test_without_the_document_nothing_is_filed(self):
        given(Quota, opened()).when(Quota.file_method, HRSS).then_refused(
            Invalid, field="documents", clauses=("R-15",)
        )

    def test_a_quota_is_closed(self):
        given(Quota, opened()).when(Quota.close, HRSS).then(closed())

    def test_it_is_closed_once(self):
        given(Quota, opened(), closed()).when(Quota.close, HRSS).then_refused(QuotaClosed)

    def test_closing_releases_nothing(self):
        places = given(Quota, opened(10), nominated(LUJIAN), closed()).aggregate.places

        assert (places.held(), places.free()) == (1, 9)

    def test_closing_before_the_latest_step_needs_a_reason(self):
        given(Quota, opened(on=date(2024, 3, 1)), nominated(LUJIAN, on=date(2024, 3, 14))).when(
            Quota.close, authority(effective_on=date(2024, 3, 13))
        ).then_refused(ReasonRequired)
