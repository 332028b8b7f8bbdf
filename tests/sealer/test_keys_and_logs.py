"""Keys change and logs follow one another, and whoever verifies goes along with the keys that he or she was handed."""

import logging

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from persistence.event_record import event_record
from persistence.signing_keys import SigningKeysUnusable
from sealer import signers, verifying
from sealer.publishing import CHECKPOINT
from sealer.rolling_over import NothingToFreeze, roll_over
from sealer.sealer import Sealer
from sealer.verifying import Verified
from tests.sealer.conftest import ORIGIN
from tests.transparency import rfc6962
from tests.transparency.test_note import NationalSigner
from transparency.checkpoint import read_checkpoint, referred_to
from transparency.note import Ed25519Signer, Note, NoteNotBelieved, VerifierKey

FIRST, SECOND = f"{ORIGIN}/sha256-ed25519/1", f"{ORIGIN}/sha256-ed25519/2"


def newest(town, epoch: int = 1) -> str:
    return town.auditor.checkpoint(epoch).note


def believed(note: str, *keys: str) -> bool:
    try:
        return bool(Note.parse(note).believed_by(map(VerifierKey.parse, keys)))
    except NoteNotBelieved:
        return False


def is_sound(town) -> bool:
    return not list(verifying.faults(town.auditor, town.files, town.verifiers(), Verified()))


def test_while_a_key_changes_whoever_has_either_key_believes(covered):
    town = covered(5)
    [old] = [line.verifier_key for line in town.auditor.verifier_keys()]
    before = newest(town)

    new = signers.rotate(town.key_file, FIRST)
    town.sealer.look()  # although nothing has happened
    both = newest(town)
    signers.retire(town.key_file, FIRST, old)
    town.recorded(1)
    town.sealer.look()
    after = newest(town)

    assert [believed(before, key) for key in (old, new)] == [True, False]
    assert [believed(both, key) for key in (old, new)] == [True, True]
    assert [believed(after, key) for key in (old, new)] == [False, True]
    assert (town.files_folder / "1" / CHECKPOINT).read_text() == after
    lines = town.auditor.verifier_keys()
    assert [(line.verifier_key, line.retired_at is None) for line in lines] == [(old, False), (new, True)]


def test_a_key_that_signs_again_is_no_longer_told_to_be_retired(covered):
    town = covered(5)
    first = town.key_file.read_bytes()
    [old] = [line.verifier_key for line in town.auditor.verifier_keys()]
    new = signers.rotate(town.key_file, FIRST)
    signers.retire(town.key_file, FIRST, old)
    town.sealer.look()
    town.key_file.write_bytes(first)
    town.sealer.look()

    retired = {line.verifier_key: line.retired_at is not None for line in town.auditor.verifier_keys()}
    assert retired == {old: False, new: True}


def test_the_only_key_is_not_retired(covered):
    town = covered(5)
    [only] = [line.verifier_key for line in town.auditor.verifier_keys()]

    for key in (only, "no such key"):
        with pytest.raises(SigningKeysUnusable, match="only one"):
            signers.retire(town.key_file, FIRST, key)


def test_keys_in_a_setting_sign_like_those_in_the_file(town):
    town.recorded(2)
    town.sealer.look()
    stated = signers.stated(town.key_file.read_text())

    assert [one.verifier_key for one in stated(FIRST)] == [
        line.verifier_key for line in town.auditor.verifier_keys()
    ]


def with_a_device(origin: str) -> list:
    """What an operator installs beside the product: a device that signs in a way of its own, and a key of ours."""
    return [NationalSigner(), Ed25519Signer(origin, Ed25519PrivateKey.from_private_bytes(b"\7" * 32))]


def test_another_kind_of_signer_signs_beside_and_is_passed_over_by_who_does_not_know_it(town):
    device = signers.named(f"{__name__}:with_a_device")
    sealer = Sealer(town.store("sealer"), device, town.files, origin=ORIGIN)
    town.recorded(3)
    sealer.look()

    assert len(Note.parse(newest(town)).signatures) == 2
    assert read_checkpoint(newest(town), FIRST, town.verifiers()).size == 3
    assert is_sound(town)
    sealer.close()


