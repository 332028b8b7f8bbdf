"""Writers who never rest, and remember every command that was acknowledged to them."""

import random
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep
from typing import NamedTuple, Self
from uuid import UUID, uuid4

from eventsourcing.persistence import OperationalError

from persistence.append import Repeated
from persistence.recorders import LogRecorder
from tests.persistence.commands import command, history

PATIENCE_S = 300


class Acknowledged(NamedTuple):
    command_id: UUID
    positions: tuple[int, ...]


class Writers:
    """Threads that send one command after the other, each until it is answered, spread over the recorders given."""

    def __init__(self, recorders: Sequence[LogRecorder], number: int = 20) -> None:
        self.acknowledged: list[Acknowledged] = []
        self._stopped = Event()
        self._threads = ThreadPoolExecutor(number)
        self._recorders = [recorders[n % len(recorders)] for n in range(number)]
        self._writing: list[Future[None]] = []

    def __enter__(self) -> Self:
        self._writing = [self._threads.submit(self._write, recorder) for recorder in self._recorders]
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._threads.shutdown()
        for writing in self._writing:
            writing.result()

    def wait_for(self, more: int) -> None:
        """Until so many more commands are acknowledged."""
        wanted, deadline = len(self.acknowledged) + more, monotonic() + PATIENCE_S
        while len(self.acknowledged) < wanted:
            assert monotonic() < deadline, "the writers do not get on"
            assert not any(writing.done() for writing in self._writing), "a writer gave up"
            sleep(0.01)

    def _write(self, recorder: LogRecorder) -> None:
        while not self._stopped.is_set():
            self.acknowledged.append(_answered(recorder))


def _answered(recorder: LogRecorder) -> Acknowledged:
    header, events = command(command_id=uuid4()), history(random.randint(1, 3))
    deadline = monotonic() + PATIENCE_S
    while True:
        try:
            return Acknowledged(header.command_id, tuple(recorder.append(events, header).positions))
        except Repeated as earlier:
            positions = range(earlier.first_position, earlier.last_position + 1)
            return Acknowledged(header.command_id, tuple(positions))
        except OperationalError:  # nobody knows whether it happened: the same command is sent again
            if monotonic() > deadline:
                raise
