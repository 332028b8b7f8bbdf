"""The instance above, over HTTPS: is handed packages, asked for receipts, and never believed without a signature.

What answers may be a proxy, a login page or nobody. Its word is a receipt, which is signed, or a problem with one of our codes.
"""

import json
from typing import NamedTuple

from domain.errors import NotFound
from domain.report_packages import REFUSALS_OF_PACKAGES
from scheduler.outside import NoAnswer, Outside

REPORTS = "/v1/inbox/reports"
RECEIPTS = "/v1/inbox/receipts"
PACKAGE_TYPE = "application/zip"
SIGNED_TYPE = "application/jose"
PROBLEM_TYPE = "application/problem+json"

TOO_LARGE_TO_BE_READ = "content_too_large"  # what the upper's door says before it looks at a package
OUR_CODES = frozenset({TOO_LARGE_TO_BE_READ, *(kind.code for kind in (*REFUSALS_OF_PACKAGES, NotFound))})


class Answer(NamedTuple):
    """A receipt as it came, or the code of a refusal."""

    receipt: str | None = None
    refusal_code: str | None = None


class UpperInstance:
    """Speaks to the instance at this URL."""

    def __init__(self, url: str) -> None:
        self._outside = Outside(url)

    def send(self, package: bytes) -> Answer:
        """Hand a package over. Raises `NoAnswer`."""
        return self._answer(REPORTS, package, PACKAGE_TYPE)

    def ask(self, signed_manifest: str) -> Answer:
        """What has become of a report; `not_found` is not the code of a refusal of it. Raises `NoAnswer`."""
        return self._answer(RECEIPTS, signed_manifest.encode(), SIGNED_TYPE)

    def close(self) -> None:
        """Give the connections back."""
        self._outside.close()

    def _answer(self, path: str, content: bytes, kind: str) -> Answer:
        reply = self._outside.post(path, content, kind)
        if reply.is_success and reply.kind == SIGNED_TYPE:
            return Answer(receipt=reply.body.decode("ascii", "replace"))
        if reply.is_client_error and reply.kind == PROBLEM_TYPE:
            code = _code(reply.body)
            if code in OUR_CODES:
                return Answer(refusal_code=code)
        raise NoAnswer(f"status_{reply.status}")


def _code(body: bytes) -> str | None:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return None
    code = said.get("code") if isinstance(said, dict) else None
    return code if isinstance(code, str) else None
