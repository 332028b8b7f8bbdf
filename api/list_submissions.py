"""An enterprise list as it is handed in: a form with the department's file, or its rows as JSON."""

import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

import orjson
from fastapi import Depends
from fastapi.exceptions import RequestValidationError
from pydantic import Field, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request

from api import strict_json
from api.decisions import Decision
from api.guard import FORM
from api.refusals import MalformedForm
from api.validation import field_errors
from documents.enterprise_list_rows import ListRow
from documents.enterprise_lists import EnterpriseListFile, read_enterprise_list
from domain.aggregates.enterprise_list import ListMode
from domain.errors import FieldError, Invalid
from domain.policy.book import PolicyBook
from domain.policy.pack import PolicyPack
from domain.text import Text
from domain.use_cases.importing_lists import ImportEnterpriseList, ListedEnterprise, RowsInvalid, at_row

FILE = "file"
AS_JSON = ("confirmed_rows", "documents", "clauses")  # form fields that hold more than a word
MOST_ROWS = 5000


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
            return ReadList(self._command(self.stated.rows, None))
        day = self.stated.effective_on or today
        file = read_enterprise_list(
            self.content,
            self.filename,
            areas=_areas(policies.in_force(self.stated.city, day), day),
            needs_areas=True,
            sheet=self.stated.sheet,
        )
        if file.errors:
            raise RowsInvalid(errors=file.errors)
        return ReadList(self._command(_rows(file), file.document_number), file)

    def _command(self, rows: tuple[ListedEnterprise, ...], named_in_file: str | None) -> ImportEnterpriseList:
        number = self.stated.document_number or named_in_file
        if number is None:
            raise Invalid(NUMBER_MISSING, field="document_number")
        return ImportEnterpriseList(
            city=self.stated.city,
            list_type=self.stated.list_type,
            mode=self.stated.mode,
            document_number=number,
            file_sha256=self.sha256,
            rows=rows,
            confirmed_rows=self.stated.confirmed_rows,
        )


@dataclass(frozen=True, slots=True)
class ReadList:
    """The command that a list amounts to, and the file that it was read from, if it was one."""

    command: ImportEnterpriseList
    file: EnterpriseListFile | None = None

    @property
    def warnings(self) -> tuple[FieldError, ...]:
        """What is to be noticed about the file."""
        return self.file.warnings if self.file else ()

    def located(self, errors: Iterable[FieldError]) -> tuple[FieldError, ...]:
        """What was found about rows, at the cells of the file."""
        return self.file.located(errors) if self.file else tuple(errors)

    @contextmanager
    def located_refusals(self) -> Iterator[None]:
        """Whatever is refused in here names the cells of the file."""
        try:
            yield
        except Invalid as refused:
            refused.errors = self.located(refused.errors)
            raise


async def _submission(request: Request) -> ListSubmission:
    """Raises `RequestValidationError`, `Malformed` or `Invalid`."""
    try:
        if FORM in request.headers.get("content-type", "").lower():
            async with request.form(max_files=1, max_fields=30) as form:
                return await _of_form(form)
        return _of_json(await request.json())
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        raise RequestValidationError([one | {"loc": ("body", *one["loc"])} for one in found]) from None


def _of_json(body: Any) -> ListSubmission:
    stated = ListOfRows.model_validate(body)
    rows = orjson.dumps([row.model_dump(mode="json") for row in stated.rows])
    return ListSubmission(stated, stated.file_sha256 or hashlib.sha256(rows).hexdigest())


async def _of_form(form: FormData) -> ListSubmission:
    file = form.get(FILE)
    if not isinstance(file, UploadFile):
        raise Invalid(FILE_MISSING, field=FILE)
    fields = [(name, value) for name, value in form.multi_items() if name != FILE]
    stated = ListInFile.model_validate(dict(_parsed(*field) for field in fields))
    if len({name for name, _ in fields}) < len(fields) or len(form.getlist(FILE)) > 1:
        raise MalformedForm(STATED_TWICE)
    content = await file.read()
    return ListSubmission(stated, hashlib.sha256(content).hexdigest(), content, file.filename or "")


def _parsed(name: str, value: Any) -> tuple[str, Any]:
    if not isinstance(value, str) or not strict_json.is_storable(name + value):
        raise MalformedForm
    return name, strict_json.loads_stated(value, field=name) if name in AS_JSON else value


def _areas(pack: PolicyPack, day: date) -> dict[str, str]:
    """The code of each area of that day, under every name that lists give it."""
    return {name: area.code for area in pack.areas if area.exists_on(day) for name in area.names}


def _rows(file: EnterpriseListFile) -> tuple[ListedEnterprise, ...]:
    """The rows of the file as the command states them. Raises `RowsInvalid` where one is longer than that."""
    rows, errors = [], []
    for row in file.rows:
        try:
            rows.append(_row(row))
        except ValidationError as wrong:
            found = field_errors(wrong.errors(include_input=False, include_url=False))
            errors += [at_row(row.row, error) for error in found]
    if errors:
        raise RowsInvalid(errors=file.located(errors))
    return tuple(rows)


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


Submitted = Annotated[ListSubmission, Depends(_submission)]

NUMBER_MISSING = Text("请填写名单的发文字号", "state the document number of the list")
FILE_MISSING = Text("请附名单文件", "attach the file of the list")
STATED_TWICE = Text("同一项填写了两次", "a field is stated twice")
