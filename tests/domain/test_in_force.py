"""What was in force on a day follows from what had effect by then, whenever it was recorded."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregates import Card, Talent
from domain.base import Event
from domain.cards import CardStatus, InquiryStage
from domain.in_force import in_force
from domain.personal_data import Personal
from domain.places import PlaceStatus
from tests.projections.made_up import enterprise, officer, quota_of_2025, specialist, talent
from tests.projections.made_up_cards import card, issue
from tests.projections.test_card_register_history import histories, lawful

JANUARY, MARCH, MAY, JULY = (date(2025, month, 1) for month in (1, 3, 5, 7))


def on(day: date, **stated: Any) -> dict[str, Any]:
    return {"area": "zhangdian", "authority": officer(day, **stated)}


@pytest.fixture
def issued() -> Card:
    """Granted in January, issued in March."""
    one = card(talent(), authority=officer(JANUARY))
    return issue(one, authority=officer(MARCH))


def test_before_its_first_day_it_was_not_there(issued: Card):
    assert in_force(issued.collect_events(), date(2024, 12, 31)) is None


def test_what_takes_effect_later_has_no_part_in_it(issued: Card):
    events = issued.collect_events()

    states = [in_force(events, day).status for day in (JANUARY, MARCH)]

    assert states == [CardStatus.GRANTED, CardStatus.IN_FORCE]


def test_what_is_recorded_late_is_in_force_from_its_own_day_on(issued: Card):
    issued.suspend(**on(JULY))
    issued.report_false_declaration(**on(MAY, reason_code="recorded_late"))

    events = issued.collect_events()

    states = [(in_force(events, day).inquiry, in_force(events, day).status) for day in (MARCH, MAY, JULY)]
    assert states == [
        (None, CardStatus.IN_FORCE),
        (InquiryStage.REPORTED, CardStatus.IN_FORCE),
        (InquiryStage.REPORTED, CardStatus.SUSPENDED),
    ]


def test_what_is_recorded_later_prevails_on_the_days_that_it_is_about(issued: Card):
    issued.suspend(**on(MAY))
    issued.reinstate(**on(MARCH, reason_code="suspended_by_mistake"))

    assert in_force(issued.collect_events(), JULY).status is CardStatus.IN_FORCE


def test_a_grant_that_was_entered_by_mistake_was_none_on_any_day(issued: Card):
    issued.reverse_grant(**on(JULY, reason_code="entered_by_mistake"))

    assert in_force(issued.collect_events(), JANUARY).status is CardStatus.REVERSED


def test_names_that_are_recorded_in_the_wrong_order_are_each_in_force_on_their_own_days():
    one = enterprise("淄博甲有限公司", authority=officer(JANUARY))
    one.rename("淄博丙有限公司", officer(JULY))
    one.rename("淄博乙有限公司", officer(MARCH, reason_code="recorded_late"))

    events = one.collect_events()

    named = [in_force(events, day).name for day in (JANUARY, MAY, JULY)]
    assert named == ["淄博甲有限公司", "淄博乙有限公司", "淄博丙有限公司"]


def test_who_is_relieved_later_speaks_for_the_enterprise_still():
    one = enterprise("淄博甲有限公司")
    one.appoint_specialist(specialist("李慧"), officer(MARCH))
    one.relieve_specialist(one.specialists.current.id, officer(JULY))

    events = one.collect_events()

    assert [in_force(events, day).specialists.current is None for day in (MAY, JULY)] == [False, True]


def test_what_is_stated_late_does_not_bring_along_what_was_recorded_before_it_for_a_later_day():
    one = talent("李慧")
    one.rename(Personal(one.id, "李惠"), officer(JULY))
    one.state_phone(Personal(one.id, "13900000000"), officer(MAY, reason_code="recorded_late"))

    held: Talent = in_force(one.collect_events(), MAY)

    assert (held.name.value, held.phone.value) == ("李慧", "13900000000")


def test_a_place_that_is_taken_late_is_held_from_its_own_day_on_and_no_other_with_it():
    quota, (early, late) = quota_of_2025(), (uuid4(), uuid4())
    listed = {"department": "drc", "list_type": "cluster_leader", "list_batch_id": uuid4()}
    for place_id, day in ((late, JULY), (early, MAY)):
        stated = {"enterprise_id": uuid4(), "area": "zhangdian", "authority": officer(day)}
        quota.nominate(place_id, **listed, **stated)

    events = quota.collect_events()

    held: Any = in_force(events, MAY)
    assert list(held.places.in_order) == [early]
    assert held.places.count([PlaceStatus.NOMINATED]) == 1


@settings(max_examples=10, deadline=None)
@given(histories)
def test_on_the_last_day_that_is_stated_that_is_in_force_which_is_known(history):
    for events in of_each(lawful(history).events):
        known = folded(events)
        shown = in_force(events, max(event.envelope.effective_on for event in events))
        assert vars(shown) == vars(known)


@settings(max_examples=20, deadline=None)
@given(histories, st.dates(JANUARY, JULY))
def test_a_fact_of_a_card_on_a_day_is_what_the_last_recorded_event_made_it_that_had_effect_by_then(
    history, day
):
    for events in of_each(lawful(history).events):
        shown = in_force(events, day)
        if isinstance(shown, Card):
            assert {name: getattr(shown, name) for name in ATOMIC} == last_made(events, day)


ATOMIC = ("status", "card_number", "issued_on", "valid_to", "plastic", "is_lost", "enterprise_id", "inquiry")


def last_made(events: list[Event], day: date) -> dict[str, Any]:
    """The long way round: every fact by itself, out of what each event made of it."""
    known: Any = None
    held: dict[str, Any] = {}
    for event in events:
        before = {name: getattr(known, name) for name in ATOMIC} if known else {}
        known = event.mutate(known)
        made = {name: getattr(known, name) for name in ATOMIC}
        changed = {name: fact for name, fact in made.items() if name not in before or before[name] != fact}
        if isinstance(event, Card.GrantReversed) or event.envelope.effective_on <= day:
            held |= changed
    return held


def of_each(events: list[Event]) -> list[list[Event]]:
    by_noun: dict[Any, list[Event]] = {}
    for event in events:
        by_noun.setdefault(event.originator_id, []).append(event)
    return list(by_noun.values())


def folded(events: list[Event]) -> Any:
    noun = None
    for event in events:
        noun = event.mutate(noun)
    return noun
