"""What of a file was not read, so that nobody believes that it was (未读入的内容)."""

from collections.abc import Iterator, Sequence

from documents.findings import Finding
from documents.tables import Head
from documents.workbooks import Sheet, Workbook
from domain.text import Text


def not_read(workbook: Workbook, tables: Sequence[tuple[Sheet, Head]]) -> Iterator[Finding]:
    """Hidden sheets, sheets without a table, and columns of the tables that nobody knows."""
    for name in workbook.hidden:
        text = Text(f"隐藏的工作表“{name}”未读入", f"the hidden sheet {name} was not read")
        yield Finding("hidden_sheet_not_read", text, sheet=name)
    read = [sheet for sheet, _ in tables]
    for other in workbook.sheets:
        if other not in read and other.rows:
            text = Text(f"工作表“{other.name}”未读入", f"the sheet {other.name} was not read")
            yield Finding("sheet_not_read", text, sheet=other.name)
    for sheet, head in tables:
        for title in head.unrecognised():
            text = Text("不认识的列，未读入", "this column is not known and was not read")
            yield Finding("column_not_read", text, column=title, sheet=sheet.name)
