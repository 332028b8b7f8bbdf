"""Card tokens (核验码): what the QR code of a card says, signed, so that nobody can make one up.

    token = JWS compact: {"alg": "Ed25519", "kid": …} . card's id (16 bytes), number of its plastic (2 bytes) . signature

A token names no person, no card number and no term: what holds of the card is asked at the moment of asking. Keys are
a JWKS; the first signs and all are believed, so that cards printed under an earlier key stay good.
"""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, NamedTuple
from uuid import UUID

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from persistence import secret_files
from persistence.secret_files import SecretFileUnusable

ALGORITHM: Literal["Ed25519"] = "Ed25519"
MOST_SIGNS = 400
WHAT_KEYS_ARE = (
    'card keys are a JWKS of private Ed25519 keys, each with its "kid"; huicai rotate-card-key makes them'
)
_ID_BYTES, _PLASTIC_BYTES = 16, 2


class CardKeysUnusable(Exception):
    """The keys that sign card tokens cannot be used: malformed, or kept where others can read them."""


class CardToken(NamedTuple):
    """Which plastic of which card it was; `plastic` is counted from 1 for each card."""

    card_id: UUID
    plastic: int


class CardTokens:
    """Makes tokens and reads them. `address` is where they are verified, without it a QR code says the token alone."""

    def __init__(self, keys: Sequence[OKPKey], *, address: str | None = None) -> None:
        self._signing = keys[0]
        self._by_id = {key.kid: key for key in keys}
        self._address = address

    def written(self, token: CardToken) -> str:
        """The token as text."""
        said = token.card_id.bytes + token.plastic.to_bytes(_PLASTIC_BYTES)
        return jws.serialize_compact(
            {"alg": ALGORITHM, "kid": self._signing.kid}, said, self._signing, algorithms=[ALGORITHM]
        )

    def code(self, token: CardToken) -> str:
        """What the QR code says: where the token is verified, or the token."""
        written = self.written(token)
        return written if self._address is None else f"{self._address}/{written}"

    def read(self, written: str) -> CardToken | None:
        """The token that one of our keys has signed, or None: nothing is told about any other."""
        if len(written) > MOST_SIGNS or not written.isascii():
            return None
        try:
            parts = jws.extract_compact(written.encode())
            key = self._by_id.get(parts.headers().get("kid"))
            if key is None or not jws.validate_compact(parts, key, algorithms=[ALGORITHM]):
                return None
        except (JoseError, ValueError, TypeError):
            return None
        said = parts.payload
        if len(said) != _ID_BYTES + _PLASTIC_BYTES:
            return None
        return CardToken(UUID(bytes=said[:_ID_BYTES]), int.from_bytes(said[_ID_BYTES:]))


def parsed(text: str | bytes) -> list[OKPKey]:
    """The keys as they stand in HUICAI_CARD_KEYS or in their file: a JWKS of private Ed25519 keys."""
    try:
        keys = [OKPKey.import_key(one) for one in json.loads(text)["keys"]]
    except (JoseError, ValueError, TypeError, KeyError):
        raise CardKeysUnusable(WHAT_KEYS_ARE) from None
    if not keys or not all(key.is_private and key.curve_name == ALGORITHM and key.kid for key in keys):
        raise CardKeysUnusable(WHAT_KEYS_ARE)
    return keys


def kept_in(path: Path) -> list[OKPKey]:
    """The keys in this file, which is created with one if there is none. All who ask get the same ones."""
    try:
        return parsed(secret_files.kept_in(path, lambda: _written([_new()])))
    except SecretFileUnusable as unusable:
        raise CardKeysUnusable(str(unusable)) from None


def rotate(path: Path) -> str:
    """Let a new key sign from the next start on; cards signed before stay good. Returns the new key's id."""
    new = _new()
    secret_files.replace(path, _written([new, *kept_in(path)]))
    return str(new.kid)


def _new() -> OKPKey:
    key = OKPKey.generate_key(ALGORITHM)
    return OKPKey.import_key({**key.as_dict(private=True), "kid": key.thumbprint()[:8]})


def _written(keys: Sequence[OKPKey]) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=True) for key in keys]}, indent=1).encode() + b"\n"
