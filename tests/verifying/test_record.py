"""The verifier reads the published vectors of event records, and nothing that is not exactly a record."""

from datetime import timedelta

import pytest
from huicai_verify.record import RecordInvalid, read_record
from hypothesis import given
from hypothesis import strategies as st

from persistence.event_record import EPOCH, event_record
from tests.persistence.test_event_record import VECTORS, stated_event
from tests.verifying.exported_logs import made_up_events


@pytest.mark.parametrize("vector", VECTORS, ids=[vector.splitlines()[0] for vector in VECTORS])
def test_a_published_vector_is_read_back(vector: str) -> None:
    event = stated_event(vector)

    record = read_record(event_record(event))

    assert record.position == event.id
    assert record.event_id == event.event_id.bytes
    assert record.stream == str(event.originator_id)
    assert record.originator_version == event.originator_version
    assert record.topic.decode() == event.topic
    assert record.state == event.state
    assert record.command_id == event.command_id.bytes
    assert record.correlation_id == event.correlation_id.bytes
    assert record.causation_id == (event.causation_id and event.causation_id.bytes)
    assert EPOCH + timedelta(microseconds=record.recorded_at) == event.recorded_at


RECORDS = [event_record(event) for event in made_up_events(20)]


@given(st.sampled_from(RECORDS), st.integers(1, 40))
def test_a_record_that_ends_early_or_late_is_none(record: bytes, count: int) -> None:
    for content in (record[:-count], record + bytes(count)):
        with pytest.raises(RecordInvalid):
            read_record(content)


@given(st.binary(max_size=400))
def test_other_bytes_are_refused_and_nothing_else_goes_wrong(content: bytes) -> None:
    with pytest.raises(RecordInvalid):
        read_record(content)
