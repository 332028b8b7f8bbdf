"""API keys: what they look like, and who somebody is that comes with one (密钥).

    huicai_<account>.<key>.<secret>      two ids and 256 random bits, each in base64url

The ids only say where to look: what is kept of the secret is its digest, and whoever guesses has 2^256 to go through.
"""

import base64
import binascii
import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from api.refusals import TokenInvalid
from domain.aggregates.account import Account, ApiKey
from domain.base import BY_KEY
from domain.store import TalentCards

PREFIX = "huicai_"
SECRET_BYTES = 32
_ID, _SECRET = 22, 43  # characters


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A machine that has come with a key: as whom it acts, by which key."""

    subject: str
    key: ApiKey


def new_secret() -> str:
    """A secret that nobody can guess."""
    return _written(secrets.token_bytes(SECRET_BYTES))


def digest_of(secret: str) -> str:
    """What is kept of it. It has 256 random bits: a slow hash would make nothing harder."""
    return hashlib.sha256(secret.encode()).hexdigest()


def written(account_id: UUID, key_id: UUID, secret: str) -> str:
    """The key as its client sends it."""
    return f"{PREFIX}{_written(account_id.bytes)}.{_written(key_id.bytes)}.{secret}"


def actor_of(account: Account, key: ApiKey) -> str:
    """Who acts on every event that a machine brings about by this key."""
    return f"{account.account}{BY_KEY}{key.id}"


class KeyDoor:
    """Lets in whoever comes with a key that holds."""

    def __init__(self, store: TalentCards, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    def holder(self, text: str) -> KeyHolder:
        """Who it is. Raises `TokenInvalid`, whatever is wrong with the key."""
        account_id, key_id, secret = _parts(text)
        account = self._store.load_all([account_id]).get(account_id)
        key = account.keys.get(key_id) if isinstance(account, Account) else None
        held = () if key is None else key.digests_at(self._now())
        if not any(hmac.compare_digest(digest_of(secret), one) for one in held):
            raise TokenInvalid
        assert isinstance(account, Account)
        assert key is not None
        return KeyHolder(actor_of(account, key), key)


def _parts(text: str) -> tuple[UUID, UUID, str]:
    account, key, secret = [*text.removeprefix(PREFIX).split("."), "", "", ""][:3]
    if text.count(".") != 2 or (len(account), len(key), len(secret)) != (_ID, _ID, _SECRET):  # noqa: PLR2004
        raise TokenInvalid
    return _id(account), _id(key), secret


def _id(text: str) -> UUID:
    try:
        return UUID(bytes=base64.b64decode(text + "==", b"-_", validate=True))
    except (ValueError, binascii.Error):
        raise TokenInvalid from None


def _written(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
