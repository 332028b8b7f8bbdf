"""How large proofs are with ten million events: exactly, since their lengths do not hang on what was hashed."""

from random import Random

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from transparency.checkpoint import Checkpoint
from transparency.note import Ed25519Signer
from transparency.proof_file import ProofFile
from transparency.tree import HASH_SIZE, consistency_path, inclusion_path

TEN_MILLION = 10_000_000
MOST_PATH_BYTES, MOST_FILE_BYTES, MOST_CONSISTENCY_HASHES = 800, 1536, 26
ORIGIN = "huicai.example.gov.cn/log/sha256-ed25519/1"
SIGNER = Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\1" * 32))


def any_node(_height: int, _index: int) -> bytes:
    return bytes(HASH_SIZE)


def sizes(count: int) -> tuple[int, int, int]:
    """The longest path, the largest proof file and the longest consistency proof of many, in bytes and hashes."""
    chance = Random(6)
    note = Checkpoint(ORIGIN, count, bytes(HASH_SIZE)).note.signed_by(SIGNER)
    indices = [0, count - 1, *(chance.randrange(count) for _ in range(500))]
    paths = [inclusion_path(index, count, any_node) for index in indices]
    files = [str(ProofFile(index, tuple(path), note)) for index, path in zip(indices, paths, strict=True)]
    firsts = [1, count - 1, *(chance.randrange(1, count) for _ in range(2000))]
    return (
        max(map(len, paths)) * HASH_SIZE,
        max(len(file.encode()) for file in files),
        max(len(consistency_path(first, count, any_node)) for first in firsts),
    )


def hold(path: int, file: int, hashes: int) -> bool:
    return path <= MOST_PATH_BYTES and file <= MOST_FILE_BYTES and hashes <= MOST_CONSISTENCY_HASHES


@pytest.mark.bar(id="T3", size="10,000,000 events")
@pytest.mark.parametrize("count", [TEN_MILLION, TEN_MILLION + 1, 2**23 + 1])
def test_with_ten_million_events_every_proof_fits_on_a_page(count):
    assert hold(*sizes(count))


def test_with_as_many_events_as_nobody_will_ever_have_it_would_not():
    assert not hold(*sizes(2**40 - 1))
