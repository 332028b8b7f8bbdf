"""A ledger of demands as a workbook (需求台账): an item per row, of any length, under a head of two rows."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, NamedTuple

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped] # it ships no types

from documents.demand_words import (
    ADOPTION_WORDS,
    CHANNEL_WORDS,
    DOCKING_WORDS,
    EXPLAINED_WORDS,
    GRADE_WORDS,
    STATUS_WORDS,
    YES_WORDS,
)
from documents.office_sheets import Halves, Page, Styles, fitting, height_of, long_office_sheet
from domain.policy.ledgers import Ledger


@dataclass(frozen=True, slots=True, kw_only=True)
class DemandLine:
    """One item in words: names for codes, what is personal masked already or in clear. `progress` has a line per day."""

    number: str
    area: str
    enterprise: str | None
    enterprise_types: str
    uscc: str | None
    person: str
    card: str
    phone: str
    specialist: str
    specialist_phone: str
    raised_on: date
    channel: str
    category: str
    content: str
    beneficiaries: str
    policy_basis: str
    conditions: str
    planned_on: date | None
    member: str
    docking: str
    lead: str
    assisting: str
    due_on: date | None
    status: str
    progress: str
    reply: str
    result: str
    adoption: str
    closed_on: date | None
    light: str
    extensions: str
    reported: str
    called_back_on: date | None
    grade: str
    is_struck_off: bool
    remark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerHead:
    """What stands above and below the items: which part of the ledger it is, and the day of its lights."""

    ledger: Ledger
    title: str
    compiled_by: str
    compiled_at: datetime
    period: str
    on: date
    restriction: str | None
    categories: Sequence[str]


class Column(NamedTuple):
    """Its head, its width, and what an item says in it."""

    words: str
    width: float
    value: Callable[[DemandLine], str | date | None]


class Group(NamedTuple):
    """Columns under one head."""

    words: str
    columns: tuple[Column, ...]


def groups_of(ledger: Ledger) -> tuple[Group, ...]:
    """The columns of a ledger, without that of the running number."""
    return (*_WHO, _DEMANDS[ledger], *_HANDLING)


def write_demand_ledger(head: LedgerHead, lines: Iterable[DemandLine], into: IO[bytes]) -> None:
    """Write the workbook into a binary file; of the lines no more than one is held."""
    columns = [column for group in groups_of(head.ledger) for column in group.columns]
    who, demand = (len(group.columns) for group in groups_of(head.ledger)[:2])
    page = Page(
        name="需求台账",
        title=head.title,
        widths=(_NUMBER_WIDTH, *(column.width for column in columns)),
        head_row=_HEAD_ROW,
        head_rows=2,
        created_at=head.compiled_at,
        row_height=48,
        halves=Halves(right_from=who + 1, further=(who + demand + 1,), repeated=2, scale=62),
        foot=head.compiled_by,
    )
    long_office_sheet(page, lambda sheet, styles: _fill(sheet, styles, head, columns, lines), into)


def _fill(
    sheet: Worksheet, styles: Styles, head: LedgerHead, columns: list[Column], lines: Iterable[DemandLine]
) -> None:
    _line_of_who_and_when(sheet, styles, head)
    _head(sheet, styles, head.ledger)
    count = 0
    for count, line in enumerate(lines, 1):
        _item(sheet, styles, _HEAD_ROW + count, count, columns, line)
    last = _HEAD_ROW + count + 1
    total = f"共{count}项" if count else "没有符合条件的事项"
    sheet.write_string(last, 0, total, styles.line)
    sheet.write_string(last, _FOOT_COLUMN, _SIGNED, styles.line)
    _dropdowns(sheet, head, columns, last)


def _line_of_who_and_when(sheet: Worksheet, styles: Styles, head: LedgerHead) -> None:
    day, on = head.compiled_at, head.on
    sheet.write_string(1, 0, f"填报单位（盖章）：{head.compiled_by}", styles.line)
    sheet.write_string(1, 5, f"报告期：{head.period}", styles.line)
    sheet.write_string(1, 8, f"填报日期：{day.year}年{day.month}月{day.day}日", styles.line)
    sheet.write_string(1, 11, f"亮灯日期：{on.year}年{on.month}月{on.day}日", styles.line)
    if head.restriction:
        sheet.write_string(1, 14, f"范围：{head.restriction}", styles.line)


def _head(sheet: Worksheet, styles: Styles, ledger: Ledger) -> None:
    """The upper row whole, then the lower one: no row is come back to. The first group has the running number."""
    at = 0
    for group in groups_of(ledger):
        width = len(group.columns) + (at == 0)
        sheet.merge_range(_HEAD_ROW - 1, at, _HEAD_ROW - 1, at + width - 1, group.words, styles.head)
        at += width
    words = ("序号", *(column.words for group in groups_of(ledger) for column in group.columns))
    for at, said in enumerate(words):
        sheet.write_string(_HEAD_ROW, at, said, styles.head)


def _item(
    sheet: Worksheet, styles: Styles, row: int, number: int, columns: list[Column], line: DemandLine
) -> None:
    values = [column.value(line) for column in columns]
    sheet.set_row(row, _height(columns, values))
    sheet.write_number(row, 0, number, styles.number)
    for at, (column, value) in enumerate(zip(columns, values, strict=True), 1):
        match value:
            case None | "":
                sheet.write_blank(row, at, None, styles.centred)
            case date() as day:
                sheet.write_datetime(row, at, day, styles.day)
            case words:
                style = styles.text if column.width >= _OF_TEXT else styles.centred
                sheet.write_string(row, at, fitting(words), style)


def _height(columns: list[Column], values: list[str | date | None]) -> float:
    texts = (
        (value, column.width) for column, value in zip(columns, values, strict=True) if isinstance(value, str)
    )
    return height_of(texts, _LOWEST)


def _dropdowns(sheet: Worksheet, head: LedgerHead, columns: list[Column], last: int) -> None:
    """What may be chosen in a cell, also in one row more, for who goes on with the sheet by hand."""
    choices = _CHOICES | {words: tuple(head.categories) for words in _CATEGORY_HEADS}
    for at, column in enumerate(columns, 1):
        if source := choices.get(column.words):
            rule = {"validate": "list", "source": list(source), "error_type": "warning"}
            sheet.data_validation(_HEAD_ROW + 1, at, max(last - 1, _HEAD_ROW + 1), at, rule)


_HEAD_ROW = 3
_NUMBER_WIDTH = 6.0
_FOOT_COLUMN = 5
_LOWEST = 32.0  # points
_OF_TEXT = 24  # from this width on a column holds text, which is not centred
_SIGNED = "填表人：　　　　　　审核人：　　　　　　单位负责人：　　　　　　联系电话：　　　　　　"
_WHO = (
    Group(
        "需求登记",
        (
            Column("需求编号", 25, lambda line: line.number),
            Column("区县\n（功能区）", 12, lambda line: line.area),
            Column("企业名称", 26, lambda line: line.enterprise),
            Column("企业类型", 18, lambda line: line.enterprise_types),
            Column("统一社会信用代码", 22, lambda line: line.uscc),
            Column("人才姓名", 11, lambda line: line.person),
            Column("卡种/卡号", 18, lambda line: line.card),
            Column("联系电话", 15, lambda line: line.phone),
            Column("单位\n服务专员", 11, lambda line: line.specialist),
            Column("服务专员电话", 15, lambda line: line.specialist_phone),
            Column("提出时间", 12, lambda line: line.raised_on),
            Column("提出渠道", 12, lambda line: line.channel),
        ),
    ),
)
_UNITS = (
    Column("牵头责任单位", 22, lambda line: line.lead),
    Column("配合单位", 22, lambda line: line.assisting),
)
_DEMANDS = {
    Ledger.PUBLIC_SERVICE: Group(
        "公共服务需求",
        (
            Column("服务事项类别", 14, lambda line: line.category),
            Column("需求具体内容", 34, lambda line: line.content),
            Column("涉及对象", 10, lambda line: line.beneficiaries),
            Column("政策依据", 24, lambda line: line.policy_basis),
            *_UNITS,
            Column("办结时限", 12, lambda line: line.due_on),
        ),
    ),
    Ledger.MARKET_SERVICE: Group(
        "市场服务需求",
        (
            Column("服务类别", 14, lambda line: line.category),
            Column("需求具体内容", 34, lambda line: line.content),
            Column("预算或期望条件", 24, lambda line: line.conditions),
            Column("推荐服务机构\n（联盟成员）", 22, lambda line: line.member),
            Column("对接单位", 22, lambda line: line.lead),
            Column("对接结果", 10, lambda line: line.docking),
            Column("计划完成时间", 14, lambda line: line.planned_on or line.due_on),
        ),
    ),
    Ledger.OPINION: Group(
        "意见建议",
        (
            Column("意见类别", 14, lambda line: line.category),
            Column("意见建议内容", 34, lambda line: line.content),
            Column("涉及政策/文号", 24, lambda line: line.policy_basis),
            Column("是否采纳", 10, lambda line: line.adoption),
            Column("承办单位", 22, lambda line: line.lead),
            Column("答复意见", 30, lambda line: line.reply),
            Column("答复时限", 12, lambda line: line.due_on),
        ),
    ),
}
_HANDLING = (
    Group(
        "办理情况",
        (
            Column("办理状态", 12, lambda line: line.status),
            Column("办理情况（进展）", 34, lambda line: line.progress),
            Column("办理结果", 30, lambda line: line.result),
            Column("办结（答复）\n时间", 13, lambda line: line.closed_on),
            Column("是否超期/亮灯", 16, lambda line: line.light),
            Column("延期次数\n及新时限", 14, lambda line: line.extensions),
            Column("是否上报\n（市/省）", 14, lambda line: line.reported),
        ),
    ),
    Group(
        "回访评价",
        (
            Column("回访时间", 12, lambda line: line.called_back_on),
            Column("满意度", 12, lambda line: line.grade),
            Column("是否销号", 8, lambda line: YES_WORDS[line.is_struck_off]),
            Column("备注", 26, lambda line: line.remark),
        ),
    ),
)
_CATEGORY_HEADS = ("服务事项类别", "服务类别", "意见类别")
_CHOICES: dict[str, tuple[str, ...]] = {
    "提出渠道": tuple(CHANNEL_WORDS.values()),
    "对接结果": tuple(DOCKING_WORDS.values()),
    "是否采纳": (*ADOPTION_WORDS.values(), EXPLAINED_WORDS),
    "办理状态": tuple(STATUS_WORDS.values()),
    "满意度": tuple(GRADE_WORDS.values()),
    "是否销号": tuple(YES_WORDS.values()),
}
