"""Simulations that run beside the requests (政策模拟任务): one at a time in a process, each result a file that stays.

asked ──> result there? ─> the bytes          none ─> under way? ─> how far it is          neither ─> begun
"""

import logging
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from uuid import UUID, uuid4

from api.refusals import SimulationFailed
from bootstrap.service import Service
from bootstrap.simulating import as_bytes, simulate
from domain.policy.pack import PolicyPack

logger = logging.getLogger("huicai.api")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a simulation is of: a draft, and everything up to an event; none stands at position 0."""

    draft: PolicyPack
    position: int
    event_id: UUID | None

    @property
    def key(self) -> str:
        """By which the result is found. After a loss, or in a log that was put back, another event may have the position."""
        return f"{self.draft.sha256}-{self.position}-{self.event_id.hex if self.event_id else 'none'}"


@dataclass(slots=True)
class Running:
    """A simulation that is under way, and how many cases it has looked at."""

    asked: Asked
    looked_at: int = 0

    def progress(self, looked_at: int) -> None:
        self.looked_at = looked_at


class Simulations:
    """What has been simulated, and what is being."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._folder = service.settings.data / "simulations"
        self._lock = threading.Lock()
        self._running: Running | None = None
        self._broken: set[str] = set()  # by the keys of what was asked, until somebody is told

    def result(self, asked: Asked, *, with_cases: bool) -> bytes | None:
        """The result, if it is there."""
        with suppress(FileNotFoundError):
            return self._file(asked, with_cases=with_cases).read_bytes()
        return None

    def looked_at(self, asked: Asked) -> int | None:
        """How far the simulation is, which is begun if none is under way; None while another one is.

        Raises `SimulationFailed` once for each that broke: whoever asks again then has it begun anew.
        """
        with self._lock:
            if asked.key in self._broken:
                self._broken.remove(asked.key)
                raise SimulationFailed
            if self._running is None:
                self._running = Running(asked)
                self._start(partial(self._run, self._running))
            return self._running.looked_at if self._running.asked.key == asked.key else None

    def _start(self, work: Callable[[], None]) -> None:
        threading.Thread(target=work, name="simulation", daemon=True).start()

    def _run(self, running: Running) -> None:
        asked = running.asked
        try:
            outcome = simulate(self._service, asked.draft, until=asked.position, on_case=running.progress)
            for with_cases in (True, False):
                result = as_bytes(outcome, with_cases=with_cases)
                _written(self._file(asked, with_cases=with_cases), result)
        except Exception:
            logger.exception("the simulation of %s failed", asked.draft.version)
            with self._lock:
                self._broken.add(asked.key)
        finally:
            with self._lock:
                self._running = None

    def _file(self, asked: Asked, *, with_cases: bool) -> Path:
        return self._folder / f"{asked.key}{'-cases' if with_cases else ''}.json"


def _written(path: Path, content: bytes) -> None:
    """Whole, or not at all; for nobody else to read."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    beside = path.with_name(f".{uuid4()}")
    beside.touch(mode=0o600)
    beside.write_bytes(content)
    beside.replace(path)
