"""A log that was closed and the one that follows it are verified as one record of events."""

from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from huicai_verify.notes import Key
from huicai_verify.succession import REFERENCE

from persistence.event_record import event_record
from tests.verifying.exported_logs import BEGINNING, KEY, SIGNER, ExportedLog, codes, judged, made_up_events
from transparency.note import Ed25519Signer

NEXT = Ed25519Signer("huicai.test/zibo/2", Ed25519PrivateKey.from_private_bytes(bytes(32)))
KEYS = (KEY, Key.parse(NEXT.verifier_key))
RECORDS = [event_record(event) for event in made_up_events(700)]
FIRST = ExportedLog(RECORDS[:400])


def second(reference: bytes, records: list[bytes] = RECORDS[400:]) -> ExportedLog:
    return ExportedLog([reference, *records], NEXT)


FOLLOWS = REFERENCE + FIRST.checkpoint().encode()


def test_both_logs_hold(tmp_path: Path) -> None:
    FIRST.written(tmp_path / "1")
    second(FOLLOWS).written(tmp_path / "2")

    findings = judged(tmp_path, FIRST.kept(100), second(FOLLOWS).kept(7), keys=KEYS)

    assert findings.faults == []
    assert findings.checked["events"] == 700


def test_a_fault_in_the_second_is_named_by_the_position_of_the_event(tmp_path: Path) -> None:
    FIRST.written(tmp_path / "1")
    whole = second(FOLLOWS)
    folder = whole.written(tmp_path / "2")
    bundle = folder / "tile/entries/001.p/45"
    bundle.write_bytes(bundle.read_bytes().replace(b"zhang-san", b"li-si-san", 1))

    # Entry 256 of the second log is event 400 + 256.
    assert ("entry_altered", 656) in codes(judged(tmp_path, keys=KEYS))


@pytest.mark.parametrize(
    ("reference", "records", "code"),
    [
        (REFERENCE + FIRST.checkpoint(399).encode(), RECORDS[400:], "log_not_continued"),
        (b"", RECORDS[400:], "reference_unreadable"),
        (FOLLOWS, RECORDS[401:], "log_begins_elsewhere"),
    ],
    ids=["an older checkpoint", "no reference", "an event is left out"],
)
def test_a_log_that_does_not_go_on_where_the_one_before_ended_is_told(
    reference: bytes, records: list[bytes], code: str, tmp_path: Path
) -> None:
    FIRST.written(tmp_path / "1")
    second(reference, records).written(tmp_path / "2")

    assert code in {found for found, _ in codes(judged(tmp_path, keys=KEYS))}


def test_an_event_that_was_taken_out_before_the_second_covered_it_is_missed_in_its_aggregate(
    tmp_path: Path,
) -> None:
    events = made_up_events(700)
    seen = {event.originator_id for event in events[:400]}
    taken = next(event for event in events[400:] if event.originator_id in seen)
    left = [event for event in events[400:] if event is not taken]
    later = next(
        event for event in left if event.originator_id == taken.originator_id and event.id > taken.id
    )
    renumbered = [event_record(replace(event, id=401 + at)) for at, event in enumerate(left)]
    FIRST.written(tmp_path / "1")
    second(FOLLOWS, renumbered).written(tmp_path / "2")

    assert codes(judged(tmp_path, keys=KEYS)) == [("stream_gap", later.id - 1)]


def test_a_second_log_whose_events_are_older_than_the_first_is_told(tmp_path: Path) -> None:
    older = replace(made_up_events(700)[400], recorded_at=BEGINNING)
    FIRST.written(tmp_path / "1")
    second(FOLLOWS, [event_record(older), *RECORDS[401:]]).written(tmp_path / "2")

    assert codes(judged(tmp_path, keys=KEYS)) == [("time_back", 401)]


def test_the_checkpoint_that_is_referred_to_has_to_be_signed(tmp_path: Path) -> None:
    stranger = replace(FIRST, signer=Ed25519Signer(SIGNER.name, Ed25519PrivateKey.generate()))
    stranger.written(tmp_path / "1")
    second(REFERENCE + stranger.checkpoint().encode()).written(tmp_path / "2")

    assert "checkpoint_unsigned" in {found for found, _ in codes(judged(tmp_path, keys=KEYS))}


def test_a_later_log_by_itself_is_verified_as_far_as_it_goes(tmp_path: Path) -> None:
    assert codes(judged(second(FOLLOWS).written(tmp_path), keys=KEYS)) == []
