"""Which policy is in force where and when."""

from datetime import date

import pytest

from domain.policy.book import PolicyBook
from domain.policy.loading import read_pack, read_provincial_pack
from domain.policy.refusals import (
    AreaOfAnotherCity,
    NoPolicyInForce,
    UnknownArea,
    UnknownPolicyVersion,
    VersionTextChanged,
)
from tests.domain.zibo import (
    FILE,
    PROVINCIAL_FILE,
    PROVINCIAL_TEXT,
    SHANDONG,
    TEXT,
    ZIBO,
    edition,
    of_jinan,
    pack_of_jinan,
    provincial_edition,
)

ZIBO_CITY, JINAN_CITY = "370300", "370100"
FIRST = edition(1)
OF_2025 = edition(2, effective_from="2025-01-01")
TRIAL = edition(3, effective_from="2026-01-01", effective_to="2026-06-30")
BOOK = PolicyBook([TRIAL, FIRST, OF_2025])


@pytest.mark.parametrize(
    ("on", "version"),
    [
        (date(2023, 12, 15), "zibo-2023/1"),
        (date(2024, 12, 31), "zibo-2023/1"),
        (date(2025, 1, 1), "zibo-2023/2"),
        (date(2025, 12, 31), "zibo-2023/2"),
        (date(2026, 1, 1), "zibo-2023/3"),
        (date(2026, 6, 30), "zibo-2023/3"),
        (date(2026, 7, 1), "zibo-2023/2"),
    ],
)
def test_the_version_that_took_effect_last_is_in_force(on, version):
    assert BOOK.in_force(ZIBO_CITY, on).version == version


def test_of_two_revisions_with_the_same_first_day_the_later_is_in_force():
    book = PolicyBook([edition(10), edition(9)])

    assert book.in_force(ZIBO_CITY, date(2024, 1, 1)).version == "zibo-2023/10"


def test_without_a_policy_for_the_day_nothing_can_be_decided():
    with pytest.raises(NoPolicyInForce) as refused:
        BOOK.in_force(ZIBO_CITY, date(2023, 12, 14))

    assert refused.value.detail.zh == "该市在 2023-12-14 没有适用的政策"
    assert refused.value.lifted_by is not None


@pytest.mark.parametrize("written", [JINAN_CITY, "淄博市", "zibo"])
def test_a_city_that_is_not_known_is_told_to_be_so_and_which_codes_there_are(written):
    with pytest.raises(NoPolicyInForce) as refused:
        BOOK.in_force(written, date(2026, 3, 2))

    assert refused.value.detail.zh == "本系统没有该市的政策，请填城市代码：370300"
    assert refused.value.detail.en.endswith("state a city by its code: 370300")


def test_a_version_is_found_whether_it_is_in_force_or_not():
    assert BOOK.version("zibo-2023/1") is FIRST


def test_an_unknown_version_is_refused():
    with pytest.raises(UnknownPolicyVersion):
        BOOK.version("zibo-2023/7")


def test_a_clause_is_looked_up_in_the_version_that_a_decision_names():
    assert BOOK.clause("zibo-2023/2", "R-11").rule.zh == "市发展改革委、市工业和信息化局分别推荐不超过5家企业"


def test_a_version_with_two_texts_is_refused():
    with pytest.raises(VersionTextChanged) as refused:
        PolicyBook([ZIBO, read_pack(f"{TEXT}# one comment more\n", FILE)])

    assert refused.value.blocked_by == {"kind": "policy_version", "id": "zibo-2023/1"}


def test_two_cities_have_each_their_own_policy_and_areas():
    book = PolicyBook([ZIBO, pack_of_jinan()])
    today = date(2026, 3, 2)

    assert book.in_force(JINAN_CITY, today).version == "jinan-zibo-2023/1"
    assert book.city_of("zhangdian") == ZIBO_CITY
    assert book.city_of("jinan-zhangdian") == JINAN_CITY
    assert book.area_of(JINAN_CITY, "高新区", today).code == "jinan-zibo-gaoxin"


def test_an_area_code_belongs_to_one_city_for_ever():
    also_zhangdian = read_pack(of_jinan(TEXT).replace("zibo-2023", "jinan-2024"), "jinan.yaml")

    with pytest.raises(AreaOfAnotherCity):
        PolicyBook([ZIBO, also_zhangdian])


def test_an_area_finds_its_organization_without_naming_the_city():
    organization = BOOK.organization_of("zibo-gaoxin", "hrss", date(2026, 3, 2))

    assert organization is not None
    assert organization.name.zh == "高新区人社中心"


def test_an_unknown_area_code_belongs_to_no_city():
    with pytest.raises(UnknownArea):
        BOOK.city_of("laiwu")


# -- provinces ----------------------------------------------------------------------------------------


def test_a_city_s_pack_brings_its_province_s_along_which_is_published_before_it():
    assert [pack.version for pack in PolicyBook([ZIBO]).versions] == ["shandong-2022/1", "zibo-2023/1"]


def test_the_province_of_two_cities_stands_in_the_book_once():
    versions = [pack.version for pack in PolicyBook([SHANDONG, ZIBO, pack_of_jinan()]).versions]

    assert versions == ["shandong-2022/1", "jinan-zibo-2023/1", "zibo-2023/1"]


def test_a_version_of_the_province_is_found_and_nothing_is_decided_under_it_alone():
    assert BOOK.any_version("shandong-2022/1") == SHANDONG
    assert (
        BOOK.clause("shandong-2022/1", "R-15").rule.en
        == "The city makes its quota method and files it with the provincial HRSS"
    )
    with pytest.raises(UnknownPolicyVersion):
        BOOK.version("shandong-2022/1")
    with pytest.raises(NoPolicyInForce):
        BOOK.in_force(SHANDONG.region, date(2026, 3, 2))


def test_a_version_of_the_province_with_two_texts_is_refused():
    said_otherwise = read_provincial_pack(f"{PROVINCIAL_TEXT}# one comment more\n", PROVINCIAL_FILE)

    with pytest.raises(VersionTextChanged) as refused:
        PolicyBook([said_otherwise, ZIBO])

    assert refused.value.blocked_by == {"kind": "policy_version", "id": "shandong-2022/1"}


def test_a_city_keeps_the_province_s_version_that_it_was_published_under():
    newer = provincial_edition(2, "persons_per_enterprise: {value: 1,", "persons_per_enterprise: {value: 2,")
    under_it = TEXT.replace("under: shandong-2022/1", "under: shandong-2022/2").replace(
        "zibo-2023/1", "zibo-2023/2"
    )
    book = PolicyBook([ZIBO, read_pack(under_it, FILE, [newer])])

    assert book.version("zibo-2023/1").provincial == SHANDONG
    assert book.version("zibo-2023/2").provincial is newer
    assert [pack.version for pack in book.versions][:2] == ["shandong-2022/1", "shandong-2022/2"]
