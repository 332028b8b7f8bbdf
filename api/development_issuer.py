"""An issuer for trying things out: a key file in the data folder, and tokens for whoever can read it.

It vouches for anybody as anything, so it works only where nobody else can reach the server.
"""

import json
import os
import stat
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

from joserfc import jwt
from joserfc.jwk import ECKey, Key

from api.key_sources import is_loopback
from bootstrap.settings import Settings
from domain.authorization import Post

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
    if not path.exists():
        _create(path)
    with path.open("rb") as file:
        if stat.S_IMODE(os.fstat(file.fileno()).st_mode) & 0o077:
            raise DevelopmentIssuerRefused(f"others can read {path}: chmod 600 it, or delete it")
        return ECKey.import_key(json.load(file))


def _create(path: Path) -> None:
    """Write a new key beside the file and give it the name only if nobody was faster."""
    key = ECKey.generate_key("P-256", auto_kid=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{uuid4().hex}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w") as file:
            json.dump(key.as_dict(private=True), file)
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink()
