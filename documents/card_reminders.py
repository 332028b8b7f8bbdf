"""The reminders as a workbook (到岗提醒、续期名单): a card's day per row, of any length, with what is personal masked already."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, NamedTuple

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped] # it ships no types

from documents.card_register import STATUS_WORDS
from documents.office_sheets import LINE_HEIGHT, Page, Styles, Value, long_office_sheet, write_line
from domain.cards import CardStatus, ReminderKind

KIND_WORDS = {ReminderKind.ARRIVAL: "到岗", ReminderKind.RENEWAL: "续期"}
TITLES = {ReminderKind.ARRIVAL: "提前发卡到岗提醒名单", ReminderKind.RENEWAL: "人才卡续期名单"}


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderSheetLine:
    """One card's day; names are those of the card type, the class, the area and the office, not their codes."""

    kind: ReminderKind
    card_number: str | None
    card_type: str
    talent_class: str | None
    name: str
    enterprise: str | None
    uscc: str | None
    area: str
    specialist: str | None
    status: CardStatus
    day: date
    days_left: int
    days_before: int
    reminded_on: date
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderSheetHead:
    """What stands above the reminders: of one kind, and of one mark, if only such are wanted."""

    city: str
    kind: ReminderKind | None
    days_before: int | None
    compiled_by: str
    compiled_at: datetime
    restriction: str | None = None

    @property
    def title(self) -> str:
        """淄博市人才卡续期名单（提前60日）."""
        mark = "" if self.days_before is None else f"（提前{self.days_before}日）"
        return f"{self.city}{TITLES[self.kind] if self.kind else '人才卡提醒名单'}{mark}"


class Column(NamedTuple):
    """Its head, its width, and what a reminder says in it."""

    words: str
    width: float
    value: Callable[[ReminderSheetLine], Value]


def write_card_reminders(
    head: ReminderSheetHead, lines: Iterable[ReminderSheetLine], into: IO[bytes]
) -> None:
    """Write the workbook into a binary file; of the lines no more than one is held."""
    page = Page(
        name="提醒名单",
        title=head.title,
        widths=(6, *(column.width for column in COLUMNS)),
        head_row=_HEAD_ROW,
        created_at=head.compiled_at,
        row_height=LINE_HEIGHT,
    )
    long_office_sheet(page, lambda worksheet, styles: _fill(worksheet, styles, head, lines), into)


def _fill(
    worksheet: Worksheet, styles: Styles, head: ReminderSheetHead, lines: Iterable[ReminderSheetLine]
) -> None:
    day = head.compiled_at
    worksheet.write_string(1, 0, f"填报单位（盖章）：{head.compiled_by}", styles.line)
    worksheet.write_string(1, _DAY_COLUMN, f"填报日期：{day.year}年{day.month}月{day.day}日", styles.line)
    if head.restriction:
        worksheet.write_string(1, _RESTRICTION_COLUMN, f"范围：{head.restriction}", styles.line)
    for at, words in enumerate(("序号", *(column.words for column in COLUMNS))):
        worksheet.write_string(_HEAD_ROW, at, words, styles.head)
    count = 0
    for count, line in enumerate(lines, 1):
        cells = [(column.value(line), column.width) for column in COLUMNS]
        write_line(worksheet, styles, _HEAD_ROW + count, count, cells)
    total = f"共{count}项" if count else "没有符合条件的提醒"
    worksheet.write_string(_HEAD_ROW + count + 1, 0, total, styles.line)


COLUMNS = (
    Column("提醒事项", 8, lambda line: KIND_WORDS[line.kind]),
    Column("卡号", 16, lambda line: line.card_number),
    Column("卡种", 14, lambda line: line.card_type),
    Column("层次", 8, lambda line: line.talent_class),
    Column("姓名\n（脱敏）", 9, lambda line: line.name),
    Column("单位", 24, lambda line: line.enterprise),
    Column("统一社会\n信用代码", 21, lambda line: line.uscc),
    Column("所属区域", 12, lambda line: line.area),
    Column("单位\n服务专员", 10, lambda line: line.specialist),
    Column("当前状态", 9, lambda line: STATUS_WORDS[line.status]),
    Column("有效期止\n（拟到岗日期）", 14, lambda line: line.day),
    Column("剩余天数", 8, lambda line: line.days_left),
    Column("提前天数", 8, lambda line: line.days_before),
    Column("提醒日期", 12, lambda line: line.reminded_on),
    Column("提醒单位", 20, lambda line: line.told),
)
_HEAD_ROW = 2
_DAY_COLUMN, _RESTRICTION_COLUMN = 6, 9
