"""What the pack of Zibo says of the three ledgers (R-20), and what a pack cannot say of them."""

import pytest

from domain.policy.ledgers import Ledger, Phase
from domain.policy.loading import read_pack
from domain.policy.organizations import Level
from domain.policy.refusals import LedgersNotKept, UnknownAllianceMember, UnknownCategory
from tests.domain.zibo import TEXT, ZIBO, refusal_of


def without_ledgers() -> str:
    before, _, rest = TEXT.partition("\ndemands:\n")
    return before + "\n# The city's own areas" + rest.partition("# The city's own areas")[2]


def test_the_three_ledgers_stand_on_their_clause_with_a_prefix_each():
    assert {rule.code: rule.prefix for rule in ZIBO.demand_rules.ledgers} == {
        Ledger.PUBLIC_SERVICE: "GG",
        Ledger.MARKET_SERVICE: "SC",
        Ledger.OPINION: "YJ",
    }
    assert all("R-20" in rule.clauses and rule.own_default for rule in ZIBO.demand_rules.ledgers)


def test_every_limit_is_our_own_and_the_whole_rests_with_province_and_mechanism():
    for rule in ZIBO.demand_rules.ledgers:
        whole = rule.deadlines.whole
        assert whole.rests_at == (Phase.WITH_PROVINCE, Phase.WITH_MECHANISM)
        assert all(limit.own_default for limit in (whole, *rule.deadlines.steps.values()))


def test_somebody_in_the_city_is_responsible_for_every_category():
    (city,) = ZIBO.areas_of(Level.CITY)
    categories = [category for rule in ZIBO.demand_rules.ledgers for category in rule.categories]

    assert [one.code for one in categories if city.organization_of(one.lead) is None] == []
    assert len(categories) == 18 + 11 + 7


def test_a_category_is_that_of_its_ledger():
    assert ZIBO.ledger(Ledger.OPINION).category("platforms").name.zh == "平台建设"
    with pytest.raises(UnknownCategory) as refused:
        ZIBO.ledger(Ledger.OPINION).category("schooling")

    (fault,) = refused.value.errors
    assert (fault.field, "platforms" in fault.text.zh, "schooling" in fault.text.en) == (
        "category",
        True,
        False,
    )


def test_a_member_of_the_alliance_is_known_by_code_and_name():
    assert ZIBO.alliance_member("山东省高层次人才服务联盟").code == "shandong-alliance"
    with pytest.raises(UnknownAllianceMember):
        ZIBO.alliance_member("示例事务所")


def test_a_pack_may_keep_no_ledgers_at_all():
    pack = read_pack(without_ledgers(), "zibo-2023.yaml")

    with pytest.raises(LedgersNotKept):
        pack.ledger(Ledger.OPINION)


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("    - code: opinion\n", "    - code: public_service\n", "missing_ledger"),
        ("    - code: opinion\n", "    - code: public_service\n", "repeated"),
        ("      prefix: YJ\n", "      prefix: SC\n", "repeated"),
        ("- {code: housing, name", "- {code: schooling, name", "repeated"),
        ("          acceptance:\n", "          waiting:\n", "unknown_phase"),
        ("rests_at: [with_province, with", "rests_at: [elsewhere, with", "unknown_phase"),
        ("begins_with: submission\n          rests_at", "begins_with: acceptance\n          rests_at", "counted_from_registration"),
        ("lead: customs}", "lead: alliance}", "no_organ"),
        ("    city_due_on: 10\n", "    city_due_on: 7\n", "not_after"),
        ("    yellow_after: 3\n", "    yellow_after: 1\n", "not_after"),
    ],
)  # fmt: skip
def test_ledgers_that_cannot_hold_together_are_refused_at_their_line(was, becomes, code):
    assert was in TEXT

    refused = refusal_of(TEXT.replace(was, becomes, 1))

    assert code in {fault.code for fault in refused.faults}
