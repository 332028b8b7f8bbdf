"""Whatever becomes of demand items, what reports say of it is what an auditor counts from the events alone."""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic_core import to_jsonable_python

from domain.aggregates import QuarterlyReport
from domain.calendar import OFFICE_ZONE
from domain.errors import Refusal
from domain.ledger_books.quarters import Quarter
from domain.policy.ledgers import Ledger
from domain.use_cases.reporting_quarters import OpenRevision
from tests.domain.demand_items import registered, why
from tests.domain.officers import REASON
from tests.domain.test_demand_invariants import AREAS, DECISIONS
from tests.domain.test_reporting_quarters import CITY, Office, window
from tests.domain.zibo import ZIBO
from tests.recounting import Signed, disagreements

BEGINNING = Quarter(2024, 1)
FEW_AREAS = ZIBO.model_copy(update={"areas": tuple(one for one in ZIBO.areas if one.code in AREAS)})


class Decision(NamedTuple):
    """What is decided about which item, on which day of the quarter, entered how many days late."""

    what: int
    which: int
    number: int
    day: int
    late: int


class Season(NamedTuple):
    """A quarter: what is registered and decided in it, who does not report, what is entered afterwards, and who revises."""

    begun: list[tuple[str, Ledger, int]]
    decisions: list[Decision]
    missing: set[str]
    afterwards: list[Decision]
    revising: set[str]


def decisions(most: int, *late: int) -> st.SearchStrategy[list[Decision]]:
    one = st.builds(
        Decision,
        what=st.integers(0, len(DECISIONS) - 1),
        which=st.integers(0, 9),
        number=st.integers(0, 59),
        day=st.integers(0, 89),
        late=st.sampled_from(late),
    )
    return st.lists(one, max_size=most)


seasons = st.builds(
    Season,
    begun=st.lists(
        st.tuples(st.sampled_from(AREAS), st.sampled_from(list(Ledger)), st.integers(0, 89)), max_size=3
    ),
    decisions=decisions(30, 0, 0, 0, 8, 95),
    missing=st.sets(st.sampled_from(AREAS), max_size=1),
    afterwards=decisions(6, 95, 100),
    revising=st.sets(st.sampled_from(AREAS), max_size=2),
)


class Years:
    """An office in which seasons are played; `items` are as the ledgers have them."""

    def __init__(self) -> None:
        self.office = Office(pack=FEW_AREAS)
        self.day = BEGINNING.first_day
        self.items: list[Any] = []

    def other_than(self, item: Any) -> Any:
        return next(one for one in self.items if one is not item)

    def play(self, number: int, season: Season) -> None:
        quarter = BEGINNING.later(number)
        for area, ledger, day in season.begun:
            category = None if ledger is Ledger.OPINION else "other"
            by = why(quarter.first_day + timedelta(days=day))
            self.items.append(
                registered(ledger, category, serial=len(self.items) + 1, area=area, authority=by)
            )
            self.office.put(self.items[-1])
        for decision in sorted(season.decisions, key=lambda one: one.day):
            self.decide(decision, quarter.first_day + timedelta(days=decision.day))
        closed_on = quarter.later(1).first_day + timedelta(days=2)
        self.office.close(quarter.code, closed_on)
        for area in sorted(set(AREAS) - season.missing):
            self.office.hand_in(area, quarter.code, closed_on)
        self.office.sign(CITY, quarter.code, closed_on)
        for decision in season.afterwards:
            self.decide(decision, closed_on + timedelta(days=decision.late - 95 + 3))
        for area in sorted(season.revising - season.missing):
            self.revise(area, quarter.code, closed_on + timedelta(days=10))
        if season.revising - season.missing:
            self.revise(CITY, quarter.code, closed_on + timedelta(days=11))

    def decide(self, decision: Decision, day: date) -> None:
        self.day = day
        with suppress(
            Refusal, IndexError, StopIteration
        ):  # it has no such deadline, or there is no other item
            item = self.items[decision.which % len(self.items)] if self.items else None
            if item is not None:
                by = why(day - timedelta(days=decision.late))
                by = by.model_copy(update={"at": datetime.combine(day, time(10), OFFICE_ZONE)})
                DECISIONS[decision.what](self, item, by, decision.number)
        for item in [one for one in self.items if one.pending_events]:
            self.office.put(item)

    def revise(self, unit: str, quarter: str, day: date) -> None:
        area = AREAS[-1] if unit == CITY else unit
        self.office.send(OpenRevision(unit=unit, quarter=quarter), window(area, day, **REASON))
        self.office.hand_in(unit, quarter, day)

    @property
    def events(self) -> list[dict[str, Any]]:
        """All that was recorded, as the feed of events tells it."""
        return [
            {
                "topic": event.TOPIC,
                "thing": {"id": str(event.originator_id)},
                "position": position,
                "facts": to_jsonable_python(dict(event), bytes_mode="base64", serialize_unknown=True),
                "envelope": {"effective_on": event.envelope.effective_on.isoformat()},
            }
            for position, event in enumerate(self.office.events(), 1)
            if event.TOPIC.startswith("DemandItem.")
        ]

    @property
    def revisions(self) -> Iterator[Signed]:
        for report in self.office.all_of(QuarterlyReport):
            for signed in report.signed:
                content = json.loads(signed.content.canonical)
                yield Signed(report.unit, report.quarter.code, content["revision"], content)


@given(st.lists(seasons, min_size=2, max_size=4))
@settings(max_examples=25, deadline=None)
def test_given_any_lives_of_items_when_they_are_reported_then_every_figure_is_what_the_events_come_to(
    seasons,
):
    years = Years()
    for number, season in enumerate(seasons):
        years.play(number, season)

    assert [*disagreements(years.events, [*years.revisions])] == []


def test_given_a_figure_that_is_another_when_it_is_counted_again_then_it_is_named():
    """The control: a recount that finds nothing would find this."""
    years, begun = Years(), [(AREAS[0], Ledger.PUBLIC_SERVICE, 3), (AREAS[0], Ledger.MARKET_SERVICE, 4)]
    years.play(0, Season(begun, [], set(), [], set()))
    revisions = [*years.revisions]

    [report] = [one for one in revisions if one.unit == AREAS[0]]
    [row] = report.content["rows"]
    row["cells"][0]["figures"]["registered"] += 1

    found = [*disagreements(years.events, revisions)]
    assert f"{AREAS[0]} 2024Q1/1 public_service: registered 2, by the events 1" in found
    assert f"{CITY} 2024Q1/1 {AREAS[0]} public_service: registered 1, signed 2" in found
