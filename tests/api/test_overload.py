"""When more come than can be served: some wait, some are told to come again, and nobody else notices."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Self

import pytest
from httpx import Response
from hypothesis import given
from hypothesis import strategies as st

from api.admission import Admission, Kind, Outcome, admission_to
from api.refusals import Overloaded
from tests.api.conftest import QUOTA, Person, Town
from tests.api.test_service_state import holding, metric
from tests.projections.waiting import until

COMMAND, QUERY = Kind
FOR_EVER = 100
HOLD = "LOCK TABLE read.quota_board"
RETRY = {"retry-after": "1", "content-type": "application/problem+json"}


# ── Over HTTP ────────────────────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def overloaded(settled_town: Town) -> Iterator[Callable[..., "Overload"]]:
    """The town with four places, three of which are held by queries that wait for somebody's lock."""
    with ExitStack() as lifetime:

        def made(line: int, patience: float = FOR_EVER, places: int = 4) -> Overload:
            return lifetime.enter_context(Overload(settled_town, places, line, patience))

        yield made


class Overload:
    """Queries that hold every place a query may have, until they are let go."""

    def __init__(self, town: Town, places: int, line: int, patience: float) -> None:
        self.town = town
        self.admission = admission_to(places, line, patience, town.app.state.metrics)
        town.app.state.admission = self.admission
        self.auditor = town.auditor()
        self._lock = ExitStack()
        self._lock.enter_context(holding(town.database.url("projector"), HOLD))
        self._clients = ThreadPoolExecutor(10)

    def __enter__(self) -> Self:
        self.held = self.ask(3)
        until(lambda: self.admission.served[QUERY] == len(self.held))
        return self

    def __exit__(self, *_: object) -> None:
        self._lock.close()
        self._clients.shutdown()

    def ask(self, number: int) -> list[Future[Response]]:
        return [self._clients.submit(self.auditor.gets, "/v1/quotas") for _ in range(number)]

    def let_go(self, *asked: Future[Response]) -> list[int]:
        """How everybody was answered once the lock is gone."""
        self._lock.close()
        return [one.result().status_code for one in (*self.held, *asked)]


def test_the_query_that_finds_the_line_full_is_told_at_once_to_come_again(overloaded):
    load = overloaded(line=2)
    waiting = load.ask(2)
    until(lambda: load.admission.waiting(QUERY) == 2)

    shed = load.auditor.gets("/v1/quotas")

    assert (shed.status_code, shed.json()["code"], shed.json()["title"]) == (503, "overloaded", TITLE)
    assert {name: shed.headers[name] for name in RETRY} == RETRY
    assert shed.headers["x-request-id"] == shed.json()["request_id"]
    assert not any(one.done() for one in (*load.held, *waiting))
    assert load.let_go(*waiting) == [200] * 5
    assert load.auditor.gets("/v1/quotas").status_code == 200, "it has recovered"


def test_who_waits_longer_than_is_allowed_is_told_so_and_the_line_is_free_again(overloaded):
    load = overloaded(line=1, patience=0.1)
    before = metric(load.town, TOO_LONG)

    too_long = [load.auditor.gets("/v1/quotas") for _ in range(2)]

    assert [one.json()["code"] for one in too_long] == ["overloaded"] * 2
    assert metric(load.town, TOO_LONG) == before + 2
    assert load.admission.waiting(QUERY) == 0


def test_queries_that_hold_all_their_places_leave_one_to_commands(overloaded):
    load = overloaded(line=0)

    assert load.town.enterprise("留有余地有限公司")


def test_what_is_shed_leaves_no_line_in_the_log_and_is_counted(overloaded):
    load = overloaded(line=0, places=3)
    before, counted = (load.town.position(), load.town.refusals()), metric(load.town, LINE_FULL)

    shed = load.town.officer("hrss").posts(QUOTA)

    assert (shed.status_code, shed.json()["code"]) == (503, "overloaded")
    assert (load.town.position(), load.town.refusals()) == before
    assert metric(load.town, LINE_FULL) == counted + 1


