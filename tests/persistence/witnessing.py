"""A log and whoever holds its key, honest or not, and the witness that both go to."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bootstrap.settings import Settings
from bootstrap.witness import WITNESS_KEYS, Witness
from persistence import signing_keys
from persistence.datastore import Datastore
from persistence.witnessed_logs import WitnessedLogs
from transparency.checkpoint import Checkpoint
from transparency.cosignature import CosignerKey
from transparency.note import Ed25519Signer
from transparency.tree import Tree, consistency_path, leaf_hash, root
from transparency.witness_request import WitnessRequest

ORIGIN = "example.com/city-of-zibo/1"
KEY = Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\1" * 32))
STOLEN_FROM_NOBODY = Ed25519Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"\2" * 32))
NOON = datetime(2026, 11, 30, 4, tzinfo=UTC)
NAME = "example.com/witness-370000"


def leaves(count: int, story: str = "") -> list[bytes]:
    return [leaf_hash(f"{story}{number}".encode()) for number in range(count)]


@dataclass
class Story:
    """What the holder of the key says that the log is: any list of entries."""

    leaves: list[bytes]
    origin: str = ORIGIN
    key: Ed25519Signer = KEY
    tree: Tree = field(init=False)

    def __post_init__(self) -> None:
        self.tree = Tree(self.leaves)

    def checkpoint(self, size: int) -> Checkpoint:
        return Checkpoint(self.origin, size, root(size, self.tree.node))

    def proof(self, old: int, size: int) -> tuple[bytes, ...]:
        return tuple(consistency_path(old, size, self.tree.node))

    def request(self, old: int, size: int, proof: Sequence[bytes] | None = None) -> str:
        """What is sent, with the proof that this story has unless another is given."""
        chosen = self.proof(old, size) if proof is None else tuple(proof)
        return str(WitnessRequest(old, chosen, self.checkpoint(size).note.signed_by(self.key)))


def settings_in(folder: Path, *keys: Ed25519Signer) -> Settings:
    """A witness with a key of its own, that knows these logs."""
    signing_keys.kept_in(folder / WITNESS_KEYS)
    known = folder / "witnessed-logs.txt"
    known.write_text("".join(f"log {key.verifier}\n" for key in keys))
    return Settings(data=folder, witness_name=NAME, witnessed_logs=known, _env_file=None)


def witness_on(datastore: Datastore, settings: Settings) -> Witness:
    """A witness as a process makes it: nothing is remembered but what the database has."""
    return Witness(settings, WitnessedLogs(datastore), lambda: NOON)


def key_of(settings: Settings) -> CosignerKey:
    [jwk] = json.loads((settings.data / WITNESS_KEYS).read_bytes())["keys"]
    [key] = signing_keys.parsed(json.dumps({"keys": [jwk]}))
    return CosignerKey(NAME, key.public_key.public_bytes_raw())


def forks(honest: Story, seen: int, chance: random.Random) -> Iterator[tuple[Story, int, list[bytes]]]:
    """Without end: another story that does not continue what was seen, the size it claims, and a proof for it.

    Somebody with the log's key tries whatever there is: proofs of the forged and of the honest tree, mixed, cut, stretched.
    """
    most = len(honest.leaves)
    while True:
        forged = list(honest.leaves)
        for _ in range(chance.choice([1, 1, 2, 5])):
            forged[chance.randrange(seen)] = chance.randbytes(32)
        if chance.random() < 0.2:
            del forged[chance.randrange(seen)]
            forged.append(chance.randbytes(32))
        story, size = Story(forged), chance.randint(seen, most)
        tried = [*story.proof(seen, size)]
        true = [*honest.proof(seen, size)]
        match chance.randrange(6):
            case 0:
                tried = true
            case 1 if tried:
                tried = [chance.choice(pair) for pair in zip(tried, true, strict=True)]
            case 2:
                tried = tried[: chance.randrange(len(tried) + 1)]
            case 3:
                tried = [*tried, *(chance.randbytes(32) for _ in range(chance.randint(1, 3)))]
            case 4:
                chance.shuffle(tried)
        yield story, size, tried
