"""How fast an auditor's own program goes through a whole exported log, from the files alone.

A million events (`--size` for fewer) of a usual length are written as tiles and bundles under a signed checkpoint; `huicai-verify`
reads every record, hashes it, follows each aggregate's versions, and compares every tile and the root. Time is the
processor's, not the clock's: what it takes of one core. With as many processes as cores it is the clock's.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from time import perf_counter, process_time

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from bench.report import Report, Row
from transparency.checkpoint import Checkpoint
from transparency.note import Ed25519Signer
from transparency.tiles import WIDTH, Edge, bundled, edge_of, entries_path, packed
from transparency.tree import leaf_hash

sys.path.insert(0, str(Path(__file__).parents[1] / "verify/src"))

from huicai_verify.checkpoints import Trust
from huicai_verify.findings import Findings
from huicai_verify.log_folder import examine_logs
from huicai_verify.notes import Key

SIZE = 1_000_000  # events
ROUNDS = 3
STATE_BYTES = 600  # of an event with its envelope
MOST_US = 10.0  # of an event: 100,000 a second and core
SIGNER = Ed25519Signer("huicai.bench/log", Ed25519PrivateKey.from_private_bytes(bytes(32)))
TRUST = Trust((Key.parse(SIGNER.verifier_key),))
TAG, NULL = b"huicai/event-record/1\n", b"\xff\xff\xff\xff"


def run(rounds: int, _seconds: float, size: int = SIZE) -> Report:
    with tempfile.TemporaryDirectory() as folder:
        log, cores = exported(Path(folder), size), os.cpu_count() or 1
        rows = [
            Row(
                "one process, of its core",
                measured(log, size, rounds, process_time),
                "µs per event",
                at_most=MOST_US,
            ),
            Row(
                f"{cores} processes, by the clock",
                measured(log, size, rounds, perf_counter, processes=cores),
                "µs per event",
            ),
        ]
    return Report(rows, beside=f"{size:,} events, {STATE_BYTES} bytes of state each")


def measured(log: Path, size: int, rounds: int, clock: Callable[[], float], processes: int = 1) -> float:
    """The median of the rounds."""
    taken = []
    for _ in range(rounds):
        findings, begun = Findings(), clock()
        examine_logs(log, TRUST, findings, processes=processes)
        taken.append((clock() - begun) / size * 1e6)
        assert findings.exit_code == 0, findings.as_json()
        assert findings.checked["events"] == size
    return sorted(taken)[rounds // 2]


def exported(folder: Path, size: int) -> Path:
    """A log of so many events, five to an aggregate."""
    dice, edge = Random(6962), Edge()
    for start in range(0, size, WIDTH):
        records = [record(position, dice) for position in range(start + 1, min(start + WIDTH, size) + 1)]
        path = entries_path(start // WIDTH, len(records))
        written(folder / path, bundled(records, long=False))
        for tile, hashes in edge.extend(map(leaf_hash, records)).items():
            if tile.is_full:
                written(folder / tile.path, packed(hashes))
    for tile in edge_of(size):
        if tile.width:
            written(folder / tile.path, packed(edge.levels[tile.level]))
    checkpoint = Checkpoint(SIGNER.name, size, edge.root()).note.signed_by(SIGNER)
    written(folder / "checkpoint", str(checkpoint).encode())
    return folder


def record(position: int, dice: Random) -> bytes:
    """The bytes of an event (docs/format/event-record-1.md)."""
    stream, version = divmod(position - 1, 5)
    fields = (
        position.to_bytes(8, "big"), dice.randbytes(16), stream.to_bytes(16, "big"), (version + 1).to_bytes(8, "big"),
        b"CardApplication.OpinionGiven", dice.randbytes(STATE_BYTES // 2).hex().encode(), dice.randbytes(16), dice.randbytes(16),
        None, (1_767_225_600_000_000 + position).to_bytes(8, "big"),
    )  # fmt: skip
    return TAG + b"".join(NULL if one is None else len(one).to_bytes(4, "big") + one for one in fields)


def written(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
