"""A pack with an error is refused with file, line and reason."""

import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.policy.faults import FAULTS, InvalidPack
from domain.policy.loading import LARGEST, load_files, load_packs, read_pack
from domain.policy.pack import PolicyPack
from tests.architecture.tree import ROOT
from tests.domain.test_provincial_packs import SHOWN_HERE as FAULTS_UNDER_PROVINCES
from tests.domain.test_route_consistency import SHOWN_HERE as FAULTS_OF_ROUTES
from tests.domain.zibo import FILE, TEXT, line_of, refusal_of

DEPARTMENTS = TEXT[TEXT.index("      departments:") : TEXT.index("      persons_per_enterprise:")]
CASE_WITHDRAWN = TEXT[TEXT.index("      case_withdrawn:") : TEXT.index("      not_recommended:")]

# What is replaced in the text of Zibo by what, the words that mark the line at fault, and what is said of it.
FAULTS_OF_FIELDS = [
    ('city: "370300"\n', "", "format:", "city", "missing"),
    ('city: "370300"', 'town: 淄博\ncity: "370300"', "town:", "town", "extra_forbidden"),
    ('city: "370300"', "city: 370300", "city:", "city", "string_type"),
    ('city: "370300"', 'city: "淄博"', "city:", "city", "string_pattern_mismatch"),
    ("code: elite", f"code: {'e' * 41}", "eee", "card_types[0].code", "string_too_long"),
    ("{value: 10,", "{value: ten,", "value: ten", "routes[0].limits.city.value", "int_type"),
    ("{value: 10,", "{value: 0,", "value: 0", "routes[0].limits.city.value", "greater_than_equal"),
    ("{value: 10,", "{value: 9999,", "value: 9999", "routes[0].limits.city.value", "less_than_equal"),
    ("{value: 10,", "{value: true,", "value: true", "routes[0].limits.city.value", "int_type"),
    ("own_default: true", "own_default: 1", "own_default: 1", "card_types[0].number.own_default", "bool_type"),
    ("effective_to: null", "effective_to: '2024'", "effective_to:", "effective_to", "date_type"),
    ("effective_to: null", "effective_to: 1700000000", "effective_to:", "effective_to", "date_type"),
    ("level: zone", "level: county", "level: county", "areas[9].level", "enum"),
    ("kind: review", "kind: reviewed", "kind: reviewed", "routes[0].steps[1].kind", "enum"),
    ("under: shandong-2022/1", "under: shandong-2022/9", "under:", "under", "unknown_version"),
    ("under: shandong-2022/1\n", "", "format:", "under", "missing"),
    ("format: 1", "format: 2", "format:", "format", "literal_error"),
    ("functions: [party_org]", "functions: []", "functions: []", "areas[0].organizations[0].functions", "too_short"),
    ("clauses: [R-07, R-09]", "clauses: R-07", "clauses: R-07", "card_types[1].clauses", "tuple_type"),
    (DEPARTMENTS, "      departments: 5\n", "departments: 5", "routes[0].limits.departments", "dict_type"),
    ("filed_with: {area: shandong, function: hrss}", "filed_with: 省厅", "filed_with:", "routes[0].method_filing.filed_with", "model_type"),
    ("{zh: 市本级, en: City level}", "市本级", "name: 市本级", "areas[0].name", "named_tuple_type"),
    ("{zh: 市本级, en: City level}", "{zh: 市本级}", "name: {zh: 市本级}", "areas[0].name.en", "missing"),
    ("{zh: 市本级, en: City level}", "{zh: 市本级, en: ' '}", "en: ' '", "areas[0].name", "blank"),
    ("clauses: [R-16, R-17]", "clauses: []", "code: elite", "card_types[0]", "ungrounded"),
    ("clauses: [R-16, R-17]", "own_default: true", "code: elite", "card_types[0]", "unexplained"),
    ('gb2260: "370302"', "valid_from: 2024-01-02\n    valid_to: 2024-01-01", "code: zichuan", "areas[1]", "ends_before_it_begins"),
]  # fmt: skip
CONTRADICTIONS = [
    ("effective_to: null", "effective_to: 2023-12-14", "effective_to:", "effective_to", "ends_before_it_begins"),
    ("version: zibo-2023/1", "version: zibo-2024/1", "version:", "version", "version_of_another_pack"),
    ("code: elite", "code: honor", "code: honor\n    name: {zh: 淄博优秀", "card_types[1].code", "repeated"),
    ("code: zibo-jingkai\n", "code: zibo-gaoxin\n", "code: zibo-gaoxin\n    level: zone\n    name: {zh: 经济", "areas[10].code", "repeated"),
    ("code: wenchanghu-hrss", "code: wenchanghu-drc", "文昌湖省级旅游度假区经济发展局", "areas[11].organizations[2].code", "repeated"),
    ("source: S1", "source: S9", "source: S9", "clauses.R-01.passages[0].source", "unknown_source"),
    ("clauses: [R-16, R-17]", "clauses: [R-16, R-99]", "R-99", "card_types[0].clauses[1]", "unknown_clause"),
    ("  R-14:\n", "  R-140:\n", "clauses:", "clauses", "needed_clause"),
    ("{area: zibo-shibenji, function: miit}", "{area: jinan, function: miit}", "area: jinan", "card_types[1].issuer.area", "unknown_area"),
    ("card_type: huicai", "card_type: platinum", "card_type: platinum", "routes[0].card_type", "unknown_card_type"),
    ("list_type: four_chain", "list_type: gazelle", "gazelle", "routes[0].limits.departments.miit.list_type", "unknown_list_type"),
    ("organization: wenchanghu-drc", "organization: nobody", "organization: nobody", "areas[11].substitutes[0].organization", "unknown_organization"),
    ("functions: [party_org], name: {zh: 中共张店", "functions: [window], name: {zh: 中共张店", "code: zhangdian\n", "areas[2]", "no_organ"),
    ("{area: shandong, function: hrss}\n      clauses: [R-15]", "{area: zhangdian, function: alliance}\n      clauses: [R-15]", "function: alliance", "routes[0].method_filing.filed_with", "no_organ"),
    ("        miit: {value", "        alliance: {value", "alliance: {value", "routes[0].limits.departments.alliance", "no_organ"),
    ("functions: [drc], name: {zh: 张店", "functions: [drc, hrss], name: {zh: 张店", "code: zhangdian-drc", "areas[2].organizations[2].functions", "two_organs"),
    ("level: zone", "level: province", "level: province\n    name: {zh: 高新", "areas[9].level", "level_elsewhere"),
    ("level: zone", "level: city", "areas:\n", "areas", "not_one_city_area"),
    ('"370303"', '"370102"', '"370102"', "areas[2].gb2260", "outside_city"),
    ("aliases: [博山,", "aliases: [张店,", "code: boshan\n", "areas[3]", "name_taken"),
    ("aliases: [四链,", "aliases: [十强,", "code: four_chain", "list_types[1]", "name_taken"),
    ("{value: 10,", "{value: 4,", "drc: {value", "routes[0].limits.departments.drc.value", "above_city_limit"),
    ("{value: 10,", "{value: 11,", "value: 11", "routes[0].limits.city", "unreachable_places"),
    ("        field: photo\n", "        field: portrait\n", "field: portrait", "forms[0].attachments[1].field", "no_such_field"),
    (CASE_WITHDRAWN, "", "releases:", "routes[0].releases", "missing_cause"),
]  # fmt: skip
FLAWS = [
    ("", 1, "empty"),
    ("format: 1\nareas: [zibo, jinan\n", 3, "syntax"),
    ("format: 1\n\tid: zibo\n", 2, "syntax"),
    ("format: 1\n--- \nformat: 1\n", 2, "syntax"),
    ("format: 1\nid: zi\x07bo\n", 2, "control_character"),
    ("format: 1\nid: '\ud800'\n", 2, "control_character"),
    ("format: 1\nformat: 1\n", 2, "duplicate_key"),
    ("title:\n  zh: 甲\n  zh: 乙\n", 3, "duplicate_key"),
    ("format: 1\n370300: 淄博\n", 2, "key_type"),
    ("format: 1\non: 2023-12-15\n", 2, "key_type"),
    ("format: 1\n? [zh, en]\n: 1\n", 2, "key_type"),
    ("a: &a [x, x]\nb: [*a, *a]\n", 1, "alias"),
    ("a: {}\n<<: {b: 1}\n", 2, "key_type"),
    (f"a:\n  {'[' * 500}{']' * 500}\n", 2, "too_deep"),
    ("format: 1\neffective_from: 2023-02-30\n", 2, "not_a_value"),
    ("format: 1\nid: !!python/object/apply:os.system [id]\n", 2, "tag"),
    ("format: 1\nid: zibo\nversion: !!int ''\n", 3, "tag"),
    ("format: 1\neffective_from: !!timestamp 今天\n", 2, "tag"),
    ("format: 1\neffective_to: !!bool 永久\n", 2, "tag"),
    (f"format: {'9' * 5000}\n", 1, "not_a_value"),
]


