"""Cases are accepted under a number of their own or refused, and none leaves that step unaccepted (受理、不予受理)."""

from datetime import UTC, datetime

import pytest

from domain.aggregates.acceptance_register import AcceptanceRegister
from domain.aggregates.quota import Quota
from domain.authorization import NotYourDepartment
from domain.base import ReasonRequired
from domain.cases import ActedBefore, CaseNotInState, CaseStatus, NotAtThisStep, Opinion
from domain.places import PlaceStatus
from domain.policy.loading import read_pack
from domain.registration_form import FormStatement
from domain.use_cases.applying_for_cards import SupplyCorrection, WithdrawCardApplication
from domain.use_cases.deciding_cases import GiveOpinion, RequestCorrection, ReviewCase, StatedItem
from domain.use_cases.taking_in_cases import AcceptCase, RefuseCase
from tests.domain.books_of_zibo import CITY, QILIN, opened
from tests.domain.cases_of_zibo import (
    DRC_OF_ZHANGDIAN,
    at_department,
    person_of,
    reviewed,
    submitted,
    the_case,
    topics,
)
from tests.domain.officers import DAY, DRC, HRSS, saying_why, specialist
from tests.domain.zibo import FILE, TEXT, ZIBO
from tests.in_memory import Books

TUESDAY = datetime(2024, 3, 19, 2, tzinfo=UTC)


@pytest.fixture
def books() -> Books:
    """The quota of 2024 is open, and nothing else has happened."""
    books = Books(ZIBO)
    opened(books)
    return books


@pytest.fixture
def ids(books):
    return person_of(books)


def of(case_id):
    return {"card_application_id": case_id}


class TestAcceptance:
    def test_a_case_is_accepted_under_the_first_number_of_its_city_and_year(self, books, ids):
        case_id = at_department(books, ids)

        sent = books.send(AcceptCase(**of(case_id)), DRC)

        assert set(topics(sent.events)) == {
            "AcceptanceRegister.Opened", "AcceptanceRegister.CaseNumbered", "CardApplication.Accepted",
        }  # fmt: skip
        assert the_case(books, case_id).intake.number == "370300-2024-0001"
        assert the_case(books, case_id).status is CaseStatus.IN_PROCESS

    def test_the_next_case_gets_the_next_number_even_if_the_first_is_withdrawn(self, books, ids):
        first = at_department(books, ids)
        books.send(AcceptCase(**of(first)), DRC)
        books.send(WithdrawCardApplication(**of(first)), saying_why(specialist(ids["enterprise_id"])))

        second = at_department(books, person_of(books, QILIN, number=3))
        books.send(AcceptCase(**of(second)), DRC)

        assert the_case(books, second).intake.number == "370300-2024-0002"
        assert books.load(AcceptanceRegister, AcceptanceRegister.id_of(CITY, 2024)).given == 2

    def test_who_reviews_without_having_accepted_it_has_accepted_it(self, books, ids):
        case_id = at_department(books, ids)

        sent = books.send(ReviewCase(**of(case_id)), DRC)

        assert {"CardApplication.Accepted", "CardApplication.Reviewed"} <= set(topics(sent.events))
        assert the_case(books, case_id).step == "collective_submission"

    def test_a_case_that_is_accepted_is_not_accepted_again_by_the_review(self, books, ids):
        case_id = at_department(books, ids)
        books.send(AcceptCase(**of(case_id)), DRC)

        assert type(books.refused(AcceptCase(**of(case_id)), DRC)) is CaseNotInState
        assert topics(books.send(ReviewCase(**of(case_id)), DRC).events) == ["CardApplication.Reviewed"]

    def test_its_deadlines_count_from_the_day_on_which_the_complete_form_came_in(self, books, ids):
        case_id = submitted(books, ids)
        books.send(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), DRC_OF_ZHANGDIAN)
        books.send(RequestCorrection(**of(case_id), items=(StatedItem(field="resume"),)), DRC)
        supplied = specialist(ids["enterprise_id"], effective_on=DAY.replace(day=18), at=TUESDAY)
        books.send(SupplyCorrection(**of(case_id), form=FormStatement(resume="补正后")), supplied)

        accepting = DRC.model_copy(update={"effective_on": DAY.replace(day=19), "at": TUESDAY})
        books.send(AcceptCase(**of(case_id)), accepting)

        taken_in = the_case(books, case_id).intake
        assert (taken_in.on, taken_in.counts_from) == (DAY.replace(day=19), DAY.replace(day=18))

    def test_a_city_may_count_from_the_day_of_the_decision(self):
        books = Books(read_pack(TEXT.replace("counts_from: receipt", "counts_from: decision"), FILE))
        opened(books)
        case_id = at_department(books, person_of(books))

        accepting = DRC.model_copy(update={"effective_on": DAY.replace(day=19), "at": TUESDAY})
        books.send(AcceptCase(**of(case_id)), accepting)

        assert the_case(books, case_id).intake.counts_from == DAY.replace(day=19)

    def test_only_the_office_of_the_named_step_accepts(self, books, ids):
        at_the_district = submitted(books, ids)

        assert type(books.refused(AcceptCase(**of(at_the_district)), DRC_OF_ZHANGDIAN)) is NotAtThisStep
        assert type(books.refused(AcceptCase(**of(at_the_district)), HRSS)) is NotYourDepartment

    def test_the_enterprise_is_given_a_receipt_when_it_hands_the_form_in(self, books, ids):
        case = the_case(books, submitted(books, ids))

        assert case.receipt_number == f"370300-20240315-{case.id.hex[:8].upper()}"


class TestRefusal:
    def test_a_refusal_ends_the_case_and_frees_its_place(self, books, ids):
        case_id = at_department(books, ids)

        sent = books.send(RefuseCase(**of(case_id)), saying_why(DRC))

        assert set(topics(sent.events)) == {"CardApplication.Refused", "Quota.Released"}
        quota = books.load(Quota, Quota.id_of(CITY, "huicai", 2024))
        assert (the_case(books, case_id).status, quota.places.place(ids["place_id"]).status) == (
            CaseStatus.REFUSED,
            PlaceStatus.RELEASED,
        )

    def test_it_needs_a_reason(self, books, ids):
        assert type(books.refused(RefuseCase(**of(at_department(books, ids))), DRC)) is ReasonRequired

    def test_what_is_accepted_is_not_refused_any_more(self, books, ids):
        case_id = at_department(books, ids)
        books.send(AcceptCase(**of(case_id)), DRC)

        assert type(books.refused(RefuseCase(**of(case_id)), saying_why(DRC))) is CaseNotInState

    def test_a_case_is_refused_at_the_step_that_the_policy_names_and_nowhere_else(self, books, ids):
        case_id = reviewed(books, ids)

        assert type(books.refused(RefuseCase(**of(case_id)), saying_why(DRC))) is NotAtThisStep

    def test_who_advised_on_it_does_not_take_it_in(self, books, ids):
        case_id = at_department(books, ids)
        same = DRC.model_copy(update={"actor": DRC_OF_ZHANGDIAN.actor})

        assert type(books.refused(AcceptCase(**of(case_id)), same)) is ActedBefore