def test_whoever_asks_how_we_fare_never_waits(overloaded):
    load = overloaded(line=0, places=3)

    answers = [load.town.http.get(path) for path in ("/healthz", "/readyz", "/metrics")]

    assert not any("overloaded" in answer.json().values() for answer in answers[:2])
    assert answers[2].status_code == 200


CHUNKED = "Transfer-Encoding: chunked"
UNSENT = [CHUNKED, "Content-Length: 70000", "Content-Length: 5", "Content-Length: 5\r\nExpect: 100-continue"]


@contextmanager
def begun(town: Town, person: Person | None, line: str, *headers: str) -> Iterator[socket.socket]:
    """A request of which the head alone is sent, by somebody or by nobody that is known."""
    stated = ["Host: x", "Content-Type: application/json", *headers]
    if person is not None:
        stated.append(f"Authorization: Bearer {person.token}")
    with socket.create_connection((town.http.base_url.host, town.http.base_url.port), 10) as sender:
        sender.sendall("\r\n".join([f"{line} HTTP/1.1", *stated, "", ""]).encode())
        yield sender


def status_of(sender: socket.socket) -> int:
    return int(sender.recv(12).removeprefix(b"HTTP/1.1 "))


@pytest.mark.parametrize("announced", UNSENT)
def test_a_look_needs_a_place_whatever_body_it_announces(overloaded, announced):
    load = overloaded(line=0)

    for method in ("GET", "HEAD", "OPTIONS"):
        with begun(load.town, load.auditor, f"{method} /v1/policies", announced) as looking:
            assert status_of(looking) == 503


@pytest.mark.parametrize("announced", UNSENT)
def test_a_command_is_shed_before_its_refusal_is_put_down_whatever_body_it_announces(overloaded, announced):
    load = overloaded(line=0, places=3)
    before, counted = load.town.refusals(), metric(load.town, LINE_FULL)

    for who_may_not in (load.auditor, None):
        with begun(load.town, who_may_not, f"POST {QUOTA}", announced) as sending:
            assert status_of(sending) == 503

    assert load.town.refusals() == before
    assert metric(load.town, LINE_FULL) == counted + 2


@pytest.mark.parametrize("declared", [100, 100_000], ids=["a small body", "a large one"])
@pytest.mark.parametrize("function", ["hrss", None], ids=["who may do this", "who may not"])
def test_who_sends_slowly_holds_no_place(settled_town, declared, function):
    town = settled_town
    town.officer("hrss").posts(QUOTA)  # who may open the quota is told that it is open
    ours = town.app.state.admission = admission_to(1, 1, FOR_EVER, town.app.state.metrics)
    sender = town.auditor() if function is None else town.officer(function, name="sender-of-pieces")

    with begun(town, sender, f"POST {QUOTA}", f"Content-Length: {declared}") as slow:
        slow.sendall(b"{")

        answer = town.auditor().gets("/v1/quotas")

        assert answer.status_code == 200
        slow.sendall(b"}".rjust(declared - 1))
        assert status_of(slow) == (403 if function is None else 409)
    assert ours.served.total() == 0


def test_who_hangs_up_while_sending_has_given_the_place_back_once(settled_town):
    town, before = settled_town, len(settled_town.refusals())
    ours = town.app.state.admission = admission_to(1, 1, FOR_EVER, town.app.state.metrics)

    with begun(town, town.officer("hrss", name="hangs-up"), f"POST {QUOTA}", CHUNKED) as hanging_up:
        hanging_up.sendall(b"1\r\n{\r\n")

    until(lambda: [line["code"] for line in town.refusals()[before:]] == ["request_aborted"])
    until(lambda: ours.served.total() == 0)
    assert town.auditor().gets("/v1/quotas").status_code == 200


