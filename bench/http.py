"""The service end to end, in a realistic mix from several client processes, against what a team would otherwise write.

requests per processor second   of all processes of a service and of its PostgreSQL, all the work behind an answer included
by role                         what of it is the API's, the projector's, the sealer's and PostgreSQL's, each in a process of its own
paced                           50 commands a second with their readings: how long a command takes, how far the registers are behind
"""

import time
from collections.abc import Iterator
from functools import partial
from statistics import quantiles
from threading import Event, Thread
from typing import Self

from bench.clients import Answer, Plan, played_by
from bench.contestants import (
    QUOTA,
    Apart,
    Contestant,
    Crud,
    Ours,
    Rest,
    all_up,
    processor_seconds_of,
    up_alone,
)
from bench.report import Report, Row
from bench.rounds import interleaved

ROUNDS, SECONDS = 5, 6.0
CLIENTS, CLIENT_PROCESSES = 16, 4
PACE = 50.0  # commands a second
PACED_SECONDS = 20.0
GLANCE_S = 0.005
BARS = {Rest.name: 1.5, Crud.name: 1.0}


def run(rounds: int = ROUNDS, seconds: float = SECONDS) -> Report:
    with all_up() as contestants:
        contestants_by_name = {one.name: one for one in contestants}
        for one in contestants:
            _answers(one, 1.0, None)  # nobody is measured cold
        measures = {
            name: partial(_per_processor_second, one, seconds) for name, one in contestants_by_name.items()
        }
        mix = interleaved("realistic mix, 16 clients", "requests per CPU-s", measures, rounds, BARS)
        speed = interleaved(
            "the same, as fast as they can", "requests/s",
            {name: partial(_per_second, one, seconds) for name, one in contestants_by_name.items()}, 3, {},
        )  # fmt: skip
        ours = contestants_by_name["ours"]
        assert isinstance(ours, Ours)
        paced = _paced(ours)
    with up_alone(Apart) as apart:
        return Report([mix, speed, *_by_role(apart, seconds), *paced])


def _per_processor_second(one: Contestant, seconds: float) -> float:
    before = one.processor_seconds()
    answers = _answers(one, seconds, None)
    one.settle()
    return len(answers) / (one.processor_seconds() - before)


def _by_role(apart: Apart, seconds: float) -> Iterator[Row]:
    """The processor's milliseconds for a request of the mix, the mean of them all."""
    _answers(apart, 1.0, None)
    apart.settle()
    before = {role: processor_seconds_of(pid) for role, pid in apart.by_role().items()}
    answers = _answers(apart, 2 * seconds, None)
    apart.settle()
    for role, pid in apart.by_role().items():
        taken = 1000 * (processor_seconds_of(pid) - before[role]) / len(answers)
        yield Row(case=f"a request of the mix, by role/{role}", ours=taken, unit="ms of a processor")


def _per_second(one: Contestant, seconds: float) -> float:
    return len(_answers(one, seconds, None)) / seconds


def _paced(ours: Ours) -> list[Row]:
    ours.settle()  # what was left over from before is not of this pace
    lags = _Lags(ours)
    with lags:
        answers = _answers(ours, PACED_SECONDS, PACE)
    commands = [answer.seconds * 1000 for answer in answers if answer.is_command]
    readings = [answer.seconds * 1000 for answer in answers if not answer.is_command]
    rate = len(commands) / PACED_SECONDS
    case = f"at {rate:.0f} commands/s"
    return [
        Row(case=f"{case}, a command, median", ours=_percentile(commands, 50), unit="ms"),
        Row(case=f"{case}, a command, p95", ours=_percentile(commands, 95), unit="ms", at_most=100),
        Row(case=f"{case}, a reading, p95", ours=_percentile(readings, 95), unit="ms"),
        Row(
            case=f"{case}, registers behind, p99",
            ours=_percentile(lags.milliseconds, 99),
            unit="ms",
            at_most=300,
        ),
    ]


def _answers(one: Contestant, seconds: float, per_second: float | None) -> list[Answer]:
    """Refusals of the rules are answers; anything else that is not a success means that something else was measured."""
    threads = CLIENTS // CLIENT_PROCESSES
    plans = [
        Plan(
            one.url, one.tokens, one.enterprises, QUOTA, threads, seconds, number * threads,
            None if per_second is None else per_second / CLIENT_PROCESSES,
        )
        for number in range(CLIENT_PROCESSES)
    ]  # fmt: skip
    answers = played_by(plans)
    wrong = sorted({answer.status for answer in answers} - {200, 201, 409})
    assert not wrong, f"{one.name} answered {wrong}"
    return answers


class _Lags:
    """How long each position that was seen took until every projection had reached it."""

    def __init__(self, ours: Ours) -> None:
        self.milliseconds: list[float] = []
        self._ours = ours
        self._over = Event()
        self._thread = Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()

    def _watch(self) -> None:
        seen: list[tuple[int, float]] = []
        while not self._over.wait(GLANCE_S):
            newest = self._ours.log.max_notification_id() or 0
            if not seen or newest > seen[-1][0]:
                seen.append((newest, time.perf_counter()))
            slowest = min(state.position for state in self._ours.progress.states())
            while seen and seen[0][0] <= slowest:
                _, since = seen.pop(0)
                self.milliseconds.append((time.perf_counter() - since) * 1000)


def _percentile(values: list[float], percent: int) -> float:
    return quantiles(values, n=100)[percent - 1]
