"""Keys fetched from an identity provider: over a real socket, kept for a while, never asked for too often."""

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, Key, OctKey

from api.key_sources import FRESH_FOR_S, LEAST_BETWEEN_FETCHES_S, MOST_BYTES, PublishedKeys, UnsafeKeyUrl
from api.refusals import IssuerUnreachable
from tests.api.conftest import Person, town_on
from tests.conftest import Database

ISSUER = "https://id.example.gov.cn"
FIRST = ECKey.generate_key("P-256", {"kid": "first", "use": "sig"})
SECOND = ECKey.generate_key("P-256", {"kid": "second", "use": "sig"})


class Provider:
    """An identity provider that publishes what it is told to, and counts how often it is asked."""

    def __init__(self) -> None:
        self.asked = 0
        self.body: bytes = published(FIRST)
        self.status = 200

    def publishes(self, *keys: Key) -> None:
        self.body = published(*keys)


class Time:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def published(*keys: Key) -> bytes:
    return json.dumps({"keys": [key.as_dict(private=False) for key in keys]}).encode()


@contextmanager
def listening(provider: Provider) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.asked += 1
            self.send_response(provider.status)
            self.send_header("Content-Length", str(len(provider.body)))
            if provider.status == 302:
                self.send_header("Location", "http://127.0.0.1:1/keys")
            self.end_headers()
            self.wfile.write(provider.body)

        def log_message(self, *_: Any) -> None:
            """Nothing: the test reads `asked`."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/keys"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def provider() -> Provider:
    return Provider()


@pytest.fixture
def url(provider: Provider) -> Iterator[str]:
    with listening(provider) as address:
        yield address


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def keys(url: str, clock: Time) -> PublishedKeys:
    return PublishedKeys(ISSUER, url, monotonic=clock)


def key(source: PublishedKeys, kid: str) -> Key | None:
    return asyncio.run(source.key(kid))


def test_a_key_is_fetched_when_it_is_first_asked_for(keys: PublishedKeys, provider: Provider) -> None:
    found = key(keys, "first")

    assert found is not None
    assert found.thumbprint() == FIRST.thumbprint()
    assert provider.asked == 1


def test_keys_are_kept_and_not_asked_for_again(keys: PublishedKeys, provider: Provider) -> None:
    for _ in range(5):
        key(keys, "first")

    assert provider.asked == 1


def test_keys_grow_old_and_are_fetched_anew(keys: PublishedKeys, provider: Provider, clock: Time) -> None:
    key(keys, "first")
    provider.publishes(SECOND)

    clock.now += FRESH_FOR_S + 1

    assert key(keys, "first") is None, "a key that was withdrawn is no longer believed"


def test_a_new_key_is_found_at_once_when_a_token_names_it(
    keys: PublishedKeys, provider: Provider, clock: Time
) -> None:
    key(keys, "first")
    provider.publishes(FIRST, SECOND)

    clock.now += LEAST_BETWEEN_FETCHES_S + 1

    assert key(keys, "second") is not None
    assert provider.asked == 2


def test_tokens_with_made_up_keys_do_not_make_us_ask_without_end(
    keys: PublishedKeys, provider: Provider
) -> None:
    for n in range(100):
        assert key(keys, f"made-up-{n}") is None

    assert provider.asked == 1


def test_many_who_ask_at_once_cause_one_fetch(keys: PublishedKeys, provider: Provider) -> None:
    async def at_once() -> list[Key | None]:
        return await asyncio.gather(*(keys.key("first") for _ in range(20)))

    assert all(asyncio.run(at_once()))
    assert provider.asked == 1


@pytest.mark.parametrize("status", [500, 404, 302])
def test_keys_once_fetched_are_used_on_while_the_provider_is_away(
    keys: PublishedKeys, provider: Provider, clock: Time, status: int
) -> None:
    key(keys, "first")
    provider.status = status

    clock.now += FRESH_FOR_S + 1

    assert key(keys, "first") is not None


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"<html>sign in</html>", id="a page"),
        pytest.param(b"{}", id="no keys in it"),
        pytest.param(b'{"keys": "none"}', id="keys that are a text"),
        pytest.param(b'{"keys": [], "keys": []}', id="keys twice"),
        pytest.param(b'{"keys": []' + b" " * MOST_BYTES + b"}", id="far too large"),
    ],
)
def test_a_provider_that_publishes_no_key_set_counts_as_away(
    keys: PublishedKeys, provider: Provider, body: bytes
) -> None:
    provider.body = body

    with pytest.raises(IssuerUnreachable):
        key(keys, "first")


def test_a_provider_that_nobody_reaches_is_said_to_be_away() -> None:
    with pytest.raises(IssuerUnreachable):
        key(PublishedKeys(ISSUER, "http://127.0.0.1:1/keys"), "first")


def test_keys_of_other_uses_and_kinds_are_passed_over(keys: PublishedKeys, provider: Provider) -> None:
    usable = FIRST.as_dict(private=False)
    others = [
        usable | {"kid": "for encryption", "use": "enc"},
        usable | {"kid": 7},
        usable | {"kid": "of no curve", "crv": "P-000"},
        {"kty": "post-quantum", "kid": "of tomorrow"},
        {"kty": "RSA", "kid": "without its number"},
        OctKey.generate_key(256, {"kid": "a secret"}).as_dict(private=True),
    ]
    provider.body = json.dumps({"keys": [*others, usable]}).encode()

    assert key(keys, "first") is not None
    assert [key(keys, str(other.get("kid"))) for other in others] == [None] * len(others)


@pytest.mark.parametrize("url", ["http://id.example.gov.cn/keys", "ftp://id.example.gov.cn/keys", "keys"])
def test_keys_are_never_fetched_in_clear_from_another_machine(url: str) -> None:
    with pytest.raises(UnsafeKeyUrl):
        PublishedKeys(ISSUER, url)


def test_a_token_of_the_configured_provider_opens_the_door(
    database: Database, tmp_path: Path, url: str
) -> None:
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": "huicai", "sub": "wang-min", "iat": now, "exp": now + 60}
    posts = [{"role": "auditor"}]
    with town_on(database, tmp_path, issuer=ISSUER, jwks_url=url) as town:
        good, bad = (
            Person(town.http, jwt.encode({"alg": "ES256", "kid": "first"}, claims | {"posts": posts}, signer))
            for signer in (FIRST, SECOND)
        )

        assert good.gets("/v1/quotas").status_code == 200
        assert bad.gets("/v1/quotas").status_code == 401
