"""What was changed behind the sealer's back is found and alarms; and what would hide it is shown to be found as well."""

import shutil

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from persistence.log_sealing import LogSealing
from persistence.transparency_log import TransparencyLog
from sealer import verifying
from sealer.publishing import CHECKPOINT, TileFiles
from sealer.rolling_over import roll_over
from sealer.verifying import Verified
from tests.transparency import rfc6962
from transparency.note import VerifierKey
from transparency.tiles import Edge

ALTER = "UPDATE log.events SET state = 'x' WHERE position = %s"
FORGET_ALL = """
    ALTER TABLE transparency.checkpoints DISABLE TRIGGER USER;
    ALTER TABLE transparency.verifier_keys DISABLE TRIGGER USER;
    TRUNCATE transparency.logs CASCADE
"""


def faults(town) -> set[tuple[str, str]]:
    verified = Verified()
    found = verifying.faults(town.auditor, town.files, town.verifiers(), verified)
    return {(fault.kind, fault.where) for fault in found}


CHANGES = (
    "state = state || ' '",
    "topic = topic || 'x'",
    "recorded_at = recorded_at + interval '1 microsecond'",
    "event_id = gen_random_uuid()",
    "command_id = gen_random_uuid()",
    "correlation_id = gen_random_uuid()",
    "causation_id = gen_random_uuid()",
    "originator_id = gen_random_uuid()",
    "originator_version = 9",
)


def test_an_event_alarms_whichever_column_was_altered_and_nothing_more_is_signed(covered):
    town = covered(20)
    for position, change in zip(range(2, 20, 2), CHANGES, strict=True):
        town.done_as_owner(f"UPDATE log.events SET {change} WHERE position = {position}")
    town.recorded(1)

    town.sealer.look()

    assert town.alarms() == [("altered", position, position) for position in range(2, 20, 2)]
    assert town.log().size == 20
    assert faults(town) == {("altered", f"positions {one} to {one}") for one in range(2, 20, 2)}


def test_without_a_change_nothing_alarms(covered):
    town = covered(20)
    town.recorded(1)
    town.sealer.look()

    assert (town.alarms(), town.log().size, faults(town)) == ([], 21, set())


def test_events_that_are_gone_alarm_as_one_piece(covered):
    town = covered(20)
    town.done_as_owner("DELETE FROM log.events WHERE position BETWEEN 5 AND 7 OR position = 20")

    town.sealer.look()

    assert town.alarms() == [("missing", 5, 7), ("missing", 20, 20)]
    assert faults(town) == {("missing", "positions 5 to 7"), ("missing", "positions 20 to 20")}


def test_a_log_that_grows_while_all_is_verified_is_found_as_it_was_at_its_checkpoint(covered):
    town = covered(200)

    class OfAServiceAtWork(TileFiles):
        def read(self, epoch, name):
            content = super().read(epoch, name)
            if name == CHECKPOINT and town.log().size == 200:
                town.recorded(100)
                town.sealer.look()
            return content

    verified = Verified()
    files = OfAServiceAtWork(town.files_folder)

    assert list(verifying.faults(town.auditor, files, town.verifiers(), verified)) == []
    assert (verified.entries, town.log().size) == (200, 300)


@pytest.mark.parametrize(
    ("forget", "kind"),
    [("UPDATE transparency.logs SET size = 0", "behind"), (FORGET_ALL, "forgotten")],
    ids=["its size", "all of it"],
)
def test_a_log_that_the_database_has_forgotten_is_found_by_what_was_published_of_it(forget, kind, covered):
    town = covered(20)
    keys = town.verifiers()
    town.done_as_owner(forget)

    found = list(verifying.faults(town.auditor, town.files, keys, Verified()))

    assert kind in {fault.kind for fault in found}


def test_two_events_that_changed_places_are_both_found(covered):
    town = covered(20)
    town.done_as_owner(
        """UPDATE log.events e SET state = 'first' WHERE position = 3;
           UPDATE log.events SET position = 1000 WHERE position = 3;
           UPDATE log.events SET position = 3 WHERE position = 4;
           UPDATE log.events SET position = 4 WHERE position = 1000"""
    )

    town.sealer.look()

    assert town.alarms() == [("altered", 3, 4)]


