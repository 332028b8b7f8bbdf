"""What is read from the three ledgers that offices have kept, and what is named as wrong in them."""

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import demand_ledger_words as words
from domain.demands import Beneficiary, Channel, DemandStatus, EscalationLevel
from domain.errors import Invalid
from domain.functions import Function
from domain.policy.ledgers import Ledger
from domain.use_cases.assigning_demands import StatedUnit
from tests.documents.opening_sheets import DEMANDS, TERMS, read, read_demands, the_demand
from tests.documents.sheets import xlsx, xlsx_of
from tests.domain.made_up import credit_code_of

PUBLIC, MARKET, OPINION = Ledger
ROW = DEMANDS[PUBLIC]


def full_width(text: str) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) for sign in text)


def found(findings) -> list[tuple[str, str]]:
    return [(one.field, one.code) for one in findings]


# -- one good row -------------------------------------------------------------------------------------


def test_a_row_of_the_public_service_ledger_is_read_into_an_open_demand():
    demand = the_demand()

    assert (demand.row, demand.former_number, demand.status) == (2, "2024-12", DemandStatus.IN_PROGRESS)
    assert (demand.enterprise, demand.uscc, demand.area) == (
        "示例第1化工有限公司",
        credit_code_of(1),
        "zhangdian",
    )
    assert (demand.name, demand.phone) == ("示例甲", "15400000001")
    assert (demand.card_type, demand.card_number) == ("huicai", "SDHC2023001")
    assert (demand.raised_on, demand.channel, demand.category) == (
        date(2025, 3, 3),
        Channel.VISIT,
        "schooling",
    )
    assert (demand.content, demand.beneficiaries) == ("请协调子女入学", (Beneficiary.CHILD,))
    assert demand.policy_basis == "鲁人社规〔2022〕3号"
    assert demand.lead == StatedUnit(function=Function.EDUCATION, area="zibo-shibenji")
    assert (demand.due_on, demand.remark) == (date(2025, 4, 10), None)


def test_the_other_two_ledgers_have_columns_of_their_own():
    wanted, said = the_demand(MARKET), the_demand(OPINION)

    assert (wanted.category, wanted.conditions, wanted.planned_on) == (
        "financing",
        "利率不高于4%",
        date(2025, 5, 1),
    )
    assert (said.category, said.content, said.policy_basis, said.due_on) == (
        "service_process",
        "建议一次告知",
        "鲁人社规〔2022〕3号",
        date(2025, 4, 10),
    )


def test_a_file_may_have_all_three_each_on_a_sheet():
    sheets = {str(number): [[*DEMANDS[one]], [*DEMANDS[one].values()]] for number, one in enumerate(Ledger)}

    file = read(xlsx_of(sheets))

    assert ({ledger: len(rows) for ledger, rows in file.demands.items()}, file.errors) == (
        {PUBLIC: 1, MARKET: 1, OPINION: 1},
        (),
    )


def test_nothing_of_a_person_is_in_a_dump():
    dump = repr(read_demands({"备注": "家庭困难"}))

    assert not any(secret in dump for secret in ("示例甲", "15400000001", "请协调子女入学", "家庭困难"))


# -- how offices lay it out ----------------------------------------------------------------------------


def test_a_ledger_as_it_is_kept_has_a_title_a_head_of_two_rows_merged_cells_totals_and_who_filled_it_in():
    file = read(
        xlsx(
            [
                ["淄博市公共服务需求台账（2025年第一季度）", *[""] * 7],
                ["填报单位（盖章）：示例窗口", *[""] * 7],
                ["序号", "需求编号", "企业", "", "提出时间", "具体内容", "责任单位", "办理状态"],
                ["", "", "名称", "区县", "", "", "牵头", ""],
                [1, "2024-1", "示例第1化工有限公司", "张店区", date(2025, 3, 3), "甲", "市教育局", "办理中"],
                [2, "2024-2", "", "", "2025.3.4", "乙\n\n 丙 ", "市教育局", "办理中"],
                ["合计", "", "2件", "", "", "", "", ""],
                ["填表人：示例乙", "", "审核人：示例丙", "", "", "", "", ""],
            ],
            merged=("A1:H1", "A3:A4", "B3:B4", "C3:D3", "E3:E4", "F3:F4", "H3:H4", "C5:C6", "D5:D6"),
            name="台账",
        )
    )

    first, second = file.demands[PUBLIC]
    assert file.errors == ()
    assert (second.row, second.enterprise, second.area) == (6, first.enterprise, "zhangdian")
    assert (second.raised_on, second.content) == (date(2025, 3, 4), "乙\n丙")
    assert first.lead.function is Function.EDUCATION


@pytest.mark.parametrize(
    ("sheet", "title", "ledger"),
    [
        ("公共服务", "", PUBLIC),
        ("Sheet1", "市场服务需求台账", MARKET),
        ("意见建议", "公共服务需求、市场服务需求、意见建议台账", OPINION),
    ],
)
def test_without_a_column_of_its_own_a_ledger_is_known_by_its_sheet_or_title(sheet, title, ledger):
    rows = [[title, "", ""], ["类别", "具体内容", "提出时间", "状态"], ["", "甲", "2025-03-03", "待交办"]]

    assert list(read(xlsx(rows, name=sheet)).demands) == [ledger]


