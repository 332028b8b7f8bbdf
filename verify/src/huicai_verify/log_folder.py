"""A whole exported log: `checkpoint` and `tile/…` as c2sp.org/tlog-tiles lays them out, examined from the first event on.

    bundle of 256 records ─> leaf hashes ─> root of the bundle ─> tiles above ─> root ─> checkpoint

The records are the truth, the tiles a second copy of their hashes: where the two differ, the event concerned is named.
"""

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field, replace
from itertools import islice, zip_longest
from pathlib import Path
from uuid import UUID

from huicai_verify.checkpoints import Trust, judged
from huicai_verify.findings import Fault, Findings
from huicai_verify.notes import Checkpoint
from huicai_verify.plain_files import read_plain
from huicai_verify.record import RecordInvalid, read_record
from huicai_verify.succession import REFERENCE, Log, first_log, next_log
from huicai_verify.tile_folder import WIDTH, entries_name, entries_of, hashes_of, path_of, width_of
from huicai_verify.tree import Frontier, leaf_hash, subtree_root

FIRST_VERSIONS = (1, 0)  # an aggregate begins with 1; the library admits 0
BUNDLES_AT_ONCE = 64
MOST_CHECKPOINT_BYTES = 1 << 20
MOST_LOGS = 1_000


@dataclass(frozen=True, slots=True)
class Task:
    """Consecutive bundles that one process looks through."""

    folder: Path
    log: Log
    first: int
    last: int  # exclusive
    open_bundles: frozenset[int]  # those whose leaf hashes are wanted one by one


@dataclass(slots=True)
class Part:
    """What came of one task.

    `streams`: of each aggregate the first version with its position, and the last version.
    """

    faults: list[Fault] = field(default_factory=list)
    checked: Counter[str] = field(default_factory=Counter)
    roots: list[bytes | None] = field(
        default_factory=list
    )  # of each bundle; None of one that is open or unknown
    leaves: dict[int, list[bytes]] = field(default_factory=dict)
    missing: dict[bytes, int] = field(
        default_factory=dict
    )  # leaf hashes of the tiles that no record has, by index
    unexpected: dict[bytes, int] = field(default_factory=dict)
    streams: dict[bytes, tuple[int, int, int]] = field(default_factory=dict)
    times: tuple[int, int, int] | None = None  # first position, first and last instant

    def fault(self, code: str, position: int | None = None, file: str | None = None, **facts: object) -> None:
        """Put a fault on the list."""
        self.faults.append(Fault(code, file, position, tuple(facts.items())))


@dataclass(slots=True)
class Followed:
    """How far the events went until here: the last version of each aggregate, and the last instant."""

    versions: dict[bytes, int] = field(default_factory=dict)
    last_time: int | None = None


def examine_logs(folder: Path, trust: Trust, findings: Findings, *, processes: int = 1) -> None:
    """Verify everything in an export: one log, or a folder with each log under the number of its epoch.

    It has to contain every checkpoint that the auditor has kept, and a log after the first has to continue the one before.
    """
    logs: list[Log] = []
    followed = Followed()
    for epoch in range(1, MOST_LOGS):
        place = folder_of(folder, epoch)
        if epoch > 1 and (place == folder or not place.is_dir()):
            break
        before = logs[-1] if logs else None
        log = _examine(place, epoch if place != folder else 0, before, followed, trust, findings, processes)
        if log is None:
            return
        logs.append(log)
    origins = [log.checkpoint.origin for log in logs]
    for kept in trust.checkpoints:
        findings.checked["trusted_checkpoints"] += 1
        if kept.origin not in origins:
            findings.fault("origin_other", origin=", ".join(origins), expected=kept.origin)


def folder_of(folder: Path, epoch: int) -> Path:
    """Where a log lies: the folder itself, if it is that of one log."""
    return folder if (folder / "checkpoint").is_file() else folder / str(epoch)


