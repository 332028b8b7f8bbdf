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
from typing import Any
from xml.etree import ElementTree as ET

import python_calamine
import xlrd
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

_MEGABYTE = 2**20
_WORKBOOK, _PARTS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_OLE, _OF_ODS = b"\xd0\xcf\x11\xe0", "content.xml"
_ERROR_OR_FORMULA = re.compile(rb"""\bt=["']e["']|<(?:\w+:)?f[ >/]""")
_NOT_CALCULATED = "#GETTING_DATA"  # what Excel itself says of a value that is still to come
_NO_XLS = (XLRDError, CompDocError, struct.error, LookupError, ValueError, AssertionError)
_AT = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")

Errors = dict[
    str, list[tuple[int, int, str]]
]  # of each sheet: row and column, counted from 0, and what it says


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
    errors = _errors(content, shown)
    for sheet in sheets:
        _put_in(errors.get(sheet["name"], []), sheet["rows"])
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


def _put_in(errors: list[tuple[int, int, str]], rows: list[list[Any]]) -> None:
    for row, column, said in errors:
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = said


def _errors(content: bytes, shown: Sequence[str]) -> Errors:
    """The cells whose formula has come to an error, such as #N/A, or to nothing yet: the library tells them as empty ones."""
    if content.startswith(_OLE):
        return _errors_of_xls(content, shown)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return {name: [*_errors_in(archive.read(part))] for name, part in _parts(archive)}
    except (zipfile.BadZipFile, KeyError, ET.ParseError):
        return {}  # an ods workbook, or one of which the library alone makes something


def _errors_of_xls(content: bytes, shown: Sequence[str]) -> Errors:
    try:
        with open(os.devnull, "w") as nowhere:  # noqa: PTH123  it writes down what it finds odd
            workbook = xlrd.open_workbook(
                file_contents=content, logfile=nowhere, on_demand=True, ignore_workbook_corruption=True
            )
            return {name: [*_errors_on(workbook.sheet_by_name(name))] for name in shown}
    except _NO_XLS:
        return {}  # a workbook of which the library alone makes something


def _errors_on(sheet: xlrd.sheet.Sheet) -> Iterator[tuple[int, int, str]]:
    for row in range(sheet.nrows):
        for column, cell in enumerate(sheet.row(row)):
            if cell.ctype == xlrd.XL_CELL_ERROR:
                yield row, column, xlrd.error_text_from_code.get(int(cell.value), "#VALUE!")


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


def _errors_in(sheet: bytes) -> Iterator[tuple[int, int, str]]:
    if _ERROR_OR_FORMULA.search(sheet) is None:
        return
    for _, cell in ET.iterparse(io.BytesIO(sheet)):  # noqa: S314  as above
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
