"""Signatures under what travels between instances (报送签名): JWS (RFC 7515) with Ed25519, and whose keys are believed.

    compact    header.statement.signature    a receipt, or a manifest that is sent alone
    detached   header..signature             beside the statement, in a package

The header has `alg`, `kid` and a `typ` for each kind of statement, and nothing else. A signature has one way to be written.
"""

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, NamedTuple

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import OKPKey
from joserfc.jws import CompactSignature
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from persistence.signing_keys import ALGORITHM

MOST_SIGNS = 40_000


class Kind(StrEnum):
    """What is signed: one kind is never taken for another."""

    MANIFEST = "huicai-report-manifest"
    RECEIPT = "huicai-report-receipt"


class TrustUnusable(Exception):
    """The file of trusted units cannot be used; nobody is believed until it can."""


class Signed(NamedTuple):
    """A statement and the key that it says it is signed with; nothing of it is proved yet."""

    statement: bytes
    kid: str
    jws: CompactSignature


class TrustedKey(BaseModel):
    """A public key of another unit, and from when until when what arrives under it is believed."""

    model_config = ConfigDict(frozen=True, extra="ignore")  # a JWK may say more

    kty: str = Field(pattern="^OKP$")
    crv: str = Field(pattern=f"^{ALGORITHM}$")
    x: str
    kid: Annotated[str, Field(min_length=1, max_length=100)]
    unit: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$")]
    valid_from: date
    valid_to: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it is believed on that day."""
        return self.valid_from <= day <= (self.valid_to or date.max)

    @property
    def key(self) -> OKPKey:
        return OKPKey.import_key({"kty": self.kty, "crv": self.crv, "x": self.x, "kid": self.kid})


class TrustedKeys(BaseModel):
    """The file: a JWKS."""

    keys: tuple[TrustedKey, ...] = Field(max_length=1000)


class Signer:
    """Signs as this instance, with the first of its keys."""

    def __init__(self, keys: Sequence[OKPKey]) -> None:
        self._key = keys[0]

    def signed(self, statement: bytes, kind: Kind) -> str:
        """The statement with its signature, in the compact form."""
        header = {"alg": ALGORITHM, "kid": self._key.kid, "typ": kind.value}
        return jws.serialize_compact(header, statement, self._key, algorithms=[ALGORITHM])

    def public(self, unit: str, since: date) -> dict[str, Any]:
        """What the other side enters into its file of trusted units."""
        own = self._key.as_dict(private=False)
        return own | {"unit": unit, "valid_from": since.isoformat(), "valid_to": None}


class Trust:
    """Whom this instance believes: read anew at every question, so that a key can be ended without a restart."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def has_signed(self, signed: Signed, unit: str, on: date) -> bool | None:
        """Whether this unit has signed it; None if none of its keys on that day is called so. Raises `TrustUnusable`."""
        fitting = [
            one for one in self._keys() if (one.unit, one.kid) == (unit, signed.kid) and one.holds_on(on)
        ]
        if not fitting:
            return None
        return any(_holds(signed, one.key) for one in fitting)

    def _keys(self) -> tuple[TrustedKey, ...]:
        if self._path is None:
            return ()
        try:
            return TrustedKeys.model_validate_json(self._path.read_bytes()).keys
        except (OSError, ValidationError) as unusable:
            raise TrustUnusable(
                f"{self._path} is no file of trusted units: {type(unusable).__name__}"
            ) from None


def read_signed(written: str, kind: Kind) -> Signed | None:
    """What was signed, if it is written as such a statement is; whether the signature holds, `Trust` says."""
    if len(written) > MOST_SIGNS or not written.isascii():
        return None
    try:
        parts = jws.extract_compact(written.encode())
        header = parts.headers()
        is_ours = header == {"alg": ALGORITHM, "kid": header.get("kid"), "typ": kind.value}
        if not is_ours or not isinstance(header["kid"], str) or _rewritten(written) != written:
            return None
    except (JoseError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    return Signed(parts.payload, header["kid"], parts)


def detached(compact: str) -> str:
    """The signature alone, to lie beside the statement."""
    return jws.detach_content(compact)


def attached(statement: bytes, signature: str) -> str:
    """The statement with its detached signature, in the compact form; any text if that is none."""
    return signature.replace("..", f".{urlsafe_b64encode(statement).decode()}.", 1)


def _holds(signed: Signed, key: OKPKey) -> bool:
    try:
        return jws.validate_compact(signed.jws, key, algorithms=[ALGORITHM])
    except (JoseError, ValueError, TypeError):
        return False


def _rewritten(written: str) -> str:
    """The same bytes as base64 writes them: some of its signs have bits that nobody reads."""
    parts: list[bytes] = [urlsafe_b64decode(part.encode()) for part in written.split(".")]
    return ".".join(urlsafe_b64encode(part).decode() for part in parts)