def faults(text: str) -> list[tuple[int, str, str]]:
    return [(fault.line, fault.path, fault.code) for fault in refusal_of(text).faults]


@pytest.mark.parametrize(
    ("was", "becomes", "at", "path", "code"),
    [*FAULTS_OF_FIELDS, *CONTRADICTIONS],
    ids=lambda value: value if value in FAULTS else "",
)
def test_an_error_is_refused_with_its_line_its_field_and_its_reason(was, becomes, at, path, code):
    assert was in TEXT
    text = TEXT.replace(was, becomes, 1)

    assert (line_of(at, text), path, code) in faults(text)


@pytest.mark.parametrize(("text", "line", "code"), FLAWS, ids=lambda value: value if value in FAULTS else "")
def test_a_text_that_is_no_plain_yaml_is_refused_with_its_line(text, line, code):
    assert (line, code) in [(fault_line, fault_code) for fault_line, _, fault_code in faults(text)]


def test_all_errors_of_the_fields_are_listed_at_once_in_the_order_of_the_file():
    text = (
        TEXT.replace("format: 1", "format: 2")
        .replace("{value: 1,", "{value: 0,")
        .replace("level: zone", "level: 区", 1)
    )

    assert [code for _, _, code in faults(text)] == ["literal_error", "greater_than_equal", "enum"]


