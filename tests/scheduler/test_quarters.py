"""What the clock does about the quarters of the ledgers: announces drafts, closes entry, compiles, reminds, chases (R-20)."""

from datetime import date, datetime, time
from typing import Any

import pytest

from domain.aggregates import LedgerClosings, QuarterlyReport
from domain.base import Authority
from domain.calendar import OFFICE_ZONE, published
from domain.demands import Colour
from domain.ledger_books.quarters import Quarter
from domain.policy.ledgers import Ledger
from domain.reports import ReportStatus
from domain.use_cases.escalating_demands import LiftSupervision
from domain.use_cases.exchanging_reports import ReceiveReport
from domain.use_cases.keeping_calendar import AnnouncePublishedYears
from domain.use_cases.publishing_policies import PublishShippedPolicy
from domain.use_cases.reporting_quarters import CloseEntry, CompileReport, SignOffReport, SubmitReport
from tests.domain.demands_of_zibo import CITY_WINDOW, EDUCATION, WINDOW, in_progress, settled
from tests.domain.officers import START_UP, officer, saying_why
from tests.domain.province_at_work import PROVINCE, figures, report_of_city
from tests.domain.reports_between_units import by_system, files_of, manifest_of
from tests.domain.zibo import ZIBO
from tests.in_memory import Books
from tests.scheduler.conftest import CITY, JOBS, Office, at, night

AREAS = tuple(area.code for area in ZIBO.areas)
Q1, Q2 = Quarter(2024, 1), Quarter(2024, 2)
CLOSING = JOBS["close_entry"]


@pytest.fixture
def office(office_of_books: Office, books: Books) -> Office:
    books.send(PublishShippedPolicy(pack=ZIBO), START_UP)
    books.send(AnnouncePublishedYears(notices=(published(2024),)), START_UP)
    return office_of_books


def on(authority: Authority, day: date, **more: Any) -> Authority:
    at_ten = datetime.combine(day, time(10), OFFICE_ZONE)
    return authority.model_copy(update={"effective_on": day, "at": at_ten, **more})


def window(area: str, day: date, who: str = "li-compiler") -> Authority:
    return on(officer("window", area, actor=f"{area}-{who}"), day)


def closings(books: Books) -> LedgerClosings:
    return books.load(LedgerClosings, LedgerClosings.id_of(CITY))


def report(books: Books, unit: str = "zhangdian", quarter: Quarter = Q1) -> QuarterlyReport:
    return books.load(QuarterlyReport, QuarterlyReport.id_of(unit, quarter.code))


def topics(books: Books, topic: str) -> list[Any]:
    return [event for event in books.events() if topic == event.TOPIC]


def registered(books: Books, quarter: Quarter, unit: str = "zhangdian") -> int:
    return report(books, unit, quarter).content.row(unit).of(Ledger.PUBLIC_SERVICE).registered


def test_a_quarter_is_announced_on_its_first_day_closed_after_its_last_day_of_entry_and_compiled(
    office, books
):
    in_progress(books)  # on 15 March 2024
    announcing = JOBS["announce_drafts"]

    told = [night(office, announcing, day).wanted for day in ("2024-03-31", "2024-04-01", "2024-04-02")]
    in_time = night(office, CLOSING, "2024-04-03")
    closed = night(office, CLOSING, "2024-04-04")
    again = night(office, CLOSING, "2024-04-05")

    assert told == [0, 1, 0]
    assert closings(books).announced[Q1].last_day_of_entry == date(2024, 4, 3)
    assert (in_time.wanted, closed.done, again.wanted) == (0, 1 + len(AREAS), 0)
    [event] = topics(books, "LedgerClosings.EntryClosed")
    assert (str(event.envelope.effective_on), event.envelope.reason_code) == ("2024-04-04", "scheduled")
    assert {report(books, area).status for area in AREAS} == {ReportStatus.COMPILED}
    assert report(books, CITY).status is ReportStatus.OPENED
    assert registered(books, Q1) == 1

    books.send(SignOffReport(unit="zhangdian", quarter=Q1.code), window("zhangdian", date(2024, 4, 4)))
    assert report(books).status is ReportStatus.SIGNED_OFF


