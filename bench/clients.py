"""Clients in processes of their own, each thread with one connection, playing the life of a demand again and again.

A life: registered, assigned, accepted, two reports of progress, settled; in between the ledger is paged, the item and its
history are read, the quotas are looked at; in every fourth a department nominates an enterprise and takes it back.
"""

import json
import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any, NamedTuple
from urllib.parse import urlsplit

LEDGER = "/v1/demand-items?ledger=public_service&limit=50"
DEMAND = {
    "city": "370300", "ledger": "public_service", "category": "schooling",
    "details": {"content": "示例：请协调子女入学，已提交材料", "remark": "示例：周三不在"},
}  # fmt: skip
LETTER = {"kind": "nomination_letter", "number": "示例推荐〔2026〕1号", "issued_on": "2026-01-05"}


class Plan(NamedTuple):
    """What one process of clients is to do; `per_second` commands in all if they are paced, else as fast as they can."""

    url: str
    tokens: dict[str, str]
    enterprises: list[str]
    quota: str
    threads: int
    seconds: float
    first: int = 0
    per_second: float | None = None


class Answer(NamedTuple):
    """One answered request; `late_by` is how long it waited for its turn when paced."""

    is_command: bool
    status: int
    seconds: float
    position: int | None
    answered_at: float


class Caller:
    """One connection."""

    def __init__(self, plan: Plan) -> None:
        self._plan = plan
        where = urlsplit(plan.url)
        self._connection = HTTPConnection(where.hostname or "", where.port, timeout=60)
        self.answers: list[Answer] = []

    def get(self, post: str, path: str) -> Any:
        return self._ask("GET", post, path, None)

    def post(self, post: str, path: str, body: dict[str, Any]) -> Any:
        return self._ask("POST", post, path, json.dumps(body).encode())

    def _ask(self, method: str, post: str, path: str, body: bytes | None) -> Any:
        headers = {"Authorization": f"Bearer {self._plan.tokens[post]}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        began = time.perf_counter()
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        content = response.read()
        took = time.perf_counter() - began
        position = response.headers.get("Huicai-Position")
        known = int(position) if position and body is not None else None
        self.answers.append(Answer(body is not None, response.status, took, known, time.time()))
        if response.status not in (200, 201, 409):  # a refusal of the rules is an answer
            raise AssertionError(f"{method} {path} was answered {response.status}: {content[:300]!r}")
        return json.loads(content) if response.status < 300 else None


def lives(caller: Caller, plan: Plan, number: int) -> Iterator[None]:
    """Step by step; a step is a command with the readings that go before it."""
    life = number
    while True:
        life += 1
        item = caller.post("window", "/v1/demand-items", DEMAND)["href"]
        yield
        caller.get("window", LEDGER)
        caller.post("window", f"{item}/assignment", {})
        yield
        caller.get("unit", item)
        caller.post("unit", f"{item}/acceptance", {})
        yield
        caller.get("unit", LEDGER)
        caller.post("unit", f"{item}/progress", {"progress": "示例：已联系学校"})
        yield
        caller.get("window", item)
        caller.post("unit", f"{item}/progress", {"progress": "示例：学校已答复"})
        yield
        caller.get("window", f"{item}/history")
        caller.get("window", "/v1/quotas")
        caller.post("unit", f"{item}/settlement", {"result": "示例：已办妥"})
        yield
        caller.get("window", LEDGER)
        caller.get("window", item)
        if life % 4 == 0:
            yield from _a_nomination(caller, plan, life)


def _a_nomination(caller: Caller, plan: Plan, life: int) -> Iterator[None]:
    """Ten enterprises and all the clients: now and then one is held already, or the quota is used up, which is an answer too."""
    department = ("drc", "miit")[life % 2]
    enterprise = plan.enterprises[life // 4 % len(plan.enterprises)]
    body = {"enterprise_id": enterprise, "documents": [LETTER]}
    quota = caller.post(department, f"{plan.quota}/nominations", body)
    yield
    caller.get(department, plan.quota)
    mine = [place for place in (quota or {"places": []})["places"] if _names(place, enterprise)]
    for place in mine[-1:]:
        path = f"{plan.quota}/nominations/{place['id']}/withdrawal"
        caller.post(department, path, {"reason": "示例：企业已迁出"})
        yield


def _names(place: dict[str, Any], enterprise: str) -> bool:
    return place["enterprise_id"] == enterprise and place.get("status") in ("nominated", None)


def play(plan: Plan) -> list[Answer]:
    """All threads of one process, until the time is up."""
    end = time.monotonic() + plan.seconds
    with ThreadPoolExecutor(plan.threads) as threads:
        played = threads.map(lambda number: _played(plan, plan.first + number, end), range(plan.threads))
        return [answer for answers in played for answer in answers]


def _played(plan: Plan, number: int, end: float) -> list[Answer]:
    caller = Caller(plan)
    pace = _pace(plan, number)
    for _ in lives(caller, plan, number):
        pace()
        if time.monotonic() >= end:
            return caller.answers
    return caller.answers


def _pace(plan: Plan, number: int) -> Callable[[], None]:
    """Waits for this client's next turn; who is late does not wait, so that what is offered stays what was asked for."""
    if plan.per_second is None:
        return lambda: None
    interval = plan.threads / plan.per_second
    turn = time.monotonic() + interval * number / plan.threads

    def wait() -> None:
        nonlocal turn
        turn += interval
        time.sleep(max(0.0, turn - time.monotonic()))

    return wait


def played_by(plans: list[Plan]) -> list[Answer]:
    """Every plan in a process of its own, all at once."""
    with multiprocessing.get_context("spawn").Pool(len(plans)) as processes:
        return [answer for answers in processes.map(play, plans) for answer in answers]
