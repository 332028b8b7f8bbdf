"""Others' servers over HTTP: asked with a limit to how long they take and how much they say, and never followed elsewhere."""

import time
from collections.abc import Callable
from typing import NamedTuple

import httpx

TIMEOUT = httpx.Timeout(30.0, connect=10.0)  # for each step of an exchange
PATIENCE_S = 300.0  # for all of it
MOST_BYTES = 64 * 1024


class NoAnswer(Exception):
    """Nothing that is the other's word has come back; it may or may not have what was sent."""


class Reply(NamedTuple):
    """What came back: `kind` is the type of its content without parameters."""

    status: int
    kind: str
    body: bytes

    @property
    def is_success(self) -> bool:
        return 200 <= self.status < 300  # noqa: PLR2004  as HTTP says

    @property
    def is_client_error(self) -> bool:
        return 400 <= self.status < 500  # noqa: PLR2004  as HTTP says


class Outside:
    """Keeps its connections until it is closed. Every path may be a whole URL."""

    def __init__(self, url: str = "", *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._url = url
        self._monotonic = monotonic
        self._opened: httpx.Client | None = None

    def post(self, path: str, content: bytes, kind: str) -> Reply:
        """Send it there. Raises `NoAnswer`."""
        try:
            with self._client().stream(
                "POST", path, content=content, headers={"Content-Type": kind}
            ) as answer:
                said = answer.headers.get("content-type", "").partition(";")[0].strip()
                return Reply(answer.status_code, said, self._body(answer))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise NoAnswer(type(error).__name__) from error

    def close(self) -> None:
        """Give the connections back."""
        if self._opened is not None:
            self._opened.close()

    def _client(self) -> httpx.Client:
        """Made when something is sent: it reads all certificates of the world."""
        if self._opened is None:
            self._opened = httpx.Client(base_url=self._url, timeout=TIMEOUT, follow_redirects=False)
        return self._opened

    def _body(self, answer: httpx.Response) -> bytes:
        until, body = self._monotonic() + PATIENCE_S, b""
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                raise NoAnswer("answer_too_long")
            if self._monotonic() > until:
                raise NoAnswer("answer_too_slow")
        return body
