"""Given, when, then for aggregates: facts in; facts or a refusal out.

    given(Quota, opened(), nominated(LUJIAN)).when(Quota.close, authority=HRSS).then(closed())
    given(Quota, opened(), closed()).when(Quota.close, authority=HRSS).then_refused(QuotaClosed)

What is given is applied as it would be after ten years: the events alone make the aggregate. What is refused
is also checked to have recorded nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any, Self
from uuid import UUID

import pytest

from domain.base import Authority, Begins, Envelope, Event, EventSourced, Standing
from domain.errors import Refusal

ID = UUID(int=1)
DAY = date(2024, 3, 15)
AT = datetime(2024, 3, 15, 10, tzinfo=timezone(timedelta(hours=8)))
COLUMNS = {"originator_id", "originator_version", "originator_topic", "timestamp", "envelope"}


def authority(**standing: Any) -> Authority:
    """An officer of the city's HRSS on 15 March 2024, unless it is said otherwise."""
    usual: dict[str, Any] = {
        "actor": "wang-min",
        "role": "officer",
        "function": "hrss",
        "area": "zibo-shibenji",
        "effective_on": DAY,
        "at": AT,
        "policy_version": "zibo-2023/1",
    }
    return Authority(**usual | standing)


@dataclass(frozen=True)
class Fact:
    """An event by its class and what it says, without its columns and envelope."""

    kind: type[Event]
    says: dict[str, Any]
    on: date = field(default=DAY, compare=False)


def fact(kind: type[Event], *, on: date = DAY, **says: Any) -> Fact:
    return Fact(kind, says, on)


class Scenario:
    """A decision about an aggregate with a past, and what has to come of it."""

    def __init__(self, noun: type[EventSourced], facts: tuple[Fact, ...], id_: UUID = ID) -> None:
        self.aggregate: Any = None
        for version, given_fact in enumerate(facts, start=1):
            self.aggregate = _event(noun, given_fact, id_, version).mutate(self.aggregate)
        self._decide: Callable[[], object] = lambda: None

    def when(self, decision: Callable[..., object], *stated: Any, **named: Any) -> Self:
        self._decide = lambda: decision(self.aggregate, *stated, **named)
        return self

    def then(self, *expected: Fact) -> tuple[Event, ...]:
        """These facts and no others were recorded. Returns the events, for those who ask after envelopes."""
        self._decide()
        recorded = tuple(self.aggregate.collect_events())
        assert [_fact(event) for event in recorded] == list(expected)
        return recorded

    def then_refused(self, refusal: type[Refusal], **shown: Any) -> Refusal:
        """It was refused like this, saying what is `shown`, and nothing was recorded."""
        with pytest.raises(refusal) as refused:
            self._decide()
        assert type(refused.value) is refusal
        assert {name: getattr(refused.value, name) for name in shown} == shown
        assert self.aggregate.collect_events() == [], "a refusal records nothing"
        return refused.value


def given(noun: type[EventSourced], *facts: Fact, id_: UUID = ID) -> Scenario:
    return Scenario(noun, facts, id_)


def begun(aggregate: EventSourced) -> tuple[Fact, ...]:
    """What was recorded of an aggregate that a decision has begun."""
    return tuple(_fact(event) for event in aggregate.collect_events())


def _event(noun: type[EventSourced], given_fact: Fact, id_: UUID, version: int) -> Any:
    columns: dict[str, Any] = {"originator_id": id_, "originator_version": version, "timestamp": AT}
    if issubclass(given_fact.kind, Begins):
        columns["originator_topic"] = noun.TOPIC
    standing = {name: getattr(authority(), name) for name in Standing.model_fields}
    envelope = Envelope(**standing | {"effective_on": given_fact.on}, policy_version="zibo-2023/1")
    return given_fact.kind(**columns, envelope=envelope, **given_fact.says)


def _fact(event: Any) -> Fact:
    says = {name: value for name, value in vars(event).items() if name not in COLUMNS and value is not None}
    return Fact(type(event), says, event.envelope.effective_on)
