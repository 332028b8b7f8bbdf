"""The classes of events are for ever: named, frozen, readable again, and ready for the library to come."""

import json
import pkgutil
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from importlib import import_module
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin
from uuid import UUID, uuid4

import pytest
from eventsourcing.utils import resolve_topic
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field, ValidationError

import domain.aggregates
from domain.aggregates import Quota
from domain.base import EventSourced, Value
from domain.personal_data import Personal, PersonalData, Sealed
from persistence.mapper import EnvelopeMapper, as_json
from persistence.records import RecordedEvent
from persistence.sealing import KeyRing
from tests.domain.event_shapes import FROZEN, aggregates, event_classes, facts_of, shape, shapes

EVENT_CLASSES = event_classes()
MAPPER = EnvelopeMapper()
LI = uuid4()
RING = KeyRing({LI: b"\x11" * 32})
RECORDED_AT = datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC)

every_event_class = pytest.mark.parametrize("event_class", EVENT_CLASSES, ids=lambda event: event.TOPIC)


# ── Names ────────────────────────────────────────────────────────────────────────────────────────────────


@every_event_class
def test_a_topic_names_the_aggregate_and_what_happened_and_leads_to_the_class(event_class):
    aggregate = next(each for each in aggregates() if event_class in vars(each).values())

    assert f"{aggregate.TOPIC}.{event_class.__name__}" == event_class.TOPIC
    assert resolve_topic(event_class.TOPIC) is event_class


def test_no_two_classes_share_a_topic():
    topics = [event_class.TOPIC for event_class in EVENT_CLASSES]

    assert len(topics) == len(set(topics))
    assert len(topics) > 20


def test_every_aggregate_is_imported_with_the_package_so_that_its_topics_are_found():
    modules = [
        import_module(f"domain.aggregates.{found.name}")
        for found in pkgutil.iter_modules(domain.aggregates.__path__)
    ]
    defined = {
        each
        for module in modules
        for each in vars(module).values()
        if isinstance(each, type) and issubclass(each, EventSourced) and each.__module__ == module.__name__
    }

    assert defined == set(aggregates())


# ── Shapes ───────────────────────────────────────────────────────────────────────────────────────────────


def test_the_shapes_are_those_that_were_frozen():
    frozen = json.loads(FROZEN.read_text())

    assert shapes() == frozen, "first read, then run: python -m tests.domain.event_shapes"


@pytest.mark.parametrize(
    "annotation",
    [
        Any,
        float,
        set[str],
        list[int],
        tuple[int, str],
        bytes,
        str | int,
        UUID | str,
        Personal,
        Sealed,
        Literal["a"],
    ],
    ids=str,
)
def test_a_kind_of_fact_that_would_not_come_back_as_it_was_is_noticed(annotation):
    with pytest.raises(TypeError):
        shape(annotation)


def test_a_fact_with_another_name_in_the_log_than_in_its_class_is_noticed():
    class Renamed(Value):
        name: str = Field(alias="title")

    with pytest.raises(TypeError, match=r"Renamed\.name has another name in the log"):
        facts_of(Renamed)


@every_event_class
def test_an_event_cannot_be_changed_and_takes_no_fact_that_its_class_does_not_know(event_class):
    assert event_class.model_config["frozen"]
    assert event_class.model_config["extra"] == "forbid"
    assert "class_version" not in event_class.model_fields


@every_event_class
def test_every_older_class_version_has_its_step_to_the_next(event_class):
    for version in range(1, getattr(event_class, "class_version", 1)):
        assert callable(getattr(event_class, f"upcast_v{version}_v{version + 1}"))


# ── There and back ───────────────────────────────────────────────────────────────────────────────────────

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
PLAIN = {
    str: texts,
    int: st.integers(-(2**53) + 1, 2**53 - 1),
    Decimal: st.decimals(allow_nan=False, allow_infinity=False),
    datetime: st.datetimes(timezones=st.just(UTC)),
}


