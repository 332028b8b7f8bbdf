"""What the jobs of the calendar do, on a city's books, as the days go by."""

from datetime import date, timedelta
from getpass import getuser

import pytest

from cli.scheduling import order
from domain.calendar import published
from domain.card_chapters.reminders import Reminder
from domain.cards import ArrivalStage, CancellationCause, CardStatus
from domain.use_cases.deciding_cards import CancelCard
from domain.use_cases.following_cards import ExtendArrival
from domain.use_cases.keeping_calendar import AnnouncePublishedYears
from domain.use_cases.publishing_policies import DraftPolicy, PublishPolicyDraft, PublishShippedPolicy
from domain.use_cases.suspending_cases import SuspendCase
from scheduler.schedule import CALENDAR
from scheduler.slots import next_slot
from tests.domain.books_of_zibo import opened
from tests.domain.cards_of_zibo import ARRIVES, ISSUER, early, elite, on, the_card
from tests.domain.cases_of_zibo import at_department, person_of, submitted, the_case
from tests.domain.officers import DRC, HRSS, START_UP, officer, saying_why
from tests.domain.zibo import ZIBO, without_card_type
from tests.in_memory import Books
from tests.scheduler.conftest import CITY, JOBS, Office, at, night


@pytest.fixture
def office(office_of_books: Office) -> Office:
    return office_of_books


def test_every_job_has_a_code_of_its_own_a_title_in_both_languages_and_a_next_slot():
    assert len(JOBS) == len(CALENDAR)
    for job in CALENDAR:
        assert all(job.title)
        assert next_slot(job.cron, at("2026-10-01 00:00")) is not None


def test_the_quota_of_the_new_year_is_open_on_its_first_day_and_opened_once(office):
    first = night(office, JOBS["open_quotas"], "2027-01-01")

    assert (first.wanted, first.done) == (1, 1)
    assert office.opened() == [(2027, "2027-01-01", "scheduled")]
    assert office.rows("SELECT count(*) FROM log.commands WHERE name = 'OpenQuota'") == [(1,)]
    assert CITY == "370300"


def test_a_quota_that_an_officer_has_opened_is_not_wanted(office):
    job = JOBS["open_quotas"]
    night(office, job, "2027-01-01")
    office.service.jobs.ask(job.code, office.clock.now.replace(minute=30), "wang-wu")

    asked = office.ticks(job)[-1]

    assert (asked.state, asked.wanted) == ("done", 0)


def test_a_run_that_is_ordered_on_the_command_line_is_on_record_and_is_done_at_the_next_tick(office, books):
    job = JOBS["open_quotas"]
    office.ticks(job)

    slot = order(job.code, office.service)
    [run] = office.ticks(job)

    assert (run.slot, run.state, run.done, run.asked_by) == (slot, "done", 1, getuser())
    [ordered] = [one for one in books.events() if one.TOPIC == "ScheduledJob.RunOrdered"]
    assert (ordered.slot, ordered.is_retry, ordered.envelope.role) == (slot, False, "operator")


def test_a_deadline_that_was_not_kept_is_told_of_as_of_the_night_after_it_once_and_the_case_goes_on(
    office, books
):
    opened(books)
    books.send(PublishShippedPolicy(pack=ZIBO), START_UP)
    books.send(AnnouncePublishedYears(notices=(published(2024),)), START_UP)
    case_id = submitted(books, person_of(books))  # on 15 March 2024; the district has until the 22nd
    job = JOBS["escalate_overdue"]

    in_time = night(office, job, "2024-03-22")
    over = night(office, job, "2024-03-23")
    later = night(office, job, "2024-03-24")

    assert (in_time.wanted, over.wanted, over.done, later.wanted) == (0, 1, 1, 0)
    [breached] = [one for one in books.events() if type(one).TOPIC == "CardApplication.DeadlineBreached"]
    assert (breached.originator_id, str(breached.envelope.effective_on)) == (case_id, "2024-03-23")
    assert breached.envelope.capacity == "system"
    assert the_case(books, case_id).step == "district_opinion"


def test_a_card_expires_the_night_after_its_last_day_and_no_sooner(office, books):
    ids = elite(books)

    before = night(office, JOBS["expire_cards"], "2027-03-14")
    after = night(office, JOBS["expire_cards"], "2027-03-15")

    assert (before.wanted, after.wanted, after.done) == (0, 1, 1)
    assert the_card(books, ids).status is CardStatus.EXPIRED
    assert night(office, JOBS["expire_cards"], "2027-03-16").wanted == 0


def test_a_card_that_ended_while_nobody_was_there_has_expired_from_the_day_after_its_last(office, books):
    ids = elite(books)
    night(office, JOBS["expire_cards"], "2027-03-10")
    office.clock.now = at("2027-04-04 08:00")

    run = office.ticks(JOBS["expire_cards"])[-1]

    assert (run.passed_over, run.wanted, run.done) == (24, 1, 1)
    assert str(the_card(books, ids).effective_on) == "2027-03-15"


def test_an_early_card_is_suspended_when_its_holder_has_not_come_within_the_days_of_grace(office, books):
    ids = early(books)
    rule = ZIBO.card_life("elite").arrival
    assert rule is not None
    job, last = JOBS["lapse_arrivals"], ARRIVES + timedelta(days=rule.grace_days)

    in_time = night(office, job, str(last))
    over = night(office, job, str(last + timedelta(days=1)))

    assert (in_time.wanted, over.wanted, over.done) == (0, 1, 1)
    assert the_card(books, ids).arrival.stage is ArrivalStage.LAPSED
    assert the_card(books, ids).status is CardStatus.SUSPENDED


