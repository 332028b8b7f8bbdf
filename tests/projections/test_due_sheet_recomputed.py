"""Whatever is done to cases in whatever order, the due sheet is what their histories, policies and notices come to.

A town of cases is walked through at random: steps, corrections, suspensions, returns, extensions, escalations, endings,
and notices about working days in between. Refusals are part of it. Then every line is held against the deadlines of the
case itself, which is read back from its events alone and counted with the calendar of the office.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random

import pytest

from domain.aggregates.card_application import CardApplication
from domain.base import Capacity, DocumentReference
from domain.calendar import NamedDay, published
from domain.cases import Opinion
from domain.deadlines import deadlines_of
from domain.errors import Refusal
from domain.registration_form import FormStatement
from domain.use_cases.applying_for_cards import SupplyCorrection, WithdrawCardApplication
from domain.use_cases.deciding_cases import (
    GiveOpinion,
    NotRecommend,
    RequestCorrection,
    ReturnCase,
    ReviewCase,
    StatedItem,
)
from domain.use_cases.keeping_calendar import AnnouncePublishedYears, AnnounceWorkingYear
from domain.use_cases.keeping_deadlines import EscalateOverdue, ExtendDeadline
from domain.use_cases.publishing_policies import PublishShippedPolicy
from domain.use_cases.suspending_cases import EndSuspension, ResumeCase, SuspendCase
from domain.work import calendar_of
from projections.case_register import case_register
from projections.case_register.tables import open_deadlines
from projections.rows import Rows
from tests.domain.books_of_zibo import LUJIAN, QILIN, opened
from tests.domain.cases_of_zibo import DRC_OF_ZHANGDIAN, MIIT_OF_ZHANGDIAN, person_of, submitted
from tests.domain.officers import DRC, HRSS, MIIT, START_UP, specialist
from tests.domain.zibo import ZIBO
from tests.in_memory import Books
from tests.scenario import authority

PAPER = DocumentReference(kind="holiday_notice", number="示例1号", issued_on=date(2024, 1, 2))
OPERATOR = authority(role="operator", function=None, area=None, documents=(PAPER,))
FIRST = date(2024, 3, 18)
RULES = ZIBO.quota_route("huicai").deadlines
WALKS, STEPS = 8, 60


class Walk:
    """A random walk over two cases, from day to day."""

    def __init__(self, seed):
        self.random = Random(seed)
        self.books = Books(ZIBO)
        opened(self.books)
        self.books.send(PublishShippedPolicy(pack=ZIBO), START_UP)
        self.books.send(AnnouncePublishedYears(notices=(published(2024),)), START_UP)
        self.cases = [
            self._begun(person_of(self.books, LUJIAN), DRC_OF_ZHANGDIAN, DRC),
            self._begun(person_of(self.books, QILIN, by="miit", number=3), MIIT_OF_ZHANGDIAN, MIIT),
        ]
        self.day = FIRST
        self.refused = self.taken = 0

    def goes(self):
        for _ in range(STEPS):
            self.day += timedelta(days=self.random.choice((0, 0, 1, 3, 9)))
            command, who = self._something()
            if isinstance(command, EndSuspension):
                self.day += timedelta(days=40)  # longer than any ground holds that they rest on here
            why = {"reason_code": "as_agreed", "reason": "示例", "effective_on": self.day}
            noon = datetime.combine(self.day, time(4), UTC)
            try:
                self.books.send(command, who.model_copy(update=why | {"at": noon}))
                self.taken += 1
            except Refusal:
                self.refused += 1
        return self

    def _begun(self, ids, district, city):
        return submitted(self.books, ids), ids["enterprise_id"], district, city

    def _something(self):
        case_id, enterprise_id, district, city = self.random.choice(self.cases)
        case = self.books.load(CardApplication, case_id)
        of = {"card_application_id": case_id}
        office = self.random.choice((district, city))
        clerk = office.model_copy(update={"actor": f"clerk-{self.random.randrange(40)}"})
        its = specialist(enterprise_id)
        form = FormStatement(phone=f"138000{self.random.randrange(10_000, 99_999)}")
        system = START_UP.model_copy(update={"capacity": Capacity.SYSTEM})
        found = deadlines_of(case.times, RULES, calendar_of(self.books.store))
        return self.random.choice(
            [
                (GiveOpinion(**of, opinion=Opinion.AGREED), clerk),
                (ReviewCase(**of), clerk),
                (RequestCorrection(**of, items=(StatedItem(field="phone"),)), clerk),
                (SupplyCorrection(**of, form=form), its),
                (SupplyCorrection(**of, form=form), its),
                (SuspendCase(**of, ground="external_opinion"), clerk),
                (ResumeCase(**of), clerk),
                (ResumeCase(**of), clerk),
                (ReturnCase(**of, to_step="district_opinion"), clerk),
                (ExtendDeadline(**of, step=case.step, days=self.random.randrange(1, 6)), HRSS),
                (ExtendDeadline(**of, days=self.random.randrange(1, 12)), HRSS),
                (EscalateOverdue(**of, deadline=self.random.choice(found).key), system),
                (self._notice(), OPERATOR),
                *([] if case.rest is None else [(EndSuspension(**of), system)] * 3),
                *self._endings(of, clerk, its),
            ]
        )

    def _endings(self, of, clerk, its):
        return (
            [(NotRecommend(**of), clerk), (WithdrawCardApplication(**of), its)]
            if self.random.random() < 0.1
            else []
        )

    def _notice(self):
        """That of the year with some days freed beside, or one of the next year."""
        year = self.random.choice((2024, 2025))
        known = published(year)
        days = [date(year, month, 1 + self.random.randrange(28)) for month in (3, 4, 5, 6)]
        named = {one.day for one in (*known.days_off, *known.days_worked)}
        freed = tuple(
            NamedDay(day=day, name="临时") for day in days if day.weekday() < 5 and day not in named
        )
        return AnnounceWorkingYear(
            year=year, days_off=(*known.days_off, *freed), days_worked=known.days_worked
        )

    def sheet(self):
        """The lines as the projection has folded them, in pages of some length."""
        rows = Rows()
        for position, event in enumerate(self.books.events(), 1):
            if event.TOPIC in case_register.taken:
                case_register.apply(rows, event, position)
        return {
            (row["card_application_id"], row["step"], row["begun"]): (
                row["due_on"], row["amber_from"], row["days_left"], row["days"], row["is_provisional"], row["is_escalated"]
            )
            for row in rows.find(open_deadlines)
        }  # fmt: skip

    def recomputed(self):
        """The open deadlines of the cases as they are read back from their events."""
        calendar = calendar_of(self.books.store)
        return {
            (case_id, one.key.step, one.key.begun): (
                one.due_on, one.amber_from, one.left, one.days, one.is_provisional, one.is_escalated
            )
            for case_id, *_ in self.cases
            for one in deadlines_of(self.books.load(CardApplication, case_id).times, RULES, calendar)
            if one.closed_on is None
        }  # fmt: skip


@cache
def walked(seed):
    return Walk(seed).goes()


@pytest.mark.parametrize("seed", range(WALKS))
def test_the_sheet_is_what_histories_policies_and_notices_come_to(seed):
    walk = walked(seed)

    assert walk.sheet() == walk.recomputed()


def test_the_walks_go_somewhere():
    """They are not refused all the way, and reach every event that moves a deadline."""
    walks = [walked(seed) for seed in range(WALKS)]
    reached = {event.TOPIC for walk in walks for event in walk.books.events()}

    assert sum(walk.taken for walk in walks) > WALKS * STEPS / 5
    assert reached >= {
        f"CardApplication.{name}"
        for name in (
            "OpinionGiven", "Reviewed", "Accepted", "Returned", "CorrectionRequested", "CorrectionSupplied", "Suspended",
            "Resumed", "DeadlineExtended", "DeadlineBreached", "Withdrawn",
        )
    }  # fmt: skip
    assert "WorkingYear.Amended" in reached
    assert "suspension_over" in {
        event.envelope.reason_code for walk in walks for event in walk.books.events()
    }


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 300))
def test_the_sheet_is_what_two_hundred_longer_walks_come_to(seed):
    walk = Walk(seed).goes().goes().goes()

    assert walk.sheet() == walk.recomputed()