def test_an_event_far_back_is_found_in_its_turn(covered, monkeypatch):
    town = covered(600)
    town.done_as_owner(ALTER, 1)
    patient = town.another_sealer(looked_through_at_once=100)
    town.sealer.close()
    LogSealing(town.store("sealer").detached()).recheck_from(200)

    looks = 0
    while not town.alarms():
        patient.look()
        looks += 1

    assert town.alarms() == [("altered", 1, 1)]
    assert looks == 5  # 201 to 600, and then from the beginning
    patient.close()


def test_an_alarm_is_raised_once_and_resolved_when_the_event_is_as_it_was(covered):
    town = covered(20)
    [(state,)] = town.app.rows("SELECT state FROM log.events WHERE position = 7")
    town.done_as_owner(ALTER, 7)
    town.sealer.look()
    town.sealer.look()
    assert town.alarms() == [("altered", 7, 7)]

    town.done_as_owner("UPDATE log.events SET state = %s WHERE position = 7", bytes(state))
    town.recorded(1)
    town.sealer.look()

    assert town.alarms() == []
    assert [one.resolved_at is not None for one in town.auditor.alarms(also_resolved=True)] == [True]
    assert town.log().size == 21


def test_what_an_alarm_is_about_is_not_told_again_piece_by_piece(covered):
    town = covered(20)
    town.done_as_owner("DELETE FROM log.events WHERE position BETWEEN 5 AND 9")
    town.sealer.look()
    town.sealer.close()
    in_pieces = town.another_sealer(looked_through_at_once=3)
    for _ in range(8):
        in_pieces.look()

    assert town.alarms() == [("missing", 5, 9)]
    in_pieces.close()


def test_a_gap_in_what_is_to_be_covered_is_not_covered(covered):
    town = covered(5)
    town.recorded(5)
    town.done_as_owner("DELETE FROM log.events WHERE position IN (7, 8)")

    town.sealer.look()

    assert (town.alarms(), town.log().size) == ([("gap", 7, 8)], 5)


def test_a_gap_that_is_longer_than_what_is_taken_at_once_is_found_as_well(covered, monkeypatch):
    monkeypatch.setattr("sealer.sealer.AT_ONCE", 256)
    town = covered(5)
    town.recorded(400)
    town.done_as_owner("DELETE FROM log.events WHERE position BETWEEN 6 AND 390")

    town.sealer.look()

    assert (town.alarms(), town.log().size) == ([("gap", 6, 390)], 5)
    assert town.auditor.sealer().lag > 0


def test_an_event_that_is_read_in_two_ways_is_not_covered_until_both_agree(covered, monkeypatch):
    town = covered(5)
    town.recorded(3)
    honest = LogSealing.server_leaves
    monkeypatch.setattr(
        LogSealing, "server_leaves", lambda self, *span: {**honest(self, *span), 7: bytes(32)}
    )
    town.sealer.look()
    assert (town.alarms(), town.log().size) == ([("unsteady", 7, 7)], 5)

    monkeypatch.setattr(LogSealing, "server_leaves", honest)
    town.sealer.look()
    assert (town.alarms(), town.log().size) == ([], 8)


def test_tiles_that_were_changed_with_their_event_do_not_have_the_root_that_was_signed(covered):
    town = covered(20)
    town.done_as_owner(ALTER, 7)
    _write_tiles_anew(town, with_root=False)
    town.recorded(1)

    town.sealer.look()

    assert town.alarms() == [("tree", 1, 20)]
    assert town.log().size == 20


def test_a_database_that_was_rewritten_with_tiles_and_root_does_not_continue_what_was_given_away(covered):
    town = covered(20)
    town.done_as_owner(ALTER, 7)
    _write_tiles_anew(town, with_root=True)
    town.recorded(1)

    town.sealer.look()

    assert town.alarms() == [("fork", 1, 20)]
    assert town.log().size == 20


def test_without_the_checkpoint_that_was_given_away_such_a_rewriting_is_not_seen(covered):
    """Which is why checkpoints are to be kept by others, too."""
    town = covered(20)
    town.done_as_owner(ALTER, 7)
    _write_tiles_anew(town, with_root=True)
    shutil.rmtree(town.files_folder)
    town.recorded(1)
    another = town.another_sealer()
    town.sealer.close()

    another.look()

    assert (town.alarms(), town.log().size) == ([], 21)
    another.close()


