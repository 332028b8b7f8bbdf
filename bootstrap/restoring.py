"""Restoring a backup (恢复) into an empty place, and holding the copy against what the original was."""

import getpass
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from bootstrap import projecting
from bootstrap.backing_up import FOLDERS, SIGNING_KEYS, Tell, as_owner, backup_key, disk_told_of, shelf_of
from bootstrap.database import Database, EmbeddedDatabase, OwnDatabase
from bootstrap.settings import Settings
from persistence.attachments import Folder
from persistence.backup import blobs
from persistence.backup.blobs import Blobs
from persistence.backup.erased import ErasedAgain, ErasedList
from persistence.backup.loading import (
    NotEmpty,
    cleared_on_failure,
    follow_anew,
    loaded,
    made_ready,
    must_be_empty,
    must_be_intact,
    must_be_what_it_was,
)
from persistence.backup.manifest import Manifest
from persistence.backup.programs import Programs
from persistence.backup.sealing import BackupKey, whole
from persistence.backup.shelf import Shelf
from persistence.datastore import Datastore
from persistence.embedded import EmbeddedPostgres, EmbeddedPostgresError
from persistence.migrations import migrate
from persistence.security_log import note_operators_act
from persistence.transparency_log import Log
from projections import PROJECTIONS

DRAFT = ".restoring"
ON_RECORD = """
    INSERT INTO log.restorations (restored_by, what, position, source, reason)
    VALUES (%(by)s, 'database', %(position)s, %(source)s, 'restored into an empty place')
"""


@dataclass(frozen=True, slots=True)
class Chosen:
    """A backup on the shelf that was found intact, and the keys that open it."""

    shelf: Shelf
    key: BackupKey
    log: Manifest
    keys: Manifest

    @property
    def log_folder(self) -> Path:
        return self.shelf.log / self.log.name

    @property
    def keys_folder(self) -> Path:
        return self.shelf.keys / self.keys.name


@dataclass(frozen=True, slots=True)
class Restored:
    """What came of it: the logs whose newest checkpoints it reproduces, who had been erased since and was erased again, and
    the projections that were not what the log makes them.
    """

    backup: Chosen
    logs: list[Log]
    files: int
    erased_again: ErasedAgain
    rebuilt: list[str]


# What is done last with the restored database and the folder that its files lie in, before either is in its place.
Finish = Callable[[Database, Path, Restored], None]


def chosen(settings: Settings, name: str | None = None) -> Chosen:
    """The backup of this name, or the newest. Raises `NoBackup` and `BackupDamaged`."""
    shelf, key = shelf_of(settings), backup_key(settings)
    name = name or shelf.newest()
    log = Manifest.read(shelf.log_of(name), key)
    keys = Manifest.read(shelf.keys_for(name), key)
    found = Chosen(shelf, key, log, keys)
    must_be_intact(found.log_folder, log)
    must_be_intact(found.keys_folder, keys)
    return found


def restore(settings: Settings, backup: Chosen, tell: Tell, finish: Finish) -> Restored:
    """Restore it into the database of the settings, which is empty, and the data folder, which has none of its files yet.

    All of it or nothing, with what `finish` does. Raises `NotEmpty`, `CopyDiffers`, `DiskUnusable`, and what the modules of
    `persistence.backup` do.
    """
    with disk_told_of("nothing was restored"):
        return _restored(settings, backup, tell, finish)


def _restored(settings: Settings, backup: Chosen, tell: Tell, finish: Finish) -> Restored:
    _must_have_room_for_files(settings.data)
    if settings.has_own_database:
        own = OwnDatabase(settings)
        with as_owner(own) as owner:
            with owner.cursor() as cursor:
                must_be_empty(cursor)
            with cleared_on_failure(owner), _moved_when_whole(settings.data) as draft:
                restored = restored_into(own, owner, draft, settings.postgres_programs, backup, tell)
                finish(own, draft, restored)
                return restored
    if (settings.data / "postgres").exists():
        raise NotEmpty(
            f"{settings.data / 'postgres'} has a database: a backup is restored where there is none"
        )
    with _moved_when_whole(settings.data) as draft, embedded_in(draft) as copy, as_owner(copy) as owner:
        restored = restored_into(copy, owner, draft, settings.postgres_programs, backup, tell)
        finish(copy, draft, restored)
        return restored


