"""Into an empty database (恢复数据库): the tables are the migrations', the rows the backup's, and nothing is believed that is not compared."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from psycopg2 import sql

from persistence.backup import BackupImpossible
from persistence.backup.dumping import TABLES, counted, digest_of
from persistence.backup.manifest import Manifest, Part
from persistence.backup.programs import Programs
from persistence.backup.records import PositionsBroken, covered_root, logs_of, records_root
from persistence.backup.sealing import BackupDamaged, BackupKey, opened
from persistence.datastore import Cursor, Datastore
from persistence.migrations import VersionUnknown, migrate
from persistence.transparency_log import Log

OURS = """
    SELECT nspname FROM pg_namespace
     WHERE nspname NOT LIKE 'pg\\_%' AND nspname NOT IN ('information_schema', 'public')
"""
ROWS_IN = "SELECT EXISTS (SELECT FROM {})"
FOLLOWS = "SELECT to_regclass('vault.followed') IS NOT NULL"
# Keys may be younger than the log, and have followed what is not in it: who is restricted is told by this log alone.
FOLLOW_ANEW = "DELETE FROM vault.restrictions; UPDATE vault.followed SET position = 0; SELECT vault.follow()"


class NotEmpty(BackupImpossible):
    """There is something where a backup was to be restored."""


class CopyDiffers(BackupImpossible):
    """What was restored is not what the backup says that it was."""


def must_be_empty(cursor: Cursor) -> None:
    """Raises `NotEmpty`."""
    cursor.execute(OURS)
    found = [name for (name,) in cursor.fetchall()]
    if found:
        raise NotEmpty(
            f"the database has the schemas {', '.join(sorted(found))}: a backup is restored into an empty one only"
        )


@contextmanager
def cleared_on_failure(datastore: Datastore) -> Iterator[None]:
    """An empty database is empty again after whatever fails."""
    try:
        yield
    except BaseException:
        with datastore.transaction() as cursor:
            cursor.execute(OURS)
            for (name,) in cursor.fetchall():
                cursor.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(sql.Identifier(name)))
        raise


def must_be_intact(folder: Path, manifest: Manifest) -> None:
    """Refuse a backup of which a file is missing or was altered, before anything is done with it. Raises `BackupDamaged`."""
    for part in manifest.parts.values():
        path = folder / part.file
        try:
            with path.open("rb") as file:
                digest = digest_of(file)
        except FileNotFoundError:
            raise BackupDamaged(f"{path} is missing") from None
        if (path.stat().st_size, digest) != (part.size, part.sha256):
            raise BackupDamaged(f"{path} was altered")


def made_ready(url: str, manifest: Manifest, datastore: Datastore) -> None:
    """Have the tables as they were when the backup was made, without a row. Raises `BackupDamaged`."""
    try:
        migrate(url, manifest.schema_version)
    except VersionUnknown:
        raise BackupDamaged(
            f"the backup is of version {manifest.schema_version}, which this release does not know: install the release that made it"
            f" ({manifest.release}) or a later one"
        ) from None
    with datastore.transaction() as cursor:
        for table in _with_rows(cursor):
            cursor.execute(sql.SQL("DELETE FROM {}").format(table))


def loaded(url: str, programs: Programs, part: Part, folder: Path, name: str, key: BackupKey) -> None:
    """Load one part into the tables. Raises `DumpFailed` and `BackupDamaged`."""
    with (folder / part.file).open("rb") as file, programs.restoring(url, "--data-only") as pipe:
        for chunk in opened(file, key, name):
            pipe.write(chunk)


def must_be_what_it_was(cursor: Cursor, manifest: Manifest, kept_keys: Manifest) -> list[Log]:
    """Hold the copy against what the backup says of its original, and against every checkpoint in it.

    Returns the logs whose newest checkpoints it reproduces. Raises `CopyDiffers`.
    """
    found = counted(cursor)
    wanted = manifest.counts | {
        table: rows for table, rows in kept_keys.counts.items() if _is_of_vault(table)
    }
    differing = [
        f"{table} has {found.get(table)} rows instead of {rows}"
        for table, rows in wanted.items()
        if found.get(table) != rows
    ]
    if differing:
        raise CopyDiffers("; ".join(differing))
    try:
        root = records_root(cursor, manifest.position).hex()
        logs = [log for log in logs_of(cursor) if log.size]
        forked = [log.origin for log in logs if covered_root(cursor, log) != log.root]
    except PositionsBroken as broken:
        raise CopyDiffers(str(broken)) from None
    if root != manifest.records_root:
        raise CopyDiffers(f"the root over the records is {root} instead of {manifest.records_root}")
    if forked:
        raise CopyDiffers(f"the events do not have the root that was signed: {', '.join(forked)}")
    return logs


def follow_anew(cursor: Cursor) -> None:
    """Have the vault follow the restored log from its first event on."""
    cursor.execute(FOLLOWS)
    if cursor.fetchall() == [(True,)]:
        cursor.execute(FOLLOW_ANEW)


def _is_of_vault(table: str) -> bool:
    return table.startswith("vault.")


def _with_rows(cursor: Cursor) -> list[sql.Identifier]:
    """The tables in which the migrations have put something down, which the backup has as well."""
    cursor.execute(TABLES)
    tables = [sql.Identifier(*row) for row in cursor.fetchall()]
    filled = []
    for table in tables:
        cursor.execute(sql.SQL(ROWS_IN).format(table))
        if cursor.fetchall() == [(True,)]:
            filled.append(table)
    return filled
