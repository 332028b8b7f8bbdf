"""A sheet as offices print it (台账): title, line of who and when, boxed table, A4 landscape, numbered pages.

Text is always written as text: a name that begins with = or + stays a name, and a number with leading
noughts keeps them. The same content and instant give the same bytes.

    office_sheet       a sheet that is made in memory, its cells in any order
    office_book        several of them in one workbook
    long_office_sheet  a sheet of any length, row by row into a file; no more than one row is in memory
"""

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import IO, Any, NamedTuple

import xlsxwriter  # type: ignore[import-untyped] # it ships no types
from xlsxwriter.format import Format  # type: ignore[import-untyped] # it ships no types
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped] # it ships no types

from documents.scratch import scratch_folder

_A4 = 9
_LINE, _HIGHEST = 15.0, 409.0  # points
LINE_HEIGHT = 32.0  # of a line of a list, if its texts need no more
ROW_HEIGHT = 24.0  # of a row of any other sheet
_MOST_OF_A_CELL = 32_767  # units of UTF-16, as Excel counts
_GOES_ON = "……（超出单元格字数上限，余下内容见系统）"
_INCHES_AT_THE_SIDES = 0.5
_INCHES_ABOVE_AND_BELOW = 0.75
_PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
# Fonts of official papers; who has not got them sees another Chinese font.
_TITLE_FONT, _HEAD_FONT, _BODY_FONT = "方正小标宋简体", "黑体", "仿宋_GB2312"


class Styles(NamedTuple):
    """The formats of one workbook."""

    title: Format
    line: Format
    head: Format
    text: Format
    centred: Format
    number: Format
    day: Format
    ended: Format  # what no longer counts, in grey
    total: Format
    rate: Format
    total_rate: Format
    paragraph: Format


@dataclass(frozen=True, slots=True)
class Halves:
    """How a sheet that is too wide for one page is printed on two, side by side, or on more.

    The right half begins with `right_from`, any further part with one of `further`; these have the first `repeated`
    columns in front. All are printed at `scale` per cent.
    """

    right_from: int
    repeated: int
    scale: int
    further: tuple[int, ...] = ()

    @property
    def breaks(self) -> tuple[int, ...]:
        """The columns with which a page begins, but for the first."""
        return (self.right_from, *self.further)


class Chart(NamedTuple):
    """Columns over the names in the first column of these rows, the last one included; the row above them has the heads."""

    title: str
    rows: tuple[int, int]
    series: tuple[int, ...]
    place: tuple[int, int]
    size: tuple[int, int]  # width and height in pixels, at 96 to the inch


@dataclass(frozen=True, slots=True)
class Page:
    """What the sheet is called, how wide its columns are, and after which rows its panes are frozen.

    The head ends at `head_row` and has `head_rows`; `foot` stands at the foot of every page, such as who compiled it.
    """

    name: str
    title: str
    widths: tuple[float, ...]
    head_row: int
    created_at: datetime
    row_height: float = ROW_HEIGHT
    halves: Halves | None = None
    head_rows: int = 1
    foot: str = ""
    charts: tuple[Chart, ...] = ()


Fill = Callable[[Worksheet, Styles], None]
Value = str | int | date | None
Cell = tuple[Value, float]  # with the width of its column


def office_sheet(page: Page, fill: Fill) -> bytes:
    """The workbook with one sheet that `fill` writes, rows and columns counted from 0."""
    return office_book([(page, fill)])


def office_book(sheets: Sequence[tuple[Page, Fill]]) -> bytes:
    """The workbook with these sheets, as old as the first."""
    saved = io.BytesIO()
    _write(saved, sheets, {"in_memory": True})
    return saved.getvalue()


def long_office_sheet(page: Page, fill: Fill, into: IO[bytes]) -> None:
    """The same, where `fill` writes one row after the other and never comes back to an earlier one."""
    with scratch_folder("huicai-sheet-") as scratch:
        _write(into, [(page, fill)], {"constant_memory": True, "tmpdir": str(scratch)})


def write_line(sheet: Worksheet, styles: Styles, row: int, number: int, cells: Sequence[Cell]) -> None:
    """A row of the body, as high as its texts need: its serial number (序号), then every value as what it is."""
    texts = ((value, width) for value, width in cells if isinstance(value, str))
    sheet.set_row(row, height_of(texts, LINE_HEIGHT))
    sheet.write_number(row, 0, number, styles.number)
    for at, (value, _) in enumerate(cells, 1):
        match value:
            case None:
                sheet.write_blank(row, at, None, styles.centred)
            case date():
                sheet.write_datetime(row, at, value, styles.day)
            case int():
                sheet.write_number(row, at, value, styles.number)
            case str():
                sheet.write_string(row, at, value, styles.centred)


def fitting(text: str) -> str:
    """The text, or of one that is longer than a cell can hold what fits, and that it goes on."""
    if len(text) <= _MOST_OF_A_CELL // 2:  # no sign takes more than two of its units
        return text
    units = text.encode("utf-16-le")
    if len(units) <= 2 * _MOST_OF_A_CELL:
        return text
    kept = units[: 2 * (_MOST_OF_A_CELL - len(_GOES_ON))]
    return kept.decode("utf-16-le", "ignore") + _GOES_ON


