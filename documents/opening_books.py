"""The books that a city has kept in Excel (期初台账): a register of its cards, a ledger of its quota places.

    file ─read_workbook─> sheets ─find_head─> tables ─BookReader─> rows of cards and of places

One file has one of them, or each on a sheet of its own. Whatever stands in a cell is read or named as an error;
all errors are told at once, each with the sheet, the row that Excel shows and the column as the file calls it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from documents import opening_book_columns as column
from documents.document_numbers import document_number_in
from documents.findings import Finding
from documents.opening_book_lines import BookReader
from documents.opening_book_words import BookTerms
from documents.tables import BodyRow, Head, Vocabulary, body, find_head, preface
from documents.unread import not_read
from documents.workbooks import Limits, Sheet, Workbook, read_workbook
from domain.errors import FieldError
from domain.fields import wrong
from domain.text import Text
from domain.use_cases.reading_books import CARDS, PLACES, StatedCard, StatedPlace

Row = TypeVar("Row")

_COLUMN_OF = {"document.number": column.DOCUMENT, "issuing_country": column.DOCUMENT}


class Table(NamedTuple):
    """A register or a ledger, and where it stands."""

    sheet: Sheet
    head: Head
    expected: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OpeningBooksFile:
    """What was read. While there are errors nothing is to be taken over; the rows are those without one."""

    cards: tuple[StatedCard, ...]
    places: tuple[StatedPlace, ...]
    document_number: str | None
    warnings: tuple[Finding, ...]
    errors: tuple[Finding, ...]
    tables: Mapping[str, Table] = field(default_factory=dict, repr=False)

    def located(self, errors: Iterable[FieldError]) -> tuple[FieldError, ...]:
        """What was found later about its rows, such as `cards[7].document.number`, at the cells where it stands."""
        return tuple(self._at_cell(error) for error in errors)

    def _at_cell(self, error: FieldError) -> FieldError:
        table = self.tables.get(error.field.partition("[")[0])
        if table is None:
            return error
        key = _COLUMN_OF.get(error.column or "", error.column or "")
        title = table.head.title(key) if key in table.head.columns else ""
        found = Finding(error.code, error.text, row=error.row, column=title, sheet=table.sheet.name)
        found.blocked_by = error.blocked_by
        return found


def read_opening_books(
    content: bytes,
    filename: str,
    terms: BookTerms,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> OpeningBooksFile:
    """Read the register and the ledger in a file.

    Raises `Invalid` where there is neither: another kind of file, too large, locked, without a head.
    """
    workbook = read_workbook(content, filename, limits)
    tables = _tables(workbook)
    read = [(table.sheet, table.head) for table in tables.values()]
    warnings, errors = [*not_read(workbook, read)], list[Finding]()
    cards = _rows(tables.get(CARDS), terms, BookReader.card, warnings, errors)
    places = _rows(tables.get(PLACES), terms, BookReader.place, warnings, errors)
    above = (text for table in tables.values() for text in preface(table.sheet, table.head))
    return OpeningBooksFile(
        cards=cards,
        places=places,
        document_number=next(filter(None, map(document_number_in, above)), None),
        warnings=tuple(warnings),
        errors=tuple(errors),
        tables=tables,
    )


def _tables(workbook: Workbook) -> dict[str, Table]:
    """The tables of the file: what has a card number is a register, what else has a year is a ledger."""
    found: dict[str, list[Table]] = {}
    for sheet in workbook.sheets:
        for kind, vocabulary, expected in _KINDS:
            head = find_head(sheet, vocabulary)
            if head is not None:
                found.setdefault(kind, []).append(Table(sheet, head, expected))
                break
    for several in (tables for tables in found.values() if len(tables) > 1):
        names = "、".join(table.sheet.name for table in several)
        raise wrong("file", "several_tables", SEVERAL_TABLES.filled(names=names))
    if not found:
        raise wrong("file", "head_not_found", HEAD_NOT_FOUND)
    return {kind: table for kind, (table,) in found.items()}


_KINDS: tuple[tuple[str, Vocabulary, Mapping[str, str]], ...] = (
    (CARDS, column.CARD_REGISTER, column.EXPECTED_OF_CARDS),
    (PLACES, column.QUOTA_LEDGER, column.EXPECTED_OF_PLACES),
)


def _rows(
    table: Table | None,
    terms: BookTerms,
    take: Callable[[BookReader, BodyRow], Row | None],
    warnings: list[Finding],
    errors: list[Finding],
) -> tuple[Row, ...]:
    """The rows of a table without an error; what is found goes where it is kept."""
    if table is None:
        return ()
    if missing := [*_missing_columns(table)]:
        errors += missing
        return ()
    reader = BookReader(table.head, terms)
    read = [take(reader, row) for row in body(table.sheet, table.head, reader.warnings)]
    warnings += _in_order(reader.warnings)
    errors += _in_order(reader.errors)
    if not read:
        errors.append(Finding("nothing_stated", NOTHING_STATED, sheet=table.sheet.name))
    return tuple(row for row in read if row is not None)


def _missing_columns(table: Table) -> Iterator[Finding]:
    for key, title in table.expected.items():
        if key not in table.head.columns:
            text = Text(f"表中没有“{title}”列", f"the table has no column {title}")
            yield Finding("column_missing", text, sheet=table.sheet.name)


def _in_order(findings: list[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: finding.row or 0)


HEAD_NOT_FOUND = Text(
    "未找到台账：人才卡登记簿的表头应有“卡号”列，配额台账的表头应有“年度”列",
    "no books were found: the head of a card register has a column 卡号, that of a quota ledger a column 年度",
)
SEVERAL_TABLES = Text(
    "有多个同类工作表，请合并为一个：{names}", "several sheets of one kind, put them together: {names}"
)
NOTHING_STATED = Text("表头下没有内容", "there is nothing below the head")
