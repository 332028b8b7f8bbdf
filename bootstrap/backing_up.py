"""Making a backup (备份) of the database and of the files beside it, while the service goes on."""

import getpass
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from bootstrap.database import Database
from bootstrap.report_exchange import REPORT_KEYS
from bootstrap.service import CARD_KEYS
from bootstrap.settings import LOG_KEYS, TRANSPARENCY_LOG, Settings
from persistence.attachments import PlaceUnavailable
from persistence.backup import BackupImpossible, blobs, erased, sealing
from persistence.backup.blobs import Blobs, Kept
from persistence.backup.dumping import KEYS_PART, LOG_PART, Moment, described, dumped, moment_of, part
from persistence.backup.erased import ErasedList
from persistence.backup.manifest import NAME, Manifest, Part
from persistence.backup.programs import Programs
from persistence.backup.sealing import BackupKey, BackupKeyUnusable
from persistence.backup.shelf import Shelf, name_of
from persistence.datastore import Cursor, Datastore, open_engine
from persistence.security_log import latest_of_operator, note_operators_act

# What lies beside the database, below the data folder. The master key is not among it, and never will be: whoever has
# it and a backup has everything.
ATTACHMENTS = "attachments"
FOLDERS = (ATTACHMENTS, TRANSPARENCY_LOG)
# Nor is the key of the witness: one that is restored has forgotten what it saw since, and must not sign as if it had not.
SIGNING_KEYS = (CARD_KEYS, REPORT_KEYS, LOG_KEYS)
# What the security log says of a backup, with its name: that it was begun, which the backup itself has, and that it is on the shelf.
BEGUN, MADE = "make_backup", "backup_made"


class NoShelf(BackupImpossible):
    """Nobody has said where backups are kept."""

    def __init__(self) -> None:
        super().__init__(
            "say in HUICAI_BACKUPS in which folder backups are kept, on another disk than the data"
        )


class DiskUnusable(BackupImpossible):
    """A disk takes nothing more, or cannot be reached; nothing half-made stays on it."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of it: the backup, how many files lie beside it, and what has expired on the shelf.

    `missing` is the backup before it, if the shelf does not have it.
    """

    name: str
    position: int
    records_root: str
    files: int
    expired: list[str]
    missing: str | None


class Listed(NamedTuple):
    """How many are on the list of erased persons, and the last backup, if the shelf does not have it."""

    erased: int
    missing: str | None


Tell = Callable[[str], None]


def back_up(settings: Settings, database: Database, tell: Tell) -> Made:
    """Put a backup of this moment on the shelf: whole, or not at all.

    Raises `DiskUnusable`, and what the modules of `persistence.backup` do.
    """
    with disk_told_of("no backup was made, and those on the shelf are as they were"):
        return _backed_up(settings, database, tell)


@contextmanager
def disk_told_of(consequence: str) -> Iterator[None]:
    """Whatever a disk complains of in the context ends it with what that means. Raises `DiskUnusable`."""
    try:
        yield
    except OSError as error:
        raise DiskUnusable(
            f"{error.filename or 'the disk'}: {error.strerror or error}; {consequence}"
        ) from error
    except PlaceUnavailable as unavailable:
        raise DiskUnusable(f"{unavailable}; {consequence}") from unavailable


def _backed_up(settings: Settings, database: Database, tell: Tell) -> Made:
    shelf, key, now = shelf_of(settings), backup_key(settings), datetime.now(UTC)
    name, store = name_of(now), Blobs(shelf.blobs)
    with shelf.alone(), as_owner(database) as owner, shelf.making(name) as (log, keys):
        # Before the database: no checkpoint in it is of events that the backup does not have.
        files = store.keep(settings.data, TRANSPARENCY_LOG)
        with owner.transaction() as cursor:
            missing = _missing(shelf, cursor)
            note_operators_act(cursor, getpass.getuser(), BEGUN, name)
        with moment_of(owner) as moment:
            tell(f"the log up to position {moment.position}, root {moment.records_root}")
            programs, url = (
                Programs.for_server(moment.major, settings.postgres_programs),
                database.url("owner"),
            )
            parts = {"database": dumped(moment, url, programs, LOG_PART, log, "database", key)}
            tell("the keys")
            kept_apart = {
                "keys": dumped(moment, url, programs, KEYS_PART, keys, "keys", key),
                "signing-keys": _signing_keys(settings.data, keys, key),
            }
            kept_apart[erased.NAME] = _erased(ErasedList(shelf, key).take_in(moment.cursor), keys, key)
        tell("the files beside it")
        # After the database: no event in it is without its file.
        if files_in(settings) == "folder":
            files += store.keep(settings.data, ATTACHMENTS)
        parts["files"] = _index(files, log, key)
        for folder, kind, its in ((log, "log", parts), (keys, "keys", kept_apart)):
            manifest = _manifest(kind, name, now, moment, settings, key, its)
            _write(folder / NAME, manifest.written(key))
    with shelf.alone():
        expired = shelf.expire(settings.backups_kept, settings.backup_keys_days, now)
        store.forget_all_but(_named_blobs(shelf, key))
    with as_owner(database) as owner, owner.transaction() as cursor:
        note_operators_act(cursor, getpass.getuser(), MADE, name)
    return Made(name, moment.position, moment.records_root, len(files), expired, missing)


