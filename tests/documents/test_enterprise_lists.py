"""What is read from the lists that departments send, and what is named as wrong in them."""

import csv
import io
from contextlib import suppress
from datetime import date, datetime

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from documents.enterprise_list_columns import VOCABULARY
from documents.enterprise_lists import EnterpriseListFile, read_enterprise_list
from documents.findings import Finding
from domain.cadres import PartyManaged
from domain.errors import FieldError, Invalid
from domain.principals import PrincipalRole
from domain.text import Text
from tests.documents.sheets import AREAS, HEAD, numbered, row, xlsx, xlsx_of
from tests.domain.made_up import credit_code_of

NOTHING = Text("不符", "wrong")


def read(content: bytes, filename: str = "list.xlsx", **more) -> EnterpriseListFile:
    return read_enterprise_list(content, filename, areas=AREAS, **more)


def read_rows(*rows, head=HEAD, **more) -> EnterpriseListFile:
    return read(xlsx([head, *rows], **more))


def places_and_codes(findings: tuple[Finding, ...]) -> list[tuple[str, str]]:
    return [(finding.field, finding.code) for finding in findings]


def names(listed: EnterpriseListFile) -> list[str]:
    return [enterprise.name for enterprise in listed.rows]


def refusal_code(content: bytes, filename: str = "list.xlsx", **more) -> str:
    with pytest.raises(Invalid) as refused:
        read(content, filename, **more)
    (error,) = refused.value.errors
    return error.code


# -- one good row -------------------------------------------------------------------------------------


def test_a_row_is_read_into_an_enterprise_with_its_principal():
    listed = read_rows(row(1))

    (enterprise,) = listed.rows
    (principal,) = enterprise.principals
    assert (enterprise.row, enterprise.name) == (2, "示例第1化工有限公司")
    assert (enterprise.uscc, enterprise.area, enterprise.area_name) == (
        credit_code_of(1),
        "zhangdian",
        "张店区",
    )
    assert (principal.name, principal.role) == ("示例甲", PrincipalRole.CHAIRMAN)
    assert principal.phones == ("15400000001",)
    assert listed.warnings == listed.errors == ()


def test_nothing_of_a_person_is_in_a_dump():
    dump = repr(read_rows(row(1)))

    assert "示例甲" not in dump
    assert "15400000001" not in dump


def test_without_areas_the_name_of_the_area_stays_as_it_is():
    listed = read_enterprise_list(xlsx([HEAD, row(1, area="别处")]), "list.xlsx")

    assert (listed.rows[0].area, listed.rows[0].area_name) == (None, "别处")


@pytest.mark.parametrize(
    ("title", "role"),
    [
        ("董事长", PrincipalRole.CHAIRMAN),
        ("党委书记、董事长", PrincipalRole.CHAIRMAN),
        ("董事长兼总经理", PrincipalRole.CHAIRMAN),
        ("副董事长、总经理", PrincipalRole.GENERAL_MANAGER),
        ("总裁", PrincipalRole.GENERAL_MANAGER),
        ("法定代表人", PrincipalRole.LEGAL_REPRESENTATIVE),
        ("副总经理、总工程师", PrincipalRole.TECHNICAL_HEAD),
        ("技术负责人", PrincipalRole.TECHNICAL_HEAD),
        ("副总经理", PrincipalRole.PRINCIPAL),
        ("总经理助理", PrincipalRole.PRINCIPAL),
        ("董事长秘书", PrincipalRole.PRINCIPAL),
        ("总经理办公室主任", PrincipalRole.PRINCIPAL),
        ("原董事长", PrincipalRole.PRINCIPAL),
        ("原董事长、现总经理", PrincipalRole.GENERAL_MANAGER),
        ("总 经 理", PrincipalRole.GENERAL_MANAGER),
        ("", PrincipalRole.PRINCIPAL),
    ],
)
def test_the_post_decides_the_role(title, role):
    assert read_rows(row(1, title=title)).rows[0].principals[0].role is role