def height_of(texts: Iterable[tuple[str, float]], lowest: float) -> float:
    """How high a row has to be, in points, so that no text is cut in its column; none can be higher than Excel's highest."""
    lines = (_lines(text, width) for text, width in texts)
    return min(_HIGHEST, max(lowest, 6 + _LINE * max(lines, default=1)))


def _lines(text: str, width: float) -> float:
    """How many lines a text takes in a column of this width."""
    parts = text.split("\n") if "\n" in text else (text,)
    return sum(1 + (_letters(part) - 1) // (width - 2) for part in parts)


def _letters(said: str) -> int:
    """In the letters that a column's width is counted in: a Chinese sign is as wide as two."""
    return len(said) if said.isascii() else len(said.encode("gb18030"))


def _write(into: IO[bytes], sheets: Sequence[tuple[Page, Fill]], options: dict[str, Any]) -> None:
    with xlsxwriter.Workbook(into, _PLAIN_TEXT | options) as workbook:
        first, _ = sheets[0]
        workbook.set_properties({"title": first.title, "created": first.created_at.astimezone(UTC)})
        styles = _styles(workbook)
        for page, fill in sheets:
            sheet = workbook.add_worksheet(page.name)
            _set_up(sheet, page)
            sheet.set_row(0, 40)
            for begins, ends in _title_blocks(page):
                _write_title(sheet, styles, page.title, begins, ends)
            fill(sheet, styles)
            for chart in page.charts:
                _draw(workbook, sheet, page.name, chart)


def _write_title(sheet: Worksheet, styles: Styles, title: str, begins: int, ends: int) -> None:
    if begins == ends:
        sheet.write_string(0, begins, title, styles.title)
    else:
        sheet.merge_range(0, begins, 0, ends, title, styles.title)


def _draw(workbook: xlsxwriter.Workbook, sheet: Worksheet, name: str, chart: Chart) -> None:
    first, last = chart.rows
    drawn = workbook.add_chart({"type": "column"})
    for column in chart.series:
        drawn.add_series(
            {
                "name": [name, first - 1, column],
                "categories": [name, first, 0, last, 0],
                "values": [name, first, column, last, column],
            }
        )
    drawn.set_title({"name": chart.title, "name_font": {"size": 11}})
    drawn.set_legend({"position": "bottom"})
    drawn.set_size(dict(zip(("width", "height"), chart.size, strict=True)))
    sheet.insert_chart(*chart.place, drawn, {"object_position": 2})


def _title_blocks(page: Page) -> list[tuple[int, int]]:
    """The columns over which the title stands: once on every page."""
    breaks = page.halves.breaks if page.halves else ()
    begins, ends = (0, *breaks), (*breaks, len(page.widths))
    return [(first, end - 1) for first, end in zip(begins, ends, strict=True)]


def _set_up(sheet: Worksheet, page: Page) -> None:
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.set_margins(
        _INCHES_AT_THE_SIDES, _INCHES_AT_THE_SIDES, _INCHES_ABOVE_AND_BELOW, _INCHES_ABOVE_AND_BELOW
    )
    sheet.center_horizontally()
    whose = f"&L{page.foot.replace('&', '&&')}" if page.foot else ""
    sheet.set_footer(f"{whose}&C第&P页 共&N页")
    sheet.repeat_rows(page.head_row - page.head_rows + 1, page.head_row)
    if page.halves is None:
        sheet.fit_to_pages(1, 0)
        sheet.freeze_panes(page.head_row + 1, 0)
    else:
        sheet.set_print_scale(page.halves.scale)
        sheet.set_v_pagebreaks([*page.halves.breaks])
        sheet.print_across()
        sheet.repeat_columns(0, page.halves.repeated - 1)
        sheet.freeze_panes(page.head_row + 1, page.halves.repeated)
    sheet.set_default_row(page.row_height)
    for column, width in enumerate(page.widths):
        sheet.set_column(column, column, width)


def _styles(workbook: xlsxwriter.Workbook) -> Styles:
    body = {"font_name": _BODY_FONT, "font_size": 11, "valign": "vcenter", "text_wrap": True, "border": 1}
    centred = {**body, "align": "center"}
    text = {"num_format": "@"}
    return Styles(
        title=workbook.add_format(
            {"font_name": _TITLE_FONT, "font_size": 20, "align": "center", "valign": "vcenter"}
        ),
        line=workbook.add_format({"font_name": _BODY_FONT, "font_size": 11, "valign": "vcenter"}),
        head=workbook.add_format({**centred, "font_name": _HEAD_FONT, "bg_color": "#E7EDF5"}),
        text=workbook.add_format({**body, **text}),
        centred=workbook.add_format({**centred, **text}),
        number=workbook.add_format({**centred, "num_format": "0"}),
        day=workbook.add_format({**centred, "num_format": "yyyy-mm-dd"}),
        ended=workbook.add_format({**centred, **text, "font_color": "#7F7F7F"}),
        total=workbook.add_format({**centred, "num_format": "0", "bold": True}),
        rate=workbook.add_format({**centred, "num_format": "0.0"}),
        paragraph=workbook.add_format(
            {"font_name": _BODY_FONT, "font_size": 11, "text_wrap": True, "indent": 2}
        ),
        total_rate=workbook.add_format({**centred, "num_format": "0.0", "bold": True}),
    )
