"""Logs as an instance exports them, made up: written with the application's own code, for `huicai-verify` to judge."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from huicai_verify.checkpoints import Trust
from huicai_verify.findings import Findings
from huicai_verify.log_folder import examine_logs
from huicai_verify.notes import Checkpoint as KeptCheckpoint
from huicai_verify.notes import Key

from persistence.event_record import event_record
from persistence.records import RecordedNotification
from transparency.checkpoint import Checkpoint
from transparency.note import Ed25519Signer, Note
from transparency.proof_file import ProofFile
from transparency.tiles import WIDTH, Edge, entries_path
from transparency.tree import Tree, inclusion_path, leaf_hash, root

ORIGIN = "huicai.test/zibo"
SIGNER = Ed25519Signer(
    ORIGIN, Ed25519PrivateKey.from_private_bytes(b"made up for a test, and known to all"[:32])
)
KEY = Key.parse(SIGNER.verifier_key)
BEGINNING = datetime(2026, 3, 2, 1, tzinfo=UTC)


def made_up_events(count: int, seed: int = 6) -> list[RecordedNotification]:
    """Events of some aggregates in turn, as the log numbers them."""
    dice = Random(seed)
    streams = [UUID(int=dice.getrandbits(128)) for _ in range(max(1, count // 5))]
    versions = dict.fromkeys(streams, 0)
    return [_event(position, dice.choice(streams), versions, dice) for position in range(1, count + 1)]


def _event(position: int, stream: UUID, versions: dict[UUID, int], dice: Random) -> RecordedNotification:
    versions[stream] += 1
    return RecordedNotification(
        id=position,
        event_id=UUID(int=dice.getrandbits(128)),
        originator_id=stream,
        originator_version=versions[stream],
        topic=dice.choice(["CardApplication.Submitted", "Quota.Reserved", "Card.Granted"]),
        state=b'{"envelope":{"actor":"zhang-san"},"note":"%d"}' % dice.getrandbits(400),
        command_id=UUID(int=dice.getrandbits(128)),
        correlation_id=UUID(int=dice.getrandbits(128)),
        causation_id=UUID(int=dice.getrandbits(128)) if dice.random() < 0.5 else None,
        recorded_at=BEGINNING + timedelta(milliseconds=position),
    )


@dataclass
class ExportedLog:
    """The records of a log, with its tree; `written` puts it into a folder."""

    records: list[bytes]
    signer: Ed25519Signer = field(default=SIGNER)

    @classmethod
    def of(cls, count: int) -> "ExportedLog":
        return cls([event_record(event) for event in made_up_events(count)])

    @cached_property
    def tree(self) -> Tree:
        return Tree(map(leaf_hash, self.records))

    def checkpoint(self, size: int | None = None) -> str:
        size = self.tree.size if size is None else size
        unsigned = Checkpoint(self.signer.name, size, root(size, self.tree.node))
        return str(unsigned.note.signed_by(self.signer))

    def kept(self, size: int) -> KeptCheckpoint:
        """The checkpoint at a size, as an auditor has kept it."""
        return KeptCheckpoint.parse(self.checkpoint(size).encode())

    def proof(self, index: int) -> str:
        path = tuple(inclusion_path(index, self.tree.size, self.tree.node))
        return str(ProofFile(index, path, Note.parse(self.checkpoint())))

    def written(self, folder: Path) -> Path:
        """The folder with checkpoint, tiles and bundles."""
        files = {"checkpoint": self.checkpoint().encode()}
        edge = Edge()
        tiles = edge.extend(map(leaf_hash, self.records))
        files |= {tile.path: b"".join(hashes) for tile, hashes in tiles.items()}
        files |= bundles_of(self.records)
        for name, content in files.items():
            place = folder / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content)
        return folder

    def with_records(self, records: list[bytes]) -> "ExportedLog":
        """Another log of these records, under the same key."""
        return replace(self, records=records)


def bundles_of(records: list[bytes]) -> dict[str, bytes]:
    """The bundles of entries by their paths."""
    found = {}
    for start in range(0, len(records), WIDTH):
        entries = records[start : start + WIDTH]
        content = b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)
        found[entries_path(start // WIDTH, len(entries))] = content
    return found


def judged(
    folder: Path, *kept: KeptCheckpoint, keys: tuple[Key, ...] = (KEY,), processes: int = 1
) -> Findings:
    """What `huicai-verify` finds in a folder."""
    findings = Findings()
    examine_logs(folder, Trust(keys=keys, checkpoints=kept), findings, processes=processes)
    return findings


def codes(findings: Findings) -> list[tuple[str, int | None]]:
    """The faults, as code and position."""
    return [(fault.code, fault.position) for fault in findings.in_order]


def pem(signer: Ed25519Signer = SIGNER) -> bytes:
    """The public key as openssl reads it."""
    return signer.private.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
