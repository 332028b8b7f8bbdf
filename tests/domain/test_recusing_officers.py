"""Who has a conflict of interest decides nothing about the case (回避)."""

import pytest

from domain.base import ReasonRequired
from domain.cases import CaseNotInState, Recused, SameOfficer
from domain.errors import NotFound
from domain.use_cases.deciding_cases import NotRecommend, ReturnCase, ReviewCase
from domain.use_cases.recusing_officers import RecuseOfficer, WithdrawRecusal
from domain.use_cases.submitting_batches import SealBatch
from domain.use_cases.suspending_cases import SuspendCase
from tests.domain.books_of_zibo import opened
from tests.domain.cases_of_zibo import DRC_SENDS, at_department, batch_of, person_of, reviewed, the_case
from tests.domain.officers import DRC, HRSS_OF_JINAN, officer, saying_why
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

CONFLICTED = saying_why(DRC)
HEAD = saying_why(DRC.model_copy(update={"actor": "zhou-head", "signatory": "zhou-head"}))


@pytest.fixture
def books() -> Books:
    """The quota of 2024 is open, and nothing else has happened."""
    books = Books(ZIBO)
    opened(books)
    return books


@pytest.fixture
def of(books):
    """A case at the nominating department."""
    return {"card_application_id": at_department(books, person_of(books))}


def recusal(of, officer: str = DRC.actor) -> RecuseOfficer:
    return RecuseOfficer(**of, officer=officer)


class TestRecusal:
    def test_an_officer_declares_it_of_himself(self, books, of):
        event = books.send(recusal(of), CONFLICTED).event

        assert (event.TOPIC, event.officer) == ("CardApplication.RecusalDeclared", DRC.actor)

    def test_a_superior_orders_it_with_his_signature(self, books, of):
        unsigned = HEAD.model_copy(update={"signatory": None})
        assert books.refused(recusal(of), unsigned).field == "signatory"

        event = books.send(recusal(of), HEAD).event

        assert (event.TOPIC, event.officer) == ("CardApplication.RecusalOrdered", DRC.actor)

    def test_who_is_recused_is_refused_everything_on_this_case_and_a_colleague_goes_on(self, books, of):
        books.send(recusal(of), CONFLICTED)
        commands = (
            ReviewCase(**of), ReturnCase(**of, to_step="district_opinion"), NotRecommend(**of),
            SuspendCase(**of, ground="expert_review"),
        )  # fmt: skip

        for command in commands:
            refused = books.refused(command, CONFLICTED)
            assert type(refused) is Recused
            assert refused.blocked_by == {"kind": "recusal", "id": DRC.actor}
        books.send(ReviewCase(**of), HEAD)

        assert the_case(books, of["card_application_id"]).step == "collective_submission"

    def test_nor_does_a_batch_of_his_take_the_case_along(self, books):
        case_id = reviewed(books, person_of(books))
        batch_id = batch_of(books, case_id)
        books.send(recusal({"card_application_id": case_id}, DRC_SENDS.actor), HEAD)

        assert type(books.refused(SealBatch(batch_id=batch_id), DRC_SENDS)) is Recused

    def test_it_needs_a_reason_and_is_said_once(self, books, of):
        assert type(books.refused(recusal(of), DRC)) is ReasonRequired
        books.send(recusal(of), CONFLICTED)

        assert type(books.refused(recusal(of), HEAD)) is CaseNotInState

    def test_nobody_of_another_city_says_anything_about_it(self, books, of):
        assert type(books.refused(recusal(of), saying_why(HRSS_OF_JINAN))) is NotFound

    def test_nor_does_the_reason_stand_in_clear(self, books, of):
        event = books.send(recusal(of), CONFLICTED).event

        assert books.opened(event.envelope.reason) == "经研究同意"


class TestWithdrawal:
    def test_another_withdraws_it_with_a_reason_and_the_officer_acts_again(self, books, of):
        books.send(recusal(of), CONFLICTED)
        withdrawal = WithdrawRecusal(**of, officer=DRC.actor)

        assert type(books.refused(withdrawal, officer("drc", actor="zhou-head"))) is ReasonRequired
        books.send(withdrawal, HEAD)
        books.send(ReviewCase(**of), DRC)

        assert the_case(books, of["card_application_id"]).recused == frozenset()

    def test_not_by_the_one_who_was_recused(self, books, of):
        books.send(recusal(of), HEAD)

        assert type(books.refused(WithdrawRecusal(**of, officer=DRC.actor), CONFLICTED)) is SameOfficer

    def test_of_whom_nothing_was_said_nothing_is_withdrawn(self, books, of):
        assert type(books.refused(WithdrawRecusal(**of, officer="somebody"), HEAD)) is CaseNotInState
