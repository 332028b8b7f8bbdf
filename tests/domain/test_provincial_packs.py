"""The province's pack: what holds in every city, and that no city's pack under it says otherwise."""

import hashlib
from datetime import date

import pytest

from domain.policy.faults import FAULTS, InvalidPack
from domain.policy.loading import SHIPPED_PACKS, load_files, load_packs, read_pack, read_provincial_pack
from domain.policy.steps import CheckName, Stage
from domain.regions import region_known
from tests.domain.zibo import (
    FILE,
    PROVINCIAL_FILE,
    PROVINCIAL_TEXT,
    SHANDONG,
    TEXT,
    ZIBO,
    line_of,
    pack_of_jinan,
    provincial_edition,
    refusal_of,
)

# -- what it says -------------------------------------------------------------------------------------


def test_the_policy_of_shandong_holds_from_the_day_of_its_notice():
    assert (SHANDONG.region, SHANDONG.effective_from, SHANDONG.effective_to) == (
        "370000",
        date(2022, 12, 22),
        None,
    )


def test_the_province_keeps_its_text_and_the_digest_of_its_file():
    assert SHANDONG.content == PROVINCIAL_TEXT
    assert hashlib.sha256((SHIPPED_PACKS / PROVINCIAL_FILE).read_bytes()).hexdigest() == SHANDONG.sha256


def test_a_city_may_have_ten_enterprises_a_year_with_one_person_each():
    limits = SHANDONG.route("quota", "huicai").limits

    assert (limits.city.value, limits.city.clauses) == (10, ("R-10",))
    assert (limits.persons_per_enterprise.value, limits.persons_per_enterprise.clauses) == (1, ("R-12",))


def test_cadres_managed_by_the_party_are_excluded_at_submission_and_again_at_issue_under_r_01():
    (exclusion,) = SHANDONG.exclusions

    assert exclusion.name.zh == "各级党委管理的领导干部"
    assert (exclusion.check, exclusion.clauses) == (CheckName.CADRE_ATTESTATION, ("R-01",))
    assert (exclusion.at, exclusion.unknown_passes) == ((Stage.SUBMISSION, Stage.ISSUE), (Stage.SUBMISSION,))


@pytest.mark.parametrize(
    ("clause", "words"),
    [
        ("R-02", "直接颁发类“山东惠才卡”"),
        ("R-05", "直接颁发程序推荐上报"),
        ("R-06", "组织专家论证"),
        ("R-18", "从省外柔性引进"),
        ("R-19", "最高 100 万元"),
        ("R-26", "绿色通道服务"),
    ],
)
def test_the_notice_is_on_record_where_no_feature_follows_it_yet(clause, words):
    assert words in SHANDONG.clause(clause).passages[0].zh


def test_the_sixteen_cities_report_every_quarter_each_by_its_code_in_gb_t_2260():
    rule = SHANDONG.reporting_rule

    assert len(rule.cities) == 16
    assert all(region_known(city.code) and city.code[:2] == "37" for city in rule.cities)
    assert ZIBO.city in {city.code for city in rule.cities}
    assert rule.own_default


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ("province_due_on: 20", "province_due_on: 9", "reporting.province_due_on: is before the 10th"),
        ('code: "370200"', 'code: "320200"', "reporting.cities[1].code: lies outside Shandong Province"),
        ('code: "370200"', 'code: "370100"', "reporting.cities[1].code"),
    ],
)
def test_a_province_expects_each_of_its_own_cities_once_and_before_its_own_day(was, becomes, told):
    assert was in PROVINCIAL_TEXT

    with pytest.raises(InvalidPack) as refused:
        read_provincial_pack(PROVINCIAL_TEXT.replace(was, becomes, 1), PROVINCIAL_FILE)

    assert told in refused.value.detail.en


# -- what a city has from it --------------------------------------------------------------------------


def test_the_pack_of_zibo_stands_under_that_of_shandong():
    assert ZIBO.under == "shandong-2022/1"
    assert ZIBO.provincial == SHANDONG


def test_a_clause_of_both_notices_is_cited_from_the_province_s_first():
    assert [passage.source for passage in ZIBO.clause("R-10").passages] == ["S0", "S1"]
    assert (
        ZIBO.citation("R-12").en
        == "Shandong notice 169 of 2022, 二（五）; Zibo notice of 15 December 2023, 二（三）"
    )


