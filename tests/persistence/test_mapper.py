"""An event and its record: readable, complete, and sealed for its place."""

import base64
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import given
from hypothesis import strategies as st

from domain.base import Event
from domain.personal_data import Personal, Sealed, Tampered
from domain.text import Text
from persistence.mapper import EnvelopeMapper, UnreadableEvent, as_json
from persistence.records import RecordedEvent, RecordedNotification
from persistence.seal_places import look_into
from persistence.sealing import KeyRing
from persistence.state import Unrecordable, found
from tests.persistence.consultations import (
    LI_NAME,
    LI_NUMBER,
    LI_PHONE,
    OFFICER_WANG,
    Consultation,
    Participant,
    Service,
    Urgency,
)

LI, ZHAO = UUID(int=1), UUID(int=2)
RING = KeyRing({LI: b"\x11" * 32, ZHAO: b"\x22" * 32})
MAPPER = EnvelopeMapper()
RECORDED_AT = datetime(2026, 3, 2, 9, 0, 1, tzinfo=UTC)


def opened(**changes: Any) -> Event:
    facts = {"name": Personal(LI, LI_NAME), "phone": Personal(LI, LI_PHONE), "area": "zhangdian"}
    consultation = Consultation.open(OFFICER_WANG, **facts | changes)
    [begun] = consultation.collect_events()
    return begun


def following(event_class: type[Event], **facts: Any) -> Event:
    consultation = Consultation.open(OFFICER_WANG, name=Personal(LI, LI_NAME), area="zhangdian")
    consultation.record(event_class, OFFICER_WANG, **facts)
    return consultation.collect_events()[-1]


def described(**changes: Any) -> Event:
    facts = {
        "service": Service.HOUSING,
        "urgency": Urgency.HIGH,
        "rent": Decimal("1200.50"),
        "since": date(2026, 2, 1),
        "case_id": uuid4(),
        "is_repeated": False,
        "visits": 3,
    }
    return following(Consultation.Described, **facts | changes)


def recorded(event: Event) -> RecordedEvent:
    stored = MAPPER.draft(event, uuid4()).sealed(RING)
    return RecordedEvent(*vars(stored).values(), 7, uuid4(), uuid4(), None, RECORDED_AT)


def with_state(record: RecordedEvent, state: Any) -> RecordedEvent:
    return replace(record, state=orjson.dumps(state))


def loaded(record: Any) -> Any:
    return MAPPER.to_domain_event(record)


# ── What stands in the log ───────────────────────────────────────────────────────────────────────────────


def test_the_state_is_compact_json_in_the_order_of_the_class_without_columns_and_without_what_was_not_stated():
    record = recorded(described())

    assert record.state.startswith(b'{"timestamp":"2026-03-02T09:00:00+00:00","envelope":{"actor":"wang",')
    assert list(json.loads(record.state)) == [
        *("timestamp", "envelope", "service", "urgency", "rent", "since", "case_id", "is_repeated", "visits"),
        *("participants", "by_kind", "per_service", "labels"),
    ]


def test_nothing_personal_stands_in_the_state():
    authority = OFFICER_WANG.model_copy(update={"reason": f"{LI_NAME}的电话"})
    consultation = Consultation.open(OFFICER_WANG, name=Personal(LI, LI_NUMBER), area="zhangdian")
    consultation.record(Consultation.Closed, authority, subject=LI)

    states = b"".join(recorded(event).state for event in consultation.collect_events())

    blobs = [base64.b64decode(blob) for blob in re.findall(rb'"sealed":"[^:]+:([^"]+)"', states)]
    assert len(blobs) == 2
    for canary in (LI_NAME, LI_NUMBER, LI_NUMBER[6:14], "电话"):
        assert not any(canary.encode() in written for written in (states, *blobs))


def test_a_sealed_fact_names_its_subject_and_opens_where_it_was_recorded():
    record = recorded(opened())

    assert json.loads(record.state)["phone"]["sealed"].startswith(f"{LI}:")
    assert RING.open(loaded(record).phone) == LI_PHONE


