"""The bytes of a sealed fact, which are for ever: they are those of docs/format/sealed-data-1.md."""

import re
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from hypothesis import given
from hypothesis import strategies as st

from domain.personal_data import Personal, Sealed
from persistence.master_key import MasterKey
from persistence.sealing import KeyRing, place
from persistence.state import found
from persistence.vault import digest_of

FORMAT = Path(__file__).parents[2] / "docs/format/sealed-data-1.md"
LI = UUID("11111111-2222-4333-8444-555555555555")
RING = KeyRing({LI: bytes(range(32))})


@pytest.fixture(scope="module")
def vector() -> dict[str, str]:
    """The test vector as the document prints it: `name = value`, hexadecimal where nothing else is said."""
    of_an_event = FORMAT.read_text().split("### An answer")[0]
    return dict(re.findall(r"^(\w+) += (.+)$", of_an_event, flags=re.MULTILINE))


def test_the_place_of_the_documented_fact_is_the_documented_one(vector):
    bound = place(
        UUID(vector["event_id"]), UUID(vector["originator_id"]), int(vector["version"]), vector["path"]
    )

    assert bound.hex() == vector["bound"]


def test_the_documented_blob_opens_with_the_documented_key(vector):
    subject = UUID(vector["subject"])
    ring = KeyRing({subject: bytes.fromhex(vector["data_key"])})

    fact = ring.open(Sealed(subject, bytes.fromhex(vector["blob"]), bytes.fromhex(vector["bound"])))

    assert fact == vector["value"]


def test_the_documented_blob_follows_from_the_documented_steps(vector):
    associated = bytes.fromhex("01") + UUID(vector["subject"]).bytes + bytes.fromhex(vector["bound"])
    padded = vector["value"].encode() + b"\x80"
    padded += b"\x00" * (-len(padded) % 32)
    nonce = bytes.fromhex(vector["nonce"])

    ciphertext = AESGCM(bytes.fromhex(vector["data_key"])).encrypt(nonce, padded, associated)

    assert associated.hex() == vector["associated_data"]
    assert padded.hex() == vector["padded"]
    assert (b"\x01" + nonce + ciphertext).hex() == vector["blob"]


def test_the_documented_wrapped_key_opens_with_the_documented_master_key(vector):
    master_key = MasterKey(bytes.fromhex(vector["master_key"]))

    assert master_key.id.hex() == vector["master_key_id"]
    wrapped = bytes.fromhex(vector["wrapped_key"])
    assert master_key.unwrap(wrapped, UUID(vector["subject"]).bytes).hex() == vector["data_key"]


def test_the_documented_state_is_read_as_the_documented_blob(vector):
    state = {"contacts": [{"phone": {"sealed": vector["sealed"]}}]}

    sealed = found(state, "", str.encode)["contacts"][0]["phone"]

    assert sealed.blob.hex() == vector["blob"]
    assert sealed.bound.decode() == vector["path"]


def test_the_documented_identifier_has_the_documented_digest(vector):
    index_root = bytes.fromhex(vector["index_root"])

    digest = digest_of(index_root, vector["jurisdiction"], vector["kind"], vector["identifier"])

    assert digest.hex() == vector["digest"]


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_every_text_opens_as_it_was(value):
    assert RING.open(RING.seal(Personal(LI, value), b"here")) == value


@pytest.mark.parametrize(
    "value", ["", "男", "群众", "中共党员", "37030119800101001X", "13800005678", "a" * 31]
)
def test_short_facts_all_have_the_same_length(value):
    assert len(RING.seal(Personal(LI, value), b"here").blob) == 61


def test_the_same_fact_is_never_sealed_to_the_same_bytes():
    blobs = {RING.seal(Personal(LI, "李思源"), b"here").blob for _ in range(100)}

    assert len(blobs) == 100


places = st.tuples(
    st.uuids(), st.uuids(), st.integers(0, 2**63 - 1), st.text(st.characters(exclude_categories=["Cs"]))
)


@given(places, places)
def test_two_places_are_bound_to_the_same_bytes_only_if_they_are_the_same(one, other):
    assert (place(*one) == place(*other)) == (one == other)


def test_a_key_ring_shows_whose_keys_it_holds_and_no_key():
    subject = uuid4()

    assert repr(KeyRing({subject: b"\x42" * 32})) == f"KeyRing({subject})"
