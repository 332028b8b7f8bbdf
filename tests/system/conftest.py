"""A whole service in processes of its own, spoken to over HTTP as any client does."""

import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, nullcontext
from pathlib import Path
from types import MappingProxyType
from typing import Any
from uuid import UUID

import httpx
import pytest

from bootstrap.settings import Settings
from cli.development import minted
from domain.authorization import Post, Role

START_TIMEOUT_S = 600  # on a machine that is busy with something else; nobody waits for it otherwise
CITY_AREA = "zibo-shibenji"


class Running:
    """A service that runs, and how to speak to it as somebody."""

    def __init__(self, settings: Settings, process: subprocess.Popen[bytes]) -> None:
        self.settings = settings
        self.process = process
        self.url = f"http://{settings.host}:{settings.port}"
        self.clients = ExitStack()

    def officer(self, name: str, function: str, area: str = CITY_AREA) -> httpx.Client:
        return self.client(name, Post(role=Role.OFFICER, function=function, area=area))

    def specialist(self, name: str, enterprise_id: str) -> httpx.Client:
        return self.client(name, Post(role=Role.SPECIALIST, enterprise_id=UUID(enterprise_id)))

    def client(self, name: str, post: Post) -> httpx.Client:
        token = minted(self.settings, name, post)
        headers = {"Authorization": f"Bearer {token}"}
        return self.clients.enter_context(httpx.Client(base_url=self.url, timeout=60, headers=headers))


@contextmanager
def started(
    data: Path,
    *,
    log: Path | None = None,
    variables: Mapping[str, str] = MappingProxyType({}),
    **settings: Any,
) -> Iterator[Running]:
    """`huicai run` with its data in `data`, stopped at the end; it logs to `log`, or where the tests do."""
    chosen = Settings(data=data, port=free_port(), development_issuer=True, _env_file=None, **settings)
    environment = os.environ | {
        "HUICAI_DATA": str(data),
        "HUICAI_PORT": str(chosen.port),
        "HUICAI_WORKERS": str(chosen.workers),
        "HUICAI_DEVELOPMENT_ISSUER": "true",
        "HUICAI_WAITING_TIMEOUT": "60",  # a machine may be as slow as it likes
        "HUICAI_MIN_POSITION_TIMEOUT": "60",
    }
    with nullcontext() if log is None else log.open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "cli", "run"],
            env=environment | variables,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
    try:
        running = Running(chosen, process)
        wait_until_ready(running)
        with running.clients:
            yield running
    finally:
        process.terminate()
        process.wait(300)


def wait_until_ready(running: Running) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while not is_ready(running):
        assert running.process.poll() is None, "the service ended while it was to start"
        assert time.monotonic() < deadline, "the service did not become ready"
        time.sleep(0.05)


def is_ready(running: Running) -> bool:
    try:
        return httpx.get(f"{running.url}/readyz", timeout=5).is_success
    except httpx.TransportError:
        return False


@pytest.fixture
def data_folder() -> Iterator[Path]:
    """A folder through which the system's user of the embedded server gets to its cluster."""
    with tempfile.TemporaryDirectory(prefix="huicai-system-") as folder:
        Path(folder).chmod(0o711)
        yield Path(folder)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
