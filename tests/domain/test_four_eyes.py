"""Nobody both hands in or reviews a case and decides on it, whatever is tried (四眼原则, bar A2).

What the six persons may is not asked of the product: it is read off the events by a judge of its own, who knows only
whose accounts are whose. In the short form Hypothesis draws what is tried, and makes small what it finds; in the long
form dice draw it, which takes a quarter of the time.
"""

from collections import Counter
from random import Random
from typing import Any
from uuid import UUID

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from domain.aggregates import Account
from domain.base import Authority
from domain.case_chapters.province import (
    Approved,
    Rejected,
    ResultContested,
    ResultTranscribed,
    ReturnedByProvince,
)
from domain.case_events import CorrectionSupplied, FormFilled, StepEvent, Submitted
from domain.work import Work
from tests.domain.six_persons import MOVES, NAMES, ONE_PERSONS, Move, SixPersons, drawn

SUBMISSION = "submission"
MOVES_OF_A_WALK = 100

AT_TWO_STEPS = "acts at two steps of a case"
OWN_ENTRY = "confirms what he or she wrote down"
OWN_EMERGENCY = "reviews his or her own emergency"


class Judge:
    """Reads events alone, and knows which accounts were known to be one person's when each was recorded."""

    def __init__(self, persons: SixPersons) -> None:
        self.persons = persons
        self.seen = persons.books.log.size
        self.faults: list[str] = []
        self._acts: dict[UUID, list[tuple[set[str], str]]] = {}
        self._entries: dict[UUID, set[str]] = {}  # who wrote down what the province answered last
        self._emergencies: dict[UUID, set[str]] = {}

    def look(self) -> None:
        """At what was recorded since."""
        for event in self.persons.books.events(self.seen):
            self.seen += 1
            self._look_at(event, self._who(event.envelope))

    def _look_at(self, event: Any, by: set[str]) -> None:
        match event:
            case Account.EmergencyOpened():
                self._emergencies[event.emergency_id] = by
            case Account.EmergencyReviewed():
                self._must_differ(by, self._emergencies[event.emergency_id], OWN_EMERGENCY)
            case ResultTranscribed():
                self._entries[event.originator_id] = by
            case Approved() | Rejected() | ReturnedByProvince() | ResultContested():
                self._must_differ(by, self._entries.pop(event.originator_id), OWN_ENTRY)
            case FormFilled() | Submitted() | CorrectionSupplied():
                self._judge(event.originator_id, by, SUBMISSION)
            case StepEvent():
                self._judge(event.originator_id, by, event.step)

    def _must_differ(self, one: set[str], other: set[str], otherwise: str) -> None:
        if both := one & other:
            self.faults.append(f"{sorted(both)} {otherwise}")

    def _judge(self, case_id: UUID, by: set[str], step: str) -> None:
        acts = self._acts.setdefault(case_id, [])
        self.faults += [
            f"{sorted(by)} {AT_TWO_STEPS}, {at} and {step}"
            for others, at in acts
            if at != step and by & others
        ]
        acts.append((by, step))

    def _who(self, envelope: Any) -> set[str]:
        persons = {envelope.actor.split(" key:")[0]}
        if envelope.capacity in ("deputising", "transcribing") and envelope.on_behalf_of:
            persons.add(envelope.on_behalf_of)
        is_found_out = self.persons.are_one_person and persons & {*ONE_PERSONS}
        return persons.union(ONE_PERSONS) if is_found_out else persons


# -- as Hypothesis draws it ------------------------------------------------------------------------------


def _values_of(name: str) -> st.SearchStrategy[Move]:
    values = {parameter: st.sampled_from(choices) for parameter, choices in MOVES[name].items()}
    return st.tuples(st.just(name), st.fixed_dictionaries(values))


class WhateverIsDrawn(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.persons = SixPersons()
        self.judge = Judge(self.persons)

    @rule(move=st.sampled_from(NAMES).flatmap(_values_of))
    def try_out(self, move: Move) -> None:
        self.persons.try_out(move)
        self.judge.look()
        assert self.judge.faults == []


def examined(examples: int, phases: tuple[Phase, ...] = tuple(Phase)) -> None:
    run_state_machine_as_test(
        WhateverIsDrawn,
        settings=settings(
            max_examples=examples,
            stateful_step_count=MOVES_OF_A_WALK,
            deadline=None,
            phases=phases,
            derandomize=True,
        ),
    )


def test_nobody_acts_at_two_steps_of_a_case_whatever_is_tried():
    examined(examples=15)


def test_a_product_that_counted_accounts_instead_of_persons_would_be_noticed(monkeypatch):
    monkeypatch.setattr(Authority, "persons", property(lambda self: frozenset({self.actor})))

    with pytest.raises(AssertionError, match=AT_TWO_STEPS):
        examined(examples=60, phases=(Phase.generate,))


# -- as dice draw it -------------------------------------------------------------------------------------


class Walks:
    """One walk after the other, until so many commands have come to the office."""

    def __init__(self, commands: int) -> None:
        self.commands, self.moves = 0, 0
        self.faults: list[str] = []
        self.recorded: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        dice = Random(17)  # decided point 17 is what is looked at
        while self.commands < commands:
            self._walk(dice)

    def _walk(self, dice: Random) -> None:
        persons = SixPersons()
        judge = Judge(persons)
        begun_at = judge.seen
        for _ in range(MOVES_OF_A_WALK):
            persons.try_out(drawn(dice))
            judge.look()
        self.commands += persons.commands
        self.moves += MOVES_OF_A_WALK
        self.faults += judge.faults
        self.recorded += Counter(event.TOPIC for event in persons.books.events(begun_at))
        self.refused += Counter(line.code for line in persons.books.refusals.lines)


# Nothing holds because nothing came to pass: each of these has to have been seen.
RECORDED = {
    "StandIn.Granted", "Account.Joined", "Account.EmergencyReviewed", "CardApplication.CorrectionSupplied",
    "CardApplication.Reviewed", "CardApplication.Returned", "CardApplication.Forwarded", "CardApplication.Granted",
    "CardApplication.ResultTranscribed", "CardApplication.Approved",
}  # fmt: skip
REFUSED = {"acted_before", "same_officer", "stale", "not_at_this_step"}


def test_nobody_does_either_on_any_of_the_walks_that_dice_take():
    walks = Walks(commands=600)

    assert walks.faults == []
    assert {"acted_before", "same_officer", "stale"} <= walks.refused.keys()


@pytest.mark.bar(id="A2", size="100,000 commands")
@pytest.mark.slow
def test_nobody_does_in_a_hundred_thousand_commands():
    walks = Walks(commands=100_000)

    assert walks.faults == []
    assert walks.recorded.keys() >= RECORDED
    assert walks.refused.keys() >= REFUSED


def test_a_product_in_which_nobody_looked_at_who_acts_would_be_noticed(monkeypatch):
    monkeypatch.setattr(Authority, "persons", property(lambda _: frozenset()))

    faults = " ".join(Walks(commands=600).faults)

    assert AT_TWO_STEPS in faults
    assert OWN_EMERGENCY in faults


def test_a_product_that_let_a_decision_on_an_earlier_version_pass_would_be_noticed(monkeypatch):
    monkeypatch.setattr(Work, "_must_be_as_seen", lambda *_: None)

    with pytest.raises(AssertionError, match="not the last"):
        Walks(commands=600)
