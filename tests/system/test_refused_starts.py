"""What the command line says before anything is served: in one line, with what to do about it."""

import os
import socket
import subprocess
import sys

import pytest
from typer.testing import CliRunner

from bootstrap.areas_elsewhere import AreasElsewhereUnknown, areas_elsewhere_must_be_known
from bootstrap.service import service_on
from bootstrap.settings import Settings
from cli.main import app
from domain.policy.book import PolicyBook
from domain.policy.loading import SHIPPED_PACKS, load_packs
from tests.api.two_instances import own_database

SHIPPED = PolicyBook(load_packs(SHIPPED_PACKS))


def test_given_a_database_never_migrated_when_a_job_is_to_run_then_it_says_to_migrate(data_folder):
    told = subprocess.run(
        [sys.executable, "-m", "cli", "run-job", "expire_cards"],
        env=os.environ | {"HUICAI_DATA": str(data_folder)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (told.returncode, told.stderr) == (1, "the database was never migrated: run huicai migrate\n")


@pytest.mark.parametrize("workers", ["1", "2"])
def test_given_a_port_that_somebody_listens_on_when_started_then_it_says_so_in_one_line(workers, data_folder):
    with socket.create_server(("127.0.0.1", 0)) as other:
        address = f"127.0.0.1:{other.getsockname()[1]}"
        told = subprocess.run(
            [sys.executable, "-m", "cli", "run"],
            env=os.environ
            | {"HUICAI_DATA": str(data_folder), "HUICAI_PORT": address[10:], "HUICAI_WORKERS": workers},
            capture_output=True,
            text=True,
            check=False,
        )

    assert (told.returncode, told.stdout) == (1, "")
    assert told.stderr.splitlines()[-1] == f"{address}: Address already in use"


def test_given_a_setting_that_there_is_not_when_a_command_is_given_then_it_is_refused_and_the_nearest_is_named(
    data_folder, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUICAI_DATA", str(data_folder))
    monkeypatch.setenv("HUICAI_MASTER_KEY_FILE", "/etc/huicai/master-key")  # or another key would be made
    (tmp_path / ".env").write_text("HUICAI_WORKRES=4\nhuicai_colour=red\nANOTHER_PROGRAM=theirs\n")

    ended = CliRunner().invoke(app, ["migrate"])

    assert ended.exit_code == 2
    assert ended.stderr.splitlines() == [
        "HUICAI_COLOUR: there is no such setting",
        "HUICAI_MASTER_KEY_FILE: there is no such setting; HUICAI_MASTER_KEY is one",
        "HUICAI_WORKRES: there is no such setting; HUICAI_WORKERS is one",
    ]
    assert list(data_folder.iterdir()) == []


def test_given_several_settings_that_cannot_be_meant_when_a_command_is_given_then_all_are_told(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HUICAI_PORT", "eighty")
    monkeypatch.setenv("HUICAI_WORKRES", "4")

    ended = CliRunner().invoke(app, ["migrate"])

    assert ended.exit_code == 2
    assert [line.split(":")[0] for line in ended.stderr.splitlines()] == ["HUICAI_WORKRES", "HUICAI_PORT"]


def test_given_areas_of_the_city_when_they_are_kept_elsewhere_then_the_start_goes_on():
    areas_elsewhere_must_be_known(elsewhere("370300", "boshan,zichuan"), SHIPPED)


@pytest.mark.parametrize(
    ("unit", "areas", "told"),
    [
        ("370300", "boshan,bosham", "names bosham, and no policy of 370300 has that area: .*boshan"),
        ("370100", "lixia", "there is no policy of that unit"),
    ],
)
def test_given_an_area_that_no_policy_knows_when_it_is_said_to_be_elsewhere_then_the_start_is_refused(
    unit, areas, told
):
    with pytest.raises(AreasElsewhereUnknown, match=told):
        areas_elsewhere_must_be_known(elsewhere(unit, areas), SHIPPED)


@pytest.mark.parametrize("role", ["app", "scheduler"])
def test_given_an_area_that_no_policy_knows_when_any_process_opens_the_service_then_it_does_not_come_up(
    database, tmp_path, role
):
    settings = Settings(data=tmp_path, unit="370300", areas_elsewhere="bosham", _env_file=None)

    with pytest.raises(AreasElsewhereUnknown, match="names bosham"):
        service_on(database.url(role), settings)


def test_given_an_area_that_no_policy_knows_when_a_job_is_to_run_then_it_says_so_and_ends(
    database, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    stated = own_database(database) | {"data": str(tmp_path), "unit": "370300", "areas_elsewhere": "bosham"}
    for name, value in stated.items():
        monkeypatch.setenv(f"HUICAI_{name.upper()}", str(value))

    ended = CliRunner().invoke(app, ["run-job", "expire_cards"])

    assert isinstance(ended.exception, AreasElsewhereUnknown), ended.output


def elsewhere(unit, areas):
    return Settings(_env_file=None, unit=unit, areas_elsewhere=areas)
