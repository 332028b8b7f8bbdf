"""The vectors of docs/format/transparency-log-1.md are what the product writes and believes."""

import re
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from transparency.checkpoint import Checkpoint, log_reference, referred_to
from transparency.note import Ed25519Signer, VerifierKey
from transparency.proof_file import ProofFile
from transparency.tree import Tree, inclusion_path, leaf_hash, root

FORMATS = Path(__file__).parents[2] / "docs" / "format"
PAGE = (FORMATS / "transparency-log-1.md").read_text().partition("## Test vectors")[2]
RECORDS = [
    bytes.fromhex(published)
    for published in re.findall(
        r"```\n([0-9a-f\n]+)```", (FORMATS / "event-record-1.md").read_text().partition("## Test vectors")[2]
    )
]
ORIGIN = "example.com/zibo/sha256-ed25519/1"
SIGNER = Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\1" * 32))
TREE = Tree(map(leaf_hash, RECORDS))
NOTE = Checkpoint(ORIGIN, 2, root(2, TREE.node)).note.signed_by(SIGNER)
PROOF = ProofFile(1, tuple(inclusion_path(1, 2, TREE.node)), NOTE)


def vectors() -> tuple[str, str, str, str]:
    [key] = re.findall("^Key: `(.+)`$", PAGE, re.MULTILINE)
    checkpoint, proof = re.findall("^```\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    [reference] = re.findall("SHA-256 of the entry: `(.+)`", PAGE)
    return key, checkpoint, proof, reference


def test_the_page_has_what_the_product_writes():
    assert vectors() == (
        SIGNER.verifier_key,
        str(NOTE),
        str(PROOF),
        sha256(log_reference(str(NOTE))).hexdigest(),
    )


def test_what_the_page_has_is_believed():
    key, checkpoint, proof, _ = vectors()
    trusted = [VerifierKey.parse(key)]

    assert ProofFile.parse(proof).verified(RECORDS[1], ORIGIN, trusted).size == 2
    assert referred_to(log_reference(checkpoint)) == checkpoint
