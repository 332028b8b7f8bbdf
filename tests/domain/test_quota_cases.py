"""What a case does to the place of its person: reserved, used, given back or lost (decided points 10 and 11)."""

from uuid import UUID

import pytest

from domain.aggregates.quota import Quota
from domain.base import ReasonRequired
from domain.errors import Invalid
from domain.places import EnterpriseAlreadyNominated, GivenBack, PlaceNotInState, ReleaseCause
from tests.domain.quota_facts import (
    ALL,
    AREA,
    CASE,
    HRSS,
    HRSS_WITH_REASON,
    LUJIAN,
    NOTHING,
    OTHER_PLACE,
    PLACE,
    PLACE_ALONE,
    SLOT_ALONE,
    consumed,
    forfeited,
    nominate,
    nominated,
    opened,
    place_shown,
    proposed,
    released,
    reopened,
    reserved,
    reversed_consumption,
)
from tests.scenario import authority, given


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

    def test_a_correction_says_why(self):
        given(Quota, opened(), nominated(LUJIAN), proposed(), reserved(), consumed()).when(
            Quota.reverse_consumption, PLACE, area=AREA, authority=authority(corrects=UUID(int=99))
        ).then_refused(ReasonRequired)

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
