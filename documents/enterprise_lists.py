"""Enterprise lists as the departments send them (企业名单): 十强 from the DRC, 四链 from the MIIT office.

    file ─read_workbook─> sheets ─find_head─> table ─LineReader─> lines ─Enterprises─> rows

Whatever stands in a cell is read or named as an error; all errors are told at once, each with the row that
Excel shows. An enterprise may take several rows, one for each of its principals.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from documents import enterprise_list_columns as column
from documents.document_numbers import document_number_in
from documents.enterprise_list_cells import at_cell
from documents.enterprise_list_lines import LineReader
from documents.enterprise_list_rows import Enterprises, ListRow, UnreadRow
from documents.findings import Finding
from documents.tables import Head, body, find_head, preface
from documents.unread import not_read
from documents.workbooks import Limits, Sheet, Workbook, read_workbook
from domain.errors import FieldError
from domain.fields import wrong
from domain.names import tidy
from domain.text import Text

_ATTACHMENT = re.compile(r"附件\d*[:.]?")
_SENT_BY = re.compile(r"(?:填报|提供|报送|推荐)单位(?:\(.*?\))? ?: ?(\S+)")


@dataclass(frozen=True, slots=True)
class EnterpriseListFile:
    """What was read: `rows` without an error, and `unread` with one or more.

    An error that names no row is one of the whole list.
    """

    title: str
    sheet: str
    sent_by: str | None
    document_number: str | None
    rows: tuple[ListRow, ...]
    unread: tuple[UnreadRow, ...]
    warnings: tuple[Finding, ...]
    errors: tuple[Finding, ...]
    titles: Mapping[str, str] = field(default_factory=dict)  # what it calls each column that was read

    def located(self, errors: Iterable[FieldError]) -> tuple[FieldError, ...]:
        """What was found later about its rows, at the cells where it stands."""
        rows = {row.row: row for row in self.rows}
        return tuple(at_cell(error, rows, self.titles, self.sheet) for error in errors)


def read_enterprise_list(
    content: bytes,
    filename: str,
    *,
    areas: Mapping[str, str] | None = None,
    needs_areas: bool = False,
    sheet: str | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> EnterpriseListFile:
    """Read the list in a file. `areas` gives the code of each area's name, `needs_areas` says that every
    enterprise has to state its own; `sheet` chooses among several lists.

    Raises `Invalid` where there is no list to read: another kind of file, too large, locked, without head.
    """
    workbook = read_workbook(content, filename, limits)
    table, head = _the_list(workbook, sheet)
    reader = LineReader(head, areas)
    enterprises = Enterprises(head, reader)
    for row in body(table, head, reader.warnings):
        enterprises.add(reader.read(row))
    if needs_areas:
        _must_state_areas(head, enterprises, reader)
    rows = enterprises.rows()
    above = preface(table, head)
    return EnterpriseListFile(
        title=_title(above) or table.name,
        sheet=table.name,
        sent_by=_sent_by(above),
        document_number=next(filter(None, map(document_number_in, above)), None),
        rows=rows,
        unread=enterprises.unread(),
        warnings=(*_about_the_file(workbook, table, head), *_in_order(reader.warnings)),
        errors=_in_order(reader.errors) if rows or reader.errors else (_nothing_listed(table),),
        titles={key: head.title(key) for key in head.columns},
    )


def _nothing_listed(table: Sheet) -> Finding:
    text = Text("表头下没有企业", "there is no enterprise below the head")
    return Finding("nothing_listed", text, sheet=table.name)


def _must_state_areas(head: Head, enterprises: Enterprises, reader: LineReader) -> None:
    if column.AREA in head.columns:
        enterprises.must_state_areas()
    else:
        reader.errors.append(_column_missing(column.AREA, head))


def _the_list(workbook: Workbook, chosen: str | None) -> tuple[Sheet, Head]:
    heads = [(sheet, find_head(sheet, column.VOCABULARY)) for sheet in workbook.sheets]
    lists = [(sheet, head) for sheet, head in heads if head and chosen in {None, sheet.name}]
    if not lists:
        text = Text(
            "未找到名单：表头中应有“企业名称”列", "no list was found: its head must have a column 企业名称"
        )
        raise wrong("file", "head_not_found", text)
    if len(lists) > 1:
        names = "、".join(sheet.name for sheet, _ in lists)
        text = Text(
            f"有多个工作表是名单，请指定一个：{names}", f"several sheets have a list, choose one: {names}"
        )
        raise wrong("file", "several_lists", text)
    return lists[0]


def _title(above: tuple[str, ...]) -> str | None:
    titles = [text for text in above if not _ATTACHMENT.fullmatch(tidy(text))]
    return next((text for text in titles if "名单" in text), titles[0] if titles else None)


def _sent_by(above: tuple[str, ...]) -> str | None:
    found = next(filter(None, map(_SENT_BY.search, map(tidy, above))), None)
    return found and found[1]


def _about_the_file(workbook: Workbook, table: Sheet, head: Head) -> Iterable[Finding]:
    yield from not_read(workbook, [(table, head)])
    for key in _EXPECTED:
        if key not in head.columns:
            yield _column_missing(key, head)
    for key in _NOT_KEPT:
        if key in head.columns:
            yield Finding("column_not_kept", _CHECKED_ALONE, column=head.title(key), sheet=head.sheet)


def _column_missing(key: str, head: Head) -> Finding:
    title = _EXPECTED[key]
    text = Text(f"表中没有“{title}”列", f"the table has no column {title}")
    return Finding("column_missing", text, column=title, sheet=head.sheet)


_NOT_KEPT = (column.INDUSTRY, column.LISTED_ON, column.SPECIALIST, column.SPECIALIST_PHONE, column.REMARK)
_CHECKED_ALONE = Text("该列仅作核对，不予登记", "this column is checked, and nothing of it is recorded")
_EXPECTED = {column.USCC: "统一社会信用代码", column.AREA: "区县", column.PRINCIPAL: "主要负责人"}


def _in_order(findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda finding: finding.row or 0))
