"""What the service takes before anybody asks it anything: time until it answers, and memory.

    run        the whole service on one machine, on an empty data folder, again on the same one, and after some reading
    projector, scheduler, sealer
               each by itself, beside a service that leaves its work to it

Memory is a process's own share (PSS, as Linux tells it), in megabytes, without PostgreSQL's; processor time is that of the process from its
start until it is ready, PostgreSQL's and that of the migrating process not counted.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter

from bench.report import Report, Row
from tests.system.conftest import Running, started

ROUNDS = 3
REQUESTS = 200
WORKERS = ("projector", "scheduler", "sealer")
OWN_PROCESSES = {f"HUICAI_{name.upper()}": "false" for name in WORKERS}
MOST_MB = 512.0


def run(rounds: int, _seconds: float) -> Report:
    first, again, processor = [], [], []
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as name:
        folder = Path(name)
        folder.chmod(0o711)  # as root the server runs as somebody else, who must get through
        for number in range(rounds):
            data = folder / str(number)
            first.append(seconds_to_start(data))
            again.append(seconds_to_start(data, processor))
        data = folder / "0"
        with started(data) as running:
            ready = megabytes(running.process.pid)
            read_something(running)
            after = megabytes(running.process.pid)
        with workers(data) as pids, started(data, variables=OWN_PROCESSES) as alone:
            api = megabytes(alone.process.pid)  # which is ready once another keeps the projections up
            of_workers = {name: megabytes(pid) for name, pid in pids.items()}
    return Report(
        [
            Row("run, on an empty folder/until it is ready", median(first), "s"),
            Row("run, once more/until it is ready", median(again), "s"),
            Row("run, once more/processor time", median(processor), "s"),
            Row("run/memory when it is ready", ready, "MB", at_most=MOST_MB),
            Row(f"run/memory after {REQUESTS} requests", after, "MB", at_most=MOST_MB),
            Row("run, without the workers/memory", api, "MB"),
            *(Row(f"{name} by itself/memory", taken, "MB") for name, taken in of_workers.items()),
        ]
    )


def seconds_to_start(data: Path, processor: list[float] | None = None) -> float:
    began = perf_counter()
    with started(data) as running:
        took = perf_counter() - began
        if processor is not None:
            processor.append(processor_seconds(running.process.pid))
        return took


def read_something(running: Running) -> None:
    city = running.officer("li-reading", "hrss")
    for number in range(REQUESTS):
        path = ("/v1/cards", "/v1/card-applications", "/v1/enterprises", "/v1/policies")[number % 4]
        city.get(path).raise_for_status()


@contextmanager
def workers(data: Path) -> Iterator[dict[str, int]]:
    """Each of them in a process of its own."""
    variables = os.environ | OWN_PROCESSES | {"HUICAI_DATA": str(data)}
    with ExitStack() as running:
        yield {name: running.enter_context(process(name, variables)) for name in WORKERS}


@contextmanager
def process(name: str, variables: Mapping[str, str]) -> Iterator[int]:
    command = [sys.executable, "-m", "cli", name]
    with subprocess.Popen(
        command, env=dict(variables), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as worker:
        yield worker.pid
        worker.terminate()


def megabytes(pid: int) -> float:
    told = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return next(int(line.split()[1]) / 1024 for line in told.splitlines() if line.startswith("Pss:"))


def processor_seconds(pid: int) -> float:
    """Of the process itself, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
