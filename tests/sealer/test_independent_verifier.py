"""What the sealer publishes is verified by the program that knows nothing of the application, whatever the log went through."""

from pathlib import Path

import pytest
from huicai_verify.command import main

from persistence.event_record import event_record
from sealer import signers
from sealer.rolling_over import roll_over
from tests.persistence.commands import history
from tests.sealer.conftest import SealedTown


def verified(town: SealedTown, *arguments: str | Path) -> int:
    """The exit code of huicai-verify, with the keys that the auditor was handed."""
    keys = town.folder / "keys.txt"
    keys.write_text("".join(f"{line.verifier_key}\n" for line in town.auditor.verifier_keys()))
    return main([*map(str, arguments), "--key", str(keys)])


@pytest.fixture
def long_lived(town: SealedTown) -> SealedTown:
    """A log with more than a bundle, a long entry, another key, and one that follows it."""
    town.events.insert_events(history(300))
    town.recorded(1, state=b'"' + b"x" * 70_000 + b'"')
    town.sealer.look()
    signers.rotate(town.key_file, town.log().origin)
    town.events.insert_events(history(20))
    town.sealer.look()
    roll_over(town.store("sealer"), town.files, "a new suite")
    town.events.insert_events(history(30))
    town.sealer.look()
    return town


def test_the_folder_holds_and_every_altered_byte_of_an_entry_shows(long_lived, capsys):
    assert verified(long_lived, long_lived.files_folder) == 0, capsys.readouterr().out

    bundle = long_lived.files_folder / "2/tile/entries/000.p/31"
    content = bytearray(bundle.read_bytes())
    content[-1] ^= 1
    bundle.write_bytes(content)

    assert verified(long_lived, long_lived.files_folder) == 1
    assert "351" in capsys.readouterr().out


def test_a_proof_file_holds_for_its_record_and_for_no_other(long_lived, tmp_path, capsys):
    proof, record = tmp_path / "event.tlog-proof", tmp_path / "event.record"
    proof.write_text(str(long_lived.auditor.proof_file(310)))
    [event] = long_lived.auditor.events(310, 310)
    record.write_bytes(event_record(event))
    assert verified(long_lived, proof, "--record", record) == 0, capsys.readouterr().out

    [other] = long_lived.auditor.events(311, 311)
    record.write_bytes(event_record(other))
    assert verified(long_lived, proof, "--record", record) == 1
