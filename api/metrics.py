"""What Prometheus is told: requests, commands, refusals, how far the projections are, how jobs and reports fare."""

import os
from collections.abc import Iterator, Sequence

from eventsourcing.persistence import PersistenceError
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from bootstrap.anchors import anchor_states
from bootstrap.service import Service
from persistence.job_runs import JobLine
from persistence.recorders import LogRecorder
from persistence.transparency_log import SealerState

BUCKETS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10)


class Metrics(Collector):
    """The counters of one process, and the positions that all processes share."""

    def __init__(self, service: Service) -> None:
        own = CollectorRegistry()
        self.requests = Counter(
            "huicai_http_requests", "Requests answered", ["method", "route", "status"], registry=own
        )
        self.seconds = Histogram(
            "huicai_http_request_seconds",
            "Time to answer",
            ["method", "route"],
            buckets=BUCKETS,
            registry=own,
        )
        self.commands = Counter(
            "huicai_commands", "Commands that took effect, or had done so before", ["command", "outcome"],
            registry=own,
        )  # fmt: skip
        self.waits = Histogram(
            "huicai_http_wait_seconds",
            "Time until a request got a place, or was shed",
            ["kind", "outcome"],
            buckets=BUCKETS,
            registry=own,
        )
        self.refusals = Counter("huicai_refusals", "Requests refused", ["code"], registry=own)
        self._own = own
        self._positions = Positions(service)
        self._shown = _of_all_processes() or own
        self._shown.register(self._positions)

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count one answered request."""
        self.requests.labels(method, route, str(status)).inc()
        self.seconds.labels(method, route).observe(seconds)

    def carried_out(self, command: str, *, is_repetition: bool) -> None:
        """Count one command that took effect, now or when it was first sent."""
        self.commands.labels(command, "repeated" if is_repetition else "appended").inc()

    def collect(self) -> Iterator[Metric]:
        """What this process has counted, and what the database says."""
        yield from self._own.collect()
        if self._shown is not self._own:
            yield from self._positions.collect()

    def exposition(self) -> bytes:
        """Everything in Prometheus's text format."""
        return generate_latest(self._shown)


class Positions(Collector):
    """Where the log and each projection stand, asked of the database when Prometheus asks."""

    def __init__(self, service: Service) -> None:
        self._service = service

    def describe(self) -> list[Metric]:
        """Nothing is asked of the database before it is there."""
        return []

    def collect(self) -> Iterator[Metric]:
        """The newest position of the log, each projection's, and how jobs and reports fare."""
        try:
            newest, states = newest_at_once(self._service), self._service.progress.states()
            jobs = self._service.jobs.calendar()
            bulk = [*_of_bulk_jobs(self._service)]
            unaccounted = len(self._service.vault.unaccounted())
            backups = [*_of_backups(self._service)]
            sealer = self._service.transparency_log.sealer()
            rebuilds = [*_of_rebuilds(self._service)]
            reports = [*_of_reports(self._service)]
            anchors = [*_of_anchors(self._service)]
        except PersistenceError:
            yield GaugeMetricFamily("huicai_database_reachable", "1 unless the database is away", 0)
            return
        yield GaugeMetricFamily("huicai_database_reachable", "1 unless the database is away", 1)
        yield GaugeMetricFamily("huicai_log_position", "Position of the newest event", newest)
        position = GaugeMetricFamily("huicai_projection_position", "Position reached", labels=["projection"])
        lag = GaugeMetricFamily("huicai_projection_lag_events", "Events not read yet", labels=["projection"])
        behind = GaugeMetricFamily(
            "huicai_projection_lag_seconds", "How long the next event has waited", labels=["projection"]
        )
        running = GaugeMetricFamily("huicai_projection_running", "1 unless stopped", labels=["projection"])
        led = GaugeMetricFamily("huicai_projection_led", "1 if a projector is at it", labels=["projection"])
        for state in states:
            position.add_metric([state.name], state.position)
            lag.add_metric([state.name], state.lag)
            behind.add_metric([state.name], state.seconds_behind)
            running.add_metric([state.name], int(state.is_running))
            led.add_metric([state.name], int(state.is_led))
        yield from (position, lag, behind, running, led)
        yield from rebuilds
        yield from _of_jobs(jobs)
        yield from bulk
        yield GaugeMetricFamily(
            "huicai_keys_unaccounted", "Keys of persons destroyed without a decision on record", unaccounted
        )
        yield from backups
        yield from _of_sealer(sealer)
        yield from reports
        yield from anchors


def _of_rebuilds(service: Service) -> Iterator[Metric]:
    """How far the rebuilds are that have not come to their end."""
    labels = ["projection"]
    share = GaugeMetricFamily("huicai_rebuild_share", "Part of the log taken in, from 0 to 1", labels=labels)
    rate = GaugeMetricFamily("huicai_rebuild_events_per_second", "How fast it goes", labels=labels)
    for one in service.progress.rebuilds():
        share.add_metric([one.name], one.share)
        rate.add_metric([one.name], one.events_per_second)
    yield from (share, rate)


