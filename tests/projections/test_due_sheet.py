"""The due sheet: what is due when, and how it stands on a day, as cases go on and notices about working days come.

Cases are handed in on Friday 15 March 2024. Nothing but the policy and the notice of 2024 is on record before.
"""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.authorization import Post, Role, Scope
from domain.base import DocumentReference
from domain.calendar import NamedDay, published
from domain.cases import Opinion
from domain.deadlines import Light
from domain.policy.book import PolicyBook
from domain.registration_form import FormStatement
from domain.use_cases.applying_for_cards import SupplyCorrection, WithdrawCardApplication
from domain.use_cases.deciding_cases import GiveOpinion, RequestCorrection, ReturnCase, StatedItem
from domain.use_cases.keeping_calendar import AnnouncePublishedYears, AnnounceWorkingYear
from domain.use_cases.keeping_deadlines import EscalateOverdue, ExtendDeadline
from domain.use_cases.keeping_enterprises import RelocateEnterprise
from domain.use_cases.merging_enterprises import MergeEnterprise
from domain.use_cases.publishing_policies import PublishShippedPolicy
from domain.use_cases.suspending_cases import ResumeCase, SuspendCase
from projections.case_register import CaseFilter, DueFilter, DueSheet, Queue, Worker
from projections.rebuild import compare
from tests.domain.books_of_zibo import QILIN, registered
from tests.domain.cases_of_zibo import DRC_OF_ZHANGDIAN, MIIT_OF_ZHANGDIAN, person_of, reviewed, submitted
from tests.domain.officers import DRC, HRSS, HRSS_OF_ZHANGDIAN, START_UP, saying_why, specialist
from tests.domain.zibo import ZIBO
from tests.scenario import authority

HANDED_IN = date(2024, 3, 15)
DISTRICT_UNTIL = date(2024, 3, 22)
WHOLE_CASE_UNTIL = date(2024, 5, 14)  # with three weekends worked and three weekdays free in April and May
EVERYTHING = Scope()
NUMBER = 3  # of a second person


def on(day, who):
    noon = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)
    return who.model_copy(update={"effective_on": day, "at": noon})


@pytest.fixture
def books(books):
    books.send(PublishShippedPolicy(pack=ZIBO), START_UP)
    books.send(AnnouncePublishedYears(notices=(published(2024),)), START_UP)
    return books


@pytest.fixture
def sheet(app):
    return DueSheet(app.engine, PolicyBook([ZIBO]))


@pytest.fixture
def lines(sheet, caught_up):
    """What the sheet says once it has read the whole log."""

    def look(wanted=None, *, day=HANDED_IN, **page):
        caught_up()
        return sheet.page(wanted or DueFilter(), on=day, **{"scope": EVERYTHING} | page)

    return look


def of(case_id):
    return {"card_application_id": case_id}


def test_given_a_case_handed_in_then_its_step_is_due_and_the_whole_is_not_yet(books, lines):
    case_id = submitted(books, person_of(books))

    (line,) = lines()

    assert (line.card_application_id, line.step, line.begun_on) == (case_id, "district_opinion", HANDED_IN)
    assert (line.due_on, line.is_provisional, line.is_escalated) == (DISTRICT_UNTIL, False, False)
    assert (line.function, line.office_area, line.area) == ("drc", "zhangdian", "zhangdian")


def test_given_a_case_accepted_then_the_whole_is_due_as_well(books, lines):
    reviewed(books, person_of(books))

    by_step = {line.step: line.due_on for line in lines()}

    assert by_step == {"collective_submission": date(2024, 3, 29), None: WHOLE_CASE_UNTIL}


def test_given_the_step_is_done_then_the_next_one_is_due_in_its_stead(books, lines):
    case_id = submitted(books, person_of(books))
    books.send(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), on(date(2024, 3, 18), DRC_OF_ZHANGDIAN))

    assert [(line.step, line.begun_on) for line in lines()] == [("department_review", date(2024, 3, 18))]


def test_given_a_case_returned_then_the_step_has_its_days_anew(books, lines):
    case_id = submitted(books, person_of(books))
    books.send(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), DRC_OF_ZHANGDIAN)
    returned_on = date(2024, 3, 25)
    books.send(ReturnCase(**of(case_id), to_step="district_opinion"), on(returned_on, saying_why(DRC)))

    assert [(line.step, line.begun_on, line.due_on) for line in lines()] == [
        ("district_opinion", returned_on, date(2024, 4, 1))
    ]


