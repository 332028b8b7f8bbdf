"""A body that comes slowly, is too large, or breaks off: it holds nobody up, and leaves one line with its cause."""

import asyncio
import json
import logging
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from starlette.types import Message

from api.exchange import impatient
from domain.authorization import Post, Role
from tests.api.conftest import Person, Town, list_of, town_on
from tests.conftest import Database
from tests.projections.waiting import until

JSON = "application/json"
FORM = "multipart/form-data; boundary=b"
PART = b'--b\r\nContent-Disposition: form-data; name="city"\r\n\r\n3703'
PATIENCE_S = 0.5


@contextmanager
def begun(
    person: Person, path: str, *, length: int, kind: str = JSON, sent: bytes = b""
) -> Iterator[socket.socket]:
    """A request of which only the head and these bytes have been sent."""
    url = person.http.base_url
    head = (
        f"POST {path} HTTP/1.1\r\nHost: {url.host}\r\nAuthorization: Bearer {person.token}\r\n"
        f"Content-Type: {kind}\r\nContent-Length: {length}\r\n\r\n"
    )
    with socket.create_connection((url.host, url.port), timeout=60) as connection:
        connection.sendall(head.encode() + sent)
        yield connection


def answered(connection: socket.socket) -> HTTPResponse:
    answer = HTTPResponse(connection)
    answer.begin()
    return answer


def problem(answer: HTTPResponse) -> dict[str, Any]:
    return json.loads(answer.read())


@pytest.fixture
def impatient_town(database: Database, tmp_path: Path) -> Iterator[Town]:
    with town_on(database, tmp_path, projected=False, body_timeout=PATIENCE_S) as town:
        yield town


def test_a_size_far_above_the_limit_is_refused_without_waiting_for_it(settled_town: Town) -> None:
    with begun(settled_town.officer("hrss"), "/v1/enterprises", length=10**12) as connection:
        answer = answered(connection)
        told = problem(answer)

        assert (answer.status, told["code"]) == (413, "content_too_large")
        assert "1000000" in told["detail"]
        assert "1000000000000" in told["detail"]
        assert connection.recv(1) == b"", "nobody waits for the rest"


def test_a_size_above_the_limit_is_named_with_it(settled_town: Town) -> None:
    answer = settled_town.officer("hrss").sends("/v1/enterprises", b" " * 1_000_001, content_type=JSON)

    assert answer.status_code == 413
    assert "1000001" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("kind", "sent"),
    [(JSON, b'{"city"'), (FORM, PART), (JSON, b"")],
    ids=["JSON", "a form", "nothing at all"],
)
def test_a_body_that_does_not_come_is_not_waited_for(impatient_town: Town, kind: str, sent: bytes) -> None:
    drc, began = impatient_town.officer("drc"), time.monotonic()

    with begun(drc, "/v1/enterprise-lists", length=1000, kind=kind, sent=sent) as connection:
        answer = answered(connection)
        told = problem(answer)
        assert connection.recv(1) == b"", "and the connection is free"

    assert (answer.status, told["code"]) == (408, "request_timed_out")
    assert time.monotonic() - began >= PATIENCE_S
    assert [line["code"] for line in impatient_town.refusals()] == ["request_timed_out"]


def test_a_body_that_comes_slowly_is_waited_for_piece_by_piece() -> None:
    pieces = [
        {"type": "http.request", "body": piece, "more_body": piece != b"}"} for piece in (b"{", b" ", b"}")
    ]

    async def sent() -> Message:
        await asyncio.sleep(0.9 * PATIENCE_S)
        return pieces.pop(0)

    async def story() -> list[Message]:
        received = impatient(sent, PATIENCE_S)
        return [await received() for _ in range(len(pieces))]

    with asyncio.Runner(loop_factory=OwnTime) as runner:
        assert [message["body"] for message in runner.run(story())] == [b"{", b" ", b"}"]


class OwnTime(asyncio.SelectorEventLoop):
    """A loop whose clock goes on when all are waiting, and then at once to what they wait for."""

    def __init__(self) -> None:
        super().__init__()
        self._now, select = 0.0, self._selector.select

        def selected(timeout: float | None = None) -> list[Any]:
            self._now += timeout or 0
            return select(0)

        self._selector.select = selected

    def time(self) -> float:
        return self._now


@pytest.mark.parametrize(
    ("path", "kind", "sent"),
    [
        ("/v1/enterprises", JSON, b'{"city"'),
        ("/v1/enterprise-lists", JSON, b'{"city"'),
        ("/v1/enterprise-lists", FORM, PART),
    ],
    ids=["a command", "a list as JSON", "a list as a form"],
)
def test_who_hangs_up_in_the_middle_leaves_one_line_that_says_so(
    settled_town: Town, caplog: pytest.LogCaptureFixture, path: str, kind: str, sent: bytes
) -> None:
    lines = len(settled_town.refusals())

    with caplog.at_level(logging.DEBUG):
        with begun(settled_town.officer("drc"), path, length=1000, kind=kind, sent=sent):
            pass
        until(lambda: len(settled_town.refusals()) > lines)

    assert [line["code"] for line in settled_town.refusals()[lines:]] == ["request_aborted"]
    assert [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING] == []


NOBODY = {
    "service provider": Post(role=Role.PROVIDER),
    "auditor": Post(role=Role.AUDITOR),
    "specialist": Post(role=Role.SPECIALIST, enterprise_id=uuid4()),
}


@pytest.mark.parametrize("who", NOBODY)
def test_nothing_is_read_from_a_post_that_may_never_send_it(settled_town: Town, who: str) -> None:
    person = settled_town.person("li-na", NOBODY[who])
    broken = list_of("drc", [{"row": 4, "name": "示", "uscc": "1", "area": "月球"}])
    lines = len(settled_town.refusals())

    answers = [
        person.posts("/v1/enterprise-lists", **broken),
        person.sends("/v1/enterprise-lists", b'{"city": ', content_type=JSON),
        person.uploads("/v1/enterprise-lists", b"no list"),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "post_may_not")] * 3
    assert [line["command"] for line in settled_town.refusals()[lines:]] == ["ImportEnterpriseList"] * 3
    with begun(person, "/v1/enterprise-lists", length=1000) as connection:
        assert answered(connection).status == 403, "before a byte of the body has come"
