"""Everything together: what a person states goes through the store into PostgreSQL, and lies nowhere in clear."""

from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError
from sqlalchemy import event

from domain.personal_data import Erased, Personal, Sealed, Tampered
from domain.store import TalentCards
from persistence.datastore import Datastore
from persistence.master_key import MasterKey
from persistence.records import event_id_of
from persistence.sealing_factory import SealingFactory
from persistence.vault import Vault
from tests.persistence.commands import command
from tests.persistence.consultations import LI_NAME, LI_NUMBER, LI_PHONE, OFFICER_WANG, Consultation
from tests.persistence.searching import everything_stored

REASON = "李思源本人来电说明"
CANARIES = [LI_NAME, LI_NUMBER, LI_PHONE, REASON]


@pytest.fixture
def vault(datastore: Datastore) -> Vault:
    return Vault(datastore, MasterKey(bytes(range(32))))


@pytest.fixture
def store(datastore: Datastore, vault: Vault) -> TalentCards:
    return TalentCards(SealingFactory(datastore, vault))


def consultation_of(subject, **facts):
    stated = {"name": Personal(subject, LI_NAME), "phone": Personal(subject, LI_PHONE), "area": "zhangdian"}
    return Consultation.open(OFFICER_WANG, **stated | facts)


def saved_consultation_of(subject, store):
    """One whose every kind of personal fact has been recorded: name, telephone number, reason, identifier."""
    consultation = consultation_of(subject)
    because = OFFICER_WANG.model_copy(update={"reason": REASON})
    consultation.record(Consultation.PhoneCorrected, because, mobile=Personal(subject, LI_NUMBER), remark="x")
    store.save(consultation, command=command())
    return consultation.id


def test_nothing_personal_lies_in_any_table_after_a_save(store, vault, owner):
    li = uuid4()
    vault.claim("370300", "identity_document", LI_NUMBER, li)
    saved_consultation_of(li, store)

    stored = everything_stored(owner)

    assert stored.count(b'"sealed":"') >= 4
    assert b"MadeUpConsultation.PhoneCorrected" in stored
    for canary in CANARIES:
        assert canary.encode() not in stored
        assert canary.encode().hex().encode() not in stored


def test_the_search_for_canaries_finds_one(owner, store):
    store.save(consultation_of(uuid4(), area=LI_NUMBER), command=command())

    assert LI_NUMBER.encode() in everything_stored(owner)


def test_what_was_saved_is_loaded_and_opens(store, vault):
    id_ = saved_consultation_of(uuid4(), store)

    loaded = store.repository.get(id_)

    assert vault.open(loaded.name) == LI_NAME
    assert vault.open(loaded.phone) == LI_NUMBER


def test_a_history_tells_of_every_event_where_and_when_and_by_which_command_it_was_recorded(store, vault):
    asked = command()
    consultation = consultation_of(uuid4())
    consultation.record(Consultation.Closed, OFFICER_WANG.model_copy(update={"reason": REASON}))
    store.save(consultation, command=asked)

    opened, closed = store.history(consultation.id)

    assert isinstance(opened.event, Consultation.Opened)
    assert [opened.entry.position, closed.entry.position] == [1, 2]
    assert [opened.entry.event_id, closed.entry.event_id] == [
        event_id_of(asked.command_id, n) for n in (0, 1)
    ]
    assert opened.entry.command_id == asked.command_id
    assert opened.entry.correlation_id == asked.correlation_id
    assert opened.entry.recorded_at.tzinfo is not None
    assert vault.open(closed.event.envelope.reason) == REASON
    assert [recorded.event for recorded in store.history(consultation.id, until=1)] == [opened.event]


def test_an_event_read_from_the_log_as_a_whole_opens_as_well(store, vault):
    saved_consultation_of(uuid4(), store)

    [notification, _] = store.recorder.select_notifications(1, 10)

    assert vault.open(store.mapper.to_domain_event(notification).name) == LI_NAME


def test_an_erased_persons_history_replays_and_goes_on_while_the_facts_are_gone(store, vault):
    li, zhao = uuid4(), uuid4()
    of_li, of_zhao = saved_consultation_of(li, store), saved_consultation_of(zhao, store)

    vault.erase(li)

    loaded = store.repository.get(of_li)
    loaded.record(Consultation.Closed, OFFICER_WANG)
    store.save(loaded, command=command())
    assert store.repository.get(of_li).version == 3
    with pytest.raises(Erased):
        vault.open(loaded.name)
    assert vault.open(store.repository.get(of_zhao).name) == LI_NAME


def test_nothing_more_is_recorded_about_somebody_erased(store, vault):
    li = uuid4()
    vault.erase(li)

    with pytest.raises(Erased):
        store.save(consultation_of(li), command=command())

    assert store.recorder.max_notification_id() is None


def test_a_command_that_comes_too_late_leaves_a_key_and_no_event(store, vault):
    id_ = saved_consultation_of(uuid4(), store)
    one, other = store.repository.get(id_), store.repository.get(id_)
    one.record(Consultation.Closed, OFFICER_WANG)
    store.save(one, command=command())
    newcomer = uuid4()
    other.record(Consultation.PhoneCorrected, OFFICER_WANG, mobile=Personal(newcomer, LI_PHONE), remark="")

    with pytest.raises(IntegrityError):
        store.save(other, command=command())

    assert store.recorder.max_notification_id() == 3
    assert vault.keys_for({newcomer})


def test_a_seal_moved_between_rows_of_the_log_is_tampering(store, vault):
    li = uuid4()
    mine, yours = (store.repository.get(saved_consultation_of(li, store)) for _ in range(2))

    for found, copied in ((mine.name, yours.name), (mine.phone, mine.name)):
        with pytest.raises(Tampered):
            vault.open(Sealed(li, copied.blob, found.bound))


def test_a_command_that_took_effect_is_found_by_its_principal_and_key(store):
    asked = command("key-1", principal="wang")
    positions = store.save_all([consultation_of(uuid4())], asked)

    found = store.carried_out("wang", "key-1")

    assert [found.first_position, found.last_position] == [positions[0], positions[-1]]
    assert found.fingerprint == asked.fingerprint
    assert store.carried_out("li", "key-1") is None


def test_a_store_that_is_closed_leaves_the_connections_to_their_owner(store, datastore):
    store.close()

    assert datastore.rows("SELECT 1") == [(1,)]


def test_many_aggregates_are_loaded_with_one_question_and_as_one_by_one(store, datastore):
    ids = [saved_consultation_of(uuid4(), store) for _ in range(5)]
    nobody, questions = uuid4(), []
    event.listen(datastore.engine, "checkout", lambda *_: questions.append("asked"))

    found = store.load_all([*ids, nobody])

    assert questions == ["asked"]
    assert found == {id_: store.repository.get(id_) for id_ in ids}


def test_which_aggregates_there_are_is_asked_without_reading_them(store):
    begun = {saved_consultation_of(uuid4(), store) for _ in range(3)}

    assert store.which_begun([*begun, uuid4()]) == begun
    assert store.which_begun([]) == set()


def test_many_aggregates_are_loaded_as_they_were_at_a_position(store):
    first, later = (saved_consultation_of(uuid4(), store) for _ in range(2))
    begun, *_ = store.history(first)

    found = store.load_all([first, later], until=begun.entry.position)

    assert set(found) == {first}
    assert found[first].version == 1
