"""An issuer for trying things out: a key file in the data folder, and tokens for whoever can read it.

It vouches for anybody as anything, so it works only where nobody else can reach the server.
"""

import json
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

from joserfc import jwt
from joserfc.jwk import ECKey, Key

from api.key_sources import is_loopback
from bootstrap.settings import Settings
from domain.authorization import Post
from persistence import secret_files
from persistence.secret_files import SecretFileUnusable

ISSUER = "urn:huicai:development-issuer"
ANSWER_HEADER = {"Huicai-Development-Issuer": "on"}
WARNING = (
    "DEVELOPMENT ISSUER IS ON: whoever can read %s can act as anybody. "
    "Never switch on HUICAI_DEVELOPMENT_ISSUER where real persons' data are kept."
)

_ALGORITHM = "ES256"
_FILE = "development-issuer.json"


class DevelopmentIssuerRefused(Exception):
    """The development issuer is off, could be reached from elsewhere, or its key lies open."""


class DevelopmentIssuer:
    """Mints tokens, and is the key source that checks them: no HTTP in between."""

    issuer = ISSUER

    def __init__(self, settings: Settings, *, now: Callable[[], float] = time.time) -> None:
        if not settings.development_issuer:
            raise DevelopmentIssuerRefused("switch it on with HUICAI_DEVELOPMENT_ISSUER=true")
        if not is_loopback(settings.host):
            raise DevelopmentIssuerRefused(
                f"HUICAI_DEVELOPMENT_ISSUER works on a loopback address only, and HUICAI_HOST is {settings.host}"
            )
        self.path = self.key_file(settings)
        self._key = _kept_in(self.path)
        self._audience = settings.audience
        self._now = now

    @staticmethod
    def key_file(settings: Settings) -> Path:
        """Where its key is kept."""
        return settings.data / _FILE

    async def key(self, kid: str) -> Key | None:
        """Its one key."""
        return self._key if kid == self._key.kid else None

    def mint(self, subject: str, posts: Sequence[Post], lifetime: timedelta) -> str:
        """A token for somebody in these posts."""
        issued_at = int(self._now())
        claims = {
            "iss": ISSUER,
            "aud": self._audience,
            "sub": subject,
            "iat": issued_at,
            "exp": issued_at + int(lifetime.total_seconds()),
            "posts": [post.model_dump(mode="json", exclude_none=True) for post in posts],
        }
        return jwt.encode({"alg": _ALGORITHM, "kid": self._key.kid}, claims, self._key)


def _kept_in(path: Path) -> ECKey:
    """The key in this file, which is created if there is none. All who ask get the same one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        return ECKey.import_key(json.loads(secret_files.kept_in(path, _new)))
    except SecretFileUnusable as unusable:
        raise DevelopmentIssuerRefused(str(unusable)) from None


def _new() -> bytes:
    return json.dumps(ECKey.generate_key("P-256", auto_kid=True).as_dict(private=True)).encode()