@pytest.mark.parametrize(
    ("stated", "managed"),
    [
        ("是", PartyManaged.YES),
        ("否", PartyManaged.NO),
        ("√", PartyManaged.YES),
        ("", PartyManaged.UNKNOWN),
        ("/", PartyManaged.UNKNOWN),
    ],
)
def test_whether_the_party_manages_a_principal_is_read_as_stated(stated, managed):
    listed = read_rows([*row(1), stated], head=[*HEAD, "是否党委管理干部（是/否）"])

    assert listed.rows[0].principals[0].party_managed is managed


# -- how people type -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "typed"),
    [
        ("uscc", f"  {credit_code_of(1).lower()}\u3000"),
        ("uscc", "".join(chr(ord(sign) + 0xFEE0) for sign in credit_code_of(1))),
        ("name", " 示例第1化工\n有限公司"),
        ("name", "示例第１化工有限公司"),
        ("area", " 张店区 "),
        ("principal", "示　例　甲"),
        ("phone", 15400000001),
        ("phone", 15400000001.0),
        ("phone", "154 0000 0001"),
        ("title", "董事长 "),
    ],
)
def test_a_cell_may_be_typed_otherwise_and_mean_the_same(cell, typed):
    assert read_rows(row(1, **{cell: typed})).rows == read_rows(row(1)).rows


@pytest.mark.parametrize("left_open", ["", " ", "/", "—", "无"])
def test_a_cell_may_be_left_open_in_the_ways_of_offices(left_open):
    listed = read_rows(row(1, phone=left_open, title=left_open))

    assert listed.errors == ()
    assert listed.rows[0].principals[0].phones == ()


@pytest.mark.parametrize(
    "typed",
    [
        date(2025, 3, 1),
        datetime.fromisoformat("2025-03-01T00:00"),
        datetime.fromisoformat("2025-03-01T09:30"),
        "2025-03-01",
        "2025.3.1",
        "2025年3月1日",
        20250301,
    ],
)
def test_a_date_may_be_typed_in_any_of_the_usual_ways(typed):
    listed = read_rows([*row(1), typed], head=[*HEAD, "入选时间"])

    assert listed.rows[0].listed_on == date(2025, 3, 1)


def test_a_formula_that_somebody_typed_is_text_and_nothing_else():
    listed = read_rows(row(1, name="=cmd|' /C calc'!A0 示例有限公司"))

    assert names(listed) == ["=cmd|' /C calc'!A0 示例有限公司"]


# -- what is wrong in a cell ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "stated", "place", "code"),
    [
        ("name", "", "第2行 企业名称", "missing"),
        ("name", "12345", "第2行 企业名称", "name_characters"),
        ("uscc", credit_code_of(1)[:-1] + "1", "第2行 统一社会信用代码", "check_digit"),
        ("uscc", credit_code_of(1)[:-1], "第2行 统一社会信用代码", "code_length"),
        ("uscc", 913703000000000012, "第2行 统一社会信用代码", "digits_lost"),
        ("uscc", "9.1370300E+17", "第2行 统一社会信用代码", "digits_lost"),
        ("name", "#N/A", "第2行 企业名称", "formula_failed"),
        ("uscc", "#REF!", "第2行 统一社会信用代码", "formula_failed"),
        ("area", "#VALUE!", "第2行 所属区县", "formula_failed"),
        ("principal", "#NAME?", "第2行 主要负责人", "formula_failed"),
        ("area", "历下区", "第2行 所属区县", "area_unknown"),
        ("principal", "示例甲、示例乙", "第2行 主要负责人", "several_people"),
        ("principal", "示例甲（女）", "第2行 主要负责人", "name_characters"),
        ("principal", "", "第2行 主要负责人", "missing"),
        ("phone", "1540000", "第2行 联系电话", "phone_form"),
        ("phone", "1.54E+10", "第2行 联系电话", "digits_lost"),
        ("title", "长" * 501, "第2行 职务", "text_length"),
    ],
)
def test_a_wrong_cell_is_named_with_its_row_column_and_reason(cell, stated, place, code):
    listed = read_rows(row(1, **{cell: stated}), row(2))

    assert places_and_codes(listed.errors) == [(place, code)]
    assert names(listed) == ["示例第2化工有限公司"]


