"""The sealer as it runs: within the service or alone, asked from the command line, and never in the way of recording."""

import time

import pytest
import typer

from bootstrap.settings import Settings
from cli import sealing_log
from persistence.signing_keys import SigningKeysUnusable
from sealer.running import covering, signers_of
from tests.sealer.conftest import ORIGIN, SealedTown
from tests.sealer.test_tampering import ALTER


def settings_of(town: SealedTown, **stated) -> Settings:
    roles = {
        "database": "app",
        **{f"database_{role}": role for role in ("owner", "projector", "scheduler", "sealer")},
    }
    urls = {f"{name}_url": town.database.url(role) for name, role in roles.items()}
    return Settings(data=town.folder, log_origin=ORIGIN, _env_file=None, **urls, **stated)


def wait_until_covered(town: SealedTown, position: int) -> None:
    end = time.monotonic() + 60
    while town.auditor.sealer().covered_position < position:
        assert time.monotonic() < end
        time.sleep(0.02)


def test_while_it_runs_events_are_covered_by_themselves(town):
    settings = settings_of(town, sealer_tick=0.05)
    town.recorded(3)
    with covering(town.database.url("sealer"), settings):
        wait_until_covered(town, 3)
        town.recorded(4)
        wait_until_covered(town, 7)
        assert town.auditor.sealer().is_led

    town.recorded(1)
    assert not town.auditor.sealer().is_led
    assert town.log().covered_position == 7


def test_keys_stand_in_the_setting_or_in_the_file(covered):
    town = covered(2)
    stated = settings_of(town, log_keys=town.key_file.read_text())

    assert signers_of(stated)("x")[0].verifier_key == signers_of(settings_of(town))("x")[0].verifier_key


def test_the_status_tells_logs_lag_and_alarms_and_ends_with_1_for_them(covered, capsys):
    town = covered(5)
    sealing_log.show_status(settings_of(town))
    assert "5 entries from position 1, open" in capsys.readouterr().out

    town.done_as_owner(ALTER, 2)
    town.sealer.look()
    with pytest.raises(typer.Exit) as ended:
        sealing_log.show_status(settings_of(town))

    assert ended.value.exit_code == 1
    assert "ALARM altered: positions 2 to 2 of log 1" in capsys.readouterr().out


def test_the_whole_log_is_verified_with_the_keys_that_were_handed_over(covered, capsys):
    town = covered(5)
    sealing_log.show_keys(settings_of(town))
    key = capsys.readouterr().out.strip()

    sealing_log.verify_log(settings_of(town), [key])
    assert "1 logs, 5 entries, 0 faults" in capsys.readouterr().out

    town.done_as_owner(ALTER, 2)
    with pytest.raises(typer.Exit):
        sealing_log.verify_log(settings_of(town), [key])
    assert "log 1: altered: positions 2 to 2" in capsys.readouterr().out


def test_before_anything_was_signed_nobody_is_handed_an_empty_list_of_keys(town):
    with pytest.raises(SigningKeysUnusable, match="no log has begun yet"):
        sealing_log.show_keys(settings_of(town))


def test_a_key_is_changed_and_a_log_rolled_over_from_the_command_line(covered, capsys):
    town = covered(5)
    settings = settings_of(town)
    sealing_log.show_keys(settings)
    old = capsys.readouterr().out.strip()

    sealing_log.rotate_key(settings)
    new = capsys.readouterr().out.strip()
    town.sealer.look()
    sealing_log.retire_key(settings, old)
    sealing_log.roll_over_log(settings, "the old key was stolen")
    town.recorded(2)
    town.sealer.look()
    capsys.readouterr()
    sealing_log.verify_log(settings, [])

    assert "2 logs, 8 entries, 0 faults" in capsys.readouterr().out
    assert [line.verifier_key for line in town.auditor.verifier_keys() if line.epoch == 1] == [old, new]
    assert len([line for line in town.auditor.verifier_keys() if line.epoch == 2]) == 1


def test_keys_that_stand_in_a_setting_are_not_changed_in_the_file(covered):
    town = covered(2)
    settings = settings_of(town, log_keys=town.key_file.read_text())

    with pytest.raises(SigningKeysUnusable, match="HUICAI_LOG_KEYS"):
        sealing_log.rotate_key(settings)
