"""The table on a sheet as offices lay it out: title rows, a head of one or two rows, the body, notes.

关于报送……名单的函          title
填报单位：……               preface
序号 企业名称   主要负责人      head, the second row under merged cells
            姓名  职务
1   ……     ……  ……       body, with cells merged over several rows
合计 ……                    not read
备注：……                   not read
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from documents.findings import Finding
from documents.workbooks import Cell, MergedCells, Sheet
from domain.names import tidy
from domain.text import Text

SERIAL = "serial"

_UNDER = Text(
    "合并单元格下另有看不见的内容，按所见读入",
    "something else lies unseen under merged cells: read as it is seen",
)

_HIDDEN_ROW = Text(
    "该行已隐藏或被筛选掉，仍读入；如不属于本表请删除",
    "this row is hidden or filtered, and is read: delete what is not meant",
)
_STRUCK_OUT = Text(
    "该行已划删除线，仍读入；如已不属于本表请删除",
    "this row is struck out, and is read: delete what is not meant",
)
_HEAD_WITHIN = 30
_FEWEST_COLUMNS = 2
_DIGITS_THAT_EXCEL_KEEPS = 15

_BRACKETED_OR_SPACE = re.compile(r"\(.*?\)|\s")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d{1,3}")
_COLUMN_NUMBER = re.compile(r"[甲乙丙丁戊己庚辛壬癸]|\d{1,2}(?:\.0)?")
_TOTAL_OR_PAGE = re.compile(
    r"(?:本页)?[合小总共累]计(?:[:\d].*)?|共\d+[家户个].*|续表|[接转][上下]页|以下空白|第\d+页.*"
)
_NOTE = re.compile(
    r"(?:备注|附注|注|说明|填表说明|填表人|填报人|制表人|审核人|填报日期|单位负责人|联系人|联系电话)\d*[:.、]"
)


class Heading(NamedTuple):
    """The words above one column: those of the upper row, and those of the lower where there is one."""

    upper: str
    lower: str = ""

    def __str__(self) -> str:
        return f"{self.upper}/{self.lower}" if self.lower else self.upper


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What a kind of table calls its columns.

    `recognise` gives every column it knows its key; `anchor` is the key of the column that every such table
    has; `lower_words` are words that stand in a second head row.
    """

    anchor: str
    recognise: Callable[[Sequence[Heading]], dict[str, int]]
    lower_words: frozenset[str]


@dataclass(frozen=True, slots=True)
class Head:
    """Where the head stands and which column is which; rows and columns are counted from 0."""

    sheet: str
    first_row: int
    last_row: int
    headings: tuple[Heading, ...]
    columns: Mapping[str, int]
    anchor: str

    def title(self, key: str) -> str:
        """What the file itself calls the column."""
        return str(self.headings[self.columns[key]])

    def words(self) -> frozenset[str]:
        """All that stands in the head."""
        return frozenset(words for heading in self.headings for words in heading)

    def unrecognised(self) -> tuple[str, ...]:
        known = set(self.columns.values())
        return tuple(str(head) for at, head in enumerate(self.headings) if at not in known and head.upper)


@dataclass(frozen=True, slots=True)
class BodyRow:
    """One row of the body; `cells` are by column key, with merged cells filled in."""

    number: int
    cells: Mapping[str, Cell]


def word(cell: Cell) -> str:
    """A head's or a note's words without spaces, brackets and their content, and ornament."""
    return _BRACKETED_OR_SPACE.sub("", tidy(str(cell))).strip("*#:")


def find_head(sheet: Sheet, vocabulary: Vocabulary) -> Head | None:
    """The first rows that name the anchor column and one more."""
    for at in range(min(len(sheet.rows), _HEAD_WITHIN)):
        upper = [word(cell) for cell in sheet.rows[at]]
        alone = vocabulary.recognise([Heading(words) for words in upper])
        if vocabulary.anchor in alone and len(alone) >= _FEWEST_COLUMNS:
            return _with_second_row(sheet, at, upper, alone, vocabulary)
    return None


def _with_second_row(
    sheet: Sheet, at: int, upper: list[str], alone: dict[str, int], vocabulary: Vocabulary
) -> Head:
    lower = [word(cell) for cell in sheet.rows[at + 1]] if at + 1 < len(sheet.rows) else []
    if not lower or lower[alone[vocabulary.anchor]] or not vocabulary.lower_words.intersection(lower):
        return Head(sheet.name, at, at, tuple(map(Heading, upper)), alone, vocabulary.anchor)
    headings = tuple(map(Heading, _spread(upper, lower), lower))
    return Head(sheet.name, at, at + 1, headings, vocabulary.recognise(headings), vocabulary.anchor)


def _spread(upper: list[str], lower: list[str]) -> list[str]:
    """The upper words written over every column that they span."""
    spread: list[str] = []
    for over, under in zip(upper, lower, strict=True):
        spread.append(over or (spread[-1] if spread and under else ""))
    return spread