LINE_FULL = 'huicai_http_wait_seconds_count{kind="command",outcome="line_full"}'
TOO_LONG = 'huicai_http_wait_seconds_count{kind="query",outcome="too_long"}'
TITLE = "当前请求过多，本次未受理，请稍后原样重试"


# ── The places themselves ────────────────────────────────────────────────────────────────────────────────


def of(places: int, line: int, patience: float = FOR_EVER) -> tuple[Admission, list[Outcome]]:
    outcomes: list[Outcome] = []
    return Admission(
        places=places, line=line, patience=patience, told=lambda _, outcome, __: outcomes.append(outcome)
    ), outcomes


def test_the_one_who_has_waited_longest_of_its_kind_comes_first():
    async def story() -> list[int]:
        ours, _ = of(places=1, line=3)
        came: list[int] = []

        async def visits(number: int) -> None:
            await ours.enter(QUERY)
            came.append(number)
            ours.leave(QUERY)

        await ours.enter(QUERY)
        waiting = [asyncio.create_task(visits(number)) for number in range(3)]
        await asyncio.sleep(0)
        ours.leave(QUERY)
        await asyncio.gather(*waiting)
        return came

    assert asyncio.run(story()) == [0, 1, 2]


def test_a_place_goes_to_the_kind_of_which_fewer_are_served():
    async def story() -> tuple[int, int]:
        ours, _ = of(places=4, line=4)
        for _ in range(3):
            await ours.enter(COMMAND)
        await ours.enter(QUERY)
        lines = [asyncio.create_task(ours.enter(kind)) for kind in (COMMAND, QUERY)]
        await asyncio.sleep(0)
        ours.leave(COMMAND)
        await asyncio.sleep(0)
        for one in lines:
            one.cancel()
        return ours.served[COMMAND], ours.served[QUERY]

    assert asyncio.run(story()) == (2, 2)


def test_a_place_that_is_given_to_somebody_in_the_moment_of_giving_up_goes_to_the_next():
    async def story() -> tuple[bool, int]:
        ours, _ = of(places=1, line=2)
        await ours.enter(QUERY)
        giving_up, next_one = (asyncio.create_task(ours.enter(QUERY)) for _ in range(2))
        await asyncio.sleep(0)
        ours.leave(QUERY)  # its turn has come, and it does not know yet
        giving_up.cancel()
        with pytest.raises(asyncio.CancelledError):
            await giving_up
        await next_one
        return next_one.done(), ours.served.total()

    assert asyncio.run(story()) == (True, 1)


@given(
    places=st.integers(1, 5),
    line=st.integers(0, 3),
    steps=st.lists(st.tuples(st.sampled_from(["come", "go", "give up"]), st.sampled_from(Kind)), max_size=60),
)
def test_never_more_are_served_than_there_are_places_and_no_place_is_ever_lost(places, line, steps):
    async def story() -> None:
        ours, _ = of(places, line)
        visits: list[tuple[Kind, asyncio.Task[None]]] = []
        for what, kind in steps:
            if what == "come":
                visits.append((kind, asyncio.create_task(ours.enter(kind))))
            for visit in [one for one in visits if one[0] is kind and what != "come"][:1]:
                if what == "go" and visit[1].done():
                    ours.leave(kind)
                elif not visit[1].done():
                    visit[1].cancel()
                else:
                    continue
                visits.remove(visit)
            await asyncio.sleep(0)
            await asyncio.sleep(0)
            shed = [one for one in visits if one[1].done() and isinstance(one[1].exception(), Overloaded)]
            visits = [one for one in visits if one not in shed]
            inside = [kind for kind, task in visits if task.done()]
            assert len(inside) == ours.served.total() <= places
            assert all(ours.waiting(kind) <= line for kind in Kind)
            idle = ours.served.total() < places
            most = places - places // 4
            assert not any(idle and ours.waiting(kind) and ours.served[kind] < most for kind in Kind)
        for _, task in visits:
            task.cancel()

    asyncio.run(story())