def test_a_sheet_that_does_not_say_which_ledger_it_is_is_refused():
    with pytest.raises(Invalid) as refused:
        read(xlsx([["具体内容", "提出时间", "状态"], ["甲", "2025-03-03", "待交办"]], name="Sheet1"))

    assert [error.code for error in refused.value.errors] == ["ledger_unknown"]


def test_what_an_open_item_has_no_field_for_is_kept_in_the_remark_under_its_title():
    usual = ROW | {
        "办理情况（进展）": "3月4日 已联系学校\n3月9日 待答复",
        "是否超期/亮灯": "绿",
        "备注": "急",
    }

    file = read(xlsx([[*usual], [*usual.values()]]))

    assert file.demands[PUBLIC][0].remark == "急\n办理情况：3月4日 已联系学校\n3月9日 待答复"
    assert file.warnings == ()


# -- how offices write ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "status", "level"),
    [
        ("办理中", DemandStatus.IN_PROGRESS, None),
        ("超期未办结", DemandStatus.IN_PROGRESS, None),
        ("未按期办结", DemandStatus.IN_PROGRESS, None),
        ("尚未能完成", DemandStatus.IN_PROGRESS, None),
        ("正在办结", DemandStatus.IN_PROGRESS, None),
        ("申请延期办结", DemandStatus.IN_PROGRESS, None),
        ("办理中，预计下月办结", DemandStatus.IN_PROGRESS, None),
        ("已答复", DemandStatus.IN_PROGRESS, None),
        ("已登记", DemandStatus.REGISTERED, None),
        ("待 交 办", DemandStatus.REGISTERED, None),
        ("转市级", DemandStatus.ESCALATED, EscalationLevel.CITY),
        ("已上报省级", DemandStatus.ESCALATED, EscalationLevel.PROVINCE),
        ("转四部门机制", DemandStatus.ESCALATED, EscalationLevel.MECHANISM),
    ],
)
def test_where_an_item_stands_is_read_as_offices_call_it(written, status, level):
    demand = the_demand(办理状态=written)

    assert (demand.status, demand.escalated_to) == (status, level)


@pytest.mark.parametrize(
    "written",
    [
        "待办结",
        "拟办结",
        "部分办结",
        "没有办结",
        "不能办结",
        "待销号",
        "未上报",
        "拟上报省级",
        "不再上报",
        "未转市级",
    ],
)
def test_given_a_status_that_says_what_has_not_come_yet_when_it_is_read_then_it_is_asked_for_and_not_guessed(
    written,
):
    file = read_demands({"办理状态": written})

    assert found(file.errors) == [("第2行 办理状态", "status_unknown")]
    assert file.warnings == ()


@pytest.mark.parametrize(
    "written",
    ["已办结", "办结", "按期办结", "已办结（未销号）", "解释说明", "已销号", "已撤销", "并办", "不予办理"],
)
def test_what_is_closed_is_named_and_passed_over_whatever_else_its_cells_say(written):
    file = read_demands({"办理状态": written, "提出时间": "不详", "服务事项类别": "旧类别"}, {})

    assert [one.row for one in file.demands[PUBLIC]] == [3]
    assert found(file.warnings) == [("第2行 办理状态", "demand_closed")]
    assert file.errors == ()


def test_to_whom_an_item_was_passed_on_another_column_may_say():
    usual = ROW | {"办理状态": "转上级", "是否上报（市/省）": "省"}
    silent = usual | {"是否上报（市/省）": ""}

    file = read(xlsx([[*usual], [*usual.values()], [*silent.values()]]))

    assert [one.escalated_to for one in file.demands[PUBLIC]] == [EscalationLevel.PROVINCE]
    assert found(file.errors) == [("第3行 办理状态", "level_missing")]


def test_an_item_that_is_to_be_assigned_is_assigned_here_and_its_unit_is_kept_in_the_remark():
    demand = the_demand(办理状态="已交办", 牵头责任单位="市教育局")

    assert (demand.lead, demand.remark) == (None, "牵头责任单位：市教育局")


@pytest.mark.parametrize(
    ("written", "function", "area"),
    [
        ("淄博市教育局", Function.EDUCATION, "zibo-shibenji"),
        ("市卫健委", Function.HEALTH, "zibo-shibenji"),
        ("张店区人社局", Function.HRSS, "zhangdian"),
        ("区发展改革局", Function.DRC, "zhangdian"),
        ("市委编办、市人社局", Function.STAFFING, "zibo-shibenji"),
        ("淄博海关", Function.CUSTOMS, "zibo-shibenji"),
    ],
)
def test_a_responsible_unit_is_known_by_what_it_does_and_where(written, function, area):
    assert the_demand(牵头责任单位=written).lead == StatedUnit(function=function, area=area)