def test_an_error_reads_as_a_sentence_in_both_languages():
    listed = read_rows(row(1), row(2, uscc=credit_code_of(2)[:-1] + "1"))

    (error,) = listed.errors
    assert error.sentence.zh == "第3行 统一社会信用代码：校验位不符"
    assert error.sentence.en == "row 3, 统一社会信用代码: the check digit does not fit"
    assert (error.row, error.column) == (3, "统一社会信用代码")


def test_all_errors_are_told_at_once_in_the_order_of_the_rows():
    listed = read_rows(row(1, phone="1"), row(2, area="别处", principal="1"), row(3, uscc="1"))

    assert places_and_codes(listed.errors) == [
        ("第2行 联系电话", "phone_form"),
        ("第3行 所属区县", "area_unknown"),
        ("第3行 主要负责人", "name_length"),
        ("第4行 统一社会信用代码", "code_length"),
    ]


def test_no_error_quotes_what_stands_in_the_cell():
    listed = read_rows(row(1, principal="示例甲13800000000", phone="1540000", area="示例丙"))

    assert len(listed.errors) == 3
    said = " ".join(f"{error.field} {error.sentence}" for error in listed.errors)
    assert not any(secret in said for secret in ("示例甲", "13800000000", "1540000", "示例丙"))


@pytest.mark.parametrize("stated", ["不清楚", "1", "是否"])
def test_anything_but_yes_or_no_is_an_error_where_yes_or_no_is_asked(stated):
    listed = read_rows([*row(1), stated], head=[*HEAD, "是否党委管理干部"])

    assert places_and_codes(listed.errors) == [("第2行 是否党委管理干部", "yes_or_no")]


@pytest.mark.parametrize(
    "stated", ["2025年2月30日", "2025.06", "2025.12", 2025.12, "2025-11", "去年", 45658, "2025-13-01"]
)
def test_what_is_no_day_is_an_error_where_a_day_is_asked(stated):
    listed = read_rows([*row(1), stated], head=[*HEAD, "认定时间"])

    assert places_and_codes(listed.errors) == [("第2行 认定时间", "date_form")]


def test_a_missing_credit_code_is_only_a_warning():
    listed = read_rows(row(1, uscc=""))

    assert places_and_codes(listed.warnings) == [("第2行 统一社会信用代码", "uscc_missing")]
    assert [enterprise.uscc for enterprise in listed.rows] == [None]
    assert listed.errors == ()


def test_given_columns_of_which_nothing_is_recorded_when_a_list_is_read_then_a_warning_says_so_of_each():
    more = {
        "入选时间": "2024-05-01",
        "服务专员": "示例乙",
        "专员电话": "15400000009",
        "产业链": "示例链",
        "备注": "示例",
    }

    listed = read_rows([*row(1), *more.values()], head=[*HEAD, *more])

    assert listed.errors == ()
    assert {(place, code) for place, code in places_and_codes(listed.warnings)} == {
        (title, "column_not_kept") for title in more
    }


def test_a_missing_principal_is_only_a_warning():
    listed = read_rows(row(1, principal="", title="", phone=""))

    assert places_and_codes(listed.warnings) == [("第2行 主要负责人", "principal_missing")]
    assert listed.errors == ()


def test_a_credit_code_from_a_region_in_no_table_is_only_a_warning():
    listed = read_rows(row(1, uscc=credit_code_of(1, region="370399")))

    assert places_and_codes(listed.warnings) == [("第2行 统一社会信用代码", "region_unknown")]
    assert len(listed.rows) == 1


# -- several rows of one enterprise --------------------------------------------------------------------


