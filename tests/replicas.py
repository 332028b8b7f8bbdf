"""A second PostgreSQL that follows the test server, as an operator would set it up: a base backup, then streaming."""

import shlex
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
from psycopg2.extensions import connection
from sqlalchemy import make_url

from persistence.embedded import EmbeddedPostgres
from persistence.embedded.cluster import SETTINGS, SUPERUSER
from persistence.embedded.socket_folder import PORT
from persistence.roles import DATABASE, Role
from tests.conftest import data_folder
from tests.projections.waiting import until


class Replica:
    """Where the test server's databases can be read a moment later."""

    def __init__(self, server: EmbeddedPostgres, sockets: Path) -> None:
        self._server = server
        self._sockets = sockets

    def url(self, role: Role, database: str = DATABASE) -> str:
        there = make_url(self._server.url(role, database)).set(query={"host": str(self._sockets)})
        return there.render_as_string(hide_password=False)

    @contextmanager
    def administrator(self) -> Iterator[connection]:
        found = psycopg2.connect(
            host=str(self._sockets),
            port=PORT,
            user=SUPERUSER,
            password=self._server._passwords.of(SUPERUSER),
            dbname=SUPERUSER,
        )
        with closing(found):
            found.autocommit = True
            yield found

    @contextmanager
    def behind(self) -> Iterator[None]:
        """While the context lasts, it takes in nothing more."""
        self._does("pg_wal_replay_pause()")
        until(lambda: self._does("pg_get_wal_replay_pause_state()") == "paused")
        try:
            yield
        finally:
            self._does("pg_wal_replay_resume()")

    def catches_up(self) -> None:
        """Wait until it has all that the primary has now."""
        with self._server.administrator() as primary, primary.cursor() as rows:
            rows.execute("SELECT pg_current_wal_flush_lsn()")
            [(newest,)] = rows.fetchall()
        until(lambda: self._does(f"pg_last_wal_replay_lsn() >= '{newest}'"))

    def _does(self, what: str) -> object:
        with self.administrator() as administrator, administrator.cursor() as rows:
            rows.execute(f"SELECT {what}")
            return rows.fetchall()[0][0]


@contextmanager
def replica_of(server: EmbeddedPostgres) -> Iterator[Replica]:
    """A replica for as long as the context lasts."""
    made_by, account = server._cluster.programs, server._cluster.account
    with data_folder() as folder, tempfile.TemporaryDirectory(prefix="huicai-replica-") as short:
        cluster, sockets = folder / "replica", Path(short)
        password, output = folder / "password", (folder / "output").open("w+b")
        password.write_text(f"*:*:*:*:{server._passwords.of(SUPERUSER)}\n")
        password.chmod(0o600)
        for path in (folder, sockets, password):
            account.give(path)
        backup = [
            made_by.tool("pg_basebackup"), f"--host={server.socket_folder}", f"--port={PORT}",
            f"--username={SUPERUSER}", f"--pgdata={cluster}", "--write-recovery-conf", "--checkpoint=fast", "--no-sync",
        ]  # fmt: skip
        _must(account.run(*backup, output=output, PGPASSFILE=str(password)), output)
        settings = SETTINGS | {"unix_socket_directories": str(sockets), "fsync": "off", "hot_standby": "on"}
        options = shlex.join(f"--{name}={value}" for name, value in settings.items())
        control = [made_by.tool("pg_ctl"), f"--pgdata={cluster}", "--wait", "--silent"]
        _must(account.run(*control, "start", f"--options={options}", output=output), output)
        try:
            yield Replica(server, sockets)
        finally:
            account.run(*control, "stop", "--mode=immediate", output=output)
            output.close()


def _must(done: subprocess.CompletedProcess[bytes], output) -> None:
    if done.returncode:
        output.seek(0)
        raise AssertionError(output.read().decode()[-2000:])
