"""What of a trace leaves the process (extra `otlp`).

Of a span only what `TOLD` names is sent: a path, a query, a host or the words of an error may be anything that
somebody sent.
"""

from collections.abc import Sequence
from importlib.metadata import version
from uuid import uuid4

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import Link, Status

TOLD = frozenset({
    "error.type", "http.request.method", "http.response.status_code", "http.route", "network.protocol.version", "url.scheme",
    "huicai.commands", "huicai.events", "huicai.job", "huicai.position", "huicai.projection", "huicai.refusal", "huicai.request_id",
})  # fmt: skip


def spans_sent(name: str) -> TracerProvider:
    """A provider whose spans go, in batches and from a thread of its own, to where OpenTelemetry's variables say."""
    provider = TracerProvider(resource=resource(name), shutdown_on_exit=False)
    provider.add_span_processor(BatchSpanProcessor(Discreet(OTLPSpanExporter())))
    return provider


def resource(name: str) -> Resource:
    """Who tells: the service, its release, this process; and what `OTEL_RESOURCE_ATTRIBUTES` adds."""
    return Resource.create(
        {"service.name": name, "service.version": version("huicai"), "service.instance.id": str(uuid4())}
    )


class Discreet(SpanExporter):
    """Hands on to another exporter, of every span no more than may be told."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._exporter = exporter

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send the spans as they may be told."""
        return self._exporter.export([_as_told(span) for span in spans])

    def shutdown(self) -> None:
        """End the exporter behind."""
        self._exporter.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Have the exporter behind send what it holds."""
        return self._exporter.force_flush(timeout_millis)


def _as_told(span: ReadableSpan) -> ReadableSpan:
    """Without events, which quote errors, and without words to its status."""
    return ReadableSpan(
        name=span.name,
        context=span.context,
        parent=span.parent,
        resource=span.resource,
        attributes={name: value for name, value in (span.attributes or {}).items() if name in TOLD},
        links=[Link(link.context) for link in span.links],
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )
