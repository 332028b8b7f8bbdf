"""One line of an enterprise list, read cell by cell (名单的一行)."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from documents import enterprise_list_columns as column
from documents.findings import Finding
from documents.listed_people import ListedPrincipal, ListedSpecialist, role_of
from documents.tables import SERIAL, BodyRow, Head, cell_text
from domain.cadres import PartyManaged
from domain.enterprise_codes import unified_social_credit_code
from domain.errors import Invalid
from domain.fields import wrong
from domain.names import company_name, person_name, tidy
from domain.phone_numbers import phone_numbers
from domain.policy.pack import match_form
from domain.text import Text

T = TypeVar("T")

_LEFT_OPEN = frozenset(("", "/", "\\", "-", "--", "无", "暂无"))
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:T[\d:.]+)?", re.ASCII)
_DATE_IN_DIGITS = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
_MANAGED = {
    **dict.fromkeys(("是", "√", "Y", "y"), PartyManaged.YES),
    **dict.fromkeys(("否", "不是", "\u00d7", "N", "n"), PartyManaged.NO),
}
_MOST_TEXT = 500


@dataclass(frozen=True, slots=True)
class Line:
    """What one row states. A line that `continues` names one more principal of the enterprise above."""

    row: int
    name: str | None
    uscc: str | None
    area: str | None
    area_name: str | None
    industry: str | None
    listed_on: date | None
    principal: ListedPrincipal | None
    specialist: ListedSpecialist | None
    remark: str | None = field(repr=False)
    continues: bool
    faulty: bool


class LineReader:
    """Reads lines under one head, and keeps what it finds wrong or odd."""

    def __init__(self, head: Head, areas: Mapping[str, str] | None) -> None:
        self.errors: list[Finding] = []
        self.warnings: list[Finding] = []
        self._head = head
        self._areas = None if areas is None else {match_form(name): code for name, code in areas.items()}

    def read(self, row: BodyRow) -> Line:
        """The line, `faulty` where one of its cells is wrong."""
        errors_before = len(self.errors)
        return Line(
            row=row.number,
            name=self._cell(row, column.NAME, company_name),
            uscc=self._uscc(row),
            area=self._cell(row, column.AREA, self._area),
            area_name=self._cell(row, column.AREA, _text),
            industry=self._cell(row, column.INDUSTRY, _text),
            listed_on=self._cell(row, column.LISTED_ON, _day),
            principal=self._principal(row),
            specialist=self._specialist(row),
            remark=self._cell(row, column.REMARK, _text),
            continues=self._continues(row),
            faulty=len(self.errors) > errors_before,  # last, when every cell has been read
        )

    def err(self, row: int, key: str, code: str, text: Text) -> None:
        self.errors.append(self._finding(row, key, code, text))

    def warn(self, row: int, key: str, code: str, text: Text) -> None:
        self.warnings.append(self._finding(row, key, code, text))

    def _finding(self, row: int, key: str, code: str, text: Text) -> Finding:
        return Finding(code, text, row=row, column=self._head.title(key), sheet=self._head.sheet)

    def _uscc(self, row: BodyRow) -> str | None:
        read = self._cell(row, column.USCC, unified_social_credit_code)
        if read is None:
            return None
        for warning in read.warnings:
            self.warn(row.number, column.USCC, warning.code, warning.text)
        return read.code

    def _area(self, name: str) -> str | None:
        if self._areas is None:
            return None
        code = self._areas.get(match_form(name))
        if code is None:
            raise wrong(
                "area", "area_unknown", Text("不是本市的区县（功能区）", "this is no area of the city")
            )
        return code

    def _principal(self, row: BodyRow) -> ListedPrincipal | None:
        name = self._cell(row, column.PRINCIPAL, person_name)
        title = self._cell(row, column.PRINCIPAL_TITLE, _text)
        phones = self._cell(row, column.PRINCIPAL_PHONE, phone_numbers) or ()
        managed = self._cell(row, column.PARTY_MANAGED, _managed) or PartyManaged.UNKNOWN
        if name is None:
            self._must_not_dangle(row, column.PRINCIPAL, title or phones)
            return None
        return ListedPrincipal(row.number, name, title, role_of(title), phones, managed)

    def _specialist(self, row: BodyRow) -> ListedSpecialist | None:
        name = self._cell(row, column.SPECIALIST, person_name)
        phones = self._cell(row, column.SPECIALIST_PHONE, phone_numbers) or ()
        if name is None:
            self._must_not_dangle(row, column.SPECIALIST, phones)
            return None
        return ListedSpecialist(name, phones)

    def _must_not_dangle(self, row: BodyRow, key: str, stated: object) -> None:
        """A post or a telephone number without the person whose it is."""
        if stated and not self._states(row, key):
            self.err(row.number, key, "missing", Text("姓名为空", "the name is missing"))

    def _continues(self, row: BodyRow) -> bool:
        """Whether the row names a principal of the enterprise above, without merged cells to say so."""
        if self._states(row, column.NAME):
            return False
        if self._states(row, column.PRINCIPAL) and not (
            self._states(row, column.USCC) or self._states(row, SERIAL)
        ):
            text = Text(
                "未填企业，按上一行企业的负责人读入", "no enterprise stated: read as of the one above"
            )
            self.warn(row.number, column.NAME, "row_continues", text)
            return True
        self.err(row.number, column.NAME, "missing", Text("企业名称为空", "the enterprise's name is missing"))
        return False

    def _cell(self, row: BodyRow, key: str, read: Callable[[str], T]) -> T | None:
        """What the cell states; None where it is left open, or wrong, which is noted."""
        cell = row.cells.get(key, "")
        if cell == "":
            return None
        text = cell_text(cell)
        if text is None:
            self.err(row.number, key, "digits_lost", _DIGITS_LOST)
            return None
        if tidy(text) in _LEFT_OPEN:
            return None
        try:
            return read(text)
        except Invalid as refused:
            for error in refused.errors:
                self.err(row.number, key, error.code, error.text)
            return None

    def _states(self, row: BodyRow, key: str) -> bool:
        return tidy(str(row.cells.get(key, ""))) not in _LEFT_OPEN


_DIGITS_LOST = Text(
    "号码被Excel改成了数值，末几位已丢失，请将该列设为文本格式后重新填写",
    "Excel made a number of it and lost its last digits: format the column as text and fill it in again",
)


def _text(text: str) -> str:
    short = tidy(text)
    if len(short) > _MOST_TEXT:
        raise wrong(
            "text", "text_length", Text(f"超过{_MOST_TEXT}字", f"there are more than {_MOST_TEXT} characters")
        )
    return short


def _day(text: str) -> date:
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


def _managed(text: str) -> PartyManaged:
    managed = _MANAGED.get(tidy(text))
    if managed is None:
        raise wrong("party_managed", "yes_or_no", Text("请填“是”或“否”", "state 是 or 否"))
    return managed