def test_all_contradictions_are_listed_at_once():
    text = TEXT.replace("[R-16, R-17]", "[R-98, R-99]").replace("list_type: four_chain", "list_type: gazelle")

    assert [code for _, _, code in faults(text)] == ["unknown_clause", "unknown_clause", "unknown_list_type"]


def test_the_refusal_says_file_line_and_reason_in_both_languages():
    with pytest.raises(InvalidPack) as refused:
        read_pack(TEXT.replace("{value: 10,", "{value: 0,"), "zibo-2023.yaml")

    line = line_of("city: {value", TEXT)
    assert str(refused.value) == f"zibo-2023.yaml:{line} routes[0].limits.city.value: must be at least 1"
    assert refused.value.detail.zh == f"zibo-2023.yaml:{line} routes[0].limits.city.value：不得小于1"
    assert str(refused.value) in (ROOT / "docs/policy-packs.md").read_text(encoding="utf-8"), "its example"
    (error,) = refused.value.errors
    assert (error.field, error.code) == (
        f"zibo-2023.yaml:{line} routes[0].limits.city.value",
        "greater_than_equal",
    )


# -- files --------------------------------------------------------------------------------------------


def refusal_at(path: Path) -> InvalidPack:
    with pytest.raises(InvalidPack) as refused:
        load_packs(path) if path.is_dir() else load_files([path])
    return refused.value


