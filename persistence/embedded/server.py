"""The embedded PostgreSQL: the first process that needs it starts it, the last one that leaves stops it."""

import os
import shlex
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg2
from psycopg2.extensions import connection
from sqlalchemy import URL

from persistence.embedded import locks, postmaster
from persistence.embedded.account import Account, account_for
from persistence.embedded.errors import EmbeddedPostgresError
from persistence.embedded.installation import Installation
from persistence.embedded.passwords import Passwords
from persistence.embedded.server_log import ServerLog
from persistence.embedded.socket_folder import PORT, check_private, socket_folder
from persistence.roles import DATABASE, Role, provision, role_name

SUPERUSER = "postgres"
START_TIMEOUT_S = 300  # the recovery of a large log after a crash
STOP_TIMEOUT_S = 120
ORPHANS_TIMEOUT_S = 60.0

# Given at every start, so that neither an old cluster nor ALTER SYSTEM can weaken what we promise.
SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "fsync": "on",
    "full_page_writes": "on",
    "synchronous_commit": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "lc_messages": "C",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    "log_checkpoints": "off",
    # A failing statement carries its values, and they may be personal data.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


class EmbeddedPostgres:
    """A context manager that starts or joins the server in the data folder, and leaves it.

    In `data / "postgres"` lie the cluster, the passwords, the locks and the log.
    """

    def __init__(self, data: Path, installation: Installation | None = None) -> None:
        self._data = data.resolve()
        self._home = self._data / "postgres"
        self._cluster = self._home / "cluster"
        self._passwords = Passwords(self._home / "passwords")
        self._log = ServerLog(self._home / "server.log")
        self._wanted = installation
        self._socket_folder: Path | None = None
        self._use: locks.Use | None = None

    def __enter__(self) -> Self:
        if self._use is not None:
            raise EmbeddedPostgresError("This server is entered already", "Make another EmbeddedPostgres")
        self._prepare_folders()
        with self._alone():
            self._use = locks.Use(self._home / "users.lock")
            try:
                self._bring_up()
            except BaseException:
                self._leave()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._alone():
            self._leave()

    def ensure_running(self) -> None:
        """Start the server again if it died while it was in use."""
        with self._alone():
            self._bring_up()

    def url(self, role: Role, database: str = DATABASE) -> str:
        """The SQLAlchemy URL of a role, with its password."""
        return self._url(role_name(role), database)

    def administrator_url(self, database: str = "postgres") -> str:
        return self._url(SUPERUSER, database)

    @contextmanager
    def administrator(self, database: str = "postgres") -> Iterator[connection]:
        """A superuser's connection in autocommit."""
        found = psycopg2.connect(
            host=str(self.socket_folder),
            port=PORT,
            user=SUPERUSER,
            password=self._passwords.of(SUPERUSER),
            dbname=database,
            connect_timeout=10,
        )
        with closing(found):
            found.autocommit = True
            yield found

    @property
    def socket_folder(self) -> Path:
        if self._socket_folder is None:
            raise EmbeddedPostgresError("The server is not entered", "Use it in a with statement")
        return self._socket_folder

    @property
    def postmaster_pid(self) -> int | None:
        """The process id of the server's first process."""
        return postmaster.recorded_pid(self._cluster)

    # -- the data folder -------------------------------------------------------------------------------

    @cached_property
    def _account(self) -> Account:
        return account_for(self._cluster)

    @cached_property
    def _programs(self) -> Installation:
        return (self._wanted or Installation.bundled()).for_account(self._account, self._home)

    def _prepare_folders(self) -> None:
        try:
            self._data.mkdir(mode=0o711 if self._account.is_another else 0o700, parents=True, exist_ok=True)
            self._home.mkdir(mode=0o700, exist_ok=True)
            if self._account.is_another:
                # The server's user passes through to its cluster and sees nothing else.
                os.chown(self._home, -1, self._account.gid)
                self._home.chmod(0o710)
        except OSError as error:
            raise EmbeddedPostgresError(
                f"The folder {self._home} cannot be prepared: {error.strerror}",
                "Give the data folder to the user that runs this, or choose another one",
            ) from error

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with locks.alone(self._home / "start.lock"):
            yield

    # -- starting and stopping, while alone ------------------------------------------------------------

    def _bring_up(self) -> None:
        self._log.trim()
        if not self._answers():
            if not self._cluster.exists():
                self._make_cluster()
            self._start()
        provision(self.administrator, lambda role: self._passwords.of_new(role_name(role)))

    def _leave(self) -> None:
        use, self._use = self._use, None
        if use is None:
            return
        try:
            if use.is_last():
                self._stop()
        finally:
            use.end()

    def _make_cluster(self) -> None:
        """A half-made cluster is never taken for a whole one: it is made elsewhere and moved when it is done."""
        self._check_reachable()
        draft = self._home / "cluster.new"
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password = draft / "password"
        password.write_text(self._passwords.of_new(SUPERUSER))
        password.chmod(0o600)
        for path in (draft, password):
            self._account.give(path)
        self._initdb(draft / "cluster", password)
        (draft / "cluster").rename(self._cluster)
        shutil.rmtree(draft)

    def _initdb(self, folder: Path, password: Path) -> None:
        options = [
            f"--pgdata={folder}",
            f"--username={SUPERUSER}",
            f"--pwfile={password}",
            "--auth-local=scram-sha-256",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--no-locale",
            "--data-checksums",
        ]
        with tempfile.TemporaryFile() as output:
            done = self._account.run(self._programs.tool("initdb"), *options, output=output)
            output.seek(0)
            if done.returncode:
                raise EmbeddedPostgresError(
                    f"initdb failed: {output.read().decode(errors='replace').strip()[-1000:]}",
                    "Mend what it names and start again; nothing half-made stays behind",
                )

    def _check_reachable(self) -> None:
        with tempfile.TemporaryFile() as output:
            if self._account.run("test", "-x", self._home, output=output).returncode:
                raise EmbeddedPostgresError(
                    f"The server runs as uid {self._account.uid}, who cannot reach {self._home}",
                    f"Allow passage (chmod o+x on each folder above {self._home}), "
                    "or choose a data folder under /var/lib",
                )

    def _check_version(self) -> None:
        made_by = (self._cluster / "PG_VERSION").read_text().strip()
        if made_by != str(self._programs.major):
            raise EmbeddedPostgresError(
                f"{self._cluster} was made by PostgreSQL {made_by}, and this is {self._programs.major}",
                "Export it with the release that made it and import it into a new data folder",
            )

    def _start(self) -> None:
        self._check_version()
        folder = socket_folder(self._cluster, self._account)
        deadline = time.monotonic() + ORPHANS_TIMEOUT_S
        while not self._started_in(folder):
            if not self._log.tells_of_a_running_server() or time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"PostgreSQL did not start: {self._log.last_attempt()}",
                    f"Mend what it names; the whole log is {self._log.path}",
                )
            time.sleep(0.1)  # the processes of a server that was killed are still leaving

    def _started_in(self, folder: Path) -> bool:
        if postmaster.is_left_behind(self._cluster, self._account):
            postmaster.forget(self._cluster)
        options = SETTINGS | {"unix_socket_directories": f'"{folder}"'}
        with self._log.attempt() as output:
            self._account.run(
                self._programs.tool("pg_ctl"),
                *("start", "--silent", "--wait", f"--timeout={START_TIMEOUT_S}"),
                f"--options={shlex.join(f'--{name}={value}' for name, value in options.items())}",
                output=output,
                PGDATA=str(self._cluster),
            )
        return self._answers()

    def _answers(self) -> bool:
        folder = postmaster.recorded_socket_folder(self._cluster)
        if folder is None or not folder.exists():
            return False
        check_private(folder, self._account)
        self._socket_folder = folder
        try:
            with self.administrator():
                return True
        except psycopg2.OperationalError as error:
            if "FATAL" in str(error) and "the database system is" not in str(error):
                raise EmbeddedPostgresError(
                    f"The server turns its administrator away: {str(error).strip()}",
                    f"Do the passwords in {self._home / 'passwords'} belong to this cluster? "
                    "Bring them back from the backup",
                ) from error
            return False

    def _stop(self) -> None:
        with self._log.attempt() as output:
            self._account.run(
                self._programs.tool("pg_ctl"),
                *("stop", "--silent", "--mode=fast", "--wait", f"--timeout={STOP_TIMEOUT_S}"),
                output=output,
                PGDATA=str(self._cluster),
            )
        if self._answers():
            raise EmbeddedPostgresError(
                f"PostgreSQL did not stop: {self._log.last_attempt()}",
                f"End process {self.postmaster_pid} with SIGINT",
            )
        if self._socket_folder is not None:
            with suppress(OSError):  # another's file in it is no reason to fail
                self._socket_folder.rmdir()

    def _url(self, user: str, database: str) -> str:
        return URL.create(
            "postgresql+psycopg2",
            username=user,
            password=self._passwords.of(user),
            port=PORT,
            database=database,
            query={"host": str(self.socket_folder)},
        ).render_as_string(hide_password=False)
