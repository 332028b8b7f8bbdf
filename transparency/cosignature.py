"""Cosignatures (见证签名): that somebody else has seen a checkpoint continue all before it, as https://c2sp.org/tlog-cosignature says.

    line        — <name> base64(key id ‖ time, 8 bytes ‖ Ed25519 signature)
    signed      "cosignature/v1" ‖ 0A ‖ "time <seconds>" ‖ 0A ‖ the checkpoint's text

The key signs nothing else: a witness has a key of its own, which is neither that of a log nor that of a unit.
"""

from base64 import b64encode
from dataclasses import dataclass
from typing import Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from transparency.note import NoteMalformed, Signature, checked_name, decoded, key_id

COSIGNATURE = b"\x04"
TIME_SIZE = 8
KEY_SIZE = 32


@dataclass(frozen=True, slots=True)
class CosignerKey:
    """A witness's key that is trusted, written as `name+id+key`."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Another than that of a log with the same key and name."""
        return key_id(self.name, COSIGNATURE + self.public)

    def has_signed(self, text: bytes, signature: bytes) -> bool:
        """Whether this is its cosignature of the checkpoint's text, made at the time that it says."""
        if len(signature) <= TIME_SIZE:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(
                signature[TIME_SIZE:], _signed(text, time_of(signature))
            )
        except InvalidSignature:
            return False
        return True

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(COSIGNATURE + self.public).decode()}"

    @classmethod
    def parse(cls, written: str) -> Self:
        """Raises `NoteMalformed`, also where the id is not that of the key."""
        name, *rest = written.split("+", 2)
        if len(rest) != 2:  # noqa: PLR2004  id and key
            raise NoteMalformed("a witness's key is written name+id+key")
        stated, key = rest[0], decoded(rest[1])
        parsed = cls(checked_name(name), key[1:])
        if key[:1] != COSIGNATURE or len(key) != 1 + KEY_SIZE or stated != parsed.key_id.hex():
            raise NoteMalformed("this key is no witness's, or its id is not its own")
        return parsed


@dataclass(frozen=True, slots=True)
class Cosigner:
    """Signs as a witness."""

    name: str
    private: Ed25519PrivateKey

    @property
    def key(self) -> CosignerKey:
        """The public half."""
        return CosignerKey(self.name, self.private.public_key().public_bytes_raw())

    def cosigned(self, text: str, at: int) -> Signature:
        """The line below a checkpoint's text: as of `at`, in seconds since 1970, no larger tree of this log was seen."""
        signature = self.private.sign(_signed(text.encode(), at))
        return Signature(self.name, self.key.key_id, at.to_bytes(TIME_SIZE, "big") + signature)


def time_of(signature: bytes) -> int:
    """When a cosignature says that it was made, in seconds since 1970."""
    return int.from_bytes(signature[:TIME_SIZE], "big")


def _signed(text: bytes, at: int) -> bytes:
    return b"cosignature/v1\ntime %d\n" % at + text
