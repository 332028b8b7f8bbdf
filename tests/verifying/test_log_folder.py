"""A whole exported log is verified from its files, and everything that is wrong with it is named with its position."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from huicai_verify.notes import Key

from persistence.event_record import event_record
from tests.verifying.exported_logs import KEY, ExportedLog, bundles_of, codes, judged, made_up_events
from transparency.note import Ed25519Signer
from transparency.tiles import entries_path

SIZE = 600  # two full bundles and one of 88


@pytest.fixture(scope="module")
def log() -> ExportedLog:
    return ExportedLog.of(SIZE)


def rewritten(folder: Path, records: list[bytes]) -> None:
    """Other records under the same tiles and checkpoint, as somebody would leave them who altered the rows alone."""
    for path in (folder / "tile/entries").rglob("*"):
        if path.is_file():
            path.unlink()
    for name, content in bundles_of(records).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 600])
def test_an_untouched_log_holds(size: int, tmp_path: Path) -> None:
    findings = judged(ExportedLog.of(size).written(tmp_path))

    assert findings.exit_code == 0
    assert findings.checked["events"] == size
    assert findings.stated["size"] == size


def test_several_processes_find_the_same_as_one(
    log: ExportedLog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("huicai_verify.log_folder.BUNDLES_AT_ONCE", 1)
    folder = log.written(tmp_path)
    records = list(log.records)
    records[300] = records[300][:-1] + b"\0"
    rewritten(folder, records)

    assert codes(judged(folder, processes=2)) == codes(judged(folder)) != []


def test_every_altered_event_is_named(log: ExportedLog, tmp_path: Path) -> None:
    folder = log.written(tmp_path)
    records = list(log.records)
    for position in (1, 256, 600):
        altered = bytearray(records[position - 1])
        altered[200] ^= 1  # in the state
        records[position - 1] = bytes(altered)
    rewritten(folder, records)

    found = codes(judged(folder))

    assert [position for code, position in found if code == "entry_altered"] == [1, 256, 600]
    assert ("root_wrong", None) in found


def test_a_deleted_event_is_named(log: ExportedLog, tmp_path: Path) -> None:
    folder = log.written(tmp_path)
    rewritten(folder, log.records[:299] + log.records[300:])

    assert ("entry_missing", 300) in codes(judged(folder))


def test_an_inserted_event_is_named(log: ExportedLog, tmp_path: Path) -> None:
    folder = log.written(tmp_path)
    stranger = ExportedLog.of(601).records[-1]
    rewritten(folder, [*log.records[:299], stranger, *log.records[299:]])

    assert ("entry_unexpected", 300) in codes(judged(folder))


def test_two_events_that_changed_places_are_named(log: ExportedLog, tmp_path: Path) -> None:
    folder = log.written(tmp_path)
    records = list(log.records)
    records[9], records[19] = records[19], records[9]
    rewritten(folder, records)

    found = codes(judged(folder))

    assert ("entry_moved", 10) in found
    assert ("entry_moved", 20) in found


def test_an_event_that_covers_another_is_named(log: ExportedLog, tmp_path: Path) -> None:
    folder = log.written(tmp_path)
    records = list(log.records)
    records[19] = records[9]
    rewritten(folder, records)

    found = codes(judged(folder))

    assert ("entry_missing", 20) in found
    assert ("record_position", 20) in found


def test_a_tail_that_was_cut_off_is_named(log: ExportedLog, tmp_path: Path) -> None:
    folder = log.written(tmp_path)
    rewritten(folder, log.records[:550])

    assert ("bundle_missing", 513) in codes(judged(folder))


def test_a_bundle_that_cannot_be_taken_apart_is_named(log: ExportedLog, tmp_path: Path) -> None:
    folder = log.written(tmp_path)
    (folder / "tile/entries/000").write_bytes(b"\xff\xff too short")

    assert ("bundle_unreadable", 1) in codes(judged(folder))


def test_a_tile_that_is_not_that_of_the_records_is_named(log: ExportedLog, tmp_path: Path) -> None:
    folder = log.written(tmp_path)
    tile = folder / "tile/1/000.p/2"
    tile.write_bytes(bytes(32) + tile.read_bytes()[32:])

    [fault] = judged(folder).faults

    assert (fault.code, fault.position, dict(fault.facts)) == ("tile_wrong", 1, {"last": 256, "index": 0})


@pytest.mark.parametrize("name", ["tile/0/000", "tile/0/002.p/88", "tile/1/000.p/2"])
def test_a_tile_with_more_hashes_than_its_name_says_is_named(name: str, tmp_path: Path) -> None:
    folder = ExportedLog.of(600).written(tmp_path)
    tile = folder / name
    tile.write_bytes(tile.read_bytes() + bytes(32))

    [fault] = judged(folder).faults

    assert (fault.code, fault.file) == ("tile_unreadable", name)


@pytest.mark.parametrize(
    ("covered", "named"), [(600, "tile/entries/002.p/90"), (512, "tile/entries/002.p/90"), (602, None)]
)
def test_records_behind_the_checkpoint_are_named_as_unproven(
    covered: int, named: str | None, tmp_path: Path
) -> None:
    log = ExportedLog.of(602)
    folder = log.written(tmp_path)
    (folder / "checkpoint").write_text(log.checkpoint(covered))

    findings = judged(folder)

    assert findings.faults == []
    assert findings.unproven == ([named] if named else [])


def test_a_log_that_was_rewritten_whole_is_not_that_of_a_kept_checkpoint(
    log: ExportedLog, tmp_path: Path
) -> None:
    altered = list(log.records)
    altered[99] = altered[99].replace(b"zhang-san", b"li-si-san")
    folder = log.with_records(altered).written(tmp_path)  # signed again, with the log's own key

    assert judged(folder).exit_code == 0  # by itself nothing is wrong with it
    found = judged(folder, log.kept(50), log.kept(99), log.kept(100), log.kept(500))

    assert [dict(fault.facts)["trusted"] for fault in found.faults] == [100, 500]
    assert {fault.code for fault in found.faults} == {"history_rewritten"}


def test_a_log_shorter_than_a_kept_checkpoint_is_told(log: ExportedLog, tmp_path: Path) -> None:
    folder = log.with_records(log.records[:500]).written(tmp_path)

    assert codes(judged(folder, log.kept(600))) == [("log_cut_short", None)]


def test_a_fork_at_the_same_size_is_told(log: ExportedLog, tmp_path: Path) -> None:
    other = log.with_records([*log.records[:599], ExportedLog.of(601).records[600]])
    folder = log.written(tmp_path)

    assert codes(judged(folder, other.kept(600))) == [("history_rewritten", None)]


def test_a_checkpoint_that_another_key_signed_is_refused(log: ExportedLog, tmp_path: Path) -> None:
    stranger = Ed25519Signer(log.signer.name, Ed25519PrivateKey.generate())
    folder = ExportedLog(log.records, stranger).written(tmp_path)

    assert codes(judged(folder)) == [("checkpoint_unsigned", None)]
    assert judged(folder, keys=(Key.parse(stranger.verifier_key),)).exit_code == 0


def test_a_signature_that_does_not_hold_is_named(log: ExportedLog, tmp_path: Path) -> None:
    folder = log.written(tmp_path)
    checkpoint = folder / "checkpoint"
    checkpoint.write_bytes(checkpoint.read_bytes().replace(b"\n600\n", b"\n599\n"))

    [fault, *_] = [one for one in judged(folder).faults if one.code == "signature_wrong"]

    assert dict(fault.facts) == {"signer": KEY.name}


def test_without_a_key_nothing_is_said_to_hold(log: ExportedLog, tmp_path: Path) -> None:
    findings = judged(log.written(tmp_path), keys=())

    assert findings.exit_code == 2
    assert [one.code for one in findings.undecided] == ["no_key"]


def test_a_record_too_long_for_a_bundle_lies_with_longer_lengths(tmp_path: Path) -> None:
    log = ExportedLog.of(3)
    long = ExportedLog([*log.records[:2], log.records[2].replace(b"zhang-san", b"")])
    folder = long.written(tmp_path)
    bundle = b"".join(len(one).to_bytes(4, "big") + one for one in long.records)
    (folder / entries_path(0, 3)).unlink()
    place = folder / entries_path(0, 3, long=True)
    place.parent.mkdir(parents=True)
    place.write_bytes(bundle)

    # That record states a length that is not its own, so that the test sees that it was read.
    assert codes(judged(folder)) == [("record_unreadable", 3)]


def with_a_version_left_out() -> list[bytes]:
    """A log in which an aggregate has lost an event before it was sealed: every proof holds."""
    events = made_up_events(SIZE)
    stream = events[0].originator_id
    later = next(one for one in events[1:] if one.originator_id == stream)
    events[later.id - 1] = replace(later, originator_version=later.originator_version + 1)
    return [event_record(event) for event in events]


def test_a_gap_in_an_aggregate_is_named_though_it_was_signed(log: ExportedLog, tmp_path: Path) -> None:
    folder = log.with_records(with_a_version_left_out()).written(tmp_path)

    assert "stream_gap" in {fault.code for fault in judged(folder).faults}