def test_the_faults_of_all_files_of_a_folder_are_listed_at_once(tmp_path):
    (tmp_path / "a.yaml").write_text("format: 1\nformat: 1\n")
    (tmp_path / "b.yml").write_text("")
    (tmp_path / "c.yaml").write_text(TEXT)
    (tmp_path / "notes.txt").write_text("not a pack")

    assert [(Path(fault.file).name, fault.code) for fault in refusal_at(tmp_path).faults] == [
        ("a.yaml", "duplicate_key"),
        ("b.yml", "empty"),
    ]


def test_two_files_with_one_version_are_refused_at_the_line_of_the_second(tmp_path):
    (tmp_path / "a.yaml").write_text(TEXT)
    (tmp_path / "b.yaml").write_text(f"# a copy\n{TEXT}")

    (fault,) = refusal_at(tmp_path).faults
    assert (Path(fault.file).name, fault.line, fault.code) == (
        "b.yaml",
        line_of("version:", TEXT) + 1,
        "version_twice",
    )


@pytest.mark.parametrize("name", ["missing.yaml", "missing-folder/zibo.yaml"])
def test_a_file_that_is_not_there_is_refused(tmp_path, name):
    (fault,) = refusal_at(tmp_path / name).faults

    assert (fault.code, fault.reason.en) == ("unreadable", "cannot be read: No such file or directory")


def test_a_folder_that_is_not_there_is_refused_and_not_taken_for_an_empty_one(tmp_path):
    with pytest.raises(InvalidPack, match="No such file or directory"):
        load_packs(tmp_path / "pakcs")


def test_a_folder_in_the_place_of_a_pack_is_refused(tmp_path):
    (tmp_path / "zibo.yaml").mkdir()

    assert [fault.code for fault in refusal_at(tmp_path).faults] == ["unreadable"]


def test_a_file_that_is_too_large_is_refused_unread(tmp_path):
    path = tmp_path / "large.yaml"
    with path.open("wb") as file:
        os.truncate(file.fileno(), 50_000_000)

    (fault,) = refusal_at(path).faults
    assert (fault.code, fault.reason.en) == ("too_large", f"the file is larger than {LARGEST} bytes")


def test_a_file_in_another_encoding_is_refused_at_the_line_where_it_shows(tmp_path):
    path = tmp_path / "gbk.yaml"
    path.write_bytes("format: 1\nid: zibo\ntitle: 淄博市\n".encode("gbk"))

    (fault,) = refusal_at(path).faults
    assert (fault.line, fault.code) == (3, "not_utf8")


# -- whatever the file says ---------------------------------------------------------------------------


def pack_or_refusal(text: str) -> PolicyPack | InvalidPack:
    try:
        return read_pack(text, FILE)
    except InvalidPack as refused:
        return refused


def test_every_fault_that_can_be_named_is_shown_above():
    tested = {row[-1] for row in (*FAULTS_OF_FIELDS, *CONTRADICTIONS, *FLAWS)}

    assert set(FAULTS) - tested - FAULTS_OF_ROUTES - FAULTS_UNDER_PROVINCES == {
        "missing_card_life",  # test_card_lives.py
        "missing_ledger",  # test_ledgers.py, as the next three
        "not_after",
        "unknown_phase",
        "counted_from_registration",
        "unreadable",
        "too_large",
        "not_utf8",
        "version_twice",
    }


@given(start=st.integers(0, len(TEXT)), length=st.integers(0, 400), put=st.text(max_size=5))
@settings(deadline=None, max_examples=60)
def test_a_text_with_a_piece_torn_out_is_a_pack_or_refused_and_nothing_else(start, length, put):
    came = pack_or_refusal(TEXT[:start] + put + TEXT[start + length :])

    assert isinstance(came, PolicyPack) or all(fault.line >= 1 for fault in came.faults)


@given(text=st.text(alphabet=":-[]{}#&*!|>'\"%@`,? \n\tab1é甲", max_size=60))
@settings(deadline=None, max_examples=300)
def test_whatever_a_text_says_in_yaml_it_is_refused_when_it_is_no_pack(text):
    assert faults(text)
