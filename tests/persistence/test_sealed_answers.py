"""What an answer shows of persons, even masked, is sealed in the log, for this command and this place in it."""

import re
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import orjson
import pytest
from eventsourcing.persistence import DataError
from hypothesis import given
from hypothesis import strategies as st

from domain.base import CommandHeader
from domain.personal_data import Erased, Personal, Sealed, Tampered
from domain.store import CarriedOut, TalentCards
from persistence.datastore import Datastore
from persistence.mapper import EnvelopeMapper, UnreadableAnswer
from persistence.master_key import MasterKey
from persistence.records import RecordedCommand
from persistence.sealing import KeyRing, place
from persistence.sealing_factory import SealingFactory
from persistence.state import Unrecordable
from persistence.vault import Vault
from tests.persistence.commands import command
from tests.persistence.consultations import LI_NAME, LI_PHONE, OFFICER_WANG, Consultation, InMemory, Keys
from tests.persistence.searching import everything_stored

FORMAT = Path(__file__).parents[2] / "docs/format/sealed-data-1.md"
LI, ZHAO = uuid4(), uuid4()
MAPPER = EnvelopeMapper()
RING = KeyRing({LI: b"\x11" * 32})
MASKED_NAME, MASKED_PHONE = "李**", "138****5678"
SHOWN = {"b": 1, "name": Personal(LI, MASKED_NAME), "a": [{"phone": Personal(LI, MASKED_PHONE)}, None, True]}


@pytest.fixture
def vault(datastore: Datastore) -> Vault:
    return Vault(datastore, MasterKey(bytes(range(32))))


@pytest.fixture
def store(datastore: Datastore, vault: Vault) -> TalentCards:
    return TalentCards(SealingFactory(datastore, vault))


def consultation_of_li() -> Consultation:
    return Consultation.open(OFFICER_WANG, name=Personal(LI, LI_NAME), phone=Personal(LI, LI_PHONE), area="x")


def saved(store: TalentCards, key: str = "k-1", answer: Any = SHOWN) -> CarriedOut:
    """A consultation of Li's, recorded with this answer, as the log knows its command."""
    store.save_all([consultation_of_li()], command(key, answer=answer))
    found = store.carried_out("zhang-san", key)
    assert found is not None
    return found


def recorded(answer: Any, command_id: UUID | None = None) -> RecordedCommand:
    return RecordedCommand(command_id or uuid4(), "x", "x", "x", b"", answer, 1, 1)


def sealed(header: CommandHeader) -> RecordedCommand:
    answer = orjson.loads(orjson.dumps(MAPPER.draft_answer(header).sealed(RING).answer))
    return recorded(answer, header.command_id)


@pytest.fixture
def vector() -> dict[str, str]:
    """The test vector of the document's chapter on answers."""
    chapter = FORMAT.read_text().split("### An answer")[1]
    return dict(re.findall(r"^(\w+) += (.+)$", chapter, flags=re.MULTILINE))


def test_nothing_that_an_answer_shows_of_somebody_lies_in_any_table(store, owner):
    saved(store)

    stored = everything_stored(owner)

    assert stored.count(b'"sealed":"') >= 4
    for canary in (LI_NAME, LI_PHONE, MASKED_NAME, MASKED_PHONE, "李"):
        assert canary.encode() not in stored


def test_the_search_would_have_found_a_masked_fact(store, owner):
    saved(store, answer={"name": MASKED_NAME})

    assert MASKED_NAME.encode() in everything_stored(owner)


def test_the_facts_of_an_answer_open_to_what_was_shown_with_all_else_in_its_order(store, vault):
    answer = saved(store).answer or {}

    assert list(answer) == ["b", "name", "a"]
    assert vault.open_many([answer["name"], answer["a"][0]["phone"]]) == [MASKED_NAME, MASKED_PHONE]
    assert (answer["b"], answer["a"][1:]) == (1, [None, True])


def test_the_facts_of_an_answer_are_erased_with_their_person(store, vault):
    answer = saved(store).answer or {}

    vault.erase(LI)

    [name, phone] = vault.open_many([answer["name"], answer["a"][0]["phone"]])
    assert isinstance(name, Erased)
    assert isinstance(phone, Erased)


