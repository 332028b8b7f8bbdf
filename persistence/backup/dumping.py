"""Out of a database (导出数据库): everything of one moment, while the service goes on.

One snapshot is shared by whoever counts, by the root over the records, and by pg_dump. Only rows are dumped. Tables, functions, triggers and
rights are made by the migrations when it is restored, so that nothing of that kind can come back altered out of a backup.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import IO

from psycopg2 import sql

from persistence.backup.manifest import Part
from persistence.backup.programs import Programs
from persistence.backup.records import records_root
from persistence.backup.sealing import CHUNK, BackupKey, Sealing
from persistence.datastore import Cursor, Datastore
from persistence.migrations import version_of

VAULT = "vault"
# Never of a backup: what is being built, what can be computed anew, and what the migrations put down themselves.
LEFT_OUT = (
    "--exclude-schema=rebuild",
    "--exclude-schema=kept",
    "--exclude-table-data=log.snapshots",
    "--exclude-table-data=log.schema_version",
    "--exclude-table-data=read.*_seq",  # nothing is counted there; rebuilds of earlier releases have left some
    "--no-blobs",  # large objects: we have none, and one that any role may make, and its owner alone read, would end every dump
)
LOG_PART = ("--data-only", f"--exclude-schema={VAULT}", *LEFT_OUT)
KEYS_PART = ("--data-only", f"--schema={VAULT}")

FOR_AS_LONG_AS_IT_TAKES = """
    SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0; SET lock_timeout = '60s'
"""
TABLES = """
    SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'rebuild', 'kept')
       AND (n.nspname, c.relname) NOT IN (('log', 'snapshots'), ('log', 'schema_version'))
     ORDER BY 1, 2
"""
NEWEST_CHECKPOINT = "SELECT note FROM transparency.checkpoints ORDER BY id DESC LIMIT 1"
HAS_CHECKPOINTS = "SELECT to_regclass('transparency.checkpoints') IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Moment:
    """The state of a database in one snapshot, which pg_dump can share while the context lasts."""

    cursor: Cursor
    snapshot: str
    schema_version: str
    postgres: str
    major: int
    position: int
    records_root: str
    checkpoint: str | None
    counts: dict[str, int]


@contextmanager
def moment_of(datastore: Datastore) -> Iterator[Moment]:
    """Now, as the owner sees it. Raises `PositionsBroken`."""
    with datastore.transaction() as cursor:
        cursor.execute(FOR_AS_LONG_AS_IT_TAKES)
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute(
            "SELECT pg_export_snapshot(), current_setting('server_version'), current_setting('server_version_num')"
        )
        [(snapshot, postgres, number)] = cursor.fetchall()
        cursor.execute("SELECT coalesce(max(position), 0) FROM log.events")
        [(position,)] = cursor.fetchall()
        yield Moment(
            cursor=cursor,
            snapshot=snapshot,
            schema_version=version_of(cursor) or "",
            postgres=postgres,
            major=int(number) // 10_000,
            position=position,
            records_root=records_root(cursor, position).hex(),
            checkpoint=_checkpoint(cursor),
            counts=counted(cursor),
        )


def dumped(
    moment: Moment,
    url: str,
    programs: Programs,
    options: tuple[str, ...],
    folder: Path,
    name: str,
    key: BackupKey,
) -> Part:
    """Write one part of the database, sealed, as a file of this folder. Raises `DumpFailed`."""
    shared = (*options, f"--snapshot={moment.snapshot}")
    with programs.dumping(url, *shared) as pipe, part(folder, name, key) as sealing:
        while chunk := pipe.read(CHUNK):
            sealing.write(chunk)
    return described(folder, name)


@contextmanager
def part(folder: Path, name: str, key: BackupKey) -> Iterator[Sealing]:
    """A sealed file of a backup, on the disk when the context ends."""
    with (folder / f"{name}.sealed").open("xb") as file:
        with Sealing(file, key, name) as sealing:
            yield sealing
        file.flush()
        os.fsync(file.fileno())


def described(folder: Path, name: str) -> Part:
    """What the manifest says of a part."""
    path = folder / f"{name}.sealed"
    with path.open("rb") as file:
        return Part(path.name, path.stat().st_size, digest_of(file))


def digest_of(file: IO[bytes]) -> str:
    """The digest of a whole file."""
    digest = sha256()
    while chunk := file.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def counted(cursor: Cursor) -> dict[str, int]:
    """How many rows every table of a backup has."""
    cursor.execute(TABLES)
    counts = {}
    for schema, table in cursor.fetchall():
        cursor.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table)))
        [(counts[f"{schema}.{table}"],)] = cursor.fetchall()
    return counts


def _checkpoint(cursor: Cursor) -> str | None:
    cursor.execute(HAS_CHECKPOINTS)
    if cursor.fetchall() == [(False,)]:
        return None
    cursor.execute(NEWEST_CHECKPOINT)
    row = cursor.fetchone()
    return None if row is None else str(row[0])
