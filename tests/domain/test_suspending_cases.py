"""A case rests on a ground of the policy, and nothing is decided at its step meanwhile (挂起、恢复办理)."""

from datetime import date

import pytest

from domain.authorization import NotYourDepartment
from domain.base import ReasonRequired
from domain.calendar import published
from domain.cases import CaseNotInState, CaseStatus, InAnotherBatch, NotAtThisStep, SuspensionNotOver
from domain.deadlines import deadlines_of
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
from domain.use_cases.keeping_calendar import AnnouncePublishedYears
from domain.use_cases.suspending_cases import EndSuspension, ResumeCase, SuspendCase
from domain.use_cases.taking_in_cases import AcceptCase
from domain.work import calendar_of
from tests.domain.books_of_zibo import opened
from tests.domain.cards_of_zibo import CLOCK, on
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
from tests.domain.officers import DRC, HRSS, START_UP, saying_why, specialist
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
        assert the_case(books, of["card_application_id"]).rest is None

    def test_a_case_in_an_open_batch_is_taken_out_first(self, books, ids):
        case_id = reviewed(books, ids)
        batch_of(books, case_id)

        assert type(books.refused(suspension(case_id), WHY)) is InAnotherBatch

    def test_what_lies_with_the_province_is_not_the_citys_to_suspend(self, books, ids):
        at_province = forwarded(books, ids)

        assert type(books.refused(suspension(at_province), saying_why(HRSS_CONFIRMS))) is NotAtThisStep


class TestASuspensionThatIsOver:
    """The department asks another authority on Friday 15 March 2024, for which it has 20 working days.

    清明节 takes 4 and 5 April, for which Sunday the 7th is worked: the 20th, the 15th counted in, is 12 April.
    """

    LAST, AFTER = date(2024, 4, 12), date(2024, 4, 13)

    @pytest.fixture
    def asked(self, books, ids) -> dict:
        books.send(AnnouncePublishedYears(notices=(published(2024),)), START_UP)
        case_id = at_department(books, ids)
        books.send(suspension(case_id, "external_opinion"), WHY)
        return {"card_application_id": case_id}

    def test_the_clock_lets_the_case_go_on_from_the_day_after_the_last_of_its_working_days(
        self, books, asked
    ):
        assert type(books.refused(EndSuspension(**asked), on(CLOCK, self.LAST))) is SuspensionNotOver

        event = books.send(EndSuspension(**asked), on(CLOCK, self.AFTER)).event

        assert (event.TOPIC, event.status) == ("CardApplication.Resumed", CaseStatus.IN_PROCESS)
        assert (event.envelope.reason_code, event.envelope.effective_on) == ("suspension_over", self.AFTER)
        assert (event.envelope.role, event.envelope.capacity) == ("system", "system")

    def test_a_clock_that_was_away_lets_it_go_on_from_that_day_all_the_same(self, books, asked):
        event = books.send(EndSuspension(**asked), on(CLOCK, date(2024, 5, 20))).event

        assert event.envelope.effective_on == self.AFTER

    def test_an_officer_who_comes_later_lets_it_go_on_from_that_day_and_from_none_later(self, books, asked):
        late = books.refused(ResumeCase(**asked), on(DRC, date(2024, 4, 15)))
        assert (late.code, late.field) == ("invalid", "effective_on")

        event = books.send(ResumeCase(**asked), on(DRC, self.AFTER)).event

        assert event.envelope.effective_on == self.AFTER

    def test_what_was_left_of_every_deadline_is_left_again(self, books, asked):
        def left() -> list[int | None]:
            case, calendar = the_case(books, asked["card_application_id"]), calendar_of(books.store)
            deadlines = deadlines_of(case.times, ZIBO.route("quota").deadlines, calendar)
            return [one.days_left(self.LAST, calendar) for one in deadlines if one.closed_on is None]

        before = left()
        books.send(EndSuspension(**asked), on(CLOCK, self.AFTER))

        assert left() == before
        assert before
        assert None not in before

    def test_what_waited_for_a_correction_waits_for_it_again(self, books, ids):
        case_id = at_department(books, ids)
        of = {"card_application_id": case_id}
        books.send(RequestCorrection(**of, items=(StatedItem(field="resume"),)), DRC)
        books.send(suspension(case_id, "external_opinion"), WHY)

        books.send(EndSuspension(**of), on(CLOCK, date(2024, 5, 20)))

        assert the_case(books, case_id).status is CaseStatus.CORRECTION_REQUESTED

    def test_a_ground_without_an_end_is_the_offices_to_end(self, books, ids):
        case_id = at_department(books, ids)
        books.send(suspension(case_id, "force_majeure"), WHY)
        ending = EndSuspension(card_application_id=case_id)

        assert type(books.refused(ending, on(CLOCK, date(2030, 1, 1)))) is SuspensionNotOver

    def test_a_case_that_goes_on_already_and_one_that_rests_anew_are_left_alone(self, books, asked):
        books.send(ResumeCase(**asked), DRC)
        assert type(books.refused(EndSuspension(**asked), on(CLOCK, self.AFTER))) is CaseNotInState

        books.send(suspension(asked["card_application_id"]), on(WHY, date(2024, 4, 12)))
        assert type(books.refused(EndSuspension(**asked), on(CLOCK, self.AFTER))) is SuspensionNotOver
