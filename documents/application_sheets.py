"""A sheet of card applications (人才卡申报汇总表): one draft per row, with what the form asks for in its own columns.

The columns are called what the form calls its fields, so that each route's sheet is that of its form. A row that cannot
be read is no error of the file: it is refused by itself when the others are carried out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from documents.cells import CellReader, day_in, text_in
from documents.findings import Finding
from documents.tables import SERIAL, BodyRow, Head, Heading, Vocabulary, body, find_head, word
from documents.unread import not_read
from documents.workbooks import Cell, Limits, read_workbook
from domain.enterprise_codes import unified_social_credit_code
from domain.fields import wrong
from domain.text import Text

USCC, TALENT = "uscc", "talent"
DAYS = frozenset({"birth_date", "pledged_on"})  # facts that are a day
MONTHS = frozenset(
    {"graduated_on", "introduced_on", "planned_introduction_on"}
)  # and a month, which stays as it is written

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    SERIAL: ("序号", "编号"),
    USCC: ("统一社会信用代码", "社会信用代码", "信用代码"),
    TALENT: ("人才编号",),
}


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """The case of an enterprise for a person; `form` has the stated facts by name, `faults` what cannot be read."""

    row: int
    uscc: str | None
    talent: str | None
    form: Mapping[str, str] = field(repr=False)
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ApplicationSheet:
    """What was read, and what of the file was not."""

    rows: tuple[ApplicationRow, ...]
    warnings: tuple[Finding, ...]


def read_application_sheet(
    content: bytes,
    filename: str,
    *,
    fields: Mapping[str, str],
    sheet: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> ApplicationSheet:
    """Read the sheet; `fields` gives the fact's name for every field of the form, by what the form calls it.

    Raises `Invalid` where there is no such sheet: another kind of file, too large, locked, without a head.
    """
    workbook = read_workbook(content, filename, limits)
    vocabulary = Vocabulary(USCC, _Columns(fields).recognise, frozenset())
    found = [
        (table, head)
        for table in workbook.sheets
        if (head := find_head(table, vocabulary)) and sheet in {None, table.name}
    ]
    if len(found) != 1:
        raise wrong("file", "head_not_found", HEAD_NOT_FOUND)
    [(table, head)] = found
    reader = _RowReader(head, frozenset(fields.values()))
    rows = tuple(reader.read(row) for row in body(table, head, reader.warnings))
    if not rows:
        raise wrong("file", "nothing_stated", NOTHING_STATED)
    return ApplicationSheet(rows, (*not_read(workbook, found), *reader.warnings))


class _Columns:
    """Which column is which: the fixed ones, and a field of the form for each of its own words."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        self._key_of = {word(words): fact for words, fact in fields.items()} | {
            words: key for key, alike in _HEADINGS.items() for words in alike
        }

    def recognise(self, headings: Sequence[Heading]) -> dict[str, int]:
        """The first column of each key."""
        found: dict[str, int] = {}
        for at, heading in enumerate(headings):
            key = self._key_of.get(heading.lower or heading.upper)
            if key is not None:
                found.setdefault(key, at)
        return found


class _RowReader(CellReader):
    """Reads rows under one head."""

    def __init__(self, head: Head, facts: frozenset[str]) -> None:
        super().__init__(head)
        self._facts = [key for key in head.columns if key in facts]

    def read(self, row: BodyRow) -> ApplicationRow:
        """The row's draft, and what is wrong with it."""
        before = len(self.errors)
        if not self.states(row, USCC):
            self.err(row.number, USCC, "missing", MISSING)
        uscc = self.cell(row, USCC, unified_social_credit_code)
        talent = self.cell(row, TALENT, text_in) if TALENT in self._head.columns else None
        form = {fact: said for fact in self._facts if (said := self._said(row, fact)) is not None}
        return ApplicationRow(
            row.number, uscc.code if uscc else None, talent, form, tuple(self.errors[before:])
        )

    def _said(self, row: BodyRow, fact: str) -> str | None:
        if fact in DAYS:
            day = self.cell(row, fact, day_in)
            return None if day is None else day.isoformat()
        if fact in MONTHS and _may_be_two_months(row.cells.get(fact, "")):
            self.err(row.number, fact, "digits_lost", MONTH_LOST)
            return None
        return self.cell(row, fact, text_in)


def _may_be_two_months(cell: Cell) -> bool:
    """Whether it is a number such as 2020.1, which Excel makes of 2020.1 and of 2020.10."""
    return isinstance(cell, float) and repr(cell).endswith(".1")


MONTH_LOST = Text(
    "Excel将年月改成了数值，无法区分1月和10月，请将该列设为文本格式后重新填写",
    "Excel made a number of the month, January or October: format the column as text and fill it in again",
)
MISSING = Text("未填写", "this is missing")
NOTHING_STATED = Text("表头下没有内容", "there is nothing below the head")
HEAD_NOT_FOUND = Text(
    "应有且只有一个工作表，其表头有“统一社会信用代码”列和登记表的栏目",
    "there has to be one sheet whose head has a column 统一社会信用代码 and fields of the form",
)