def test_an_enterprise_repeated_in_the_next_row_has_two_principals():
    listed = read_rows(row(1), row(1, principal="示例乙", title="总经理"))

    (enterprise,) = listed.rows
    assert [(principal.row, principal.name) for principal in enterprise.principals] == [
        (2, "示例甲"),
        (3, "示例乙"),
    ]
    assert listed.warnings == listed.errors == ()


def test_an_enterprise_in_merged_cells_has_all_principals_beside_them():
    below = ["", "", "", "", "示例乙", "总经理", "15400000002"]
    merged = ["A2:A3", "B2:B3", "C2:C3", "D2:D3"]

    listed = read_rows(row(1), below, row(2), merged=merged)

    assert [len(enterprise.principals) for enterprise in listed.rows] == [2, 1]
    assert listed.warnings == listed.errors == ()


def test_given_something_that_lies_hidden_under_merged_cells_when_a_list_is_read_then_it_counts_as_it_is_seen():
    hidden = ["", "示例隐藏有限公司", credit_code_of(9), "张店区", "示例乙", "总经理", "15400000002"]
    merged = ["A2:A3", "B2:B3", "C2:C3", "D2:D3"]

    listed = read(xlsx([HEAD, row(1), hidden], merged=merged, keeps_what_is_under=True))

    assert names(listed) == ["示例第1化工有限公司"]
    assert [principal.name for principal in listed.rows[0].principals] == ["示例甲", "示例乙"]
    assert places_and_codes(listed.warnings) == [
        ("第3行 企业名称", "hidden_under_merged_cells"),
        ("第3行 统一社会信用代码", "hidden_under_merged_cells"),
    ]
    assert listed.errors == ()


def test_areas_merged_over_several_enterprises_belong_to_each():
    listed = read_rows(row(1), row(2, area=""), row(3, area="临淄区"), merged=["D2:D3"])

    assert [enterprise.area for enterprise in listed.rows] == ["zhangdian", "zhangdian", "linzi"]


def test_a_principal_in_a_row_without_enterprise_belongs_to_the_one_above_with_a_warning():
    listed = read_rows(row(1), ["", "", "", "", "示例乙", "总经理", ""])

    assert [principal.name for principal in listed.rows[0].principals] == ["示例甲", "示例乙"]
    assert places_and_codes(listed.warnings) == [("第3行 企业名称", "row_continues")]


def test_a_principal_in_a_numbered_row_without_enterprise_is_an_error():
    listed = read_rows(row(1), [2, "", "", "", "示例乙", "总经理", ""])

    assert places_and_codes(listed.errors) == [("第3行 企业名称", "missing")]


def test_a_principal_in_the_first_row_without_enterprise_is_an_error():
    listed = read_rows(["", "", "", "", "示例乙", "", ""], row(1))

    assert places_and_codes(listed.errors) == [("第2行 企业名称", "missing")]
    assert names(listed) == ["示例第1化工有限公司"]


def test_a_principal_named_twice_is_read_once_with_a_warning():
    listed = read_rows(row(1), row(1))

    assert [principal.row for principal in listed.rows[0].principals] == [2]
    assert places_and_codes(listed.warnings) == [("第3行 主要负责人", "principal_repeated")]


def test_an_enterprise_named_twice_without_another_principal_is_read_once_with_a_warning():
    listed = read_rows(row(1), row(1, principal="", title="", phone=""))

    assert names(listed) == ["示例第1化工有限公司"]
    assert places_and_codes(listed.warnings) == [("第3行 企业名称", "enterprise_repeated")]


def test_one_credit_code_under_two_names_is_an_error_and_neither_is_read():
    listed = read_rows(row(1), row(2, uscc=credit_code_of(1)), row(3))

    assert places_and_codes(listed.errors) == [("第3行 企业名称", "other_name")]
    assert "第2行" in listed.errors[0].text.zh
    assert names(listed) == ["示例第3化工有限公司"]


