"""A yearly quota: who may take a place when, and what becomes of it (decided points 9 to 12)."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.quota import Quota
from domain.base import ReasonRequired
from domain.errors import Invalid, NotFound
from domain.personal_data import Personal
from domain.places import (
    CityQuotaExhausted,
    DepartmentQuotaExhausted,
    EnterpriseAlreadyNominated,
    GivenBack,
    LimitsTooLow,
    PersonSlotTaken,
    PlaceNotInState,
    PlaceStatus,
    QuotaClosed,
    ReleaseCause,
)
from tests.domain.quota_facts import (
    AREA,
    CASE,
    DRC,
    FOUR_CHAINS,
    HAN_MEI,
    HRSS,
    LETTER,
    LI_LEI,
    LISTS,
    LUJIAN,
    MIIT,
    OTHER_PLACE,
    PLACE,
    QILIN,
    STRONG_TEN,
    TAIHE,
    WITH_REASON,
    closed,
    consumed,
    forfeited,
    nominated,
    opened,
    proposed,
    released,
    reopened,
    replaced,
    reserved,
    reversed_consumption,
    transfer_declined,
    transfer_requested,
    transferred,
    withdrawn,
)
from tests.scenario import ID, authority, begun, fact, given

ALL = GivenBack(place=True, slot=True)
NOTHING = GivenBack(place=False, slot=False)
PLACE_ALONE = GivenBack(place=True, slot=False)
SLOT_ALONE = GivenBack(place=False, slot=True)

DRC_WITH_REASON = DRC.model_copy(update=WITH_REASON)
MIIT_WITH_REASON = MIIT.model_copy(update=WITH_REASON)
HRSS_WITH_REASON = HRSS.model_copy(update=WITH_REASON)


def nominate(quota: Quota, enterprise_id: UUID, place_id: UUID = PLACE, *, by: str = "drc", **named) -> None:
    list_type, batch_id = LISTS[by]
    stated = {"area": AREA, "authority": DRC} | named
    quota.nominate(
        place_id,
        department=by,
        enterprise_id=enterprise_id,
        list_type=list_type,
        list_batch_id=batch_id,
        **stated,
    )


def place_shown(status: str, *, place_id: UUID = PLACE, by: str = "drc", enterprise_id: UUID = LUJIAN):
    return {
        "kind": "place",
        "id": str(place_id),
        "department": by,
        "enterprise_id": str(enterprise_id),
        "status": status,
    }


class TestOpening:
    def test_a_quota_is_opened_with_the_limits_of_city_and_departments(self):
        limits = {"drc": 5, "miit": 5}

        quota = Quota.open("370300", "huicai", 2024, city_limit=10, department_limits=limits, authority=HRSS)

        assert begun(quota) == (opened(10, drc=5, miit=5),)

    def test_there_is_one_id_for_a_city_card_type_and_year(self):
        assert Quota.id_of("370300", "huicai", 2024) == Quota.id_of("370300", "huicai", 2024)
        assert len({Quota.id_of(*key) for key in OTHER_KEYS}) == len(OTHER_KEYS)

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


class TestWithdrawing:
    def withdraw(self, quota: Quota, back: GivenBack, authority=DRC_WITH_REASON) -> None:
        quota.withdraw_nomination(PLACE, back, area=AREA, authority=authority)

    def test_a_nomination_taken_back_gives_back_what_the_policy_says(self):
        given(Quota, opened(), nominated(LUJIAN)).when(self.withdraw, ALL).then(withdrawn())

    def test_it_needs_a_reason(self):
        given(Quota, opened(), nominated(LUJIAN)).when(self.withdraw, ALL, DRC).then_refused(
            ReasonRequired, field="reason"
        )

    def test_a_reason_of_blanks_is_none(self):
        blank = DRC.model_copy(update={"reason": " \t　"})

        given(Quota, opened(), nominated(LUJIAN)).when(self.withdraw, ALL, blank).then_refused(ReasonRequired)

    def test_the_place_given_back_is_free_again(self):
        places = given(Quota, opened(1), nominated(LUJIAN), withdrawn()).aggregate.places

        assert places.free() == 1
        assert places.place(PLACE).status is PlaceStatus.WITHDRAWN

    def test_the_enterprise_can_be_nominated_again(self):
        given(Quota, opened(), nominated(LUJIAN), withdrawn()).when(nominate, LUJIAN, OTHER_PLACE).then(
            nominated(LUJIAN, OTHER_PLACE)
        )

    def test_a_place_not_given_back_is_lost_to_the_department(self):
        places = given(Quota, opened(1), nominated(LUJIAN), withdrawn(place_freed=False)).aggregate.places

        assert places.free() == 0
        assert places.place(PLACE).status is PlaceStatus.FORFEITED

    def test_an_enterprise_whose_person_slot_is_not_given_back_cannot_be_nominated_again(self):
        given(
            Quota, opened(), nominated(LUJIAN), proposed(), withdrawn(talent_id=LI_LEI, slot_freed=False)
        ).when(nominate, LUJIAN, OTHER_PLACE).then_refused(
            EnterpriseAlreadyNominated, blocked_by=place_shown("withdrawn")
        )

    def test_an_enterprise_that_lost_the_departments_place_alone_can_be_nominated_by_the_other(self):
        given(Quota, opened(), nominated(LUJIAN), withdrawn(place_freed=False, slot_freed=True)).when(
            nominate, LUJIAN, OTHER_PLACE, by="miit"
        ).then(nominated(LUJIAN, OTHER_PLACE, by="miit"))

    def test_with_a_person_on_the_place_the_reason_is_sealed_for_the_person(self):
        (event,) = (
            given(Quota, opened(), nominated(LUJIAN), proposed())
            .when(self.withdraw, ALL)
            .then(withdrawn(talent_id=LI_LEI))
        )

        assert event.envelope.reason.subject == LI_LEI

    @pytest.mark.parametrize("past", [(reserved(),), (reserved(), consumed())], ids=["reserved", "consumed"])
    def test_after_the_form_was_handed_in_it_is_too_late(self, past):
        given(Quota, opened(), nominated(LUJIAN), proposed(), *past).when(self.withdraw, ALL).then_refused(
            PlaceNotInState
        )

    def test_an_unknown_place_is_not_found(self):
        given(Quota, opened()).when(self.withdraw, ALL).then_refused(NotFound, field="place_id")


class TestTransferring:
    def request(self, quota: Quota, to: str) -> None:
        quota.request_transfer(PLACE, to, area=AREA, authority=DRC)

    def accept(self, quota: Quota) -> None:
        quota.accept_transfer(
            PLACE, list_type="four_chain", list_batch_id=FOUR_CHAINS, area=AREA, authority=MIIT
        )

    def test_a_department_asks_another_to_take_a_nomination_over(self):
        given(Quota, opened(), nominated(LUJIAN)).when(self.request, "miit").then(transfer_requested())

    def test_the_other_takes_it_over_under_its_own_list(self):
        given(Quota, opened(), nominated(LUJIAN), transfer_requested()).when(self.accept).then(transferred())

    def test_the_place_moves_from_one_partition_to_the_other(self):
        places = given(
            Quota, opened(), nominated(LUJIAN), transfer_requested(), transferred()
        ).aggregate.places

        assert (places.held("drc"), places.held("miit"), places.held()) == (0, 1, 1)

    def test_until_the_other_agrees_the_place_stays_where_it_is(self):
        places = given(Quota, opened(), nominated(LUJIAN), transfer_requested()).aggregate.places

        assert (places.held("drc"), places.held("miit")) == (1, 0)

    def test_the_other_may_decline_with_a_reason(self):
        given(Quota, opened(), nominated(LUJIAN), transfer_requested()).when(
            Quota.decline_transfer, PLACE, area=AREA, authority=MIIT_WITH_REASON
        ).then(transfer_declined())

    def test_declining_without_a_reason_is_refused(self):
        given(Quota, opened(), nominated(LUJIAN), transfer_requested()).when(
            Quota.decline_transfer, PLACE, area=AREA, authority=MIIT
        ).then_refused(ReasonRequired)

    def test_a_department_that_is_full_cannot_take_it_over(self):
        given(
            Quota,
            opened(10, miit=1),
            nominated(QILIN, OTHER_PLACE, by="miit"),
            nominated(LUJIAN),
            transfer_requested(),
        ).when(self.accept).then_refused(
            DepartmentQuotaExhausted,
            blocked_by=place_shown("nominated", place_id=OTHER_PLACE, by="miit", enterprise_id=QILIN),
        )

    def test_in_a_full_city_a_nomination_can_still_change_departments(self):
        given(Quota, opened(1), nominated(LUJIAN), transfer_requested()).when(self.accept).then(transferred())

    def test_a_closed_quota_still_settles_the_transfer_of_a_nomination_that_it_has(self):
        given(Quota, opened(), nominated(LUJIAN), transfer_requested(), closed()).when(self.accept).then(
            transferred()
        )

    @pytest.mark.parametrize(
        "past", [(), (transfer_requested(), transfer_declined())], ids=["never", "declined"]
    )
    def test_what_was_not_asked_for_cannot_be_taken_over(self, past):
        given(Quota, opened(), nominated(LUJIAN), *past).when(self.accept).then_refused(
            PlaceNotInState, blocked_by=place_shown("nominated")
        )

    def test_a_request_waits_for_its_answer_before_another_is_made(self):
        given(Quota, opened(), nominated(LUJIAN), transfer_requested()).when(
            self.request, "miit"
        ).then_refused(PlaceNotInState)

    def test_after_a_refusal_the_other_can_be_asked_again(self):
        given(Quota, opened(), nominated(LUJIAN), transfer_requested(), transfer_declined()).when(
            self.request, "miit"
        ).then(transfer_requested())

    def test_a_department_does_not_ask_itself(self):
        given(Quota, opened(), nominated(LUJIAN)).when(self.request, "drc").then_refused(
            Invalid, field="to_department"
        )

    def test_a_department_without_a_partition_cannot_be_asked(self):
        given(Quota, opened(), nominated(LUJIAN)).when(self.request, "hrss").then_refused(
            Invalid, field="to_department"
        )

    @pytest.mark.parametrize(
        "ending", [(proposed(), reserved()), (withdrawn(),)], ids=["reserved", "withdrawn"]
    )
    def test_a_request_ends_with_the_nomination(self, ending):
        quota = given(Quota, opened(), nominated(LUJIAN), transfer_requested(), *ending).aggregate

        assert quota.places.place(PLACE).transfer_to is None


class TestNamingPersons:
    def propose(self, quota: Quota, talent_id: UUID, place_id: UUID = PLACE) -> None:
        quota.propose_person(place_id, talent_id, area=AREA, authority=HRSS)

    def replace(self, quota: Quota, talent_id: UUID, authority=HRSS_WITH_REASON) -> None:
        quota.replace_person(PLACE, talent_id, area=AREA, authority=authority)

    def test_a_nominated_enterprise_proposes_one_person(self):
        given(Quota, opened(), nominated(LUJIAN)).when(self.propose, LI_LEI).then(proposed(LI_LEI))

    def test_a_second_person_of_the_year_is_refused_naming_the_place_of_the_first(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(LI_LEI)).when(self.propose, HAN_MEI).then_refused(
            PersonSlotTaken, clauses=("R-12",), blocked_by=place_shown("nominated")
        )

    @pytest.mark.parametrize(
        ("past", "status"),
        [
            ((reserved(),), "reserved"),
            ((reserved(), consumed()), "consumed"),
            ((reserved(), forfeited()), "forfeited"),
        ],
        ids=["reserved", "consumed", "forfeited"],
    )
    def test_the_slot_stays_taken_whatever_becomes_of_the_case(self, past, status):
        given(Quota, opened(), nominated(LUJIAN), proposed(), *past).when(self.propose, HAN_MEI).then_refused(
            PersonSlotTaken, blocked_by=place_shown(status)
        )

    def test_a_reopened_place_takes_another_person(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved(), reopened()).when(
            self.propose, HAN_MEI
        ).then(proposed(HAN_MEI))

    def test_a_withdrawn_nomination_takes_nobody(self):
        given(Quota, opened(), nominated(LUJIAN), withdrawn()).when(self.propose, LI_LEI).then_refused(
            PlaceNotInState
        )

    def test_a_closed_quota_still_takes_the_persons_of_its_nominations(self):
        given(Quota, opened(), nominated(LUJIAN), closed()).when(self.propose, LI_LEI).then(proposed(LI_LEI))

    def test_the_event_has_the_area_of_that_day_and_not_of_the_nomination(self):
        (event,) = (
            given(Quota, opened(), nominated(LUJIAN, area="zhangdian"))
            .when(Quota.propose_person, PLACE, LI_LEI, area="zichuan", authority=HRSS)
            .then(proposed_in("zichuan"))
        )

        assert event.enterprise_area == "zichuan"

    def test_the_person_can_be_replaced_before_the_form_is_handed_in(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(LI_LEI)).when(self.replace, HAN_MEI).then(
            replaced(HAN_MEI, instead_of=LI_LEI)
        )

    def test_the_reason_is_sealed_for_the_person_who_goes(self):
        (event,) = (
            given(Quota, opened(), nominated(LUJIAN), proposed(LI_LEI))
            .when(self.replace, HAN_MEI)
            .then(replaced())
        )

        assert event.envelope.reason.subject == LI_LEI

    def test_replacing_needs_a_reason(self):
        given(Quota, opened(), nominated(LUJIAN), proposed()).when(self.replace, HAN_MEI, HRSS).then_refused(
            ReasonRequired
        )

    def test_nobody_can_be_replaced_before_somebody_was_proposed(self):
        given(Quota, opened(), nominated(LUJIAN)).when(self.replace, HAN_MEI).then_refused(PlaceNotInState)

    def test_a_person_is_not_replaced_by_the_same(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(LI_LEI)).when(self.replace, LI_LEI).then_refused(
            Invalid, field="talent_id"
        )

    def test_after_the_form_was_handed_in_nobody_can_be_replaced(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved()).when(
            self.replace, HAN_MEI
        ).then_refused(PlaceNotInState)

    def test_a_step_before_the_places_last_needs_a_reason_whatever_else_was_recorded_since(self):
        the_13th = HRSS.model_copy(update={"effective_on": date(2024, 3, 13)})

        given(
            Quota,
            opened(on=date(2024, 3, 1)),
            nominated(LUJIAN, on=date(2024, 3, 14)),
            nominated(QILIN, OTHER_PLACE, by="miit", on=date(2024, 3, 11)),
        ).when(Quota.propose_person, PLACE, LI_LEI, area=AREA, authority=the_13th).then_refused(
            ReasonRequired
        )

    @pytest.mark.parametrize(
        "steps",
        [(proposed(on=date(2024, 3, 14)),), (proposed(on=date(2024, 3, 14)), replaced(on=date(2024, 3, 11)))],
        ids=["in order", "with a late one between"],
    )
    def test_the_next_step_is_measured_by_the_latest_day_of_the_place(self, steps):
        the_13th = HRSS.model_copy(update={"effective_on": date(2024, 3, 13)})

        given(Quota, opened(on=date(2024, 3, 1)), nominated(LUJIAN, on=date(2024, 3, 10)), *steps).when(
            Quota.reserve, PLACE, CASE, area=AREA, authority=the_13th
        ).then_refused(ReasonRequired)


def proposed_in(area: str):
    return fact(
        Quota.PersonProposed, place_id=PLACE, enterprise_id=LUJIAN, enterprise_area=area, talent_id=LI_LEI
    )


class TestReservingAndUsing:
    def test_the_form_reserves_the_place_for_its_case(self):
        given(Quota, opened(), nominated(LUJIAN), proposed()).when(
            Quota.reserve, PLACE, CASE, area=AREA, authority=HRSS
        ).then(reserved())

    def test_without_a_person_there_is_nothing_to_reserve_for(self):
        given(Quota, opened(), nominated(LUJIAN)).when(
            Quota.reserve, PLACE, CASE, area=AREA, authority=HRSS
        ).then_refused(PlaceNotInState, blocked_by=place_shown("nominated"))

    def test_a_place_is_reserved_once(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved()).when(
            Quota.reserve, PLACE, UUID(int=42), area=AREA, authority=HRSS
        ).then_refused(PlaceNotInState, blocked_by=place_shown("reserved"))

    def test_the_provinces_approval_uses_the_place(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved()).when(
            Quota.consume, PLACE, area=AREA, authority=HRSS
        ).then(consumed())

    @pytest.mark.parametrize("past", [(), (reserved(), consumed())], ids=["nominated", "consumed"])
    def test_only_a_reserved_place_is_used(self, past):
        given(Quota, opened(), nominated(LUJIAN), proposed(), *past).when(
            Quota.consume, PLACE, area=AREA, authority=HRSS
        ).then_refused(PlaceNotInState)

    @pytest.mark.parametrize(
        "past",
        [(), (proposed(),), (proposed(), reserved()), (proposed(), reserved(), consumed())],
        ids=["nominated", "proposed", "reserved", "consumed"],
    )
    def test_a_place_is_held_from_the_nomination_on(self, past):
        places = given(Quota, opened(10), nominated(LUJIAN), *past).aggregate.places

        assert (places.held(), places.free()) == (1, 9)

    def test_an_entry_error_makes_a_used_place_reserved_again(self):
        correcting = HRSS_WITH_REASON.model_copy(update={"corrects": UUID(int=99)})

        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved(), consumed()).when(
            Quota.reverse_consumption, PLACE, area=AREA, authority=correcting
        ).then(reversed_consumption())

    def test_a_correction_names_what_it_corrects(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved(), consumed()).when(
            Quota.reverse_consumption, PLACE, area=AREA, authority=HRSS_WITH_REASON
        ).then_refused(Invalid, field="corrects")

    def test_what_was_not_used_cannot_be_corrected(self):
        correcting = HRSS_WITH_REASON.model_copy(update={"corrects": UUID(int=99)})

        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved()).when(
            Quota.reverse_consumption, PLACE, area=AREA, authority=correcting
        ).then_refused(PlaceNotInState)


class TestReleasing:
    def release(self, quota: Quota, back: GivenBack, authority=HRSS_WITH_REASON) -> None:
        quota.release(PLACE, ReleaseCause.NOT_RECOMMENDED, back, area=AREA, authority=authority)

    @pytest.mark.parametrize(
        ("back", "outcome"),
        [
            (ALL, released(slot_freed=True)),
            (PLACE_ALONE, released(slot_freed=False)),
            (SLOT_ALONE, reopened(ReleaseCause.NOT_RECOMMENDED)),
            (NOTHING, forfeited(ReleaseCause.NOT_RECOMMENDED)),
        ],
        ids=["place and slot", "place alone", "slot alone", "nothing"],
    )
    def test_a_case_that_ends_gives_back_what_the_policy_says(self, back, outcome):
        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved()).when(self.release, back).then(
            outcome
        )

    def test_it_needs_a_reason(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved()).when(
            self.release, ALL, HRSS
        ).then_refused(ReasonRequired)

    def test_only_a_reserved_place_is_released(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved(), consumed()).when(
            self.release, ALL
        ).then_refused(PlaceNotInState, blocked_by=place_shown("consumed"))

    @pytest.mark.parametrize(
        ("ending", "free"),
        [(released(), 10), (reopened(), 9), (forfeited(), 9)],
        ids=["released", "reopened", "forfeited"],
    )
    def test_a_place_is_free_again_only_when_it_is_released(self, ending, free):
        places = given(Quota, opened(10), nominated(LUJIAN), proposed(), reserved(), ending).aggregate.places

        assert places.free() == free

    def test_a_released_place_with_a_free_slot_lets_the_enterprise_be_nominated_again(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved(), released(slot_freed=True)).when(
            nominate, LUJIAN, OTHER_PLACE
        ).then(nominated(LUJIAN, OTHER_PLACE))

    def test_a_released_place_without_the_slot_does_not(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved(), released(slot_freed=False)).when(
            nominate, LUJIAN, OTHER_PLACE
        ).then_refused(EnterpriseAlreadyNominated, blocked_by=place_shown("released"))

    def test_a_forfeited_place_bars_the_enterprise_for_the_year(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved(), forfeited()).when(
            nominate, LUJIAN, OTHER_PLACE, by="miit"
        ).then_refused(EnterpriseAlreadyNominated, blocked_by=place_shown("forfeited"))


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
            Invalid, field="documents"
        )

    def test_those_of_a_closed_quota_stay(self):
        given(Quota, opened(), closed()).when(self.revise, 12, 6, 6).then_refused(QuotaClosed)


class TestFilingAndClosing:
    def test_the_citys_method_is_filed_with_its_document(self):
        given(Quota, opened()).when(Quota.file_method, HRSS.model_copy(update={"documents": (LETTER,)})).then(
            fact(Quota.MethodFiled)
        )

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
