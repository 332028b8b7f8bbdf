"""Opening books as they are handed in: a form with the city's Excel file, or its rows as JSON (期初台账)."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import Depends
from pydantic import Field
from starlette.requests import Request

from api.decisions import Decision
from api.list_submissions import areas_of
from api.uploads import Upload, handed_in
from documents.opening_book_words import BookTerms
from documents.opening_books import OpeningBooksFile, read_opening_books
from documents.workbooks import Limits
from domain.errors import FieldError, Invalid
from domain.policy.book import PolicyBook
from domain.policy.ledgers import Ledger, LedgerRule
from domain.policy.pack import PolicyPack
from domain.previews import PreviewDigest
from domain.text import Text
from domain.use_cases.reading_books import CARDS, PLACES, StatedCard, StatedPlace
from domain.use_cases.reading_open_demands import StatedOpenDemand
from domain.use_cases.taking_over_books import BookRowsInvalid, ConfirmedRows, TakeOverBooks

MOST_ROWS = Limits().rows
TABLES = (CARDS, PLACES, *Ledger)


class StatedBooks(Decision):
    """What is said of books beside their rows; `effective_on` is the cut-over date."""

    city: str = Field(max_length=40)
    document_number: str | None = Field(
        default=None, min_length=1, max_length=100, description="If not stated, the one that the file names"
    )
    confirmed_rows: ConfirmedRows = ConfirmedRows()
    preview: PreviewDigest | None = Field(
        default=None, description="The digest that the dry run has shown, needed with `confirmed_rows`"
    )


class BooksOfRows(StatedBooks):
    """Books whose rows stand in the body itself."""

    cards: tuple[StatedCard, ...] = Field(default=(), max_length=MOST_ROWS)
    places: tuple[StatedPlace, ...] = Field(default=(), max_length=MOST_ROWS)
    public_service: tuple[StatedOpenDemand, ...] = Field(default=(), max_length=MOST_ROWS)
    market_service: tuple[StatedOpenDemand, ...] = Field(default=(), max_length=MOST_ROWS)
    opinion: tuple[StatedOpenDemand, ...] = Field(default=(), max_length=MOST_ROWS)
    file_sha256: str | None = Field(
        default=None, pattern=r"^[0-9a-f]{64}$", description="Of the file that the rows were read from"
    )


class BooksInFile(StatedBooks):
    """Books whose rows stand in a file: a card register, a quota ledger, a ledger of demands, or each on a sheet of its own."""


@dataclass(frozen=True, slots=True)
class BookSubmission:
    """What was handed in, and the digest by which the same books are known again."""

    stated: BooksOfRows | BooksInFile
    sha256: str
    content: bytes = field(default=b"", repr=False)
    filename: str = ""

    @property
    def said(self) -> dict[str, Any]:
        """What a repetition has to say again."""
        return self.stated.model_dump(mode="json", exclude_unset=True) | {"sha256": self.sha256}

    def read(self, policies: PolicyBook, today: date) -> "ReadBooks":
        """The command, as far as it can be read. Raises `Invalid` and `NoPolicyInForce`."""
        if isinstance(self.stated, BooksOfRows):
            tables = {name: getattr(self.stated, name) for name in TABLES}
            return ReadBooks(self._command(tables, None))
        day = self.stated.effective_on or today
        terms = terms_of(policies.in_force(self.stated.city, day), day)
        file = read_opening_books(self.content, self.filename, terms)
        tables = {CARDS: file.cards, PLACES: file.places, **file.demands}
        if file.errors and not any(tables.values()):
            raise BookRowsInvalid(errors=file.errors)
        return ReadBooks(self._command(tables, file.document_number), file)

    def _command(self, tables: Mapping[str, Any], named_in_file: str | None) -> TakeOverBooks:
        number = self.stated.document_number or named_in_file
        if number is None:
            raise Invalid(NUMBER_MISSING, field="document_number")
        return TakeOverBooks(
            city=self.stated.city,
            document_number=number,
            file_sha256=self.sha256,
            **tables,
            confirmed_rows=self.stated.confirmed_rows,
            preview=self.stated.preview,
        )


@dataclass(frozen=True, slots=True)
class ReadBooks:
    """The command that books amount to, and the file that they were read from, if it was one."""

    command: TakeOverBooks
    file: OpeningBooksFile | None = None

    @property
    def warnings(self) -> tuple[FieldError, ...]:
        """What is to be noticed about the file."""
        return self.file.warnings if self.file else ()

    @property
    def errors(self) -> tuple[FieldError, ...]:
        """Those of rows that could not be read, and are not in the command."""
        return self.file.errors if self.file else ()

    def located(self, errors: Iterable[FieldError]) -> tuple[FieldError, ...]:
        """What was found about rows, at the cells of the file."""
        return self.file.located(errors) if self.file else tuple(errors)

    def with_errors(self, found_later: Iterable[FieldError]) -> tuple[FieldError, ...]:
        """Everything that is wrong with rows, sheet by sheet and row by row."""
        if self.file is None:
            return tuple(found_later)
        sheets = [table.sheet.name for table in self.file.tables.values()]
        every = (*self.errors, *self.located(found_later))
        return tuple(sorted(every, key=lambda error: (sheets.index(error.sheet or ""), error.row or 0)))

    @contextmanager
    def located_refusals(self) -> Iterator[None]:
        """Whatever is refused in here names the cells of the file."""
        try:
            yield
        except Invalid as refused:
            refused.errors = self.located(refused.errors)
            raise


async def _submission(request: Request) -> BookSubmission:
    return await handed_in(request, _of_json, _of_form)


def _of_json(body: Any) -> BookSubmission:
    stated = BooksOfRows.model_validate(body)
    rows = [row.model_dump(mode="json") for name in TABLES for row in getattr(stated, name)]
    return BookSubmission(stated, stated.file_sha256 or hashlib.sha256(orjson.dumps(rows)).hexdigest())


def _of_form(upload: Upload) -> BookSubmission:
    stated = BooksInFile.model_validate(upload.fields)
    return BookSubmission(stated, upload.sha256, upload.content, upload.filename)


def terms_of(pack: PolicyPack, day: date) -> BookTerms:
    """What the policy of the cut-over date calls areas, cards and enterprises."""
    return BookTerms(
        areas=areas_of(pack, day),
        card_types={name: one.code for one in pack.known_card_types for name in (one.code, *one.name)},
        list_types={name: one.code for one in pack.list_types for name in one.names},
        on=day,
        city_area=pack.city_area.code,
        categories={}
        if pack.demands is None
        else {rule.code: _categories(rule) for rule in pack.demands.ledgers},
    )


def _categories(rule: LedgerRule) -> dict[str, str]:
    """The codes of a ledger's categories, by whatever means them."""
    return {name: one.code for one in rule.categories for name in (one.code, *one.name)}


SubmittedBooks = Annotated[BookSubmission, Depends(_submission)]

NUMBER_MISSING = Text("请填写台账的文号", "state the document number of the books")
