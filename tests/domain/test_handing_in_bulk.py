"""Many commands handed in at once: who may, what is put on record of them, and as what each is carried out."""

import json
from typing import Any
from uuid import uuid4

import pytest

from domain.aggregates.bulk_job import BulkJob, BulkJobCompleted
from domain.base import Capacity
from domain.errors import Invalid
from domain.personal_data import Sealed
from domain.use_cases.deciding_cases import ReturnCase
from domain.use_cases.handing_in_bulk import (
    IN_BULK,
    CompleteBulkJob,
    HandInBulkJob,
    StatedRow,
    authority_of,
    command_of,
)
from tests.domain.officers import DRC, START_UP
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

CASE = uuid4()
JOB = uuid4()


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def a_row(number: int = 1, command: str = "ReviewCase", **facts: Any) -> StatedRow:
    said = json.dumps({"card_application_id": str(CASE)} | facts, ensure_ascii=False)
    return StatedRow(row=number, command=command, facts=said)


def a_job(*rows: StatedRow) -> HandInBulkJob:
    return HandInBulkJob(bulk_job_id=JOB, city="370300", file_sha256="0" * 64, rows=rows or (a_row(),))


def test_what_the_rows_state_is_sealed_for_the_job_and_nothing_is_decided(books):
    event = books.send(a_job(a_row(1), a_row(2, reason="示例甲的理由")), DRC).event

    assert isinstance(event, BulkJob.Submitted)
    assert [(row.row, row.command) for row in event.rows] == [(1, "ReviewCase"), (2, "ReviewCase")]
    assert all(isinstance(row.facts, Sealed) and row.facts.subject == JOB for row in event.rows)
    assert event.envelope.documents[-1].kind == "bulk_file"


def test_rows_of_one_number_cannot_be_told_apart(books):
    refusal = books.refused(a_job(a_row(7), a_row(7)), DRC)

    assert [error.code for error in refusal.errors] == ["row_stated_twice"]


def test_a_job_is_completed_once_by_the_clock(books):
    books.send(a_job(), DRC)
    completed = CompleteBulkJob(bulk_job_id=JOB, done=1, refused=0, failed=0)

    event = books.send(completed, START_UP).event
    refusal = books.refused(completed, START_UP)

    assert (event.done, event.refused, event.failed) == (1, 0, 0)
    assert type(refusal) is BulkJobCompleted


def test_a_row_is_the_command_that_it_names_without_the_reason_which_is_the_decisions():
    facts = json.dumps({"card_application_id": str(CASE), "to_step": "district_opinion", "reason": "示例"})

    assert command_of("ReturnCase", facts) == ReturnCase(card_application_id=CASE, to_step="district_opinion")


def test_a_row_is_decided_by_whoever_handed_it_in_with_a_reason_of_its_own_or_the_jobs(books):
    handed_in = books.send(a_job(), DRC.model_copy(update={"reason": "示例共同理由"})).event.envelope
    own, common = json.dumps({"reason": "示例本行理由"}), "{}"

    assert authority_of(handed_in, "示例共同理由", own, DRC.at).reason == "示例本行理由"
    assert authority_of(handed_in, "示例共同理由", common, DRC.at).reason == "示例共同理由"
    assert authority_of(handed_in, None, common, DRC.at).actor == DRC.actor
    assert authority_of(handed_in, None, common, DRC.at).capacity is Capacity.ACTING


@pytest.mark.parametrize(
    ("name", "facts", "fields"),
    [
        ("PublishPolicy", {}, ["command"]),
        ("HandInBulkJob", {}, ["command"]),
        ("ReviewCase", {}, ["card_application_id"]),
        ("ReviewCase", {"card_application_id": "示例甲"}, ["card_application_id"]),
        ("ReviewCase", {"card_application_id": str(CASE), "示例甲": 1}, ["?"]),
    ],
)
def test_a_row_that_is_no_such_command_is_refused_without_repeating_what_it_said(name, facts, fields):
    with pytest.raises(Invalid) as refused:
        command_of(name, json.dumps(facts))

    assert [error.field for error in refused.value.errors] == fields
    assert "示例" not in str(refused.value)


def test_a_row_that_could_not_be_read_is_refused_for_what_was_wrong_with_its_cells():
    with pytest.raises(Invalid) as refused:
        command_of("ReviewCase", "{}", ("受理号:missing",))

    assert [(error.field, error.code) for error in refused.value.errors] == [("受理号", "missing")]


def test_no_job_holds_another_job():
    assert not {HandInBulkJob, CompleteBulkJob} & set(IN_BULK.values())
