"""Enterprises appoint who speaks for them; HRSS may, and other departments enter their papers."""

from uuid import UUID

import pytest
from pydantic import ValidationError

from domain.aggregates.enterprise import Enterprise
from domain.authorization import PostMayNot
from domain.base import Capacity, ReasonRequired
from domain.errors import Invalid, NotFound
from domain.specialists import NoSuchSpecialist
from domain.use_cases.appointing_specialists import AppointSpecialist, RelieveSpecialist
from tests.domain.books_of_zibo import JINAN, LUJIAN, QILIN, registered
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


@pytest.fixture
def books() -> Books:
    return Books(ZIBO, JINAN)


@pytest.fixture
def lujian(books) -> UUID:
    return registered(books, LUJIAN)


def appoint(enterprise_id: UUID, **stated: object) -> AppointSpecialist:
    usual = {"enterprise_id": enterprise_id, "name": "陈  芳", "phone": "138 0533 0001"}
    return AppointSpecialist(**usual | stated)


class TestAppointing:
    def test_a_specialist_is_appointed_with_everything_personal_sealed_for_him_or_her(self, books, lujian):
        event = books.send(appoint(lujian, account_id="chen-fang"), HRSS).event

        assert [books.opened(fact) for fact in (event.name, event.phone)] == ["陈芳", "13805330001"]
        assert {event.name.subject, event.phone.subject} == {event.specialist_id}
        assert event.specialist_id != lujian
        assert event.account_id == "chen-fang"

    def test_erasing_the_one_before_leaves_the_next_readable(self, books, lujian):
        first = books.send(appoint(lujian), HRSS).event
        second = books.send(appoint(lujian, name="丁宁"), HRSS).event
        books.vault.erase(first.specialist_id)

        assert second.replaced_specialist_id == first.specialist_id
        assert books.opened(second.name) == "丁宁"

    def test_a_specialist_hands_over_to_the_next(self, books, lujian):
        books.send(appoint(lujian), HRSS)

        event = books.send(appoint(lujian, name="丁宁"), specialist(lujian)).event

        assert event.envelope.on_behalf_of is None
        assert len(books.load(Enterprise, lujian).specialists.in_order) == 2

    def test_to_the_specialist_of_another_enterprise_it_is_not_there(self, books, lujian):
        qilin = registered(books, QILIN)

        assert type(books.refused(appoint(lujian), specialist(qilin))) is NotFound

    def test_hrss_of_the_area_appoints_in_its_own_office(self, books, lujian):
        event = books.send(appoint(lujian), HRSS_OF_ZHANGDIAN).event

        assert (event.envelope.deciding_body, event.envelope.on_behalf_of) == ("zhangdian-hrss", None)

    @pytest.mark.parametrize("by", [DRC, HRSS], ids=["development and reform", "hrss"])
    def test_an_officer_who_enters_a_paper_does_so_for_the_enterprise(self, books, lujian, by):
        event = books.send(appoint(lujian), entering_for(by)).event

        assert event.envelope.capacity is Capacity.ENTERING_FOR
        assert event.envelope.on_behalf_of == str(lujian)

    def test_another_department_does_not_appoint_in_its_own_office(self, books, lujian):
        refusal = books.refused(appoint(lujian), DRC)

        assert (type(refusal), refusal.field) == (PostMayNot, "capacity")

    @pytest.mark.parametrize(
        "by", [officer("hrss", "boshan"), HRSS_OF_JINAN], ids=["another area", "another city"]
    )
    def test_to_officers_of_elsewhere_the_enterprise_is_not_there(self, books, lujian, by):
        assert type(books.refused(appoint(lujian), by)) is NotFound

    @pytest.mark.parametrize(
        ("wrong", "field"), [({"name": "陈芳、丁宁"}, "name"), ({"phone": "不详"}, "phone")]
    )
    def test_what_cannot_be_right_is_refused_by_its_field(self, books, lujian, wrong, field):
        refusal = books.refused(appoint(lujian, **wrong), HRSS)

        assert (isinstance(refusal, Invalid), refusal.fields) == (True, (field,))

    @pytest.mark.parametrize("account", ["陈芳", "chen fang", "", "a" * 101])
    def test_an_account_is_no_place_for_a_name(self, account):
        with pytest.raises(ValidationError):
            appoint(UUID(int=1), account_id=account)

    def test_a_name_shows_in_no_representation_of_the_command(self):
        for personal in ("陈", "0533"):
            assert personal not in repr(appoint(UUID(int=1)))


class TestRelieving:
    def test_a_specialist_is_relieved_with_a_reason(self, books, lujian):
        chen = books.send(appoint(lujian), HRSS).event.specialist_id
        command = RelieveSpecialist(enterprise_id=lujian, specialist_id=chen)

        assert type(books.refused(command, HRSS)) is ReasonRequired
        books.send(command, saying_why(specialist(lujian)))

        assert books.load(Enterprise, lujian).specialists.current is None

    def test_somebody_who_does_not_serve_is_not_found(self, books, lujian):
        command = RelieveSpecialist(enterprise_id=lujian, specialist_id=UUID(int=9))

        assert type(books.refused(command, saying_why(HRSS))) is NoSuchSpecialist

    def test_another_department_does_not_relieve_in_its_own_office(self, books, lujian):
        chen = books.send(appoint(lujian), HRSS).event.specialist_id
        command = RelieveSpecialist(enterprise_id=lujian, specialist_id=chen)

        assert books.refused(command, saying_why(DRC)).field == "capacity"
