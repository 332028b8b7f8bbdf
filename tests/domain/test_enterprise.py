"""An enterprise on the books: its code and names, its entries on lists, the people who lead it."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.enterprise import CreditCodeKnown, Enterprise, SameName
from domain.base import ReasonRequired
from domain.cadres import PartyManaged
from domain.errors import Invalid
from domain.listings import NotOnList
from domain.personal_data import Personal
from domain.principals import NoSuchPrincipal, PrincipalRole, PrincipalStatement
from domain.timelines import Dated, OnRecordAlready
from tests.domain.made_up import credit_code_of
from tests.scenario import DAY, ID, Fact, authority, begun, fact, given

LUJIAN = "淄博鲁建机械有限公司"
LUJIAN_GROUP = "淄博鲁建集团有限公司"
USCC = credit_code_of(1)
FIRST_BATCH, SECOND_BATCH, THIRD_BATCH = UUID(int=51), UUID(int=52), UUID(int=53)
ZHAO = UUID(int=61)

KEEPER = authority()
WITH_REASON = authority(reason="已退休")


def on(day: date, **standing: object):
    return authority(effective_on=day, **standing)


def registered(*, uscc: str | None = USCC, on: date = DAY) -> Fact:
    says = {"city": "370300", "area": "zhangdian", "name": LUJIAN} | ({"uscc": uscc} if uscc else {})
    return fact(Enterprise.Registered, on=on, **says)


def renamed(name: str = LUJIAN_GROUP, *, formerly: str = LUJIAN, on: date = DAY) -> Fact:
    return fact(Enterprise.Renamed, on=on, area="zhangdian", name=name, former_name=formerly)


def relocated(area: str, *, formerly: str = "zhangdian", on: date = DAY) -> Fact:
    return fact(Enterprise.Relocated, on=on, area=area, former_area=formerly)


def listed(
    batch: UUID = FIRST_BATCH, *, list_type: str = "cluster_leader", area: str = "zhangdian", on: date = DAY
) -> Fact:
    return fact(Enterprise.Listed, on=on, area=area, list_type=list_type, list_batch_id=batch)


def delisted(batch: UUID = SECOND_BATCH, *, list_type: str = "cluster_leader", on: date = DAY) -> Fact:
    return fact(Enterprise.Delisted, on=on, area="zhangdian", list_type=list_type, list_batch_id=batch)


def principal_named(
    *, name: str = "赵大江", party_managed: PartyManaged = PartyManaged.UNKNOWN, on: date = DAY
) -> Fact:
    return fact(
        Enterprise.PrincipalNamed,
        on=on,
        area="zhangdian",
        principal_id=ZHAO,
        name=Personal(ZHAO, name),
        role=PrincipalRole.CHAIRMAN,
        party_managed=party_managed,
        list_type="cluster_leader",
        list_batch_id=FIRST_BATCH,
    )


def principal_left(*, on: date = DAY) -> Fact:
    return fact(Enterprise.PrincipalLeft, on=on, area="zhangdian", principal_id=ZHAO)


def stated(**facts: object) -> PrincipalStatement:
    usual = {
        "id": ZHAO,
        "name": Personal(ZHAO, "赵大江"),
        "role": PrincipalRole.CHAIRMAN,
        "list_type": "cluster_leader",
        "list_batch_id": FIRST_BATCH,
    }
    return PrincipalStatement(**usual | facts)


class TestCodeAndNames:
    def test_an_enterprise_is_taken_onto_the_books(self):
        enterprise = Enterprise.register(
            ID, city="370300", area="zhangdian", name=LUJIAN, uscc=USCC, authority=KEEPER
        )

        assert begun(enterprise) == (registered(),)

    def test_a_missing_credit_code_is_stated_later(self):
        given(Enterprise, registered(uscc=None)).when(Enterprise.state_credit_code, USCC, KEEPER).then(
            fact(Enterprise.CreditCodeStated, area="zhangdian", uscc=USCC)
        )

    @pytest.mark.parametrize(
        "past",
        [
            (registered(uscc=USCC),),
            (registered(uscc=None), fact(Enterprise.CreditCodeStated, area="zhangdian", uscc=USCC)),
        ],
        ids=["registered with it", "stated since"],
    )
    def test_a_credit_code_is_stated_once(self, past):
        given(Enterprise, *past).when(Enterprise.state_credit_code, credit_code_of(2), KEEPER).then_refused(
            CreditCodeKnown, field="uscc"
        )

    def test_another_name_is_put_on_record_with_the_one_it_replaces(self):
        given(Enterprise, registered()).when(Enterprise.rename, LUJIAN_GROUP, KEEPER).then(renamed())

    def test_its_present_name_is_no_other_name(self):
        given(Enterprise, registered()).when(Enterprise.rename, LUJIAN, KEEPER).then_refused(
            SameName, field="name"
        )

    def test_a_name_holds_from_its_day_on(self):
        enterprise = given(
            Enterprise, registered(on=date(2024, 1, 5)), renamed(on=date(2024, 3, 1))
        ).aggregate

        assert enterprise.name_on(date(2024, 2, 29)) == LUJIAN
        assert enterprise.name_on(date(2024, 3, 1)) == LUJIAN_GROUP
        assert enterprise.name == LUJIAN_GROUP

    def test_before_it_was_on_the_books_it_had_the_name_of_its_registration(self):
        enterprise = given(Enterprise, registered(on=date(2024, 1, 5))).aggregate

        assert enterprise.name_on(date(2020, 1, 1)) == LUJIAN

    def test_an_earlier_name_that_is_recorded_late_does_not_become_the_present_one(self):
        enterprise = given(
            Enterprise,
            registered(on=date(2023, 1, 5)),
            renamed(LUJIAN_GROUP, on=date(2024, 3, 1)),
            renamed("淄博鲁建重工有限公司", on=date(2023, 6, 1)),
        ).aggregate

        assert enterprise.name == LUJIAN_GROUP
        assert enterprise.name_on(date(2023, 12, 31)) == "淄博鲁建重工有限公司"

    def test_of_two_names_of_one_day_the_later_recorded_holds(self):
        enterprise = given(
            Enterprise, registered(), renamed(LUJIAN_GROUP), renamed("淄博鲁建重工有限公司")
        ).aggregate

        assert enterprise.names.in_order[-1] == Dated("淄博鲁建重工有限公司", DAY)

    def test_a_name_from_before_the_latest_step_needs_a_reason(self):
        given(Enterprise, registered(on=date(2024, 3, 1))).when(
            Enterprise.rename, LUJIAN_GROUP, on(date(2024, 2, 1))
        ).then_refused(ReasonRequired)

    def test_a_step_after_a_late_one_is_still_measured_by_the_latest_day(self):
        given(
            Enterprise,
            registered(on=date(2023, 1, 5)),
            renamed(on=date(2024, 3, 1)),
            renamed("淄博鲁建重工有限公司", on=date(2023, 6, 1)),
        ).when(Enterprise.rename, "淄博鲁建股份有限公司", on(date(2023, 8, 1))).then_refused(ReasonRequired)


class TestLists:
    def test_a_department_enters_the_enterprise_on_its_list(self):
        given(Enterprise, registered()).when(
            Enterprise.enter_on_list, "cluster_leader", FIRST_BATCH, "zhangdian", KEEPER
        ).then(listed())

    def test_an_entry_holds_from_its_day_until_the_day_of_the_removal(self):
        enterprise = given(
            Enterprise, registered(), listed(on=date(2024, 3, 1)), delisted(on=date(2024, 6, 1))
        ).aggregate

        listing = enterprise.is_listed_on
        assert not listing("cluster_leader", date(2024, 2, 29))
        assert listing("cluster_leader", date(2024, 3, 1))
        assert listing("cluster_leader", date(2024, 5, 31))
        assert not listing("cluster_leader", date(2024, 6, 1))

    def test_an_entry_on_one_list_is_none_on_another(self):
        enterprise = given(Enterprise, registered(), listed(list_type="cluster_leader")).aggregate

        assert not enterprise.is_listed_on("four_chain", DAY)

    def test_who_is_not_on_the_list_that_day_is_refused_naming_enterprise_and_list(self):
        given(Enterprise, registered(), listed(on=date(2024, 3, 15))).when(
            Enterprise.listed_on, "cluster_leader", date(2024, 3, 14)
        ).then_refused(
            NotOnList,
            clauses=("R-08",),
            blocked_by={"kind": "enterprise", "id": str(ID), "list_type": "cluster_leader"},
        )

    def test_a_later_batch_that_names_it_again_leaves_the_earlier_entry_to_its_days(self):
        enterprise = given(
            Enterprise,
            registered(),
            listed(FIRST_BATCH, on=date(2024, 1, 10)),
            listed(SECOND_BATCH, on=date(2024, 6, 1)),
        ).aggregate

        assert enterprise.listed_on("cluster_leader", date(2024, 5, 31)).list_batch_id == FIRST_BATCH
        assert enterprise.listed_on("cluster_leader", date(2024, 6, 1)).list_batch_id == SECOND_BATCH

    def test_a_removal_ends_every_entry_on_that_list_and_none_on_the_other(self):
        enterprise = given(
            Enterprise,
            registered(),
            listed(FIRST_BATCH, on=date(2024, 1, 10)),
            listed(SECOND_BATCH, on=date(2024, 2, 1)),
            listed(FIRST_BATCH, list_type="four_chain", on=date(2024, 2, 1)),
            delisted(THIRD_BATCH, on=date(2024, 6, 1)),
        ).aggregate

        assert not enterprise.is_listed_on("cluster_leader", date(2024, 6, 1))
        assert [one.list_type for one in enterprise.listings.current()] == ["four_chain"]

    def test_who_was_taken_off_can_come_back(self):
        enterprise = given(
            Enterprise,
            registered(),
            listed(FIRST_BATCH, on=date(2024, 1, 10)),
            delisted(SECOND_BATCH, on=date(2024, 3, 1)),
            listed(THIRD_BATCH, on=date(2024, 6, 1)),
        ).aggregate

        assert not enterprise.is_listed_on("cluster_leader", date(2024, 5, 31))
        assert enterprise.listed_on("cluster_leader", date(2024, 6, 1)).list_batch_id == THIRD_BATCH

    def test_the_latest_entry_on_each_list_is_the_current_one(self):
        enterprise = given(
            Enterprise,
            registered(),
            listed(FIRST_BATCH),
            listed(SECOND_BATCH),
            listed(THIRD_BATCH, list_type="four_chain"),
        ).aggregate

        current = {one.list_type: one.list_batch_id for one in enterprise.listings.current()}
        assert current == {"cluster_leader": SECOND_BATCH, "four_chain": THIRD_BATCH}

    def test_it_is_taken_off_with_a_reason(self):
        given(Enterprise, registered(), listed()).when(
            Enterprise.take_off_list, "cluster_leader", SECOND_BATCH, WITH_REASON
        ).then(delisted())

    def test_it_is_not_taken_off_without_a_reason(self):
        given(Enterprise, registered(), listed()).when(
            Enterprise.take_off_list, "cluster_leader", SECOND_BATCH, KEEPER
        ).then_refused(ReasonRequired)

    def test_it_is_not_taken_off_a_list_that_it_is_not_on(self):
        given(Enterprise, registered(), listed(), delisted()).when(
            Enterprise.take_off_list, "cluster_leader", THIRD_BATCH, WITH_REASON
        ).then_refused(NotOnList)

    def test_a_list_that_names_another_area_moves_the_enterprise(self):
        enterprise = given(Enterprise, registered(), listed(area="zichuan")).aggregate

        assert enterprise.area == "zichuan"

    def test_of_two_lists_of_one_day_the_later_recorded_says_where_it_is(self):
        both = (listed(area="zichuan"), listed(SECOND_BATCH, list_type="four_chain", area="boshan"))

        assert given(Enterprise, registered(), *both).aggregate.area == "boshan"

    def test_an_older_list_that_is_recorded_late_does_not_move_it_back(self):
        enterprise = given(
            Enterprise,
            registered(),
            listed(FIRST_BATCH, area="zichuan", on=date(2024, 6, 1)),
            listed(SECOND_BATCH, area="zhangdian", list_type="four_chain", on=date(2024, 5, 1)),
        ).aggregate

        assert enterprise.area == "zichuan"

    def test_whatever_happens_next_is_recorded_in_the_new_area(self):
        given(Enterprise, registered(), listed(area="zichuan")).when(
            Enterprise.rename, LUJIAN_GROUP, KEEPER
        ).then(fact(Enterprise.Renamed, area="zichuan", name=LUJIAN_GROUP, former_name=LUJIAN))


class TestAreas:
    def test_an_enterprise_moves_to_another_area(self):
        given(Enterprise, registered()).when(Enterprise.relocate, "boshan", KEEPER).then(relocated("boshan"))

    def test_whatever_happens_next_is_recorded_in_the_new_area(self):
        given(Enterprise, registered(), relocated("boshan")).when(
            Enterprise.rename, LUJIAN_GROUP, KEEPER
        ).then(fact(Enterprise.Renamed, area="boshan", name=LUJIAN_GROUP, former_name=LUJIAN))

    def test_it_does_not_move_to_where_it_is(self):
        given(Enterprise, registered()).when(Enterprise.relocate, "zhangdian", KEEPER).then_refused(
            OnRecordAlready, field="area"
        )

    def test_a_list_of_a_later_day_moves_it_on(self):
        enterprise = given(
            Enterprise,
            registered(on=date(2024, 1, 5)),
            relocated("boshan", on=date(2024, 3, 1)),
            listed(area="zichuan", on=date(2024, 6, 1)),
        ).aggregate

        assert enterprise.area == "zichuan"
        assert enterprise.areas.on(date(2024, 5, 31)) == "boshan"

    def test_a_move_of_an_earlier_day_that_is_recorded_late_does_not_move_it_back(self):
        enterprise = given(
            Enterprise,
            registered(on=date(2024, 1, 5)),
            listed(area="zichuan", on=date(2024, 6, 1)),
            relocated("boshan", on=date(2024, 3, 1)),
        ).aggregate

        assert enterprise.area == "zichuan"
        assert enterprise.areas.on(date(2024, 3, 1)) == "boshan"

    def test_a_late_move_names_where_it_was_on_that_day(self):
        given(Enterprise, registered(on=date(2024, 1, 5)), listed(area="zichuan", on=date(2024, 6, 1))).when(
            Enterprise.relocate, "boshan", on(date(2024, 3, 1), reason_code="recorded_late")
        ).then(relocated("boshan", on=date(2024, 3, 1)))


class TestPrincipals:
    def test_a_principal_is_named_with_the_list_that_says_so(self):
        given(Enterprise, registered()).when(Enterprise.name_principal, stated(), KEEPER).then(
            principal_named()
        )

    def test_a_reason_about_a_principal_is_sealed_for_the_principal(self):
        (event,) = (
            given(Enterprise, registered())
            .when(Enterprise.name_principal, stated(), WITH_REASON)
            .then(principal_named())
        )

        assert event.envelope.reason == Personal(ZHAO, "已退休")

    def test_what_holds_of_a_principal_is_stated_anew_and_the_first_day_stays(self):
        enterprise = given(
            Enterprise,
            registered(),
            principal_named(on=date(2024, 1, 10)),
            principal_named(party_managed=PartyManaged.YES, on=date(2024, 6, 1)),
        ).aggregate

        (zhao,) = enterprise.current_principals()
        assert zhao.party_managed is PartyManaged.YES
        assert zhao.since == date(2024, 1, 10)

    def test_a_principal_leaves_with_a_reason_sealed_for_him_or_her(self):
        (event,) = (
            given(Enterprise, registered(), principal_named())
            .when(Enterprise.let_principal_go, ZHAO, WITH_REASON)
            .then(principal_left())
        )

        assert event.envelope.reason.subject == ZHAO

    def test_nobody_leaves_before_the_day_from_which_he_or_she_was_named(self):
        named = given(Enterprise, registered(), principal_named(on=date(2024, 6, 1)))
        before = WITH_REASON.model_copy(update={"effective_on": date(2024, 5, 31)})

        named.when(Enterprise.let_principal_go, ZHAO, before).then_refused(Invalid)

    def test_nobody_leaves_without_a_reason(self):
        given(Enterprise, registered(), principal_named()).when(
            Enterprise.let_principal_go, ZHAO, KEEPER
        ).then_refused(ReasonRequired)

    def test_who_has_left_is_known_with_the_day_but_no_longer_current(self):
        enterprise = given(
            Enterprise, registered(), principal_named(), principal_left(on=date(2024, 6, 1))
        ).aggregate

        assert enterprise.current_principals() == ()
        assert enterprise.principals[ZHAO].left_on == date(2024, 6, 1)

    @pytest.mark.parametrize(
        "past", [(), (principal_named(), principal_left())], ids=["never", "left before"]
    )
    def test_only_a_current_principal_leaves(self, past):
        given(Enterprise, registered(), *past).when(
            Enterprise.let_principal_go, ZHAO, WITH_REASON
        ).then_refused(NoSuchPrincipal, field="principal_id")