def preface(sheet: Sheet, head: Head) -> tuple[str, ...]:
    """What stands above the head, cell by cell."""
    cells = (str(cell).strip() for row in sheet.rows[: head.first_row] for cell in row)
    return tuple(text for text in cells if text)


def body(sheet: Sheet, head: Head, odd: list[Finding]) -> Iterator[BodyRow]:
    """The rows that state something; rows left out that may have meant something are added to `odd`."""
    filled = _as_seen(sheet, head, odd)
    across = {(block.first_row, block.first_column) for block in sheet.merged or () if block.is_wide}
    known, head_words = frozenset(head.columns.values()), head.words()
    for at in range(head.last_row + 1, len(sheet.rows)):
        stated = {column: cell for column, cell in enumerate(sheet.rows[at]) if str(cell).strip()}
        if _says_nothing([*stated.values()], head_words) or _only_counts(head, stated):
            continue
        lone = len(stated) == 1 and ((at, min(stated)) in across or _stands_beside(head, min(stated)))
        if lone or known.isdisjoint(stated):
            text = Text("不像名单中的一行，未读入", "this does not look like a row of the table: not read")
            odd.append(Finding("row_not_read", text, row=at + 1, sheet=sheet.name))
            continue
        odd += _seen_otherwise(sheet, at)
        yield BodyRow(at + 1, {key: filled[at][column] for key, column in head.columns.items()})


def _seen_otherwise(sheet: Sheet, at: int) -> Iterator[Finding]:
    """A row that is read although whoever looks at the sheet does not see it, or sees it crossed out."""
    if at in sheet.hidden:
        yield Finding("hidden_row_read", _HIDDEN_ROW, row=at + 1, sheet=sheet.name)
    if at in sheet.struck_out:
        yield Finding("struck_out_row_read", _STRUCK_OUT, row=at + 1, sheet=sheet.name)


def _says_nothing(cells: Sequence[Cell], head_words: frozenset[str]) -> bool:
    """Whether the row is blank, a total, a note, the end of a page, the head once more, or numbers its columns."""
    first = [word(cell) for cell in cells[:2]]
    if not first or _NOTE.match(first[0]) or any(map(_TOTAL_OR_PAGE.fullmatch, first)):
        return True
    if head_words.issuperset(first):
        return head_words.issuperset(map(word, cells))
    if len(cells) > 1 and all(map(_COLUMN_NUMBER.fullmatch, first)):
        return all(_COLUMN_NUMBER.fullmatch(word(cell)) for cell in cells)
    return False


def _only_counts(head: Head, stated: Mapping[int, Cell]) -> bool:
    """Whether nothing but the serial number stands in the row."""
    serial = head.columns.get(SERIAL)
    if serial is None or [*stated] != [serial]:
        return False
    return re.fullmatch(r"\d+(?:\.0)?", word(stated[serial])) is not None


def _stands_beside(head: Head, column: int) -> bool:
    """Whether a lone cell there is no row of its own: the serial number, or a name without a number."""
    serial = head.columns.get(SERIAL)
    return serial is not None and column in {serial, head.columns[head.anchor]}


def _as_seen(sheet: Sheet, head: Head, odd: list[Finding]) -> list[list[Cell]]:
    """The rows with merged cells as one sees them: what is on top counts for all rows, and what lies under it is added to `odd`."""
    rows = [row.copy() for row in sheet.rows]
    keys = {column: key for key, column in head.columns.items()}
    for block in sheet.merged or ():
        if head.last_row < block.first_row < len(rows) and block.first_column < len(rows[0]):
            for at, column in _covered(rows, block):
                if column in keys:
                    title = head.title(keys[column])
                    odd.append(
                        Finding(
                            "hidden_under_merged_cells", _UNDER, row=at + 1, column=title, sheet=sheet.name
                        )
                    )
    return rows


def _covered(rows: list[list[Cell]], block: MergedCells) -> Iterator[tuple[int, int]]:
    """Fill the block in, and tell at which row and column something else was stated under it."""
    top = rows[block.first_row][block.first_column]
    for at, row in enumerate(rows[block.first_row : block.last_row + 1], block.first_row):
        for column in range(block.first_column, min(block.last_column + 1, len(row))):
            if row[column] not in ("", top):
                yield at, column
            row[column] = top if column == block.first_column else ""


def cell_text(cell: Cell) -> str | None:
    """A cell's text; None for a number of which Excel has not kept every digit."""
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        if abs(cell) >= 10**_DIGITS_THAT_EXCEL_KEEPS:
            return None
        return str(int(cell)) if float(cell).is_integer() else repr(cell)
    text = str(cell).strip()
    return None if _SCIENTIFIC.fullmatch(text) else text
