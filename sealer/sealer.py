"""One look of the sealer: what is covered is looked through again, what is new is covered, all of it is published.

    look again ─> read rows, make their hashes ─> have the server make them ─> both roots, both proofs ─> sign ─> put down ─> files

At each arrow the process may be killed. Signed is only what both ways of reading agree on; what is signed leaves the
process no sooner than it is put down, with all that belongs to it, from the size that it was computed from.
"""

import logging
import os
import socket
from collections.abc import Callable, Sequence
from random import sample
from secrets import token_hex

import psycopg2
from eventsourcing.persistence import PersistenceError
from opentelemetry import trace

from persistence.datastore import Datastore
from persistence.event_record import event_record
from persistence.leadership import Leading
from persistence.log_sealing import LogSealing, Overtaken
from persistence.signing_keys import SigningKeysUnusable
from persistence.transparency_log import Alarm, Log
from sealer.publishing import BeingPublished, EntriesAltered, TileFiles
from sealer.rechecking import faults_between, next_piece, pieces
from sealer.signers import Signers
from transparency.checkpoint import Checkpoint
from transparency.note import Note, Signer
from transparency.tiles import WIDTH, Edge, Tile, TiledNodes
from transparency.tree import EMPTY_ROOT, NoSuchProof, consistency_path, is_consistent, leaf_hash, root

SUITE = "sha256-ed25519"
AT_ONCE = 40 * WIDTH
LOOKED_THROUGH_AT_ONCE = 500
ALARMS_AT_ONCE = 100  # of many, others each time
# While covered events are not what was covered, nothing more is signed in their log. The others are found anew each time.
STANDING = frozenset({"altered", "missing"})

log = logging.getLogger(__name__)
tracer = trace.get_tracer("huicai.sealer")


class Refused(Exception):
    """Nothing is signed: what was found is on record as an alarm."""

    def __init__(self, kind: str, first: int, last: int) -> None:
        super().__init__(f"{kind}: positions {first} to {last}")
        self.kind, self.first, self.last = kind, first, last


