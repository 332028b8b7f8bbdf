"""PostgreSQL of Debian on two hosts, by the files of `deploy/`: a primary, and a replica that follows it."""

import os
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg2
from psycopg2.extensions import connection

from persistence.roles import DATABASE, ROLES, Role, provision, role_name
from tests.hosts.network import Host

PROGRAMS = Path("/usr/lib/postgresql/15/bin")
DEPLOY = Path(__file__).parents[2] / "deploy"
USER = "postgres"
PATIENCE_S = 60
ADMITTED = """
local all all trust
host replication replicator samenet scram-sha-256
host all all samenet scram-sha-256
"""


class Server:
    """One server in a folder, on a host. An administrator reaches it by its socket, cut off or not."""

    def __init__(self, host: Host, folder: Path, passwords: dict[str, str]) -> None:
        self.host = host
        self.folder = folder
        self.data = folder / "data"
        self._passwords = passwords
        folder.mkdir()
        password_file = folder / "pgpass"
        password_file.write_text(f"*:*:*:replicator:{passwords['replicator']}\n")
        password_file.chmod(0o600)
        subprocess.run(["chown", "-R", f"{USER}:", folder], check=True)
        self._surroundings = {
            "PGDATA": str(self.data),
            "PGHOST": str(folder),
            "PGPASSFILE": str(password_file),
            "PATH": f"{PROGRAMS}:{os.environ['PATH']}",
        }

    def is_made(self) -> None:
        """A primary with the roles and the empty database of the product."""
        self.does("initdb", "--encoding=UTF8", "--no-locale", "--data-checksums", "--auth=trust")
        (self.data / "pg_hba.conf").write_text(ADMITTED)
        self.starts()
        provision(self.administrator, lambda role: self._passwords[role])
        self.asks(f"CREATE ROLE replicator REPLICATION LOGIN PASSWORD '{self._passwords['replicator']}'")

    def follows(self, primary: "Server") -> None:
        """A base backup of the primary, and then whatever comes after it."""
        until(lambda: self._reaches(primary))
        self.does(DEPLOY / "rejoin", primary.host.address, self.host.name)
        self.starts()

    def is_waited_for_by(self, primary: "Server") -> None:
        """From now on the primary acknowledges nothing that is not here as well."""
        until(lambda: primary.asks("SELECT count(*) FROM pg_stat_replication WHERE state = 'streaming'") == 1)
        primary.asks(f"ALTER SYSTEM SET synchronous_standby_names = '{self.host.name}'")
        primary.asks("SELECT pg_reload_conf()")
        until(lambda: primary.asks("SELECT sync_state FROM pg_stat_replication") == "sync")

    def is_promoted(self) -> None:
        self.does(DEPLOY / "promote", "--old-primary-is-off", "--alone")

    def starts(self) -> None:
        conf = self.data / "postgresql.conf"
        conf.write_text(
            f"include '{DEPLOY}/postgresql/huicai.conf'\nunix_socket_directories = '{self.folder}'\n"
        )
        self.host.starts("postgres", PROGRAMS / "postgres", user=USER, **self._surroundings)
        until(self._answers)

    def acknowledges(self) -> bool:
        """Whether a commit on this server comes to an end within two seconds."""
        with self.administrator() as administrator, self.administrator() as judge:
            pid = administrator.info.backend_pid
            ended = threading.Event()

            def commit() -> None:
                with suppress(psycopg2.Error), administrator.cursor() as cursor:
                    cursor.execute("SELECT pg_logical_emit_message(true, 'hosts', '')")
                    ended.set()

            committing = threading.Thread(target=commit)
            committing.start()
            committing.join(2)
            with judge.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", (pid,))
            committing.join()
            return ended.is_set()

    def does(self, program: str | Path, *arguments: str) -> str:
        """A program of the server's, or of `deploy/`, as the server's user."""
        found = PROGRAMS / program if isinstance(program, str) else program
        return self.host.runs(found, *arguments, user=USER, **self._surroundings)

    def asks(self, query: str, database: str = "postgres") -> Any:
        """The first value that a query returns."""
        rows = self.rows(query, database)
        return rows[0][0] if rows else None

    def rows(self, query: str, database: str = DATABASE) -> list[tuple[Any, ...]]:
        with self.administrator(database) as administrator, administrator.cursor() as cursor:
            cursor.execute(query)
            return cursor.fetchall() if cursor.description else []

    @contextmanager
    def administrator(self, database: str = "postgres") -> Iterator[connection]:
        found = psycopg2.connect(host=str(self.folder), user=USER, dbname=database, connect_timeout=5)
        with closing(found):
            found.autocommit = True
            yield found

    def url(self, role: Role) -> str:
        """By the socket, for whoever looks through it afterwards."""
        return f"postgresql://{role_name(role)}@/{DATABASE}?host={self.folder}"

    def _reaches(self, other: "Server") -> bool:
        """Whose cable was just plugged in may take a moment to know it."""
        with suppress(AssertionError):
            self.does("pg_isready", "--host", other.host.address)
            return True
        return False

    def _answers(self) -> bool:
        try:
            return bool(self.asks("SELECT true"))
        except psycopg2.OperationalError:
            return False


def urls(servers: list[Server], passwords: dict[str, str]) -> dict[Role, dict[str, str]]:
    """What a process of each role is told: all hosts, whichever takes writes, and how soon one that says nothing is given up."""
    named = ",".join(server.host.name for server in servers)
    query = "target_session_attrs=read-write&connect_timeout=2"
    return {
        role: {
            "HUICAI_DATABASE_URL" if role == "app" else f"HUICAI_DATABASE_{role.upper()}_URL":
            f"postgresql://{role_name(role)}:{passwords[role]}@{named}/{DATABASE}?{query}"
        }
        for role in ROLES
    }  # fmt: skip


def until(holds: Any) -> None:
    deadline = monotonic() + PATIENCE_S
    while not holds():
        assert monotonic() < deadline, "it took more than a minute"
        sleep(0.05)