def erase_again(settings: Settings, database: Database) -> ErasedAgain:
    """Destroy the keys of whoever is on the list of erased persons, in a database that was put back in another way."""
    erased = ErasedList(shelf_of(settings), backup_key(settings))
    with as_owner(database) as owner, owner.transaction() as cursor:
        note_operators_act(cursor, getpass.getuser(), "erase_again")
        return erased.erase_again(cursor)


@contextmanager
def embedded_in(data: Path) -> Iterator[Database]:
    """An embedded server with its data in this folder."""
    with EmbeddedPostgres(data) as server:
        yield EmbeddedDatabase(server)


def restored_into(
    copy: Database, owner: Datastore, data: Path, programs_in: Path | None, backup: Chosen, tell: Tell
) -> Restored:
    """Restore into an empty database and a folder, and compare. `programs_in` is where pg_restore is, if the operator has said so."""
    url, log, keys, key = copy.url("owner"), backup.log, backup.keys, backup.key
    tell(f"the tables, as of {log.schema_version}")
    made_ready(url, log, owner)
    programs = Programs.for_server(_major_of(owner), programs_in)
    tell("the keys")
    loaded(url, programs, keys.parts["keys"], backup.keys_folder, "keys", key)
    tell(f"the log up to position {log.position}")
    loaded(url, programs, log.parts["database"], backup.log_folder, "database", key)
    tell("whether it is what it was")
    with owner.transaction() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        logs = must_be_what_it_was(cursor, log, keys)
        follow_anew(cursor)
    migrate(url)
    with owner.transaction() as cursor:
        erased_again = ErasedList(backup.shelf, key).erase_again(cursor)
        cursor.execute(
            ON_RECORD, {"by": getpass.getuser(), "position": log.position, "source": f"backup {log.name}"}
        )
        note_operators_act(cursor, getpass.getuser(), "restore_backup")
    tell("the files beside it")
    files = files_of(backup)
    Blobs(backup.shelf.blobs).give(files, data)
    _give_signing_keys(backup, data)
    return Restored(backup, logs, len(files), erased_again, list(_rebuilt(copy, tell)))


def _rebuilt(copy: Database, tell: Tell) -> Iterator[str]:
    """Every projection that was not what the log makes it, and is now."""
    url = copy.url("projector")
    for name in PROJECTIONS:
        tell(f"the projection {name}")
        if projecting.compared(url, name, _unheard):
            projecting.rebuilt(url, name, _unheard, accept_difference=True)
            yield name


def files_of(backup: Chosen) -> list[blobs.Kept]:
    """The files that lay beside the database."""
    with (backup.log_folder / backup.log.parts["files"].file).open("rb") as file:
        return blobs.read(whole(file, backup.key, "files"))


def _give_signing_keys(backup: Chosen, data: Path) -> None:
    with (backup.keys_folder / backup.keys.parts["signing-keys"].file).open("rb") as file:
        kept: dict[str, str] = json.loads(whole(file, backup.key, "signing-keys"))
    for name in SIGNING_KEYS:
        if name in kept:
            Folder(data).write(name, kept[name].encode())


def _must_have_room_for_files(data: Path) -> None:
    for name in (*FOLDERS, *SIGNING_KEYS):
        if (data / name).exists():
            raise NotEmpty(f"{data / name} is there: a backup is restored where there is nothing of the kind")


@contextmanager
def _moved_when_whole(data: Path) -> Iterator[Path]:
    """A folder beside, whose content is moved into the data folder once all of it is there: the database last."""
    data.mkdir(mode=0o711, parents=True, exist_ok=True)
    draft = data / DRAFT
    stop_what_was_left(draft)
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(mode=0o711)
    try:
        yield draft
        for name in (*SIGNING_KEYS, *FOLDERS, "postgres"):
            if (draft / name).exists():
                (draft / name).rename(data / name)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def stop_what_was_left(draft: Path) -> None:
    """A restore that was killed may have left its server running: whoever joins it last stops it."""
    if (draft / "postgres/cluster/postmaster.pid").exists():
        with suppress(EmbeddedPostgresError), EmbeddedPostgres(draft):
            pass


def _major_of(datastore: Datastore) -> int:
    [(number,)] = datastore.rows("SELECT current_setting('server_version_num')::int")
    return int(number) // 10_000


def _unheard(_at: int, _end: int) -> None:
    """Nobody asks how far it is."""
