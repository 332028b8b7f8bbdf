"""The end of one log and the beginning of the next (换簿): frozen at its last checkpoint, which is the other's first entry.

For another suite of algorithms, for a key that is lost or was stolen, or where what was covered cannot be put right
again. The events that were not covered yet are the next log's.
"""

from collections.abc import Iterator
from contextlib import closing, contextmanager

from persistence.datastore import Datastore
from persistence.log_sealing import LogSealing, Overtaken
from persistence.transparency_log import Log
from sealer.publishing import TileFiles
from sealer.sealer import SUITE
from transparency.checkpoint import Checkpoint, log_reference
from transparency.note import Note
from transparency.tree import EMPTY_ROOT

TRIES = 20


class NothingToFreeze(Exception):
    """There is no log yet that a checkpoint was signed of."""


def roll_over(
    datastore: Datastore, files: TileFiles, reason: str, *, origin: str | None = None
) -> tuple[Log, Log]:
    """Freeze the open log and begin the next; returns both. Raises `NothingToFreeze`.

    `origin` is the name of the next without suite and epoch; else it goes on with the same.
    """
    with _records(datastore) as records:
        for _ in range(TRIES):
            try:
                return _rolled_over(records, files, reason, origin)
            except Overtaken:
                continue  # the sealer has covered more: the newest checkpoint is the last
    raise Overtaken


def _rolled_over(records: LogSealing, files: TileFiles, reason: str, origin: str | None) -> tuple[Log, Log]:
    before = records.open_log()
    note = None if before is None else records.checkpoint(before.epoch, before.size)
    if before is None or note is None:
        raise NothingToFreeze("there is no checkpoint to end a log with")
    epoch = before.epoch + 1
    name = origin or before.origin.removesuffix(f"/{SUITE}/{before.epoch}")
    after = records.begin(
        epoch=epoch,
        origin=f"{name}/{SUITE}/{epoch}",
        root=EMPTY_ROOT,
        first_position=before.covered_position + 1,
        reference=log_reference(_last_given_away(before, note, files)),
        reason=reason,
        after=before,
    )
    frozen = next(log for log in records.logs() if log.epoch == before.epoch)
    return frozen, after


def _last_given_away(before: Log, note: str, files: TileFiles) -> str:
    """The largest checkpoint that was ever given away: a database that was put back may not know it any more."""
    given = files.last_note(before.epoch)
    if given is not None and Checkpoint.parse(given.text).size > Checkpoint.parse(Note.parse(note).text).size:
        return str(given)
    return note


@contextmanager
def _records(datastore: Datastore) -> Iterator[LogSealing]:
    with closing(datastore.detached()) as connection:
        yield LogSealing(connection)
