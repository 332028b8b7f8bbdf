"""Sheets that decide about many cases: which commands they amount to, and what of them cannot be read."""

from pathlib import Path

import pytest

from api.bulk_submissions import steps_of
from documents.case_sheets import CaseSheet, read_case_sheet
from domain.errors import Invalid
from samples.make_zibo_cases import SHEETS, make
from tests.documents.sheets import xlsx, xlsx_of
from tests.domain.zibo import ZIBO

STEPS = {"区县意见": "district_opinion", "district_opinion": "district_opinion"}


def read(*rows: list[str], **more: str) -> CaseSheet:
    return read_case_sheet(xlsx(rows), "cases.xlsx", steps=STEPS, **more)


def commands(sheet: CaseSheet) -> list[tuple[int, str | None, str, dict[str, str]]]:
    return [(row.row, row.case, row.command, dict(row.facts)) for row in sheet.rows]


def test_the_provinces_results_are_commands_to_write_them_down():
    sheet = read(
        ["关于申领结果的函"], ["序号", "受理号", "省级结果", "退回环节", "理由"],
        ["1", "A1", "批准", "", ""], ["2", "A2", "退回", "区县意见", "材料不全"], ["3", "A3", "不予批准", "", "不符合条件"],
    )  # fmt: skip

    assert commands(sheet) == [
        (3, "A1", "TranscribeResult", {"result": "approved"}),
        (
            4,
            "A2",
            "TranscribeResult",
            {"result": "returned", "to_step": "district_opinion", "reason": "材料不全"},
        ),
        (5, "A3", "TranscribeResult", {"result": "rejected", "reason": "不符合条件"}),
    ]


def test_reviews_are_agreed_to_but_for_the_rows_that_say_otherwise():
    sheet = read(
        ["受理编号", "审核意见", "退回至", "理由"],
        ["A1", "同意", "", ""], ["A2", "退回", "district_opinion", "补充意见"], ["A3", "不予推荐", "", "不符合"],
    )  # fmt: skip

    assert [row.command for row in sheet.rows] == ["ReviewCase", "ReturnCase", "NotRecommend"]


def test_a_second_officer_says_whether_an_entry_is_what_the_paper_says():
    sheet = read(["受理号", "核对意见", "理由"], ["A1", "一致", ""], ["A2", "有误", "结果应为退回"])

    assert [row.command for row in sheet.rows] == ["ConfirmResult", "ContestResult"]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (["", "批准", ""], "受理号", "missing"),
        (["A1", "大概可以", ""], "省级结果", "word_unknown"),
        (["A1", "退回", "没有的环节"], "退回环节", "step_unknown"),
    ],
)
def test_a_row_that_cannot_be_read_names_its_cell_and_the_others_are_read(cells, column, code):
    sheet = read(["受理号", "省级结果", "退回环节"], cells, ["A2", "批准", ""])

    [fault] = sheet.rows[0].faults
    assert (fault.row, fault.column, fault.code) == (2, column, code)
    assert sheet.rows[1].faults == ()


def test_a_review_that_says_nothing_is_at_fault_and_a_result_that_is_still_to_come_is_not_read():
    reviews = read(["受理号", "审核意见"], ["A1", ""], ["A2", "同意"])
    results = read(["受理号", "省级结果"], ["A1", ""], ["A2", "通过"])

    assert [[fault.code for fault in row.faults] for row in reviews.rows] == [["missing"], []]
    assert [row.case for row in results.rows] == ["A2"]
    assert [(warning.row, warning.code) for warning in results.warnings] == [(2, "not_answered")]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["企业名称", "区县"], ["示例", "张店区"]], "head_not_found"),
        ([["受理号", "审核意见", "核对意见"], ["A1", "同意", "一致"]], "head_not_found"),
        ([["受理号", "省级结果"]], "nothing_stated"),
    ],
)
def test_a_file_that_has_no_such_table_is_refused(rows, code):
    with pytest.raises(Invalid) as refused:
        read(*rows)

    assert refused.value.errors[0].code == code


def test_of_several_tables_one_has_to_be_chosen():
    table = [["受理号", "省级结果"], ["A1", "批准"]]
    content = xlsx_of({"一": table, "二": table})

    with pytest.raises(Invalid) as refused:
        read_case_sheet(content, "cases.xlsx", steps=STEPS)

    assert refused.value.errors[0].code == "several_tables"
    assert len(read_case_sheet(content, "cases.xlsx", steps=STEPS, sheet="二").rows) == 1


def test_what_of_the_file_was_not_read_is_told():
    sheet = read(["受理号", "省级结果", "心情"], ["A1", "批准", "好"])

    assert [(warning.code, warning.column) for warning in sheet.warnings] == [("column_not_read", "心情")]


# -- samples ------------------------------------------------------------------------------------------

FOLDER = Path(__file__).parents[2] / "samples" / "zibo"


def read_sample(name: str, folder: Path = FOLDER) -> CaseSheet:
    return read_case_sheet((folder / name).read_bytes(), name, steps=steps_of(ZIBO))


OF_CASES = sorted(SHEETS.keys() - {"deliveries.xlsx", "applications.xlsx"})


@pytest.mark.parametrize("name", SHEETS)
def test_a_shipped_sample_is_what_its_script_makes(name, tmp_path):
    make(tmp_path)

    assert (tmp_path / name).read_bytes() == (FOLDER / name).read_bytes()


@pytest.mark.parametrize("name", OF_CASES)
def test_a_sample_has_no_fault(name):
    assert [row.faults for row in read_sample(name).rows] == [()] * len(read_sample(name).rows)


def test_the_samples_have_every_kind_of_decision():
    found = {row.command for name in OF_CASES for row in read_sample(name).rows}

    assert found == {"TranscribeResult", "ReviewCase", "ReturnCase", "ConfirmResult", "ContestResult"}
