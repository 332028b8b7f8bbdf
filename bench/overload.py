"""What is offered a half, once, twice and four times of what can be done: how late are answers, and how many in time?

One process of the API, once as it is and once with a line that has no end, takes commands and queries in equal parts. Requests
are sent when they are due, whether or not earlier ones were answered, and an answer's lateness counts from then. `in time` is
within a second: whoever has waited longer has gone, or has sent it again.
"""

import asyncio
import json
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from multiprocessing import get_context
from multiprocessing.queues import SimpleQueue
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from bench.report import Report, Row
from domain.authorization import Post, Role
from persistence.embedded import EmbeddedPostgres
from persistence.migrations import migrate
from tests.api.conftest import CITY, CITY_AREA, ZHANGDIAN
from tests.domain.made_up import credit_code_of
from tests.faults.api_processes import ApiProcesses

ROUNDS, SECONDS = 1, 10.0
LOADS = (0.5, 1.0, 2.0, 4.0)
CLIENTS = 16  # who find out together how much can be done
MOST_CONNECTIONS = 4000
IN_TIME_S = 1.0
BAR_P95_MS = 2_000.0  # of what is accepted, at four times: the longest wait, by which it is bounded
BAR_IN_TIME = 2.0  # times as many in time as without a limit, at four times
RECOVERED = 3.0  # times the latency of before, at most, once it is over
NO_LIMIT = {"waiting_line": 1_000_000, "waiting_timeout": 3600.0}

Requests = Iterator[bytes]


@dataclass
class Answers:
    """How late those were that were accepted, in seconds, and how many were shed."""

    seconds: float = 0.0
    lateness: list[float] = field(default_factory=list)
    shed: int = 0

    @property
    def p95_ms(self) -> float:
        return 1000 * (quantiles(self.lateness, n=20)[-1] if len(self.lateness) > 1 else sum(self.lateness))

    @property
    def in_time(self) -> float:
        """Per second that something was offered."""
        return sum(late <= IN_TIME_S for late in self.lateness) / self.seconds


def run(_rounds: int, seconds: float) -> Report:
    with tempfile.TemporaryDirectory(prefix="huicai-bench-") as folder:
        Path(folder).chmod(0o711)
        with EmbeddedPostgres(Path(folder)) as server:
            migrate(server.url("owner"))
            with process(server, Path(folder)) as (address, requests):
                capacity = done_per_second(address, requests, seconds / 2)
                ours = {load: offered(address, requests, load * capacity, seconds) for load in LOADS}
                after = offered(address, requests, LOADS[0] * capacity, seconds)
            with process(server, Path(folder), **NO_LIMIT) as (address, requests):
                control = {load: offered(address, requests, load * capacity, seconds) for load in LOADS}
    return Report([*rows(ours, control), recovery(ours[LOADS[0]], after)], beside=said(capacity, ours))


def rows(ours: dict[float, Answers], control: dict[float, Answers]) -> Iterator[Row]:
    """More is better in each row, but for the lateness of what is accepted."""
    for load in LOADS:
        is_most = load == LOADS[-1]
        yield Row(
            case=f"{load:g}x offered, p95 of what is accepted",
            unit="ms",
            ours=ours[load].p95_ms,
            peers={"no limit": control[load].p95_ms},
            ratio={"no limit": ours[load].p95_ms / control[load].p95_ms},
            at_most=BAR_P95_MS if is_most else None,
        )
        yield Row(
            case=f"{load:g}x offered, answered in time",
            unit="1/s",
            ours=ours[load].in_time,
            peers={"no limit": control[load].in_time},
            ratio={"no limit": ours[load].in_time / max(control[load].in_time, 0.1)},
            bars={"no limit": BAR_IN_TIME} if is_most else {},
        )


def recovery(before: Answers, after: Answers) -> Row:
    return Row(
        case="0.5x after 4x, p95 over that of before",
        unit="times",
        ours=after.p95_ms / before.p95_ms,
        at_most=RECOVERED,
    )


def said(capacity: float, ours: dict[float, Answers]) -> str:
    shed = ", ".join(
        f"{answers.shed / (answers.shed + len(answers.lateness)):.0%} at {load:g}x"
        for load, answers in ours.items()
    )
    return f"{capacity:.0f} requests/s can be done; shed were {shed}"


