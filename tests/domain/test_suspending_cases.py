"""A case rests on a ground of the policy, and nothing is decided at its step meanwhile (挂起、恢复办理)."""

import pytest

from domain.authorization import NotYourDepartment
from domain.base import ReasonRequired
from domain.cases import CaseNotInState, CaseStatus, InAnotherBatch, NotAtThisStep
from domain.policy.refusals import UnknownGround
from domain.registration_form import FormStatement
from domain.use_cases.applying_for_cards import SupplyCorrection, WithdrawCardApplication
from domain.use_cases.deciding_cases import (
    NotRecommend,
    RequestCorrection,
    ReturnCase,
    ReviewCase,
    StatedItem,
)
from domain.use_cases.suspending_cases import ResumeCase, SuspendCase
from domain.use_cases.taking_in_cases import AcceptCase
from tests.domain.books_of_zibo import opened
from tests.domain.cases_of_zibo import (
    HRSS_CONFIRMS,
    at_department,
    batch_of,
    forwarded,
    person_of,
    reviewed,
    the_case,
    topics,
)
from tests.domain.officers import DRC, HRSS, saying_why, specialist
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

WHY = saying_why(DRC)


@pytest.fixture
def books() -> Books:
    """The quota of 2024 is open, and nothing else has happened."""
    books = Books(ZIBO)
    opened(books)
    return books


@pytest.fixture
def ids(books):
    return person_of(books)


def suspension(case_id, ground: str = "expert_review") -> SuspendCase:
    return SuspendCase(card_application_id=case_id, ground=ground)


def suspended(books: Books, ids) -> dict:
    """The department waits for experts."""
    case_id = at_department(books, ids)
    books.send(suspension(case_id), WHY)
    return {"card_application_id": case_id}


class TestSuspension:
    def test_the_event_says_on_what_ground_and_for_how_many_working_days_at_most(self, books, ids):
        event = books.send(suspension(at_department(books, ids)), WHY).event

        assert (event.TOPIC, event.ground, event.most_days) == (
            "CardApplication.Suspended",
            "expert_review",
            45,
        )

    def test_while_it_lasts_no_step_command_is_taken(self, books, ids):
        of = suspended(books, ids)
        commands = (
            AcceptCase(**of), ReviewCase(**of), ReturnCase(**of, to_step="district_opinion"), NotRecommend(**of),
            RequestCorrection(**of, items=(StatedItem(field="resume"),)), suspension(of["card_application_id"]),
        )  # fmt: skip

        for command in commands:
            assert type(books.refused(command, WHY)) is CaseNotInState

    def test_after_the_resumption_it_goes_on_where_it_stood(self, books, ids):
        of = suspended(books, ids)

        event = books.send(ResumeCase(**of), DRC).event
        books.send(ReviewCase(**of), DRC)

        assert (event.TOPIC, event.status) == ("CardApplication.Resumed", CaseStatus.IN_PROCESS)
        assert the_case(books, of["card_application_id"]).step == "collective_submission"

    def test_what_waits_for_a_correction_waits_for_it_again_afterwards(self, books, ids):
        case_id = at_department(books, ids)
        of, correcting = {"card_application_id": case_id}, specialist(ids["enterprise_id"])
        books.send(RequestCorrection(**of, items=(StatedItem(field="resume"),)), DRC)
        books.send(suspension(case_id), WHY)
        supplying = SupplyCorrection(**of, form=FormStatement(resume="补正后"))

        assert type(books.refused(supplying, correcting)) is CaseNotInState
        books.send(ResumeCase(**of), DRC)
        books.send(supplying, correcting)

        assert the_case(books, case_id).status is CaseStatus.IN_PROCESS

    def test_it_needs_a_reason_and_a_ground_that_the_policy_names(self, books, ids):
        case_id = at_department(books, ids)

        assert type(books.refused(suspension(case_id), DRC)) is ReasonRequired
        assert type(books.refused(suspension(case_id, "holiday"), WHY)) is UnknownGround

    def test_only_the_office_whose_turn_it_is_suspends_and_resumes(self, books, ids):
        case_id = at_department(books, ids)
        assert type(books.refused(suspension(case_id), saying_why(HRSS))) is NotYourDepartment

        books.send(suspension(case_id), WHY)
        assert type(books.refused(ResumeCase(card_application_id=case_id), HRSS)) is NotYourDepartment

    def test_what_does_not_rest_is_not_resumed(self, books, ids):
        resuming = ResumeCase(card_application_id=at_department(books, ids))

        assert type(books.refused(resuming, DRC)) is CaseNotInState

    def test_the_enterprise_may_withdraw_all_the_same(self, books, ids):
        of = suspended(books, ids)

        sent = books.send(WithdrawCardApplication(**of), saying_why(specialist(ids["enterprise_id"])))

        assert set(topics(sent.events)) == {"CardApplication.Withdrawn", "Quota.Released"}

    def test_a_case_in_an_open_batch_is_taken_out_first(self, books, ids):
        case_id = reviewed(books, ids)
        batch_of(books, case_id)

        assert type(books.refused(suspension(case_id), WHY)) is InAnotherBatch

    def test_what_lies_with_the_province_is_not_the_citys_to_suspend(self, books, ids):
        at_province = forwarded(books, ids)

        assert type(books.refused(suspension(at_province), saying_why(HRSS_CONFIRMS))) is NotAtThisStep
