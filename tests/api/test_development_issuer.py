"""The issuer for trying things out: it vouches for anybody, so it may stand only where nobody else reaches it."""

import asyncio
import stat
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from api.authentication import Authentication
from api.development_issuer import ISSUER, DevelopmentIssuer, DevelopmentIssuerRefused
from api.refusals import TokenExpired, TokenInvalid
from bootstrap.settings import Settings
from domain.authorization import Post, Role

HRSS = Post(role=Role.OFFICER, function="hrss", area="zibo-shibenji")
HOUR = timedelta(hours=1)


def settings(folder: Path, **stated: Any) -> Settings:
    return Settings(_env_file=None, data=folder, **({"development_issuer": True} | stated))


def identity(issuer: DevelopmentIssuer, token: str, *, now: float | None = None) -> Any:
    authentication = Authentication(
        [issuer], audience="huicai", area_codes={}, now=lambda: now or time.time()
    )
    return asyncio.run(authentication.identity([f"Bearer {token}"]))


def test_a_minted_token_is_believed_by_the_same_installation(tmp_path: Path) -> None:
    token = DevelopmentIssuer(settings(tmp_path)).mint("wang-min", [HRSS], HOUR)

    known = identity(DevelopmentIssuer(settings(tmp_path)), token)

    assert (known.subject, known.posts) == ("wang-min", (HRSS,))


def test_a_token_of_another_installation_is_not_believed(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    token = DevelopmentIssuer(settings(tmp_path / "other")).mint("wang-min", [HRSS], HOUR)

    with pytest.raises(TokenInvalid):
        identity(DevelopmentIssuer(settings(tmp_path)), token)


def test_a_minted_token_ends_with_its_lifetime(tmp_path: Path) -> None:
    issuer = DevelopmentIssuer(settings(tmp_path), now=lambda: 1000)
    token = issuer.mint("wang-min", [HRSS], HOUR)

    with pytest.raises(TokenExpired):
        identity(issuer, token, now=1000 + 3600 + 31)


def test_its_name_is_not_one_that_a_provider_could_have() -> None:
    assert ISSUER.startswith("urn:huicai:")


def test_it_refuses_to_work_unless_it_is_switched_on(tmp_path: Path) -> None:
    with pytest.raises(DevelopmentIssuerRefused, match="HUICAI_DEVELOPMENT_ISSUER"):
        DevelopmentIssuer(settings(tmp_path, development_issuer=False))


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "huicai.example.gov.cn", "localhost.evil.example"]
)
def test_it_refuses_to_work_where_others_reach_the_server(tmp_path: Path, host: str) -> None:
    with pytest.raises(DevelopmentIssuerRefused, match="loopback"):
        DevelopmentIssuer(settings(tmp_path, host=host))


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_it_works_on_an_address_of_this_machine_alone(tmp_path: Path, host: str) -> None:
    assert DevelopmentIssuer(settings(tmp_path, host=host)).mint("wang-min", [HRSS], HOUR)


def test_its_key_can_be_read_by_nobody_else(tmp_path: Path) -> None:
    issuer = DevelopmentIssuer(settings(tmp_path))

    assert stat.S_IMODE(issuer.path.stat().st_mode) == 0o600


def test_a_key_that_lies_open_is_not_used(tmp_path: Path) -> None:
    DevelopmentIssuer(settings(tmp_path)).path.chmod(0o644)

    with pytest.raises(DevelopmentIssuerRefused, match="can be read by others"):
        DevelopmentIssuer(settings(tmp_path))


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as starting:
        issuers = list(starting.map(lambda _: DevelopmentIssuer(settings(tmp_path)), range(8)))

    tokens = [issuer.mint("wang-min", [HRSS], HOUR) for issuer in issuers]

    assert {identity(issuers[0], token).subject for token in tokens} == {"wang-min"}
    assert [file.name for file in tmp_path.iterdir()] == ["development-issuer.json"]
