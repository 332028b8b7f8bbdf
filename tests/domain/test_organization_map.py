"""Which areas there are, and which organization exercises which function in them."""

from datetime import date

import pytest

from domain.errors import Invalid
from domain.functions import Function
from domain.policy.loading import read_pack
from domain.policy.organizations import Level
from domain.policy.refusals import UnknownArea
from tests.domain.zibo import FILE, TEXT, ZIBO

TODAY = date(2026, 3, 2)


def test_zibo_has_eight_districts_three_zones_and_the_city_level():
    levels = [area.level for area in ZIBO.areas]

    assert {level: levels.count(level) for level in Level} == {
        Level.PROVINCE: 0,
        Level.CITY: 1,
        Level.DISTRICT: 8,
        Level.ZONE: 3,
    }
    assert ZIBO.city_area.code == "zibo-shibenji"


def test_districts_and_the_city_level_have_their_region_code_and_zones_have_none():
    assert {area.code: area.gb2260 for area in ZIBO.areas} == {
        "zibo-shibenji": "370300",
        "zichuan": "370302",
        "zhangdian": "370303",
        "boshan": "370304",
        "linzi": "370305",
        "zhoucun": "370306",
        "huantai": "370321",
        "gaoqing": "370322",
        "yiyuan": "370323",
        "zibo-gaoxin": None,
        "zibo-jingkai": None,
        "wenchanghu": None,
    }


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("张店区", "zhangdian"),
        ("张店", "zhangdian"),
        (" 张 店 区\u3000", "zhangdian"),
        ("淄博市张店区", "zhangdian"),
        ("370303", "zhangdian"),
        ("\uff13\uff17\uff10\uff13\uff10\uff13", "zhangdian"),
        ("Zhangdian District", "zhangdian"),
        ("桓台", "huantai"),
        ("高新技术产业开发区", "zibo-gaoxin"),
        ("高新区", "zibo-gaoxin"),
        ("经开区", "zibo-jingkai"),
        ("文昌湖", "wenchanghu"),
        ("文昌湖省级旅游度假区", "wenchanghu"),
        ("市本级", "zibo-shibenji"),
        ("ZIBO-SHIBENJI", "zibo-shibenji"),
    ],
)
def test_an_area_is_known_however_a_list_writes_it(written, code):
    assert ZIBO.area_of(written, TODAY).code == code


@pytest.mark.parametrize("written", ["莱芜区", "淄博市", "山东省", "shandong", "", "（）"])
def test_what_is_no_area_of_the_city_is_refused(written):
    with pytest.raises(UnknownArea):
        ZIBO.area_of(written)


def test_the_refusal_of_an_area_names_the_field_and_never_repeats_what_was_written():
    with pytest.raises(Invalid) as refused:
        ZIBO.area_of("李思远 37030319900307")

    (error,) = refused.value.errors
    assert (refused.value.field, error.field, error.code) == ("area", "area", "unknown_area")
    assert "李思远" not in f"{refused.value} {refused.value.detail} {error.text}"


@pytest.mark.parametrize(
    ("area", "function", "name"),
    [
        ("zibo-shibenji", "party_org", "中共淄博市委组织部"),
        ("zibo-shibenji", "drc", "淄博市发展和改革委员会"),
        ("zibo-shibenji", "window", "淄博市高层次人才服务窗口"),
        ("zhangdian", "party_org", "中共张店区委组织部"),
        ("huantai", "drc", "桓台县发展改革局"),
        ("zibo-gaoxin", "party_org", "高新区工委组织人事部"),
        ("zibo-gaoxin", "hrss", "高新区人社中心"),
        ("zibo-gaoxin", "drc", "高新区发展改革局"),
        ("zibo-gaoxin", "miit", "高新区工业信息化和商务局"),
        ("zibo-jingkai", "hrss", "经济开发区人力资源和社会保障局"),
        ("zibo-jingkai", "drc", "经济开发区经济发展局"),
        ("zibo-jingkai", "miit", "经济开发区工业和科技局"),
        ("wenchanghu", "drc", "文昌湖省级旅游度假区经济发展局"),
        ("shandong", "alliance", "山东省高层次人才服务联盟"),
    ],
)
def test_the_map_says_who_exercises_a_function_in_an_area(area, function, name):
    organization = ZIBO.organization_of(area, function, TODAY)

    assert organization is not None
    assert organization.name.zh == name


def test_where_wenchang_lake_has_no_organ_for_industry_its_named_substitute_stands_in():
    (substitute,) = ZIBO.area_of("文昌湖").substitutes

    assert substitute.own_default
    assert ZIBO.organization_of("wenchanghu", "miit") == ZIBO.organization_of("wenchanghu", "drc")


@pytest.mark.parametrize(
    ("area", "function"), [("zhangdian", "alliance"), ("nowhere", "drc"), (None, "drc"), ("zhangdian", None)]
)
def test_where_nobody_exercises_a_function_the_map_says_so(area, function):
    assert ZIBO.organization_of(area, function, TODAY) is None


@pytest.mark.parametrize("function", Function)
def test_every_function_has_a_name_in_both_languages(function):
    assert function.label.zh
    assert function.label.en


# -- over time ----------------------------------------------------------------------------------------

LINZI_DRC = next(line for line in TEXT.splitlines() if "code: linzi-drc" in line)
MERGED_ON = date(2025, 7, 1)


def reorganized(last_day: str) -> str:
    """The text in which Linzi's bureau made room for another one that begins on 2025-07-01."""
    former = LINZI_DRC.replace("clauses:", f"valid_to: {last_day}, clauses:")
    latter = (
        LINZI_DRC.replace("linzi-drc", "linzi-drc-2025")
        .replace("临淄区发展改革局", "临淄区发展改革和统计局")
        .replace("clauses:", f"valid_from: {MERGED_ON}, clauses:")
    )
    return TEXT.replace(LINZI_DRC, f"{former}\n{latter}")


@pytest.mark.parametrize(
    ("on", "code"),
    [(date(2025, 6, 30), "linzi-drc"), (MERGED_ON, "linzi-drc-2025"), (None, "linzi-drc-2025")],
)
def test_a_function_passes_to_another_organization_on_a_day(on, code):
    organization = read_pack(reorganized("2025-06-30"), FILE).organization_of("linzi", "drc", on)

    assert organization is not None
    assert organization.code == code


def test_two_organizations_with_one_function_on_the_same_day_are_refused():
    with pytest.raises(Invalid, match="two organs at a time exercise drc"):
        read_pack(reorganized("2025-07-01"), FILE)


def test_an_area_that_is_no_more_is_known_on_the_days_on_which_it_was():
    pack = read_pack(TEXT.replace("code: wenchanghu\n", "code: wenchanghu\n    valid_to: 2025-12-31\n"), FILE)

    assert pack.area_of("文昌湖", date(2025, 12, 31)).code == "wenchanghu"
    with pytest.raises(UnknownArea):
        pack.area_of("文昌湖", date(2026, 1, 1))
