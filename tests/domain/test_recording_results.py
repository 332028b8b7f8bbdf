"""What the province answered, written down by one officer and confirmed by another (省级结果)."""

from uuid import UUID, uuid4

import pytest

from domain.aggregates.batch import Batch, BatchKind, MemberAnswer
from domain.aggregates.card import Card
from domain.aggregates.card_holding import CardHolding, CardInForce
from domain.aggregates.quota import Quota
from domain.authorization import PostMayNot
from domain.cards import CancellationCause, CardStatus
from domain.cases import CaseNotInState, CaseStatus, CreditCodeMissing, ProvincialResult, SameOfficer
from domain.places import PlaceStatus
from domain.use_cases.applying_for_cards import WithdrawCardApplication
from domain.use_cases.deciding_cards import CancelCard, ConfirmMeasure
from domain.use_cases.recording_results import (
    ConfirmResult,
    ContestResult,
    CorrectEntry,
    DeclineEntryCorrection,
    RequestEntryCorrection,
    TranscribeResult,
)
from domain.use_cases.revising_decisions import RequestRevision, ReviseDecision
from domain.use_cases.submitting_batches import SealBatch
from tests.domain.books_of_zibo import CITY, QILIN, opened
from tests.domain.cases_of_zibo import (
    HRSS_CONFIRMS,
    HRSS_FORWARDS,
    HRSS_WRITES,
    answered,
    approved,
    batch_of,
    forwarded,
    person_of,
    the_case,
    topics,
)
from tests.domain.officers import HRSS, saying_why, specialist
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


def of(case_id: UUID) -> dict[str, UUID]:
    return {"card_application_id": case_id}


class TestProvincialResults:
    def test_an_approval_uses_the_place_and_grants_the_card_in_one_transaction(self, books, ids):
        case_id = forwarded(books, ids)

        sent = answered(books, case_id, ProvincialResult.APPROVED)

        assert set(topics(sent.events)) == {
            "CardApplication.Approved", "Quota.Consumed", "Card.Granted", "CardHolding.Opened", "CardHolding.CardGranted",
            "Batch.MemberAnswered",
        }  # fmt: skip
        assert (the_case(books, case_id).status, place_of(books, ids)) == (
            CaseStatus.APPROVED,
            PlaceStatus.CONSUMED,
        )

    def test_it_has_no_effect_before_a_second_officer_confirms_it(self, books, ids):
        case_id = forwarded(books, ids)
        books.send(TranscribeResult(**of(case_id), result=ProvincialResult.APPROVED), HRSS_WRITES)

        same = HRSS_CONFIRMS.model_copy(update={"actor": HRSS_WRITES.actor})

        assert place_of(books, ids) is PlaceStatus.RESERVED
        assert type(books.refused(ConfirmResult(**of(case_id)), same)) is SameOfficer

    def test_it_is_transcribed_from_the_issuers_document_and_no_other(self, books, ids):
        command = TranscribeResult(**of(forwarded(books, ids)), result=ProvincialResult.APPROVED)

        own = HRSS_WRITES.model_copy(update={"deciding_body": "zibo-hrss"})
        unread = HRSS_WRITES.model_copy(update={"documents": ()})

        assert books.refused(command, own).field == "deciding_body"
        assert books.refused(command, unread).field == "documents"
        assert type(books.refused(command, HRSS)) is PostMayNot

    def test_there_is_nothing_to_confirm_before_something_is_transcribed(self, books, ids):
        assert (
            type(books.refused(ConfirmResult(**of(forwarded(books, ids))), HRSS_CONFIRMS)) is CaseNotInState
        )

    def test_a_result_that_is_contested_is_transcribed_anew(self, books, ids):
        case_id = forwarded(books, ids)
        transcription = TranscribeResult(**of(case_id), result=ProvincialResult.APPROVED)
        books.send(transcription, HRSS_WRITES)

        assert type(books.refused(transcription, HRSS_WRITES)) is CaseNotInState
        books.send(ContestResult(**of(case_id)), saying_why(HRSS_CONFIRMS))
        books.send(transcription, HRSS_WRITES)

        assert the_case(books, case_id).transcribed.result is ProvincialResult.APPROVED

    def test_what_was_written_down_is_of_no_case_that_has_ended(self, books, ids):
        case_id = forwarded(books, ids)
        books.send(TranscribeResult(**of(case_id), result=ProvincialResult.APPROVED), HRSS_WRITES)
        books.send(WithdrawCardApplication(**of(case_id)), saying_why(specialist(ids["enterprise_id"])))

        assert the_case(books, case_id).transcribed is None

    def test_a_card_needs_the_credit_code_of_its_enterprise_or_a_reason(self, books):
        ids = person_of(books, QILIN, number=3, has_code=False)
        case_id = forwarded(books, ids)
        books.send(TranscribeResult(**of(case_id), result=ProvincialResult.APPROVED), HRSS_WRITES)

        refusal = books.refused(ConfirmResult(**of(case_id)), HRSS_CONFIRMS)
        books.send(ConfirmResult(**of(case_id)), saying_why(HRSS_CONFIRMS))

        assert type(refusal) is CreditCodeMissing
        assert refusal.blocked_by == {"kind": "enterprise", "id": str(ids["enterprise_id"])}
        assert the_case(books, case_id).status is CaseStatus.APPROVED

    def test_a_rejection_forfeits_the_place(self, books, ids):
        case_id = forwarded(books, ids)

        answered(books, case_id, ProvincialResult.REJECTED)

        assert (the_case(books, case_id).status, place_of(books, ids)) == (
            CaseStatus.REJECTED,
            PlaceStatus.FORFEITED,
        )

    def test_what_the_province_returns_goes_back_and_can_be_forwarded_again(self, books, ids):
        case_id = forwarded(books, ids)
        answered(books, case_id, ProvincialResult.RETURNED)

        batch_id = batch_of(books, case_id, by=HRSS_FORWARDS, kind=BatchKind.TO_PROVINCE)
        books.send(SealBatch(batch_id=batch_id), HRSS_FORWARDS)
        answered(books, case_id, ProvincialResult.APPROVED)

        assert the_case(books, case_id).status is CaseStatus.APPROVED

    def test_a_person_with_a_card_in_force_gets_no_second_one(self, books, ids):
        approved(books, ids)
        elsewhere = person_of(books, QILIN, number=3)
        quota = books.load(Quota, Quota.id_of(CITY, "huicai", 2024))
        assert quota.places.place(elsewhere["place_id"]).status is PlaceStatus.NOMINATED

        with pytest.raises(CardInForce) as refused:
            books.load(CardHolding, CardHolding.id_of(ids["talent_id"], "huicai")).must_be_free()

        assert refused.value.blocked_by["kind"] == "card"