def list_erased(settings: Settings, database: Database) -> Listed:
    """Bring the list of erased persons up to date, between backups. Raises `DiskUnusable`."""
    shelf = shelf_of(settings)
    with (
        disk_told_of("the list is as it was"),
        shelf.alone(),
        as_owner(database) as owner,
        owner.cursor() as cursor,
    ):
        erased = len(ErasedList(shelf, backup_key(settings)).take_in(cursor))
        return Listed(erased, _missing(shelf, cursor))


def _missing(shelf: Shelf, cursor: Cursor) -> str | None:
    """The last backup that the database remembers, unless it is on the shelf: it came to nothing, or the shelf is another, or was put back.

    A shelf that was put back as a whole is right in itself, so something beside it has to remember.
    """
    last = latest_of_operator(cursor, BEGUN)
    return None if last is None or last in shelf.names() else last


def shelf_of(settings: Settings) -> Shelf:
    """Raises `NoShelf`."""
    if settings.backups is None:
        raise NoShelf
    return Shelf(settings.backups)


def backup_key(settings: Settings) -> BackupKey:
    """Raises `BackupKeyUnusable`."""
    if settings.backup_key is not None:
        return sealing.parsed(settings.backup_key.get_secret_value())
    if settings.backup_key_file is not None:
        return sealing.found_in(settings.backup_key_file)
    raise BackupKeyUnusable(
        f"say in HUICAI_BACKUP_KEY or HUICAI_BACKUP_KEY_FILE what backups are sealed with: {sealing.HOW_TO_MAKE_ONE}"
    )


def files_in(settings: Settings) -> str:
    """Where the files of attachments are: a bucket is backed up where it is."""
    return "folder" if settings.attachments_endpoint is None else "bucket"


@contextmanager
def as_owner(database: Database) -> Iterator[Datastore]:
    """The database as its owner sees it, who alone sees all of it."""
    datastore = Datastore(open_engine(database.url("owner"), application_name="huicai-backup", pool_size=2))
    try:
        yield datastore
    finally:
        datastore.close()


def _index(files: list[Kept], folder: Path, key: BackupKey) -> Part:
    with part(folder, "files", key) as sealed:
        sealed.write(blobs.written(files))
    return described(folder, "files")


def _erased(listed: dict[str, str], folder: Path, key: BackupKey) -> Part:
    """The list of erased persons as it was when the backup was made."""
    with part(folder, erased.NAME, key) as sealed:
        sealed.write(erased.written(listed))
    return described(folder, erased.NAME)


def _signing_keys(data: Path, folder: Path, key: BackupKey) -> Part:
    """The keys that sign, those that lie in files; they go with the subjects' keys and expire with them."""
    found = {name: (data / name).read_text() for name in SIGNING_KEYS if (data / name).exists()}
    with part(folder, "signing-keys", key) as sealed:
        sealed.write(json.dumps(found).encode())
    return described(folder, "signing-keys")


def _manifest(
    kind: str,
    name: str,
    now: datetime,
    moment: Moment,
    settings: Settings,
    key: BackupKey,
    parts: dict[str, Part],
) -> Manifest:
    return Manifest(
        kind=kind,
        name=name,
        made_at=now.isoformat(timespec="seconds"),
        release=version("huicai"),
        schema_version=moment.schema_version,
        postgres=moment.postgres,
        position=moment.position,
        records_root=moment.records_root,
        checkpoint=moment.checkpoint,
        counts=moment.counts,
        files_in=files_in(settings),
        key_id=key.id.hex(),
        parts=parts,
    )


def _named_blobs(shelf: Shelf, key: BackupKey) -> set[str]:
    """Every blob that a backup on the shelf names."""
    named: set[str] = set()
    for name in shelf.names():
        with (shelf.log_of(name) / "files.sealed").open("rb") as file:
            named |= {kept.sha256 for kept in blobs.read(sealing.whole(file, key, "files"))}
    return named


def _write(path: Path, content: bytes) -> None:
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
