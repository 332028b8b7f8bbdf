"""Who speaks for an enterprise: one service specialist at a time, and everybody who did before."""

from datetime import date
from uuid import UUID

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as st

from domain.aggregates.enterprise import Enterprise
from domain.base import ReasonRequired
from domain.errors import Invalid
from domain.personal_data import Personal
from domain.specialists import NoSuchSpecialist, Specialist, Specialists, SpecialistStatement
from tests.scenario import DAY, Fact, authority, fact, given

CHEN, DING = UUID(int=81), UUID(int=82)
JANUARY, FEBRUARY, MARCH = date(2024, 1, 8), date(2024, 2, 5), date(2024, 3, 4)
KEEPER = authority()
WITH_REASON = authority(reason="岗位调整")


def on(day: date, **standing: object):
    return authority(effective_on=day, **standing)


def registered() -> Fact:
    return fact(
        Enterprise.Registered, on=JANUARY, city="370300", area="zhangdian", name="淄博鲁建机械有限公司"
    )


def stated(id_: UUID = CHEN, name: str = "陈芳", **more: object) -> SpecialistStatement:
    return SpecialistStatement(id=id_, name=Personal(id_, name), phone=Personal(id_, "13805330001"), **more)


def appointed(
    id_: UUID = CHEN, name: str = "陈芳", *, instead_of: UUID | None = None, on: date = DAY, **more: object
) -> Fact:
    replaced = {} if instead_of is None else {"replaced_specialist_id": instead_of}
    return fact(
        Enterprise.SpecialistAppointed,
        on=on,
        area="zhangdian",
        specialist_id=id_,
        name=Personal(id_, name),
        phone=Personal(id_, "13805330001"),
        **replaced | more,
    )


def relieved(id_: UUID = CHEN, *, on: date = DAY) -> Fact:
    return fact(Enterprise.SpecialistRelieved, on=on, area="zhangdian", specialist_id=id_)


class TestAppointing:
    def test_a_first_specialist_replaces_nobody(self):
        given(Enterprise, registered()).when(
            Enterprise.appoint_specialist, stated(account_id="chen-fang"), KEEPER
        ).then(appointed(account_id="chen-fang"))

    def test_a_further_specialist_relieves_the_one_before_in_the_same_decision(self):
        given(Enterprise, registered(), appointed(on=FEBRUARY)).when(
            Enterprise.appoint_specialist, stated(DING, "丁宁"), KEEPER
        ).then(appointed(DING, "丁宁", instead_of=CHEN))

    def test_a_reason_is_sealed_for_the_one_who_is_replaced(self):
        (event,) = (
            given(Enterprise, registered(), appointed(on=FEBRUARY))
            .when(Enterprise.appoint_specialist, stated(DING, "丁宁"), WITH_REASON)
            .then(appointed(DING, "丁宁", instead_of=CHEN))
        )

        assert event.envelope.reason == Personal(CHEN, "岗位调整")

    def test_a_reason_for_a_first_specialist_is_sealed_for_him_or_her(self):
        (event,) = (
            given(Enterprise, registered())
            .when(Enterprise.appoint_specialist, stated(), WITH_REASON)
            .then(appointed())
        )

        assert event.envelope.reason == Personal(CHEN, "岗位调整")

    def test_a_handover_keeps_who_served_until_when(self):
        specialists = given(
            Enterprise, registered(), appointed(on=JANUARY), appointed(DING, "丁宁", on=MARCH)
        ).aggregate.specialists

        assert [(one.id, one.since, one.relieved_on) for one in specialists.in_order] == [
            (CHEN, JANUARY, MARCH),
            (DING, MARCH, None),
        ]
        assert specialists.on(FEBRUARY).id == CHEN
        assert specialists.on(MARCH).id == DING
        assert specialists.current.id == DING

    def test_before_the_first_appointment_nobody_speaks_for_the_enterprise(self):
        specialists = given(Enterprise, registered(), appointed(on=MARCH)).aggregate.specialists

        assert specialists.on(FEBRUARY) is None

    def test_who_served_earlier_and_is_recorded_late_does_not_come_back(self):
        specialists = given(
            Enterprise, registered(), appointed(DING, "丁宁", on=MARCH), appointed(on=JANUARY)
        ).aggregate.specialists

        assert specialists.current.id == DING
        assert specialists.on(FEBRUARY).id == CHEN

    def test_a_late_appointment_names_whom_it_replaced_on_its_day(self):
        given(Enterprise, registered(), appointed(on=JANUARY), appointed(DING, "丁宁", on=MARCH)).when(
            Enterprise.appoint_specialist,
            stated(UUID(int=83), "郑毅"),
            on(FEBRUARY, reason_code="recorded_late"),
        ).then(appointed(UUID(int=83), "郑毅", instead_of=CHEN, on=FEBRUARY))


class TestRelieving:
    def test_a_specialist_is_relieved_with_a_reason_sealed_for_him_or_her(self):
        (event,) = (
            given(Enterprise, registered(), appointed())
            .when(Enterprise.relieve_specialist, CHEN, WITH_REASON)
            .then(relieved())
        )

        assert event.envelope.reason.subject == CHEN

    def test_nobody_is_relieved_without_a_reason(self):
        given(Enterprise, registered(), appointed()).when(
            Enterprise.relieve_specialist, CHEN, KEEPER
        ).then_refused(ReasonRequired)

    def test_nobody_is_relieved_before_the_day_of_the_appointment(self):
        given(Enterprise, registered(), appointed(on=FEBRUARY)).when(
            Enterprise.relieve_specialist, CHEN, on(JANUARY, reason="岗位调整")
        ).then_refused(Invalid, field="effective_on")

    @pytest.mark.parametrize(
        "past",
        [(), (appointed(), relieved()), (appointed(on=FEBRUARY), appointed(DING, "丁宁"))],
        ids=["never appointed", "relieved before", "replaced since"],
    )
    def test_only_the_present_specialist_is_relieved(self, past):
        given(Enterprise, registered(), *past).when(
            Enterprise.relieve_specialist, CHEN, WITH_REASON
        ).then_refused(NoSuchSpecialist, field="specialist_id")

    def test_who_was_relieved_is_known_with_the_day_and_serves_no_more(self):
        specialists = given(
            Enterprise, registered(), appointed(on=JANUARY), relieved(on=MARCH)
        ).aggregate.specialists

        assert specialists.current is None
        assert specialists.on(FEBRUARY).id == CHEN
        assert specialists.on(MARCH) is None


days = st.dates(date(2024, 1, 1), date(2024, 1, 20))


@for_any(st.lists(st.tuples(days, st.booleans()), max_size=12), days)
def test_in_whatever_order_they_are_recorded_one_serves_on_a_day_at_most(recorded, day):
    specialists = Specialists()
    for number, (appointed_on, is_relieved) in enumerate(recorded):
        id_ = UUID(int=number)
        specialists = specialists.appointed(
            Specialist(id=id_, name=Personal(id_, "陈芳"), since=appointed_on)
        )
        if is_relieved and specialists.current is not None:
            specialists = specialists.relieved(specialists.current.id, date(2024, 1, 15))

    assert sum(one.serves_on(day) for one in specialists.in_order) <= 1
    assert [one.since for one in specialists.in_order] == sorted(since for since, _ in recorded)
