"""The one id by which a request is found again in answers, logs and events."""

import re
from uuid import UUID

from opentelemetry.trace import SpanContext
from starlette.datastructures import Headers

from persistence.ids import new_id

REQUEST_ID = "X-Request-Id"

_TRACEPARENT = re.compile(r"00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_NIL = UUID(int=0)


def correlation_id_of(headers: Headers, span: SpanContext) -> UUID:
    """The caller's id if it states one that is a UUID, or the trace it belongs to, or that of our own span, or a new one."""
    stated = headers.get(REQUEST_ID, "")
    traced = _TRACEPARENT.fullmatch(headers.get("traceparent", ""))
    if _UUID.fullmatch(stated) and UUID(stated) != _NIL:
        return UUID(stated)
    if traced and UUID(traced[1]) != _NIL:
        return UUID(traced[1])
    return UUID(int=span.trace_id) if span.is_valid else new_id()
