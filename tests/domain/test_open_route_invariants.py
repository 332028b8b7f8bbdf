"""Whatever is asked of cases on the open routes, by whomever: what the steps, four eyes and cards promise holds."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from itertools import count
from typing import Any
from uuid import UUID

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregates.card import Card
from domain.aggregates.card_application import CardApplication
from domain.aggregates.card_holding import CardHolding
from domain.authorization import Command
from domain.base import Authority
from domain.case_events import StepEvent
from domain.cases import CaseStatus, ProvincialResult
from domain.errors import Refusal
from domain.policy.organizations import Level
from domain.policy.steps import StepKind
from domain.use_cases.applying_for_cards import WithdrawCardApplication
from domain.use_cases.deciding_cases import NotRecommend, ReturnCase, ReviewCase
from domain.use_cases.granting_cards import DeclineCard, ForwardCase, GrantCard
from tests.domain.books_of_zibo import LUJIAN, QILIN, TAIHE
from tests.domain.officers import officer, saying_why, specialist
from tests.domain.routes_of_zibo import (
    CITY_AREA,
    LETTER_TO_PROVINCE,
    OPEN_ROUTES,
    answered_by_province,
    brought_to,
    draft_on,
    officer_at,
    passed,
    person_for,
    step_of,
)
from tests.domain.zibo import ZIBO
from tests.in_memory import Books

ROUTES = [route.code for route in OPEN_ROUTES]
POSTS = [(function, area) for function in ("hrss", "miit", "drc") for area in (CITY_AREA, "zhangdian")]
OF_OFFICES: tuple[type[Command], ...] = (ReviewCase, GrantCard, DeclineCard, ForwardCase, NotRecommend)
Ask = Callable[["Asking", int, int], None]


class Asking:
    """Three enterprises with a person each, and the cases that come of what is asked."""

    def __init__(self) -> None:
        self.books = Books(ZIBO)
        numbers = count(1, 2)
        self.people = [
            person_for(self.books, name=name, number=next(numbers)) for name in (LUJIAN, QILIN, TAIHE)
        ]
        self.before = len(self.books.events())

    def case(self, number: int) -> CardApplication | None:
        known: list[CardApplication] = self.books.all_of(CardApplication)
        return known[number % len(known)] if known else None

    @property
    def recorded(self) -> list[Any]:
        return self.books.events()[self.before :]


def draft(asking: Asking, number: int, other: int) -> None:
    ids = asking.people[number % 3]
    command = draft_on(ROUTES[other % len(ROUTES)], ids, submit=True)
    asking.books.send(command, specialist(ids["enterprise_id"]))


def go_on(asking: Asking, number: int, _other: int) -> None:
    """By the office whose turn it is."""
    if (case := asking.case(number)) and case.status is CaseStatus.IN_PROCESS:
        passed(asking.books, case.id)


def ask_anybody(asking: Asking, number: int, other: int) -> None:
    """By any of six offices, whoever has the turn."""
    if case := asking.case(number):
        function, area = POSTS[other % len(POSTS)]
        somebody = officer(function, area, actor=f"somebody-{other % 3}", documents=(LETTER_TO_PROVINCE,))
        command = OF_OFFICES[other % len(OF_OFFICES)]
        asking.books.send(command(card_application_id=case.id), saying_why(somebody))


def give_back(asking: Asking, number: int, _other: int) -> None:
    if (case := asking.case(number)) and case.status is CaseStatus.IN_PROCESS:
        step = step_of(asking.books, case.id)
        first = ZIBO.route(case.route).steps.first.code
        command = ReturnCase(card_application_id=case.id, to_step=first)
        asking.books.send(command, saying_why(officer_at(step)))


def withdraw(asking: Asking, number: int, other: int) -> None:
    if (case := asking.case(number)) and other % 5 == 0:
        command = WithdrawCardApplication(card_application_id=case.id)
        asking.books.send(command, saying_why(specialist(case.enterprise_id)))


def decide(asking: Asking, number: int, other: int) -> None:
    """The last step is come to, and says yes, no, or not yet."""
    case = asking.case(number)
    if case is None or case.status is not CaseStatus.IN_PROCESS:
        return
    last = brought_to(asking.books, case.id, ZIBO.route(case.route).steps[-1].kind)
    if last.kind is StepKind.PROVINCIAL_RESULT:
        answered_by_province(asking.books, case.id, list(ProvincialResult)[other % 3])
    else:
        command = (GrantCard, DeclineCard)[other % 2](card_application_id=case.id)
        asking.books.send(command, saying_why(officer_at(last)))


ASKED: tuple[Ask, ...] = (draft, draft, go_on, ask_anybody, ask_anybody, give_back, withdraw, decide)
asked = st.lists(
    st.tuples(st.sampled_from(ASKED), st.integers(0, 59), st.integers(0, 59)), min_size=5, max_size=20
)


def lived(history: list[tuple[Ask, int, int]]) -> Asking:
    """Everything was done that was not refused."""
    asking = Asking()
    for ask, number, other in history:
        with suppress(Refusal):
            ask(asking, number, other)
    return asking


@settings(max_examples=40, deadline=None)
@given(asked)
def test_whatever_is_asked_cards_holdings_and_approved_cases_are_the_same(history):
    books = lived(history).books

    cases: list[CardApplication] = books.all_of(CardApplication)
    approved = {case.card_id: case for case in cases if case.status is CaseStatus.APPROVED}
    cards: dict[UUID, Card] = {card.id: card for card in books.all_of(Card)}
    held = {one.card_id for one in books.all_of(CardHolding) if one.card_id}

    assert None not in approved
    assert approved.keys() == cards.keys() == held
    assert all(case.card_id is None for case in cases if case.status is not CaseStatus.APPROVED)
    for id_, card in cards.items():
        assert (card.card_type, card.talent_id) == (approved[id_].card_type, approved[id_].talent_id)
        assert card.route == ZIBO.route(approved[id_].route).kind


@settings(max_examples=40, deadline=None)
@given(asked)
def test_whatever_is_asked_only_offices_of_a_step_decide_there_and_nobody_at_two(history):
    asking = lived(history)
    route_of = {case.id: case.route for case in asking.books.all_of(CardApplication)}
    acted: dict[tuple[UUID, str], str] = {}

    for event in asking.recorded:
        if isinstance(event, StepEvent) and event.decides:
            by: Authority = event.envelope
            assert (by.function, by.area) in offices_at(route_of[event.originator_id], event.step)
            assert acted.setdefault((event.originator_id, by.actor), event.step) == event.step


@settings(max_examples=40, deadline=None)
@given(asked)
def test_whatever_is_asked_no_place_of_a_quota_moves(history):
    assert not [event for event in lived(history).recorded if event.TOPIC.startswith(("Quota.", "Batch."))]


def test_the_histories_tried_reach_every_way_that_a_case_can_go():
    reached: Counter[str] = Counter()

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(asked)
    def try_out(history):
        reached.update(event.TOPIC.removeprefix("CardApplication.") for event in lived(history).recorded)

    try_out()

    assert set(reached) >= {
        "Granted",
        "Declined",
        "Approved",
        "Rejected",
        "ReturnedByProvince",
        "Forwarded",
        "Reviewed",
        "OpinionGiven",
        "Returned",
        "NotRecommended",
        "Withdrawn",
    }


@cache
def offices_at(route: str, step: str) -> frozenset[tuple[str, str]]:
    """Whichever of these may act at a step, by function and area."""
    return frozenset(
        (desk.function_for(None), "zhangdian" if desk.level is Level.DISTRICT else CITY_AREA)
        for desk in ZIBO.route(route).steps.step(step).desks
    )