class Sealer:
    """Covers what is new whenever it is told to look, as long as its process leads."""

    def __init__(
        self,
        datastore: Datastore,
        signers: Signers,
        files: TileFiles,
        *,
        origin: str | None = None,
        looked_through_at_once: int = LOOKED_THROUGH_AT_ONCE,
        goes_on: Callable[[], bool] = lambda: True,
    ) -> None:
        """`origin` names the logs of a database that has none yet; without it they get a name that nobody else has.

        `goes_on` says between two checkpoints whether the process still wants to work.
        """
        self._leading = Leading("sealer", "log", datastore)
        self._signers = signers
        self._files = files
        self._origin = origin
        self._looked_through_at_once = looked_through_at_once
        self._goes_on = goes_on
        self._name = f"{socket.gethostname()}:{os.getpid()}"

    def tick(self) -> None:
        """Look once; never raises, so that the next tick comes."""
        try:
            self.look()
        except (PersistenceError, psycopg2.Error) as error:
            log.warning("the sealer lost its way, trying again: %s", str(error).strip())
            self.close()
        except SigningKeysUnusable:
            log.exception("no checkpoint can be signed")
        except Exception:
            log.exception("the sealer cannot look, trying again")
            self.close()

    def look(self) -> None:
        """Look again at what is covered, cover what is new, publish both; nothing of it where another process leads."""
        if not self._leading.leads():
            return
        records = LogSealing(self._leading.connection)
        open_log = records.open_log() or self._begin(records)
        self._look_again(open_log, records)
        is_covered = not self._is_blocked(open_log, records) and self._cover_all(open_log, records)
        if self._publish(records) and is_covered:
            records.resolve(alarm for alarm in records.alarms() if _passes(alarm))
        records.looked(self._name)

    def close(self) -> None:
        """Give the lead away."""
        self._leading.close()

    # -- what is covered -------------------------------------------------------------------------------

    def _look_again(self, open_log: Log, records: LogSealing) -> None:
        """At the newest events, at what alarms are about, and at the next piece of all others."""
        self._recheck(open_log, open_log.covered_position - WIDTH, open_log.covered_position, records)
        logs = records.logs()
        by_epoch = {one.epoch: one for one in logs}
        standing = [alarm for alarm in records.alarms() if alarm.kind in STANDING]
        for alarm in sample(standing, min(ALARMS_AT_ONCE, len(standing))):
            about = by_epoch[alarm.epoch]
            if not faults_between(about, alarm.first_position, alarm.last_position, records):
                records.resolve([alarm])
                log.warning("resolved: events %d to %d", alarm.first_position, alarm.last_position)
        piece = next_piece(logs, records.rechecked_position(), self._looked_through_at_once)
        if piece is not None:
            self._recheck(*piece, records)
            records.recheck_from(piece[2])

    def _recheck(self, one: Log, first: int, last: int, records: LogSealing) -> None:
        for kind, begin, end in faults_between(one, first, last, records):
            self._sound(one, kind, begin, end, records)

    def _is_blocked(self, open_log: Log, records: LogSealing) -> bool:
        return any(alarm.kind in STANDING and alarm.epoch == open_log.epoch for alarm in records.alarms())

    # -- what is new -----------------------------------------------------------------------------------

    def _begin(self, records: LogSealing) -> Log:
        """The first log of a database."""
        origin = self._origin or f"huicai.local/{token_hex(4)}"
        begun = records.begin(epoch=1, origin=f"{origin}/{SUITE}/1", root=EMPTY_ROOT)
        log.info("log %s begins", begun.origin)
        return begun

    def _cover_all(self, open_log: Log, records: LogSealing) -> bool:
        """Cover whatever is new; whether nothing stood in the way."""
        more: Log | None = open_log
        while more is not None and self._goes_on():
            try:
                more = self._cover(more, records)
            except Refused as refused:
                self._sound(open_log, refused.kind, refused.first, refused.last, records)
                return False
            except Overtaken:
                log.info("somebody else has covered more meanwhile")
                return False
        return more is None

    def _cover(self, before: Log, records: LogSealing) -> Log | None:
        """Cover the next events. The log as it is then if it took as many as are taken at once, else None.

        What is appended meanwhile waits for the next look: a checkpoint is for a moment, never for an event.
        Raises `Refused` and `Overtaken`.
        """
        self._must_continue_what_was_given_away(before, records)
        signers = self._signers(before.origin)
        first = before.covered_position + 1
        leaves = self._leaves(before, first, records)
        if not leaves:
            self._sign_again(before, signers, records)
            return None
        counts = {"huicai.position": first, "huicai.events": len(leaves)}
        with tracer.start_as_current_span("seal", attributes=counts, record_exception=False):
            size = self._advance(before, first, leaves, signers, records)
        return records.open_log() if size % WIDTH == 0 and len(leaves) > AT_ONCE - WIDTH else None

    def _advance(
        self, before: Log, first: int, leaves: list[bytes], signers: Sequence[Signer], records: LogSealing
    ) -> int:
        """Sign for the log with these entries more, and put all of it down; its size then."""
        edge = self._edge(before, records)
        tiles = edge.extend(leaves)
        last = first + len(leaves) - 1 - (before.references if before.size == 0 else 0)
        self._must_be_what_the_server_says(first, last, leaves, records)
        after = edge.root()
        self._must_have_root(before, edge.size, after, tiles, records, (first, last))
        note = Checkpoint(before.origin, edge.size, after).note.signed_by(*signers)
        records.advance(
            before,
            size=edge.size,
            root=after,
            note=str(note),
            tiles=tiles,
            keys=[signer.verifier_key for signer in signers],
        )
        return edge.size

    def _leaves(self, before: Log, first: int, records: LogSealing) -> list[bytes]:
        """The hashes of the next entries, made here: as many as fill whole tiles where there are many."""
        reference = [] if before.size or before.reference is None else [leaf_hash(before.reference)]
        count = AT_ONCE - before.size % WIDTH - len(reference)
        events = records.events(first, first + count - 1)
        positions = [event.id for event in events]
        if positions != list(range(first, first + len(events))):
            missing = sorted(set(range(first, positions[-1])) - set(positions))
            raise Refused("gap", *next(pieces(missing)))
        if not events and (later := records.next_position(first)) is not None:
            raise Refused("gap", first, later - 1)
        return [*reference, *(leaf_hash(event_record(event)) for event in events)]

    def _edge(self, before: Log, records: LogSealing) -> Edge:
        """The edge from which the tree grows on, out of tiles that have the root that was signed."""
        try:
            edge = Edge.at(before.size, lambda tile: records.hashes_of(before.epoch, tile))
        except NoSuchProof:
            raise _refused_tree(before) from None
        if edge.root() != before.root:
            raise _refused_tree(before)
        return edge

    def _must_be_what_the_server_says(
        self, first: int, last: int, leaves: list[bytes], records: LogSealing
    ) -> None:
        """The rows are read again, by other code in another process. Raises `Refused`."""
        again = records.server_leaves(first, last)
        own = leaves[len(leaves) - (last - first + 1) :]
        differing = [position for position, leaf in enumerate(own, first) if again.get(position) != leaf]
        if differing:
            raise Refused("unsteady", *next(pieces(differing)))

    def _must_have_root(
        self,
        before: Log,
        size: int,
        after: bytes,
        tiles: dict[Tile, list[bytes]],
        records: LogSealing,
        positions: tuple[int, int],
    ) -> None:
        """The root once more from the tiles, top down, and the proof that nothing before it changed. Raises `Refused`."""

        def hashes_of(tile: Tile) -> list[bytes]:
            return tiles[tile] if tile in tiles else records.hashes_of(before.epoch, tile)

        nodes = TiledNodes(size, hashes_of)
        path = consistency_path(before.size, size, nodes)
        if root(size, nodes) != after or not is_consistent(before.size, before.root, size, after, path):
            raise Refused("tree", *positions)

    def _must_continue_what_was_given_away(self, before: Log, records: LogSealing) -> None:
        """A database that was rewritten, or put back, together with its tiles, is not signed for. Raises `Refused`."""
        given = self._files.last_checkpoint(before.epoch)
        if given is None or (given.size, given.root) == (before.size, before.root):
            return
        span = before.first_position, max(before.first_position, before.position_of(given.size - 1))
        if given.origin != before.origin or given.size > before.size:
            raise Refused("fork", *span)
        nodes = TiledNodes(before.size, lambda tile: records.hashes_of(before.epoch, tile))
        try:
            path = consistency_path(given.size, before.size, nodes)
        except NoSuchProof:
            raise Refused("fork", *span) from None
        if not is_consistent(given.size, given.root, before.size, before.root, path):
            raise Refused("fork", *span)

    def _sign_again(self, covered: Log, signers: Sequence[Signer], records: LogSealing) -> None:
        """The same state by the keys that sign now, if others have signed it."""
        note = records.checkpoint(covered.epoch, covered.size)
        if note is None:
            return
        signed = {(line.name, line.key_id) for line in Note.parse(note).signatures}
        if signed == {(signer.name, signer.key_id) for signer in signers}:
            return
        self._edge(covered, records)
        again = Checkpoint(covered.origin, covered.size, covered.root).note.signed_by(*signers)
        keys = [signer.verifier_key for signer in signers]
        records.advance(covered, size=covered.size, root=covered.root, note=str(again), tiles={}, keys=keys)

    # -- what is given away ----------------------------------------------------------------------------

    def _publish(self, records: LogSealing) -> bool:
        """Write whatever files are missing; whether all of them are there."""
        is_whole = True
        for one in records.logs():
            note = records.checkpoint(one.epoch, one.size)
            if note is None or self._files.has(one, note):
                continue
            records.await_replica()  # who put it down may not have lived to see that the replica had it
            try:
                while not self._files.publish(one, note, records):
                    if not self._goes_on():
                        return False
                    records.looked(self._name)
            except EntriesAltered as altered:
                is_whole = False
                self._recheck(one, altered.first, altered.last, records)
            except BeingPublished:
                is_whole = False
            except NoSuchProof:
                is_whole = False
                self._sound(one, "tree", one.first_position, one.covered_position, records)
        return is_whole

    def _sound(self, one: Log, kind: str, first: int, last: int, records: LogSealing) -> None:
        if records.sound(one, kind, first, last):
            log.critical("ALARM of the transparency log: %s, positions %d to %d", kind, first, last)


def _passes(alarm: Alarm) -> bool:
    """Whether it is over once everything was covered and published."""
    return alarm.kind not in STANDING and alarm.settled_at is None


def _refused_tree(before: Log) -> Refused:
    return Refused("tree", before.first_position, max(before.first_position, before.covered_position))
