"""What a running service tells those who watch it: one command followed from its header to the log, and no word of it."""

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import NamedTuple

import httpx
import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from prometheus_client.parser import text_string_to_metric_families

from bootstrap.telemetry import ENDPOINT, TelemetryMissing, tracing
from domain.authorization import Post, Role
from tests.api.conftest import CITY, ZHANGDIAN, credit_code_of
from tests.system.conftest import Running, started

TRACE = "0af7651916cd43dd8448eb211c80319c"
CALLER = "b7ad6b7169203331"
REQUEST_ID = "0af76519-16cd-43dd-8448-eb211c80319c"
BIRD = "翠鸟有限公司"  # what is sent, in the body, in a query and in a path
IN_ASCII = "kingfisher.example"
LAST_LINE = b"Finished server process"


class Collector:
    """Takes what is sent by OTLP over HTTP, and keeps it."""

    def __init__(self) -> None:
        self.traces: list[bytes] = []
        self.figures: list[bytes] = []

    def spans(self) -> list[Span]:
        requests = [ExportTraceServiceRequest.FromString(body) for body in self.traces]
        scopes = [scope for one in requests for who in one.resource_spans for scope in who.scope_spans]
        return [span for scope in scopes for span in scope.spans]

    def figure_names(self) -> set[str]:
        requests = [ExportMetricsServiceRequest.FromString(body) for body in self.figures]
        scopes = [scope for one in requests for who in one.resource_metrics for scope in who.scope_metrics]
        return {metric.name for scope in scopes for metric in scope.metrics}

    @contextmanager
    def listening(self) -> Iterator[str]:
        """Its address."""
        kept = {"/v1/traces": self.traces, "/v1/metrics": self.figures}

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                kept[self.path].append(self.rfile.read(int(self.headers["Content-Length"])))
                self.send_response(200)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """It says nothing itself."""

        with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
            Thread(target=server.serve_forever, daemon=True).start()
            yield f"http://127.0.0.1:{server.server_port}"
            server.shutdown()


class Watched(NamedTuple):
    """What was told of one run."""

    collector: Collector
    log: bytes
    exposed: str
    correlation_ids: set[str]

    def of_the_command(self) -> dict[str, Span]:
        return {span.name: span for span in self.collector.spans() if span.trace_id.hex() == TRACE}


@pytest.fixture(scope="module")
def watched() -> Iterator[Watched]:
    """An enterprise is registered, within a trace of the caller's; others ask what is not there."""
    collector = Collector()
    with tempfile.TemporaryDirectory(prefix="huicai-system-") as name, collector.listening() as address:
        folder = Path(name)
        folder.chmod(0o711)
        variables = {ENDPOINT: address, "HUICAI_LOG_FORMAT": "json"}
        with started(folder / "data", log=folder / "log", variables=variables) as running:
            correlation_ids = registered(running)
            exposed = httpx.get(f"{running.url}/metrics").text
        yield Watched(collector, (folder / "log").read_bytes(), exposed, correlation_ids)


def registered(running: Running) -> set[str]:
    """The ids by which the enterprise's events are found."""
    zhao_min = running.officer("zhao-min", "hrss")
    body = {"city": CITY, "area": ZHANGDIAN, "name": BIRD, "uscc": credit_code_of(7)}
    answer = zhao_min.post(
        "/v1/enterprises",
        json=body,
        headers={"traceparent": f"00-{TRACE}-{CALLER}-01", "Idempotency-Key": "bird-1"},
    )
    assert answer.status_code == 201, answer.text
    zhao_min.get("/v1/enterprises", params={"name": BIRD}, headers={"Host": IN_ASCII})
    zhao_min.get(f"/v1/{IN_ASCII}/{BIRD}")
    auditor = running.client("sun-jing", Post(role=Role.AUDITOR))
    history = auditor.get(f"/v1/audit/enterprises/{answer.json()['id']}")
    return {entry["correlation_id"] for entry in history.json()["items"]}


def test_a_command_is_one_trace_from_its_header_to_the_log(watched: Watched) -> None:
    spans = watched.of_the_command()
    answered, command, append = (
        spans[name] for name in ("POST /v1/enterprises", "command RegisterEnterprise", "append")
    )

    assert answered.parent_span_id.hex() == CALLER
    assert command.parent_span_id == answered.span_id
    assert append.parent_span_id == command.span_id


def test_the_trace_is_found_again_by_the_id_on_the_command_s_events(watched: Watched) -> None:
    ids = {
        pair.value.string_value
        for span in watched.of_the_command().values()
        for pair in span.attributes
        if pair.key == "huicai.request_id"
    }

    assert ids == watched.correlation_ids == {REQUEST_ID}


def test_nothing_that_was_sent_is_told(watched: Watched) -> None:
    told = b"".join(watched.collector.traces + watched.collector.figures) + watched.log

    assert b"POST /v1/enterprises" in told
    for writing in (BIRD.encode(), json.dumps(BIRD).strip('"').encode(), b"%E7%BF%A0", IN_ASCII.encode()):
        assert writing not in told


def test_the_same_figures_are_sent_that_prometheus_reads(watched: Watched) -> None:
    families = text_string_to_metric_families(watched.exposed)
    shown = {one.name for one in families if one.samples and not one.name.endswith("_created")}

    assert {"huicai_commands", "huicai_http_request_seconds", "huicai_seal_lag_seconds"} <= shown
    assert shown <= watched.collector.figure_names()


def test_every_line_of_the_log_is_an_object_that_can_be_searched(watched: Watched) -> None:
    lines = [json.loads(line) for line in watched.log.splitlines()]

    assert all(line.keys() >= {"time", "level", "logger", "message"} for line in lines)
    [ours] = [
        line for line in lines if line.get("request_id") == REQUEST_ID and line["logger"] == "huicai.access"
    ]
    assert (ours["method"], ours["route"], ours["status"], ours["trace_id"]) == (
        "POST",
        "/v1/enterprises",
        201,
        TRACE,
    )


def test_a_service_that_is_told_to_end_has_written_its_last_line(watched: Watched) -> None:
    assert LAST_LINE in watched.log.splitlines()[-1]


def test_workers_that_are_told_to_end_have_told_what_they_did_and_written_their_last_lines(
    data_folder: Path,
) -> None:
    collector, log = Collector(), data_folder / "log"
    with (
        collector.listening() as address,
        started(data_folder / "data", log=log, workers=2, variables={ENDPOINT: address}) as running,
    ):
        registered(running)

    assert "POST /v1/enterprises" in {span.name for span in collector.spans()}
    assert log.read_bytes().count(LAST_LINE) == 2


def test_who_names_a_collector_without_what_speaks_to_it_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv(ENDPOINT, "http://127.0.0.1:4318")
    monkeypatch.setitem(sys.modules, "opentelemetry.exporter", None)  # type: ignore[arg-type]

    with pytest.raises(TelemetryMissing, match=r"huicai\[otlp\]"), tracing("huicai"):
        time.sleep(0)