def test_an_answer_without_facts_is_stored_as_it_is(store, owner):
    answer = {"名称": "齐鲁“石化”\\", "places": [{"n": 1, "on": "2026-03-02"}, None, False], "version": 3}

    found = saved(store, answer=answer)

    [(stored,)] = owner.rows("SELECT answer::text FROM log.commands")
    assert stored == orjson.dumps(answer).decode()
    assert found.answer == answer
    assert list(found.answer) == list(answer)


def test_a_command_without_an_answer_has_none(store):
    assert saved(store, answer=None).answer is None


@pytest.mark.parametrize("moved", ["to another command", "to another member"])
def test_a_fact_that_was_moved_is_tampering(store, vault, moved):
    first, second = saved(store).answer or {}, saved(store, "k-2").answer or {}
    blob = first["name"].blob
    place_of = second["name"] if moved == "to another command" else first["a"][0]["phone"]

    with pytest.raises(Tampered):
        vault.open(Sealed(LI, blob, place_of.bound))


def test_an_answer_put_under_another_command_is_tampering():
    mine = sealed(command(answer=SHOWN))
    answered = MAPPER.to_answered(recorded(mine.answer)).answer or {}

    with pytest.raises(Tampered):
        RING.open(answered["name"])


def test_a_fact_of_an_event_does_not_open_in_an_answer_even_of_the_same_id():
    header = command(answer={"name": Personal(LI, MASKED_NAME)})
    of_event = RING.seal(Personal(LI, LI_NAME), place(header.command_id, header.command_id, 0, "/name"))
    answered = MAPPER.to_answered(sealed(header)).answer or {}

    with pytest.raises(Tampered):
        RING.open(Sealed(LI, of_event.blob, answered["name"].bound))


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.text(st.characters(exclude_categories=["Cs"])),
        lambda inside: st.lists(inside, max_size=3)
        | st.dictionaries(st.sampled_from(["sealed", "~sealed", "~~sealed", "a", "~", "/"]), inside, max_size=2),
        max_leaves=8,
    )
)  # fmt: skip
def test_every_answer_is_read_as_it_was_and_nothing_typed_is_taken_for_a_seal(inside):
    for answer in ({"sealed": inside}, {"~sealed": inside}, {"a": inside, "sealed": inside}):
        assert MAPPER.to_answered(sealed(command(answer=answer))).answer == answer


def test_the_vault_is_asked_once_for_events_and_answer():
    keys = Keys()
    store = TalentCards(InMemory(keys))

    store.save_all([consultation_of_li()], command(answer=SHOWN | {"zhao": Personal(ZHAO, "赵*")}))

    assert keys.asked == [{LI, ZHAO}]


def test_an_answer_that_cannot_be_recorded_is_refused_before_anything_is():
    keys = Keys()
    store = TalentCards(InMemory(keys))

    with pytest.raises(Unrecordable, match=r"answer/share: a float is not exact"):
        store.save_all([consultation_of_li()], command(answer={"share": 0.5}))

    assert keys.keys == {}


def test_a_fact_that_nobody_sealed_is_not_written(store):
    with pytest.raises(DataError):
        store.recorder.append([], command(answer=SHOWN))

    assert store.recorder.max_notification_id() is None


def test_a_seal_that_is_no_longer_spelt_as_one_is_told_with_its_command():
    altered = recorded({"name": {"sealed": "李**"}})

    with pytest.raises(UnreadableAnswer, match=str(altered.command_id)):
        MAPPER.to_answered(altered)


def test_the_documented_answer_opens_with_the_documented_key(vector):
    command_id, subject = UUID(vector["command_id"]), UUID(vector["subject"])
    ring = KeyRing({subject: bytes.fromhex(vector["data_key"])})
    stored = recorded(orjson.loads(vector["stored"]), command_id)

    fact = (MAPPER.to_answered(stored).answer or {})["documents"][0]["number"]

    assert fact.bound.hex() == vector["bound"]
    assert fact.bound == place(command_id, command_id, 0, vector["path"])
    assert fact.blob.hex() == vector["blob"]
    assert ring.open(fact) == vector["value"]