def test_of_several_units_the_first_has_the_lead_and_all_are_kept_in_the_remark():
    demand = the_demand(牵头责任单位="市教育局/张店区人社局")

    assert demand.lead.function is Function.EDUCATION
    assert demand.remark == "牵头责任单位：市教育局/张店区人社局"


@pytest.mark.parametrize(
    ("column", "written", "field", "expected"),
    [
        ("提出时间", "２０２５年３月３日", "raised_on", date(2025, 3, 3)),
        ("提出时间", "2025/3/3", "raised_on", date(2025, 3, 3)),
        ("提出时间", "20250303", "raised_on", date(2025, 3, 3)),
        ("提出时间", date(2025, 3, 3), "raised_on", date(2025, 3, 3)),
        ("提出渠道", "系统", "channel", Channel.SPECIALIST),
        ("提出渠道", "座谈会", "channel", Channel.MEETING),
        ("提出渠道", "12345热线", "channel", Channel.HOTLINE),
        ("提出渠道", "", "channel", None),
        ("涉及对象", "本人、配偶", "beneficiaries", (Beneficiary.SELF, Beneficiary.SPOUSE)),
        ("需求编号", full_width("GG-2024-12"), "former_number", "GG-2024-12"),
        ("需求编号", "", "former_number", None),
        ("需求编号", 12, "former_number", "12"),
        ("卡种/卡号", "惠才卡", "card_number", None),
        ("卡种/卡号", "SDHC2023001 惠才卡", "card_number", "SDHC2023001"),
    ],
)
def test_a_cell_is_read_as_offices_write_it(column, written, field, expected):
    assert getattr(the_demand(**{column: written}), field) == expected


# -- errors ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "written", "code"),
    [
        ("提出时间", "", "missing"),
        ("提出时间", "三月", "date_form"),
        ("需求具体内容", "字" * 4001, "text_length"),
        ("政策依据", "字" * 201, "text_length"),
        ("服务事项类别", "种菜", "category_unknown"),
        ("区县（功能区）", "火星区", "area_unknown"),
        ("统一社会信用代码", 913703000000000012, "digits_lost"),
        ("联系电话", "打给老王", "phone_form"),
        ("提出渠道", "托梦", "channel_unknown"),
        ("涉及对象", "邻居", "beneficiary_unknown"),
        ("办理状态", "", "missing"),
        ("办理状态", "不清楚", "status_unknown"),
        ("牵头责任单位", "老王", "unit_unknown"),
        ("卡种/卡号", "惠才卡/A1/A2", "card_form"),
        ("需求编号", "第1号！", "former_number_form"),
        ("需求编号", date(2024, 12, 1), "number_became_day"),
        ("办结时限", "尽快", "date_form"),
    ],
)
def test_a_wrong_cell_is_named_by_row_and_column_and_never_repeated(column, written, code):
    file = read_demands({}, {column: written})

    assert [one.code for one in file.errors] == [code]
    assert (file.errors[0].row, file.errors[0].sheet) == (3, "名单")
    assert column.startswith(file.errors[0].column)
    assert [one.row for one in file.demands[PUBLIC]] == [2]
    assert code == "missing" or str(written) not in file.errors[0].text.zh


def test_a_row_with_several_wrong_cells_names_them_all():
    file = read_demands({"提出时间": "三月", "服务事项类别": "种菜", "牵头责任单位": "老王"})

    assert found(file.errors) == [
        ("第2行 提出时间", "date_form"),
        ("第2行 服务事项类别", "category_unknown"),
        ("第2行 牵头责任单位", "unit_unknown"),
    ]


def test_a_demand_of_no_enterprise_names_its_area():
    nobody = {"企业名称": "", "统一社会信用代码": ""}

    assert the_demand(**nobody).enterprise is None
    assert found(read_demands(nobody | {"区县（功能区）": ""}).errors) == [("第2行 区县", "missing")]


def test_a_ledger_without_a_column_that_is_needed_is_told_so():
    file = read(xlsx([["服务事项类别", "需求具体内容"], ["住房", "租房"]], name="台账"))

    assert [(one.sheet, one.text.zh) for one in file.errors] == [
        ("台账", "表中没有“提出时间”列"),
        ("台账", "表中没有“办理状态”列"),
    ]


def test_two_sheets_of_one_ledger_are_refused():
    with pytest.raises(Invalid) as refused:
        read(xlsx_of({name: [[*ROW], [*ROW.values()]] for name in ("上半年", "下半年")}))

    assert [error.code for error in refused.value.errors] == ["several_tables"]


@given(st.text(max_size=40))
def test_any_text_is_read_as_a_word_of_the_ledger_or_refused(text):
    for reading in (
        words.standing,
        words.channel,
        words.beneficiaries,
        words.former_number,
        lambda written: words.lead_unit(written, "zhangdian", TERMS),
        lambda written: words.card(written, TERMS),
        lambda written: words.category(written, PUBLIC, TERMS),
    ):
        with suppress(Invalid):
            reading(text)
