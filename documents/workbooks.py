"""The sheets of a workbook or csv file, read without trusting it (电子表格)."""

import csv
import io
import json
import re
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from documents.file_kinds import FileKind, kind_of, locked, too_large_inside, unreadable
from domain.errors import Invalid
from domain.fields import wrong
from domain.text import Text

Cell = str | float | bool  # an empty cell is ""; a date is its ISO form

_PROCESS = Path(__file__).with_name("workbook_process.py")
_MEGABYTE = 2**20
_MOST_MEMORY = 512
_MOST_SECONDS = 20
_MOST_WAITING = 3 * _MOST_SECONDS
_MOST_TEXT = 20_000_000
# How programs that write csv files keep Excel from making a number of a text: ="0533", '0533.
_GUARDED = re.compile(r"^=\"([^\"]*)\"$|^'(?=\d)")
_AT_ONCE = threading.BoundedSemaphore(2)  # so that many uploads at a time do not take the machine's memory


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be."""

    megabytes: int = 10
    rows: int = 5_100  # 5,000 enterprises, and what stands around them
    columns: int = 200
    sheets: int = 20


class MergedCells(NamedTuple):
    """A block of merged cells; all four are indexes from 0, the last ones included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int

    @property
    def is_wide(self) -> bool:
        return self.last_column > self.first_column


@dataclass(frozen=True, slots=True)
class Sheet:
    """One visible sheet. `merged` is None where the format does not tell which cells are merged.

    `hidden` and `struck_out` are indexes of rows, as far as the format tells them (xlsx and xls).
    """

    name: str
    rows: list[list[Cell]]
    merged: tuple[MergedCells, ...] | None
    hidden: frozenset[int] = frozenset()
    struck_out: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Workbook:
    """The visible sheets, and the names of those that are hidden and were not read."""

    sheets: tuple[Sheet, ...]
    hidden: tuple[str, ...] = ()


def read_workbook(content: bytes, filename: str, limits: Limits) -> Workbook:
    """Raises `Invalid` for a file that is too large, of another kind, locked or damaged."""
    if len(content) > limits.megabytes * _MEGABYTE:
        raise wrong(
            "file",
            "file_too_large",
            Text(f"文件超过{limits.megabytes}MB", f"the file has more than {limits.megabytes} MB"),
        )
    if kind_of(content, filename) is FileKind.CSV:
        return Workbook((_csv_sheet(content, filename, limits),))
    return _workbook(_read_apart(content, limits), limits)


def _read_apart(content: bytes, limits: Limits) -> dict[str, Any]:
    allowed = {
        "megabytes": _MOST_MEMORY,
        "seconds": _MOST_SECONDS,
        "sheets": limits.sheets,
        "rows": limits.rows,
        "columns": limits.columns,
        "text": _MOST_TEXT,
    }
    try:
        with _AT_ONCE:
            done = subprocess.run(  # noqa: S603 - our own script, and nothing of the file on the command line
                [sys.executable, "-I", str(_PROCESS), json.dumps(allowed)],
                input=content,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=_MOST_WAITING,
                env={},
                check=True,
            )
    except subprocess.CalledProcessError as ended:
        killed = ended.returncode < 0  # it took too much memory or time; otherwise the library gave up
        raise (too_large_inside() if killed else unreadable()) from None
    except subprocess.TimeoutExpired:
        raise too_large_inside() from None
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def _workbook(answer: dict[str, Any], limits: Limits) -> Workbook:
    if "refused" in answer:
        raise _refusal(answer["refused"], limits)
    return Workbook(tuple(_sheet(described) for described in answer["sheets"]), tuple(answer["hidden"]))


def _sheet(described: dict[str, Any]) -> Sheet:
    merged = described["merged"]
    blocks = None if merged is None else tuple(MergedCells(*first, *last) for first, last in merged)
    hidden, struck_out = (frozenset(described[name]) for name in ("hidden", "struck_out"))
    return Sheet(described["name"], described["rows"], blocks, hidden, struck_out)


def _refusal(why: str, limits: Limits) -> Invalid:
    if why == "rows":
        return _too_many("rows", limits.rows, Text("行", "rows"))
    if why == "columns":
        return _too_many("columns", limits.columns, Text("列", "columns"))
    if why == "sheets":
        return _too_many("sheets", limits.sheets, Text("个工作表", "sheets"))
    return {"password": locked, "unreadable": unreadable}.get(why, too_large_inside)()


def _too_many(code: str, most: int, what: Text) -> Invalid:
    return wrong(
        "file", f"too_many_{code}", Text(f"超过{most}{what.zh}", f"there are more than {most} {what.en}")
    )


def _csv_sheet(content: bytes, filename: str, limits: Limits) -> Sheet:
    text = _decoded(content)
    delimiter = "\t" if "\t" in text.partition("\n")[0] else ","
    rows: list[list[Cell]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True):
            if len(row) > limits.columns:  # before each cell is looked at: ten million may stand in one row
                raise _too_many("columns", limits.columns, Text("列", "columns"))
            rows.append([_GUARDED.sub(r"\1", cell) for cell in row])
            if len(rows) > limits.rows:
                raise _too_many("rows", limits.rows, Text("行", "rows"))
    except csv.Error:
        raise wrong(
            "file",
            "csv_form",
            Text(f"第{len(rows) + 1}行引号有误", f"the quotes of row {len(rows) + 1} do not match"),
        ) from None
    return Sheet(Path(filename).stem, _rectangular(rows), None)


def _rectangular(rows: list[list[Cell]]) -> list[list[Cell]]:
    width = max(map(len, rows), default=0)
    return [row + [""] * (width - len(row)) for row in rows]


def _decoded(content: bytes) -> str:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise wrong(
        "file", "encoding", Text("文字编码应为UTF-8或GB18030", "the text must be in UTF-8 or in GB 18030")
    )
