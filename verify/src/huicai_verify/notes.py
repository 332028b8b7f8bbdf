"""Signed notes, verifier keys, checkpoints and cosignatures: c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature."""

import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from huicai_verify.tree import HASH_BYTES

ED25519, COSIGNATURE = 0x01, 0x04
KEY_BYTES, KEY_ID_BYTES, TIME_BYTES = 32, 4, 8
MOST_BYTES = 1 << 20  # of a note with its signatures
MOST_SIGNATURES = 64
LEAST_LINES = 3  # of a checkpoint: origin, size, root
SIGNATURE_LINE = re.compile(r"— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/]+={0,2})")
DECIMAL = re.compile(r"0|[1-9][0-9]{0,18}")


class NoteInvalid(Exception):
    """A note or a key is not of the form that its specification gives."""


class SignatureWrong(Exception):
    """A signature under a trusted key is not one of that key."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature line: who signed, with which key, and the bytes."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True, slots=True)
class Key:
    """A verifier key (vkey): `<name>+<key id in hex>+<base64 of type and key>`."""

    name: str
    key_id: bytes
    kind: int
    public: bytes

    @classmethod
    def parse(cls, text: str) -> "Key":
        """Read a key and check that its id is its own. Raises `NoteInvalid`."""
        try:
            name, hexed, encoded = text.strip().split("+", 2)
            key_id, content = bytes.fromhex(hexed), decoded(encoded)
        except ValueError:
            raise NoteInvalid(text) from None
        kind, public = content[:1], content[1:]
        if not name or key_id != sha256(name.encode() + b"\n" + content).digest()[:KEY_ID_BYTES]:
            raise NoteInvalid(text)
        if kind[0] not in (ED25519, COSIGNATURE) or len(public) != KEY_BYTES:
            raise NoteInvalid(text)
        return cls(name, key_id, kind[0], public)

    @property
    def is_of_witness(self) -> bool:
        """Whether it cosigns what a log has signed."""
        return self.kind == COSIGNATURE

    @property
    def fingerprint(self) -> str:
        """What is compared over the telephone: the SHA-256 of the public key."""
        return sha256(self.public).hexdigest()

    def must_have_signed(self, text: bytes, value: bytes) -> None:
        """Raise `SignatureWrong` unless this is its signature over the text of a note."""
        signed = text
        if self.is_of_witness:
            time, value = value[:TIME_BYTES], value[TIME_BYTES:]
            signed = b"cosignature/v1\ntime %d\n" % int.from_bytes(time, "big") + text
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(value, signed)
        except InvalidSignature:
            raise SignatureWrong(self.name) from None


@dataclass(frozen=True, slots=True)
class Note:
    """A text with the signatures under it."""

    text: bytes
    signatures: tuple[Signature, ...]

    @classmethod
    def parse(cls, note: bytes) -> "Note":
        """Read a signed note. Raises `NoteInvalid`."""
        text, separator, lines = note.rpartition(b"\n\n")
        if len(note) > MOST_BYTES or not separator or not lines.endswith(b"\n"):
            raise NoteInvalid("form")
        try:
            said = note.decode()
        except UnicodeDecodeError:
            raise NoteInvalid("utf-8") from None
        if any(sign < " " and sign != "\n" for sign in said):
            raise NoteInvalid("control character")
        signatures = [_signature(line) for line in lines.decode().split("\n")[:-1]]
        if not 0 < len(signatures) <= MOST_SIGNATURES:
            raise NoteInvalid("signatures")
        return cls(text + b"\n", tuple(signatures))

    def signers(self, keys: Iterable[Key]) -> list[Key]:
        """The keys among these that have signed it. Raises `SignatureWrong` for one that has not and is named."""
        known = {(key.name, key.key_id): key for key in keys}
        found = []
        for signature in self.signatures:
            key = known.get((signature.name, signature.key_id))
            if key is not None:
                key.must_have_signed(self.text, signature.value)
                found.append(key)
        return found


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log says about its tree: whose log it is, how many leaves, which root."""

    origin: str
    size: int
    root: bytes
    note: Note

    @classmethod
    def parse(cls, note: bytes) -> "Checkpoint":
        """Read a checkpoint; its signatures are judged by `signers`. Raises `NoteInvalid`."""
        parsed = Note.parse(note)
        lines = parsed.text.decode().split("\n")[:-1]
        if len(lines) < LEAST_LINES or not all(lines) or not DECIMAL.fullmatch(lines[1]):
            raise NoteInvalid("checkpoint")
        try:
            root = decoded(lines[2])
        except ValueError:
            raise NoteInvalid("root") from None
        if len(root) != HASH_BYTES:
            raise NoteInvalid("root")
        return cls(lines[0], int(lines[1]), root, parsed)

    @property
    def tree(self) -> tuple[int, bytes]:
        """Size and root."""
        return self.size, self.root


def decoded(text: str) -> bytes:
    """Standard base64 that can be written in no other way. Raises `ValueError`."""
    try:
        content = b64decode(text, validate=True)
    except NotBase64:
        raise ValueError(text) from None
    if b64encode(content).decode() != text:
        raise ValueError(text)
    return content


def _signature(line: str) -> Signature:
    match = SIGNATURE_LINE.fullmatch(line)
    if match is None:
        raise NoteInvalid("signature line")
    try:
        content = decoded(match["signature"])
    except ValueError:
        raise NoteInvalid("signature") from None
    if len(content) <= KEY_ID_BYTES:
        raise NoteInvalid("signature")
    return Signature(match["name"], content[:KEY_ID_BYTES], content[KEY_ID_BYTES:])
