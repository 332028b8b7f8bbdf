"""One line of an enterprise list, read cell by cell (名单的一行)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from documents import enterprise_list_columns as column
from documents.cells import CellReader, day_in, text_in
from documents.listed_people import ListedPrincipal, ListedSpecialist, role_of
from documents.tables import SERIAL, BodyRow, Head
from domain.cadres import PartyManaged
from domain.enterprise_codes import unified_social_credit_code
from domain.fields import wrong
from domain.names import company_name, person_name, tidy
from domain.phone_numbers import phone_numbers
from domain.policy.pack import match_form
from domain.text import Text

_MANAGED = {
    **dict.fromkeys(("是", "√", "Y", "y"), PartyManaged.YES),
    **dict.fromkeys(("否", "不是", "\u00d7", "N", "n"), PartyManaged.NO),
}


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


class LineReader(CellReader):
    """Reads lines under one head, and keeps what it finds wrong or odd."""

    def __init__(self, head: Head, areas: Mapping[str, str] | None) -> None:
        super().__init__(head)
        self._areas = None if areas is None else {match_form(name): code for name, code in areas.items()}

    def read(self, row: BodyRow) -> Line:
        """The line, `faulty` where one of its cells is wrong."""
        errors_before = len(self.errors)
        area_name = self.cell(row, column.AREA, text_in)
        return Line(
            row=row.number,
            name=self.cell(row, column.NAME, company_name),
            uscc=self._uscc(row),
            area=None if area_name is None else self.cell(row, column.AREA, self._area),
            area_name=area_name,
            industry=self.cell(row, column.INDUSTRY, text_in),
            listed_on=self.cell(row, column.LISTED_ON, day_in),
            principal=self._principal(row),
            specialist=self._specialist(row),
            remark=self.cell(row, column.REMARK, text_in),
            continues=self._continues(row),
            faulty=len(self.errors) > errors_before,  # last, when every cell has been read
        )

    def _uscc(self, row: BodyRow) -> str | None:
        read = self.cell(row, column.USCC, unified_social_credit_code)
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
        name = self.cell(row, column.PRINCIPAL, person_name)
        title = self.cell(row, column.PRINCIPAL_TITLE, text_in)
        phones = self.cell(row, column.PRINCIPAL_PHONE, phone_numbers) or ()
        managed = self.cell(row, column.PARTY_MANAGED, _managed) or PartyManaged.UNKNOWN
        if name is None:
            self._must_not_dangle(row, column.PRINCIPAL, title or phones)
            return None
        return ListedPrincipal(row.number, name, title, role_of(title), phones, managed)

    def _specialist(self, row: BodyRow) -> ListedSpecialist | None:
        name = self.cell(row, column.SPECIALIST, person_name)
        phones = self.cell(row, column.SPECIALIST_PHONE, phone_numbers) or ()
        if name is None:
            self._must_not_dangle(row, column.SPECIALIST, phones)
            return None
        return ListedSpecialist(name, phones)

    def _must_not_dangle(self, row: BodyRow, key: str, stated: object) -> None:
        """A post or a telephone number without the person whose it is."""
        if stated and not self.states(row, key):
            self.err(row.number, key, "missing", Text("姓名为空", "the name is missing"))

    def _continues(self, row: BodyRow) -> bool:
        """Whether the row names a principal of the enterprise above, without merged cells to say so."""
        if self.states(row, column.NAME):
            return False
        if self.states(row, column.PRINCIPAL) and not (
            self.states(row, column.USCC) or self.states(row, SERIAL)
        ):
            text = Text(
                "未填企业，按上一行企业的负责人读入", "no enterprise stated: read as of the one above"
            )
            self.warn(row.number, column.NAME, "row_continues", text)
            return True
        self.err(row.number, column.NAME, "missing", Text("企业名称为空", "the enterprise's name is missing"))
        return False


def _managed(text: str) -> PartyManaged:
    managed = _MANAGED.get(tidy(text))
    if managed is None:
        raise wrong("party_managed", "yes_or_no", Text("请填“是”或“否”", "state 是 or 否"))
    return managed
