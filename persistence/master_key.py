"""The master key (主密钥): wraps every other key of the vault, and never lies in the database.

It comes from the environment, or from a file that is created once and that nobody else may read.
"""

import base64
import binascii
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from persistence import secret_files
from persistence.secret_files import SecretFileUnusable

SUITE = b"\x01"  # AES-256-GCM, random nonce of 96 bits
SECRET_BYTES = 32
ID_BYTES = 8
NONCE_BYTES = 12


class MasterKeyUnusable(Exception):
    """The master key that was given cannot be used: malformed, or kept where others can read it."""


class WrongMasterKey(Exception):
    """The vault was locked with another master key than the one given."""


class VaultInUse(Exception):
    """Somebody is connected who could make keys while all are wrapped anew."""


class WrappedKeyAltered(Exception):
    """A wrapped key is not what this master key wrapped for this owner."""


class MasterKey:
    """Wraps and unwraps keys. `id` tells master keys apart and tells nothing about them."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != SECRET_BYTES:
            raise MasterKeyUnusable(f"a master key has {SECRET_BYTES} bytes, this one {len(secret)}")
        self.id = derived(secret, b"huicai master key id", length=ID_BYTES)
        self._cipher = AESGCM(derived(secret, b"huicai key wrapping"))

    def __repr__(self) -> str:
        return f"MasterKey({self.id.hex()})"

    def wrap(self, key: bytes, owner: bytes) -> bytes:
        """The key as it may be stored: suite, id of this master key, nonce, ciphertext, tag."""
        nonce = os.urandom(NONCE_BYTES)
        return SUITE + self.id + nonce + self._cipher.encrypt(nonce, key, self._associated(owner))

    def has_wrapped(self, wrapped: bytes) -> bool:
        """Whether it says that it was wrapped under this master key."""
        return wrapped.startswith(SUITE + self.id)

    def unwrap(self, wrapped: bytes, owner: bytes) -> bytes:
        """The key that was wrapped for `owner`, and for nobody else."""
        head, rest = wrapped[: 1 + ID_BYTES], wrapped[1 + ID_BYTES :]
        if not self.has_wrapped(wrapped):
            raise WrongMasterKey(
                f"the vault was locked with master key {head[1:].hex()}, and {self.id.hex()} was given: "
                "set HUICAI_MASTER_KEY to the right one, or put the copy of its file in its place, which no backup has"
            )
        try:
            return self._cipher.decrypt(rest[:NONCE_BYTES], rest[NONCE_BYTES:], self._associated(owner))
        except InvalidTag:
            raise WrappedKeyAltered("a key in the vault was altered or moved") from None

    def _associated(self, owner: bytes) -> bytes:
        return SUITE + self.id + owner


def derived(secret: bytes, purpose: bytes, *, length: int = 32) -> bytes:
    """A key for one purpose alone (HKDF-SHA-256)."""
    return HKDF(hashes.SHA256(), length, salt=None, info=purpose).derive(secret)


def parsed(text: str | bytes) -> MasterKey:
    """The master key as it stands in HUICAI_MASTER_KEY or in its file: 32 random bytes in base64."""
    try:
        secret = base64.b64decode(text.strip(), validate=True)
    except (binascii.Error, ValueError):
        raise MasterKeyUnusable(
            "a master key is 32 random bytes in base64, for example from: openssl rand -base64 32"
        ) from None
    return MasterKey(secret)


def kept_in(path: Path) -> MasterKey:
    """The master key in this file, which is created if there is none. All who ask get the same one."""
    try:
        return parsed(secret_files.kept_in(path, _new))
    except SecretFileUnusable as unusable:
        raise MasterKeyUnusable(str(unusable)) from None


def found_in(path: Path) -> MasterKey:
    """The master key in this file, which its operator has made. Raises `MasterKeyUnusable`."""
    try:
        return parsed(secret_files.read(path))
    except FileNotFoundError:
        raise MasterKeyUnusable(f"there is no master key {path}") from None
    except SecretFileUnusable as unusable:
        raise MasterKeyUnusable(str(unusable)) from None


def _new() -> bytes:
    return base64.b64encode(os.urandom(SECRET_BYTES)) + b"\n"