def test_one_credit_code_under_two_writings_of_a_name_is_one_enterprise():
    listed = read_rows(
        row(1, name="示例化工（淄博）有限公司"), row(1, name="示例化工(淄博) 有限公司", principal="示例乙")
    )

    assert names(listed) == ["示例化工（淄博）有限公司"]
    assert listed.errors == ()


@pytest.mark.parametrize(
    ("differing", "code"), [({"uscc": credit_code_of(9)}, "other_uscc"), ({"area": "临淄区"}, "other_area")]
)
def test_one_name_with_two_codes_or_areas_is_an_error(differing, code):
    listed = read_rows(row(1), row(1, principal="示例乙", **differing))

    assert [error.code for error in listed.errors] == [code]
    assert listed.rows == ()


def test_an_enterprise_with_one_wrong_row_is_not_read_in_part():
    listed = read_rows(row(1), row(1, principal="示例乙", phone="1"), row(2))

    assert names(listed) == ["示例第2化工有限公司"]


# -- what stands around the table ----------------------------------------------------------------------


def test_what_stands_above_the_head_is_read_as_title_sender_and_document_number():
    above = [
        ["附件1"],
        ["“十强”产业集群领军企业名单"],
        ["填报单位（盖章）：淄博市样例局", "", "淄样发﹝2025﹞ 0号"],
    ]

    listed = read(xlsx([*above, HEAD, row(1)]))

    assert listed.title == "“十强”产业集群领军企业名单"
    assert listed.sent_by == "淄博市样例局"
    assert listed.document_number == "淄样发\u30142025\u30150号"
    assert listed.rows[0].row == 5


def test_a_list_without_title_is_called_as_its_sheet():
    listed = read_rows(row(1), name="十强名单")

    assert (listed.title, listed.sheet) == ("十强名单", "十强名单")
    assert (listed.sent_by, listed.document_number) == (None, None)


@pytest.mark.parametrize(
    "cells",
    [
        [],
        ["", " ", "\u3000"],
        [3],
        ["合 计", "", "", "2家"],
        ["", "小计：2家"],
        ["总计"],
        ["备注：以上均为示例。"],
        ["注1：示例。", "", "", "", "示例甲"],
        ["填表人：示例甲", "", "审核人：示例乙", "", "", "", "15400000001"],
        HEAD,
    ],
)
def test_rows_that_say_nothing_about_an_enterprise_are_passed_over(cells):
    listed = read_rows(row(1), cells, row(2))

    assert names(listed) == ["示例第1化工有限公司", "示例第2化工有限公司"]
    assert listed.warnings == listed.errors == ()


@pytest.mark.parametrize("cells", [["一、新材料产业"], ["", "以上企业均为示例"], [""] * 9 + ["随手一记"]])
def test_rows_that_may_have_meant_something_are_passed_over_with_a_warning(cells):
    listed = read_rows(row(1), cells, row(2))

    assert len(listed.rows) == 2
    assert places_and_codes(listed.warnings) == [("第3行", "row_not_read")]
    assert listed.errors == ()


def test_a_heading_merged_across_the_table_is_passed_over_with_a_warning():
    head = HEAD[1:]
    listed = read_rows(row(1)[1:], ["一、新材料产业"], row(2)[1:], head=head, merged=["A3:F3"])

    assert [warning.code for warning in listed.warnings] == ["row_not_read"]
    assert len(listed.rows) == 2


def test_a_list_may_have_names_only():
    listed = read_rows(["示例甲有限公司", ""], ["示例乙有限公司", ""], head=["企业名称", "备注"])

    assert names(listed) == ["示例甲有限公司", "示例乙有限公司"]
    assert [warning.code for warning in listed.warnings] == [*["column_missing"] * 3, "column_not_kept"]


# -- heads ---------------------------------------------------------------------------------------------


