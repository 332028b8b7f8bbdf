"""Others' servers over HTTP: asked with a limit to how long they take and how much they say, and never followed elsewhere."""

import asyncio
from typing import NamedTuple

import httpx

TIMEOUT = httpx.Timeout(30.0, connect=10.0)  # for each step of an exchange
PATIENCE_S = 45.0  # for all of it: a process that is told to end waits for it, and is given a minute
SLOWEST_LINE = 50_000  # bytes a second; what is sent may take as long beside that
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

    def __init__(self, url: str = "", *, patience_s: float = PATIENCE_S) -> None:
        self._url = url
        self._patience_s = patience_s
        # A server that says a byte now and then, in its header already, never meets the limit of a step: only what runs
        # beside the exchange can end it.
        self._beside = asyncio.Runner()
        self._opened: httpx.AsyncClient | None = None

    def post(self, path: str, content: bytes, kind: str) -> Reply:
        """Send it there. Raises `NoAnswer`."""
        try:
            return self._beside.run(self._posted(path, content, kind))
        except TimeoutError as error:
            raise NoAnswer("answer_too_slow") from error
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise NoAnswer(type(error).__name__) from error

    def close(self) -> None:
        """Give the connections back."""
        if self._opened is not None:
            self._beside.run(self._opened.aclose())
        self._beside.close()

    async def _posted(self, path: str, content: bytes, kind: str) -> Reply:
        async with (
            asyncio.timeout(self._patience_s + len(content) / SLOWEST_LINE),
            self._client().stream("POST", path, content=content, headers={"Content-Type": kind}) as answer,
        ):
            said = answer.headers.get("content-type", "").partition(";")[0].strip()
            return Reply(answer.status_code, said, await _body(answer))

    def _client(self) -> httpx.AsyncClient:
        """Made when something is sent: it reads all certificates of the world."""
        if self._opened is None:
            self._opened = httpx.AsyncClient(base_url=self._url, timeout=TIMEOUT, follow_redirects=False)
        return self._opened


async def _body(answer: httpx.Response) -> bytes:
    body = b""
    async for piece in answer.aiter_bytes():
        body += piece
        if len(body) > MOST_BYTES:
            raise NoAnswer("answer_too_long")
    return body
