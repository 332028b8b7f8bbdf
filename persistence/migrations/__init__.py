"""The steps by which a database comes to hold the event log and everything beside it."""

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, NullPool, create_engine, text
from sqlalchemy.exc import OperationalError

from persistence.datastore import Cursor, psycopg2_url

# Whoever migrates holds this advisory lock until the commit; everybody else waits, then finds it done.
MIGRATION_LOCK = 0x6875_6963_6169_0000

# Asked of the catalogue: who may not enter the schema yet may ask this.
IS_MIGRATED = """
    SELECT FROM pg_class WHERE relname = 'schema_version'
       AND relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = 'log')
"""

LONGEST_WAIT_MS = 120_000


class VersionUnknown(Exception):
    """This release knows no such version."""


class NotMigrated(Exception):
    """The server could not do it, for want of room or of a lock; the database is as it was. Has the server's words."""


def migrate(url: str, version: str = "head") -> None:
    """Bring the database to the newest version, or to an earlier one that a backup is of, as the role that owns it.

    Safe to be called by many at once. Raises `VersionUnknown`, `NotMigrated`.
    """
    options = f"-c lock_timeout={LONGEST_WAIT_MS} -c application_name=huicai-migrate"
    engine = create_engine(psycopg2_url(url), poolclass=NullPool, connect_args={"options": options})
    try:
        with engine.begin() as connection:
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
            connection.execute(text("CREATE SCHEMA IF NOT EXISTS log"))  # where the version itself is kept
            command.upgrade(configuration(connection), version)
    except CommandError as unknown:
        raise VersionUnknown(version) from unknown
    except OperationalError as failed:
        [said, *_] = str(failed.orig).splitlines()
        raise NotMigrated(f"the database was not migrated, and is as it was: {said}") from failed


def newest_version() -> str:
    """The version that this release brings a database to."""
    return str(ScriptDirectory.from_config(configuration()).get_current_head())


def version_of(cursor: Cursor) -> str | None:
    """The version that a database is at; None if it was never migrated."""
    cursor.execute(IS_MIGRATED)
    if cursor.fetchone() is None:
        return None
    cursor.execute("SELECT version_num FROM log.schema_version")
    row = cursor.fetchone()
    return None if row is None else str(row[0])


def configuration(connection: Connection | None = None) -> Config:
    """What alembic needs to know, without a file: where the steps are and the connection to take."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "persistence:migrations")
    return config
