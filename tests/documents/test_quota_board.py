"""What the quota ledger says and how it is laid out, as a second library reads it."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import openpyxl
import pytest

from documents.quota_board import (
    RELEASE_WORDS,
    STATUS_WORDS,
    DepartmentLedger,
    PlaceLine,
    QuotaBoardSheet,
    quota_board_xlsx,
)
from domain.places import PlaceStatus, ReleaseCause

DRC, MIIT = "淄博市发展和改革委员会", "淄博市工业和信息化局"
OFFICE_ZONE = timezone(timedelta(hours=8))


def place(status: PlaceStatus, enterprise: str = "示例有限公司", **more) -> PlaceLine:
    return PlaceLine(enterprise, "淄样发0号", date(2026, 3, 2), status, **more)


BOARD = QuotaBoardSheet(
    city="淄博市",
    card_type="山东惠才卡",
    quota_year=2026,
    city_limit=10,
    departments=(
        DepartmentLedger(
            DRC,
            5,
            (
                place(PlaceStatus.CONSUMED, nominee="示**"),
                place(PlaceStatus.RESERVED),
                place(PlaceStatus.WITHDRAWN, release_cause=ReleaseCause.NOMINATION_WITHDRAWN),
                place(PlaceStatus.NOMINATED),
            ),
        ),
        DepartmentLedger(MIIT, 5, (place(PlaceStatus.FORFEITED), place(PlaceStatus.RELEASED))),
    ),
    compiled_by="淄博市人力资源和社会保障局",
    compiled_at=datetime(2026, 3, 20, 1, 0, tzinfo=OFFICE_ZONE),
    note="示例",
)


def sheet_of(board: QuotaBoardSheet):
    return openpyxl.load_workbook(io.BytesIO(quota_board_xlsx(board))).active


def rows_of(board: QuotaBoardSheet) -> list[tuple]:
    return list(sheet_of(board).iter_rows(values_only=True))


def summary_of(board: QuotaBoardSheet) -> dict[str, tuple]:
    rows = rows_of(board)
    start = next(at for at, cells in enumerate(rows) if cells[0] == "汇总")
    return {cells[0]: cells[3:] for cells in rows[start + 1 :] if cells[3] is not None}


def test_the_sheet_has_title_sender_period_date_and_head():
    title, line, head, *_ = rows_of(BOARD)

    assert title[0] == "2026年度淄博市“山东惠才卡”配额台账"
    assert [cell for cell in line if cell] == [
        "填报单位（盖章）：淄博市人力资源和社会保障局",
        "报告期：2026年度",
        "填报日期：2026年3月20日",
    ]
    assert head == (
        "年度",
        "市",
        "部门",
        "上限",
        "企业",
        "名单来源文号",
        "推荐日期",
        "申报人（脱敏）",
        "状态",
        "释放原因",
        "余额",
    )


def test_a_place_has_its_row_with_words_for_status_and_cause():
    rows = rows_of(BOARD)

    day = datetime(2026, 3, 2)  # noqa: DTZ001 - Excel knows no zones
    assert rows[3] == (2026, "淄博市", DRC, 5, "示例有限公司", "淄样发0号", day, "示**", "已使用", None, 4)
    assert rows[5][8:] == ("已撤回", "撤回推荐", 3)


def test_the_balance_falls_with_every_place_that_is_held_and_starts_anew_with_each_department():
    assert [cells[10] for cells in rows_of(BOARD)[3:9]] == [4, 3, 3, 2, 4, 4]


def test_the_summary_counts_each_department_and_the_city():
    assert summary_of(BOARD) == {
        DRC: (5, 1, 1, 1, 0, 0, 1, 2),
        MIIT: (5, 0, 0, 0, 1, 1, 0, 4),
        "全市": (10, 1, 1, 1, 1, 1, 1, 6),
    }


def test_in_the_summary_limit_less_what_is_held_is_the_balance():
    for limit, nominated, reserved, consumed, forfeited, *_, free in summary_of(BOARD).values():
        assert limit - nominated - reserved - consumed - forfeited == free


def test_the_citys_limit_may_be_below_the_sum_of_the_departments():
    assert summary_of(replace(BOARD, city_limit=7))["全市"][0] == 7


def test_a_year_without_nomination_says_so():
    departments = tuple(replace(department, places=()) for department in BOARD.departments)
    board = replace(BOARD, departments=departments)

    assert rows_of(board)[3][0] == "本年度尚无推荐"
    assert summary_of(board)[DRC] == (5, 0, 0, 0, 0, 0, 0, 5)


@pytest.mark.parametrize(
    "name", ["=cmd|' /C calc'!A0", "+1+1", "@SUM(A1)", "-1", "{=1}", "http://示例", "0001"]
)
def test_a_name_stays_text_whatever_it_begins_with(name):
    sheet = sheet_of(
        replace(BOARD, departments=(DepartmentLedger(DRC, 5, (place(PlaceStatus.NOMINATED, name),)),))
    )

    cell = sheet["E4"]
    assert (cell.value, cell.data_type, cell.hyperlink) == (name, "s", None)


def test_a_place_is_as_high_as_the_name_of_its_enterprise_needs():
    name = "示例" * 20
    ledger = DepartmentLedger(DRC, 5, (place(PlaceStatus.NOMINATED, name), place(PlaceStatus.NOMINATED)))

    sheet = sheet_of(replace(BOARD, departments=(ledger,)))

    high, usual = (sheet.row_dimensions[row].height for row in (4, 5))
    assert sheet["E4"].value == name
    assert high >= 2 * len(name) / sheet.column_dimensions["E"].width * 15 > usual


def test_a_department_whose_name_looks_like_a_formula_stays_text_in_merged_cells():
    sheet = sheet_of(replace(BOARD, departments=(DepartmentLedger("=1+1", 5),)))

    assert "=1+1" in {cell.value for cell in sheet["A"] if cell.data_type == "s"}


def test_the_page_prints_in_landscape_with_numbered_pages_and_the_head_on_each():
    sheet = sheet_of(BOARD)

    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.page_setup.fitToHeight) == (True, 0)
    assert sheet.oddFooter.center.text == "第&P页 共&N页"
    assert sheet.print_title_rows == "$3:$3"
    assert sheet.freeze_panes == "A4"


def test_the_same_ledger_gives_the_same_bytes():
    assert quota_board_xlsx(BOARD) == quota_board_xlsx(BOARD)


def test_the_time_of_creation_is_the_callers_in_universal_time():
    workbook = openpyxl.load_workbook(io.BytesIO(quota_board_xlsx(BOARD)))

    assert workbook.properties.created.replace(tzinfo=UTC) == BOARD.compiled_at


def test_every_status_and_every_cause_has_its_word():
    assert set(STATUS_WORDS) == set(PlaceStatus)
    assert set(RELEASE_WORDS) == set(ReleaseCause)
