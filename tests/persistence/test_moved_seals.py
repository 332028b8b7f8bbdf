"""A seal opens where it was made and nowhere else: moved to another event, field, subject or version it is tampering (P2)."""

from uuid import UUID

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from domain.personal_data import Personal, Sealed, Tampered
from persistence.sealing import KeyRing, place

LI, ZHAO = UUID(int=1), UUID(int=2)
RING = KeyRing({LI: b"\x11" * 32, ZHAO: b"\x22" * 32})
SAME_KEY = KeyRing({LI: b"\x11" * 32, ZHAO: b"\x11" * 32})  # even then the subject is part of what was sealed

texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)
fields = st.sampled_from(["/name", "/phone", "/document/number", "/documents/0/number", "/envelope/reason"])
places = st.tuples(st.uuids(), st.uuids(), st.integers(0, 2**40), fields)


@pytest.mark.bar(id="P2", size="any other event, aggregate, version or field")
@given(texts, places, st.integers(0, 3), places)
def test_another_event_aggregate_version_or_field_is_another_place(value, here, part, elsewhere):
    there = tuple(elsewhere[n] if n == part else here[n] for n in range(4))
    sealed = RING.seal(Personal(LI, value), place(*here))

    assert RING.open(sealed) == value
    assume(there != here)
    with pytest.raises(Tampered):
        RING.open(Sealed(LI, sealed.blob, place(*there)))


@pytest.mark.bar(id="P2", size="any other subject")
@given(texts, places)
def test_another_subject_is_another_person_whatever_the_key(value, here):
    sealed = SAME_KEY.seal(Personal(LI, value), place(*here))

    for ring in (RING, SAME_KEY):
        with pytest.raises(Tampered):
            ring.open(Sealed(ZHAO, sealed.blob, place(*here)))


@given(texts, places, st.data())
def test_a_byte_that_was_altered_is_noticed(value, here, data):
    sealed = RING.seal(Personal(LI, value), place(*here))
    at = data.draw(st.integers(0, len(sealed.blob) - 1))
    other = data.draw(st.integers(1, 255))
    altered = bytearray(sealed.blob)
    altered[at] ^= other

    with pytest.raises(Tampered):
        RING.open(Sealed(LI, bytes(altered), sealed.bound))