def test_given_three_weeks_without_a_scheduler_then_the_quarter_is_closed_once_by_what_is_recorded_by_then(
    office, books
):
    in_progress(books)
    night(office, CLOSING, "2024-04-01")
    late = on(WINDOW, date(2024, 3, 29), at=at("2024-04-15 10:00"), reason_code="as_agreed")
    in_progress(
        books, late, on(EDUCATION, date(2024, 4, 15))
    )  # it has effect in March and was entered in April
    in_progress(books, on(WINDOW, date(2024, 4, 15)), on(EDUCATION, date(2024, 4, 15)))
    newest, office.clock.now = books.log.size, at("2024-04-22 09:00")

    run = office.ticks(CLOSING)[-1]
    office.clock.goes(hours=-1)
    office.ticks(CLOSING)

    assert (run.passed_over, run.done) == (20, 1 + len(AREAS))
    [event] = topics(books, "LedgerClosings.EntryClosed")
    assert (event.cut_off.position, event.cut_off.at) == (newest, at("2024-04-22 09:00"))
    assert (str(event.envelope.effective_on), event.envelope.reason_code) == ("2024-04-22", "scheduled")
    assert registered(books, Q1) == 2
    assert report(books).due_on == date(2024, 4, 25), "the areas have as many days as always"
    assert len(topics(books, "QuarterlyReport.Compiled")) == len(AREAS)


def test_given_two_quarters_that_nobody_has_closed_then_the_next_waits_until_the_first_can_be_signed(
    office, books
):
    in_progress(books)
    night(office, CLOSING, "2024-04-01")
    office.clock.now = at("2024-07-15 09:00")

    office.ticks(CLOSING)
    assert closings(books).last == Q1
    due_on = report(books, CITY).due_on
    assert due_on == date(2024, 7, 22)  # the 21st is a Sunday
    waits = night(office, CLOSING, str(due_on))
    goes_on = night(office, CLOSING, "2024-07-23")

    assert (waits.wanted, goes_on.done) == (0, 1 + len(AREAS))
    closed = closings(books).cut_offs
    assert list(closed) == [Q1, Q2]
    assert closed[Q1].position < closed[Q2].position
    assert (registered(books, Q1), registered(books, Q2)) == (1, 1), "nobody has signed it: it comes late"


def test_no_quarter_is_reported_in_which_nobody_kept_the_ledgers(office, books):
    night(office, CLOSING, "2024-01-05")
    assert night(office, CLOSING, "2024-04-05").wanted == 0

    paper = on(WINDOW, date(2024, 3, 29), at=at("2024-04-10 10:00"), reason_code="as_agreed")
    in_progress(books, paper, on(EDUCATION, date(2024, 4, 10)))
    before = night(office, CLOSING, "2024-07-03")
    after = night(office, CLOSING, "2024-07-04")

    assert (before.wanted, after.done) == (0, 1 + len(AREAS))
    assert list(closings(books).cut_offs) == [Q2]
    assert registered(books, Q2) == 1


def test_what_officers_have_closed_and_compiled_the_clock_leaves_as_it_is(office, books):
    in_progress(books)
    by_hand = date(2024, 4, 2)
    books.send(CloseEntry(unit=CITY, quarter=Q1.code), on(CITY_WINDOW, by_hand))
    books.send(CompileReport(unit="zhangdian", quarter=Q1.code), window("zhangdian", by_hand))

    night_after = night(office, CLOSING, "2024-04-04")

    assert (night_after.wanted, night_after.done) == (len(AREAS) - 1, len(AREAS) - 1)
    assert len(topics(books, "LedgerClosings.EntryClosed")) == 1
    [compiled] = [one for one in topics(books, "QuarterlyReport.Compiled") if one.unit == "zhangdian"]
    assert compiled.envelope.actor == "zhangdian-li-compiler"


