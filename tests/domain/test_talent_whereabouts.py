"""Where a talent works and lives and how he or she is reached: facts with days, not just the present ones."""

from datetime import date
from uuid import UUID

from domain.aggregates.talent import DocumentFacts, NotEmployed, Talent
from domain.base import ReasonRequired
from domain.personal_data import Personal
from domain.timelines import OnRecordAlready
from tests.domain.made_up import identity_number_of
from tests.scenario import DAY, ID, Fact, authority, fact, given

LUJIAN, QILIN = UUID(int=11), UUID(int=12)
JANUARY, FEBRUARY, MARCH = date(2024, 1, 8), date(2024, 2, 5), date(2024, 3, 4)
KEEPER = authority()
WITH_REASON = authority(reason="合同期满")


def on(day: date, **standing: object):
    return authority(effective_on=day, **standing)


def registered(*, employer_id: UUID | None = LUJIAN, on: date = JANUARY) -> Fact:
    number = Personal(ID, identity_number_of(7))
    card = DocumentFacts(
        document_id=UUID(int=71), kind="resident_identity_card", issuing_country="CHN", number=number
    )
    return fact(
        Talent.Registered,
        on=on,
        city="370300",
        area="zhangdian",
        name=Personal(ID, "李思源"),
        document=card,
        **({} if employer_id is None else {"employer_id": employer_id}),
    )


def employed(
    employer_id: UUID = QILIN, *, area: str = "boshan", formerly: UUID | None = LUJIAN, on: date = DAY
) -> Fact:
    former = {} if formerly is None else {"former_employer_id": formerly}
    return fact(Talent.Employed, on=on, area=area, employer_id=employer_id, **former)


def left(employer_id: UUID = LUJIAN, *, on: date = DAY) -> Fact:
    return fact(Talent.EmploymentEnded, on=on, area="zhangdian", employer_id=employer_id)


def relocated(area: str = "boshan", *, formerly: str = "zhangdian", on: date = DAY) -> Fact:
    return fact(Talent.Relocated, on=on, area=area, former_area=formerly)


def phone_stated(number: str = "13805330002", *, on: date = DAY) -> Fact:
    return fact(Talent.PhoneStated, on=on, area="zhangdian", phone=Personal(ID, number))


class TestEmployment:
    def test_who_joins_an_employer_is_in_its_area(self):
        given(Talent, registered()).when(Talent.employ, QILIN, "boshan", KEEPER).then(employed())

    def test_who_had_no_employer_leaves_none(self):
        given(Talent, registered(employer_id=None)).when(Talent.employ, QILIN, "boshan", KEEPER).then(
            employed(formerly=None)
        )

    def test_nobody_joins_the_employer_that_he_or_she_has(self):
        given(Talent, registered()).when(Talent.employ, LUJIAN, "zhangdian", KEEPER).then_refused(
            OnRecordAlready, field="employer_id"
        )

    def test_who_leaves_has_no_employer_and_stays_in_the_area(self):
        talent = given(Talent, registered(), left(on=MARCH)).aggregate

        assert (talent.employer_id, talent.area) == (None, "zhangdian")
        assert talent.employers.on(FEBRUARY) == LUJIAN

    def test_a_departure_has_a_reason_sealed_for_the_person(self):
        given(Talent, registered()).when(Talent.end_employment, KEEPER).then_refused(ReasonRequired)
        (event,) = given(Talent, registered()).when(Talent.end_employment, WITH_REASON).then(left())

        assert event.envelope.reason == Personal(ID, "合同期满")

    def test_who_has_no_employer_does_not_leave_one(self):
        given(Talent, registered(), left(on=FEBRUARY)).when(Talent.end_employment, WITH_REASON).then_refused(
            NotEmployed
        )

    def test_who_has_left_may_come_back(self):
        given(Talent, registered(), left(on=FEBRUARY)).when(Talent.employ, LUJIAN, "zhangdian", KEEPER).then(
            employed(LUJIAN, area="zhangdian", formerly=None)
        )

    def test_an_employment_of_an_earlier_day_that_is_recorded_late_does_not_become_the_present_one(self):
        talent = given(
            Talent,
            registered(employer_id=None),
            employed(on=MARCH),
            employed(LUJIAN, area="zhangdian", on=FEBRUARY),
        ).aggregate

        assert (talent.employer_id, talent.area) == (QILIN, "boshan")
        assert (talent.employers.on(FEBRUARY), talent.areas.on(FEBRUARY)) == (LUJIAN, "zhangdian")

    def test_a_late_employment_names_the_employer_of_that_day(self):
        given(Talent, registered(), left(on=MARCH)).when(
            Talent.employ, QILIN, "boshan", on(FEBRUARY, reason_code="recorded_late")
        ).then(employed(on=FEBRUARY))


class TestAreas:
    def test_a_person_moves_to_another_area(self):
        given(Talent, registered()).when(Talent.relocate, "boshan", KEEPER).then(relocated())

    def test_nobody_moves_to_where_he_or_she_is(self):
        given(Talent, registered()).when(Talent.relocate, "zhangdian", KEEPER).then_refused(
            OnRecordAlready, field="area"
        )

    def test_whatever_happens_next_is_recorded_in_the_new_area(self):
        given(Talent, registered(), relocated(on=FEBRUARY)).when(
            Talent.rename, Personal(ID, "李思远"), KEEPER
        ).then(fact(Talent.Renamed, area="boshan", name=Personal(ID, "李思远")))

    def test_where_somebody_was_on_a_day_is_known(self):
        talent = given(Talent, registered(), relocated(on=MARCH)).aggregate

        assert (talent.areas.on(FEBRUARY), talent.areas.on(MARCH)) == ("zhangdian", "boshan")


class TestPhones:
    def test_a_telephone_number_is_stated_anew(self):
        given(Talent, registered()).when(Talent.state_phone, Personal(ID, "13805330002"), KEEPER).then(
            phone_stated()
        )

    def test_the_number_of_the_latest_day_is_the_present_one(self):
        talent = given(
            Talent, registered(), phone_stated(on=MARCH), phone_stated("13805330001", on=FEBRUARY)
        ).aggregate

        assert talent.phone == Personal(ID, "13805330002")

    def test_until_one_is_stated_there_is_none(self):
        assert given(Talent, registered()).aggregate.phone is None