def _examine(
    place: Path,
    epoch: int,
    before: Log | None,
    followed: Followed,
    trust: Trust,
    findings: Findings,
    processes: int,
) -> Log | None:
    file = f"{epoch}/checkpoint" if epoch else "checkpoint"
    try:
        content = read_plain(place / "checkpoint", MOST_CHECKPOINT_BYTES)
    except OSError:
        findings.fault("file_missing", file=file)
        return None
    checkpoint = judged(content, trust, findings, file=file)
    log = None if checkpoint is None else _placed(place, epoch, before, checkpoint, trust, findings)
    if checkpoint is None or log is None:
        return None
    kept = [one for one in trust.checkpoints if one.origin == checkpoint.origin]
    roots = _walk(place, log, followed, {one.size for one in kept}, findings, processes)
    _name_records_behind(place, checkpoint.size, findings)
    if roots.get(checkpoint.size) not in (checkpoint.root, None):
        findings.fault("root_wrong", file=file, size=checkpoint.size)
    for one in kept:
        if one.size > checkpoint.size:
            findings.fault("log_cut_short", file=file, size=checkpoint.size, trusted=one.size)
        elif roots.get(one.size) not in (one.root, None):
            findings.fault("history_rewritten", file=file, trusted=one.size)
    return log


def _placed(
    place: Path, epoch: int, before: Log | None, checkpoint: Checkpoint, trust: Trust, findings: Findings
) -> Log | None:
    """Which events the entries of a log are."""
    begins = [content for _, content in islice(records_of(place, checkpoint.size), 2)]
    first, second = (*begins, b"", b"")[:2]
    if epoch <= 1 and not first.startswith(REFERENCE):
        return first_log(checkpoint)
    try:
        stated = read_record(second).position
    except RecordInvalid:
        stated = None
    if epoch <= 1:  # a later log by itself: what came before is for the folder of that log to show
        return Log(0, checkpoint, stated or 1, 1)
    log = next_log(before, checkpoint, first, trust, findings, file=f"{epoch}/{entries_name(0)}")
    if log is not None and stated not in (None, log.first_position):
        findings.fault("log_begins_elsewhere", position=stated, last=log.first_position - 1)
        log = replace(log, first_position=stated)
    return log


