"""The books that a city has kept in Excel (期初台账): a register of its cards, a ledger of its quota places, and the
three ledgers of demands.

    file ─read_workbook─> sheets ─find_head─> tables ─BookReader, LedgerReader─> rows of cards, places and demands

One file has one of them, or each on a sheet of its own. Whatever stands in a cell is read or named as an error;
all errors are told at once, each with the sheet, the row that Excel shows and the column as the file calls it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple, TypeVar

from documents import opening_book_columns as column
from documents.demand_ledger_columns import CARD, EXPECTED_OF_DEMANDS, LEDGERS, ledger_of
from documents.demand_ledger_lines import LedgerReader
from documents.document_numbers import document_number_in
from documents.findings import Finding
from documents.opening_book_lines import BookReader
from documents.opening_book_words import BookTerms
from documents.tables import BodyRow, Head, Vocabulary, body, find_head, preface
from documents.unread import not_read
from documents.workbooks import Limits, Sheet, Workbook, read_workbook
from domain.errors import FieldError
from domain.fields import wrong
from domain.policy.ledgers import Ledger
from domain.text import Text
from domain.use_cases.reading_books import CARDS, PLACES, StatedCard, StatedPlace
from domain.use_cases.reading_open_demands import StatedOpenDemand

Row = TypeVar("Row")

_COLUMN_OF = {"document.number": column.DOCUMENT, "issuing_country": column.DOCUMENT, "card_number": CARD}


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
    demands: Mapping[Ledger, tuple[StatedOpenDemand, ...]]
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
        keys = (error.column or "", _COLUMN_OF.get(error.column or "", ""))
        title = next((table.head.title(key) for key in keys if key in table.head.columns), "")
        found = Finding(error.code, error.text, row=error.row, column=title, sheet=table.sheet.name)
        found.blocked_by = error.blocked_by
        return found


def read_opening_books(
    content: bytes,
    filename: str,
    terms: BookTerms,
    limits: Limits = Limits(),  # noqa: B008 - frozen
) -> OpeningBooksFile:
    """Read the registers and the ledgers in a file.

    Raises `Invalid` where there is neither: another kind of file, too large, locked, without a head.
    """
    workbook = read_workbook(content, filename, limits)
    tables = _tables(workbook)
    read = [(table.sheet, table.head) for table in tables.values()]
    warnings, errors = [*not_read(workbook, read)], list[Finding]()
    cards = _rows(tables.get(CARDS), terms, BookReader.card, warnings, errors)
    places = _rows(tables.get(PLACES), terms, BookReader.place, warnings, errors)
    demands = {
        ledger: _demands(ledger, tables[ledger], terms, warnings, errors)
        for ledger in Ledger
        if ledger in tables
    }
    above = (text for table in tables.values() for text in preface(table.sheet, table.head))
    return OpeningBooksFile(
        cards=cards,
        places=places,
        demands=demands,
        document_number=next(filter(None, map(document_number_in, above)), None),
        warnings=tuple(warnings),
        errors=tuple(errors),
        tables=tables,
    )


def _tables(workbook: Workbook) -> dict[str, Table]:
    """The tables of the file: what says what is asked for is a ledger of demands, what else has a card number a register,
    and what else has a year a ledger of places.
    """
    found: dict[str, list[Table]] = {}
    for sheet in workbook.sheets:
        demands = _ledger_on(sheet)
        if demands is not None:
            found.setdefault(demands[0], []).append(demands[1])
            continue
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


def _ledger_on(sheet: Sheet) -> tuple[Ledger, Table] | None:
    """The ledger of demands on a sheet, if it is one. Raises `Invalid` for one that does not say which."""
    heads = {ledger: find_head(sheet, vocabulary) for ledger, vocabulary in LEDGERS.items()}
    found = next((head for head in heads.values() if head is not None), None)
    if found is None:
        return None
    ledger = ledger_of(found.words(), sheet.name, *preface(sheet, found))
    head = None if ledger is None else heads[ledger]
    if ledger is None or head is None:
        raise wrong("file", "ledger_unknown", LEDGER_UNKNOWN.filled(name=sheet.name))
    return ledger, Table(sheet, head, EXPECTED_OF_DEMANDS)


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
    if table is None:
        return ()
    reader = BookReader(table.head, terms)
    return _read(table, reader, partial(take, reader), warnings, errors)


def _demands(
    ledger: Ledger, table: Table, terms: BookTerms, warnings: list[Finding], errors: list[Finding]
) -> tuple[StatedOpenDemand, ...]:
    reader = LedgerReader(table.head, terms, ledger)
    return _read(table, reader, reader.demand, warnings, errors)


def _read(
    table: Table,
    reader: BookReader,
    take: Callable[[BodyRow], Row | None],
    warnings: list[Finding],
    errors: list[Finding],
) -> tuple[Row, ...]:
    """The rows of a table without an error; what is found goes where it is kept."""
    if missing := [*_missing_columns(table)]:
        errors += missing
        return ()
    read = [take(row) for row in body(table.sheet, table.head, reader.warnings)]
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
    "未找到台账：人才卡登记簿的表头应有“卡号”列，配额台账应有“年度”列，需求台账应有“需求具体内容”列",
    "no books were found: the head of a card register has a column 卡号, that of a quota ledger a column 年度, "
    "that of a ledger of demands a column 需求具体内容",
)
LEDGER_UNKNOWN = Text(
    "无法判断工作表“{name}”是哪一台账，请在标题中写明公共服务、市场服务或意见建议",
    "which ledger is on the sheet {name}? let its title say 公共服务, 市场服务 or 意见建议",
)
SEVERAL_TABLES = Text(
    "有多个同类工作表，请合并为一个：{names}", "several sheets of one kind, put them together: {names}"
)
NOTHING_STATED = Text("表头下没有内容", "there is nothing below the head")
