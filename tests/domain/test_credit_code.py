"""Whose credit code it is: one aggregate per code, so that no two officers give it to two enterprises."""

from uuid import UUID

from domain.aggregates.credit_code import CreditCode, CreditCodeTaken
from domain.personal_data import Personal
from tests.domain.made_up import credit_code_of
from tests.scenario import Fact, authority, begun, fact, given

LUJIAN = UUID(int=11)
USCC = credit_code_of(1)


def assigned() -> Fact:
    return fact(CreditCode.Assigned, uscc=USCC, enterprise_id=LUJIAN, enterprise_area="zhangdian")


def test_a_code_is_given_to_an_enterprise():
    code = CreditCode.assign(USCC, LUJIAN, area="zhangdian", authority=authority())

    assert begun(code) == (assigned(),)


def test_a_code_has_one_id_whoever_asks():
    assert CreditCode.assign(USCC, LUJIAN, area="boshan", authority=authority()).id == CreditCode.id_of(USCC)
    assert CreditCode.id_of(USCC) != CreditCode.id_of(credit_code_of(2))


def test_a_code_knows_itself_and_its_owner():
    code = given(CreditCode, assigned()).aggregate

    assert (code.uscc, code.enterprise_id) == (USCC, LUJIAN)


def test_a_code_is_not_given_to_another_enterprise():
    given(CreditCode, assigned()).when(CreditCode.refuse_another).then_refused(
        CreditCodeTaken, field="uscc", blocked_by={"kind": "enterprise", "id": str(LUJIAN)}
    )


def test_a_reason_is_sealed_for_the_enterprise_and_not_for_the_code():
    code = CreditCode.assign(USCC, LUJIAN, area="zhangdian", authority=authority(reason="补登"))

    (event,) = code.collect_events()
    assert event.envelope.reason == Personal(LUJIAN, "补登")