def test_an_event_that_was_loaded_shows_nothing_sealed_in_its_text():
    event = opened()

    shown = repr(event) + repr(loaded(recorded(event))) + str(event.model_dump()) + event.model_dump_json()

    assert LI_NAME not in shown
    assert LI_PHONE not in shown


def test_a_present_class_version_is_recorded_from_the_second_on():
    corrected = following(Consultation.PhoneCorrected, mobile=Personal(LI, LI_PHONE), remark="x")

    assert json.loads(recorded(corrected).state)["class_version"] == 2
    assert "class_version" not in json.loads(recorded(described()).state)


def test_none_is_recorded_where_the_class_would_not_take_its_absence_for_none():
    careless = following(Consultation.Careless, anything={"a": None, "b": [None]}, must_be_stated=None)

    state = json.loads(recorded(careless).state)

    assert state["must_be_stated"] is None
    assert state["anything"] == {"a": None, "b": [None]}
    assert loaded(recorded(careless)) == careless


# ── There and back ───────────────────────────────────────────────────────────────────────────────────────

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
offsets = st.builds(timezone, st.integers(-720, 840).map(lambda minutes: timedelta(minutes=minutes)))
nested = st.dictionaries(texts | st.sampled_from(["sealed", "~sealed", "~~sealed"]), texts, max_size=2)


@given(
    rent=st.decimals(allow_nan=False, allow_infinity=False),
    since=st.dates(),
    visits=st.integers(-(2**53) + 1, 2**53 - 1),
    per_service=st.dictionaries(st.sampled_from(Service), st.integers(0, 9)),
    title=st.none() | st.builds(Text, texts, texts),
    labels=nested,
    timestamp=st.datetimes(timezones=offsets),
)
def test_every_kind_of_fact_comes_back_as_it_was(timestamp, **facts):
    event = described(**facts).model_copy(update={"timestamp": timestamp})

    assert loaded(recorded(event)) == event


@given(names=st.lists(texts, max_size=3), by_kind=st.dictionaries(texts, texts, max_size=3))
def test_facts_inside_lists_and_mappings_open_again_under_any_key(names, by_kind):
    event = described(
        participants=[Participant(name=Personal(ZHAO, name), role="spouse") for name in names],
        by_kind={kind: Personal(LI, value) for kind, value in by_kind.items()},
    )

    back = loaded(recorded(event))

    assert [RING.open(participant.name) for participant in back.participants] == names
    assert {kind: RING.open(fact) for kind, fact in back.by_kind.items()} == by_kind


def test_a_seal_is_bound_to_the_json_pointer_of_its_member():
    facts = {"a~b/c": Personal(LI, "x"), "sealed": Personal(LI, "y")}
    stated = {"participants": [Participant(name=Personal(ZHAO, "z"), role="spouse")]}

    two = loaded(recorded(described(by_kind=facts, **stated)))
    one = loaded(recorded(described(by_kind={"sealed": facts["sealed"]})))

    assert two.by_kind["a~b/c"].bound.endswith(b"\x00\x00\x00\x10/by_kind/a~0b~1c")
    assert two.by_kind["sealed"].bound.endswith(b"/by_kind/sealed")
    assert two.participants[0].name.bound.endswith(b"/participants/0/name")
    assert one.by_kind["sealed"].bound.endswith(b"/by_kind/~0sealed")


@given(st.recursive(texts, lambda inner: st.dictionaries(st.sampled_from(["sealed", "~sealed", "x"]), inner)))
def test_what_somebody_types_is_never_taken_for_a_seal(anything):
    event = following(Consultation.Careless, anything=anything, must_be_stated="")

    assert loaded(recorded(event)).anything == anything


def test_a_seal_that_somebody_copied_into_a_text_stays_a_text():
    copied = json.loads(recorded(opened()).state)["phone"]
    event = described(labels=copied)

    assert loaded(recorded(event)).labels == copied


def test_a_seal_where_the_class_has_nothing_personal_is_no_fact_and_is_refused_by_its_place():
    record = recorded(opened())
    state = json.loads(record.state)

    with pytest.raises(UnreadableEvent, match="area: Input should be a valid string") as refusal:
        loaded(with_state(record, state | {"area": state["name"]}))

    assert state["name"]["sealed"] not in str(refusal.value)


