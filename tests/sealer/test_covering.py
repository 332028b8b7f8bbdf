"""Every event is covered by a signed checkpoint, and what the sealer signs an auditor verifies without it."""

from fcntl import LOCK_EX, flock
from shutil import rmtree

import pytest

from persistence.event_record import event_record
from persistence.log_sealing import LogSealing, Overtaken
from sealer.publishing import LOCK
from tests.sealer.conftest import ORIGIN
from tests.transparency import rfc6962
from transparency.checkpoint import read_checkpoint
from transparency.tiles import Tile, tiles_of, unbundled, unpacked
from transparency.tree import is_consistent, leaf_hash

OF_LOG = f"{ORIGIN}/sha256-ed25519/1"


def records(town) -> list[bytes]:
    return [event_record(each) for each in town.events.select_notifications(None, 10_000)]


def test_what_was_recorded_is_covered_at_the_next_look(town):
    town.recorded(7)

    town.sealer.look()

    checkpoint = read_checkpoint(town.auditor.checkpoint(1).note, OF_LOG, town.verifiers())
    assert (checkpoint.size, checkpoint.root) == (7, rfc6962.mth(records(town)))
    assert town.log().covered_position == 7
    assert town.auditor.sealer().lag == 0


def test_the_root_is_that_of_the_records_at_whatever_size(town):
    for size in (1, 127, 255, 256, 257, 511, 600):
        town.recorded(size - (town.log().size if town.auditor.logs() else 0))
        town.sealer.look()

        assert (town.log().size, town.log().root) == (size, rfc6962.mth(records(town)))


def test_a_look_makes_one_checkpoint_for_all_that_came_and_none_if_nothing_did(covered):
    town = covered(3)
    town.recorded(5)
    town.sealer.look()
    town.sealer.look()

    rows = town.app.rows("SELECT size FROM transparency.checkpoints ORDER BY id")
    assert rows == [(3,), (8,)]


def test_one_checkpoint_is_consistent_with_the_one_before(covered):
    town = covered(300)
    before = town.log()
    town.recorded(300)
    town.sealer.look()
    after = town.log()

    path = town.auditor.consistency(after, before.size, after.size)

    assert is_consistent(before.size, before.root, after.size, after.root, path)


def test_every_event_has_a_proof_file_that_an_auditor_verifies_from_bytes_alone(covered):
    town = covered(20)

    for event in town.events.select_notifications(None, 100):
        proof = town.auditor.proof_file(event.id)
        assert proof.index == event.id - 1
        assert proof.verified(event_record(event), OF_LOG, town.verifiers()).size == 20


def test_an_event_that_nobody_covered_yet_waits_and_the_lag_says_how_long(covered):
    town = covered(3)
    town.recorded(1)
    state = town.auditor.sealer()

    assert state.covered_position == 3
    assert state.lag > 0


def test_the_files_are_those_of_the_specification_and_give_the_same_root(covered):
    town = covered(300)

    tiles = {tile.path for tile in tiles_of(300)}
    bundles = {"tile/entries/000", "tile/entries/001.p/44"}
    assert town.paths() == {"checkpoint", *tiles, *bundles}
    folder = town.files_folder / "1"
    entries = [entry for bundle in sorted(bundles) for entry in unbundled((folder / bundle).read_bytes())]
    assert entries == records(town)
    assert list(map(leaf_hash, entries[:256])) == unpacked((folder / "tile/0/000").read_bytes())
    checkpoint = read_checkpoint((folder / "checkpoint").read_text(), OF_LOG, town.verifiers())
    assert checkpoint.root == rfc6962.mth(entries)


def test_beginnings_of_a_tile_are_dropped_once_it_is_whole(covered):
    town = covered(200)
    town.recorded(100)
    town.sealer.look()

    assert {path for path in town.paths() if "/0/" in path} == {"tile/0/000", "tile/0/001.p/44"}


def test_an_event_that_is_too_long_for_a_bundle_of_the_specification_is_published_beside(town):
    town.recorded(2)
    town.recorded(1, state=b'"' + b"x" * 70_000 + b'"')
    town.sealer.look()

    assert {path for path in town.paths() if "/0/" not in path} == {"checkpoint", "tile/records/000.p/3"}
    bundle = (town.files_folder / "1/tile/records/000.p/3").read_bytes()
    assert unbundled(bundle, long=True) == records(town)