def test_an_early_card_is_suspended_as_well_when_the_next_policy_issues_no_such_cards(office, books):
    ids = early(books)
    rule = ZIBO.card_life("elite").arrival
    assert rule is not None
    books.send(PublishShippedPolicy(pack=ZIBO), START_UP)
    anew = without_card_type("elite", from_day=str(ARRIVES))
    books.send(DraftPolicy(content=anew.content), HRSS)
    books.send(PublishPolicyDraft(pack="zibo-2023", revision="2"), officer("hrss", actor="tang-hrss"))

    over = night(office, JOBS["lapse_arrivals"], str(ARRIVES + timedelta(days=rule.grace_days + 1)))

    assert (over.wanted, over.done) == (1, 1)
    assert the_card(books, ids).status is CardStatus.SUSPENDED


def reminders(books: Books) -> list[tuple[str, int, str]]:
    """What the offices were reminded of: the event, the mark, and the day from which it has effect."""
    return [
        (type(one).TOPIC, one.days_before, str(one.envelope.effective_on))
        for one in books.events()
        if isinstance(one, Reminder)
    ]


def test_an_early_card_that_was_suspended_is_cancelled_when_nobody_has_come_for_so_long(office, books):
    ids = early(books)
    rule = ZIBO.card_life("elite").arrival
    assert rule is not None
    lapsed = ARRIVES + timedelta(days=rule.grace_days + 1)
    night(office, JOBS["lapse_arrivals"], str(lapsed))
    job, day = JOBS["give_up_cards"], lapsed + timedelta(days=rule.cancelled_after_days)

    in_time = night(office, job, str(day - timedelta(days=1)))
    office.clock.now = at(f"{day + timedelta(days=9)} 08:00")
    over = office.ticks(job)[-1]

    assert (in_time.wanted, over.wanted, over.done) == (0, 1, 1)
    assert the_card(books, ids).status is CardStatus.CANCELLED
    assert the_card(books, ids).effective_on == day
    assert night(office, job, str(day + timedelta(days=10))).wanted == 0


def test_a_card_that_has_ended_is_waited_for_and_reminded_of_no_more(office, books):
    ids = early(books)
    books.send(CancelCard(card_id=ids["card_id"], cause=CancellationCause.OWN_WISH), ISSUER)

    wanted = [
        night(office, JOBS[job], "2024-09-01").wanted for job in ("remind_of_arrivals", "lapse_arrivals")
    ]

    assert wanted == [0, 0]


def test_an_arrival_that_was_put_off_after_all_leaves_nothing_to_cancel(office, books):
    ids = early(books)
    night(office, JOBS["lapse_arrivals"], "2024-07-31")
    later = ExtendArrival(card_id=ids["card_id"], planned_arrival="2024-12-01")
    books.send(later, on(ISSUER, date(2024, 9, 20)))

    assert night(office, JOBS["give_up_cards"], "2024-10-01").wanted == 0
    assert the_card(books, ids).status is CardStatus.IN_FORCE


def test_the_office_is_reminded_of_an_arrival_at_each_mark_once_and_caught_up_with_as_of_the_mark(
    office, books
):
    early(books)  # the holder is to come on 30 June
    job = JOBS["remind_of_arrivals"]

    before = night(office, job, "2024-05-30")
    office.clock.now = at("2024-07-03 09:00")  # and nobody was there for five weeks
    office.ticks(job)
    again = night(office, job, "2024-07-04")

    assert (before.wanted, again.wanted) == (0, 0)
    assert reminders(books) == [
        ("Card.ArrivalReminded", 30, "2024-05-31"),
        ("Card.ArrivalReminded", 0, "2024-06-30"),
    ]


def test_a_card_is_put_on_the_lists_of_those_to_renew_one_after_the_other(office, books):
    elite(books)  # until 14 March 2027
    job = JOBS["list_renewals"]

    before = night(office, job, "2026-12-13")
    nights = [night(office, job, day) for day in ("2026-12-14", "2026-12-15", "2027-01-13", "2027-02-12")]

    assert [run.wanted for run in (before, *nights)] == [0, 1, 0, 1, 1]
    assert reminders(books) == [
        ("Card.ListedForRenewal", 90, "2026-12-14"),
        ("Card.ListedForRenewal", 60, "2027-01-13"),
        ("Card.ListedForRenewal", 30, "2027-02-12"),
    ]


def test_a_suspended_case_goes_on_when_its_ground_holds_no_longer(office, books):
    opened(books)
    books.send(PublishShippedPolicy(pack=ZIBO), START_UP)
    books.send(AnnouncePublishedYears(notices=(published(2024),)), START_UP)
    case_id = at_department(books, person_of(books))
    suspending = SuspendCase(card_application_id=case_id, ground="external_opinion")
    books.send(suspending, saying_why(DRC))  # on 15 March 2024, for 20 working days
    job = JOBS["end_suspensions"]

    in_time = night(office, job, "2024-04-12")
    over = night(office, job, "2024-04-13")

    assert (in_time.wanted, over.wanted, over.done) == (0, 1, 1)
    [resumed] = [one for one in books.events() if type(one).TOPIC == "CardApplication.Resumed"]
    assert (str(resumed.envelope.effective_on), resumed.envelope.reason_code) == (
        "2024-04-13",
        "suspension_over",
    )
    assert night(office, job, "2024-04-21").wanted == 0
