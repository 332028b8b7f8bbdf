"""A decision that ended a case is reconsidered by somebody who had no part in it (复核)."""

from datetime import UTC, date, datetime

import pytest

from domain.aggregates.quota import Quota
from domain.authorization import NotYourDepartment, NotYourEnterprise
from domain.base import ReasonRequired
from domain.cases import (
    ActedBefore,
    CaseNotInState,
    CaseStatus,
    NotReconsidered,
    ProvincialResult,
    ReconsiderationOutcome,
    ReconsiderationTooLate,
)
from domain.errors import NotFound
from domain.places import DepartmentQuotaExhausted, PlaceStatus
from domain.policy.steps import StepKind
from domain.use_cases.applying_for_cards import WithdrawCardApplication
from domain.use_cases.deciding_cases import NotRecommend, ReviewCase
from domain.use_cases.granting_cards import DeclineCard
from domain.use_cases.reconsidering import OverturnDecision, RequestReconsideration, UpholdDecision
from domain.use_cases.taking_in_cases import RefuseCase
from tests.domain.books_of_zibo import CITY, QILIN, listed, nominated, opened
from tests.domain.cases_of_zibo import (
    DRC_OF_ZHANGDIAN,
    answered,
    at_department,
    forwarded,
    person_of,
    the_case,
    topics,
)
from tests.domain.officers import DRC, HRSS, officer, saying_why, specialist
from tests.domain.routes_of_zibo import brought_to, person_for, submitted_on
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

COLLEAGUE = saying_why(officer("drc", actor="he-reconsidering"))
FIRST = saying_why(DRC)


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
    """A case that was not recommended."""
    of = {"card_application_id": at_department(books, ids)}
    books.send(NotRecommend(**of), FIRST)
    return of


@pytest.fixture
def asked(books, ids, of):
    """Its enterprise has asked for a reconsideration."""
    books.send(RequestReconsideration(**of), enterprise(ids))
    return of


def enterprise(ids, **more):
    return saying_why(specialist(ids["enterprise_id"], **more))


class TestRequest:
    def test_it_names_the_decision_by_its_version_in_the_history(self, books, ids, of):
        case = the_case(books, of["card_application_id"])

        event = books.send(RequestReconsideration(**of), enterprise(ids)).event

        assert event.of_version == case.version == case.ending.version
        assert case.status is CaseStatus.NOT_RECOMMENDED

    def test_a_case_that_was_refused_is_reconsidered_too(self, books, ids):
        of = {"card_application_id": at_department(books, ids)}
        books.send(RefuseCase(**of), FIRST)

        books.send(RequestReconsideration(**of), enterprise(ids))

        assert the_case(books, of["card_application_id"]).reconsideration.outcome is None

    def test_it_needs_a_reason_and_the_enterprise_of_the_case(self, books, ids, of):
        command = RequestReconsideration(**of)

        assert type(books.refused(command, specialist(ids["enterprise_id"]))) is ReasonRequired
        assert type(books.refused(command, saying_why(specialist(ids["talent_id"])))) in (
            NotFound,
            NotYourEnterprise,
        )

    @pytest.mark.parametrize(("day", "in_time"), [(date(2024, 4, 8), True), (date(2024, 4, 9), False)])
    def test_it_comes_within_fifteen_working_days_across_the_tomb_sweeping_days(
        self, books, ids, of, day, in_time
    ):
        """清明 takes 4 and 5 April, and Sunday the 7th is worked in their stead."""
        by = enterprise(ids, effective_on=day, at=datetime(2024, 4, 9, 2, tzinfo=UTC))

        if in_time:
            books.send(RequestReconsideration(**of), by)
            return
        refused = books.refused(RequestReconsideration(**of), by)
        assert type(refused) is ReconsiderationTooLate
        assert (refused.blocked_by["ended_on"], refused.blocked_by["within_days"]) == ("2024-03-15", 15)

    def test_what_the_province_decided_is_not_the_citys_to_reconsider(self, books, ids):
        case_id = forwarded(books, ids)
        answered(books, case_id, ProvincialResult.REJECTED)

        refused = books.refused(RequestReconsideration(card_application_id=case_id), enterprise(ids))

        assert type(refused) is NotReconsidered

    def test_nor_is_what_the_enterprise_ended_itself_or_has_not_ended(self, books, ids):
        of = {"card_application_id": at_department(books, ids)}

        assert type(books.refused(RequestReconsideration(**of), enterprise(ids))) is CaseNotInState
        books.send(WithdrawCardApplication(**of), enterprise(ids))

        assert type(books.refused(RequestReconsideration(**of), enterprise(ids))) is CaseNotInState

    def test_a_decision_is_reconsidered_once(self, books, ids, asked):
        assert type(books.refused(RequestReconsideration(**asked), enterprise(ids))) is CaseNotInState
        books.send(UpholdDecision(**asked), COLLEAGUE)

        assert type(books.refused(RequestReconsideration(**asked), enterprise(ids))) is CaseNotInState


