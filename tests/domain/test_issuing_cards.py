"""The number and the term that the issuer gave a card (发卡)."""

from datetime import date
from uuid import UUID

import pytest

from domain.aggregates.card import Card
from domain.cards import CardNotInState, CardStatus
from domain.policy.steps import TermRule
from domain.use_cases.following_cards import ConfirmArrival
from domain.use_cases.issuing_cards import IssueCard
from tests.domain.books_of_zibo import opened
from tests.domain.cards_of_zibo import VALID_TO, early, granted, on
from tests.domain.cases_of_zibo import HRSS_WRITES, approved, person_of, the_case
from tests.domain.officers import HRSS
from tests.domain.zibo import ZIBO, without_route
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


class TestIssuing:
    def issue(self, card_id: UUID, **stated) -> IssueCard:
        usual = {
            "card_number": "　HC１２３", "issued_on": "2024-03-15", "valid_from": "2024-03-15", "valid_to": "2027-03-14",
            "term_rule": TermRule.MANAGEMENT_PERIOD,
        }  # fmt: skip
        return IssueCard(card_id=card_id, **usual | stated)

    def test_number_and_term_are_those_of_the_provinces_document(self, books, ids):
        card_id = the_case(books, approved(books, ids)).card_id

        event = books.send(self.issue(card_id), HRSS_WRITES).event

        assert (event.card_number, event.differs_from_rule) == ("HC123", False)
        assert books.load(Card, card_id).status is CardStatus.IN_FORCE

    def test_a_term_by_another_rule_is_flagged_and_never_refused(self, books, ids):
        card_id = the_case(books, approved(books, ids)).card_id

        assert books.send(
            self.issue(card_id, term_rule=TermRule.CONTRACT_PERIOD), HRSS_WRITES
        ).event.differs_from_rule

    def test_a_card_is_issued_once(self, books, ids):
        card_id = the_case(books, approved(books, ids)).card_id
        books.send(self.issue(card_id), HRSS_WRITES)

        assert type(books.refused(self.issue(card_id), HRSS_WRITES)) is CardNotInState

    def test_a_term_that_ends_before_it_begins_is_refused(self, books, ids):
        card_id = the_case(books, approved(books, ids)).card_id

        assert books.refused(self.issue(card_id, valid_to="2024-03-14"), HRSS_WRITES).field == "valid_to"

    def test_a_card_is_not_issued_on_a_day_to_come(self, books, ids):
        card_id = the_case(books, approved(books, ids)).card_id

        assert books.refused(self.issue(card_id, issued_on="2024-03-16"), HRSS_WRITES).field == "issued_on"

    @pytest.mark.parametrize("begins", [date(2075, 1, 1), date.max])
    def test_a_term_that_begins_in_a_year_that_nobody_means_is_refused(self, books, begins):
        card_id = granted(books, "flexible")["card_id"]
        term = {"valid_from": begins, "valid_to": date.max, "term_rule": TermRule.FIXED_YEARS}

        refused = books.refused(self.issue(card_id, **term), HRSS_WRITES)

        assert [(one.field, one.code) for one in refused.errors] == [("valid_from", "too_far_ahead")]

    def test_it_is_issued_although_the_policy_of_the_day_has_its_route_no_longer(self):
        books = Books(ZIBO, without_route("flexible", from_day="2024-03-20"))
        card_id = granted(books, "flexible")["card_id"]

        books.send(self.issue(card_id), on(HRSS_WRITES, date(2024, 3, 21)))

        assert books.load(Card, card_id).status is CardStatus.IN_FORCE


def test_who_holds_an_early_card_arrives_although_the_policy_of_the_day_has_its_route_no_longer():
    books = Books(ZIBO, without_route("front_end", from_day="2024-03-20"))
    card_id = early(books)["card_id"]
    came_on = date(2024, 3, 21)

    arrival = ConfirmArrival(card_id=card_id, arrived_on=came_on, contract_to=VALID_TO)
    books.send(arrival, on(HRSS, came_on))

    assert books.load(Card, card_id).valid_to == VALID_TO
