"""The instance above, over HTTPS: is handed packages, asked for receipts, and never believed without a signature.

What answers may be a proxy, a login page or nobody. Its word is a receipt, which is signed, or a problem with one of our codes.
"""

import json
import time
from collections.abc import Callable
from typing import NamedTuple

import httpx

from domain.errors import NotFound
from domain.report_packages import REFUSALS_OF_PACKAGES

REPORTS = "/v1/inbox/reports"
RECEIPTS = "/v1/inbox/receipts"
PACKAGE_TYPE = "application/zip"
SIGNED_TYPE = "application/jose"
PROBLEM_TYPE = "application/problem+json"

TIMEOUT = httpx.Timeout(30.0, connect=10.0)  # for each step of an exchange
PATIENCE_S = 300.0  # for all of it
MOST_BYTES = 64 * 1024
TOO_LARGE_TO_BE_READ = "content_too_large"  # what the upper's door says before it looks at a package
OUR_CODES = frozenset({TOO_LARGE_TO_BE_READ, *(kind.code for kind in (*REFUSALS_OF_PACKAGES, NotFound))})


class NoAnswer(Exception):
    """Nothing that is the receiver's word has come back; it may or may not have what was sent."""


class Answer(NamedTuple):
    """A receipt as it came, or the code of a refusal."""

    receipt: str | None = None
    refusal_code: str | None = None


class UpperInstance:
    """Speaks to the instance at this URL."""

    def __init__(self, url: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._client = httpx.Client(base_url=url, timeout=TIMEOUT, follow_redirects=False)
        self._monotonic = monotonic

    def send(self, package: bytes) -> Answer:
        """Hand a package over. Raises `NoAnswer`."""
        return self._answer(REPORTS, package, PACKAGE_TYPE)

    def ask(self, signed_manifest: str) -> Answer:
        """What has become of a report; `not_found` is not the code of a refusal of it. Raises `NoAnswer`."""
        return self._answer(RECEIPTS, signed_manifest.encode(), SIGNED_TYPE)

    def close(self) -> None:
        """Give the connections back."""
        self._client.close()

    def _answer(self, path: str, content: bytes, kind: str) -> Answer:
        try:
            with self._client.stream("POST", path, content=content, headers={"Content-Type": kind}) as answer:
                return _read(answer, self._body(answer))
        except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
            raise NoAnswer(type(error).__name__) from error

    def _body(self, answer: httpx.Response) -> bytes:
        until, body = self._monotonic() + PATIENCE_S, b""
        for piece in answer.iter_bytes():
            body += piece
            if len(body) > MOST_BYTES:
                raise NoAnswer("answer_too_long")
            if self._monotonic() > until:
                raise NoAnswer("answer_too_slow")
        return body


def _read(answer: httpx.Response, body: bytes) -> Answer:
    kind = answer.headers.get("content-type", "").partition(";")[0].strip()
    if answer.is_success and kind == SIGNED_TYPE:
        return Answer(receipt=body.decode("ascii", "replace"))
    if answer.is_client_error and kind == PROBLEM_TYPE:
        code = _code(body)
        if code in OUR_CODES:
            return Answer(refusal_code=code)
    raise NoAnswer(f"status_{answer.status_code}")


def _code(body: bytes) -> str | None:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    code = said.get("code") if isinstance(said, dict) else None
    return code if isinstance(code, str) else None
