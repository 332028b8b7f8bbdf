"""After an alarm (发现篡改之后): the log held against a copy that was kept elsewhere, and put right by it."""

import getpass
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bootstrap.backing_up import as_owner
from bootstrap.database import Database
from bootstrap.restoring import chosen, files_of
from bootstrap.settings import TRANSPARENCY_LOG, Settings
from persistence.backup import BackupImpossible
from persistence.backup.blobs import Blobs
from persistence.datastore import Cursor
from persistence.exported_log import CHECKPOINT, ExportedLog, believed
from persistence.log_mending import Comparison, Mending, compared, mend
from persistence.security_log import note_operators_act
from transparency.checkpoint import Checkpoint
from transparency.note import Note, VerifierKey

KEYS = "SELECT verifier_key FROM transparency.verifier_keys"


class NoSuchCopy(BackupImpossible):
    """Neither a folder of a log nor a backup with one."""


class Evidence(NamedTuple):
    """What the log is held against: where the copy comes from, the copy, and the checkpoint as it was signed."""

    source: str
    copy: ExportedLog
    checkpoint: Checkpoint
    written: str


@contextmanager
def evidence(
    settings: Settings, database: Database, source: str, checkpoint: Path | None, keys: Sequence[str]
) -> Iterator[Evidence]:
    """A copy of the log, a folder or a backup on the shelf, with the checkpoint that was kept, or its own.

    Without keys of one's own those of the database are believed. Raises `NoSuchCopy`, `CopyUnusable`, `NoteMalformed` and
    `NoteNotBelieved`.
    """
    written = None if checkpoint is None else checkpoint.read_text(encoding="utf-8")
    origin = None if written is None else Checkpoint.parse(Note.parse(written).text).origin
    with _copies(settings, source) as folders:
        copy = ExportedLog(_chosen(source, folders, origin))
        signed = written or copy.checkpoint()
        verifiers = [
            VerifierKey.parse(key) for key in keys or _keys_of(database) if VerifierKey.is_written(key)
        ]
        yield Evidence(source, copy, believed(signed, verifiers), signed)


def compared_with(database: Database, against: Evidence) -> Comparison:
    """What the log has otherwise than it was. Raises what `log_mending.compared` does."""
    with as_owner(database) as owner, owner.transaction() as cursor:
        _take_time(cursor)
        return compared(cursor, against.copy, against.checkpoint)


def mended(database: Database, against: Evidence, reason: str) -> Mending:
    """Put back what was altered, and put on record that it was. Raises `NotMended`."""
    with as_owner(database) as owner, owner.transaction() as cursor:
        _take_time(cursor)
        comparison = compared(cursor, against.copy, against.checkpoint)
        if not comparison.to_mend:
            return Mending([])
        note_operators_act(cursor, getpass.getuser(), "mend_log")
        return mend(
            cursor,
            comparison,
            against.copy,
            by=getpass.getuser(),
            source=against.source,
            checkpoint=against.written,
            reason=reason,
        )


def _take_time(cursor: Cursor) -> None:
    cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")


def _keys_of(database: Database) -> list[str]:
    with as_owner(database) as owner:
        return [key for (key,) in owner.rows(KEYS)]


@contextmanager
def _copies(settings: Settings, source: str) -> Iterator[list[Path]]:
    """The folders of logs that a source has: itself, those in it, or those of a backup of that name."""
    path = Path(source)
    if path.is_dir():
        yield [path] if (path / CHECKPOINT).exists() else sorted(path.iterdir(), key=_age)
        return
    with tempfile.TemporaryDirectory(prefix="huicai-copy-") as folder:
        backup = chosen(settings, source)
        kept = [file for file in files_of(backup) if file.path.startswith(f"{TRANSPARENCY_LOG}/")]
        Blobs(backup.shelf.blobs).give(kept, Path(folder))
        yield sorted((Path(folder) / TRANSPARENCY_LOG).glob("*"), key=_age)


def _age(folder: Path) -> tuple[int, str]:
    """Folders are named by the number of their log: the tenth is younger than the ninth."""
    return len(folder.name), folder.name


def _chosen(source: str, folders: list[Path], origin: str | None) -> Path:
    """The log of this name, or the newest."""
    for folder in reversed(folders):
        if (folder / CHECKPOINT).exists() and origin in (None, _origin_of(folder)):
            return folder
    raise NoSuchCopy(f"{source} has no copy of {origin or 'a log'}")


def _origin_of(folder: Path) -> str:
    return ExportedLog(folder).checkpoint().partition("\n")[0]
