"""The books of the ledgers as the projection keeps them are those that the events themselves give."""

from datetime import date

import pytest

from domain.aggregates import DemandItem
from domain.base import DocumentReference
from domain.calendar import NamedDay, published
from domain.demands import ClosingFigures, EscalationLevel, Grade
from domain.ledger_books.archive import Marks, Span
from domain.ledger_books.postings import Part
from domain.policy.ledgers import Ledger
from domain.use_cases.keeping_calendar import AnnouncePublishedYears, AnnounceWorkingYear
from domain.use_cases.publishing_policies import PublishShippedPolicy
from projections.ledger_movements import LedgerMovements
from tests.domain.demand_items import CITY_AREA, assigned, in_progress, registered, why, window, words
from tests.domain.officers import START_UP, officer
from tests.domain.zibo import ZIBO
from tests.ledgers_in_memory import InMemoryLedgers
from tests.projections.made_up import enterprise
from tests.projections.test_histories import ways

FIRST_DAY, LAST_DAY = date(2024, 3, 8), date(2024, 3, 31)
AREAS = ("zhangdian", "linzi")
NOTICE = DocumentReference(kind="notice", number="国办发明电〔2024〕1号", issued_on=date(2024, 3, 1))
FIGURES = ClosingFigures(due_on=date(2024, 3, 25), in_time=True, working_days=9, extensions=0)


@pytest.fixture
def movements(books, record, caught_up, app) -> "Movements":
    books.send(PublishShippedPolicy(pack=ZIBO), START_UP)
    books.send(AnnouncePublishedYears(notices=(published(2024),)), START_UP)
    return Movements(books, record, caught_up, LedgerMovements(app.engine))