def _write_tiles_anew(town, *, with_root: bool) -> None:
    """As somebody would who has changed an event and covers it up."""
    records = LogSealing(town.store("sealer").detached())
    leaves = records.server_leaves(1, 20)
    edge = Edge()
    [(_, hashes)] = edge.extend(leaves.values()).items()
    town.done_as_owner("UPDATE transparency.tiles SET hashes = %s", b"".join(hashes))
    if with_root:
        town.done_as_owner("UPDATE transparency.logs SET root = %s", edge.root())


FILES = {
    "tile/0/000": "altered",
    "tile/entries/000": "altered in the file",
    "tile/1/000.p/1": "altered file",
    "checkpoint": "checkpoint not believed",
}


def test_a_file_that_was_altered_or_is_missing_is_named(covered):
    town = covered(300)
    for path, kind in FILES.items():
        file = town.files_folder / "1" / path
        content = file.read_bytes()
        file.write_bytes(content[:20] + bytes([content[20] ^ 1]) + content[21:])
        assert kind in {fault[0] for fault in faults(town)}, path
        file.unlink()
        assert path in {where for _, where in faults(town)}, path
        file.write_bytes(content)

    assert faults(town) == set()


def test_a_checkpoint_by_another_key_is_not_believed(covered):
    town = covered(20)
    stranger = Ed25519PrivateKey.generate().public_key().public_bytes_raw()
    verified = Verified()

    [fault] = verifying.faults(town.auditor, town.files, [VerifierKey(town.log().origin, stranger)], verified)

    assert fault.kind == "checkpoint not believed"


def test_what_is_altered_in_a_log_that_was_left_behind_alarms_anew(covered):
    town = covered(20)
    town.done_as_owner(ALTER, 7)
    town.sealer.look()
    roll_over(town.store("sealer"), town.files, "event 7 cannot be put right")
    town.done_as_owner(ALTER, 9)

    town.sealer.look()
    town.sealer.look()

    assert town.alarms() == [("altered", 7, 7), ("altered", 9, 9)]
    assert town.auditor.sealer().alarms == 1


def test_a_tile_that_is_gone_alarms_once_while_it_is_wanted_for_files(covered):
    town = covered(300)
    town.done_as_owner("DELETE FROM transparency.tiles WHERE level = 0 AND index = 0")
    shutil.rmtree(town.files_folder)
    another = town.another_sealer()
    town.sealer.close()

    for _ in range(3):
        another.look()

    kinds = [alarm.kind for alarm in town.auditor.alarms(also_resolved=True) if alarm.kind == "tree"]
    assert kinds == ["tree"]
    another.close()


def test_whoever_owns_the_tables_cannot_shrink_a_tile_or_a_log_by_mistake(covered):
    town = covered(20)
    for statement in (
        "UPDATE transparency.tiles SET hashes = substr(hashes, 1, 32)",
        "UPDATE transparency.logs SET size = 1",
    ):
        with pytest.raises(Exception, match="only grows"):
            _as_plain_owner(town, statement)


def _as_plain_owner(town, statement: str) -> None:
    with town.store("owner").cursor() as cursor:
        cursor.execute(statement)


def test_after_a_rollover_events_are_covered_again_although_one_before_stays_altered(covered):
    town = covered(20)
    town.done_as_owner(ALTER, 7)
    town.recorded(3)
    town.sealer.look()
    assert town.log().size == 20

    roll_over(town.store("sealer"), town.files, "event 7 cannot be put right")
    town.sealer.look()

    log = town.log()
    assert (log.epoch, log.size, log.first_position, log.covered_position) == (2, 4, 21, 23)
    [left_behind] = town.auditor.alarms()
    assert (left_behind.kind, left_behind.first_position, left_behind.settled_at is not None) == (
        "altered",
        7,
        True,
    )
    assert town.auditor.sealer().alarms == 0
    entries = [log.reference, *_records_from(town, 21)]
    assert log.root == rfc6962.mth(entries)


def _records_from(town, first: int) -> list[bytes]:
    auditor: TransparencyLog = town.auditor
    return auditor.entries(town.log(), 0, 4)[1:] if first == 21 else []
