"""The due sheet as a workbook (期限台账): a deadline per row, of any length, the colour of its light in words."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, NamedTuple

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped] # it ships no types

from documents.office_sheets import LINE_HEIGHT, Page, Styles, Value, long_office_sheet, write_line
from domain.deadlines import Light
from domain.policy.deadlines import DayUnit

UNIT_WORDS = {DayUnit.WORKING_DAYS: "个工作日", DayUnit.CALENDAR_DAYS: "日"}


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSheetLine:
    """One deadline; names are those of the card type, the route, the step, the area and the office, not their codes."""

    enterprise: str
    area: str
    card_type: str
    route: str
    deadline: str
    office: str | None
    begun_on: date
    days: int
    unit: DayUnit
    due_on: date | None
    is_provisional: bool
    days_left: int | None
    light: Light
    is_escalated: bool
    card_application: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DueSheetHead:
    """What stands above the deadlines: the lights are those of the day `on`."""

    title: str
    compiled_by: str
    compiled_at: datetime
    on: date


class Column(NamedTuple):
    """Its head, its width, and what a deadline says in it."""

    words: str
    width: float
    value: Callable[[DueSheetLine], Value]


def write_due_sheet(head: DueSheetHead, lines: Iterable[DueSheetLine], into: IO[bytes]) -> None:
    """Write the workbook into a binary file; of the lines no more than one is held."""
    page = Page(
        name="期限台账",
        title=head.title,
        widths=(6, *(column.width for column in COLUMNS)),
        head_row=_HEAD_ROW,
        created_at=head.compiled_at,
        row_height=LINE_HEIGHT,
    )
    long_office_sheet(page, lambda worksheet, styles: _fill(worksheet, styles, head, lines), into)


def _fill(worksheet: Worksheet, styles: Styles, head: DueSheetHead, lines: Iterable[DueSheetLine]) -> None:
    day = head.on
    worksheet.write_string(1, 0, f"填报单位（盖章）：{head.compiled_by}", styles.line)
    worksheet.write_string(1, _DAY_COLUMN, f"亮灯日期：{day.year}年{day.month}月{day.day}日", styles.line)
    for at, words in enumerate(("序号", *(column.words for column in COLUMNS))):
        worksheet.write_string(_HEAD_ROW, at, words, styles.head)
    count = 0
    for count, line in enumerate(lines, 1):
        cells = [(column.value(line), column.width) for column in COLUMNS]
        write_line(worksheet, styles, _HEAD_ROW + count, count, cells)
    total = f"共{count}项" if count else "没有符合条件的期限"
    worksheet.write_string(_HEAD_ROW + count + 1, 0, total, styles.line)


def _left(line: DueSheetLine) -> str | None:
    """What is left of a deadline that rests; of one that runs its day says enough."""
    return None if line.days_left is None else f"{line.days_left}{UNIT_WORDS[line.unit]}"


def _remark(line: DueSheetLine) -> str | None:
    said = (
        "放假安排尚未公布，日期暂定" if line.is_provisional else None,
        "已督办" if line.is_escalated else None,
    )
    return "；".join(part for part in said if part) or None


COLUMNS = (
    Column("企业名称", 26, lambda line: line.enterprise),
    Column("所属区域", 12, lambda line: line.area),
    Column("卡种", 14, lambda line: line.card_type),
    Column("办理途径", 14, lambda line: line.route),
    Column("环节", 18, lambda line: line.deadline),
    Column("办理单位", 20, lambda line: line.office),
    Column("起算日期", 12, lambda line: line.begun_on),
    Column("办结时限", 12, lambda line: f"{line.days}{UNIT_WORDS[line.unit]}"),
    Column("到期日期", 12, lambda line: line.due_on),
    Column("剩余\n（暂停时）", 10, _left),
    Column("亮灯", 16, lambda line: line.light.label.zh),
    Column("备注", 18, _remark),
    Column("申请编号", 38, lambda line: line.card_application),
)
_HEAD_ROW = 2
_DAY_COLUMN = 9
