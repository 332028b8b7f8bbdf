"""The operating system's account that the server runs as. It is never root: PostgreSQL refuses that."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from persistence.embedded.errors import EmbeddedPostgresError

ROOT = 0
PREFERRED = ("huicai", "postgres")


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int

    @property
    def is_another(self) -> bool:
        """We are root, and the server runs as somebody else."""
        return self.uid != os.geteuid()

    def give(self, path: Path) -> None:
        if self.is_another:
            os.chown(path, self.uid, self.gid)

    def run(
        self, *command: str | Path, output: IO[bytes], **environment: str
    ) -> subprocess.CompletedProcess[bytes]:
        """Run a tool as this account, with nothing of our environment but the search paths.

        `output` is a file: a server that stays behind would keep a pipe open for ever.
        """
        inherited = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH") if name in os.environ}
        return subprocess.run(  # noqa: S603 - the commands are our own, without a shell
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={**inherited, "LC_ALL": "C", **environment},
            user=self.uid if self.is_another else None,
            group=self.gid if self.is_another else None,
            extra_groups=[] if self.is_another else None,
            umask=0o077,
            check=False,
        )


def account_for(cluster: Path) -> Account:
    """Whoever owns the cluster; for a new one ourselves, or an unprivileged user where we are root."""
    if cluster.exists():
        return _owner_of(cluster)
    if os.geteuid() != ROOT:
        return Account(os.geteuid(), os.getegid())
    return _unprivileged() or _created("huicai")


def _owner_of(cluster: Path) -> Account:
    status = cluster.stat()
    if status.st_uid == ROOT:
        raise EmbeddedPostgresError(
            f"{cluster} belongs to root, and PostgreSQL does not run as root",
            "Give it to an unprivileged user: chown -R postgres",
        )
    if os.geteuid() not in (ROOT, status.st_uid):
        raise EmbeddedPostgresError(
            f"{cluster} belongs to uid {status.st_uid}, and this process runs as uid {os.geteuid()}",
            "Run as that user or as root, or choose another data folder",
        )
    return Account(status.st_uid, status.st_gid)


def _unprivileged() -> Account | None:
    known = {entry.pw_name: entry for entry in pwd.getpwall() if entry.pw_name in PREFERRED}
    found = next((known[name] for name in PREFERRED if name in known), None)
    return Account(found.pw_uid, found.pw_gid) if found else None


def _created(name: str) -> Account:
    useradd = shutil.which("useradd")
    if useradd is None:
        raise EmbeddedPostgresError(
            "As root the server needs an unprivileged user, and there is no useradd to create one",
            f"Create a system user named {name}, or run as a plain user",
        )
    command = [useradd, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - fixed words
    if done.returncode:
        raise EmbeddedPostgresError(
            f"The system user {name} could not be created: {done.stderr.strip()}",
            "Create it by hand, or run as a plain user",
        )
    entry = pwd.getpwnam(name)
    return Account(entry.pw_uid, entry.pw_gid)
