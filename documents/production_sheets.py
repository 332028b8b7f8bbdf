"""The sheets of a production batch: what the maker is to print (制卡名单), and who signs for what came (领取登记表).

The second is the very sheet that `documents/delivery_sheets.py` reads when it comes back filled in: a bulk job then
puts every delivery on record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped] # it ships no types

from documents.days import day_in_words
from documents.office_sheets import ROW_HEIGHT, Page, Styles, height_of, office_sheet

RECIPIENTS = ("本人", "服务专员", "受托人")
TO_FILL_IN = (("领取方式", 14.0), ("签收人", 16.0), ("领取日期", 18.0))
UNTIL_ARRIVAL = "到岗确认后另行确定"
_HEAD_ROW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCard:
    """A card of the batch; the holder's name is masked already if the sheet is. `code` is what its QR code says."""

    card_number: str
    holder: str
    issued_on: date | None
    valid_to: date | None
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductionSheet:
    """What both sheets have: whose batch it is, under which paper it was ordered, and the cards."""

    card_type: str
    issuer: str
    order: str
    created_at: datetime
    cards: tuple[ListedCard, ...]
    is_masked: bool

    def titled(self, words: str) -> str:
        """The title of a sheet of the batch."""
        return f"“{self.card_type}”{words}" + ("（脱敏件）" if self.is_masked else "")


class Column(NamedTuple):
    """Its head, its width, and what a card says in it."""

    words: str
    width: float
    value: Callable[[ListedCard], str]


NUMBER = Column("卡号", 22, lambda card: card.card_number)
HOLDER = Column("姓名", 16, lambda card: card.holder)
VALID_TO = Column(
    "有效期止", 22, lambda card: day_in_words(card.valid_to) if card.valid_to else UNTIL_ARRIVAL
)
ISSUED_ON = Column("发卡日期", 18, lambda card: day_in_words(card.issued_on) if card.issued_on else "")
CODE = Column("二维码内容", 60, lambda card: card.code)
FOR_MAKER = (NUMBER, HOLDER, ISSUED_ON, VALID_TO, CODE)
FOR_HOLDERS = (NUMBER, HOLDER, VALID_TO)


def production_list(sheet: ProductionSheet) -> bytes:
    """What the maker prints on each card."""
    page = _page("制卡名单", sheet, FOR_MAKER)
    return office_sheet(page, lambda into, styles: _fill(into, styles, sheet, FOR_MAKER))


def delivery_sheet(sheet: ProductionSheet) -> bytes:
    """The cards that have come, with columns in which their holders sign."""
    page = _page("领取登记表", sheet, FOR_HOLDERS, TO_FILL_IN)

    def fill(into: Worksheet, styles: Styles) -> None:
        _fill(into, styles, sheet, FOR_HOLDERS)
        _to_fill_in(into, styles, sheet)

    return office_sheet(page, fill)


def _page(
    name: str, sheet: ProductionSheet, columns: tuple[Column, ...], more: tuple[tuple[str, float], ...] = ()
) -> Page:
    widths = (6.0, *(column.width for column in columns), *(width for _, width in more))
    title = sheet.titled(name)
    return Page(name=name, title=title, widths=widths, head_row=_HEAD_ROW, created_at=sheet.created_at)


def _fill(into: Worksheet, styles: Styles, sheet: ProductionSheet, columns: tuple[Column, ...]) -> None:
    into.write_string(1, 0, f"发卡机关：{sheet.issuer}", styles.line)
    into.write_string(1, 2, f"文号：{sheet.order}", styles.line)
    for at, words in enumerate(("序号", *(column.words for column in columns))):
        into.write_string(_HEAD_ROW, at, words, styles.head)
    for number, card in enumerate(sheet.cards, 1):
        texts = ((column.value(card), column.width) for column in columns)
        into.set_row(_HEAD_ROW + number, height_of(texts, ROW_HEIGHT))
        into.write_number(_HEAD_ROW + number, 0, number, styles.number)
        for at, column in enumerate(columns, 1):
            into.write_string(_HEAD_ROW + number, at, column.value(card), styles.text)


def _to_fill_in(into: Worksheet, styles: Styles, sheet: ProductionSheet) -> None:
    first = 1 + len(FOR_HOLDERS)
    for at, (words, _) in enumerate(TO_FILL_IN, first):
        into.write_string(_HEAD_ROW, at, words, styles.head)
        for number in range(1, 1 + len(sheet.cards)):
            into.write_blank(_HEAD_ROW + number, at, None, styles.text)
    last = _HEAD_ROW + len(sheet.cards)
    into.data_validation(_HEAD_ROW + 1, first, last, first, {"validate": "list", "source": [*RECIPIENTS]})
