"""What an officer was shown before deciding, known again by its digest (预览): what has changed since is not done."""

import hashlib
import json
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import Field

from domain.errors import Conflict
from domain.text import Text

PreviewDigest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class PreviewStale(Conflict):
    code = "preview_stale"
    title = Text("预览后情况已变，请重新预览", "It is not what was previewed any more: preview it again")


def digest_of_preview(lines: Iterable[Any]) -> PreviewDigest:
    """The digest of the lines that were shown, each of values that JSON has."""
    return hashlib.sha256(json.dumps(list(lines)).encode()).hexdigest()
