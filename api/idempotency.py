"""Sending a command twice without doing it twice (Idempotency-Key)."""

import hashlib
import re
from typing import Any

import orjson

from api.posts import written
from api.refusals import InvalidHeader
from domain.authorization import Post
from domain.errors import FieldError
from domain.text import Text

HEADER = "Idempotency-Key"

_KEY = re.compile(r"[\x21-\x7e]{1,128}")


def key_of(value: str | None) -> str | None:
    """The key that a caller stated, if any. Raises `InvalidHeader`."""
    if value is not None and not _KEY.fullmatch(value):
        raise InvalidHeader(errors=(FieldError(HEADER, "idempotency_key", KEY_FORM),))
    return value


def fingerprint_of(method: str, path: str, post: Post, body: Any) -> bytes:
    """What two requests have in common that say the same, however their JSON is laid out."""
    said = [method, path, written(post), body]
    return hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).digest()


KEY_FORM = Text("应为1至128个可见ASCII字符", "has 1 to 128 visible ASCII characters")
