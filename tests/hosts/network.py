"""Hosts that can be cut off and killed: a namespace each, on a bridge that lies in one more."""

import os
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

NEEDED = ("ip", "haproxy", "setpriv")
PREFIX = f"huicai-{os.getpid()}-"  # several runs are strangers to one another
SWITCH = PREFIX + "switch"
OVERLAYS = Path("/etc/netns")


def why_not() -> str | None:
    """What is missing to make hosts here, if anything."""
    if os.geteuid() != 0:
        return "several hosts need root, to make namespaces of the network"
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        return f"several hosts need {', '.join(missing)}"
    made = subprocess.run(["ip", "netns", "add", PREFIX + "probe"], capture_output=True, check=False)
    if made.returncode:
        return f"no namespaces of the network can be made: {made.stderr.decode().strip()}"
    _ip("netns", "delete", PREFIX + "probe")
    return None


class Host:
    """One machine, as far as the others can tell."""

    def __init__(self, name: str, address: str, logs: Path) -> None:
        self.name, self.address = name, address
        self.namespace = PREFIX + name
        self._logs = logs
        self._started: list[subprocess.Popen[bytes]] = []

    def starts(
        self, what: str, *command: str | Path, user: str | None = None, **environment: str
    ) -> subprocess.Popen[bytes]:
        """A program that runs on until it or the host is killed; what it says is kept in a file."""
        with (self._logs / f"{self.name}-{what}.log").open("ab") as log:
            process = subprocess.Popen(
                self._here(command, user), env=os.environ | environment, stdin=subprocess.DEVNULL,
                stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        self._started.append(process)
        return process

    def runs(self, *command: str | Path, user: str | None = None, **environment: str) -> str:
        """A program that ends; what it says."""
        done = subprocess.run(
            self._here(command, user),
            env=os.environ | environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, f"{self.name}: {command}: {done.stdout}{done.stderr}"
        return done.stdout

    def is_killed(self) -> None:
        """Every process gone at once, as when the power fails."""
        for process in _ip("netns", "pids", self.namespace).split():
            with suppress(ProcessLookupError):
                os.kill(int(process), signal.SIGKILL)
        for started in self._started:
            started.wait()
        self._started.clear()

    def is_cut_off(self) -> None:
        """Its cable is pulled: nobody is told, packets are gone."""
        _ip("-n", SWITCH, "link", "set", self.name, "down")

    def is_plugged_in(self) -> None:
        _ip("-n", SWITCH, "link", "set", self.name, "up")

    def has(self, where: str) -> IO[str]:
        """A file that this host alone has at /etc/WHERE."""
        path = OVERLAYS / self.namespace / where
        path.parent.mkdir(parents=True, exist_ok=True)
        return path.open("w")

    def _here(self, command: tuple[str | Path, ...], user: str | None) -> list[str]:
        inside = ["ip", "netns", "exec", self.namespace]
        as_user = ["setpriv", f"--reuid={user}", f"--regid={user}", "--init-groups"] if user else []
        return [*inside, *as_user, *map(str, command)]


@contextmanager
def hosts(names: Mapping[str, str], logs: Path) -> Iterator[dict[str, Host]]:
    """A host for every name, at its address, for as long as the context lasts."""
    made = {name: Host(name, address, logs) for name, address in names.items()}
    try:
        _ip("netns", "add", SWITCH)
        _ip("-n", SWITCH, "link", "add", "switch", "type", "bridge")
        _ip("-n", SWITCH, "link", "set", "switch", "up")
        for host in made.values():
            _plug_in(host)
        known = "".join(f"{address} {name}\n" for name, address in names.items())
        for host in made.values():
            with host.has("hosts") as file:
                file.write(f"127.0.0.1 localhost\n{known}{names['lb']} huicai.example.gov.cn\n")
        yield made
    finally:
        for host in made.values():
            with suppress(AssertionError):
                host.is_killed()
            with suppress(AssertionError):
                _ip("netns", "delete", host.namespace)
            shutil.rmtree(OVERLAYS / host.namespace, ignore_errors=True)
        with suppress(AssertionError):
            _ip("netns", "delete", SWITCH)


def _plug_in(host: Host) -> None:
    _ip("netns", "add", host.namespace)
    _ip("link", "add", "eth0", "netns", host.namespace, "type", "veth", "peer", host.name, "netns", SWITCH)
    _ip("-n", SWITCH, "link", "set", host.name, "master", "switch", "up")
    _ip("-n", host.namespace, "address", "add", f"{host.address}/24", "dev", "eth0")
    for link in ("eth0", "lo"):
        _ip("-n", host.namespace, "link", "set", link, "up")


def _ip(*command: str) -> str:
    done = subprocess.run(["ip", *command], capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"ip {' '.join(command)}: {done.stderr}"
    return done.stdout
