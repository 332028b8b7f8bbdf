"""The days of a quarter's reports: the draft is announced, entry is closed, windows are reminded, and the clock compiles (R-20)."""

from datetime import date, datetime, time

import pytest

from domain.aggregates import QuarterlyReport
from domain.base import Authority, Capacity
from domain.calendar import OFFICE_ZONE, Calendar, published
from domain.ledger_books.quarters import Quarter
from domain.reports import (
    AnnouncedAlready,
    CompiledBefore,
    NoReminderDue,
    NotTheNextQuarter,
    QuarterNotOver,
    QuarterPassed,
    ReportHandedIn,
    ReportStatus,
)
from domain.use_cases.announcing_report_days import AnnounceDraft, RemindOfReport
from domain.use_cases.keeping_calendar import AnnouncePublishedYears
from domain.use_cases.reporting_quarters import (
    CloseEntry,
    CompileReport,
    DeclineSignOff,
    OpenRevision,
    ReturnReport,
    SignOffReport,
    SubmitReport,
)
from tests.domain.officers import START_UP, officer, saying_why
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

CITY, CITY_AREA, Q3 = "370300", "zibo-shibenji", "2024Q3"
AREAS = tuple(area.code for area in ZIBO.areas)
CHINA = Calendar(published)
RULE = ZIBO.demand_rules.reporting


@pytest.fixture
def books() -> Books:
    made = Books(ZIBO)
    made.send(AnnouncePublishedYears(notices=(published(2024),)), START_UP)
    return made


def on(authority: Authority, day: date) -> Authority:
    return authority.model_copy(
        update={"effective_on": day, "at": datetime.combine(day, time(7), OFFICE_ZONE)}
    )


def clock(day: date) -> Authority:
    standing = START_UP.model_copy(update={"capacity": Capacity.SYSTEM, "reason_code": "scheduled"})
    return on(standing, day)


def window(day: date, area: str = "zhangdian", who: str = "li-compiler") -> Authority:
    return on(officer("window", area, actor=f"{area}-{who}"), day)


def closed(books: Books, day: date = date(2024, 10, 9)) -> None:
    books.send(CloseEntry(unit=CITY, quarter=Q3), clock(day))


def report(books: Books, unit: str = "zhangdian") -> QuarterlyReport:
    return books.load(QuarterlyReport, QuarterlyReport.id_of(unit, Q3))


def of(command, unit: str = "zhangdian"):
    return command(unit=unit, quarter=Q3)


def handed_in(books: Books, day: date, unit: str = "zhangdian") -> None:
    area = CITY_AREA if unit == CITY else unit
    books.send(of(CompileReport, unit), window(day, area))
    books.send(of(SignOffReport, unit), window(day, area, "zhao-signer"))
    books.send(of(SubmitReport, unit), window(day, area))


class TestDays:
    @pytest.mark.parametrize(
        ("quarter", "last_day", "areas", "city"),
        [
            ("2024Q2", date(2024, 7, 3), date(2024, 7, 8), date(2024, 7, 10)),  # 7 July is a Sunday
            ("2024Q3", date(2024, 10, 8), date(2024, 10, 12), date(2024, 10, 15)),  # after the National Day
        ],
    )
    def test_a_day_that_is_free_is_put_off_and_so_is_what_comes_after_it(
        self, quarter, last_day, areas, city
    ):
        named = Quarter.named(quarter)
        closed_on = last_day.replace(day=last_day.day + 1)

        assert RULE.last_day_of_entry(named, CHINA) == last_day
        assert RULE.areas_due(named, closed_on, CHINA) == areas
        assert RULE.city_due(named, closed_on, CHINA) == city

    def test_entry_that_is_closed_late_leaves_as_many_days_as_always(self):
        named = Quarter.named("2024Q2")

        assert RULE.areas_due(named, date(2024, 7, 25), CHINA) == date(2024, 7, 29)  # the 28th is a Sunday
        assert RULE.city_due(named, date(2024, 7, 25), CHINA) == date(2024, 7, 31)


