"""Reading the cells of a table, and keeping what is wrong or odd in them (单元格)."""

import re
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from documents.findings import Finding
from documents.tables import BodyRow, Head, cell_text
from domain.errors import Invalid
from domain.fields import wrong
from domain.names import tidy
from domain.text import Text

T = TypeVar("T")

_LEFT_OPEN = frozenset(("", "/", "\\", "-", "--", "无", "暂无"))
_FAILED = re.compile(r"#(?:N/A|[A-Z]+(?:/0)?[!?]|GETTING_DATA)")
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:T[\d:.]+)?", re.ASCII)
_DATE_IN_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MOST_TEXT = 500


class CellReader:
    """Reads cells under one head; what it finds wrong or odd stands in `errors` and `warnings`."""

    def __init__(self, head: Head) -> None:
        self.errors: list[Finding] = []
        self.warnings: list[Finding] = []
        self._head = head

    def err(self, row: int, key: str, code: str, text: Text) -> None:
        self.errors.append(self._finding(row, key, code, text))

    def warn(self, row: int, key: str, code: str, text: Text) -> None:
        self.warnings.append(self._finding(row, key, code, text))

    def cell(self, row: BodyRow, key: str, read: Callable[[str], T]) -> T | None:
        """What the cell states; None where it is left open, or wrong, which is noted."""
        cell = row.cells.get(key, "")
        if cell == "":
            return None
        text = cell_text(cell)
        if text is None:
            self.err(row.number, key, "digits_lost", _DIGITS_LOST)
            return None
        if _FAILED.fullmatch(text):
            self.err(row.number, key, "formula_failed", _FORMULA_FAILED)
            return None
        if tidy(text) in _LEFT_OPEN:
            return None
        try:
            return read(text)
        except Invalid as refused:
            for error in refused.errors:
                self.err(row.number, key, error.code, error.text)
            return None

    def states(self, row: BodyRow, key: str) -> bool:
        """Whether something stands in the cell, right or wrong."""
        return tidy(str(row.cells.get(key, ""))) not in _LEFT_OPEN

    def _finding(self, row: int, key: str, code: str, text: Text) -> Finding:
        return Finding(code, text, row=row, column=self._head.title(key), sheet=self._head.sheet)


def text_in(text: str) -> str:
    """The text as one would retype it. Raises `Invalid`."""
    short = tidy(text)
    if len(short) > _MOST_TEXT:
        raise wrong(
            "text", "text_length", Text(f"超过{_MOST_TEXT}字", f"there are more than {_MOST_TEXT} characters")
        )
    return short


def day_in(text: str) -> date:
    """The day, in any of the ways in which offices write one. Raises `Invalid`."""
    plain = tidy(text).replace(" ", "")
    parts = _DATE.fullmatch(plain) or _DATE_IN_DIGITS.fullmatch(plain)
    try:
        year, month, day = map(int, parts.groups() if parts else ())
        return date(year, month, day)
    except ValueError:
        raise wrong(
            "date",
            "date_form",
            Text("不是日期，请填到日，如2025-01-02", "this is no day, such as 2025-01-02"),
        ) from None


_FORMULA_FAILED = Text(
    "公式出错（如#N/A）或尚未计算，请改为应填的内容",
    "a formula has failed, as #N/A says, or was never calculated: state what belongs here",
)
_DIGITS_LOST = Text(
    "号码被Excel改成了数值，末几位已丢失，请将该列设为文本格式后重新填写",
    "Excel made a number of it and lost its last digits: format the column as text and fill it in again",
)
