"""A running server for the demo: the one that is there, or one that it starts and stops itself."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import httpx
from rich.console import Console

from bootstrap.settings import Settings
from cli.complaints import ServerDidNotStart

START_TIMEOUT_S = 120
STOP_TIMEOUT_S = 20

LOG = Path("out") / "demo-server.log"

console = Console()


@contextmanager
def serving(settings: Settings) -> Iterator[str]:
    """The base URL of a server that answers."""
    url = f"http://{settings.host}:{settings.port}"
    if _answers(url):
        console.print(f"Using the server that runs at {url}")
        yield url
        return
    console.print(f"No server runs at {url}: starting one for the demo")
    LOG.parent.mkdir(exist_ok=True)
    with LOG.open("w") as log, _started(log) as server:
        _wait(url, server)
        yield url


@contextmanager
def _started(log: TextIO) -> Iterator[subprocess.Popen[bytes]]:
    server = subprocess.Popen(
        [sys.executable, "-m", "cli", "run"],
        env=os.environ | {"HUICAI_DEVELOPMENT_ISSUER": "true"},
        stdout=subprocess.DEVNULL,
        stderr=log,
    )
    try:
        yield server
    finally:
        server.terminate()
        server.wait(STOP_TIMEOUT_S)


def _wait(url: str, server: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_TIMEOUT_S
    while not _answers(url):
        if server.poll() is not None or time.monotonic() > deadline:
            raise ServerDidNotStart(f"the server did not start; {LOG} says why")
        time.sleep(0.2)


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}/readyz", timeout=2).is_success
    except httpx.HTTPError:
        return False
