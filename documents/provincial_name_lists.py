"""The list of names that goes to the province with a batch, and that it sends back with its results (推荐名单、结果回执).

    名单 ── the city writes it ──> the province fills in 省级结果 and 结果说明 ──> read again, a result per row

The sheet is the same both ways, so that nobody types a number of a case again. Every row names its case by the number
that this system gave it; what else stands in it is for people.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped] # it ships no types

from documents.cells import CellReader, text_in
from documents.findings import Finding
from documents.office_sheets import Page, Styles, office_sheet
from documents.tables import BodyRow, Head, Heading, Vocabulary, body, find_head
from documents.unread import not_read
from documents.workbooks import Limits, Sheet, read_workbook
from domain.cases import ProvincialResult
from domain.fields import wrong
from domain.names import tidy
from domain.text import Text

CASE, RESULT, NOTE = "case", "result", "note"
RESULT_WORDS = {
    ProvincialResult.APPROVED: "通过",
    ProvincialResult.RETURNED: "退回",
    ProvincialResult.REJECTED: "不通过",
}
_ALSO = {
    "同意": ProvincialResult.APPROVED,
    "不同意": ProvincialResult.REJECTED,
    "退回补正": ProvincialResult.RETURNED,
}
_TITLES = {CASE: "系统编号", RESULT: "省级结果", NOTE: "结果说明"}
_HEAD_ROW = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedCase:
    """A row of the list; personal data are masked already if the list is."""

    case_id: UUID
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


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """What the province answered about one case, and the row in which it stands."""

    row: int
    case_id: UUID
    result: ProvincialResult
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultsRead:
    """What was read. While there are errors nothing is to be transcribed."""

    rows: tuple[ResultRow, ...]
    warnings: tuple[Finding, ...]
    errors: tuple[Finding, ...]


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
    Column("申报编号", 20, lambda case: case.case_number),
    Column(_TITLES[CASE], 40, lambda case: str(case.case_id)),
)
_RESULT_AT = 1 + len(COLUMNS)


def name_list(listed: NameList) -> bytes:
    """The list as a workbook, with columns for the province to fill in."""
    page = Page(
        name="推荐名单",
        title=listed.title,
        widths=(6, *(column.width for column in COLUMNS), 12, 36),
        head_row=_HEAD_ROW,
        created_at=listed.created_at,
    )
    return office_sheet(page, lambda sheet, styles: _fill(sheet, styles, listed))


def _fill(sheet: Worksheet, styles: Styles, listed: NameList) -> None:
    sheet.write_string(1, 0, f"推荐单位：{listed.office}", styles.line)
    sheet.write_string(1, 5, f"文号：{listed.letter}", styles.line)
    heads = ("序号", *(column.words for column in COLUMNS), _TITLES[RESULT], _TITLES[NOTE])
    for at, words in enumerate(heads):
        sheet.write_string(_HEAD_ROW, at, words, styles.head)
    for number, case in enumerate(listed.cases, 1):
        row = _HEAD_ROW + number
        sheet.write_number(row, 0, number, styles.number)
        for at, column in enumerate(COLUMNS, 1):
            sheet.write_string(row, at, column.value(case), styles.text)
        sheet.write_blank(row, _RESULT_AT, None, styles.centred)
        sheet.write_blank(row, _RESULT_AT + 1, None, styles.text)
    last = _HEAD_ROW + max(1, len(listed.cases))
    choice = {"validate": "list", "source": [*RESULT_WORDS.values()]}
    sheet.data_validation(_HEAD_ROW + 1, _RESULT_AT, last, _RESULT_AT, choice)


def read_results(
    content: bytes,
    filename: str,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> ResultsRead:
    """Read the list as it came back. Raises `Invalid` where there is none in the file."""
    workbook = read_workbook(content, filename, limits)
    found = [(sheet, head) for sheet in workbook.sheets if (head := find_head(sheet, _VOCABULARY))]
    if len(found) != 1:
        raise wrong("file", "head_not_found", HEAD_NOT_FOUND)
    [(sheet, head)] = found
    reader = CellReader(head)
    rows = _rows(sheet, head, reader)
    warnings = [*not_read(workbook, found), *reader.warnings]
    return ResultsRead(
        rows=rows,
        warnings=tuple(one for one in warnings if one.code != "column_not_read"),  # the city's own columns
        errors=tuple(reader.errors),
    )


def _rows(sheet: Sheet, head: Head, reader: CellReader) -> tuple[ResultRow, ...]:
    seen: dict[UUID, int] = {}
    rows: list[ResultRow] = []
    for row in body(sheet, head, reader.warnings):
        read = _row(row, reader)
        if read is None:
            continue
        if read.case_id in seen:
            reader.err(row.number, CASE, "stated_twice", STATED_TWICE.filled(row=seen[read.case_id]))
        seen[read.case_id] = row.number
        rows.append(read)
    return tuple(rows)


def _row(row: BodyRow, reader: CellReader) -> ResultRow | None:
    """The result of a row; None where it is wrong, or where the province has not answered yet."""
    case_id = reader.cell(row, CASE, _case_in)
    result = reader.cell(row, RESULT, _result_in)
    note = reader.cell(row, NOTE, text_in)
    if case_id is None and not reader.states(row, CASE):
        reader.err(row.number, CASE, "case_missing", CASE_MISSING)
    if result is None and not reader.states(row, RESULT):
        reader.warn(row.number, RESULT, "not_answered", NOT_ANSWERED)
    if result not in {None, ProvincialResult.APPROVED} and note is None:
        reader.err(row.number, NOTE, "reason_missing", REASON_MISSING)
    if case_id is None or result is None:
        return None
    return ResultRow(row=row.number, case_id=case_id, result=result, note=note)


def _case_in(text: str) -> UUID:
    try:
        return UUID(tidy(text))
    except ValueError:
        raise wrong("case", "not_a_case_number", NOT_A_CASE) from None


def _result_in(text: str) -> ProvincialResult:
    known = {words: result for result, words in RESULT_WORDS.items()} | _ALSO
    if (result := known.get(tidy(text))) is None:
        raise wrong("result", "not_a_result", NOT_A_RESULT)
    return result


def _recognise(headings: Sequence[Heading]) -> dict[str, int]:
    key_of = {title: key for key, title in _TITLES.items()}
    return {key_of[upper]: at for at, (upper, _) in enumerate(headings) if upper in key_of}


_VOCABULARY = Vocabulary(CASE, _recognise, frozenset())

HEAD_NOT_FOUND = Text(
    "应有且只有一个工作表，其表头有“系统编号”和“省级结果”列",
    "there has to be one sheet whose head has the columns 系统编号 and 省级结果",
)
CASE_MISSING = Text("未填系统编号", "the number of the case is missing")
NOT_A_CASE = Text("不是系统编号", "this is no number of a case")
NOT_A_RESULT = Text("应为通过、退回或不通过", "must be 通过, 退回 or 不通过")
NOT_ANSWERED = Text("尚无结果，未读入", "there is no result yet: not read")
REASON_MISSING = Text("退回或不通过须说明理由", "a case that was returned or rejected needs a reason")
STATED_TWICE = Text("与第{row}行是同一申报", "this is the case of row {row}")
