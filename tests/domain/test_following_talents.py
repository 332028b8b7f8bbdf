"""Employers and HRSS state where talents work and how they are reached; each within what it may know of."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.talent import NotEmployed, Talent
from domain.authorization import NotYourArea, NotYourEnterprise, PostMayNot
from domain.base import Capacity, DocumentReference, ReasonRequired
from domain.errors import Invalid, NotFound
from domain.mergers import AlreadyMerged
from domain.policy.refusals import UnknownArea
from domain.timelines import OnRecordAlready
from domain.use_cases.following_talents import EndEmployment, RelocateTalent, StateEmployer, StatePhone
from domain.use_cases.keeping_enterprises import RelocateEnterprise
from domain.use_cases.merging_enterprises import MergeEnterprise
from domain.use_cases.registering_talents import RenameTalent
from tests.domain.books_of_zibo import JINAN, LUJIAN, QILIN, TAIHE, registered, talent
from tests.domain.officers import (
    DRC,
    HRSS,
    HRSS_OF_JINAN,
    HRSS_OF_ZHANGDIAN,
    entering_for,
    officer,
    saying_why,
    specialist,
)
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

HRSS_OF_BOSHAN = officer("hrss", "boshan")


@pytest.fixture
def books() -> Books:
    return Books(ZIBO, JINAN)


@pytest.fixture
def lujian(books) -> UUID:
    return registered(books, LUJIAN)


@pytest.fixture
def li(books, lujian) -> UUID:
    """Li, whom Lujian employs in Zhangdian."""
    return talent(books, employer_id=lujian)


def found(books: Books, talent_id: UUID) -> Talent:
    return books.load(Talent, talent_id)


class TestJoining:
    def test_hrss_states_the_employer_and_the_area_follows(self, books, lujian, li):
        qilin = registered(books, QILIN, area="boshan")

        event = books.send(StateEmployer(talent_id=li, employer_id=qilin), HRSS).event

        assert (event.employer_id, event.former_employer_id, event.area) == (qilin, lujian, "boshan")

    def test_from_then_on_the_new_employers_specialist_knows_of_the_person_and_the_former_ones_does_not(
        self, books, lujian, li
    ):
        qilin = registered(books, QILIN)
        books.send(StateEmployer(talent_id=li, employer_id=qilin), HRSS)
        command = RenameTalent(talent_id=li, name="李思远")

        assert type(books.refused(command, specialist(lujian))) is NotFound
        books.send(command, specialist(qilin))

    def test_hrss_of_an_area_states_employers_of_its_area_alone(self, books, li):
        here, there = registered(books, QILIN), registered(books, "山东泰和", area="boshan")

        refusal = books.refused(StateEmployer(talent_id=li, employer_id=there), HRSS_OF_ZHANGDIAN)
        assert (type(refusal), refusal.field) == (NotYourArea, "area")
        books.send(StateEmployer(talent_id=li, employer_id=here), HRSS_OF_ZHANGDIAN)

    @pytest.mark.parametrize("by", [HRSS_OF_BOSHAN, HRSS_OF_JINAN], ids=["another area", "another city"])
    def test_to_hrss_of_elsewhere_the_person_is_not_there(self, books, li, by):
        qilin = registered(books, QILIN, area="boshan")

        assert type(books.refused(StateEmployer(talent_id=li, employer_id=qilin), by)) is NotFound

    def test_another_department_states_no_employer(self, books, lujian, li):
        assert type(books.refused(StateEmployer(talent_id=li, employer_id=lujian), DRC)) is PostMayNot

    def test_a_specialist_does_not_hand_people_over_to_another_enterprise(self, books, lujian, li):
        qilin = registered(books, QILIN)

        refusal = books.refused(StateEmployer(talent_id=li, employer_id=qilin), specialist(lujian))

        assert type(refusal) is NotYourEnterprise

    def test_a_specialist_does_not_fetch_people_from_another_enterprise(self, books, li):
        qilin = registered(books, QILIN)

        assert (
            type(books.refused(StateEmployer(talent_id=li, employer_id=qilin), specialist(qilin))) is NotFound
        )

    def test_the_own_employer_is_nothing_new(self, books, lujian, li):
        refusal = books.refused(StateEmployer(talent_id=li, employer_id=lujian), specialist(lujian))

        assert type(refusal) is OnRecordAlready

    def test_an_employer_is_on_the_books_of_the_city(self, books, li):
        assert type(books.refused(StateEmployer(talent_id=li, employer_id=UUID(int=9)), HRSS)) is NotFound

    def test_the_area_is_that_of_the_employer_on_the_day_of_the_employment(self, books, li):
        qilin = registered(books, QILIN, area="boshan")
        monday = date(2024, 3, 11)
        earlier = HRSS.model_copy(update={"effective_on": monday, "reason_code": "recorded_late"})
        books.send(RelocateEnterprise(enterprise_id=qilin, area="zichuan"), HRSS)

        event = books.send(StateEmployer(talent_id=li, employer_id=qilin), earlier).event

        assert event.area == "boshan"


class TestMergedEmployers:
    @pytest.fixture
    def qilin(self, books, lujian) -> UUID:
        """Qilin, which has absorbed Lujian."""
        qilin = registered(books, QILIN)
        paper = DocumentReference(kind="notice", number="（淄）登字〔2024〕第9号")
        why = HRSS.model_copy(update={"reason_code": "absorption", "documents": (paper,)})
        books.send(MergeEnterprise(enterprise_id=lujian, surviving_enterprise_id=qilin), why)
        return qilin

    def test_the_survivors_specialist_takes_the_people_over(self, books, lujian, li, qilin):
        event = books.send(StateEmployer(talent_id=li, employer_id=qilin), specialist(qilin)).event

        assert (event.employer_id, event.former_employer_id) == (qilin, lujian)

    def test_so_does_that_of_the_enterprise_into_which_the_survivor_was_merged_in_turn(
        self, books, li, qilin
    ):
        taihe = registered(books, TAIHE)
        why = HRSS.model_copy(update={"reason_code": "recorded_twice"})
        books.send(MergeEnterprise(enterprise_id=qilin, surviving_enterprise_id=taihe), why)

        books.send(StateEmployer(talent_id=li, employer_id=taihe), specialist(taihe))

        assert found(books, li).employer_id == taihe

    def test_nobody_joins_an_enterprise_that_is_another_by_now(self, books, lujian, qilin):
        wang = talent(books, "王海棠", 2, employer_id=qilin)

        refusal = books.refused(StateEmployer(talent_id=wang, employer_id=lujian), HRSS)

        assert (type(refusal), refusal.field) == (AlreadyMerged, "employer_id")


class TestLeaving:
    def test_the_employer_states_that_somebody_has_left(self, books, lujian, li):
        command = EndEmployment(talent_id=li)

        assert type(books.refused(command, specialist(lujian))) is ReasonRequired
        event = books.send(command, saying_why(specialist(lujian))).event

        assert event.employer_id == lujian
        assert found(books, li).employer_id is None

    def test_a_paper_of_the_employer_is_entered_as_such(self, books, li):
        event = books.send(EndEmployment(talent_id=li), saying_why(entering_for(HRSS))).event

        assert event.envelope.capacity is Capacity.ENTERING_FOR

    def test_who_has_no_employer_does_not_leave(self, books, li):
        books.send(EndEmployment(talent_id=li), saying_why(HRSS))

        assert type(books.refused(EndEmployment(talent_id=li), saying_why(HRSS))) is NotEmployed

    def test_a_specialist_does_not_end_the_employment_by_the_enterprise_before(self, books, li):
        qilin = registered(books, QILIN)
        books.send(StateEmployer(talent_id=li, employer_id=qilin), HRSS)
        the_day_before = saying_why(specialist(qilin, effective_on=date(2024, 3, 14)))

        assert type(books.refused(EndEmployment(talent_id=li), the_day_before)) is NotYourEnterprise


class TestMoving:
    def test_the_city_moves_somebody_without_an_employer(self, books):
        wang = talent(books, "王海棠", 2)

        event = books.send(RelocateTalent(talent_id=wang, area="博山区"), HRSS).event

        assert (event.area, event.former_area) == ("boshan", "zhangdian")

    def test_who_is_employed_is_where_the_employer_is(self, books, li):
        refusal = books.refused(RelocateTalent(talent_id=li, area="boshan"), HRSS)

        assert [(error.field, error.code) for error in refusal.errors] == [("area", "not_the_employers")]

    def test_the_people_of_an_enterprise_that_has_moved_follow_it(self, books, lujian, li):
        books.send(RelocateEnterprise(enterprise_id=lujian, area="boshan"), HRSS)

        event = books.send(RelocateTalent(talent_id=li, area="boshan"), specialist(lujian)).event

        assert event.area == "boshan"

    def test_an_area_moves_nobody_for_it_does_not_cover_the_other(self, books, li):
        refusal = books.refused(RelocateTalent(talent_id=li, area="boshan"), HRSS_OF_ZHANGDIAN)

        assert type(refusal) is PostMayNot

    def test_nobody_moves_to_an_area_that_the_city_does_not_have(self, books, li):
        assert type(books.refused(RelocateTalent(talent_id=li, area="历下区"), HRSS)) is UnknownArea


class TestPhones:
    def test_a_number_is_stated_anew_and_sealed_for_the_person(self, books, lujian, li):
        event = books.send(StatePhone(talent_id=li, phone="138 0533 0002"), specialist(lujian)).event

        assert (event.phone.subject, books.opened(event.phone)) == (li, "13805330002")
        assert books.opened(found(books, li).phone) == "13805330002"

    def test_to_another_enterprise_the_person_is_not_there(self, books, li):
        qilin = registered(books, QILIN)

        assert (
            type(books.refused(StatePhone(talent_id=li, phone="13805330002"), specialist(qilin))) is NotFound
        )

    def test_what_is_no_number_is_refused_by_its_field(self, books, li):
        refusal = books.refused(StatePhone(talent_id=li, phone="不详"), HRSS)

        assert (isinstance(refusal, Invalid), refusal.fields) == (True, ("phone",))

    def test_a_number_shows_in_no_representation_of_the_command(self):
        assert "13805330002" not in repr(StatePhone(talent_id=UUID(int=1), phone="13805330002"))