class TestCorrectingEntries:
    def answer_of(self, books: Books, case_id: UUID) -> UUID:
        """The id of the event that holds the province's answer."""
        answers = ("Approved", "Rejected", "EntryCorrected", "DecisionRevised")
        topics_of_answers = {f"CardApplication.{answer}" for answer in answers}
        history = books.store.history(case_id)
        return [one.entry.event_id for one in history if one.event.TOPIC in topics_of_answers][-1]

    def asked(self, books: Books, case_id: UUID, result: ProvincialResult) -> UUID:
        """A correction of the entry is asked for; returns the event that it corrects."""
        corrects = self.answer_of(books, case_id)
        command = RequestEntryCorrection(**of(case_id), result=result)
        books.send(command, saying_why(HRSS_WRITES, corrects=corrects))
        return corrects

    def corrected(self, books: Books, case_id: UUID, result: ProvincialResult) -> None:
        corrects = self.asked(books, case_id, result)
        books.send(CorrectEntry(**of(case_id)), saying_why(HRSS_CONFIRMS, corrects=corrects))

    def test_an_approval_entered_wrongly_takes_place_and_card_back_in_one_transaction(self, books, ids):
        case_id = approved(books, ids)
        card_id = the_case(books, case_id).card_id

        self.corrected(books, case_id, ProvincialResult.REJECTED)

        assert books.load(Card, card_id).status is CardStatus.REVERSED
        assert (the_case(books, case_id).status, place_of(books, ids)) == (
            CaseStatus.REJECTED,
            PlaceStatus.FORFEITED,
        )
        assert books.load(CardHolding, CardHolding.id_of(ids["talent_id"], "huicai")).card_id is None

    def test_the_batch_says_of_its_member_what_the_province_really_answered(self, books, ids):
        case_id = approved(books, ids)
        batch_id = the_case(books, case_id).forwarded_in

        self.corrected(books, case_id, ProvincialResult.REJECTED)
        assert books.load(Batch, batch_id).members == {case_id: MemberAnswer.REJECTED}

        self.corrected(books, case_id, ProvincialResult.APPROVED)
        assert books.load(Batch, batch_id).members == {case_id: MemberAnswer.APPROVED}

    def test_of_a_revised_decision_the_batch_keeps_what_was_answered_to_it(self, books, ids):
        case_id = approved(books, ids)
        batch_id = the_case(books, case_id).forwarded_in
        books.send(RequestRevision(**of(case_id), status="rejected"), saying_why(HRSS_WRITES))
        books.send(ReviseDecision(**of(case_id)), saying_why(HRSS_CONFIRMS))

        self.corrected(books, case_id, ProvincialResult.RETURNED)

        assert books.load(Batch, batch_id).members == {case_id: MemberAnswer.APPROVED}

    def test_an_approval_entered_wrongly_is_taken_back_also_once_its_card_was_cancelled(self, books, ids):
        case_id = approved(books, ids)
        card_id = the_case(books, case_id).card_id
        books.send(CancelCard(card_id=card_id, cause=CancellationCause.OWN_WISH), saying_why(HRSS_WRITES))
        books.send(ConfirmMeasure(card_id=card_id), saying_why(HRSS_CONFIRMS))

        self.corrected(books, case_id, ProvincialResult.REJECTED)

        assert books.load(Card, card_id).status is CardStatus.REVERSED
        assert place_of(books, ids) is PlaceStatus.FORFEITED

    def test_a_rejection_entered_wrongly_grants_the_card(self, books, ids):
        case_id = forwarded(books, ids)
        answered(books, case_id, ProvincialResult.REJECTED)

        self.corrected(books, case_id, ProvincialResult.APPROVED)

        case = the_case(books, case_id)
        assert (case.status, place_of(books, ids)) == (CaseStatus.APPROVED, PlaceStatus.CONSUMED)
        assert books.load(Card, case.card_id).status is CardStatus.GRANTED

    def test_it_takes_two_people(self, books, ids):
        case_id = approved(books, ids)
        corrects = self.asked(books, case_id, ProvincialResult.REJECTED)

        same = saying_why(HRSS_CONFIRMS, corrects=corrects, actor=HRSS_WRITES.actor)

        assert type(books.refused(CorrectEntry(**of(case_id)), same)) is SameOfficer

    def test_it_names_the_event_that_it_corrects(self, books, ids):
        case_id = approved(books, ids)

        refusal = books.refused(
            RequestEntryCorrection(**of(case_id), result=ProvincialResult.REJECTED),
            saying_why(HRSS_WRITES, corrects=uuid4()),
        )

        assert refusal.field == "corrects"
        assert f"CardApplication.Approved，{self.answer_of(books, case_id)}" in refusal.errors[0].text.zh

    def test_there_is_nothing_to_correct_before_an_answer_holds(self, books, ids):
        case_id = forwarded(books, ids)

        refusal = books.refused(
            RequestEntryCorrection(**of(case_id), result=ProvincialResult.REJECTED),
            saying_why(HRSS_WRITES, corrects=uuid4()),
        )

        [fault] = refusal.errors
        assert (fault.field, fault.code) == ("corrects", "not_the_entry")
        assert fault.text.zh.startswith("尚无生效的省级结果")

    def test_after_a_revision_that_is_what_was_entered_of_the_revised_decision(self, books, ids):
        case_id = forwarded(books, ids)
        answered(books, case_id, ProvincialResult.REJECTED)
        former = self.answer_of(books, case_id)
        books.send(RequestRevision(**of(case_id), status="approved"), saying_why(HRSS_WRITES))
        books.send(ReviseDecision(**of(case_id)), saying_why(HRSS_CONFIRMS))
        correction = RequestEntryCorrection(**of(case_id), result=ProvincialResult.REJECTED)

        assert books.refused(correction, saying_why(HRSS_WRITES, corrects=former)).field == "corrects"
        self.corrected(books, case_id, ProvincialResult.REJECTED)

        case = the_case(books, case_id)
        assert (case.status, place_of(books, ids)) == (CaseStatus.REJECTED, PlaceStatus.FORFEITED)

    def test_a_second_officer_may_find_that_the_entry_was_right(self, books, ids):
        case_id = approved(books, ids)
        self.asked(books, case_id, ProvincialResult.REJECTED)

        books.send(DeclineEntryCorrection(**of(case_id)), saying_why(HRSS_CONFIRMS))

        assert (the_case(books, case_id).status, the_case(books, case_id).correction) == (
            CaseStatus.APPROVED,
            None,
        )