def test_given_a_correction_then_it_rests_and_goes_on_with_what_was_left(books, lines):
    ids = person_of(books)
    case_id = submitted(books, ids)
    asked = RequestCorrection(**of(case_id), items=(StatedItem(field="phone"),))
    books.send(asked, on(date(2024, 3, 20), saying_why(DRC_OF_ZHANGDIAN)))

    (resting,) = lines()
    assert (resting.due_on, resting.days_left, resting.light(date(2025, 1, 1))) == (None, 3, Light.GREY)

    supplied = SupplyCorrection(**of(case_id), form=FormStatement(phone="13800000009"))
    books.send(supplied, on(date(2024, 4, 10), specialist(ids["enterprise_id"])))
    assert [line.due_on for line in lines()] == [date(2024, 4, 12)]


def test_given_a_suspension_then_it_rests_until_the_case_is_resumed(books, lines):
    case_id = submitted(books, person_of(books))
    books.send(SuspendCase(**of(case_id), ground="verification"), saying_why(DRC_OF_ZHANGDIAN))

    assert [line.days_left for line in lines()] == [5]
    books.send(ResumeCase(**of(case_id)), on(date(2024, 4, 1), DRC_OF_ZHANGDIAN))
    assert [line.due_on for line in lines()] == [
        date(2024, 4, 8)
    ]  # 清明 is free, and Sunday the 7th is worked for it


def test_given_an_extension_then_it_is_due_later(books, lines):
    case_id = submitted(books, person_of(books))
    books.send(ExtendDeadline(**of(case_id), step="district_opinion", days=3), saying_why(HRSS))

    assert [(line.days, line.due_on) for line in lines()] == [(8, date(2024, 3, 27))]


def test_given_a_case_that_is_over_then_nothing_of_it_is_due(books, lines):
    ids = person_of(books)
    case_id = reviewed(books, ids)
    books.send(WithdrawCardApplication(**of(case_id)), saying_why(specialist(ids["enterprise_id"])))

    assert lines() == []


def test_given_another_notice_then_what_is_under_way_is_due_anew_and_the_rebuild_agrees(
    books, lines, projector
):
    submitted(books, person_of(books))
    assert [line.due_on for line in lines()] == [DISTRICT_UNTIL]

    freed = NamedDay(day=date(2024, 3, 20), name="临时放假")
    notice = published(2024)
    paper = DocumentReference(kind="holiday_notice", number="示例1号", issued_on=date(2024, 3, 14))
    books.send(
        AnnounceWorkingYear(year=2024, days_off=(*notice.days_off, freed), days_worked=notice.days_worked),
        authority(role="operator", function=None, area=None, documents=(paper,)),
    )

    assert [line.due_on for line in lines()] == [date(2024, 3, 25)]
    assert compare("case_register", projector) == []


def test_given_no_notice_for_the_year_then_the_day_is_provisional(books, lines):
    case_id = submitted(books, person_of(books))
    late = on(date(2024, 12, 30), DRC_OF_ZHANGDIAN)
    books.send(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), late)

    assert [(line.due_on, line.is_provisional) for line in lines()] == [(date(2025, 1, 14), True)]


def test_given_an_enterprise_that_moves_then_its_deadlines_are_found_in_the_other_area(books, lines):
    ids = person_of(books)
    submitted(books, ids)
    books.send(RelocateEnterprise(enterprise_id=ids["enterprise_id"], area="boshan"), HRSS)

    assert [line.area for line in lines(DueFilter(area="boshan"))] == ["boshan"]
    assert lines(DueFilter(area="zhangdian")) == []


def test_given_an_enterprise_merged_into_one_of_another_area_then_its_deadlines_are_found_there(books, lines):
    ids = person_of(books)
    submitted(books, ids)
    survivor = registered(books, QILIN, area="boshan")
    same = MergeEnterprise(enterprise_id=ids["enterprise_id"], surviving_enterprise_id=survivor)
    books.send(same, HRSS.model_copy(update={"reason_code": "recorded_twice"}))

    assert [line.area for line in lines(DueFilter(area="boshan"))] == ["boshan"]
    assert lines(DueFilter(area="zhangdian")) == []