def test_a_head_of_two_rows_says_whose_name_and_telephone_number_it_is():
    upper = ["序号", "企业名称", "信用代码", "主要负责人情况", "", "", "单位服务专员", ""]
    lower = ["", "", "", "姓  名", "职务", "联系\n电话", "姓名", "联系电话"]
    stated = [
        1,
        "示例有限公司",
        credit_code_of(1),
        "示例甲",
        "董事长",
        "15400000001",
        "示例乙",
        "15400000002",
    ]

    listed = read(xlsx([upper, lower, stated], merged=["A1:A2", "B1:B2", "C1:C2", "D1:F1", "G1:H1"]))

    (enterprise,) = listed.rows
    assert enterprise.principals[0].name == "示例甲"
    assert enterprise.principals[0].phones == ("15400000001",)
    assert enterprise.specialist.name == "示例乙"
    assert enterprise.specialist.phones == ("15400000002",)
    assert [warning.code for warning in listed.warnings] == ["column_missing", *["column_not_kept"] * 2]


def test_an_error_below_a_head_of_two_rows_names_both():
    upper = ["序号", "企业名称", "信用代码", "主要负责人", ""]
    lower = ["", "", "", "姓名", "联系电话"]

    listed = read(xlsx([upper, lower, [1, "示例有限公司", "", "示例甲", "1"]], merged=["D1:E1"]))

    assert places_and_codes(listed.errors) == [("第3行 主要负责人/联系电话", "phone_form")]


def test_a_telephone_column_belongs_to_the_person_named_before_it():
    head = ["单位名称", "负责人姓名", "手机号码", "服务专员", "联系电话"]

    listed = read_rows(["示例有限公司", "示例甲", "15400000001", "示例乙", "15400000002"], head=head)

    assert listed.rows[0].principals[0].phones == ("15400000001",)
    assert listed.rows[0].specialist.phones == ("15400000002",)


def test_a_column_that_is_not_known_or_comes_twice_is_named_in_a_warning():
    head = [*HEAD, "注册资本", "联系电话"]

    listed = read_rows([*row(1), "100万", "15400000002"], head=head)

    assert places_and_codes(listed.warnings) == [
        ("注册资本", "column_not_read"),
        ("联系电话", "column_not_read"),
    ]
    assert listed.rows[0].principals[0].phones == ("15400000001",)


@pytest.mark.parametrize("column", ["联系电话", "职务", "是否党委管理干部", "服务专员电话"])
def test_a_column_about_a_person_is_not_read_where_no_column_names_the_person(column):
    listed = read_rows([1, "示例有限公司", "15400000001"], head=["序号", "企业名称", column])

    assert (column, "column_not_read") in places_and_codes(listed.warnings)
    assert names(listed) == ["示例有限公司"]
    assert listed.errors == ()


def test_a_file_without_the_name_column_is_refused():
    assert refusal_code(xlsx([["序号", "姓名"], [1, "示例甲"]])) == "head_not_found"


def test_a_list_with_a_head_and_nothing_below_has_an_error():
    listed = read_rows()

    assert [error.code for error in listed.errors] == ["nothing_listed"]
    assert listed.errors[0].sentence.zh == "表头下没有企业"


# -- sheets --------------------------------------------------------------------------------------------


def test_hidden_sheets_and_other_sheets_are_not_read_and_named_in_a_warning():
    content = xlsx_of(
        {"名单": [HEAD, row(1)], "代码": [HEAD, row(8)], "说明": [["填表说明"]]}, hidden=["代码"]
    )

    listed = read(content)

    assert names(listed) == ["示例第1化工有限公司"]
    assert [(warning.code, warning.text.zh) for warning in listed.warnings] == [
        ("hidden_sheet_not_read", "隐藏的工作表“代码”未读入"),
        ("sheet_not_read", "工作表“说明”未读入"),
    ]


def test_of_several_lists_the_caller_has_to_choose_one():
    content = xlsx_of({"十强": [HEAD, row(1)], "四链": [HEAD, row(2)]})

    assert refusal_code(content) == "several_lists"
    assert names(read(content, sheet="四链")) == ["示例第2化工有限公司"]
    assert refusal_code(content, sheet="五链") == "head_not_found"


