"""For any lawful history of a demand item the ledgers say what the item says, and no open item is lost between queues."""

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from itertools import count
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from domain.aggregates import DemandItem
from domain.authorization import Post, Role, Scope
from domain.base import Event
from domain.calendar import published
from domain.deadlines import Light, deadlines_of
from domain.demands import ANSWERED, HANDLED, DemandStatus, EscalationLevel
from domain.in_force import in_force
from domain.personal_data import Personal, Sealed
from domain.policy.ledgers import Ledger
from domain.use_cases.keeping_calendar import AnnouncePublishedYears
from domain.use_cases.publishing_policies import PublishShippedPolicy
from projections.demand_ledger import DemandQueue, LedgerFilter, LedgerLine, LedgerReader, demand_ledger
from projections.demand_ledger.tables import open_deadlines
from projections.reading import fetched
from tests.domain.demand_items import CHINA, CITY_AREA, EDUCATION, MONDAY
from tests.domain.officers import START_UP
from tests.domain.test_demand_invariants import come_to_pass, decided
from tests.domain.test_demand_item import taken_over
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

AREAS = ("zhangdian", "boshan", CITY_AREA)
ALL_CITY = Scope(city="370300")
POSTS = tuple(
    Post(role=Role.OFFICER, function=function, area=area)
    for function in ("window", "education", "hrss")
    for area in AREAS
)
pages = st.lists(st.integers(1, 7), max_size=20)
serials = count(1, 3)
few = settings(max_examples=25, deadline=None)


def lawful(choices: Any) -> list[DemandItem]:
    """Items that nobody has seen before, as they are read back from the log: everything personal is sealed."""
    return [read_back(item) for item in come_to_pass(choices, next(serials)).items]


def read_back(item: DemandItem) -> Any:
    known: Any = None
    events = [sealed(event) for event in item.pending_events]
    for event in events:
        known = event.mutate(known)
    known.pending_events.extend(events)
    return known


def limits(item: DemandItem) -> list[Any]:
    return deadlines_of(item.times, ZIBO.ledger(item.ledger).deadlines, CHINA)


def last_day(item: DemandItem) -> date:
    return item.pending_events[-1].envelope.effective_on


def sealed(event: Event) -> Event:
    """The event as it is read back; no two of its facts are alike."""
    facts = {name: _sealed(value, f"{event.originator_version}.{name}") for name, value in event}
    return event.model_copy(update=facts)


def _sealed(value: Any, place: str) -> Any:
    if isinstance(value, Personal):
        return Sealed(value.subject, place.encode(), b"bound")
    if isinstance(value, BaseModel):
        return value.model_copy(update={name: _sealed(inside, f"{place}.{name}") for name, inside in value})
    return value


@cache
def opening() -> tuple[Event, ...]:
    """What the log has before any item: the policy, and which days are worked."""
    books = Books(ZIBO)
    books.send(PublishShippedPolicy(pack=ZIBO), START_UP)
    books.send(AnnouncePublishedYears(notices=(published(2024),)), START_UP)
    return tuple(books.events())


@pytest.fixture
def ledger_of(take_in, ledgers):
    """Takes in an item's events in pages of these lengths, and finds its line."""
    take_in(demand_ledger, opening(), ())

    def line_of(item: DemandItem, lengths: Sequence[int] = ()) -> LedgerLine:
        take_in(demand_ledger, item.pending_events, lengths)
        [line] = ledgers.page(LedgerFilter(number=item.number), readers=[reader(POSTS[0])], on=last_day(item))
        return line

    return line_of


def reader(post: Post, scope: Scope | None = ALL_CITY) -> LedgerReader:
    return LedgerReader(post, scope)


def test_given_any_lawful_history_then_the_line_says_what_the_item_says(ledger_of):
    @few
    @given(decided, pages)
    def holds(choices, lengths):
        for item in lawful(choices):
            says_the_same(ledger_of(item, lengths), item)

    holds()


