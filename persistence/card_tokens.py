"""Card tokens (核验码): what the QR code of a card says, signed, so that nobody can make one up.

    token = JWS compact: {"alg": "Ed25519", "kid": …} . card's id (16 bytes), number of its plastic (2 bytes) . signature

A token names no person, no card number and no term: what holds of the card is asked at the moment of asking. Keys are
a JWKS; the first signs and all are believed, so that cards printed under an earlier key stay good.
"""

from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey

from persistence.signing_keys import ALGORITHM

MOST_SIGNS = 400
_ID_BYTES, _PLASTIC_BYTES = 16, 2


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
