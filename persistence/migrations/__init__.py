"""The steps by which a database comes to hold the event log and everything beside it."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, NullPool, create_engine, text

from persistence.datastore import psycopg2_url

# Whoever migrates holds this advisory lock until the commit; everybody else waits, then finds it done.
MIGRATION_LOCK = 0x6875_6963_6169_0000

LONGEST_WAIT_MS = 120_000


def migrate(url: str) -> None:
    """Bring the database to the newest version, as the role that owns it. Safe to be called by many at once."""
    options = f"-c lock_timeout={LONGEST_WAIT_MS} -c application_name=huicai-migrate"
    engine = create_engine(psycopg2_url(url), poolclass=NullPool, connect_args={"options": options})
    with engine.begin() as connection:
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
        connection.execute(text("CREATE SCHEMA IF NOT EXISTS log"))  # where the version itself is kept
        command.upgrade(configuration(connection), "head")


def configuration(connection: Connection) -> Config:
    """What alembic needs to know, without a file: where the steps are and the connection to take."""
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", "persistence:migrations")
    return config
