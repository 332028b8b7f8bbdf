"""What proves events of several logs is verified as one, by the program that knows nothing of the application."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from huicai_verify.checkpoints import Trust
from huicai_verify.notes import Key

from persistence.evidence import Sealed, proof_name, record_name
from sealer import signers
from sealer.rolling_over import roll_over
from tests.conftest import Database
from tests.persistence.commands import history
from tests.sealer.conftest import SealedTown
from tests.verifying.made_up_dossiers import found, judged, with_list
from transparency.tree import NoSuchProof


@pytest.fixture
def town(database: Database, tmp_path: Path) -> Iterator[SealedTown]:
    made = SealedTown(database, tmp_path)
    yield made
    made.close()


@pytest.fixture
def aged(town: SealedTown) -> SealedTown:
    """Two aggregates, one in each of two logs, and a key that was changed in between."""
    town.events.insert_events(history(7))
    town.sealer.look()
    signers.rotate(town.key_file, town.log().origin)
    roll_over(town.store("sealer"), town.files, "a new suite")
    town.events.insert_events(history(5))
    town.sealer.look()
    town.recorded(1)  # and one that nothing covers yet
    return town


def dossier_of(town: SealedTown, *positions: int) -> dict[str, bytes]:
    evidence = Sealed(town.auditor).evidence(positions)
    streams = [{"id": str(one.id), "versions": one.versions, "whole": one.whole} for one in evidence.streams]
    said = {"format": "huicai/dossier/1", "kind": "case", "id": streams[0]["id"], "streams": streams}
    return with_list(evidence.files, said)


def trust_of(town: SealedTown) -> Trust:
    return Trust(tuple(Key.parse(line.verifier_key) for line in town.auditor.verifier_keys()))


def test_events_of_two_logs_are_proved_in_one_dossier(aged: SealedTown, tmp_path: Path) -> None:
    files = dossier_of(aged, *range(1, 13))

    findings = judged(files, tmp_path, trust=trust_of(aged), log=aged.files_folder)

    assert [fault.as_json() for fault in findings.faults] == []
    assert findings.checked["events"] == 12
    assert {"logs/1/checkpoint", "logs/2/checkpoint", "logs/2/reference"} <= files.keys()


def test_of_the_first_log_nothing_of_the_second_is_needed(aged: SealedTown, tmp_path: Path) -> None:
    files = dossier_of(aged, *range(1, 8))

    assert judged(files, tmp_path, trust=trust_of(aged)).faults == []
    assert not any(name.startswith("logs/2/") for name in files)


def test_a_stream_is_whole_if_all_its_events_are_there(aged: SealedTown) -> None:
    def whole(*positions: int) -> list[bool]:
        return [one.whole for one in Sealed(aged.auditor).evidence(positions).streams]

    assert whole(*range(1, 8)) == [True]
    assert whole(*range(1, 7)) == [False]


def test_a_reference_that_was_exchanged_is_found_out(aged: SealedTown, tmp_path: Path) -> None:
    files = dossier_of(aged, 9)
    altered = files | {"logs/2/reference": files["logs/2/reference"] + b"x"}

    assert {"checkpoint_unreadable", "file_altered"} <= set(
        found(judged(altered, tmp_path, trust=trust_of(aged)))
    )


def test_what_no_checkpoint_covers_is_proved_to_nobody(aged: SealedTown) -> None:
    with pytest.raises(NoSuchProof):
        Sealed(aged.auditor).evidence([13])
    with pytest.raises(NoSuchProof):
        Sealed(aged.auditor).evidence([99])


def test_before_anything_was_covered_there_is_nothing_to_prove(town: SealedTown) -> None:
    with pytest.raises(NoSuchProof):
        Sealed(town.auditor)


def test_a_file_is_named_by_its_position() -> None:
    assert (record_name(42), proof_name(42)) == (
        "events/000000000042.record",
        "proofs/000000000042.tlog-proof",
    )
