"""Two nominated enterprises become one: it has one place and one person a year (R-10, R-12)."""

from datetime import date

import pytest

from domain.aggregates.quota import Quota
from domain.mergers import AlreadyMerged
from domain.places import BothNominated, EnterpriseAlreadyNominated, PersonSlotTaken, PlaceStatus
from tests.domain.quota_facts import (
    AREA,
    CASE,
    HAN_MEI,
    LI_LEI,
    LUJIAN,
    OTHER_PLACE,
    PLACE,
    QILIN,
    TAIHE,
    closed,
    consumed,
    forfeited,
    nominate,
    nominated,
    of_place,
    opened,
    place_shown,
    proposed,
    released,
    reserved,
    withdrawn,
)
from tests.scenario import Fact, authority, fact, given

MERGING = authority(reason_code="recorded_twice", reason="一企两户")
MERGE = {"area": "boshan", "authority": MERGING}


def merged(place_id=None, *, into=QILIN, on=None) -> Fact:
    says = {} if place_id is None else {"place_id": place_id}
    return fact(
        Quota.EnterpriseMerged,
        **({} if on is None else {"on": on}),
        merged_enterprise_id=LUJIAN,
        enterprise_id=into,
        enterprise_area="boshan",
        **says,
    )


def other(*, status: str = "nominated") -> tuple[Fact, ...]:
    """The second enterprise with a place of its own, as far as this status."""
    facts = [nominated(QILIN, OTHER_PLACE, by="miit")]
    case = {"talent_id": HAN_MEI, "card_application_id": CASE}
    steps = {"reserved": [Quota.Reserved], "consumed": [Quota.Reserved, Quota.Consumed]}.get(status, [])
    if steps:
        facts.append(of_place(Quota.PersonProposed, OTHER_PLACE, QILIN, talent_id=HAN_MEI))
    facts += [of_place(step, OTHER_PLACE, QILIN, **case) for step in steps]
    return tuple(facts)


UNDER_WAY = {
    "nominated": (nominated(LUJIAN),),
    "with a person": (nominated(LUJIAN), proposed()),
    "reserved": (nominated(LUJIAN), proposed(), reserved()),
}
SETTLED = {
    "consumed": (nominated(LUJIAN), proposed(), reserved(), consumed()),
    "forfeited": (nominated(LUJIAN), proposed(), reserved(), forfeited()),
    "released, its person counted": (nominated(LUJIAN), proposed(), reserved(), released(slot_freed=False)),
}
GONE = {
    "none": (),
    "withdrawn": (nominated(LUJIAN), withdrawn()),
    "released": (nominated(LUJIAN), proposed(), reserved(), released()),
}


class TestPassingOn:
    @pytest.mark.parametrize("past", [*UNDER_WAY.values(), *SETTLED.values()], ids=[*UNDER_WAY, *SETTLED])
    def test_the_place_of_the_one_passes_to_the_other_which_has_none(self, past):
        given(Quota, opened(), *past).when(Quota.merge_enterprise, LUJIAN, QILIN, **MERGE).then(merged(PLACE))

    @pytest.mark.parametrize("past", GONE.values(), ids=GONE)
    def test_without_a_place_the_quota_still_learns_that_the_two_are_one(self, past):
        given(Quota, opened(), *past).when(Quota.merge_enterprise, LUJIAN, QILIN, **MERGE).then(merged())

    def test_a_place_given_back_stays_in_the_name_under_which_it_was_held(self):
        places = given(Quota, opened(), *GONE["withdrawn"], merged()).aggregate.places

        assert places.place(PLACE).enterprise_id == LUJIAN

    def test_one_that_was_given_back_is_restored_to_the_enterprise_that_its_own_is_by_now(self):
        past = (opened(), nominated(LUJIAN), proposed(), reserved(), released(), merged())

        case = {"talent_id": LI_LEI, "card_application_id": CASE, "area": "boshan"}
        restored = of_place(Quota.Restored, PLACE, QILIN, **case)

        given(Quota, *past).when(Quota.restore, PLACE, **MERGE).then(restored)

        after = given(Quota, *past, restored).aggregate.places
        assert (after.place(PLACE).enterprise_id, after.place(PLACE).status) == (QILIN, PlaceStatus.RESERVED)
        with pytest.raises(EnterpriseAlreadyNominated):
            after.must_be_new(QILIN)

    def test_but_not_beside_a_place_that_this_one_has(self):
        past = (
            opened(),
            nominated(LUJIAN),
            proposed(),
            reserved(),
            released(),
            *other(status="consumed"),
            merged(),
        )

        given(Quota, *past).when(Quota.restore, PLACE, **MERGE).then_refused(EnterpriseAlreadyNominated)

    @pytest.mark.parametrize(("one", "into"), [(QILIN, LUJIAN), (LUJIAN, TAIHE), (TAIHE, LUJIAN)])
    def test_an_enterprise_that_is_another_by_now_is_merged_no_more_nor_into(self, one, into):
        refusal = (
            given(Quota, opened(), merged())
            .when(Quota.merge_enterprise, one, into, **MERGE)
            .then_refused(AlreadyMerged)
        )

        assert refusal.blocked_by == {"kind": "enterprise", "id": str(QILIN)}

    def test_the_place_keeps_all_but_its_enterprise(self):
        before = given(Quota, opened(), *UNDER_WAY["reserved"]).aggregate.places.place(PLACE)
        after = given(Quota, opened(), *UNDER_WAY["reserved"], merged(PLACE)).aggregate.places.place(PLACE)

        assert after.enterprise_id == QILIN
        assert (after.status, after.talent_id, after.card_application_id, after.department) == (
            before.status,
            before.talent_id,
            before.card_application_id,
            before.department,
        )

    def test_whatever_happens_next_is_recorded_for_the_survivor(self):
        given(Quota, opened(), *UNDER_WAY["nominated"], merged(PLACE)).when(
            Quota.propose_person, PLACE, LI_LEI, area="boshan", authority=authority()
        ).then(of_place(Quota.PersonProposed, PLACE, QILIN, area="boshan", talent_id=LI_LEI))

    def test_the_day_of_the_merger_is_a_step_of_the_place(self):
        place = given(Quota, opened(), nominated(LUJIAN), merged(PLACE, on=date(2024, 6, 3))).aggregate.places

        assert place.place(PLACE).since == date(2024, 6, 3)

    def test_a_place_passes_in_a_closed_quota_too(self):
        given(Quota, opened(), *UNDER_WAY["reserved"], closed()).when(
            Quota.merge_enterprise, LUJIAN, QILIN, **MERGE
        ).then(merged(PLACE))

    def test_no_place_is_taken_or_given_back_by_it(self):
        past = (opened(2, drc=1, miit=1), *UNDER_WAY["nominated"])
        before = given(Quota, *past).aggregate.places
        after = given(Quota, *past, merged(PLACE)).aggregate.places

        assert (after.free(), after.free("drc")) == (before.free(), before.free("drc")) == (1, 0)


