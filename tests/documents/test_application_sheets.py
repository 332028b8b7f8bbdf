"""A sheet of card applications: one draft per row, in the words of the form."""

from pathlib import Path
from typing import Any

import pytest

from api.bulk_submissions import fields_of
from documents.application_sheets import ApplicationSheet, read_application_sheet
from domain.errors import Invalid
from tests.documents.sheets import xlsx
from tests.domain.made_up import credit_code_of
from tests.domain.zibo import ZIBO

CODE = credit_code_of(1)


def read(*rows: list[Any], route: str = "quota") -> ApplicationSheet:
    return read_application_sheet(xlsx(rows), "applications.xlsx", fields=fields_of(ZIBO, route))


def test_a_row_states_the_facts_of_the_form_under_their_names():
    [row] = read(
        ["示例申报汇总表"], ["序号", "统一社会信用代码", "性别", "出生日期", "毕业时间", "学习工作简历"],
        ["1", CODE, "男", "1900.1.1", "1925.07", "示例简历"],
    ).rows  # fmt: skip

    assert (row.row, row.uscc, row.talent) == (3, CODE, None)
    assert row.form == {
        "gender": "男", "birth_date": "1900-01-01", "graduated_on": "1925.07", "resume": "示例简历",
    }  # fmt: skip


def test_every_route_with_a_form_has_columns_of_its_own():
    for route in ZIBO.routes:
        assert (fields_of(ZIBO, route.code) != {}) == (route.form is not None)


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [(["", "1900-01-01"], "统一社会信用代码", "missing"), ([CODE, "从前"], "出生日期", "date_form")],
)
def test_a_row_that_cannot_be_read_names_its_cell_and_the_others_are_read(cells, column, code):
    first, second = read(["统一社会信用代码", "出生日期"], cells, [CODE, ""]).rows

    [fault] = first.faults
    assert (fault.row, fault.column, fault.code) == (2, column, code)
    assert second.faults == ()


def test_given_a_month_that_excel_has_made_a_number_of_when_it_is_read_then_january_and_october_are_not_confused():
    july, november, unclear, typed = read(
        ["统一社会信用代码", "毕业时间"], [CODE, 2020.07], [CODE, 2020.11], [CODE, 2020.10], [CODE, "2020.10"]
    ).rows

    assert [one.form.get("graduated_on") for one in (july, november, unclear, typed)] == [
        "2020.07", "2020.11", None, "2020.10",
    ]  # fmt: skip
    assert [(fault.row, fault.column, fault.code) for fault in unclear.faults] == [
        (4, "毕业时间", "digits_lost")
    ]


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([["企业名称", "性别"], ["示例", "男"]], "head_not_found"),
        ([["统一社会信用代码", "性别"]], "nothing_stated"),
    ],
)
def test_a_file_that_has_no_such_sheet_is_refused(rows, code):
    with pytest.raises(Invalid) as refused:
        read(*rows)

    assert refused.value.errors[0].code == code


def test_the_sample_has_no_fault():
    name = "applications.xlsx"
    content = (Path(__file__).parents[2] / "samples" / "zibo" / name).read_bytes()

    rows = read_application_sheet(content, name, fields=fields_of(ZIBO, "quota")).rows

    assert [(row.faults, len(row.form)) for row in rows] == [((), 5), ((), 5)]
