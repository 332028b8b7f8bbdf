"""For any lawful histories the case register as of a position, and on a day, is what the cases said by then."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregates import CardApplication
from domain.base import Event
from domain.in_force import in_force
from projections.case_register import CaseFilter, CaseLine, case_register
from tests.projections.made_up import SPRING
from tests.projections.test_case_conservation import (
    EVERYTHING,
    histories,
    lawful_cases,
    of_city,
    on_one_database,
    pages,
    projected,
)

__all__ = ["projected"]  # a fixture of these tests as well

on_few_examples = settings(on_one_database, max_examples=12)
FACTS = ("status", "step", "batch_id", "card_id", "submitted_on", "version", "policy_version")


@on_few_examples
@given(histories, pages, st.randoms(use_true_random=False), st.data())
def test_given_any_lawful_histories_then_the_register_as_of_a_position_is_what_the_cases_said_by_then(
    projected, cases, history, lengths, chance, data
):
    known, events = lawful_cases(history)
    events = taken(dated(events, chance))
    projected(events, lengths)
    position = data.draw(st.integers(0, len(events)))

    lines = cases.page(of_city(known), scope=EVERYTHING, as_of=position, limit=100)

    assert said(lines) == facts_of(known, events[:position], date.max)
    assert [line.since.position for line in lines] == sorted(line.since.position for line in lines)


@on_few_examples
@given(histories, pages, st.randoms(use_true_random=False), st.data())
def test_given_any_lawful_histories_then_the_register_on_a_day_is_what_was_in_force_by_what_was_known(
    projected, cases, history, lengths, chance, data
):
    known, events = lawful_cases(history)
    events = taken(dated(events, chance))
    projected(events, lengths)
    position = data.draw(st.integers(0, len(events)))
    day = SPRING + timedelta(data.draw(st.integers(-1, 12)))

    lines = cases.page(of_city(known), scope=EVERYTHING, as_of=position, on=day, limit=100)

    assert said(lines) == facts_of(known, events[:position], day)


@on_few_examples
@given(histories, pages)
def test_given_any_lawful_histories_then_the_register_of_a_late_day_is_that_of_now(
    projected, cases, history, lengths
):
    known, events = lawful_cases(history)
    projected(events, lengths)

    now = cases.page(of_city(known), scope=EVERYTHING, limit=100)

    assert now == cases.page(of_city(known), scope=EVERYTHING, on=date(2100, 1, 1), limit=100)


def test_given_no_case_then_the_register_of_any_moment_is_empty(cases):
    assert cases.page(CaseFilter(), scope=EVERYTHING, as_of=0) == []


def dated(events: Iterable[Event], chance: Random) -> list[Event]:
    """The same events, each with effect from one of a few days, but for the first of a case."""
    return [
        event
        if isinstance(event, CardApplication.Drafted)
        else with_effect_from(event, SPRING + timedelta(chance.randrange(-2, 10)))
        for event in events
    ]


def with_effect_from(event: Any, day: date) -> Any:
    return event.model_copy(update={"envelope": event.envelope.model_copy(update={"effective_on": day})})


def taken(events: Iterable[Event]) -> list[Event]:
    """Those that have a position in these tests."""
    return [event for event in events if event.TOPIC in case_register.taken]


def said(lines: Iterable[CaseLine]) -> dict[Any, dict[str, Any]]:
    return {line.card_application_id: {name: getattr(line, name) for name in FACTS} for line in lines}


def facts_of(known: Iterable[CardApplication], events: list[Event], day: date) -> dict[Any, dict[str, Any]]:
    """What the cases themselves said on a day, by these events."""
    found = {}
    for case in known:
        noun = in_force([event for event in events if event.originator_id == case.id], day)
        if noun is not None:
            found[case.id] = {name: getattr(noun, name) for name in FACTS}
    return found
