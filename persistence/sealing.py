"""How one fact is sealed (加密封存): the bytes of docs/format/sealed-data-1.md, and nothing that keeps them.

The ciphertext of one fact is a blob, and it can be opened only where it was sealed:

    blob   = suite ‖ nonce ‖ AES-256-GCM(data key of the subject, padded value)
    bound  = event id ‖ originator id ‖ version ‖ length of path ‖ path
    associated data = suite ‖ subject ‖ bound
"""

import os
import struct
from collections.abc import Mapping
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from domain.personal_data import Personal, Sealed, Tampered
from persistence.master_key import derived

SUITE = b"\x01"  # AES-256-GCM, random nonce of 96 bits, padded to 32
FILE_SUITE = b"\x02"  # AES-256-GCM, random nonce of 96 bits, of a whole file
FILE_KEY = b"huicai attachment"
KEY_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
BLOCK = 32
PLACE = struct.Struct(">16s16sQI")  # before the path
BEGIN = 1 + NONCE_BYTES  # where the ciphertext does
SHORTEST = BEGIN + BLOCK + TAG_BYTES


def place(event_id: UUID, originator_id: UUID, version: int, path: str) -> bytes:
    """Where a fact stands in the log; `path` is the JSON Pointer of the field as it is stored."""
    name = path.encode()
    return PLACE.pack(event_id.bytes, originator_id.bytes, version, len(name)) + name


class KeyRing:
    """The data keys of a few subjects, unwrapped for one command or one reading and then forgotten."""

    def __init__(self, keys: Mapping[UUID, bytes]) -> None:
        self._ciphers = {
            subject: (AESGCM(key), SUITE + subject.bytes) for subject, key in keys.items()
        }  # with what the associated data of all facts of a subject begin with
        self._keys = keys

    def _file_cipher(self, subject: UUID) -> AESGCM:
        """Under a key of its own, which goes with the data key: a key belongs to one suite."""
        return AESGCM(derived(self._keys[subject], FILE_KEY))

    def __repr__(self) -> str:
        return f"KeyRing({', '.join(map(str, self._ciphers))})"

    def seal(self, fact: Personal, bound: bytes) -> Sealed:
        """The fact, bound to its subject and to the place it is about to be recorded at."""
        nonce = os.urandom(NONCE_BYTES)
        cipher, of_subject = self._ciphers[fact.subject]
        sealed = cipher.encrypt(nonce, _padded(fact.value), of_subject + bound)
        return Sealed(fact.subject, SUITE + nonce + sealed, bound)

    def open(self, sealed: Sealed) -> str:
        """The fact itself; `Tampered` if it was sealed for another place or is not what was sealed."""
        blob = sealed.blob
        if blob[:1] != SUITE or len(blob) < SHORTEST:
            raise Tampered(sealed.subject)
        cipher, of_subject = self._ciphers[sealed.subject]
        try:
            padded = cipher.decrypt(blob[1:BEGIN], blob[BEGIN:], of_subject + sealed.bound)
        except InvalidTag:
            raise Tampered(sealed.subject) from None
        return padded.rstrip(b"\x00")[:-1].decode()

    def seal_file(self, subject: UUID, sha256: str, content: bytes) -> bytes:
        """The content of a file, bound to its subject and its digest (docs/format/sealed-file-1.md)."""
        nonce = os.urandom(NONCE_BYTES)
        return (
            FILE_SUITE + nonce + self._file_cipher(subject).encrypt(nonce, content, _of_file(subject, sha256))
        )

    def open_file(self, subject: UUID, sha256: str, blob: bytes) -> bytes:
        """The content itself; `Tampered` if it is another's, of another digest, or not what was sealed."""
        suite, nonce, ciphertext = _parts(blob)
        if suite != FILE_SUITE or len(ciphertext) < TAG_BYTES:
            raise Tampered(subject)
        try:
            return self._file_cipher(subject).decrypt(nonce, ciphertext, _of_file(subject, sha256))
        except InvalidTag:
            raise Tampered(subject) from None


def _of_file(subject: UUID, sha256: str) -> bytes:
    return FILE_SUITE + subject.bytes + bytes.fromhex(sha256)


def _parts(blob: bytes) -> tuple[bytes, bytes, bytes]:
    return blob[:1], blob[1:BEGIN], blob[BEGIN:]


def _padded(value: str) -> bytes:
    """A length would tell 群众 from 中共党员 even after erasure: every short value has the same one."""
    marked = value.encode() + b"\x80"
    return marked.ljust(-(-len(marked) // BLOCK) * BLOCK, b"\x00")
