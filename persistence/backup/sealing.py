"""How a part of a backup is written (备份加密): in chunks, each of which opens in its own place alone (docs/format/backup-1.md).

Whoever has the shelf and not the key reads nothing, and can change, shorten, reorder or exchange nothing unseen.
"""

import base64
import binascii
import hmac
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from persistence import secret_files
from persistence.backup import BackupImpossible
from persistence.master_key import derived
from persistence.secret_files import SecretFileUnusable

TAG = b"huicai/backup-part/1\n"
SECRET_BYTES = 32
ID_BYTES = 8
SALT_BYTES = 16
HEAD_BYTES = len(TAG) + ID_BYTES + SALT_BYTES
CHUNK = 1 << 20
CHUNK_SEALED = CHUNK + 16


class BackupKeyUnusable(BackupImpossible):
    """There is no backup key, or it is none, or others can read it."""


class BackupDamaged(BackupImpossible):
    """What stands on the shelf is not what was put there, or was sealed under another key."""


class BackupKey:
    """Seals what goes on the shelf. `id` tells keys apart and tells nothing about them.

    The `earlier` ones only open what was sealed before the key was changed, until it has expired.
    """

    def __init__(self, secret: bytes, earlier: Sequence["BackupKey"] = ()) -> None:
        if len(secret) != SECRET_BYTES:
            raise BackupKeyUnusable(WHAT_A_KEY_IS)
        self._secret = secret
        self._earlier = earlier
        self.id = derived(secret, b"huicai backup key id", length=ID_BYTES)

    def __repr__(self) -> str:
        return f"BackupKey({self.id.hex()})"

    def known_as(self, id_: str) -> "BackupKey | None":
        """The key of this id in hex: this one, or one of those before."""
        return next((key for key in (self, *self._earlier) if key.id.hex() == id_), None)

    def cipher(self, salt: bytes, name: str) -> AESGCM:
        """Of one part alone: of another part, or under another name, it opens nothing."""
        info = b"huicai backup part " + name.encode()
        return AESGCM(HKDF(hashes.SHA256(), SECRET_BYTES, salt=salt, info=info).derive(self._secret))

    def mark(self, said: bytes) -> str:
        """What shows that a manifest was written by whoever has this key."""
        return hmac.digest(derived(self._secret, b"huicai backup manifest"), said, "sha256").hex()


def parsed(text: str | bytes) -> BackupKey:
    """The key as it stands in HUICAI_BACKUP_KEY or in its file: 32 random bytes in base64, and below it those before it."""
    try:
        secret, *earlier = (base64.b64decode(line, validate=True) for line in text.split())
    except (binascii.Error, ValueError):
        raise BackupKeyUnusable(WHAT_A_KEY_IS) from None
    return BackupKey(secret, [BackupKey(one) for one in earlier])


def found_in(path: Path) -> BackupKey:
    """The key in this file, which nobody makes by himself: one that lies on the lost disk alone opens no backup."""
    try:
        return parsed(secret_files.read(path))
    except FileNotFoundError:
        raise BackupKeyUnusable(f"there is no backup key {path}: {HOW_TO_MAKE_ONE}") from None
    except SecretFileUnusable as unusable:
        raise BackupKeyUnusable(str(unusable)) from None


class Sealing:
    """A part on its way into a file: what is written is sealed chunk by chunk, and closed by a chunk that says so."""

    def __init__(self, file: IO[bytes], key: BackupKey, name: str) -> None:
        salt = os.urandom(SALT_BYTES)
        self._head = TAG + key.id + salt
        self._cipher = key.cipher(salt, name)
        self._file = file
        self._waiting = bytearray()
        self._number = 0
        file.write(self._head)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._seal(bytes(self._waiting), is_last=True)

    def write(self, content: bytes) -> None:
        """Take in the next bytes. The last chunk is kept back until it is known to be the last."""
        self._waiting += content
        while len(self._waiting) > CHUNK:
            self._seal(bytes(self._waiting[:CHUNK]), is_last=False)
            del self._waiting[:CHUNK]

    def _seal(self, chunk: bytes, *, is_last: bool) -> None:
        self._file.write(self._cipher.encrypt(_nonce(self._number, is_last=is_last), chunk, self._head))
        self._number += 1


def opened(file: IO[bytes], key: BackupKey, name: str) -> Iterator[bytes]:
    """What was sealed, chunk by chunk. Raises `BackupDamaged`, and then what came before is not to be used."""
    head = file.read(HEAD_BYTES)
    if not head.startswith(TAG) or len(head) != HEAD_BYTES:
        raise BackupDamaged(f"{name} is no part of a backup")
    told, salt = head[len(TAG) : -SALT_BYTES], head[-SALT_BYTES:]
    its_key = key.known_as(told.hex())
    if its_key is None:
        raise BackupDamaged(
            f"{name} was sealed under backup key {told.hex()}, and {key.id.hex()} was given: put that one below it, in a line of its own"
        )
    cipher = its_key.cipher(salt, name)
    try:
        for number, (chunk, is_last) in enumerate(_chunks(file)):
            yield cipher.decrypt(_nonce(number, is_last=is_last), chunk, head)
    except InvalidTag:
        raise BackupDamaged(f"{name} was altered or cut off") from None


def whole(file: IO[bytes], key: BackupKey, name: str) -> bytes:
    """A small part at once. Raises `BackupDamaged`."""
    return b"".join(opened(file, key, name))


def _chunks(file: IO[bytes]) -> Iterable[tuple[bytes, bool]]:
    chunk = file.read(CHUNK_SEALED)
    while True:
        following = file.read(CHUNK_SEALED) if len(chunk) == CHUNK_SEALED else b""
        yield chunk, not following
        if not following:
            return
        chunk = following


def _nonce(number: int, *, is_last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([is_last])


HOW_TO_MAKE_ONE = "make one with openssl rand -base64 32, mode 0600, and keep a copy of it apart from the machine and the backups"
WHAT_A_KEY_IS = "a backup key is 32 random bytes in base64, for example from: openssl rand -base64 32"
