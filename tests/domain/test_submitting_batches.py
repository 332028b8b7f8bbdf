"""Cases that one letter hands on, and what becomes of each of them at the receiver (批次)."""

from contextlib import suppress
from typing import Any
from uuid import UUID

import pytest

from domain.aggregates.batch import Batch, BatchKind, BatchNotInState, MemberAnswer, NoSuchMember
from domain.aggregates.quota import Quota
from domain.authorization import NotYourDepartment
from domain.base import ReasonRequired
from domain.cases import InAnotherBatch, NotAtThisStep, ProvincialResult
from domain.places import CaseUnderWay, DepartmentNotHeardFrom, PlaceStatus
from domain.use_cases.applying_for_cards import WithdrawCardApplication
from domain.use_cases.deciding_cases import ReturnCase
from domain.use_cases.managing_quotas import ReplacePerson
from domain.use_cases.recording_results import TranscribeResult
from domain.use_cases.submitting_batches import (
    AcceptMember,
    AddToBatch,
    CancelBatch,
    DeclareNothingToSubmit,
    OpenBatch,
    RemoveFromBatch,
    ReturnMember,
    SealBatch,
)
from tests.domain.books_of_zibo import CITY, QILIN, QUOTA, opened, talent
from tests.domain.cases_of_zibo import (
    DRC_SENDS,
    HRSS_FORWARDS,
    HRSS_TAKES_IN,
    HRSS_WRITES,
    MIIT_SENDS,
    batch_of,
    forwarded,
    person_of,
    received,
    reviewed,
    submitted,
    the_case,
    topics,
)
from tests.domain.officers import DRC, MIIT, saying_why, specialist
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
    """鲁建 is nominated by the DRC and has proposed 李思远."""
    return person_of(books)


def place_of(books: Books, ids) -> PlaceStatus:
    quota = books.load(Quota, Quota.id_of(CITY, "huicai", 2024))
    return quota.places.place(ids["place_id"]).status


def handed_in(books: Books, ids: dict[str, Any]) -> UUID:
    """The department has handed the case in, and HRSS has not answered."""
    case_id = reviewed(books, ids)
    books.send(SealBatch(batch_id=batch_of(books, case_id)), DRC_SENDS)
    return case_id


def of(case_id: UUID) -> dict[str, UUID]:
    return {"card_application_id": case_id}