class TestOneEnterpriseYear:
    def test_the_survivor_cannot_be_nominated_beside_the_place_that_has_passed_to_it(self):
        given(Quota, opened(), *UNDER_WAY["nominated"], merged(PLACE)).when(
            nominate, QILIN, OTHER_PLACE, by="miit"
        ).then_refused(EnterpriseAlreadyNominated, blocked_by=place_shown("nominated", enterprise_id=QILIN))

    def test_the_person_of_the_merged_enterprise_is_the_survivors_person_of_the_year(self):
        past = (opened(), *SETTLED["released, its person counted"], merged(PLACE))

        given(Quota, *past).when(nominate, QILIN, OTHER_PLACE, by="miit").then_refused(
            EnterpriseAlreadyNominated
        )

    def test_the_survivor_proposes_nobody_beside_the_person_that_has_passed_to_it(self):
        given(Quota, opened(), *UNDER_WAY["with a person"], merged(PLACE)).when(
            Quota.propose_person, PLACE, HAN_MEI, area=AREA, authority=authority()
        ).then_refused(PersonSlotTaken)

    @pytest.mark.parametrize("past", UNDER_WAY.values(), ids=UNDER_WAY)
    @pytest.mark.parametrize("status", ["nominated", "reserved", "consumed"])
    def test_two_places_of_which_the_one_is_under_way_forbid_the_merger(self, past, status):
        refusal = (
            given(Quota, opened(), *past, *other(status=status))
            .when(Quota.merge_enterprise, LUJIAN, QILIN, **MERGE)
            .then_refused(
                BothNominated,
                clauses=("R-10", "R-12"),
                blocked_by=place_shown("reserved" if past is UNDER_WAY["reserved"] else "nominated"),
            )
        )

        assert "Withdrawing" in refusal.lifted_by.en

    @pytest.mark.parametrize("past", SETTLED.values(), ids=SETTLED)
    def test_a_place_of_the_survivor_that_is_under_way_forbids_it_too(self, past):
        given(Quota, opened(), *past, *other()).when(
            Quota.merge_enterprise, LUJIAN, QILIN, **MERGE
        ).then_refused(
            BothNominated,
            blocked_by=place_shown("nominated", place_id=OTHER_PLACE, by="miit", enterprise_id=QILIN),
        )

    def test_once_the_one_is_withdrawn_the_other_passes(self):
        given(
            Quota,
            opened(),
            *UNDER_WAY["nominated"],
            *other(),
            of_place(Quota.NominationWithdrawn, OTHER_PLACE, QILIN, place_freed=True, slot_freed=True),
        ).when(Quota.merge_enterprise, LUJIAN, QILIN, **MERGE).then(merged(PLACE))

    @pytest.mark.parametrize("past", SETTLED.values(), ids=SETTLED)
    def test_two_places_that_are_settled_stay_where_they_are(self, past):
        scenario = given(Quota, opened(), *past, *other(status="consumed"))

        scenario.when(Quota.merge_enterprise, LUJIAN, QILIN, **MERGE).then(merged())

        assert scenario.aggregate.places.place(PLACE).enterprise_id == LUJIAN
        assert scenario.aggregate.places.place(OTHER_PLACE).status is PlaceStatus.CONSUMED

    def test_the_places_of_others_do_not_count(self):
        given(Quota, opened(), *UNDER_WAY["nominated"], nominated(TAIHE, OTHER_PLACE)).when(
            Quota.merge_enterprise, LUJIAN, QILIN, **MERGE
        ).then(merged(PLACE))
