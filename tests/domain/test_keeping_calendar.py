"""What an operator or the start-up puts on record about the working days of a year."""

from datetime import date

import pytest

from domain.aggregates.working_year import NoticeSource, WorkingYear
from domain.base import DocumentReference
from domain.calendar import NamedDay, published
from domain.use_cases.keeping_calendar import AnnouncePublishedYears, AnnounceWorkingYear
from domain.work import calendar_of
from tests.domain.officers import HRSS, START_UP
from tests.domain.zibo import ZIBO
from tests.in_memory import Books
from tests.scenario import authority

NOTICE = DocumentReference(kind="holiday_notice", number="国办发明电〔2026〕9号", issued_on=date(2024, 3, 1))
OPERATOR = authority(role="operator", function=None, area=None, documents=(NOTICE,))
NEW_YEAR = NamedDay(day=date(2027, 1, 1), name="元旦")
FREE = NamedDay(day=date(2027, 1, 4), name="元旦")
WORKED = NamedDay(day=date(2027, 1, 9), name="调休上班")


@pytest.fixture
def books() -> Books:
    return Books(ZIBO)


def of_2027(*days_off, worked=(WORKED,)):
    return AnnounceWorkingYear(year=2027, days_off=days_off or (NEW_YEAR, FREE), days_worked=worked)


def test_given_no_notice_then_the_year_is_provisional(books):
    assert calendar_of(books.store).is_provisional(date(2027, 1, 1), date(2027, 1, 4))


def test_given_a_notice_then_the_calendar_follows_it_and_is_no_longer_provisional(books):
    event = books.send(of_2027(), OPERATOR).event
    calendar = calendar_of(books.store)

    assert isinstance(event, WorkingYear.Announced)
    assert event.envelope.documents == (NOTICE,)
    assert not calendar.is_working_day(FREE.day)
    assert calendar.is_working_day(WORKED.day)
    assert not calendar.is_provisional(date(2027, 1, 1), date(2027, 1, 4))


def test_given_a_later_notice_then_it_holds_and_the_earlier_stays_on_record(books):
    books.send(of_2027(), OPERATOR)
    event = books.send(of_2027(NEW_YEAR, worked=()), OPERATOR).event

    year = books.load(WorkingYear, WorkingYear.id_of(2027))
    assert isinstance(event, WorkingYear.Amended)
    assert calendar_of(books.store).is_working_day(FREE.day)
    assert (year.version, year.notice.days_off) == (2, (NEW_YEAR,))


def test_given_the_same_notice_again_then_it_is_refused(books):
    books.send(of_2027(), OPERATOR)

    assert books.refused(of_2027(FREE, NEW_YEAR), OPERATOR).code == "on_record_already"


def test_given_no_number_of_the_notice_then_it_is_refused(books):
    refused = books.refused(of_2027(), OPERATOR.model_copy(update={"documents": ()}))

    assert (refused.code, refused.field) == ("invalid", "documents")


def test_given_an_officer_then_it_is_refused(books):
    assert books.refused(of_2027(), HRSS).code == "post_may_not"


@pytest.mark.parametrize(
    ("days_off", "worked", "field"),
    [
        ((NamedDay(day=date(2027, 1, 2), name="周六"),), (), "days_off"),
        ((FREE,), (NamedDay(day=date(2027, 1, 5), name="周二"),), "days_worked"),
        ((NamedDay(day=date(2028, 1, 3), name="次年"),), (), "days_off"),
        ((NamedDay(day=date(2026, 11, 30), name="上年11月"),), (), "days_off"),
        ((FREE, FREE), (), "days_off"),
    ],
    ids=["a weekend freed", "a weekday worked", "next year", "too early", "twice"],
)
def test_given_a_notice_that_exchanges_nothing_then_it_is_refused(books, days_off, worked, field):
    refused = books.refused(of_2027(*days_off, worked=worked), OPERATOR)

    assert (refused.code, refused.field) == ("invalid", field)


def test_given_the_start_up_then_the_years_that_the_library_knows_are_on_record(books):
    notices = (published(2025), published(2026))
    sent = books.send(AnnouncePublishedYears(notices=notices), START_UP)

    assert [event.year for event in sent.events] == [2025, 2026]
    assert {event.source for event in sent.events} == {NoticeSource.LIBRARY}
    assert calendar_of(books.store).is_working_day(date(2026, 10, 10))


def test_given_a_decision_recorded_across_a_long_holiday_then_working_days_say_whether_it_is_late(books):
    """From Monday 27 January 2025 to Friday 7 February lie three working days: 春节 and Saturday the 8th exchanged."""
    books.send(AnnouncePublishedYears(notices=(published(2025),)), START_UP)
    calendar = calendar_of(books.store)

    assert calendar.working_days_between(date(2025, 1, 27), date(2025, 2, 7)) == 3
