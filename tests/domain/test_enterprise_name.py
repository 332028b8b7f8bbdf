"""Who bears a name: what keeps two officers from registering one enterprise twice for want of its code."""

from uuid import UUID

from domain.aggregates.enterprise_name import EnterpriseName
from tests.domain.officers import DRC

LUJIAN, QILIN = UUID(int=11), UUID(int=12)
UNDER_POLICY = DRC.under("zibo-2023/1")


def of_lujian() -> EnterpriseName:
    return EnterpriseName.register(
        "370300", "鲁建（集团）有限公司", LUJIAN, area="zhangdian", authority=UNDER_POLICY
    )


def test_two_writings_of_a_name_are_one_name():
    assert EnterpriseName.id_of("370300", "鲁建(集团) 有限公司") == of_lujian().id


def test_the_same_name_in_another_city_is_another():
    assert EnterpriseName.id_of("370100", "鲁建（集团）有限公司") != of_lujian().id


def test_a_second_enterprise_of_the_name_is_a_bearer_too():
    name = of_lujian()

    name.share("鲁建（集团）有限公司", QILIN, area="boshan", authority=UNDER_POLICY)

    assert name.bearers == (LUJIAN, QILIN)


def test_who_bears_the_name_already_bears_it_once():
    name = of_lujian()

    name.share("鲁建（集团）有限公司", LUJIAN, area="zhangdian", authority=UNDER_POLICY)

    assert [event.TOPIC for event in name.collect_events()] == ["EnterpriseName.Registered"]
