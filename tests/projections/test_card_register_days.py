"""For any lawful history the register on a day, as of a position, is what was in force then by what was known; and so is what has changed."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.aggregates import Card, Enterprise
from domain.authorization import Scope
from domain.base import Event
from domain.cards import CardStatus, Recipient
from domain.in_force import in_force
from domain.personal_data import Personal
from domain.policy.steps import TermRule
from persistence.datastore import Datastore
from projections.card_register import (
    CardChange,
    CardDifferences,
    CardFilter,
    CardRegister,
    CardRow,
    ChangeKind,
)
from tests.projections.made_up import SPRING, officer, talent
from tests.projections.made_up_cards import card, issue
from tests.projections.test_card_register_history import (
    EVERYTHING,
    Books,
    histories,
    lawful,
    on_one_database,
    pages,
    said,
    take_in,
)

__all__ = ["take_in"]  # a fixture of these tests as well

SCOPES = [EVERYTHING, Scope(city="370300", area="zhangdian"), Scope(city="370300", area="huantai")]
# From when on the enterprises of the histories are known.
days = st.sampled_from([SPRING + timedelta(n) for n in (0, 15, 31, 45, 61, 75, 92, 110)])


class BooksOfDay(Books):
    """The aggregates as they were in force on a day, by their first so many events; persons are named as they are known."""

    def __init__(self, events: Sequence[Event], day: date) -> None:
        super().__init__(events)
        self.day = day
        self.known = dict(self.nouns)
        its: dict[UUID, list[Event]] = {}
        for event in events:
            its.setdefault(event.originator_id, []).append(event)
        for id_, noun in self.known.items():
            if isinstance(noun, Card | Enterprise):
                self.nouns[id_] = in_force(its[id_], day)

    def received_by(self, one: Card) -> str | None:
        by_then = [signed for event, signed in self.receipts(one) if event.envelope.effective_on <= self.day]
        return by_then[-1] if by_then else None

    def register(self) -> list[dict[str, Any]]:
        begun = [
            event.originator_id for event in self.events if isinstance(event, Card.Granted | Card.TakenOver)
        ]
        known = [self.nouns[card_id] for card_id in begun]
        return [self.entry(one) for one in known if one is not None and one.status != "reversed"]


@pytest.mark.parametrize(("day", "signed"), [(date(2025, 5, 31), None), (date(2025, 6, 1), "赵敏")])
def test_given_a_card_signed_for_in_june_then_on_a_day_of_may_nobody_has_signed(
    take_in, cards: CardRegister, day, signed
):
    holder = talent("李慧")
    one = issue(card(holder))
    one.produce(None, area="zhangdian", authority=officer())
    receipt = (Recipient.AGENT, Personal(holder.id, "赵敏"), None)
    one.deliver(*receipt, area="zhangdian", authority=officer(date(2025, 6, 1)))
    events = [*holder.collect_events(), *one.collect_events()]
    take_in(events, [])

    [entry] = BooksOfDay(events, day).register()
    [row] = cards.page(CardFilter(), scope=EVERYTHING, on=day)

    assert entry["received_by"] == signed
    assert said(row, entry) == entry


@on_one_database(20)
@given(histories, pages, days, st.data())
def test_given_any_lawful_history_then_the_register_on_a_day_is_what_was_in_force_by_what_was_known(
    take_in, cards: CardRegister, history, lengths, day, data
):
    events = lawful(history).events
    take_in(events, lengths)
    position = data.draw(st.integers(0, len(events)))

    expected = BooksOfDay(events[:position], day).register()
    found = cards.page(CardFilter(), scope=EVERYTHING, as_of=position, on=day, limit=100)

    for row, entry in zip(found, expected, strict=True):
        assert said(row, entry) == entry


@on_one_database(8)
@given(histories, pages)
def test_given_any_lawful_history_then_the_register_on_a_late_day_is_that_of_now(
    take_in, cards: CardRegister, history, lengths
):
    take_in(lawful(history).events, lengths)

    now = cards.page(CardFilter(), scope=EVERYTHING, limit=100)

    assert now == cards.page(CardFilter(), scope=EVERYTHING, on=date(2100, 1, 1), limit=100)


@on_one_database(20)
@given(histories, pages, st.sampled_from(SCOPES), st.data())
def test_given_any_lawful_history_then_what_differs_makes_the_first_register_the_second_and_back(
    take_in, cards: CardRegister, app, history, lengths, scope, data
):
    events = lawful(history).events
    take_in(events, lengths)
    first, second = (data.draw(st.integers(0, len(events))) for _ in range(2))
    wanted = CardFilter(status=data.draw(st.sampled_from([None, CardStatus.GRANTED])))

    told = differences_of(app, wanted, scope, first, second)
    back = differences_of(app, wanted, scope, second, first)

    registers = [registered(cards, wanted, scope, position) for position in (first, second)]
    assert applied(registers[0], told) == registers[1]
    assert {(one.after, one.before) for one in back} == {(one.before, one.after) for one in told}
    assert len(told) == sum(
        registers[0].get(key) != registers[1].get(key) for key in {*registers[0], *registers[1]}
    )


@pytest.mark.parametrize("step", ["extended", "lapsed", "confirmed"])
def test_given_a_step_of_an_arrival_dated_before_the_issue_then_the_day_in_between_has_it_whole(
    take_in, cards: CardRegister, step
):
    """Stage and planned day are one fact of the card, and never stand in the register without each other."""
    holder, planned = talent("李慧"), date(2025, 2, 1)
    one = card(holder, authority=officer(date(2025, 1, 1)))
    one.issue_early(
        card_number="E1",
        issued_on=planned,
        planned_arrival=planned,
        area="zhangdian",
        authority=officer(date(2025, 6, 1)),
    )
    early = {"area": "zhangdian", "authority": officer(date(2025, 3, 1))}
    match step:
        case "extended":
            one.extend_arrival(date(2025, 7, 9), at_most=2, **early)
        case "lapsed":
            one.lapse_arrival(grace_days=0, **early)
        case _:
            term = {"valid_from": planned, "valid_to": date(2028, 2, 1), "contract_from": planned}
            term |= {"term_rule": TermRule.CONTRACT_PERIOD, "contract_to": date(2028, 2, 1)}
            one.confirm_arrival(arrived_on=planned, **term, **early)
    events = [*holder.collect_events(), *one.collect_events()]
    take_in(events, [])

    for day in (date(2025, 2, 28), date(2025, 4, 1), date(2025, 6, 1)):
        [entry] = BooksOfDay(events, day).register()
        [row] = cards.page(CardFilter(), scope=EVERYTHING, on=day)
        assert said(row, entry) == entry


def test_given_a_name_that_is_stated_once_more_then_it_is_told_as_changed(take_in, app):
    holder = talent("李慧")
    events = [*holder.collect_events(), *card(holder).collect_events()]
    holder.rename(Personal(holder.id, "李慧"), officer())
    take_in([*events, *holder.collect_events()], [])

    [told] = differences_of(app, CardFilter(), EVERYTHING, len(events), len(events) + 1)

    assert told.columns == ("talent_name",)


@on_one_database(8)
@given(histories, pages, st.data())
def test_given_any_lawful_history_then_the_totals_are_those_of_all_pages(
    take_in, app, history, lengths, data
):
    events = lawful(history).events
    take_in(events, lengths)
    first, second = (data.draw(st.integers(0, len(events))) for _ in range(2))

    kinds = [one.kind for one in differences_of(app, CardFilter(), EVERYTHING, first, second)]

    totals = CardDifferences(app.engine).totals(CardFilter(), scope=EVERYTHING, first=first, second=second)
    assert totals == tuple(kinds.count(kind) for kind in ("added", "ended", "changed"))


def differences_of(
    app: Datastore, wanted: CardFilter, scope: Scope, first: int, second: int
) -> list[CardChange]:
    """All of them, in pages of two."""
    found: list[CardChange] = []
    asked: dict[str, Any] = {"scope": scope, "first": first, "second": second, "limit": 2}
    while page := CardDifferences(app.engine).page(wanted, **asked, after=found[-1].key if found else None):
        found += page
    return found


def registered(
    cards: CardRegister, wanted: CardFilter, scope: Scope, position: int
) -> dict[UUID, dict[str, Any]]:
    rows = cards.page(wanted, scope=scope, as_of=position, limit=100)
    return {row.card_id: facts_of(row) for row in rows}


def applied(register: dict[UUID, dict[str, Any]], changes: list[CardChange]) -> dict[UUID, dict[str, Any]]:
    """The register after these changes, of which only what they name is taken from them."""
    register = dict(register)
    for one in changes:
        id_ = one.row.card_id
        match one.kind:
            case ChangeKind.ADDED:
                assert id_ not in register
                register[id_] = facts_of(one.row)
            case ChangeKind.ENDED:
                assert register.pop(id_) == facts_of(one.row)
            case ChangeKind.CHANGED:
                assert one.columns
                register[id_] = register[id_] | {name: getattr(one.after, name) for name in one.columns}
    return register


def facts_of(row: CardRow) -> dict[str, Any]:
    """What the register says of a card, but since when it is known, and what it says of the card before."""
    names = (field.name for field in fields(row))
    return {name: getattr(row, name) for name in names if name not in ("known_from", "predecessor_number")}
