"""Who decided has decided otherwise since, or an approved form was wrong: asked by one, decided by another (point 15)."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.card import Card
from domain.aggregates.card_holding import CardHolding
from domain.aggregates.quota import Quota
from domain.base import ReasonRequired
from domain.cards import CardStatus, RevocationCause
from domain.cases import ActedBefore, CaseNotInState, CaseStatus, ProvincialResult, SameOfficer
from domain.places import PlaceStatus
from domain.policy.steps import StepKind, TermRule
from domain.registration_form import FormStatement
from domain.use_cases.deciding_cards import ConfirmMeasure, RenewCard, RevokeCard
from domain.use_cases.granting_cards import DeclineCard
from domain.use_cases.reconsidering import OverturnDecision, RequestReconsideration, UpholdDecision
from domain.use_cases.recording_results import RequestEntryCorrection
from domain.use_cases.registering_talents import RenameTalent
from domain.use_cases.revising_decisions import (
    CorrectForm,
    DeclineFormCorrection,
    DeclineRevision,
    RequestFormCorrection,
    RequestRevision,
    ReviseDecision,
)
from tests.domain.books_of_zibo import CITY, opened
from tests.domain.cards_of_zibo import elite, granted, on
from tests.domain.cases_of_zibo import (
    HRSS_CONFIRMS,
    HRSS_WRITES,
    answered,
    approved,
    forwarded,
    person_of,
    the_case,
    topics,
)
from tests.domain.officers import HRSS, entering_for, saying_why, specialist
from tests.domain.routes_of_zibo import brought_to, person_for, submitted_on
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

WRITES, AGREES = saying_why(HRSS_WRITES), saying_why(HRSS_CONFIRMS)


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
def case_id(books, ids) -> UUID:
    """The province has approved, and the person has a card."""
    return approved(books, ids)


def of(case_id: UUID) -> dict[str, UUID]:
    return {"card_application_id": case_id}


def place_of(books: Books, ids) -> PlaceStatus:
    quota = books.load(Quota, Quota.id_of(CITY, "huicai", 2024))
    return quota.places.place(ids["place_id"]).status


def revised(books: Books, case_id: UUID, status: str, **stated):
    books.send(RequestRevision(**of(case_id), status=status, **stated), WRITES)
    return books.send(ReviseDecision(**of(case_id)), AGREES)


class TestRevision:
    def test_an_approval_that_is_withdrawn_takes_card_and_place_along_in_one_transaction(
        self, books, ids, case_id
    ):
        card_id = the_case(books, case_id).card_id

        sent = revised(books, case_id, "rejected")

        assert set(topics(sent.events)) == {
            "CardApplication.DecisionRevised", "Quota.ApprovalWithdrawn", "Quota.Forfeited", "Card.Revoked",
            "CardHolding.CardEnded",
        }  # fmt: skip
        assert (the_case(books, case_id).status, place_of(books, ids)) == (
            CaseStatus.REJECTED,
            PlaceStatus.FORFEITED,
        )
        assert books.load(Card, card_id).status is CardStatus.REVOKED
        assert books.load(CardHolding, CardHolding.id_of(ids["talent_id"], "huicai")).card_id is None

    def test_a_rejection_that_is_revised_grants_a_card(self, books, ids):
        case_id = forwarded(books, ids)
        answered(books, case_id, ProvincialResult.REJECTED)

        sent = revised(books, case_id, "approved")

        assert {"Quota.Restored", "Quota.Consumed", "Card.Granted"} <= set(topics(sent.events))
        case = the_case(books, case_id)
        assert (case.status, place_of(books, ids)) == (CaseStatus.APPROVED, PlaceStatus.CONSUMED)
        assert books.load(Card, case.card_id).status is CardStatus.GRANTED

    def test_a_case_that_is_taken_up_again_goes_on_at_the_step_that_is_named(self, books, ids, case_id):
        revised(books, case_id, "in_process", to_step="forwarding")

        case = the_case(books, case_id)
        assert (case.status, case.step, case.card_id) == (CaseStatus.IN_PROCESS, "forwarding", None)
        assert place_of(books, ids) is PlaceStatus.RESERVED

    def test_a_card_that_has_ended_meanwhile_is_not_revoked_again(self, books, ids, case_id):
        card_id = the_case(books, case_id).card_id
        breach = RevokeCard(card_id=card_id, cause=RevocationCause.BREACH)
        books.send(breach, WRITES)
        books.send(ConfirmMeasure(card_id=card_id), AGREES)

        sent = revised(books, case_id, "rejected")

        assert set(topics(sent.events)) == {
            "CardApplication.DecisionRevised", "Quota.ApprovalWithdrawn", "Quota.Forfeited",
        }  # fmt: skip

    def test_nobody_revokes_a_card_for_this_without_the_case(self, books, ids, case_id):
        alone = RevokeCard(card_id=the_case(books, case_id).card_id, cause=RevocationCause.DECISION_REVISED)

        assert books.refused(alone, WRITES).field == "cause"

    def test_the_event_says_what_held_before_and_what_holds_now(self, books, case_id):
        sent = revised(books, case_id, "rejected")

        [event] = [one for one in sent.events if one.TOPIC == "CardApplication.DecisionRevised"]
        assert (event.former, event.status) == (CaseStatus.APPROVED, CaseStatus.REJECTED)

    def test_it_takes_two_people_and_both_say_why(self, books, case_id):
        command = RequestRevision(**of(case_id), status="rejected")
        assert type(books.refused(command, HRSS_WRITES)) is ReasonRequired
        books.send(command, WRITES)

        same = saying_why(HRSS, actor=HRSS_WRITES.actor)
        assert type(books.refused(ReviseDecision(**of(case_id)), same)) is SameOfficer
        assert type(books.refused(ReviseDecision(**of(case_id)), HRSS_CONFIRMS)) is ReasonRequired

    def test_what_the_province_decides_is_written_down_from_its_document(self, books, case_id):
        command = RequestRevision(**of(case_id), status="rejected")

        assert books.refused(command, AGREES).field == "capacity"
        unread = WRITES.model_copy(update={"documents": ()})
        assert books.refused(command, unread).field == "documents"

    def test_the_citys_own_issuer_revises_what_it_decided_itself(self, books):
        ids = granted(books)
        of_case = of(ids["case_id"])
        asks, agrees = (saying_why(HRSS, actor=name) for name in ("gao-asking", "lin-agreeing"))
        written_down = RequestRevision(**of_case, status="rejected")
        assert books.refused(written_down, WRITES).field == "capacity"

        books.send(RequestRevision(**of_case, status="rejected"), asks)
        books.send(ReviseDecision(**of_case), agrees)

        assert the_case(books, ids["case_id"]).status is CaseStatus.REJECTED
        assert books.load(Card, ids["card_id"]).status is CardStatus.REVOKED

    def test_who_has_been_granted_a_card_since_has_nothing_reconsidered(self, books):
        person = person_for(books)
        case_id = submitted_on(books, "front_end", person)
        brought_to(books, case_id, StepKind.DECISION)
        books.send(DeclineCard(**of(case_id)), saying_why(HRSS))
        asks, agrees = (saying_why(HRSS, actor=name) for name in ("gao-asking", "lin-agreeing"))
        books.send(RequestRevision(**of(case_id), status="approved"), asks)
        books.send(ReviseDecision(**of(case_id)), agrees)

        refusal = books.refused(
            RequestReconsideration(**of(case_id)), saying_why(specialist(person["enterprise_id"]))
        )

        assert (type(refusal), refusal.blocked_by["status"]) == (CaseNotInState, "approved")

    def test_a_grant_that_the_city_takes_back_is_a_decision_that_may_be_reconsidered(self, books):
        ids = granted(books)
        asks, agrees = (saying_why(HRSS, actor=name) for name in ("gao-asking", "lin-agreeing"))
        books.send(RequestRevision(**of(ids["case_id"]), status="rejected"), asks)
        books.send(ReviseDecision(**of(ids["case_id"])), agrees)
        of_case = of(ids["case_id"])

        books.send(RequestReconsideration(**of_case), saying_why(specialist(ids["enterprise_id"])))

        assert type(books.refused(UpholdDecision(**of_case), agrees)) is ActedBefore
        books.send(
            OverturnDecision(**of_case, to_step="decision"), saying_why(HRSS, actor="he-reconsidering")
        )
        assert the_case(books, ids["case_id"]).status is CaseStatus.IN_PROCESS

    def test_a_revision_that_is_declined_leaves_everything_as_it_is(self, books, ids, case_id):
        books.send(RequestRevision(**of(case_id), status="rejected"), WRITES)

        books.send(DeclineRevision(**of(case_id)), AGREES)

        assert (the_case(books, case_id).status, place_of(books, ids)) == (
            CaseStatus.APPROVED,
            PlaceStatus.CONSUMED,
        )
        assert type(books.refused(ReviseDecision(**of(case_id)), AGREES)) is CaseNotInState

    @pytest.mark.parametrize(
        ("stated", "field"),
        [
            ({"status": "approved"}, "status"),
            ({"status": "in_process"}, "to_step"),
            ({"status": "rejected", "to_step": "forwarding"}, "to_step"),
        ],
        ids=["the same", "goes on nowhere", "ends and goes on"],
    )
    def test_what_cannot_be_is_a_fault_of_the_field(self, books, case_id, stated, field):
        assert books.refused(RequestRevision(**of(case_id), **stated), WRITES).field == field

    def test_one_thing_at_a_time_waits_for_the_second_officer(self, books, ids, case_id):
        books.send(RequestRevision(**of(case_id), status="rejected"), WRITES)
        answer = [one for one in books.store.history(case_id) if one.event.TOPIC.endswith(".Approved")][-1]
        correcting = saying_why(HRSS_WRITES, corrects=answer.entry.event_id)
        entry = RequestEntryCorrection(**of(case_id), result=ProvincialResult.REJECTED)
        form = RequestFormCorrection(**of(case_id), form=FormStatement(resume="更正后"))

        assert type(books.refused(entry, correcting)) is CaseNotInState
        assert type(books.refused(form, saying_why(specialist(ids["enterprise_id"])))) is CaseNotInState

    def test_what_is_not_decided_is_not_revised(self, books, ids):
        command = RequestRevision(**of(forwarded(books, ids)), status="rejected")

        assert type(books.refused(command, WRITES)) is CaseNotInState


class TestFormCorrection:
    def test_a_name_that_was_wrong_on_the_form_is_taken_anew_from_the_books(self, books, ids, case_id):
        by = saying_why(specialist(ids["enterprise_id"]))
        books.send(RenameTalent(talent_id=ids["talent_id"], name="李思元"), by)
        before = the_case(books, case_id).form_version

        asked = books.send(RequestFormCorrection(**of(case_id), form=FormStatement()), by).event
        corrected = books.send(CorrectForm(**of(case_id)), HRSS_CONFIRMS).event

        assert (asked.differences, corrected.former_version) == (("name",), before)
        case = the_case(books, case_id)
        assert (books.opened(case.form.name), case.form_version) == ("李思元", before + 1)
        assert case.status is CaseStatus.APPROVED

    def test_until_another_agrees_the_form_stays_as_it_is(self, books, ids, case_id):
        by = saying_why(specialist(ids["enterprise_id"]))
        before = the_case(books, case_id).form_version
        books.send(RequestFormCorrection(**of(case_id), form=FormStatement(resume="更正后")), by)
        assert the_case(books, case_id).form_version == before

        books.send(DeclineFormCorrection(**of(case_id)), AGREES)

        assert the_case(books, case_id).form_version == before
        assert type(books.refused(CorrectForm(**of(case_id)), AGREES)) is CaseNotInState

    def test_who_entered_the_enterprises_paper_does_not_decide_on_it(self, books, ids, case_id):
        entering = entering_for(AGREES)
        books.send(RequestFormCorrection(**of(case_id), form=FormStatement(resume="更正后")), entering)

        assert type(books.refused(CorrectForm(**of(case_id)), HRSS_CONFIRMS)) is SameOfficer

    def test_it_says_something_else_and_why(self, books, ids, case_id):
        by = specialist(ids["enterprise_id"])
        same = RequestFormCorrection(**of(case_id), form=FormStatement())

        assert books.refused(same, saying_why(by)).field == "form"
        other = RequestFormCorrection(**of(case_id), form=FormStatement(resume="更正后"))
        assert type(books.refused(other, by)) is ReasonRequired

    def test_only_of_a_case_that_is_approved(self, books, ids):
        command = RequestFormCorrection(**of(forwarded(books, ids)), form=FormStatement(resume="更正后"))

        assert type(books.refused(command, saying_why(specialist(ids["enterprise_id"])))) is CaseNotInState

    def test_the_cards_that_came_of_it_say_the_class_that_the_corrected_form_says(self, books):
        ids = elite(books)
        by_itself, renewed_on = saying_why(specialist(ids["enterprise_id"])), date(2027, 1, 10)
        term = {"issued_on": renewed_on, "valid_from": renewed_on, "valid_to": date(2029, 1, 9)}
        renewal = RenewCard(card_id=ids["card_id"], **term, term_rule=TermRule.CONTRACT_PERIOD)
        renewed = books.send(renewal, on(HRSS, renewed_on)).events
        (successor_id,) = (one.successor_id for one in renewed if one.TOPIC == "Card.Renewed")
        right = FormStatement(talent_class="B", class_ground="示例目录B类第3项")
        books.send(RequestFormCorrection(**of(ids["case_id"]), form=right), on(by_itself, renewed_on))

        books.send(CorrectForm(**of(ids["case_id"])), on(HRSS_CONFIRMS, renewed_on))

        for card in (books.load(Card, ids["card_id"]), books.load(Card, successor_id)):
            assert (card.talent_class, books.opened(card.class_ground)) == ("B", "示例目录B类第3项")

    def test_a_correction_of_something_else_tells_nothing_of_the_card(self, books, ids, case_id):
        by = saying_why(specialist(ids["enterprise_id"]))
        books.send(RequestFormCorrection(**of(case_id), form=FormStatement(resume="更正后")), by)

        sent = books.send(CorrectForm(**of(case_id)), HRSS_CONFIRMS)

        assert topics(sent.events) == ["CardApplication.FormCorrected"]
