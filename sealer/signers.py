"""The keys that sign checkpoints (签名密钥): in a file, or behind whatever the operator names.

Every key in the file signs; so an old and a new one sign together for as long as both stand there.
"""

from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import OKPKey

from persistence import signing_keys
from persistence.signing_keys import SigningKeysUnusable
from transparency.note import Ed25519Signer, Signer, VerifierKey

# Whoever signs under the name of a log: asked anew for every checkpoint, so that keys change without a restart.
Signers = Callable[[str], Sequence[Signer]]


def in_file(path: Path) -> Signers:
    """The keys of this file, which is created with one. Raises `SigningKeysUnusable`."""
    return lambda origin: [_signer(origin, key) for key in signing_keys.kept_in(path)]


def stated(keys: str) -> Signers:
    """The keys of a setting. Raises `SigningKeysUnusable`."""
    parsed = signing_keys.parsed(keys)
    return lambda origin: [_signer(origin, key) for key in parsed]


def named(module_and_name: str) -> Signers:
    """What the operator has installed beside the product, written `module:name`. Raises `SigningKeysUnusable`."""
    module, _, name = module_and_name.partition(":")
    try:
        signers: Signers = getattr(import_module(module), name)
    except (ImportError, AttributeError, ValueError):
        raise SigningKeysUnusable(f"there is no {module_and_name} to sign checkpoints") from None
    return signers


def rotate(path: Path, origin: str) -> str:
    """Put a new key in front of those that sign. Returns what is handed to whoever verifies."""
    signing_keys.rotate(path)
    return in_file(path)(origin)[0].verifier_key


def retire(path: Path, origin: str, verifier_key: str) -> None:
    """Let a key sign no longer; what it signed stays good. Raises `SigningKeysUnusable`."""
    keys = signing_keys.kept_in(path)
    left = [key for key in keys if _signer(origin, key).verifier_key != verifier_key]
    if len(left) == len(keys) or not left:
        raise SigningKeysUnusable("no such key signs here, or it is the only one: make a new one first")
    signing_keys.keep_only(path, left)


def verifiers(keys: Sequence[str]) -> list[VerifierKey]:
    """Those of the keys that we can verify with; of other kinds than Ed25519 others judge."""
    return [VerifierKey.parse(key) for key in keys if VerifierKey.is_written(key)]


def _signer(origin: str, key: OKPKey) -> Ed25519Signer:
    private = key.private_key
    assert isinstance(private, Ed25519PrivateKey)  # signing_keys reads no other
    return Ed25519Signer(origin, private)