class Movements:
    """Items that are recorded, with the books of both kinds."""

    def __init__(self, books, record, caught_up, kept: LedgerMovements) -> None:
        self.books, self.record, self.caught_up, self.kept = books, record, caught_up, kept
        self.by_hand: InMemoryLedgers = books.ledgers

    def are(self, *items: DemandItem) -> int:
        position = max(self.record(item) for item in items)
        self.caught_up()
        return position

    def agree(self, until: int, by: date = LAST_DAY) -> None:
        for area in AREAS:
            span = Span(until, by)
            assert sorted(self.kept.postings(area, span)) == sorted(self.by_hand.postings(area, span))
            marks = Marks([until // 2, until], [date.min, FIRST_DAY, LAST_DAY])
            assert ways(self.kept.histories(area, span, marks)) == ways(
                self.by_hand.histories(area, span, marks)
            )
            assert self.kept.held(area, until, by) == self.by_hand.held(area, until, by)
            assert self.kept.flagged(area, until, by) == self.by_hand.flagged(area, until, by)


def test_every_movement_is_posted_in_the_cell_where_it_was(movements):
    settled = in_progress(registered(serial=1))
    settled.settle(words(), None, FIGURES, window(date(2024, 3, 14)))
    settled.call_back(None, window(date(2024, 3, 15)), reached=True)
    settled.rate(Grade.SATISFIED, None, window(date(2024, 3, 15)))
    moved = registered(serial=2)
    moved.move_to("linzi", why(date(2024, 3, 6)))
    sorted_anew = registered(serial=3)
    sorted_anew.classify(Ledger.OPINION, "other", why(date(2024, 3, 7)))
    reopened = in_progress(registered(serial=4))
    reopened.explain(words(), FIGURES, window(date(2024, 3, 8)))
    reopened.reopen(why(date(2024, 3, 11)))
    dropped = registered(serial=5)
    dropped.withdraw(why(date(2024, 3, 12)))

    until = movements.are(settled, moved, sorted_anew, reopened, dropped)

    movements.agree(until)
    kinds = [posting.kind for posting in movements.kept.postings("linzi", Span(until, LAST_DAY))]
    assert kinds == ["moved_in"]


def test_books_are_read_as_they_were_known_at_a_position_and_had_effect_by_a_day(movements):
    item = in_progress(registered())
    before = movements.are(item)
    item.settle(words(), None, FIGURES, window(date(2024, 4, 2)))
    after = movements.are(item)

    for until in (before, after):
        for by in (date(2024, 3, 3), LAST_DAY, date(2024, 6, 30)):
            movements.agree(until, by)
    schooling = Part("public_service", "schooling")
    assert movements.kept.held("zhangdian", after, LAST_DAY) == {schooling: 1}
    assert movements.kept.held("zhangdian", after, date(2024, 6, 30)) == {}


def test_what_is_overdue_or_with_a_higher_level_stands_out_as_of_the_quarters_end(movements):
    passed_on = in_progress(registered(serial=1))
    passed_on.escalate(EscalationLevel.CITY, CITY_AREA, why(date(2024, 3, 6)))
    overdue = assigned(registered(serial=2))
    late_call = registered(serial=3, authority=window(date(2024, 3, 28)))
    until = movements.are(passed_on, overdue, late_call)

    movements.agree(until)
    movements.agree(until, date(2024, 3, 8))
    flagged = movements.kept.flagged("zhangdian", until, LAST_DAY)
    assert {(one.item.number[-1], one.is_escalated, one.is_overdue) for one in flagged} == {
        ("1", True, True),
        ("2", False, True),
    }
    assert flagged[0].item.responsible == "zibo-education"


def test_a_span_leaves_out_what_was_taken_before(movements):
    items = [registered(serial=serial) for serial in (1, 2)]
    first = movements.are(items[0])
    second = movements.are(items[1])

    span = Span(second, LAST_DAY, first, LAST_DAY)

    numbers = [posting.item for posting in movements.kept.postings("zhangdian", span)]
    assert numbers == [items[1].number]


def test_items_are_listed_by_number_within_the_areas(movements):
    here, elsewhere = registered(serial=1), registered(serial=1, area="linzi")
    until = movements.are(here, elsewhere)

    listed = movements.kept.listed(["zhangdian"], [elsewhere.number, here.number, "GG-nowhere-1"], until)

    assert [(item.number, item.category) for item in listed] == [(here.number, "schooling")]
    assert movements.kept.position >= until


def test_a_calendar_that_is_announced_later_alters_no_day_that_was_known_before(movements):
    item = assigned(registered(serial=1))
    before = movements.are(item)
    post = {"actor": "zhou-operator", "role": "operator", "function": None, "area": None}
    operator = officer("hrss").model_copy(update={**post, "documents": (NOTICE,)})
    off = (*published(2024).days_off, NamedDay(day=date(2024, 3, 20), name="放假"))
    movements.books.send(
        AnnounceWorkingYear(year=2024, days_off=off, days_worked=published(2024).days_worked), operator
    )
    after = movements.books.log.size
    movements.caught_up()

    (known_before,) = movements.kept.flagged("zhangdian", before, LAST_DAY)
    (known_after,) = movements.kept.flagged("zhangdian", after, LAST_DAY)
    assert known_before.item.due_on == date(2024, 3, 25)
    assert known_after.item.due_on == date(2024, 3, 26)


def test_an_enterprise_is_called_as_it_was_known_to_be_called_at_the_position(movements):
    first = enterprise("淄博甲有限公司", authority=why(date(2024, 1, 8)))
    movements.record(first)
    overdue = assigned(registered(serial=1, enterprise_id=first.id))
    before = movements.are(overdue)
    first.rename("淄博乙有限公司", why(date(2024, 4, 2)))
    after = movements.are(first)

    for until, name in ((before, "淄博甲有限公司"), (after, "淄博乙有限公司")):
        movements.agree(until)
        (flagged,) = movements.kept.flagged("zhangdian", until, LAST_DAY)
        (listed,) = movements.kept.listed(AREAS, [overdue.number], until)
        assert (flagged.item.enterprise_name, listed.enterprise_name) == (name, name)


def test_sorting_an_item_anew_posts_both_sides_in_its_cell(movements):
    item = registered(serial=1)
    item.classify(Ledger.PUBLIC_SERVICE, "housing", why(date(2024, 3, 7)))

    until = movements.are(item)

    movements.agree(until)
    kinds = [
        (posting.kind, posting.category)
        for posting in movements.kept.postings("zhangdian", Span(until, LAST_DAY))
    ]
    assert kinds == [("registered", "schooling"), ("sorted_out", "schooling"), ("sorted_in", "housing")]
    assert movements.kept.held("zhangdian", until, LAST_DAY) == {Part("public_service", "housing"): 1}
