"""Clients of the API who never rest, send every command until it is answered, and remember each answer."""

import itertools
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from time import monotonic, sleep
from typing import Any, NamedTuple, Self
from uuid import uuid4

import httpx

from domain.authorization import Post, Role
from tests.api.conftest import CITY, CITY_AREA, ZHANGDIAN, list_of
from tests.domain.made_up import credit_code_of

PATIENCE_S = 300
PAUSE_S = 0.05
TOLD = ("ETag", "Location", "Huicai-Position")
ROWS = 3
LIST_EVERY = 8
FIRST = (
    2 * LIST_EVERY + 1
)  # before it some may be sent to see what a command comes to when nothing goes wrong

Token = Callable[..., str]


class Command(NamedTuple):
    """What is sent, by whom, under which key."""

    function: str
    path: str
    body: dict[str, Any]
    key: str


class Answer(NamedTuple):
    """What a repetition has to say again byte by byte."""

    status: int
    content: bytes
    told: tuple[str | None, ...]

    @property
    def position(self) -> int:
        return int(self.told[TOLD.index("Huicai-Position")] or 0)

    @classmethod
    def of(cls, answer: httpx.Response) -> Self:
        return cls(answer.status_code, answer.content, tuple(answer.headers.get(name) for name in TOLD))


class Acknowledged(NamedTuple):
    command: Command
    answer: Answer
    sendings: int


def command(number: int) -> Command:
    """An enterprise, or now and then a list of some that are new: aggregates that begin together or not at all."""
    if number % LIST_EVERY:
        body = {"city": CITY, "area": ZHANGDIAN, "name": f"示例{number}号有限公司", "uscc": code(number, 0)}
        return Command("hrss", "/v1/enterprises", body, f"register-{number}")
    rows = [
        {"row": n, "name": f"名单{number}之{n}有限公司", "uscc": code(number, n), "area": ZHANGDIAN}
        for n in range(1, ROWS + 1)
    ]
    return Command("drc", "/v1/enterprise-lists", list_of("drc", rows, number), f"import-{number}")


def code(number: int, row: int) -> str:
    return credit_code_of(number * (ROWS + 1) + row)


class Client:
    """One of them, with a connection of its own."""

    def __init__(self, url: str, token: Token, *, keeps_key: bool = True) -> None:
        """`keeps_key` is whether a command that is sent again is sent under the same key."""
        self.http = httpx.Client(base_url=url, timeout=30, verify=False)
        self._keeps_key = keeps_key
        self._tokens = {
            function: token(f"li-{function}", Post(role=Role.OFFICER, function=function, area=CITY_AREA))
            for function in ("hrss", "drc")
        }

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def until_answered(self, command: Command) -> Acknowledged:
        """Send it until somebody answers who has looked at it."""
        deadline = monotonic() + PATIENCE_S
        for sending in itertools.count(1):
            answer = self.sent(command if self._keeps_key else command._replace(key=uuid4().hex))
            if answer is not None:
                return Acknowledged(command, answer, sending)
            assert monotonic() < deadline, f"nobody answers {command.key}"
            sleep(PAUSE_S)
        raise AssertionError

    def sent(self, command: Command) -> Answer | None:
        """What was answered; None if nothing was, or that nobody has looked at it."""
        headers = {
            "Authorization": f"Bearer {self._tokens[command.function]}",
            "Idempotency-Key": command.key,
        }
        try:
            answer = self.http.post(command.path, json=command.body, headers=headers)
        except httpx.TransportError:
            return None
        return None if answer.status_code == 503 else Answer.of(answer)


class Clients:
    """Threads that send one command after the other."""

    def __init__(self, url: str, token: Token, number: int, *, keeps_key: bool = True) -> None:
        self.acknowledged: list[Acknowledged] = []
        self._clients = [Client(url, token, keeps_key=keeps_key) for _ in range(number)]
        self._numbers = itertools.count(FIRST)
        self._threads = ThreadPoolExecutor(number)
        self._stopped = Event()
        self._sending: list[Future[None]] = []

    def __enter__(self) -> Self:
        self._sending = [self._threads.submit(self._send, client) for client in self._clients]
        return self

    def __exit__(self, *_: object) -> None:
        self._stopped.set()
        self._threads.shutdown()
        for sending in self._sending:
            sending.result()
        for client in self._clients:
            client.http.close()

    def wait_for(self, more: int) -> None:
        """Until so many more commands are acknowledged."""
        wanted, deadline = len(self.acknowledged) + more, monotonic() + PATIENCE_S
        while len(self.acknowledged) < wanted:
            assert monotonic() < deadline, "the clients do not get on"
            assert not any(sending.done() for sending in self._sending), "a client gave up"
            sleep(0.005)

    def _send(self, client: Client) -> None:
        while not self._stopped.is_set():
            self.acknowledged.append(client.until_answered(command(next(self._numbers))))
