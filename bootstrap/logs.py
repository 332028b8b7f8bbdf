"""The lines that a process logs: to be read by a person, or one JSON object each for whatever collects them.

Neither form holds what somebody sent, nor a person's data: who logs names routes, kinds and ids.
"""

import logging
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from contextvars import ContextVar
from threading import Event, Lock, Thread
from typing import Any, TextIO
from uuid import UUID

from opentelemetry import trace
from pythonjsonlogger.orjson import OrjsonFormatter

from bootstrap.settings import Settings

AS_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FIELDS = ("levelname", "name", "message")
RENAMED = {"levelname": "level", "name": "logger"}

GATHERED_S = 0.05  # how long lines wait for others to be written with
MOST_WAITING = 10_000  # lines

request_id: ContextVar[UUID | None] = ContextVar("request_id", default=None)
"""Of the request that is being answered; threads that answer it know it too."""


def write_logs(settings: Settings) -> None:
    """Have everything of this process logged in the form that the operator has set."""
    handler = Gathering()
    handler.setFormatter(AsJson() if settings.log_format == "json" else logging.Formatter(AS_TEXT))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("alembic").setLevel(logging.WARNING)
    _collect_no_more_than_is_told()


def _collect_no_more_than_is_told() -> None:
    """Neither form says in which thread, process or line of code it was logged: to find that out takes half of a line's time."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001  the way that the library's manual names


class Gathering(logging.StreamHandler[TextIO]):
    """Writes together what is logged within a twentieth of a second, from a thread of its own; a warning, with what came before it, at once.

    Writing gives the interpreter's lock away, and the event loop would stand in line for it after every answer. Of a process that is
    killed the lines of that twentieth are lost; one that ends in whichever other way has written all.
    """

    def __init__(self, stream: TextIO | None = None) -> None:
        super().__init__(stream)
        self._lines: deque[str] = deque()
        self._writing = Lock()
        self._some, self._urgent = Event(), Event()
        Thread(target=self._keep_writing, name="log lines", daemon=True).start()

    def emit(self, record: logging.LogRecord) -> None:
        """Have the line written."""
        try:
            self._lines.append(self.format(record) + self.terminator)
        except Exception:  # noqa: BLE001  the library's own rule: who logs is not to fail for it
            self.handleError(record)
            return
        if record.levelno >= logging.WARNING:
            self._urgent.set()
        if not self._some.is_set():
            self._some.set()
        if len(self._lines) > MOST_WAITING:  # whoever reads them is slower than we are
            self.flush()

    def flush(self) -> None:
        """Write what is there, and return when it is written. If whoever read them is gone, the lines are as well."""
        with self._writing, suppress(OSError, ValueError):
            if lines := "".join(self._taken()):
                self.stream.write(lines)
                self.stream.flush()

    def _taken(self) -> Iterator[str]:
        with suppress(IndexError):
            while True:
                yield self._lines.popleft()

    def _keep_writing(self) -> None:
        while True:
            self._some.wait()
            self._urgent.wait(GATHERED_S)
            self._some.clear()
            self._urgent.clear()
            self.flush()


class AsJson(OrjsonFormatter):
    """`time` (ISO 8601, UTC), `level`, `logger`, `message`, what the line has beside it, and the ids to find more by."""

    def __init__(self) -> None:
        super().__init__(FIELDS, rename_fields=RENAMED, timestamp="time")

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """The members of the object. A member that the line states itself stays as it is."""
        return _ids() | log_data


def _ids() -> dict[str, str]:
    ids = {}
    if asked := request_id.get():
        ids["request_id"] = str(asked)
    context = trace.get_current_span().get_span_context()
    if context.is_valid:
        ids["trace_id"] = trace.format_trace_id(context.trace_id)
        ids["span_id"] = trace.format_span_id(context.span_id)
    return ids
