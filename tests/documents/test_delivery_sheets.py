"""The sheet on which holders sign for their cards: which deliveries it amounts to, and what cannot be read."""

from pathlib import Path

import pytest

from documents.delivery_sheets import DeliverySheet, read_delivery_sheet
from domain.errors import Invalid
from tests.documents.sheets import xlsx

HEAD = ["卡号", "领取方式", "签收人", "领取日期"]
SAMPLE = Path(__file__).parents[2] / "samples" / "zibo" / "deliveries.xlsx"


def read(*rows: list[str]) -> DeliverySheet:
    return read_delivery_sheet(xlsx(rows), "deliveries.xlsx")


def test_a_row_is_a_delivery_with_its_own_day():
    [first, second] = read(
        HEAD, ["SL1", "本人", "示例甲", "2026年1月6日"], ["SL2", "服务专员", "专员乙", ""]
    ).rows

    assert (first.card, dict(first.facts)) == (
        "SL1", {"recipient": "holder", "received_by": "示例甲", "effective_on": "2026-01-06"},
    )  # fmt: skip
    assert (second.card, dict(second.facts)) == ("SL2", {"recipient": "specialist", "received_by": "专员乙"})


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        (["", "本人", "示例甲", ""], "卡号", "missing"),
        (["SL1", "", "示例甲", ""], "领取方式", "missing"),
        (["SL1", "邻居", "示例甲", ""], "领取方式", "word_unknown"),
        (["SL1", "本人", "", ""], "签收人", "missing"),
        (["SL1", "本人", "示例甲", "昨天"], "领取日期", "date_form"),
    ],
)
def test_a_row_that_cannot_be_read_names_its_cell_and_the_others_are_read(cells, column, code):
    first, second = read(HEAD, cells, ["SL2", "本人", "示例乙", ""]).rows

    [fault] = first.faults
    assert (fault.row, fault.column, fault.code) == (2, column, code)
    assert second.faults == ()


@pytest.mark.parametrize(
    ("rows", "code"),
    [([["卡号", "签收人"], ["SL1", "示例甲"]], "head_not_found"), ([HEAD], "nothing_stated")],
)
def test_a_file_that_has_no_such_sheet_is_refused(rows, code):
    with pytest.raises(Invalid) as refused:
        read(*rows)

    assert refused.value.errors[0].code == code


def test_the_sample_has_no_fault():
    rows = read_delivery_sheet(SAMPLE.read_bytes(), SAMPLE.name).rows

    assert [row.faults for row in rows] == [(), ()]
