"""An enterprise list as it is handed in: a form with the department's file, or its rows as JSON."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from typing import Annotated, Any, NamedTuple

import orjson
from fastapi import Depends
from pydantic import Field, ValidationError
from starlette.requests import Request

from api.decisions import Decision
from api.uploads import Upload, handed_in
from api.validation import field_errors
from documents.enterprise_list_rows import ListRow
from documents.enterprise_lists import EnterpriseListFile, read_enterprise_list
from documents.workbooks import Limits
from domain.aggregates.enterprise_list import ListMode
from domain.errors import FieldError, Invalid
from domain.policy.book import PolicyBook
from domain.policy.pack import PolicyPack
from domain.previews import PreviewDigest
from domain.text import Text
from domain.use_cases.importing_lists import (
    ImportEnterpriseList,
    ListedEnterprise,
    RowInError,
    RowsInvalid,
    at_row,
)

MOST_ROWS = Limits().rows


class StatedList(Decision):
    """What is said of a list beside its rows."""

    city: str = Field(max_length=40)
    list_type: str = Field(max_length=100)
    mode: ListMode
    document_number: str | None = Field(
        default=None, min_length=1, max_length=100, description="If not stated, the one that the file names"
    )
    confirmed_rows: frozenset[Annotated[int, Field(ge=1, le=2_000_000)]] = Field(
        default=frozenset(), max_length=MOST_ROWS
    )
    preview: PreviewDigest | None = Field(
        default=None, description="The digest that the dry run has shown, needed with `confirmed_rows`"
    )
    accept_clean_rows: bool = Field(
        default=False,
        description="Take in the rows without an error, and leave the others out; else all rows or none",
    )


class ListOfRows(StatedList):
    """A list whose rows stand in the body itself."""

    rows: tuple[ListedEnterprise, ...] = Field(max_length=MOST_ROWS)
    file_sha256: str | None = Field(
        default=None, pattern=r"^[0-9a-f]{64}$", description="Of the file that the rows were read from"
    )


class ListInFile(StatedList):
    """A list whose rows stand in a file; `sheet` chooses among several lists in it."""

    sheet: str | None = Field(default=None, max_length=100)


@dataclass(frozen=True, slots=True)
class ListSubmission:
    """What was handed in, and the digest by which the same list is known again."""

    stated: ListOfRows | ListInFile
    sha256: str
    content: bytes = b""
    filename: str = ""

    @property
    def said(self) -> dict[str, Any]:
        """What a repetition has to say again."""
        return self.stated.model_dump(mode="json", exclude_unset=True) | {"sha256": self.sha256}

    def read(self, policies: PolicyBook, today: date) -> "ReadList":
        """The command, as far as it can be read. Raises `Invalid` and `NoPolicyInForce`."""
        if isinstance(self.stated, ListOfRows):
            return ReadList(self._command(StatedRows(self.stated.rows), None))
        day = self.stated.effective_on or today
        file = read_enterprise_list(
            self.content,
            self.filename,
            areas=areas_of(policies.in_force(self.stated.city, day), day),
            needs_areas=True,
            sheet=self.stated.sheet,
        )
        if any(error.row is None for error in file.errors):  # it is one of the list, not of a row
            raise RowsInvalid(errors=file.errors)
        stated = _rows(file)
        if stated.errors and not (self.stated.accept_clean_rows and stated.rows):
            raise RowsInvalid(errors=stated.errors)
        return ReadList(self._command(stated, file.document_number), file, stated.errors)

    def _command(self, stated: "StatedRows", named_in_file: str | None) -> ImportEnterpriseList:
        number = self.stated.document_number or named_in_file
        if number is None:
            raise Invalid(NUMBER_MISSING, field="document_number")
        return ImportEnterpriseList(
            city=self.stated.city,
            list_type=self.stated.list_type,
            mode=self.stated.mode,
            document_number=number,
            file_sha256=self.sha256,
            rows=stated.rows,
            rows_in_error=stated.in_error,
            confirmed_rows=self.stated.confirmed_rows,
            preview=self.stated.preview,
            accept_clean_rows=self.stated.accept_clean_rows,
        )


@dataclass(frozen=True, slots=True)
class ReadList:
    """The command that a list amounts to, and the file that it was read from, if it was one.

    `errors` are those of rows that could not be read and are left out.
    """

    command: ImportEnterpriseList
    file: EnterpriseListFile | None = None
    errors: tuple[FieldError, ...] = ()

    @property
    def warnings(self) -> tuple[FieldError, ...]:
        """What is to be noticed about the file."""
        return self.file.warnings if self.file else ()

    def located(self, errors: Iterable[FieldError]) -> tuple[FieldError, ...]:
        """What was found about rows, at the cells of the file."""
        return self.file.located(errors) if self.file else tuple(errors)

    def with_errors(self, found_later: Iterable[FieldError]) -> tuple[FieldError, ...]:
        """Everything that is wrong with rows, row by row."""
        return _in_order((*self.errors, *self.located(found_later)))

    @contextmanager
    def located_refusals(self) -> Iterator[None]:
        """Whatever is refused in here names the cells of the file, and those that could not be read."""
        try:
            yield
        except RowsInvalid as refused:
            refused.errors = self.with_errors(refused.errors)
            raise
        except Invalid as refused:
            refused.errors = self.located(refused.errors)
            raise


async def _submission(request: Request) -> ListSubmission:
    return await handed_in(request, _of_json, _of_form)


def _of_json(body: Any) -> ListSubmission:
    stated = ListOfRows.model_validate(body)
    rows = orjson.dumps([row.model_dump(mode="json") for row in stated.rows])
    return ListSubmission(stated, stated.file_sha256 or hashlib.sha256(rows).hexdigest())


def _of_form(upload: Upload) -> ListSubmission:
    stated = ListInFile.model_validate(upload.fields)
    return ListSubmission(stated, upload.sha256, upload.content, upload.filename)


def areas_of(pack: PolicyPack, day: date) -> dict[str, str]:
    """The code of each area of that day, under every name that lists give it."""
    return {name: area.code for area in pack.areas if area.exists_on(day) for name in area.names}


class StatedRows(NamedTuple):
    """The rows of a list as the command states them; `errors` are of those that cannot be stated."""

    rows: tuple[ListedEnterprise, ...]
    in_error: tuple[RowInError, ...] = ()
    errors: tuple[FieldError, ...] = ()


def _rows(file: EnterpriseListFile) -> StatedRows:
    """The rows of the file; one that is longer than the command allows is in error, too."""
    rows, too_long = [], []
    in_error = [RowInError.model_validate(asdict(unread)) for unread in file.unread]
    for row in file.rows:
        try:
            rows.append(_row(row))
        except ValidationError as wrong:
            found = field_errors(wrong.errors(include_input=False, include_url=False))
            too_long += [at_row(row.row, error) for error in found]
            in_error.append(_in_error(row, found))
    return StatedRows(tuple(rows), tuple(in_error), _in_order((*file.errors, *file.located(too_long))))


def _in_error(row: ListRow, found: Iterable[FieldError]) -> RowInError:
    codes = dict.fromkeys(error.code for error in found)
    return RowInError(
        row=row.row, codes=tuple(codes), names=(row.name,), usccs=(row.uscc,) if row.uscc else ()
    )


def _row(row: ListRow) -> ListedEnterprise:
    people = [
        {
            "name": one.name,
            "role": one.role,
            "title": one.title,
            "phone": "、".join(one.phones) or None,
            "party_managed": one.party_managed,
        }
        for one in row.principals
    ]
    said = {"row": row.row, "name": row.name, "uscc": row.uscc, "area": row.area}
    return ListedEnterprise.model_validate({**said, "principals": people})


def _in_order(errors: Iterable[FieldError]) -> tuple[FieldError, ...]:
    return tuple(sorted(errors, key=lambda error: error.row or 0))


Submitted = Annotated[ListSubmission, Depends(_submission)]

NUMBER_MISSING = Text("请填写名单的发文字号", "state the document number of the list")