# -- csv -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_a_csv_file_is_read_in_the_encodings_of_offices(encoding, delimiter):
    rows = [HEAD, row(1, name="示䶮化工有限公司"), ["", "", "", "", "示例乙", "", ""]]
    text = "\r\n".join(delimiter.join(map(str, cells)) for cells in rows)

    listed = read(text.encode(encoding), "list.csv")

    assert names(listed) == ["示䶮化工有限公司"]
    assert [principal.name for principal in listed.rows[0].principals] == ["示例甲", "示例乙"]


def test_a_csv_row_is_numbered_as_excel_shows_it():
    text = f'名单,,\n企业名称,备注,信用代码\n"示例\n有限公司","一\n二",{credit_code_of(1)}\n示例乙,,1\n'

    assert places_and_codes(read(text.encode(), "list.csv").errors) == [("第4行 信用代码", "code_length")]


@pytest.mark.parametrize(
    ("content", "code"),
    numbered(
        (b'a,"b\n', "csv_form"),
        ("企业名称,备注\n".encode() + b"\xff\xff\xff", "encoding"),
        (b"\xff\xfe" + "企业名称".encode("utf-16-le"), "file_kind"),
        (b"a\0b", "file_kind"),
    ),
)
def test_a_broken_csv_file_is_refused(content, code):
    assert refusal_code(content, "list.csv") == code


# -- whatever people send ------------------------------------------------------------------------------


def as_csv(rows: list[tuple[str, ...]]) -> bytes:
    saved = io.StringIO()
    csv.writer(saved).writerows(rows)
    return saved.getvalue().encode()


headings = st.sampled_from(["主要负责人情况", "注册资本", "", *sorted(VOCABULARY.lower_words)])
cells = st.text(max_size=5) | st.sampled_from(
    [
        "/",
        "1",
        "示例甲",
        "示例有限公司",
        credit_code_of(1),
        "15400000001",
        "企业名称",
        "合计",
        "备注：",
        "1.5E+10",
    ]
)


@given(
    st.tuples(st.just("企业名称"), *[headings] * 4),
    st.tuples(*[headings] * 5),
    st.lists(st.tuples(*[cells] * 5), max_size=5),
)
def test_no_table_whatever_does_anything_but_get_read_or_refused(upper, lower, rows):
    with suppress(Invalid):
        listed = read(as_csv([upper, lower, *rows]), "list.csv")
        assert all(finding.sentence for finding in (*listed.errors, *listed.warnings))


lines = st.tuples(
    st.sampled_from(["", "示例甲有限公司", "示例乙有限公司"]),
    st.sampled_from(["", credit_code_of(1)]),
    st.sampled_from(["", "示例甲", "示例乙"]),
)


@given(st.lists(lines, min_size=1, max_size=4))
def test_where_there_is_no_error_every_row_is_read_or_named_in_a_warning(stated):
    listed = read(as_csv([("企业名称", "信用代码", "负责人"), *stated]), "list.csv")
    assume(not listed.errors)

    read_from = {enterprise.row for enterprise in listed.rows}
    read_from |= {principal.row for enterprise in listed.rows for principal in enterprise.principals}
    named = {warning.row for warning in listed.warnings}
    assert {at for at, cells in enumerate(stated, 2) if any(cells)} <= read_from | named


# -- what is found later ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fact", "place"),
    [
        ("uscc", "第2行 统一社会信用代码"),
        ("principals[0].phone", "第2行 联系电话"),
        ("principals[1].name", "第3行 主要负责人"),
        ("row", "第2行"),
    ],
)
def test_what_is_found_later_is_told_at_the_cell_where_it_stands(fact, place):
    listed = read_rows(row(1, principal="示例甲"), row(1, principal="示例乙"))

    (located,) = listed.located([FieldError(f"rows[2].{fact}", "wrong", NOTHING, row=2, column=fact)])

    assert located.field == place


def test_what_is_found_later_about_no_row_stays_as_it_is():
    error = FieldError("city", "wrong", NOTHING)

    assert read_rows(row(1)).located([error]) == (error,)
