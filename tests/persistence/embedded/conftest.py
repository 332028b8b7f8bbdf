"""Data folders for the tests that start, break and stop a server of their own."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from persistence.embedded import EmbeddedPostgres
from tests.conftest import data_folder

USER = Path(__file__).with_name("user_of_the_server.py")
Use = Callable[..., "UserOfTheServer"]


class UserOfTheServer:
    """Another process that uses the server: see the script."""

    def __init__(self, data: Path, uid: int | None = None) -> None:
        command = [sys.executable, str(USER), str(data), *([str(uid)] if uid else [])]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def says(self) -> str:
        return self.process.stdout.readline().strip()

    def leave(self) -> str:
        output, _ = self.process.communicate("\n", timeout=300)
        return output.strip()

    def is_killed(self) -> None:
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def empty_folder() -> Iterator[Path]:
    """A folder that the server's user can reach, which pytest's own for root is not."""
    with data_folder() as folder:
        yield folder


@pytest.fixture(scope="package")
def made() -> Iterator[Path]:
    """A data folder whose cluster is made and stopped, to make copies of: that is quicker than initdb."""
    with data_folder() as folder:
        with EmbeddedPostgres(folder):
            pass
        yield folder


@pytest.fixture
def data(made: Path, empty_folder: Path) -> Path:
    """A data folder with a stopped cluster, for this test alone."""
    subprocess.run(["cp", "--archive", made / "postgres", empty_folder], check=True)
    return empty_folder


@pytest.fixture
def another_user_of() -> Iterator[Use]:
    """Starts other processes, and sees that none is left behind."""
    with ExitStack() as stack:

        def start(data: Path, uid: int | None = None) -> UserOfTheServer:
            user = UserOfTheServer(data, uid)
            stack.callback(user.is_killed)
            return user

        yield start


def is_running(pid: int) -> bool:
    """There is such a process, and it is not merely waiting to be reaped."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    wait_until(lambda: not is_running(pid))


def wait_until(holds: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.02)


def asked(server: EmbeddedPostgres, query: str) -> object:
    with server.administrator("huicai") as administrator, administrator.cursor() as rows:
        rows.execute(query)
        return rows.fetchone()[0]
