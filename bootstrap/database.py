"""The database that the settings name: the embedded server, or one of the operator's own."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal, Protocol

from bootstrap.settings import Settings
from persistence.embedded import EmbeddedPostgres
from persistence.embedded.socket_folder import PORT

Role = Literal["owner", "app", "projector", "scheduler"]


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
        }

    def url(self, role: Role) -> str:
        url = self._urls[role]
        assert url is not None  # Settings names all of them or none
        return url.get_secret_value()

    def ensure_running(self) -> bool:
        """Never: the server is looked after by its operator."""
        return False


@contextmanager
def opened(settings: Settings) -> Iterator[Database]:
    """The database, started or joined if it is embedded, for as long as the context lasts."""
    if settings.database_url is not None:
        yield OwnDatabase(settings)
        return
    with EmbeddedPostgres(settings.data) as server:
        yield EmbeddedDatabase(server)


def migrate(settings: Settings) -> None:
    """Bring the database to the newest version, in a short process that alone uses the owner's password."""
    subprocess.run(
        [sys.executable, "-m", "bootstrap.migration"],
        check=True,
        env=os.environ | {"HUICAI_DATA": str(settings.data.resolve())},
        stdin=subprocess.DEVNULL,
    )
