"""Notes stand beside a case: sealed, struck out and never taken away (办件备注)."""

import pytest

from domain.aggregates.case_notes import CaseNotes, NoteStruckOutAlready
from domain.authorization import NotYourArea, NotYourDepartment, PostMayNot
from domain.base import ReasonRequired
from domain.errors import NotFound
from domain.use_cases.noting_cases import StrikeNoteOut, WriteNote
from tests.domain.books_of_zibo import opened
from tests.domain.cases_of_zibo import DRC_OF_ZHANGDIAN, at_department, person_of, the_case, topics
from tests.domain.officers import DRC, HRSS, HRSS_OF_JINAN, saying_why, specialist
from tests.domain.zibo import ZIBO
from tests.in_memory import Books


@pytest.fixture
def books() -> Books:
    """The quota of 2024 is open, and nothing else has happened."""
    books = Books(ZIBO)
    opened(books)
    return books


@pytest.fixture
def ids(books):
    return person_of(books)


@pytest.fixture
def of(books, ids):
    return {"card_application_id": at_department(books, ids)}


@pytest.fixture
def note_id(books, of):
    return books.send(WriteNote(**of, text="已电话联系"), DRC).events[-1].note_id


def test_a_note_is_sealed_under_the_person_and_stands_beside_the_history_of_the_case(books, ids, of):
    before = the_case(books, of["card_application_id"]).version

    sent = books.send(WriteNote(**of, text="已电话联系"), DRC)

    assert topics(sent.events) == ["CaseNotes.Opened", "CaseNotes.NoteWritten"]
    written = sent.events[-1]
    assert (books.opened(written.text), written.text.subject) == ("已电话联系", ids["talent_id"])
    assert written.is_internal, "unless it is said otherwise"
    assert the_case(books, of["card_application_id"]).version == before


def test_what_is_struck_out_stays(books, of, note_id):
    books.send(StrikeNoteOut(**of, note_id=note_id), saying_why(DRC))

    [note] = notes_on(books, of).notes.values()
    assert (books.opened(note.text), note.struck_out.actor) == ("已电话联系", DRC.actor)


def test_it_is_struck_out_once_with_a_reason_by_the_office_that_wrote_it(books, of, note_id):
    command = StrikeNoteOut(**of, note_id=note_id)

    assert type(books.refused(command, DRC)) is ReasonRequired
    assert type(books.refused(command, saying_why(HRSS))) is NotYourDepartment
    assert type(books.refused(command, saying_why(DRC_OF_ZHANGDIAN))) is NotYourArea
    books.send(command, saying_why(DRC))

    assert type(books.refused(command, saying_why(DRC))) is NoteStruckOutAlready


def test_no_enterprise_writes_notes_and_no_other_city_hears_of_the_case(books, ids, of):
    command = WriteNote(**of, text="请尽快办理")

    assert type(books.refused(command, specialist(ids["enterprise_id"]))) is PostMayNot
    assert type(books.refused(command, HRSS_OF_JINAN)) is NotFound


def test_a_note_that_was_never_written_is_not_struck_out(books, of, note_id):
    command = StrikeNoteOut(**of, note_id=books.new_id())

    assert type(books.refused(command, saying_why(DRC))) is NotFound


def notes_on(books: Books, of) -> CaseNotes:
    found: CaseNotes = books.load(CaseNotes, CaseNotes.id_of(of["card_application_id"]))
    return found