def test_windows_that_have_not_reported_are_reminded_at_each_mark_and_those_that_have_are_not(office, books):
    settled(books)
    night(office, CLOSING, "2024-04-04")  # areas report by Sunday the 7th, which is worked
    for command, who in ((SignOffReport, "zhao-signer"), (SubmitReport, "zhao-signer")):
        books.send(command(unit="zhangdian", quarter=Q1.code), window("zhangdian", date(2024, 4, 4), who))
    job = JOBS["remind_of_reports"]

    runs = [night(office, job, f"2024-04-{day:02}") for day in (4, 5, 6, 7, 8, 9, 10)]

    areas = len(AREAS) - 1
    assert [run.wanted for run in runs] == [
        0,
        0,
        0,
        areas,
        areas,
        1,
        areas + 1,
    ]  # the city itself by the 10th
    assert sum(run.refused for run in runs) == 0
    told = topics(books, "QuarterlyReport.SubmissionReminded")
    assert {one.unit for one in told} == {*AREAS, CITY} - {"zhangdian"}
    assert [one.mark for one in told if one.unit == "boshan"] == [0, -1, -3]
    assert [(one.mark, one.told_in) for one in told if one.unit == CITY] == [
        (1, "zibo-shibenji"),
        (0, "zibo-shibenji"),
    ]


def test_an_overdue_item_is_told_of_once_and_supervised_more_urgently_as_the_days_go_by(office, books):
    item_id = in_progress(books)  # on 15 March 2024, due on 8 April
    job = JOBS["chase_demands"]

    runs = [night(office, job, f"2024-04-{day:02}") for day in (8, 9, 10, 11)]
    office.clock.now = at("2024-05-05 09:00")
    last = office.ticks(job)[-1]
    books.send(LiftSupervision(demand_item_id=item_id), saying_why(on(WINDOW, date(2024, 5, 5))))
    lifted = night(office, job, "2024-05-06")

    assert [run.wanted for run in (*runs, last, lifted)] == [0, 2, 0, 1, 1, 0]
    assert [one.colour for one in topics(books, "DemandItem.SupervisionOpened")] == list(Colour)
    assert [one.escalated_to for one in topics(books, "DemandItem.DeadlineBreached")] == ["hrss"]


def test_a_province_opens_its_report_in_the_night_after_its_cities_day_and_compiles_nothing_by_the_clock(
    province, database, tmp_path, clock, settings
):
    office = Office(database, tmp_path, clock, settings.model_copy(update={"unit": PROVINCE}))
    nothing_came = night(office, CLOSING, "2024-01-31").wanted
    came_from_zibo(province)

    announced = night(office, JOBS["announce_drafts"], "2024-04-01").wanted
    in_time = night(office, CLOSING, "2024-04-10").wanted
    closed = night(office, CLOSING, "2024-04-11")
    reminded = night(office, JOBS["remind_of_reports"], "2024-04-19").wanted
    office.service.close()

    assert (nothing_came, announced, in_time, closed.wanted, closed.done, reminded) == (0, 0, 0, 1, 1, 0)
    opened = province.load(QuarterlyReport, QuarterlyReport.id_of(PROVINCE, Q1.code))
    assert (opened.status, opened.due_on) == (ReportStatus.OPENED, date(2024, 4, 22))


def test_an_area_with_an_instance_of_its_own_closes_compiles_and_is_reminded_by_its_own_clock(
    office, books, database, tmp_path, settings
):
    in_progress(books)
    district = Office(database, tmp_path, office.clock, settings.model_copy(update={"unit": "zhangdian"}))

    announced = night(district, JOBS["announce_drafts"], "2024-04-01").done
    closed = night(district, CLOSING, "2024-04-04")
    reminded = night(district, JOBS["remind_of_reports"], "2024-04-07").done
    district.service.close()

    assert (announced, closed.wanted, closed.done, reminded) == (1, 2, 2, 1)
    assert closings(books).announced[Q1].areas == ("zhangdian",)
    assert [one.unit for one in topics(books, "QuarterlyReport.Opened")] == ["zhangdian"]
    assert registered(books, Q1) == 1


@pytest.fixture
def province(books: Books) -> Books:
    """The books of the province's instance, which has none of its own."""
    books.send(PublishShippedPolicy(pack=ZIBO.provincial), START_UP)
    books.send(AnnouncePublishedYears(notices=(published(2024),)), START_UP)
    return books


def came_from_zibo(province: Books) -> None:
    """Zibo's report of the first quarter has been received."""
    content = report_of_city(CITY, Q1.code, figures(registered=1))
    files = files_of(content)
    manifest = manifest_of(files, sender=CITY, quarter=Q1.code, submitted_on=date(2024, 4, 9))
    received = ReceiveReport(
        manifest=manifest, content=content, signature="made..up", key_id="made-up", files=files
    )
    province.send(received, by_system(effective_on=date(2024, 4, 9), at=at("2024-04-09 09:00")))
