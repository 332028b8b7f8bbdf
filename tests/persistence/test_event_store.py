"""What one command records: all of it or nothing, under ids that follow from the command."""

import logging
import traceback
from uuid import uuid4

import pytest
from eventsourcing.persistence import IntegrityError

from domain.personal_data import Erased, Personal, Sealed
from domain.store import TalentCards
from persistence.records import event_id_of
from persistence.state import Unrecordable
from tests.persistence.commands import command
from tests.persistence.consultations import LI_NAME, LI_PHONE, OFFICER_WANG, Consultation, InMemory, Keys

LI, ZHAO = uuid4(), uuid4()


@pytest.fixture
def keys() -> Keys:
    return Keys()


@pytest.fixture
def store(keys) -> TalentCards:
    return TalentCards(InMemory(keys))


def consultation_of_li() -> Consultation:
    facts = {"name": Personal(LI, LI_NAME), "phone": Personal(LI, LI_PHONE), "area": "zhangdian"}
    return Consultation.open(OFFICER_WANG, **facts)


def records(store):
    return store.recorder.select_notifications(None, 100)


def test_the_events_of_a_command_have_ids_that_follow_from_it_and_from_their_order(store):
    asked = command()
    first, second = consultation_of_li(), consultation_of_li()
    first.record(Consultation.Closed, OFFICER_WANG)

    store.save(first, second, command=asked)

    recorded = [*store.recorder.select_events(first.id), *store.recorder.select_events(second.id)]
    assert [event.event_id for event in recorded] == [event_id_of(asked.command_id, n) for n in range(3)]


def test_a_saved_aggregate_is_loaded_with_its_facts_sealed_and_they_open(store, keys):
    consultation = consultation_of_li()
    store.save(consultation, command=command())

    loaded = store.repository.get(consultation.id)

    assert isinstance(loaded.name, Sealed)
    assert keys.open(loaded.name) == LI_NAME
    assert keys.open(loaded.phone) == LI_PHONE
    assert loaded.area == "zhangdian"


def test_the_vault_is_asked_once_for_all_subjects_of_a_command(store, keys):
    of_li, of_zhao = (
        consultation_of_li(),
        Consultation.open(OFFICER_WANG, name=Personal(ZHAO, "赵"), area="x"),
    )

    store.save(of_li, of_zhao, command=command())

    assert keys.asked == [{LI, ZHAO}]


def test_what_the_events_of_a_command_have_in_common_is_written_in_each_and_sealed_for_each(store, keys):
    because = OFFICER_WANG.model_copy(update={"reason": "来电说明"})
    consultation = consultation_of_li()
    for _ in range(2):
        consultation.record(Consultation.Closed, because, subject=LI)
        consultation.record(Consultation.Closed, OFFICER_WANG)

    store.save(consultation, command=command())

    recorded = map(store.mapper.to_domain_event, store.recorder.select_events(consultation.id))
    _, first, plain, second, _ = events = list(recorded)
    reasons = [first.envelope.reason, second.envelope.reason]
    assert [keys.open(reason) for reason in reasons] == ["来电说明"] * 2
    assert reasons[0].bound != reasons[1].bound
    assert (plain.envelope.actor, plain.envelope.reason) == (OFFICER_WANG.actor, None)
    assert {event.timestamp for event in events} == {OFFICER_WANG.at}


def test_the_positions_of_all_events_are_returned_in_order(store):
    consultation = consultation_of_li()
    consultation.record(Consultation.Closed, OFFICER_WANG)

    assert store.save_all([consultation], command()) == [1, 2]
    assert store.save_all([], command()) == []


def test_nothing_is_recorded_of_a_command_that_states_a_fact_about_somebody_erased(store, keys):
    store.save(consultation_of_li(), command=command())
    keys.erase(LI)
    unrelated = Consultation.open(OFFICER_WANG, name=Personal(ZHAO, "赵"), area="x")

    with pytest.raises(Erased):
        store.save(unrelated, consultation_of_li(), command=command())

    assert len(records(store)) == 1


def test_nothing_is_recorded_and_no_key_is_made_if_one_event_cannot_be_recorded(store, keys):
    consultation = consultation_of_li()
    consultation.record(Consultation.Careless, OFFICER_WANG, anything=1.5, must_be_stated="")

    with pytest.raises(Unrecordable):
        store.save(consultation, command=command())

    assert records(store) == []
    assert keys.keys == {}


def test_a_history_replays_and_goes_on_after_its_person_was_erased(store, keys):
    consultation = consultation_of_li()
    store.save(consultation, command=command())
    keys.erase(LI)

    loaded = store.repository.get(consultation.id)
    loaded.record(Consultation.Closed, OFFICER_WANG)
    store.save(loaded, command=command())

    assert store.repository.get(consultation.id).version == 2


def test_a_fact_that_was_loaded_is_not_recorded_again_unopened(store):
    consultation = consultation_of_li()
    store.save(consultation, command=command())
    loaded = store.repository.get(consultation.id)
    loaded.record(Consultation.PhoneCorrected, OFFICER_WANG, mobile=loaded.phone, remark="")

    with pytest.raises(Unrecordable, match="mobile: sealed for another place"):
        store.save(loaded, command=command())


def test_events_without_their_command_are_refused(store):
    with pytest.raises(TypeError, match="with the command that caused them"):
        store.save(consultation_of_li())


def test_the_time_of_an_event_is_the_authoritys(store):
    consultation = consultation_of_li()
    store.save(consultation, command=command())

    assert store.repository.get(consultation.id).created_on == OFFICER_WANG.at


def test_no_variable_of_the_environment_changes_how_events_are_recorded(monkeypatch, keys):
    monkeypatch.setenv("COMPRESSOR_TOPIC", "eventsourcing.compressor:ZlibCompressor")
    monkeypatch.setenv("CIPHER_KEY", "MTIzNDU2Nzg5MDEyMzQ1Ng==")
    monkeypatch.setenv("IS_SNAPSHOTTING_ENABLED", "y")
    store = TalentCards(InMemory(keys))

    store.save(consultation_of_li(), command=command())

    assert store.snapshots is None
    assert records(store)[0].state.startswith(b'{"timestamp":')


def test_a_failure_to_record_shows_nothing_personal(store, caplog):
    caplog.set_level(logging.DEBUG)
    consultation = consultation_of_li()
    twice = consultation.collect_events()
    consultation.record(
        Consultation.Careless, OFFICER_WANG, anything=Personal(LI, "\ud83d" + LI_NAME), must_be_stated=""
    )
    failures = []

    for saved in ([*twice, *twice], [consultation]):
        with pytest.raises((IntegrityError, Unrecordable)) as failure:
            store.save(*saved, command=command())
        failures.append("".join(traceback.format_exception(failure.value)))

    assert len(failures) == 2
    for canary in (LI_NAME, LI_PHONE):
        assert canary not in "".join(failures) + caplog.text + repr(consultation) + repr(twice)