def test_a_clause_of_the_province_alone_can_be_cited_in_a_city():
    assert "R-15" not in ZIBO.clauses
    assert ZIBO.citation("R-15").zh == "鲁人社字\u30142022\u3015169号 二（五）"


def test_a_card_of_the_province_is_issued_in_the_city_by_the_province_s_organ():
    issuer = ZIBO.card_type("huicai").issuer

    assert [kind.code for kind in ZIBO.card_types] == ["elite", "honor"]
    assert ZIBO.organization_of(issuer.area, issuer.function).name.zh == "山东省人力资源和社会保障厅"


def test_the_organs_of_the_province_stand_once_for_two_cities():
    jinan = pack_of_jinan()

    assert jinan.provincial is ZIBO.provincial
    assert jinan.organization_of("shandong", "window") == ZIBO.organization_of("shandong", "window")


def test_a_city_may_be_stricter_than_the_province():
    stricter = read_pack(TEXT.replace("{value: 10, clauses: [R-10]}", "{value: 8, clauses: [R-10]}"), FILE)

    assert stricter.quota_route("huicai").limits.city.value == 8


def test_a_city_with_no_quota_of_its_own_stands_under_the_province_all_the_same():
    text = TEXT[: TEXT.index("\nroutes:\n")] + "\nroutes: []\n\n" + TEXT[TEXT.index("\ncard_lives:\n") :]

    assert read_pack(text, FILE).routes == ()


# -- what a city may not say --------------------------------------------------------------------------

PERSONS = "persons_per_enterprise: {value: 1,"
ATTESTATION = (
    "{check: cadre_attestation, at: [submission, issue], unknown_passes: [submission], clauses: [R-01]}"
)
HUICAI = "  - {code: huicai, name: {zh: 惠才卡, en: Huicai}, issuer: {area: shandong, function: hrss}, clauses: [R-10]}\n"