@given(kinds=nested, labels=nested)
def test_by_its_class_a_state_is_found_to_hold_what_a_look_everywhere_finds(kinds, labels):
    event = described(
        participants=[Participant(name=Personal(ZHAO, kind), role="spouse") for kind in kinds],
        by_kind={kind: Personal(LI, value) for kind, value in kinds.items()},
        labels=labels,
    )
    state = recorded(event).state

    assert look_into(type(event))(orjson.loads(state), "", str.encode) == found(
        orjson.loads(state), "", str.encode
    )


# ── What the log could not give back ─────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (1.5, "a float is not exact"),
        (float("nan"), "a float is not exact"),
        (Decimal("NaN"), "infinite or undefined"),
        (Decimal("-Infinity"), "infinite or undefined"),
        (2**53, "beyond 2^53"),
        (datetime(2026, 3, 2), "without its offset"),  # noqa: DTZ001
        (datetime(1900, 1, 1, tzinfo=timezone(timedelta(hours=8, minutes=5, seconds=43))), "whole minutes"),
        ({"a"}, "a set cannot be recorded"),
        (b"a", "a bytes cannot be recorded"),
        ("half \ud83d", "half a character"),
        ({1: "a"}, "a int cannot be a key"),
        (1j, "a complex cannot be recorded"),
        (Personal(LI, 13800005678), "a personal fact is a text"),  # type: ignore[arg-type]
        (Personal(LI, "half \ud83d"), "half a character"),
        (Sealed(LI, b"", b""), "sealed for another place"),
    ],
    ids=ascii,
)
def test_a_value_that_could_not_be_read_back_is_refused_by_its_path(value, why):
    event = following(Consultation.Careless, anything=[{"a/b": value}], must_be_stated="")

    with pytest.raises(Unrecordable, match=re.escape(why)) as refusal:
        MAPPER.draft(event, uuid4())

    assert str(refusal.value).startswith("MadeUpConsultation.Careless/anything/0/a~1b: ")
    assert "13800005678" not in str(refusal.value)


def test_a_sealed_fact_is_not_copied_into_another_event_unopened():
    phone = loaded(recorded(opened())).phone

    with pytest.raises(Unrecordable, match=r"MadeUpConsultation.PhoneCorrected/mobile: sealed for another"):
        MAPPER.draft(following(Consultation.PhoneCorrected, mobile=phone, remark=""), uuid4())


def test_an_event_is_not_stored_without_its_command():
    with pytest.raises(TypeError, match="with its command"):
        MAPPER.to_stored_event(opened())


# ── Moved and altered ────────────────────────────────────────────────────────────────────────────────────


def moved_to_another_event(record):
    return replace(record, event_id=uuid4())


def moved_to_another_aggregate(record):
    return replace(record, originator_id=uuid4())


def moved_to_another_version(record):
    return replace(record, originator_version=record.originator_version + 1)


def moved_to_another_field(record):
    state = json.loads(record.state)
    state["name"], state["phone"] = state["phone"], state["name"]
    return with_state(record, state)


def moved_to_another_subject(record):
    return replace(record, state=record.state.replace(str(LI).encode(), str(ZHAO).encode()))


MOVES = [
    moved_to_another_event,
    moved_to_another_aggregate,
    moved_to_another_version,
    moved_to_another_field,
    moved_to_another_subject,
]


@given(st.lists(st.sampled_from(MOVES), min_size=1, unique=True), texts, texts)
def test_a_seal_that_was_moved_never_opens(moves, name, phone):
    record = recorded(opened(name=Personal(LI, name), phone=Personal(LI, phone)))
    for move in moves:
        record = move(record)
    event = loaded(record)

    for fact in (event.name, event.phone):
        with pytest.raises(Tampered):
            RING.open(fact)