def test_files_that_were_lost_are_written_again_by_the_next_process(covered):
    town = covered(300)
    before = town.paths()
    for path in before:
        (town.files_folder / "1" / path).unlink()
    town.sealer.close()

    town.another_sealer().look()

    assert town.paths() == before


def test_files_that_were_lost_are_written_again_at_the_next_look_of_the_same_process(covered):
    town = covered(300)
    before = town.paths()
    rmtree(town.files_folder)

    town.sealer.look()

    assert town.paths() == before


def test_a_second_process_stands_by_and_takes_over(covered):
    town = covered(3)
    second = town.another_sealer()
    town.recorded(2)

    second.look()
    assert town.log().size == 3
    town.sealer.close()
    second.look()

    assert town.log().size == 5
    second.close()


def test_who_still_believes_to_lead_writes_nothing_once_another_has(covered):
    town = covered(3)
    town.recorded(2)
    stale = LogSealing(town.store("sealer").detached())
    before = stale.open_log()
    town.sealer.look()

    with pytest.raises(Overtaken):
        stale.advance(before, size=4, root=bytes(32), note="", tiles={}, keys=[])

    assert town.log().size == 5


def test_who_stood_still_while_another_gave_more_away_does_not_put_the_checkpoint_back(covered, tmp_path):
    town = covered(250)
    town.recorded(3)
    town.sealer.close()
    elsewhere = town.another_sealer(tmp_path / "elsewhere")
    elsewhere.look()
    elsewhere.close()

    class StandsStill(LogSealing):
        def hashes_of(self, epoch: int, tile: Tile) -> list[bytes]:
            if town.log().size == 253:
                town.recorded(20)
                town.sealer.look()
            return super().hashes_of(epoch, tile)

    records = StandsStill(town.store("sealer").detached())
    log = records.open_log()

    town.files.publish(log, records.checkpoint(1, log.size), records)

    assert (log.size, town.files.last_checkpoint(1).size) == (253, 273)


def test_a_checkpoint_that_was_put_back_is_put_right_at_the_next_look(covered):
    town = covered(3)
    before = (town.files_folder / "1/checkpoint").read_bytes()
    town.recorded(2)
    town.sealer.look()
    (town.files_folder / "1/checkpoint").write_bytes(before)

    town.sealer.look()

    assert town.files.last_checkpoint(1).size == 5


def test_a_checkpoint_that_somebody_is_putting_in_its_place_is_left_for_the_next_look(covered):
    town = covered(3)
    town.recorded(2)

    with (town.files_folder / LOCK).open("w") as held:
        flock(held, LOCK_EX)
        town.sealer.look()
        assert town.files.last_checkpoint(1).size == 3

    town.sealer.look()
    assert town.files.last_checkpoint(1).size == 5


def test_a_log_that_has_no_name_yet_gets_one_that_nobody_else_has(town):
    nameless = town.another_sealer()
    nameless._origin = None
    nameless.look()

    assert town.log().origin.startswith("huicai.local/")
    nameless.close()


def test_a_process_that_is_to_end_does_not_finish_what_the_next_can_go_on_with(town, monkeypatch):
    monkeypatch.setattr("sealer.sealer.AT_ONCE", 512)
    town.recorded(2000)
    answers = iter([True, True, False, False])
    ending = town.another_sealer(goes_on=answers.__next__)
    ending.look()
    assert town.log().size == 1024
    ending.close()

    town.sealer.look()
    assert town.log().root == rfc6962.mth(records(town))


def test_a_city_with_more_events_than_are_taken_at_once_is_covered_in_one_look(covered, monkeypatch):
    monkeypatch.setattr("sealer.sealer.AT_ONCE", 512)
    town = covered(2000)

    assert town.log().root == rfc6962.mth(records(town))
    assert town.app.rows("SELECT size FROM transparency.checkpoints ORDER BY id") == [
        (512,), (1024,), (1536,), (2000,),
    ]  # fmt: skip
