"""A bulk job as it is handed in: a form with a sheet of cases, or its rows as JSON (批量办理)."""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Literal
from uuid import UUID

import orjson
from fastapi import Depends
from pydantic import Field
from starlette.requests import Request

from api.bulk_lookups import Lookups
from api.decisions import Decision
from api.uploads import Upload, handed_in
from documents.application_sheets import ApplicationRow, read_application_sheet
from documents.case_sheets import CaseRow, read_case_sheet
from documents.delivery_sheets import DeliveryRow, read_delivery_sheet
from documents.findings import Finding
from domain.base import Value
from domain.errors import FieldError
from domain.policy.pack import PolicyPack
from domain.registration_form import FACT_OF_FIELD, FormStatement
from domain.text import Text
from domain.use_cases.handing_in_bulk import MOST_BYTES, MOST_ROWS, HandInBulkJob, StatedRow

CASE_ID, CARD_ID = "card_application_id", "card_id"
DELIVER, DRAFT = "DeliverCard", "DraftCardApplication"

Find = Callable[[str], UUID | None]  # what a number belongs to, as far as the sender may know


class StatedBulk(Decision):
    """What is said of a bulk job beside its rows; it holds for every row."""

    city: str = Field(max_length=40)


class BulkRowStated(Value):
    """One row: its number, its operation if it is another than that of the job, and the facts of the command.

    `facts` may state a `reason`, a `reason_code` and an `effective_on` of the row's own.
    """

    row: int = Field(ge=1, le=2_000_000)
    operation: str | None = Field(default=None, max_length=40)
    facts: dict[str, Any] = Field(repr=False)


class BulkOfRows(StatedBulk):
    """A bulk job whose rows stand in the body itself; `operation` is that of every row that names none."""

    operation: str = Field(max_length=40, description="A command by the name of its operation: `ReviewCase`")
    rows: tuple[BulkRowStated, ...] = Field(min_length=1, max_length=MOST_ROWS)


class BulkInFile(StatedBulk):
    """A bulk job whose rows stand on a sheet of a file: decisions about cases, deliveries of cards, or applications.

    Only applications are on a `route`; those on a place of a quota state its `card_type` and `quota_year`.
    """

    sheet_of: Literal["cases", "deliveries", "applications"] = "cases"
    route: str = Field(default="quota", max_length=40)
    card_type: str | None = Field(default=None, max_length=40)
    quota_year: int | None = Field(default=None, ge=2023, le=2100)
    submit: bool = Field(default=False, description="Hand each application in at once")
    sheet: str | None = Field(default=None, max_length=100)


@dataclass(frozen=True, slots=True)
class BulkSubmission:
    """What was handed in, and the digest by which the same rows are known again."""

    stated: BulkOfRows | BulkInFile
    sha256: str
    content: bytes = b""
    filename: str = ""

    @property
    def said(self) -> dict[str, Any]:
        """What a repetition has to say again."""
        return self.stated.model_dump(mode="json", exclude_unset=True) | {"sha256": self.sha256}

    def read(self, bulk_job_id: UUID, pack: PolicyPack, lookups: Lookups) -> "ReadBulk":
        """The command. Raises `Invalid` where there is no sheet to read, and `UnknownRoute`."""
        if isinstance(self.stated, BulkOfRows):
            return ReadBulk(self._command(bulk_job_id, _stated(self.stated)))
        rows, warnings = self._of_sheet(self.stated, pack, lookups)
        return ReadBulk(self._command(bulk_job_id, rows), warnings)

    def _of_sheet(
        self, stated: BulkInFile, pack: PolicyPack, lookups: Lookups
    ) -> tuple[list[StatedRow], tuple[FieldError, ...]]:
        """The rows of the file, and what of it was not read."""
        if stated.sheet_of == "deliveries":
            deliveries = read_delivery_sheet(self.content, self.filename, sheet=stated.sheet)
            return [_of_delivery(row, lookups) for row in deliveries.rows], deliveries.warnings
        if stated.sheet_of == "applications":
            fields = fields_of(pack, stated.route)
            drafts = read_application_sheet(self.content, self.filename, fields=fields, sheet=stated.sheet)
            return [_of_application(row, stated, lookups) for row in drafts.rows], drafts.warnings
        cases = read_case_sheet(self.content, self.filename, steps=steps_of(pack), sheet=stated.sheet)
        return [_of_case(row, lookups) for row in cases.rows], cases.warnings

    def _command(self, bulk_job_id: UUID, rows: Iterable[StatedRow]) -> HandInBulkJob:
        return HandInBulkJob(
            bulk_job_id=bulk_job_id, city=self.stated.city, file_sha256=self.sha256, rows=tuple(rows)
        )


