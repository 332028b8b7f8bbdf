"""The quota ledger of one city, card type and year as a workbook (配额台账)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from xlsxwriter.format import Format  # type: ignore[import-untyped] # it ships no types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped] # it ships no types

from documents.office_sheets import ROW_HEIGHT, Page, Styles, height_of, office_sheet
from domain.places import HELD, PlaceStatus, ReleaseCause

STATUS_WORDS = {
    PlaceStatus.NOMINATED: "已推荐",
    PlaceStatus.RESERVED: "预占",
    PlaceStatus.CONSUMED: "已使用",
    PlaceStatus.FORFEITED: "作废占额",
    PlaceStatus.RELEASED: "已释放",
    PlaceStatus.WITHDRAWN: "已撤回",
}
RELEASE_WORDS = {
    ReleaseCause.NOMINATION_WITHDRAWN: "撤回推荐",
    ReleaseCause.CASE_WITHDRAWN: "撤回申报",
    ReleaseCause.REFUSED: "不予受理",
    ReleaseCause.NOT_RECOMMENDED: "不予推荐",
    ReleaseCause.REJECTED_BY_PROVINCE: "省级未通过",
}

_COLUMNS = (
    ("年度", 8),
    ("市", 9),
    ("部门", 26),
    ("上限", 7),
    ("企业", 34),
    ("名单来源文号", 22),
    ("推荐日期", 13),
    ("申报人（脱敏）", 13),
    ("状态", 10),
    ("释放原因", 13),
    ("余额", 7),
)
_HEAD_ROW = 2


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """One place that was ever taken; `nominee` is masked already."""

    enterprise: str
    list_document: str | None
    nominated_on: date
    status: PlaceStatus
    nominee: str | None = None
    release_cause: ReleaseCause | None = None


@dataclass(frozen=True, slots=True)
class DepartmentLedger:
    """A recommending department's limit and its places in the order in which they were taken."""

    name: str
    limit: int
    places: tuple[PlaceLine, ...] = ()

    def count(self, *statuses: PlaceStatus) -> int:
        return sum(place.status in statuses for place in self.places)

    @property
    def free(self) -> int:
        return self.limit - self.count(*HELD)


@dataclass(frozen=True, slots=True)
class QuotaBoardSheet:
    """All that stands on the sheet. `compiled_at` is also the workbook's time of creation."""

    city: str
    card_type: str
    quota_year: int
    city_limit: int
    departments: tuple[DepartmentLedger, ...]
    compiled_by: str
    compiled_at: datetime
    note: str = ""

    @property
    def title(self) -> str:
        return f"{self.quota_year}年度{self.city}“{self.card_type}”配额台账"


def quota_board_xlsx(board: QuotaBoardSheet) -> bytes:
    """The ledger with a balance after every place, and below it a summary of each department and the city."""
    page = Page(
        name="配额台账",
        title=board.title,
        widths=tuple(width for _, width in _COLUMNS),
        head_row=_HEAD_ROW,
        created_at=board.compiled_at,
    )
    return office_sheet(page, lambda sheet, styles: _fill(sheet, styles, board))


def _fill(sheet: Worksheet, styles: Styles, board: QuotaBoardSheet) -> None:
    _line_of_who_and_when(sheet, styles, board)
    _head(sheet, styles, _HEAD_ROW, (words for words, _ in _COLUMNS))
    row = _ledger(sheet, styles, board, _HEAD_ROW + 1)
    row = _summary(sheet, styles, board, row + 1)
    if board.note:
        sheet.write_string(row + 1, 0, f"备注：{board.note}", styles.line)


def _line_of_who_and_when(sheet: Worksheet, styles: Styles, board: QuotaBoardSheet) -> None:
    day = board.compiled_at
    sheet.write_string(1, 0, f"填报单位（盖章）：{board.compiled_by}", styles.line)
    sheet.write_string(1, 5, f"报告期：{board.quota_year}年度", styles.line)
    sheet.write_string(1, 8, f"填报日期：{day.year}年{day.month}月{day.day}日", styles.line)


def _head(sheet: Worksheet, styles: Styles, row: int, words: Iterable[str]) -> None:
    for column, word in enumerate(words):
        sheet.write_string(row, column, word, styles.head)


def _ledger(sheet: Worksheet, styles: Styles, board: QuotaBoardSheet, row: int) -> int:
    """Write the places and return the row after them."""
    for department in board.departments:
        balance = department.limit
        for place in department.places:
            balance -= place.status in HELD
            _place(sheet, styles, row, board, department, place, balance)
            row += 1
    if not any(department.places for department in board.departments):
        sheet.merge_range(row, 0, row, len(_COLUMNS) - 1, "本年度尚无推荐", styles.centred)
        row += 1
    return row


def _place(
    sheet: Worksheet,
    styles: Styles,
    row: int,
    board: QuotaBoardSheet,
    department: DepartmentLedger,
    place: PlaceLine,
    balance: int,
) -> None:
    said = {2: department.name, 4: place.enterprise, 5: place.list_document or ""}
    sheet.set_row(row, height_of(((text, _COLUMNS[at][1]) for at, text in said.items()), ROW_HEIGHT))
    sheet.write_number(row, 0, board.quota_year, styles.number)
    sheet.write_string(row, 1, board.city, styles.centred)
    sheet.write_string(row, 2, department.name, styles.centred)
    sheet.write_number(row, 3, department.limit, styles.number)
    sheet.write_string(row, 4, place.enterprise, styles.text)
    _text_or_blank(sheet, row, 5, place.list_document, styles.centred)
    sheet.write_datetime(row, 6, place.nominated_on, styles.day)
    _text_or_blank(sheet, row, 7, place.nominee, styles.centred)
    status_style = styles.centred if place.status in HELD else styles.ended
    sheet.write_string(row, 8, STATUS_WORDS[place.status], status_style)
    cause = RELEASE_WORDS[place.release_cause] if place.release_cause else None
    _text_or_blank(sheet, row, 9, cause, status_style)
    sheet.write_number(row, 10, balance, styles.number)


def _text_or_blank(sheet: Worksheet, row: int, column: int, text: str | None, style: Format) -> None:
    if text:
        sheet.write_string(row, column, text, style)
    else:
        sheet.write_blank(row, column, None, style)


_COUNTED = (
    PlaceStatus.NOMINATED,
    PlaceStatus.RESERVED,
    PlaceStatus.CONSUMED,
    PlaceStatus.FORFEITED,
    PlaceStatus.RELEASED,
    PlaceStatus.WITHDRAWN,
)


def _summary(sheet: Worksheet, styles: Styles, board: QuotaBoardSheet, row: int) -> int:
    """Limit and balance stand in the ledger's own columns. Returns the row after the summary."""
    sheet.merge_range(row, 0, row, 2, "汇总", styles.head)
    words = ("上限", *(STATUS_WORDS[status] for status in _COUNTED), "余额")
    for column, word in enumerate(words, 3):
        sheet.write_string(row, column, word, styles.head)
    for department in board.departments:
        row += 1
        _totals(sheet, styles, row, department)
    everybody = tuple(place for department in board.departments for place in department.places)
    _totals(sheet, styles, row + 1, DepartmentLedger("全市", board.city_limit, everybody))
    return row + 2


def _totals(sheet: Worksheet, styles: Styles, row: int, department: DepartmentLedger) -> None:
    sheet.merge_range(row, 0, row, 2, department.name, styles.centred)
    counts = (department.count(status) for status in _COUNTED)
    for column, figure in enumerate((department.limit, *counts, department.free), 3):
        sheet.write_number(row, column, figure, styles.total)