def test_given_a_light_then_those_are_found_that_show_it_on_that_day(books, lines):
    submitted(books, person_of(books))
    resting = submitted(books, person_of(books, QILIN, by="miit", number=NUMBER))
    books.send(SuspendCase(**of(resting), ground="verification"), saying_why(MIIT_OF_ZHANGDIAN))

    for day in (
        date(2024, 3, 15),
        date(2024, 3, 18),
        date(2024, 3, 19),
        date(2024, 3, 22),
        date(2024, 3, 23),
    ):
        everything = lines(day=day)
        assert len(everything) == 2
        for light in Light:
            assert lines(DueFilter(light=light), day=day) == [
                one for one in everything if one.light(day) is light
            ]


def test_given_pages_of_one_then_they_are_the_sheet_soonest_first_and_resting_last(books, lines):
    reviewed(books, person_of(books))
    resting = submitted(books, person_of(books, QILIN, by="miit", number=NUMBER))
    books.send(SuspendCase(**of(resting), ground="verification"), saying_why(MIIT_OF_ZHANGDIAN))

    whole, one_by_one, after = lines(), [], None
    while page := lines(limit=1, after=after):
        one_by_one += page
        after = page[-1].key

    assert one_by_one == whole
    assert [line.due_on for line in whole] == [date(2024, 3, 29), WHOLE_CASE_UNTIL, None]


def test_given_a_scope_or_an_office_then_only_its_own_are_found(books, lines):
    submitted(books, person_of(books))
    mine = (Queue.MINE, Worker("li", Post(role=Role.OFFICER, function="drc", area="zhangdian")))
    others = (Queue.MINE, Worker("li", Post(role=Role.OFFICER, function="miit", area="zhangdian")))

    assert len(lines(queue=mine)) == len(lines(DueFilter(function="drc"))) == 1
    assert lines(queue=others) == lines(DueFilter(function="hrss")) == []
    assert lines(scope=Scope(city="370300", area="boshan")) == []


def test_given_days_then_those_are_found_that_are_due_before(books, lines):
    submitted(books, person_of(books))

    assert lines(DueFilter(due_before=DISTRICT_UNTIL)) == []
    assert len(lines(DueFilter(due_before=DISTRICT_UNTIL + timedelta(days=1)))) == 1


class TestOverdue:
    @pytest.fixture
    def overdue(self, sheet, caught_up):
        def look(day):
            caught_up()
            return sheet.overdue(day)

        return look

    def test_given_a_day_that_is_over_then_it_is_overdue_until_it_is_told(self, books, overdue):
        case_id = submitted(books, person_of(books))

        assert overdue(DISTRICT_UNTIL) == []
        (line,) = overdue(date(2024, 3, 23))
        books.send(EscalateOverdue(**of(case_id), deadline=line.deadline), on(date(2024, 3, 25), START_UP))
        assert overdue(date(2024, 3, 25)) == []

    def test_given_it_is_told_then_the_superior_office_finds_the_case_until_the_step_is_done(
        self, books, overdue, cases, caught_up
    ):
        def escalated_to(who):
            post = Post(role=Role.OFFICER, function=who.function, area=who.area)
            caught_up()
            queue = (Queue.ESCALATED, Worker(who.actor, post))
            return [
                line.card_application_id for line in cases.page(CaseFilter(), scope=EVERYTHING, queue=queue)
            ]

        case_id = submitted(books, person_of(books))
        (line,) = overdue(date(2024, 3, 25))
        books.send(EscalateOverdue(**of(case_id), deadline=line.deadline), on(date(2024, 3, 25), START_UP))

        assert escalated_to(HRSS) == [case_id]
        assert escalated_to(HRSS_OF_ZHANGDIAN) == escalated_to(DRC) == []
        done = on(date(2024, 3, 26), DRC_OF_ZHANGDIAN)
        books.send(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), done)
        assert escalated_to(HRSS) == []

    def test_given_an_overdue_step_that_is_come_to_again_then_it_has_not_been_told(self, books, overdue):
        case_id = submitted(books, person_of(books))
        (line,) = overdue(date(2024, 3, 25))
        books.send(EscalateOverdue(**of(case_id), deadline=line.deadline), on(date(2024, 3, 25), START_UP))
        done = on(date(2024, 3, 26), DRC_OF_ZHANGDIAN)
        books.send(GiveOpinion(**of(case_id), opinion=Opinion.AGREED), done)
        returned = on(date(2024, 3, 26), saying_why(DRC))
        books.send(ReturnCase(**of(case_id), to_step="district_opinion"), returned)

        assert [line.step for line in overdue(date(2024, 4, 20))] == ["district_opinion"]