def facts(annotation: Any, constraints: Sequence[Any] = ()) -> st.SearchStrategy[Any]:
    """Whatever a field of this kind may hold."""
    origin, members = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return facts(members[0], *(field.metadata for field in members[1:]))
    if {Personal, Sealed} <= set(members):
        held = st.builds(Personal, st.just(LI), texts)
    elif origin is tuple:
        held = st.lists(facts(members[0]), max_size=2).map(tuple)
    elif origin is dict:
        held = st.dictionaries(facts(members[0]), facts(members[1]), max_size=2)
    elif members:
        held = st.one_of([facts(member, constraints) for member in members if member is not NoneType])
    elif issubclass(annotation, BaseModel):
        held = made(annotation)
    else:
        held = constrained(PLAIN.get(annotation, st.from_type(annotation)), constraints)
    return held | st.none() if NoneType in members else held


def made(model: type[BaseModel]) -> st.SearchStrategy[Any]:
    """Whatever an event or a group of facts of this kind may say."""
    fields = {name: facts(field.annotation, field.metadata) for name, field in model.model_fields.items()}
    if "originator_version" in fields:
        fields["originator_version"] = st.integers(1, 2**31)
    return st.builds(model, **fields)


def constrained(plain: st.SearchStrategy[Any], constraints: Sequence[Any]) -> st.SearchStrategy[Any]:
    patterns = [each.pattern for each in constraints if hasattr(each, "pattern")]
    longest = min((each.max_length for each in constraints if hasattr(each, "max_length")), default=None)
    held = st.from_regex(patterns[0], fullmatch=True) if patterns else plain
    return held if longest is None else held.filter(lambda text: len(text) <= longest)


def opened(value: Any) -> Any:
    """The same with every seal opened."""
    match value:
        case Sealed():
            return Personal(value.subject, RING.open(value))
        case BaseModel():
            return value.model_copy(update={name: opened(fact) for name, fact in vars(value).items()})
        case tuple():
            return tuple(opened(fact) for fact in value)
        case dict():
            return {name: opened(fact) for name, fact in value.items()}
        case _:
            return value


@every_event_class
@settings(max_examples=4)
@given(data=st.data())
def test_every_event_comes_back_from_the_log_as_it_was(event_class, data):
    happened = data.draw(made(event_class))

    stored = MAPPER.draft(happened, uuid4()).sealed(RING)

    assert opened(MAPPER.to_domain_event(stored)) == happened


# ── The library's next major version ─────────────────────────────────────────────────────────────────────


class EventOfTheNextVersion(BaseModel):
    """What the library's version 10 asks of an event: the same four facts, an id, and texts as metadata."""

    originator_id: UUID
    originator_version: int
    timestamp: datetime
    event_id: UUID
    metadata: dict[str, str]


@given(happened=made(Quota.Nominated))
def test_a_record_has_all_that_the_librarys_next_major_version_asks_for(happened):
    stored = MAPPER.draft(happened, uuid4()).sealed(RING)
    command_id, correlation_id = uuid4(), uuid4()
    record = RecordedEvent(*vars(stored).values(), 7, command_id, correlation_id, None, RECORDED_AT)

    columns = as_json(record)
    metadata = {name: str(columns[name]) for name in ("command_id", "correlation_id", "recorded_at")}
    there = EventOfTheNextVersion.model_validate(
        columns | columns["state"] | {"metadata": metadata}, extra="ignore"
    )

    assert there.originator_id == happened.originator_id
    assert there.originator_version == happened.originator_version
    assert there.timestamp == happened.timestamp
    assert there.event_id == stored.event_id
    assert there.metadata["correlation_id"] == str(correlation_id)


# ── Personal facts ───────────────────────────────────────────────────────────────────────────────────────


class Statement(Value):
    name: PersonalData


@pytest.mark.parametrize("stated", ["李思源", {"subject": str(LI), "value": "李思源"}, None])
def test_a_personal_fact_is_stated_as_one_or_refused_without_being_repeated(stated):
    with pytest.raises(ValidationError) as refusal:
        Statement(name=stated)

    assert "李思源" not in str(refusal.value)


def test_a_personal_fact_shows_in_no_dump():
    statement = Statement(name=Personal(LI, "李思源"))

    for shown in (repr(statement), str(statement.model_dump()), statement.model_dump_json()):
        assert "李思源" not in shown
        assert str(LI) in shown
