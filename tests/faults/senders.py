"""A sender of reports in a process of its own, which dies at a chosen moment; and a network that loses what it should not."""

import os
import random
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from bootstrap.report_outbox import ReportOutbox, SubmittedReport
from bootstrap.service import service_on
from bootstrap.settings import Settings
from persistence.delivery_attempts import DeliveryAttempts
from scheduler.deliveries import DeliveryKeeper
from scheduler.upper_instance import UpperInstance

BEFORE, AFTER = "before", "after"
HALF = 0.5
MOMENTS: dict[str, tuple[type[Any], str, str]] = {
    "before it is prepared": (ReportOutbox, "prepare", BEFORE),
    "after it was prepared": (ReportOutbox, "prepare", AFTER),
    "before it is sent": (UpperInstance, "send", BEFORE),
    "after the receiver has answered": (UpperInstance, "send", AFTER),
    "after the receipt was recorded": (ReportOutbox, "take", AFTER),
    "after the attempt was put down": (DeliveryAttempts, "note", AFTER),
}


class Plan(NamedTuple):
    """What the process is to send, from where, and when it dies."""

    url: str
    settings: dict[str, Any]
    reports: list[SubmittedReport]
    moment: str


def killed_at(plan: Plan) -> bool:
    """One tick of a scheduler of its own; whether it was killed."""
    context = get_context("forkserver")
    context.set_forkserver_preload([__name__])
    process = context.Process(target=tick, args=(plan,))
    process.start()
    process.join(300)
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode
    return process.exitcode != 0


def tick(plan: Plan) -> None:
    """The life of the process."""
    _die_at(*MOMENTS[plan.moment])
    service = service_on(plan.url, Settings(_env_file=None, **plan.settings))
    keeper = DeliveryKeeper(service, submitted=lambda _: plan.reports)
    keeper.tick()
    keeper.close()
    service.close()


def _die_at(kind: type[Any], name: str, when: str) -> None:
    does = getattr(kind, name)

    def dying(*args: Any, **stated: Any) -> None:
        if when == AFTER:
            does(*args, **stated)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(kind, name, dying)


class Network:
    """Lies between the two: passes everything on, or loses the answer, or is not there."""

    def __init__(self, upper: str, listening: socket.socket) -> None:
        self._upper = urlsplit(upper)
        self._listening = listening
        self.is_down = False
        self.loses_answers = False
        self.fails = 0.0
        """the share of connections that are refused, or whose answer is lost"""
        self.refused = 0
        self.passed = 0

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                threading.Thread(target=self._pass_on, args=(client,), daemon=True).start()

    def _pass_on(self, client: socket.socket) -> None:
        with client, suppress(OSError):
            fails = random.random() < self.fails
            if self.is_down or (fails and random.random() < HALF):
                self.refused += 1
                client.shutdown(socket.SHUT_RDWR)
                return
            upper = socket.create_connection((self._upper.hostname or "", self._upper.port or 0))
            with upper:
                threading.Thread(target=_pumped, args=(client, upper), daemon=True).start()
                if self.loses_answers or fails:
                    upper.recv(1)  # it has answered, and so it has taken it in
                    self.passed += 1
                    client.shutdown(socket.SHUT_RDWR)  # closing is not enough: somebody still listens to it
                    return
                _pumped(upper, client)


def _pumped(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while piece := source.recv(1 << 16):
            target.sendall(piece)


@contextmanager
def network(upper: str, found: Callable[[Network], None]) -> Iterator[str]:
    """The network before this URL; the one by which it is reached."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        made = Network(upper, listening)
        found(made)
        thread = threading.Thread(target=made.serve, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join()
