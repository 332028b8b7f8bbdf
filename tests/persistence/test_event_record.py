"""The bytes of an event record are those of the published vectors, and tell any two events apart."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from persistence.datastore import Datastore
from persistence.event_record import event_record, read_event_record
from persistence.recorders import LogRecorder
from persistence.records import RecordedNotification, event_id_of
from tests.persistence.commands import command, event

PAGE = Path(__file__).parents[2] / "docs" / "format" / "event-record-1.md"
VECTORS = PAGE.read_text().partition("## Test vectors")[2].split("### ")[1:]


def stated_event(vector: str) -> RecordedNotification:
    """The event that a vector of the page states as a table."""
    value = dict(re.findall(r"^\| `(\w+)` \| ?(.*?) ?\|$", vector, re.MULTILINE))
    ids = {name: UUID(value[name]) for name in ("event_id", "originator_id", "command_id", "correlation_id")}
    return RecordedNotification(
        id=int(value["position"]),
        originator_version=int(value["originator_version"]),
        topic=value["topic"],
        state=value["state"].encode(),
        causation_id=None if value["causation_id"] == "NULL" else UUID(value["causation_id"]),
        recorded_at=datetime.fromisoformat(value["recorded_at"]),
        **ids,
    )


@pytest.mark.parametrize("vector", VECTORS, ids=[vector.splitlines()[0] for vector in VECTORS])
def test_the_record_is_the_one_published(vector: str) -> None:
    [published] = re.findall(r"```\n(.*?)```", vector, re.DOTALL)
    [digest] = re.findall(r"SHA-256 of the record: `(\w+)`", vector)

    record = event_record(stated_event(vector))

    assert record == bytes.fromhex(published)
    assert sha256(record).hexdigest() == digest


ANY_EVENT = stated_event(VECTORS[0])


@pytest.mark.parametrize(
    "change",
    [
        {"id": 8},
        {"event_id": UUID(int=1)},
        {"originator_id": UUID(int=1)},
        {"originator_version": 4},
        {"topic": "Quota.Reserve"},
        {"state": ANY_EVENT.state + b" "},
        {"topic": ANY_EVENT.topic + "{", "state": ANY_EVENT.state[1:]},
        {"command_id": UUID(int=1)},
        {"correlation_id": UUID(int=1)},
        {"causation_id": None},
        {"recorded_at": ANY_EVENT.recorded_at + timedelta(microseconds=1)},
    ],
    ids=" and ".join,
)
def test_whatever_is_changed_changes_the_record(change: dict[str, Any]) -> None:
    assert event_record(replace(ANY_EVENT, **change)) != event_record(ANY_EVENT)


def test_the_same_instant_in_another_zone_is_the_same_record() -> None:
    elsewhere = ANY_EVENT.recorded_at.astimezone()

    assert event_record(replace(ANY_EVENT, recorded_at=elsewhere)) == event_record(ANY_EVENT)


IN_SQL = """
    SELECT convert_to(E'huicai/event-record/1\\n', 'UTF8')
        || int4send(8) || int8send(position)
        || int4send(16) || uuid_send(event_id)
        || int4send(16) || uuid_send(originator_id)
        || int4send(8) || int8send(originator_version)
        || int4send(octet_length(topic)) || convert_to(topic, 'UTF8')
        || int4send(octet_length(state)) || state
        || int4send(16) || uuid_send(command_id)
        || int4send(16) || uuid_send(correlation_id)
        || coalesce(int4send(16) || uuid_send(causation_id), int4send(-1))
        || int4send(8) || int8send((extract(epoch FROM recorded_at) * 1000000)::bigint)
      FROM log.events ORDER BY position
"""


def test_the_server_writes_the_same_records_in_sql(datastore: Datastore, log: LogRecorder) -> None:
    log.insert_events(
        [event(topic="名额", state=b"\0\xff"), event(state=b"")], command=command(causation_id=uuid4())
    )
    log.insert_events([event()])

    by_server = [bytes(record) for (record,) in datastore.rows(IN_SQL)]

    assert [event_record(each) for each in log.select_notifications(None, 10)] == by_server


def test_the_published_event_id_follows_from_the_command_id() -> None:
    assert event_id_of(ANY_EVENT.command_id, 0) == ANY_EVENT.event_id


@pytest.mark.parametrize("vector", VECTORS, ids=[vector.splitlines()[0] for vector in VECTORS])
def test_a_record_is_read_back_to_its_event(vector: str) -> None:
    event = stated_event(vector)

    assert read_event_record(event_record(event)) == event


@pytest.mark.parametrize(
    "change", [lambda record: record[:-1], lambda record: record + b"\0", lambda record: record[1:]]
)
def test_what_is_no_record_is_not_read_as_one(change: Callable[[bytes], bytes]) -> None:
    with pytest.raises(ValueError, match="no event record"):
        read_event_record(change(event_record(ANY_EVENT)))
