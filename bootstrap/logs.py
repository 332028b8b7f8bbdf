"""The lines that a process logs: to be read by a person, or one JSON object each for whatever collects them.

Neither form holds what somebody sent, nor a person's data: who logs names routes, kinds and ids.
"""

import logging
from contextvars import ContextVar
from typing import Any
from uuid import UUID

from opentelemetry import trace
from pythonjsonlogger.orjson import OrjsonFormatter

from bootstrap.settings import Settings

AS_TEXT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
FIELDS = ("levelname", "name", "message")
RENAMED = {"levelname": "level", "name": "logger"}

request_id: ContextVar[UUID | None] = ContextVar("request_id", default=None)
"""Of the request that is being answered; threads that answer it know it too."""


def write_logs(settings: Settings) -> None:
    """Have everything of this process logged in the form that the operator has set."""
    handler = logging.StreamHandler()
    handler.setFormatter(AsJson() if settings.log_format == "json" else logging.Formatter(AS_TEXT))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    logging.getLogger("alembic").setLevel(logging.WARNING)
    _collect_no_more_than_is_told()


def _collect_no_more_than_is_told() -> None:
    """Neither form says in which thread, process or line of code it was logged: to find that out takes half of a line's time."""
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001  the way that the library's manual names


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
