"""What `huicai anchors` tells an operator, and with which end."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.main import app
from tests.api.two_instances import own_database


@pytest.fixture
def huicai(city, monkeypatch, tmp_path) -> Callable[..., tuple[int, str]]:
    """Run a command against the city's database."""

    def run(*words: str | Path) -> tuple[int, str]:
        monkeypatch.chdir(tmp_path)
        settings = own_database(city.database) | {"data": str(city.sealed.folder)} | city.set
        for name, value in settings.items():
            monkeypatch.setenv(f"HUICAI_{name.upper()}", str(value))
        ended = CliRunner().invoke(app, ["anchors", *map(str, words)])
        return ended.exit_code, ended.output

    return run


@pytest.fixture
def policy(city, tmp_path) -> Callable[[], Path]:
    """The keys, as an auditor was handed them."""

    def written() -> Path:
        path = tmp_path / "policy"
        path.write_text("".join(f"log {key}\n" for key in city.sealed.verifiers()))
        return path

    return written


def test_a_folder_is_prepared_filled_and_checked(city, huicai, policy):
    assert huicai("prepare", city.folder)[0] == 0
    city.is_set(anchor_folder=city.folder)
    city.grows(5)
    city.ticks()

    assert huicai("state") == (0, huicai("state")[1])
    code, said = huicai("check", city.folder, "--policy", policy())

    assert (code, said.count("as the log is today")) == (0, 1)
    assert f"folder {city.folder}: held " in huicai("state")[1]


def test_a_rewritten_log_ends_both_in_failure(city, huicai, policy):
    city.copies_to_a_folder()
    city.grows(5)
    city.ticks()
    known = policy()
    city.is_rewritten(3)
    city.ticks()

    assert (huicai("state")[0], "ALARM folder" in huicai("state")[1]) == (1, True)
    code, said = huicai("check", city.folder, "--policy", known)
    assert (code, "log_diverged" in said) == (1, True)


def test_a_folder_with_nothing_in_it_proves_nothing(city, huicai, policy):
    city.copies_to_a_folder()
    city.grows(5)

    assert huicai("check", city.folder, "--policy", policy())[0] == 1


def test_a_witness_s_key_is_made_once_and_a_new_one_stands_before_it(city, huicai):
    assert huicai("witness-key")[0] == 1, "it has no name yet"
    city.set |= {"witness_name": "example.com/witness", "witnessed_logs": city.witnesses}

    first, again, rotated = (
        huicai("witness-key")[1],
        huicai("witness-key")[1],
        huicai("witness-key", "--rotate")[1],
    )

    assert first == again
    assert first.startswith("example.com/witness+")
    assert (rotated.count("\n"), rotated.endswith(first)) == (2, True)