def records_of(folder: Path, size: int) -> Iterator[tuple[int, bytes]]:
    """Every record with its index, as far as they can be read; faults are for `examine_log` to tell."""
    for bundle in range(-(-size // WIDTH)):
        entries, _, _ = entries_of(folder, bundle, width_of(bundle, size))
        yield from enumerate(entries or (), bundle * WIDTH)


def _walk(
    folder: Path, log: Log, followed: Followed, wanted: set[int], findings: Findings, processes: int
) -> dict[int, bytes | None]:
    """Look through all bundles in order; the roots at the sizes wanted and at the end (None where it is not known)."""
    size = log.checkpoint.size
    known = _Known(folder, log, followed, wanted | {size}, findings)
    bundles = -(-size // WIDTH)
    open_bundles = frozenset(at // WIDTH for at in wanted | {size} if at % WIDTH)
    tasks = [
        Task(folder, log, first, min(first + BUNDLES_AT_ONCE, bundles), open_bundles)
        for first in range(0, bundles, BUNDLES_AT_ONCE)
    ]
    if processes > 1 and len(tasks) > 1:
        with ProcessPoolExecutor(processes) as pool:
            for task, part in zip(tasks, pool.map(look_through, tasks), strict=True):
                known.take_in(task, part)
    else:
        for task in tasks:
            known.take_in(task, look_through(task))
    known.finish()
    return known.roots


def _name_records_behind(folder: Path, size: int, findings: Findings) -> None:
    """Name the bundle with records behind the last that the checkpoint covers: a log goes on, and nothing signed speaks of them yet."""
    bundle, covered = divmod(size, WIDTH)
    _, file, code = entries_of(folder, bundle, covered + 1)
    if code != "bundle_missing":
        findings.unproven.append(file)


class _Known:
    """What is known of the log after the bundles so far."""

    def __init__(
        self, folder: Path, log: Log, followed: Followed, wanted: set[int], findings: Findings
    ) -> None:
        self.roots: dict[int, bytes | None] = {}
        self._folder, self._log, self._wanted, self._findings = folder, log, wanted, findings
        self._followed = followed
        self._tree: Frontier | None = Frontier()
        self._bundle_roots: list[bytes | None] = []
        self._missing: dict[bytes, int] = {}
        self._unexpected: dict[bytes, int] = {}
        self._note_root(0)

    def take_in(self, task: Task, part: Part) -> None:
        """Continue with the next bundles."""
        self._findings.add(part.faults, part.checked)
        self._missing |= part.missing
        self._unexpected |= part.unexpected
        self._follow_streams(part)
        for bundle, root in enumerate(part.roots, task.first):
            self._bundle_roots.append(root)
            leaves = part.leaves.get(bundle)
            if leaves is not None:
                self._append_each(bundle, leaves)
            elif root is None or self._tree is None:
                self._tree = None
            else:
                self._tree.append(root, WIDTH)
                self._note_root((bundle + 1) * WIDTH)

    def finish(self) -> None:
        """Name what was moved, taken out or put in, and compare the tiles above the entries."""
        for hash_, index in self._missing.items():
            found = self._unexpected.pop(hash_, None)
            if found is None:
                self._findings.fault("entry_missing", position=self._at(index))
            else:
                self._findings.fault("entry_moved", position=self._at(index), found=self._at(found))
        for index in self._unexpected.values():
            self._findings.fault("entry_unexpected", position=self._at(index))
        self._compare_upper_tiles()

    def _at(self, index: int) -> int:
        return index + self._log.first_position - self._log.references

    def _append_each(self, bundle: int, leaves: list[bytes]) -> None:
        for number, leaf in enumerate(leaves, 1):
            if self._tree is not None:
                self._tree.append(leaf)
                self._note_root(bundle * WIDTH + number)

    def _note_root(self, size: int) -> None:
        if size in self._wanted and self._tree is not None:
            self.roots[size] = self._tree.root()

    def _follow_streams(self, part: Part) -> None:
        for stream, (first, position, last) in part.streams.items():
            before = self._followed.versions.get(stream)
            self._followed.versions[stream] = last
            # An aggregate that goes on from an earlier log which is not here has its first version there.
            if before is None and (self._log.is_by_itself or first in FIRST_VERSIONS):
                continue
            if before is None or first != before + 1:
                self._gap(stream, position, 1 if before is None else before + 1, first)
        if part.times is not None:
            position, first_time, last_time = part.times
            before_that = self._followed.last_time
            if before_that is not None and first_time < before_that:
                self._findings.fault("time_back", position=position)
            self._followed.last_time = last_time

    def _gap(self, stream: bytes, position: int, expected: int, found: int) -> None:
        name = str(UUID(bytes=stream))
        self._findings.fault("stream_gap", position=position, stream=name, expected=expected, found=found)

    def _compare_upper_tiles(self) -> None:
        level, hashes = 1, self._bundle_roots[: self._log.checkpoint.size // WIDTH]
        span = WIDTH
        while hashes:
            above: list[bytes | None] = []
            for index in range(-(-len(hashes) // WIDTH)):
                below = hashes[index * WIDTH : (index + 1) * WIDTH]
                self._compare_tile(level, index, below, span)
                if len(below) == WIDTH:
                    whole = [hash_ for hash_ in below if hash_ is not None]
                    above.append(subtree_root(whole) if len(whole) == WIDTH else None)
            level, hashes, span = level + 1, above, span * WIDTH

    def _compare_tile(self, level: int, index: int, below: list[bytes | None], span: int) -> None:
        name = f"tile/{level}/{path_of(index)}"
        found, file, code = hashes_of(self._folder, name, len(below))
        if found is None:
            self._findings.fault(code, file=file)
            return
        self._findings.checked["tiles"] += 1
        for number, (computed, stated) in enumerate(zip(below, found, strict=True)):
            if computed not in (None, stated):
                start = self._at((index * WIDTH + number) * span)
                facts = {"last": start + span - 1, "index": number}
                self._findings.faults.append(Fault("tile_wrong", file, start, tuple(facts.items())))


def look_through(task: Task) -> Part:
    """Look through the bundles of a task: each record by itself, and each bundle beside its tile."""
    part = Part()
    for bundle in range(task.first, task.last):
        width = width_of(bundle, task.log.checkpoint.size)
        leaves = _bundle_leaves(task, bundle, width, part)
        is_open = width < WIDTH or bundle in task.open_bundles
        if is_open and leaves is not None:
            part.leaves[bundle] = leaves
        part.roots.append(subtree_root(leaves) if leaves and width == WIDTH else None)
    return part


def _bundle_leaves(task: Task, bundle: int, width: int, part: Part) -> list[bytes] | None:
    """The leaf hashes of a bundle's records; where they cannot be had, those of its tile, or None."""
    start = bundle * WIDTH
    position = start + task.log.first_position - task.log.references
    last = position + width - 1
    entries, file, code = entries_of(task.folder, bundle, width)
    tile, tile_file, tile_code = hashes_of(task.folder, f"tile/0/{path_of(bundle)}", width)
    if tile is None:
        part.fault(tile_code, file=tile_file)
    else:
        part.checked["tiles"] += 1
    if entries is None:
        part.fault(code, position, file, last=last)
        return tile
    leaves = [leaf_hash(entry) for entry in entries]
    references = task.log.references if bundle == 0 else 0
    _look_at_records(entries[references:], position + references, file, part)
    part.checked["events"] += len(entries) - references
    if len(entries) != width:
        part.fault("bundle_count", position, file, last=last, found=len(entries), expected=width)
    if tile is not None and leaves != tile:
        _tell_apart(leaves, tile, start, position, part)
    return leaves if len(leaves) == width else tile


def _look_at_records(entries: list[bytes], first_position: int, file: str, part: Part) -> None:
    streams = part.streams
    first_time = last_time = None
    for position, entry in enumerate(entries, first_position):
        try:
            record = read_record(entry)
        except RecordInvalid:
            part.fault("record_unreadable", position, file)
            continue
        if record.position != position:
            part.fault("record_position", position, file, stated=record.position)
        stream, version = record.originator_id, record.originator_version
        before = streams.get(stream)
        if before is None:
            streams[stream] = (version, position, version)
        else:
            if version != before[2] + 1:
                facts = {"stream": str(UUID(bytes=stream)), "expected": before[2] + 1, "found": version}
                part.fault("stream_gap", position, file, **facts)
            streams[stream] = (before[0], before[1], version)
        if last_time is not None and record.recorded_at < last_time:
            part.fault("time_back", position, file)
        last_time = record.recorded_at
        if first_time is None:
            first_time = (position, last_time)
    if first_time is not None and last_time is not None:
        _follow_time(part, *first_time, last_time)


def _follow_time(part: Part, position: int, first: int, last: int) -> None:
    if part.times is None:
        part.times = (position, first, last)
        return
    if first < part.times[2]:
        part.fault("time_back", position)
    part.times = (part.times[0], part.times[1], last)


def _tell_apart(leaves: list[bytes], tile: list[bytes], start: int, position: int, part: Part) -> None:
    """Say which records differ from the tile: altered where they stand, or elsewhere, or not there at all."""
    in_tile, in_records = set(tile), set(leaves)
    is_reordered = len(leaves) == len(tile) and in_tile == in_records
    for number, (leaf, stated) in enumerate(zip_longest(leaves, tile)):
        if leaf == stated:
            continue
        is_new = leaf is not None and leaf not in in_tile
        is_lost = stated is not None and stated not in in_records
        if is_new and is_lost:
            part.fault("entry_altered", position + number)
        elif is_new:
            part.unexpected[leaf] = start + number
        elif is_lost:
            part.missing[stated] = start + number
        elif is_reordered:
            part.fault("entry_moved", position + number, found=position + leaves.index(stated))
