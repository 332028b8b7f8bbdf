"""Whether traces and figures are told by the OpenTelemetry protocol (OTLP), to a collector that the operator names.

Where they go, and how, OpenTelemetry's own variables say; without `OTEL_EXPORTER_OTLP_ENDPOINT` nothing is told.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec

from opentelemetry import trace

ENDPOINT = "OTEL_EXPORTER_OTLP_ENDPOINT"


class TelemetryMissing(Exception):
    """A collector is named, but what speaks to it is not installed."""

    def __init__(self) -> None:
        super().__init__(f"{ENDPOINT} is set: install the extra otlp, as in pip install 'huicai[otlp]'")


def is_told() -> bool:
    """Whether the operator has named a collector. Raises `TelemetryMissing` if nothing here can speak to one."""
    if not os.environ.get(ENDPOINT):
        return False
    if find_spec("opentelemetry.exporter") is None:
        raise TelemetryMissing
    return True


@contextmanager
def tracing(name: str) -> Iterator[None]:
    """While the context lasts, what this process does is told as the service `name`. Raises `TelemetryMissing`."""
    if not is_told():
        yield
        return
    from bootstrap.otlp import spans_sent  # noqa: PLC0415  of the extra `otlp`, which most do without

    provider = spans_sent(name)
    trace.set_tracer_provider(provider)
    try:
        yield
    finally:
        provider.shutdown()
