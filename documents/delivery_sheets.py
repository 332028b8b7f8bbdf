"""The sheet on which holders sign for their cards (人才卡领取登记表): one delivery per row.

A row that cannot be read is no error of the file: it is refused by itself when the others are carried out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from documents.cells import CellReader, day_in, text_in
from documents.findings import Finding
from documents.tables import SERIAL, BodyRow, Heading, Vocabulary, body, find_head
from documents.unread import not_read
from documents.workbooks import Limits, read_workbook
from domain.cards import Recipient
from domain.fields import wrong
from domain.names import person_name
from domain.text import Text

CARD, RECIPIENT, RECEIVED_BY, RECEIVED_ON = "card", "recipient", "received_by", "received_on"

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    SERIAL: ("序号", "编号"),
    CARD: ("卡号", "人才卡号", "卡片编号"),
    RECIPIENT: ("领取方式", "领取人类别", "领取人身份"),
    RECEIVED_BY: ("签收人", "领取人", "领卡人"),
    RECEIVED_ON: ("领取日期", "签收日期", "领卡日期"),
}
_RECIPIENTS = {
    **dict.fromkeys(("本人", "本人领取"), Recipient.HOLDER),
    **dict.fromkeys(("服务专员", "单位服务专员", "专员代领"), Recipient.SPECIALIST),
    **dict.fromkeys(("受托人", "委托代领", "代领"), Recipient.AGENT),
}


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """One card by its number, and who signed for it when; `faults` are the cells that cannot be read."""

    row: int
    card: str | None
    facts: Mapping[str, str] = field(repr=False)
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class DeliverySheet:
    """What was read, and what of the file was not."""

    rows: tuple[DeliveryRow, ...]
    warnings: tuple[Finding, ...]


def read_delivery_sheet(
    content: bytes,
    filename: str,
    *,
    sheet: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> DeliverySheet:
    """Read the sheet. Raises `Invalid` where there is none: another kind of file, too large, without a head."""
    workbook = read_workbook(content, filename, limits)
    found = [
        (table, head)
        for table in workbook.sheets
        if (head := find_head(table, VOCABULARY)) and sheet in {None, table.name}
    ]
    if len(found) != 1:
        raise wrong("file", "head_not_found", HEAD_NOT_FOUND)
    [(table, head)] = found
    reader = _RowReader(head)
    rows = tuple(reader.read(row) for row in body(table, head, reader.warnings))
    if not rows:
        raise wrong("file", "nothing_stated", NOTHING_STATED)
    return DeliverySheet(rows, (*not_read(workbook, found), *reader.warnings))


class _RowReader(CellReader):
    """Reads rows under one head."""

    def read(self, row: BodyRow) -> DeliveryRow:
        """The row's delivery, and what is wrong with it."""
        before = len(self.errors)
        card = self._needed(row, CARD)
        facts = {}
        if (words := self._needed(row, RECIPIENT)) is not None:
            recipient = _RECIPIENTS.get(words)
            if recipient is None:
                self.err(row.number, RECIPIENT, "word_unknown", UNKNOWN.filled(words="、".join(_RECIPIENTS)))
            else:
                facts["recipient"] = recipient.value
        if (name := self._signed(row)) is not None:
            facts["received_by"] = name
        if RECEIVED_ON in self._head.columns and (day := self.cell(row, RECEIVED_ON, day_in)):
            facts["effective_on"] = day.isoformat()
        return DeliveryRow(row.number, card, facts, tuple(self.errors[before:]))

    def _needed(self, row: BodyRow, key: str) -> str | None:
        if not self.states(row, key):
            self.err(row.number, key, "missing", MISSING)
            return None
        return self.cell(row, key, text_in)

    def _signed(self, row: BodyRow) -> str | None:
        if not self.states(row, RECEIVED_BY):
            self.err(row.number, RECEIVED_BY, "missing", MISSING)
            return None
        return self.cell(row, RECEIVED_BY, person_name)


def _recognise(headings: Sequence[Heading]) -> dict[str, int]:
    key_of = {words: key for key, alike in _HEADINGS.items() for words in alike}
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        key = key_of.get(heading.lower or heading.upper)
        if key is not None:
            found.setdefault(key, at)
    needed = {CARD, RECIPIENT, RECEIVED_BY}
    return found if needed <= found.keys() else {}


VOCABULARY = Vocabulary(CARD, _recognise, frozenset())

MISSING = Text("未填写", "this is missing")
UNKNOWN = Text("应为：{words}", "must be one of: {words}")
NOTHING_STATED = Text("表头下没有内容", "there is nothing below the head")
HEAD_NOT_FOUND = Text(
    "应有且只有一个工作表，其表头有“卡号”“领取方式”“签收人”列",
    "there has to be one sheet whose head has the columns 卡号, 领取方式 and 签收人",
)
