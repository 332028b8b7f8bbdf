"""Reads one workbook in a process of its own; run as a script, never imported.

A workbook of five kilobytes can name a cell in the last row and column, and the reading library then asks
for memory for every cell before it; when it does not get it, it ends the whole process. So that process
is this small one, with little memory and without secrets, and not the office's.

In: the workbook on standard input, its limits as one JSON argument. Out: JSON on standard output.
"""

import datetime as dt
import io
import json
import os
import posixpath
import re
import resource
import struct
import sys
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import python_calamine
import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

_MEGABYTE = 2**20
_WORKBOOK, _PARTS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_OLE, _OF_ODS = b"\xd0\xcf\x11\xe0", "content.xml"
_STYLES = "xl/styles.xml"
_ERROR_OR_FORMULA = re.compile(rb"""\bt=["']e["']|<(?:\w+:)?f[ >/]""")
_HIDDEN_ROW = re.compile(rb"""<(?:\w+:)?row(?=[^>]*\bhidden=["'](?:1|true)["'])[^>]*\br=["'](\d{1,7})["']""")
_NOT_CALCULATED = "#GETTING_DATA"  # what Excel itself says of a value that is still to come
_NO_XLS = (XLRDError, CompDocError, struct.error, LookupError, ArithmeticError, ValueError, AssertionError)
_AT = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


class Untold(NamedTuple):
    """What the library does not tell of a sheet, counted from 0: errors with row and column and what they say, and odd rows.

    A row is struck out if everything that stands in it is.
    """

    errors: Sequence[tuple[int, int, str]] = ()
    hidden: Sequence[int] = ()
    struck_out: Sequence[int] = ()


class Refused(Exception):
    """The workbook is not read further; the word says why."""


def main() -> None:
    limits = json.loads(sys.argv[1])
    for kind, most in (
        (resource.RLIMIT_AS, limits["megabytes"] * _MEGABYTE),
        (resource.RLIMIT_CPU, limits["seconds"]),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))
    json.dump(_answer(sys.stdin.buffer.read(), limits), sys.stdout)


def _answer(content: bytes, limits: dict[str, int]) -> dict[str, Any]:
    try:
        with python_calamine.load_workbook(io.BytesIO(_with_failures_in_words(content))) as workbook:
            return _sheets(workbook, content, limits)
    except Refused as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": "memory"}
    except python_calamine.PasswordError:
        return {"refused": "password"}
    except (python_calamine.CalamineError, OSError, ValueError):
        return {"refused": "unreadable"}


def _sheets(
    workbook: python_calamine.CalamineWorkbook, content: bytes, limits: dict[str, int]
) -> dict[str, Any]:
    visible = python_calamine.SheetVisibleEnum.Visible
    tables = [
        sheet for sheet in workbook.sheets_metadata if sheet.typ is python_calamine.SheetTypeEnum.WorkSheet
    ]
    shown = [sheet.name for sheet in tables if sheet.visible is visible]
    if len(shown) > limits["sheets"]:
        raise Refused("sheets")
    sheets = [_sheet(workbook.get_sheet_by_name(name), limits) for name in shown]
    untold = _untold(content, shown)
    for sheet in sheets:
        found = untold.get(sheet["name"], Untold())
        _put_in(found.errors, sheet["rows"])
        sheet |= {"hidden": list(found.hidden), "struck_out": list(found.struck_out)}
    return {"sheets": sheets, "hidden": [sheet.name for sheet in tables if sheet.visible is not visible]}


