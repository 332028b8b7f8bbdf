"""The sheets of a production batch: what the maker prints, and the sheet to sign, there and back."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from openpyxl import load_workbook

from documents.delivery_sheets import read_delivery_sheet
from documents.production_sheets import (
    RECIPIENTS,
    UNTIL_ARRIVAL,
    ListedCard,
    ProductionSheet,
    delivery_sheet,
    production_list,
)
from domain.cards import Recipient

CARD = ListedCard(
    card_number="ZBJY2026000011",
    holder="示例甲",
    issued_on=date(2026, 1, 5),
    valid_to=date(2029, 1, 4),
    code="eyJ.示例",
)
EARLY = replace(CARD, card_number="ZBJY2026000028", holder="=1+1", valid_to=None)
SHEET = ProductionSheet(
    card_type="淄博精英卡",
    issuer="示例人社局",
    order="示例制卡〔2026〕1号",
    created_at=datetime(2026, 1, 5, tzinfo=UTC),
    is_masked=False,
    cards=(CARD, EARLY),
)


def rows(content: bytes) -> list[list[str]]:
    sheet = load_workbook(io.BytesIO(content)).active
    return [["" if cell is None else str(cell) for cell in row] for row in sheet.values]


def signed(*said: tuple[str, str, str]) -> bytes:
    """The sheet as it comes back: how, by whom and when each card was taken."""
    workbook = load_workbook(io.BytesIO(delivery_sheet(SHEET)))
    for row, cells in enumerate(said, 4):
        for column, words in enumerate(cells, 5):
            workbook.active.cell(row=row, column=column, value=words or None)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def test_the_list_has_what_stands_on_each_card():
    title, line, head, first, second = rows(production_list(SHEET))

    assert title[0] == "“淄博精英卡”制卡名单"
    assert [cell for cell in line if cell] == ["发卡机关：示例人社局", "文号：示例制卡〔2026〕1号"]
    assert head == ["序号", "卡号", "姓名", "发卡日期", "有效期止", "二维码内容"]
    assert first == ["1", "ZBJY2026000011", "示例甲", "2026年1月5日", "2029年1月4日", "eyJ.示例"]
    assert second[4] == UNTIL_ARRIVAL


def test_a_name_that_looks_like_a_formula_stays_a_name():
    assert rows(production_list(SHEET))[4][2] == "=1+1"


def test_a_row_of_the_list_is_as_high_as_the_code_needs():
    code = "eyJ" * 60

    sheet = load_workbook(
        io.BytesIO(production_list(replace(SHEET, cards=(replace(CARD, code=code),))))
    ).active

    assert sheet["F4"].value == code
    assert sheet.row_dimensions[4].height >= len(code) / sheet.column_dimensions["F"].width * 15


def test_a_masked_sheet_says_so():
    masked = replace(SHEET, is_masked=True)

    assert rows(production_list(masked))[0][0].endswith("（脱敏件）")
    assert rows(delivery_sheet(masked))[0][0].endswith("（脱敏件）")


def test_the_same_content_is_the_same_bytes():
    assert production_list(SHEET) == production_list(SHEET)
    assert delivery_sheet(SHEET) == delivery_sheet(SHEET)


def test_what_holders_signed_is_what_a_bulk_job_reads():
    sheet = read_delivery_sheet(
        signed(("本人", "示例甲", "2026年1月6日"), ("", "", "")), "delivery-sheet.xlsx"
    )
    first, second = sheet.rows

    assert (first.card, dict(first.facts)) == (
        "ZBJY2026000011", {"recipient": "holder", "received_by": "示例甲", "effective_on": "2026-01-06"},
    )  # fmt: skip
    assert [fault.code for fault in second.faults] == ["missing", "missing"]
    assert {(one.column, one.code) for one in sheet.warnings} == {
        ("姓名", "column_not_read"), ("有效期止", "column_not_read"),
    }  # fmt: skip


@pytest.mark.parametrize(("words", "recipient"), [*zip(RECIPIENTS, Recipient, strict=True)])
def test_every_word_that_the_sheet_offers_is_one_that_a_bulk_job_knows(words, recipient):
    [first, _] = read_delivery_sheet(signed((words, "示例甲", "")), "delivery-sheet.xlsx").rows

    assert first.facts["recipient"] == recipient
