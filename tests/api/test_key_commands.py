"""`huicai issue-key`, `rotate-key` and `revoke-key`: what a security officer does at the machine holds at the door (密钥)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import Result
from typer.testing import CliRunner

from cli.complaints import NoSuchPost
from cli.main import app
from domain.errors import NotFound
from persistence.datastore import Datastore, open_engine
from tests.api.conftest import Person, Town
from tests.api.two_instances import own_database
from tests.persistence.searching import everything_stored

Huicai = Callable[..., Result]
POST = ("--role", "officer", "--function", "hrss", "--area", "zibo-shibenji", "--scope", "queries")
BY = ("--by", "tan-security")


@pytest.fixture
def huicai(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Huicai:
    """Run a command against the town's database, with the town's master key."""
    monkeypatch.chdir(tmp_path)
    for name, value in (own_database(town.database) | {"data": str(tmp_path)}).items():
        monkeypatch.setenv(f"HUICAI_{name.upper()}", value)
    return lambda *words: CliRunner().invoke(app, [str(word) for word in words])


def issued(huicai: Huicai) -> tuple[str, str]:
    """The key, and its id."""
    told = huicai("issue-key", "zhao-min", "hr-system", *POST, *BY)
    assert told.exit_code == 0, told.output
    return told.stdout.strip(), told.stderr.split()[1]


def lets_in(town: Town, key: str) -> int:
    return Person(town.http, key).gets("/v1/quotas").status_code


def kinds(town: Town) -> list[tuple[str, str]]:
    items = town.auditor().gets("/v1/audit/security-log").json()["items"]
    return [(one["kind"], one["actor"]) for one in items if one["kind"].startswith("key_")]


def test_a_key_is_printed_alone_once_lets_in_and_is_on_the_security_log(town: Town, huicai: Huicai) -> None:
    told = huicai("issue-key", "zhao-min", "hr-system", *POST, *BY)

    [key] = told.stdout.splitlines()
    assert "of zhao-min, told this once" in told.stderr
    assert key not in told.stderr
    assert lets_in(town, key) == 200
    assert kinds(town) == [("key_issued", "tan-security")]


def test_the_secret_lies_nowhere(town: Town, huicai: Huicai) -> None:
    secret = issued(huicai)[0].rpartition(".")[2]

    owner = Datastore(open_engine(town.database.url("owner")))
    tables = everything_stored(owner)
    owner.close()
    assert secret.encode() not in tables


def test_a_rotated_key_overlaps_as_long_as_is_said_or_not_at_all(town: Town, huicai: Huicai) -> None:
    first, id_ = issued(huicai)

    second = huicai("rotate-key", "zhao-min", id_, "--overlap-hours", "1", *BY).stdout.strip()
    assert (lets_in(town, first), lets_in(town, second)) == (200, 200)
    third = huicai("rotate-key", "zhao-min", id_, "--overlap-hours", "0", *BY).stdout.strip()

    assert (lets_in(town, second), lets_in(town, third)) == (401, 200)
    assert [kind for kind, _ in kinds(town)] == ["key_rotated", "key_rotated", "key_issued"]


def test_a_revoked_key_lets_nobody_in_from_that_moment(town: Town, huicai: Huicai) -> None:
    key, id_ = issued(huicai)

    told = huicai("revoke-key", "zhao-min", id_, "--reason", "示例：系统停用", *BY)

    assert (told.exit_code, told.stdout) == (0, "")
    assert lets_in(town, key) == 401
    assert kinds(town)[0] == ("key_revoked", "tan-security")


@pytest.mark.parametrize(
    ("words", "refused"),
    [
        (("revoke-key", "zhao-min", UUID(int=7), "--reason", "示例", *BY), NotFound),
        (("rotate-key", "wu-nobody", UUID(int=7), *BY), NotFound),
    ],
    ids=("no such key", "no such account"),
)
def test_what_is_not_there_is_refused_and_leaves_nothing(
    town: Town, huicai: Huicai, words: tuple[Any, ...], refused: type[Exception]
) -> None:
    issued(huicai)
    before = town.position()

    told = huicai(*words)

    assert isinstance(told.exception, refused)
    assert (told.stdout, town.position()) == ("", before)


@pytest.mark.parametrize(
    "post",
    [("system",), ("officer", "--function", "hrss"), ("specialist",), ("auditor", "--area", "zhangdian")],
    ids=["of nobody", "of no area", "of no enterprise", "of an area that it has not"],
)
def test_no_token_is_minted_that_no_server_takes(town: Town, huicai: Huicai, post: tuple[str, ...]) -> None:
    huicai("token", "auditor")
    told = huicai("token", *post)

    assert isinstance(told.exception, NoSuchPost)
    assert told.stdout == ""
    assert huicai("token", "auditor").exit_code == 0
