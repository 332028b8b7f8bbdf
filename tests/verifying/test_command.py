"""The command says everything, in two languages or as JSON, and its exit code tells three outcomes apart."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from huicai_verify.command import main

from tests.verifying.exported_logs import SIGNER, ExportedLog
from tests.verifying.made_up_dossiers import LOG, archived, dossier, list_of, with_list
from transparency.cosignature import Cosigner
from transparency.note import Note

KEY = SIGNER.verifier_key


def test_a_dossier_a_log_a_proof_and_a_checkpoint_are_told_apart(tmp_path: Path) -> None:
    (tmp_path / "dossier.zip").write_bytes(archived(dossier()))
    (tmp_path / "proof").write_text(LOG.proof(7))
    (tmp_path / "record").write_bytes(LOG.records[7])
    (tmp_path / "checkpoint").write_text(LOG.checkpoint())
    log = LOG.written(tmp_path / "log")

    for what in ("dossier.zip", "log", "checkpoint"):
        assert main([str(tmp_path / what), "--key", KEY]) == 0
    assert main([str(tmp_path / "proof"), "--record", str(tmp_path / "record"), "--key", KEY]) == 0
    assert main([str(tmp_path / "dossier.zip"), "--key", KEY, "--log", str(log)]) == 0


def test_faults_are_one_and_doubts_are_two(tmp_path: Path) -> None:
    proof, record = tmp_path / "proof", tmp_path / "record"
    proof.write_text(LOG.proof(7))
    record.write_bytes(LOG.records[8])

    assert main([str(proof), "--key", KEY]) == 2  # of which event?
    assert main([str(proof), "--record", str(record)]) == 1  # a fault outweighs the doubt about the key
    assert main([str(tmp_path / "nothing"), "--key", KEY]) == 2
    assert main([str(proof), "--key", "no key"]) == 2


def test_what_nothing_signed_speaks_of_is_named_and_not_said_to_hold(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    read_only = {
        "index.en.html": b"<p>granted</p>",
        "history/case.zh.txt": "通过".encode(),
        "verify.sh": b"echo ok",
        "keys/keys.txt": b"a key of whoever altered it",
    }
    altered = with_list({**dossier(), **read_only}, list_of(dossier()))
    (tmp_path / "dossier.zip").write_bytes(archived(altered))

    assert main([str(tmp_path / "dossier.zip"), "--key", KEY, "--lang", "en"]) == 0
    _, _, named = capsys.readouterr().out.partition("only to be read: nothing signed speaks of these")
    assert {line.strip() for line in named.splitlines() if line.startswith("  ")} >= read_only.keys()
    assert "events/" not in named


def test_keys_are_also_read_from_a_file(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text(f"# handed over on paper\n\n{KEY}\n")

    assert main([str(LOG.written(tmp_path / "log")), "--key", str(keys)]) == 0


def test_a_kept_checkpoint_that_was_altered_is_not_believed(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.write_text(LOG.checkpoint(30).replace("\n30\n", "\n31\n"))
    log = str(LOG.written(tmp_path / "log"))

    assert main([log, "--key", KEY, "--trusted-checkpoint", str(kept)]) == 2


@pytest.mark.parametrize(("language", "words"), [("zh", "事件 9 被改动"), ("en", "event 9 has been altered")])
def test_the_findings_are_told_in_both_languages(
    language: str, words: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = LOG.written(tmp_path)
    bundle = log / "tile/entries/000.p/60"
    bundle.write_bytes(bundle.read_bytes().replace(LOG.records[8][-20:], bytes(20)))

    assert main([str(log), "--key", KEY, "--lang", language]) == 1
    assert words in capsys.readouterr().out
    assert main([str(log), "--key", KEY, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["verdict"] == "faults"
    assert ("entry_altered", 9) in [(fault["code"], fault.get("position")) for fault in told["faults"]]


WITNESS = Cosigner("witness.test/province", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = Cosigner("witness.test/audit", Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))


def cosigned(folder: Path, *witnesses: Cosigner) -> str:
    """A log whose checkpoint these have cosigned."""
    log = ExportedLog.of(3).written(folder)
    note = Note.parse((log / "checkpoint").read_text())
    lines = (str(witness.cosigned(note.text, 1_790_000_000)) for witness in witnesses)
    (log / "checkpoint").write_text(f"{note}{''.join(lines)}")
    return str(log)


def test_witnesses_may_be_required(tmp_path: Path) -> None:
    known = ["--key", KEY, "--key", str(WITNESS.key), "--key", str(OTHER.key)]

    assert main([cosigned(tmp_path / "0"), *known, "--witnesses", "1"]) == 1
    assert main([cosigned(tmp_path / "1", WITNESS), *known, "--witnesses", "1"]) == 0
    assert main([cosigned(tmp_path / "2", WITNESS), *known, "--witnesses", "2"]) == 1
    assert main([cosigned(tmp_path / "3", WITNESS, OTHER), *known, "--witnesses", "2"]) == 0
    assert (
        main([cosigned(tmp_path / "4", WITNESS, WITNESS), *known, "--witnesses", "2"]) == 1
    )  # one is not two


def test_a_witness_that_changes_its_key_is_one_witness(tmp_path: Path) -> None:
    new = Cosigner(WITNESS.name, Ed25519PrivateKey.from_private_bytes(bytes(range(2, 34))))
    log = cosigned(tmp_path, WITNESS, new)
    known = ["--key", KEY, "--key", str(WITNESS.key), "--key", str(new.key)]

    assert main([log, *known, "--witnesses", "1"]) == 0
    assert main([log, *known, "--witnesses", "2"]) == 1


def test_a_cosignature_of_another_moment_is_none(tmp_path: Path) -> None:
    log = cosigned(tmp_path, WITNESS)
    checkpoint = Path(log) / "checkpoint"
    note = Note.parse(checkpoint.read_text())
    line = note.signatures[-1]
    later = replace(line, signature=bytes(8) + line.signature[8:])
    checkpoint.write_text(str(replace(note, signatures=(*note.signatures[:-1], later))))

    assert main([log, "--key", KEY, "--key", str(WITNESS.key)]) == 1


def test_a_witness_alone_does_not_make_a_checkpoint_of_the_log(tmp_path: Path) -> None:
    assert main([cosigned(tmp_path, WITNESS), "--key", str(WITNESS.key)]) == 2
