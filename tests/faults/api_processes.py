"""Processes that serve the API on one socket, as workers do, and may be killed at any moment.

They are forked from one that has laid the routes already, so that the next one is there within a moment.
"""

import logging
import os
import signal
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from time import sleep
from types import TracebackType
from typing import Any, Self

import uvicorn

from api.app import routed, serve
from api.development_issuer import DevelopmentIssuer
from bootstrap.service import Service, service_on
from bootstrap.settings import Settings
from bootstrap.starting import announce_years, publish_packs
from domain.authorization import Post

NURSERY = "from tests.faults.api_processes import nursery; nursery()"
BACKLOG = 2048


class ApiProcesses:
    """The API on the database at `url`, by so many processes at once."""

    def __init__(self, url: str, folder: Path, *, number: int = 2, **stated: Any) -> None:
        self.settings = Settings(data=folder, development_issuer=True, _env_file=None, **stated)
        self.database_url = url
        self.running: list[int] = []
        self.killed = 0
        self._number = number
        self._lifetime = ExitStack()

    def __enter__(self) -> Self:
        self.service: Service = service_on(self.database_url, self.settings)
        self._lifetime.callback(self.service.close)
        publish_packs(self.service)
        announce_years(self.service)
        self._issuer = DevelopmentIssuer(self.settings)
        listening = self._lifetime.enter_context(
            socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        )
        listening.bind(("127.0.0.1", 0))
        listening.listen(BACKLOG)
        self.address: tuple[str, int] = listening.getsockname()
        self._nursery = self._lifetime.enter_context(
            subprocess.Popen(
                [sys.executable, "-c", NURSERY, str(listening.fileno()), self.database_url],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                pass_fds=[listening.fileno()],
                text=True,
            )
        )
        for _ in range(self._number):
            self.one_more()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in self.running:
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self._nursery.stdin.close()
        self._lifetime.close()

    @property
    def url(self) -> str:
        return "http://{}:{}".format(*self.address)

    def token(self, name: str, *posts: Post) -> str:
        return self._issuer.mint(name, posts, timedelta(hours=5))

    def one_more(self) -> None:
        self._nursery.stdin.write(self.settings.model_dump_json() + "\n")
        self._nursery.stdin.flush()
        self.running.append(int(self._nursery.stdout.readline()))

    def kill_one(self) -> None:
        """The oldest, to whom most clients speak, is gone from one moment to the next; another begins in its place."""
        os.kill(self.running.pop(0), signal.SIGKILL)
        self.killed += 1
        self.one_more()


def nursery() -> None:
    """The process that they are forked from: a line of settings in, a process id out."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    logging.disable(logging.WARNING)  # each of them would say that the development issuer is on
    listening, url = socket.socket(fileno=int(sys.argv[1])), sys.argv[2]
    app, parent = routed(), os.getpid()
    for line in sys.stdin:
        settings = Settings.model_validate_json(line)
        if process := os.fork():
            print(process, flush=True)
            continue
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        threading.Thread(target=end_with, args=(parent,), daemon=True).start()
        serve(app, service_on(url, settings))
        uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False, ws="none")).run([listening])
        os._exit(0)


def end_with(parent: int) -> None:
    """Nobody is left behind by a test that was broken off."""
    while os.getppid() == parent:
        sleep(0.5)
    os._exit(1)
