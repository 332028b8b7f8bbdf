"""The private folder of the socket, the only door to the server."""

import hashlib
import os
import stat
import tempfile
from pathlib import Path

from persistence.embedded.account import ROOT, Account
from persistence.embedded.errors import EmbeddedPostgresError

PORT = 5432
SOCKET = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 107  # bytes of sockaddr_un.sun_path on Linux, without the closing zero


def runtime_folders() -> list[Path]:
    """The folder for run-time files, where there is one that we may write to; the temporary folder."""
    runtime = "/run" if os.geteuid() == ROOT else os.environ.get("XDG_RUNTIME_DIR", "")
    usable = runtime and os.access(runtime, os.W_OK | os.X_OK)
    return [*([Path(runtime)] if usable else []), Path(tempfile.gettempdir())]


def socket_folder(cluster: Path, account: Account, bases: list[Path]) -> Path:
    """Create the folder, or find it as it was left; refuse one that others could have prepared."""
    name = f"huicai-{account.uid}-{hashlib.sha256(os.fsencode(cluster)).hexdigest()[:8]}"
    folder = _first_that_fits([base / name for base in bases])
    if not os.path.lexists(folder):
        folder.mkdir(mode=0o700)
        account.give(folder)
    check_private(folder, account)
    return folder


def check_private(folder: Path, account: Account) -> None:
    status = folder.lstat()
    private = stat.S_ISDIR(status.st_mode) and not status.st_mode & 0o077
    if not private or status.st_uid != account.uid:
        raise EmbeddedPostgresError(
            f"{folder} is not a folder that belongs to uid {account.uid} alone (mode 0700)",
            "Somebody else may have prepared it: remove it, or set TMPDIR to a folder of your own",
        )


def _first_that_fits(folders: list[Path]) -> Path:
    for folder in folders:
        if len(os.fsencode(folder / SOCKET)) <= LONGEST_SOCKET_PATH:
            return folder
    raise EmbeddedPostgresError(
        f"The path of the socket is longer than {LONGEST_SOCKET_PATH} bytes: {folders[-1] / SOCKET}",
        "Set TMPDIR to a folder with a shorter path",
    )
