"""What `postmaster.pid` says about the server, and whether it still holds."""

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from persistence.embedded.account import Account
from persistence.embedded.socket_folder import SOCKET

PID_LINE = 0
SOCKET_FOLDER_LINE = 4


def pid_file(cluster: Path) -> Path:
    return cluster / "postmaster.pid"


def recorded_pid(cluster: Path) -> int | None:
    """A negative number there is that of a server which an administrator runs for himself alone."""
    number = _line(cluster, PID_LINE).removeprefix("-")
    return int(number) if number.isdecimal() else None


def recorded_socket_folder(cluster: Path) -> Path | None:
    """Where the server listens: another process may have chosen the folder under other settings."""
    folder = _line(cluster, SOCKET_FOLDER_LINE)
    return Path(folder) if folder else None


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
        return pid_file(cluster).exists() and pid_file(cluster).stat().st_size == 0
    return _is_zombie(pid) or _works_elsewhere(pid, cluster, account)


def forget(cluster: Path) -> None:
    """Remove the pid file and the socket's own lock, which names the same process."""
    folder = recorded_socket_folder(cluster)
    if folder is not None:
        (folder / SOCKET).unlink(missing_ok=True)
        (folder / f"{SOCKET}.lock").unlink(missing_ok=True)
    pid_file(cluster).unlink(missing_ok=True)


def _line(cluster: Path, number: int) -> str:
    try:
        lines = pid_file(cluster).read_text(errors="replace").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return ""
    return lines[number].strip() if number < len(lines) else ""


def _exists(pid: int) -> bool:
    try:
        with suppress(PermissionError):  # there is one, of somebody else's
            os.kill(pid, 0)
    except ProcessLookupError:
        return False
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