def test_given_any_lawful_history_then_as_of_any_position_the_line_says_what_the_item_said(
    ledgers, ledger_of
):
    @few
    @given(decided, pages, st.integers(0, 40))
    def holds(choices, lengths, position):
        for item in lawful(choices):
            now, then = ledger_of(item, lengths), as_of(item, position)

            def lines(at, *, item=item):
                wanted = LedgerFilter(number=item.number)
                return ledgers.page(wanted, readers=[reader(POSTS[0])], on=last_day(item), as_of=at)

            assert lines(len(item.pending_events)) == [now]
            if then is None:
                assert lines(position) == []
            else:
                [line] = lines(position)
                says_the_same(line, then)
                light = next(one for one in limits(then) if one.key.step is None).light(last_day(item))
                assert line.light(last_day(item)) is (light if then.is_open else Light.BLACK_AND_WHITE)
                assert (line.turn_function is None) is not then.is_open

    holds()


def test_given_any_lawful_history_then_on_any_day_the_line_stands_as_the_item_was_in_force_by_what_was_known(
    ledgers, ledger_of
):
    @few
    @given(decided, pages, st.integers(0, 40), st.integers(-1, 60))
    def holds(choices, lengths, position, days):
        for item in lawful(choices):
            ledger_of(item, lengths)
            events = item.pending_events
            day = events[0].envelope.effective_on + timedelta(days)
            then: Any = in_force(events[:position], day)
            wanted = LedgerFilter(number=item.number)
            asked = {"readers": [reader(POSTS[0])], "on": last_day(item), "as_of": position}

            lines = ledgers.page(wanted, **asked, in_force_on=day)

            said = [(line.status, line.version) for line in lines]
            assert said == ([] if then is None else [(then.status, then.version)])

    holds()


def as_of(item: DemandItem, position: int) -> Any:
    """The item as it was when so many of its events were recorded."""
    events = item.pending_events[:position]
    then: Any = None
    for event in events:
        then = event.mutate(then)
    if then is not None:
        then.pending_events.extend(events)
    return then


def test_given_an_item_that_is_taken_over_then_the_line_says_where_it_was(ledger_of):
    facts = {"lead": EDUCATION, "escalated_to": EscalationLevel.PROVINCE, "former_number": "旧12"}
    item = read_back(taken_over(DemandStatus.ESCALATED, **facts))

    line = ledger_of(item)

    says_the_same(line, item)
    assert line.reported_to is EscalationLevel.PROVINCE
    assert (line.due_on, line.light(MONDAY)) == (date(2024, 2, 1), Light.RED)  # since before it rested


def test_given_any_lawful_history_then_its_deadlines_and_light_are_those_that_the_item_itself_counts(
    app, ledger_of
):
    @few
    @given(decided, pages)
    def holds(choices, lengths):
        for item in lawful(choices):
            line, counted = ledger_of(item, lengths), limits(item)

            of_item = open_deadlines.select().where(open_deadlines.c.demand_item_id == item.id)
            kept = {(row.phase, row.begun, row.due_on, row.days_left) for row in fetched(app.engine, of_item)}
            running = [one for one in counted if one.closed_on is None]
            assert kept == {(one.key.step, one.key.begun, one.due_on, one.left) for one in running}
            whole = next(one for one in counted if one.key.step is None)
            for days in (0, 8, 15, 40):
                day = last_day(item) + timedelta(days=days)
                assert line.light(day) is (whole.light(day) if item.is_open else Light.BLACK_AND_WHITE)
            assert line.extensions == len(item.times.extensions_of(whole.key))

    holds()


