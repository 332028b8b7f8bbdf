"""Whatever is decided about demand items, in whatever order: the books add up, nothing is lost, and deadlines hold."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregates.demand_item import DemandItem
from domain.base import Authority
from domain.deadlines import deadlines_of
from domain.demand_events import DemandEvent
from domain.demands import (
    Adoption,
    Cell,
    ClosingFigures,
    Colour,
    DemandDetails,
    DemandStatus,
    DockingResult,
    EscalationLevel,
    Grade,
    Movement,
)
from domain.errors import Refusal
from domain.policy.ledgers import Ledger, Phase
from tests.domain.demand_items import (
    CHINA,
    CITY_AREA,
    EDUCATION,
    HRSS_THERE,
    MONDAY,
    SOMEBODY,
    limit,
    registered,
    why,
    words,
)
from tests.domain.zibo import ZIBO

INTO = {Movement.REGISTERED, Movement.OPENED, Movement.REOPENED, Movement.RESTORED}
AREAS = ("zhangdian", "boshan", CITY_AREA)
Decide = Callable[["Deciding", DemandItem, Authority, int], object]


class Deciding:
    """Three items, and the day on which the next decision is made."""

    def __init__(self, first_serial: int = 1) -> None:
        self.day = MONDAY
        self.items = [
            registered(ledger, serial=serial, category=None if ledger is Ledger.OPINION else "other")
            for serial, ledger in enumerate(Ledger, first_serial)
        ]

    def other_than(self, item: DemandItem) -> DemandItem:
        return next(one for one in self.items if one is not item)

    @property
    def events(self) -> list[DemandEvent]:
        return [event for item in self.items for event in item.pending_events]  # type: ignore[misc]


def classify(_: Deciding, item: DemandItem, by: Authority, n: int) -> None:
    item.classify(list(Ledger)[n % 3], "other", by)


def merge(deciding: Deciding, item: DemandItem, by: Authority, n: int) -> None:
    """Now and then; in one transaction, so that nothing is merged into what is closed."""
    other = deciding.other_than(item)
    if other.is_open and n % 5 == 0:
        item.merge_into(other.id, other.number, by)
        other.absorb(item.id, item.number, by)


def settle(deciding: Deciding, item: DemandItem, by: Authority, _: int) -> None:
    adoption = Adoption.ADOPTED if item.ledger is Ledger.OPINION else None
    item.settle(words(), adoption, figures(deciding, item), by)


def go_on(deciding: Deciding, item: DemandItem, by: Authority, n: int) -> None:
    """The usual next step."""
    match item.status:
        case DemandStatus.REGISTERED if item.category is None:
            classify(deciding, item, by, n)
        case DemandStatus.REGISTERED | DemandStatus.DISPUTED:
            item.assign(EDUCATION, (), by)
        case DemandStatus.ASSIGNED:
            item.accept_assignment(by)
        case DemandStatus.IN_PROGRESS | DemandStatus.REPLIED:
            settle(deciding, item, by, n)
        case DemandStatus.ESCALATED:
            item.hand_back(None, by)
        case DemandStatus.STRUCK_OFF:
            item.reopen(by)
        case _ if item.called_back_on is None:
            item.call_back(None, by, reached=bool(n % 2))
        case _ if item.grade is None or item.is_rectified != (item.grade_after is not None):
            item.rate(list(Grade)[n % 5], None, by)
        case _ if item.grade.is_bad and not item.is_rectified:
            item.rectify(words(), by)
        case _:
            item.strike_off(by, needs_call_back=True)


def grant(_: Deciding, item: DemandItem, by: Authority, __: int) -> None:
    whole = limit(item)
    if item.asked is not None:
        longer = limit(item, times=item.times.extended(whole.key, item.asked.days))
        item.grant_extension(whole, longer, by)


def figures(deciding: Deciding, item: DemandItem) -> ClosingFigures:
    due_on = limit(item).due_on
    in_time = due_on is None or deciding.day <= due_on
    return ClosingFigures(due_on=due_on, in_time=in_time, working_days=0, extensions=0)


def another(by: Authority) -> Authority:
    return by.model_copy(update={"actor": "another", "corrects": SOMEBODY})


DECISIONS: tuple[Decide, ...] = (
    *(go_on,) * 14,
    classify,
    merge,
    grant,
    grant,
    lambda _, item, by, n: item.move_to(AREAS[n % 3], by) if n % 3 == 0 else None,
    lambda _, item, by, __: item.restate(DemandDetails(content=words()), by),
    lambda _, item, by, n: item.assign((EDUCATION, HRSS_THERE)[n % 2], (), by),
    lambda _, item, by, __: item.assign(EDUCATION, (HRSS_THERE,), by),
    lambda _, item, by, __: item.accept_assignment(by),
    lambda _, item, by, __: item.dispute_assignment(limit(item, Phase.ACCEPTANCE), by),
    lambda _, item, by, __: item.reject_dispute(by),
    lambda _, item, by, __: item.record_progress(words(), by),
    lambda _, item, by, __: item.reply_to(words(), by),
    lambda _, item, by, __: item.hand_to_alliance("shandong-alliance", None, by),
    lambda _, item, by, n: item.record_docking(list(DockingResult)[n % 4], None, by),
    lambda _, item, by, n: item.request_extension(limit(item), 1 + n % 20, None, by),
    lambda _, item, by, n: item.request_extension(limit(item), 1 + n % 20, None, by),
    lambda _, item, by, __: item.decline_extension(by),
    lambda _, item, by, __: item.escalate_breach(limit(item), CITY_AREA, by),
    lambda _, item, by, n: item.escalate(list(EscalationLevel)[n % 3], CITY_AREA, by),
    lambda _, item, by, __: item.hand_back(None, by),
    lambda _, item, by, n: item.supervise(list(Colour)[n % 3], by),
    lambda _, item, by, __: item.lift_supervision(by),
    lambda deciding, item, by, __: item.explain(words(), figures(deciding, item), by),
    lambda _, item, by, n: item.withdraw(by) if n % 6 == 0 else None,
    lambda _, item, by, n: item.call_back(None, by, reached=bool(n % 2)),
    lambda _, item, by, n: item.rate(list(Grade)[n % 5], None, by),
    lambda _, item, by, __: item.rectify(words(), by),
    lambda _, item, by, __: item.strike_off(by, needs_call_back=True),
    lambda _, item, by, __: item.reopen(by),
    lambda _, item, by, __: item.reverse_closure(another(by)),
)
decided = st.lists(
    st.tuples(st.integers(0, len(DECISIONS) - 1), st.integers(0, 2), st.integers(0, 59), st.integers(0, 9)),
    min_size=10,
    max_size=60,
)


def come_to_pass(choices: list[tuple[int, int, int, int]], first_serial: int = 1) -> Deciding:
    """Every fourth decision is recorded late, for a reason, and has effect from before the one that precedes it."""
    deciding = Deciding(first_serial)
    for decision, which, number, days in choices:
        deciding.day += timedelta(days=days // 3)
        effective_on = deciding.day - timedelta(days=8 if number % 4 == 0 else 0)
        with suppress(Refusal, IndexError):  # IndexError: it has no such deadline (yet)
            item = deciding.items[which]
            DECISIONS[decision](deciding, item, why(effective_on), number)
    return deciding


# ── The books ────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=80)
@given(decided)
def test_what_came_into_a_cell_and_did_not_leave_it_is_what_is_open_there(choices):
    deciding = come_to_pass(choices)

    books: Counter[Cell] = Counter()
    for event in deciding.events:
        if event.left is not None:
            books[event.left] -= 1
            books[event.cell] += 1
        if event.movement is not None:
            books[event.cell] += 1 if event.movement in INTO else -1

    open_now = Counter(Cell(item.area, item.ledger) for item in deciding.items if item.is_open)
    assert {cell: number for cell, number in books.items() if number} == dict(open_now)


@settings(max_examples=30)
@given(decided)
def test_nothing_that_is_closed_changes_its_cell(choices):
    for item in come_to_pass(choices).items:
        cell, is_open = None, True
        for event in item.pending_events:
            assert is_open or event.cell == cell
            cell = event.cell
            if event.movement is not None:
                is_open = event.movement in INTO


@settings(max_examples=30)
@given(decided)
def test_no_item_is_lost(choices):
    deciding = come_to_pass(choices)
    by_id = {item.id: item for item in deciding.items}

    for item in deciding.items:
        seen = set()
        while item.status is DemandStatus.MERGED:
            assert item.id not in seen, "merged in a circle"
            seen.add(item.id)
            into = by_id[item.merged_into]
            assert item.id in into.absorbed
            item = into  # noqa: PLW2901
        assert item.is_open or item.closing is not None
        assert item.number.split("-")[0] in {"GG", "SC", "YJ"}


# ── States ───────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=30)
@given(decided)
def test_what_it_is_follows_from_its_events_alone(choices):
    for item in come_to_pass(choices).items:
        replayed: Any = None
        for event in item.pending_events:
            replayed = event.mutate(replayed)

        assert facts_of(replayed) == facts_of(item)


def facts_of(item: DemandItem) -> dict[str, Any]:
    return {name: value for name, value in vars(item).items() if not name.startswith("_")}


@settings(max_examples=30)
@given(decided)
def test_its_facts_agree_with_where_it_stands(choices):
    for item in come_to_pass(choices).items:
        assert (item.escalation is not None) == (item.status is DemandStatus.ESCALATED)
        assert item.lead is not None or item.status in {
            DemandStatus.REGISTERED,
            DemandStatus.ESCALATED,
            DemandStatus.WITHDRAWN,
            DemandStatus.MERGED,
        }
        assert item.asked is None or item.status in {DemandStatus.IN_PROGRESS, DemandStatus.REPLIED}
        if item.status is DemandStatus.STRUCK_OFF:
            assert item.called_back_on is not None
            assert item.grade is None or not item.grade.is_bad or item.is_rectified


# ── Deadlines ────────────────────────────────────────────────────────────────────────────────────────────


@settings(max_examples=30)
@given(decided, st.dates(date(2024, 1, 1), date(2024, 12, 31)))
def test_the_whole_runs_while_it_is_open_and_a_day_later_is_never_better(choices, day):
    for item in come_to_pass(choices).items:
        deadlines = deadlines_of(item.times, ZIBO.ledger(item.ledger).deadlines, CHINA)
        [whole] = [one for one in deadlines if one.key.step is None]
        running = [one for one in deadlines if one.closed_on is None]

        assert (whole.closed_on is None) == item.is_open
        assert len(running) <= 2, "that of the whole, and that of where it is"
        assert whole.due_on is None or whole.due_on >= whole.begun_on
        rests = item.status is DemandStatus.ESCALATED and item.escalation.level is not EscalationLevel.CITY
        assert (whole.closed_on is None and whole.due_on is None) <= rests
        for one in running:
            assert rank(one.light(day)) <= rank(one.light(day + timedelta(days=1)))


def rank(light: str) -> int:
    return ["grey", "green", "amber", "red"].index(light)
