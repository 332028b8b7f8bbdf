"""Keys that sign (签名密钥): a JWKS of private Ed25519 keys, in a setting or in a file that nobody else may read.

The first signs and all are believed, so that what was signed under an earlier key stays good.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from persistence import secret_files
from persistence.secret_files import SecretFileUnusable

ALGORITHM: Literal["Ed25519"] = "Ed25519"


class SigningKeysUnusable(Exception):
    """The keys cannot be used: malformed, or kept where others can read them."""


def parsed(text: str | bytes) -> list[OKPKey]:
    """The keys as they stand in a setting or in their file."""
    try:
        keys = [OKPKey.import_key(one) for one in json.loads(text)["keys"]]
    except (JoseError, ValueError, TypeError, KeyError):
        raise SigningKeysUnusable(WHAT_KEYS_ARE) from None
    if not keys or not all(key.is_private and key.curve_name == ALGORITHM and key.kid for key in keys):
        raise SigningKeysUnusable(WHAT_KEYS_ARE)
    return keys


def kept_in(path: Path) -> list[OKPKey]:
    """The keys in this file, which is created with one if there is none. All who ask get the same ones."""
    try:
        return parsed(secret_files.kept_in(path, lambda: _written([_new()])))
    except SecretFileUnusable as unusable:
        raise SigningKeysUnusable(str(unusable)) from None


def found_in(path: Path) -> list[OKPKey] | None:
    """The keys in this file, None if there is none: nobody signs as a unit before its operator has made a key."""
    return kept_in(path) if path.exists() else None


def rotate(path: Path) -> str:
    """Put a new key in front of those in the file. Returns the new key's id."""
    new = _new()
    secret_files.replace(path, _written([new, *kept_in(path)]))
    return str(new.kid)


def keep_only(path: Path, keys: Sequence[OKPKey]) -> None:
    """Leave these keys of those in the file."""
    secret_files.replace(path, _written(keys))


def _new() -> OKPKey:
    key = OKPKey.generate_key(ALGORITHM)
    return OKPKey.import_key({**key.as_dict(private=True), "kid": key.thumbprint()[:8]})


def _written(keys: Sequence[OKPKey]) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=True) for key in keys]}, indent=1).encode() + b"\n"


WHAT_KEYS_ARE = (
    'signing keys are a JWKS of private Ed25519 keys, each with its "kid", as huicai itself makes them'
)