@pytest.mark.parametrize("name", ["no_such_module:signers", f"{__name__}:no_such_function"])
def test_a_signer_that_there_is_not_is_told(name):
    with pytest.raises(SigningKeysUnusable, match="there is no"):
        signers.named(name)


def test_a_key_that_cannot_be_used_keeps_nobody_from_recording(covered, caplog):
    town = covered(3)
    town.key_file.write_text("{}")
    town.recorded(2)

    with caplog.at_level(logging.ERROR):
        town.sealer.tick()
    town.recorded(1)

    assert town.log().size == 3
    assert town.auditor.sealer().lag > 0
    assert "no checkpoint can be signed" in caplog.text


def test_the_next_log_begins_with_the_last_checkpoint_of_the_one_before(covered):
    town = covered(300)
    last = newest(town)
    town.recorded(2)

    frozen, begun = roll_over(town.store("sealer"), town.files, "a new suite")
    town.sealer.look()

    log = town.log()
    assert (frozen.size, frozen.frozen_at is not None, begun.origin) == (300, True, SECOND)
    assert (log.epoch, log.first_position, log.size, log.reason) == (2, 301, 3, "a new suite")
    assert referred_to(log.reference) == last
    records = [event_record(one) for one in town.auditor.events(301, 302)]
    assert log.root == rfc6962.mth([log.reference, *records])
    assert town.paths(2) >= {"checkpoint", "tile/0/000.p/3", "tile/entries/000.p/3"}
    assert is_sound(town)


def test_events_of_either_log_have_their_proofs(covered):
    town = covered(5)
    roll_over(town.store("sealer"), town.files, "a new suite")
    town.recorded(4)
    town.sealer.look()

    for position, origin, index in ((5, FIRST, 4), (6, SECOND, 1), (9, SECOND, 4)):
        proof = town.auditor.proof_file(position)
        [event] = town.auditor.events(position, position)
        assert proof.index == index
        assert proof.verified(event_record(event), origin, town.verifiers())


def test_a_log_that_is_frozen_stays_as_it_is(covered):
    town = covered(5)
    roll_over(town.store("sealer"), town.files, "a new suite")
    with town.store("owner").cursor() as cursor, pytest.raises(Exception, match="frozen one stays"):
        cursor.execute("UPDATE transparency.logs SET size = 6 WHERE epoch = 1")


def test_before_the_first_checkpoint_there_is_nothing_to_freeze(town):
    with pytest.raises(NothingToFreeze):
        roll_over(town.store("sealer"), town.files, "too early")


def test_after_a_restore_that_lost_events_the_next_log_refers_to_what_was_given_away(covered):
    town = covered(5)
    backup = [dict(zip(("size", "root", "hashes"), row, strict=True)) for row in town.app.rows(
        "SELECT size, root, hashes FROM transparency.logs, transparency.tiles"
    )]  # fmt: skip
    town.recorded(3)
    town.sealer.look()
    given = newest(town)
    [kept] = backup
    town.done_as_owner("DELETE FROM log.events WHERE position > 5")
    town.done_as_owner("DELETE FROM transparency.checkpoints WHERE size > 5")
    town.done_as_owner("UPDATE transparency.tiles SET hashes = %s", bytes(kept["hashes"]))
    town.done_as_owner("UPDATE transparency.logs SET size = 5, root = %s", bytes(kept["root"]))
    town.recorded(4)
    town.sealer.look()
    assert town.alarms() == [("fork", 1, 8)]
    assert town.log().size == 5

    roll_over(town.store("sealer"), town.files, "events 6 to 8 were lost with the disk")
    town.sealer.look()

    assert referred_to(town.log().reference) == given
    assert (town.log().first_position, town.log().covered_position) == (6, 9)
