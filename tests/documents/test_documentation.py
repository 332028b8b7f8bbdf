"""What the manuals of files say about columns and codes is what their readers know."""

import re
from pathlib import Path

from documents import demand_ledger_columns, enterprise_list_columns, opening_book_columns
from tests.architecture.test_refusals import refusals

ROOT = Path(__file__).parents[2]
MANUAL = (ROOT / "docs" / "enterprise-lists.md").read_text()
OF_BOOKS = (ROOT / "docs" / "opening-books.md").read_text()
BOOK_SOURCES = [
    path
    for what in ("opening", "demand_ledger")
    for path in sorted((ROOT / "documents").glob(f"{what}_*.py"))
]
SHARED = [
    *(ROOT / "documents" / name for name in ("cells.py", "tables.py", "unread.py")),
    *(ROOT / "domain" / name for name in ("names.py", "enterprise_codes.py")),
]
OF_BULK = (ROOT / "docs" / "bulk-jobs.md").read_text()
BULK_SOURCES = [*(ROOT / "documents" / f"{what}_sheets.py" for what in ("case", "application", "delivery"))]
OF_API = (ROOT / "docs" / "api.md").read_text()
OF_ATTACHMENTS = ROOT / "documents" / "attachment_types.py"
OF_PRINTING = ROOT / "documents" / "typesetting.py"
OTHERS = {*BOOK_SOURCES, *BULK_SOURCES, OF_ATTACHMENTS, OF_PRINTING}
SOURCES = [
    *(path for path in (ROOT / "documents").glob("*.py") if path not in OTHERS),
    *SHARED,
    ROOT / "domain" / "phone_numbers.py",
    *(ROOT / "domain" / "use_cases" / name for name in ("judging_rows.py", "matching_rows.py")),
]
RULES_OF_BOOKS = [
    *(ROOT / "domain" / name for name in ("identity_documents.py", "identity_numbers.py")),
    *(ROOT / "domain" / "use_cases").glob("*_books.py"),
    *(ROOT / "domain" / "use_cases" / f"trying_{what}.py" for what in ("cards", "places", "demands")),
    ROOT / "domain" / "use_cases" / "reading_open_demands.py",
    ROOT / "domain" / "phone_numbers.py",
]
# What decides about a row and about much else: of its codes the manual has those that a row may get.
DECIDING = [
    *(ROOT / "domain" / "use_cases" / f"{what}_demands.py" for what in ("registering", "assigning")),
    ROOT / "domain" / "aggregates" / "demand_item.py",
]
CODE = re.compile(
    r'(?:wrong\(\s*[\w.]*"?\w*"?,|Finding\(|\.err\([^")]*?|\.warn\([^")]*?|FieldError\([\w.]+,|FieldError\("\w+",)'
    r'\s*"([a-z_]+)"'
)
MADE_OF_PARTS = {
    *(f"too_many_{what}" for what in ("rows", "columns", "sheets")),
    *(f"other_{what}" for what in ("name", "uscc", "area", "specialist")),
}


def codes_in(sources) -> set[str]:
    return {code for source in sources for code in CODE.findall(source.read_text())}


def explained_in(manual: str) -> set[str]:
    first_cells = [line.split("|")[1] for line in manual.splitlines() if line.startswith("| `")]
    return set(re.findall(r"`([a-z_]+)`", " ".join(first_cells)))


def test_every_code_of_an_error_or_warning_is_in_the_manual_and_no_other():
    assert explained_in(MANUAL) == MADE_OF_PARTS | codes_in(SOURCES)


def test_every_code_of_a_sheet_that_is_carried_out_in_bulk_is_in_its_manual():
    assert codes_in(BULK_SOURCES) - explained_in(OF_BULK) == set()


def test_every_code_of_a_file_that_is_no_attachment_is_in_the_contract_for_clients():
    assert codes_in([OF_ATTACHMENTS]) - explained_in(OF_API) == set()


def test_every_code_of_a_text_that_cannot_be_printed_is_in_the_manual_of_papers():
    said = (ROOT / "docs" / "documents.md").read_text()

    assert [code for code in codes_in([OF_PRINTING]) if f"`{code}`" not in said] == []


def test_every_code_that_a_row_of_opening_books_may_get_is_in_their_manual():
    given = codes_in([*BOOK_SOURCES, *SHARED, *RULES_OF_BOOKS])

    assert given - explained_in(OF_BOOKS) == set()


def test_every_code_in_the_manual_of_opening_books_is_given_by_a_reader_a_rule_or_a_refusal():
    matching = ROOT / "domain" / "use_cases" / "matching_rows.py"
    given = codes_in([*BOOK_SOURCES, *SHARED, *RULES_OF_BOOKS, *DECIDING, matching])

    assert explained_in(OF_BOOKS) - given - {refusal.code for refusal in refusals()} == set()


def test_every_name_that_a_column_of_opening_books_may_have_is_in_their_manual():
    registers = (opening_book_columns.CARD_REGISTER, opening_book_columns.QUOTA_LEDGER)
    vocabularies = (*registers, *demand_ledger_columns.LEDGERS.values())
    names = frozenset.union(*(vocabulary.lower_words for vocabulary in vocabularies))

    assert {name for name in names if name not in OF_BOOKS} == set()


def test_every_name_that_a_column_may_have_is_in_the_manual():
    names = enterprise_list_columns.VOCABULARY.lower_words

    assert {name for name in names if name not in MANUAL} == set()
