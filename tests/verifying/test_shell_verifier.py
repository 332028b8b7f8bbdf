"""One proof, three verifiers that share no code: the application's, huicai-verify, and a shell with openssl and coreutils."""

import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from huicai_verify.checkpoints import Trust, judged
from huicai_verify.dossier import prove
from huicai_verify.findings import Findings
from huicai_verify.proof import Proof, ProofUnreadable
from huicai_verify.succession import first_log

from documents.dossiers import SHELL_VERIFIER
from tests.verifying.exported_logs import KEY, ORIGIN, SIGNER, ExportedLog, pem
from transparency.note import Ed25519Signer
from transparency.proof_file import ProofFile

LOG = ExportedLog.of(300)
COREUTILS_AND_OPENSSL = [
    "sh",
    "openssl",
    "mktemp",
    "rm",
    "cat",
    "mv",
    "tail",
    "head",
    "base64",
    "od",
    "tr",
    "sha256sum",
]  # rm and mv are of coreutils as well


@pytest.fixture(scope="module")
def bare_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with nothing to run but what the script may use."""
    folder = tmp_path_factory.mktemp("bin")
    for name in COREUTILS_AND_OPENSSL:
        found = shutil.which(name)
        assert found, f"{name} is not installed"
        (folder / name).symlink_to(found)
    return folder


def application(record: bytes, proof: str) -> bool:
    try:
        ProofFile.parse(proof).verified(record, ORIGIN, [SIGNER.verifier])
    except ValueError:
        return False
    return True


def huicai_verify(record: bytes, proof: str) -> bool:
    findings = Findings()
    try:
        read = Proof.parse(proof.encode())
    except ProofUnreadable:
        return False
    checkpoint = judged(read.checkpoint_bytes, Trust((KEY,)), findings, file="proof")
    prove(record, None, proof.encode(), first_log(checkpoint), findings, file="record")
    return findings.exit_code == 0


def shell(record: bytes, proof: str, folder: Path, bare_path: Path, key: bytes = b"") -> bool:
    for name, content in {"record": record, "proof": proof.encode(), "key.pem": key or pem()}.items():
        (folder / name).write_bytes(content)
    (folder / "verify.sh").write_bytes(SHELL_VERIFIER)
    command = ["sh", "verify.sh", "record", "proof", "key.pem"]
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PATH": str(bare_path), "TMPDIR": str(folder)},
        capture_output=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return done.returncode == 0 and done.stdout.startswith(b"OK")


@pytest.mark.bar(id="T4", size="3 verifiers, one of them openssl and coreutils")
@pytest.mark.parametrize("index", [0, 1, 127, 128, 255, 256, 298, 299])
def test_all_three_accept_a_proof(index: int, tmp_path: Path, bare_path: Path) -> None:
    record, proof = LOG.records[index], LOG.proof(index)

    assert application(record, proof)
    assert huicai_verify(record, proof)
    assert shell(record, proof, tmp_path, bare_path)


def altered(line: str) -> str:
    """A line of base64 with another first character."""
    return ("B" if line[0] == "A" else "A") + line[1:]


LINES = LOG.proof(77).split("\n")
FALSE_PROOFS = {
    "another index": [line.replace("index 77", "index 78") for line in LINES],
    "a hash that was altered": [*LINES[:3], altered(LINES[3]), *LINES[4:]],
    "a hash left out": LINES[:3] + LINES[4:],
    "a hash too many": [*LINES[:3], LINES[3], *LINES[3:]],
    "another size": [("301" if line == "300" else line) for line in LINES],
    "another root": [
        altered(line) if place > 0 and LINES[place - 1] == "300" else line for place, line in enumerate(LINES)
    ],
    "another log": [line.replace(ORIGIN, "huicai.test/jinan") for line in LINES],
    "no signature": [*LINES[:-2], ""],
}  # fmt: skip


@pytest.mark.parametrize("lines", FALSE_PROOFS.values(), ids=FALSE_PROOFS.keys())
def test_all_three_refuse_a_proof_that_was_altered(lines: list[str], tmp_path: Path, bare_path: Path) -> None:
    record, proof = LOG.records[77], "\n".join(lines)

    assert not application(record, proof)
    assert not huicai_verify(record, proof)
    assert not shell(record, proof, tmp_path, bare_path)


def test_all_three_refuse_another_event(tmp_path: Path, bare_path: Path) -> None:
    record, proof = LOG.records[78], LOG.proof(77)

    assert not application(record, proof)
    assert not huicai_verify(record, proof)
    assert not shell(record, proof, tmp_path, bare_path)


def test_the_shell_refuses_the_key_of_somebody_else(tmp_path: Path, bare_path: Path) -> None:
    stranger = Ed25519Signer(ORIGIN, Ed25519PrivateKey.generate())

    assert not shell(LOG.records[77], LOG.proof(77), tmp_path, bare_path, pem(stranger))


def test_the_shell_verifier_leaves_nothing_behind(tmp_path: Path, bare_path: Path) -> None:
    assert shell(LOG.records[7], LOG.proof(7), tmp_path, bare_path)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["key.pem", "proof", "record", "verify.sh"]
