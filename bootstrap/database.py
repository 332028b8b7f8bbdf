"""The database that the settings name: the embedded server, or one of the operator's own."""

import logging
import os
import socket
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Literal, Protocol

from eventsourcing.utils import strtobool

from bootstrap.settings import Settings
from persistence.datastore import Datastore, open_engine
from persistence.embedded import EmbeddedPostgres
from persistence.embedded.socket_folder import PORT
from persistence.guards import (
    DatabaseUnfit,
    must_be_fit,
    must_be_migrated,
    must_be_primary,
    must_wait_for_replica,
)
from persistence.roles import role_name

Role = Literal["owner", "app", "projector", "scheduler", "sealer"]
SERVING: tuple[Role, ...] = ("app", "projector", "scheduler", "sealer")
WRITING: frozenset[Role] = frozenset(
    {"app", "scheduler", "sealer"}
)  # what a projector writes can be written again

# The library's own functions in the database append without a lock: whoever follows the log would miss events.
LOSES_EVENTS = "POSTGRES_ENABLE_DB_FUNCTIONS"

log = logging.getLogger(__name__)


class Database(Protocol):
    """Where the database is, as each role sees it."""

    def url(self, role: Role) -> str:
        """The SQLAlchemy URL of a role, with its password."""

    def ensure_running(self) -> bool:
        """Start the server again if it is ours and has died; whether that was so."""


class EmbeddedDatabase:
    """The server that comes along."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server
        self._socket = str(server.socket_folder / f".s.PGSQL.{PORT}")

    def url(self, role: Role) -> str:
        return self._server.url(role)

    def ensure_running(self) -> bool:
        if self._accepts():
            return False
        self._server.ensure_running()
        return True

    def _accepts(self) -> bool:
        """Whether somebody listens: far cheaper than to log in, and asked all the time."""
        with socket.socket(socket.AF_UNIX) as knocking:
            try:
                knocking.connect(self._socket)
            except OSError:
                return False
        return True


class OwnDatabase:
    """A server of the operator's own."""

    def __init__(self, settings: Settings) -> None:
        self._urls = {
            "owner": settings.database_owner_url,
            "app": settings.database_url,
            "projector": settings.database_projector_url,
            "scheduler": settings.database_scheduler_url,
            "sealer": settings.database_sealer_url,
        }

    def url(self, role: Role) -> str:
        """Raises `DatabaseUnfit` for a role that is not played on this host."""
        url = self._urls[role]
        if url is None:
            name = "HUICAI_DATABASE_URL" if role == "app" else f"HUICAI_DATABASE_{role.upper()}_URL"
            raise DatabaseUnfit(f"{name} is not set, and this works as {role_name(role)}")
        return url.get_secret_value()

    def ensure_running(self) -> bool:
        """Never: the server is looked after by its operator."""
        return False


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database, started or joined if it is embedded, for as long as the context lasts."""
    if settings.has_own_database:
        yield OwnDatabase(settings)
        return
    with EmbeddedPostgres(settings.data) as server:
        yield EmbeddedDatabase(server)


@contextmanager
def ready(settings: Settings) -> Iterator[Database]:
    """The database for a command that works on it, which is not the one to migrate it. Raises `DatabaseUnfit`."""
    with opened(settings) as database:
        with _connected(database.url("app")) as datastore, datastore.cursor() as cursor:
            must_be_primary(cursor)
            must_be_migrated(cursor)
        yield database


@contextmanager
def fit(settings: Settings, *roles: Role) -> Iterator[Database]:
    """The database for a process that stays and plays these roles: a primary, migrated, with rights as they ought to be.

    Where the owner's URL is not stated, somebody else migrates. Raises `DatabaseUnfit`.
    """
    with opened(settings) as database:
        if settings.may_migrate:
            migrate(settings, database)
        must_be_fit_to_serve(database, roles)
        _must_be_replicated(database, roles, settings)
        yield database


def must_be_fit_to_serve(database: Database, roles: Iterable[Role] = SERVING) -> None:
    """Refuse a database in which one of these roles may do more or less than it ought to. Raises `DatabaseUnfit`."""
    if strtobool(os.environ.get(LOSES_EVENTS) or "no"):
        raise DatabaseUnfit(f"{LOSES_EVENTS} is set, with which readers of the log miss events: unset it")
    for role in roles:
        with _connected(database.url(role)) as datastore, closing(datastore.detached()) as connection:
            must_be_fit(connection, role)


@contextmanager
def _connected(url: str) -> Iterator[Datastore]:
    engine = open_engine(url, application_name="huicai-guard", pool_size=1, takes_writes=False)
    datastore = Datastore(engine)
    try:
        yield datastore
    finally:
        datastore.close()


def _must_be_replicated(database: Database, roles: Iterable[Role], settings: Settings) -> None:
    """As far as the operator wants it: refuse, or say so in the log."""
    if settings.synchronous_replica == "ignored":
        return
    for role in WRITING.intersection(roles):
        with _connected(database.url(role)) as datastore, datastore.cursor() as cursor:
            try:
                must_wait_for_replica(cursor, role)
            except DatabaseUnfit as unfit:
                if settings.synchronous_replica == "required":
                    raise
                log.warning("%s", unfit)


def migrate(settings: Settings, database: Database) -> None:
    """Bring the database to the newest version, in a short process that alone uses the owner's password.

    Raises `DatabaseUnfit` for a standby.
    """
    with _connected(database.url("owner")) as datastore, datastore.cursor() as cursor:
        must_be_primary(cursor)
    subprocess.run(
        [sys.executable, "-m", "bootstrap.migration"],
        check=True,
        env=os.environ | {"HUICAI_DATA": str(settings.data.resolve())},
        stdin=subprocess.DEVNULL,
    )