@given(st.data())
def test_a_seal_with_any_bit_turned_never_opens(data):
    fact = loaded(recorded(opened())).name
    bit = data.draw(st.integers(0, 8 * len(fact.blob) - 1))
    blob = bytearray(fact.blob)
    blob[bit // 8] ^= 1 << bit % 8

    with pytest.raises(Tampered):
        RING.open(replace(fact, blob=bytes(blob)))


@given(st.integers(0, 60))
def test_a_seal_that_was_cut_short_never_opens(length):
    fact = loaded(recorded(opened())).name

    with pytest.raises(Tampered):
        RING.open(replace(fact, blob=fact.blob[:length]))


@pytest.mark.parametrize(
    "misspelling",
    [
        lambda text: (
            text[:-3] + chr(ord(text[-3]) + 1) + "=="
        ),  # the same bytes in base64, with a bit that is not one of them
        lambda text: text.replace(":", ""),
        lambda text: text + "\n",
        lambda text: text.replace("-", ""),
        lambda text: text[:-2],
        lambda _: 7,
    ],
)
def test_a_seal_in_any_other_spelling_is_no_seal(misspelling):
    record = recorded(opened())
    state = json.loads(record.state)
    state["name"]["sealed"] = misspelling(state["name"]["sealed"])

    with pytest.raises(UnreadableEvent, match="no longer spelt as one"):
        loaded(with_state(record, state))


def test_a_fact_in_clear_is_not_accepted_in_the_place_of_a_sealed_one():
    record = recorded(opened())
    state = json.loads(record.state) | {"name": {"subject": str(LI), "value": LI_NAME}}

    with pytest.raises(UnreadableEvent, match="name") as refusal:
        loaded(with_state(record, state))

    assert LI_NAME not in str(refusal.value)


# ── Reading what others wrote ────────────────────────────────────────────────────────────────────────────


def test_a_sealed_field_that_was_renamed_since_still_opens():
    as_it_was = following(Consultation.PhoneCorrectedAtFirst, phone=Personal(LI, LI_PHONE))
    record = replace(recorded(as_it_was), topic=Consultation.PhoneCorrected.TOPIC)

    event = loaded(record)

    assert isinstance(event, Consultation.PhoneCorrected)
    assert RING.open(event.mobile) == LI_PHONE


def test_an_event_of_a_newer_class_version_is_refused_and_not_misread():
    record = recorded(following(Consultation.PhoneCorrected, mobile=Personal(LI, LI_PHONE), remark=""))
    state = json.loads(record.state) | {"class_version": 3}

    with pytest.raises(UnreadableEvent, match="class version 3, and 2 is the last one known"):
        loaded(with_state(record, state))


@pytest.mark.parametrize("topic", ["MadeUpConsultation.Forgotten", "MadeUpConsultation", "os:system", "json"])
def test_a_topic_of_no_event_class_is_refused_with_topic_and_position(topic):
    record = recorded(described())
    notification = RecordedNotification(
        record.originator_id, 2, topic, record.state, 7, record.event_id, uuid4(), uuid4(), None, RECORDED_AT
    )

    with pytest.raises(UnreadableEvent) as refusal:
        loaded(notification)

    assert str(refusal.value) == (
        f"position 7, version 2 of {record.originator_id}, topic '{topic}': no event class has this topic"
    )


@pytest.mark.parametrize(
    "state", [b"", b"[]", b"{", b'"sealed"', b"\xff", b'{"sealed":"x"}', b"{}"], ids=ascii
)
def test_a_state_that_is_no_state_is_refused(state):
    with pytest.raises(UnreadableEvent):
        loaded(replace(recorded(described()), state=state))


@pytest.mark.parametrize("version", [0, "2", None])
def test_a_class_version_that_is_none_is_refused(version):
    record = recorded(described())

    with pytest.raises(UnreadableEvent):
        loaded(with_state(record, json.loads(record.state) | {"class_version": version}))


def test_a_sealed_fact_in_a_record_without_an_event_id_is_refused():
    record = recorded(opened())

    with pytest.raises(UnreadableEvent, match="this record has none"):
        loaded(StoredEvent(record.originator_id, 1, record.topic, record.state))


# ── Views of a record ────────────────────────────────────────────────────────────────────────────────────


def test_an_auditor_sees_columns_and_state_with_what_is_sealed_left_sealed():
    record = recorded(opened())

    seen = as_json(record)

    assert seen["position"] == 7
    assert seen["recorded_at"] == RECORDED_AT
    assert seen["state"]["area"] == "zhangdian"
    assert seen["state"]["phone"]["sealed"].startswith(f"{LI}:")
