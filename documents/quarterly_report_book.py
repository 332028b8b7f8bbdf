"""A quarterly report as a workbook (季报电子表): figures as numbers, every list on a sheet of its own, and charts of them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal

from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped] # it ships no types

from documents.office_sheets import Chart, Fill, Page, Styles, height_of, office_book
from documents.quarterly_report import CHILD_HEADS, SIGNED, Line, Point, ReportInWords
from documents.quarterly_report_annexes import Table
from documents.quarterly_report_columns import COLUMNS, GROUPS, Shown, shown
from domain.ledger_books.figures import CategoryFigures, Figures

Sheet = tuple[Page, Fill]


def report_book(report: ReportInWords, created_at: datetime) -> bytes:
    """The report as xlsx."""
    sheets = [_summary(report, created_at), _charts(report, created_at)]
    if report.children:
        sheets.append(_listed(report, created_at, "报送情况", "报送情况", _children(report)))
    if report.statement:
        sheets.append(_statement(report, created_at))
    for annex in report.annexes:
        for table in annex.tables:
            title = f"{annex.title}　{table.title}" if table.title else annex.title
            sheets.append(_listed(report, created_at, table.name or annex.name, title, table))
    return office_book(sheets)


def _page(
    report: ReportInWords,
    created_at: datetime,
    name: str,
    title: str,
    widths: Sequence[float],
    *,
    head_row: int = 1,
    head_rows: int = 1,
    charts: tuple[Chart, ...] = (),
) -> Page:
    """A sheet that says, wherever it is printed, whose report it is of, and that it is not the signed one if it is not."""
    return Page(
        name=name,
        title=f"{title}（{report.mark}）" if report.mark else title,
        widths=tuple(widths),
        head_row=head_row,
        head_rows=head_rows,
        created_at=created_at,
        foot=f"{report.office}　{report.identity}",
        charts=charts,
    )


# -- all figures --------------------------------------------------------------------------------------


def _summary(report: ReportInWords, created_at: datetime) -> Sheet:
    """Every ledger with its units, the checks below, and where to sign."""
    page = _page(report, created_at, "汇总表", report.title, _WIDTHS, head_row=_HEAD_ROW, head_rows=2)

    def fill(sheet: Worksheet, styles: Styles) -> None:
        for row, places in enumerate(_HEAD_PLACES, 1):
            for item, column in places:
                sheet.write_string(row, column, "：".join(report.head[item]), styles.line)
        _head(sheet, styles)
        row = _HEAD_ROW
        for block in report.blocks:
            for line in block.lines:
                row += 1
                _figures(sheet, styles, row, block.ledger, line)
        for said in _below(report):
            row += 1
            sheet.write_string(row, 0, said, styles.line)

    return page, fill


def _head(sheet: Worksheet, styles: Styles) -> None:
    for at, words in enumerate(("台账", "单位")):
        sheet.merge_range(_HEAD_ROW - 1, at, _HEAD_ROW, at, words, styles.head)
    at = _FIGURES_FROM
    for group in GROUPS:
        last = at + len(group.columns) - 1
        if last == at:
            sheet.write_string(_HEAD_ROW - 1, at, group.words, styles.head)
        else:
            sheet.merge_range(_HEAD_ROW - 1, at, _HEAD_ROW - 1, last, group.words, styles.head)
        for column in group.columns:
            sheet.write_string(_HEAD_ROW, at, column.words, styles.head)
            at += 1
    sheet.set_row(_HEAD_ROW, 36)


def _figures(sheet: Worksheet, styles: Styles, row: int, ledger: str, line: Line) -> None:
    name = f"{line.name}（{line.note}）" if line.note else line.name
    sheet.set_row(row, height_of([(ledger, _WIDTHS[0]), (name, _WIDTHS[1])], _LOWEST))
    sheet.write_string(row, 0, ledger, styles.centred)
    sheet.write_string(row, 1, name, styles.centred)
    for at, column in enumerate(COLUMNS, _FIGURES_FROM):
        _number(sheet, styles, row, at, column.of(line.figures), is_total=line.is_total)


def _number(sheet: Worksheet, styles: Styles, row: int, at: int, value: Shown, *, is_total: bool) -> None:
    match value:
        case None:
            sheet.write_string(row, at, shown(value), styles.centred)
        case Decimal():
            sheet.write_number(row, at, value, styles.total_rate if is_total else styles.rate)
        case int():
            sheet.write_number(row, at, value, styles.total if is_total else styles.number)


def _below(report: ReportInWords) -> Iterable[str]:
    """The lines under the table."""
    yield "校验："
    for number, check in enumerate(report.checks, 1):
        yield f"{number}. {check.rule}：{check.terms}　{check.result}"
    yield from report.notes
    if report.completeness:
        yield f"报送情况：{report.completeness}"
    yield "　　　　　　　　　　　　".join(f"{who}：" for who in SIGNED)


# -- lists --------------------------------------------------------------------------------------------


def _children(report: ReportInWords) -> Table:
    return Table(
        ("序号", *CHILD_HEADS),
        _CHILD_WIDTHS,
        tuple((str(number), *child) for number, child in enumerate(report.children, 1)),
        note=report.completeness,
    )


def _listed(report: ReportInWords, created_at: datetime, name: str, title: str, table: Table) -> Sheet:
    """A list, its numbers as numbers; without rows it says so."""
    part = _WIDTH_OF_PAGE / sum(table.widths)
    widths = [round(width * part, 1) for width in table.widths]

    def fill(sheet: Worksheet, styles: Styles) -> None:
        sheet.set_row(1, height_of(zip(table.heads, widths, strict=True), _LOWEST))
        for at, words in enumerate(table.heads):
            sheet.write_string(1, at, words, styles.head)
        for row, values in enumerate(table.rows, 2):
            sheet.set_row(row, height_of(zip(values, widths, strict=True), _LOWEST))
            for at, value in enumerate(values):
                _written(sheet, styles, row, at, value)
        below = 2 + len(table.rows)
        if not table.rows:
            sheet.merge_range(below, 0, below, len(table.heads) - 1, "无", styles.centred)
            below += 1
        sheet.write_string(below, 0, table.note, styles.line)

    return _page(report, created_at, name, title, widths), fill


def _written(sheet: Worksheet, styles: Styles, row: int, at: int, value: str) -> None:
    """A count as a number, anything else as text: also what has digits alone, and would not be written so as a number."""
    if len(value) < _LONGEST_COUNT and value.removeprefix("-").isdecimal() and str(int(value)) == value:
        sheet.write_number(row, at, int(value), styles.number)
    else:
        sheet.write_string(row, at, value, styles.centred)


def _statement(report: ReportInWords, created_at: datetime) -> Sheet:
    def fill(sheet: Worksheet, styles: Styles) -> None:
        for row, line in enumerate(report.statement.split("\n"), 1):
            sheet.set_row(row, height_of([(line, _WIDTH_OF_PAGE)], _LOWEST))
            sheet.write_string(row, 0, line, styles.paragraph)

    return _page(report, created_at, "情况说明", "情况说明", (_WIDTH_OF_PAGE,)), fill


# -- charts -------------------------------------------------------------------------------------------


def _charts(report: ReportInWords, created_at: datetime) -> Sheet:
    """The figures that charts are drawn of, one table below the other, and the charts beside them."""
    tables = [
        (title, first, rows)
        for title, first, rows in (
            (
                "办理趋势（件）",
                "报告期",
                [_drawn(one.quarter.replace("\n", ""), one) for one in report.trend],
            ),
            (report.title_of_parts, "单位", [_drawn(one.name, one.figures) for one in report.parts]),
            ("类别分布（件）", "类别", [_drawn(one.title, one.figures) for one in report.categories]),
        )
        if rows
    ]
    charts, begin = [], 1
    for number, (title, _, rows) in enumerate(tables):
        place = 1 + number * _ROWS_OF_CHART
        lines = (begin + 1, begin + len(rows))
        charts += [
            Chart(title, lines, (1, 2, 3), (place, _CHARTS_FROM), _CHART),
            Chart("按期办结率（%）", lines, (4,), (place, _CHARTS_FROM + _COLUMNS_OF_CHART), _CHART),
        ]
        begin += len(rows) + 2

    def fill(sheet: Worksheet, styles: Styles) -> None:
        row = 0
        for _, first, rows in tables:
            row += 1
            for at, words in enumerate((first, "本季新增", "办结", "季末在办", "按期办结率%")):
                sheet.write_string(row, at, words, styles.head)
            for name, *values in rows:
                row += 1
                sheet.write_string(row, 0, name, styles.centred)
                for at, value in enumerate(values, 1):
                    _number(sheet, styles, row, at, value, is_total=False)
            row += 1

    return _page(report, created_at, "图表", "图表", _CHART_WIDTHS, charts=tuple(charts)), fill


def _drawn(name: str, said: Point | Figures | CategoryFigures) -> tuple[str, int, int, int, Decimal | None]:
    return name, said.registered, said.settled, said.open, said.in_time_rate


_FIGURES_FROM = 2  # the column of the first figure: before it are the ledger and the unit
_HEAD_ROW = 5
_HEAD_PLACES = (((0, 0), (1, 6), (2, 11), (3, 19)), ((4, 0), (5, 6), (7, 11), (6, 19)), ((8, 0),))
_WIDTHS = (16.0, 24.0, *(11.0 if column.is_wide else 8.0 for column in COLUMNS))
_WIDTH_OF_PAGE = 150.0  # in letters
_CHILD_WIDTHS = (6.0, 26.0, 12.0, 16.0, 14.0, 10.0, 70.0)
_CHARTS_FROM, _ROWS_OF_CHART, _COLUMNS_OF_CHART = 6, 14, 6
_CHART = (520, 270)  # pixels: a column of 12 letters has 89, a row 20
_CHART_WIDTHS = (28.0, *(12.0 for _ in range(_CHARTS_FROM + 2 * _COLUMNS_OF_CHART - 1)))
_LOWEST = 24.0  # points
_LONGEST_COUNT = 10  # digits