# Of every contradiction: what is replaced in the text of Zibo by what, the words that mark the line at fault, the
# place in the pack, the fault, and the sentences in both languages.
CONTRADICTIONS = {
    "an unknown version of the province":
        ("under: shandong-2022/1", "under: shandong-2021/1", "under:", "under", "unknown_version", "没有省级政策版本“shandong-2021/1”", 'there is no version "shandong-2021/1" of a province\'s policy'),
    "a city of another province":
        ('"3703', '"3203', "city:", "city", "outside_province", "不属于山东省", "lies outside Shandong Province"),
    "a city that the province does not expect":
        ('"3703', '"3799', "city:", "city", "not_expected", "shandong-2022/1的报送名单中没有该市", "shandong-2022/1 does not name it among those that report"),
    "a report later than the province expects it":
        ("city_due_on: 10", "city_due_on: 11", "city_due_on: 11", "demands.reporting.city_due_on", "due_too_late", "晚于shandong-2022/1规定的10日", "is later than the 10th, by which shandong-2022/1 expects it"),
    "earlier than the province":
        ("effective_from: 2023-12-15", "effective_from: 2022-12-21", "effective_from:", "effective_from", "before_province", "早于shandong-2022/1的生效日期2022-12-22", "begins before shandong-2022/1, which does on 2022-12-22"),
    "more enterprises than the province allows":
        ("city: {value: 10,", "city: {value: 11,", "city: {value: 11", "routes[0].limits.city.value", "above_province_limit", "超过shandong-2022/1规定的上限10", "exceeds the 10 that shandong-2022/1 allows"),
    "more persons than the province allows":
        (PERSONS, PERSONS.replace("1", "2"), PERSONS.replace("1", "2"), "routes[0].limits.persons_per_enterprise.value", "above_province_limit", "超过shandong-2022/1规定的上限1", "exceeds the 1 that shandong-2022/1 allows"),
    "another rule under the province's id":
        ("zh: 每市每年推荐的企业不超过10家", "zh: 每市每年推荐的企业不超过20家", "rule:\n      zh: 每市每年推荐的企业不超过20家", "clauses.R-10.rule", "another_rule", "shandong-2022/1在此条下规定：“每市每年推荐的企业不超过10家”", 'shandong-2022/1 says under this id: "At most ten enterprises per city and year"'),
    "the province's notice once more":
        ("  S1:\n", "  S0:\n", "  S0:\n", "sources.S0", "taken_by_province", "“S0”已见于shandong-2022/1", '"S0" stands in shandong-2022/1 already'),
    "the province's card once more":
        ("card_types:\n", f"card_types:\n{HUICAI}", "code: huicai, name", "card_types[0].code", "taken_by_province", "“huicai”已见于shandong-2022/1", '"huicai" stands in shandong-2022/1 already'),
    "an area with the province's code":
        ("code: zichuan\n", "code: shandong\n", "code: shandong\n", "areas[1].code", "taken_by_province", "“shandong”已见于shandong-2022/1", '"shandong" stands in shandong-2022/1 already'),
    "an organ with the code of the province's":
        ("code: zichuan-window", "code: shandong-window", "code: shandong-window", "areas[1].organizations[4].code", "taken_by_province", "“shandong-window”已见于shandong-2022/1", '"shandong-window" stands in shandong-2022/1 already'),
    "an area that is written like the province":
        ("aliases: [博山,", "aliases: [山东省,", "code: boshan\n", "areas[3]", "name_taken", "“山东省”已用于shandong", '"山东省" means shandong already'),
    "nobody is kept out":
        (f"      - {ATTESTATION}\n", "", "    checks:\n", "routes[0].checks", "missing_check", "缺少shandong-2022/1要求的cadre_attestation（issue）", "shandong-2022/1 demands cadre_attestation at issue"),
    "nobody is kept out once the form is submitted":
        ("at: [submission, issue], unknown_passes", "at: [submission], unknown_passes", "    checks:\n", "routes[0].checks", "missing_check", "缺少shandong-2022/1要求的cadre_attestation（issue）", "shandong-2022/1 demands cadre_attestation at issue"),
    "a card for a person of whom it is unknown":
        ("unknown_passes: [submission]", "unknown_passes: [submission, issue]", "unknown_passes: [submission, issue]", "routes[0].checks[0].unknown_passes", "laxer_check", "比shandong-2022/1的规定宽", "is laxer than shandong-2022/1"),
    "a reason that lets a cadre in":
        ("unknown_passes: [submission]", "unknown_passes: [submission], reason_lifts: true", "reason_lifts: true", "routes[0].checks[0].reason_lifts", "laxer_check", "比shandong-2022/1的规定宽", "is laxer than shandong-2022/1"),
}  # fmt: skip
SHOWN_HERE = {code for _, _, _, _, code, _, _ in CONTRADICTIONS.values()} | {
    "no_such_route",
    "limits_alone",
    "due_before",
}


@pytest.mark.parametrize(
    ("was", "becomes", "marks", "path", "code", "zh", "en"), CONTRADICTIONS.values(), ids=CONTRADICTIONS
)
def test_a_city_that_contradicts_its_province_is_refused_with_file_line_and_a_reason_in_both_languages(
    was, becomes, marks, path, code, zh, en
):
    assert was in TEXT
    assert code in FAULTS
    text = TEXT.replace(was, becomes, 1)

    refused = refusal_of(text)

    place = f"{FILE}:{line_of(marks, text)} {path}"
    assert f"{place}：{zh}" in refused.detail.zh.split("\n")
    assert f"{place}: {en}" in refused.detail.en.split("\n")


def test_a_city_goes_no_route_to_a_card_of_the_province_that_the_province_does_not_have():
    routes = PROVINCIAL_TEXT[
        PROVINCIAL_TEXT.index("routes:\n") : PROVINCIAL_TEXT.index("\n# The province's organs")
    ]
    without = provincial_edition(2, routes, "routes: []\n")
    text = TEXT.replace("under: shandong-2022/1", "under: shandong-2022/2")

    fault, *others = refusal_of(text, without).faults

    assert {other.code for other in others} == {"no_such_route"}

    assert fault.place == f"{FILE}:{line_of('kind: quota', text)} routes[0].kind"
    assert fault.reason.zh == "shandong-2022/2没有huicai的quota途径"
    assert fault.reason.en == "shandong-2022/2 has no route quota to huicai"


def test_a_step_of_the_province_needs_somebody_there():
    (alliance,) = (line for line in PROVINCIAL_TEXT.splitlines() if "code: shandong-alliance" in line)
    without = provincial_edition(2, f"{alliance}\n", "")
    text = TEXT.replace("under: shandong-2022/1", "under: shandong-2022/2").replace(
        "level: province\n        function: hrss", "level: province\n        function: alliance", 1
    )

    (fault,) = refusal_of(text, without).faults

    assert fault.place == f"{FILE}:{line_of('code: provincial_result', text)} routes[0].steps[5]"
    assert fault.reason.en == "nobody in shandong exercises alliance"


