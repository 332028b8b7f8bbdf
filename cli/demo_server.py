"""The instances of the demo: the city's, which is there or is started and stopped here, and the province's above it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from rich.console import Console

from bootstrap.settings import Settings
from cli.complaints import ServerDidNotStart

START_TIMEOUT_S = 300
STOP_TIMEOUT_S = 120

OUT = Path("out")

console = Console()


@dataclass(frozen=True)
class Instance:
    """A service with its settings: `stated` are those that it gets as variables, `folder` is where it is started."""

    name: str
    settings: Settings
    stated: Mapping[str, str] = field(default_factory=dict)
    folder: Path = field(default_factory=Path.cwd)
    inherits: bool = True

    @property
    def url(self) -> str:
        return f"http://{self.settings.host}:{self.settings.port}"

    @property
    def log(self) -> Path:
        return OUT / f"{self.name}.log"

    def answers(self) -> bool:
        """Whether it runs."""
        try:
            return httpx.get(f"{self.url}/readyz", timeout=2).is_success
        except httpx.HTTPError:
            return False

    @contextmanager
    def started(self) -> Iterator["Starting"]:
        """A process of its own, stopped at the end; until it answers it needs to be waited for."""
        OUT.mkdir(exist_ok=True)
        with self.log.open("w") as log:
            server = subprocess.Popen(  # noqa: S603  our own command
                self._command("run"),
                env=self._environment,
                cwd=self.folder,
                stdout=subprocess.DEVNULL,
                stderr=log,
            )
            try:
                yield Starting(self, server)
            finally:
                server.terminate()
                server.wait(STOP_TIMEOUT_S)

    def carries_out(self, *words: str) -> str:
        """What a `huicai` command says that is given at this instance, which may run meanwhile."""
        done = subprocess.run(  # noqa: S603  our own command
            self._command(*words),
            env=self._environment,
            cwd=self.folder,
            check=True,
            capture_output=True,
            text=True,
        )
        return done.stdout

    @property
    def _environment(self) -> dict[str, str]:
        """The variables of its process; one that inherits none of ours has only its own."""
        inherited = {
            name: value
            for name, value in os.environ.items()
            if self.inherits or not name.startswith("HUICAI_")
        }
        return inherited | {"HUICAI_DEVELOPMENT_ISSUER": "true"} | dict(self.stated)

    @staticmethod
    def _command(*words: str) -> Sequence[str]:
        return [sys.executable, "-m", "cli", *words]


@dataclass(frozen=True)
class Starting:
    """An instance whose process was begun."""

    instance: Instance
    process: subprocess.Popen[bytes]

    def waited_for(self) -> None:
        """Return once it answers. Raises `ServerDidNotStart`."""
        deadline = time.monotonic() + START_TIMEOUT_S
        while not self.instance.answers():
            if self.process.poll() is not None or time.monotonic() > deadline:
                raise ServerDidNotStart(f"the server did not start; {self.instance.log} says why")
            time.sleep(0.2)


@contextmanager
def serving(instance: Instance) -> Iterator[bool]:
    """While the context lasts the instance answers; whether it was started for that."""
    if instance.answers():
        console.print(f"Using the server that runs at {instance.url}")
        yield False
        return
    console.print(f"No server runs at {instance.url}: starting one for the demo")
    with instance.started() as starting:
        starting.waited_for()
        yield True


def free_port(host: str) -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind((host, 0))
        port: int = probe.getsockname()[1]
        return port
