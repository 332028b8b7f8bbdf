"""The transparency log: how large proofs are, how fast records are hashed, how soon an event is under a signed checkpoint.

A tree of ten million entries (`--size` for fewer) is built of hashes, 640 MB of them. Lag is measured at a hundred
commands a second, from the moment that an event is recorded to the one at which its checkpoint can be read, with the
sealer that runs within the service and its own tick.
"""

import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import monotonic, perf_counter, process_time, sleep
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eventsourcing.persistence import StoredEvent

from bench.report import Report, Row
from bootstrap.settings import Settings
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.event_record import event_record
from persistence.migrations import migrate
from persistence.recorders import LogRecorder
from persistence.records import RecordedNotification
from persistence.transparency_log import TransparencyLog
from sealer.running import covering
from transparency.checkpoint import Checkpoint
from transparency.note import Ed25519Signer
from transparency.proof_file import ProofFile
from transparency.tree import HASH_SIZE, Tree, consistency_path, inclusion_path, leaf_hash, root

SIZE = 10_000_000
ROUNDS, SECONDS = 3, 60.0  # of hashing; of lag
SAMPLES = 2_000
HASHED_AT_ONCE = 200_000
COMMANDS_A_SECOND = 100
LOOKS_A_SECOND = 20
MOST_US_AN_EVENT = 10.0  # 100,000 events a second
MOST_PROOF_BYTES, MOST_PATH_BYTES, MOST_CONSISTENCY_HASHES = 1536, 800, 26
MOST_LAG_S = 5.0
ORIGIN = "huicai.example.gov.cn/log/sha256-ed25519/1"
STATE = b'{"timestamp":"2026-01-01T08:00:00+08:00","by":"officer-17","note":"' + b"x" * 250 + b'"}'


def run(rounds: int, seconds: float, size: int = SIZE) -> Report:
    return Report([*_hashing(rounds), *_proofs(size), *_lag(seconds)])


def _hashing(rounds: int) -> list[Row]:
    """Records made of events; and records hashed and put into a tree, as whoever verifies an export has to."""
    event = RecordedNotification(
        id=1,
        originator_id=uuid4(),
        originator_version=1,
        topic="CardApplication.FormFilled",
        state=STATE,
        event_id=uuid4(),
        command_id=uuid4(),
        correlation_id=uuid4(),
        causation_id=None,
        recorded_at=datetime.now(UTC),
    )
    events = [
        replace(event, id=position, event_id=UUID(int=position)) for position in range(1, HASHED_AT_ONCE)
    ]
    records = [event_record(each) for each in events]
    return [
        Row(
            "leaf and tree of a record, of one core",
            _processor_us(rounds, len(events), lambda: Tree(map(leaf_hash, records))),
            "µs",
            at_most=MOST_US_AN_EVENT,
        ),
        Row(
            "record of an event, of one core",
            _processor_us(rounds, len(events), lambda: [event_record(each) for each in events]),
            "µs",
        ),
    ]


def _processor_us(rounds: int, count: int, work: Callable[[], object]) -> float:
    took = []
    for _ in range(rounds):
        begun = process_time()
        work()
        took.append((process_time() - begun) / count * 1e6)
    return median(took)


def _proofs(size: int) -> list[Row]:
    tree, chance = Tree(sha256(b"%d" % index).digest() for index in range(size)), Random(6)
    signer = Ed25519Signer(ORIGIN, Ed25519PrivateKey.generate())
    note = Checkpoint(ORIGIN, size, root(size, tree.node)).note.signed_by(signer)
    took, files, paths, hashes = [], [], [], []
    for index in (0, size - 1, *(chance.randrange(size) for _ in range(SAMPLES))):
        begun = perf_counter()
        path = inclusion_path(index, size, tree.node)
        took.append((perf_counter() - begun) * 1e6)
        paths.append(len(path) * HASH_SIZE)
        files.append(len(str(ProofFile(index, tuple(path), note)).encode()))
        hashes.append(len(consistency_path(chance.randrange(1, size), size, tree.node)))
    of = f"{size:,} entries"
    return [
        Row(f"largest proof file/{of}", max(files), "bytes", at_most=MOST_PROOF_BYTES),
        Row(f"longest path/{of}", max(paths), "bytes", at_most=MOST_PATH_BYTES),
        Row(f"longest consistency proof/{of}", max(hashes), "hashes", at_most=MOST_CONSISTENCY_HASHES),
        Row(f"a path, median/{of}", median(took), "µs"),
    ]


def _lag(seconds: float) -> list[Row]:
    """From an event's record to the checkpoint over it, as somebody sees it who keeps asking."""
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder)) as server:
            migrate(server.url("owner"))
            app = Datastore(open_engine(server.url("app"), application_name="bench"))
            settings = Settings(data=Path(folder), _env_file=None)
            with covering(server.url("sealer"), settings):
                lags, sent = _lags(app, seconds)
            app.close()
    rate = f"{sent / seconds:.0f} commands/s"
    return [
        Row(f"seal lag, largest/{rate}", max(lags), "s", at_most=MOST_LAG_S),
        Row(f"seal lag, p95/{rate}", quantiles(lags, n=20)[-1], "s"),
    ]


def _lags(app: Datastore, seconds: float) -> tuple[list[float], int]:
    log, source, recorded, over = LogRecorder(app), TransparencyLog(app), {}, threading.Event()

    def send() -> None:
        begun = monotonic()
        for number in count():
            sleep(max(0.0, begun + number / COMMANDS_A_SECOND - monotonic()))
            if monotonic() - begun > seconds:
                break
            [position] = log.insert_events([StoredEvent(uuid4(), 1, "Quota.Reserved", STATE)]) or [0]
            recorded[position] = monotonic()
        over.set()

    sender = threading.Thread(target=send)
    sender.start()
    lags: list[float] = []
    covered = 0
    while not over.is_set() or covered < len(recorded):
        sleep(1 / LOOKS_A_SECOND)
        newest, now = source.sealer().covered_position, monotonic()
        lags += [
            now - recorded[position] for position in range(covered + 1, newest + 1) if position in recorded
        ]
        covered = newest
    sender.join()
    return lags, len(recorded)
