"""The cluster on disk: made whole or not at all, started and stopped with PostgreSQL's own tools."""

import shlex
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from persistence.embedded import postmaster
from persistence.embedded.account import Account
from persistence.embedded.durable import rename_durably
from persistence.embedded.errors import EmbeddedPostgresError
from persistence.embedded.installation import Installation
from persistence.embedded.server_log import ServerLog
from persistence.embedded.socket_folder import PORT

SUPERUSER = "postgres"
START_TIMEOUT_S = 300  # the recovery of a large log after a crash
STOP_TIMEOUT_S = 120

# Given at every start, so that neither an old cluster nor ALTER SYSTEM weakens what we promise.
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


@dataclass(frozen=True)
class Cluster:
    folder: Path
    account: Account
    programs: Installation
    log: ServerLog

    def make(self, password: str) -> None:
        """Made elsewhere and moved when it is done, so that a half-made one is never taken for a whole one."""
        self._check_reachable()
        draft = self.folder.with_name("cluster.new")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(mode=0o700)
        password_file = draft / "password"
        password_file.write_text(password)
        self.account.give(password_file)
        self.account.give(draft)
        self._initdb(draft / "cluster", password_file)
        rename_durably(draft / "cluster", self.folder)
        shutil.rmtree(draft)

    def check_version(self) -> None:
        made_by = (self.folder / "PG_VERSION").read_text().strip()
        if made_by != str(self.programs.major):
            raise EmbeddedPostgresError(
                f"{self.folder} was made by PostgreSQL {made_by}, and this is {self.programs.major}",
                "Export it with the release that made it and import it into a new data folder",
            )

    def start(self, socket_folder: Path) -> None:
        """Try once. Whether it worked is for the caller to see: the log says why not."""
        if postmaster.is_left_behind(self.folder, self.account):
            postmaster.forget(self.folder)
        settings = SETTINGS | {"unix_socket_directories": f'"{socket_folder}"'}
        options = shlex.join(f"--{name}={value}" for name, value in settings.items())
        self._control("start", f"--timeout={START_TIMEOUT_S}", f"--options={options}")

    def stop(self) -> None:
        self._control("stop", "--mode=fast", f"--timeout={STOP_TIMEOUT_S}")

    def _control(self, *command: str) -> None:
        with self.log.attempt() as output:
            self.account.run(
                self.programs.tool("pg_ctl"),
                *command,
                "--silent",
                "--wait",
                output=output,
                PGDATA=str(self.folder),
            )

    def _initdb(self, folder: Path, password_file: Path) -> None:
        options = [
            f"--pgdata={folder}",
            f"--username={SUPERUSER}",
            f"--pwfile={password_file}",
            "--auth-local=scram-sha-256",
            "--auth-host=reject",
            "--encoding=UTF8",
            "--no-locale",
            "--data-checksums",
        ]
        with tempfile.TemporaryFile() as output:
            done = self.account.run(self.programs.tool("initdb"), *options, output=output)
            output.seek(0)
            if done.returncode:
                raise EmbeddedPostgresError(
                    f"initdb failed: {output.read().decode(errors='replace').strip()[-1000:]}",
                    "Mend what it names and start again; nothing half-made is used",
                )

    def _check_reachable(self) -> None:
        home = self.folder.parent
        with tempfile.TemporaryFile() as output:
            if self.account.run("test", "-x", home, output=output).returncode:
                raise EmbeddedPostgresError(
                    f"The server runs as uid {self.account.uid}, who cannot reach {home}",
                    "Set HUICAI_DATA to a folder under /var/lib, or allow passage (chmod o+x) on each folder above it",
                )
