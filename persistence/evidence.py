"""What proves some events to whoever does not ask us (证据): their records, proofs, the checkpoints above and the keys.

    events/<position>.record  proofs/<position>.tlog-proof  logs/<epoch>/checkpoint  keys/…

docs/format/dossier-1.md has the layout; a file is named by the position in twelve digits.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from persistence.event_record import event_record
from persistence.records import EVENT_COLUMNS, RecordedNotification, recorded_notification
from persistence.transparency_log import Log, SignedCheckpoint, TransparencyLog
from transparency.note import Note, VerifierKey
from transparency.proof_file import ProofFile
from transparency.tiles import TiledNodes
from transparency.tree import NoSuchProof, inclusion_path

RECORDS = f"""
    SELECT {EVENT_COLUMNS} FROM log.events WHERE position = ANY (%(positions)s::bigint[]) ORDER BY position
"""  # noqa: S608  names of our own columns
LAST_VERSIONS = """
    SELECT originator_id, max(originator_version) FROM log.events
     WHERE originator_id = ANY (%(ids)s::uuid[]) AND position <= %(until)s GROUP BY originator_id
"""


class Stream(NamedTuple):
    """An aggregate of which there are events: its last version, and whether all of them are there."""

    id: UUID
    kind: str
    versions: int
    whole: bool


class Evidence(NamedTuple):
    """The files by their names, and the aggregates that the events are of."""

    files: dict[str, bytes]
    streams: tuple[Stream, ...]


@dataclass(frozen=True, slots=True)
class SealedLog:
    """One log under one checkpoint."""

    log: Log
    checkpoint: SignedCheckpoint

    @property
    def last_position(self) -> int:
        """The last event that the checkpoint covers."""
        return self.log.position_of(self.checkpoint.size - 1)

    def covers(self, position: int) -> bool:
        """Whether the checkpoint covers an event."""
        return self.log.first_position <= position <= self.last_position


class Sealed:
    """All logs at one moment: whatever is proved is proved under the same checkpoints."""

    def __init__(self, source: TransparencyLog) -> None:
        """Raises `NoSuchProof` where nothing has been covered yet."""
        self._source = source
        read = [(log, source.checkpoint(log.epoch)) for log in source.logs()]
        self.logs = [SealedLog(log, checkpoint) for log, checkpoint in read if checkpoint is not None]
        if not self.logs or self.last_position < 1:
            raise NoSuchProof("no checkpoint covers any event yet")

    @property
    def last_position(self) -> int:
        """Up to where the record is covered."""
        return self.logs[-1].last_position

    def evidence(self, positions: Iterable[int]) -> Evidence:
        """What proves the events at these positions. Raises `NoSuchProof` for one that is not covered."""
        wanted = sorted(set(positions))
        rows = self._source.datastore.rows(RECORDS, positions=wanted)
        events = [recorded_notification(row) for row in rows]
        if [event.id for event in events] != wanted or (wanted and wanted[-1] > self.last_position):
            raise NoSuchProof("an event is not there, or not covered yet")
        needed = [one for one in self.logs if wanted and one.log.first_position <= wanted[-1]] or self.logs[
            :1
        ]
        files = self._keys()
        for sealed in needed:
            files |= self._of_log(sealed, [event for event in events if sealed.covers(event.id)])
        return Evidence(files, self._streams(events))

    def _of_log(self, sealed: SealedLog, events: list[RecordedNotification]) -> dict[str, bytes]:
        log, size = sealed.log, sealed.checkpoint.size
        nodes, note = TiledNodes(size, self._source.hashes_of(log.epoch)), Note.parse(sealed.checkpoint.note)

        def proof(index: int) -> bytes:
            return str(ProofFile(index, tuple(inclusion_path(index, size, nodes)), note)).encode()

        folder = f"logs/{log.epoch}"
        files = {f"{folder}/checkpoint": sealed.checkpoint.note.encode()}
        if log.reference is not None:
            files |= {f"{folder}/reference": log.reference, f"{folder}/reference.tlog-proof": proof(0)}
        for event in events:
            files[record_name(event.id)] = event_record(event)
            files[proof_name(event.id)] = proof(log.index_of(event.id))
        return files

    def _keys(self) -> dict[str, bytes]:
        keys = [VerifierKey.parse(line.verifier_key) for line in self._source.verifier_keys()]
        text = "".join(f"{key}\n" for key in keys)
        return {"keys/keys.txt": text.encode(), **{f"keys/{key.key_id.hex()}.pem": _pem(key) for key in keys}}

    def _streams(self, events: list[RecordedNotification]) -> tuple[Stream, ...]:
        versions: dict[UUID, set[int]] = {}
        kinds: dict[UUID, str] = {}
        for event in events:
            id_ = UUID(str(event.originator_id))
            versions.setdefault(id_, set()).add(event.originator_version)
            kinds.setdefault(id_, event.topic.partition(".")[0])
        asked = {"ids": [str(id_) for id_ in versions], "until": self.last_position}
        last = {UUID(str(id_)): number for id_, number in self._source.datastore.rows(LAST_VERSIONS, **asked)}
        return tuple(
            Stream(id_, kinds[id_], last[id_], len(versions[id_]) == last[id_])
            for id_ in sorted(versions, key=str)
        )


def record_name(position: int) -> str:
    """The file of an event's record."""
    return f"events/{position:012}.record"


def proof_name(position: int) -> str:
    """The file of an event's proof."""
    return f"proofs/{position:012}.tlog-proof"


def _pem(key: VerifierKey) -> bytes:
    """The key as openssl reads it."""
    return Ed25519PublicKey.from_public_bytes(key.public).public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