def _sheet(sheet: python_calamine.CalamineSheet, limits: dict[str, int]) -> dict[str, Any]:
    last_row, last_column = sheet.end or (0, 0)
    if last_row >= limits["rows"]:
        raise Refused("rows")
    if last_column >= limits["columns"]:
        raise Refused("columns")
    merged = sheet.merged_cell_ranges
    if merged is not None and _cells_in(merged, last_row, last_column) > (last_row + 1) * (last_column + 1):
        raise Refused("unreadable")
    rows = [[_plain(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    if sum(len(cell) for row in rows for cell in row if isinstance(cell, str)) > limits["text"]:
        raise Refused("text")
    return {"name": sheet.name, "rows": rows, "merged": merged}


def _cells_in(merged: list[tuple[tuple[int, int], tuple[int, int]]], last_row: int, last_column: int) -> int:
    """How many of the sheet's cells are merged; blocks cannot overlap, so never more than there are."""
    return sum(
        max(min(last[0], last_row) - first[0] + 1, 0) * max(min(last[1], last_column) - first[1] + 1, 0)
        for first, last in merged
    )


def _put_in(errors: Sequence[tuple[int, int, str]], rows: list[list[Any]]) -> None:
    for row, column, said in errors:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = said


def _untold(content: bytes, shown: Sequence[str]) -> dict[str, Untold]:
    """Cells whose formula has come to an error, such as #N/A, or to nothing yet, which the library tells as empty ones; and rows that
    are hidden or struck out.
    """
    if content.startswith(_OLE):
        return _untold_of_xls(content, shown)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            struck_out = _struck_out_formats(archive)
            return {name: _untold_of(archive.read(part), struck_out) for name, part in _parts(archive)}
    except (zipfile.BadZipFile, KeyError, ValueError, ET.ParseError):
        return {}  # an ods workbook, or one of which the library alone makes something


def _untold_of_xls(content: bytes, shown: Sequence[str]) -> dict[str, Untold]:
    try:
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123  it writes down what it finds odd
            workbook = xlrd.open_workbook(
                file_contents=content,
                logfile=nowhere,
                on_demand=True,
                formatting_info=True,
                ignore_workbook_corruption=True,
            )
            return {name: _untold_of_xls_sheet(workbook, workbook.sheet_by_name(name)) for name in shown}
    except _NO_XLS:
        return {}  # a workbook of which the library alone makes something


def _untold_of_xls_sheet(workbook: xlrd.Book, sheet: xlrd.sheet.Sheet) -> Untold:
    struck = {
        at for at, format_ in enumerate(workbook.xf_list) if workbook.font_list[format_.font_index].struck_out
    }
    errors: list[tuple[int, int, str]] = []
    stated: dict[int, list[bool]] = {}
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            if cell.ctype == xlrd.XL_CELL_ERROR:
                errors.append((row, column, xlrd.error_text_from_code.get(int(cell.value), "#VALUE!")))
            if cell.ctype not in {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}:
                stated.setdefault(row, []).append(cell.xf_index in struck)
    hidden = [row for row, said in sheet.rowinfo_map.items() if said.hidden]
    return Untold(errors, hidden, [row for row, all_struck in stated.items() if all(all_struck)])


def _with_failures_in_words(content: bytes) -> bytes:
    """An ods workbook whose failed formulas say so: their value is empty there, and the library does not look at their words."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if _OF_ODS not in archive.namelist():
                return content
            put_right = io.BytesIO()
            with zipfile.ZipFile(put_right, "w") as copy:
                for entry in archive.infolist():
                    said = archive.read(entry)
                    is_table = entry.filename == _OF_ODS
                    copy.writestr(entry, said.replace(b' office:string-value=""', b"") if is_table else said)
            return put_right.getvalue()
    except zipfile.BadZipFile:
        return content  # an xls workbook


def _parts(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Each sheet's name, and where in the archive it lies."""
    relations, workbook = (ET.fromstring(archive.read(name)) for name in (_PARTS, _WORKBOOK))  # noqa: S314  harms this process alone
    parts = {one.get("Id"): one.get("Target", "") for one in relations}
    for sheet in workbook.iter():
        if sheet.tag.endswith("}sheet"):
            id_ = next((value for name, value in sheet.items() if name.endswith("}id")), "")
            yield sheet.get("name", ""), posixpath.join("/xl", parts[id_]).lstrip("/")


def _struck_out_formats(archive: zipfile.ZipFile) -> frozenset[str]:
    """The numbers of the formats whose font is struck out, as cells name them."""
    if _STYLES not in archive.namelist():
        return frozenset()
    styles = ET.fromstring(archive.read(_STYLES))  # noqa: S314  harms this process alone
    fonts = [font.find("{*}strike") for font in styles.iterfind("{*}fonts/{*}font")]
    struck = {
        str(at) for at, strike in enumerate(fonts) if strike is not None and _holds(strike.get("val", "1"))
    }
    formats = enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
    return frozenset(str(at) for at, format_ in formats if format_.get("fontId") in struck)


def _untold_of(sheet: bytes, struck_out: frozenset[str]) -> Untold:
    hidden = [int(row[1]) - 1 for row in _HIDDEN_ROW.finditer(sheet)]
    if _ERROR_OR_FORMULA.search(sheet) is None and not _names_any(sheet, struck_out):
        return Untold(hidden=hidden)
    errors: list[tuple[int, int, str]] = []
    struck = []
    for _, row in ET.iterparse(io.BytesIO(sheet)):  # noqa: S314  as above
        if not row.tag.endswith("}row"):
            continue
        errors += _errors_in(row)
        cells = [cell for cell in row if cell.find("{*}v") is not None or cell.find("{*}is") is not None]
        if cells and all(cell.get("s") in struck_out for cell in cells):
            struck.append(int(row.get("r", "0")) - 1)
        row.clear()
    return Untold(errors, hidden, struck)


def _names_any(sheet: bytes, formats: frozenset[str]) -> bool:
    """Whether a cell has one of the formats."""
    named = "|".join(formats).encode()
    return bool(formats) and re.search(rb"""\bs=["'](?:%b)["']""" % named, sheet) is not None


def _holds(stated: str) -> bool:
    return stated in {"1", "true"}


def _errors_in(row: ET.Element) -> Iterator[tuple[int, int, str]]:
    for cell in row:
        at = _AT.fullmatch(cell.get("r", ""))
        said = _failed(cell)
        if said is not None and at is not None:
            column = 0
            for letter in at[1]:
                column = column * 26 + ord(letter) - ord("A") + 1
            yield int(at[2]) - 1, column - 1, said


def _failed(cell: ET.Element) -> str | None:
    """What an error's cell says, and of a formula that no program has calculated that it was not."""
    kind, value = cell.get("t"), cell.findtext("{*}v")
    if kind == "e":
        return value or _NOT_CALCULATED
    return _NOT_CALCULATED if not value and kind != "str" and cell.find("{*}f") is not None else None


def _plain(cell: Any) -> str | float | bool:
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        cell = cell.date()
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return cell if isinstance(cell, str | int | float) else str(cell)


if __name__ == "__main__":
    main()
