"""The enterprises of a list, put together from its lines (名单中的企业)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from documents import enterprise_list_columns as column
from documents.enterprise_list_lines import Line, LineReader
from documents.listed_people import ListedPrincipal, ListedSpecialist
from documents.tables import Head
from domain.names import company_match_form
from domain.text import Text


@dataclass(frozen=True, slots=True)
class ListRow:
    """One enterprise of the list; `row` is the row of its first line in the file.

    `area` is the code that the caller's mapping gives, `area_name` what the file says.
    """

    row: int
    name: str
    uscc: str | None = None
    area: str | None = None
    area_name: str | None = None
    industry: str | None = None
    listed_on: date | None = None
    principals: tuple[ListedPrincipal, ...] = ()
    specialist: ListedSpecialist | None = None
    remark: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class UnreadRow:
    """An enterprise of the list that could not be read, and by what its sender may mean one that is known.

    `codes` are those of its errors; `row` is the row of its first line.
    """

    row: int
    codes: tuple[str, ...]
    names: tuple[str, ...] = ()
    usccs: tuple[str, ...] = ()


class Enterprises:
    """Puts lines together that are of one enterprise: under merged cells, repeated, or continued."""

    def __init__(self, head: Head, reader: LineReader) -> None:
        self._head = head
        self._reader = reader
        self._all: list[_Enterprise] = []
        self._by_uscc: dict[str, _Enterprise] = {}
        self._by_name: dict[str, _Enterprise] = {}

    def add(self, line: Line) -> None:
        enterprise = self._above(line) if line.continues else self._known(line)
        if enterprise is None:
            enterprise = _Enterprise([])
            self._all.append(enterprise)
        enterprise.faulty |= line.faulty or self._disagrees(enterprise, line)
        enterprise.lines.append(line)
        if line.uscc:
            self._by_uscc.setdefault(line.uscc, enterprise)
        if line.name:
            self._by_name.setdefault(company_match_form(line.name), enterprise)

    def rows(self) -> tuple[ListRow, ...]:
        """Those in which no line is wrong and no two lines disagree."""
        return tuple(self._row(enterprise) for enterprise in self._all if enterprise.sound)

    def unread(self) -> tuple[UnreadRow, ...]:
        """The others, of which something may be known all the same."""
        found: dict[int, list[str]] = {}
        for error in self._reader.errors:
            found.setdefault(error.row or 0, []).append(error.code)
        return tuple(_unread(enterprise, found) for enterprise in self._all if not enterprise.sound)

    def must_state_areas(self) -> None:
        """Note an error for every enterprise whose area is left open."""
        for enterprise in self._all:
            if enterprise.fact("area_name") is None:
                enterprise.faulty = True
                self._reader.err(enterprise.lines[0].row, column.AREA, "missing", _AREA_MISSING)

    def _above(self, line: Line) -> "_Enterprise | None":
        if not self._all:
            text = Text("上方没有企业", "there is no enterprise above")
            self._reader.err(line.row, column.NAME, "missing", text)
        return self._all[-1] if self._all else None

    def _known(self, line: Line) -> "_Enterprise | None":
        by_code = self._by_uscc.get(line.uscc) if line.uscc else None
        return by_code or (self._by_name.get(company_match_form(line.name)) if line.name else None)

    def _disagrees(self, enterprise: "_Enterprise", line: Line) -> bool:
        """Whether the line states another name, code, area or specialist than those before it: an error."""
        others = _ONE_OF_EACH if enterprise.lines else ()
        key = next((key for key in others if enterprise.differs(key, line)), None)
        if key is None:
            return False
        zh, en = _ONE_OF_EACH[key]
        first = enterprise.lines[0].row
        text = Text(
            f"与第{first}行为同一企业而{zh}不同", f"another {en} than in row {first} for one enterprise"
        )
        self._reader.err(line.row, key, f"other_{key}", text)
        return True

    def _row(self, enterprise: "_Enterprise") -> ListRow:
        principals = tuple(self._principals(enterprise))
        self._warn_of_gaps(enterprise, principals)
        return ListRow(
            row=enterprise.lines[0].row,
            name=enterprise.fact("name"),
            uscc=enterprise.fact("uscc"),
            area=enterprise.fact("area"),
            area_name=enterprise.fact("area_name"),
            industry=enterprise.fact("industry"),
            listed_on=enterprise.fact("listed_on"),
            principals=principals,
            specialist=enterprise.fact("specialist"),
            remark=enterprise.fact("remark"),
        )

    def _principals(self, enterprise: "_Enterprise") -> Iterator[ListedPrincipal]:
        rows: dict[str, int] = {}
        for principal in enterprise.stated("principal"):
            first = rows.setdefault(principal.name, principal.row)
            if first == principal.row:
                yield principal
                continue
            text = Text(
                f"与第{first}行为同一负责人，只读入一次", f"the same principal as in row {first}: read once"
            )
            self._reader.warn(principal.row, column.PRINCIPAL, "principal_repeated", text)

    def _warn_of_gaps(self, enterprise: "_Enterprise", principals: tuple[ListedPrincipal, ...]) -> None:
        row = enterprise.lines[0].row
        for line in enterprise.lines[1:]:
            if line.principal is None:
                text = Text(f"与第{row}行为同一企业", f"the same enterprise as in row {row}")
                self._reader.warn(line.row, column.NAME, "enterprise_repeated", text)
        if column.USCC in self._head.columns and enterprise.fact("uscc") is None:
            text = Text(
                "未填信用代码，将按企业名称匹配，须经办人确认",
                "no credit code: matched by name, to be confirmed by an officer",
            )
            self._reader.warn(row, column.USCC, "uscc_missing", text)
        if column.PRINCIPAL in self._head.columns and not principals:
            text = Text("未填主要负责人", "no principal stated")
            self._reader.warn(row, column.PRINCIPAL, "principal_missing", text)


_AREA_MISSING = Text("缺少区县", "the area is missing")
_ONE_OF_EACH = {
    column.NAME: Text("企业名称", "name"),
    column.USCC: Text("信用代码", "credit code"),
    column.AREA: Text("区县", "area"),
    column.SPECIALIST: Text("服务专员", "specialist"),
}
# What has to be equal for two statements to agree, where it is less than all of them.
_ALIKE: Mapping[str, Callable[[Any], Any]] = {
    column.NAME: company_match_form,
    column.SPECIALIST: lambda specialist: specialist.name,
}


@dataclass(slots=True)
class _Enterprise:
    """The lines of one enterprise, in the order of the file."""

    lines: list[Line]
    faulty: bool = False

    @property
    def sound(self) -> bool:
        return not self.faulty and self.fact("name") is not None

    def stated(self, key: str) -> list[Any]:
        return [fact for line in self.lines if (fact := getattr(line, key)) is not None]

    def fact(self, key: str) -> Any:
        """What the first line states that states it at all."""
        return next((fact for line in self.lines if (fact := getattr(line, key)) is not None), None)

    def differs(self, key: str, line: Line) -> bool:
        before, now = self.fact(key), getattr(line, key)
        alike = _ALIKE.get(key, lambda fact: fact)
        return before is not None and now is not None and alike(before) != alike(now)


def _unread(enterprise: _Enterprise, found: Mapping[int, Sequence[str]]) -> UnreadRow:
    return UnreadRow(
        row=enterprise.lines[0].row,
        codes=tuple(dict.fromkeys(code for line in enterprise.lines for code in found.get(line.row, ()))),
        names=tuple(dict.fromkeys(enterprise.stated("name"))),
        usccs=tuple(dict.fromkeys(enterprise.stated("uscc"))),
    )
