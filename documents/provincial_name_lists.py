"""The list of names that goes to the province with a batch (推荐名单), and on which it answers.

    名单 ── the city writes it ──> the province fills in 省级结果 and 理由 ──> a bulk job reads it, a result per row

Every row names its case by its acceptance number, so that nobody types one again: `documents/case_sheets.py` reads
the sheet as it comes back.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped] # it ships no types

from documents.office_sheets import ROW_HEIGHT, Page, Styles, height_of, office_sheet

RESULTS = ("批准", "退回", "不予批准")
TO_FILL_IN = (("省级结果", 12.0), ("退回环节", 16.0), ("理由", 36.0))
_HEAD_ROW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """A row of the list; personal data are masked already if the list is. `case_number` is what the case is called by."""

    case_number: str
    name: str
    gender: str
    document_number: str
    enterprise: str
    uscc: str
    enterprise_type: str
    area: str
    phone: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NameList:
    """The list of a batch."""

    title: str
    office: str
    letter: str
    created_at: datetime
    cases: tuple[ListedCase, ...]


class Column(NamedTuple):
    """Its head, its width, and what a case says in it."""

    words: str
    width: float
    value: Callable[[ListedCase], str]


COLUMNS = (
    Column("姓名", 12, lambda case: case.name),
    Column("性别", 6, lambda case: case.gender),
    Column("证件号码", 22, lambda case: case.document_number),
    Column("单位", 28, lambda case: case.enterprise),
    Column("统一社会信用代码", 22, lambda case: case.uscc),
    Column("企业类型", 22, lambda case: case.enterprise_type),
    Column("所属区域", 14, lambda case: case.area),
    Column("联系电话", 16, lambda case: case.phone),
    Column("受理号", 38, lambda case: case.case_number),
)
_RESULT_AT = 1 + len(COLUMNS)


def name_list(listed: NameList) -> bytes:
    """The list as a workbook, with columns for the province to fill in."""
    page = Page(
        name="推荐名单",
        title=listed.title,
        widths=(6, *(column.width for column in COLUMNS), *(width for _, width in TO_FILL_IN)),
        head_row=_HEAD_ROW,
        created_at=listed.created_at,
    )
    return office_sheet(page, lambda sheet, styles: _fill(sheet, styles, listed))


def _fill(sheet: Worksheet, styles: Styles, listed: NameList) -> None:
    sheet.write_string(1, 0, f"推荐单位：{listed.office}", styles.line)
    sheet.write_string(1, 5, f"文号：{listed.letter}", styles.line)
    heads = ("序号", *(column.words for column in COLUMNS), *(words for words, _ in TO_FILL_IN))
    for at, words in enumerate(heads):
        sheet.write_string(_HEAD_ROW, at, words, styles.head)
    for number, case in enumerate(listed.cases, 1):
        row = _HEAD_ROW + number
        sheet.set_row(row, height_of(((column.value(case), column.width) for column in COLUMNS), ROW_HEIGHT))
        sheet.write_number(row, 0, number, styles.number)
        for at, column in enumerate(COLUMNS, 1):
            sheet.write_string(row, at, column.value(case), styles.text)
        for at in range(_RESULT_AT, _RESULT_AT + len(TO_FILL_IN)):
            sheet.write_blank(row, at, None, styles.text)
    last = _HEAD_ROW + max(1, len(listed.cases))
    choice = {"validate": "list", "source": [*RESULTS]}
    sheet.data_validation(_HEAD_ROW + 1, _RESULT_AT, last, _RESULT_AT, choice)
