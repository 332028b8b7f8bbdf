"""Keyset paging: a page ends in a cursor that continues this list under these filters, and no other."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import orjson

from api import strict_json
from api.refusals import InvalidCursor

Row = TypeVar("Row")

DEFAULT_LIMIT = 50
MOST = 200

LARGEST_NUMBER = 2**63 - 1  # a position, or the number of a line; the database knows of no larger one

_DIGEST = 12


def written(key: Sequence[Any], listing: Sequence[Any]) -> str:
    """The cursor after `key` in the listing that these filters make."""
    payload = orjson.dumps(list(key))
    return base64.urlsafe_b64encode(_digest(payload, listing) + payload).rstrip(b"=").decode()


def read(cursor: str | None, listing: Sequence[Any]) -> tuple[Any, ...] | None:
    """The key after which to continue. Raises `InvalidCursor` for one that was altered or made elsewhere."""
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True)
    except (ValueError, binascii.Error):
        raise InvalidCursor(field="cursor") from None
    payload = raw[_DIGEST:]
    if raw[:_DIGEST] != _digest(payload, listing):
        raise InvalidCursor(field="cursor")
    return _key(payload)


def read_number(cursor: str | None, listing: Sequence[Any]) -> int | None:
    """The line or the position at which to continue a list that is in the order of these. Raises `InvalidCursor`."""
    match read(cursor, listing):
        case None:
            return None
        case [int(number)] if not isinstance(number, bool):
            return number
    raise InvalidCursor(field="cursor")


def page(
    rows: Sequence[Row], limit: int, key: Callable[[Row], Sequence[Any]], listing: Sequence[Any]
) -> tuple[Sequence[Row], str | None]:
    """The rows of this page, out of one more than it holds, and the cursor of the next page if there is one."""
    if len(rows) <= limit:
        return rows, None
    return rows[:limit], written(key(rows[limit - 1]), listing)


def _key(payload: bytes) -> tuple[Any, ...]:
    try:
        key = tuple(strict_json.loads(payload))
    except (ValueError, TypeError):
        raise InvalidCursor(field="cursor") from None
    if any(isinstance(part, int) and abs(part) > LARGEST_NUMBER for part in key):
        raise InvalidCursor(field="cursor")
    return key


def _digest(payload: bytes, listing: Sequence[Any]) -> bytes:
    """Tells a cursor that was altered, or taken to other filters. It guards nothing: rights are asked anew."""
    said = orjson.dumps(list(listing), default=tuple, option=orjson.OPT_SORT_KEYS)  # a quarter by its parts
    return hashlib.blake2b(payload, key=hashlib.sha256(said).digest(), digest_size=_DIGEST).digest()