class TestBatches:
    def test_a_sealed_batch_hands_its_members_on_under_its_letter(self, books, ids):
        case_id = reviewed(books, ids)
        batch_id = batch_of(books, case_id)

        sent = books.send(SealBatch(batch_id=batch_id), DRC_SENDS)

        assert set(topics(sent.events)) == {
            "Batch.Sealed", "CardApplication.CollectivelySubmitted", "Quota.CollectivelySubmitted"
        }  # fmt: skip
        assert the_case(books, case_id).step == "hrss_reception"

    def test_a_batch_without_letter_or_members_is_not_sealed(self, books, ids):
        case_id = reviewed(books, ids)
        empty, full = batch_of(books), batch_of(books, case_id)

        assert type(books.refused(SealBatch(batch_id=empty), DRC_SENDS)) is BatchNotInState
        unsigned = DRC_SENDS.model_copy(update={"documents": ()})
        assert books.refused(SealBatch(batch_id=full), unsigned).field == "documents"

    def test_a_case_is_in_one_open_batch(self, books, ids):
        case_id = reviewed(books, ids)
        batch_of(books, case_id)
        other = batch_of(books)

        refusal = books.refused(AddToBatch(batch_id=other, **of(case_id)), DRC_SENDS)

        assert type(refusal) is InAnotherBatch

    def test_a_member_that_is_taken_out_may_join_another(self, books, ids):
        case_id = reviewed(books, ids)
        batch_id = batch_of(books, case_id)
        books.send(RemoveFromBatch(batch_id=batch_id, **of(case_id)), saying_why(DRC_SENDS))

        batch_of(books, case_id)

        assert (
            type(books.refused(RemoveFromBatch(batch_id=batch_id, **of(case_id)), saying_why(DRC_SENDS)))
            is NoSuchMember
        )

    def test_a_batch_that_is_given_up_sets_its_members_free_and_takes_no_other(self, books, ids):
        case_id = reviewed(books, ids)
        batch_id = batch_of(books, case_id)

        assert type(books.refused(CancelBatch(batch_id=batch_id), DRC_SENDS)) is ReasonRequired
        sent = books.send(CancelBatch(batch_id=batch_id), saying_why(DRC_SENDS))

        assert topics(sent.events) == ["Batch.MemberRemoved", "Batch.Cancelled", "CardApplication.BatchLeft"]
        again = books.refused(AddToBatch(batch_id=batch_id, **of(case_id)), DRC_SENDS)
        assert type(again) is BatchNotInState
        assert the_case(books, case_id).batch_id is None

    @pytest.mark.parametrize("decides", [SealBatch, CancelBatch])
    def test_given_a_member_that_leaves_while_its_file_is_looked_up_then_the_batch_is_decided_about_anew(
        self, books, ids, decides
    ):
        case_id = reviewed(books, ids)
        batch_id = batch_of(books, case_id)

        def leaves(asked: frozenset[UUID]) -> None:
            if case_id in asked:
                books.log.before_question = lambda _: None
                books.send(RemoveFromBatch(batch_id=batch_id, **of(case_id)), saying_why(DRC_SENDS))

        books.log.before_question = leaves
        with suppress(BatchNotInState):  # an empty batch is not sealed, and may be given up
            books.send(decides(batch_id=batch_id), saying_why(DRC_SENDS))

        assert the_case(books, case_id).step == "collective_submission"
        assert the_case(books, case_id).batch_id is None

    def test_a_department_with_a_case_under_way_says_why_it_hands_in_nothing(self, books, ids):
        submitted(books, ids)

        refusal = books.refused(DeclareNothingToSubmit(**QUOTA), DRC)
        assert (type(refusal), refusal.blocked_by["id"]) == (CaseUnderWay, str(ids["place_id"]))
        books.send(DeclareNothingToSubmit(**QUOTA), saying_why(DRC))

    def test_a_batch_that_is_sealed_is_not_given_up(self, books, ids):
        batch_id = batch_of(books, reviewed(books, ids))
        books.send(SealBatch(batch_id=batch_id), DRC_SENDS)

        assert type(books.refused(CancelBatch(batch_id=batch_id), saying_why(DRC_SENDS))) is BatchNotInState

    def test_a_case_of_the_other_department_does_not_join(self, books, ids):
        case_id = reviewed(books, ids)
        of_miit = batch_of(books, by=MIIT_SENDS)

        assert (
            books.refused(AddToBatch(batch_id=of_miit, **of(case_id)), MIIT_SENDS).field
            == "card_application_id"
        )

    def test_the_other_department_does_not_seal_it(self, books, ids):
        batch_id = batch_of(books, reviewed(books, ids))

        assert type(books.refused(SealBatch(batch_id=batch_id), MIIT_SENDS)) is NotYourDepartment

    def test_a_department_opens_no_batch_to_the_province(self, books):
        assert type(books.refused(OpenBatch(**QUOTA, kind=BatchKind.TO_PROVINCE), DRC)) is NotYourDepartment

    def test_hrss_takes_members_in_one_by_one(self, books, ids):
        other = person_of(books, QILIN, number=3)
        first, second = reviewed(books, ids), reviewed(books, other)
        batch_id = batch_of(books, first, second)
        books.send(SealBatch(batch_id=batch_id), DRC_SENDS)

        books.send(AcceptMember(batch_id=batch_id, **of(first)), HRSS_TAKES_IN)
        books.send(
            ReturnMember(batch_id=batch_id, **of(second), to_step="department_review"),
            saying_why(HRSS_TAKES_IN),
        )

        batch = books.load(Batch, batch_id)
        assert list(batch.members.values()) == [MemberAnswer.ACCEPTED, MemberAnswer.RETURNED]
        assert (the_case(books, first).step, the_case(books, second).step) == (
            "forwarding",
            "department_review",
        )

    def test_a_member_is_taken_in_once(self, books, ids):
        case_id = reviewed(books, ids)
        batch_id = batch_of(books, case_id)
        books.send(SealBatch(batch_id=batch_id), DRC_SENDS)
        books.send(AcceptMember(batch_id=batch_id, **of(case_id)), HRSS_TAKES_IN)

        assert (
            type(books.refused(AcceptMember(batch_id=batch_id, **of(case_id)), HRSS_TAKES_IN))
            is NotAtThisStep
        )

    def test_a_returned_member_keeps_its_place_and_joins_a_later_batch(self, books, ids):
        case_id = reviewed(books, ids)
        batch_id = batch_of(books, case_id)
        books.send(SealBatch(batch_id=batch_id), DRC_SENDS)
        books.send(
            ReturnMember(batch_id=batch_id, **of(case_id), to_step="collective_submission"),
            saying_why(HRSS_TAKES_IN),
        )

        books.send(SealBatch(batch_id=batch_of(books, case_id)), DRC_SENDS)

        assert (the_case(books, case_id).step, place_of(books, ids)) == (
            "hrss_reception",
            PlaceStatus.RESERVED,
        )

    @pytest.mark.parametrize("brought", [handed_in, forwarded], ids=["to HRSS", "to the province"])
    def test_a_batch_waits_no_longer_for_an_answer_about_a_case_that_was_withdrawn(self, books, ids, brought):
        case_id = brought(books, ids)
        (batch_id,) = (batch.id for batch in books.all_of(Batch) if batch.waits_for(case_id))
        withdraw = WithdrawCardApplication(**of(case_id))

        books.send(withdraw, saying_why(specialist(ids["enterprise_id"])))

        assert books.load(Batch, batch_id).members == {case_id: MemberAnswer.ENDED}

    def test_nor_about_one_whose_person_was_replaced(self, books, ids):
        case_id = handed_in(books, ids)
        another = talent(books, "李思清", 7, employer_id=ids["enterprise_id"])
        command = ReplacePerson(**QUOTA, place_id=ids["place_id"], talent_id=another)

        books.send(command, saying_why(specialist(ids["enterprise_id"])))

        assert [batch.members for batch in books.all_of(Batch)] == [{case_id: MemberAnswer.ENDED}]

    def test_what_the_receiver_has_answered_stays_answered_so(self, books, ids):
        case_id = received(books, ids)

        books.send(WithdrawCardApplication(**of(case_id)), saying_why(specialist(ids["enterprise_id"])))

        assert [batch.members for batch in books.all_of(Batch)] == [{case_id: MemberAnswer.ACCEPTED}]

    def test_no_case_comes_back_to_its_reception_where_only_a_batch_could_bring_it_in(self, books, ids):
        case_id = received(books, ids)

        refusal = books.refused(
            ReturnCase(**of(case_id), to_step="hrss_reception"), saying_why(HRSS_FORWARDS)
        )

        assert (refusal.field, the_case(books, case_id).step) == ("to_step", "forwarding")

    def test_nor_does_the_province_return_one_there(self, books, ids):
        case_id = forwarded(books, ids)
        returned = {"result": ProvincialResult.RETURNED, "to_step": "hrss_reception"}

        refusal = books.refused(TranscribeResult(**of(case_id), **returned), saying_why(HRSS_WRITES))

        assert (refusal.field, the_case(books, case_id).transcribed) == ("to_step", None)

    def test_hrss_forwards_only_when_both_departments_were_heard(self, books, ids):
        case_id = reviewed(books, ids)
        batch_id = batch_of(books, case_id)
        books.send(SealBatch(batch_id=batch_id), DRC_SENDS)
        books.send(AcceptMember(batch_id=batch_id, **of(case_id)), HRSS_TAKES_IN)
        to_province = batch_of(books, case_id, by=HRSS_FORWARDS, kind=BatchKind.TO_PROVINCE)

        refusal = books.refused(SealBatch(batch_id=to_province), HRSS_FORWARDS)
        books.send(DeclareNothingToSubmit(**QUOTA), MIIT)
        books.send(SealBatch(batch_id=to_province), HRSS_FORWARDS)

        assert (type(refusal), refusal.blocked_by) == (
            DepartmentNotHeardFrom,
            {"kind": "department", "id": "miit"},
        )
        assert the_case(books, case_id).is_forwarded
