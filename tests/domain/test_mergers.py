"""An enterprise becomes another: what may still be decided about it, and what leads to the survivor."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.credit_code import CreditCode
from domain.aggregates.enterprise import Enterprise
from domain.aggregates.enterprise_name import EnterpriseName
from domain.base import DocumentReference
from domain.cadres import PartyManaged
from domain.errors import Invalid
from domain.mergers import AbsorbedEnterprise, AlreadyMerged, Merger, MergerReason
from domain.personal_data import Personal
from domain.principals import PrincipalRole, PrincipalStatement
from domain.specialists import SpecialistStatement
from tests.domain.made_up import credit_code_of
from tests.scenario import DAY, ID, Fact, authority, fact, given

QILIN, TAIHE = UUID(int=12), UUID(int=13)
BATCH, LATER_BATCH = UUID(int=51), UUID(int=52)
ZHAO, CHEN = UUID(int=61), UUID(int=81)
USCC, OTHER_USCC = credit_code_of(1), credit_code_of(2)
JANUARY, MARCH, JUNE = date(2024, 1, 8), date(2024, 3, 4), date(2024, 6, 3)
NOTICE = DocumentReference(kind="notice", number="（淄）登字〔2024〕第9号")

ABSORBING = authority(reason_code="absorption", documents=(NOTICE,))
RECORDED_TWICE = authority(reason_code="recorded_twice")
WITH_REASON = authority(reason="已被合并")


def registered(*, name: str = "淄博鲁建机械有限公司", on: date = DAY) -> Fact:
    return fact(Enterprise.Registered, on=on, city="370300", area="zhangdian", name=name, uscc=USCC)


def listed(*, on: date = DAY) -> Fact:
    return fact(Enterprise.Listed, on=on, area="zhangdian", list_type="cluster_leader", list_batch_id=BATCH)


def merged_into(survivor: UUID = QILIN, *, on: date = DAY) -> Fact:
    return fact(Enterprise.MergedInto, on=on, area="zhangdian", surviving_enterprise_id=survivor)


def absorbed(
    merged: UUID = TAIHE, *names: str, credit_codes: tuple[str, ...] = (OTHER_USCC,), on: date = DAY
) -> Fact:
    return fact(
        Enterprise.Absorbed,
        on=on,
        area="zhangdian",
        merged_enterprise_id=merged,
        names=names,
        credit_codes=credit_codes,
    )


class TestBeingMerged:
    @pytest.mark.parametrize(
        "by", [ABSORBING, RECORDED_TWICE], ids=["taken over with a document", "recorded twice"]
    )
    def test_an_enterprise_is_merged_into_another(self, by):
        given(Enterprise, registered()).when(Enterprise.merge_into, QILIN, by).then(merged_into())

    def test_it_knows_which_it_is_and_since_when(self):
        enterprise = given(Enterprise, registered(), merged_into(on=JUNE)).aggregate

        assert enterprise.merged_into == Merger(QILIN, JUNE)

    @pytest.mark.parametrize("code", [None, "moved_away"])
    def test_a_merger_has_one_of_two_reasons(self, code):
        given(Enterprise, registered()).when(
            Enterprise.merge_into, QILIN, authority(reason_code=code, reason="合并", documents=(NOTICE,))
        ).then_refused(Invalid, field="reason_code")

    def test_an_absorption_is_shown_by_a_document(self):
        given(Enterprise, registered()).when(
            Enterprise.merge_into, QILIN, authority(reason_code="absorption")
        ).then_refused(Invalid, field="documents")

    def test_no_enterprise_is_merged_into_itself(self):
        given(Enterprise, registered()).when(Enterprise.merge_into, ID, RECORDED_TWICE).then_refused(
            Invalid, field="surviving_enterprise_id"
        )

    def test_from_then_on_it_is_on_no_list(self):
        enterprise = given(
            Enterprise, registered(on=JANUARY), listed(on=MARCH), merged_into(on=JUNE)
        ).aggregate

        assert enterprise.is_listed_on("cluster_leader", date(2024, 6, 2))
        assert not enterprise.is_listed_on("cluster_leader", JUNE)
        assert enterprise.listings.current() == ()

    def test_an_entry_of_a_later_day_holds_on_no_day_if_the_merger_is_recorded_late(self):
        enterprise = given(
            Enterprise, registered(on=JANUARY), listed(on=JUNE), merged_into(on=MARCH)
        ).aggregate

        assert not enterprise.is_listed_on("cluster_leader", JUNE)


PRINCIPAL = PrincipalStatement(id=ZHAO, name=Personal(ZHAO, "赵大江"), role=PrincipalRole.CHAIRMAN)
SPECIALIST = SpecialistStatement(id=CHEN, name=Personal(CHEN, "陈芳"))
BEGINNINGS = {
    "listed": (Enterprise.enter_on_list, "four_chain", LATER_BATCH, "boshan"),
    "renamed": (Enterprise.rename, "淄博鲁建集团有限公司"),
    "moved": (Enterprise.relocate, "boshan"),
    "given a credit code": (Enterprise.state_credit_code, OTHER_USCC),
    "given a principal": (Enterprise.name_principal, PRINCIPAL),
    "given a specialist": (Enterprise.appoint_specialist, SPECIALIST),
    "merged again": (Enterprise.merge_into, TAIHE),
}


class TestAfterwards:
    @pytest.mark.parametrize("beginning", BEGINNINGS.values(), ids=BEGINNINGS)
    def test_nothing_is_begun_with_a_merged_enterprise_and_the_survivor_is_named(self, beginning):
        decision, *stated = beginning

        refusal = (
            given(Enterprise, registered(), merged_into())
            .when(decision, *stated, RECORDED_TWICE)
            .then_refused(AlreadyMerged, blocked_by={"kind": "enterprise", "id": str(QILIN)})
        )

        assert "merged" in refusal.lifted_by.en

    def test_it_absorbs_no_other_either(self):
        given(Enterprise, registered(), merged_into()).when(
            Enterprise.absorb, TAIHE, names=(), credit_codes=(), authority=RECORDED_TWICE
        ).then_refused(AlreadyMerged, field="surviving_enterprise_id")

    def test_what_was_begun_before_is_brought_to_its_end(self):
        named = fact(
            Enterprise.PrincipalNamed,
            area="zhangdian",
            principal_id=ZHAO,
            name=Personal(ZHAO, "赵大江"),
            role=PrincipalRole.CHAIRMAN,
            party_managed=PartyManaged.UNKNOWN,
        )
        appointed = fact(
            Enterprise.SpecialistAppointed, area="zhangdian", specialist_id=CHEN, name=Personal(CHEN, "陈芳")
        )
        past = (registered(), named, appointed, merged_into())

        given(Enterprise, *past).when(Enterprise.let_principal_go, ZHAO, WITH_REASON).then(
            fact(Enterprise.PrincipalLeft, area="zhangdian", principal_id=ZHAO)
        )
        given(Enterprise, *past).when(Enterprise.relieve_specialist, CHEN, WITH_REASON).then(
            fact(Enterprise.SpecialistRelieved, area="zhangdian", specialist_id=CHEN)
        )


class TestAbsorbing:
    def test_the_survivor_keeps_what_has_led_to_the_other(self):
        given(Enterprise, registered()).when(
            Enterprise.absorb, TAIHE, names=("泰和医药",), credit_codes=(OTHER_USCC,), authority=ABSORBING
        ).then(absorbed(TAIHE, "泰和医药"))

    def test_it_knows_whom_it_has_absorbed_and_since_when(self):
        enterprise = given(Enterprise, registered(), absorbed(TAIHE, "泰和医药", on=JUNE)).aggregate

        assert enterprise.absorbed == (AbsorbedEnterprise(TAIHE, ("泰和医药",), (OTHER_USCC,), JUNE),)

    def test_all_names_and_codes_lead_there_and_each_counts_once(self):
        own = "淄博鲁建机械有限公司"
        enterprise = given(
            Enterprise,
            registered(),
            absorbed(TAIHE, "泰和医药", own),
            absorbed(QILIN, "麒麟", credit_codes=()),
        ).aggregate

        assert enterprise.every_name == (own, "泰和医药", "麒麟")
        assert enterprise.every_credit_code == (USCC, OTHER_USCC)


MERGE = {"area": "zhangdian", "authority": ABSORBING}
TWICE = {"area": "zhangdian", "authority": RECORDED_TWICE}


def led_to(noun, merged: UUID, survivor: UUID) -> Fact:
    return fact(
        noun.EnterpriseMerged,
        merged_enterprise_id=merged,
        enterprise_id=survivor,
        enterprise_area="zhangdian",
    )


class TestCreditCodes:
    ASSIGNED = fact(CreditCode.Assigned, uscc=USCC, enterprise_id=ID, enterprise_area="zhangdian")

    def test_the_code_leads_to_the_survivor(self):
        given(CreditCode, self.ASSIGNED).when(CreditCode.merge_enterprise, ID, QILIN, **MERGE).then(
            led_to(CreditCode, ID, QILIN)
        )

    @pytest.mark.parametrize(("merge", "is_anothers"), [(MERGE, True), (TWICE, False)], ids=[*MergerReason])
    def test_an_absorbed_enterprises_code_is_not_the_survivors_own(self, merge, is_anothers):
        code = CreditCode.assign(USCC, ID, area="zhangdian", authority=authority())

        code.merge_enterprise(ID, QILIN, **merge)

        assert (code.enterprise_id, code.by_absorption) == (QILIN, is_anothers)

    def test_a_code_that_was_absorbed_stays_so_when_the_survivor_turns_out_to_be_a_third(self):
        code = CreditCode.assign(USCC, ID, area="zhangdian", authority=authority())

        code.merge_enterprise(ID, QILIN, **MERGE)
        code.merge_enterprise(QILIN, TAIHE, **TWICE)

        assert (code.enterprise_id, code.by_absorption) == (TAIHE, True)


class TestNames:
    def named(self, *also: UUID) -> EnterpriseName:
        name = EnterpriseName.register("370300", "泰和医药", ID, area="zhangdian", authority=authority())
        for bearer in also:
            name.share("泰和医药", bearer, area="zhangdian", authority=authority())
        return name

    def test_the_name_leads_to_the_survivor(self):
        name = self.named()
        name.collect_events()

        name.merge_enterprise(ID, QILIN, **MERGE)

        (event,) = name.collect_events()
        assert (event.merged_enterprise_id, event.enterprise_id) == (ID, QILIN)

    def test_of_two_records_of_one_enterprise_the_survivor_bears_the_name(self):
        name = self.named()

        name.merge_enterprise(ID, QILIN, **TWICE)

        assert (name.bearers, name.absorbers) == ((QILIN,), ())

    def test_two_records_of_one_name_leave_one_bearer(self):
        name = self.named(QILIN)

        name.merge_enterprise(ID, QILIN, **TWICE)

        assert name.bearers == (QILIN,)

    def test_an_absorbed_enterprises_name_is_not_the_survivors_own(self):
        name = self.named(TAIHE)

        name.merge_enterprise(ID, QILIN, **MERGE)

        assert (name.bearers, name.absorbers) == ((TAIHE,), (QILIN,))

    def test_a_name_that_was_absorbed_stays_so_when_the_survivor_turns_out_to_be_a_third(self):
        name = self.named()

        name.merge_enterprise(ID, QILIN, **MERGE)
        name.merge_enterprise(QILIN, TAIHE, **TWICE)

        assert (name.bearers, name.absorbers) == ((), (TAIHE,))

    def test_who_takes_the_name_of_an_absorbed_enterprise_bears_it_from_then_on(self):
        name = self.named()
        name.merge_enterprise(ID, QILIN, **MERGE)

        name.share("泰和医药", QILIN, area="zhangdian", authority=authority())

        assert name.bearers == (QILIN,)