@dataclass(frozen=True, slots=True)
class ReadBulk:
    """The command that a bulk job amounts to, and what of its file was not read."""

    command: HandInBulkJob
    warnings: tuple[FieldError, ...] = ()


async def _submission(request: Request) -> BulkSubmission:
    return await handed_in(request, _of_json, _of_form)


def _of_json(body: Any) -> BulkSubmission:
    stated = BulkOfRows.model_validate(body)
    rows = orjson.dumps([row.model_dump(mode="json") for row in stated.rows])
    return BulkSubmission(stated, hashlib.sha256(rows).hexdigest())


def _of_form(upload: Upload) -> BulkSubmission:
    return BulkSubmission(
        BulkInFile.model_validate(upload.fields), upload.sha256, upload.content, upload.filename
    )


def _stated(stated: BulkOfRows) -> Iterable[StatedRow]:
    for row in stated.rows:
        yield _row(row.row, row.operation or stated.operation, row.facts, ())


def _of_case(row: CaseRow, lookups: Lookups) -> StatedRow:
    facts, faults = dict(row.facts), [*row.faults]
    if (case_id := _id_of(row.case, lookups.case)) is not None:
        facts[CASE_ID] = str(case_id)
    elif row.case is not None:
        faults.append(Finding("case_unknown", UNKNOWN, row=row.row, column="受理号"))
    return _row(row.row, row.command, facts, faults)


def _of_delivery(row: DeliveryRow, lookups: Lookups) -> StatedRow:
    facts, faults = dict(row.facts), [*row.faults]
    if (card_id := _id_of(row.card, lookups.card)) is not None:
        facts[CARD_ID] = str(card_id)
    elif row.card is not None:
        faults.append(Finding("card_unknown", UNKNOWN, row=row.row, column="卡号"))
    return _row(row.row, DELIVER, facts, faults)


def _of_application(row: ApplicationRow, stated: BulkInFile, lookups: Lookups) -> StatedRow:
    """On the quota route the enterprise's place says whose case it is, on any other the person is named."""
    faults = [*row.faults]
    facts: dict[str, Any] = {
        "city": stated.city, "route": stated.route, "form": dict(row.form), "submit": stated.submit,
    }  # fmt: skip
    enterprise_id = None if row.uscc is None else lookups.enterprise(row.uscc)
    if enterprise_id is None and row.uscc is not None:
        faults.append(Finding("enterprise_unknown", UNKNOWN, row=row.row, column="统一社会信用代码"))
    if stated.card_type is None or stated.quota_year is None:
        facts |= {"enterprise_id": enterprise_id and str(enterprise_id), "talent_id": row.talent}
    elif enterprise_id is not None:
        place_id = lookups.place(enterprise_id, stated.card_type, stated.quota_year)
        if place_id is None:
            faults.append(Finding("no_place", NO_PLACE, row=row.row, column="统一社会信用代码"))
        on_place = {"card_type": stated.card_type, "quota_year": stated.quota_year}
        facts |= on_place | {"place_id": place_id and str(place_id)}
    return _row(row.row, DRAFT, facts, faults)


def _row(number: int, command: str, facts: Mapping[str, Any], faults: Iterable[FieldError]) -> StatedRow:
    told = orjson.dumps(dict(facts)).decode()
    named = tuple(f"{fault.column or fault.field}:{fault.code}" for fault in faults)
    if len(told) > MOST_BYTES:
        told, named = "{}", (*named, "facts:too_long")
    return StatedRow(row=number, command=command, facts=told, faults=named)


def _id_of(stated: str | None, find: Find) -> UUID | None:
    """What is called by this number, or by its id."""
    if stated is None:
        return None
    try:
        return UUID(stated)
    except ValueError:
        return find(stated)


def fields_of(pack: PolicyPack, route: str) -> dict[str, str]:
    """The fact's name for every field of the route's form, under what the form calls it. Raises `UnknownRoute`."""
    code = pack.route(route).form
    if code is None:
        return {}
    fields = pack.form(code).fields
    facts = {field.name.zh: FACT_OF_FIELD.get(field.code, field.code) for field in fields}
    return {name: fact for name, fact in facts.items() if fact in FormStatement.model_fields}


def steps_of(pack: PolicyPack) -> dict[str, str]:
    """The code of every step, under its code and its name."""
    steps = [step for route in pack.routes for step in route.steps]
    return {name: step.code for step in steps for name in (step.code, step.name.zh)}


Submitted = Annotated[BulkSubmission, Depends(_submission)]

UNKNOWN = Text("未找到", "there is none of this number")
NO_PLACE = Text("该企业在该年度配额中没有名额", "the enterprise holds no place of this quota")