# -- what the province itself may not say -------------------------------------------------------------


@pytest.mark.parametrize(
    ("was", "becomes", "marks", "path", "code"),
    [
        ("level: province", "level: city", "level: city", "province.level", "level_elsewhere"),
        ('  gb2260: "370000"\n', "", "province:\n", "province.gb2260", "missing"),
        ('"370000"', '"370001"', '"370001"', "province.gb2260", "string_pattern_mismatch"),
        ("card_type: huicai", "card_type: elite", "card_type: elite", "routes[0].card_type", "unknown_card_type"),
        ("clauses: [R-10]}", "clauses: [R-11]}", "R-11", "routes[0].limits.city.clauses[0]", "unknown_clause"),
        ("    at: [submission, issue]\n", "    at: [issue]\n", "    unknown_passes:", "exclusions[0].unknown_passes[0]", "not_checked_then"),
        ("{area: shandong, function: hrss}", "{area: jinan, function: hrss}", "area: jinan", "card_types[0].issuer.area", "unknown_area"),
        ("functions: [drc]", "functions: [window]", "province:\n", "province", "no_organ"),
        ("version: shandong-2022/1", "version: shandong/1", "version:", "version", "version_of_another_pack"),
        ("  - kind: quota", "  - kind: direct", "  - kind: direct", "routes[0]", "limits_alone"),
        ("format: 1", "format: 1\nunder: shandong-2021/1", "under:", "under", "extra_forbidden"),
    ],
    ids=lambda value: value if value in FAULTS else "",
)  # fmt: skip
def test_an_error_of_the_province_is_refused_with_its_line_its_field_and_its_reason(
    was, becomes, marks, path, code
):
    assert was in PROVINCIAL_TEXT
    text = PROVINCIAL_TEXT.replace(was, becomes, 1)

    with pytest.raises(InvalidPack) as refused:
        read_provincial_pack(text, PROVINCIAL_FILE)

    found = [(fault.line, fault.path, fault.code) for fault in refused.value.faults]
    assert (line_of(marks, text), path, code) in found


# -- files --------------------------------------------------------------------------------------------


def test_a_city_s_pack_stands_under_a_province_s_of_the_same_folder_whatever_their_files_are_called(tmp_path):
    (tmp_path / "a-city.yaml").write_text(TEXT.replace("under: shandong-2022/1", "under: shandong-2022/2"))
    (tmp_path / "b-province.yaml").write_text(provincial_edition(2).content)

    province, city = load_packs(tmp_path)

    assert (province.version, city.version) == ("shandong-2022/2", "zibo-2023/1")
    assert city.provincial is province


def test_a_city_s_pack_stands_under_a_province_s_that_comes_along(tmp_path):
    (tmp_path / "jinan.yaml").write_text(pack_of_jinan().content)

    (jinan,) = load_packs(tmp_path)

    assert jinan.provincial == SHANDONG


def test_the_faults_of_a_province_and_of_its_city_are_listed_at_once(tmp_path):
    (tmp_path / "city.yaml").write_text(TEXT.replace("{value: 5,", "{value: 0,", 1))
    (tmp_path / "province.yaml").write_text(PROVINCIAL_TEXT.replace("{value: 1,", "{value: 0,"))

    with pytest.raises(InvalidPack) as refused:
        load_files([tmp_path / "city.yaml", tmp_path / "province.yaml"])

    assert [(fault.path, fault.code) for fault in refused.value.faults] == [
        ("routes[0].limits.departments.drc.value", "greater_than_equal"),
        ("routes[0].limits.persons_per_enterprise.value", "greater_than_equal"),
    ]


def test_a_file_that_names_a_city_is_a_city_s_even_if_it_describes_a_province(tmp_path):
    (tmp_path / "both.yaml").write_text(f'{PROVINCIAL_TEXT}city: "370300"\n')

    with pytest.raises(InvalidPack) as refused:
        load_packs(tmp_path)

    assert ("province", "extra_forbidden") in [(fault.path, fault.code) for fault in refused.value.faults]
