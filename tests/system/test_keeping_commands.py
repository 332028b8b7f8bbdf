"""The commands of backup and restore as an operator gives them, with the embedded server, and killed half-way."""

import os
import signal
import subprocess
import sys
import time

import pytest

from persistence.embedded import postmaster
from persistence.embedded.account import account_for
from tests.system.conftest import free_port

pytestmark = pytest.mark.slow
KEY = "ICEiIyQlJicoKSorLC0uLzAxMjM0NTY3ODk6Ozw9Pj8="


@pytest.fixture
def huicai(data_folder):
    environment = os.environ | {
        "HUICAI_DATA": str(data_folder / "data"),
        "HUICAI_BACKUPS": str(data_folder / "shelf"),
        "HUICAI_BACKUP_KEY": KEY,
        "HUICAI_PORT": str(free_port()),
    }

    def begun(*command):
        return subprocess.Popen(
            [sys.executable, "-m", "cli", *command],
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    return begun


def said(process):
    out, errors = process.communicate(timeout=300)
    return process.returncode, out, errors


def test_given_a_restore_that_is_killed_when_it_is_begun_again_then_it_comes_to_its_end(huicai, data_folder):
    data = data_folder / "data"
    assert said(huicai("migrate"))[0] == 0
    code, name, _ = said(huicai("backup"))
    assert code == 0
    assert said(huicai("restore"))[0] == 1  # nothing is written over
    data.rename(data_folder / "lost")

    killed = huicai("restore")
    cluster = data / ".restoring/postgres/cluster"
    while not (cluster / "postmaster.pid").exists():
        assert killed.poll() is None, killed.communicate()
        time.sleep(0.05)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    killed.communicate()
    assert not (data / "postgres").exists()
    code, out, errors = said(huicai("restore"))

    assert (code, out.split()[0]) == (0, name.strip()), errors
    assert not (data / ".restoring").exists()
    assert not postmaster.is_running(data / "postgres/cluster", account_for(data / "postgres/cluster"))
    assert said(huicai("compare", "quota_board"))[0] == 0


def test_given_a_drill_that_is_killed_when_one_is_held_again_then_no_copy_of_anybodys_key_stays(
    huicai, data_folder
):
    room = data_folder / "room"
    room.mkdir(mode=0o711)
    assert said(huicai("migrate"))[0] == 0
    assert said(huicai("backup"))[0] == 0

    killed = huicai("drill", "--folder", str(room))
    while not list(room.glob("*/postgres/cluster/postmaster.pid")):
        assert killed.poll() is None, killed.communicate()
        time.sleep(0.05)
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait()
    killed.communicate()
    [left] = room.iterdir()
    cluster = left / "postgres/cluster"
    account = account_for(cluster)

    code, _, errors = said(huicai("drill", "--folder", str(room)))

    assert code == 0, errors
    assert list(room.iterdir()) == []
    assert not postmaster.is_running(cluster, account)


def test_given_a_log_that_was_signed_when_restored_then_a_new_one_begins_unless_nothing_was_lost(
    huicai, data_folder
):
    serving = huicai("run")
    while not (data_folder / "data/transparency-log/1/checkpoint").exists():
        assert serving.poll() is None, serving.communicate()
        time.sleep(0.1)
    serving.terminate()
    said(serving)
    assert said(huicai("backup"))[0] == 0
    for number, options in enumerate([(), ("--nothing-lost",)]):
        (data_folder / "data").rename(data_folder / f"lost-{number}")
        code, out, errors = said(huicai("restore", *options))
        assert code == 0, errors
        assert ("a new log has begun" in out) == (not options)


def test_given_commands_without_what_they_need_when_given_then_each_says_in_one_line_what_to_do(
    huicai, data_folder
):
    assert said(huicai("restore"))[2].count("\n") == 1
    code, _, errors = said(huicai("drill", "20200101T000000Z"))
    assert (code, errors.count("\n")) == (1, 1)
    assert "there is no backup 20200101T000000Z" in errors