class TestOutcome:
    def test_a_decision_that_is_upheld_stands(self, books, asked):
        books.send(UpholdDecision(**asked), COLLEAGUE)

        case = the_case(books, asked["card_application_id"])
        assert case.status is CaseStatus.NOT_RECOMMENDED
        assert case.reconsideration.outcome is ReconsiderationOutcome.UPHELD

    def test_after_one_that_is_overturned_the_case_goes_on_with_its_place(self, books, ids, asked):
        sent = books.send(OverturnDecision(**asked, to_step="department_review"), COLLEAGUE)
        books.send(ReviewCase(**asked), COLLEAGUE)

        assert set(topics(sent.events)) == {"CardApplication.ReconsiderationOverturned", "Quota.Restored"}
        assert the_case(books, asked["card_application_id"]).step == "collective_submission"
        quota = books.load(Quota, Quota.id_of(CITY, "huicai", 2024))
        assert quota.places.place(ids["place_id"]).status is PlaceStatus.RESERVED

    def test_it_may_go_on_at_an_earlier_step_and_at_no_later_one(self, books, asked):
        later = OverturnDecision(**asked, to_step="forwarding")
        assert books.refused(later, COLLEAGUE).field == "to_step"

        books.send(OverturnDecision(**asked, to_step="district_opinion"), COLLEAGUE)

        assert the_case(books, asked["card_application_id"]).step == "district_opinion"

    def test_neither_the_first_officer_nor_anybody_who_acted_reconsiders(self, books, asked):
        advised = FIRST.model_copy(update={"actor": DRC_OF_ZHANGDIAN.actor})

        for by in (FIRST, advised):
            assert type(books.refused(UpholdDecision(**asked), by)) is ActedBefore
            assert (
                type(books.refused(OverturnDecision(**asked, to_step="department_review"), by)) is ActedBefore
            )

    def test_nor_does_another_office(self, books, asked):
        assert type(books.refused(UpholdDecision(**asked), saying_why(HRSS))) is NotYourDepartment

    def test_it_needs_a_reason_either_way(self, books, asked):
        by = officer("drc", actor="he-reconsidering")

        assert type(books.refused(UpholdDecision(**asked), by)) is ReasonRequired

    def test_nothing_is_upheld_that_nobody_asked_about(self, books, of):
        assert type(books.refused(UpholdDecision(**of), COLLEAGUE)) is CaseNotInState

    def test_a_place_that_others_have_taken_is_not_taken_from_them(self, books, asked):
        for number in range(5):
            [another] = listed(books, f"淄博示例{'一二三四五'[number]}有限公司")
            nominated(books, another, DRC)

        refused = books.refused(OverturnDecision(**asked, to_step="department_review"), COLLEAGUE)

        assert type(refused) is DepartmentQuotaExhausted

    def test_a_second_decision_against_it_may_be_reconsidered_again(self, books, ids, asked):
        books.send(OverturnDecision(**asked, to_step="department_review"), COLLEAGUE)
        books.send(NotRecommend(**asked), COLLEAGUE)

        books.send(RequestReconsideration(**asked), enterprise(ids))

        case = the_case(books, asked["card_application_id"])
        assert case.reconsideration.of_version == case.ending.version


def test_another_enterprise_hears_nothing_of_it(books, ids, of):
    elsewhere = person_of(books, QILIN, number=3)

    refused = books.refused(RequestReconsideration(**of), enterprise(elsewhere))

    assert type(refused) is NotFound


def test_what_the_citys_own_issuer_declined_is_reconsidered_by_a_colleague(books):
    ids = person_for(books)
    case_id = submitted_on(books, "front_end", ids)
    brought_to(books, case_id, StepKind.DECISION)
    of_case = {"card_application_id": case_id}
    books.send(DeclineCard(**of_case), saying_why(HRSS))
    books.send(RequestReconsideration(**of_case), enterprise(ids))

    assert type(books.refused(UpholdDecision(**of_case), saying_why(HRSS))) is ActedBefore
    books.send(OverturnDecision(**of_case, to_step="decision"), saying_why(HRSS, actor="he-reconsidering"))

    assert the_case(books, case_id).status is CaseStatus.IN_PROCESS
