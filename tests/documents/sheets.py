"""Workbooks that a test lays out cell by cell."""

import io
from collections.abc import Sequence
from typing import Any

import pytest
import xlsxwriter

from tests.domain.made_up import credit_code_of

AREAS = {"张店区": "zhangdian", "临淄区": "linzi", "高新区": "zibo-gaoxin", "市本级": "zibo-shibenji"}
HEAD = ("序号", "企业名称", "统一社会信用代码", "所属区县", "主要负责人", "职务", "联系电话")


def numbered(*cases: Any) -> list[Any]:
    """The cases under their numbers, since bytes make no names."""
    return [
        pytest.param(*(case if isinstance(case, tuple) else (case,)), id=f"case {number}")
        for number, case in enumerate(cases, 1)
    ]


def row(number: int = 1, **stated: Any) -> list[Any]:
    """A good row under HEAD, in which a test changes one thing."""
    good = {
        "serial": number,
        "name": f"示例第{number}化工有限公司",
        "uscc": credit_code_of(number),
        "area": "张店区",
        "principal": "示例甲",
        "title": "董事长",
        "phone": "15400000001",
    }
    return [*{**good, **stated}.values()]


def xlsx(
    rows: Sequence[Sequence[Any]], *, merged: Sequence[str] = (), name: str = "名单", **more: Any
) -> bytes:
    """One sheet with these rows; `merged` are ranges such as A1:C1, which keep their first cell's value."""
    return xlsx_of({name: rows}, merged={name: merged}, **more)


def xlsx_of(
    sheets: dict[str, Sequence[Sequence[Any]]],
    *,
    merged: dict[str, Sequence[str]] | None = None,
    hidden: Sequence[str] = (),
    keeps_what_is_under: bool = False,
) -> bytes:
    """Merged cells keep what lies under them if asked, as they do where a format was painted over."""
    saved = io.BytesIO()
    with xlsxwriter.Workbook(
        saved, {"in_memory": True, "strings_to_formulas": False, "default_date_format": "yyyy-mm-dd"}
    ) as workbook:
        for name, rows in sheets.items():
            sheet = workbook.add_worksheet(name)
            for number, cells in enumerate(rows):
                sheet.write_row(number, 0, cells)
            for block in (merged or {}).get(name, ()):
                _merge(sheet, block, rows)
            if keeps_what_is_under:
                for number, cells in enumerate(rows):
                    sheet.write_row(number, 0, cells)
            if name in hidden:
                sheet.hide()
    return saved.getvalue()


def _merge(sheet: Any, block: str, rows: Sequence[Sequence[Any]]) -> None:
    first, last = block.split(":")
    at, column = int(first[1:]) - 1, ord(first[0]) - ord("A")
    sheet.merge_range(f"{first}:{last}", rows[at][column])
