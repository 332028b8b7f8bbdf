"""The embedded PostgreSQL: the first process that needs it starts it, the last one that leaves stops it."""

import os
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
from persistence.embedded.cluster import SUPERUSER, Cluster
from persistence.embedded.errors import EmbeddedPostgresError
from persistence.embedded.installation import Installation
from persistence.embedded.passwords import Passwords
from persistence.embedded.server_log import ServerLog
from persistence.embedded.socket_folder import PORT, check_private, runtime_folders, socket_folder
from persistence.roles import DATABASE, Role, provision, role_name

ORPHANS_TIMEOUT_S = 60.0
CONNECT_TIMEOUT_S = 10
OPERATOR_INTERVENTION = "57P"  # the class of SQLSTATE for a server that shuts down or crashes


class EmbeddedPostgres:
    """A context manager that starts or joins the server in the data folder, and leaves it.

    In `data / "postgres"` lie the cluster, the passwords, the locks and the log.
    """

    def __init__(self, data: Path, installation: Installation | None = None) -> None:
        self._data = data.resolve()
        self._home = self._data / "postgres"
        self._passwords = Passwords(self._home / "passwords")
        self._log = ServerLog(self._home / "server.log")
        self._installation = installation
        self._socket_folder: Path | None = None
        self._use: locks.Use | None = None

    def __enter__(self) -> Self:
        if self._use is not None:
            raise EmbeddedPostgresError("This server is in use already", "Make another EmbeddedPostgres")
        with self._causes_named():
            self._prepare_folders()
            with self._alone():
                self._join()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._causes_named(), self._alone():
            self._leave()

    def ensure_running(self) -> None:
        """Start the server again if it died while it was in use."""
        if self._use is None:
            raise _not_in_use()
        with self._causes_named(), self._alone():
            self._bring_up()

    def url(self, role: Role, database: str = DATABASE) -> str:
        """The SQLAlchemy URL of a role, with its password."""
        return URL.create(
            "postgresql+psycopg2",
            username=role_name(role),
            password=self._passwords.of(role_name(role)),
            port=PORT,
            database=database,
            query={"host": str(self.socket_folder)},
        ).render_as_string(hide_password=False)

    @contextmanager
    def administrator(self, database: str = SUPERUSER) -> Iterator[connection]:
        """A superuser's connection in autocommit."""
        found = psycopg2.connect(
            host=str(self.socket_folder),
            port=PORT,
            user=SUPERUSER,
            password=self._passwords.of(SUPERUSER),
            dbname=database,
            connect_timeout=CONNECT_TIMEOUT_S,
        )
        with closing(found):
            found.autocommit = True
            yield found

    @property
    def socket_folder(self) -> Path:
        if self._socket_folder is None:
            raise _not_in_use()
        return self._socket_folder

    @property
    def postmaster_pid(self) -> int | None:
        """The process id of the server's first process."""
        return postmaster.recorded_pid(self._cluster_folder)

    # -- what is looked up once, when it is first needed ----------------------------------------------

    @property
    def _cluster_folder(self) -> Path:
        return self._home / "cluster"

    @cached_property
    def _account(self) -> Account:
        return account_for(self._cluster_folder)

    @cached_property
    def _cluster(self) -> Cluster:
        wanted = self._installation or Installation.bundled()
        programs = wanted.for_account(self._account, self._home)
        return Cluster(self._cluster_folder, self._account, programs, self._log)

    def _prepare_folders(self) -> None:
        self._data.mkdir(mode=0o711 if self._account.is_another else 0o700, parents=True, exist_ok=True)
        self._home.mkdir(mode=0o700, exist_ok=True)
        if self._account.is_another:
            # The server's user passes through to its cluster and may look at nothing else.
            os.chown(self._home, -1, self._account.gid)
            self._home.chmod(0o710)

    @contextmanager
    def _causes_named(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise EmbeddedPostgresError(
                f"{error.strerror}: {error.filename or self._home}",
                f"The user that runs this (uid {os.geteuid()}) needs a data folder of its own with room in it",
            ) from error

    # -- joining and leaving: one process at a time ----------------------------------------------------

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with locks.alone(self._home / "start.lock"):
            yield

    def _join(self) -> None:
        self._use = locks.Use(self._home / "users.lock")
        try:
            self._bring_up()
        except BaseException:
            with suppress(EmbeddedPostgresError):  # the first cause is the one to be told
                self._leave()
            raise

    def _leave(self) -> None:
        use, self._use = self._use, None
        if use is None:
            return
        try:
            if use.is_last():
                self._stop()
        finally:
            use.end()

    def _bring_up(self) -> None:
        self._log.trim()
        if self._serves():
            return
        if not self._cluster_folder.exists():
            self._make_cluster()
        self._start()

    def _make_cluster(self) -> None:
        if self._passwords.exist_for(role_name("owner")):
            # Better no register than an empty one that looks like it.
            raise EmbeddedPostgresError(
                f"There was a cluster, and it is gone: {self._cluster_folder}",
                f"Move {self._home} away and restore a backup: huicai restore; or remove it to begin with nothing",
            )
        self._cluster.make(self._passwords.of_new(SUPERUSER))

    def _start(self) -> None:
        self._cluster.check_version()
        self._socket_folder = socket_folder(self._cluster_folder, self._account, runtime_folders())
        deadline = time.monotonic() + ORPHANS_TIMEOUT_S
        self._cluster.start(self._socket_folder)
        while not self._serves():
            if not self._log.tells_of_a_running_server():
                raise EmbeddedPostgresError(
                    f"PostgreSQL did not start: {self._log.last_attempt()}",
                    f"Mend what it names; the whole log is {self._log.path}",
                )
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(
                    f"A server that does not answer holds {self._cluster_folder} (process {self.postmaster_pid})",
                    "See what it waits for, or end it with kill -INT; then try again",
                )
            time.sleep(0.1)  # the processes of a server that was killed are still leaving
            self._cluster.start(self._socket_folder)

    def _stop(self) -> None:
        if self._is_running():  # pg_ctl would signal whatever process the pid file names
            self._cluster.stop()
        if self._is_running():
            raise EmbeddedPostgresError(
                f"PostgreSQL did not stop: {self._log.last_attempt()}",
                f"End process {self.postmaster_pid} with kill -INT",
            )
        if self._socket_folder is not None:
            with suppress(OSError):  # a stranger's file in it is no reason to fail
                self._socket_folder.rmdir()

    def _is_running(self) -> bool:
        return postmaster.is_running(self._cluster_folder, self._account)

    def _serves(self) -> bool:
        """A server of this cluster answers, and has our roles and database."""
        folder = postmaster.recorded_socket_folder(self._cluster_folder)
        if folder is None or not folder.exists():
            return False
        check_private(folder, self._account)
        self._socket_folder = folder
        try:
            provision(self.administrator, lambda role: self._passwords.of_new(role_name(role)))
        except psycopg2.DatabaseError as error:
            if _is_away(error):
                return False
            raise EmbeddedPostgresError(
                f"The server refuses its administrator: {str(error).strip()}",
                f"If the passwords in {self._home / 'passwords'} are not this cluster's, "
                f"put them back from a copy; or move {self._home} away and restore a backup: huicai restore",
            ) from error
        return True


def _not_in_use() -> EmbeddedPostgresError:
    return EmbeddedPostgresError("The server is not in use", "Use it in a with statement")


def _is_away(error: psycopg2.DatabaseError) -> bool:
    """Nobody answered, or a server that is starting, stopping or recovering; it may also have died just then."""
    if error.pgcode:
        return error.pgcode.startswith(OPERATOR_INTERVENTION)
    return "FATAL" not in str(error) or "the database system is" in str(error)
