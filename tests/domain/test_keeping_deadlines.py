"""Extending a deadline, and telling a superior department that one was not kept."""

from datetime import UTC, date, datetime

import pytest

from domain.aggregates.card_application import CardApplication
from domain.case_times import DeadlineKey
from domain.cases import Opinion
from domain.policy.loading import read_pack
from domain.use_cases.deciding_cases import GiveOpinion, RequestCorrection, StatedItem
from domain.use_cases.keeping_deadlines import EscalateOverdue, ExtendDeadline
from tests.domain.books_of_zibo import opened
from tests.domain.cases_of_zibo import DRC_OF_ZHANGDIAN, person_of, reviewed, submitted
from tests.domain.officers import DRC, HRSS, START_UP, saying_why
from tests.domain.zibo import FILE, TEXT, ZIBO
from tests.in_memory import Books

# Handed in on Friday 15 March 2024: the district has until the 22nd, the whole case, once accepted, until 14 May.
DISTRICT_UNTIL = date(2024, 3, 22)
AT_DISTRICT = DeadlineKey(step="district_opinion", begun=3)


@pytest.fixture
def books() -> Books:
    books = Books(ZIBO)
    opened(books)
    return books


@pytest.fixture
def case_id(books):
    return submitted(books, person_of(books))


def on(day, who=START_UP):
    """The same post, on a later day."""
    noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    return who.model_copy(update={"effective_on": day, "at": noon})


def extension(case_id, days=3, step="district_opinion"):
    return ExtendDeadline(card_application_id=case_id, step=step, days=days)


def overdue(case_id, deadline=AT_DISTRICT):
    return EscalateOverdue(card_application_id=case_id, deadline=deadline)


class TestExtension:
    def test_given_an_extension_then_it_says_the_old_day_and_the_new_one(self, books, case_id):
        event = books.send(extension(case_id), saying_why(HRSS)).event

        assert (event.deadline, event.days) == (AT_DISTRICT, 3)
        assert (event.due_before, event.due_after) == (DISTRICT_UNTIL, date(2024, 3, 27))
        assert event.envelope.reason_code == "as_agreed"

    def test_given_no_step_then_the_whole_case_has_longer(self, books):
        """It counts from its acceptance, which the review is."""
        case_id = reviewed(books, person_of(books))
        event = books.send(extension(case_id, 10, step=None), saying_why(HRSS)).event

        assert event.deadline.step is None
        assert (event.due_before, event.due_after) == (date(2024, 5, 14), date(2024, 5, 28))

    def test_given_no_acceptance_yet_then_the_whole_case_has_no_deadline(self, books, case_id):
        refused = books.refused(extension(case_id, 10, step=None), saying_why(HRSS))

        assert refused.code == "deadline_not_running"

    def test_given_no_reason_then_it_is_refused(self, books, case_id):
        assert books.refused(extension(case_id), HRSS).code == "reason_required"

    def test_given_another_department_than_the_packs_then_it_is_refused(self, books, case_id):
        assert books.refused(extension(case_id), saying_why(DRC)).code == "not_your_department"

    def test_given_more_days_than_the_pack_allows_then_it_is_refused_with_how_many_it_does(
        self, books, case_id
    ):
        refused = books.refused(extension(case_id, 6), saying_why(HRSS))

        assert (refused.code, refused.field) == ("extension_too_long", "days")
        assert refused.detail == ("最多延长5个工作日", "It may be extended by 5 working days at most")

    def test_given_as_many_extensions_as_the_pack_allows_then_another_is_refused(self, books, case_id):
        books.send(extension(case_id), saying_why(HRSS))

        assert books.refused(extension(case_id), saying_why(HRSS)).code == "extensions_used_up"

    def test_given_a_deadline_that_is_over_then_it_is_refused(self, books, case_id):
        late = on(date(2024, 3, 25), saying_why(HRSS))

        assert books.refused(extension(case_id), late).code == "deadline_over"

    def test_given_a_correction_then_there_is_no_day_to_put_off(self, books, case_id):
        items = (StatedItem(field="phone"),)
        books.send(RequestCorrection(card_application_id=case_id, items=items), saying_why(DRC_OF_ZHANGDIAN))

        assert books.refused(extension(case_id), saying_why(HRSS)).code == "deadline_not_running"

    def test_given_a_step_at_which_the_case_is_not_then_it_is_refused(self, books, case_id):
        refused = books.refused(extension(case_id, step="forwarding"), saying_why(HRSS))

        assert refused.code == "deadline_not_running"

    def test_given_a_pack_that_knows_no_extension_then_it_is_refused(self):
        strict = TEXT.replace("          extension: {most_days: 5, most_times: 1, granted_by: hrss}\n", "")
        books = Books(read_pack(strict, FILE))
        opened(books)
        case_id = submitted(books, person_of(books))

        assert books.refused(extension(case_id), saying_why(HRSS)).code == "extension_not_foreseen"


class TestEscalation:
    def test_given_a_deadline_that_is_over_then_it_says_so_and_whom_it_told(self, books, case_id):
        event = books.send(overdue(case_id), on(date(2024, 3, 25))).event

        assert (event.deadline, event.due_on) == (AT_DISTRICT, DISTRICT_UNTIL)
        assert (event.escalated_to, event.escalated_in) == ("hrss", "zibo-shibenji")
        assert event.envelope.capacity == "system"

    def test_given_it_is_on_record_then_it_is_not_told_twice(self, books, case_id):
        books.send(overdue(case_id), on(date(2024, 3, 25)))

        assert books.refused(overdue(case_id), on(date(2024, 3, 26))).code == "escalated_already"

    def test_given_the_last_day_then_it_is_not_overdue(self, books, case_id):
        assert books.refused(overdue(case_id), on(DISTRICT_UNTIL)).code == "not_overdue"

    def test_given_an_extension_then_it_is_overdue_later(self, books, case_id):
        books.send(extension(case_id), saying_why(HRSS))

        assert books.refused(overdue(case_id), on(date(2024, 3, 25))).code == "not_overdue"

    def test_given_the_step_is_done_meanwhile_then_it_is_not_overdue(self, books, case_id):
        books.send(GiveOpinion(card_application_id=case_id, opinion=Opinion.AGREED), DRC_OF_ZHANGDIAN)

        assert books.refused(overdue(case_id), on(date(2024, 3, 25))).code == "not_overdue"

    def test_given_a_deadline_that_the_case_never_had_then_it_is_refused(self, books, case_id):
        unknown = DeadlineKey(step="forwarding", begun=3)

        assert books.refused(overdue(case_id, unknown), on(date(2024, 3, 25))).code == "deadline_not_running"

    def test_given_it_is_told_then_the_case_stands_where_it_stood(self, books, case_id):
        before = books.load(CardApplication, case_id)
        books.send(overdue(case_id), on(date(2024, 3, 25)))
        after = books.load(CardApplication, case_id)

        assert (after.status, after.step, after.acted) == (before.status, before.step, before.acted)

    def test_given_an_officer_then_it_is_refused(self, books, case_id):
        assert books.refused(overdue(case_id), on(date(2024, 3, 25), HRSS)).code == "post_may_not"
