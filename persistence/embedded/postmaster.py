"""What `postmaster.pid` says about the server, and whether it still holds."""

import os
import tempfile
from pathlib import Path

from persistence.embedded.account import Account
from persistence.embedded.socket_folder import SOCKET

SOCKET_FOLDER_LINE = 4


def pid_file(cluster: Path) -> Path:
    return cluster / "postmaster.pid"


def recorded_pid(cluster: Path) -> int | None:
    lines = _lines(cluster)
    return int(lines[0]) if lines and lines[0].isdecimal() else None


def recorded_socket_folder(cluster: Path) -> Path | None:
    """Where the server listens: another process may have chosen the folder under other settings."""
    lines = _lines(cluster)
    return (
        Path(lines[SOCKET_FOLDER_LINE])
        if len(lines) > SOCKET_FOLDER_LINE and lines[SOCKET_FOLDER_LINE]
        else None
    )


def is_running(cluster: Path, account: Account) -> bool:
    pid = recorded_pid(cluster)
    return pid is not None and _exists(pid) and not is_left_behind(cluster, account)


def is_left_behind(cluster: Path, account: Account) -> bool:
    """The file is empty, or names a dead process that nobody has reaped, or one that is not this server.

    PostgreSQL itself clears a file whose process is gone. It takes a zombie, and a stranger who got the
    same number after a restart of the machine, for a running server; and an empty file, which a crash of
    the machine leaves, for one that is just starting. To be asked only by who alone may start the server.
    """
    pid = recorded_pid(cluster)
    if pid is None:
        return pid_file(cluster).exists()
    return _is_zombie(pid) or _works_elsewhere(pid, cluster, account)


def forget(cluster: Path) -> None:
    """Remove the pid file and the socket's own lock, which names the same process."""
    folder = recorded_socket_folder(cluster)
    if folder is not None:
        (folder / SOCKET).unlink(missing_ok=True)
        (folder / f"{SOCKET}.lock").unlink(missing_ok=True)
    pid_file(cluster).unlink(missing_ok=True)


def _lines(cluster: Path) -> list[str]:
    try:
        return pid_file(cluster).read_text(errors="replace").splitlines()
    except FileNotFoundError:
        return []


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _is_zombie(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text(errors="replace")
    except OSError:
        return False
    return state.rpartition(")")[2].split()[0] == "Z"


def _works_elsewhere(pid: int, cluster: Path, account: Account) -> bool:
    """A server works in its cluster's folder. Asked as its own user: root in a container may not look."""
    with tempfile.TemporaryFile() as output:
        if account.run("readlink", f"/proc/{pid}/cwd", output=output).returncode:
            return False  # gone, or another user's, whom PostgreSQL does not take for a server either
        output.seek(0)
        return output.read().rstrip(b"\n") != os.fsencode(cluster)
