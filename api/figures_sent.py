"""The same figures that Prometheus is told, sent by the OpenTelemetry protocol every minute (extra `otlp`).

Each process sends what it has counted itself, and what the database says, which all of them send alike.
"""

import logging
import os
import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.sdk.metrics.export import (
    AggregationTemporality,
    DataT,
    Gauge,
    Histogram,
    HistogramDataPoint,
    Metric,
    MetricsData,
    NumberDataPoint,
    ResourceMetrics,
    ScopeMetrics,
    Sum,
)
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.util.instrumentation import InstrumentationScope
from prometheus_client import Metric as Family
from prometheus_client.registry import Collector

from bootstrap.otlp import resource

INTERVAL_MS = "OTEL_METRIC_EXPORT_INTERVAL"
A_MINUTE_MS = "60000"
SCOPE = InstrumentationScope("huicai")
CUMULATIVE = AggregationTemporality.CUMULATIVE

log = logging.getLogger(__name__)


@contextmanager
def figures_sent(source: Collector) -> Iterator[None]:
    """While the context lasts, and once more at its end, what the source collects is sent."""
    interval_s = int(os.environ.get(INTERVAL_MS, A_MINUTE_MS)) / 1000
    over, sending = Event(), _Sending(source, resource("huicai-api"))

    def send() -> None:
        while not over.wait(interval_s):
            sending.once()
        sending.once()

    thread = Thread(target=send, name="figures sent", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        sending.close()


class _Sending:
    def __init__(self, source: Collector, told_by: Resource) -> None:
        self._source = source
        self._told_by = told_by
        self._exporter = OTLPMetricExporter()
        self._began = time.time_ns()

    def once(self) -> None:
        """A collector that is away misses one; the next is whole again, since nothing is counted from zero."""
        try:
            self._exporter.export(self._collected())
        except Exception as error:  # noqa: BLE001  whatever it is, the service goes on and the next is tried
            log.warning("figures were not sent: %s", type(error).__name__)

    def close(self) -> None:
        self._exporter.shutdown()

    def _collected(self) -> MetricsData:
        metrics = as_metrics(self._source.collect(), self._began, time.time_ns())
        scopes = [ScopeMetrics(SCOPE, metrics, "")]
        return MetricsData([ResourceMetrics(self._told_by, scopes, "")])


def as_metrics(families: Iterable[Family], began: int, now: int) -> list[Metric]:
    """Prometheus's families as OpenTelemetry's metrics: counted since `began`, as of `now`, both in ns of Unix time."""
    return [
        Metric(family.name, family.documentation, family.unit, _data(family, began, now))
        for family in families
        if family.samples
    ]


def _data(family: Family, began: int, now: int) -> DataT:
    match family.type:
        case "histogram":
            return Histogram(_distributions(family, began, now), CUMULATIVE)
        case "counter":
            return Sum(_numbers(family, "_total", began, now), CUMULATIVE, is_monotonic=True)
        case _:
            return Gauge(_numbers(family, "", None, now))


def _numbers(family: Family, suffix: str, began: int | None, now: int) -> list[NumberDataPoint]:
    return [
        NumberDataPoint(dict(sample.labels), began or now, now, sample.value)
        for sample in family.samples
        if sample.name == family.name + suffix
    ]


def _distributions(family: Family, began: int, now: int) -> list[HistogramDataPoint]:
    """Prometheus counts what is at most a bound, OpenTelemetry what is between two."""
    at_most: dict[frozenset[tuple[str, str]], dict[float, float]] = defaultdict(dict)
    sums: dict[frozenset[tuple[str, str]], float] = {}
    for sample in family.samples:
        labels = dict(sample.labels)
        if sample.name == f"{family.name}_bucket":
            bound = float(labels.pop("le"))
            at_most[frozenset(labels.items())][bound] = sample.value
        elif sample.name == f"{family.name}_sum":
            sums[frozenset(labels.items())] = sample.value
    return [_distribution(labels, at_most[labels], sums[labels], began, now) for labels in at_most]


def _distribution(
    labels: frozenset[tuple[str, str]], at_most: dict[float, float], total: float, began: int, now: int
) -> HistogramDataPoint:
    bounds = sorted(at_most)
    counts = [int(at_most[bound]) for bound in bounds]
    between = [count - before for count, before in zip(counts, [0, *counts], strict=False)]
    return HistogramDataPoint(
        attributes=dict(labels),
        start_time_unix_nano=began,
        time_unix_nano=now,
        count=counts[-1],
        sum=total,
        bucket_counts=between,
        explicit_bounds=bounds[:-1],
        min=None,  # type: ignore[arg-type]  # nobody has kept them, and the protocol does not ask for them
        max=None,  # type: ignore[arg-type]
    )