class TestDraft:
    def test_the_windows_are_told_once_on_the_first_day_and_until_when_they_enter(self, books):
        announced = books.send(AnnounceDraft(unit=CITY, quarter=Q3), clock(date(2024, 10, 1))).events[-1]

        assert announced.TOPIC == "LedgerClosings.DraftAnnounced"
        assert (announced.areas, announced.last_day_of_entry) == (AREAS, date(2024, 10, 8))
        again = books.refused(AnnounceDraft(unit=CITY, quarter=Q3), clock(date(2024, 10, 2)))
        assert type(again) is AnnouncedAlready

    def test_nothing_is_announced_of_a_quarter_that_runs_or_is_closed(self, books):
        early = books.refused(AnnounceDraft(unit=CITY, quarter=Q3), clock(date(2024, 9, 30)))
        closed(books)
        late = books.refused(AnnounceDraft(unit=CITY, quarter=Q3), clock(date(2024, 10, 10)))

        assert (type(early), type(late)) == (QuarterNotOver, NotTheNextQuarter)


class TestCompilingByTheClock:
    def test_an_officer_finds_it_compiled_and_signs_it_off(self, books):
        closed(books)
        books.send(of(CompileReport), clock(date(2024, 10, 9)))

        assert report(books).status is ReportStatus.COMPILED
        books.send(of(SignOffReport), window(date(2024, 10, 9)))
        assert report(books).status is ReportStatus.SIGNED_OFF

    def test_what_an_officer_has_compiled_or_given_back_the_clock_leaves_alone(self, books):
        closed(books)
        books.send(of(CompileReport), window(date(2024, 10, 9)))
        compiled = books.refused(of(CompileReport), clock(date(2024, 10, 9)))
        books.send(of(DeclineSignOff), saying_why(window(date(2024, 10, 9), who="zhao-signer")))
        declined = books.refused(of(CompileReport), clock(date(2024, 10, 9)))

        assert (type(compiled), type(declined)) == (CompiledBefore, CompiledBefore)


class TestReminders:
    def test_a_window_is_reminded_once_at_each_mark_before_on_and_after_the_due_day(self, books):
        closed(books)  # areas report by Saturday 12 October, which is worked
        days = (date(2024, 10, 11), date(2024, 10, 12), date(2024, 10, 14), date(2024, 10, 16))

        assert type(books.refused(of(RemindOfReport), clock(date(2024, 10, 10)))) is NoReminderDue
        told = [books.send(of(RemindOfReport), clock(day)).event for day in days]
        assert type(books.refused(of(RemindOfReport), clock(date(2024, 10, 17)))) is NoReminderDue

        assert {one.TOPIC for one in told} == {"QuarterlyReport.SubmissionReminded"}
        assert [(one.mark, one.told_to, one.told_in) for one in told] == [
            (mark, "window", "zhangdian") for mark in (1, 0, -1, -3)
        ]
        assert {one.due_on for one in told} == {date(2024, 10, 12)}

    def test_of_marks_that_passed_while_nobody_was_there_the_last_is_told_alone(self, books):
        closed(books)

        told = books.send(of(RemindOfReport), clock(date(2024, 10, 15))).event

        assert told.mark == -1
        assert [one.mark for one in report(books).latest.reminders] == [-1]

    def test_the_citys_own_window_is_reminded_towards_the_province(self, books):
        closed(books)

        told = books.send(of(RemindOfReport, CITY), clock(date(2024, 10, 15))).event

        assert (told.unit, told.mark, told.told_in) == (CITY, 0, CITY_AREA)

    def test_nobody_is_reminded_of_what_is_handed_in(self, books):
        closed(books)
        handed_in(books, date(2024, 10, 10))

        assert type(books.refused(of(RemindOfReport), clock(date(2024, 10, 12)))) is ReportHandedIn

    def test_nor_of_a_quarter_that_nobody_signs_any_more_because_the_next_is_closed(self, books):
        closed(books)
        books.send(CloseEntry(unit=CITY, quarter="2024Q4"), clock(date(2025, 1, 4)))

        assert type(books.refused(of(RemindOfReport), clock(date(2025, 1, 4)))) is QuarterPassed

    def test_a_revision_of_what_was_returned_is_reminded_of_anew(self, books):
        closed(books)
        books.send(of(RemindOfReport), clock(date(2024, 10, 16)))
        handed_in(books, date(2024, 10, 16))
        books.send(of(ReturnReport), saying_why(window(date(2024, 10, 16), CITY_AREA, "sun-city")))
        assert type(books.refused(of(RemindOfReport), clock(date(2024, 10, 17)))) is NoReminderDue

        books.send(of(OpenRevision), saying_why(window(date(2024, 10, 17))))
        told = books.send(of(RemindOfReport), clock(date(2024, 10, 17))).event

        assert (told.revision, told.mark) == (2, -3)