def test_given_any_lawful_history_then_an_open_item_is_in_one_cell_and_is_one_offices_to_do(
    ledgers, ledger_of
):
    @settings(few, max_examples=10)
    @given(decided)
    def holds(choices):
        for item in lawful(choices):
            line = ledger_of(item)

            def found(queue=None, post=POSTS[0], *, item=item, **wanted):
                where = LedgerFilter(number=item.number, **wanted)
                return bool(ledgers.page(where, readers=[reader(post)], on=last_day(item), queue=queue))

            cells = [(area, one) for area in AREAS for one in Ledger if found(area=area, ledger=one)]
            assert cells == [(item.area, item.ledger)]
            whose = [post for post in POSTS if found(DemandQueue.MINE, post)]
            if item.is_open:
                assert [(post.function, post.area) for post in whose] == [whose_turn(item)]
                assert (line.turn_function, line.turn_area) == whose_turn(item)
                assert len([queue for queue in PARTS_OF_MINE if found(queue, whose[0])]) == 1
            else:
                assert whose == []
            bad = item.status in ANSWERED and item.grade is not None and item.grade.is_bad
            to_rectify = [post for post in POSTS if found(DemandQueue.TO_RECTIFY, post)]
            assert len(to_rectify) == int(bad and not item.is_rectified)

    holds()


def test_given_any_lawful_history_then_whoever_may_know_of_the_item_sees_it_and_nobody_else(
    ledgers, ledger_of
):
    @settings(few, max_examples=8)
    @given(decided)
    def holds(choices):
        for item in lawful(choices):
            ledger_of(item)
            wanted = LedgerFilter(number=item.number)
            for post in POSTS:
                is_unit = (post.function, post.area) in {(unit.function, unit.area) for unit in item.units}
                for scope in (None, Scope(city="370300", area=post.area), Scope(city="370100")):
                    seen = ledgers.page(wanted, readers=[reader(post, scope)], on=MONDAY)
                    asking = {"city": item.city, "area": item.area, "enterprise_id": item.enterprise_id}
                    assert bool(seen) == (is_unit or (scope is not None and scope.covers(**asking)))

    holds()


def says_the_same(line: LedgerLine, item: DemandItem) -> None:
    for name in SAME:
        assert getattr(line, name) == getattr(item, name), name
    for name in ("content", "policy_basis", "conditions", "planned_on", "remark", "beneficiaries"):
        assert getattr(line, name) == getattr(item.details, name), name
    lead = (line.lead_function, line.lead_area, line.lead_organization)
    assert lead == ((None,) * 3 if item.lead is None else tuple(item.lead.model_dump().values()))
    assert Counter(line.assisting) == Counter(unit.organization for unit in item.assisting)
    assert line.asked_days == (item.asked and item.asked.days)
    assert line.escalated_to == (item.escalation and item.escalation.level)
    docking = item.docking and (item.docking.member, item.docking.result)
    assert (line.docking_member, line.docking_result) == (docking or (None, None))
    assert line.closed_on == (None if item.is_open or item.closing is None else item.closing.on)
    told = [one for one in item.pending_events if isinstance(one, DemandItem.ProgressRecorded)]
    in_order = sorted(told, key=lambda one: one.on)
    assert [one.said for one in line.progress] == [one.progress for one in in_order]


def whose_turn(item: DemandItem) -> tuple[str, str]:
    """What the chapters of an item ask, read off its status."""
    if item.status in (DemandStatus.ASSIGNED, *HANDLED):
        assert item.lead is not None
        return item.lead.function, item.lead.area
    return "window", CITY_AREA if item.status is DemandStatus.ESCALATED else item.area


PARTS_OF_MINE = (
    DemandQueue.TO_ASSIGN,
    DemandQueue.TO_ACCEPT,
    DemandQueue.IN_HAND,
    DemandQueue.DISPUTED,
    DemandQueue.ESCALATED,
)
SAME = (
    "number",
    "former_number",
    "version",
    "city",
    "area",
    "ledger",
    "category",
    "status",
    "channel",
    "raised_on",
    "registered_on",
    "enterprise_id",
    "talent_id",
    "supervision",
    "called_back_on",
    "grade",
    "is_rectified",
    "grade_after",
    "policy_version",
    "name",
    "phone",
    "reply",
    "result",
)
