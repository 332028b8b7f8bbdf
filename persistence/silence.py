"""A server that takes what is sent to it and says nothing any more is left, as if it had gone.

The server's own limit (`statement_timeout`) ends a statement only while the server works, and the network's limits end only what nobody
takes. A process that is stopped, or waits for a disk that hangs, keeps neither. So one thread looks every second who waits for an answer,
and cuts the connection of whoever has waited for `MARGIN_S` longer than the server's limit. To whoever waits that is the error of a server that
is gone: what was sent may or may not have happened.

Time is counted in looks: while this process stands still, nobody's time runs. To note who waits takes a microsecond.
"""

import logging
import re
import socket
from collections.abc import Callable
from math import inf
from threading import Lock, Thread
from time import sleep
from typing import Any

import psycopg2
from psycopg2 import extensions, sql

BETWEEN_LOOKS_S = 1.0
MARGIN_S = 10  # for the answer to what the server itself has ended

LIFTS_LIMIT = re.compile(r"\bSET (LOCAL )?statement_timeout = 0\b")

Query = str | bytes | sql.Composable

log = logging.getLogger(__name__)


class Connection(extensions.connection):
    """A connection on which nobody waits much longer than `statement_timeout_s` for an answer; 0 is for ever, as on the server.

    Who lifts the server's limit by a statement lifts this one with it, for as long.
    """

    def __init__(self, *arguments: Any, statement_timeout_s: float, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.cursor_factory = Cursor
        self.limit_to(statement_timeout_s)
        watch.begin()

    def limit_to(self, statement_timeout_s: float) -> None:
        """What the server was told."""
        self.looks = self._looks_of_session = statement_timeout_s + MARGIN_S if statement_timeout_s else inf

    def lift_limit(self, *, in_transaction: bool) -> None:
        """Let whoever asks wait for as long as it takes: from now on, or until the transaction ends."""
        self.looks = inf
        if not in_transaction:
            self._looks_of_session = inf

    def commit(self) -> None:
        self._end_transaction(super().commit)

    def rollback(self) -> None:
        self._end_transaction(super().rollback)

    def _end_transaction(self, by: Callable[[], None]) -> None:
        waiting = watch.begun(self, self)
        try:
            by()
        finally:
            self.looks = self._looks_of_session
            watch.ended(waiting)


class Cursor(extensions.cursor):
    """A cursor that notes while it waits for the server."""

    connection: Connection

    def execute(self, query: Query, vars: Any = None) -> None:  # noqa: A002  psycopg2's name for it
        if isinstance(query, str) and "statement_timeout" in query and (lifted := LIFTS_LIMIT.search(query)):
            self.connection.lift_limit(in_transaction=lifted[1] is not None)
        waiting = watch.begun(self, self.connection)
        try:
            super().execute(query, vars)
        finally:
            watch.ended(waiting)

    def copy_expert(self, query: Query, file: Any, size: int = 8192) -> None:
        waiting = watch.begun(self, self.connection)
        try:
            super().copy_expert(query, file, size)
        finally:
            watch.ended(waiting)


# Who waits over which connection, and at which look for too long. A plain tuple: one is made for every statement.
Waiting = tuple[extensions.cursor | Connection, Connection, float]


class Watch:
    """Everybody in this process who waits for an answer.

    An entry is removed by one alone: by whoever has the answer, or by the thread that looks, which then cuts the connection, or puts the entry
    back if it cannot. Nobody uses or closes a connection before it is cut, so that what is cut is never somebody else's.
    """

    def __init__(self) -> None:
        self._looks = 0
        self._waiting: set[Waiting] = set()
        self._cutting = Lock()
        self._thread: Thread | None = None

    def begin(self) -> None:
        """Look from now on."""
        with self._cutting:
            if self._thread is None:
                self._thread = Thread(target=self._keep_looking, name="silence-watch", daemon=True)
                self._thread.start()

    def begun(self, who: extensions.cursor | Connection, connection: Connection) -> Waiting:
        """Note that something is being asked."""
        waiting = who, connection, self._looks + connection.looks
        self._waiting.add(waiting)
        return waiting

    def ended(self, waiting: Waiting) -> None:
        """Note that it was answered, or raise the error of a lost server: also if the answer came as the connection was cut."""
        if not self._took(waiting):
            self._end_given_up(waiting)

    def _took(self, waiting: Waiting) -> bool:
        """Whether the entry was there to be removed."""
        try:
            self._waiting.remove(waiting)
        except KeyError:
            return False
        return True

    def _end_given_up(self, waiting: Waiting) -> None:
        _, connection, _ = waiting
        with self._cutting:
            if self._took(waiting):
                return  # it could not be cut, and was answered after all
            connection.close()
        raise psycopg2.OperationalError("the server said nothing for too long")

    def _keep_looking(self) -> None:
        while True:
            sleep(BETWEEN_LOOKS_S)
            try:
                self._look()
            except Exception:  # whatever it was: nobody else looks
                log.exception("a look at who waits for an answer failed")

    def _look(self) -> None:
        self._looks += 1
        for waiting in tuple(self._waiting):
            _, connection, until = waiting
            if until < self._looks:
                self._leave(waiting, connection)

    def _leave(self, waiting: Waiting, connection: Connection) -> None:
        with self._cutting:
            if not self._took(waiting):
                return
            try:
                _cut(connection)
            except Exception as error:  # noqa: BLE001  whatever it was, the next look tries again
                self._waiting.add(waiting)
                outcome = f"could not be cut yet: {error}"
            else:
                outcome = "was cut"
            log.warning("the server takes what is sent to it and says nothing: its connection %s", outcome)


def _cut(connection: Connection) -> None:
    """Wake whoever waits on it, as a server does that hangs up. It takes no descriptor beside the connection's own: there may be none."""
    wire = socket.socket(fileno=connection.fileno())
    try:
        wire.shutdown(socket.SHUT_RDWR)
    finally:
        wire.detach()  # whose it is closes it


watch = Watch()
