"""Commands over HTTP, from the socket to the commit: how many a service carries out per second of processor, and how soon.

register  a demand is registered: one new aggregate
follow    progress is recorded on one of twenty demands of one's own: a history, and what may be done next worked out

One process serves, as by default; its projections, its sealer and its jobs run in it, and their share is counted.
"""

import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.pool import Pool
from statistics import median, quantiles
from typing import NamedTuple

from bench.clients import DEMAND, Answer, Caller, Plan
from bench.contestants import Ours, processor_seconds_of, up_alone
from bench.report import Report, Row

ROUNDS, SECONDS = 3, 4.0
CLIENTS = (1, 4, 16)
CLIENT_PROCESSES = 2
WARM_S = 2.0
ITEMS_EACH = 20
DEMANDS = "/v1/demand-items"
PROGRESS = {"progress": "示例：已联系学校"}


class Sending(NamedTuple):
    """What one process of clients sends: progress on these demands, or new ones where there are none."""

    plan: Plan
    addresses: list[str]


class Figures(NamedTuple):
    """What a stretch of load came to."""

    per_second: float
    per_cpu_second: float  # of the service, what it does beside included
    per_cpu_second_in_all: float  # its PostgreSQL included
    p50: float  # milliseconds
    p95: float


UNITS = ("commands/s", "per CPU-second", "per CPU-second, PostgreSQL included", "ms p50", "ms p95")


def run(rounds: int, seconds: float) -> Report:
    with up_alone(Ours) as ours, multiprocessing.get_context("spawn").Pool(CLIENT_PROCESSES) as processes:
        addresses = _assigned(ours, ITEMS_EACH * max(CLIENTS))
        rows = []
        for name, about in {"register": [], "follow": addresses}.items():
            measured(ours, processes, about, max(CLIENTS), WARM_S)
            for number in CLIENTS:
                figures = [measured(ours, processes, about, number, seconds) for _ in range(rounds)]
                rows += _rows(f"{name}/{number} client{'s' * (number > 1)}", figures)
    return Report(rows)


def measured(ours: Ours, processes: Pool, addresses: list[str], number: int, seconds: float) -> Figures:
    """So many clients send their commands for a while, each as fast as it is answered."""
    before = [processor_seconds_of(pid) for pid in ours.processes()]
    began = time.monotonic()
    sendings = [
        Sending(_plan(ours, len(mine), seconds, mine.start), addresses) for mine in _shared_out(number)
    ]
    answers = [answer for some in processes.map(send, sendings) for answer in some]
    took = time.monotonic() - began
    own, server = (
        processor_seconds_of(pid) - so_far for pid, so_far in zip(ours.processes(), before, strict=True)
    )
    assert all(answer.status < 300 for answer in answers)
    waits = [1000 * answer.seconds for answer in answers]
    return Figures(
        len(answers) / took, len(answers) / own, len(answers) / (own + server), median(waits), _p95(waits)
    )


def send(sending: Sending) -> list[Answer]:
    """What the clients of one process are answered."""
    with ThreadPoolExecutor(sending.plan.threads) as threads:
        answered = threads.map(lambda number: _sent(sending, number), range(sending.plan.threads))
        return [answer for answers in answered for answer in answers]


def _sent(sending: Sending, number: int) -> list[Answer]:
    plan, caller = sending.plan, Caller(sending.plan)
    first = (plan.first + number) * ITEMS_EACH
    end = time.monotonic() + plan.seconds
    while not caller.answers or time.monotonic() < end:
        if sending.addresses:
            address = sending.addresses[first + len(caller.answers) % ITEMS_EACH]
            caller.post("unit", f"{address}/progress", PROGRESS)
        else:
            caller.post("window", DEMANDS, DEMAND)
    return caller.answers


def _assigned(ours: Ours, number: int) -> list[str]:
    """The addresses of so many demands that their unit has taken on."""
    caller = Caller(_plan(ours, 1, 0, 0))
    addresses = [caller.post("window", DEMANDS, DEMAND)["href"] for _ in range(number)]
    for address in addresses:
        caller.post("window", f"{address}/assignment", {})
        caller.post("unit", f"{address}/acceptance", {})
    return addresses


def _plan(ours: Ours, threads: int, seconds: float, first: int) -> Plan:
    return Plan(ours.url, ours.tokens, ours.enterprises, "", threads, seconds, first)


def _shared_out(number: int) -> list[range]:
    """The clients of each process."""
    some = -(-number // CLIENT_PROCESSES)
    return [range(first, min(first + some, number)) for first in range(0, number, some)]


def _rows(case: str, figures: list[Figures]) -> Iterator[Row]:
    """A row for each figure, the median of the rounds."""
    return (
        Row(case, median(values), unit)
        for unit, values in zip(UNITS, zip(*figures, strict=True), strict=True)
    )


def _p95(waits: list[float]) -> float:
    return quantiles([*waits, waits[-1]], n=100)[94]