def _of_anchors(service: Service) -> Iterator[Metric]:
    """How those fare who are to hold the newest checkpoint of the transparency log."""
    labels = ["kind", "target"]
    age = GaugeMetricFamily(
        "huicai_anchor_age_seconds", "How long ago it was found to hold the newest checkpoint", labels=labels
    )
    size = GaugeMetricFamily("huicai_anchor_size", "Of which size that checkpoint was", labels=labels)
    failures = GaugeMetricFamily("huicai_anchor_failures", "Attempts in vain since then", labels=labels)
    alarm = GaugeMetricFamily(
        "huicai_anchor_alarm", "1 if it contradicts the log, or is older than a day", labels=labels
    )
    for state in anchor_states(service):
        tried = state.attempts
        age.add_metric([*state.anchor], state.age.total_seconds())
        size.add_metric([*state.anchor], (tried and tried.size) or 0)
        failures.add_metric([*state.anchor], tried.failures if tried else 0)
        alarm.add_metric([*state.anchor], int(state.is_alarming))
    yield from (age, size, failures, alarm)


def _of_reports(service: Service) -> Iterator[Metric]:
    """How many quarterly reports are late, and how those fare that are on their way up."""
    now = service.clock()
    late = GaugeMetricFamily(
        "huicai_reports_late", "Reports that are due and not handed in", labels=["level"]
    )
    for level, number in service.reports.late(now.date()).items():
        late.add_metric([level], number)
    waiting = GaugeMetricFamily(
        "huicai_report_deliveries", "To be sent, to be answered, to be mended", labels=["status"]
    )
    age = GaugeMetricFamily(
        "huicai_report_delivery_age_seconds", "How long the oldest of these stands so", labels=["status"]
    )
    for one in service.report_exchange.waiting():
        waiting.add_metric([one.status], one.deliveries)
        age.add_metric([one.status], 0 if one.since is None else (now - one.since).total_seconds())
    failing = GaugeMetricFamily(
        "huicai_report_deliveries_failing",
        "Tried in vain, to be tried again",
        service.delivery_attempts.failing,
    )
    yield from (late, waiting, age, failing)


def _of_jobs(jobs: Sequence[JobLine]) -> Iterator[Metric]:
    """How the scheduled jobs fare."""
    failing = GaugeMetricFamily(
        "huicai_job_failing", "Slots that failed, to be tried again", labels=["job_code"]
    )
    led = GaugeMetricFamily("huicai_job_led", "1 if a scheduler is at it", labels=["job_code"])
    next_slot = GaugeMetricFamily(
        "huicai_job_next_slot_seconds", "When it is due next, in Unix time", labels=["job_code"]
    )
    for job in jobs:
        failing.add_metric([job.job], job.failing)
        led.add_metric([job.job], int(job.is_led))
        if job.next_slot is not None:
            next_slot.add_metric([job.job], job.next_slot.timestamp())
    yield from (failing, led, next_slot)


def _of_bulk_jobs(service: Service) -> Iterator[Metric]:
    """Whether the jobs that were handed in are being carried on."""
    standing = service.bulk.standing()
    yield GaugeMetricFamily("huicai_bulk_jobs_waiting", "Bulk jobs that are not completed", standing.waiting)
    yield GaugeMetricFamily(
        "huicai_bulk_idle_seconds", "How long nothing has come of the oldest of them", standing.idle
    )


def _of_backups(service: Service) -> Iterator[Metric]:
    """How old the newest backup is, if any was ever made."""
    at = service.security.backed_up_at()
    if at is not None:
        age = (service.clock() - at).total_seconds()
        yield GaugeMetricFamily("huicai_backup_age_seconds", "How long ago a backup was last made", age)


def _of_sealer(sealer: SealerState) -> Iterator[Metric]:
    """How far events are covered by signed checkpoints."""
    yield GaugeMetricFamily("huicai_sealer_led", "1 if a sealer is at it", int(sealer.is_led))
    yield GaugeMetricFamily(
        "huicai_log_covered_position", "Last position under a checkpoint", sealer.covered_position
    )
    yield GaugeMetricFamily(
        "huicai_seal_lag_seconds", "How long the oldest event waits for a checkpoint", sealer.lag
    )
    yield GaugeMetricFamily(
        "huicai_seal_alarms", "What was found wrong in the transparency log, and is still", sealer.alarms
    )


def newest_at_once(service: Service) -> int:
    """The log's newest position, from a database that answers now: who asks how we fare does not wait."""
    return LogRecorder(service.log.datastore.with_patience(0)).max_notification_id() or 0


def _of_all_processes() -> CollectorRegistry | None:
    """One registry over all worker processes, where the operator has given them a folder to share."""
    if "PROMETHEUS_MULTIPROC_DIR" not in os.environ:
        return None
    registry = CollectorRegistry()
    MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # prometheus_client leaves it untyped
    return registry
