"""Signed notes (签名文本): a text with lines of signatures below it, as https://c2sp.org/signed-note says.

What a reader does not know, a key or a kind of signature, it passes over. So a second key, a witness or another
algorithm can sign beside ours, and nobody has to change for it.
"""

import unicodedata
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
# Whatever has no byte of its own there, followed by a longer name: where SM2 would stand.
UNASSIGNED = b"\xff"
KEY_ID_SIZE = 4
MOST_BYTES = 1_000_000
MOST_SIGNATURES = 100
BEGINS_SIGNATURE = "— "


class NoteMalformed(ValueError):
    """This is no signed note."""


class NoteNotBelieved(ValueError):
    """No key that is trusted has signed the note, or what stands there as its signature is none."""


class Verifier(Protocol):
    """A key that is trusted: by this name and id it is found, and it judges what it is said to have signed."""

    @property
    def name(self) -> str: ...
    @property
    def key_id(self) -> bytes: ...
    def has_signed(self, text: bytes, signature: bytes) -> bool: ...


class Signer(Protocol):
    """What signs: a key in a file, or a device that never gives its key away."""

    @property
    def name(self) -> str: ...
    @property
    def key_id(self) -> bytes: ...
    @property
    def verifier_key(self) -> str:
        """The public half as one line, as `VerifierKey` writes it."""
        ...

    def sign(self, text: bytes) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Signature:
    """One line of signature. Its bytes mean what its key says."""

    name: str
    key_id: bytes
    signature: bytes

    def __str__(self) -> str:
        return f"{BEGINS_SIGNATURE}{self.name} {b64encode(self.key_id + self.signature).decode()}\n"


@dataclass(frozen=True, slots=True)
class Note:
    """A text, which ends in a newline, and whoever signed it."""

    text: str
    signatures: tuple[Signature, ...] = ()

    def __str__(self) -> str:
        return f"{self.text}\n{''.join(map(str, self.signatures))}"

    @classmethod
    def parse(cls, written: str) -> Self:
        """Raises `NoteMalformed`."""
        if len(written) > MOST_BYTES or any(sign < " " and sign != "\n" for sign in written):
            raise NoteMalformed("a note is a short text without control characters")
        text, empty_line, lines = written.rpartition("\n\n")
        if not empty_line or not lines.endswith("\n"):
            raise NoteMalformed("a note ends in an empty line and lines of signatures")
        signatures = lines.removesuffix("\n").split("\n")
        if len(signatures) > MOST_SIGNATURES:
            raise NoteMalformed(f"more than {MOST_SIGNATURES} signatures")
        return cls(f"{text}\n", tuple(map(_read_signature, signatures)))

    def signed_by(self, *signers: Signer) -> Self:
        """The same with a line of each of these below."""
        text = self.text.encode()
        added = (Signature(signer.name, signer.key_id, signer.sign(text)) for signer in signers)
        return replace(self, signatures=(*self.signatures, *added))

    def believed_by(self, verifiers: Iterable[Verifier]) -> list[Verifier]:
        """Those of the trusted keys that have signed, at least one.

        Raises `NoteNotBelieved`, also where one has signed and another that is trusted has not what is said.
        """
        by_key = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
        text, signed = self.text.encode(), {}
        for line in self.signatures:
            verifier = by_key.get((line.name, line.key_id))
            if verifier is None:
                continue
            if not verifier.has_signed(text, line.signature):
                raise NoteNotBelieved(f"the signature of {line.name} does not hold")
            signed[line.name, line.key_id] = verifier
        if not signed:
            raise NoteNotBelieved("nobody who is trusted has signed")
        return list(signed.values())


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """An Ed25519 key that is trusted, written as `name+id+key`: what an auditor is handed on paper."""

    name: str
    public: bytes

    @property
    def key_id(self) -> bytes:
        """The first four bytes of a hash of name and key."""
        return key_id(self.name, ED25519 + self.public)

    def has_signed(self, text: bytes, signature: bytes) -> bool:
        """Whether this is its signature of the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text)
        except InvalidSignature:
            return False
        return True

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    @classmethod
    def is_written(cls, written: str) -> bool:
        """Whether this is such a key, and not one of another kind."""
        try:
            cls.parse(written)
        except NoteMalformed:
            return False
        return True

    @classmethod
    def parse(cls, written: str) -> Self:
        """Raises `NoteMalformed`, also where the id is not that of the key."""
        name, *rest = written.split("+", 2)
        try:
            stated, key = rest
            kind, public = decoded(key)[:1], decoded(key)[1:]
            Ed25519PublicKey.from_public_bytes(public)
        except ValueError:
            raise NoteMalformed("a verifier key is written name+id+key") from None
        parsed = cls(checked_name(name), public)
        if kind != ED25519 or stated != parsed.key_id.hex():
            raise NoteMalformed("this verifier key is not Ed25519, or its id is not its own")
        return parsed


@dataclass(frozen=True, slots=True)
class Ed25519Signer:
    """Signs with a key that the process itself holds."""

    name: str
    private: Ed25519PrivateKey

    @property
    def key_id(self) -> bytes:
        """That of its public half."""
        return self.verifier.key_id

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(self.name, self.private.public_key().public_bytes_raw())

    @property
    def verifier_key(self) -> str:
        """The public half, as it is handed out."""
        return str(self.verifier)

    def sign(self, text: bytes) -> bytes:
        """The signature, without the key's id before it."""
        return self.private.sign(text)


def key_id(name: str, kind_and_key: bytes) -> bytes:
    """The id of any key: `kind_and_key` is the byte of its kind, and the public key as that kind writes it."""
    return sha256(name.encode() + b"\n" + kind_and_key).digest()[:KEY_ID_SIZE]


def checked_name(name: str) -> str:
    """The name of a key as it may stand in a line. Raises `NoteMalformed`."""
    if not name or "+" in name or any(sign.isspace() or unicodedata.category(sign) == "Cc" for sign in name):
        raise NoteMalformed("the name of a key has no space and no plus")
    return name


def decoded(written: str) -> bytes:
    """Base64 in the one way in which it is written. Raises `NoteMalformed`."""
    try:
        content = b64decode(written, validate=True)
    except ValueError:
        content = b""
    if b64encode(content).decode() != written:
        raise NoteMalformed("this is not base64")
    return content


def _read_signature(line: str) -> Signature:
    name, _, signature = line.removeprefix(BEGINS_SIGNATURE).partition(" ")
    content = decoded(signature)
    if not line.startswith(BEGINS_SIGNATURE) or len(content) <= KEY_ID_SIZE:
        raise NoteMalformed("a signature is written — name base64")
    return Signature(checked_name(name), content[:KEY_ID_SIZE], content[KEY_ID_SIZE:])
