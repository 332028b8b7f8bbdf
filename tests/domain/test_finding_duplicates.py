"""Two cases that have the same person or the same file: found on both, and decided about before a card is granted (查重)."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from domain.aggregates.card_application import CardApplication
from domain.aggregates.duplicate_check import DuplicateCheck
from domain.base import ReasonRequired
from domain.cases import ActedBefore, CaseStatus, ProvincialResult, Recused
from domain.duplicates import DuplicateDecided, DuplicateGround, DuplicateUndecided, Finding, NoSuchFinding
from domain.errors import NotFound
from domain.policy.steps import StepKind
from domain.use_cases.applying_for_cards import WithdrawCardApplication
from domain.use_cases.attaching_files import CheckAttachment, StrikeOutAttachment, UploadAttachment
from domain.use_cases.deciding_duplicates import DismissDuplicate, UpholdDuplicate
from domain.use_cases.finding_duplicates import findings
from domain.use_cases.recording_results import ConfirmResult, TranscribeResult
from domain.use_cases.recusing_officers import RecuseOfficer
from tests.domain.books_of_zibo import QILIN, opened
from tests.domain.cases_of_zibo import (
    HRSS_CONFIRMS,
    HRSS_WRITES,
    at_department,
    drafted,
    forwarded,
    person_of,
    submitted,
    the_case,
)
from tests.domain.officers import DRC, HRSS, entering_for, officer, saying_why, specialist
from tests.domain.routes_of_zibo import brought_to, officer_at, person_for, submitted_on
from tests.domain.test_attaching_files import upload
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

FILE, PERSON = DuplicateGround.FILE, DuplicateGround.PERSON
DRC_SAYS_WHY = saying_why(DRC)


@pytest.fixture
def books() -> Books:
    books = Books(ZIBO)
    opened(books)
    return books


def attach(books: Books, ids: dict[str, Any], case_id: UUID, **stated: Any) -> None:
    command: UploadAttachment = upload(case_id, **stated)
    books.send(command, entering_for(DRC))


def two_with_one_file(books: Books, *, first_at: Any = submitted) -> tuple[UUID, UUID]:
    """Two cases that stand on the same certificate."""
    ids, others = person_of(books), person_of(books, QILIN, number=3)
    cases = first_at(books, ids), at_department(books, others)
    for case_id, whose in zip(cases, (ids, others), strict=True):
        attach(books, whose, case_id)
    return cases


def found(books: Books, case_id: UUID) -> list[Finding]:
    return findings(the_case(books, case_id), books.store.load_all)


class TestWhatIsFound:
    def test_one_case_alone_is_no_finding(self, books):
        ids = person_of(books)
        case_id = submitted(books, ids)
        attach(books, ids, case_id)

        assert found(books, case_id) == []

    def test_the_same_file_in_two_cases_is_shown_on_both(self, books):
        one, other = two_with_one_file(books)

        assert found(books, one) == [Finding(FILE, other)]
        assert found(books, other) == [Finding(FILE, one)]

    def test_a_file_about_an_enterprise_is_nobodys_duplicate(self, books):
        ids, others = person_of(books), person_of(books, QILIN, number=3)
        one, other = submitted(books, ids), submitted(books, others)
        for case_id, whose in ((one, ids), (other, others)):
            attach(books, whose, case_id, kind="enterprise_document")

        assert found(books, one) == []

    def test_a_draft_is_found_once_it_is_submitted(self, books):
        ids, others = person_of(books), person_of(books, QILIN, number=3)
        one, draft = submitted(books, ids), drafted(books, others)
        for case_id, whose in ((one, ids), (draft, others)):
            attach(books, whose, case_id)

        assert found(books, one) == []
        assert found(books, draft) == []

    def test_the_finding_ends_with_the_other_case(self, books):
        one, other = two_with_one_file(books)
        enterprise_id = the_case(books, other).enterprise_id

        books.send(WithdrawCardApplication(card_application_id=other), saying_why(specialist(enterprise_id)))

        assert found(books, one) == []

    def test_the_finding_ends_when_the_other_case_stands_on_the_file_no_longer(self, books):
        one, other = two_with_one_file(books)
        [attachment_id] = the_case(books, other).attached

        books.send(StrikeOutAttachment(attachment_id=attachment_id), entering_for(DRC_SAYS_WHY))

        assert found(books, one) == found(books, other) == []
        dismissal = DismissDuplicate(card_application_id=one, other_id=other, ground=FILE)
        assert isinstance(books.refused(dismissal, DRC_SAYS_WHY), NoSuchFinding)

    def test_the_person_is_noted_with_the_submission_that_brings_him(self, books):
        ids = person_of(books)
        submitted(books, ids)

        [check] = books.all_of(DuplicateCheck)
        assert (check.ground, check.common) == (PERSON, f"{ids['talent_id']}/huicai")

    def test_nothing_in_a_check_is_of_the_number_of_a_document(self, books):
        submitted(books, person_of(books))

        [check] = books.all_of(DuplicateCheck)
        assert "3703" not in check.common


class TestDeciding:
    def test_no_duplicates_with_the_reason_and_both_are_clear(self, books):
        one, other = two_with_one_file(books)
        command = DismissDuplicate(card_application_id=one, other_id=other, ground=FILE)

        assert isinstance(books.refused(command, DRC), ReasonRequired)
        event = books.send(command, DRC_SAYS_WHY).event

        assert event.TOPIC == "DuplicateCheck.Dismissed"
        assert found(books, one) == found(books, other) == []

    def test_a_duplicate_ends_in_the_same_transaction(self, books):
        one, other = two_with_one_file(books)
        command = UpholdDuplicate(card_application_id=other, other_id=one, ground=FILE)

        recorded = [event.TOPIC for event in books.send(command, DRC_SAYS_WHY).events]

        assert {"DuplicateCheck.Upheld", "CardApplication.NotRecommended", "Quota.Released"} <= set(recorded)
        assert books.load(CardApplication, other).status is CaseStatus.NOT_RECOMMENDED
        assert found(books, one) == []

    def test_where_the_issuer_decides_a_duplicate_is_declined(self, books):
        ids, others = person_for(books), person_for(books, name=QILIN, number=3)
        one, other = submitted_on(books, "front_end", ids), submitted_on(books, "front_end", others)
        for case_id in (one, other):
            books.send(upload(case_id), entering_for(HRSS))
        step = brought_to(books, other, StepKind.DECISION)
        command = UpholdDuplicate(card_application_id=other, other_id=one, ground=FILE)

        events = books.send(command, saying_why(officer_at(step))).events

        assert "CardApplication.Declined" in [event.TOPIC for event in events]
        assert books.load(CardApplication, other).status is CaseStatus.REJECTED

    def test_it_is_decided_once(self, books):
        one, other = two_with_one_file(books)
        books.send(DismissDuplicate(card_application_id=one, other_id=other, ground=FILE), DRC_SAYS_WHY)

        again = DismissDuplicate(card_application_id=other, other_id=one, ground=FILE)

        assert isinstance(books.refused(again, DRC_SAYS_WHY), DuplicateDecided)

    @pytest.mark.parametrize("decision", [DismissDuplicate, UpholdDuplicate])
    def test_nothing_is_decided_about_a_case_that_has_ended(self, books, decision):
        one, other = two_with_one_file(books)
        its = saying_why(specialist(the_case(books, one).enterprise_id))
        books.send(WithdrawCardApplication(card_application_id=one), its)

        for case_id, than in ((one, other), (other, one)):
            command = decision(card_application_id=case_id, ground=FILE, other_id=than)
            assert type(books.refused(command, DRC_SAYS_WHY)) is NoSuchFinding

    def test_what_was_not_found_is_not_decided(self, books):
        one, other = two_with_one_file(books)
        command = DismissDuplicate(card_application_id=one, other_id=other, ground=PERSON)

        assert isinstance(books.refused(command, DRC_SAYS_WHY), NoSuchFinding)

    def test_a_case_that_there_is_not_is_not_decided_about(self, books):
        one, _ = two_with_one_file(books)
        command = DismissDuplicate(card_application_id=one, other_id=uuid4(), ground=FILE)

        assert type(books.refused(command, DRC_SAYS_WHY)) is NotFound

    def test_an_office_that_may_know_of_one_case_alone_does_not_decide(self, books):
        one, other = two_with_one_file(books)
        command = DismissDuplicate(card_application_id=one, other_id=other, ground=FILE)

        refused = books.refused(command, saying_why(officer("drc", "boshan")))

        assert type(refused) is NotFound

    def test_nor_who_has_handed_one_of_them_in(self, books):
        one, other = two_with_one_file(books)
        command = DismissDuplicate(card_application_id=one, other_id=other, ground=FILE)
        same = DRC_SAYS_WHY.model_copy(update={"actor": "chen-specialist"})

        assert isinstance(books.refused(command, same), ActedBefore)

    def test_nor_who_keeps_away_from_one_of_them(self, books):
        one, other = two_with_one_file(books)
        books.send(RecuseOfficer(card_application_id=other, officer=DRC.actor), DRC_SAYS_WHY)
        command = DismissDuplicate(card_application_id=one, other_id=other, ground=FILE)

        assert isinstance(books.refused(command, DRC_SAYS_WHY), Recused)
        books.send(command, saying_why(officer("drc", actor="he-colleague")))

        assert found(books, one) == []


class TestBeforeACardIsGranted:
    def test_an_undecided_finding_keeps_the_card_from_being_granted(self, books):
        one, other = two_with_one_file(books, first_at=forwarded)
        books.send(TranscribeResult(card_application_id=one, result=ProvincialResult.APPROVED), HRSS_WRITES)
        confirm = ConfirmResult(card_application_id=one)
        seen = {"kind": "card_application", "id": str(other), "ground": "file"}
        check_original(books, one)

        refused = books.refused(confirm, HRSS_CONFIRMS)
        assert isinstance(refused, DuplicateUndecided)
        assert refused.blocked_by == seen

        books.send(DismissDuplicate(card_application_id=one, other_id=other, ground=FILE), DRC_SAYS_WHY)
        books.send(confirm, HRSS_CONFIRMS)


def check_original(books: Books, case_id: UUID) -> None:
    [attachment_id] = the_case(books, case_id).attached
    books.send(CheckAttachment(attachment_id=attachment_id), officer("hrss"))
