"""What becomes of a nomination before a form is handed in: taken back, passed on, given a person."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.quota import Quota
from domain.base import ReasonRequired
from domain.errors import Invalid, NotFound
from domain.places import (
    DepartmentQuotaExhausted,
    EnterpriseAlreadyNominated,
    GivenBack,
    PersonSlotTaken,
    PlaceNotInState,
    PlaceStatus,
)
from tests.domain.quota_facts import (
    ALL,
    AREA,
    CASE,
    DRC,
    DRC_WITH_REASON,
    FOUR_CHAINS,
    HAN_MEI,
    HRSS,
    HRSS_WITH_REASON,
    LI_LEI,
    LUJIAN,
    MIIT,
    MIIT_WITH_REASON,
    OTHER_PLACE,
    PLACE,
    QILIN,
    closed,
    consumed,
    forfeited,
    nominate,
    nominated,
    opened,
    place_shown,
    proposed,
    reopened,
    replaced,
    reserved,
    transfer_declined,
    transfer_requested,
    transferred,
    withdrawn,
)
from tests.scenario import fact, given


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
        ).then_refused(PlaceNotInState, blocked_by=place_shown("nominated"))

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

    def test_after_the_form_was_handed_in_the_place_is_nominated_anew_for_somebody_else(self):
        reserved_place = given(Quota, opened(), nominated(LUJIAN), proposed(), reserved())

        reserved_place.when(self.replace, HAN_MEI).then(replaced(HAN_MEI))

        place = reserved_place.aggregate.places.place(PLACE)
        assert (place.status, place.talent_id) == (PlaceStatus.NOMINATED, HAN_MEI)
        assert place.card_application_id is None

    def test_once_the_place_is_used_nobody_can_be_replaced(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved(), consumed()).when(
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
