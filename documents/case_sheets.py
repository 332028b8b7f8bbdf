"""Sheets that decide about many cases at once (批量办理表): the province's results, reviews, checks by a second officer.

    file ─read_workbook─> sheet ─find_head─> table ─> one command per row, or the faults for which it cannot be read

The list that went to the province with a batch and came back with its results is such a sheet, too. Which of the
three it is, the column says that holds the decision. A row with faults is no error of the file: it is
refused by itself when the others are carried out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from documents.cells import CellReader, text_in
from documents.findings import Finding
from documents.tables import SERIAL, BodyRow, Head, Vocabulary, body, find_head
from documents.unread import not_read
from documents.workbooks import Limits, Sheet, Workbook, read_workbook
from domain.cases import ProvincialResult
from domain.fields import wrong
from domain.names import tidy
from domain.text import Text

CASE, RESULT, REVIEW, CHECK = "case", "result", "review", "check"
TO_STEP, REASON = "to_step", "reason"

_HEADINGS: Mapping[str, tuple[str, ...]] = {
    SERIAL: ("序号", "编号"),
    CASE: ("受理号", "受理编号", "申报编号", "案件编号"),
    RESULT: ("省级结果", "审批结果", "省审批结果", "结果"),
    REVIEW: ("审核意见", "办理意见", "审核结果"),
    CHECK: ("核对意见", "核对结果", "复核意见"),
    TO_STEP: ("退回环节", "退回至"),
    REASON: ("理由", "原因", "退回理由", "不予批准理由"),
}


class Decision(NamedTuple):
    """What a word in the deciding column asks for: a command, and what it states beside the case."""

    command: str
    facts: Mapping[str, str] = {}


_OF_PROVINCE = {
    ProvincialResult.APPROVED: ("批准", "同意", "通过", "准予"),
    ProvincialResult.RETURNED: ("退回", "退回补正"),
    ProvincialResult.REJECTED: ("不予批准", "不批准", "不同意", "不通过", "未通过", "驳回"),
}

DECISIONS: Mapping[str, Mapping[str, Decision]] = {
    RESULT: {
        words: Decision("TranscribeResult", {"result": result.value})
        for result, alike in _OF_PROVINCE.items()
        for words in alike
    },
    REVIEW: {
        "同意": Decision("ReviewCase"),
        "退回": Decision("ReturnCase"),
        "不予推荐": Decision("NotRecommend"),
    },
    CHECK: {
        **dict.fromkeys(("一致", "无误", "核对无误"), Decision("ConfirmResult")),
        **dict.fromkeys(("不一致", "有误"), Decision("ContestResult")),
    },
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One command about a case, called by its acceptance number or id; `faults` are its fields with their codes."""

    row: int
    case: str | None
    command: str
    facts: Mapping[str, Any] = field(repr=False)
    faults: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseSheet:
    """What was read, and what of the file was not."""

    rows: tuple[CaseRow, ...]
    warnings: tuple[Finding, ...]


def read_case_sheet(
    content: bytes,
    filename: str,
    *,
    steps: Mapping[str, str],
    sheet: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> CaseSheet:
    """Read the sheet; `steps` gives the code of every step under the names that offices give it.

    Raises `Invalid` where there is no such sheet: another kind of file, too large, locked, without a head.
    """
    workbook = read_workbook(content, filename, limits)
    table, head = _the_table(workbook, sheet)
    reader = _RowReader(head, steps)
    read = [reader.read(row) for row in body(table, head, reader.warnings)]
    rows = tuple(row for row in read if row is not None)
    if not rows:
        raise wrong("file", "nothing_stated", NOTHING_STATED)
    return CaseSheet(rows, (*not_read(workbook, [(table, head)]), *reader.warnings))


class _RowReader(CellReader):
    """Reads rows under one head."""

    def __init__(self, head: Head, steps: Mapping[str, str]) -> None:
        super().__init__(head)
        [self._deciding] = _deciding(head)
        self._steps = {tidy(name): code for name, code in steps.items()}

    def read(self, row: BodyRow) -> CaseRow | None:
        """The row's command, and what is wrong with it; None where the province has not answered yet."""
        if self._deciding == RESULT and not self.states(row, RESULT):
            self.warn(row.number, RESULT, "not_answered", NOT_ANSWERED)
            return None
        before = len(self.errors)
        case = self._needed(row, CASE)
        decision = self._decision(row)
        facts = dict(decision.facts) if decision else {}
        if TO_STEP in self._head.columns and (code := self.cell(row, TO_STEP, self._step)):
            facts[TO_STEP] = code
        if REASON in self._head.columns and (reason := self.cell(row, REASON, text_in)):
            facts[REASON] = reason
        named = decision.command if decision else next(iter(DECISIONS[self._deciding].values())).command
        return CaseRow(row.number, case, named, facts, tuple(self.errors[before:]))

    def _needed(self, row: BodyRow, key: str) -> str | None:
        if not self.states(row, key):
            self.err(row.number, key, "missing", MISSING)
            return None
        return self.cell(row, key, text_in)

    def _decision(self, row: BodyRow) -> Decision | None:
        words = self._needed(row, self._deciding)
        if words is None:
            return None
        known = DECISIONS[self._deciding]
        if words not in known:
            self.err(row.number, self._deciding, "word_unknown", UNKNOWN.filled(words="、".join(known)))
        return known.get(words)

    def _step(self, text: str) -> str:
        code = self._steps.get(tidy(text))
        if code is None:
            raise wrong(TO_STEP, "step_unknown", STEP_UNKNOWN)
        return code


def _recognise(headings: Any) -> dict[str, int]:
    """The column of each key: of several that could be it, the one that is named first among its headings."""
    at = {heading.lower or heading.upper: column for column, heading in reversed([*enumerate(headings)])}
    named = {key: [words for words in alike if words in at] for key, alike in _HEADINGS.items()}
    return {key: at[found[0]] for key, found in named.items() if found}


VOCABULARY = Vocabulary(CASE, _recognise, frozenset())


def _the_table(workbook: Workbook, chosen: str | None) -> tuple[Sheet, Head]:
    heads = [(sheet, find_head(sheet, VOCABULARY)) for sheet in workbook.sheets]
    tables = [
        (sheet, head)
        for sheet, head in heads
        if head and len(_deciding(head)) == 1 and chosen in {None, sheet.name}
    ]
    if not tables:
        raise wrong("file", "head_not_found", HEAD_NOT_FOUND)
    if len(tables) > 1:
        names = "、".join(sheet.name for sheet, _ in tables)
        raise wrong("file", "several_tables", SEVERAL_TABLES.filled(names=names))
    return tables[0]


def _deciding(head: Head) -> list[str]:
    return [key for key in DECISIONS if key in head.columns]


NOT_ANSWERED = Text("尚无结果，未读入", "there is no result yet: not read")
MISSING = Text("未填写", "this is missing")
UNKNOWN = Text("应为：{words}", "must be one of: {words}")
STEP_UNKNOWN = Text("没有此办理环节", "there is no such step")
NOTHING_STATED = Text("表头下没有内容", "there is nothing below the head")
HEAD_NOT_FOUND = Text(
    "未找到表格：表头应有“受理号”列，和“省级结果”“审核意见”“核对意见”三列之一",
    "no table was found: its head has a column 受理号 and one of 省级结果, 审核意见 and 核对意见",
)
SEVERAL_TABLES = Text(
    "有多个工作表是此类表格，请指定一个：{names}", "several sheets have such a table, choose one: {names}"
)