@contextmanager
def process(
    server: EmbeddedPostgres, folder: Path, **stated: float
) -> Iterator[tuple[tuple[str, int], "Requests"]]:
    """A process of the API, and what to send to it."""
    with ApiProcesses(server.url("app"), folder, number=1, **MANY, **stated) as processes:
        token = processes.token("li", Post(role=Role.OFFICER, function="hrss", area=CITY_AREA))
        yield processes.address, requests_by(token)


def requests_by(token: str) -> Requests:
    """Registrations and looks at the enterprises, in turns."""
    head = f"Host: localhost\r\nAuthorization: Bearer {token}\r\n"
    for _ in count():
        number = next(NUMBERS)
        enterprise = {
            "city": CITY, "area": ZHANGDIAN, "name": f"示例{number}号有限公司", "uscc": credit_code_of(number)
        }  # fmt: skip
        body = json.dumps(enterprise).encode()
        said = f"POST /v1/enterprises HTTP/1.1\r\n{head}Content-Type: application/json\r\n"
        yield f"{said}Content-Length: {len(body)}\r\n\r\n".encode() + body
        yield f"GET /v1/enterprises?limit=20 HTTP/1.1\r\n{head}\r\n".encode()


def done_per_second(address: tuple[str, int], requests: Requests, seconds: float) -> float:
    """How much so many clients get done who ask as soon as they are answered."""

    async def client(lines: Lines, end: float) -> int:
        done = 0
        while perf_counter() < end:
            done += await lines.asked(next(requests)) != SHED
        return done

    async def together() -> float:
        lines = Lines(address)
        await asyncio.gather(*(lines.asked(next(requests)) for _ in range(CLIENTS)))  # it has warmed up
        done = await asyncio.gather(*(client(lines, perf_counter() + seconds) for _ in range(CLIENTS)))
        lines.close()
        return sum(done) / seconds

    return asyncio.run(together())


def offered(address: tuple[str, int], requests: Requests, per_second: float, seconds: float) -> Answers:
    """What came of so many requests per second, sent by a process of its own."""
    due = [next(requests) for _ in range(int(per_second * seconds))]
    context = get_context("spawn")
    told: SimpleQueue[Answers] = context.SimpleQueue()
    sender = context.Process(target=send, args=(address, due, per_second, told))
    sender.start()
    answers = told.get()
    sender.join()
    answers.seconds = seconds
    return answers


def send(
    address: tuple[str, int], requests: Sequence[bytes], per_second: float, told: "SimpleQueue[Answers]"
) -> None:
    told.put(asyncio.run(sent_when_due(address, requests, per_second)))


async def sent_when_due(address: tuple[str, int], requests: Sequence[bytes], per_second: float) -> Answers:
    lines, answers, begun = Lines(address), Answers(), perf_counter()

    async def ask(request: bytes, due: float) -> None:
        status = await lines.asked(request)
        if status == SHED:
            answers.shed += 1
        else:
            answers.lateness.append(perf_counter() - due)

    async with asyncio.TaskGroup() as asking:
        for number, request in enumerate(requests):
            due = begun + number / per_second
            await asyncio.sleep(due - perf_counter())
            asking.create_task(ask(request, due))
    lines.close()
    return answers


class Lines:
    """Connections that are used again: as many as there are requests at a time."""

    def __init__(self, address: tuple[str, int]) -> None:
        self._address = address
        self._idle: list[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = []
        self._room = asyncio.Semaphore(MOST_CONNECTIONS)

    async def asked(self, request: bytes) -> int:
        """The status of the answer."""
        async with self._room:
            reader, writer = self._idle.pop() if self._idle else await asyncio.open_connection(*self._address)
            writer.write(request)
            head = await reader.readuntil(b"\r\n\r\n")
            length = head.lower().partition(b"content-length: ")[2].partition(b"\r")[0]
            await reader.readexactly(int(length))
            self._idle.append((reader, writer))
            return int(head[9:12])

    def close(self) -> None:
        for _, writer in self._idle:
            writer.close()


SHED = 503
NUMBERS = count(1)
MANY = {"requests_per_caller": 10_000_000, "requests_in_all": 10_000_000}
