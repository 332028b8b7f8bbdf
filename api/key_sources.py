"""Where the keys come from that tokens are checked with."""

import asyncio
import ipaddress
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any, Protocol
from urllib.parse import urlsplit

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey, import_key

from api import strict_json
from api.refusals import IssuerUnreachable

logger = logging.getLogger("huicai.api")

FRESH_FOR_S = 600.0
LEAST_BETWEEN_FETCHES_S = 30.0
TIMEOUT_S = 5.0
MOST_BYTES = 256 * 1024
MOST_KEYS = 50


class KeySource(Protocol):
    """An issuer, and its public keys."""

    issuer: str

    async def key(self, kid: str) -> Key | None:
        """The key of this id, or None if the issuer has none. Raises `IssuerUnreachable`."""


class UnsafeKeyUrl(Exception):
    """Keys are fetched over TLS, or from this very machine."""


class PublishedKeys:
    """An identity provider's JWKS, kept for a while.

    A key that is not among those kept is asked for once more, but not more often than twice a minute,
    however many tokens name it. Keys once fetched are used on while the provider is away.
    """

    def __init__(self, issuer: str, url: str, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        if urlsplit(url).scheme != "https" and not is_loopback(urlsplit(url).hostname or ""):
            raise UnsafeKeyUrl(f"HUICAI_JWKS_URL must begin with https://, not {url}")
        self.issuer = issuer
        self._url = url
        self._monotonic = monotonic
        self._keys: dict[str, Key] | None = None
        self._asked_at = float("-inf")
        self._fetching = asyncio.Lock()

    async def key(self, kid: str) -> Key | None:
        """The key of this id, fetched if need be."""
        if self._is_due(kid):
            async with self._fetching:
                if self._is_due(kid):
                    await self._refresh()
        if self._keys is None:
            raise IssuerUnreachable
        return self._keys.get(kid)

    def _is_due(self, kid: str) -> bool:
        age = self._monotonic() - self._asked_at
        known = self._keys is not None and kid in self._keys
        return age > (FRESH_FOR_S if known else LEAST_BETWEEN_FETCHES_S)

    async def _refresh(self) -> None:
        try:
            self._keys = _usable(strict_json.loads(await self._fetched()))
        except (httpx.HTTPError, TimeoutError, ValueError, TypeError, KeyError) as error:
            logger.warning("no keys from %s: %s", self._url, type(error).__name__)
        finally:
            self._asked_at = self._monotonic()

    async def _fetched(self) -> bytes:
        async with (
            httpx.AsyncClient(timeout=TIMEOUT_S) as client,
            asyncio.timeout(TIMEOUT_S),
            client.stream("GET", self._url) as answer,
        ):
            answer.raise_for_status()
            body = b""
            async for piece in answer.aiter_bytes():
                body += piece
                if len(body) > MOST_BYTES:
                    raise ValueError("the key set is too large")
            return body


def is_loopback(host: str) -> bool:
    """Whether an address can be reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _usable(published: Any) -> dict[str, Key]:
    """The public keys for signatures, by their ids; what is for other uses, or unknown to us, is passed over."""
    if not isinstance(published["keys"], list):
        raise TypeError
    return {kid: key for stated in published["keys"][:MOST_KEYS] for kid, key in _read(stated)}


def _read(stated: Any) -> Iterator[tuple[str, Key]]:
    if not isinstance(stated, dict) or stated.get("use", "sig") != "sig":
        return
    kid = stated.get("kid")
    with suppress(JoseError, ValueError, TypeError, KeyError):
        key = import_key(stated)
        if isinstance(kid, str) and isinstance(key, ECKey | OKPKey | RSAKey):
            yield kid, key
