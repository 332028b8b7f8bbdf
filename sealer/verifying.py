"""The whole log (全簿核对): files against database, tree against checkpoint, checkpoint against keys; every fault with its place.

It reads what the sealer has published and what the database says now, and trusts neither: the keys come from whoever
asks. An auditor does the same without this product, by `docs/format/transparency-log-1.md`.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from persistence.event_record import event_record
from persistence.transparency_log import Log, TransparencyLog
from sealer.publishing import CHECKPOINT, TileFiles
from sealer.rechecking import pieces
from transparency.checkpoint import Checkpoint, read_checkpoint, referred_to
from transparency.note import NoteMalformed, NoteNotBelieved, VerifierKey
from transparency.tiles import WIDTH, BundleMalformed, Edge, Tile, entries_path, tiles_of, unbundled, unpacked
from transparency.tree import leaf_hash


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a log, and at which positions or in which file."""

    epoch: int
    kind: str
    where: str

    def __str__(self) -> str:
        return f"log {self.epoch}: {self.kind}: {self.where}"


@dataclass(slots=True)
class Verified:
    """How much was looked at."""

    logs: int = 0
    entries: int = 0
    faults: int = 0
    checkpoints: list[Checkpoint] = field(default_factory=list)


def faults(
    source: TransparencyLog, files: TileFiles, keys: Sequence[VerifierKey], verified: Verified
) -> Iterator[Fault]:
    """Everything that is wrong, log by log."""
    known = source.logs()
    for epoch in sorted(files.epochs() - {log.epoch for log in known}):
        verified.faults += 1
        yield Fault(epoch, "forgotten", "the database knows nothing of it")
    for log in known:
        if log.size == 0 and log.epoch not in files.epochs():
            continue
        verified.logs += 1
        for fault in _LogVerifier(source, files, keys, verified).faults(log):
            verified.faults += 1
            yield fault


@dataclass(slots=True)
class _LogVerifier:
    source: TransparencyLog
    files: TileFiles
    keys: Sequence[VerifierKey]
    verified: Verified

    def faults(self, log: Log) -> Iterator[Fault]:
        """What is wrong with one log."""
        checkpoint = self._checkpoint(log)
        if isinstance(checkpoint, Fault):
            yield checkpoint
            return
        if checkpoint.size > log.size:
            yield Fault(
                log.epoch, "behind", f"the database has {log.size} entries of {checkpoint.size} signed"
            )
        yield from self._of_reference(log)
        edge = Edge()
        upper: dict[Tile, list[bytes]] = {}
        for tile in tiles_of(checkpoint.size):
            if tile.level > 0:
                break
            hashes = self._tile(log, tile)
            if hashes is None:
                yield Fault(log.epoch, "missing file", tile.path)
                return
            upper |= {new: of for new, of in edge.extend(hashes).items() if new.level}
            yield from self._of_entries(log, tile, hashes)
            self.verified.entries += tile.width
        if edge.root() != checkpoint.root:
            yield Fault(
                log.epoch, "wrong root", f"the tiles do not have the root signed for {checkpoint.size}"
            )
        for tile in tiles_of(checkpoint.size):
            if tile.level > 0 and self._tile(log, tile) != upper[tile]:
                yield Fault(log.epoch, "altered file", tile.path)
        self.verified.checkpoints.append(checkpoint)

    def _checkpoint(self, log: Log) -> Checkpoint | Fault:
        written = self.files.read(log.epoch, CHECKPOINT)
        if written is None:
            return Fault(log.epoch, "missing file", CHECKPOINT)
        try:
            return read_checkpoint(written.decode(), log.origin, self.keys)
        except (NoteMalformed, NoteNotBelieved, UnicodeDecodeError) as error:
            return Fault(log.epoch, "checkpoint not believed", str(error))

    def _of_reference(self, log: Log) -> Iterator[Fault]:
        """A log that follows another begins with what was signed of that last."""
        if log.reference is None:
            return
        before = self.source.log(log.epoch - 1)
        assert before is not None  # epochs count from 1
        try:
            read_checkpoint(referred_to(log.reference), before.origin, self.keys)
        except (NoteMalformed, NoteNotBelieved) as error:
            yield Fault(log.epoch, "reference not believed", str(error))

    def _tile(self, log: Log, tile: Tile) -> list[bytes] | None:
        """Its hashes; those of a beginning stand in the whole once the log has grown so far, and then there alone."""
        for wide in dict.fromkeys((tile.width, WIDTH)):
            content = self.files.read(log.epoch, Tile(tile.level, tile.index, wide).path)
            if content is not None:
                try:
                    hashes = unpacked(content)
                except BundleMalformed:
                    return None
                return hashes[: tile.width] if len(hashes) == wide else None
        return None

    def _of_entries(self, log: Log, tile: Tile, hashes: list[bytes]) -> Iterator[Fault]:
        """The entries in the file, and those in the database, against the hashes of the tile."""
        published = self._bundle(log, tile)
        if published is None:
            yield Fault(log.epoch, "missing file", entries_path(tile.index, tile.width))
        else:
            differing = [at for at, hash_ in enumerate(hashes) if _leaf(published, at) != hash_]
            yield from self._at(log, "altered in the file", tile, differing)
        first = tile.index * WIDTH
        found = {
            log.index_of(event.id) - first: leaf_hash(event_record(event))
            for event in self.source.events(log.position_of(first), log.position_of(first + tile.width - 1))
        }
        if log.reference is not None and first == 0:
            found[0] = leaf_hash(log.reference)
        yield from self._at(log, "missing", tile, [at for at in range(tile.width) if at not in found])
        altered = [at for at, hash_ in enumerate(hashes) if at in found and found[at] != hash_]
        yield from self._at(log, "altered", tile, altered)

    def _bundle(self, log: Log, tile: Tile) -> list[bytes] | None:
        for wide in dict.fromkeys((tile.width, WIDTH)):
            for long in (False, True):
                content = self.files.read(log.epoch, entries_path(tile.index, wide, long=long))
                if content is not None:
                    try:
                        return unbundled(content, long=long)
                    except BundleMalformed:
                        return []
        return None

    def _at(self, log: Log, kind: str, tile: Tile, differing: Sequence[int]) -> Iterator[Fault]:
        for first, last in pieces(differing):
            at = [log.position_of(tile.index * WIDTH + one) for one in (first, last)]
            yield Fault(log.epoch, kind, f"positions {at[0]} to {at[1]}")


def _leaf(entries: Sequence[bytes], at: int) -> bytes | None:
    return leaf_hash(entries[at]) if at < len(entries) else None
