"""One connection of this process that hears of every append and wakes whoever waits for events."""

import logging
import selectors
import socket
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Event, Lock, Thread
from time import sleep

import psycopg2
from eventsourcing.persistence import PersistenceError
from psycopg2 import extensions

# A notification may be lost with its connection, so now and then everybody looks without having been told.
LONGEST_SILENCE = 5.0
PAUSE_BETWEEN_CONNECTIONS = 0.5
# The first of many appends is told at once, those soon after it together: to hear of each costs a tenth of what it tells of.
BREATH = 0.025

log = logging.getLogger(__name__)


class Listener:
    """Listens while somebody attends; connects again for as long as it takes after a lost server."""

    def __init__(self, connect: Callable[[], extensions.connection]) -> None:
        self._connect = connect
        self._lock = Lock()
        self._waiters: set[Event] = set()
        self._stop: socket.socket | None = None
        self._thread: Thread | None = None

    @contextmanager
    def waking(self, waiter: Event) -> Iterator[None]:
        """Set `waiter` whenever there may be new events; it may be set without any."""
        self.attend(waiter)
        try:
            yield
        finally:
            self.leave(waiter)

    def attend(self, waiter: Event) -> None:
        with self._lock:
            self._waiters.add(waiter)
            if self._stop is None:
                self._stop, stopped = socket.socketpair()
                self._thread = Thread(target=self._listen, args=(stopped,), name="log-listener", daemon=True)
                self._thread.start()

    def leave(self, waiter: Event) -> None:
        """The last one to leave ends the connection before this returns."""
        with self._lock:
            self._waiters.discard(waiter)
            if self._waiters or self._stop is None or self._thread is None:
                return
            self._stop.close()
            self._thread.join()
            self._stop = self._thread = None

    def _listen(self, stopped: socket.socket) -> None:
        with closing(stopped), selectors.DefaultSelector() as stop_selector:
            stop_selector.register(stopped, selectors.EVENT_READ)
            while True:
                try:
                    with closing(self._connect()) as connection:
                        return self._hear(connection, stopped)
                except (PersistenceError, psycopg2.Error) as error:
                    log.warning("not listening to the event log, trying again: %s", str(error).strip())
                except Exception:  # whatever it is, ending here would leave everybody asleep
                    log.exception("not listening to the event log, trying again")
                if stop_selector.select(PAUSE_BETWEEN_CONNECTIONS):
                    return None

    def _hear(self, connection: extensions.connection, stopped: socket.socket) -> None:
        """Return when told to stop; raise when the server is gone."""
        with connection.cursor() as cursor:
            cursor.execute("LISTEN log_events")
        with selectors.DefaultSelector() as selector:
            selector.register(connection, selectors.EVENT_READ)
            selector.register(stopped, selectors.EVENT_READ)
            while True:
                self._wake()  # the first time for what was appended before anybody listened
                sleep(BREATH)
                ready = selector.select(LONGEST_SILENCE)
                if any(key.fileobj is stopped for key, _ in ready):
                    return
                connection.poll()
                connection.notifies.clear()

    def _wake(self) -> None:
        for waiter in tuple(self._waiters):
            waiter.set()
