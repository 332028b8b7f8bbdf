"""Handing many commands in at once (批量办理): each row is a command of its own, under the rules of that command.

hand_in_bulk_job   the rows are put on record, sealed; nothing of them is decided
command_of         a row as the command that it is
authority_of       who decides it: whoever handed the job in, with the row's own reason
complete_bulk_job  by the clock, when every row was carried out or refused
"""

import json
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field, ValidationError

from domain.aggregates.bulk_job import BulkJob, BulkRow
from domain.authorization import BOOK_KEEPING, Command, Permission, officer, specialist, system
from domain.base import Authority, Capacity, DocumentReference, Standing, Value
from domain.errors import FieldError, Invalid
from domain.fields import wrong
from domain.functions import Function
from domain.personal_data import Personal
from domain.text import Text
from domain.use_cases.applying_for_cards import (
    DraftCardApplication,
    FillForm,
    SubmitCardApplication,
    SupplyCorrection,
)
from domain.use_cases.deciding_cases import (
    GiveOpinion,
    NotRecommend,
    RequestCorrection,
    ReturnCase,
    ReviewCase,
)
from domain.use_cases.following_cards import ConfirmArrival, IssueCardEarly
from domain.use_cases.handling_plastic import DeliverCard, DispatchCard, ProduceCard
from domain.use_cases.issuing_cards import IssueCard, IssueOwnCard
from domain.use_cases.recording_results import ConfirmResult, ContestResult, TranscribeResult
from domain.use_cases.submitting_batches import AcceptMember, AddToBatch, ReturnMember
from domain.work import Work

IN_BULK: dict[str, type[Command]] = {
    kind.__name__: kind
    for kind in (
        DraftCardApplication,
        FillForm,
        SubmitCardApplication,
        SupplyCorrection,
        GiveOpinion,
        ReviewCase,
        ReturnCase,
        RequestCorrection,
        NotRecommend,
        AddToBatch,
        AcceptMember,
        ReturnMember,
        TranscribeResult,
        ConfirmResult,
        ContestResult,
        IssueCard,
        IssueOwnCard,
        IssueCardEarly,
        ProduceCard,
        DispatchCard,
        DeliverCard,
        ConfirmArrival,
    )
}

MOST_ROWS = 2000
MOST_BYTES = 100_000
OF_DECISION = (
    "reason",
    "reason_code",
    "effective_on",
)  # what a row may state beside the facts of its command

Name = Annotated[str, Field(max_length=40)]


class StatedRow(Value):
    """One row as it was handed in; `facts` are those of its command, its reason and its day, as JSON."""

    row: int = Field(ge=1, le=2_000_000)
    command: Name
    facts: str = Field(repr=False, max_length=MOST_BYTES)
    faults: tuple[Annotated[str, Field(max_length=200)], ...] = ()


class HandInBulkJob(Command):
    permitted: ClassVar[tuple[Permission, ...]] = (officer(*Function), specialist)
    capacities: ClassVar[frozenset[Capacity]] = BOOK_KEEPING
    city: Name
    file_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    rows: tuple[StatedRow, ...] = Field(min_length=1, max_length=MOST_ROWS)
    bulk_job_id: UUID


class CompleteBulkJob(Command):
    permitted: ClassVar[tuple[Permission, ...]] = (system,)
    bulk_job_id: UUID
    done: int = Field(ge=0)
    refused: int = Field(ge=0)
    failed: int = Field(ge=0)


def hand_in_bulk_job(command: HandInBulkJob, work: Work) -> BulkJob:
    _must_be_told_apart(command)
    authority = work.under(work.policies.in_force(command.city, work.authority.effective_on))
    file = DocumentReference(kind="bulk_file", sha256=command.file_sha256)
    rows = tuple(_sealed(stated, command.bulk_job_id) for stated in command.rows)
    return work.add(
        BulkJob.hand_in(
            command.bulk_job_id,
            city=command.city,
            file_sha256=command.file_sha256,
            rows=rows,
            authority=authority.model_copy(update={"documents": (*authority.documents, file)}),
        )
    )


def complete_bulk_job(command: CompleteBulkJob, work: Work) -> BulkJob:
    """Under the policy that it was handed in under: whatever holds today, every row has been decided."""
    job = work.load(BulkJob, command.bulk_job_id)
    authority = work.under(work.policies.version(job.handed_in_by.policy_version))
    counts = {"done": command.done, "refused": command.refused, "failed": command.failed}
    job.complete(**counts, authority=authority)
    return job


def command_of(name: str, facts: str, faults: tuple[str, ...] = ()) -> Command:
    """The command that a row is. Raises `Invalid`, which names the fields at fault and never their values."""
    if faults:
        raise Invalid(errors=tuple(_fault(fault) for fault in faults))
    if name not in IN_BULK:
        raise wrong("command", "not_in_bulk", NOT_IN_BULK)
    try:
        stated = {field: value for field, value in json.loads(facts).items() if field not in OF_DECISION}
        return IN_BULK[name].model_validate_json(json.dumps(stated))
    except ValidationError as error:
        raise Invalid(errors=_field_errors(error, IN_BULK[name])) from None


def authority_of(handed_in: Standing, reason: str | None, facts: str, at: datetime) -> Authority:
    """The authority of whoever handed the job in, at the moment when the row's turn comes."""
    standing = {name: getattr(handed_in, name) for name in Standing.model_fields}
    stated = json.loads(facts)
    own = {field: stated[field] for field in OF_DECISION if stated.get(field) is not None}
    try:
        return Authority(**(standing | {"reason": reason} | own), at=at)
    except ValidationError as error:
        raise Invalid(errors=_field_errors(error, Authority)) from None


def _sealed(stated: StatedRow, bulk_job_id: UUID) -> BulkRow:
    facts = Personal(bulk_job_id, stated.facts)
    return BulkRow(row=stated.row, command=stated.command, facts=facts, faults=stated.faults)


def _must_be_told_apart(command: HandInBulkJob) -> None:
    numbers = [stated.row for stated in command.rows]
    if len(set(numbers)) < len(numbers):
        raise wrong("rows", "row_stated_twice", ROW_TWICE)


def _fault(fault: str) -> FieldError:
    field, _, code = fault.rpartition(":")
    return FieldError(field, code, UNREADABLE)


def _field_errors(error: ValidationError, kind: type[Value]) -> tuple[FieldError, ...]:
    """The fields at fault; a name that the command has not may be a value in the wrong place."""
    found = error.errors(include_input=False, include_url=False, include_context=False)
    named = ((str(one["loc"][0]), one["type"]) for one in found)
    return tuple(
        FieldError(name if name in kind.model_fields else "?", code, UNREADABLE) for name, code in named
    )


ROW_TWICE = Text("行号重复", "a row number is stated twice")
NOT_IN_BULK = Text("该事项不能批量办理", "this cannot be done in bulk")
UNREADABLE = Text("填写有误", "is not stated as it has to be")
