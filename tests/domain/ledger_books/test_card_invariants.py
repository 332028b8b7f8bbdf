"""Whatever is granted, renewed, ended, entered late or reversed: the cards balance, and a quarter opens as the last one closed.

Held against the cards themselves, which know neither postings nor countings (decided point 27).
"""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregates import Card
from domain.cards import CancellationCause, CardStatus, ReplacementCause, RevocationCause
from domain.errors import Refusal
from domain.ledger_books.card_figures import CardMovements
from domain.ledger_books.quarters import Quarter
from domain.policy.steps import TermRule
from tests.domain.ledger_books.cards_by_hand import CITY, CardsByHand, Standing

BEGINNING = Quarter(2026, 1)


class Step(NamedTuple):
    """Something that happens to a card, entered so many days late."""

    kind: str
    which: int
    late: int
    day: int


class Season(NamedTuple):
    """What happens in a quarter and after its entry is closed, whether the city reports at all, and what it revises then."""

    steps: list[Step]
    is_missing: bool
    afterwards: list[Step]
    revised: list[int]


def of_card(decide: Callable[[Card, dict[str, Any]], object]) -> Callable[[CardsByHand, Card, date], None]:
    def happens(cards: CardsByHand, card: Card, day: date) -> None:
        decide(card, cards.by(day))
        cards.recorded(card)

    return happens


def arrives(card: Card, by: dict[str, Any]) -> None:
    day = by["authority"].effective_on
    term = {"valid_from": day, "valid_to": day, "term_rule": TermRule.FIXED_YEARS}
    card.confirm_arrival(arrived_on=day, contract_from=None, contract_to=None, **term, **by)


BEGUN: dict[str, Callable[[CardsByHand, date], object]] = {
    "issue": lambda cards, day: cards.issued(day),
    "issue_huicai": lambda cards, day: cards.issued(day, "huicai"),
    "issue_early": lambda cards, day: cards.issued_early(day),
    "grant": lambda cards, day: cards.granted(day),
    "take_over": lambda cards, day: cards.taken_over(day),
    "take_over_suspended": lambda cards, day: cards.taken_over(day, CardStatus.SUSPENDED),
    "take_over_ended": lambda cards, day: cards.taken_over(day, CardStatus.ENDED),
}
LIVED: dict[str, Callable[[CardsByHand, Card, date], object]] = {
    "renew": lambda cards, card, day: cards.renew(card, day),
    "suspend": of_card(lambda card, by: card.suspend(**by)),
    "reinstate": of_card(lambda card, by: card.reinstate(**by)),
    "replace": of_card(lambda card, by: card.replace(f"E{card.version}", ReplacementCause.LOST, **by)),
    "lose": of_card(lambda card, by: card.report_loss(**by)),
    "arrive": of_card(arrives),
    "revoke": of_card(lambda card, by: card.revoke(RevocationCause.BREACH, **by)),
    "cancel": of_card(lambda card, by: card.cancel(CancellationCause.LEFT, **by)),
    "expire": of_card(lambda card, by: card.expire(**by)),
    "reverse": of_card(lambda card, by: card.reverse_grant(**by)),
    "reverse_again": of_card(lambda card, by: card.reverse_grant(**by)),
}


def steps(*late: int) -> st.SearchStrategy[Step]:
    return st.builds(
        Step,
        kind=st.sampled_from([*BEGUN, *LIVED]),
        which=st.integers(0, 5),
        late=st.sampled_from(late),
        day=st.integers(0, 89),
    )


seasons = st.builds(
    Season,
    steps=st.lists(steps(0, 0, 0, 10, 95, 190), min_size=3, max_size=10),
    is_missing=st.sampled_from((False, False, False, True)),
    afterwards=st.lists(steps(95, 190, 280), max_size=5),
    revised=st.lists(st.integers(0, 2), max_size=2),
)


class History:
    """Plays seasons, and looks at every report that is signed."""

    def __init__(self, city: str = CITY) -> None:
        self.cards = CardsByHand(city)

    def play(self, seasons: list[Season]) -> None:
        for number, season in enumerate(seasons):
            quarter = BEGINNING.later(number)
            for step in sorted(season.steps, key=lambda one: one.day):
                self.happens(step, quarter)
            self.cards.close_entry(quarter)
            if not season.is_missing:
                self.sign(quarter)
            for step in season.afterwards:  # recorded after entry was closed
                self.happens(step, quarter.later(1))
            for back in season.revised:
                if any(one.counting.quarter == quarter.later(-back) for one in self.cards.signed):
                    self.sign(quarter.later(-back))

    def happens(self, step: Step, quarter: Quarter) -> None:
        day = quarter.first_day + timedelta(days=step.day - step.late)
        if step.kind in BEGUN:
            BEGUN[step.kind](self.cards, day)
        elif self.cards.cards:
            card = self.cards.cards[-1 - step.which % len(self.cards.cards)]
            with suppress(Refusal):
                LIVED[step.kind](self.cards, card, day)

    def sign(self, quarter: Quarter) -> None:
        last = self.last(quarter)
        is_first = not any(one.counting.quarter == quarter for one in self.cards.signed)
        said = self.cards.sign(quarter)
        for card_type in said.keys() | last.keys():
            one = said.get(card_type, CardMovements(unit=self.cards.city, card_type=card_type))
            before = last[card_type].held if card_type in last else 0
            assert one.carried == before
            came = one.carried + one.adjusted + one.issued + one.renewed + one.taken_over
            assert one.held == came - one.revoked - one.cancelled - one.expired
        if is_first:
            self.check_register(said, self.cards.closed[quarter], quarter.last_day)

    def last(self, quarter: Quarter) -> dict[str, CardMovements]:
        """The last quarter before, in its latest revision when entry of this one was closed."""
        closed_at = self.cards.closed[quarter]
        before = [
            one
            for one in self.cards.signed
            if one.counting.quarter < quarter and one.counting.cut_off <= closed_at
        ]
        latest = max(before, key=lambda one: (one.counting.quarter, one.counting.cut_off), default=None)
        return {} if latest is None else {one.card_type: one for one in latest.content.cards}

    def check_register(self, said: dict[str, CardMovements], position: int, day: date) -> None:
        """What a first revision ends with is what is on the register by the cards themselves."""
        register = self.cards.on_register(position, day)
        shown = {kind: {name: getattr(one, name) for name in Standing._fields} for kind, one in said.items()}
        assert {kind: one for kind, one in shown.items() if any(one.values())} == {
            kind: {name: counts[name] for name in Standing._fields} for kind, counts in register.items()
        }


@given(st.lists(seasons, min_size=2, max_size=5))
@settings(max_examples=60, deadline=None)
def test_any_lawful_history_of_cards_balances_in_every_quarter(seasons):
    History().play(seasons)


@given(st.lists(seasons, min_size=2, max_size=4))
@settings(max_examples=30, deadline=None)
def test_every_card_is_counted_in_some_quarter_once_all_are_reported(seasons):
    history = History()
    history.play(seasons)
    far = BEGINNING.later(len(seasons) + 4)
    history.cards.close_entry(far)

    history.sign(far)

    register = history.cards.on_register(history.cards.position, date.max)
    held = {one.card_type: one.held for one in history.cards.signed[-1].content.cards if one.held}
    assert held == {kind: counts["held"] for kind, counts in register.items()}
